//! Characters that a file of metadata may not hold, because a reader does not see them.

use crate::report::{Problems, Span};

/// Reports the first control character and the first direction mark of a file. False where a
/// control makes it pointless to read on.
pub(super) fn check(problems: &mut Problems) -> bool {
    let text = &problems.source.text;
    // All of ASCII's text in one pass: most files hold nothing else to look at.
    if text.bytes().all(|b| matches!(b, b'\t' | b'\n' | b'\r' | 0x20..=0x7e)) {
        return true;
    }
    let first = |wanted: fn(char) -> bool| text.char_indices().find(|(_, c)| wanted(*c));
    let (bidi, control) = (first(is_bidi), first(is_control));
    if let Some((at, c)) = bidi {
        let span = Span::new(at..at + c.len_utf8());
        problems.error("text-direction-mark", span).arg("code", code_point(c));
    }
    if let Some((at, c)) = control {
        let span = Span::new(at..at + c.len_utf8());
        problems.error("text-control-character", span).arg("code", code_point(c));
        return false;
    }
    true
}

/// Embeddings, overrides and isolates: they can show a text in another order than it is read in.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What YAML calls not printable. Tab and line ends are; so is U+0085, an old line end.
fn is_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}'))
        || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Source;

    #[test]
    fn accents_and_emoji_pass_and_hidden_marks_do_not() {
        let codes = |text: &str| {
            let source = Source::without_mark("a.yaml", text, false);
            let mut problems = Problems::new(&source);
            let readable = check(&mut problems);
            let found = problems.into_found();
            (readable, found.iter().map(|d| d.code).collect::<Vec<_>>())
        };
        assert_eq!(codes("title: año\tniño 😀\r\n"), (true, vec![]));
        assert_eq!(codes("title: a\u{202e}b"), (true, vec!["text-direction-mark"]));
        assert_eq!(codes("title: a\0b"), (false, vec!["text-control-character"]));
        assert_eq!(codes("title: a\u{93}b"), (false, vec!["text-control-character"]));
    }
}
