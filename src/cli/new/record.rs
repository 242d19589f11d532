//! New files of organisations, groups and datasets.

use super::profile;
use super::tree::{Tree, create, listed};
use super::{Made, id};
use crate::cli::answers;
use crate::cli::ask::{Ask, Question};
use crate::cli::template::Template;
use crate::read::fields;
use crate::text::Texts;
use crate::text::yaml::block;
use anyhow::{Result, bail};
use std::path::PathBuf;

/// An organisation or a group.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "MARKDOWN")]
    description: Option<String>,
    #[arg(default_value = ".")]
    dir: PathBuf,
}

/// A dataset.
#[derive(clap::Args)]
pub(crate) struct DatasetArgs {
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "NAME")]
    org: Option<String>,
    #[arg(long, value_name = "MARKDOWN")]
    notes: Option<String>,
    #[arg(long, value_name = "ID")]
    license: Option<String>,
    #[arg(long, value_name = "TAG,TAG", value_delimiter = ',')]
    tags: Vec<String>,
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    groups: Vec<String>,
    #[arg(long, value_name = "WHO")]
    author: Option<String>,
    #[arg(long, value_name = "WHO")]
    maintainer: Option<String>,
    #[arg(long, value_name = "EMAIL")]
    maintainer_email: Option<String>,
    #[arg(default_value = ".")]
    dir: PathBuf,
}

/// Makes an organisation.
pub(super) fn organization(args: Args, ask: Ask, texts: &Texts) -> Result<Made> {
    let template = Template::new(include_str!("../../../assets/new/organization.yaml"));
    named(args, ask, texts, template, Tree::organization, "new-next-organization")
}

/// Makes a group.
pub(super) fn group(args: Args, ask: Ask, texts: &Texts) -> Result<Made> {
    let template = Template::new(include_str!("../../../assets/new/group.yaml"));
    named(args, ask, texts, template, Tree::group, "new-next-group")
}

fn named<'t>(
    args: Args,
    mut ask: Ask,
    texts: &'t Texts,
    mut template: Template,
    place: fn(&Tree<'t>, &str) -> PathBuf,
    next: &'static str,
) -> Result<Made> {
    let tree = Tree::open(&args.dir, texts)?;
    let title = ask_title(&mut ask, args.title)?;
    // Organisations and groups share one space of names, as in CKAN.
    let free = |name: &str| {
        tree.check_name(name)?;
        tree.check_free(&tree.organization(name))?;
        tree.check_free(&tree.group(name))
    };
    let name = ask_name(&mut ask, args.name, &title, &free)?;
    let description = ask.optional(args.description, "--description", "new-ask-description")?;
    template.set("id", &format!("\"{}\"", id()));
    template.set_text("title", Some(&title));
    if let Some(description) = description {
        template.set("description", &block(&description, 2));
    }
    let file = place(&tree, &name);
    create(&file, &template.into_text(), texts)?;
    Ok(Made { files: vec![file], next, name, dir: args.dir })
}

/// Makes a dataset without resources.
pub(super) fn dataset(args: DatasetArgs, mut ask: Ask, texts: &Texts) -> Result<Made> {
    let tree = Tree::open(&args.dir, texts)?;
    let title = ask_title(&mut ask, args.title)?;
    let free = |name: &str| {
        tree.check_name(name)?;
        tree.find_dataset(name).map_or(Ok(()), |folder| tree.check_free(&folder))
    };
    let name = ask_name(&mut ask, args.name, &title, &free)?;
    let organization = ask_organization(&mut ask, args.org, &tree, texts)?;
    let groups = trimmed(&args.groups);
    let known = tree.groups();
    for group in &groups {
        if let Err(why) = tree.check_known(group, &known, "group") {
            bail!(texts.get("commands.new-bad-flag", &[("flag", "--groups"), ("why", &why)]));
        }
    }
    let notes = ask.optional(args.notes, "--notes", "new-ask-notes")?;
    let license = ask_license(&mut ask, args.license, &tree, texts)?;
    let tags = ask_tags(&mut ask, &args.tags, &tree, texts)?;
    let email = match args.maintainer_email {
        Some(email) => ask_email(&mut ask, email, &tree, texts)?,
        None => None,
    };
    let mut template = Template::new(include_str!("../../../assets/new/dataset.yaml"));
    template.set("id", &format!("\"{}\"", id()));
    template.set_text("title", Some(&title));
    if let Some(notes) = notes {
        template.set("notes", &block(&notes, 2));
    }
    template.set_text("license_id", license.as_deref());
    template.set_list("tags", &tags);
    template.set_list("groups", &groups);
    template.set_text("author", args.author.as_deref());
    template.set_text("maintainer", args.maintainer.as_deref());
    template.set_text("maintainer_email", email.as_deref());
    let file = tree.dataset(organization.as_deref(), &name).join("dataset.yaml");
    let own = profile::lines(&tree.portal().profile, texts);
    create(&file, &template.into_text_with(&own), texts)?;
    Ok(Made { files: vec![file], next: "new-next-dataset", name, dir: args.dir })
}

