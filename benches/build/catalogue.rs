//! A synthetic Spanish catalogue: the same for the same number of datasets, and the smaller one is
//! a part of the larger.

use crate::words::{Chance, Ranked, vocabulary};
use anyhow::{Context as _, Result};
use fichero::plan::urls::slug;
use rayon::prelude::*;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const ORGANIZATIONS: usize = 200;
const GROUPS: usize = 20;
const TAGS: usize = 800;
const WORDS: usize = 12_000;

const FORMATS: [&str; 10] =
    ["CSV", "JSON", "XLSX", "PDF", "XML", "GeoJSON", "KML", "ODS", "ZIP", "WMS"];
const LICENSES: [&str; 5] = ["cc-by", "cc-zero", "odc-by", "odc-odbl", "other-open"];
const FREQUENCIES: [&str; 6] = ["anual", "mensual", "trimestral", "semanal", "diaria", "continua"];
const RESOURCES: [&str; 6] = [
    "Datos completos",
    "Serie histórica",
    "Diccionario de datos",
    "Resumen anual",
    "Geometrías",
    "Documentación técnica",
];

/// What datasets refer to.
struct World {
    words: Ranked<String>,
    organizations: Ranked<String>,
    groups: Ranked<String>,
    tags: Ranked<String>,
    licenses: Ranked<&'static str>,
    formats: Ranked<&'static str>,
}

impl World {
    fn new() -> Self {
        let words = Ranked::new(vocabulary(WORDS));
        let mut chance = Chance::new(2);
        let mut names = |count, kind: &str| {
            let name = |n| format!("{kind}-{}-{n}", slug(&title(&words, &mut chance, 2)));
            Ranked::new((0..count).map(name).collect())
        };
        let (organizations, groups) = (names(ORGANIZATIONS, "institucion"), names(GROUPS, "tema"));
        let mut chance = Chance::new(3);
        let mut tag = |n| format!("{} {n}", words.pick(&mut chance));
        let tags = Ranked::new((0..TAGS).map(&mut tag).collect());
        let (licenses, formats) = (Ranked::new(LICENSES.into()), Ranked::new(FORMATS.into()));
        Self { words, organizations, groups, tags, licenses, formats }
    }
}

/// Writes a portal with so many datasets.
///
/// # Errors
/// A file that cannot be written.
pub(crate) fn generate(datasets: usize, to: &Path) -> Result<()> {
    let world = World::new();
    let catalog = to.join("catalog");
    let portal = "title: Portal sintético\nbase_url: https://datos.example.org\nlanguages: [es]\n\
                  epoch: 2024-01-01\ndataset_fields: [frequency]\n";
    put(&catalog.join("portal.yaml"), portal)?;
    let mut chance = Chance::new(4);
    for name in world.organizations.items() {
        let file = catalog.join("organizations").join(name).join("organization.yaml");
        put(&file, &named(&world, &mut chance))?;
    }
    for name in world.groups.items() {
        put(&catalog.join("groups").join(format!("{name}.yaml")), &named(&world, &mut chance))?;
    }
    (0..datasets).into_par_iter().try_for_each(|n| {
        let mut chance = Chance::new(1000 + n as u64);
        let organization = world.organizations.pick(&mut chance);
        let title = title(&world.words, &mut chance, 6);
        let short: String = slug(&title).chars().take(60).collect();
        let name = format!("{}-{n}", short.trim_end_matches('-'));
        let folder = catalog.join("organizations").join(organization).join("datasets").join(&name);
        put(&folder.join("dataset.yaml"), &dataset(&world, &mut chance, &title, &name))
    })
}

fn put(path: &Path, text: &str) -> Result<()> {
    let shown = || path.display().to_string();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(shown)?;
    }
    fs::write(path, text).with_context(shown)
}

/// An organisation or a group.
fn named(world: &World, chance: &mut Chance) -> String {
    let title = title(&world.words, chance, 4);
    let description = sentence(world, chance, 15);
    format!("id: \"{}\"\ntitle: {title}\ndescription: {description:?}\n", chance.uuid())
}

