//! Patterns that values are like.

/// Whether a text is like a pattern: `*` stands for anything, `?` for a character. It takes at most
/// the product of both lengths, whatever the pattern.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let (mut at, mut asked) = (0, 0);
    // The last star, and where in the text what follows it was tried.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(asked) {
            Some('*') => {
                star = Some((asked, at));
                asked += 1;
            }
            Some(c) if *c == '?' || *c == text[at] => {
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
    pattern[asked..].iter().all(|c| *c == '*')
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
        ] {
            assert!(is_like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [("agua", "agu"), ("agua", "?"), ("", "?"), ("abc", "*b"), ("a", "")]
        {
            assert!(!is_like(text, pattern), "{text} {pattern}");
        }
    }

    #[test]
    fn no_pattern_takes_long() {
        assert!(!is_like(&"a".repeat(2000), &("a*".repeat(1000) + "b")));
    }
}
