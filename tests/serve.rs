//! `fichero serve` over raw sockets: how requests come, what is refused, what cannot hold it up.

#[path = "serve/server.rs"]
mod server;
mod support;

use serde_json::json;
use server::{Answer, PATIENCE, Server, portal};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

const SHOW: &str = "/api/3/action/package_show";

#[test]
fn actions_are_asked_in_every_way_that_ckan_takes() {
    let (portal, form) = (portal(), "content-type: application/x-www-form-urlencoded");
    let server = Server::of(portal.path());
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\nlluvia\r\n--b--\r\n";
    let json = "content-type: application/json";
    for (head, body) in [
        (format!("GET {SHOW}?id=lluvia HTTP/1.1"), ""),
        (format!("GET {SHOW}?id=lluvia&unknown=1 HTTP/1.0"), ""),
        ("GET /api/action/package_show?id=lluvia HTTP/1.1".into(), ""),
        ("GET http://other.example/api/action/package_show?id=lluvia HTTP/1.1".into(), ""),
        (format!("GET {SHOW}?id=%6Cluvia HTTP/1.1"), ""),
        ("GET /api/3/action/package%5Fshow?id=lluvia HTTP/1.1".into(), ""),
        (format!("GET {SHOW} HTTP/1.1\n{json}"), "{\"id\": \"lluvia\"}"),
        (format!("POST {SHOW} HTTP/1.1\n{json}"), "{\"id\": \"lluvia\"}"),
        (format!("POST {SHOW} HTTP/1.1\n{json}"), "{\"name_or_id\": 1, \"id\": \"lluvia\"}"),
        (format!("POST {SHOW} HTTP/1.1"), "{\"id\": \"lluvia\"}"),
        (format!("POST {SHOW} HTTP/1.1\ncontent-type: text/plain"), "{\"id\": \"lluvia\"}"),
        (format!("POST {SHOW} HTTP/1.1\n{form}"), "id=lluvia"),
        (format!("POST {SHOW} HTTP/1.1"), "id=lluvia"),
        (format!("POST {SHOW} HTTP/1.1\n{form}"), "{\"id\": \"lluvia\"}"),
        (format!("POST {SHOW} HTTP/1.1\ncontent-type: multipart/form-data; boundary=b"), multipart),
        (format!("POST {SHOW}?id=lluvia HTTP/1.1\n{json}"), "{\"id\": \"other\"}"),
        (format!("POST {SHOW}?id=lluvia HTTP/1.1"), ""),
    ] {
        let answer = server.ask(&head, body);
        assert_eq!(answer.status, 200, "{head} {body}: {}", answer.text());
        assert_eq!(answer.json()["result"]["name"], "lluvia", "{head} {body}");
        assert_eq!(answer.header("content-type"), Some("application/json;charset=utf-8"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert!(answer.body.is_ascii());
    }
    let spanish = server.get("/es/api/3/action/package_show?id=lluvia").json();
    let help = "https://datos.example.org/es/api/3/action/help_show?name=package_show";
    assert_eq!(spanish["help"], help);
}

#[test]
fn what_cannot_be_answered_is_refused_as_ckan_refuses() {
    let portal = portal();
    let server = Server::of(portal.path());
    let unknown = json!("Bad request - Action name not known: nope");
    let undecodable = json!(
        "Bad request - JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> \
         JSON data extracted from the request: {}"
    );
    let list = json!(
        "Bad request - JSON Error: Request data JSON decoded to [1] but it needs to be a dictionary."
    );
    let write =
        json!("Bad request - JSON Error: Invalid request. Please use POST method for your request");
    let type_json = "content-type: application/json";
    for (head, body, said) in [
        ("GET /api/3/action/nope HTTP/1.1".to_owned(), "", unknown.clone()),
        (format!("POST /api/action/nope HTTP/1.1\n{type_json}"), "{", unknown),
        (format!("POST {SHOW} HTTP/1.1\n{type_json}"), "{", undecodable.clone()),
        (format!("POST {SHOW} HTTP/1.1\n{type_json}"), "\u{0}", undecodable),
        (format!("POST {SHOW} HTTP/1.1\n{type_json}"), "[1]", list),
        ("GET /api/3/action/package_create HTTP/1.1".to_owned(), "", write),
    ] {
        let answer = server.ask(&head, body);
        assert_eq!((answer.status, answer.json()), (400, said), "{head} {body}");
    }
    for (target, status, kind) in [
        ("/api/3/action/package_show?id=no", 404, "Not Found Error"),
        ("/api/3/action/package_show", 409, "Validation Error"),
        ("/api/3/action/package_search?foo=1", 400, "Search Query Error"),
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, status, "{target}: {}", answer.text());
        assert_eq!(answer.json()["error"]["__type"], kind, "{target}");
        assert_eq!(answer.json()["success"], false);
    }
    let create = format!("POST /api/action/package_create HTTP/1.1\n{type_json}");
    let answer = server.ask(&create, "{\"name\": \"x\"}");
    assert_eq!(answer.json()["error"]["__type"], "Authorization Error");
    assert_eq!(answer.status, 403);
}

#[test]
fn the_rest_of_the_api_is_where_ckan_has_it() {
    let portal = portal();
    let server = Server::of(portal.path());
    for (target, status, body) in [
        ("/api", 200, Some(json!({"version": 1}))),
        ("/api/", 200, Some(json!({"version": 1}))),
        ("/api/3", 200, Some(json!({"version": 3}))),
        ("/api/1/action/package_list", 404, None),
        ("/api/3/action/package_list/", 404, None),
        ("/api/3/action", 404, None),
        ("/api/nope", 404, None),
        (
            "/api/2/util/tag/autocomplete?incomplete=cli",
            200,
            Some(json!({"ResultSet": {"Result": [{"Name": "clima"}]}})),
        ),
        (
            "/api/util/resource/format_autocomplete?incomplete=cs",
            200,
            Some(json!({"ResultSet": {"Result": [{"Format": "csv"}]}})),
        ),
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, status, "{target}: {}", answer.text());
        match body {
            Some(body) => assert_eq!(answer.json(), body, "{target}"),
            None => assert!(answer.text().contains("<html"), "{target} is a page"),
        }
    }
}

