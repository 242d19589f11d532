//! Answers to the questions that clients of CKAN's API are known to ask with parameters, and what
//! hosts answer where there is no file. Which question leads to which file, the rules for hosts say.

use crate::catalog::{Catalog, DatasetIx, OrganizationIx};
use crate::plan::{Action, Answer, ListOption, Listing, Refusal, urls};
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
    use ListOption::{AllFields, ByName, Extras, Groups, Tags, Users};
    const BODIES: [(&[ListOption], Option<usize>); 6] = [
        // Most scripts, QGIS.
        (&[AllFields], None),
        (&[AllFields, Extras], None),
        (&[AllFields, Extras, Groups, Tags], None),
        // magda, TerriaJS.
        (&[AllFields, Extras, Groups, Tags, Users], None),
        // ckanr.
        (&[], Some(CKANR)),
        (&[AllFields, ByName], Some(CKANR)),
    ];
    let mut lists = vec![
        Listing { action: Action::TagList, options: &[AllFields], limit: None },
        Listing { action: Action::PackageList, options: &[], limit: Some(CKANR) },
        Listing {
            action: Action::CurrentPackageListWithResources,
            options: &[],
            limit: Some(CKANR),
        },
    ];
    for action in [Action::OrganizationList, Action::GroupList] {
        lists.extend(BODIES.map(|(options, limit)| Listing { action, options, limit }));
    }
    lists.into_iter().map(|list| (urls::listing(&list), Answer::List(list))).collect()
}

/// Searches for everything, a page each, and what is past the end: clients ask until they get an
/// empty page. Some go on by what a page could hold, others by what it held.
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
        let past = datasets.len().next_multiple_of(rows);
        let mut starts: Vec<usize> =
            (0..past).step_by(rows).chain([datasets.len(), past]).collect();
        starts.dedup();
        pages.extend(starts.into_iter().map(|start| {
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
