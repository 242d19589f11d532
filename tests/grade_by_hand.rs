//! Is a dataset graded as a person grades it who has the rubric, the files and a pencil?
//!
//! Each file of `grade/hand` is a dataset as its clerk would write it. The comments at its head tell
//! which files it takes (`# from: PATH as NAME`, below `../shared/corpora`, and after a comma how they
//! are changed) and what somebody found in them by hand: a line a criterion, with what is so and the
//! points that the rubric's words give for it; below, the sum, the grade and what caps it. Where the
//! program is known to differ, a cell more says what it gives and why.

mod support;

use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use support::{Portal, json, shared};

/// The day that all are graded for.
const TODAY: &str = "2026-11-27";
const SHEETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/grade/hand");
const HOME: &str = "catalog/organizations/oficina-datos";
const PORTAL: &str = "\
title: Portal de prueba
description: Diez conjuntos para calificar a mano.
base_url: https://datos.prueba.example
languages: [es]
epoch: 2026-01-01
contact_email: datos@prueba.example
licenses:
  - id: licencia-municipal
    title: Licencia de la municipalidad
    url: https://ciudad.example/licencia
    open: true
";
const OFFICE: &str =
    "title: Oficina de Datos\ndescription: Oficina que publica las tablas de prueba.\n";
const GROUPS: [(&str, &str); 5] = [
    ("ciencia", "Ciencia"),
    ("educacion", "Educación"),
    ("seguridad", "Seguridad"),
    ("economia", "Economía"),
    ("gobierno", "Gobierno"),
];
/// The dimensions by the letter of their criteria, and what they weigh.
const WEIGHTS: [(char, u128); 6] =
    [('E', 20), ('C', 20), ('H', 15), ('A', 20), ('K', 15), ('P', 10)];
const CRITERIA: usize = 37;

/// How a file comes to the catalogue.
enum Making {
    Copied,
    /// With a column more, of RUT of natural persons.
    WithRuts,
    /// Only so many bytes of it.
    CutOff(usize),
}

/// A file of the corpora that a dataset takes.
struct Take {
    from: String,
    name: String,
    making: Making,
}

/// A criterion by hand.
struct Row {
    criterion: String,
    so: String,
    /// Thousandths of points, none where it does not apply.
    points: Option<u32>,
    max: u32,
    /// The same as the program should give them.
    expected: Option<u32>,
    /// Why it gives others than a person, where it does.
    excuse: Option<String>,
}

/// A dataset and what it gets by hand.
struct Sheet {
    name: String,
    text: String,
    takes: Vec<Take>,
    rows: Vec<Row>,
    /// Hundredths.
    sum: u32,
    /// Tenths.
    grade: u32,
    /// As `8.0 cap-dictionary`, the lowest first.
    caps: Vec<String>,
}

/// A decimal number as thousandths.
fn thousandths(text: &str) -> u32 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    assert!(rest.len() <= 3, "{text} is no number of thousandths");
    format!("{whole}{rest:0<3}").parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

/// Points, or `n/a`.
fn points(text: &str) -> Option<u32> {
    (text != "n/a").then(|| thousandths(text))
}

fn said(points: Option<u32>) -> String {
    points.map_or_else(|| "n/a".to_owned(), |points| format!("{}", f64::from(points) / 1000.0))
}

impl Take {
    fn parse(line: &str) -> Self {
        let (from, rest) = line.split_once(" as ").expect("PATH as NAME");
        let (name, how) = rest.split_once(", ").unwrap_or((rest, ""));
        let bytes = how.strip_prefix("cut off after ").and_then(|how| how.strip_suffix(" bytes"));
        let making = match (how, bytes) {
            ("", _) => Making::Copied,
            ("with a RUT in every row", _) => Making::WithRuts,
            (_, Some(bytes)) => Making::CutOff(bytes.parse().expect("a number of bytes")),
            _ => panic!("nobody knows how to make a file {how}"),
        };
        Self { from: from.to_owned(), name: name.to_owned(), making }
    }

    fn make(&self, corpora: &Path, home: &Path) {
        let path = corpora.join(&self.from);
        let mut bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        match self.making {
            Making::Copied => {}
            Making::WithRuts => bytes = with_ruts(&bytes).into_bytes(),
            Making::CutOff(at) => bytes.truncate(at),
        }
        fs::write(home.join(&self.name), bytes).expect("a file");
    }
}

