//! What a build does not do whatever lies in its way: it follows no link, touches nothing of others,
//! and owns what an interrupted build left.

mod support;

use std::fs;
use std::path::Path;
use support::{Portal, hashes, json};

const PORTAL: &str =
    "title: Portal\nbase_url: https://datos.example.org\nlanguages: [es]\nepoch: 2024-01-01\n";
const FOLDER: &str = "catalog/organizations/org/datasets";

/// A portal with the datasets `uno` and `dos`.
fn portal() -> Portal {
    Portal::with(&[
        ("catalog/portal.yaml", PORTAL),
        ("catalog/organizations/org/organization.yaml", "title: Organismo\n"),
        (&format!("{FOLDER}/uno/dataset.yaml"), "title: Uno\nnotes: Datos\nlicense_id: cc-by\n"),
        (&format!("{FOLDER}/dos/dataset.yaml"), "title: Dos\nnotes: Datos\nlicense_id: cc-by\n"),
    ])
}

fn without_dos(portal: &Portal) {
    fs::remove_dir_all(portal.path().join(FOLDER).join("dos")).expect("one less");
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    /// Moves a folder of the site elsewhere and puts a link in its place.
    fn moved(portal: &Portal, folder: &str) -> std::path::PathBuf {
        let (from, to) = (portal.path().join(folder), portal.path().join("elsewhere"));
        fs::rename(&from, &to).expect("moved");
        symlink(&to, &from).expect("a link");
        to
    }

    #[test]
    fn a_linked_folder_of_the_site_is_refused_and_nothing_changes() {
        for folder in ["public", "public/dataset", "public/dataset/dos", "public/api/3"] {
            let portal = portal();
            portal.build();
            let elsewhere = moved(&portal, folder);
            without_dos(&portal);
            portal.replace(&format!("{FOLDER}/uno/dataset.yaml"), &|text| text + "version: '2'\n");
            let before = (hashes(&elsewhere), hashes(&portal.path().join("public")));
            portal.run(&["build"]).code(2);
            let after = (hashes(&elsewhere), hashes(&portal.path().join("public")));
            assert_eq!(before, after, "{folder}");
        }
    }

    #[test]
    fn a_manifest_that_is_a_link_vouches_for_nothing() {
        let portal = portal();
        let site = portal.build();
        let elsewhere = portal.path().join("m.json");
        fs::rename(site.join("manifest.json"), &elsewhere).expect("moved");
        symlink(&elsewhere, site.join("manifest.json")).expect("a link");
        let before = hashes(portal.path());
        portal.run(&["build"]).code(2);
        assert_eq!(before, hashes(portal.path()));
    }

    #[test]
    fn a_linked_part_of_a_theme_is_refused() {
        for part in ["", "/propio", "/propio/templates", "/propio/static", "/propio/strings"] {
            theme_refuses(part, "folder");
        }
        theme_refuses("/propio/strings/es", "folder");
        theme_refuses("/propio/strings/es/portal.toml", "file");
    }

    fn theme_refuses(part: &str, kind: &str) {
        let portal = portal();
        for file in ["templates/x/y.html", "static/a.txt", "strings/es/portal.toml"] {
            portal.write(&format!("themes/propio/{file}"), "");
        }
        let theme = || {
            let lang = fichero::text::Lang::Es;
            fichero::theme::Theme::load(portal.path(), "propio", lang).map(drop)
        };
        theme().expect("it loads");
        moved(&portal, &format!("themes{part}"));
        let error = format!("{:#}", theme().expect_err(part));
        let named = format!("themes{part}: a {kind} was expected, not a link");
        assert!(error.contains(&named), "{error}");
    }
}

#[test]
fn a_strangers_file_where_a_folder_is_needed_stops_the_build_before_it_begins() {
    let portal = portal();
    let site = portal.build();
    portal.write(&format!("{FOLDER}/tres/dataset.yaml"), "title: Tres\nnotes: Datos\n");
    without_dos(&portal);
    fs::write(site.join("dataset/tres"), "mío").expect("a stranger's file");
    let before = hashes(&site);
    let run = portal.run(&["build"]);
    run.code(2);
    assert!(run.output().contains("tres"), "{}", run.output());
    assert_eq!(before, hashes(&site));
}

