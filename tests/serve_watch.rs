//! `fichero serve` while somebody works on the portal: edits, mistakes, repairs, moves.

#[path = "serve/server.rs"]
mod server;
mod support;

use server::{PATIENCE, Server, portal};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use support::Portal;

const LLUVIA: &str = "catalog/organizations/obras/datasets/lluvia/dataset.yaml";
const PAGE: &str = "/dataset/lluvia/";

/// What a page hears.
struct Events {
    stream: TcpStream,
    buffer: String,
}

impl Events {
    fn of(server: &Server) -> Self {
        Self::with(server, "host: localhost\r\n")
    }

    fn with(server: &Server, headers: &str) -> Self {
        let mut stream = server.connect();
        let request = format!("GET /-/events HTTP/1.1\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        Self { stream, buffer: String::new() }
    }

    /// The next message that is as it should be.
    #[track_caller]
    fn until(&mut self, is: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let started = std::time::Instant::now();
        loop {
            while let Some((line, rest)) = self.buffer.split_once('\n') {
                let said = line
                    .trim()
                    .strip_prefix("data: ")
                    .map(|data| serde_json::from_str::<serde_json::Value>(data).expect("JSON"));
                self.buffer = rest.to_owned();
                if let Some(said) = said.filter(&is) {
                    return said;
                }
            }
            let mut piece = [0; 8192];
            let size = self.stream.read(&mut piece).expect("an event");
            assert!(size > 0 && started.elapsed() < PATIENCE, "no such event");
            self.buffer += &String::from_utf8_lossy(&piece[..size]);
        }
    }
}

fn title(portal: &Portal, title: &str) {
    portal.replace(LLUVIA, &|text| {
        let rest = text.split_once("title: ").expect("a title");
        let after = rest.1.split_once('\n').expect("a line").1;
        format!("{}title: {title}\n{after}", rest.0)
    });
}

#[test]
fn an_edit_is_told_and_shown() {
    let portal = portal();
    let server = Server::of(portal.path());
    assert!(server.get(PAGE).text().contains("/-/live.js"));
    let mut events = Events::of(&server);
    let first = events.until(|_| true);
    title(&portal, "Lluvia por hora");
    let next = events.until(|said| said["mark"] != first["mark"]);
    assert!(server.get(PAGE).text().contains("Lluvia por hora"), "shown as soon as it is told");
    let mark = next["mark"].as_str().expect("a mark");
    assert!(server.get("/").text().contains(mark), "pages know what they show");
    let shown = server.get("/api/3/action/package_show?id=lluvia").json();
    assert_eq!(shown["result"]["title"], "Lluvia por hora");
    // The search follows, when it is ready.
    let search = "/api/3/action/package_search?q=hora";
    server.until(search, |answer| answer.json()["result"]["count"] == 1);
    let build = server.get("/search/current.json").json()["build"].clone();
    let page = server.get("/dataset/").text();
    assert!(page.contains(build.as_str().expect("a name")), "pages and index fit");
}

#[test]
fn editors_save_in_many_ways() {
    let portal = portal();
    let server = Server::of(portal.path());
    let file = portal.path().join(LLUVIA);
    let folder = file.parent().expect("a folder").to_owned();
    let shows = |text: &str| {
        server.until(PAGE, |answer| answer.text().contains(text));
    };
    // A new file over the old one, as most do; and what is left around it meanwhile.
    let text = portal.read(LLUVIA).replace("Lluvia diaria", "Uno");
    std::fs::write(folder.join("4913"), "").expect("a file");
    std::fs::write(folder.join(".dataset.yaml.swp"), "b0VIM").expect("a file");
    std::fs::write(folder.join(".dataset.yaml.tmp"), &text).expect("a file");
    std::fs::remove_file(folder.join("4913")).expect("a file");
    std::fs::rename(folder.join(".dataset.yaml.tmp"), &file).expect("a move");
    shows("Uno");
    // The old one aside, a new one, the old one gone.
    std::fs::rename(&file, folder.join("dataset.yaml~")).expect("a move");
    std::fs::write(&file, text.replace("Uno", "Dos")).expect("a file");
    std::fs::remove_file(folder.join("dataset.yaml~")).expect("a file");
    shows("Dos");
    // Gone for a while.
    std::fs::remove_file(&file).expect("a file");
    server.until(PAGE, |answer| answer.status == 404);
    std::fs::write(&file, text.replace("Uno", "Tres")).expect("a file");
    shows("Tres");
    // In pieces.
    let mut open = std::fs::OpenOptions::new().append(true).open(&file).expect("a file");
    for word in ["version: ", "\"9.", "87\"\n"] {
        open.write_all(word.as_bytes()).expect("written");
        open.sync_all().expect("written");
    }
    shows("9.87");
}

#[test]
fn what_comes_goes_and_moves_is_followed() {
    let portal = portal();
    let server = Server::of(portal.path());
    let obras = portal.path().join("catalog/organizations/obras/datasets");
    portal.write("catalog/organizations/salud/organization.yaml", "title: Salud\ndescription: x\n");
    portal.write(
        "catalog/organizations/salud/datasets/camas/dataset.yaml",
        "title: Camas\nnotes: n\nlicense_id: cc-by\ntags: [salud]\nresources: []\n",
    );
    server.until("/dataset/camas/", |answer| answer.status == 200);
    // In a folder that came while it was running.
    portal.replace("catalog/organizations/salud/datasets/camas/dataset.yaml", &|text| {
        text.replace("Camas", "Camas por hospital")
    });
    server.until("/dataset/camas/", |answer| answer.text().contains("Camas por hospital"));
    std::fs::rename(obras.join("calles"), obras.join("avenidas")).expect("a move");
    server.until("/dataset/avenidas/", |answer| answer.status == 200);
    assert_eq!(server.get("/dataset/calles/").status, 404);
    std::fs::remove_dir_all(obras.join("avenidas")).expect("a folder");
    server.until("/dataset/avenidas/", |answer| answer.status == 404);
    // A data file of a dataset.
    portal.write("catalog/organizations/obras/datasets/lluvia/serie.csv", "a\n1\n");
    let size = "/api/3/action/package_show?id=lluvia";
    server.until(size, |answer| answer.json()["result"]["resources"][0]["size"] == 4);
    // A theme of its own.
    portal.write("themes/default/static/portal.css", "body { color: teal }\n");
    server.until("/", |answer| {
        let html = answer.text();
        let style = html.split("href=\"./").find(|rest| rest.contains(".css\""));
        let style = style.and_then(|rest| rest.split('"').next()).unwrap_or_default();
        server.get(&format!("/{style}")).text().contains("teal")
    });
}

#[test]
fn a_mistake_is_told_and_takes_nothing_down() {
    let portal = portal();
    let server = Server::of(portal.path());
    let mut events = Events::of(&server);
    events.until(|said| said["errors"] == 0);
    let good = portal.read(LLUVIA);
    portal.write(LLUVIA, &good.replace("license_id:", "licencia:"));
    let said = events.until(|said| said["errors"] == 1);
    let problem = &said["problems"][0];
    assert_eq!((&problem["file"], &problem["line"]), (&LLUVIA.into(), &5.into()), "{problem}");
    assert_eq!(problem["column"], 1);
    assert!(problem["message"].as_str().is_some_and(|text| text.contains("license_id")));
    assert!(problem["help"].as_str().is_some_and(|text| text.contains("license_id:")));
    assert!(server.said().contains("error[field-misspelt]"), "{}", server.said());
    assert_eq!(server.get(PAGE).status, 200);
    // Nobody can read it any more: the dataset is gone, the rest is there.
    portal.write(LLUVIA, "title: [\n");
    server.until(PAGE, |answer| answer.status == 404);
    assert_eq!(server.get("/dataset/calles/").status, 200);
    portal.write(LLUVIA, &good);
    events.until(|said| said["errors"] == 0);
    assert_eq!(server.get(PAGE).status, 200);
}

#[test]
fn a_broken_portal_keeps_its_last_good_site() {
    let portal = portal();
    let server = Server::of(portal.path());
    let mut events = Events::of(&server);
    let first = events.until(|said| said["errors"] == 0);
    let good = portal.read("catalog/portal.yaml");
    portal.write("catalog/portal.yaml", "title: [\n");
    let said = events.until(|said| said["errors"] != 0);
    assert_eq!(said["mark"], first["mark"], "nothing new to show");
    assert_eq!(server.get(PAGE).status, 200);
    assert_eq!(server.get("/api/3/action/package_show?id=lluvia").status, 200);
    portal.write("catalog/portal.yaml", &good.replace("Datos de prueba", "Reparado"));
    events.until(|said| said["errors"] == 0);
    assert!(server.get("/").text().contains("Reparado"));
    // A theme that does not compile.
    portal.write("themes/default/templates/home.html", "{% if %}\n");
    let said = events.until(|said| said["errors"] == 1);
    let message = said["problems"][0]["message"].as_str().expect("a text").to_owned();
    assert!(message.contains("home.html"), "{message}");
    assert!(server.get("/").text().contains("Reparado"));
    std::fs::remove_file(portal.path().join("themes/default/templates/home.html")).expect("a file");
    events.until(|said| said["errors"] == 0);
    // The whole catalogue gone for a moment, as between two branches.
    std::fs::rename(portal.path().join("catalog"), portal.path().join("aside")).expect("a move");
    events.until(|said| said["errors"] == 1);
    assert_eq!(server.get(PAGE).status, 200);
    std::fs::rename(portal.path().join("aside"), portal.path().join("catalog")).expect("a move");
    events.until(|said| said["errors"] == 0);
    title(&portal, "De vuelta");
    server.until(PAGE, |answer| answer.text().contains("De vuelta"));
}

#[test]
fn a_portal_that_is_broken_from_the_start_shows_why_and_recovers() {
    let portal = portal();
    let good = portal.read("catalog/portal.yaml");
    portal.write("catalog/portal.yaml", "title: Datos\nbase_url: <script>\n");
    let server = Server::of(portal.path());
    for target in ["/", PAGE, "/api/3/action/package_list"] {
        let page = server.get(target);
        assert_eq!(page.status, 503, "{target}");
        assert!(page.text().contains("catalog/portal.yaml"), "{}", page.text());
        assert!(!page.text().contains("<script>"), "{}", page.text());
    }
    let mut events = Events::of(&server);
    events.until(|said| said["errors"] != 0);
    portal.write("catalog/portal.yaml", &good);
    events.until(|said| said["errors"] == 0);
    assert_eq!(server.get(PAGE).status, 200);
    let found = server.get("/api/3/action/package_search?q=lluvia").json();
    assert_eq!(found["result"]["count"], 1);
}

#[test]
fn problems_are_told_to_this_machine_alone() {
    let portal = portal();
    portal.write(LLUVIA, "licencia: x\nprivate: true\n");
    let server = Server::of(portal.path());
    let own = Events::with(&server, "host: 127.0.0.1\r\n").until(|_| true);
    assert!(own["problems"].is_array());
    for headers in [
        "host: rebound.example\r\n",
        "host: localhost\r\nx-forwarded-for: 10.0.0.1\r\n",
        "host: localhost\r\nforwarded: for=10.0.0.1\r\n",
        "host: localhost\r\nsec-fetch-site: cross-site\r\n",
    ] {
        let said = Events::with(&server, headers).until(|_| true);
        assert_eq!(said.get("problems"), None, "{headers}");
        assert!(said["mark"].is_string(), "{headers}");
    }
    let answer = server.ask("GET /-/live.js HTTP/1.1", "");
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[test]
fn a_commit_changes_dates_and_a_checkout_everything() {
    let portal = portal();
    let git = |args: &[&str]| {
        let output = std::process::Command::new("git")
            .args(["-c", "user.name=x", "-c", "user.email=x@example.org"])
            .args(args)
            .env("GIT_COMMITTER_DATE", "2025-03-04T05:06:07Z")
            .env("GIT_AUTHOR_DATE", "2025-03-04T05:06:07Z")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .current_dir(portal.path())
            .output()
            .expect("git");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet", "--initial-branch", "main"]);
    let server = Server::of(portal.path());
    let show = "/api/3/action/package_show?id=lluvia";
    let modified = |answer: &server::Answer| {
        answer.json()["result"]["metadata_modified"].as_str().unwrap_or_default().to_owned()
    };
    assert!(modified(&server.get(show)).starts_with("2024-01-01"), "the portal's epoch");
    git(&["add", "catalog"]);
    git(&["commit", "--quiet", "--message", "a"]);
    server.until(show, |answer| modified(answer).starts_with("2025-03-04"));
    git(&["checkout", "--quiet", "-b", "other"]);
    title(&portal, "En otra rama");
    for i in 0..50 {
        portal.write(
            &format!("catalog/organizations/obras/datasets/n{i}/dataset.yaml"),
            &format!("title: N{i}\nnotes: n\nlicense_id: cc-by\ntags: [x1]\nresources: []\n"),
        );
    }
    git(&["add", "catalog"]);
    git(&["commit", "--quiet", "--message", "b"]);
    let list = "/api/3/action/package_list";
    let count = |answer: &server::Answer| answer.json()["result"].as_array().map_or(0, Vec::len);
    server.until(list, |answer| count(answer) == 52);
    git(&["checkout", "--quiet", "main"]);
    server.until(list, |answer| count(answer) == 2);
    server.until(PAGE, |answer| answer.text().contains("Lluvia diaria"));
    git(&["checkout", "--quiet", "other"]);
    server.until(list, |answer| count(answer) == 52);
}
