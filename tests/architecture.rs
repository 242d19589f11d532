//! The rules of the source: who may know whom, who touches the world, how long things are.
//!
//! A failure names the file and the line, and says the rule. Where a rule has to give way, the
//! exception stands in the tables here with its reason.

#[path = "architecture/source.rs"]
mod source;

use source::{Source, closing, name_at, words};
use std::fs;
use std::path::Path;

/// Each module may know those before it.
const LAYERS: [&str; 20] = [
    "text",
    "fetch",
    "markup",
    "report",
    "read",
    "catalog",
    "git",
    "check",
    "review",
    "table",
    "datastore",
    "search",
    "plan",
    "action",
    "theme",
    "render",
    "write",
    "build",
    "publish",
    "serve",
];

/// What `import` may know: the format it writes, not the site that comes of it.
const IMPORT_MAY: [&str; 7] =
    ["text", "fetch", "report", "read", "catalog::license", "catalog::format", "plan::urls"];

/// Libraries that only some files may name, so that another one can take their place, and what else
/// has a home.
const HOMES: [(&str, &[&str]); 19] = [
    ("brotli_decompressor", &["src/fetch/encoding.rs"]),
    ("calamine", &["src/table/sheet.rs"]),
    ("chardetng", &["src/table/encoding.rs"]),
    ("encoding_rs", &["src/table/encoding.rs"]),
    ("fancy_regex", &["src/table/constraint.rs"]),
    ("granit_parser", &["src/read/yaml.rs"]),
    ("hyper", &["src/serve/http/"]),
    ("hyper_util", &["src/serve/http/"]),
    ("minijinja", &["src/theme/mod.rs", "src/theme/templates.rs", "src/render/html.rs"]),
    // What may not be seen, which nothing that is written may ask for.
    ("not_shown", &["src/catalog/", "src/action/"]),
    ("nix", &["src/serve/http/limits.rs"]),
    ("notify", &["src/serve/watch.rs"]),
    ("rusqlite", &["src/datastore/"]),
    ("rustix", &["src/serve/rebuild.rs"]),
    ("siphasher", &["src/table/keys.rs"]),
    ("sqlparser", &["src/datastore/sql/"]),
    ("tantivy", &["src/search/engine/"]),
    ("tokio", &["src/serve/http/"]),
    ("ureq", &["src/fetch/agent.rs"]),
];

/// What touches files, and who may.
const DISK: [&str; 9] = [
    "std::fs",
    "fs::",
    "File::",
    "OpenOptions",
    ".is_file()",
    ".is_dir()",
    ".exists()",
    ".canonicalize()",
    ".symlink_metadata()",
];
const MAY_TOUCH_DISK: [&str; 18] = [
    "src/datastore/folder.rs",
    "src/read/changed.rs",
    "src/read/walk.rs",
    "src/read/files.rs",
    "src/read/load.rs",
    "src/theme/",
    "src/write/",
    "src/git/",
    "src/git.rs",
    "src/import/files.rs",
    "src/import/jkan.rs",
    "src/import/open_data_registry.rs",
    "src/serve/http/body.rs",
    "src/serve/reply.rs",
    "src/serve/site.rs",
    "src/serve/watch.rs",
    "src/table/open.rs",
    "src/cli/",
];

/// What speaks to the person, and who may.
const PRINTING: [&str; 7] =
    ["println!", "eprintln!", "print!", "eprint!", "dbg!", "io::stdout", "io::stderr"];
const MAY_PRINT: [&str; 2] = ["src/cli/", "src/main.rs"];

/// What starts another program, and who may.
const MAY_START: [&str; 2] = ["src/git/", "src/git.rs"];

/// Lines of a file without its test module, and of a function.
const FILE: usize = 500;
const FUNCTION: usize = 60;

/// Larger than the budget: path or `path#function`, lines, why.
const LARGER: [(&str, usize, &str); 3] = [
    ("src/action/mod.rs#perform", 90, "a table: every action and what answers it"),
    ("src/read/yaml.rs#mistake", 70, "a table: every error of the parser and what it means"),
    ("tests/hostile.rs#big", 75, "a table: every file that is too much, and what is said of it"),
];

fn found(source: &Source, at: usize, rule: &str) -> String {
    format!("{}:{}: {rule}", source.path, source.line(at))
}

fn within(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path == *place || (place.ends_with('/') && path.starts_with(place)))
}

/// The module of a file below `src`, none for the crate's own.
fn module(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("src/")?;
    let first = rest.split('/').next()?.trim_end_matches(".rs");
    (!matches!(first, "lib" | "main")).then_some(first)
}

