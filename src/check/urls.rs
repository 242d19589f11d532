//! Addresses that lead nowhere, to the wrong place, or give a secret away.

use crate::catalog::{Dataset, Resource};
use crate::check::Look;
use crate::markup::address::Parts;
use crate::read::Location;
use crate::report::{Finding, Spanned};
use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};

/// Formats of services, of which one address serves many resources.
const SERVICES: [&str; 10] = [
    "API",
    "ArcGIS Map Service",
    "ArcGIS Online Map",
    "Esri REST",
    "GTFS-RT",
    "SPARQL",
    "WCS",
    "WFS",
    "WMS",
    "WMTS",
];

/// Ends of names that exist only within a network.
const PRIVATE_ENDS: [&str; 8] =
    ["local", "localhost", "internal", "intranet", "lan", "corp", "home", "localdomain"];

/// Names of parameters that carry a key.
const SECRETS: [&str; 14] = [
    "access_token",
    "api_key",
    "apikey",
    "api-key",
    "auth_token",
    "authtoken",
    "client_secret",
    "password",
    "passwd",
    "pwd",
    "secret",
    "sig",
    "token",
    "x-amz-signature",
];

/// Shorter values of such parameters are no keys: `?token=csv`.
const SHORTEST_SECRET: usize = 8;

pub(super) fn dataset(dataset: &Dataset, found: &mut Vec<Finding>) {
    let file = &dataset.record.file;
    if let Some(url) = &dataset.record.url {
        address(url, file, found);
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for resource in &dataset.resources {
        let Some(url) = url_of(resource) else { continue };
        address(url, file, found);
        if !is_service(resource) && !seen.insert(&url.value) {
            found.push(Finding::new("url-twice", file, url.span).with("value", &url.value));
        }
    }
}

/// Addresses that several datasets have.
pub(super) fn catalog(look: &Look, found: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, &Dataset> = HashMap::new();
    for dataset in &look.catalog.datasets {
        for resource in &dataset.resources {
            let Some(url) = url_of(resource).filter(|_| !is_service(resource)) else { continue };
            let first = *seen.entry(&url.value).or_insert(dataset);
            if !std::ptr::eq(first, dataset) {
                found.push(
                    Finding::new("url-shared", &dataset.record.file, url.span)
                        .with("other", &first.record.file)
                        .same_as(&url.value),
                );
            }
        }
    }
}

fn url_of(resource: &Resource) -> Option<&Spanned<String>> {
    match &resource.record.location {
        Location::Url(url) if !url.is_empty() => Some(url),
        _ => None,
    }
}

fn is_service(resource: &Resource) -> bool {
    SERVICES.contains(&resource.format.as_str())
}

/// What can be said of an address alone. Only the gravest is said.
fn address(url: &Spanned<String>, file: &str, found: &mut Vec<Finding>) {
    let Some(parts) = Parts::of(&url.value).filter(Parts::is_web) else { return };
    let tell = || Finding::new("url-secret", file, url.span);
    if parts.user.is_some_and(|user| user.contains(':')) {
        found.push(tell().with_word("part", "url-secret-user"));
        return;
    }
    if let Some(part) = secret(&parts) {
        found.push(tell().with("part", part));
        return;
    }
    if url.value.contains(char::is_whitespace) {
        let finding = Finding::new("url-space", file, url.span);
        found.push(if url.value.matches("://").count() > 1 {
            finding.helped_by("url-space-two-help")
        } else {
            let write = encoded(&url.value);
            finding.with("write", &write).becomes(&write)
        });
        return;
    }
    if is_private(parts.host) {
        found.push(Finding::new("url-private-host", file, url.span).with("host", parts.host));
        return;
    }
    if parts.scheme.eq_ignore_ascii_case("http") {
        let write = format!("https{}", &url.value[parts.scheme.len()..]);
        let finding = Finding::new("url-insecure", file, url.span).with("write", write);
        // A server speaks one way or the other, however many files it has.
        found.push(finding.same_as(&format!("{file} {}", parts.host)));
    }
}

/// The name of a parameter that gives a secret away, never the secret.
fn secret(parts: &Parts) -> Option<String> {
    parts.query?.split(['&', ';']).find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let known = SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret));
        (known && value.len() >= SHORTEST_SECRET).then(|| format!("{name}="))
    })
}

/// White space as addresses write it.
fn encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.trim().chars() {
        match c {
            ' ' => out.push_str("%20"),
            // A line break or a tab came in by mistake and means nothing.
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn is_private(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(address) => is_private_v4(address),
            IpAddr::V6(address) => {
                address.is_loopback()
                    || address.is_unspecified()
                    || address.is_unique_local()
                    || address.is_unicast_link_local()
                    || address.to_ipv4_mapped().is_some_and(is_private_v4)
            }
        };
    }
    let last = bare.rsplit('.').next().unwrap_or_default();
    !bare.is_empty()
        && (!bare.contains('.') || PRIVATE_ENDS.iter().any(|end| last.eq_ignore_ascii_case(end)))
}

/// What RFC 1918 and its kin keep within a network.
fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || (first == 100 && (64..128).contains(&second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_within_a_network_are_known() {
        for host in [
            "localhost",
            "servidor",
            "datos.minsal.local",
            "10.1.2.3",
            "172.20.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "[::1]",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
            "169.254.1.1",
            "intranet",
        ] {
            assert!(is_private(host), "{host}");
        }
        for host in
            ["datos.gob.cl", "172.32.0.1", "8.8.8.8", "[2001:db8::1]", "localhost.example", ""]
        {
            assert!(!is_private(host), "{host}");
        }
    }

    #[test]
    fn keys_in_addresses_are_named_and_not_told() {
        let of = |url: &str| secret(&Parts::of(url).expect("an address"));
        assert_eq!(of("https://a.cl/x?b=1&Token=abcdef123456").as_deref(), Some("Token="));
        for fine in ["https://a.cl/x?token=csv", "https://a.cl/x?key=2019", "https://ana@a.cl/"] {
            assert_eq!(of(fine), None, "{fine}");
        }
    }
}
