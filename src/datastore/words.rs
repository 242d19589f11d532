//! Which rows hold the words that somebody looks for, and how often.
//!
//! A word is found whole, whatever the case and the accents of its letters; `word:*` finds what begins
//! with it.

use unicode_normalization::UnicodeNormalization as _;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    tree: Tree,
    leaves: Vec<Leaf>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Tree {
    /// The leaf of that number.
    Leaf(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

/// Words one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Leaf {
    words: Vec<String>,
    /// Whether the last one may go on.
    begins: bool,
}

/// Longer questions are cut off.
const MOST: usize = 64;
/// Parentheses within each other.
const DEEPEST: usize = 32;

impl Words {
    /// All of these words, whatever signs are between them.
    pub fn plain(text: &str) -> Self {
        let leaf = |word: String| Leaf { words: vec![word], begins: false };
        let leaves: Vec<Leaf> = words_of(text).into_iter().take(MOST).map(leaf).collect();
        Self { tree: Tree::All((0..leaves.len()).map(Tree::Leaf).collect()), leaves }
    }

    /// In `PostgreSQL`'s language: `&`, `|`, `!`, `<->`, parentheses, `word:*`, `'several words'`.
    ///
    /// # Errors
    /// What `PostgreSQL` says of a text that is none of it.
    pub fn query(text: &str) -> Result<Self, String> {
        let mut reading = Reading { rest: text, leaves: Vec::new(), depth: 0 };
        let wrong = || {
            let cut: String = text.chars().take(100).collect();
            format!("syntax error in tsquery: \"{cut}\"")
        };
        reading.space();
        if reading.rest.is_empty() {
            return Ok(Self { tree: Tree::All(Vec::new()), leaves: Vec::new() });
        }
        let tree = reading.any().ok_or_else(wrong)?;
        if reading.rest.is_empty() {
            Ok(Self { tree, leaves: reading.leaves })
        } else {
            Err(wrong())
        }
    }

    /// How often each leaf is in the texts.
    fn hits<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<u32> {
        let mut hits = vec![0; self.leaves.len()];
        let mut reached = vec![0; self.leaves.len()];
        let mut folded = String::new();
        for text in texts {
            if self.leaves.iter().all(|leaf| leaf.is_far_from(text)) {
                continue;
            }
            fold(text, &mut folded);
            // Words of two cells do not follow each other.
            reached.fill(0);
            for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                for (index, leaf) in self.leaves.iter().enumerate() {
                    if !leaf.has(reached[index], word) {
                        reached[index] = 0;
                    }
                    if leaf.has(reached[index], word) {
                        reached[index] += 1;
                    }
                    if reached[index] == leaf.words.len() {
                        hits[index] += 1;
                        reached[index] = 0;
                    }
                }
            }
        }
        hits
    }

    /// Whether the texts hold what is looked for. Nothing is found by no word.
    pub fn fit<'t>(&self, texts: impl Iterator<Item = &'t str>) -> bool {
        !self.leaves.is_empty() && self.tree.holds(&self.hits(texts))
    }

    /// How much the texts speak of it, below 1.
    pub fn rank<'t>(&self, texts: impl Iterator<Item = &'t str>) -> f64 {
        // Of one word once it is what PostgreSQL makes of it: the weight of a plain word.
        const WEIGHT: f64 = 0.1 * 6.0 / (std::f64::consts::PI * std::f64::consts::PI);
        let hits = self.hits(texts);
        let each = |count: u32| (1..=count.min(100)).map(|n| 1.0 / f64::from(n * n)).sum::<f64>();
        let sum: f64 = hits.iter().map(|count| WEIGHT * each(*count)).sum();
        let mean = sum / f64::from(u32::try_from(hits.len().max(1)).unwrap_or(u32::MAX));
        mean / (mean + 1.0)
    }
}

impl Leaf {
    /// Whether a text cannot hold its first word, as a look at the bytes tells: most cells of most
    /// rows. Of texts with accents nobody knows before they are folded.
    fn is_far_from(&self, text: &str) -> bool {
        let Some(word) = self.words.first().map(String::as_bytes) else { return true };
        let like = |part: &[u8]| part.eq_ignore_ascii_case(word);
        text.is_ascii() && (!word.is_ascii() || !text.as_bytes().windows(word.len()).any(like))
    }

    /// Whether its word of that number is this one.
    fn has(&self, number: usize, word: &str) -> bool {
        let last = number + 1 == self.words.len();
        self.words.get(number).is_some_and(|own| {
            if last && self.begins { word.starts_with(own.as_str()) } else { word == own }
        })
    }
}

impl Tree {
    fn holds(&self, hits: &[u32]) -> bool {
        match self {
            Self::Leaf(index) => hits[*index] > 0,
            Self::All(parts) => parts.iter().all(|part| part.holds(hits)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(hits)),
            Self::Not(part) => !part.holds(hits),
        }
    }
}