/// Every path that starts at the crate's root, as `catalog::license`, with its place.
fn crate_paths(source: &Source) -> Vec<(usize, String)> {
    let code = source.shipped();
    let mut paths = Vec::new();
    for at in words(code, "crate::") {
        let start = at + "crate::".len();
        if !code[start..].starts_with('{') {
            paths.push((at, path_at(code, start)));
            continue;
        }
        let end = closing(code, start).unwrap_or(code.len());
        let mut i = start + 1;
        while i < end {
            let gap = code[i..end].len() - code[i..end].trim_start_matches([',', ' ', '\n']).len();
            i += gap;
            if i < end {
                paths.push((i, path_at(code, i)));
            }
            // On to the comma after this branch, over the braces within it.
            while i < end && code.as_bytes()[i] != b',' {
                i = if code.as_bytes()[i] == b'{' {
                    closing(code, i).unwrap_or(end)
                } else {
                    i + 1
                };
            }
        }
    }
    paths
}

/// The first two names of a path.
fn path_at(code: &str, at: usize) -> String {
    let first = name_at(code, at);
    let after = at + first.len();
    let second = code[after..].strip_prefix("::").map(|_| name_at(code, after + 2));
    match second {
        Some(second) if !second.is_empty() => format!("{first}::{second}"),
        _ => first.to_owned(),
    }
}

/// Modules know only what is before them.
fn layers(source: &Source) -> Vec<String> {
    let Some(own) = module(&source.path) else { return Vec::new() };
    if own == "cli" {
        return Vec::new();
    }
    let rank = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    if rank(own).is_none() && own != "import" {
        return vec![found(source, 0, "a module that the table of layers does not place")];
    }
    let may = |path: &str| {
        let name = path.split("::").next().unwrap_or_default();
        if name == own {
            return true;
        }
        if own == "import" {
            return IMPORT_MAY.iter().any(|known| {
                path == *known || name == *known || path.starts_with(&format!("{known}::"))
            });
        }
        rank(name).is_some_and(|other| Some(other) < rank(own))
    };
    let mut problems: Vec<String> = crate_paths(source)
        .into_iter()
        .filter(|(_, path)| !may(path))
        .map(|(at, path)| found(source, at, &format!("`{own}` may not know `{path}`")))
        .collect();
    problems.extend(
        words(source.shipped(), "super::super")
            .map(|at| found(source, at, "say the path from `crate::`, so that its layer is seen")),
    );
    problems
}

/// Libraries, files, terminals and other programs have their homes.
fn homes(source: &Source) -> Vec<String> {
    let code = source.shipped();
    let mut problems = Vec::new();
    let mut rule = |names: &[&str], places: &[&str], what: &str| {
        if within(&source.path, places) {
            return;
        }
        let at = |name| words(code, name).map(|at| found(source, at, what)).collect::<Vec<_>>();
        problems.extend(names.iter().flat_map(|name| at(*name)));
    };
    for (library, places) in HOMES {
        rule(&[library], places, &format!("`{library}` is named in {} alone", places.join(", ")));
    }
    rule(&DISK, &MAY_TOUCH_DISK, "only the edges touch files: read, theme, write, git, serve, cli");
    rule(&PRINTING, &MAY_PRINT, "only the command line prints; give a diagnostic or a value");
    rule(&["process::Command"], &MAY_START, "only git is ever started");
    rule(&[".unwrap()"], &[], "say with `expect` why it cannot happen, or handle it");
    problems
}

/// Files begin with what they are for, promise nothing, and stay short.
fn shape(source: &Source) -> Vec<String> {
    let mut problems = Vec::new();
    if !source.text.starts_with("//! ") {
        problems.push(found(source, 0, "a file opens with `//!` and one sentence: what it is for"));
    }
    for mark in ["TODO", "FIXME", "XXX"] {
        let rule = format!("no {mark}: do it, or leave it out");
        // The rule itself has to name them.
        let marks = words(&source.text, mark).filter(|_| source.path != "tests/architecture.rs");
        problems.extend(marks.map(|at| found(source, at, &rule)));
    }
    let lines = source.line(source.tests) - usize::from(source.tests == source.text.len());
    if lines > budget(&source.path, FILE) {
        let rule = format!("{lines} lines without its tests, {FILE} are allowed: split it");
        problems.push(found(source, source.tests, &rule));
    }
    for function in source.functions() {
        let key = format!("{}#{}", source.path, function.name);
        if function.lines > budget(&key, FUNCTION) {
            problems.push(format!(
                "{}:{}: `{}` has {} lines, {FUNCTION} are allowed: split it",
                source.path, function.line, function.name, function.lines
            ));
        }
    }
    problems
}

fn budget(key: &str, usual: usize) -> usize {
    LARGER.iter().find(|(larger, ..)| *larger == key).map_or(usual, |(_, lines, _)| *lines)
}

