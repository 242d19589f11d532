//! Whether a text fits a pattern of `LIKE`, in time that grows with the two lengths alone.

/// Whether capital letters differ from small ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// They differ.
    Told,
    /// They are the same.
    Same,
}

/// A pattern of `LIKE`.
#[derive(Debug)]
pub(super) struct Pattern {
    case: Case,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// This character.
    One(char),
    /// Any one.
    Any,
    /// Any number of any.
    All,
}

impl Pattern {
    /// With the character that takes the meaning from the next one.
    pub(super) fn new(pattern: &str, escape: Option<char>, case: Case) -> Self {
        let mut parts = Vec::new();
        let folded = fold(pattern, case);
        let mut chars = folded.chars();
        while let Some(c) = chars.next() {
            let part = match c {
                c if Some(c) == escape => chars.next().map_or(Part::One(c), Part::One),
                '%' => Part::All,
                '_' => Part::Any,
                c => Part::One(c),
            };
            if part != Part::All || parts.last() != Some(&Part::All) {
                parts.push(part);
            }
        }
        Self { case, parts }
    }

    /// Whether a text fits from beginning to end.
    pub(super) fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = fold(text, self.case).chars().collect();
        let (mut at, mut part) = (0, 0);
        // Where the last `%` is, and how far the text went when it was tried last.
        let mut back: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.parts.get(part) {
                Some(Part::All) => {
                    back = Some((part, at));
                    part += 1;
                }
                Some(Part::Any) => (at, part) = (at + 1, part + 1),
                Some(Part::One(c)) if *c == text[at] => (at, part) = (at + 1, part + 1),
                _ => {
                    let Some((star, tried)) = back else { return false };
                    back = Some((star, tried + 1));
                    (part, at) = (star + 1, tried + 1);
                }
            }
        }
        self.parts[part..].iter().all(|part| *part == Part::All)
    }
}

fn fold(text: &str, case: Case) -> String {
    match case {
        Case::Told => text.to_owned(),
        Case::Same => text.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_postgresql() {
        for (pattern, text, told, same) in [
            ("Ñu%", "Ñuñoa", true, true),
            ("ñu%", "ÑUÑOA", false, true),
            ("%a", "Ñuñoa", true, true),
            ("_uñoa", "Ñuñoa", true, true),
            ("%o%a%", "Ñuñoa", true, true),
            ("", "", true, true),
            ("%", "", true, true),
            ("_", "", false, false),
            ("100\\%", "100%", true, true),
            ("100\\%", "1000", false, false),
            ("a", "ab", false, false),
        ] {
            let fits = |case| Pattern::new(pattern, Some('\\'), case).fits(text);
            assert_eq!((fits(Case::Told), fits(Case::Same)), (told, same), "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_is_no_bomb() {
        let pattern = Pattern::new(&"%a".repeat(200), Some('\\'), Case::Told);
        assert!(!pattern.fits(&("a".repeat(199) + &"b".repeat(10_000))));
    }
}
