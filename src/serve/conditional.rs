//! Whether a client has it already, and which part it wants (RFC 9110, 13 and 14).

use crate::serve::request::Request;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use std::ops::RangeInclusive;

/// What is known of a version of something.
#[derive(Clone, Debug, Default)]
pub(super) struct Version {
    /// A strong tag, quotes included; none where nobody knows.
    pub(super) tag: Option<String>,
    /// When it changed last, to the second.
    pub(super) modified: Option<Timestamp>,
}

/// As headers say a moment: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn date(moment: Timestamp) -> Option<String> {
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()
}

fn parsed(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

/// Whether the client has this version already.
pub(super) fn is_known(request: &Request, version: &Version) -> bool {
    if let Some(tags) = request.header("if-none-match") {
        return match &version.tag {
            _ if tags.trim() == "*" => true,
            Some(own) => self::tags(tags).any(|tag| tag == own),
            None => false,
        };
    }
    let since = request.header("if-modified-since").and_then(parsed);
    matches!((since, version.modified), (Some(since), Some(modified)) if modified <= since)
}

/// The tags of a list, each with its quotes, compared weakly.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(|tag| {
        let tag = tag.trim();
        tag.strip_prefix("W/").unwrap_or(tag)
    })
}

/// Which part is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// First and last byte.
    Range(RangeInclusive<u64>),
    /// None of what there is.
    Outside,
}

/// Which part of `length` bytes a request wants. Several parts at once, and units that are not
/// bytes, are answered with the whole.
pub(super) fn part(request: &Request, version: &Version, length: u64) -> Part {
    let Some(range) = request.header("range").filter(|_| is_same(request, version)) else {
        return Part::Whole;
    };
    let Some((unit, range)) = range.split_once('=') else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Part::Whole;
    }
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    let number = |digits: &str| {
        let digits = digits.trim();
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().unwrap_or(u64::MAX))
    };
    let range = match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            Some(0) => return Part::Outside,
            Some(count) => length.saturating_sub(count)..=length.saturating_sub(1),
            None => return Part::Whole,
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), None) if last.is_empty() => first..=length.saturating_sub(1),
            (Some(first), Some(last)) if first <= last => {
                first..=last.min(length.saturating_sub(1))
            }
            _ => return Part::Whole,
        },
    };
    if *range.start() < length { Part::Range(range) } else { Part::Outside }
}

/// Whether a part would fit what the client has: `If-Range` holds, or is absent.
fn is_same(request: &Request, version: &Version) -> bool {
    let Some(condition) = request.header("if-range").map(str::trim) else { return true };
    if condition.starts_with('"') {
        return version.tag.as_deref() == Some(condition);
    }
    version.modified.is_some() && parsed(condition) == version.modified
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::request::Method;
    use std::net::IpAddr;

    fn asking(headers: &[(&'static str, &str)]) -> Request {
        Request {
            method: Method::Get,
            verb: "GET".into(),
            path: "/".into(),
            query: None,
            headers: headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
            body: Vec::new(),
            peer: IpAddr::from([127, 0, 0, 1]),
        }
    }

    fn version() -> Version {
        let modified = Timestamp::from_second(784_111_777).ok();
        Version { tag: Some("\"a\"".into()), modified }
    }

    #[test]
    fn a_client_that_has_it_is_told_so() {
        const DAY: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(date(version().modified.expect("a moment")).as_deref(), Some(DAY));
        for (name, value, known) in [
            ("if-none-match", "\"a\"", true),
            ("if-none-match", "\"b\", W/\"a\"", true),
            ("if-none-match", "*", true),
            ("if-none-match", "\"b\"", false),
            ("if-none-match", "a", false),
            ("if-modified-since", DAY, true),
            ("if-modified-since", "Sun, 06 Nov 1994 08:49:36 GMT", false),
            ("if-modified-since", "ayer", false),
        ] {
            assert_eq!(is_known(&asking(&[(name, value)]), &version()), known, "{name}: {value}");
        }
        let both = asking(&[("if-none-match", "\"b\""), ("if-modified-since", DAY)]);
        assert!(!is_known(&both, &version()), "the tag counts more");
    }

    #[test]
    fn parts_are_cut_as_asked() {
        for (range, expected) in [
            ("bytes=0-0", Part::Range(0..=0)),
            ("bytes=5-", Part::Range(5..=9)),
            ("bytes=-3", Part::Range(7..=9)),
            ("bytes=-30", Part::Range(0..=9)),
            ("bytes=2-99999999999999999999999", Part::Range(2..=9)),
            ("Bytes = 1-2", Part::Range(1..=2)),
            ("bytes=10-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=3-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("items=0-1", Part::Whole),
            ("bytes", Part::Whole),
        ] {
            assert_eq!(part(&asking(&[("range", range)]), &version(), 10), expected, "{range}");
        }
        assert_eq!(part(&asking(&[("range", "bytes=0-")]), &version(), 0), Part::Outside);
        for (condition, expected) in [
            ("\"a\"", Part::Range(0..=1)),
            ("\"b\"", Part::Whole),
            ("W/\"a\"", Part::Whole),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Part::Range(0..=1)),
            ("Sun, 06 Nov 1994 08:49:38 GMT", Part::Whole),
        ] {
            let request = asking(&[("range", "bytes=0-1"), ("if-range", condition)]);
            assert_eq!(part(&request, &version(), 10), expected, "{condition}");
        }
    }
}