/// Every Rust file below a folder of the repository, sorted.
fn sources(folder: &str) -> Vec<Source> {
    fn gather(root: &Path, folder: &Path, into: &mut Vec<Source>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                gather(root, &path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("our own files are text");
                let path = path.strip_prefix(root).expect("it is below the root");
                into.push(Source::new(&path.to_string_lossy().replace('\\', "/"), &text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut into = Vec::new();
    gather(root, &root.join(folder), &mut into);
    assert!(folder == "benches" || !into.is_empty(), "no file below {folder}");
    into
}

fn hold(folders: &[&str], rule: fn(&Source) -> Vec<String>) {
    let problems: Vec<String> = folders
        .iter()
        .flat_map(|folder| sources(folder))
        .flat_map(|source| rule(&source))
        .collect();
    assert!(problems.is_empty(), "{} against the rules:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn modules_know_only_what_is_before_them() {
    hold(&["src"], layers);
}

#[test]
fn libraries_files_and_terminals_have_their_homes() {
    hold(&["src"], homes);
}

#[test]
fn files_and_functions_stay_short_and_say_what_they_are_for() {
    hold(&["src", "tests", "benches"], shape);
}

#[test]
fn every_exception_is_still_needed() {
    let all: Vec<Source> = ["src", "tests", "benches"].into_iter().flat_map(sources).collect();
    for (key, lines, reason) in LARGER {
        let (path, name) = key.split_once('#').unwrap_or((key, ""));
        let source = all.iter().find(|source| source.path == path);
        let is = match source {
            Some(source) if name.is_empty() => source.line(source.tests),
            Some(source) => {
                let functions = source.functions();
                functions.iter().find(|f| f.name == name).map_or(0, |function| function.lines)
            }
            None => 0,
        };
        let usual = if name.is_empty() { FILE } else { FUNCTION };
        assert!(
            is > usual && is <= lines && !reason.is_empty(),
            "{key}: {is} lines, {lines} given"
        );
    }
}

#[test]
fn each_rule_finds_what_breaks_it() {
    let broken = |rule: fn(&Source) -> Vec<String>, path: &str, text: &str| {
        let problems = rule(&Source::new(path, text));
        assert_eq!(problems.len(), 1, "{path} {text}: {problems:?}");
        assert!(problems[0].starts_with(path), "{problems:?}");
    };
    broken(layers, "src/read/a.rs", "use crate::{report::Source, catalog::{Catalog, Tag}};");
    broken(layers, "src/read/mod.rs", "fn a() -> crate::plan::Site { todo() }");
    broken(layers, "src/plan/a.rs", "use crate::cli::run;");
    broken(layers, "src/import/a.rs", "use crate::catalog::{Catalog};");
    broken(layers, "src/import/a.rs", "use crate::plan::Site;");
    broken(layers, "src/helpers.rs", "fn a() {}");
    broken(layers, "src/read/a.rs", "use super::super::catalog::Catalog;");
    broken(homes, "src/read/a.rs", "use minijinja::Value;");
    broken(homes, "src/plan/a.rs", "let f = File::open(path);");
    broken(homes, "src/plan/a.rs", "println!(\"{x}\");");
    broken(homes, "src/plan/a.rs", "use std::process::Command;");
    broken(homes, "src/plan/a.rs", "let a = b.unwrap();");
    broken(shape, "src/plan/a.rs", "//! A.\n// TODO: b\n");
    broken(shape, "src/plan/a.rs", "fn a() {}\n");
    broken(shape, "src/plan/a.rs", &format!("//! A.\nfn a() {{\n{}}}\n", "b();\n".repeat(59)));
    broken(shape, "src/plan/a.rs", &format!("//! A.\n{}", "b!();\n".repeat(500)));

    let kept = |rule: fn(&Source) -> Vec<String>, path: &str, text: &str| {
        assert_eq!(rule(&Source::new(path, text)), Vec::<String>::new(), "{path} {text}");
    };
    kept(layers, "src/catalog/a.rs", "use crate::{report, read::{self, Page}};\n// crate::cli\n");
    kept(
        layers,
        "src/import/a.rs",
        "use crate::catalog::license::built_in;\nuse crate::read::Tag;",
    );
    kept(layers, "src/cli/a.rs", "use crate::write::sync;");
    kept(
        homes,
        "src/plan/a.rs",
        "a(\"println!\");\n#[cfg(test)]\nmod tests {\n  fn a() { b.unwrap() }\n}\n",
    );
    kept(homes, "src/plan/a.rs", "Location::File { path }; LocalFile::new(); offs::x();");
    kept(shape, "src/plan/a.rs", &format!("//! A.\n{}", "b!();\n".repeat(499)));
}
