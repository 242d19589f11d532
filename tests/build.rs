//! What a build promises whatever the catalogue: the same bytes everywhere, nothing private, nothing
//! lost, nothing of others touched.

mod support;

use proptest::prelude::*;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use support::{Portal, fichero, hashes, json};

const PORTAL: &str = "\
title: Portal de prueba
description: Un portal para las pruebas
base_url: https://datos.example.org/portal
languages: [es]
epoch: 2024-01-01
";

fn dataset(title: &str, more: &str) -> String {
    format!("title: {title}\nnotes: Datos de prueba, con acentos\nlicense_id: cc-by\n{more}")
}

/// Two organisations, a group, three datasets, a page, a post, an alias and a tombstone.
fn portal() -> Portal {
    let rain = "aliases: [lluvias]\ntags: [agua, clima]\ngroups: [ambiente]\nresources:\n  - name: Serie\n    \
                path: lluvia.csv\n    fields:\n      - {name: dia, type: date}\n      - {name: mm, type: number}\n";
    Portal::with(&[
        ("catalog/portal.yaml", PORTAL),
        ("catalog/organizations/clima/organization.yaml", "title: Servicio del Clima\n"),
        (
            "catalog/organizations/clima/datasets/lluvia/dataset.yaml",
            &dataset("Lluvia diaria", rain),
        ),
        ("catalog/organizations/clima/datasets/lluvia/lluvia.csv", "dia,mm\n2024-01-01,3.5\n"),
        (
            "catalog/organizations/clima/datasets/viento/dataset.md",
            "---\ntitle: Viento\ntags: [clima]\nresources:\n  - name: Mapa\n    url: https://example.org/v.geojson\n---\nVelocidad **media**\n",
        ),
        ("catalog/organizations/salud/organization.yaml", "title: Salud\n"),
        ("catalog/organizations/salud/datasets/camas/dataset.yaml", &dataset("Camas", "")),
        ("catalog/groups/ambiente.yaml", "title: Medio ambiente\n"),
        ("catalog/pages/terminos.md", "---\ntitle: Términos\n---\nTexto de los términos\n"),
        ("catalog/news/2024-05-02-inicio.md", "---\ntitle: Comenzamos\n---\nHola\n"),
        (
            "catalog/tombstones.yaml",
            "- {kind: dataset, name: nieve, date: 2024-02-03, reason: Se une a lluvia, replaced_by: lluvia}\n",
        ),
    ])
}

#[test]
fn a_portal_has_its_pages_and_answers() {
    let portal = portal();
    portal.run(&["build"]).code(0);
    let site = portal.path().join("public");
    for path in [
        "index.html",
        "404.html",
        "robots.txt",
        "sitemap.xml",
        "manifest.json",
        "dataset/index.html",
        "dataset/lluvia/index.html",
        "dataset/lluvias/index.html",
        "dataset/nieve/index.html",
        "organization/index.html",
        "organization/clima/index.html",
        "group/ambiente/index.html",
        "tag/agua/index.html",
        "format/csv/index.html",
        "license/cc-by/index.html",
        "pages/terminos/index.html",
        "news/2024-05-02-inicio/index.html",
        "feeds/dataset.atom",
        "api/action/package_list",
        "api/3/action/package_list",
        "api/3/action/package_show/lluvia.json",
        "api/3/action/package_show/lluvias.json",
        "api/3/action/organization_show/clima.json",
        "dump/datasets.jsonl.gz",
        "search/current.json",
    ] {
        assert!(site.join(path).is_file(), "{path}");
    }
    assert!(!site.join("api/3/action/package_search").is_file(), "one file cannot answer a search");
    let shown = json(&site.join("api/3/action/package_show/lluvia.json"));
    let resource = &shown["result"]["resources"][0];
    let url = resource["url"].as_str().expect("a local file has an address");
    let path = url.strip_prefix("https://datos.example.org/portal/").expect("of this portal");
    assert_eq!(fs::read_to_string(site.join(path)).expect("its bytes"), "dia,mm\n2024-01-01,3.5\n");
    assert_eq!(resource["size"], 22);
    assert_eq!(resource["format"], "CSV");
    let gone = json(&site.join("api/3/action/package_show/nieve.json"));
    assert_eq!(gone["success"], false);
    assert_eq!(gone["error"]["__type"], "Not Found Error");
    let page = fs::read_to_string(site.join("dataset/nieve/index.html")).expect("a tombstone");
    assert!(
        page.contains("Se une a lluvia") && page.contains("dataset/lluvia")
            || page.contains("../lluvia/"),
        "{page}"
    );
}

