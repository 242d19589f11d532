//! Patterns that values are like.

/// A part of a pattern.
enum Part {
    Anything,
    One,
    This(char),
}

/// The parts of a pattern; behind a backslash a star and a question mark are themselves.
fn parts(pattern: &str) -> Vec<Part> {
    let mut parts = Vec::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        parts.push(match c {
            '*' => Part::Anything,
            '?' => Part::One,
            '\\' => Part::This(chars.next().unwrap_or(c)),
            c => Part::This(c),
        });
    }
    parts
}

/// Whether a text is like a pattern: `*` stands for anything, `?` for a character. It takes at most
/// the product of both lengths, whatever the pattern.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern = parts(pattern);
    let (mut at, mut asked) = (0, 0);
    // The last star, and where in the text what follows it was tried.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(asked) {
            Some(Part::Anything) => {
                star = Some((asked, at));
                asked += 1;
            }
            Some(Part::One) => {
                at += 1;
                asked += 1;
            }
            Some(Part::This(c)) if *c == text[at] => {
                at += 1;
                asked += 1;
            }
            _ => {
                let Some((place, tried)) = star else { return false };
                star = Some((place, tried + 1));
                at = tried + 1;
                asked = place + 1;
            }
        }
    }
    pattern[asked..].iter().all(|part| matches!(part, Part::Anything))
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn stars_and_question_marks_stand_for_what_they_should() {
        for (text, pattern) in [
            ("agua potable", "agua*"),
            ("agua potable", "*potable"),
            ("agua potable", "*a p*"),
            ("agua", "agu?"),
            ("ñandú", "?and?"),
            ("", "*"),
            ("aab", "*ab"),
            ("abcabd", "a*b?"),
            ("a*b", r"a\*?"),
            (r"a\b", r"a\\b"),
        ] {
            assert!(is_like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in
            [("axb", r"a\*b"), ("agua", "agu"), ("agua", "?"), ("", "?"), ("abc", "*b"), ("a", "")]
        {
            assert!(!is_like(text, pattern), "{text} {pattern}");
        }
    }

    #[test]
    fn no_pattern_takes_long() {
        assert!(!is_like(&"a".repeat(2000), &("a*".repeat(1000) + "b")));
    }
}