/// A text in small letters without accents.
fn fold(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.push_str(text);
        into.make_ascii_lowercase();
        return;
    }
    let marks = '\u{300}'..='\u{36f}';
    into.extend(text.nfd().filter(|c| !marks.contains(c)).flat_map(char::to_lowercase));
}

fn words_of(text: &str) -> Vec<String> {
    let mut folded = String::new();
    fold(text, &mut folded);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// A query, read from the front.
struct Reading<'a> {
    rest: &'a str,
    leaves: Vec<Leaf>,
    depth: usize,
}

impl Reading<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, mark: &str) -> bool {
        self.space();
        let Some(rest) = self.rest.strip_prefix(mark) else { return false };
        self.rest = rest;
        self.space();
        true
    }

    fn any(&mut self) -> Option<Tree> {
        let mut parts = vec![self.all()?];
        while self.takes("|") {
            parts.push(self.all()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Tree::Any(parts) })
    }

    fn all(&mut self) -> Option<Tree> {
        let mut parts = vec![self.phrase()?];
        while self.takes("&") {
            parts.push(self.phrase()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Tree::All(parts) })
    }

    /// Words joined by `<->`.
    fn phrase(&mut self) -> Option<Tree> {
        let mut first = self.one()?;
        while self.takes("<->") {
            let (Tree::Leaf(a), Tree::Leaf(b)) = (&first, self.one()?) else { return None };
            let next = self.leaves.remove(b);
            let leaf = &mut self.leaves[*a];
            leaf.words.extend(next.words);
            leaf.begins = next.begins;
            first = Tree::Leaf(*a);
        }
        Some(first)
    }

    fn one(&mut self) -> Option<Tree> {
        self.depth += 1;
        if self.depth > DEEPEST || self.leaves.len() >= MOST {
            return None;
        }
        let tree = if self.takes("!") {
            Tree::Not(Box::new(self.one()?))
        } else if self.takes("(") {
            let tree = self.any()?;
            if !self.takes(")") {
                return None;
            }
            tree
        } else {
            self.leaf()?
        };
        self.depth -= 1;
        Some(tree)
    }

    fn leaf(&mut self) -> Option<Tree> {
        let text = if let Some(quoted) = self.rest.strip_prefix('\'') {
            let end = quoted.find('\'')?;
            self.rest = &quoted[end + 1..];
            &quoted[..end]
        } else {
            let is_end = |c: char| c.is_whitespace() || "&|!()<>:'".contains(c);
            let end = self.rest.find(is_end).unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            word
        };
        let words = words_of(text);
        if words.is_empty() {
            return None;
        }
        let begins = match self.rest.strip_prefix(':') {
            None => false,
            Some(marks) => {
                let end = marks.find(|c: char| !"*abcdABCD".contains(c)).unwrap_or(marks.len());
                self.rest = &marks[end..];
                marks[..end].contains('*')
            }
        };
        self.space();
        self.leaves.push(Leaf { words, begins });
        Some(Tree::Leaf(self.leaves.len() - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_whatever_their_accents() {
        let cells = ["Estación Ñuñoa", "lluvia de 1.5 mm", "x"];
        for (query, expected) in [
            ("estacion", true),
            ("NUNOA lluvia", true),
            ("estac", false),
            ("1.5", true),
            ("valle", false),
            ("", false),
            ("-", false),
        ] {
            assert_eq!(Words::plain(query).fit(cells.into_iter()), expected, "{query}");
        }
    }

    #[test]
    fn queries_are_postgresqls() {
        let cells = ["Estación Ñuñoa", "lluvia de invierno"];
        for (query, expected) in [
            ("estac:*", true),
            ("estac", false),
            ("lluvia & !valle", true),
            ("valle | (nunoa & lluvia)", true),
            ("lluvia <-> de <-> inv:*", true),
            ("lluvia <-> invierno", false),
            ("'lluvia de'", true),
            ("nunoa <-> lluvia", false),
            ("!lluvia", false),
        ] {
            let words = Words::query(query).expect(query);
            assert_eq!(words.fit(cells.into_iter()), expected, "{query}");
        }
        for query in ["a b", "&", "(a", "a &", "a)", "!", &"(".repeat(100)] {
            assert!(Words::query(query).is_err(), "{query}");
        }
    }

    #[test]
    fn one_word_ranks_as_in_postgresql() {
        let rank = Words::plain("lluvia").rank(["la lluvia"].into_iter());
        assert!((rank - 0.057_308_8).abs() < 1e-6, "{rank}");
        let more = Words::plain("lluvia").rank(["lluvia lluvia"].into_iter());
        assert!(more > rank && more < 1.0);
    }
}
