//! `fichero init` and `fichero new`, as a person without a terminal uses them.

use fichero::read::{node::Node, yaml};
use fichero::report::Source;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn fichero(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fichero"))
        .args(args)
        .current_dir(dir)
        .env("FICHERO_LANG", "es")
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

/// What a command that has to succeed prints.
fn done(dir: &Path, args: &[&str]) -> String {
    let output = fichero(dir, args);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {told}");
    String::from_utf8(output.stdout).expect("text")
}

/// What a command that has to be refused with 2 says.
fn refused(dir: &Path, args: &[&str]) -> String {
    let output = fichero(dir, args);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
    String::from_utf8(output.stderr).expect("text")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a file says, read by the reader that builds the portal, which has no complaint.
fn said(path: &Path) -> Value {
    let source = Source::new(path.display().to_string(), text(path));
    let (node, problems) = yaml::parse(&source);
    assert!(problems.is_empty(), "{problems:?}\n{}", source.text);
    node.as_ref().map(Node::to_json).expect("a file with something in it")
}

/// A folder with a new portal.
fn portal() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    done(
        dir.path(),
        &["init", "--title", "Datos: Río", "--base-url", "https://datos.example.org/"],
    );
    dir
}

#[test]
fn a_new_portal_says_what_was_told_and_is_never_overwritten() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |path: &str| dir.path().join("p").join(path);
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let program = format!("ejemplo/fichero@{commit}");
    let init = [
        "init",
        "--title=Año \"1\": #datos",
        "--base-url=https://datos.example.org/portal/",
        "--description=Uno.\n\n- dos",
        "--languages=es,pt",
        "--forge=https://github.com/ejemplo/portal",
        "--branch=principal",
        "--contact-email=datos@example.org",
        &format!("--program={program}"),
        "p",
    ];
    let told = done(dir.path(), &init);
    assert!(told.contains("fichero new organization p"), "{told}");

    let portal = said(&at("catalog/portal.yaml"));
    assert_eq!(portal["title"], "Año \"1\": #datos");
    assert_eq!(portal["base_url"], "https://datos.example.org/portal");
    assert_eq!(portal["description"], "Uno.\n\n- dos\n");
    assert_eq!(portal["languages"], serde_json::json!(["es", "pt"]));
    assert_eq!(portal["forge"]["kind"], "github");
    assert_eq!(portal["forge"]["branch"], "principal");
    assert_eq!(text(&at(".gitignore")), "public/\n.fichero/\n");
    let publish = text(&at(".github/workflows/publicar.yml"));
    assert!(publish.contains("branches: [principal]"), "{publish}");
    assert!(publish.contains("FICHERO_REPOSITORY: \"ejemplo/fichero\""), "{publish}");
    assert!(publish.contains(&format!("FICHERO_COMMIT: \"{commit}\"")), "{publish}");

    fs::write(at("catalog/portal.yaml"), "title: mío\n").expect("written");
    fs::remove_file(at("catalog/pages/acerca-de.md")).expect("removed");
    let told = done(dir.path(), &["init", "p"]);
    assert!(told.contains("Se deja como estaba: catalog/portal.yaml"), "{told}");
    assert_eq!(text(&at("catalog/portal.yaml")), "title: mío\n");
    assert!(at("catalog/pages/acerca-de.md").is_file());
}

#[test]
fn workflows_are_for_github_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let forge = "--forge=https://codeberg.org/e/p";
    done(dir.path(), &["init", "--title=T", "--base-url=https://e.org", forge]);
    assert_eq!(said(&dir.path().join("catalog/portal.yaml"))["forge"]["kind"], "forgejo");
    assert!(!dir.path().join(".github").exists());
}

#[test]
fn without_a_terminal_a_missing_flag_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    assert!(refused(dir.path(), &["init"]).contains("--title"));
    assert!(refused(dir.path(), &["init", "--title=T"]).contains("--base-url"));
    assert!(refused(dir.path(), &["init", "--title=T", "--base-url=e.org"]).contains("https://"));
    assert!(refused(dir.path(), &["new", "group", "--title=T"]).contains("fichero init"));
    assert!(!dir.path().join("catalog").exists());

    let dir = portal();
    assert!(refused(dir.path(), &["new", "organization"]).contains("--title"));
    assert!(refused(dir.path(), &["new", "dataset"]).contains("--title"));
    assert!(refused(dir.path(), &["new", "resource"]).contains("--dataset"));
    assert!(refused(dir.path(), &["new", "group", "--title=水"]).contains("--name"));
    done(dir.path(), &["new", "dataset", "--title=Uno"]);
    assert!(refused(dir.path(), &["new", "resource", "--dataset=uno"]).contains("--file"));
}

