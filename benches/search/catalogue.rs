//! A synthetic national catalogue to search in: organisations with topics, series of datasets that
//! differ in place and year, harvests that come in bursts, about 75 words a dataset.

use crate::words::{Chance, Ranked, vocabulary};
use anyhow::{Context as _, Result};
use fichero::plan::urls::slug;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const WORDS: usize = 45_000;
const TOPICS: usize = 60;
const TOPIC_WORDS: usize = 500;
const PLACES: usize = 346;

const FORMATS: [&str; 16] = [
    "CSV", "XLSX", "PDF", "JSON", "XLS", "SHP", "KML", "XML", "ZIP", "GeoJSON", "WMS", "HTML",
    "API", "ODS", "DOCX", "TXT",
];
const LICENSES: [&str; 7] =
    ["cc-by", "cc-zero", "cc-by-sa", "notspecified", "other-open", "odc-odbl", "odc-by"];
const FREQUENCIES: [&str; 7] =
    ["Anual", "Mensual", "Trimestral", "Semestral", "Diaria", "Semanal", "Tiempo real"];
const KINDS: [&str; 6] =
    ["Ministerio", "Subsecretaría", "Servicio", "Instituto", "Superintendencia", "Dirección"];
const GLUE: [&str; 10] = ["de", "la", "y", "en", "el", "los", "del", "para", "por", "con"];
const COLUMNS: [&str; 8] =
    ["rut", "codigo_comuna", "fecha", "monto", "latitud", "longitud", "nombre", "periodo"];
const GROUPS: usize = 20;

/// What datasets are made of.
struct World {
    words: Ranked<String>,
    topics: Vec<Ranked<String>>,
    places: Vec<String>,
    formats: Ranked<&'static str>,
    licenses: Ranked<&'static str>,
}

impl World {
    fn new() -> Self {
        let all = vocabulary(WORDS);
        let mut chance = Chance::new(11);
        let mut topic = |_| {
            let words = (0..TOPIC_WORDS).map(|_| all[chance.between(100, 25_000)].clone());
            Ranked::new(words.collect())
        };
        let topics = (0..TOPICS).map(&mut topic).collect();
        let places = all[WORDS - PLACES..].iter().map(|word| capital(word)).collect();
        let (formats, licenses) = (Ranked::new(FORMATS.into()), Ranked::new(LICENSES.into()));
        Self { words: Ranked::new(all), topics, places, formats, licenses }
    }

    /// So many words on a topic.
    fn sentence(&self, topic: usize, count: usize, chance: &mut Chance) -> String {
        let mut text = String::new();
        for at in 0..count {
            let inside = at > 0 && at + 1 < count;
            text += if at > 0 { " " } else { "" };
            text += match chance.between(0, 99) {
                0..42 if inside => *chance.of(&GLUE),
                0..70 => self.topics[topic].pick(chance),
                _ => self.words.pick(chance),
            };
            if inside && chance.percent(6) {
                text += *chance.of(&[",", "."]);
            }
        }
        capital(&text)
    }
}

struct Organization {
    name: String,
    topics: Vec<usize>,
    license: &'static str,
    place: Option<usize>,
    series: Vec<Series>,
    /// The day of the burst that its datasets come in.
    day: usize,
    left: usize,
}

/// What the datasets of a series share.
struct Series {
    topic: usize,
    title: String,
    notes: String,
    tags: Vec<String>,
    formats: Vec<&'static str>,
    frequency: &'static str,
    columns: bool,
}

/// Writes a portal with so many datasets; a smaller one is the beginning of a larger one only in its
/// ways, not in its datasets.
pub(crate) fn generate(datasets: usize, to: &Path) -> Result<()> {
    let world = World::new();
    let catalog = to.join("catalog");
    let portal = "title: Catálogo sintético\nbase_url: https://datos.example.org\nlanguages: [es]\n\
                  epoch: 2024-01-01\ndataset_fields: [frequency]\n";
    put(&catalog.join("portal.yaml"), portal)?;
    for n in 0..GROUPS {
        let text = format!("title: Tema {}\n", capital(&world.places[n]));
        put(&catalog.join(format!("groups/tema-{n}.yaml")), &text)?;
    }
    let mut chance = Chance::new(42);
    let count = (datasets / 150).clamp(20, 600);
    let mut organizations = Vec::with_capacity(count);
    for n in 0..count {
        organizations.push(organization(&world, n, &catalog, &mut chance)?);
    }
    let ranks = Ranked::new((0..count).collect());
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut at = 0;
    for _ in 0..datasets {
        if organizations[at].left == 0 {
            at = *ranks.pick(&mut chance);
            organizations[at].left = chance.between(1, 20);
            organizations[at].day = chance.between(0, 12 * 336 - 1);
        }
        let owner = &mut organizations[at];
        owner.left -= 1;
        let (title, text) = dataset(&world, owner, &mut chance);
        let short: String = slug(&title).chars().take(80).collect();
        let known = names.entry(short.clone()).or_default();
        *known += 1;
        let name = if *known > 1 { format!("{short}-{known}") } else { short };
        put(
            &catalog.join(format!("organizations/{}/datasets/{name}/dataset.yaml", owner.name)),
            &text,
        )?;
    }
    Ok(())
}

