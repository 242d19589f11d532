//! Answers by the rules of the reader that builds the portal, before anything is written.

use crate::read::{Dataset, Portal};
use crate::report::{Diagnostic, Source};
use crate::text::Texts;
use crate::text::yaml::quoted;

/// Whether the reader takes `value` for `key` of a dataset.
///
/// # Errors
/// What it says, and what to write instead.
pub(super) fn dataset(
    key: &str,
    value: &str,
    portal: &Portal,
    texts: &Texts,
) -> Result<(), String> {
    let source = record("dataset.yaml", key, value);
    verdict(&Dataset::decode(&source, "ejemplo", None, portal).1, texts)
}

/// Whether the reader takes `value` for `key` of `portal.yaml`.
///
/// # Errors
/// What it says, and what to write instead.
pub(super) fn portal(key: &str, value: &str, texts: &Texts) -> Result<(), String> {
    verdict(&Portal::decode(&record("portal.yaml", key, value)).1, texts)
}

/// Whether a text is the address of a site, as `base_url` has to be.
pub(super) fn is_site(url: &str) -> bool {
    let (_, found) = Portal::decode(&record("portal.yaml", "base_url", url));
    first(&found).is_none()
}

/// A file in which one key, alone on the second line, has a value; a list of one where it takes several.
fn record(path: &str, key: &str, value: &str) -> Source {
    let value = match key {
        "tags" | "languages" => format!("[{}]", quoted(value)),
        _ => quoted(value),
    };
    Source::new(path, format!("title: ejemplo\n{key}: {value}\n"))
}

/// The first problem of the second line; what the rest of the file lacks is no matter.
fn first(found: &[Diagnostic]) -> Option<&Diagnostic> {
    found.iter().find(|problem| problem.position().0 == 2)
}

fn verdict(found: &[Diagnostic], texts: &Texts) -> Result<(), String> {
    let Some(problem) = first(found) else { return Ok(()) };
    let mut why = problem.message(texts);
    if let Some(remedy) = problem.remedy(texts) {
        why += "; ";
        why += &remedy;
    }
    Err(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn answers_are_judged_as_files_are() {
        let texts = Texts::embedded(Lang::Es);
        let judged = |key: &str, value: &str| dataset(key, value, &Portal::default(), &texts);
        assert_eq!(judged("tags", "medio ambiente"), Ok(()));
        assert!(judged("tags", "matrícula/2024").expect_err("a slash").contains("matrícula 2024"));
        assert!(judged("tags", "x").is_err());
        assert_eq!(judged("maintainer_email", "a@example.org"), Ok(()));
        assert!(judged("maintainer_email", "x").expect_err("no address").contains("correo"));
        assert!(portal("contact_email", "x", &texts).is_err());
        assert_eq!(portal("contact_email", "a@example.org", &texts), Ok(()));
        assert!(portal("languages", "fr", &texts).is_err());
        assert_eq!(portal("languages", "pt-BR", &texts), Ok(()));
        assert!(is_site("https://e.org/p") && is_site("http://localhost:4000/"));
        assert!(!is_site("e.org") && !is_site("https://") && !is_site("https://e.org/?a"));
    }
}
