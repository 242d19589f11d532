//! Sitemaps (sitemaps.org) and `robots.txt`.

use crate::catalog::Catalog;
use crate::markup::xml::Xml;
use crate::plan::{Page, SITEMAP_SIZE, Site, sitemap_pages, urls};

const XMLNS: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Part `n` of the sitemap, or the list of its parts.
pub(super) fn sitemap(catalog: &Catalog, site: &Site, part: Option<usize>) -> Vec<u8> {
    let mut xml = Xml::new();
    let pages = sitemap_pages(&site.outputs);
    match part {
        None => {
            let parts = pages.count().div_ceil(SITEMAP_SIZE);
            xml.open("sitemapindex", &[("xmlns", XMLNS)]);
            for part in 1..=parts {
                xml.open("sitemap", &[]);
                xml.text("loc", &urls::absolute(catalog, &format!("sitemap-{part}.xml")));
                xml.close("sitemap");
            }
            xml.close("sitemapindex");
        }
        Some(part) => {
            xml.open("urlset", &[("xmlns", XMLNS)]);
            for (path, page) in pages.skip(part * SITEMAP_SIZE).take(SITEMAP_SIZE) {
                xml.open("url", &[]);
                xml.text("loc", &urls::absolute(catalog, path));
                if let Some(day) = changed(catalog, page) {
                    xml.text("lastmod", day);
                }
                xml.close("url");
            }
            xml.close("urlset");
        }
    }
    xml.finish()
}

/// The day a page's subject changed last, where it has one.
fn changed<'c>(catalog: &'c Catalog, page: &Page) -> Option<&'c str> {
    match page {
        Page::Dataset(handle) => Some(catalog[*handle].modified.date()),
        Page::Resource(handle, i) => {
            let (_, resource) = catalog.resource(*handle, *i);
            Some(resource.metadata_modified.date())
        }
        Page::NewsPost(i) => Some(&catalog.news[*i].date),
        _ => None,
    }
}

/// Everybody may read everything, and where the list of pages is.
pub(super) fn robots(catalog: &Catalog) -> Vec<u8> {
    let sitemap = urls::absolute(catalog, "sitemap.xml");
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
}
