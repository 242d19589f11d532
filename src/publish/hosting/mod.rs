//! How hosts make a site of files answer CKAN's clients: one table of rules, one emitter a host.

mod actions;
mod apache;
mod caddy;
mod cloudfront;
mod decide;
mod edge;
mod headers;
mod iis;
mod netlify;
mod nginx;
mod parameters;
mod pattern;
mod table;
mod template;
mod value;

pub use decide::{Decision, Request, decide};
pub use edge::edge;
pub use table::{Files, Label, Parameter, Rule, Slot, Table};
pub use value::Values;

use crate::publish::Host;

/// Where a host finds the site and who asks it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder that the address `/` stands for. A site whose address has a path lies below it.
    pub root: String,
    /// Address or port to listen on, in the host's own words.
    pub listen: String,
    /// The name of the host: `datos.example.org`.
    pub name: String,
}

impl Place {
    /// What is usual on a host, for a site at an address.
    pub fn usual(host: Host, site: &str) -> Self {
        let rest = site.split_once("://").map_or(site, |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        let port = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let name = match authority.rsplit_once(':') {
            Some((name, end)) if port(end) => name,
            _ => authority,
        };
        let listen = match host {
            Host::Caddy => site.strip_suffix(&rest[authority.len()..]).unwrap_or(site),
            Host::Apache => "*:80",
            _ => "80",
        };
        let root = format!("/srv/www/{}", name.replace(['[', ']', ':'], "_"));
        Self { root, listen: listen.to_owned(), name: name.to_owned() }
    }
}

/// The hosts that find files by rules: no program of ours runs there.
pub const RULED: [Host; 8] = [
    Host::Nginx,
    Host::Apache,
    Host::Htaccess,
    Host::Caddy,
    Host::Cloudfront,
    Host::Netlify,
    Host::Vercel,
    Host::Iis,
];

/// A file of a host's configuration.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it goes, relative to a folder of its own.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The rules in a host's words; none for a host that is not [`RULED`].
pub fn files(host: Host, table: &Table, place: &Place) -> Option<Vec<File>> {
    let one = |path: &str, text: String| vec![File { path: path.to_owned(), text }];
    Some(match host {
        Host::Nginx => one("fichero.conf", nginx::configuration(table, place)),
        Host::Apache => apache::configuration(table, place),
        Host::Htaccess => one(".htaccess", apache::htaccess(table, place)),
        Host::Cloudfront => cloudfront::configuration(table, place),
        Host::Netlify => netlify::netlify(table, place),
        Host::Vercel => one("vercel.json", netlify::vercel(table, place)),
        Host::Iis => one("web.config", iis::configuration(table, place)),
        Host::Caddy => one("Caddyfile", caddy::configuration(table, place)),
        Host::Edge | Host::Github | Host::Gitlab => return None,
    })
}
