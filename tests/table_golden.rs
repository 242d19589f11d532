//! Tables with the findings of frictionless 5.21: ours are the same, or differ for a reason.
//!
//! The cases stand in `../shared/golden/tabular`; where that is absent the test says so and passes.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what is left out is said aloud")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fichero::table::{Checks, Package, PackageFolder, Single, Singles, Sink};
use serde_json::Value;

/// Where ours differ: case, what we find instead as `code@row:field`, why.
const DEVIATIONS: &[(&str, &[&str], &str)] = &[
    (
        "constraint-minimum-bad-value",
        &["field-error"],
        "a bound that is no value of the column is a mistake of the schema, not a crash",
    ),
    ("constraint-pattern-bad-regex", &["field-error"], "so is an expression that is none"),
    ("constraint-unique-list", &["unique-error@3:2"], "lists can repeat as well; theirs crashes"),
    (
        "constraint-pattern",
        &["constraint-error@3:2", "constraint-error@4:2", "constraint-error@6:2"],
        "a pattern holds for the whole text: Python's `$` lets a line feed at the end through",
    ),
    (
        "constraint-pattern-alternation",
        &["constraint-error@4:2", "constraint-error@5:2", "constraint-error@6:2"],
        "`a|b` is anchored as a whole: theirs takes `ab` and `ax`",
    ),
    (
        "dialect-footer-total",
        &["footer-row@4", "type-error@4:1"],
        "a row of totals is told as what it is, beside the cell that is no number",
    ),
    (
        "dialect-header-row-3",
        &["title-rows@1"],
        "a title above the header is told as what it is, not as nine broken rows",
    ),
    ("enc-late-latin1", &[], "the encoding is found from all bytes, not from the first 100 KB"),
    ("enc-mixed-lines", &["encoding-mixed"], "theirs reads UTF-8 as Latin-1 and says nothing"),
    ("enc-replacement-char", &["replacement-character@2:2"], "characters were lost before"),
    ("enc-utf32-detect", &[], "the mark of UTF-32 is known; theirs reads it as UTF-16"),
    (
        "enc-utf8-declared-latin1",
        &["mojibake@2:2", "mojibake@3:2", "mojibake@4:2", "mojibake@5:2", "mojibake@6:2"],
        "`Ã±` shows that the declared encoding is not the file's",
    ),
    ("file-nul-byte", &["control-character@2:2"], "a NUL is no text"),
    ("file-stray-quote", &["stray-quote@2:2", "stray-quote@3:2"], "RFC 4180 has no such quotes"),
    ("file-unclosed-quote", &["unclosed-quote@2:2"], "the quote swallowed the rows after it"),
    ("file-truncated-gz", &["compression-error"], "theirs crashes"),
    ("infer-late-text", &[], "a guessed type is nothing that a cell can break"),
    ("json-keyed-extra", &["extra-cell@3:2"], "theirs drops a value that has no column"),
    (
        "row-pk-composite",
        &["blank-row@7", "primary-key@4", "primary-key@5", "primary-key@6", "primary-key@7"],
        "no part of a primary key may be missing, says the specification",
    ),
    (
        "type-date-any",
        &[
            "type-error@10:2",
            "type-error@11:2",
            "type-error@13:2",
            "type-error@14:2",
            "type-error@16:2",
            "type-error@8:2",
            "type-error@9:2",
        ],
        "`2020`, `10`, `12:30` and `1.5` are no dates; `31 enero 2020` is one",
    ),
    (
        "type-datetime",
        &[
            "type-error@10:2",
            "type-error@11:2",
            "type-error@13:2",
            "type-error@14:2",
            "type-error@17:2",
            "type-error@19:2",
            "type-error@20:2",
            "type-error@21:2",
            "type-error@8:2",
        ],
        "XML Schema, which the specification names, has no dates by week",
    ),
    (
        "type-number-decimal-group",
        &[
            "type-error@10:2",
            "type-error@11:2",
            "type-error@5:2",
            "type-error@6:2",
            "type-error@7:2",
            "type-error@8:2",
            "type-error@9:2",
        ],
        "groups have three digits: theirs makes 15 of `1.5`",
    ),
    (
        "type-string-binary",
        &["type-error@3:2", "type-error@4:2", "type-error@6:2", "type-error@7:2", "type-error@8:2"],
        "`####` is no base64",
    ),
    (
        "type-string-uri",
        &[
            "type-error@10:2",
            "type-error@13:2",
            "type-error@6:2",
            "type-error@7:2",
            "type-error@9:2",
        ],
        "a URI has no spaces, and `http` has a host",
    ),
    (
        "type-string-wkt",
        &["type-error@6:2", "type-error@7:2", "type-error@8:2"],
        "well-known text does not tell upper from lower case",
    ),
    (
        "type-year",
        &[
            "type-error@10:2",
            "type-error@12:2",
            "type-error@13:2",
            "type-error@14:2",
            "type-error@15:2",
            "type-error@6:2",
            "type-error@7:2",
            "type-error@8:2",
            "type-error@9:2",
        ],
        "a year is four ASCII digits: not `+202`, not `2_20`",
    ),
    ("v2gap-categories", &["constraint-error@3:2"], "theirs does not know categories"),
    ("v2gap-categories-labels", &["constraint-error@3:2"], "theirs does not know categories"),
    ("xlsx-formula-error", &["formula-error@3:2"], "theirs reads the error as its text"),
];

