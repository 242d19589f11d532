//! How often data is promised to change, in the many words for it.

use crate::check::similar;

/// What a frequency promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Within so many days.
    Days(u32),
    /// Nothing that could be measured: now and then, never, as needed.
    None,
}

/// Words and codes, folded, and what they promise; those of the European frequency list, of Chile's
/// and Ecuador's profiles, and of Spanish, English and Portuguese.
const WORDS: [(&[&str], Promise); 18] = [
    (
        &[
            "continuous",
            "continua",
            "continuo",
            "continuamente",
            "cont",
            "real time",
            "tiempo real",
            "tempo real",
            "en tiempo real",
            "em tempo real",
            "hourly",
            "cada hora",
            "horaria",
            "horario",
            "de hora em hora",
            "update cont",
            "streaming",
        ],
        Promise::Days(1),
    ),
    (
        &[
            "daily",
            "diaria",
            "diario",
            "diariamente",
            "1d",
            "every day",
            "cada dia",
            "todos los dias",
            "diaria mente",
        ],
        Promise::Days(1),
    ),
    (
        &["weekly", "semanal", "semanalmente", "7d", "1w", "every week", "cada semana"],
        Promise::Days(7),
    ),
    (
        &[
            "biweekly",
            "fortnightly",
            "quincenal",
            "quinzenal",
            "quincenalmente",
            "cada quince dias",
        ],
        Promise::Days(15),
    ),
    (
        &[
            "monthly",
            "mensual",
            "mensal",
            "mensualmente",
            "mensalmente",
            "1m",
            "every month",
            "cada mes",
        ],
        Promise::Days(31),
    ),
    (&["bimonthly", "bimestral", "bimestralmente", "2m"], Promise::Days(62)),
    (
        &[
            "quarterly",
            "trimestral",
            "trimestralmente",
            "3m",
            "every three months",
            "cada tres meses",
            "every quarter",
        ],
        Promise::Days(92),
    ),
    (
        &["triannual", "cuatrimestral", "quadrimestral", "4m", "three times a year"],
        Promise::Days(123),
    ),
    (
        &[
            "semiannual",
            "semi annual",
            "semiannually",
            "biannual",
            "biannually",
            "semestral",
            "semestralmente",
            "6m",
            "twice a year",
            "every six months",
            "cada seis meses",
        ],
        Promise::Days(184),
    ),
    (
        &[
            "annual",
            "annually",
            "yearly",
            "anual",
            "anualmente",
            "1y",
            "12m",
            "every year",
            "cada ano",
            "todos los anos",
            "once a year",
        ],
        Promise::Days(366),
    ),
    (&["biennial", "bienal", "2y", "every two years", "cada dos anos"], Promise::Days(731)),
    (&["triennial", "trienal", "3y", "every three years"], Promise::Days(1096)),
    (&["quadrennial", "cuatrienal", "quadrienal", "4y", "cada cuatro anos"], Promise::Days(1461)),
    (
        &["quinquennial", "quinquenal", "5y", "every five years", "cada cinco anos"],
        Promise::Days(1827),
    ),
    (&["decennial", "decenal", "10y", "every ten years", "cada diez anos"], Promise::Days(3653)),
    (
        &[
            "irregular",
            "irreg",
            "no regular",
            "nao regular",
            "eventual",
            "eventualmente",
            "variable",
            "varies",
            "as needed",
            "as required",
            "segun se requiera",
            "segun necesidad",
            "sob demanda",
            "bajo demanda",
            "a demanda",
            "ad hoc",
            "periodically",
            "occasional",
            "ocasional",
            "other",
            "otra",
            "otro",
            "outra",
        ],
        Promise::None,
    ),
    (
        &[
            "never",
            "nunca",
            "none",
            "ninguna",
            "nenhuma",
            "not updated",
            "no updates",
            "no se actualiza",
            "sin actualizacion",
            "unica vez",
            "una vez",
            "unica",
            "once",
            "static",
            "estatico",
            "estatica",
            "not planned",
            "no planificada",
            "archived",
            "historico",
        ],
        Promise::None,
    ),
    (
        &["unknown", "desconocida", "desconocido", "desconhecida", "n a", "na", "op datpro", "s d"],
        Promise::None,
    ),
];

/// What a text promises; none where nobody knows what it means.
pub(super) fn promise(text: &str) -> Option<Promise> {
    let text = text.trim();
    // An address of the European list ends with the code.
    let word = if text.contains("://") { text.rsplit(['/', '#']).next()? } else { text };
    if let Some(interval) = interval(word) {
        return Some(interval);
    }
    let folded = similar::folded(word);
    let known = |text: &str| {
        WORDS.iter().find(|(words, _)| words.contains(&text)).map(|(_, promise)| *promise)
    };
    // `diaria en invierno` is a promise with a condition that nobody can measure.
    let conditional = || known(folded.split(' ').next()?).map(|_| Promise::None);
    known(&folded).or_else(conditional)
}

/// ISO 8601's repeating interval: `R/P1Y`, `R/P3.5D`, `R/PT1H`, also without `R/`.
fn interval(text: &str) -> Option<Promise> {
    let upper = text.to_ascii_uppercase();
    let rest = upper.strip_prefix("R/").unwrap_or(&upper).strip_prefix('P')?;
    let (date, time) = rest.split_once('T').map_or((rest, None), |(a, b)| (a, Some(b)));
    // Days in tenths, so that `P0.5M` needs no fractions.
    let mut tenths: u32 = 0;
    let mut number = String::new();
    for c in date.chars() {
        if c.is_ascii_digit() || matches!(c, '.' | ',') {
            number.push(if c == ',' { '.' } else { c });
            continue;
        }
        let days = match c {
            'Y' => 366,
            'M' => 31,
            'W' => 7,
            'D' => 1,
            _ => return None,
        };
        tenths = tenths.checked_add(tenths_of(&number)?.checked_mul(days)?)?;
        number.clear();
    }
    if !number.is_empty() || (tenths == 0 && time.is_none()) {
        return None;
    }
    if let Some(time) = time {
        let shape = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | 'H' | 'M' | 'S');
        if time.is_empty() || !time.chars().all(shape) || !time.ends_with(['H', 'M', 'S']) {
            return None;
        }
    }
    Some(Promise::Days(tenths.div_ceil(10).max(1)))
}

/// A number with at most one decimal, times ten.
fn tenths_of(number: &str) -> Option<u32> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let whole: u32 = whole.parse().ok()?;
    let first: u32 = part.get(..1)?.parse().ok()?;
    whole.checked_mul(10)?.checked_add(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_codes_of_many_catalogues_are_understood() {
        for (text, days) in [
            ("R/P1Y", 366),
            ("R/P0.5M", 16),
            ("R/P3.5D", 4),
            ("R/PT1S", 1),
            ("P1M", 31),
            ("Anual", 366),
            ("anualmente", 366),
            ("Não regular", 0),
            ("EVENTUAL", 0),
            ("http://publications.europa.eu/resource/authority/frequency/QUARTERLY", 92),
            ("1d", 1),
            ("6m", 184),
            ("Diária", 1),
            ("tiempo real", 1),
        ] {
            let expected = if days == 0 { Promise::None } else { Promise::Days(days) };
            assert_eq!(promise(text), Some(expected), "{text}");
        }
        for unknown in ["R/P", "R/PXY", "a veces sí", "P1", "R/P1Y2", "R/PT", "R/P99999999999Y"] {
            assert_eq!(promise(unknown), None, "{unknown}");
        }
    }
}