#[test]
fn methods_and_browsers_that_ask_first() {
    let portal = portal();
    let server = Server::of(portal.path());
    let get = server.get("/api/3/action/package_list");
    let head = server.ask("HEAD /api/3/action/package_list HTTP/1.1", "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.header("content-length"));
    let head = server.ask("HEAD /api/3/action/package_show HTTP/1.1", "");
    assert_eq!((head.status, head.body.len()), (409, 0));
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
        let answer = server.ask(&format!("{method} /api/3/action/package_list HTTP/1.1"), "");
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.header("allow").is_some_and(|allow| allow.contains("POST")), "{method}");
    }
    assert_eq!(server.ask("POST /dataset/ HTTP/1.1", "").status, 405);
    let asks = "OPTIONS /api/3/action/package_list HTTP/1.1\norigin: https://a.example\n\
                access-control-request-method: POST\naccess-control-request-headers: x-ckan-api-key";
    let first = server.ask(asks, "");
    assert_eq!((first.status, first.body.len()), (204, 0));
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-headers", "Authorization, Content-Type, X-CKAN-API-Key"),
        ("access-control-allow-methods", "GET, HEAD, POST, OPTIONS"),
    ] {
        assert_eq!(first.header(name), Some(value));
    }
    assert_eq!(server.ask("OPTIONS /api/3/action/package_list HTTP/1.1", "").status, 200);
    assert_eq!(server.ask("OPTIONS * HTTP/1.1", "").status, 200);
}

#[test]
fn a_script_of_another_site_gets_what_it_asks_for_and_nothing_else() {
    let portal = portal();
    let server = Server::of(portal.path());
    let wrapped = server.get("/api/3/action/site_read?callback=a.b_$1");
    assert_eq!(wrapped.header("content-type"), Some("application/javascript;charset=utf-8"));
    let text = wrapped.text();
    assert!(text.starts_with("a.b_$1({\"help\"") && text.ends_with("});"), "{text}");
    let error = server.get("/api/3/action/package_show?id=no&callback=f");
    assert_eq!(error.status, 404);
    assert_eq!(error.json()["success"], false);
    for callback in ["alert(1)//", "a%0d%0ab", "%3Cscript%3E", "", "1a"] {
        let answer = server.get(&format!("/api/3/action/site_read?callback={callback}"));
        assert_eq!(answer.status, 400, "{callback}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/json;charset=utf-8"));
    }
}

