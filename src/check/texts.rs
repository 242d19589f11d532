//! Whether what people read of a dataset says something, in letters that can be read.

use crate::catalog::{Dataset, Resource, format};
use crate::check::{beginning, key, mojibake, similar};
use crate::read::Location;
use crate::report::{Finding, Mend, Place, Spanned};

/// Characters of a title that lists show.
const LONGEST_TITLE: usize = 150;

/// Characters from which on a description says something; search engines for data ask for as many.
const SHORTEST_NOTES: usize = 50;

/// Letters from which on capitals are no acronym.
const CAPITALS: usize = 12;

/// What people write where they have nothing to say, folded.
const PLACEHOLDERS: [&str; 40] = [
    "asdf",
    "asd",
    "a definir",
    "borrar",
    "completar",
    "dataset",
    "dataset de prueba",
    "description",
    "descripcion",
    "descricao",
    "demo",
    "ejemplo",
    "foo",
    "insertar texto",
    "lorem ipsum",
    "na",
    "n a",
    "nada",
    "no aplica",
    "no description",
    "ninguna",
    "none",
    "null",
    "pendiente",
    "por completar",
    "por definir",
    "prueba",
    "s d",
    "s i",
    "sin descripcion",
    "sin informacion",
    "sin titulo",
    "sem descricao",
    "tbc",
    "tbd",
    "test",
    "texto",
    "titulo",
    "to do",
    "untitled",
];

pub(super) fn dataset(dataset: &Dataset, found: &mut Vec<Finding>) {
    let file = &dataset.record.file;
    title(dataset, found);
    notes(dataset, found);
    surroundings(dataset, found);
    let record = &dataset.record;
    let texts = [
        ("title", &record.title),
        ("notes", &record.notes),
        ("author", &record.author),
        ("maintainer", &record.maintainer),
    ];
    for (name, text) in texts.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?))) {
        letters(name, text, file, found);
        if matches!(name, "author" | "maintainer") && is_placeholder(text.trim()) {
            let finding = Finding::new("text-placeholder", file, text.span);
            found.push(finding.with("key", name).with("value", text.trim()));
        }
    }
    for tag in &record.tags {
        letters("tags", &tag.name, file, found);
    }
    for resource in &dataset.resources {
        of_resource(resource, resource.record.item, file, found);
    }
}

fn title(dataset: &Dataset, found: &mut Vec<Finding>) {
    let file = &dataset.record.file;
    let Some(title) = dataset.record.title.as_ref().filter(|title| !title.trim().is_empty()) else {
        return;
    };
    let text = title.trim();
    let tell = |code| Finding::new(code, file, title.span).with("title", text);
    if is_placeholder(text) {
        found.push(tell("text-placeholder").with("key", "title").with("value", text));
    } else if is_file_name(text) {
        found.push(tell("title-is-file"));
    } else if is_shouted(text) {
        found.push(tell("title-capitals"));
    }
    let n = text.chars().count();
    if n > LONGEST_TITLE {
        found.push(tell("title-long").with("n", n).with("limit", LONGEST_TITLE));
    }
}

/// Whether a title is in capitals and more than acronyms.
fn is_shouted(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (mut all, mut upper) = (0, 0);
    for c in letters {
        all += 1;
        upper += usize::from(c.is_uppercase());
    }
    all >= CAPITALS && upper * 10 >= all * 9 && text.trim().contains(' ')
}

/// `listado_2024.csv`, `BASE_DATOS_FINAL`.
fn is_file_name(text: &str) -> bool {
    if text.contains(' ') {
        return false;
    }
    let named = text.rsplit_once('.').is_some_and(|(_, end)| format::find(end).is_some());
    named || text.contains('_')
}