/// Data that a browser would run as a page of the portal lies there as text.
#[test]
fn active_files_are_text() {
    let portal = portal();
    let folder = "catalog/organizations/salud/datasets/camas";
    portal.write(
        &format!("{folder}/dataset.yaml"),
        &dataset("Camas", "resources: [{name: a, path: index.html}, {name: b, path: a.svg}]\n"),
    );
    portal.write(&format!("{folder}/index.html"), "<script>alert(1)</script>");
    portal.write(&format!("{folder}/a.svg"), "<svg onload=\"alert(1)\"/>");
    let site = portal.build();
    let copied: Vec<String> =
        hashes(&site).into_keys().filter(|path| path.contains("/download/")).collect();
    assert!(copied.iter().any(|path| path.ends_with("/index.html.txt")), "{copied:?}");
    assert!(!copied.iter().any(|path| is(path, "html") || is(path, "svg")), "{copied:?}");
    let shown = json(&site.join("api/3/action/package_show/camas.json"));
    let url = shown["result"]["resources"][0]["url"].as_str().expect("an address");
    assert!(url.ends_with("/index.html.txt"), "{url}");
}

/// Every link between pages leads to a file of the site.
#[test]
fn no_link_is_broken() {
    let portal = portal();
    let site = portal.build();
    let mut checked = 0;
    for path in hashes(&site).keys().filter(|path| is(path, "html") && *path != "404.html") {
        let page = fs::read_to_string(site.join(path)).expect("a page");
        for part in page.split(" href=\"").skip(1).chain(page.split(" src=\"").skip(1)) {
            let link = part.split('"').next().unwrap_or_default();
            if link.contains(':') || link.starts_with('#') || link.is_empty() {
                continue;
            }
            let link = link.replace("&#x2f;", "/");
            let target = link.split(['#', '?']).next().unwrap_or_default();
            let target = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
            let mut file = site.join(path).parent().expect("a folder").join(target.as_ref());
            if file.is_dir() {
                file.push("index.html");
            }
            assert!(file.is_file(), "{path} links to {link}");
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn the_same_catalogue_gives_the_same_bytes_anywhere() {
    let (here, there) = (portal(), portal());
    here.run(&["build", "--jobs", "1"]).code(0);
    let status = fichero()
        .env("TZ", "Pacific/Auckland")
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("LANG", "tr_TR.UTF-8")
        .env("HOME", "/nonexistent")
        .args(["build", "--jobs", "7"])
        .arg(there.path())
        .status();
    assert!(status.is_ok_and(|status| status.success()));
    let (first, second) =
        (hashes(&here.path().join("public")), hashes(&there.path().join("public")));
    assert_eq!(first, second);
    let manifest = json(&here.path().join("public/manifest.json"));
    let listed = manifest["files"].as_object().expect("files");
    assert_eq!(listed.len() + 1, first.len(), "all but itself");
    for (path, entry) in listed {
        assert_eq!(entry["sha256"].as_str(), first.get(path).map(String::as_str), "{path}");
    }
}

#[test]
fn archives_hold_what_the_folder_holds() {
    let portal = portal();
    let site = portal.build();
    let (tar, zip) = (portal.path().join("s.tar"), portal.path().join("s.zip"));
    for file in [&tar, &zip] {
        portal.run(&["build", "--archive", file.to_str().expect("UTF-8")]).code(0);
    }
    let mut entries = tar::Archive::new(fs::File::open(&tar).expect("a tar"));
    let folder = hashes(&site);
    let mut seen = 0;
    for entry in entries.entries().expect("entries") {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("its bytes");
        assert_eq!(bytes, fs::read(site.join(&path)).expect("the same file"), "{path}");
        seen += 1;
    }
    assert_eq!(seen, folder.len());
    let mut zip = zip::ZipArchive::new(fs::File::open(&zip).expect("a zip")).expect("entries");
    assert_eq!(zip.len(), folder.len());
    let mut list = String::new();
    let mut entry = zip.by_name("api/3/action/package_list").expect("an answer");
    std::io::Read::read_to_string(&mut entry, &mut list).expect("its text");
    assert!(list.contains("lluvia"));
}

#[test]
fn an_unchanged_file_keeps_its_time_and_a_strangers_file_stays() {
    let portal = portal();
    let site = portal.build();
    let times = || {
        let time = |path: &str| fs::metadata(site.join(path)).and_then(|m| m.modified()).ok();
        [time("dataset/viento/index.html"), time("api/3/action/package_list")]
    };
    let before = times();
    fs::write(site.join("CNAME"), "datos.example.org").expect("a stranger's file");
    fs::write(site.join("dataset/camas/nota.txt"), "mía").expect("a stranger's file");
    fs::remove_dir_all(portal.path().join("catalog/organizations/salud")).expect("one less");
    portal.run(&["build"]).code(0);
    assert_eq!(times()[0], before[0]);
    assert_ne!(times()[1], before[1]);
    assert!(site.join("CNAME").is_file() && site.join("dataset/camas/nota.txt").is_file());
    assert!(!site.join("dataset/camas/index.html").exists());
    assert!(!site.join("organization/salud").exists());
}

#[test]
fn a_folder_with_other_files_is_refused() {
    let portal = portal();
    portal.write("public/foto.jpg", "mía");
    let run = portal.run(&["build"]);
    run.code(2);
    assert!(run.output().contains("--out"), "{}", run.output());
    assert_eq!(portal.read("public/foto.jpg"), "mía");
}

#[test]
fn a_build_that_fails_leaves_the_old_site() {
    let portal = portal();
    let site = portal.build();
    let before = hashes(&site);
    portal
        .replace("catalog/organizations/clima/datasets/viento/dataset.md", &|text| text + "más\n");
    portal.write("themes/roto/templates/dataset.html", "{{ dataset.no_hay_tal_cosa }}");
    portal.replace("catalog/portal.yaml", &|text| text + "theme: roto\n");
    portal.run(&["build"]).code(2);
    assert_eq!(hashes(&site), before);
    let left: Vec<_> =
        fs::read_dir(portal.path()).expect("the folder").filter_map(Result::ok).collect();
    assert!(left.iter().all(|entry| {
        let name = entry.file_name();
        name == ".fichero" || !name.to_string_lossy().contains(".fichero")
    }));
}

#[test]
fn a_broken_dataset_does_not_stop_the_others() {
    let portal = portal();
    portal.write("catalog/organizations/salud/datasets/roto/dataset.yaml", "title: a\n\ttabs: b\n");
    let run = portal.run(&["build"]);
    run.code(1);
    assert!(run.output().contains("roto/dataset.yaml:2"), "{}", run.output());
    assert!(portal.path().join("public/dataset/lluvia/index.html").is_file());
}

const WITHHELD: [(&str, &str); 6] = [
    ("canario-uno", "private: true"),
    ("canario-dos", "state: draft"),
    ("canario-tres", "state: deleted"),
    ("canario-cuatro", "private: no"),
    ("canario-cinco", "privado: true"),
    ("canario-seis", "state: borrador"),
];

/// Writes a dataset in which every text is a canary, and gives what must be nowhere.
fn write_canary(portal: &Portal, i: usize, name: &str, hidden: &str) -> Vec<String> {
    let id = |n: usize| format!("00c0ffee-{i:04}-4000-8000-00000000{n:04}");
    let word = |field: &str| format!("canario{i}{field}");
    let mut file = format!("id: {}\naliases: [{name}-antes]\n", id(1));
    for key in
        ["title", "notes", "author", "maintainer", "version", "license_id", "creator_user_id"]
    {
        _ = writeln!(file, "{key}: {}", word(key));
    }
    for key in ["author_email", "maintainer_email"] {
        _ = writeln!(file, "{key}: {}@example.org", word(key));
    }
    _ = write!(
        file,
        "url: https://{}.example.org\ntags: [{}]\ngroups: [ambiente]\nextras: {{{}: {}}}\n\
         plugin_data: {{a: {}}}\nmetadata_modified: 2031-07-0{}\n{hidden}\nresources:\n  - id: {}\n    \
         name: {}\n    description: {}\n    path: {name}.csv\n    {}: {}\n    fields: [{{name: {}}}]\n    \
         views: [{{view_type: text_view, title: {}}}]\n  - url: https://{}.example.org/\n    format: {}\n",
        word("url"),
        word("etiqueta"),
        word("clave"),
        word("valor"),
        word("plugin"),
        i + 1,
        id(2),
        word("recurso"),
        word("descripcion"),
        word("propia"),
        word("propiavalor"),
        word("campo"),
        word("vista"),
        word("enlace"),
        word("formato"),
    );
    let folder = format!("catalog/organizations/salud/datasets/{name}");
    portal.write(&format!("{folder}/dataset.yaml"), &file);
    portal.write(&format!("{folder}/{name}.csv"), &word("dato"));
    vec![name.to_owned(), format!("canario{i}"), id(1), id(2), format!("2031-07-0{}", i + 1)]
}

/// Every text of a private, draft or deleted dataset is a canary: none gets out.
#[test]
fn nothing_withheld_is_in_any_byte() {
    let portal = portal();
    let canaries: Vec<String> = WITHHELD
        .iter()
        .enumerate()
        .flat_map(|(i, (name, hidden))| write_canary(&portal, i, name, hidden))
        .collect();
    let lluvia = "catalog/organizations/clima/datasets/lluvia/dataset.yaml";
    portal.replace(lluvia, &|text| {
        text + "relationships_as_subject:\n  - {type: links_to, object: canario-uno}\n"
    });
    let site = portal.build();
    assert_nowhere(&site, &canaries);
    let tar = portal.path().join("s.tar");
    portal.run(&["build", "--archive", tar.to_str().expect("UTF-8")]);
    let bytes = fs::read(&tar).expect("a tar");
    for canary in &canaries {
        assert!(!holds(&bytes, canary), "{canary} in the archive");
    }
    // Members see private datasets and drafts, never deleted ones.
    let members = portal.path().join("members");
    portal.run(&["build", "--include-private", "--out", members.to_str().expect("UTF-8")]);
    assert!(members.join("dataset/canario-uno/index.html").is_file());
    assert!(members.join("dataset/canario-dos/index.html").is_file());
    assert!(!members.join("dataset/canario-tres/index.html").exists());
}

fn assert_nowhere(site: &Path, canaries: &[String]) {
    for path in hashes(site).keys() {
        let mut bytes = fs::read(site.join(path)).expect("a file");
        if is(path, "gz") || is(path, "bin") {
            let mut plain = Vec::new();
            let mut unpack = flate2::read::GzDecoder::new(&bytes[..]);
            std::io::Read::read_to_end(&mut unpack, &mut plain).expect("gzip");
            bytes = plain;
        }
        for canary in canaries {
            assert!(
                !holds(&bytes, canary) && !path.contains(canary.as_str()),
                "{canary} in {path}"
            );
        }
    }
}

fn is(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|of| of == ending)
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

/// An edit of the catalogue, for the property below.
#[derive(Clone, Debug)]
enum Edit {
    Title(usize, String),
    Add(usize),
    Remove(usize),
    Tag(usize, u8),
    File(usize, String),
    Organization(String),
}

fn edit() -> impl Strategy<Value = Edit> {
    let text = "[a-zñá ]{1,12}";
    prop_oneof![
        (0..4usize, text).prop_map(|(i, text)| Edit::Title(i, text)),
        (0..4usize).prop_map(Edit::Add),
        (0..4usize).prop_map(Edit::Remove),
        (0..4usize, 0..3u8).prop_map(|(i, tag)| Edit::Tag(i, tag)),
        (0..4usize, text).prop_map(|(i, text)| Edit::File(i, text)),
        text.prop_map(Edit::Organization),
    ]
}

fn apply(portal: &Portal, edit: &Edit) {
    let folder = |i: &usize| format!("catalog/organizations/salud/datasets/d{i}");
    let file = |i: &usize| format!("{}/dataset.yaml", folder(i));
    let put = |i: &usize, title: &str, more: &str| {
        let more = format!("{more}resources:\n  - {{name: a, path: a.csv}}\n");
        portal.write(&file(i), &dataset(&format!("\"{title}\""), &more));
        if !portal.path().join(folder(i)).join("a.csv").exists() {
            portal.write(&format!("{}/a.csv", folder(i)), "a\n1\n");
        }
    };
    match edit {
        Edit::Title(i, text) => put(i, text, ""),
        Edit::Add(i) => put(i, "nuevo", ""),
        Edit::Remove(i) => _ = fs::remove_dir_all(portal.path().join(folder(i))),
        Edit::Tag(i, tag) => put(i, "con etiqueta", &format!("tags: [tag{tag}]\n")),
        Edit::File(i, text) => {
            put(i, "con archivo", "");
            portal.write(&format!("{}/a.csv", folder(i)), &format!("a\n{text}\n"));
        }
        Edit::Organization(text) => {
            portal.write(
                "catalog/organizations/salud/organization.yaml",
                &format!("title: \"{text}\"\n"),
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// A build on top of an old one gives what a build from nothing gives.
    #[test]
    fn a_later_build_equals_a_clean_one(rounds in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..4)) {
        let portal = portal();
        portal.build();
        for edits in &rounds {
            for edit in edits {
                apply(&portal, edit);
            }
            portal.build();
        }
        let clean = portal.path().join("clean");
        portal.run(&["build", "--quiet", "--out", clean.to_str().expect("UTF-8")]);
        prop_assert_eq!(hashes(&portal.path().join("public")), hashes(&clean));
    }
}
