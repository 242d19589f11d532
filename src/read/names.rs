//! What may be a name, an id or an address of mail.

use crate::report::{Problems, Spanned};

/// Ids of resources that old CKANs took: not UUIDs, but safe in an address.
pub fn is_old_id(id: &str) -> bool {
    let safe = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (2..=100).contains(&id.len())
        && id.bytes().all(safe)
        && !(matches!(id.len(), 32 | 36) && uuid::Uuid::try_parse(id).is_ok())
}

/// Whether a text is a name: 2–100 of `a-z0-9_-`, none that CKAN's addresses use.
pub fn is_name(text: &str) -> bool {
    (2..=100).contains(&text.len())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
        && !matches!(text, "new" | "edit" | "search")
}

/// Whether a written name is one; a problem says what is wrong with it.
pub fn check_name(name: &Spanned<String>, problems: &mut Problems) -> bool {
    let fine = is_name(&name.value);
    if !fine {
        let problem = problems.error("name-invalid", name.span);
        problem.arg("name", &name.value).arg("slug", slug(&name.value));
    }
    fine
}

/// A name made of any text: `Año nuevo` → `ano-nuevo`.
pub fn slug(text: &str) -> String {
    let mut slug = crate::text::hyphened(text, |c| c == '_');
    slug.truncate(98);
    let slug = slug.trim_matches('-');
    if is_name(slug) { slug.to_owned() } else { format!("{slug}-1").trim_matches('-').to_owned() }
}

/// The form that browsers and CKAN ask for.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let dots = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !local.is_empty()
        && !dots(local)
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b))
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_as_ckan_takes_them() {
        for good in ["a@b", "ana.perez@datos.gob.cl", "o'higgins+x@a-b.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["a", "@b", "a@", "a b@c", ".a@b", "a..b@c", "a@b..c", "a@-b", "ñ@b"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn any_text_becomes_a_name() {
        for (text, name) in [
            ("Año Nuevo", "ano-nuevo"),
            ("  ¡Hola, mundo!  ", "hola-mundo"),
            ("a", "a-1"),
            ("Search", "search-1"),
            ("x__y", "x__y"),
        ] {
            assert_eq!(slug(text), name);
            assert!(is_name(&slug(text)), "{text}");
        }
    }
}
