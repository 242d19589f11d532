//! What GitHub runs for a portal: nothing of a proposal is executed, nothing is trusted by its name.

use serde_yaml::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn read(path: &str) -> (String, Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let value = serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    (text, value)
}

/// Every workflow: its name, its text and what it says.
fn workflows() -> Vec<(String, String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("there are workflows").flatten().map(|e| e.path()).collect();
    paths.sort();
    let workflow = |path: PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let (text, value) = read(&format!(".github/workflows/{name}"));
        (name, text, value)
    };
    paths.into_iter().map(workflow).collect()
}

fn jobs(workflow: &Value) -> Vec<&Value> {
    workflow["jobs"].as_mapping().expect("jobs").values().collect()
}

fn steps(workflow: &Value) -> Vec<&Value> {
    jobs(workflow).iter().flat_map(|job| job["steps"].as_sequence().expect("steps")).collect()
}

/// What starts a workflow.
fn events(workflow: &Value) -> Vec<String> {
    let on = workflow.get("on").expect("it says when it runs");
    match on {
        Value::String(event) => vec![event.clone()],
        Value::Sequence(events) => {
            events.iter().filter_map(Value::as_str).map(String::from).collect()
        }
        Value::Mapping(events) => {
            events.keys().filter_map(Value::as_str).map(String::from).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn actions_are_githubs_own_and_pinned_by_commit() {
    for (name, text, workflow) in workflows() {
        for uses in steps(&workflow).iter().filter_map(|step| step["uses"].as_str()) {
            let (action, commit) = uses.split_once('@').unwrap_or_else(|| panic!("{name}: {uses}"));
            assert!(action.starts_with("actions/"), "{name}: {action} is somebody else's");
            let is_commit = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(is_commit, "{name}: {uses} can be moved; pin the commit");
            let tells = text.contains(&format!("{uses} # v"));
            assert!(tells, "{name}: {uses} does not tell its version in a comment");
        }
    }
}

#[test]
fn permissions_are_the_least_that_will_do() {
    for (name, _, workflow) in workflows() {
        let top = workflow["permissions"].as_mapping();
        let top = top.unwrap_or_else(|| panic!("{name}: no permissions, so everything is granted"));
        assert!(top.values().all(|v| v == "read" || v == "none"), "{name}: writes in every job");
        let proposals = events(&workflow).iter().any(|event| event == "pull_request");
        for job in jobs(&workflow) {
            let Some(granted) = job["permissions"].as_mapping() else { continue };
            for (what, how) in granted {
                let what = what.as_str().expect("a word");
                let may_write = !proposals && matches!(what, "pages" | "id-token");
                assert!(how == "read" || may_write, "{name}: {what} is granted");
            }
        }
    }
}

#[test]
fn proposals_run_without_rights_of_ours() {
    for (name, text, workflow) in workflows() {
        for event in ["pull_request_target", "workflow_run", "issue_comment", "issues"] {
            assert!(!events(&workflow).iter().any(|on| on == event), "{name}: starts on {event}");
        }
        assert!(!text.contains("secrets."), "{name}: uses a secret");
    }
}

#[test]
fn nothing_that_others_write_gets_into_a_script() {
    for (name, _, workflow) in workflows() {
        for script in steps(&workflow).iter().filter_map(|step| step["run"].as_str()) {
            assert!(
                !script.contains("${{"),
                "{name}: pass it by an environment variable: {script}"
            );
        }
    }
}

#[test]
fn the_program_is_never_the_proposals() {
    let (_, workflow) = read(".github/workflows/revisar.yml");
    let is_checkout = |step: &&&Value| {
        step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@"))
    };
    let all = steps(&workflow);
    let checkouts: Vec<&&Value> = all.iter().filter(is_checkout).collect();
    assert_eq!(checkouts.len(), 3, "target, program, proposal");
    for step in &checkouts {
        let with = &step["with"];
        if with["path"] == "propuesta" {
            assert_eq!(with["sparse-checkout"], "/catalog/", "only data of a proposal is fetched");
            assert_eq!(
                with["sparse-checkout-cone-mode"], false,
                "not the files of the root either"
            );
            assert!(with.get("ref").is_none());
        } else {
            let from = with["ref"].as_str().unwrap_or_default();
            let ours = ["${{ github.event.pull_request.base.sha }}", "${{ env.FICHERO_COMMIT }}"];
            assert!(ours.contains(&from), "{from} is not ours");
        }
    }
    for script in all.iter().filter_map(|step| step["run"].as_str()) {
        for line in script.lines().filter(|line| line.contains("propuesta")) {
            let reads = ["fichero\" build", "fichero\" check", "propuesta/themes; fi"]
                .iter()
                .any(|read| line.contains(read));
            assert!(reads, "what is this for? {line}");
        }
    }
}

#[test]
fn no_credential_stays_in_a_checkout() {
    for (name, _, workflow) in workflows() {
        for step in steps(&workflow) {
            if step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@")) {
                assert_eq!(step["with"]["persist-credentials"], false, "{name}: {step:?}");
            }
        }
    }
}

#[test]
fn a_new_portal_can_say_where_its_program_is() {
    for (name, text, _) in workflows() {
        for line in ["FICHERO_REPOSITORY: \"\"\n", "FICHERO_COMMIT: \"\"\n"] {
            assert_eq!(text.matches(line).count(), 1, "{name}: `fichero init` replaces {line}");
        }
    }
}

#[test]
fn the_form_asks_for_what_a_dataset_needs() {
    let (_, form) = read(".github/ISSUE_TEMPLATE/dataset.yml");
    let body = form["body"].as_sequence().expect("a body");
    let mut ids: Vec<&str> = body.iter().filter_map(|part| part["id"].as_str()).collect();
    for id in
        ["titulo", "descripcion", "organizacion", "licencia", "frecuencia", "recursos", "contacto"]
    {
        let part = body.iter().find(|part| part["id"] == id).unwrap_or_else(|| panic!("no {id}"));
        assert_eq!(part["validations"]["required"], true, "{id}");
    }
    let asked = body.iter().filter(|part| part["type"] != "markdown").count();
    assert_eq!(ids.len(), asked, "every field has an id");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), asked, "every id is there once");

    // Each licence offered is one that the portal knows.
    let known = fichero::catalog::license::built_in();
    let licenses = body.iter().find(|part| part["id"] == "licencia").expect("it is asked");
    for option in licenses["attributes"]["options"].as_sequence().expect("options") {
        let option = option.as_str().expect("a text");
        let id = option.rsplit('(').next().unwrap_or_default().trim_end_matches(')');
        assert!(known.iter().any(|license| license.id == id), "{option}");
    }
}
