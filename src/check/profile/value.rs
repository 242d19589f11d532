//! Whether a text is what a field's kind allows, and what may have been meant.

use crate::check::profile::Told;
use crate::read::Timestamp;
use crate::read::fields::{date_meant, email_meant, is_email, is_name, slug};
use crate::read::profile::Kind;
use crate::report::{Mend, Step};

/// Tells of a text that the kind does not allow.
pub(super) fn text(kind: Kind, text: &str, at: &[Step], told: &mut Told) {
    if !fits(kind, text.trim()) {
        wrong(kind, text, at, told);
    }
}

/// Tells that a value is not of a kind.
pub(super) fn wrong(kind: Kind, value: &str, at: &[Step], told: &mut Told) {
    let meant = meant(kind, value).filter(|meant| fits(kind, meant));
    told.add("profile-value", at, |finding| {
        let finding = finding.with("value", value).with("expected", expected(kind));
        match meant {
            Some(write) => finding
                .with("write", &write)
                .helped_by("profile-value-meant-help")
                .mended_by(Mend::Value(write)),
            None => finding,
        }
    });
}

/// The text that says what is expected, below `diagnostics.expected.`.
fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Choice => "text",
        Kind::Choices | Kind::Texts => "list",
        Kind::Date => "date",
        Kind::Moment => "moment",
        Kind::MomentWithZone => "moment-with-zone",
        Kind::PartOfDate => "part-of-date",
        Kind::Integer => "integer",
        Kind::Natural => "natural",
        Kind::Positive => "positive",
        Kind::Bool => "bool",
        Kind::Email => "email",
        Kind::Url => "url",
        Kind::Object => "object",
        Kind::Name => "name",
        Kind::Entries => "entries",
    }
}

fn fits(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Text | Kind::Choice | Kind::Texts => true,
        Kind::Date => is_day(text),
        Kind::Moment => is_day(text) || is_moment(text),
        Kind::MomentWithZone => is_moment(text) && has_zone(text),
        Kind::PartOfDate => is_part_of_date(text) || is_day(text) || is_moment(text),
        Kind::Integer => is_number(text.strip_prefix(['-', '+']).unwrap_or(text)),
        Kind::Natural => is_number(text),
        Kind::Positive => is_number(text) && text.bytes().any(|b| b != b'0'),
        Kind::Bool => matches!(text, "true" | "false"),
        Kind::Email => is_email(text),
        Kind::Url => is_url(text),
        Kind::Name => is_name(text),
        Kind::Choices | Kind::Object | Kind::Entries => false,
    }
}

fn is_number(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && Timestamp::parse(text).is_some()
}

fn is_moment(text: &str) -> bool {
    text.len() > 10 && Timestamp::parse(text).is_some()
}

/// `2024` or `2024-03`.
fn is_part_of_date(text: &str) -> bool {
    matches!(text.len(), 4 | 7) && is_day(&format!("{text}{}", &"-01-01"[..10 - text.len()]))
}

fn has_zone(text: &str) -> bool {
    let time = text.get(10..).unwrap_or_default();
    time.ends_with(['Z', 'z']) || time.contains(['+', '-'])
}

/// As CKAN takes one: `http` or `https`, a host, nothing between blanks.
fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c);
        let label = |label: &str| !label.is_empty() && !label.contains(['/', ',', ';', '(', '\'']);
        !rest.contains(odd) && host.split('.').all(label)
    })
}

/// What somebody meant who wrote something else.
fn meant(kind: Kind, text: &str) -> Option<String> {
    let text = text.trim();
    match kind {
        Kind::Date | Kind::Moment => date_meant(text),
        Kind::PartOfDate => date_meant(text).or_else(|| month_meant(text)),
        Kind::Email => email_meant(text).map(str::to_owned),
        Kind::Url if text.starts_with("www.") => Some(format!("https://{text}")),
        Kind::Name => Some(slug(text)),
        // Points and blanks between thousands.
        Kind::Integer | Kind::Natural | Kind::Positive => {
            let groups: Vec<&str> = text.split(['.', ' ', '\u{a0}', '\u{202f}']).collect();
            let whole = groups.len() > 1
                && (1..=3).contains(&groups[0].len())
                && groups[1..].iter().all(|group| group.len() == 3);
            whole.then(|| groups.concat())
        }
        Kind::Bool => match text.to_lowercase().as_str() {
            "yes" | "si" | "sí" | "sim" | "1" | "verdadero" | "verdadeiro" => Some("true".into()),
            "no" | "não" | "nao" | "0" | "falso" => Some("false".into()),
            _ => None,
        },
        _ => None,
    }
}

/// `3/2024` as `2024-03`.
fn month_meant(text: &str) -> Option<String> {
    let (month, year) = text.split_once(['/', '-'])?;
    (year.len() == 4 && matches!(month.len(), 1 | 2)).then(|| format!("{year}-{month:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_takes_its_own_and_nothing_else() {
        for (kind, good, bad) in [
            (Kind::Date, &["2024-02-29"][..], &["2023-02-29", "2024-1-1", "2024", "x"][..]),
            (Kind::Moment, &["2024-01-01", "2024-01-01T10:00:00"], &["10:00", "2024-01"]),
            (
                Kind::MomentWithZone,
                &["2024-01-01T10:00:00Z", "2024-01-01T10:00:00-03:00"],
                &["2024-01-01T10:00:00", "2024-01-01"],
            ),
            (Kind::PartOfDate, &["2024", "2024-12", "2024-12-31"], &["2024-13", "24", "añoo"]),
            (Kind::Integer, &["-5", "0", "12"], &["1.5", "", "-", "1e3", "doce"]),
            (Kind::Natural, &["0", "7"], &["-1", "+1"]),
            (Kind::Positive, &["1", "10"], &["0", "00", "-1"]),
            (Kind::Bool, &["true", "false"], &["True", "sí"]),
            (Kind::Email, &["a@b.cl"], &["a", "a@b@c d"]),
            (
                Kind::Url,
                &["https://x.cl", "http://localhost:80/a?b#c", "https://áé.cl/ñ"],
                &["x.cl", "ftp://x.cl", "https://", "https:///a", "https://a b.cl", "https://a..b"],
            ),
            (Kind::Name, &["a-b"], &["A B", "a"]),
        ] {
            for text in good {
                assert!(fits(kind, text), "{kind:?} {text}");
            }
            for text in bad {
                assert!(!fits(kind, text), "{kind:?} {text}");
            }
        }
    }

    #[test]
    fn what_is_meant_fits() {
        for (kind, text, expected) in [
            (Kind::Date, "31/12/2024", "2024-12-31"),
            (Kind::PartOfDate, "3/2024", "2024-03"),
            (Kind::Email, "Ana <ana@x.cl>", "ana@x.cl"),
            (Kind::Url, "www.x.cl", "https://www.x.cl"),
            (Kind::Natural, "1.234.567", "1234567"),
            (Kind::Bool, "Sí", "true"),
            (Kind::Name, "Año Nuevo", "ano-nuevo"),
        ] {
            let meant = meant(kind, text).expect(text);
            assert_eq!(meant, expected);
            assert!(fits(kind, &meant), "{text}");
        }
        assert_eq!(meant(Kind::Natural, "1.5"), None);
    }
}
