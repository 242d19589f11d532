//! Names made from titles.

use sha2::{Digest as _, Sha256};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// How many bytes a name may have as a folder: file systems allow 255, and endings need room.
pub const LONGEST_NAME: usize = 150;

/// `text` within `max` bytes. Where it is cut, a hash of the `whole` name tells it from others that
/// begin alike.
pub fn within(mut text: String, max: usize, whole: &str) -> String {
    if text.len() > max {
        text.truncate(text.floor_char_boundary(max - 9));
        text.push('-');
        text.push_str(&super::hex(&Sha256::digest(whole)[..4]));
    }
    text
}

/// A name in `a-z0-9-`: letters lose their accents, everything else becomes a hyphen; `_` where
/// nothing is left. A long one is cut.
pub fn slug(name: &str) -> String {
    let out = hyphened(name, |_| false);
    if out.is_empty() { "_".to_owned() } else { within(out, LONGEST_NAME, name) }
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

    #[test]
    fn long_names_are_cut_and_stay_different() {
        let (a, b) =
            (slug(&format!("{}a", "ñ".repeat(300))), slug(&format!("{}b", "ñ".repeat(300))));
        assert_eq!((a.len(), b.len()), (LONGEST_NAME, LONGEST_NAME));
        assert_ne!(a, b);
        assert_eq!(slug(&"n".repeat(LONGEST_NAME)), "n".repeat(LONGEST_NAME));
    }
}
