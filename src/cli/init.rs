//! `fichero init`: a new portal that can be built at once.

use super::answers;
use super::ask::{Ask, Question, anything};
use super::files::create;
use super::output::at;
use super::template::Template;
use crate::text::yaml::{block, quoted, scalar};
use crate::text::{Lang, Texts};
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const PORTAL: &str = "catalog/portal.yaml";

/// What every portal gets beside its configuration.
const FILES: [(&str, &str); 3] = [
    ("catalog/pages/acerca-de.md", include_str!("../../assets/new/acerca-de.md")),
    (".gitignore", "public/\n.fichero/\n"),
    (HOOK, include_str!("../../assets/new/pre-push")),
];

/// What git runs before a push, once somebody has told it to: data of persons are found before they
/// leave the computer. It is offered, never switched on.
const HOOK: &str = ".githooks/pre-push";

/// What a portal on GitHub gets as well.
const GITHUB: [(&str, &str); 5] = [
    (".github/workflows/revisar.yml", include_str!("../../.github/workflows/revisar.yml")),
    (".github/workflows/publicar.yml", include_str!("../../.github/workflows/publicar.yml")),
    (".github/PULL_REQUEST_TEMPLATE.md", include_str!("../../.github/PULL_REQUEST_TEMPLATE.md")),
    (
        ".github/ISSUE_TEMPLATE/dataset.yml",
        include_str!("../../.github/ISSUE_TEMPLATE/dataset.yml"),
    ),
    (".github/ISSUE_TEMPLATE/config.yml", include_str!("../../.github/ISSUE_TEMPLATE/config.yml")),
];

/// A new portal.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[arg(long, value_name = "MARKDOWN")]
    description: Option<String>,
    #[arg(long, value_name = "es,en,pt", value_delimiter = ',')]
    languages: Vec<String>,
    #[arg(long, value_name = "URL")]
    forge: Option<String>,
    #[arg(long, value_name = "KIND", value_parser = ["github", "gitlab", "forgejo", "gitea"])]
    forge_kind: Option<String>,
    #[arg(long, value_name = "NAME", default_value = "main")]
    branch: String,
    #[arg(long, value_name = "EMAIL")]
    contact_email: Option<String>,
    #[arg(long, value_name = "OWNER/REPO@COMMIT", value_parser = parse_program)]
    program: Option<Program>,
    #[arg(default_value = ".")]
    dir: PathBuf,
}

/// Where the workflows take the program from: a repository and a full commit.
#[derive(Clone)]
struct Program {
    repository: String,
    commit: String,
}

/// Makes the portal's files, except those that exist, and says what to do next.
///
/// # Errors
/// Wrong or missing answers, files that cannot be written.
pub(super) fn run(args: Args, texts: &Texts) -> Result<ExitCode> {
    let mut files: Vec<(&str, String)> = Vec::new();
    let mut on_github = args.forge_kind.as_deref().is_none_or(|kind| kind == "github");
    let dir = args.dir.clone();
    let (branch, program) = (args.branch.clone(), args.program.clone());
    if dir.join(PORTAL).symlink_metadata().is_err() {
        let (text, kind) = portal(args, Ask::person(texts), texts)?;
        on_github = kind.is_none_or(|kind| kind == "github");
        files.push((PORTAL, text));
    } else {
        println!("{}", texts.get("commands.init-kept", &[("file", PORTAL)]));
    }
    files.extend(FILES.map(|(path, text)| (path, text.to_owned())));
    if on_github {
        files.extend(GITHUB.map(|(path, text)| (path, adapted(text, &branch, program.as_ref()))));
    }
    for (path, text) in &files {
        let written = create(&dir.join(path), text)?;
        if written && *path == HOOK {
            executable(&dir.join(path))?;
        }
        let key = if written { "written" } else { "kept" };
        println!("{}", texts.get(&format!("commands.init-{key}"), &[("file", path)]));
    }
    println!("\n{}", texts.get("commands.init-next", &[("at", &at(&dir))]));
    println!("\n{}", texts.get("commands.init-hook", &[]));
    if on_github && program.is_none() && !dir.join("Cargo.toml").is_file() {
        println!("\n{}", texts.get("commands.init-program", &[]));
    }
    Ok(ExitCode::SUCCESS)
}

/// Lets a file be run, where the system asks for that.
#[cfg(unix)]
fn executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, mode).with_context(|| path.display().to_string())
}

