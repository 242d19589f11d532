//! One output → its bytes: pure, one small file per format.

pub mod html;
pub mod jsonld;
pub mod packs;
pub mod view;

mod dump;
mod feed;
mod gzip;
mod quality;
mod sitemap;
mod table_schema;

use crate::action;
use crate::plan::{Kind, Output, Site};
use crate::quality::Quality;
use crate::search::shards::Index;
use crate::theme::Theme;
use anyhow::{Context as _, Result};
use std::path::PathBuf;
use std::sync::Arc;

/// What an output says.
#[derive(Debug)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file of the catalogue.
    File(PathBuf),
}

/// Renders any output of one site. It owns what it needs, so that a server can keep it.
pub struct Renderer {
    quality: Arc<Quality>,
    site: Arc<Site>,
    index: Arc<Index>,
    theme: Arc<Theme>,
    pages: html::Pages,
}

impl Renderer {
    /// For the site of a catalogue.
    ///
    /// # Errors
    /// Where the theme does not fit.
    pub fn new(
        quality: Arc<Quality>,
        site: Arc<Site>,
        index: Arc<Index>,
        theme: Arc<Theme>,
    ) -> Result<Self> {
        let pages = html::Pages::new(Arc::clone(&quality), Arc::clone(&theme), &index.build)?;
        Ok(Self { quality, site, index, theme, pages })
    }

    /// The catalogue with what is in its tables.
    pub fn quality(&self) -> &Arc<Quality> {
        &self.quality
    }

    /// The site that this renders.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// What an output of the site says.
    ///
    /// # Errors
    /// Where a template of the theme fails.
    pub fn content(&self, output: &Output) -> Result<Content> {
        let quality = &*self.quality;
        let catalog = &**quality.catalog();
        let bytes = match &output.kind {
            Kind::Html(page) => self.pages.render(&output.path, page)?,
            Kind::Api(answer) => action::file(catalog, answer),
            Kind::Dump(collection) => dump::dump(catalog, *collection),
            Kind::Feed(feed) => feed::feed(catalog, feed, &output.path),
            Kind::Sitemap(part) => sitemap::sitemap(catalog, &self.site, *part),
            Kind::Robots => sitemap::robots(catalog),
            Kind::TableSchema(handle, i) => table_schema::table_schema(catalog, *handle, *i),
            Kind::Quality(handle) => quality::quality(quality, *handle, self.theme.texts()),
            Kind::Badge(handle) => quality::picture(quality, *handle, self.theme.texts()),
            Kind::Grades => quality::table(quality),
            Kind::Copy(handle, i) => {
                let (_, resource) = catalog.resource(*handle, *i);
                let file = resource.file().context("only resources with a file are copied")?;
                return Ok(Content::File(quality.root().join(&file.path)));
            }
            Kind::SearchBuild => self.index.current().into_bytes(),
            Kind::Search(i) => self.index.files[*i].1.clone(),
            Kind::Asset(name) => {
                self.theme.static_file(name).context("a file of the theme")?.to_vec()
            }
            Kind::Empty => Vec::new(),
        };
        Ok(Content::Bytes(bytes))
    }
}
