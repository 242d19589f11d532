//! A field of a profile: what it is called, and what may stand in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::read::fields::{Fields, Flag, Others};
use crate::read::keys;
use crate::read::node::{Node, NodeKind};
use crate::read::profile::validator::Validator;
use crate::read::profile::{limits, preset, validator};
use crate::report::{Problems, Spanned};
use crate::text::{self, Lang};

/// Keys of a field that no getter asks for: for forms and pages, kept as they are.
const KEPT: [&str; 20] = [
    "choices_helper",
    "classes",
    "default",
    "default_jinja2",
    "display_property",
    "display_snippet",
    "form_attrs",
    "form_blanks",
    "form_include_blank_choice",
    "form_placeholder",
    "form_snippet",
    "help_allow_html",
    "help_inline",
    "repeating_label",
    "repeating_once",
    "select_size",
    "sorted_choices",
    "start_form_page",
    "upload_field",
    "upload_label",
];

/// A field of a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// `field_name`.
    pub name: String,
    /// `label`.
    pub label: Label,
    /// `help_text`.
    pub help: Label,
    /// Whether something has to be said: `required`, or a validator that wants it.
    pub required: bool,
    /// What may stand in it.
    pub kind: Kind,
    /// `choices`; none where anything may stand there.
    pub choices: Vec<Choice>,
    /// `repeating_subfields`.
    pub subfields: Vec<Field>,
    /// Whether pages show it: `display_snippet: null` hides it.
    pub shown: bool,
    /// The whole entry as JSON.
    pub(super) raw: Map<String, Value>,
}

/// What may stand in a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    #[default]
    Text,
    /// One of the choices.
    Choice,
    /// Some of the choices.
    Choices,
    /// Several texts.
    Texts,
    /// A day.
    Date,
    /// A moment.
    Moment,
    /// A moment with its zone.
    MomentWithZone,
    /// A year, a month, a day or a moment.
    PartOfDate,
    /// A whole number.
    Integer,
    /// A whole number from 0.
    Natural,
    /// A whole number from 1.
    Positive,
    /// `true` or `false`.
    Bool,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// A JSON object.
    Object,
    /// A name in addresses.
    Name,
    /// Entries with fields of their own.
    Entries,
}

/// A value that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the file says.
    pub value: String,
    /// What people read.
    pub label: Label,
}

/// A text for people, in one language or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label(BTreeMap<String, String>);

impl Label {
    /// The language of a text that names none.
    const ANY: &'static str = "";

    /// The text in a language: in English, or in any, where it is not there in that one. None where
    /// there is no text at all.
    pub fn get(&self, lang: Lang) -> Option<&str> {
        let of = |code: &str| {
            self.0.iter().find(|(tag, _)| Lang::from_tag(tag).map(Lang::code) == Some(code))
        };
        let found = of(lang.code()).or_else(|| of("en")).or_else(|| self.0.iter().next());
        found.map(|(_, text)| text.as_str())
    }

    /// Every text.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    fn decode(fields: &mut Fields, key: &'static str) -> Self {
        let mut label = BTreeMap::new();
        let Some(node) = fields.given(key) else { return Self(label) };
        let one = [(Self::ANY, node)];
        let texts: Vec<(&str, &Node)> = match &node.kind {
            NodeKind::Mapping(entries) => {
                entries.iter().map(|entry| (entry.key.as_str(), &entry.value)).collect()
            }
            _ => one.to_vec(),
        };
        for (lang, node) in texts {
            match &node.kind {
                _ if node.is_null() => {}
                NodeKind::Scalar { text, .. } => {
                    label.insert(lang.to_owned(), text.trim().to_owned());
                }
                _ => {
                    fields.wrong("field-not-text", key, node);
                }
            }
        }
        label.retain(|_, text| !text.is_empty());
        Self(label)
    }
}

/// The fields of a list, each name once; `closed` says which names none may have.
pub(super) fn decode(
    items: &[Node],
    problems: &mut Problems,
    closed: impl Fn(&Spanned<String>) -> bool,
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for item in items {
        let Some((name, field)) = Field::decode(item, problems) else { continue };
        let reason = if !is_key(&name) {
            "name"
        } else if closed(&name) {
            "reserved"
        } else if fields.iter().any(|other| other.name == field.name) {
            "twice"
        } else {
            fields.push(field);
            continue;
        };
        invalid(problems, &name, reason);
    }
    fields
}

