//! `fichero verify`: each fault of a host is found, alone, and a host without one is left in peace.

#[path = "verify/host.rs"]
mod host;
mod support;

use host::{Asked, Fault, Reply, gzip, serve};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use support::{Portal, fichero};

/// The portal that every host serves: built once.
static SITE: LazyLock<(Portal, std::path::PathBuf)> = LazyLock::new(|| {
    let portal = Portal::with(&[
        (
            "catalog/portal.yaml",
            "title: Prueba\nbase_url: https://datos.example.org\nepoch: 2024-01-01\n",
        ),
        ("catalog/organizations/clima/organization.yaml", "title: Instituto del Clima\n"),
    ]);
    for (name, file) in [("lluvia", "lluvia.csv"), ("viento", "viento.xml"), ("nieve", "a.csv")] {
        let folder = format!("catalog/organizations/clima/datasets/{name}");
        portal.write(
            &format!("{folder}/dataset.yaml"),
            &format!("title: Datos de {name}\nresources: [{{name: Datos, path: {file}}}]\n"),
        );
        portal.write(&format!("{folder}/{file}"), &"a,b\n1,2\n".repeat(40));
    }
    let site = portal.build();
    (portal, site)
});

fn site() -> &'static Path {
    &SITE.1
}

/// What `verify` says of an address, as a program reads it, and its exit code.
fn verify(url: &str, args: &[&str]) -> (Value, i32) {
    let run = fichero().args(["verify", "--format", "json", url]).args(args).output();
    let run = run.expect("the program runs");
    let text = String::from_utf8_lossy(&run.stdout);
    let report = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&run.stderr)));
    (report, run.status.code().expect("it ends by itself"))
}

