//! What `fichero check` says of each file below `tests/check`: the files carry it as comments.
//!
//! A file has one or more parts. A line `#=== PATH` begins the file at PATH of the portal's folder;
//! what stands before the first is a dataset's. `#=== PATH raw` takes `\xNN`, `\n`, `\r` and `\t` for
//! bytes and joins its lines; `#=== base PATH` is what the file was before the change that is
//! checked. Directives at the top: `# as-of: DATE`, `# all` (nothing is left out, see [`QUIET`]),
//! `# lang: en`, `# portal: KEY: VALUE` (a line more in portal.yaml).
//!
//! Below a line that a problem is on stands `#` and, shifted by one, marks below its columns, then
//! `error[code]: message`; a line `#   = …` is the remedy. A problem of a whole file stands above it
//! after `#!`. `UPDATE=1 cargo test --test check` writes what is said into the files: read it before
//! you keep it.

use fichero::report::{Diagnostic, rules};
use fichero::review::{self, Options};
use fichero::text::{Lang, Texts};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What most examples lack on purpose.
const QUIET: [&str; 9] = [
    "contact-missing",
    "dates-unknown",
    "id-missing",
    "license-missing",
    "mimetype-missing",
    "notes-missing",
    "resource-without-description",
    "resources-missing",
    "tags-missing",
];

const DATASET: &str = "catalog/organizations/salud/datasets/camas/dataset.yaml";
const ORGANIZATION: &str = "catalog/organizations/salud/organization.yaml";

/// A part of an example: a file.
struct Part {
    head: Option<String>,
    path: String,
    raw: bool,
    base: bool,
    lines: Vec<String>,
}

/// An example, taken apart.
struct Example {
    directives: Vec<String>,
    parts: Vec<Part>,
}

impl Example {
    fn parse(text: &str) -> Self {
        let first = Part {
            head: None,
            path: DATASET.to_owned(),
            raw: false,
            base: false,
            lines: Vec::new(),
        };
        let mut example = Self { directives: Vec::new(), parts: vec![first] };
        for line in text.split('\n') {
            let bare = line.trim_end_matches('\r');
            let nothing = example.parts.len() == 1 && example.parts[0].lines.is_empty();
            if nothing
                && ["# as-of:", "# all", "# lang:", "# portal:"].iter().any(|d| bare.starts_with(d))
            {
                example.directives.push(bare.to_owned());
            } else if let Some(head) = bare.strip_prefix("#=== ") {
                let (rest, raw) =
                    head.strip_suffix(" raw").map_or((head, false), |rest| (rest, true));
                let (path, is_base) =
                    rest.strip_prefix("base ").map_or((rest, false), |rest| (rest, true));
                let part = Part {
                    head: Some(bare.to_owned()),
                    path: path.to_owned(),
                    raw,
                    base: is_base,
                    lines: Vec::new(),
                };
                if nothing {
                    example.parts.clear();
                }
                example.parts.push(part);
            } else if !is_annotation(bare) {
                example.parts.last_mut().expect("there is one").lines.push(line.to_owned());
            }
        }
        // The end of the file is no line.
        if let Some(last) = example.parts.last_mut() {
            last.lines.pop_if(|line| line.is_empty());
        }
        example
    }

    fn directive(&self, name: &str) -> Option<&str> {
        self.directives.iter().find_map(|line| line.strip_prefix(name)).map(str::trim)
    }

    fn portal(&self) -> String {
        let mut portal = String::from("title: Datos\nbase_url: https://datos.example.org\n");
        for line in self.directives.iter().filter_map(|line| line.strip_prefix("# portal: ")) {
            portal += line;
            portal.push('\n');
        }
        if self.directive("# all").is_none() && !portal.contains("\nrules:") {
            portal += "rules:\n";
            for code in QUIET {
                let _ = writeln!(portal, "  {code}: \"off\"");
            }
        }
        portal
    }

    /// Writes the parts and gives what is said of them.
    fn problems(&self, root: &Path) -> Vec<Diagnostic> {
        write(root, "catalog/portal.yaml", self.portal().as_bytes());
        write(root, ORGANIZATION, b"title: Servicio de Salud Ficticio\n");
        let has_base = self.parts.iter().any(|part| part.base);
        if has_base {
            for part in self.parts.iter().filter(|part| part.base) {
                write(root, &part.path, &part.bytes());
            }
            git(root, &["init", "-q"]);
            git(root, &["add", "--all"]);
            git(root, &["commit", "-q", "-m", "antes", "--date=2024-01-01T12:00:00Z"]);
            git(root, &["branch", "antes"]);
            for part in self.parts.iter().filter(|part| part.base) {
                fs::remove_file(root.join(&part.path)).expect("it was written");
            }
        }
        for part in self.parts.iter().filter(|part| !part.base) {
            write(root, &part.path, &part.bytes());
        }
        let as_of = self
            .directive("# as-of:")
            .map(|date| fichero::read::Timestamp::parse(date).expect("a date"));
        let base = has_base.then(|| "antes".to_owned());
        let options = Options { base, as_of, ..Options::default() };
        review::review(root, &options).expect("a portal").outcome(None).diagnostics
    }

