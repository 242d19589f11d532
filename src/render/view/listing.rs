//! Lists of datasets: their order, their cards, the way from page to page.

use crate::catalog::{Catalog, Dataset, DatasetIx, FormatIx};
use crate::markup::markdown;
use crate::plan::urls;
use crate::render::view::{Day, Link, Scene};
use serde::Serialize;
use std::collections::BTreeSet;

/// How many formats a card shows.
const CARD_FORMATS: usize = 6;

/// A dataset in a list.
#[derive(Debug, Serialize)]
pub struct Card {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Who publishes it.
    pub organization: Option<Link>,
    /// The beginning of its description, plain; may be empty.
    pub summary: String,
    /// When it was last changed.
    pub modified: Day,
    /// The formats of its resources, each once, at most six.
    pub formats: Vec<FormatChip>,
    /// How many further formats there are.
    pub more_formats: usize,
    /// How many resources it has.
    pub resources: usize,
    /// Its licence, if that is open.
    pub open_license: Option<String>,
}

/// A format, as a small sign.
#[derive(Clone, Debug, Serialize)]
pub struct FormatChip {
    /// Its name.
    pub name: String,
    /// What kind of thing it is, for its colour: `table`, `text`, `geo`, `service`, `image`,
    /// `archive`, `code` or `other`.
    pub family: &'static str,
    /// The page of the format.
    pub href: Option<String>,
}

/// The way through a list of several pages.
#[derive(Debug, Serialize)]
pub struct Pager {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Number of this page, from 1.
    pub current: usize,
    /// How many pages there are.
    pub last: usize,
    /// Pages to jump to, in order.
    pub pages: Vec<PagerLink>,
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct PagerLink {
    /// Its number.
    pub number: usize,
    /// Where it is.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
    /// Whether pages are left out before it.
    pub gap: bool,
}

/// Every list of datasets of a catalogue in the order it is shown: the newest change first.
#[derive(Debug, Default)]
pub(in crate::render) struct Lists {
    pub(super) all: Vec<DatasetIx>,
    pub(super) organizations: Vec<Vec<DatasetIx>>,
    pub(super) groups: Vec<Vec<DatasetIx>>,
    pub(super) licenses: Vec<Vec<DatasetIx>>,
    pub(super) tags: Vec<Vec<DatasetIx>>,
    pub(super) formats: Vec<Vec<DatasetIx>>,
    /// How many resources there are.
    pub(super) resources: usize,
}

impl Lists {
    /// Sorts the lists of a catalogue.
    pub(in crate::render) fn new(catalog: &Catalog) -> Self {
        let mut all: Vec<DatasetIx> = (0..catalog.datasets.len()).map(DatasetIx::new).collect();
        // The catalogue is sorted by name, and a stable sort keeps that among equal moments.
        all.sort_by(|a, b| catalog[*b].modified.cmp(&catalog[*a].modified));
        let mut rank = vec![0usize; all.len()];
        for (place, ix) in all.iter().enumerate() {
            rank[ix.index()] = place;
        }
        let sorted = |list: &Vec<DatasetIx>| {
            let mut list = list.clone();
            list.sort_unstable_by_key(|ix| rank[ix.index()]);
            list
        };
        Self {
            organizations: catalog.organizations.iter().map(|g| sorted(&g.datasets)).collect(),
            groups: catalog.groups.iter().map(|g| sorted(&g.datasets)).collect(),
            licenses: catalog.licenses.iter().map(|l| sorted(&l.datasets)).collect(),
            tags: catalog.tags.iter().map(|t| sorted(&t.datasets)).collect(),
            formats: catalog.formats.iter().map(|f| sorted(&f.datasets)).collect(),
            resources: catalog.datasets.iter().map(|d| d.resources.len()).sum(),
            all,
        }
    }
}

impl Card {
    pub(super) fn without_owner(self) -> Self {
        Self { organization: None, ..self }
    }
}

/// The part of a list that its page `n` shows, from 1.
pub(super) fn page_of(list: &[DatasetIx], n: usize) -> &[DatasetIx] {
    let from = (n.max(1) - 1).saturating_mul(urls::PAGE_SIZE).min(list.len());
    &list[from..(from + urls::PAGE_SIZE).min(list.len())]
}

impl Scene<'_> {
    /// Cards of a page of a list.
    pub(super) fn cards(&self, list: &[DatasetIx], n: usize) -> Vec<Card> {
        page_of(list, n).iter().map(|ix| self.card(*ix)).collect()
    }