/// A file that was changed by a killed build is owned by the next, whatever it holds.
#[test]
fn what_an_interrupted_build_left_is_still_ours() {
    let portal = portal();
    let site = portal.build();
    let manifest = site.join("manifest.json");
    let mut listed = json(&manifest);
    for path in ["dataset/dos/index.html", "dataset/tres/index.html", "organization/org/index.html"]
    {
        listed["files"][path] = serde_json::json!({"sha256": "pending", "size": 1});
        portal.write(&format!("public/{path}"), "half done");
    }
    fs::write(&manifest, listed.to_string()).expect("a manifest under way");
    without_dos(&portal);
    portal.run(&["build"]).code(0);
    assert!(!site.join("dataset/dos").exists() && !site.join("dataset/tres").exists());
    assert_eq!(json(&manifest)["files"].as_object().expect("files").len() + 1, hashes(&site).len());
    assert!(!fs::read_to_string(&manifest).expect("a manifest").contains("pending"));
}

/// Writes a site of these paths into a folder.
fn sync(out: &Path, paths: Vec<&str>) -> anyhow::Result<()> {
    let content = |i: usize| Ok(fichero::render::Content::Bytes(vec![b'x'; i]));
    let job = fichero::write::Job {
        paths,
        content: &content,
        done: &|| {},
        commit: None,
        largest: u64::MAX,
    };
    fichero::write::sync(out, &job).map(drop)
}

#[test]
fn a_file_of_ours_makes_room_for_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    sync(&out, vec!["a", "b/c", "d"]).expect("a site");
    let before = hashes(&out);
    sync(&out, vec!["b", "d"]).expect_err("a folder stands where a file is wanted");
    assert_eq!(before, hashes(&out));
    sync(&out, vec!["a/x", "b/c", "d"]).expect("the file goes");
    assert!(out.join("a/x").is_file() && out.join("b/c").is_file());
}

/// A file that appears while contents are made stops the moving into place halfway.
#[test]
fn a_build_that_stops_halfway_is_owned_by_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    sync(&out, vec!["a", "d"]).expect("a site");
    let content = |i: usize| {
        fs::write(out.join("n"), "mine")?;
        Ok(fichero::render::Content::Bytes(vec![b'y'; i + 9]))
    };
    let paths = vec!["a", "b", "n/c"];
    let job = fichero::write::Job {
        paths,
        content: &content,
        done: &|| {},
        commit: None,
        largest: u64::MAX,
    };
    fichero::write::sync(&out, &job).expect_err("a file stands where a folder is wanted");
    assert!(out.join("b").is_file(), "it stopped halfway");
    fs::remove_file(out.join("n")).expect("the stranger's file goes");
    sync(&out, vec!["a"]).expect("a site");
    let left: Vec<_> = hashes(&out).into_keys().collect();
    assert_eq!(left, ["a", "manifest.json"]);
}

#[test]
fn names_beside_the_site_that_others_use_stay() {
    let portal = portal();
    for file in [".public.fichero/mine.txt", ".s.zip.fichero", "s.fichero", "s.zip.fichero"] {
        portal.write(file, "mine");
    }
    portal.build();
    let zip = portal.path().join("s.zip");
    portal.run(&["build", "--archive", zip.to_str().expect("UTF-8")]).code(0);
    for file in [".public.fichero/mine.txt", ".s.zip.fichero", "s.fichero", "s.zip.fichero"] {
        assert_eq!(portal.read(file), "mine", "{file}");
    }
    assert!(zip.is_file() && !exists(&portal, ".public.fichero-2"));
}

#[test]
fn what_an_interrupted_build_left_beside_the_site_goes() {
    let portal = portal();
    portal.write(".public.fichero/site/index.html", "half done");
    let mark = "fichero: left by an interrupted build, may be deleted\n";
    portal.write(".public.fichero/.fichero-aside", mark);
    portal.build();
    assert!(!exists(&portal, ".public.fichero") && !exists(&portal, ".public.fichero-2"));
    assert!(!exists(&portal, "public/.fichero-aside"));
}

