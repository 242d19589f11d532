//! Letters that were read in another encoding than they were written in: `Ã³` for `ó`.

/// Windows-1252's characters of the bytes 0x80 to 0x9f; those without one stay controls.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A part of a text, and what it was before somebody misread it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misread {
    /// As it stands there.
    pub(super) part: String,
    /// As it was meant.
    pub(super) meant: String,
}

/// Every part of a text that is UTF-8 read as Windows-1252, each once.
pub(super) fn misread(text: &str) -> Vec<Misread> {
    let mut found: Vec<Misread> = Vec::new();
    if text.is_ascii() {
        return found;
    }
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if byte(c).is_some_and(|byte| byte >= 0x80) {
            run.push(c);
            continue;
        }
        if let Some(meant) = meant(&run)
            && !found.iter().any(|one| one.part == run)
        {
            found.push(Misread { part: run.clone(), meant });
        }
        run.clear();
    }
    found
}

/// The byte that Windows-1252 writes a character as.
fn byte(c: char) -> Option<u8> {
    match u8::try_from(c) {
        Ok(byte) if !(0x80..0xa0).contains(&byte) => Some(byte),
        Ok(byte) => Some(byte).filter(|byte| WINDOWS.contains(&char::from(*byte))),
        Err(_) => {
            let at = WINDOWS.iter().position(|windows| *windows == c)?;
            u8::try_from(0x80 + at).ok()
        }
    }
}

/// What a run of characters beyond ASCII was, if its bytes are UTF-8.
fn meant(run: &str) -> Option<String> {
    let mut bytes: Vec<u8> = run.chars().filter_map(byte).collect();
    // The last byte of `”` has no letter in Windows-1252, and is lost where text is pasted.
    if bytes.ends_with(b"\xe2\x80") {
        bytes.push(0x9d);
    }
    // A shorter run is one accented letter.
    if bytes.len() < 2 {
        return None;
    }
    let mut before = String::new();
    // Twice misread is twice read back.
    for _ in 0..2 {
        let Ok(text) = String::from_utf8(bytes) else { break };
        let sound = text
            .chars()
            .all(|c| c.is_alphanumeric() || "“”‘’«»¿¡º°ª–—…€§´".contains(c) || byte(c).is_some());
        if !sound {
            break;
        }
        let next: Option<Vec<u8>> = text.chars().map(byte).collect();
        before = text;
        match next {
            Some(next) if next.len() > 1 => bytes = next,
            _ => break,
        }
    }
    (!before.is_empty()).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misread_letters_are_read_back() {
        for (text, meant) in [
            ("EducaciÃ³n", "ó"),
            ("niÃ±os", "ñ"),
            ("NÂº 3", "º"),
            ("â€œcomillasâ€\u{9d}", "“"),
            ("comillasâ€ y más", "”"),
            ("EducaciÃƒÂ³n", "ó"),
        ] {
            let found = misread(text);
            assert_eq!(found.first().map(|one| one.meant.as_str()), Some(meant), "{text}");
        }
        for fine in
            ["Educación", "¿Qué?", "«Año»", "AÑO ÚNICO", "San José, Ñuñoa", "10 €", "naïve Â"]
        {
            assert_eq!(misread(fine), [], "{fine}");
        }
    }
}
