//! How a language writes numbers, sizes and dates.

use crate::text::Texts;

/// The habits of one language, read from its texts.
#[derive(Clone, Debug)]
pub struct Locale {
    group: String,
    decimal: String,
    months: Vec<String>,
    /// `{day}`, `{month}` and `{year}` with what stands between them.
    day: String,
}

impl Locale {
    /// The habits that `portal.number` and `portal.date` of the texts tell.
    pub fn new(texts: &Texts) -> Self {
        let get = |key: &str| texts.get(key, &[]);
        Self {
            group: get("portal.number.group"),
            decimal: get("portal.number.decimal"),
            months: (1..=12).map(|n| get(&format!("portal.date.month-{n}"))).collect(),
            day: get("portal.date.day"),
        }
    }

    /// `12345` → `12.345`.
    pub fn number(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::with_capacity(digits.len() + 6);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push_str(&self.group);
            }
            out.push(digit);
        }
        out
    }

    /// Bytes as people say them, in powers of a thousand: `1,4 MB`.
    pub fn size(&self, bytes: u64) -> String {
        const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
        let mut unit = 0;
        // In tenths of the unit, so that no binary fraction is ever shown.
        let mut tenths = u128::from(bytes) * 10;
        while tenths >= 9_995 && unit + 1 < UNITS.len() {
            tenths = (tenths + 500) / 1000;
            unit += 1;
        }
        let whole = self.number(u64::try_from(tenths / 10).unwrap_or(u64::MAX));
        let fraction = tenths % 10;
        if unit == 0 || fraction == 0 || tenths >= 1000 {
            format!("{whole}\u{a0}{}", UNITS[unit])
        } else {
            format!("{whole}{}{fraction}\u{a0}{}", self.decimal, UNITS[unit])
        }
    }

    /// `2024-03-12` → `12 de marzo de 2024`; anything else stays as it is.
    pub fn date(&self, iso: &str) -> String {
        self.spelled(iso).unwrap_or_else(|| iso.to_owned())
    }

    fn spelled(&self, iso: &str) -> Option<String> {
        let mut parts = iso.get(..10)?.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let month: usize = month.parse().ok()?;
        let day: u8 = day.parse().ok()?;
        let month = self.months.get(month.checked_sub(1)?)?;
        Some(
            self.day
                .replace("{day}", &day.to_string())
                .replace("{month}", month)
                .replace("{year}", year),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn locale(lang: Lang) -> Locale {
        Locale::new(&Texts::embedded(lang))
    }

    #[test]
    fn numbers_sizes_and_dates_follow_the_language() {
        let es = locale(Lang::Es);
        assert_eq!(es.number(0), "0");
        assert_eq!(es.number(1_234_567), "1.234.567");
        assert_eq!(es.size(999), "999\u{a0}B");
        assert_eq!(es.size(1_440_000), "1,4\u{a0}MB");
        assert_eq!(es.size(999_999), "1\u{a0}MB");
        assert_eq!(es.size(230_400), "230\u{a0}kB");
        assert_eq!(es.date("2024-03-12"), "12 de marzo de 2024");
        assert_eq!(es.date("2024-13-12"), "2024-13-12");
        assert_eq!(es.date("ñññññ"), "ñññññ");
        let en = locale(Lang::En);
        assert_eq!(en.size(1_440_000), "1.4\u{a0}MB");
        assert_eq!(en.date("2024-03-02T10:00:00"), "2 March 2024");
        assert_eq!(locale(Lang::Pt).date("2024-03-12"), "12 de março de 2024");
    }
}