fn found(report: &Value) -> Vec<&str> {
    let checks = report["checks"].as_array().expect("a list");
    let findings = checks.iter().filter(|check| check["outcome"] == "finding");
    let mut codes: Vec<&str> = findings.filter_map(|check| check["code"].as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[track_caller]
fn finds(fault: Fault, codes: &[&str]) -> Value {
    let (report, code) = verify(&serve(site(), fault), &["--timeout", "2"]);
    assert_eq!(found(&report), codes, "{report:#}");
    assert_eq!(code, i32::from(!codes.is_empty()));
    for check in report["checks"].as_array().expect("a list") {
        if check["outcome"] == "finding" {
            for key in ["message", "remedy"] {
                assert!(check[key].as_str().is_some_and(|text| !text.is_empty()), "{check}");
            }
        }
    }
    report
}

fn ends(asked: &Asked, with: &str) -> bool {
    asked.path.rsplit('.').next() == Some(with)
}

fn is_json(asked: &Asked) -> bool {
    asked.path.starts_with("api/")
}

#[test]
fn a_host_without_a_fault_reaches_tier_a() {
    let report = finds(|_, _| {}, &[]);
    assert_eq!(report["tier"], "A");
    let requests = report["requests"].as_u64().expect("a number");
    assert!((50..200).contains(&requests), "{requests}");
    assert!(report["manifest"]["files"].as_u64().is_some_and(|files| files > 50), "{report:#}");
}

#[test]
fn a_host_of_files_is_tier_c_without_findings() {
    let report = finds(
        |asked, reply| {
            let questions = asked.path.contains("action/") && !asked.query.is_empty();
            let unknown =
                is_json(asked) && (reply.status >= 400 || asked.path.ends_with("_search"));
            if asked.method == "POST" || asked.method == "OPTIONS" {
                *reply = Reply::new(405, "text/html", "<html>405");
            } else if questions || unknown {
                *reply = Reply::new(404, "text/html", "<html>404");
            }
        },
        &[],
    );
    assert_eq!(report["tier"], "C");
}

#[test]
fn a_host_that_hears_only_get_is_tier_b() {
    let report = finds(
        |asked, reply| {
            if asked.method == "POST" || asked.method == "OPTIONS" {
                *reply = Reply::new(405, "text/html", "<html>405");
            }
        },
        &[],
    );
    assert_eq!(report["tier"], "B");
}

#[test]
fn each_header_that_is_missing_is_found() {
    finds(|_, reply| reply.unset("access-control-allow-origin"), &["cors", "preflight"]);
    finds(|_, reply| reply.unset("content-security-policy"), &["csp"]);
    finds(|_, reply| reply.unset("x-content-type-options"), &["nosniff"]);
    finds(|_, reply| reply.unset("etag"), &["not-modified"]);
    finds(|_, reply| reply.unset("vary"), &["vary"]);
    finds(|_, reply| reply.set("cache-control", "max-age=300"), &["cache-lasting"]);
    finds(|_, reply| reply.set("cache-control", "max-age=31536000, immutable"), &["cache-fresh"]);
}

#[test]
fn each_wrong_way_of_sending_is_found() {
    finds(
        |asked, reply| {
            if is_json(asked) && !asked.path.contains('.') && reply.status == 200 {
                reply.set("content-type", "application/octet-stream");
            }
        },
        &["content-type"],
    );
    finds(
        |asked, reply| {
            if ends(asked, "csv") {
                reply.set("content-type", "text/csv");
            }
        },
        &["content-type"],
    );
    finds(
        |asked, reply| {
            if asked.path.ends_with(".xml.txt") {
                reply.set("content-type", "text/html");
            }
        },
        &["active", "content-type"],
    );
    finds(
        |asked, reply| {
            if asked.takes("gzip") {
                reply.body = gzip(&reply.body);
            }
        },
        &["file-encoded"],
    );
    finds(
        |asked, reply| {
            if ends(asked, "gz") && reply.status == 200 {
                reply.set("content-encoding", "gzip");
            }
        },
        &["file-encoded"],
    );
    finds(
        |asked, reply| {
            if reply.status == 206 && asked.headers.contains_key("range") {
                reply.status = 200;
            }
        },
        &["range"],
    );
}

#[test]
fn each_file_that_is_not_the_manifests_is_found() {
    const LIST: &str = "api/3/action/tag_list";
    finds(
        |asked, reply| {
            if asked.path == LIST {
                *reply = Reply::new(404, "application/json", "{}");
            }
        },
        &["file-missing"],
    );
    finds(
        |asked, reply| {
            if asked.path == LIST {
                reply.body.push(b' ');
            }
        },
        &["file-altered"],
    );
    finds(
        |asked, reply| {
            if asked.path == LIST {
                reply.body.push(b' ');
                reply.set("age", "86400");
            }
        },
        &["file-stale"],
    );
    finds(
        |asked, reply| {
            if asked.path == LIST && !asked.takes("gzip") {
                reply.body.splice(0..0, *b"\xef\xbb\xbf");
            }
        },
        &["file-encoded"],
    );
}

#[test]
fn pages_in_the_place_of_files_are_found() {
    // The page for what is missing, with status 200.
    finds(
        |asked, reply| {
            if reply.status == 404 && !is_json(asked) {
                reply.status = 200;
            }
        },
        &["not-found"],
    );
    finds(
        |asked, reply| {
            if asked.path == "api/3/action/tag_list" {
                reply.body = b"<!doctype html><title>Inicio</title>".to_vec();
                reply.unset("content-encoding");
            }
        },
        &["file-html"],
    );
    // The page of another build: its bytes tell where it is compared, which depends on its hash unless
    // all are; where it is not, it names another index.
    let other = |asked: &Asked, reply: &mut Reply| {
        if asked.path == "dataset/" {
            reply.body = b"<!doctype html><script data-build=\"0123456789\">".to_vec();
        }
    };
    let (report, _) = verify(&serve(site(), other), &["--timeout", "2", "--full"]);
    assert_eq!(found(&report), ["file-altered"], "{report:#}");
    let (report, code) = verify(&serve(site(), other), &["--timeout", "2"]);
    let told = found(&report);
    assert!(told == ["versions"] || told == ["file-altered"], "{report:#}");
    assert_eq!(code, 1);
}

#[test]
fn an_api_that_does_not_heed_its_questions_is_found() {
    // The trap: one answer to every question.
    finds(
        |asked, reply| {
            if asked.path.ends_with("package_search") {
                let result = r#"{"count": 3, "results": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}"#;
                let body = format!(r#"{{"help": "h", "success": true, "result": {result}}}"#);
                reply.body = body.into();
                reply.status = 200;
                reply.unset("content-encoding");
            }
        },
        &["get-pages", "get-query", "post-pages", "post-query"],
    );
    finds(
        |asked, reply| {
            if asked.method == "POST" && asked.body.is_empty() {
                *reply = Reply::new(411, "text/html", "<html>411");
            }
        },
        &["post-show"],
    );
    finds(
        |asked, reply| {
            if is_json(asked) && reply.status == 403 {
                reply.status = 200;
            }
        },
        &["post-write"],
    );
    finds(
        |asked, reply| {
            if asked.path == "api/3/no-such-thing" {
                *reply = Reply::new(404, "text/html", "<html>404");
            }
        },
        &["json-error"],
    );
}

#[test]
fn a_connection_that_fails_is_found_once() {
    const FEED: &str = "feeds/dataset.atom";
    finds(
        |asked, reply| {
            if asked.path == FEED {
                *reply = Reply::new(301, "text/html", "");
                reply.set("location", "/feeds/dataset.atom");
            }
        },
        &["redirect"],
    );
    finds(
        |asked, reply| {
            if asked.path == FEED {
                *reply = Reply::new(302, "text/html", "");
                reply.set("location", "http://127.0.0.2:9/");
            }
        },
        &["redirect"],
    );
    finds(
        |asked, reply| {
            if asked.path == FEED {
                reply.wait = Duration::from_secs(4);
            }
        },
        &["slow"],
    );
    finds(
        |asked, reply| {
            if asked.path == FEED {
                reply.body = vec![b' '; 3 << 20];
            }
        },
        &["huge"],
    );
    finds(|asked, reply| reply.cut = asked.path == FEED, &["broken"]);
}

#[test]
fn what_is_nobodys_business_is_found() {
    finds(
        |asked, reply| {
            if asked.path == ".git/HEAD" {
                *reply = Reply::new(200, "text/plain", "ref: refs/heads/main\n");
            }
        },
        &["exposed"],
    );
    finds(
        |asked, reply| {
            if asked.path == "assets/" {
                *reply = Reply::new(200, "text/html", "<html><a href=\"search.js\">search.js</a>");
            }
        },
        &["listing"],
    );
}

#[test]
fn a_finding_names_the_line_of_the_host() {
    let report = finds(
        |_, reply| {
            reply.unset("access-control-allow-origin");
            reply.set("server", "nginx/1.22.1");
        },
        &["cors", "preflight"],
    );
    assert_eq!(report["host"], "nginx");
    let checks = report["checks"].as_array().expect("a list");
    let cors = checks.iter().find(|check| check["code"] == "cors").expect("it is found");
    assert_eq!(cors["line"], "add_header Access-Control-Allow-Origin \"*\" always;");
    let told = checks.iter().find(|check| check["code"] == "server-version").expect("a note");
    assert_eq!((&told["outcome"], &told["line"]), (&"note".into(), &"server_tokens off;".into()));
}

#[test]
fn what_a_host_cannot_is_no_finding() {
    let url = serve(site(), |asked, reply| {
        reply.unset("content-security-policy");
        if asked.method == "POST" {
            *reply = Reply::new(405, "text/html", "<html>405");
        }
    });
    let (report, code) = verify(&url, &["--host", "github", "--quick"]);
    assert_eq!((found(&report), code), (vec![], 0), "{report:#}");
    // The same host, called one that can, is asked for all it can.
    let (report, code) = verify(&url, &["--host", "caddy", "--quick"]);
    assert!(found(&report).contains(&"csp") && found(&report).contains(&"post-show"));
    assert_eq!(code, 1);
}

#[test]
fn every_file_can_be_compared() {
    let url = serve(site(), |_, _| {});
    let (report, code) = verify(&url, &["--full"]);
    assert_eq!(code, 0, "{report:#}");
    let files = report["manifest"]["files"].as_u64().expect("a number");
    // All but `.nojekyll`.
    let checks = report["checks"].as_array().expect("a list");
    let compared = checks.iter().find(|check| check["code"] == "files").expect("they are compared");
    let came = compared["came"].as_str().expect("a text");
    assert!(came.starts_with(&format!("{} of {files}", files - 1)), "{came}");
}

#[test]
fn what_cannot_be_asked_is_wrong_usage() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let closed = format!("http://{}", free.local_addr().expect("it is bound"));
    drop(free);
    // A host that speaks without a lock is asked for one.
    let plain = serve(site(), |_, _| {}).replace("http://", "https://");
    for (url, said) in [
        ("datos.example.org", "no es una dirección"),
        (closed.as_str(), "No se llega"),
        (plain.as_str(), "No se llega"),
    ] {
        let run = fichero().args(["verify", url, "--timeout", "5"]).output().expect("it runs");
        let text = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{url}: {text}");
        assert!(text.contains(said), "{url}: {text}");
    }
}

#[test]
fn a_person_reads_what_came_and_what_to_change() {
    let url = serve(site(), |asked, reply| {
        reply.set("server", "nginx");
        if asked.path == "api/3/action/tag_list" {
            reply.unset("access-control-allow-origin");
        }
    });
    let run = fichero().args(["verify", &url]).output().expect("it runs");
    let text = String::from_utf8_lossy(&run.stdout);
    for line in [
        "Nivel A: responde a GET y POST, como pregunta ckanapi sin cambios",
        "Servidor: nginx (por server)",
        "bien  objetos por GET: ",
        "aviso[cors]: las páginas de otros sitios no pueden leer esto",
        "  se pidió: GET /api/3/action/tag_list",
        "  llegó: access-control-allow-origin: –",
        "    add_header Access-Control-Allow-Origin \"*\" always;",
        "1 hallazgo",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let run = fichero().args(["verify", "--quiet", &url]).output().expect("it runs");
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(text.trim_start().starts_with("aviso[cors]"), "{text}");
}

/// Python's own server of files: no rule, no header, and what it can nevertheless.
#[test]
fn a_plain_server_of_files_is_tier_c() {
    let mut server = Command::new("python3")
        .args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory"])
        .arg(site())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python3 is there");
    let mut line = String::new();
    let said = server.stdout.take().expect("it is piped");
    BufReader::new(said).read_line(&mut line).expect("it says where it listens");
    let port = line.split_whitespace().skip_while(|word| *word != "port").nth(1).expect("a port");
    let (report, code) = verify(&format!("http://127.0.0.1:{port}"), &["--full"]);
    server.kill().expect("it can be stopped");
    server.wait().expect("it stops");
    assert_eq!((report["tier"].as_str(), code), (Some("C"), 1), "{report:#}");
    let missing = [
        "cache-fresh",
        "cache-lasting",
        "compression",
        "content-type",
        "cors",
        "csp",
        "listing",
        "nosniff",
    ];
    let found = found(&report);
    for code in missing {
        assert!(found.contains(&code), "{code}: {found:?}");
    }
    assert!(!found.iter().any(|code| code.starts_with("file-")), "{found:?}");
}
