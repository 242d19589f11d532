//! Values written another way → the ones to type.

use crate::read::node::{Node, NodeKind};
use crate::read::{Timestamp, syntax};

/// What somebody meant who wrote neither `true` nor `false`.
pub(super) fn bool_meant(node: &Node) -> Option<&'static str> {
    let NodeKind::Scalar { text, .. } = &node.kind else { return None };
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "si" | "sí" | "s" | "sim" | "on" | "1" | "verdadero"
        | "verdadeiro" => Some("true"),
        "false" | "no" | "n" | "não" | "nao" | "off" | "0" | "falso" => Some("false"),
        _ => None,
    }
}

/// `31/12/2024`, `31-12-2024` and `3/5/24` as `2024-12-31`, where that is a date.
pub fn date_meant(text: &str) -> Option<String> {
    if let Some(date) = date_in_words(text) {
        return Some(date);
    }
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).collect();
    if !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let date = match parts[..] {
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [day, month, year] if year.len() == 2 => format!("20{year}-{month:0>2}-{day:0>2}"),
        _ => return None,
    };
    Timestamp::parse(&date).map(|_| date)
}

/// The beginnings of the months' names in Spanish, English and Portuguese.
const MONTHS: [&[&str]; 12] = [
    &["ene", "jan"],
    &["feb", "fev"],
    &["mar"],
    &["abr", "apr"],
    &["may", "mai"],
    &["jun"],
    &["jul"],
    &["ago", "aug"],
    &["sep", "set"],
    &["oct", "out"],
    &["nov"],
    &["dic", "dec", "dez"],
];

/// `1 de marzo de 2024`, `1 March 2024`.
fn date_in_words(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> =
        words.filter(|word| !matches!(*word, "" | "de" | "del" | "of" | "do")).collect();
    let [day, month, year] = words[..] else { return None };
    let begins = |beginning: &&str| month.starts_with(*beginning);
    let month = MONTHS.iter().position(|names| names.iter().any(&begins))? + 1;
    let day = day.trim_end_matches(['º', '°']);
    let date = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    Timestamp::parse(&date).filter(|_| year.len() == 4).map(|_| date)
}

/// The address in `Ana <ana@x.org>`, `mailto:ana@x.org` or `<ana@x.org>`.
pub fn email_meant(text: &str) -> Option<&str> {
    let inner = match text.split_once('<') {
        Some((_, rest)) => rest.split('>').next()?,
        None => text,
    };
    let inner = inner.trim();
    let address = match inner.get(..7) {
        Some(start) if start.eq_ignore_ascii_case("mailto:") => inner[7..].trim(),
        _ => inner,
    };
    let address = address.split('?').next().unwrap_or(address);
    (address != text.trim()).then_some(address)
}

/// The list in one line that a text with commas means.
pub(super) fn list_meant(key: &str, node: &Node) -> Option<String> {
    let NodeKind::Scalar { text, .. } = &node.kind else { return None };
    if !matches!(key, "tags" | "groups" | "aliases" | "languages") || text.contains('\n') {
        return None;
    }
    let list = listed(text);
    (list.len() < 110).then_some(list)
}

/// Texts between commas (or semicolons) as a list in one line.
pub(super) fn listed(text: &str) -> String {
    let list: Vec<String> = text
        .split([',', ';'])
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .map(|tag| if syntax::needs_quotes(tag) { syntax::quoted(tag) } else { tag.to_owned() })
        .collect();
    format!("[{}]", list.join(", "))
}

/// The state of a dataset in other words.
pub(super) fn state_meant(node: &Node) -> Option<&'static str> {
    let NodeKind::Scalar { text, .. } = &node.kind else { return None };
    match text.trim().to_lowercase().as_str() {
        "active" | "activo" | "activa" | "ativo" | "ativa" | "publicado" | "publicada"
        | "published" | "público" | "publico" => Some("active"),
        "draft" | "borrador" | "rascunho" => Some("draft"),
        "deleted" | "eliminado" | "eliminada" | "borrado" | "borrada" | "excluído" | "excluido"
        | "apagado" => Some("deleted"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_the_local_way_are_understood() {
        assert_eq!(date_meant("31/12/2024").as_deref(), Some("2024-12-31"));
        assert_eq!(date_meant("1-2-2024").as_deref(), Some("2024-02-01"));
        assert_eq!(date_meant("3/5/24").as_deref(), Some("2024-05-03"));
        assert_eq!(date_meant("31/13/2024"), None);
        assert_eq!(date_meant("mayo 2024"), None);
    }

    #[test]
    fn addresses_are_found_in_what_surrounds_them() {
        for text in ["Ana <ana@x.org>", "mailto:ana@x.org", "<MAILTO:ana@x.org?subject=a>"] {
            assert_eq!(email_meant(text), Some("ana@x.org"), "{text}");
        }
        assert_eq!(email_meant("ana"), None);
    }
}