#[test]
fn paths_lead_nowhere_but_into_the_site() {
    let portal = portal();
    portal.write("secreto.txt", "no es del sitio");
    let server = Server::of(portal.path());
    for path in [
        "/../secreto.txt",
        "/..%2fsecreto.txt",
        "/%2e%2e/secreto.txt",
        "/%2e%2e%2fsecreto.txt",
        "/dataset/../../secreto.txt",
        "/./secreto.txt",
        "//secreto.txt",
        "/..%5csecreto.txt",
        "/%252e%252e/secreto.txt",
        "/catalog/portal.yaml",
        "/dataset/lluvia/dataset.yaml",
        "/secreto.txt",
        "/secreto.txt%00.html",
        "/a%0d%0ax-injected:%201",
        "/%ff",
        "/;/secreto.txt",
        "/dataset/lluvia/..;/",
        "/.git/config",
        "/?/../secreto.txt%00",
        "/~root",
        "/C:/secreto.txt",
    ] {
        let answer = server.get(path);
        let found = path.starts_with("/?");
        assert_eq!(answer.status, if found { 200 } else { 404 }, "{path}");
        assert!(!answer.text().contains("no es del sitio"), "{path}");
        assert_eq!(answer.header("x-injected"), None, "{path}");
        assert!(!answer.text().contains("base_url:"), "{path}");
    }
    // Who it is called does not matter.
    for host in ["evil.example", "127.0.0.1:80@evil.example", "", "a, b"] {
        let request = format!(
            "GET /dataset/0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c10/ HTTP/1.1\r\nhost: {host}\r\n\
             x-forwarded-host: evil.example\r\nconnection: close\r\n\r\n"
        );
        let answer = Answer::of(&server.raw(request.as_bytes()));
        assert_eq!((answer.status, answer.header("location")), (302, Some("/dataset/lluvia/")));
    }
}

