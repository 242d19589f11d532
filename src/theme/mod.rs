//! Themes: templates, static files and texts of the interface.
//!
//! The built-in theme is part of the binary. A portal's own, in `themes/<name>/`, replaces or adds
//! to it file by file: `templates/*.html`, `static/*`, `strings/<language>/portal.toml`. Scripts
//! are joined from `assets/`; a file of the same name in `static/` takes their place.

mod builtin;
mod files;
mod locale;
mod module;
mod templates;

pub use locale::Locale;
pub use templates::Html;
pub(crate) use templates::explain;

use crate::text::{Lang, Texts};
use anyhow::{Context as _, Result, anyhow};
use minijinja::Environment;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The search client: programs find it under this name, beside the one that carries its hash.
const CLIENT: &str = "search.js";

/// A theme, ready to render.
#[derive(Debug)]
pub struct Theme {
    environment: Environment<'static>,
    texts: Texts,
    locale: Locale,
    /// Name in the site → bytes.
    statics: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Theme {
    /// The built-in theme with the files of `<root>/themes/<name>` over it.
    ///
    /// # Errors
    /// A theme that is missing, a file that cannot be read, a template or a text that is malformed:
    /// with the file and the line.
    pub fn load(root: &Path, name: &str, lang: Lang) -> Result<Self> {
        let own = files::read(root, name, lang.code())?;
        let mut texts = Texts::embedded(lang);
        if let Some(toml) = &own.strings {
            texts.overlay("portal", toml).map_err(|error| {
                anyhow!("themes/{name}/strings/{}/portal.toml: {error}", lang.code())
            })?;
        }
        let mut templates: BTreeMap<String, String> = builtin::TEMPLATES
            .iter()
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
            .collect();
        templates.extend(own.templates);
        let mut statics: BTreeMap<String, Cow<'static, [u8]>> = builtin::STATICS
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), Cow::Borrowed(*bytes)))
            .collect();
        for name in builtin::SCRIPTS {
            let script = module::join(name, builtin::MODULES)?;
            statics.insert(name.to_owned(), Cow::Owned(script.into_bytes()));
        }
        statics.extend(own.statics.into_iter().map(|(name, bytes)| (name, Cow::Owned(bytes))));

        let addresses: BTreeMap<String, String> =
            statics.iter().map(|(name, bytes)| (name.clone(), address(name, bytes))).collect();
        let client = statics.get(CLIENT).cloned();
        let mut statics: BTreeMap<String, Cow<'static, [u8]>> =
            statics.into_iter().map(|(name, bytes)| (addresses[&name].clone(), bytes)).collect();
        statics.extend(client.map(|bytes| (format!("assets/{CLIENT}"), bytes)));
        let environment = templates::compile(templates, &texts, addresses)
            .with_context(|| format!("theme `{name}`"))?;
        Ok(Self { environment, locale: Locale::new(&texts), texts, statics })
    }

    /// The theme's static files: path in the site, bytes.
    pub fn static_files(&self) -> Vec<(String, &[u8])> {
        self.statics.iter().map(|(path, bytes)| (path.clone(), bytes.as_ref())).collect()
    }

    /// The bytes of the static file at a path of the site.
    pub fn static_file(&self, path: &str) -> Option<&[u8]> {
        self.statics.get(path).map(AsRef::as_ref)
    }

    /// The texts of the interface.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// How the interface's language writes numbers and dates.
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// The compiled templates.
    pub(crate) fn environment(&self) -> &Environment<'static> {
        &self.environment
    }
}

/// A script of the program with all it imports, as one module.
///
/// # Errors
/// An import of what is not there.
pub fn script(entry: &str) -> Result<String> {
    module::join(entry, builtin::MODULES)
}

/// Where a static file is in the site. The names of styles and scripts carry the hash of what they
/// hold, so that a browser may keep them for ever; other files keep their names for styles to use.
fn address(name: &str, bytes: &[u8]) -> String {
    let Some((stem, ending @ ("css" | "js"))) = name.rsplit_once('.') else {
        return format!("assets/{name}");
    };
    let mut hash = String::with_capacity(16);
    for byte in &Sha256::digest(bytes)[..8] {
        _ = write!(hash, "{byte:02x}");
    }
    format!("assets/{stem}.{hash}.{ending}")
}
