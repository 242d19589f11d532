//! Organisations and groups: their lists and their pages.

use crate::catalog::{Group, GroupIx, OrganizationIx};
use crate::markup::markdown;
use crate::plan::{Action, urls};
use crate::read::Role;
use crate::render::view::{Card, Fact, GradesView, Link, Pager, Scene, View};
use crate::theme::Html;
use serde::Serialize;
use serde_json::Value;

/// `/organization/` and `/group/`.
#[derive(Debug, Serialize)]
pub struct GroupsPage {
    /// `organization` or `group`.
    pub kind: &'static str,
    /// All of them, those with datasets first.
    pub items: Vec<GroupCard>,
}

/// An organisation or group in a list.
#[derive(Clone, Debug, Serialize)]
pub struct GroupCard {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The beginning of its description, plain; may be empty.
    pub summary: String,
    /// One or two letters that stand for it.
    pub initials: String,
    /// A number from 0 to 5, for its colour: always the same for a name.
    pub hue: usize,
    /// How many datasets it has.
    pub datasets: usize,
}

/// A page of `/organization/<name>/` or `/group/<name>/`.
#[derive(Debug, Serialize)]
pub struct GroupPage {
    /// `organization` or `group`.
    pub kind: &'static str,
    /// It, as in lists.
    pub card: GroupCard,
    /// Its description; only on the first page.
    pub description: Option<Html>,
    /// Its extras.
    pub facts: Vec<Fact>,
    /// Its parents.
    pub parents: Vec<Link>,
    /// How many people have which role: label and number, never who.
    pub roles: Vec<Fact>,
    /// How good its datasets are; only on the first page of an organisation, where grades are shown.
    pub grades: Option<GradesView>,
    /// Its datasets on this page.
    pub datasets: Vec<Card>,
    /// How many there are.
    pub total: usize,
    /// The way to the others.
    pub pager: Option<Pager>,
    /// Its Atom feed.
    pub feed: String,
    /// Its answer of CKAN's API.
    pub api: String,
    /// The forge's editor on its file.
    pub edit: Option<String>,
}

impl Scene<'_> {
    pub(super) fn organization_card(&self, organization: &Group) -> GroupCard {
        self.group_card(organization, &urls::organization(organization, 1))
    }

    pub(super) fn topic_card(&self, group: &Group) -> GroupCard {
        self.group_card(group, &urls::group(group, 1))
    }

    fn group_card(&self, group: &Group, path: &str) -> GroupCard {
        let description = group.record.description.as_ref();
        GroupCard {
            title: group.title().to_owned(),
            href: self.href(path),
            summary: description.map_or_else(String::new, |text| markdown::to_plain(text, 180)),
            initials: initials(group.title()),
            hue: hue(group.name()),
            datasets: group.datasets.len(),
        }
    }
}

/// A colour that looks drawn by lot and is always the same for a name.
fn hue(name: &str) -> usize {
    let mix = |sum: u32, byte: u8| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    (name.bytes().fold(0x811c_9dc5, mix) >> 8) as usize % 6
}