#[test]
fn new_records_carry_every_key_and_an_id() {
    let dir = portal();
    let at = |path: &str| dir.path().join("catalog").join(path);
    let title = "--title=Dirección de Aguas: «norte»";
    done(dir.path(), &["new", "organization", title, "--description=**Agua**\n\nfría"]);
    let organization = said(&at("organizations/direccion-de-aguas-norte/organization.yaml"));
    assert_eq!(organization["title"], "Dirección de Aguas: «norte»");
    assert_eq!(organization["description"], "**Agua**\n\nfría\n");
    assert_is_v7(&organization["id"]);

    done(dir.path(), &["new", "group", "--title=Clima", "--name=clima-y-agua"]);
    assert_eq!(said(&at("groups/clima-y-agua.yaml"))["title"], "Clima");

    let org = "--org=direccion-de-aguas-norte";
    let args =
        ["new", "dataset", "--title=Caudales 2024", org, "--tags=agua, río", "--license=cc-by"];
    let told = done(dir.path(), &[&args[..], &["--groups=clima-y-agua", "--notes=no"]].concat());
    assert!(told.contains("fichero new resource --dataset caudales-2024"), "{told}");
    let file = at("organizations/direccion-de-aguas-norte/datasets/caudales-2024/dataset.yaml");
    let dataset = said(&file);
    assert_eq!(dataset["tags"], serde_json::json!(["agua", "río"]));
    assert_eq!(dataset["groups"], serde_json::json!(["clima-y-agua"]));
    assert_eq!(dataset["license_id"], "cc-by");
    assert_eq!(dataset["notes"], "no\n");
    assert_eq!(dataset["resources"], serde_json::json!([]));
    assert_is_v7(&dataset["id"]);
    assert_eq!(uncommented(&text(&file)), 0, "each key is there once");
}

fn assert_is_v7(id: &Value) {
    let id = id.as_str().expect("a text");
    assert_eq!((id.len(), id.chars().nth(14)), (36, Some('7')), "{id}");
}

/// Takes the `#` of every unused key away: the file then has to say something for each, and nobody
/// who follows the explanations ends with a file that cannot be read. Gives how many keys doubled.
fn uncommented(text: &str) -> usize {
    let plain: String = text
        .lines()
        .map(|line| match line.trim_start().strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') || line.starts_with("#  ") => {
                rest.to_owned() + "\n"
            }
            _ => line.to_owned() + "\n",
        })
        .collect();
    let source = Source::new("a.yaml", plain);
    let (node, problems) = yaml::parse(&source);
    assert!(node.is_some(), "{problems:?}\n{}", source.text);
    problems.len()
}

