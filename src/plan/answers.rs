//! Answers to the questions that clients of CKAN's API are known to ask with parameters, and what
//! hosts answer where there is no file. Which question leads to which file, the rules for hosts say.

use crate::catalog::{Catalog, DatasetIx, OrganizationIx};
use crate::plan::{Action, Answer, Listing, Refusal, urls};
use std::cmp::Reverse;

/// How many datasets `ckanapi search` asks for at once.
const CKANAPI: usize = 1000;
/// How many a harvester of CKAN's asks for at once.
const HARVESTER: usize = 100;
/// How many CKAN gives where nobody says.
const UNSAID: usize = 10;
/// How many ckanr asks for where nobody says.
const CKANR: usize = 31;

/// The answers, each with its path.
pub(super) fn answers(catalog: &Catalog) -> Vec<(String, Answer)> {
    let mut answers = lists();
    answers.extend(pages(catalog));
    answers.push((urls::NO_VIEWS.to_owned(), Answer::NoViews));
    let refused = |refusal: &Refusal| (urls::refusal(refusal.name()), Answer::Refused(*refusal));
    answers.extend(Refusal::ALL.iter().map(refused));
    answers
}

/// The paths of lists that are answered to parameters.
pub fn listed() -> Vec<String> {
    lists().into_iter().map(|(path, _)| path).collect()
}

fn lists() -> Vec<(String, Answer)> {
    let plain = |action| Listing {
        action,
        all_fields: false,
        extras: false,
        relations: false,
        by_name: false,
        limit: None,
    };
    let mut lists = Vec::new();
    for action in [Action::OrganizationList, Action::GroupList] {
        let whole = Listing { all_fields: true, ..plain(action) };
        lists.extend([
            // Most scripts, QGIS.
            whole,
            Listing { extras: true, ..whole },
            // magda, TerriaJS.
            Listing { extras: true, relations: true, ..whole },
            // ckanr.
            Listing { limit: Some(CKANR), ..plain(action) },
            Listing { limit: Some(CKANR), by_name: true, ..whole },
        ]);
    }
    lists.push(Listing { all_fields: true, ..plain(Action::TagList) });
    for action in [Action::PackageList, Action::CurrentPackageListWithResources] {
        lists.push(Listing { limit: Some(CKANR), ..plain(action) });
    }
    lists.into_iter().map(|list| (urls::listing(&list), Answer::List(list))).collect()
}

/// Searches for everything, a page each, and one page that is past the end: clients ask until they
/// get an empty one.
fn pages(catalog: &Catalog) -> Vec<(String, Answer)> {
    const DEFAULT: &str = "score desc, metadata_modified desc";
    const BY_ID: &str = "id asc";
    let mut latest: Vec<DatasetIx> = catalog.dataset_handles().collect();
    // Equal dates: as the search index has them.
    latest.sort_by_key(|ix| {
        let dataset = &catalog[*ix];
        let owner = dataset.organization.map_or(usize::MAX, OrganizationIx::index);
        (Reverse(&dataset.modified), owner, *ix)
    });
    let first = latest.iter().take(UNSAID).copied().collect();
    let mut pages = vec![(urls::found("default", UNSAID, 0), Answer::Found(DEFAULT, first))];
    let mut add = |order: &str, sort: &'static str, rows: usize, datasets: &[DatasetIx]| {
        let starts = (0..).step_by(rows).take(datasets.len().div_ceil(rows) + 1);
        pages.extend(starts.map(|start| {
            let page = datasets.iter().skip(start).take(rows).copied().collect();
            (urls::found(order, rows, start), Answer::Found(sort, page))
        }));
    };
    add("default", DEFAULT, CKANAPI, &latest);
    let mut by_id = latest.clone();
    by_id.sort_by_key(|ix| &catalog[*ix].id);
    add("id-asc", BY_ID, HARVESTER, &by_id);
    pages
}
