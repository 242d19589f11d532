//! What tables cost: `cargo bench --bench datastore -- 1000000`.
//!
//! For each number of rows a CSV file of ten columns is made. One process loads it, another one asks:
//! the first page, then filtered, sorted and searched ones, each of other values every time. What is
//! told is seconds, milliseconds of the median and of the slowest, and each process's peak of memory.

#![expect(clippy::print_stdout, reason = "figures are what this is for")]
#![allow(dead_code, reason = "the other bench uses the rest of what it shares")]

#[path = "../build/measure.rs"]
mod measure;

use anyhow::{Context as _, Result, ensure};
use fichero::action::{self, Call, Method, Portal};
use fichero::build;
use fichero::catalog::Audience;
use fichero::datastore::{DataStore, Home, Settings};
use measure::Cost;
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const ID: &str = "b0000000-0000-4000-8000-00000000000b";
const FOLDER: &str = "catalog/organizations/obras/datasets/tabla";
const PLACES: [&str; 8] =
    ["Ñuñoa", "Lago Sur", "Valle Alto", "Río Negro", "Isla", "Puerto Viejo", "Cerro", "Pampa"];

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measure", ref command @ ..] => measure::child(command),
        ["load", home] => load(Path::new(home)),
        ["ask", home] => questions(Path::new(home)),
        ref sizes => {
            for size in sizes {
                round(size.parse().with_context(|| format!("{size}: a number of rows"))?)?;
            }
            Ok(())
        }
    }
}

fn round(rows: u64) -> Result<()> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("datastore-{rows}"));
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    let bytes = generate(rows, &home)?;
    println!("\n{rows} rows of 10 columns, {} MB", bytes / 1_000_000);
    let this = std::env::current_exe()?;
    let run = |args: &[&str]| -> Result<String> {
        let output = Command::new(&this).args(args).arg(&home).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    };
    let this_path = this.to_str().context("a path of text")?;
    let cost = Cost::parse(&run(&["measure", this_path, "load"])?)?;
    println!("{:8.1} s   loaded, {} MB at most", cost.wall, cost.peak / 1000);
    let database = fs::read_dir(home.join(".fichero/datastore"));
    let database = database.context("nothing was loaded")?.flatten();
    let size: u64 = database.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum();
    println!("{:8} MB  on disk", size / 1_000_000);
    print!("{}", run(&["ask"])?);
    Ok(())
}

/// Numbers that look drawn, the same each time.
fn drawn(n: u64, salt: u64) -> u64 {
    let mut x = (n + salt * 7_919).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 31)
}

fn generate(rows: u64, home: &Path) -> Result<u64> {
    fs::create_dir_all(home.join(FOLDER))?;
    let portal =
        "title: Bench\nbase_url: https://datos.example.org\nlimits: {file_size: 4000000000}\n";
    fs::write(home.join("catalog/portal.yaml"), portal)?;
    fs::write(home.join("catalog/organizations/obras/organization.yaml"), "title: Obras\n")?;
    let dataset = format!("title: Tabla\nresources: [{{id: {ID}, path: t.csv}}]\n");
    fs::write(home.join(FOLDER).join("dataset.yaml"), dataset)?;
    let file = home.join(FOLDER).join("t.csv");
    let mut out = BufWriter::new(File::create(&file)?);
    writeln!(out, "folio;comuna;fecha;monto;unidades;activo;nota;codigo;lat;lon")?;
    for n in 0..rows {
        let place = PLACES[usize::try_from(drawn(n, 1) % 8)?];
        let (month, day) = (1 + drawn(n, 2) % 12, 1 + drawn(n, 3) % 28);
        let (whole, part) = (drawn(n, 4) % 1_000_000, drawn(n, 5) % 100);
        let units = drawn(n, 6) % 500;
        let flag = if drawn(n, 7).is_multiple_of(3) { "false" } else { "true" };
        let note = if drawn(n, 8).is_multiple_of(4) { "revisada en terreno" } else { "" };
        let code = drawn(n, 9) % 100_000;
        writeln!(
            out,
            "{n};{place};2024-{month:02}-{day:02};{whole},{part:02};{units};{flag};{note};\
             {code:05};-33.{:06};-70.{:06}",
            drawn(n, 10) % 1_000_000,
            drawn(n, 11) % 1_000_000,
        )?;
    }
    out.flush()?;
    Ok(fs::metadata(file)?.len())
}

