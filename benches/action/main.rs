//! What an answer costs: `cargo bench --bench action -- 10000 100000`.
//!
//! For each number of datasets a synthetic catalogue is made and read; then each question is asked
//! again and again, of another dataset every time. What is told is microseconds a question, the
//! making of the JSON included, and of `package_show` what is left without it.

#![expect(clippy::print_stdout, reason = "figures are what this is for")]
#![allow(dead_code, reason = "the other bench uses the rest of what it shares")]

#[path = "../search/catalogue.rs"]
mod catalogue;
#[path = "../build/words.rs"]
mod words;

use anyhow::{Context as _, Result, ensure};
use fichero::action::{self, Call, Method, Parameters, Portal, shape};
use fichero::build;
use fichero::catalog::Audience;
use serde_json::json;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<()> {
    for arg in std::env::args().skip(1).filter(|arg| arg != "--bench") {
        round(arg.parse().with_context(|| format!("{arg}: a number of datasets"))?)?;
    }
    Ok(())
}

fn round(datasets: usize) -> Result<()> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("action-{datasets}"));
    if home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    catalogue::generate(datasets, &home)?;
    let catalog = build::load(&home, Audience::Public)?.catalog;
    let start = Instant::now();
    let portal = Portal::new(catalog);
    println!("\n{datasets} datasets; a portal of them: {:.0} ms", millis(start));
    let start = Instant::now();
    portal.search().prepare();
    println!("its index: {:.0} ms", millis(start));
    let all = &portal.catalog.datasets;
    let some = |n: usize| &all[n * 7919 % all.len()];
    let show = ask(&portal, "package_show by name", 20_000, |n| json!({"id": some(n).name()}))?;
    ask(&portal, "package_show by id", 20_000, |n| json!({"id": some(n).id}))?;
    let handles: Vec<_> = portal.catalog.dataset_handles().collect();
    let start = Instant::now();
    let mut bytes = 0;
    for n in 0..20_000 {
        let handle = handles[n * 7919 % handles.len()];
        bytes += shape::package::package(&portal.catalog, handle).to_ascii().len();
    }
    let json = millis(start) / 20.0;
    println!("{json:8.1} µs  its JSON alone, {} bytes", bytes / 20_000);
    println!("{:8.1} µs  what package_show takes beside it", show - json);
    ask(&portal, "package_show of nothing", 20_000, |n| json!({"id": format!("no-{n}")}))?;
    ask(&portal, "package_list", 50, |_| json!({}))?;
    ask(&portal, "organization_list", 500, |_| json!({"all_fields": true}))?;
    ask(&portal, "package_search", 200, |_| json!({"q": "agua", "rows": 10}))?;
    ask(&portal, "resource_search", 20, |_| json!({"query": "format:csv", "limit": 10}))?;
    ask(&portal, "recently_changed_packages_activity_list", 200, |_| json!({}))?;
    Ok(())
}

/// Asks so many times and gives the microseconds of one.
fn ask(
    portal: &Portal,
    what: &str,
    times: usize,
    parameters: impl Fn(usize) -> serde_json::Value,
) -> Result<f64> {
    let name = what.split(' ').next().unwrap_or_default();
    let asked: Vec<Parameters> =
        (0..times).filter_map(|n| parameters(n).as_object().cloned()).collect();
    let start = Instant::now();
    let mut statuses = 0;
    for parameters in &asked {
        let call = Call { name, parameters, method: Method::Get, locale: None, now: 0 };
        statuses += usize::from(action::answer(portal, &call).status);
    }
    let each = millis(start) * 1000.0 / f64::from(u32::try_from(times)?);
    let expected = if what.ends_with("nothing") { 404 } else { 200 };
    ensure!(statuses == expected * times, "{what}: an answer with another status");
    println!("{each:8.1} µs  {what}");
    Ok(each)
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}
