//! A Rust file as the rules see it: text, code without comments and strings, functions.

/// A file of ours.
pub(crate) struct Source {
    /// Path from the repository's root, with `/`.
    pub(crate) path: String,
    /// As it is.
    pub(crate) text: String,
    /// The same, line by line, but comments and what stands between quotes are blank.
    pub(crate) code: String,
    /// Byte at which the trailing test module begins.
    pub(crate) tests: usize,
}

/// A function with a body.
#[derive(Debug, PartialEq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) lines: usize,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let code = blanked(text);
        let tests = tests_begin(&code);
        Self { path: path.to_owned(), text: text.to_owned(), code, tests }
    }

    /// The code that is not the trailing test module; nothing of a file that is one.
    pub(crate) fn shipped(&self) -> &str {
        if self.path.ends_with("/tests.rs") { "" } else { &self.code[..self.tests] }
    }

    /// The line of a byte, from 1.
    pub(crate) fn line(&self, byte: usize) -> usize {
        line(&self.text, byte)
    }

    /// Every function with a body, tests as well.
    pub(crate) fn functions(&self) -> Vec<Function> {
        words(&self.code, "fn").filter_map(|at| function(&self.code, at)).collect()
    }
}

fn line(text: &str, byte: usize) -> usize {
    text[..byte].matches('\n').count() + 1
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where `word` stands in `code`, not as a part of a longer name where it begins or ends as one.
pub(crate) fn words<'c>(code: &'c str, word: &'c str) -> impl Iterator<Item = usize> + 'c {
    let bytes = code.as_bytes();
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let end = at + word.len();
        let open = word.bytes().next().is_some_and(is_word);
        let close = word.bytes().last().is_some_and(is_word);
        let joined_before = open && *at > 0 && is_word(bytes[at - 1]);
        let joined_after = close && bytes.get(end).is_some_and(|b| is_word(*b));
        !joined_before && !joined_after
    })
}

/// The name that begins at `at`.
pub(crate) fn name_at(code: &str, at: usize) -> &str {
    let end = code.as_bytes()[at..].iter().position(|b| !is_word(*b));
    end.map_or(&code[at..], |end| &code[at..at + end])
}

/// The byte of the bracket that closes the one at `open`.
pub(crate) fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (i, b) in code.bytes().enumerate().skip(open) {
        match b {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(i);
        }
    }
    None
}

/// The function whose `fn` stands at `at`; none for a type or a signature alone.
fn function(code: &str, at: usize) -> Option<Function> {
    let after = &code[at + 2..];
    let name = name_at(code, at + 2 + (after.len() - after.trim_start().len()));
    if name.is_empty() {
        return None;
    }
    let mut i = at;
    let open = loop {
        match code.as_bytes().get(i)? {
            b'{' => break i,
            b';' => return None,
            b'(' | b'[' => i = closing(code, i)? + 1,
            _ => i += 1,
        }
    };
    let (first, last) = (line(code, at), line(code, closing(code, open)?));
    Some(Function { name: name.to_owned(), line: first, lines: last - first + 1 })
}

/// Where the test module at the end of a file begins.
fn tests_begin(code: &str) -> usize {
    let attribute = "#[cfg(test)]";
    let trailing = |at: usize| {
        let rest = code[at + attribute.len()..].trim_start();
        let open = at + code[at..].find('{')?;
        let ends = closing(code, open)?;
        (rest.starts_with("mod ") && code[ends + 1..].trim().is_empty()).then_some(at)
    };
    code.match_indices(attribute).find_map(|(at, _)| trailing(at)).unwrap_or(code.len())
}

/// The text with comments, strings and characters blank: as long, and with the same lines.
fn blanked(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut i = 0;
    while i < bytes.len() {
        let end = match bytes[i] {
            b'/' if bytes.get(i + 1) == Some(&b'/') => find(text, i, "\n"),
            b'/' if bytes.get(i + 1) == Some(&b'*') => find(text, i + 2, "*/"),
            b'"' => string_end(bytes, i),
            b'r' if i == 0 || !is_word(bytes[i - 1]) || bytes[i - 1] == b'b' => {
                let hashes = bytes[i + 1..].iter().take_while(|b| **b == b'#').count();
                if bytes.get(i + 1 + hashes) == Some(&b'"') {
                    find(text, i + 2 + hashes, &format!("\"{}", "#".repeat(hashes)))
                } else {
                    i
                }
            }
            b'\'' => character_end(text, i),
            _ => i,
        };
        for byte in &mut out[i..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        i = end.max(i + 1);
    }
    String::from_utf8(out).expect("only whole characters became blank")
}

/// The byte after the next `needle`.
fn find(text: &str, from: usize, needle: &str) -> usize {
    let bytes = &text.as_bytes()[from..];
    let at = bytes.windows(needle.len()).position(|w| w == needle.as_bytes());
    at.map_or(text.len(), |at| from + at + if needle == "\n" { 0 } else { needle.len() })
}

fn string_end(bytes: &[u8], open: usize) -> usize {
    let mut i = open + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 2,
            b'"' => return i + 1,
            _ => i += 1,
        }
    }
    bytes.len()
}

/// The byte after a character; a lifetime stays.
fn character_end(text: &str, open: usize) -> usize {
    let rest = &text[open + 1..];
    let escaped = rest.starts_with('\\');
    let skip = if escaped { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
    let Some(tail) = rest.get(skip..) else { return open };
    match tail.find('\'') {
        Some(0) => open + 1 + skip + 1,
        Some(n) if escaped && n < 12 => open + 1 + skip + n + 1,
        _ => open,
    }
}

#[test]
fn comments_and_strings_are_no_code() {
    let text = "let a = \"x \\\" { fn\"; // fn b() {\nlet c = '{'; let d: &'a str = r#\"}\"}\"#;\n";
    let code = Source::new("a.rs", text).code;
    assert_eq!(code.len(), text.len());
    assert!(!code.contains(['{', '}', '"']) && !code.contains("fn"), "{code}");
    assert!(code.contains("let d: &'a str"), "{code}");
}

#[test]
fn functions_are_counted_from_their_name_to_their_end() {
    let text = "fn a<F: Fn(u8)>(f: fn(u8)) -> [u8; 3] {\n    f('}');\n}\ntrait T { fn b(); }\n";
    let found = Source::new("a.rs", text).functions();
    assert_eq!(found, [Function { name: "a".into(), line: 1, lines: 3 }]);
}
