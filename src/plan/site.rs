//! Catalog → every output there is to be.

use crate::catalog::{Catalog, DatasetIx, FormatIx, GroupIx, LicenseIx, OrganizationIx, TagIx};
use crate::plan::answers::answers;
use crate::plan::{Action, Answer, Collection, Feed, Kind, Output, Page, Site, urls};
use crate::read::profile::{Form, Part};
use crate::read::tombstone;
use crate::report::rules;
use crate::search::shards::Index;
use rayon::prelude::*;

/// How many addresses one sitemap may list, by its protocol.
pub const SITEMAP_SIZE: usize = 50_000;

/// How many datasets are planned in one go.
const CHUNK: usize = 256;

/// Plans the site. `assets` are the theme's static files. Where two outputs want one path, the first
/// has it: things come before former names, former names before tombstones.
pub fn site(catalog: &Catalog, assets: &[String], index: &Index) -> Site {
    let mut plan = Plan { catalog, outputs: Vec::new() };
    plan.home(assets);
    plan.datasets();
    plan.bodies();
    plan.facets();
    plan.texts();
    plan.rules();
    plan.actions();
    plan.former_names();
    plan.tombstones();
    plan.search(index);
    plan.sitemaps();
    Site::new(plan.outputs)
}

struct Plan<'c> {
    catalog: &'c Catalog,
    outputs: Vec<Output>,
}

