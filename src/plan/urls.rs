//! Every address of the site is made here: paths from the site's folder, without a slash before.
//!
//! A path that ends in `/` is a page; its file is `index.html` in that folder. Paths are file names;
//! [`href`] turns one into what a link says.

use crate::catalog::{Catalog, Dataset, Format, Group, License, Resource, Tag, format};
use crate::plan::{Action, Collection, Listing};
pub use crate::text::slug;
use crate::text::{LONGEST_NAME, within};

use crate::read::{NewsPost, Page, Tombstone, tombstone};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization as _;

/// How many datasets a list shows on one page, as CKAN does.
pub const PAGE_SIZE: usize = 20;

/// What a path segment must not hold in an address (RFC 3986), beside what is not ASCII.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'[')
    .add(b']')
    .add(b':')
    .add(b'@');

/// A path as a link says it.
pub fn href(path: &str) -> String {
    utf8_percent_encode(path, NOT_IN_PATH).to_string()
}

/// The list of datasets, page `n` from 1.
pub fn datasets(n: usize) -> String {
    paged("dataset/", n)
}

/// A dataset's page.
pub fn dataset(dataset: &Dataset) -> String {
    format!("dataset/{}/", dataset.name())
}

/// A resource's page.
pub fn resource(dataset: &Dataset, resource: &Resource) -> String {
    format!("dataset/{}/resource/{}/", dataset.name(), resource.id)
}

/// Where a resource's own bytes are, none where they are elsewhere. What a browser or a server would
/// run lies there as text: on the portal's own address it would speak for the portal.
pub fn download(dataset: &Dataset, resource: &Resource) -> Option<String> {
    let file = munge(resource.file()?.path.rsplit('/').next()?);
    let harmless = if format::is_active(&file) { ".txt" } else { "" };
    Some(format!("dataset/{}/resource/{}/download/{file}{harmless}", dataset.id, resource.id))
}

/// The data dictionary of a resource.
pub fn table_schema(dataset: &Dataset, resource: &Resource) -> String {
    format!("dataset/{}/resource/{}/schema.json", dataset.name(), resource.id)
}

/// The grade of a dataset, for programs.
pub fn quality(dataset: &Dataset) -> String {
    format!("dataset/{}/quality.json", dataset.name())
}

/// The grade of a dataset as a small picture.
pub fn badge(dataset: &Dataset) -> String {
    format!("dataset/{}/quality.svg", dataset.name())
}

/// The grades of all datasets.
pub const QUALITY: &str = "quality.csv";

/// An organisation's page `n` from 1.
pub fn organization(organization: &Group, n: usize) -> String {
    paged(&format!("organization/{}/", organization.name()), n)
}

/// A group's page `n` from 1.
pub fn group(group: &Group, n: usize) -> String {
    paged(&format!("group/{}/", group.name()), n)
}

/// A tag's page `n` from 1.
pub fn tag(tag: &Tag, n: usize) -> String {
    paged(&format!("tag/{}/", segment(&tag.name)), n)
}

/// A format's page `n` from 1.
pub fn format(format: &Format, n: usize) -> String {
    paged(&format!("format/{}/", format.slug), n)
}

/// The page of something by its id or a former name.
pub fn by_id(folder: &str, key: &str) -> String {
    format!("{folder}/{key}/")
}

/// The answer of an action for one object.
pub fn answer(action: Action, key: &str) -> String {
    format!("api/3/action/{}/{key}.json", action.name())
}

/// A profile as it is written, whose presets are not put in.
pub fn raw_schema(action: Action, kind: &str) -> String {
    format!("api/3/action/{}/raw/{kind}.json", action.name())
}

/// A list that is asked for with parameters: `api/3/action/organization_list.all_fields.json`.
pub fn listing(list: &Listing) -> String {
    let mut path = format!("api/3/action/{}", list.action.name());
    for option in list.options {
        path.push('.');
        path.push_str(option.name());
    }
    let limit = list.limit.map(|limit| format!(".{limit}")).unwrap_or_default();
    format!("{path}{limit}.json")
}

/// A page of `package_search` for everything.
pub fn found(order: &str, rows: usize, start: usize) -> String {
    format!("api/3/action/package_search/{order}/{rows}/{start}.json")
}

/// `resource_view_list` of a resource without views.
pub const NO_VIEWS: &str = "api/3/error/no_views.json";

/// What a host answers where no file does.
pub fn refusal(name: &str) -> String {
    format!("api/3/error/{name}.json")
}

/// The feed of an organisation, a group or a tag.
pub fn feed(kind: &str, name: &str) -> String {
    format!("feeds/{kind}/{name}.atom")
}

/// All objects of a kind.
pub fn dump(collection: Collection) -> String {
    let name = match collection {
        Collection::Datasets => "datasets",
        Collection::Organizations => "organizations",
        Collection::Groups => "groups",
    };
    format!("dump/{name}.jsonl.gz")
}

/// A licence's page `n` from 1.
pub fn license(license: &License, n: usize) -> String {
    paged(&format!("license/{}/", segment(&license.id)), n)
}

/// A page of the portal's own.
pub fn text(page: &Page) -> String {
    format!("pages/{}/", page.slug)
}

/// The list of rules.
pub const RULES: &str = "rules/";