/// Lets a file be run, where the system asks for that.
#[cfg(not(unix))]
fn executable(_: &Path) -> Result<()> {
    Ok(())
}

/// The text of `portal.yaml`, and the kind of forge where one was told.
fn portal(args: Args, mut ask: Ask, texts: &Texts) -> Result<(String, Option<String>)> {
    let check_url = |url: &str| {
        if answers::is_site(url) {
            Ok(())
        } else {
            Err(texts.get("commands.init-bad-url", &[("url", url)]))
        }
    };
    let check_email = |email: &str| answers::portal("contact_email", email, texts);
    let check_forge = |url: &str| if url.is_empty() { Ok(()) } else { check_url(url) };
    for tag in &args.languages {
        if let Err(why) = answers::portal("languages", tag.trim(), texts) {
            bail!(texts.get("commands.new-bad-flag", &[("flag", "--languages"), ("why", &why)]));
        }
    }
    let mut required = |given, flag, key, check| {
        ask.answer(given, &Question { flag, key, check, ..Question::default() })
    };
    let title = required(args.title, "--title", "init-ask-title", &anything)?;
    let base_url = required(args.base_url, "--base-url", "init-ask-base-url", &check_url)?;
    let description = ask.optional(args.description, "--description", "init-ask-description")?;
    let question = Question {
        flag: "--forge",
        key: "init-ask-forge",
        check: &check_forge,
        ..Question::open()
    };
    let forge = ask.answer(args.forge, &question)?;
    let question = Question {
        flag: "--contact-email",
        key: "init-ask-contact",
        check: &check_email,
        ..Question::open()
    };
    let contact = ask.maybe(args.contact_email, &question)?;

    let mut template = Template::new(include_str!("../../assets/new/portal.yaml"));
    template.set_text("title", Some(&title));
    template.set("base_url", &quoted(base_url.trim_end_matches('/')));
    if let Some(description) = description {
        template.set("description", &block(&description, 2));
    }
    template.set_list("languages", &languages(&args.languages));
    template.set("epoch", &today());
    template.set_text("contact_email", contact.as_deref());
    let kind = args.forge_kind.or_else(|| kind_of(&forge).map(str::to_owned));
    if !forge.is_empty() {
        let kind = kind.as_deref().unwrap_or("gitlab");
        let url = quoted(forge.trim_end_matches('/'));
        let branch = scalar(&args.branch);
        template.set("forge", &format!("{{kind: {kind}, url: {url}, branch: {branch}}}"));
    }
    Ok((template.into_text(), kind))
}

/// The languages given that the interface speaks, none for the template's own.
fn languages(given: &[String]) -> Vec<String> {
    given.iter().filter_map(|tag| Lang::from_tag(tag.trim())).map(|l| l.code().to_owned()).collect()
}

/// The day on which what has no date will be shown; written once, read ever after.
#[expect(clippy::disallowed_methods, reason = "a new file, not a build, takes the day's date")]
fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// The kind of a well-known forge, GitLab for a host of one's own that says so.
fn kind_of(url: &str) -> Option<&'static str> {
    let host = url.split_once("://")?.1.split('/').next()?.to_ascii_lowercase();
    ["github", "gitlab", "gitea", "forgejo"]
        .into_iter()
        .find(|kind| host.contains(kind))
        .or_else(|| host.contains("codeberg").then_some("forgejo"))
}

fn parse_program(text: &str) -> Result<Program, String> {
    let (repository, commit) = text.split_once('@').ok_or("OWNER/REPO@COMMIT")?;
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let named = repository.split_once('/').is_some_and(|(owner, name)| {
        [owner, name].iter().all(|p| !p.is_empty() && p.chars().all(safe))
    });
    let full = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
    if named && full {
        Ok(Program { repository: repository.to_owned(), commit: commit.to_owned() })
    } else {
        Err("OWNER/REPO@COMMIT".to_owned())
    }
}

/// A file of `.github` for this portal's branch and program.
fn adapted(text: &str, branch: &str, program: Option<&Program>) -> String {
    let text = text.replace("branches: [main]", &format!("branches: [{}]", scalar(branch)));
    let Some(Program { repository, commit }) = program else { return text };
    text.replace("FICHERO_REPOSITORY: \"\"", &format!("FICHERO_REPOSITORY: \"{repository}\""))
        .replace("FICHERO_COMMIT: \"\"", &format!("FICHERO_COMMIT: \"{commit}\""))
}
