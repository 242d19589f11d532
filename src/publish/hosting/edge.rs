//! Edge workers: a script that answers everything CKAN's server does, and what each host needs
//! around it.

use crate::plan::Layout;
use crate::plan::layout::{LARGEST_FILE, MOST_FILES};
use crate::publish::hosting::Table;
use crate::theme;
use anyhow::Result;
use serde_json::json;

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

/// What browsers may load on a page: what is the portal's own, and images of descriptions.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// How the script begins to work.
const START: &str = "
const KEY = {};
export const answer = (request, fetchAsset) => handle(request, fetchAsset, {...OPTIONS, key: KEY});
export default {fetch: (request, env) => answer(request, file => env.ASSETS.fetch(file))};
";

/// The files for hosts with workers: name, text. `site` leads from their folder to the site's.
///
/// # Errors
/// Where the script cannot be joined.
pub fn edge(table: &Table, layout: Layout, site: &str) -> Result<Vec<(&'static str, String)>> {
    let layout = match layout {
        Layout::Files => "files",
        Layout::Sharded => "sharded",
    };
    let options = json!({
        "layout": layout,
        "table": { "writes": table.writes, "csp": CSP },
    });
    let script = theme::script("edge.js")?;
    let worker = format!("{HEAD}{script}export const OPTIONS = {options};{START}");
    let filled = |text: &str| {
        text.replace("{site}", site)
            .replace("{most}", &MOST_FILES.to_string())
            .replace("{largest}", &(LARGEST_FILE >> 20).to_string())
    };
    Ok(vec![
        ("worker.mjs", worker),
        ("wrangler.toml", filled(include_str!("../../../assets/edge-hosts/wrangler.toml"))),
        ("netlify.mjs", include_str!("../../../assets/edge-hosts/netlify.mjs").to_owned()),
        ("vercel.mjs", include_str!("../../../assets/edge-hosts/vercel.mjs").to_owned()),
        ("deno.mjs", filled(include_str!("../../../assets/edge-hosts/deno.mjs"))),
    ])
}
