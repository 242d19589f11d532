//! Which addresses of a text may become links, and how a link says them.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What would end or confuse an address within a page; everything else stays as it was written.
const NOT_IN_LINK: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}').add(b'\\');

/// The scheme of an address in lower case, none where it is relative.
pub fn scheme(url: &str) -> Option<String> {
    let end = url.find([':', '/', '?', '#'])?;
    if !url[end..].starts_with(':') {
        return None;
    }
    Some(url[..end].to_ascii_lowercase())
}

/// An address of a resource or contact as a link: `http`, `https`, `ftp` with a host, `mailto`.
pub fn external(url: &str) -> Option<String> {
    let url = url.trim();
    if url.chars().any(char::is_control) {
        return None;
    }
    let scheme = scheme(url)?;
    let rest = &url[scheme.len() + 1..];
    let sound = match scheme.as_str() {
        "http" | "https" | "ftp" => rest.strip_prefix("//").is_some_and(has_host),
        "mailto" => rest.contains('@'),
        _ => false,
    };
    sound.then(|| utf8_percent_encode(url, NOT_IN_LINK).to_string())
}

/// Whether what follows `//` begins with a host that can exist, with or without a port.
fn has_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match place.rfind(']').map(|end| place.split_at(end + 1)) {
        Some((host, port)) => (host, port.strip_prefix(':').unwrap_or(port)),
        None => place.split_once(':').unwrap_or((place, "")),
    };
    let named = |host: &str| {
        host.starts_with(char::is_alphanumeric)
            && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    let numbered = |host: &str| {
        let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        inner.is_some_and(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok())
    };
    (named(host) || numbered(host)) && port.parse::<u16>().is_ok() | port.is_empty()
}

/// An absolute address, taken apart as RFC 3986 does; nothing is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'u> {
    /// As written.
    pub scheme: &'u str,
    /// What stands before `@`.
    pub user: Option<&'u str>,
    /// Without the port; an IPv6 address keeps its brackets.
    pub host: &'u str,
    /// From the first `/`; may be empty.
    pub path: &'u str,
    /// What stands between `?` and `#`.
    pub query: Option<&'u str>,
}

impl<'u> Parts<'u> {
    /// The parts of `url`; none where it has no scheme followed by `//`.
    pub fn of(url: &'u str) -> Option<Self> {
        let url = url.trim();
        let (scheme, rest) = url.split_once("://")?;
        if scheme.is_empty() || !scheme.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(a, b)| (a, Some(b)));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, place) =
            authority.rsplit_once('@').map_or((None, authority), |(a, b)| (Some(a), b));
        let end = place.rfind(']').map_or_else(|| place.find(':'), |end| Some(end + 1));
        let host = &place[..end.unwrap_or(place.len())];
        Some(Self { scheme, user, host, path, query })
    }

    /// Whether a browser or a program follows it to a file.
    pub fn is_web(&self) -> bool {
        ["http", "https", "ftp", "ftps"].iter().any(|web| self.scheme.eq_ignore_ascii_case(web))
    }
}

/// The host of an address, without its port; empty where it has none.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// An e-mail address as a link.
pub fn mail(address: &str) -> Option<String> {
    let address = address.trim();
    let plain = |c: char| c.is_alphanumeric() || "@.-_+".contains(c);
    let (user, host) = address.split_once('@')?;
    (!user.is_empty() && host.contains('.') && !host.contains('@') && address.chars().all(plain))
        .then(|| format!("mailto:{}", utf8_percent_encode(address, NOT_IN_LINK)))
}

/// Whether an address is below the portal's own.
pub fn is_below(url: &str, base_url: &str) -> bool {
    !base_url.is_empty()
        && url
            .strip_prefix(base_url)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// An address of a Markdown text as a link: as [`external`], or one within the site. `/a/b` starts
/// at the site's folder, wherever that is; pages end in a slash.
pub fn of_text(url: &str, root: &str, base_url: &str) -> Option<String> {
    let url = url.trim();
    if url.is_empty() || url.chars().any(char::is_control) {
        return None;
    }
    if is_below(url, base_url) {
        return of_text(&format!("/{}", url[base_url.len()..].trim_start_matches('/')), root, "");
    }
    if scheme(url).is_some() {
        return external(url);
    }
    // A browser reads a backslash as a slash, so either pair would name another host.
    let Some(path) = url.strip_prefix('/') else {
        return (!url.starts_with('\\')).then(|| utf8_percent_encode(url, NOT_IN_LINK).to_string());
    };
    if path.starts_with(['/', '\\']) {
        return external(&format!("https:{url}"));
    }
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, rest) = path.split_at(end);
    let file = path.rsplit('/').next().unwrap_or_default();
    let slash =
        if file.is_empty() || file.contains('.') || path.starts_with("api/") { "" } else { "/" };
    Some(format!("{root}{}", utf8_percent_encode(&format!("{path}{slash}{rest}"), NOT_IN_LINK)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_schemes_are_links() {
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a",
            "http:evil",
            "https:///x",
            "http://javascript:]/",
            "http://a:b/",
            "https://[::1/",
            "https://?x",
            "mailto:",
            "\u{1}javascript:x",
        ] {
            assert_eq!(external(bad), None, "{bad}");
            assert_eq!(of_text(bad, "../", ""), None, "{bad}");
        }
        assert_eq!(external(" https://a.cl/b c").as_deref(), Some("https://a.cl/b%20c"));
        for good in
            ["http://[::1]:80/a", "ftp://u:p@a.cl:21/", "https://año.cl", "https://a_b.cl?x"]
        {
            assert!(external(good).is_some(), "{good}");
        }
        assert_eq!(external("HTTPS://a.cl").as_deref(), Some("HTTPS://a.cl"));
        assert_eq!(external("a.csv"), None);
    }

    #[test]
    fn addresses_of_the_site_start_at_its_folder() {
        let link = |url| of_text(url, "../../", "https://datos.cl/portal").unwrap_or_default();
        assert_eq!(link("/dataset/x"), "../../dataset/x/");
        assert_eq!(link("/dataset/x?a=b#c"), "../../dataset/x/?a=b#c");
        assert_eq!(link("/dump/datasets.jsonl.gz"), "../../dump/datasets.jsonl.gz");
        assert_eq!(link("https://datos.cl/portal/group/a"), "../../group/a/");
        assert_eq!(link("https://datos.cl/portales"), "https://datos.cl/portales");
        assert_eq!(link("//otro.cl/x"), "https://otro.cl/x");
        assert_eq!(link("/\\otro.cl"), "");
        assert_eq!(link("#norma"), "#norma");
    }

    #[test]
    fn an_e_mail_address_holds_nothing_else() {
        assert_eq!(mail("a.b+c@gob.cl").as_deref(), Some("mailto:a.b+c@gob.cl"));
        for bad in ["a@b.cl?bcc=x@y.cl", "a b@c.cl", "a", "@b.cl", "a@b@c.cl", "a@localhost"] {
            assert_eq!(mail(bad), None, "{bad}");
        }
    }
}