/// The table with a natural person's RUT at the end of each row.
fn with_ruts(table: &[u8]) -> String {
    let table = std::str::from_utf8(table).expect("a table in UTF-8");
    let mut out = String::new();
    for (row, body) in table.lines().zip((6_000_000_u32..).step_by(197_531)) {
        if out.is_empty() {
            _ = writeln!(out, "{row},rut_encargado");
            continue;
        }
        // Digits from the right times 2 to 7 and again; what is missing to a multiple of 11.
        let digits = std::iter::successors(Some(body), |rest| Some(rest / 10)).take(8);
        let sum: u32 = digits.zip((2..8).cycle()).map(|(rest, by)| rest % 10 * by).sum();
        let check = match 11 - sum % 11 {
            11 => "0".to_owned(),
            10 => "K".to_owned(),
            digit => digit.to_string(),
        };
        _ = writeln!(out, "{row},{body}-{check}");
    }
    out
}

impl Row {
    /// `| E7 | 1 of 150 rows stands twice | 1.7 of 2 |`, and where the program is known to differ
    /// ` Fichero n/a: why |`.
    fn parse(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.strip_prefix("| ")?.split(" |").map(str::trim).collect();
        let [criterion, so, got, more @ ..] = cells.as_slice() else { panic!("{line}") };
        if *got == "points" {
            return None;
        }
        let (got, max) = got.split_once(" of ").unwrap_or_else(|| panic!("{line}"));
        let mut row = Self {
            criterion: (*criterion).to_owned(),
            so: (*so).to_owned(),
            points: points(got),
            max: thousandths(max),
            expected: points(got),
            excuse: None,
        };
        if let Some(cell) = more.first().filter(|cell| !cell.is_empty()) {
            let known = cell.strip_prefix("Fichero ").and_then(|cell| cell.split_once(": "));
            let (known, why) = known.unwrap_or_else(|| panic!("{line}: Fichero POINTS: WHY"));
            (row.expected, row.excuse) = (points(known), Some(why.to_owned()));
        }
        Some(row)
    }
}

impl Sheet {
    fn parse(name: &str, text: String) -> Self {
        let comments: Vec<&str> =
            text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim).collect();
        let all = |key| comments.iter().filter_map(move |line| line.strip_prefix(key));
        let one = |key| all(key).next().unwrap_or_else(|| panic!("{name}: no line `# {key}`"));
        let caps = one("caps: ").split(", ").filter(|cap| *cap != "none").map(str::to_owned);
        Self {
            name: name.to_owned(),
            takes: all("from: ").map(Take::parse).collect(),
            rows: comments.iter().filter_map(|line| Row::parse(line)).collect(),
            sum: thousandths(one("sum: ")) / 10,
            grade: thousandths(one("grade: ")) / 100,
            caps: caps.collect(),
            text,
        }
    }

    fn all() -> Vec<Self> {
        let files = fs::read_dir(SHEETS).expect("the folder of sheets");
        let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        paths.sort();
        let sheet = |path: &std::path::PathBuf| {
            let name = path.file_stem().and_then(|name| name.to_str()).expect("a name in UTF-8");
            Self::parse(name, fs::read_to_string(path).expect("a sheet"))
        };
        paths.iter().map(sheet).collect()
    }

    /// The hundred points that those of the criteria make, in hundredths: what does not apply leaves
    /// its dimension, and a dimension without any criterion leaves the hundred.
    fn sum_of(&self, points: impl Fn(&Row) -> Option<u32>) -> u32 {
        /// Fine enough that no division is felt.
        const ONE: u128 = 1_000_000_000;
        let (mut earned, mut weights) = (0, 0);
        for (letter, weight) in WEIGHTS {
            let rows = self.rows.iter().filter(|row| row.criterion.starts_with(letter));
            let applies = rows.filter_map(|row| Some((points(row)?, row.max)));
            let (got, max) = applies.fold((0_u128, 0_u128), |(got, max), (points, of)| {
                (got + u128::from(points), max + u128::from(of))
            });
            if let Some(points) = (weight * got * ONE).checked_div(max) {
                earned += points;
                weights += weight;
            }
        }
        let sum = earned * 10_000 / weights;
        u32::try_from((sum + ONE / 2) / ONE).expect("a hundred at most")
    }

    /// The grade in tenths that the sum and the caps make.
    fn grade_of(&self, sum: u32) -> u32 {
        let earned = (10_000 + 9 * sum + 500) / 1000;
        let caps = self.caps.iter().map(|cap| {
            let (most, _) = cap.split_once(' ').expect("8.0 cap-dictionary");
            thousandths(most) / 100
        });
        caps.fold(earned, u32::min)
    }

    /// Where the program gives something else than the sheet says.
    fn differences(&self, graded: &Value) -> Vec<String> {
        let number = |value: &Value| points(&value.to_string().replace("null", "n/a"));
        let mut found = Vec::new();
        for row in &self.rows {
            let criteria = graded["criteria"].as_array().expect("criteria");
            let criterion = criteria.iter().find(|one| one["id"] == row.criterion.as_str());
            let criterion = criterion.unwrap_or_else(|| panic!("no criterion {}", row.criterion));
            assert_eq!(number(&criterion["max"]), Some(row.max), "{}", row.criterion);
            let given = number(&criterion["points"]);
            if given == row.expected {
                continue;
            }
            let evidence = criterion["evidence"].as_array().expect("evidence").iter();
            let messages: Vec<&str> = evidence.filter_map(|one| one["message"].as_str()).collect();
            let told = if messages.is_empty() { "nothing".to_owned() } else { messages.join("; ") };
            found.push(format!(
                "{} {}: the sheet says {} ({}), the program {} ({told})",
                self.name,
                row.criterion,
                said(row.expected),
                row.excuse.as_ref().unwrap_or(&row.so),
                said(given),
            ));
        }
        let caps = graded["caps"].as_array().expect("caps").iter().map(|cap| {
            let most = f64::from(number(&cap["grade"]).expect("a grade")) / 1000.0;
            format!("{most:.1} {}", cap["key"].as_str().expect("a key"))
        });
        let sum = (number(&graded["points"]).expect("points") + 5) / 10;
        let mut told = |what: &str, sheet: String, program: String| {
            if sheet != program {
                let name = &self.name;
                found.push(format!("{name} {what}: the sheet says {sheet}, the program {program}"));
            }
        };
        told("caps", format!("{:?}", self.caps), format!("{:?}", caps.collect::<Vec<_>>()));
        told("sum in hundredths", self.sum_of(|row| row.expected).to_string(), sum.to_string());
        let grade = number(&graded["grade"]).expect("a grade") / 100;
        told("grade in tenths", self.grade.to_string(), grade.to_string());
        found
    }
}

