//! A CKAN at its address → a harvest, page by page; pages once fetched are kept until the end, so
//! that an interrupted import goes on where it was.

use crate::import::ckan::Collector;
use crate::import::fetch::{Answer, Client, Patience};
use crate::import::files;
use crate::import::model::{Harvest, as_text};
use crate::import::names::slug;
use crate::import::report::Outcome;
use anyhow::{Result, bail};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Largest answer of one page.
const LARGEST_PAGE: u64 = 256 << 20;
/// How many datasets are asked for at once, the fewer the more a server has trouble with them.
const ROWS: [usize; 4] = [1000, 250, 50, 10];
/// How many organisations CKAN gives at once with all their fields.
const OWNERS: usize = 25;

/// A source at an address.
pub struct Site<'a> {
    base: String,
    state: PathBuf,
    client: Client,
    progress: &'a mut dyn FnMut(&str, usize),
    resumed: usize,
}

impl<'a> Site<'a> {
    /// The CKAN at `address`, its pages kept below `root` until [`Site::forget`]. `progress` is
    /// told what is being read, and how many records came so far.
    pub fn new(
        address: &str,
        root: &Path,
        patience: Patience,
        progress: &'a mut dyn FnMut(&str, usize),
    ) -> Self {
        let mut base = address.trim_end_matches('/');
        for tail in ["/api/3/action", "/api/action", "/api/3", "/api", "/dataset"] {
            base = base.strip_suffix(tail).unwrap_or(base);
        }
        let (_, host) = base.split_once("://").unwrap_or(("", base));
        let state = root.join(".fichero-import").join(slug(host, "ckan"));
        Self { base: base.to_owned(), state, client: Client::new(patience), progress, resumed: 0 }
    }

    /// Everything that the site shows to the public.
    ///
    /// # Errors
    /// A server that cannot be reached or does not page; what was fetched until then is kept.
    pub fn read(&mut self) -> Result<Harvest> {
        let mut collector = Collector::default();
        if let Some(licenses) = self.optional("license_list", "license_list")? {
            collector.add(licenses, &self.place("license_list"));
        }
        for action in ["organization_list", "group_list"] {
            self.owners(action, &mut collector)?;
        }
        self.datasets(&mut collector)?;
        let status = self.optional("status_show", "status_show")?;
        let mut harvest = collector.finish();
        harvest.portal.base_url = Some(self.base.clone());
        let about = status.as_ref().map(|status| &status["result"]);
        let text = |key: &str| {
            let text = about.and_then(|about| about[key].as_str()).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        harvest.portal.title = text("site_title");
        harvest.portal.description = text("site_description");
        if self.resumed > 0 {
            harvest.report.note(Outcome::Mapped, &self.base, "resumed").arg("n", self.resumed);
        }
        Ok(harvest)
    }

    /// Removes the pages that were kept.
    pub fn forget(&self) -> Result<()> {
        files::remove_folder(&self.state)
    }

    fn place(&self, query: &str) -> String {
        format!("{}/api/3/action/{query}", self.base)
    }

    /// An answer, from the pages kept or from the site; none where the site refuses it.
    fn optional(&mut self, query: &str, kept: &str) -> Result<Option<Value>> {
        let name = format!("{kept}.json");
        if let Some(text) = files::read_optional(&self.state, &name)?
            && let Ok(value) = serde_json::from_str(&text)
        {
            self.resumed += 1;
            return Ok(Some(value));
        }
        let url = self.place(query);
        let Answer::Ok(bytes) = self.client.get(&url, LARGEST_PAGE)? else { return Ok(None) };
        let Ok(text) = String::from_utf8(bytes) else { bail!("{url}: not UTF-8") };
        match serde_json::from_str::<Value>(&text) {
            Ok(value) if value["success"] == true => {
                files::write(&self.state, &name, &text)?;
                Ok(Some(value))
            }
            Ok(_) => Ok(None),
            Err(error) => bail!("{url}: {error}"),
        }
    }

    /// Organisations or groups. Old CKANs give all of them whatever page is asked for.
    fn owners(&mut self, action: &str, collector: &mut Collector) -> Result<()> {
        let mut seen = BTreeSet::new();
        for page in 0.. {
            let offset = page * OWNERS;
            let query = format!(
                "{action}?all_fields=true&include_extras=true&include_groups=true\
                 &limit={OWNERS}&offset={offset}"
            );
            let Some(value) = self.optional(&query, &format!("{action}-{offset}"))? else { break };
            let items = value["result"].as_array().map_or(&[][..], Vec::as_slice);
            let before = seen.len();
            seen.extend(items.iter().map(|item| as_text(&item["id"])));
            (self.progress)(action, seen.len());
            if seen.len() == before {
                break;
            }
            let whole = items.len() < OWNERS;
            collector.add(value, &self.place(&query));
            if whole {
                break;
            }
        }
        Ok(())
    }

    fn datasets(&mut self, collector: &mut Collector) -> Result<()> {
        let mut start = 0;
        let mut rows = ROWS.as_slice();
        let mut first = Value::Null;
        loop {
            let Some((most, fewer)) = rows.split_first() else {
                bail!("{}: package_search is refused", self.base);
            };
            let query = format!("package_search?q=*:*&rows={most}&start={start}&sort=id%20asc");
            let value = match self.optional(&query, &format!("datasets-{start}")) {
                Ok(Some(value)) => value,
                Err(error) if fewer.is_empty() => return Err(error),
                Ok(None) | Err(_) => {
                    rows = fewer;
                    continue;
                }
            };
            let results = value["result"]["results"].as_array().map_or(&[][..], Vec::as_slice);
            let Some(id) = results.first().map(|dataset| dataset["id"].clone()) else { break };
            if id == first {
                bail!("{}: package_search gives the same page again at {start}", self.base);
            }
            first = id;
            start += results.len();
            (self.progress)("package_search", start);
            let count = value["result"]["count"].as_u64().unwrap_or(u64::MAX);
            collector.add(value, &self.place(&query));
            if start as u64 >= count {
                break;
            }
        }
        Ok(())
    }
}