#[test]
fn what_is_too_much_is_refused_before_it_is_held() {
    let portal = portal();
    let server = Server::of(portal.path());
    let post = format!("POST {SHOW} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    let chunk = format!("{:x}\r\n{}\r\n", 64 << 10, "a".repeat(64 << 10));
    let parts = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n".repeat(200) + "--b--";
    let json = "content-type: application/json\r\n";
    for (what, request, status) in [
        ("headers", format!("{post}x: {}\r\n\r\n", "a".repeat(20_000)), 431),
        ("many headers", format!("{post}{}\r\n", "x: 1\r\n".repeat(200)), 431),
        (
            "target",
            format!("GET /?{} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "a".repeat(9000)),
            414,
        ),
        ("declared", format!("{post}content-length: 2000000\r\nexpect: 100-continue\r\n\r\n"), 413),
        ("sent", format!("{post}content-length: 2000000\r\n\r\n{}", "a".repeat(2_000_000)), 413),
        ("absurd", format!("{post}content-length: 99999999999999999999999\r\n\r\n"), 400),
        (
            "chunked",
            format!("{post}transfer-encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(20)),
            413,
        ),
        (
            "parameters",
            format!(
                "{post}content-length: 4004\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\n{}",
                "a=1&".repeat(1001)
            ),
            413,
        ),
        (
            "parts",
            format!(
                "{post}content-length: {}\r\ncontent-type: multipart/form-data; boundary=b\r\n\r\n{parts}",
                parts.len()
            ),
            413,
        ),
        (
            "depth",
            format!("{post}{json}content-length: 100000\r\n\r\n{}", "[".repeat(100_000)),
            400,
        ),
        (
            "both lengths",
            format!("{post}{json}content-length: 3\r\ncontent-length: 4\r\n\r\n{{}}"),
            400,
        ),
        ("no http", "\u{16}\u{3}\u{1}ñ\r\n\r\n".to_owned(), 400),
    ] {
        let answer = Answer::of(&server.raw(request.as_bytes()));
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        if answer.status == 413 {
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{what}");
        }
    }
    assert_eq!(server.get("/").status, 200, "it is still there");
}

#[test]
fn a_megabyte_in_pieces_is_taken() {
    let portal = portal();
    let server = Server::of(portal.path());
    let filler = "a".repeat(900 << 10);
    let body = format!("{{\"id\": \"lluvia\", \"x\": \"{filler}\"}}");
    let mut request = format!(
        "POST {SHOW} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    for piece in body.as_bytes().chunks(50_000) {
        let piece = String::from_utf8_lossy(piece);
        write!(request, "{:x};x=y\r\n{piece}\r\n", piece.len()).expect("a text");
    }
    request += "0\r\ntrailer: x\r\n\r\n";
    let answer = Answer::of(&server.raw(request.as_bytes()));
    assert_eq!(answer.json()["result"]["name"], "lluvia");
}

#[test]
fn one_connection_serves_many_requests_also_at_once() {
    let portal = portal();
    let server = Server::of(portal.path());
    let one = format!("GET {SHOW}?id=lluvia HTTP/1.1\r\nhost: x\r\n\r\n");
    let head = format!("HEAD {SHOW}?id=no HTTP/1.1\r\nhost: x\r\n\r\n");
    let last = "GET /api HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    // All of them in one go.
    let all = one.repeat(20) + last;
    let bytes = server.raw(all.as_bytes());
    let mut rest = &bytes[..];
    for _ in 0..20 {
        let (answer, more) = Answer::first(rest);
        assert_eq!(answer.json()["result"]["name"], "lluvia");
        rest = more;
    }
    assert_eq!(Answer::first(rest).0.json(), json!({"version": 1}));
    // One after the other, the server waiting in between.
    let mut stream = server.connect();
    for request in [&one, &head, &one] {
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        while !bytes.windows(4).any(|window| window == b"\r\n\r\n") || bytes.ends_with(b"\r\n\r\n")
        {
            let size = stream.read(&mut piece).expect("an answer");
            bytes.extend_from_slice(&piece[..size]);
            if request == &head && bytes.ends_with(b"\r\n\r\n") {
                break;
            }
        }
        let status = if request == &head { 404 } else { 200 };
        assert_eq!(Answer::of(&bytes).status, status);
    }
}

#[test]
fn slow_and_broken_clients_hold_nobody_up() {
    let portal = portal();
    let server = Server::of(portal.path());
    let download = server.get("/api/3/action/package_show?id=lluvia").json();
    let url = download["result"]["resources"][0]["url"].as_str().expect("an address").to_owned();
    let file = url.trim_start_matches("https://datos.example.org");
    let mut held = Vec::new();
    for i in 0..300 {
        let mut stream = server.connect();
        let begun = match i % 5 {
            0 => "GET / HT".to_owned(),
            1 => {
                "POST /api/3/action/package_list HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{"
                    .into()
            }
            // Asks for much and takes nothing.
            2 => format!("GET {file} HTTP/1.1\r\nhost: x\r\n\r\n"),
            3 => String::new(),
            // Gone in the middle of a word.
            _ => {
                stream.write_all(b"GET /data").expect("sent");
                continue;
            }
        };
        stream.write_all(begun.as_bytes()).expect("sent");
        held.push(stream);
    }
    let started = Instant::now();
    for _ in 0..20 {
        assert_eq!(server.get("/").status, 200);
        assert_eq!(server.get("/api/3/action/package_search?q=lluvia").status, 200);
    }
    assert!(started.elapsed() < PATIENCE);
    drop(held);
}

#[test]
fn who_says_nothing_is_sent_away() {
    let portal = portal();
    let server = Server::of(portal.path());
    let mut silent = server.connect();
    let mut half = server.connect();
    half.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n").expect("sent");
    let mut idle = server.connect();
    idle.write_all(b"GET /api HTTP/1.1\r\nhost: x\r\n\r\n").expect("sent");
    let mut body = server.connect();
    body.write_all(
        b"POST /api/3/action/site_read HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n{",
    )
    .expect("sent");
    for (what, stream) in
        [("silent", &mut silent), ("half", &mut half), ("idle", &mut idle), ("body", &mut body)]
    {
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        assert!(read.is_ok(), "{what} is not closed: {read:?}");
        if what == "body" {
            assert_eq!(Answer::of(&bytes).status, 408);
        }
    }
}

#[cfg(unix)]
#[test]
fn it_ends_when_told_to_and_says_what_is_in_its_way() {
    let portal = portal();
    let server = Server::of(portal.path());
    let port = server.address.port().to_string();
    let taken = portal.run(&["serve", "--port", &port]);
    taken.code(2);
    assert!(taken.output().contains("fichero serve --port"), "{}", taken.output());
    let wrong = portal.run(&["serve", "--host", "no.such.host.invalid", "--port", "0"]);
    wrong.code(2);
    assert!(wrong.output().contains("--host 127.0.0.1"), "{}", wrong.output());
    // A browser that listens for events is no reason to stay.
    let mut events = server.connect();
    events.write_all(b"GET /-/events HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("sent");
    let mut first = [0; 64];
    assert!(events.read(&mut first).expect("a beginning") > 0);
    let started = Instant::now();
    assert_eq!(server.stop(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn the_log_has_a_line_for_each_request() {
    let portal = portal();
    let server = Server::with(portal.path(), &["--verbose"]);
    server.get("/api/3/action/package_show?id=no%0a");
    server.get("/nada");
    let started = Instant::now();
    while !server.said().contains("GET /nada") && started.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = server.said();
    assert!(
        said.contains("404") && said.contains("GET /api/3/action/package_show?id=no%0a"),
        "{said}"
    );
    let quiet = Server::of(portal.path());
    quiet.get("/nada");
    assert!(!quiet.said().contains("/nada"));
}

#[test]
fn tables_are_asked_by_address_and_by_body() {
    const ID: &str = "a0000000-0000-4000-8000-00000000000a";
    let portal = portal();
    let folder = "catalog/organizations/clima/datasets/tabla";
    let text = format!("title: T\nresources: [{{id: {ID}, path: t.csv}}]\n");
    portal.write(&format!("{folder}/dataset.yaml"), &text);
    portal.write(&format!("{folder}/t.csv"), "a,b\n1,x\n2,y\n");
    let server = Server::of(portal.path());
    let action = "/api/3/action/datastore_search";
    let json = "content-type: application/json";
    let body =
        format!("{{\"resource_id\": \"{ID}\", \"filters\": {{\"a\": 2}}, \"fields\": [\"b\"]}}");
    let in_address = format!("resource_id={ID}&filters=%7B%22a%22%3A2%7D&fields=b");
    let start = |query: &str| format!("{action}{query}");
    for (head, body, link) in [
        (format!("GET {action}?{in_address} HTTP/1.1"), "", format!("?{in_address}")),
        (format!("POST {action} HTTP/1.1\n{json}"), body.as_str(), String::new()),
        // What ckanr does.
        (format!("POST {action}?{in_address} HTTP/1.1"), "", format!("?{in_address}")),
    ] {
        let answer = server.ask(&head, body);
        assert_eq!(answer.status, 200, "{head}: {}", answer.text());
        let result = &answer.json()["result"];
        assert_eq!(result["records"], json!([{"b": "y"}]), "{head}");
        assert_eq!(result["_links"]["start"], start(&link), "{head}");
    }
    let show = server.get(&format!("/api/3/action/resource_show?id={ID}")).json();
    assert_eq!(show["result"]["datastore_active"], true);
    let sql = format!("SELECT%20sum(a)%20FROM%20%22{ID}%22");
    let answer = server.get(&format!("/api/3/action/datastore_search_sql?sql={sql}")).json();
    assert_eq!(answer["result"]["records"], json!([{"sum": 3}]));
    assert_eq!(server.get("/api/3/action/datastore_search?resource_id=x").status, 404);
}
