//! The known word that a misspelt one is closest to.

/// The closest of `known` within the mistakes that a word of its length allows.
pub fn near<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let length = key.chars().count();
    if length > 40 {
        return None;
    }
    known
        .iter()
        .filter_map(|k| {
            // Bytes bound the difference well enough to spare most comparisons.
            if key.len().abs_diff(k.len()) > 4 {
                return None;
            }
            let allowed = match length.min(k.len()) {
                0..=3 => 0,
                4..=5 => 1,
                _ => 2,
            };
            let distance = distance(key, k);
            (distance <= allowed).then_some((distance, *k))
        })
        .min()
        .map(|(_, k)| k)
}

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_mistakes_are_forgiven_and_more_in_long_words() {
        let known = ["id", "url", "title", "license_id", "yaml-colon"];
        for (written, meant) in [
            ("tilte", Some("title")),
            ("yaml-coln", Some("yaml-colon")),
            ("lisense-id", Some("license_id")),
            ("ur", None),
            ("tiempo", None),
            ("", None),
        ] {
            assert_eq!(near(written, &known), meant, "{written}");
        }
    }
}