    /// A dataset as a card.
    pub(super) fn card(&self, ix: DatasetIx) -> Card {
        let dataset = &self.catalog[ix];
        let formats = formats_of(dataset);
        Card {
            title: dataset.title().to_owned(),
            href: self.href(&urls::dataset(dataset)),
            organization: self.owner(dataset),
            summary: dataset
                .record
                .notes
                .as_ref()
                .map_or_else(String::new, |notes| markdown::to_plain(notes, 220)),
            modified: self.day(&dataset.modified),
            formats: formats
                .iter()
                .take(CARD_FORMATS)
                .map(|ix| self.chip(&self.catalog[*ix]))
                .collect(),
            more_formats: formats.len().saturating_sub(CARD_FORMATS),
            resources: dataset.resources.len(),
            open_license: dataset
                .license
                .map(|ix| &self.catalog[ix])
                .filter(|license| license.open)
                .map(|license| license.title.clone()),
        }
    }

    /// The organisation of a dataset.
    pub(super) fn owner(&self, dataset: &Dataset) -> Option<Link> {
        let organization = &self.catalog[dataset.organization?];
        Some(Link::new(organization.title(), self.href(&urls::organization(organization, 1))))
    }

    /// The formats of a dataset's resources, each once, in their order.
    pub(super) fn formats(&self, dataset: &Dataset) -> Vec<FormatChip> {
        formats_of(dataset).into_iter().map(|ix| self.chip(&self.catalog[ix])).collect()
    }

    /// A format as a chip.
    pub(super) fn chip(&self, format: &crate::catalog::Format) -> FormatChip {
        FormatChip {
            name: format.name.clone(),
            family: family(&format.name),
            href: Some(self.href(&urls::format(format, 1))),
        }
    }

    /// The way through a list of `total` datasets; none where one page shows all.
    pub(super) fn pager(
        &self,
        current: usize,
        total: usize,
        path: impl Fn(usize) -> String,
    ) -> Option<Pager> {
        let last = total.div_ceil(urls::PAGE_SIZE);
        if last <= 1 {
            return None;
        }
        let href = |n: usize| self.href(&path(n));
        let near = |n: &usize| *n == 1 || *n == last || n.abs_diff(current) <= 2;
        let mut pages: Vec<PagerLink> = Vec::new();
        let around = current.saturating_sub(2).max(1)..=(current + 2).min(last);
        let mut numbers: Vec<usize> = std::iter::once(1).chain(around).chain([last]).collect();
        numbers.dedup();
        for number in numbers.into_iter().filter(near) {
            let before = pages.last().map_or(0, |page| page.number);
            let gap = number > before + 1;
            pages.push(PagerLink { number, href: href(number), current: number == current, gap });
        }
        Some(Pager {
            previous: (current > 1).then(|| href(current - 1)),
            next: (current < last).then(|| href(current + 1)),
            current,
            last,
            pages,
        })
    }
}

/// The formats of a dataset's resources, each once, in their order.
fn formats_of(dataset: &Dataset) -> Vec<FormatIx> {
    let mut seen = BTreeSet::new();
    let formats = dataset.resources.iter().filter_map(|resource| resource.format_ix);
    formats.filter(|ix| seen.insert(*ix)).collect()
}

/// What kind of thing a format is.
pub(super) fn family(format: &str) -> &'static str {
    match format {
        "CSV" | "TSV" | "XLS" | "XLSX" | "XLSM" | "XLSB" | "ODS" | "Parquet" | "SQLite" | "MDB"
        | "dBase" => "table",
        "PDF" | "DOC" | "DOCX" | "ODT" | "TXT" | "PPT" | "PPTX" | "ODP" | "HTML" => "text",
        "GeoJSON" | "SHP" | "KML" | "KMZ" | "GPKG" | "E00" | "MrSID" | "MXD" | "QGIS" | "GTFS"
        | "NetCDF" => "geo",
        "WMS" | "WFS" | "WMTS" | "WCS" | "Esri REST" | "ArcGIS Map Service" | "API" | "SPARQL"
        | "ArcGIS Map Preview" | "ArcGIS Online Map" | "RSS" | "Atom Feed" | "ICS" => "service",
        "PNG" | "JPEG" | "GIF" | "TIFF" | "BMP" | "WebP" | "SVG" | "MP3" | "MP4" | "OGG"
        | "WAV" | "WebM" => "image",
        "ZIP" | "GZ" | "TAR" | "RAR" | "TORRENT" => "archive",
        "JSON" | "XML" | "RDF" | "N3" | "TTL" | "JSON-LD" | "OWL" | "NDJSON" | "JS" | "XSLT" => {
            "code"
        }
        _ => "other",
    }
}
