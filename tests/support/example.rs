//! Catalogues written in one file, with what `fichero check` says of them in comments.
//!
//! An example has one or more parts. A line `#=== PATH` begins the file at PATH of the portal's
//! folder; what stands before the first is a dataset's. Between `#===` and PATH may stand `base` (the
//! file as it was before the change that is checked) or `both` (as it was and still is). After PATH
//! may stand `raw` (`\xNN`, `\n`, `\r` and `\t` stand for bytes, and the lines are joined), `sheet` (an
//! XLSX file: a line a row, cells between commas, one that begins with `#` the error of a formula),
//! `size N` (a file of N bytes) or `link TARGET` (a symbolic link). A PATH that ends in `/` is a
//! folder. A line `#* N TEXT` is N lines TEXT, each with its number in the place of `{n}`.
//!
//! Directives at the top: `# as-of: DATE`, `# all` (nothing is left out, see [`QUIET`]),
//! `# lang: en`, `# portal: KEY: VALUE` (a line more in portal.yaml).
//!
//! Below a line that a problem is on stands `#` and, shifted by one, marks below its columns, then
//! `error[code]: message`; a line `#   = …` is the remedy. A problem of a whole file stands above it
//! after `#!`. Data files are marked as others are: what is said of them is no part of the file. After
//! the code stands `row:field`; where the file has no lines that could be marked, such as a
//! spreadsheet, the problem stands after `#!`, with `@line:column` where it has a place.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use fichero::report::Diagnostic;
use fichero::review::{self, Data, Options, Review};
use fichero::text::{Lang, Texts};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

/// What most examples lack on purpose.
const QUIET: [&str; 10] = [
    "contact-missing",
    "dates-unknown",
    "id-missing",
    "license-missing",
    "mimetype-missing",
    "notes-missing",
    "resource-without-description",
    "resource-without-name",
    "resources-missing",
    "tags-missing",
];

const DATASET: &str = "catalog/organizations/salud/datasets/camas/dataset.yaml";
const ORGANIZATION: &str = "catalog/organizations/salud/organization.yaml";
const PORTAL: &str = "catalog/portal.yaml";
const DIRECTIVES: [&str; 4] = ["# as-of:", "# all", "# lang:", "# portal:"];

/// What a part is.
#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Text,
    Raw,
    Sheet,
    Folder,
    Size(u64),
    Link(String),
}

/// When a part is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Now,
    Base,
    Both,
}

/// A part of an example: a file.
struct Part {
    head: Option<String>,
    path: String,
    kind: Kind,
    when: When,
    lines: Vec<String>,
}

/// An example, taken apart.
pub struct Example {
    directives: Vec<String>,
    parts: Vec<Part>,
}