fn notes(dataset: &Dataset, found: &mut Vec<Finding>) {
    let record = &dataset.record;
    let Some(notes) = record.notes.as_ref().filter(|notes| !notes.trim().is_empty()) else {
        found.push(Finding::new("notes-missing", &record.file, key("notes")));
        return;
    };
    let text = notes.trim();
    let tell = |code| Finding::new(code, &record.file, beginning(notes.span));
    let n = text.chars().count();
    if is_placeholder(text) {
        found.push(tell("text-placeholder").with("key", "notes").with("value", text));
    } else if text.len() < 2 * dataset.title().len()
        && similar::folded(text) == similar::folded(dataset.title())
    {
        found.push(tell("notes-is-title"));
    } else if n < SHORTEST_NOTES {
        found.push(tell("notes-short").with("n", n).with("least", SHORTEST_NOTES));
    }
}

/// Tags and contact.
fn surroundings(dataset: &Dataset, found: &mut Vec<Finding>) {
    let record = &dataset.record;
    if record.tags.is_empty() {
        found.push(Finding::new("tags-missing", &record.file, key("tags")));
    }
    let said = |text: &Option<Spanned<String>>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
    let other = record.custom.keys().any(|name| name.starts_with("contact"));
    if !said(&record.author_email) && !said(&record.maintainer_email) && !other {
        found.push(Finding::new("contact-missing", &record.file, key("maintainer_email")));
    }
}

fn of_resource(resource: &Resource, at: usize, file: &str, found: &mut Vec<Finding>) {
    let record = &resource.record;
    let place = || Place::Path(super::resource(at));
    match record.name.as_ref().filter(|name| !name.trim().is_empty()) {
        Some(name) => {
            letters("name", name, file, found);
            if is_placeholder(name.trim()) {
                let finding = Finding::new("text-placeholder", file, name.span);
                found.push(finding.with("key", "name").with("value", name.trim()));
            }
        }
        None if !matches!(record.location, Location::Missing) => {
            let shown = resource.title();
            let finding = Finding::new("resource-without-name", file, place());
            found.push(finding.with("shown", shown).same_as(file));
        }
        None => {}
    }
    let Some(description) = record.description.as_ref().filter(|text| !text.trim().is_empty())
    else {
        let name = resource.title();
        let finding = Finding::new("resource-without-description", file, place());
        found.push(finding.with("name", name).same_as(file));
        return;
    };
    letters("description", description, file, found);
    if is_placeholder(description.trim()) {
        let finding = Finding::new("text-placeholder", file, description.span);
        found.push(finding.with("key", "description").with("value", description.trim()));
    }
}

fn is_placeholder(text: &str) -> bool {
    const LONGEST: usize = 60;
    if text.len() > LONGEST {
        return text.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("lorem ipsum"));
    }
    let folded = similar::folded(text);
    let filler = folded.is_empty() || PLACEHOLDERS.contains(&folded.as_str());
    let run = |c: char| folded.chars().count() > 1 && folded.chars().all(|other| other == c);
    filler || folded.starts_with("lorem ipsum") || run('x')
}

/// The characters of a text.
fn letters(name: &'static str, text: &Spanned<String>, file: &str, found: &mut Vec<Finding>) {
    if let Some(at) = text.find('\u{fffd}') {
        let word = word_at(text, at);
        let place = Place::Within(text.span, "\u{fffd}".to_owned());
        found.push(
            Finding::new("text-replacement", file, place).with("key", name).with("word", word),
        );
    }
    let misread = mojibake::misread(text);
    if let Some(first) = misread.first() {
        let place = Place::Within(text.span, first.part.clone());
        let (part, meant) = text.find(&first.part).map(|at| word_at(text, at)).map_or(
            (first.part.clone(), first.meant.clone()),
            |word| {
                let meant = misread
                    .iter()
                    .fold(word.to_owned(), |word, one| word.replace(&one.part, &one.meant));
                (word.to_owned(), meant)
            },
        );
        let parts = misread.into_iter().map(|one| (one.part, one.meant)).collect();
        found.push(
            Finding::new("text-mojibake", file, place)
                .with("key", name)
                .with("part", part)
                .with("meant", meant)
                .mended_by(Mend::Parts(parts)),
        );
    }
    match name {
        "notes" | "description" => html(name, text, file, found),
        _ => spaces(name, text, file, found),
    }
}