impl Plan<'_> {
    fn add(&mut self, path: impl Into<String>, kind: Kind) {
        self.outputs.push(Output { path: path.into(), kind });
    }

    /// A page: a path that ends in `/` is a folder with an `index.html`.
    fn page(&mut self, path: &str, page: Page) {
        self.add(format!("{path}index.html"), Kind::Html(page));
    }

    fn answer(&mut self, action: Action, key: &str, answer: Answer) {
        self.add(urls::answer(action, key), Kind::Api(answer));
    }

    fn home(&mut self, assets: &[String]) {
        self.page("", Page::Home);
        self.add("404.html", Kind::Html(Page::NotFound));
        self.add("robots.txt", Kind::Robots);
        // GitHub Pages must not run its own generator over the site.
        self.add(".nojekyll", Kind::Empty);
        for asset in assets {
            self.add(asset.clone(), Kind::Asset(asset.clone()));
        }
    }

    fn datasets(&mut self) {
        for n in 1..=pages(self.catalog.datasets.len()) {
            self.page(&urls::datasets(n), Page::Datasets(n));
        }
        let catalog = self.catalog;
        if catalog.portal.shows_grades() {
            self.add(urls::QUALITY, Kind::Grades);
        }
        let handles: Vec<DatasetIx> = catalog.dataset_handles().collect();
        let planned: Vec<Vec<Output>> = handles
            .par_chunks(CHUNK)
            .map(|handles| {
                let mut plan = Plan { catalog, outputs: Vec::with_capacity(handles.len() * 16) };
                for handle in handles {
                    plan.dataset(*handle);
                }
                plan.outputs
            })
            .collect();
        self.outputs.reserve(planned.iter().map(Vec::len).sum());
        self.outputs.extend(planned.into_iter().flatten());
    }

    fn dataset(&mut self, handle: DatasetIx) {
        let catalog = self.catalog;
        let dataset = &catalog[handle];
        let page = urls::dataset(dataset);
        self.page(&page, Page::Dataset(handle));
        self.page(&urls::by_id("dataset", &dataset.id), Page::Redirect(page));
        if catalog.portal.shows_grades() {
            self.add(urls::quality(dataset), Kind::Quality(handle));
            self.add(urls::badge(dataset), Kind::Badge(handle));
        }
        self.answer(Action::PackageShow, dataset.name(), Answer::Package(handle));
        self.answer(Action::PackageShow, &dataset.id, Answer::Package(handle));
        for (i, resource) in dataset.resources.iter().enumerate() {
            self.page(&urls::resource(dataset, resource), Page::Resource(handle, i));
            self.answer(Action::ResourceShow, &resource.id, Answer::Resource(handle, i));
            // A list for each of the many resources without views would be a quarter of all files.
            if !resource.record.views.is_empty() {
                self.answer(
                    Action::ResourceViewList,
                    &resource.id,
                    Answer::ResourceViews(handle, i),
                );
            }
            if let Some(path) = urls::download(dataset, resource) {
                self.add(path, Kind::Copy(handle, i));
            }
            if !resource.record.fields.is_empty() {
                self.add(urls::table_schema(dataset, resource), Kind::TableSchema(handle, i));
            }
        }
    }

    /// Organisations and groups.
    fn bodies(&mut self) {
        let catalog = self.catalog;
        self.page("organization/", Page::Organizations);
        for handle in catalog.organization_handles() {
            let body = &catalog[handle];
            for n in 1..=pages(body.datasets.len()) {
                self.page(&urls::organization(body, n), Page::Organization(handle, n));
            }
            let page = urls::organization(body, 1);
            self.page(&urls::by_id("organization", &body.id), Page::Redirect(page));
            for key in [body.name(), &body.id] {
                self.answer(Action::OrganizationShow, key, Answer::Organization(handle));
            }
            self.add(
                urls::feed("organization", body.name()),
                Kind::Feed(Feed::Organization(handle)),
            );
        }
        self.page("group/", Page::Groups);
        for handle in catalog.group_handles() {
            let body = &catalog[handle];
            for n in 1..=pages(body.datasets.len()) {
                self.page(&urls::group(body, n), Page::Group(handle, n));
            }
            let page = urls::group(body, 1);
            self.page(&urls::by_id("group", &body.id), Page::Redirect(page));
            for key in [body.name(), &body.id] {
                self.answer(Action::GroupShow, key, Answer::Group(handle));
                self.answer(Action::GroupPackageShow, key, Answer::GroupPackages(handle));
            }
            self.add(urls::feed("group", body.name()), Kind::Feed(Feed::Group(handle)));
        }
    }

    fn facets(&mut self) {
        let catalog = self.catalog;
        self.page("tag/", Page::Tags);
        for (i, tag) in catalog.tags.iter().enumerate() {
            let handle = TagIx::new(i);
            for n in 1..=pages(tag.datasets.len()) {
                self.page(&urls::tag(tag, n), Page::Tag(handle, n));
            }
            for key in [&urls::segment(&tag.name), &tag.id] {
                self.answer(Action::TagShow, key, Answer::Tag(handle));
            }
            self.add(urls::feed("tag", &urls::segment(&tag.name)), Kind::Feed(Feed::Tag(handle)));
        }
        self.page("format/", Page::Formats);
        for (i, format) in catalog.formats.iter().enumerate() {
            for n in 1..=pages(format.datasets.len()) {
                self.page(&urls::format(format, n), Page::Format(FormatIx::new(i), n));
            }
        }
        self.page("license/", Page::Licenses);
        for (i, license) in catalog.licenses.iter().enumerate() {
            for n in 1..=pages(license.datasets.len()) {
                self.page(&urls::license(license, n), Page::License(LicenseIx::new(i), n));
            }
        }
    }

    fn texts(&mut self) {
        for (i, page) in self.catalog.pages.iter().enumerate() {
            self.page(&urls::text(page), Page::Text(i));
        }
        self.page("news/", Page::News);
        for (i, post) in self.catalog.news.iter().enumerate() {
            self.page(&urls::news_post(post), Page::NewsPost(i));
        }
        self.add("feeds/dataset.atom", Kind::Feed(Feed::Datasets));
        self.add("feeds/news.atom", Kind::Feed(Feed::News));
    }

    fn rules(&mut self) {
        if !self.catalog.portal.rule_pages {
            return;
        }
        self.page(urls::RULES, Page::Rules);
        for rule in rules::all() {
            self.page(&urls::rule(rule.code), Page::Rule(rule));
        }
    }

    /// Answers that need no parameter, under both of CKAN's prefixes, help texts and dumps.
    fn actions(&mut self) {
        for action in Action::ALL.iter().filter(|action| action.is_in_files()) {
            if action.needs_no_parameter() {
                for prefix in ["api/3/action", "api/action"] {
                    self.add(
                        format!("{prefix}/{}", action.name()),
                        Kind::Api(Answer::Plain(*action)),
                    );
                }
            }
            self.answer(Action::HelpShow, action.name(), Answer::Help(*action));
        }
        for (part, action) in [
            (Part::Dataset, Action::SchemingDatasetSchemaShow),
            (Part::Organization, Action::SchemingOrganizationSchemaShow),
            (Part::Group, Action::SchemingGroupSchemaShow),
        ] {
            let kind = self.catalog.portal.profile.kind_of(part);
            self.answer(action, kind, Answer::Schema(part, Form::Expanded));
            let raw = Answer::Schema(part, Form::Raw);
            self.add(urls::raw_schema(action, kind), Kind::Api(raw));
        }
        for (path, answer) in answers(self.catalog) {
            self.add(path, Kind::Api(answer));
        }
        for collection in [Collection::Datasets, Collection::Organizations, Collection::Groups] {
            self.add(urls::dump(collection), Kind::Dump(collection));
        }
    }

    fn search(&mut self, index: &Index) {
        self.add(Index::CURRENT, Kind::SearchBuild);
        for (i, (path, _)) in index.files.iter().enumerate() {
            self.add(path.clone(), Kind::Search(i));
        }
    }

    /// Former names lead to what has another name now, in pages and answers.
    fn former_names(&mut self) {
        let catalog = self.catalog;
        for handle in catalog.dataset_handles() {
            let dataset = &catalog[handle];
            for alias in &dataset.record.aliases {
                self.page(&urls::by_id("dataset", alias), Page::Redirect(urls::dataset(dataset)));
                self.answer(Action::PackageShow, alias, Answer::Package(handle));
            }
        }
        for handle in catalog.organization_handles() {
            self.former_names_of_organization(handle);
        }
        for handle in catalog.group_handles() {
            self.former_names_of_group(handle);
        }
    }

    fn former_names_of_organization(&mut self, handle: OrganizationIx) {
        let body = &self.catalog[handle];
        for alias in &body.record.aliases {
            let page = Page::Redirect(urls::organization(body, 1));
            self.page(&urls::by_id("organization", alias), page);
            self.answer(Action::OrganizationShow, alias, Answer::Organization(handle));
        }
    }

    fn former_names_of_group(&mut self, handle: GroupIx) {
        let body = &self.catalog[handle];
        for alias in &body.record.aliases {
            self.page(&urls::by_id("group", alias), Page::Redirect(urls::group(body, 1)));
            self.answer(Action::GroupShow, alias, Answer::Group(handle));
            self.answer(Action::GroupPackageShow, alias, Answer::GroupPackages(handle));
        }
    }

    fn tombstones(&mut self) {
        for (i, stone) in self.catalog.tombstones.iter().enumerate() {
            self.page(&urls::tombstone(stone), Page::Tombstone(i));
            let action = match stone.kind {
                tombstone::Kind::Dataset => Action::PackageShow,
                tombstone::Kind::Organization => Action::OrganizationShow,
                tombstone::Kind::Group => Action::GroupShow,
            };
            let id = stone.id.as_ref().map(|id| id.value.as_str());
            for key in std::iter::once(stone.name.as_str()).chain(id) {
                self.answer(action, &urls::segment(key), Answer::Gone(i));
            }
            if let Some(id) = id {
                let folder =
                    urls::tombstone(stone).split('/').next().unwrap_or_default().to_owned();
                let page = Page::Redirect(urls::tombstone(stone));
                self.page(&urls::by_id(&folder, &urls::segment(id)), page);
            }
        }
    }

    fn sitemaps(&mut self) {
        let parts = sitemap_pages(&self.outputs).count().div_ceil(SITEMAP_SIZE).max(1);
        if parts == 1 {
            self.add("sitemap.xml", Kind::Sitemap(Some(0)));
            return;
        }
        self.add("sitemap.xml", Kind::Sitemap(None));
        for part in 0..parts {
            self.add(format!("sitemap-{}.xml", part + 1), Kind::Sitemap(Some(part)));
        }
    }
}

/// The pages that a sitemap lists, in the order of the outputs given.
pub fn sitemap_pages(outputs: &[Output]) -> impl Iterator<Item = (&str, &Page)> {
    outputs.iter().filter_map(|output| match &output.kind {
        Kind::Html(Page::NotFound | Page::Redirect(_) | Page::Tombstone(_)) => None,
        Kind::Html(page) => Some((output.path.trim_end_matches("index.html"), page)),
        _ => None,
    })
}

/// How many pages a list of `n` datasets has; an empty list is a page too.
fn pages(n: usize) -> usize {
    n.div_ceil(urls::PAGE_SIZE).max(1)
}