#[test]
fn every_unused_key_of_a_template_can_be_used() {
    for name in ["organization", "group", "dataset", "portal", "resource"] {
        let path = format!("{}/assets/new/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(uncommented(&text(Path::new(&path))), 0, "{name}");
    }
}

#[test]
fn taken_and_bad_names_are_refused() {
    let dir = portal();
    done(dir.path(), &["new", "organization", "--title=Aguas"]);
    done(dir.path(), &["new", "dataset", "--title=Ríos", "--org=aguas"]);
    for args in [
        ["new", "organization", "--title=Aguas"],
        ["new", "group", "--title=Aguas"],
        ["new", "dataset", "--title=Ríos"],
    ] {
        assert!(refused(dir.path(), &args).contains("ya existe"), "{args:?}");
    }
    for name in ["A", "x", "año", "a/b", "..", "new"] {
        let name = format!("--name={name}");
        let told = refused(dir.path(), &["new", "dataset", "--title=T", &name]);
        assert!(told.contains("letras minúsculas"), "{told}");
    }
    let told = refused(dir.path(), &["new", "dataset", "--title=Tres", "--org=agua"]);
    assert!(told.contains("hay: aguas"), "{told}");
    let told = refused(dir.path(), &["new", "dataset", "--title=Tres", "--groups=clima"]);
    assert!(told.contains("fichero new group"), "{told}");
    assert!(!dir.path().join("catalog/datasets").exists());
}

#[test]
fn what_the_build_would_complain_of_is_not_written() {
    let dir = portal();
    for (flag, says) in [
        ("--tags=agua, matrícula/2024", "matrícula 2024"),
        ("--tags=x", "menos de 2"),
        ("--license=CC-BY", "escriba cc-by"),
        ("--license=ninguna", "cc-zero"),
        ("--maintainer-email=x", "correo"),
        ("--name=Año 1", "ano-1"),
        ("--title=", "respuesta"),
    ] {
        let mut args = vec!["new", "dataset", flag];
        args.extend(Some("--title=Uno").filter(|_| !flag.starts_with("--title")));
        let told = refused(dir.path(), &args);
        let name = flag.split('=').next().expect("a flag");
        assert!(told.contains(says) && told.contains(name), "{flag}: {told}");
    }
    assert!(!dir.path().join("catalog/datasets").exists());

    let file = dir.path().join("catalog/portal.yaml");
    fs::write(&file, text(&file) + "\nlicenses:\n  - {id: propia-1, title: Propia}\n")
        .expect("written");
    done(dir.path(), &["new", "dataset", "--title=Uno", "--license=propia-1", "--tags=a b,a b"]);
    let dataset = said(&dir.path().join("catalog/datasets/uno/dataset.yaml"));
    assert_eq!(
        (&dataset["license_id"], &dataset["tags"]),
        (&"propia-1".into(), &serde_json::json!(["a b"]))
    );
    let email = "--contact-email=x";
    let args = ["init", "--title=T", "--base-url=https://e.org", email, "otro"];
    assert!(refused(dir.path(), &args).contains("--contact-email"));
}

#[test]
fn the_only_organisation_is_the_owner_and_one_of_several_is_named() {
    let dir = portal();
    let at = |path: &str| dir.path().join("catalog").join(path);
    done(dir.path(), &["new", "organization", "--title=Aguas"]);
    done(dir.path(), &["new", "dataset", "--title=Uno"]);
    assert!(at("organizations/aguas/datasets/uno/dataset.yaml").is_file());
    done(dir.path(), &["new", "organization", "--title=Bosques"]);
    let told = refused(dir.path(), &["new", "dataset", "--title=Dos"]);
    assert!(told.contains("--org") && told.contains("aguas, bosques"), "{told}");
    done(dir.path(), &["new", "dataset", "--title=Dos", "--org="]);
    assert!(at("datasets/dos/dataset.yaml").is_file());

    let strict = text(&at("portal.yaml")).replace("#allow_unowned: true", "allow_unowned: false");
    fs::write(at("portal.yaml"), strict).expect("written");
    let told = refused(dir.path(), &["new", "dataset", "--title=Tres", "--org="]);
    assert!(told.contains("no admite") && told.contains("aguas, bosques"), "{told}");
}

#[test]
fn what_to_type_next_names_the_portals_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    let init = ["init", "--title=T", "--base-url=https://e.org", "mi portal"];
    assert!(done(dir.path(), &init).contains("fichero build 'mi portal' "));
    let told = done(dir.path(), &["new", "organization", "--title=Aguas", "mi portal"]);
    assert!(told.ends_with("--org aguas 'mi portal'\n"), "{told}");
    let told = done(&dir.path().join("mi portal"), &["new", "dataset", "--title=Uno"]);
    assert!(told.ends_with("--dataset uno\n"), "{told}");
}

#[test]
fn the_command_line_speaks_one_language() {
    let dir = tempfile::tempdir().expect("a folder");
    for args in [&["--help"][..], &["new", "dataset", "--help"], &["import", "ckan", "-h"]] {
        let told = done(dir.path(), args);
        for word in ["Usage", "Options", "Arguments", "Commands", "Print", "default", "OPTIONS"] {
            assert!(!told.contains(word), "{args:?} {word}: {told}");
        }
        assert!(told.contains("Uso: fichero") && told.contains("Opciones:"), "{told}");
    }
    for (args, says) in [
        (&["nwe"][..], "no existe el comando «nwe»"),
        (&["build", "--formt"], "¿quiso decir «--format»?"),
        (&["build", "--format=xml"], "hay: text, json"),
        (&["build", "--out"], "falta el valor de --out"),
        (&["import", "ckan"], "falta <FUENTE>"),
        (&["build", "--lang", "fr"], "hay: es, en, pt"),
        (&["init", "--languages=es,fr"], "--languages"),
    ] {
        let told = refused(dir.path(), args);
        assert!(told.starts_with("fichero: ") && told.contains(says), "{args:?}: {told}");
    }
    assert!(done(dir.path(), &["--version"]).starts_with("fichero "));
    assert!(done(dir.path(), &["--lang", "pt", "--help"]).contains("Opções:"));
}

