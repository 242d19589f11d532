//! Edge workers: a script that answers what CKAN's server does, and what each host needs around it.

use crate::action;
use crate::plan::Layout;
use crate::plan::layout::{LARGEST_FILE, MOST_FILES};
use crate::publish::hosting::{File, Table, headers, table};
use crate::theme;
use anyhow::Result;
use serde_json::{Map, Value, json};

/// What is said of the files at the head of the worker.
const HEAD: &str = "\
// Answers a portal's pages and CKAN's API from the files of its site, at the edge of a network.
// Made by `fichero hosting edge`; make it again after `fichero` or the address of the portal changed.
//
//   worker.mjs      Cloudflare Workers, with wrangler.toml: npx wrangler deploy
//   netlify.mjs     Netlify: an edge function
//   vercel.mjs      Vercel: a middleware
//   deno.mjs        Deno, anywhere
//
// Any other runtime in which a Request becomes a Response: answer(request, fetchAsset), where
// fetchAsset(request) → Response gives a file of the site by its path.
";

/// How the script begins to work.
const START: &str = "
const KEY = {};
export const answer = (request, fetchAsset, more) => handle(request, fetchAsset, {...OPTIONS, key: KEY, ...more});
export default {fetch: (request, env) => answer(request, file => env.ASSETS.fetch(file))};
";

/// The files for hosts with workers. `site` leads from their folder to the site's.
///
/// # Errors
/// Where the script cannot be joined.
pub fn edge(table: &Table, layout: Layout, site: &str) -> Result<Vec<File>> {
    let script = theme::script("edge.js")?;
    let options = options(table, layout);
    let worker = format!("{HEAD}{script}export const OPTIONS = {options};{START}");
    let file = |path: &str, text: &str| File {
        path: path.to_owned(),
        text: text
            .replace("{site}", site)
            .replace("{most}", &MOST_FILES.to_string())
            .replace("{largest}", &(LARGEST_FILE >> 20).to_string()),
    };
    Ok(vec![
        File { path: "worker.mjs".to_owned(), text: worker },
        file("wrangler.toml", include_str!("../../../assets/edge-hosts/wrangler.toml")),
        file("netlify.mjs", include_str!("../../../assets/edge-hosts/netlify.mjs")),
        file("vercel.mjs", include_str!("../../../assets/edge-hosts/vercel.mjs")),
        file("deno.mjs", include_str!("../../../assets/edge-hosts/deno.mjs")),
    ])
}

/// What the script reads of the table, as `assets/edge.js` documents it.
fn options(table: &Table, layout: Layout) -> Value {
    let layout = match layout {
        Layout::Files => "files",
        Layout::Sharded => "sharded",
    };
    let all = |headers: &[(&str, &str)]| -> Map<String, Value> {
        headers.iter().map(|(name, value)| (name.to_lowercase(), (*value).into())).collect()
    };
    let endings = headers::MEDIA.iter().flat_map(|(media, endings)| {
        endings.iter().map(move |ending| ((*ending).to_owned(), Value::from(*media)))
    });
    json!({
        "layout": layout,
        "table": {
            "base": table.base,
            "locale": table::LOCALE,
            "writes": table.writes,
            "closed": action::CLOSED,
            "allow": headers::ALLOW,
            "everywhere": all(&headers::EVERYWHERE),
            "preflight": all(&headers::PREFLIGHT),
            "page_policy": headers::PAGE_POLICY,
            "file_policy": headers::FILE_POLICY,
            "lifetime": headers::LIFETIME,
            "forever": headers::FOREVER,
            "no_store": headers::NO_STORE,
            "hashed": headers::HASHED,
            "download": headers::DOWNLOAD,
            "active": headers::ACTIVE,
            "media": endings.collect::<Map<_, _>>(),
        },
    })
}
