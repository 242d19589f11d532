//! What `fichero check` and `fichero build` say of what no file of text can be: names that are no
//! text, files that nobody may read, histories that are cut.

#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use support::{Portal, fichero};

const FOLDER: &str = "catalog/organizations/salud/datasets/camas";

fn portal() -> Portal {
    Portal::with(&[
        ("catalog/portal.yaml", "title: Datos\nbase_url: https://datos.example.org\n"),
        ("catalog/organizations/salud/organization.yaml", "title: Servicio de Salud\n"),
        (
            "catalog/organizations/salud/datasets/camas/dataset.yaml",
            "title: Camas por hospital\nresources:\n- path: camas.csv\n",
        ),
        ("catalog/organizations/salud/datasets/camas/camas.csv", "hospital,camas\n"),
    ])
}

/// The lines `file:line:column: error[code] …` that are told.
fn told(portal: &Portal) -> String {
    portal.run(&["check", "--format", "short"]).output()
}

fn git(root: &Path, args: &[&str]) {
    let name = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
    let done = Command::new("git").arg("-C").arg(root).args(name).args(args).output();
    let done = done.expect("git");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn what_is_no_file_of_a_catalogue_is_told() {
    let portal = portal();
    let folder = portal.path().join(FOLDER);
    // macOS takes no such name.
    let odd = folder.join(std::ffi::OsStr::from_bytes(b"A\xf1o.csv"));
    let has_odd = fs::write(odd, "x").is_ok();
    let made = Command::new("mkfifo").arg(folder.join("tubo")).status().expect("mkfifo");
    assert!(made.success());
    let told = told(&portal);
    assert!(told.contains(&format!("{FOLDER}/tubo:1:1: error[special-file]")), "{told}");
    assert!(!has_odd || told.contains("error[path-not-utf8]"), "{told}");
}

#[test]
fn what_may_not_be_read_is_told() {
    let portal = portal();
    portal.write("catalog/pages/acerca.md", "---\ntitle: Acerca\n---\nTexto.\n");
    let closed = |path: &str| {
        let path = portal.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(0o0)).expect("it may be closed");
    };
    closed("catalog/pages/acerca.md");
    closed(&format!("{FOLDER}/camas.csv"));
    let open = fs::File::open(portal.path().join("catalog/pages/acerca.md")).is_ok();
    let told = if open {
        // For root nothing is closed: somebody else has to look.
        let all = fs::Permissions::from_mode(0o755);
        fs::set_permissions(portal.path(), all).expect("it may be opened");
        let args = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
        let run = Command::new("setpriv")
            .args(args)
            .arg(env!("CARGO_BIN_EXE_fichero"))
            .args(["check", "--format", "short"])
            .arg(portal.path())
            .env("FICHERO_LANG", "es")
            .output()
            .expect("setpriv");
        String::from_utf8_lossy(&run.stdout).into_owned()
    } else {
        told(&portal)
    };
    assert!(told.contains("catalog/pages/acerca.md:1:1: error[file-unreadable]"), "{told}");
    let data = format!("{FOLDER}/dataset.yaml:3:9: error[data-file-unreadable]");
    assert!(told.contains(&data), "{told}");
}

#[test]
fn a_history_that_is_cut_or_broken_is_told() {
    let portal = portal();
    git(portal.path(), &["init", "-q"]);
    for message in ["uno", "dos"] {
        portal.write(&format!("{FOLDER}/camas.csv"), &format!("hospital,camas\n{message},1\n"));
        git(portal.path(), &["add", "--all"]);
        git(portal.path(), &["commit", "-q", "-m", message]);
    }
    let home = tempfile::tempdir().expect("a folder");
    let copy = home.path().join("copia");
    let from = format!("file://{}", portal.path().display());
    let to = copy.to_str().expect("UTF-8");
    git(home.path(), &["clone", "-q", "--depth", "1", &from, to]);
    let build = |root: &Path| {
        let out = home.path().join("sitio");
        let run = fichero().args(["build", "--out"]).args([&out, root]).output().expect("it runs");
        String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned()
    };
    let said = build(&copy);
    assert!(said.contains("[git-shallow]"), "{said}");
    let said = build(portal.path());
    assert!(!said.contains("git-shallow") && !said.contains("git-unreadable"), "{said}");
    fs::write(portal.path().join(".git/HEAD"), "broken").expect("it can be written");
    let said = build(portal.path());
    assert!(said.contains("[git-unreadable]"), "{said}");
}