/// A portal with the datasets of all sheets, as of the day.
fn portal(sheets: &[Sheet], corpora: &Path) -> Portal {
    let portal = Portal::with(&[
        ("catalog/portal.yaml", PORTAL),
        (&format!("{HOME}/organization.yaml"), OFFICE),
    ]);
    for (name, title) in GROUPS {
        let group = format!("title: {title}\ndescription: Datos de este tema, para la prueba.\n");
        portal.write(&format!("catalog/groups/{name}.yaml"), &group);
    }
    for sheet in sheets {
        let home = format!("{HOME}/datasets/{}", sheet.name);
        portal.write(&format!("{home}/dataset.yaml"), &sheet.text);
        for take in &sheet.takes {
            take.make(corpora, &portal.path().join(&home));
        }
    }
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "Diez conjuntos"]] {
        git(portal.path(), args);
    }
    portal
}

/// Grades are for the day of the commit.
fn git(dir: &Path, args: &[&str]) {
    let date = format!("{TODAY}T12:00:00Z");
    let run = Command::new("git")
        .args(["-c", "user.name=Oficina de Datos", "-c", "user.email=datos@prueba.example"])
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date)
        .output()
        .expect("git runs");
    assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn every_sheet_adds_up() {
    let sheets = Sheet::all();
    assert_eq!(sheets.len(), 10);
    for sheet in sheets {
        let name = &sheet.name;
        assert_eq!(sheet.rows.len(), CRITERIA, "{name}");
        assert_eq!(sheet.rows.iter().map(|row| row.max).sum::<u32>(), 100_000, "{name}");
        for row in &sheet.rows {
            assert!(row.points.is_none_or(|points| points <= row.max), "{name} {}", row.criterion);
            // What is excused has to be a difference.
            let differs = row.points != row.expected;
            assert_eq!(row.excuse.is_some(), differs, "{name} {}", row.criterion);
        }
        let sum = sheet.sum_of(|row| row.points);
        assert_eq!((sum, sheet.grade_of(sum)), (sheet.sum, sheet.grade), "{name}");
    }
}

#[test]
fn ten_datasets_get_what_they_get_by_hand() {
    let Some(corpora) = shared("corpora") else { return };
    let sheets = Sheet::all();
    let portal = portal(&sheets, &corpora);
    let site = portal.build();
    let mut differences = Vec::new();
    for sheet in &sheets {
        let graded = json(&site.join("dataset").join(&sheet.name).join("quality.json"));
        assert_eq!(graded["as_of"], TODAY, "{}", sheet.name);
        differences.extend(sheet.differences(&graded));
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}
