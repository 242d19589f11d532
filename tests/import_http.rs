//! A CKAN is imported from its address: page by page, patiently, and on from where it stopped.

use fichero::import;
use fichero::import::ckan_site::Site;
use fichero::import::fetch::Patience;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A status and a body; status 0 hangs up without an answer.
type Reply = (u16, String);

/// A server on the loopback that answers each request's path with `answer`; gives its address and
/// the list of paths it was asked for.
fn server(
    answer: impl Fn(&str, usize) -> Reply + Send + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
            let mut line = String::new();
            reader.read_line(&mut line).expect("a request line");
            let path = line.split_whitespace().nth(1).unwrap_or_default().to_owned();
            let mut agent = false;
            loop {
                let mut header = String::new();
                if reader.read_line(&mut header).unwrap_or(0) <= 2 {
                    break;
                }
                agent |= header.to_lowercase().starts_with("user-agent: fichero/");
            }
            assert!(agent, "the import says who it is");
            let times = {
                let mut log = log.lock().expect("no thread panicked");
                log.push(path.clone());
                log.iter().filter(|asked| **asked == path).count()
            };
            let (status, body) = answer(&path, times);
            if status == 0 {
                continue;
            }
            let head = format!(
                "HTTP/1.1 {status} X\r\nRetry-After: 0\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(body.as_bytes());
        }
    });
    (address, asked)
}

/// What a small CKAN of three datasets answers, two of them a page.
fn ckan(path: &str) -> Reply {
    let envelope =
        |result: &str| (200, format!(r#"{{"help": "h", "success": true, "result": {result}}}"#));
    let dataset = |n: usize| {
        format!(
            r#"{{"id": "00000000-0000-4000-8000-00000000000{n}", "name": "datos-{n}",
                "title": "Datos {n}", "notes": null, "resources": [], "owner_org": null}}"#
        )
    };
    let path = path.strip_prefix("/api/3/action/").unwrap_or(path);
    if path.starts_with("package_search") {
        let start: usize = path
            .split("start=")
            .nth(1)
            .and_then(|rest| rest.split('&').next())
            .and_then(|text| text.parse().ok())
            .expect("a start");
        let page: Vec<String> = (start + 1..=3).take(2).map(dataset).collect();
        envelope(&format!(r#"{{"count": 3, "results": [{}]}}"#, page.join(",")))
    } else if path.starts_with("organization_list") || path.starts_with("group_list") {
        envelope("[]")
    } else if path.starts_with("status_show") {
        envelope(r#"{"site_title": "Datos del Sur", "site_description": ""}"#)
    } else {
        (404, "no".to_owned())
    }
}

fn patience() -> Patience {
    Patience {
        tries: 2,
        wait: Duration::from_millis(1),
        pause: Duration::ZERO,
        timeout: Duration::from_secs(10),
    }
}

#[test]
fn a_busy_server_is_asked_again() {
    let (address, asked) = server(|path, times| {
        if path.contains("start=0") && times == 1 { (503, String::new()) } else { ckan(path) }
    });
    let dir = tempfile::tempdir().expect("a folder");
    let mut quiet = |_: &str, _: usize| {};
    let address = format!("{address}/api/3/action/");
    let mut site = Site::new(&address, dir.path(), patience(), &mut quiet);
    let harvest = site.read().expect("the second try succeeds");
    assert_eq!(harvest.datasets.len(), 3);
    assert_eq!(harvest.portal.title.as_deref(), Some("Datos del Sur"));
    let report = import::write(harvest, dir.path(), false).expect("it can be written");
    assert!(!report.has_refusals(), "{report:?}");
    assert!(dir.path().join("catalog/datasets/datos-3/dataset.yaml").is_file());
    site.forget().expect("the pages can be removed");
    assert!(!dir.path().join(".fichero-import").exists());
    let asked = asked.lock().expect("no thread panicked");
    assert_eq!(asked.iter().filter(|path| path.contains("start=0")).count(), 2);
}

#[test]
fn an_interrupted_import_goes_on() {
    let broken = Arc::new(Mutex::new(true));
    let switch = Arc::clone(&broken);
    let (address, asked) = server(move |path, _| {
        let broken = *switch.lock().expect("no thread panicked");
        if path.contains("start=2") && broken { (0, String::new()) } else { ckan(path) }
    });
    let dir = tempfile::tempdir().expect("a folder");
    let mut quiet = |_: &str, _: usize| {};
    let mut site = Site::new(&address, dir.path(), patience(), &mut quiet);
    site.read().expect_err("the server hung up");
    *broken.lock().expect("no thread panicked") = false;
    let before = asked.lock().expect("no thread panicked").len();

    let mut quiet = |_: &str, _: usize| {};
    let mut site = Site::new(&address, dir.path(), patience(), &mut quiet);
    let harvest = site.read().expect("the server is back");
    assert_eq!(harvest.datasets.len(), 3);
    assert!(harvest.report.notes.iter().any(|note| note.key.ends_with("-resumed")));
    let asked = asked.lock().expect("no thread panicked");
    assert!(!asked[before..].iter().any(|path| path.contains("start=0")), "{asked:?}");
}

#[test]
fn a_site_that_does_not_page_is_told() {
    let (address, _) = server(|path, _| {
        let path = path.replace("start=2", "start=0");
        ckan(&path)
    });
    let dir = tempfile::tempdir().expect("a folder");
    let mut quiet = |_: &str, _: usize| {};
    let error = Site::new(&address, dir.path(), patience(), &mut quiet).read();
    let error = error.expect_err("the pages repeat").to_string();
    assert!(error.contains("same page again"), "{error}");
}
