//! Names made from titles.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A name in `a-z0-9-`: letters lose their accents, everything else becomes a hyphen; `_` where
/// nothing is left.
pub fn slug(name: &str) -> String {
    let out = hyphened(name, |_| false);
    if out.is_empty() { "_".to_owned() } else { out }
}

/// As [`slug`], with the characters that `keep` names kept; empty where nothing is left.
pub fn hyphened(name: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() || keep(c) {
            out.push(c);
        } else if !is_combining_mark(c) && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let trimmed = out.trim_end_matches('-').len();
    out.truncate(trimmed);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_their_accents_and_the_rest_becomes_hyphens() {
        assert_eq!(slug("Atom Feed"), "atom-feed");
        assert_eq!(slug("Información"), "informacion");
        assert_eq!(slug("  ¿Ñandú? 2024!"), "nandu-2024");
        assert_eq!(slug("Salud–Camas—2024"), "salud-camas-2024");
        assert_eq!(slug("an\u{303}o"), "ano");
        assert_eq!(slug("日本"), "_");
    }
}