fn organization(
    world: &World,
    n: usize,
    catalog: &Path,
    chance: &mut Chance,
) -> Result<Organization> {
    let place = chance.percent(50).then(|| chance.between(0, PLACES - 1));
    let title = place.map_or_else(
        || format!("{} de {}", chance.of(&KINDS), capital(world.words.pick(chance))),
        |place| format!("Municipalidad de {}", world.places[place]),
    );
    let name = format!("{}-{n}", slug(&title));
    put(
        &catalog.join(format!("organizations/{name}/organization.yaml")),
        &format!("title: {title}\n"),
    )?;
    let topics = (0..chance.between(1, 3)).map(|_| chance.between(0, TOPICS - 1)).collect();
    let license = world.licenses.pick(chance);
    Ok(Organization { name, topics, license, place, series: Vec::new(), day: 0, left: 0 })
}

fn series(world: &World, topic: usize, chance: &mut Chance) -> Series {
    let words = chance.between(2, 6);
    let title = world.sentence(topic, words, chance);
    let length = if chance.percent(8) { 0 } else { chance.between(10, 100) };
    let notes = if length == 0 { String::new() } else { world.sentence(topic, length, chance) };
    let mut tags: Vec<String> =
        (0..chance.between(0, 6)).map(|_| world.topics[topic].pick(chance).clone()).collect();
    if chance.percent(50) {
        tags.push(world.words.pick(chance).clone());
    }
    tags.sort();
    tags.dedup();
    let formats = (0..chance.between(1, 4)).map(|_| *world.formats.pick(chance)).collect();
    let (frequency, columns) = (*chance.of(&FREQUENCIES), chance.percent(10));
    Series { topic, title, notes, tags, formats, frequency, columns }
}

/// A dataset of one of an organisation's series: its title and its file.
fn dataset(world: &World, owner: &mut Organization, chance: &mut Chance) -> (String, String) {
    if owner.series.is_empty() || chance.percent(40) {
        let topic = *chance.of(&owner.topics);
        owner.series.push(series(world, topic, chance));
    }
    let last = owner.series.len() - 1;
    let of = &owner.series[last - chance.between(0, last).min(chance.between(0, last))];
    let mut title = of.title.clone();
    match owner.place {
        Some(place) if chance.percent(30) => title += &format!(" {}", world.places[place]),
        None if chance.percent(25) => title += &format!(", {}", chance.of(&world.places)),
        _ => {}
    }
    if chance.percent(45) {
        title += &format!(" {}", 2008 + chance.between(0, 18));
    }
    if chance.percent(6) {
        let mark = chance.of(&["R-", "PM2.", "N° ", "ControlCaudal"]);
        title += &format!(" - {mark}{}", chance.between(100, 99_999));
    }
    let mut notes = of.notes.clone();
    if !notes.is_empty() && chance.percent(30) {
        let count = chance.between(5, 24);
        notes += &format!(". {}.", world.sentence(of.topic, count, chance));
    }
    let text = file(world, owner, of, &title, &notes, chance);
    (title, text)
}

fn file(
    world: &World,
    owner: &Organization,
    of: &Series,
    title: &str,
    notes: &str,
    chance: &mut Chance,
) -> String {
    let day = owner.day + chance.between(0, 1);
    let moment = |year: usize, chance: &mut Chance| {
        format!(
            "{}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}",
            year + day / 336,
            day / 28 % 12 + 1,
            day % 28 + 1,
            chance.between(0, 23),
            chance.between(0, 59),
            chance.between(0, 59),
            chance.between(0, 999_999)
        )
    };
    let license = if chance.percent(90) { owner.license } else { world.licenses.pick(chance) };
    let (created, modified) = (moment(2010, chance), moment(2013, chance));
    let mut out = format!(
        "title: {title:?}\nnotes: {notes:?}\nlicense_id: {license}\ntags: [{}]\n\
         frequency: {}\nmetadata_created: {created}\nmetadata_modified: {modified}\n",
        of.tags.join(", "),
        of.frequency,
    );
    if chance.percent(80) {
        let _ = writeln!(out, "groups: [tema-{}]", of.topic % GROUPS);
    }
    out += "resources:\n";
    for (n, format) in of.formats.iter().enumerate() {
        let name = match chance.between(0, 2) {
            0 => title.to_owned(),
            1 => format!("{}_{n}.{}", slug(&of.title).replace('-', "_"), format.to_lowercase()),
            _ => format!("Recurso {} {}", n + 1, world.words.pick(chance)),
        };
        let _ = write!(
            out,
            "  - name: {name:?}\n    format: {format}\n    url: https://datos.example.org/{n}\n"
        );
        if of.columns && n == 0 {
            let first = chance.between(0, COLUMNS.len() - 3);
            let columns =
                COLUMNS[first..first + 3].iter().map(|name| format!("\n      - name: {name}"));
            let _ = writeln!(out, "    fields:{}", columns.collect::<String>());
        }
    }
    out
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn put(path: &Path, text: &str) -> Result<()> {
    let shown = || path.display().to_string();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(shown)?;
    }
    fs::write(path, text).with_context(shown)
}