impl Example {
    pub fn parse(text: &str) -> Self {
        let mut example = Self { directives: Vec::new(), parts: vec![Part::of(None, DATASET)] };
        for line in text.split('\n') {
            let bare = line.trim_end_matches('\r');
            let nothing = example.parts.len() == 1
                && example.parts[0].head.is_none()
                && example.parts[0].lines.is_empty();
            if nothing && DIRECTIVES.iter().any(|directive| bare.starts_with(directive)) {
                example.directives.push(bare.to_owned());
            } else if let Some(head) = bare.strip_prefix("#=== ") {
                if nothing {
                    example.parts.clear();
                }
                example.parts.push(Part::of(Some(bare), head));
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

    /// The texts of the language that the example is told in.
    pub fn texts(&self) -> Texts {
        let lang = self.directive("# lang:").and_then(Lang::from_tag).unwrap_or_default();
        Texts::embedded(lang)
    }

    /// Whether this system has all that the example needs.
    pub fn is_possible(&self) -> bool {
        cfg!(unix) || !self.parts.iter().any(|part| matches!(part.kind, Kind::Link(_)))
    }

    /// What `portal.yaml` leaves out, below its own lines.
    fn quiet(&self, portal: &str) -> String {
        let mut out = String::new();
        if self.directive("# all").is_none() && !portal.contains("\nrules:") {
            out += "rules:\n";
            for code in QUIET {
                let _ = writeln!(out, "  {code}: \"off\"");
            }
        }
        out
    }

    fn portal(&self) -> String {
        let mut portal = String::from("title: Datos\nbase_url: https://datos.example.org\n");
        for line in self.directives.iter().filter_map(|line| line.strip_prefix("# portal: ")) {
            portal += line;
            portal.push('\n');
        }
        let quiet = self.quiet(&portal);
        portal + &quiet
    }

    /// Writes the files, those of before into git.
    pub fn write(&self, root: &Path) {
        write(root, PORTAL, self.portal().as_bytes());
        write(root, ORGANIZATION, b"title: Servicio de Salud Ficticio\n");
        let was = || self.parts.iter().filter(|part| part.when != When::Now);
        if was().next().is_some() {
            was().for_each(|part| self.write_part(part, root));
            git(root, &["init", "-q"]);
            git(root, &["add", "--all"]);
            git(root, &["commit", "-q", "-m", "antes", "--date=2024-01-01T12:00:00Z"]);
            git(root, &["branch", "antes"]);
            for part in was().filter(|part| part.when == When::Base) {
                fs::remove_file(root.join(&part.path)).expect("it was written");
                // As git does, which knows no folder without a file.
                let folders = Path::new(&part.path).ancestors().skip(1);
                for folder in folders.take_while(|folder| !folder.as_os_str().is_empty()) {
                    if fs::remove_dir(root.join(folder)).is_err() {
                        break;
                    }
                }
            }
        }
        let now = self.parts.iter().filter(|part| part.when == When::Now);
        now.for_each(|part| self.write_part(part, root));
    }

    fn write_part(&self, part: &Part, root: &Path) {
        let path = root.join(&part.path);
        match &part.kind {
            Kind::Folder => fs::create_dir_all(path).expect("a folder"),
            Kind::Size(size) => {
                write(root, &part.path, b"");
                let file = fs::OpenOptions::new().write(true).open(path).expect("a file");
                file.set_len(*size).expect("its length");
            }
            Kind::Link(target) => {
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                #[cfg(unix)]
                std::os::unix::fs::symlink(target, path).expect("a link");
                #[cfg(not(unix))]
                panic!("no link to {target}");
            }
            Kind::Sheet => write(root, &part.path, &part.sheet()),
            Kind::Text | Kind::Raw => {
                let mut bytes = part.bytes();
                if part.path == PORTAL && part.kind == Kind::Text {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    bytes.extend(self.quiet(&format!("\n{text}")).bytes());
                }
                write(root, &part.path, &bytes);
            }
        }
    }

    /// How it is checked.
    pub fn options(&self) -> Options {
        let as_of = self
            .directive("# as-of:")
            .map(|date| fichero::read::Timestamp::parse(date).expect("a date"));
        let has_base = self.parts.iter().any(|part| part.when != When::Now);
        let base = has_base.then(|| "antes".to_owned());
        Options { base, as_of, data: Some(Data::default()), ..Options::default() }
    }

    /// What is said of the files in a folder.
    pub fn review(&self, root: &Path) -> Review {
        review::review(root, &self.options()).expect("a portal")
    }

    /// The example with what is said of it.
    pub fn annotated(&self, problems: &[Diagnostic]) -> String {
        let texts = &self.texts();
        let mut out = String::new();
        for line in &self.directives {
            let _ = writeln!(out, "{line}");
        }
        let paths: BTreeSet<&str> = self.parts.iter().map(|part| part.path.as_str()).collect();
        for problem in problems.iter().filter(|problem| !paths.contains(problem.file.as_str())) {
            let _ = writeln!(out, "#! {}: {}", problem.file, said(problem, texts));
            remedy(&mut out, problem, texts);
        }
        for (at, part) in self.parts.iter().enumerate() {
            // The last one of a path is told of: what was before has no lines to mark.
            let last = !self.parts[at + 1..].iter().any(|other| other.path == part.path);
            let own: Vec<&Diagnostic> =
                problems.iter().filter(|problem| problem.file == part.path && last).collect();
            part.annotate(&own, texts, &mut out);
        }
        out
    }
}

impl Part {
    fn of(line: Option<&str>, head: &str) -> Self {
        let (when, rest) = match head.split_once(' ') {
            Some(("base", rest)) => (When::Base, rest),
            Some(("both", rest)) => (When::Both, rest),
            _ => (When::Now, head),
        };
        let (path, kind) = if let Some((path, target)) = rest.split_once(" link ") {
            (path, Kind::Link(target.to_owned()))
        } else if let Some((path, size)) = rest.split_once(" size ") {
            (path, Kind::Size(size.parse().expect("a size")))
        } else if let Some(path) = rest.strip_suffix(" raw") {
            (path, Kind::Raw)
        } else if let Some(path) = rest.strip_suffix(" sheet") {
            (path, Kind::Sheet)
        } else {
            (rest, if rest.ends_with('/') { Kind::Folder } else { Kind::Text })
        };
        let head = line.map(str::to_owned);
        Self { head, path: path.to_owned(), kind, when, lines: Vec::new() }
    }

    fn bytes(&self) -> Vec<u8> {
        if self.kind == Kind::Raw {
            let lines = self.lines.iter().map(|line| match repeated(line) {
                Some((times, line)) => (1..=times).map(|n| numbered(line, n)).collect(),
                None => line.clone(),
            });
            return unescaped(&lines.collect::<String>());
        }
        let mut text = String::new();
        for line in &self.lines {
            let Some((times, line)) = repeated(line) else {
                text += line;
                text.push('\n');
                continue;
            };
            for n in 1..=times {
                text += &numbered(line, n);
                text.push('\n');
            }
        }
        text.into_bytes()
    }

    /// The workbook of a sheet.
    fn sheet(&self) -> Vec<u8> {
        let cell = |text: &str| match text {
            text if text.starts_with('#') => format!(r#"<c t="e"><v>{text}</v></c>"#),
            text if text.parse::<f64>().is_ok() => format!("<c><v>{text}</v></c>"),
            text => format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#),
        };
        let row = |line: &String| {
            let cells: String = line.split(',').map(cell).collect();
            format!("<row>{cells}</row>")
        };
        let rows: String = self.lines.iter().map(row).collect();
        book(&format!("<sheetData>{rows}</sheetData>"))
    }

    fn annotate(&self, own: &[&Diagnostic], texts: &Texts, out: &mut String) {
        if let Some(head) = &self.head {
            let _ = writeln!(out, "{head}");
        }
        let unmarked = |problem: &Diagnostic| {
            let in_bytes = problem.cell.is_some() && self.kind != Kind::Text;
            problem.excerpt.is_none() || in_bytes
        };
        for problem in own.iter().filter(|problem| unmarked(problem)) {
            let at = problem.excerpt.as_ref();
            let at = at.map(|at| format!("@{}:{} ", at.start.line, at.start.column));
            let _ = writeln!(out, "#! {}{}", at.unwrap_or_default(), said(problem, texts));
            remedy(out, problem, texts);
        }
        let mut first = 1;
        for line in &self.lines {
            let _ = writeln!(out, "{line}");
            let next = first + repeated(line).map_or(1, |(times, _)| times);
            for problem in own.iter().filter(|problem| !unmarked(problem)) {
                let Some(excerpt) = &problem.excerpt else { continue };
                if (first..next).contains(&(excerpt.start.line as usize)) {
                    let width = line.trim_end_matches('\r').chars().count() + 1;
                    let one = excerpt.end.line == excerpt.start.line;
                    let to = if one { excerpt.end.column as usize } else { width };
                    let from = excerpt.start.column as usize;
                    let marks = "^".repeat(to.saturating_sub(from).max(1));
                    let blanks = " ".repeat(from - 1);
                    let _ = writeln!(out, "#{blanks}{marks} {}", said(problem, texts));
                    remedy(out, problem, texts);
                }
            }
            first = next;
        }
    }
}

/// `#* 20 TEXT`.
fn repeated(line: &str) -> Option<(usize, &str)> {
    let (times, text) = line.strip_prefix("#* ")?.split_once(' ')?;
    Some((times.parse().expect("a number of lines"), text))
}

fn numbered(line: &str, n: usize) -> String {
    line.replace("{n}", &n.to_string())
}

/// A workbook of one sheet.
fn book(sheet: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let related = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relations}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let workbook = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="Datos" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", format!(r#"<Types xmlns="{package}/content-types"/>"#)),
        ("_rels/.rels", related("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", related("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{main}">{sheet}</worksheet>"#)),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).expect("an entry");
        archive.write_all(text.as_bytes()).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
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
    let shown = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let cell = problem
        .cell
        .filter(|cell| cell.row.is_some() || cell.field.is_some())
        .map(|cell| format!(" {}:{}", shown(cell.row), shown(cell.field.map(u64::from))));
    let (severity, code) = (problem.severity.name(), problem.code);
    format!("{severity}[{code}]{}: {}", cell.unwrap_or_default(), problem.message(texts))
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

/// Runs git with a name that is nobody's.
pub fn git(root: &Path, args: &[&str]) {
    let done = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(["-c", "core.autocrlf=false", "-c", "init.defaultBranch=principal"])
        .args(args)
        .env("GIT_COMMITTER_DATE", "2024-01-01T12:00:00Z")
        .status()
        .expect("git");
    assert!(done.success(), "git {args:?}");
}
