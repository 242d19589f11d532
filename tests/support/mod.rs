//! What the tests of the whole program share: portals in temporary folders, and what came of them.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]
#![allow(clippy::print_stdout, reason = "what is left out is said aloud")]

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of the material beside the repository; none, said aloud, where that is not at hand.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !found.exists() {
        println!("note: ../shared/{path} is not at hand, its test is left out");
        return None;
    }
    Some(found)
}

/// A portal in a folder that goes away with it.
pub struct Portal {
    dir: tempfile::TempDir,
}

impl Portal {
    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A portal with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let portal = Self::empty();
        for (path, text) in files {
            portal.write(path, text);
        }
        portal
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).expect(path)
    }

    pub fn replace(&self, path: &str, change: &dyn Fn(String) -> String) {
        let text = change(self.read(path));
        self.write(path, &text);
    }

    /// Runs the program with the portal as last argument.
    pub fn run(&self, args: &[&str]) -> Run {
        let output = fichero().args(args).arg(self.path()).output().expect("the program runs");
        Run { output }
    }

    /// Builds the portal whatever its content's problems, and gives the site's folder.
    pub fn build(&self) -> PathBuf {
        let out = self.path().join("public");
        let run = self.run(&["build", "--quiet", "--out", out.to_str().expect("UTF-8")]);
        let code = run.output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{code:?}\n{}", run.output());
        out
    }
}

/// The program, in Spanish whatever the machine speaks.
pub fn fichero() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fichero"));
    command.env("FICHERO_LANG", "es").env("NO_COLOR", "1");
    command
}

/// What a run of the program did.
pub struct Run {
    output: Output,
}

impl Run {
    #[track_caller]
    pub fn code(&self, code: i32) -> &Self {
        assert_eq!(self.output.status.code(), Some(code), "{}", self.output());
        self
    }

    /// Everything it said.
    pub fn output(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.output.stdout).into_owned();
        text += &String::from_utf8_lossy(&self.output.stderr);
        text
    }

    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }
}

#[track_caller]
pub fn json(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder: path → SHA-256 of its bytes.
pub fn hashes(dir: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(dir).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(dir).expect("below it");
            let bytes = std::fs::read(entry.path()).expect("a readable file");
            found.insert(
                path.to_string_lossy().into_owned(),
                fichero::text::hex(&Sha256::digest(bytes)),
            );
        }
    }
    found
}
