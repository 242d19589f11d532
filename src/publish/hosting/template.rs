//! Templates of configurations: marks in capitals between `@` are filled in.

use crate::plan::urls;
use crate::publish::hosting::table::{ACTION, LOCALE};
use crate::publish::hosting::{Place, Table, headers};

/// Marks and what they say.
pub(super) struct Fill(Vec<(&'static str, String)>);

impl Fill {
    /// The marks of every configuration.
    pub(super) fn new(table: &Table, place: &Place) -> Self {
        let base = table.prefix();
        Self(vec![
            ("BASE_PATTERN", base.replace('.', "\\.")),
            ("BASE", base),
            ("SITE", table.site.clone()),
            ("ROOT", place.root.clone()),
            ("LISTEN", place.listen.clone()),
            ("NAME", place.name.clone()),
            ("LOCALE", LOCALE.to_owned()),
            ("ACTION", ACTION.to_owned()),
            ("NO_VIEWS", urls::NO_VIEWS.to_owned()),
            ("LIFETIME", headers::LIFETIME.to_owned()),
            ("FOREVER", headers::FOREVER.to_owned()),
            ("NO_STORE", headers::NO_STORE.to_owned()),
            ("HASHED", headers::HASHED.to_owned()),
            ("DOWNLOAD", headers::DOWNLOAD.to_owned()),
            ("ACTIVE", headers::ACTIVE.to_owned()),
            ("PAGE_POLICY", headers::PAGE_POLICY.to_owned()),
            ("FILE_POLICY", headers::FILE_POLICY.to_owned()),
            ("ALLOW", headers::ALLOW.to_owned()),
            ("ALLOW_PAGE", headers::ALLOW_PAGE.to_owned()),
        ])
    }

    /// One more mark.
    pub(super) fn with(mut self, mark: &'static str, text: impl Into<String>) -> Self {
        self.0.push((mark, text.into()));
        self
    }

    /// The template with its marks filled in; what is filled in is not looked at again.
    pub(super) fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some(at) = rest.find('@') {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            let mark = after[1..].split_once('@').and_then(|(name, behind)| {
                let (_, text) = self.0.iter().find(|(mark, _)| *mark == name)?;
                Some((text, behind))
            });
            if let Some((text, behind)) = mark {
                out.push_str(text);
                rest = behind;
            } else {
                out.push('@');
                rest = &after[1..];
            }
        }
        out.push_str(rest);
        out
    }
}
