//! Whether the host shows what is nobody's business, hides that something is missing, or speaks
//! without a lock.

use crate::publish::verify::check;
use crate::publish::verify::exchange::{Answer as _, Exchange};
use crate::publish::verify::line::{Line, Outcome, of};

/// Files that a careless upload brings along, and what would be found in them.
pub(in crate::publish::verify) const EXPOSED: [(&str, &[&str]); 4] = [
    (".git/HEAD", &["ref:"]),
    (".git/config", &["[core]"]),
    ("catalog/portal.yaml", &["title:", "base_url:"]),
    (".htaccess", &["Rewrite", "Header ", "ErrorDocument", "ForceType", "AddType"]),
];

/// Whether a file can be read that is not of the site.
pub(in crate::publish::verify) fn exposed(exchange: &Exchange, marks: &[&str]) -> Vec<Line> {
    of(exchange, |response| {
        let text = String::from_utf8_lossy(&response.body);
        let read = response.status == 200
            && !response.is_html()
            && marks.iter().any(|mark| text.contains(mark));
        let came = response.brief();
        vec![Line::judged(&check::EXPOSED, !read, &exchange.question, came, "404")]
    })
}

/// Whether a folder tells what is in it; `inside` is a file that is.
pub(in crate::publish::verify) fn listing(exchange: &Exchange, inside: &str) -> Vec<Line> {
    of(exchange, |response| {
        let text = String::from_utf8_lossy(&response.body);
        let lists = response.status == 200 && text.contains(inside);
        let came = response.brief();
        vec![Line::judged(&check::LISTING, !lists, &exchange.question, came, "404")]
    })
}

/// Whether a page that there is not is said not to be.
pub(in crate::publish::verify) fn not_found(exchange: &Exchange) -> Vec<Line> {
    of(exchange, |response| {
        let fine = response.status == 404;
        let came = response.brief();
        vec![Line::judged(&check::NOT_FOUND, fine, &exchange.question, came, "404 text/html")]
    })
}

/// Whether an address is one that strangers can reach: neither this machine's nor a network's own.
pub(in crate::publish::verify) fn is_public(host: &str) -> bool {
    use std::net::IpAddr;
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) => {
            !(ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified())
        }
        Ok(IpAddr::V6(ip)) => {
            !(ip.is_loopback()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ip.is_unspecified())
        }
        Err(_) => {
            let own = ["localhost", "local", "internal", "test", "lan"];
            host.contains('.') && !host.rsplit('.').next().is_some_and(|last| own.contains(&last))
        }
    }
}

/// Whether a public site is asked with a lock, and leads there who comes without. `plain` is the
/// answer to the same address without one; none where that was not asked.
pub(in crate::publish::verify) fn https(address: &str, plain: Option<&Exchange>) -> Vec<Line> {
    let Some(plain) = plain else {
        return vec![Line::judged(&check::HTTPS, false, address, "http://", "https://")];
    };
    let Ok(response) = &plain.outcome else {
        // Nobody answers without a lock: nobody is led astray.
        return Vec::new();
    };
    let to = response.header("location").unwrap_or_default();
    let fine = matches!(response.status, 301 | 302 | 307 | 308) && to.starts_with("https://");
    let came = format!("{}, {}", response.status, response.told("location"));
    vec![Line::judged(&check::HTTPS, fine, &plain.question, came, "301, location: https://…")]
}

/// Whether browsers are told to come with a lock only.
pub(in crate::publish::verify) fn hsts(exchange: &Exchange) -> Vec<Line> {
    let header = "strict-transport-security";
    of(exchange, |response| {
        let fine = response.header(header).is_some();
        let expected = format!("{header}: max-age=31536000");
        vec![Line::judged(&check::HSTS, fine, &exchange.question, response.told(header), expected)]
    })
}

/// Whether the site says that it lives where it was asked.
pub(in crate::publish::verify) fn base_url(said: &str, base: &str, public: bool) -> Line {
    let same = said.trim_end_matches('/') == base.trim_end_matches('/');
    let mut line = Line::judged(&check::BASE_URL, same, base, said, base.trim_end_matches('/'));
    if !same && !public {
        line.outcome = Outcome::Note;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Response;
    use crate::publish::verify::exchange::Question;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let outcome = Ok(Response { status, headers, body: body.into() });
        Exchange { question: Question::get("a"), outcome }
    }

    fn finds(lines: &[Line]) -> bool {
        lines.iter().any(Line::is_finding)
    }

    #[test]
    fn a_file_is_exposed_only_if_it_can_be_read() {
        let git = |status, body| finds(&exposed(&answer(status, &[], body), &["ref:"]));
        assert!(git(200, "ref: refs/heads/main\n"));
        assert!(!git(404, "ref: refs/heads/main\n"));
        assert!(!git(200, "<!doctype html>ref:"));
        assert!(!git(200, "hola"));
    }

    #[test]
    fn a_public_site_has_a_lock() {
        assert!(finds(&https("http://datos.example.org/", None)));
        let plain = |status, headers: &[(&str, &str)]| {
            finds(&https("https://a/", Some(&answer(status, headers, ""))))
        };
        assert!(!plain(301, &[("location", "https://a/")]));
        assert!(plain(301, &[("location", "http://b/")]));
        assert!(plain(200, &[]));
        for (host, public) in [
            ("datos.example.org", true),
            ("8.8.8.8", true),
            ("[2606:4700::1]", true),
            ("localhost", false),
            ("portal", false),
            ("portal.test", false),
            ("127.0.0.1", false),
            ("192.168.1.9", false),
            ("[::1]", false),
        ] {
            assert_eq!(is_public(host), public, "{host}");
        }
    }

    #[test]
    fn an_address_of_ones_own_need_not_be_the_portals() {
        assert!(!base_url("https://a", "https://a/", true).is_finding());
        assert!(base_url("https://b", "https://a/", true).is_finding());
        assert!(!base_url("https://b", "http://127.0.0.1:8000/", false).is_finding());
    }
}