    /// The example with what is said of it.
    fn annotated(&self, problems: &[Diagnostic], texts: &Texts) -> String {
        let mut out = String::new();
        for line in &self.directives {
            let _ = writeln!(out, "{line}");
        }
        let paths: BTreeSet<&str> = self.parts.iter().map(|part| part.path.as_str()).collect();
        for problem in problems.iter().filter(|problem| !paths.contains(problem.file.as_str())) {
            let _ = writeln!(out, "#! {}: {}", problem.file, said(problem, texts));
            remedy(&mut out, problem, texts);
        }
        for part in &self.parts {
            if let Some(head) = &part.head {
                let _ = writeln!(out, "{head}");
            }
            // What is gone has no lines to mark.
            let gone =
                part.base && self.parts.iter().any(|other| !other.base && other.path == part.path);
            let own: Vec<&Diagnostic> =
                problems.iter().filter(|p| p.file == part.path && !gone).collect();
            for problem in own.iter().filter(|problem| problem.excerpt.is_none()) {
                let _ = writeln!(out, "#! {}", said(problem, texts));
                remedy(&mut out, problem, texts);
            }
            for (at, line) in part.lines.iter().enumerate() {
                let _ = writeln!(out, "{line}");
                for problem in own.iter().filter(|p| p.excerpt.is_some()) {
                    let (start, end) =
                        problem.excerpt.as_ref().map(|e| (e.start, e.end)).expect("it has one");
                    if start.line as usize == at + 1 {
                        let width = line.trim_end_matches('\r').chars().count() + 1;
                        let to = if end.line == start.line { end.column as usize } else { width };
                        let marks = to.saturating_sub(start.column as usize).max(1);
                        let blanks = " ".repeat(start.column as usize - 1);
                        let _ = writeln!(
                            out,
                            "#{blanks}{} {}",
                            "^".repeat(marks),
                            said(problem, texts)
                        );
                        remedy(&mut out, problem, texts);
                    }
                }
            }
        }
        out
    }
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        if !self.raw {
            let mut text = self.lines.join("\n");
            text.push('\n');
            return text.into_bytes();
        }
        unescaped(&self.lines.concat())
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            bytes.extend(c.to_string().bytes());
            continue;
        }
        match chars.next() {
            Some('n') => bytes.push(b'\n'),
            Some('r') => bytes.push(b'\r'),
            Some('t') => bytes.push(b'\t'),
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).expect("two digits"));
            }
            other => bytes.extend(other.map(|c| c.to_string()).unwrap_or_default().bytes()),
        }
    }
    bytes
}

fn is_annotation(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('#') else { return false };
    let marks = rest.trim_start().trim_start_matches('^');
    let marked = marks.len() < rest.trim_start().len()
        && [" error[", " warning[", " note["].iter().any(|word| marks.starts_with(word));
    marked || rest.starts_with("! ") || rest.starts_with("   = ")
}

fn said(problem: &Diagnostic, texts: &Texts) -> String {
    format!("{}[{}]: {}", problem.severity.name(), problem.code, problem.message(texts))
}

fn remedy(out: &mut String, problem: &Diagnostic, texts: &Texts) {
    if let Some(remedy) = problem.remedy(texts) {
        let _ = writeln!(out, "#   = {remedy}");
    }
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

fn git(root: &Path, args: &[&str]) {
    let done = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(args)
        .env("GIT_COMMITTER_DATE", "2024-01-01T12:00:00Z")
        .status()
        .expect("git");
    assert!(done.success(), "git {args:?}");
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

#[test]
fn every_example_is_told_what_it_says() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let files = examples();
    for file in &files {
        let text = fs::read_to_string(file).expect("an example is UTF-8");
        let example = Example::parse(&text);
        let root = tempfile::tempdir().expect("a folder");
        let problems = example.problems(root.path());
        for problem in &problems {
            *met.entry(problem.code).or_default() += 1;
        }
        let lang = example.directive("# lang:").and_then(Lang::from_tag).unwrap_or_default();
        let is = example.annotated(&problems, &Texts::embedded(lang));
        if is == text {
            continue;
        }
        if update {
            fs::write(file, &is).expect("it can be written");
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let diff = similar::TextDiff::from_lines(&text, &is);
        wrong.push(format!("{name}\n{}", diff.unified_diff().context_radius(2)));
    }
    assert!(
        wrong.is_empty() || update,
        "{} of {}:\n{}",
        wrong.len(),
        files.len(),
        wrong.join("\n")
    );
    let unmet: Vec<&str> = rules::all()
        .map(|rule| rule.code)
        .filter(|code| !met.contains_key(code) && !BEYOND.iter().any(|(beyond, _)| beyond == code))
        .collect();
    assert!(unmet.is_empty(), "rules without an example: {unmet:?}");
    let spare: Vec<_> = BEYOND.iter().filter(|(code, _)| met.contains_key(code)).collect();
    assert!(spare.is_empty(), "they have one: {spare:?}");
    assert!(files.len() >= 150, "{} examples", files.len());
}

/// Rules that no file of text can break, and which test breaks them.
const BEYOND: [(&str, &str); 0] = [];
