//! What the check of a table costs beside frictionless: `cargo bench --bench table -- 1000000`.
//!
//! For each number of rows a data package of one CSV file with ten typed columns and a primary key is
//! made, and a checklist that asks for repeated rows. Both programs are held to both, one after the
//! other, as child processes. frictionless is looked for where `tests/run` puts it, or as
//! `FRICTIONLESS` says. Times are medians; nothing is asserted.

#![expect(clippy::print_stdout, reason = "a table is what this is for")]

#[path = "../build/measure.rs"]
mod measure;

use anyhow::{Context as _, Result, bail};
use measure::Cost;
use serde_json::json;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

const ROUNDS: usize = 3;
const PLACES: [&str; 8] =
    ["Ñuñoa", "Lago Sur", "Valle Alto", "Río Negro", "Isla", "Puerto Viejo", "Cerro", "Pampa"];
const COLUMNS: [(&str, &str); 10] = [
    ("folio", "integer"),
    ("fecha", "date"),
    ("comuna", "string"),
    ("establecimiento", "string"),
    ("monto", "number"),
    ("unidades", "integer"),
    ("codigo", "string"),
    ("estado", "string"),
    ("nota", "string"),
    ("activo", "boolean"),
];

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let ["measure", command @ ..] =
        args.iter().map(String::as_str).collect::<Vec<_>>()[..].as_ref()
    {
        return measure::child(command);
    }
    let frictionless = frictionless();
    println!("| rows | | wall | CPU | peak memory | CPU ÷ fichero's |");
    println!("|---|---|---|---|---|---|");
    for size in if args.is_empty() { vec!["1000000".to_owned()] } else { args } {
        let rows = size.parse().with_context(|| format!("{size}: a number of rows"))?;
        compare(rows, frictionless.as_deref())?;
    }
    if frictionless.is_none() {
        bail!("frictionless is missing: run tests/run once, or set FRICTIONLESS to the program");
    }
    Ok(())
}

fn frictionless() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/frictionless");
    std::env::var_os("FRICTIONLESS").map(PathBuf::from).or(Some(own)).filter(|path| path.is_file())
}

fn compare(rows: u64, frictionless: Option<&Path>) -> Result<()> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("table-{rows}"));
    fs::create_dir_all(&home)?;
    generate(rows, &home)?;
    let [package, checks] = ["datapackage.json", "checks.json"]
        .map(|name| home.join(name).to_string_lossy().into_owned());
    let program = env!("CARGO_BIN_EXE_fichero");
    let ours = ["check", &package, "--checklist", &checks, "--format", "json"];
    let theirs = ["validate", &package, "--checklist", &checks, "--json"];
    let mut costs: [Vec<Cost>; 2] = Default::default();
    for _ in 0..ROUNDS {
        costs[0].push(measured(Path::new(program), &ours)?);
        if let Some(frictionless) = frictionless {
            costs[1].push(measured(frictionless, &theirs)?);
        }
    }
    let own = Cost::median(&costs[0]);
    tell(rows, "fichero", own, own);
    if !costs[1].is_empty() {
        tell(rows, "frictionless", Cost::median(&costs[1]), own);
    }
    fs::remove_dir_all(&home)?;
    Ok(())
}

/// Numbers that look drawn, the same each time.
fn drawn(n: u64, salt: u64) -> u64 {
    let mut x = (n + salt * 7_919).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 31)
}

fn generate(rows: u64, home: &Path) -> Result<()> {
    let fields = COLUMNS.map(|(name, kind)| json!({"name": name, "type": kind}));
    let schema = json!({"fields": fields, "primaryKey": ["folio"]});
    let package = json!({
        "name": "bench",
        "resources": [{"name": "tabla", "path": "tabla.csv", "schema": schema}],
    });
    fs::write(home.join("datapackage.json"), package.to_string())?;
    let checks = json!({"checks": [{"type": "duplicate-row"}]});
    fs::write(home.join("checks.json"), checks.to_string())?;
    let mut out = BufWriter::new(File::create(home.join("tabla.csv"))?);
    writeln!(out, "{}", COLUMNS.map(|(name, _)| name).join(","))?;
    for n in 0..rows {
        let place = PLACES[usize::try_from(drawn(n, 1) % 8)?];
        let (month, day) = (1 + drawn(n, 2) % 12, 1 + drawn(n, 3) % 28);
        let state = ["abierto", "cerrado", "en revisión"][usize::try_from(drawn(n, 4) % 3)?];
        let note = if drawn(n, 5).is_multiple_of(4) { "revisada en terreno" } else { "" };
        writeln!(
            out,
            "{n},2024-{month:02}-{day:02},{place},Establecimiento {},{}.{:02},{},C{:07},{state},\
             {note},{}",
            drawn(n, 6) % 100_000,
            drawn(n, 7) % 1_000_000,
            drawn(n, 8) % 100,
            drawn(n, 9) % 500,
            drawn(n, 10) % 10_000_000,
            drawn(n, 11).is_multiple_of(3),
        )?;
    }
    out.flush()?;
    Ok(())
}

fn measured(program: &Path, args: &[&str]) -> Result<Cost> {
    let output =
        Command::new(std::env::current_exe()?).arg("measure").arg(program).args(args).output()?;
    if !output.status.success() {
        bail!("{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Cost::parse(&String::from_utf8_lossy(&output.stdout))
}

fn tell(rows: u64, what: &str, cost: Cost, own: Cost) {
    println!(
        "| {rows} | {what} | {:.2} s | {:.2} s | {} MB | {:.1} |",
        cost.wall,
        cost.cpu,
        cost.peak / 1024,
        cost.cpu / own.cpu,
    );
}
