//! Dates and times as CKAN writes them.

use std::fmt;

/// A moment in UTC in CKAN's form: `2024-03-01T12:00:00` with up to six decimals, without a zone.
/// Equal moments have equal texts, and texts sort by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// Reads `2024-03-01`, `2024-03-01T12:00`, `2024-03-01 12:00:00.123456`, with `Z` or an offset
    /// (converted to UTC). A text already in CKAN's form stays as it is, byte for byte.
    pub fn parse(text: &str) -> Option<Self> {
        use jiff::civil::DateTime;
        let text = text.trim();
        let utc: DateTime = if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            moment.to_zoned(jiff::tz::TimeZone::UTC).datetime()
        } else {
            text.parse::<DateTime>().ok()?
        };
        let whole = utc.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let micros = utc.subsec_nanosecond() / 1000;
        Some(Self(if micros == 0 { whole } else { format!("{whole}.{micros:06}") }))
    }

    /// The day, `2024-03-01`.
    pub fn date(&self) -> &str {
        self.0.get(..10).unwrap_or(&self.0)
    }

    /// As CKAN writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With the zone that RFC 3339 wants: `2024-03-01T12:00:00Z`.
    pub fn rfc3339(&self) -> String {
        format!("{}Z", self.0)
    }

    /// Seconds since 1970.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let moment = jiff::Timestamp::from_second(seconds).ok()?;
        Self::parse(&moment.to_string())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ckans_own_form_survives_and_others_become_it() {
        let same =
            ["2024-01-02T03:04:05", "2024-02-03T04:05:06.789000", "2026-11-20T14:49:52.049725"];
        for text in same {
            assert_eq!(Timestamp::parse(text).expect(text).as_str(), text);
        }
        let read = |text| Timestamp::parse(text).map(|t| t.as_str().to_owned());
        assert_eq!(read("2024-01-02").as_deref(), Some("2024-01-02T00:00:00"));
        assert_eq!(read("2024-01-02 03:04:05Z").as_deref(), Some("2024-01-02T03:04:05"));
        assert_eq!(read("2024-01-02T03:04:05-03:00").as_deref(), Some("2024-01-02T06:04:05"));
        for bad in ["", "2024", "02/01/2024", "2024-13-01", "mañana"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
