//! A host of tier A over the files of a built site, small enough to be read, and a fault to put in.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A request as the host reads it.
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Without the slash before and the query.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Asked {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn takes(&self, encoding: &str) -> bool {
        self.header("accept-encoding").contains(encoding)
    }

    /// What is asked for, from a query, a form or JSON.
    fn parameters(&self) -> BTreeMap<String, String> {
        if let Ok(Value::Object(object)) = serde_json::from_str(&self.body) {
            let text = |value: Value| value.as_str().map_or(value.to_string(), str::to_owned);
            return object.into_iter().map(|(key, value)| (key, text(value))).collect();
        }
        let all = format!("{}&{}", self.query, self.body);
        let pairs = all.split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(key, value)| (key.to_owned(), value.replace('+', " "))).collect()
    }
}

/// What the host answers.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The body is cut off before its end.
    pub(crate) cut: bool,
    /// How long the host thinks.
    pub(crate) wait: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut reply = Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            cut: false,
            wait: Duration::ZERO,
        };
        reply.set("content-type", media_type);
        reply
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.headers.retain(|(is, _)| is != name);
    }
}

/// What is wrong with a host: it may change any answer.
pub(crate) type Fault = fn(&Asked, &mut Reply);

/// Serves a site's files with a fault; gives the address.
pub(crate) fn serve(site: &Path, fault: Fault) -> String {
    let files: BTreeMap<String, Vec<u8>> = walkdir::WalkDir::new(site)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(site).expect("below it");
            let bytes = std::fs::read(entry.path()).expect("a readable file");
            (path.to_str().expect("UTF-8").to_owned(), bytes)
        })
        .collect();
    let files = Arc::new(files);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let files = Arc::clone(&files);
            std::thread::spawn(move || connection(stream, &files, fault));
        }
    });
    address
}

