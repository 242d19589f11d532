//! Does this text say where somebody lives: a street and a number?

/// What a street or a settlement begins with.
const WAYS: [&str; 44] = [
    "alameda",
    "autopista",
    "av",
    "avda",
    "avenida",
    "barrio",
    "block",
    "callejon",
    "calle",
    "camino",
    "carrera",
    "cdla",
    "ciudadela",
    "cdra",
    "condominio",
    "cond",
    "conjunto",
    "diagonal",
    "edificio",
    "edif",
    "fundo",
    "hijuela",
    "malecon",
    "manzana",
    "mz",
    "paradero",
    "parcela",
    "pasaje",
    "pas",
    "pasje",
    "pje",
    "psje",
    "pob",
    "pobl",
    "poblacion",
    "prolongacion",
    "psaje",
    "transversal",
    "urb",
    "urbanizacion",
    "villa",
    "via",
    "vereda",
    "conj",
];
/// What stands before a number within one.
const UNITS: [&str; 20] = [
    "apto",
    "block",
    "blk",
    "bloque",
    "casa",
    "departamento",
    "depto",
    "dpto",
    "dp",
    "lote",
    "lt",
    "manzana",
    "mz",
    "mza",
    "of",
    "parcela",
    "sitio",
    "sl",
    "solar",
    "villa",
];
/// A number before one of these is part of a date that a street is named after.
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// Whether a text is an address: a street or settlement, and the number of a door.
pub fn is_address(text: &str) -> bool {
    if !(6..=200).contains(&text.len()) {
        return false;
    }
    let text = super::words::folded(text);
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '/' | '-' | '.')))
        .flat_map(|word| word.split_inclusive('.'))
        .map(|word| word.trim_matches(['.', '-']))
        .filter(|word| !word.is_empty())
        .collect();
    let way = words.iter().any(|word| WAYS.contains(word));
    let kilometre =
        words.first() == Some(&"km") && words.get(1).is_some_and(|word| is_number(word));
    way && (kilometre || words.iter().enumerate().any(|(at, _)| is_door(&words, at)))
}

/// Whether the word at a place is the number of a door.
fn is_door(words: &[&str], at: usize) -> bool {
    let word = words[at];
    if matches!(word, "s/n" | "sn" | "s/nº") && at > 0 {
        return true;
    }
    if !is_number(word) {
        return false;
    }
    let before = if at > 0 { words[at - 1] } else { return false };
    if words.get(at + 1) == Some(&"de") && words.get(at + 2).is_some_and(|w| MONTHS.contains(w)) {
        return false;
    }
    // A number right after the kind of street is the street's name: Pasaje 3.
    UNITS.contains(&before) || !WAYS.contains(&before)
}

/// Digits, with a letter before or after them or a hyphen between: 1449, 45-B, N12-34.
fn is_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    (1..=7).contains(&digits) && letters <= 2
}