#[test]
fn a_portal_that_wants_owners_gets_them() {
    let dir = portal();
    let file = dir.path().join("catalog/portal.yaml");
    let strict = text(&file).replace("#allow_unowned: true", "allow_unowned: false");
    fs::write(&file, strict).expect("written");
    assert!(refused(dir.path(), &["new", "dataset", "--title=Tres"]).contains("--org"));
    done(dir.path(), &["new", "organization", "--title=Aguas"]);
    done(dir.path(), &["new", "dataset", "--title=Tres"]);
    assert!(dir.path().join("catalog/organizations/aguas/datasets/tres/dataset.yaml").is_file());
}

#[test]
fn resources_are_added_at_the_end_and_nothing_else_changes() {
    let dir = portal();
    done(dir.path(), &["new", "dataset", "--title=Ríos"]);
    let folder = dir.path().join("catalog/datasets/rios");
    let file = folder.join("dataset.yaml");
    let before = text(&file);
    fs::write(folder.join("dataset.new"), "de alguien").expect("written");

    fs::write(dir.path().join("Año 2024 Ñ.CSV"), "a,b\n1,2\n").expect("written");
    let told = done(
        dir.path(),
        &[
            "new",
            "resource",
            "--dataset=rios",
            "--file=Año 2024 Ñ.CSV",
            "--description=Uno\ndos: 2",
        ],
    );
    assert!(told.contains("ano-2024-n.csv"), "{told}");
    assert_eq!(text(&folder.join("ano-2024-n.csv")), "a,b\n1,2\n");
    done(dir.path(), &["new", "resource", "--dataset=rios", "--url=https://e.org/x/b.json?c=1"]);

    let after = text(&file);
    let head = before.trim_end().trim_end_matches("[]").trim_end();
    assert!(after.starts_with(head), "{after}");
    let dataset = said(&file);
    let resources = dataset["resources"].as_array().expect("a list");
    assert_eq!(resources.len(), 2, "{after}");
    assert_eq!(resources[0]["path"], "ano-2024-n.csv");
    assert_eq!(resources[0]["name"], "Año 2024 Ñ.CSV");
    assert_eq!(resources[0]["description"], "Uno\ndos: 2\n");
    assert_eq!(resources[1]["url"], "https://e.org/x/b.json?c=1");
    assert_eq!(resources[1]["name"], "b.json");
    assert_is_v7(&resources[1]["id"]);
    assert_eq!(text(&folder.join("dataset.new")), "de alguien");
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 3, "nothing else is left there");
}

#[test]
fn a_file_is_never_copied_over_another_nor_beside_a_record_that_cannot_take_it() {
    let dir = portal();
    done(dir.path(), &["new", "dataset", "--title=Ríos"]);
    let folder = dir.path().join("catalog/datasets/rios");
    fs::write(folder.join("uno.csv"), "uno").expect("written");
    fs::write(dir.path().join("uno.csv"), "otro").expect("written");
    let add = |file: &str| {
        let file = format!("--file={file}");
        fichero(dir.path(), &["new", "resource", "--dataset=rios", &file])
    };
    let told = add("uno.csv");
    assert_eq!(told.status.code(), Some(2));
    let told = String::from_utf8(told.stderr).expect("text");
    assert!(told.contains("cambie el nombre de uno.csv"), "{told}");
    assert_eq!(text(&folder.join("uno.csv")), "uno");
    assert_eq!(said(&folder.join("dataset.yaml"))["resources"], serde_json::json!([]));
    fs::write(folder.join("Ñ.csv"), "tres").expect("written");
    assert!(add("catalog/datasets/rios/Ñ.csv").status.success(), "the file is there already");
    assert_eq!(said(&folder.join("dataset.yaml"))["resources"][0]["path"], "Ñ.csv");
    assert_eq!(add("faltuno.csv").status.code(), Some(2));
    assert_eq!(add("catalog/datasets/rios/dataset.yaml").status.code(), Some(2));

    let broken = "resources: [{url: b}]\n";
    fs::write(folder.join("dataset.yaml"), broken).expect("written");
    fs::write(dir.path().join("dos.csv"), "b").expect("written");
    assert_eq!(add("dos.csv").status.code(), Some(2));
    assert_eq!(text(&folder.join("dataset.yaml")), broken);
    assert!(!folder.join("dos.csv").exists());
}
