//! The fields of a portal's profile as people read them: their labels, and those of choices.

use crate::read::profile::{Field, Kind};
use crate::render::view::values::readable;
use crate::render::view::{Fact, Scene};
use serde_json::{Map, Value};

/// Keys with which a table is read and held to something: what they come to is shown, and they
/// themselves are for programs.
const MACHINE: [&str; 4] = ["schema", "dialect", "checks", "privacy"];

impl Scene<'_> {
    /// A row for each key of a record's own: those of the profile in its order, then all others.
    pub(super) fn own_facts(&self, fields: &[Field], own: &Map<String, Value>) -> Vec<Fact> {
        let named = |key: &str| fields.iter().any(|field| field.name == key);
        let of_profile = fields.iter().filter(|field| field.shown).filter_map(|field| {
            let text = self.shown(field, own.get(&field.name)?)?;
            Some(Fact::new(self.label_of(field), text))
        });
        let mut facts: Vec<Fact> = of_profile.collect();
        let machine = |key: &str, value: &Value| MACHINE.contains(&key) && !value.is_string();
        let others = own.iter().filter(|(key, value)| !named(key) && !machine(key, value));
        facts.extend(self.facts(others.map(|(key, value)| (key.as_str(), value))));
        facts
    }

    /// What a field is called: by the profile, else as any key.
    pub(super) fn label_of(&self, field: &Field) -> String {
        field.label.get(self.texts.lang()).map_or_else(|| self.label(&field.name), str::to_owned)
    }

    /// A value as people read it, none where it says nothing.
    fn shown(&self, field: &Field, value: &Value) -> Option<String> {
        let lang = self.texts.lang();
        let chosen = |text: &str| field.choice(text, lang).unwrap_or(text).to_owned();
        match value {
            Value::String(text) if field.kind == Kind::Date && text.len() == 10 => {
                Some(self.date(text).text)
            }
            Value::String(text) => readable(&Value::String(chosen(text))),
            Value::Array(items) if field.kind == Kind::Entries => {
                let entries = items.iter().filter_map(|item| self.entry(field, item));
                Some(entries.collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty())
            }
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let texts = items.iter().filter_map(Value::as_str).map(|text| chosen(text.trim()));
                Some(texts.collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty())
            }
            other => readable(other),
        }
    }

    /// An entry of a field on one line: `Nombre: Ana, Correo: ana@example.org`.
    fn entry(&self, field: &Field, entry: &Value) -> Option<String> {
        let entry = entry.as_object()?;
        let parts = field.subfields.iter().filter(|part| part.shown).filter_map(|part| {
            let text = self.shown(part, entry.get(&part.name)?)?;
            Some(format!("{}: {text}", self.label_of(part)))
        });
        Some(parts.collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty())
    }
}