fn exists(portal: &Portal, path: &str) -> bool {
    Path::new(portal.path()).join(path).exists()
}

mod history {
    use super::*;
    use std::process::Command;

    fn git(portal: &Portal, args: &[&str]) {
        let mut command = Command::new("git");
        command.arg("-C").arg(portal.path()).args(["-c", "user.name=a", "-c", "user.email=a@b.c"]);
        let status = command.args(args).output().expect("git").status;
        assert!(status.success(), "{args:?}");
    }

    fn committed() -> Portal {
        let portal = portal();
        git(&portal, &["init", "-q"]);
        git(&portal, &["add", "catalog"]);
        git(&portal, &["commit", "-qm", "one"]);
        portal
    }

    #[test]
    fn a_site_of_other_files_is_not_the_commits() {
        let portal = committed();
        let commit = || fichero::git::history(portal.path()).commit;
        portal.write("public/index.html", "");
        assert!(commit().is_some());
        portal.write("themes/default/static/a.txt", "a");
        assert_eq!(commit(), None);
        git(&portal, &["add", "themes"]);
        git(&portal, &["commit", "-qm", "two"]);
        assert!(commit().is_some());
        portal.replace(&format!("{FOLDER}/uno/dataset.yaml"), &|text| text + "version: '2'\n");
        assert_eq!(commit(), None);
    }

    #[test]
    fn the_repositorys_configuration_changes_nothing() {
        let portal = committed();
        let before = fichero::git::history(portal.path());
        assert_eq!(before.dates.folders.len(), 2);
        for setting in ["log.showRoot", "core.fsmonitor", "status.showUntrackedFiles"] {
            git(&portal, &["config", setting, "no"]);
        }
        let after = fichero::git::history(portal.path());
        assert_eq!(before.dates.folders, after.dates.folders);
        assert_eq!(before.commit, after.commit);
    }

    #[test]
    fn a_history_that_git_cannot_tell_is_said() {
        let portal = portal();
        let unreadable = || fichero::git::history(portal.path()).unreadable;
        assert!(!unreadable(), "there is none");
        portal.write(".git/HEAD", "broken");
        assert!(unreadable());
        fs::remove_dir_all(portal.path().join(".git")).expect("removed");
        git(&portal, &["init", "-q"]);
        assert!(!unreadable(), "there is no commit yet");
    }
}

#[test]
fn a_path_that_two_parts_want_is_told() {
    let portal = portal();
    let file = format!("{FOLDER}/uno/dataset.yaml");
    portal.replace(&file, &|text| text + "tags: [page, page_]\n");
    let run = portal.run(&["build"]);
    run.code(1);
    assert!(run.output().contains("path-contested"), "{}", run.output());
    assert!(run.output().contains("tag/page_/index.html"), "{}", run.output());
}

#[test]
fn what_a_dataset_has_in_plenty_is_cut_in_lists() {
    let portal = portal();
    let tags = (0..30).map(|i| format!("tag{i}")).collect::<Vec<_>>().join(", ");
    let formats = ["CSV", "XLS", "CSV", "PDF", "ODS", "KML", "XML", "JSON", "ZIP", "PDF"];
    let resource = |format| format!("  - {{url: 'https://example.org/x', format: {format}}}\n");
    let mut more = format!("tags: [{tags}]\nresources:\n");
    more.extend(formats.map(resource));
    more +=
        "  - {url: 'https://example.org/x', format: TXT, fields: [{name: a, title: 'ñ<b>&'}]}\n";
    portal.replace(&format!("{FOLDER}/uno/dataset.yaml"), &|text| text + &more);
    let site = portal.build();
    let feed = portal.read("public/feeds/organization/org.atom");
    assert_eq!(feed.matches("<category").count(), 20);
    let list = portal.read("public/dataset/index.html");
    assert!(list.contains("3 más"), "nine formats, six of them shown");
    let schema = hashes(&site).into_keys().find(|path| path.ends_with("schema.json"));
    let schema = portal.read(&format!("public/{}", schema.expect("a data dictionary")));
    assert!(schema.contains(r"\u00f1\u003cb\u003e\u0026") && schema.lines().count() > 3);
}