/// The first letters of the first two long words, else of the first one.
fn initials(title: &str) -> String {
    let words = || title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut long: Vec<&str> = words().filter(|word| word.chars().count() > 3).take(2).collect();
    if long.is_empty() {
        long = words().take(2).collect();
    }
    long.iter().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

pub(in crate::render) fn organizations(scene: &Scene) -> View<GroupsPage> {
    let items = scene.catalog.organizations.iter().map(|o| scene.organization_card(o));
    list(scene, "organization", "nav.organizations", "organizations.lead", items.collect())
}

pub(in crate::render) fn groups(scene: &Scene) -> View<GroupsPage> {
    let items = scene.catalog.groups.iter().map(|group| scene.topic_card(group));
    list(scene, "group", "nav.groups", "groups.lead", items.collect())
}

fn list(
    scene: &Scene,
    kind: &'static str,
    title: &str,
    lead: &str,
    mut items: Vec<GroupCard>,
) -> View<GroupsPage> {
    items.sort_by_cached_key(|item| (item.datasets == 0, urls::slug(&item.title)));
    scene.head(&scene.t(title), kind).about(scene.t(lead)).with(GroupsPage { kind, items })
}

pub(in crate::render) fn organization(
    scene: &Scene,
    ix: OrganizationIx,
    n: usize,
) -> View<GroupPage> {
    let organization = &scene.catalog[ix];
    let datasets = &scene.lists.organizations[ix.index()];
    let name = organization.name();
    let page = GroupPage {
        roles: if n == 1 { roles(scene, organization) } else { Vec::new() },
        grades: if n == 1 { scene.grades(organization) } else { None },
        // Who publishes them is the page's title: a card need not say it again.
        datasets: scene.cards(datasets, n).into_iter().map(Card::without_owner).collect(),
        pager: scene.pager(n, datasets.len(), |n| urls::organization(organization, n)),
        feed: scene.feed(&format!("organization/{name}")),
        api: scene.api(Action::OrganizationShow, name),
        ..common(scene, organization, scene.organization_card(organization), n)
    };
    finish(scene, page, "organization", "nav.organizations", n)
}

pub(in crate::render) fn group(scene: &Scene, ix: GroupIx, n: usize) -> View<GroupPage> {
    let group = &scene.catalog[ix];
    let datasets = &scene.lists.groups[ix.index()];
    let name = group.name();
    let page = GroupPage {
        datasets: scene.cards(datasets, n),
        pager: scene.pager(n, datasets.len(), |n| urls::group(group, n)),
        feed: scene.feed(&format!("group/{name}")),
        api: scene.api(Action::GroupShow, name),
        ..common(scene, group, scene.topic_card(group), n)
    };
    finish(scene, page, "group", "nav.groups", n)
}

/// What an organisation and a group have in common.
fn common(scene: &Scene, group: &Group, card: GroupCard, n: usize) -> GroupPage {
    let record = &group.record;
    let first = n == 1;
    let parent = |name: &String| {
        let find = |list: &[Group]| list.iter().position(|other| other.name() == name);
        if let Some(at) = find(&scene.catalog.groups) {
            let other = &scene.catalog.groups[at];
            return Some(Link::new(other.title(), scene.href(&urls::group(other, 1))));
        }
        let other = &scene.catalog.organizations[find(&scene.catalog.organizations)?];
        Some(Link::new(other.title(), scene.href(&urls::organization(other, 1))))
    };
    GroupPage {
        kind: "",
        total: card.datasets,
        description: scene.markdown_of(record.description.as_deref().filter(|_| first), 2),
        facts: if first { facts(scene, group) } else { Vec::new() },
        parents: record.parents.iter().filter_map(|name| parent(&name.value)).collect(),
        edit: scene.edit(&record.file),
        card,
        roles: Vec::new(),
        grades: None,
        datasets: Vec::new(),
        pager: None,
        feed: String::new(),
        api: String::new(),
    }
}

/// The fields of the profile, then the extras.
fn facts(scene: &Scene, group: &Group) -> Vec<Fact> {
    let mut own = group.record.custom.clone();
    own.shift_remove("revision_id");
    let mut facts = scene.own_facts(&scene.catalog.portal.profile.body, &own);
    let extras = group.record.extras.iter();
    let extras: Vec<(&str, Value)> =
        extras.map(|extra| (extra.key.as_str(), Value::String(extra.value.clone()))).collect();
    facts.extend(scene.facts(extras.iter().map(|(key, value)| (*key, value))));
    facts
}

fn roles(scene: &Scene, organization: &Group) -> Vec<Fact> {
    let roles = [(Role::Admin, "admin"), (Role::Editor, "editor"), (Role::Member, "member")];
    roles
        .into_iter()
        .filter_map(|(role, key)| {
            let count = organization.record.members.iter().filter(|m| m.role == role).count();
            let number = scene.locale.number(count as u64);
            let label = scene.t(&format!("role.{key}"));
            (count > 0).then_some(Fact { label, value: number, href: None })
        })
        .collect()
}

fn finish(
    scene: &Scene,
    mut page: GroupPage,
    kind: &'static str,
    nav: &str,
    n: usize,
) -> View<GroupPage> {
    page.kind = kind;
    let mut head = scene
        .head(&page.card.title, kind)
        .step(scene.t(nav), scene.href(&format!("{kind}/")))
        .about(page.card.summary.clone());
    head.title = super::listings::numbered(scene, &page.card.title, n);
    head.feed = Some(Link::new(page.card.title.clone(), page.feed.clone()));
    head.with(page)
}
