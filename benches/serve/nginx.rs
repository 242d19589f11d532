//! nginx with one file, to compare with.

use anyhow::{Context as _, Result};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A running nginx, ended with the value.
pub(crate) struct Nginx {
    child: Child,
    /// Where the file is.
    pub(crate) address: String,
}

impl Nginx {
    /// Serves a body as a file, with the headers that such answers have.
    pub(crate) fn start(home: &Path, body: &[u8]) -> Result<Self> {
        let folder = home.join("nginx");
        fs::create_dir_all(folder.join("html"))?;
        fs::write(folder.join("html/show.json"), body)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {}/{kind};", folder.display()))
            .join("\n");
        let config = format!(
            "daemon off;\nworker_processes auto;\nerror_log stderr crit;\npid {folder}/pid;\n\
             events {{ worker_connections 4096; }}\nhttp {{\naccess_log off;\n{temp}\n\
             sendfile on;\ntcp_nopush on;\nkeepalive_requests 1000000;\n\
             open_file_cache max=1000;\nserver {{\nlisten 127.0.0.1:{port};\n\
             root {folder}/html;\ntypes {{ application/json json; }}\n\
             add_header Access-Control-Allow-Origin *;\n\
             add_header X-Content-Type-Options nosniff;\n}}\n}}\n",
            folder = folder.display(),
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, config)?;
        let child = Command::new("nginx")
            .arg("-c")
            .arg(&file)
            .arg("-p")
            .arg(&folder)
            .stderr(Stdio::null())
            .spawn()
            .context("nginx: apt install nginx-light")?;
        let nginx = Self { child, address: format!("http://127.0.0.1:{port}/show.json") };
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        Ok(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with it only when it is told in time.
        let pid = self.child.id().to_string();
        _ = Command::new("kill").args(["-TERM", &pid]).status();
        _ = self.child.wait();
    }
}