/// Answers what one connection asks, until it is closed.
fn connection(mut stream: TcpStream, files: &BTreeMap<String, Vec<u8>>, fault: Fault) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    while let Some(asked) = read(&mut reader) {
        let agent = asked.header("user-agent");
        assert!(agent.starts_with("fichero/"), "it says who asks: {agent}");
        let mut reply = answer(&asked, files);
        fault(&asked, &mut reply);
        std::thread::sleep(reply.wait);
        let mut head = format!("HTTP/1.1 {} X\r\n", reply.status);
        if !matches!(reply.status, 204 | 304) {
            reply.set("content-length", &reply.body.len().to_string());
        }
        for (name, value) in &reply.headers {
            _ = write!(head, "{name}: {value}\r\n");
        }
        if stream.write_all((head + "\r\n").as_bytes()).is_err() {
            return;
        }
        let end = if reply.cut { reply.body.len() / 2 } else { reply.body.len() };
        let sent = asked.method == "HEAD" || stream.write_all(&reply.body[..end]).is_ok();
        if !sent || reply.cut {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let path = percent_encoding::percent_decode_str(path.trim_start_matches('/'));
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = header.split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let path = path.decode_utf8().ok()?.into_owned();
    let body = String::from_utf8(body).ok()?;
    Some(Asked { method, path, query: query.to_owned(), headers, body })
}

const JSON: &str = "application/json; charset=utf-8";

fn answer(asked: &Asked, files: &BTreeMap<String, Vec<u8>>) -> Reply {
    let action = asked.path.strip_prefix("api/3/action/");
    let action = action.or_else(|| asked.path.strip_prefix("api/action/"));
    let mut reply = match action {
        Some(_) if asked.method == "OPTIONS" => {
            let mut reply = Reply::new(204, "text/plain", "");
            reply.set("access-control-allow-methods", "GET, HEAD, POST, OPTIONS");
            reply.set("access-control-allow-headers", "Content-Type, Authorization");
            reply
        }
        Some(action) if !action.contains('/') => called(action, asked, files),
        _ => file(&asked.path, files),
    };
    if reply.status == 404 && asked.path.starts_with("api/") {
        reply = error(404, "Not Found Error");
    }
    reply.set("access-control-allow-origin", "*");
    reply.set("x-content-type-options", "nosniff");
    if reply.status == 200 {
        deliver(asked, &mut reply);
    }
    reply
}

fn error(status: u16, kind: &str) -> Reply {
    let body = json!({"help": "h", "error": {"__type": kind}, "success": false});
    Reply::new(status, JSON, body.to_string())
}

/// An action, as CKAN answers it.
fn called(action: &str, asked: &Asked, files: &BTreeMap<String, Vec<u8>>) -> Reply {
    let parameters = asked.parameters();
    let bare = |why: &str| Reply::new(400, JSON, json!(format!("Bad request - {why}")).to_string());
    if action.ends_with("_create") {
        let posts = asked.method == "POST";
        return if posts { error(403, "Authorization Error") } else { bare("JSON Error") };
    }
    if action == "package_search" {
        return searched(&parameters, files);
    }
    if action.ends_with("_show") && action != "status_show" {
        let Some(id) = parameters.get("id") else { return error(409, "Validation Error") };
        return file(&format!("api/3/action/{action}/{id}.json"), files);
    }
    match files.get(&format!("api/3/action/{action}")) {
        Some(body) => Reply::new(200, JSON, body.clone()),
        None => bare("Action name not known"),
    }
}

fn searched(parameters: &BTreeMap<String, String>, files: &BTreeMap<String, Vec<u8>>) -> Reply {
    if parameters.contains_key("q") {
        return error(400, "Search Query Error");
    }
    let parse = |path: &str| serde_json::from_slice::<Value>(&files[path]).expect("JSON");
    let names = parse("api/3/action/package_list")["result"].take();
    let names = names.as_array().expect("a list").iter().filter_map(Value::as_str);
    let mut all: Vec<Value> = names
        .map(|name| parse(&format!("api/3/action/package_show/{name}.json"))["result"].take())
        .collect();
    all.sort_by_key(|dataset| dataset["id"].to_string());
    let number = |name: &str, usual| {
        parameters.get(name).and_then(|value| value.parse().ok()).unwrap_or(usual)
    };
    let count = all.len();
    let results: Vec<Value> =
        all.into_iter().skip(number("start", 0)).take(number("rows", 10)).collect();
    let result = json!({"count": count, "results": results});
    let body = json!({"help": "h", "success": true, "result": result});
    Reply::new(200, JSON, body.to_string())
}

/// A file, a folder's page, or the page that says that there is none.
fn file(path: &str, files: &BTreeMap<String, Vec<u8>>) -> Reply {
    let folder = path.is_empty() || path.ends_with('/');
    let path = if folder { format!("{path}index.html") } else { path.to_owned() };
    let Some(body) = files.get(&path) else {
        return Reply::new(404, "text/html; charset=utf-8", files["404.html"].clone());
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    let media_type = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("csv") => "text/csv; charset=utf-8",
        Some("atom") => "application/atom+xml",
        Some("xml") => "application/xml",
        Some("gz") => "application/gzip",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json") => JSON,
        None if path.starts_with("api/") => JSON,
        _ => "application/octet-stream",
    };
    let mut reply = Reply::new(200, media_type, body.clone());
    let hashed = name.split('.').any(|part| part.len() == 16);
    let lasting = path.starts_with("search/") && path != "search/current.json" || hashed;
    let lifetime = if lasting { "max-age=31536000, immutable" } else { "max-age=300" };
    reply.set("cache-control", lifetime);
    if media_type.starts_with("text/html") {
        reply.set("content-security-policy", "default-src 'self'");
    }
    reply
}

/// Conditions, parts and packing.
fn deliver(asked: &Asked, reply: &mut Reply) {
    if !reply.headers.iter().any(|(name, _)| name == "cache-control") {
        reply.set("cache-control", "max-age=300");
    }
    let etag = format!(
        "\"{:x}\"",
        reply
            .body
            .iter()
            .fold(7_u64, |hash, byte| { hash.wrapping_mul(31).wrapping_add(u64::from(*byte)) })
    );
    reply.set("etag", &etag);
    if asked.header("if-none-match") == etag {
        reply.status = 304;
        reply.body.clear();
        return;
    }
    if let Some(part) = asked.header("range").strip_prefix("bytes=0-") {
        let end = part.parse::<usize>().map_or(reply.body.len(), |last| last + 1);
        reply.status = 206;
        reply.body.truncate(end);
        return;
    }
    reply.set("vary", "Accept-Encoding");
    let text = reply.headers.iter().any(|(name, value)| {
        name == "content-type" && (value.contains("text") || value.contains("json"))
    });
    if asked.takes("gzip") && text {
        reply.body = gzip(&reply.body);
        reply.set("content-encoding", "gzip");
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}