fn ask_title(ask: &mut Ask, given: Option<String>) -> Result<String> {
    let question = Question { flag: "--title", key: "new-ask-title", ..Question::default() };
    ask.answer(given, &question)
}

/// The name, proposed from the title.
fn ask_name(
    ask: &mut Ask,
    given: Option<String>,
    title: &str,
    free: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String> {
    let proposal = fields::slug(title);
    // Letters that are not Latin give nothing to propose.
    let proposal = Some(proposal.as_str()).filter(|name| fields::is_name(name));
    // What is proposed has to be free as well where nobody can say otherwise.
    let given = given.or_else(|| proposal.filter(|_| !ask.is_person()).map(str::to_owned));
    let (flag, key) = ("--name", "new-ask-name");
    ask.answer(
        given,
        &Question { flag, key, default: proposal, check: free, ..Question::default() },
    )
}

/// The owner: the only organisation if there is one, none where the portal admits it.
fn ask_organization(
    ask: &mut Ask,
    given: Option<String>,
    tree: &Tree,
    texts: &Texts,
) -> Result<Option<String>> {
    let known = tree.organizations();
    let may_be_none = tree.portal().allow_unowned;
    let list = listed(&known);
    let args = [("known", list.as_str())];
    let check = |name: &str| match name {
        "" if may_be_none => Ok(()),
        name => tree.check_known(name, &known, "organization"),
    };
    let left_out = given.is_none();
    // Nobody is asked for what there is not: the check says what to make first.
    if given.as_deref().map_or(known.is_empty(), |given| given.trim().is_empty()) {
        return match check("") {
            Ok(()) => Ok(None),
            Err(why) => {
                bail!(texts.get("commands.new-bad-flag", &[("flag", "--org"), ("why", &why)]))
            }
        };
    }
    let (key, default) = match known.as_slice() {
        [only] => ("new-ask-org", Some(only.as_str())),
        _ if may_be_none && ask.is_person() => ("new-ask-org-or-none", Some("")),
        _ if left_out && !ask.is_person() => {
            let none =
                if may_be_none { texts.get("commands.new-org-none", &[]) } else { String::new() };
            bail!(texts.get("commands.new-org-missing", &args) + &none)
        }
        _ => ("new-ask-org", None),
    };
    ask.maybe(given, &Question { flag: "--org", key, args: &args, default, check: &check })
}

/// The licence: one of CKAN's register or of the portal's own.
fn ask_license(
    ask: &mut Ask,
    given: Option<String>,
    tree: &Tree,
    texts: &Texts,
) -> Result<Option<String>> {
    let known = tree.licenses();
    let list = known.join(", ");
    let check = |id: &str| {
        if id.is_empty() || known.iter().any(|one| one == id) {
            return Ok(());
        }
        let meant = known.iter().find(|one| one.eq_ignore_ascii_case(id));
        let key = if meant.is_some() { "meant" } else { "unknown" };
        let meant = meant.map_or("", String::as_str);
        let args = [("id", id), ("meant", meant), ("known", &list)];
        Err(texts.get(&format!("commands.new-license-{key}"), &args))
    };
    let (flag, key, args) = ("--license", "new-ask-license", [("known", list.as_str())]);
    ask.maybe(given, &Question { flag, key, args: &args, check: &check, ..Question::open() })
}

/// Tags between commas, each as the reader takes it.
fn ask_tags(ask: &mut Ask, given: &[String], tree: &Tree, texts: &Texts) -> Result<Vec<String>> {
    let parts = |said: &str| trimmed(&said.split(',').map(str::to_owned).collect::<Vec<_>>());
    let check = |said: &str| {
        let tags = parts(said);
        tags.iter().try_for_each(|tag| answers::dataset("tags", tag, tree.portal(), texts))
    };
    let given = (!given.is_empty()).then(|| given.join(","));
    let (flag, key) = ("--tags", "new-ask-tags");
    let said = ask.maybe(given, &Question { flag, key, check: &check, ..Question::open() })?;
    let mut tags: Vec<String> = Vec::new();
    for tag in said.as_deref().map(parts).unwrap_or_default() {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

fn ask_email(ask: &mut Ask, given: String, tree: &Tree, texts: &Texts) -> Result<Option<String>> {
    let check = |email: &str| answers::dataset("maintainer_email", email, tree.portal(), texts);
    let (flag, key) = ("--maintainer-email", "new-ask-maintainer-email");
    ask.maybe(Some(given), &Question { flag, key, check: &check, ..Question::open() })
}

fn trimmed(values: &[String]) -> Vec<String> {
    values.iter().map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect()
}