fn portal(home: &Path) -> Result<Portal> {
    let settings = Settings { wait: Duration::from_hours(1), ..Settings::default() };
    let store = DataStore::new(home, Home::beside(home), settings);
    Ok(Portal::new(build::load(home, Audience::Public)?.catalog).with_datastore(store))
}

fn answer(portal: &Portal, name: &str, parameters: &Value) -> Result<Value> {
    let parameters = parameters.as_object().context("an object")?;
    let call = Call { name, parameters, method: Method::Get, locale: None, now: 0 };
    let reply = action::answer(portal, &call);
    ensure!(reply.status == 200, "{}", String::from_utf8_lossy(&reply.body));
    Ok(serde_json::from_slice(&reply.body)?)
}

fn load(home: &Path) -> Result<()> {
    answer(&portal(home)?, "datastore_info", &json!({"id": ID})).map(drop)
}

fn questions(home: &Path) -> Result<()> {
    let portal = portal(home)?;
    let search = |more: Value| {
        let mut asked = json!({"resource_id": ID});
        let entries = more.as_object().cloned().unwrap_or_default();
        asked.as_object_mut().expect("an object").extend(entries);
        ("datastore_search", asked)
    };
    let sql = |text: String| ("datastore_search_sql", json!({"sql": text}));
    let place = |n: u64| PLACES[usize::try_from(n % 8).unwrap_or_default()];
    time(&portal, "the first touch, a page", 1, |_| search(json!({})))?;
    time(&portal, "a page", 50, |n| search(json!({"offset": n * 100})))?;
    time(&portal, "a page from far behind", 10, |n| search(json!({"offset": 500_000 + n})))?;
    time(&portal, "filtered and sorted", 24, |n| {
        let filters = json!({"comuna": place(n), "unidades": [n, n + 100, n + 200]});
        search(json!({"filters": filters, "sort": "monto desc"}))
    })?;
    time(&portal, "filtered by much, sorted", 8, |n| {
        search(json!({"filters": {"comuna": place(n)}, "sort": "fecha desc, monto"}))
    })?;
    time(&portal, "the same again, next pages", 24, |n| {
        let filters = json!({"comuna": place(n)});
        search(json!({"filters": filters, "sort": "fecha desc, monto", "offset": 100}))
    })?;
    time(&portal, "sorted, all rows", 10, |n| search(json!({"sort": "monto", "limit": 100 + n})))?;
    time(&portal, "words", 5, |n| search(json!({"q": format!("terreno {}", place(n))})))?;
    time(&portal, "32,000 rows", 3, |_| search(json!({"limit": 32_000})))?;
    time(&portal, "SELECT … GROUP BY", 5, |n| {
        sql(format!(
            "SELECT comuna, count(*), sum(monto) FROM \"{ID}\" WHERE unidades > {n} GROUP BY comuna"
        ))
    })?;
    let peak = getrusage(UsageWho::RUSAGE_SELF)?.max_rss();
    println!("{:8} MB  at most while it asks, the mapped file included", peak / 1000);
    Ok(())
}

/// Asks so many times, each time something else.
fn time(
    portal: &Portal,
    what: &str,
    times: u64,
    question: impl Fn(u64) -> (&'static str, Value),
) -> Result<()> {
    let mut took = Vec::new();
    for n in 0..times {
        let (name, asked) = question(n);
        let start = Instant::now();
        answer(portal, name, &asked)?;
        took.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    let (middle, most) = (took[took.len() / 2], took[took.len() - 1]);
    println!("{middle:8.1} ms  {what} (slowest {most:.1})");
    Ok(())
}
