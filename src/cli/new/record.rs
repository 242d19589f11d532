//! New files of organisations, groups and datasets.

use super::tree::{Tree, create};
use super::{Made, id};
use crate::cli::ask::{Ask, Question, anything};
use crate::cli::template::{Template, block};
use crate::plan::urls::slug;
use crate::text::Texts;
use anyhow::{Result, bail};
use std::path::PathBuf;

/// How many characters a name has at most.
const LONGEST: usize = 100;

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
    create(&file, &template.into_text())?;
    Ok(Made { files: vec![file], next, name })
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
    let organization = ask_organization(&mut ask, args.org, &tree)?;
    let groups = tree.groups();
    for group in &args.groups {
        if let Err(why) = tree.check_known(group.trim(), &groups, "group") {
            bail!(texts.get("commands.new-bad-flag", &[("flag", "--groups"), ("why", &why)]));
        }
    }
    let mut template = Template::new(include_str!("../../../assets/new/dataset.yaml"));
    template.set("id", &format!("\"{}\"", id()));
    template.set_text("title", Some(&title));
    if let Some(notes) = ask.optional(args.notes, "--notes", "new-ask-notes")? {
        template.set("notes", &block(&notes, 2));
    }
    let license = ask.optional(args.license, "--license", "new-ask-license")?;
    template.set_text("license_id", license.as_deref());
    template.set_list("tags", &ask_tags(&mut ask, &args.tags)?);
    template.set_list("groups", &trimmed(&args.groups));
    template.set_text("author", args.author.as_deref());
    template.set_text("maintainer", args.maintainer.as_deref());
    template.set_text("maintainer_email", args.maintainer_email.as_deref());
    let file = tree.dataset(organization.as_deref(), &name).join("dataset.yaml");
    create(&file, &template.into_text())?;
    Ok(Made { files: vec![file], next: "new-next-dataset", name })
}

fn ask_title(ask: &mut Ask, given: Option<String>) -> Result<String> {
    let question =
        Question { flag: "--title", key: "new-ask-title", default: None, check: &anything };
    ask.answer(given, &question)
}

/// The name, proposed from the title.
fn ask_name(
    ask: &mut Ask,
    given: Option<String>,
    title: &str,
    free: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String> {
    let mut proposal = slug(title);
    proposal.truncate(LONGEST);
    let proposal = proposal.trim_end_matches('-');
    let given = if given.is_none() && !ask.is_person() && proposal.len() > 1 {
        // What is proposed has to be free as well where nobody can say otherwise.
        Some(proposal.to_owned())
    } else {
        given
    };
    let default = (proposal.len() > 1).then_some(proposal);
    ask.answer(given, &Question { flag: "--name", key: "new-ask-name", default, check: free })
}

/// The owner, none where the portal admits datasets without one.
fn ask_organization(ask: &mut Ask, given: Option<String>, tree: &Tree) -> Result<Option<String>> {
    let known = tree.organizations();
    let may_be_none = tree.allows_unowned();
    let check = |name: &str| match name {
        "" if may_be_none => Ok(()),
        name => tree.check_known(name, &known, "organization"),
    };
    let only = (known.len() == 1).then(|| known[0].as_str());
    let default = if may_be_none { Some("") } else { only };
    let question = Question { flag: "--org", key: "new-ask-org", default, check: &check };
    Ok(Some(ask.answer(given, &question)?).filter(|name| !name.is_empty()))
}

fn ask_tags(ask: &mut Ask, given: &[String]) -> Result<Vec<String>> {
    if !given.is_empty() {
        return Ok(trimmed(given));
    }
    let said = ask.optional(None, "--tags", "new-ask-tags")?.unwrap_or_default();
    Ok(trimmed(&said.split(',').map(str::to_owned).collect::<Vec<_>>()))
}

fn trimmed(values: &[String]) -> Vec<String> {
    values.iter().map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect()
}