/// Code, row, field.
type Found = (String, Option<u64>, Option<u64>);

fn cases() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/golden/tabular");
    folder.join("expected.json").is_file().then_some(folder)
}

/// Every single error of a package.
fn found(folder: &Path) -> Vec<Found> {
    let read = |name: &str| fs::read(folder.join(name)).ok();
    let json = |bytes: Vec<u8>| -> Value { serde_json::from_slice(&bytes).expect("JSON") };
    let descriptor = json(read("datapackage.json").expect("every case has a package"));
    let single = |code| Single { code, row: None, field: None };
    let checks = read("checklist.json").map(|bytes| Checks::from_json(&json(bytes)));
    let files = PackageFolder::new(folder).expect("the case's folder");
    let singles = match (Package::from_json(&descriptor, &files), checks.transpose()) {
        (Err(causes), _) | (_, Err(causes)) => causes.iter().map(|c| single(c.code)).collect(),
        (Ok(package), Ok(checks)) => {
            let checks = checks.unwrap_or_default();
            let mut all = Vec::new();
            for resource in package.resources.iter().filter(|resource| resource.tabular) {
                let mut singles = Singles::up_to(1000);
                let sink: &mut dyn Sink = &mut singles;
                package.validate(resource, &files, &checks, sink);
                all.extend(singles.found);
            }
            all
        }
    };
    let mut found: Vec<Found> = singles
        .into_iter()
        .map(|Single { code, row, field }| (code.to_owned(), row, field.map(u64::from)))
        .collect();
    found.sort();
    found
}

fn expected(value: &Value) -> Vec<Found> {
    let one = |error: &Value| {
        (error[0].as_str().expect("a code").to_owned(), error[1].as_u64(), error[2].as_u64())
    };
    let mut all: Vec<Found> = value.as_array().expect("a list").iter().map(one).collect();
    all.sort();
    all
}

/// `code@row:field`, what is absent left out.
fn written((code, row, field): &Found) -> String {
    let row = row.map(|row| format!("@{row}")).unwrap_or_default();
    let field = field.map(|field| format!(":{field}")).unwrap_or_default();
    [code.as_str(), &row, &field].concat()
}

#[test]
fn every_case_is_found_as_frictionless_finds_it_or_better() {
    let Some(folder) = cases() else {
        eprintln!("without ../shared/golden/tabular there is nothing to compare with");
        return;
    };
    let text = fs::read(folder.join("expected.json")).expect("it is there");
    let all: BTreeMap<String, Value> = serde_json::from_slice(&text).expect("JSON");
    let (mut equal, mut deviating, mut problems) = (0, 0, Vec::new());
    for (path, value) in &all {
        let case = path.trim_start_matches("cases/").trim_end_matches("/datapackage.json");
        let theirs = expected(value);
        let ours = found(folder.join(path).parent().expect("a file has a folder"));
        let mut texts: Vec<String> = ours.iter().map(written).collect();
        texts.sort();
        let deviation = DEVIATIONS.iter().find(|(name, ..)| *name == case);
        match deviation {
            None if ours == theirs => equal += 1,
            Some((_, instead, _)) if ours != theirs && texts == *instead => deviating += 1,
            Some(_) if ours == theirs => problems.push(format!("{case}: no deviation is needed")),
            _ => problems.push(format!(
                "{case}:\n  theirs {:?}\n  ours   {texts:?}",
                theirs.iter().map(written).collect::<Vec<_>>()
            )),
        }
    }
    for (case, _, reason) in DEVIATIONS {
        let known = all.keys().any(|path| path.split('/').nth(1) == Some(case));
        if !known || reason.is_empty() {
            problems.push(format!("{case}: a deviation without case or reason"));
        }
    }
    let sum = equal + deviating;
    println!("{sum} of {} equal, {deviating} deviations", all.len());
    assert!(problems.is_empty(), "{} cases:\n{}", problems.len(), problems.join("\n"));
}