/// The word around a byte of a text.
fn word_at(text: &str, at: usize) -> &str {
    let start = text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |space| at + space);
    text[start..end].trim_matches([',', ';', ':', '.', '(', ')', '"', '\''])
}

/// White space at the ends, or two blanks between words, in a text of one line.
fn spaces(name: &'static str, text: &Spanned<String>, file: &str, found: &mut Vec<Finding>) {
    let clean = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if clean != text.value && !clean.is_empty() {
        let finding = Finding::new("text-spaces", file, text.span).with("key", name);
        found.push(finding.becomes(&clean));
    }
}

/// Elements that people paste from pages, and the word for what Markdown has instead.
const ELEMENTS: [(&str, &str); 16] = [
    ("a", "html.link"),
    ("p", "html.paragraph"),
    ("br", "html.paragraph"),
    ("b", "html.strong"),
    ("strong", "html.strong"),
    ("i", "html.em"),
    ("em", "html.em"),
    ("ul", "html.list"),
    ("ol", "html.list"),
    ("li", "html.list"),
    ("h1", "html.heading"),
    ("h2", "html.heading"),
    ("h3", "html.heading"),
    ("div", "html.paragraph"),
    ("span", "html.nothing"),
    ("table", "html.table"),
];

fn html(name: &'static str, text: &Spanned<String>, file: &str, found: &mut Vec<Finding>) {
    let Some((part, write)) = element(text) else { return };
    let place = Place::Within(text.span, part.to_owned());
    found.push(
        Finding::new("text-html", file, place)
            .with("key", name)
            .with("part", part)
            .with_word("write", write),
    );
}

/// The first tag of a known element, and what to write instead.
fn element(text: &str) -> Option<(&str, &'static str)> {
    text.match_indices('<').find_map(|(at, _)| {
        let rest = &text[at..];
        let end = rest.find('>').filter(|end| *end < 200)?;
        let inner = rest[1..end].trim_start_matches('/');
        let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        // `<https://example.org>` is Markdown's link.
        if inner[name.len()..].starts_with([':', '@']) {
            return None;
        }
        let known = ELEMENTS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
        Some((&rest[..=end], known.1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_shout_or_are_files() {
        for shouted in ["CAMAS CRÍTICAS POR REGIÓN", "LISTADO DE COLEGIOS 2024"] {
            assert!(is_shouted(shouted), "{shouted}");
        }
        for fine in ["Camas UCI", "PIB", "SINADER RETC", "INE CENSO", "Índice IPC"] {
            assert!(!is_shouted(fine), "{fine}");
        }
        assert!(is_file_name("base_final_2.xlsx") && is_file_name("BASE_DATOS"));
        assert!(!is_file_name("Ley 20.285") && !is_file_name("Presupuesto"));
    }

    #[test]
    fn filler_is_known() {
        for filler in ["Lorem ipsum dolor", "prueba", "xxx", "N/A", "-", "Sin descripción.", "TBD"]
        {
            assert!(is_placeholder(filler), "{filler}");
        }
        for text in ["Todo el país", "Prueba PISA", "México", "Xalapa"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn html_is_told_from_signs_and_links() {
        assert_eq!(element("ver <a href='x'>aquí</a>").map(|found| found.0), Some("<a href='x'>"));
        assert_eq!(element("una línea<br/>otra").map(|found| found.0), Some("<br/>"));
        for fine in ["a < b > c", "<https://a.cl>", "x<y", "<a@b.cl>", "1 <5"] {
            assert_eq!(element(fine), None, "{fine}");
        }
    }
}
