//! A served portal, and clients that speak to it byte by byte.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use crate::support::{Portal, fichero};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Nothing here takes so long; whatever does has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// `fichero serve`, ended with the value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    said: Arc<Mutex<String>>,
}

impl Server {
    /// Serves a portal on a free port.
    pub fn of(portal: &Path) -> Self {
        Self::with(portal, &[])
    }

    pub fn with(portal: &Path, args: &[&str]) -> Self {
        let mut child = fichero()
            .args(["serve", "--port", "0"])
            .args(args)
            .arg(portal)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let said = Arc::new(Mutex::new(String::new()));
        let (errors, log) = (child.stderr.take().expect("piped"), Arc::clone(&said));
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                log.lock().expect("whole").push_str(&(line + "\n"));
            }
        });
        let mut line = String::new();
        let out = child.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("an address: {line:?} {said:?}"));
        let address = address.parse().expect("an address");
        Self { child, address, said }
    }

    /// What it said on standard error until now.
    pub fn said(&self) -> String {
        self.said.lock().expect("whole").clone()
    }

    /// A connection that gives up in the end.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        stream.set_write_timeout(Some(PATIENCE)).expect("a socket");
        stream
    }

    /// Everything that comes back on a connection for these bytes, until the server closes it.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // It may answer and close before it has read everything.
        let _ = stream.write_all(bytes);
        let mut back = Vec::new();
        let _ = stream.read_to_end(&mut back);
        back
    }

    /// The answer to one request; `head` is its line and headers, without the end.
    #[track_caller]
    pub fn ask(&self, head: &str, body: &str) -> Answer {
        let length = match body {
            "" => String::new(),
            body => format!("content-length: {}\r\n", body.len()),
        };
        let head = head.replace('\n', "\r\n");
        let request =
            format!("{head}\r\nhost: localhost\r\nconnection: close\r\n{length}\r\n{body}");
        Answer::of(&self.raw(request.as_bytes()))
    }

    #[track_caller]
    pub fn get(&self, target: &str) -> Answer {
        self.ask(&format!("GET {target} HTTP/1.1"), "")
    }

    /// Waits until an answer is as it should be.
    #[track_caller]
    pub fn until(&self, target: &str, is: impl Fn(&Answer) -> bool) -> Answer {
        let started = Instant::now();
        loop {
            let answer = self.get(target);
            if is(&answer) {
                return answer;
            }
            assert!(started.elapsed() < PATIENCE, "{target}: {answer:?}\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends the order to stop and gives the exit code.
    #[cfg(unix)]
    pub fn stop(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill");
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An HTTP answer, taken apart.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// Of the bytes of a whole connection; the status is 0 where it was closed without a word.
    pub fn of(bytes: &[u8]) -> Self {
        Self::first(bytes).0
    }

    /// The first answer on a connection, and what follows. Without a length it is all the rest.
    pub fn first(bytes: &[u8]) -> (Self, &[u8]) {
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            return (Self::default(), &[]);
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut answer = Self { status: status.unwrap_or(0), headers, body: Vec::new() };
        let rest = &bytes[end + 4..];
        let length = answer.header("content-length").and_then(|length| length.parse().ok());
        let length = length.unwrap_or(rest.len()).min(rest.len());
        answer.body = rest[..length].to_vec();
        (answer, &rest[length..])
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }
}

/// A small portal with a bit of everything.
pub fn portal() -> Portal {
    let long = "línea de texto\n".repeat(20_000);
    Portal::with(&[
        (
            "catalog/portal.yaml",
            "title: Datos de prueba\nbase_url: https://datos.example.org\nlanguages: [es]\n\
             epoch: 2024-01-01\n",
        ),
        ("catalog/organizations/obras/organization.yaml", "title: Obras\ndescription: x\n"),
        (
            "catalog/organizations/obras/datasets/lluvia/dataset.yaml",
            "id: 0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c10\naliases: [precipitacion]\n\
             title: Lluvia diaria\nnotes: Milímetros por día\nlicense_id: cc-by\n\
             tags: [agua, clima]\nauthor: A\nmaintainer: M\nresources:\n\
             - {name: Serie, path: serie.csv, description: d}\n\
             - {name: Página, path: pagina.html, description: d}\n\
             - {name: Visor, url: 'https://example.org/v', format: HTML, description: d}\n",
        ),
        ("catalog/organizations/obras/datasets/lluvia/serie.csv", &long),
        ("catalog/organizations/obras/datasets/lluvia/pagina.html", "<script>alert(1)</script>\n"),
        (
            "catalog/organizations/obras/datasets/calles/dataset.yaml",
            "title: Calles\nnotes: n\nlicense_id: cc-by\ntags: [vías]\nresources: []\n",
        ),
    ])
}
