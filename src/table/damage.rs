//! Signs that a text was decoded or cut wrongly before it came here.

use crate::table::fault::Cause;

/// What is said of a column's damaged cells.
pub(crate) struct Causes {
    mojibake: Cause,
    replaced: Cause,
    control: Cause,
}

impl Causes {
    pub(crate) fn of(column: &str) -> Self {
        Self {
            mojibake: Cause::of_column("mojibake", column),
            replaced: Cause::of_column("replacement-character", column),
            control: Cause::of_column("control-character", column),
        }
    }

    /// What is wrong with a cell, if anything.
    pub(crate) fn found(&self, text: &str) -> Option<&Cause> {
        if text.contains('\u{fffd}') {
            return Some(&self.replaced);
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
            && !is_mojibake(text)
        {
            return Some(&self.control);
        }
        is_mojibake(text).then_some(&self.mojibake)
    }
}

/// Whether a record holds any byte that could be a sign of damage.
pub(crate) fn possible(bytes: &[u8]) -> bool {
    let odd = |byte: u8| byte >= 0x7f || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'));
    bytes.chunks(32).any(|chunk| chunk.iter().fold(false, |any, byte| any | odd(*byte)))
}

/// UTF-8 that was read as Windows-1252 or Latin-1: `Ã±` for `ñ`, `â€œ` for a quotation mark.
fn is_mojibake(text: &str) -> bool {
    const UPPER: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
    let continues = |c: char| ('\u{80}'..='\u{bf}').contains(&c) || UPPER.contains(c);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let mut behind = chars.clone();
        let (next, after) = (behind.next().unwrap_or(' '), behind.next().unwrap_or(' '));
        let broken = match c {
            // A word in capitals may end in `Ã`, and these signs follow words: `“IRMÃ”`, `MANHÃ…`.
            'Ã' if matches!(next, '”' | '…' | '–') => after.is_alphabetic(),
            'Ã' => continues(next),
            // `Â` and a sign that stands alone in Latin-1: the degree, the ordinals, punctuation.
            'Â' => ('\u{a0}'..='\u{bf}').contains(&next),
            'â' => next == '€' || next == '\u{80}',
            _ => false,
        };
        if broken {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_from_letters() {
        for text in
            ["PeÃ±alolÃ©n", "Ã‘uÃ±oa", "â€œhola", "NÂ° 5", "AVÃ” e AVÃ”NIA", "KÃ–LN", "Ã…land"]
        {
            assert!(is_mojibake(text), "{text}");
        }
        for text in ["SÃO PAULO", "Ñuñoa", "Âmbar", "câmara", "N° 5", "“hola”", "CRISTÂ”, “Â…”"]
        {
            assert!(!is_mojibake(text), "{text}");
        }
        for text in ["“Ã”", "“IRMÃ”", "“IRMÃ”, 2024", "MANHÃ…", "MANHÃ… e tarde", "MAÇÃ–"]
        {
            assert!(!is_mojibake(text), "{text}");
        }
        let causes = Causes::of("c");
        let code = |text| causes.found(text).map(|cause| cause.code);
        assert_eq!(code("a\0b"), Some("control-character"));
        assert_eq!(code("\u{fffd}u"), Some("replacement-character"));
        assert_eq!(code("dos\nlíneas\t"), None);
    }
}