fn dataset(world: &World, chance: &mut Chance, title: &str, name: &str) -> String {
    let mut out = format!("id: \"{}\"\ntitle: {title}\nnotes: |\n", chance.uuid());
    for line in notes(world, chance).lines() {
        let _ = writeln!(out, "{}{line}", if line.is_empty() { "" } else { "  " });
    }
    let tags: Vec<String> =
        (0..chance.between(2, 6)).map(|_| world.tags.pick(chance).clone()).collect();
    let (created, modified) = dates(chance);
    let who = sentence(world, chance, 3);
    let license = world.licenses.pick(chance);
    let group = world.groups.pick(chance);
    let frequency = chance.of(&FREQUENCIES);
    let _ = write!(
        out,
        "license_id: {license}\ntags: [{}]\ngroups: [{group}]\nauthor: {who:?}\n\
         author_email: autoria@example.org\nmaintainer: {who:?}\n\
         maintainer_email: contacto@example.org\nversion: \"1.{}\"\nfrequency: {frequency}\n\
         metadata_created: {created}\nmetadata_modified: {modified}\nresources:\n",
        unique(tags).join(", "),
        chance.between(0, 9),
    );
    for n in 1..=chance.between(1, 5) {
        let format = world.formats.pick(chance);
        let what = chance.of(&RESOURCES);
        let _ = write!(
            out,
            "  - id: \"{}\"\n    name: {what} ({format})\n    description: {:?}\n    \
             url: https://datos.example.org/descargas/{name}/{n}-{}.{}\n    format: {format}\n",
            chance.uuid(),
            sentence(world, chance, 10),
            slug(what),
            format.to_lowercase(),
        );
    }
    out
}

fn unique(mut tags: Vec<String>) -> Vec<String> {
    tags.sort();
    tags.dedup();
    tags
}

/// Two days, the later one second.
fn dates(chance: &mut Chance) -> (String, String) {
    let year = chance.between(2012, 2024);
    let day = |chance: &mut Chance, year| {
        format!("{year}-{:02}-{:02}T12:00:00", chance.between(1, 12), chance.between(1, 28))
    };
    (day(chance, year), day(chance, year + 1))
}

fn title(words: &Ranked<String>, chance: &mut Chance, count: usize) -> String {
    let text = (0..count).map(|_| words.pick(chance).as_str()).collect::<Vec<_>>().join(" ");
    capital(&text)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// So many words, some of them marked in Markdown.
fn sentence(world: &World, chance: &mut Chance, count: usize) -> String {
    let mut words: Vec<String> = (0..count).map(|_| world.words.pick(chance).clone()).collect();
    if count > 6 {
        let at = chance.between(1, count - 1);
        let plain = &words[at];
        words[at] = match chance.between(0, 9) {
            0 => format!("**{plain}**"),
            1 => format!("*{plain}*"),
            2 => format!("[{plain}](https://www.example.org/{})", slug(plain)),
            3 => format!("`{}`", slug(plain)),
            4 | 5 => format!("{plain},"),
            _ => plain.clone(),
        };
    }
    capital(&words.join(" ")) + "."
}

/// 60 to 200 words of Markdown: paragraphs, a heading now and then, lists, a table.
fn notes(world: &World, chance: &mut Chance) -> String {
    let goal = chance.between(60, 200);
    let mut used = 0;
    let mut blocks: Vec<String> = Vec::new();
    while used < goal {
        let kind = if blocks.is_empty() { 9 } else { chance.between(0, 9) };
        let block = match kind {
            0 => {
                used += 3;
                format!("## {}", title(&world.words, chance, 3))
            }
            1 | 2 => {
                used += 18;
                let items: Vec<_> =
                    (0..3).map(|_| "- ".to_owned() + &sentence(world, chance, 6)).collect();
                items.join("\n")
            }
            3 if chance.percent(50) => {
                used += 12;
                let row = |chance: &mut Chance| {
                    format!(
                        "| `{}` | {} |\n",
                        slug(world.words.pick(chance)),
                        sentence(world, chance, 4)
                    )
                };
                let rows: String = (0..3).map(|_| row(chance)).collect();
                format!("| Campo | Descripción |\n|---|---|\n{rows}")
            }
            _ => {
                let sentences = chance.between(2, 4);
                let mut text = Vec::new();
                for _ in 0..sentences {
                    let count = chance.between(6, 22);
                    used += count;
                    text.push(sentence(world, chance, count));
                }
                text.join(" ")
            }
        };
        blocks.push(block.trim_end().to_owned());
    }
    blocks.join("\n\n")
}
