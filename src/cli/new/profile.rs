//! The fields of a portal's profile as lines of a new dataset's file, each ready to be used.

use crate::read::profile::{Field, Kind, Profile};
use crate::text::Texts;
use crate::text::yaml::scalar;

/// Fields that the template has already, or that the folder says.
const THERE: [&str; 18] = [
    "aliases",
    "author",
    "author_email",
    "groups",
    "id",
    "license_id",
    "maintainer",
    "maintainer_email",
    "name",
    "notes",
    "owner_org",
    "private",
    "state",
    "tag_string",
    "title",
    "type",
    "url",
    "version",
];

/// How many choices are listed.
const CHOICES: usize = 12;

/// Which keys the profile wants, then a comment and a line for each field of its own.
pub(super) fn lines(profile: &Profile, texts: &Texts) -> Vec<String> {
    let mut lines = Vec::new();
    let said = ["title", "name", "owner_org", "private"];
    let wanted = profile.dataset.iter().filter(|field| field.required);
    let wanted: Vec<&str> = wanted.map(Field::key).filter(|key| !said.contains(key)).collect();
    if !wanted.is_empty() {
        let args = [("profile", profile.name.as_str()), ("keys", &wanted.join(", "))];
        lines.push(format!("# {}", texts.get("commands.new-profile-wants", &args)));
        lines.push(String::new());
    }
    for field in profile.dataset.iter().filter(|field| !THERE.contains(&&*field.name)) {
        lines.extend(explained(field, texts));
        lines.push(format!("#{}: {}", field.name, example(field)));
        lines.push(String::new());
    }
    lines
}

/// What a field is: its label, its help, what may be chosen.
fn explained(field: &Field, texts: &Texts) -> Vec<String> {
    let lang = texts.lang();
    let mut text = field.label.get(lang).unwrap_or(&field.name).to_owned();
    if let Some(help) = field.help.get(lang) {
        text = format!("{text}. {help}");
    }
    // A comment is one line, whatever the profile says.
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = vec![format!("# {}.", one_line(&text).trim_end_matches('.'))];
    let choices = field.choices.iter().take(CHOICES).map(|choice| match choice.label.get(lang) {
        Some(label) => format!("#   {} = {}", scalar(&choice.value), one_line(label)),
        None => format!("#   {}", scalar(&choice.value)),
    });
    lines.extend(choices);
    if field.choices.len() > CHOICES {
        lines.push("#   …".to_owned());
    }
    lines
}

/// A value that shows how one is written.
fn example(field: &Field) -> String {
    let first = field.choices.first().map_or("\"\"".to_owned(), |choice| scalar(&choice.value));
    match field.kind {
        Kind::Choices => format!("[{first}]"),
        Kind::Texts => "[]".to_owned(),
        Kind::Date | Kind::Moment | Kind::PartOfDate => "2024-03-31".to_owned(),
        Kind::Entries => {
            let keys =
                field.subfields.iter().map(|part| format!("{}: {}", part.name, example(part)));
            format!("[{{{}}}]", keys.collect::<Vec<_>>().join(", "))
        }
        Kind::Object => "{}".to_owned(),
        Kind::Integer | Kind::Natural | Kind::Positive => "1".to_owned(),
        Kind::Bool => "true".to_owned(),
        _ => first,
    }
}