/// A rule's page.
pub fn rule(code: &str) -> String {
    format!("{RULES}{code}/")
}

/// A news post.
pub fn news_post(post: &NewsPost) -> String {
    format!("news/{}-{}/", post.date, post.slug)
}

/// Where something was before it was removed.
pub fn tombstone(stone: &Tombstone) -> String {
    let folder = match stone.kind {
        tombstone::Kind::Dataset => "dataset",
        tombstone::Kind::Organization => "organization",
        tombstone::Kind::Group => "group",
    };
    format!("{folder}/{}/", segment(&stone.name))
}

/// Page `n` of a list: the first is the list itself.
fn paged(base: &str, n: usize) -> String {
    if n <= 1 { base.to_owned() } else { format!("{base}page/{n}/") }
}

/// The full address of a path.
pub fn absolute(catalog: &Catalog, path: &str) -> String {
    format!("{}/{}", catalog.portal.base_url, href(path))
}

/// A name as one folder: what a file system or a host would misread becomes `_`, and no name is
/// that of a page, of the pages of a list, or of a device. A long one is cut.
pub fn segment(name: &str) -> String {
    let mut out: String = name
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                '_'
            } else {
                c
            }
        })
        .collect();
    if out.starts_with('.') {
        out.replace_range(..1, "_");
    }
    while out.ends_with(['.', ' ']) {
        out.pop();
        out.push('_');
    }
    if ["", "index.html", "page"].iter().any(|taken| out.eq_ignore_ascii_case(taken)) {
        out.push('_');
    }
    within(no_device(out), LONGEST_NAME, name)
}

/// Windows takes these names for devices, whatever ending they have.
const DEVICES: [&str; 8] = ["con", "prn", "aux", "nul", "conin$", "conout$", "com", "lpt"];

/// A file's name that is no device's: `con.csv` becomes `con_.csv`.
fn no_device(mut name: String) -> String {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let is = |device: &str| match stem.get(device.len()..) {
        Some(rest) if stem[..device.len()].eq_ignore_ascii_case(device) => match device {
            "com" | "lpt" => {
                let mut digits = rest.chars();
                let digit = digits.next().is_some_and(|c| "0123456789¹²³".contains(c));
                digit && digits.next().is_none()
            }
            _ => rest.is_empty(),
        },
        _ => false,
    };
    if DEVICES.iter().any(|device| is(device)) {
        let end = stem.len();
        name.insert(end, '_');
    }
    name
}

/// How long a munged name may be, as in CKAN, and how much of that its ending.
const LONGEST_FILE: usize = 100;
const LONGEST_ENDING: usize = 20;

/// A file's name as CKAN makes it safe: lower case, no accents, `a-z0-9_.-`, at most 100 characters;
/// where it is cut, a hash tells it from others.
pub fn munge(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    for c in file.nfkd().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' | '_' | '.' => out.push(c),
            '-' | ' ' if !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    let (stem, ending) = match out.rsplit_once('.') {
        Some((stem, ending)) if ending.len() < LONGEST_ENDING => (stem, format!(".{ending}")),
        // Too long to tell a format: a part of the name as any other.
        _ => (out.as_str(), String::new()),
    };
    let mut stem = stem.trim_start_matches('.').to_owned();
    while stem.len() < 3 {
        stem.push('_');
    }
    within(no_device(stem), LONGEST_FILE - ending.len(), file) + &ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_munged_as_ckan_does() {
        for (from, to) in [
            ("Mi Archivo Ñ.CSV", "mi-archivo-n.csv"),
            ("x", "x__"),
            ("año  2024.csv", "ano-2024.csv"),
            (".htaccess", "___.htaccess"),
        ] {
            assert_eq!(munge(from), to);
        }
    }

    #[test]
    fn a_name_is_one_folder_and_a_link_one_address() {
        assert_eq!(segment(".."), "_.".replace('.', "_"));
        assert_eq!(segment("agua potable"), "agua potable");
        assert_eq!(href("tag/agua potable/ñ"), "tag/agua%20potable/%C3%B1");
    }

    #[test]
    fn no_name_is_too_long_nor_that_of_something_else() {
        for (from, to) in [
            ("index.html", "index.html_"),
            ("page", "page_"),
            ("", "_"),
            ("CON", "CON_"),
            ("aux.datos", "aux_.datos"),
            ("com1", "com1_"),
            ("comuna", "comuna"),
            ("com", "com"),
        ] {
            assert_eq!(segment(from), to);
        }
        let long = |last: &str| segment(&("ñandú ".repeat(60) + last));
        assert!(long("a").len() <= 150 && long("a") != long("b") && long("a") == long("a"));
        assert_eq!(segment(&"a".repeat(150)), "a".repeat(150));
        for (from, to) in [("nul.csv", "nul_.csv"), ("lpt1.tar.gz", "lpt1_.tar.gz")] {
            assert_eq!(munge(from), to);
        }
        let long = |last: &str| munge(&format!("{}{last}.csv", "x".repeat(300)));
        assert!(
            long("a").len() == 100
                && long("a").rsplit_once('.').is_some_and(|(_, end)| end == "csv")
        );
        assert!(long("a") != long("b"));
        assert_eq!(munge(&format!("x.{}", "y".repeat(300))).len(), 100);
        assert!(munge(&".".repeat(300)).len() <= 100);
    }
}