/// Whether a text can be a field's name: what keys of JSON and of addresses have no trouble with.
fn is_key(name: &str) -> bool {
    (1..=100).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

fn invalid(problems: &mut Problems, name: &Spanned<String>, reason: &str) {
    problems.error("profile-invalid", name.span).arg("reason", reason).arg("value", &name.value);
}

impl Field {
    /// The key that files have for it: CKAN's form says `tag_string` for `tags`.
    pub fn key(&self) -> &str {
        if self.name == "tag_string" { "tags" } else { &self.name }
    }

    /// What people read for one of the choices.
    pub fn choice(&self, value: &str, lang: Lang) -> Option<&str> {
        self.choices.iter().find(|choice| choice.value == value)?.label.get(lang)
    }

    /// The choice that a text means which is none: written otherwise, its label, or nearly it. None
    /// where it could be several.
    pub fn meant(&self, text: &str) -> Option<&Choice> {
        let text = keys::plain(text.trim());
        let same = |word: &str| keys::plain(word.trim()) == text;
        let by_value = self.choices.iter().find(|choice| same(&choice.value));
        let by_label =
            || self.only(|choice| choice.label.all().any(same)).filter(|_| !text.is_empty());
        by_value.or_else(by_label).or_else(|| {
            let words = |choice: &Choice| -> Vec<String> {
                let labels = choice.label.all().map(str::to_owned);
                labels.chain([choice.value.clone()]).map(|word| keys::plain(&word)).collect()
            };
            let words: Vec<(usize, String)> = (0..self.choices.len())
                .flat_map(|at| words(&self.choices[at]).into_iter().map(move |word| (at, word)))
                .collect();
            let all: Vec<&str> = words.iter().map(|(_, word)| word.as_str()).collect();
            let near = text::near(&text, &all)?;
            let mut places = words.iter().filter(|(_, word)| word == near).map(|(at, _)| *at);
            let first = places.next()?;
            places.all(|at| at == first).then(|| &self.choices[first])
        })
    }

    /// The only choice of which something is true.
    pub fn only(&self, is: impl Fn(&Choice) -> bool) -> Option<&Choice> {
        let mut found = self.choices.iter().filter(|choice| is(choice));
        found.next().filter(|_| found.next().is_none())
    }

    fn decode(node: &Node, problems: &mut Problems) -> Option<(Spanned<String>, Self)> {
        let mut fields = Fields::of_item(node, problems, "field_name")?;
        let name = fields.required("field_name");
        let (label, help) =
            (Label::decode(&mut fields, "label"), Label::decode(&mut fields, "help_text"));
        let needed = fields.flag("required") == Flag::Is(true);
        let preset = preset(&mut fields);
        let own = validators(&mut fields, "validators");
        for key in ["output_validators", "create_validators"] {
            validators(&mut fields, key);
        }
        let mut choices = choices(&mut fields);
        let subfields = subfields(&mut fields);
        fields.know(&KEPT);
        let shown = fields.peek("display_snippet").is_none_or(|node| !node.is_null());
        let helper = fields.peek("choices_helper").is_some_and(|node| !node.is_null());
        fields.finish(Others::Keep, &[]);
        let Value::Object(raw) = node.to_json() else { return None };
        let name = name?;
        // A field's own validators take the place of its preset's.
        let validators = own.unwrap_or_else(|| preset::validators(preset));
        let kind = validator::kind(&validators);
        if let Some(words) = validators.iter().find_map(Validator::one_of) {
            let choice = |value| Choice { value, label: Label::default() };
            choices = words.into_iter().map(choice).collect();
        }
        let (kind, wants) = match kind {
            _ if !subfields.is_empty() => (Kind::Entries, false),
            Kind::Choice | Kind::Choices => (kind, choices.is_empty() && !helper),
            _ => (kind, false),
        };
        if wants {
            invalid(problems, &name, "no-choices");
        }
        let required = needed || validators.iter().any(Validator::wants_something);
        let value = name.value.clone();
        Some((
            name,
            Self { name: value, label, help, required, kind, choices, subfields, shown, raw },
        ))
    }
}

/// The preset of a field; an unknown one is none.
fn preset(fields: &mut Fields) -> Option<&'static preset::Preset> {
    let name = fields.text("preset")?;
    let found = preset::find(&name.value);
    if found.is_none() {
        let problem = fields.problems.error("profile-invalid", name.span);
        problem.arg("reason", "preset").arg("value", &name.value);
        problem.args.push(("words", preset::names()));
        problem.help("validator-unknown-help");
    }
    found
}

/// The validators of a field; none where the key is absent.
fn validators(fields: &mut Fields, key: &'static str) -> Option<Vec<Validator>> {
    let text = fields.text(key)?;
    let (known, unknown) = validator::parse(&text.value);
    for name in unknown {
        let problem = fields.problems.error("validator-unknown", text.span).arg("name", &name);
        if let Some(meant) = validator::near(&name) {
            problem.arg("meant", meant).help("validator-unknown-meant-help");
        } else {
            // A list of our own is shown whole.
            problem.args.push(("words", validator::names()));
        }
    }
    Some(known)
}

fn choices(fields: &mut Fields) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for item in fields.list("choices", limits::CHOICES) {
        let Some(mut entry) = Fields::of_item(item, fields.problems, "value") else { continue };
        let value = entry.text("value");
        if value.is_none() {
            entry.missing("value");
        }
        let label = Label::decode(&mut entry, "label");
        entry.finish(Others::Keep, &[]);
        let Some(value) = value else { continue };
        if choices.iter().any(|choice| choice.value == value.value) {
            invalid(fields.problems, &value, "choice-twice");
            continue;
        }
        choices.push(Choice { value: value.value, label });
    }
    choices
}

/// `repeating_subfields`, which have none of their own.
fn subfields(fields: &mut Fields) -> Vec<Field> {
    let items = fields.list("repeating_subfields", limits::FIELDS);
    let mut found = Vec::new();
    for item in items {
        let nested = match &item.kind {
            NodeKind::Mapping(entries) => entries.iter().find(|e| e.key == "repeating_subfields"),
            _ => None,
        };
        match nested {
            Some(entry) => {
                let name = Spanned { value: entry.key.clone(), span: entry.key_span };
                invalid(fields.problems, &name, "nested");
            }
            None => found.push(item.clone()),
        }
    }
    decode(&found, fields.problems, |_| false)
}
