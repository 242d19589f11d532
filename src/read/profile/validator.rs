//! Validators: the names that a profile may use, and what each wants of a value.

use crate::read::profile::{Kind, limits};
use crate::text;

/// A validator of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Validator {
    means: Means,
    /// What stands between the parentheses.
    argument: String,
}

/// What a validator wants of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    /// It changes, lets pass or stores: nothing that a file could break.
    Nothing,
    /// Something has to be there.
    Something,
    /// A kind of value.
    Is(Kind),
    /// One of the words of the argument.
    OneOf,
}

use Means::{Is, Nothing, OneOf, Something};

/// Every name, sorted: CKAN's, ckanext-scheming's, and the date of ckanext-dcat.
const NAMES: [(&str, Means); 55] = [
    ("as_list", Nothing),
    ("boolean_validator", Is(Kind::Bool)),
    ("clean_format", Nothing),
    ("convert_from_extras", Nothing),
    ("convert_from_json_if_string", Nothing),
    ("convert_to_extras", Nothing),
    ("convert_to_json_if_date", Nothing),
    ("convert_to_json_if_datetime", Nothing),
    ("convert_to_json_if_string", Nothing),
    ("datasets_with_no_organization_cannot_be_private", Nothing),
    ("dcat_date", Is(Kind::PartOfDate)),
    ("default", Nothing),
    ("email_validator", Is(Kind::Email)),
    ("group_name_validator", Nothing),
    ("if_empty_guess_format", Nothing),
    ("if_empty_same_as", Nothing),
    ("ignore", Nothing),
    ("ignore_empty", Nothing),
    ("ignore_missing", Nothing),
    ("ignore_not_package_admin", Nothing),
    ("int_validator", Is(Kind::Integer)),
    ("is_positive_integer", Is(Kind::Positive)),
    ("isodate", Is(Kind::Moment)),
    ("json_list_or_string", Nothing),
    ("json_object", Is(Kind::Object)),
    ("limit_to_configured_maximum", Nothing),
    ("list_of_strings", Is(Kind::Texts)),
    ("name_validator", Is(Kind::Name)),
    ("natural_number_validator", Is(Kind::Natural)),
    ("not_empty", Something),
    ("not_missing", Something),
    ("one_of", OneOf),
    ("owner_org_validator", Nothing),
    ("package_name_validator", Nothing),
    ("package_version_validator", Nothing),
    ("remove_whitespace", Nothing),
    ("scheming_choices", Is(Kind::Choice)),
    ("scheming_isodate", Is(Kind::Date)),
    ("scheming_isodatetime", Is(Kind::Moment)),
    ("scheming_isodatetime_tz", Is(Kind::MomentWithZone)),
    ("scheming_load_json", Nothing),
    ("scheming_multiple_choice", Is(Kind::Choices)),
    ("scheming_multiple_choice_output", Nothing),
    ("scheming_multiple_text", Is(Kind::Texts)),
    ("scheming_required", Nothing),
    ("scheming_valid_json_object", Is(Kind::Object)),
    ("strip_value", Nothing),
    ("tag_string_convert", Nothing),
    ("to_datetime", Is(Kind::Moment)),
    ("unicode", Nothing),
    ("unicode_only", Nothing),
    ("unicode_safe", Nothing),
    ("url_validator", Is(Kind::Url)),
    ("user_id_or_name_exists", Nothing),
    ("uuid_validator", Nothing),
];

/// The validators of a text with blanks between them, beside the names that nobody knows.
pub(super) fn parse(text: &str) -> (Vec<Validator>, Vec<String>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for part in parts(text).into_iter().take(limits::VALIDATORS) {
        let (name, argument) = match part.split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')').unwrap_or(rest)),
            None => (part, ""),
        };
        match NAMES.iter().find(|(known, _)| *known == name) {
            Some((_, means)) => {
                known.push(Validator { means: *means, argument: argument.to_owned() });
            }
            None => unknown.push(name.to_owned()),
        }
    }
    (known, unknown)
}

/// The parts between blanks; a blank between parentheses parts nothing.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let blank = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    };
    text.split(blank).filter(|part| !part.is_empty()).collect()
}

/// What validators together want: of numbers the strictest.
pub(super) fn kind(validators: &[Validator]) -> Kind {
    let mut kind = Kind::Text;
    for validator in validators {
        kind = match (validator.means, kind) {
            (Is(Kind::Integer), Kind::Natural | Kind::Positive)
            | (Is(Kind::Natural), Kind::Positive) => kind,
            (Is(other), _) => other,
            (OneOf, _) => Kind::Choice,
            _ => kind,
        };
    }
    kind
}

/// The name that was meant.
pub(super) fn near(name: &str) -> Option<&'static str> {
    let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    text::near(name, &names)
}

/// Every name.
pub(super) fn names() -> String {
    NAMES.map(|(name, _)| name).join(", ")
}

impl Validator {
    /// Whether it refuses that nothing is there.
    pub(super) fn wants_something(&self) -> bool {
        self.means == Something
    }

    /// The words of `one_of(["a", "b"])` or `one_of(a,b)`.
    pub(super) fn one_of(&self) -> Option<Vec<String>> {
        if self.means != OneOf {
            return None;
        }
        let list = self.argument.trim().trim_start_matches('[').trim_end_matches(']');
        let words = list.split(',').map(|word| word.trim().trim_matches(['"', '\'']).trim());
        Some(words.filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_arguments_kept_together() {
        assert!(NAMES.is_sorted_by(|(a, _), (b, _)| a < b));
        let (known, unknown) =
            parse(" ignore_missing one_of([\"a b\", 'c']) default(x y) no_tal(1) int_validator");
        assert_eq!(unknown, ["no_tal"]);
        assert_eq!(known.len(), 4);
        assert_eq!(known[1].one_of(), Some(vec!["a b".to_owned(), "c".to_owned()]));
        assert_eq!(kind(&known), Kind::Integer);
        let (numbers, _) = parse("is_positive_integer int_validator natural_number_validator");
        assert_eq!(kind(&numbers), Kind::Positive);
        assert_eq!(near("not_emtpy"), Some("not_empty"));
    }

    #[test]
    fn odd_texts_are_read_without_harm() {
        for text in ["(", ")", "((((", "a)b(", "one_of(", "one_of", "one_of([)", "\u{a0}(é"] {
            let (known, unknown) = parse(text);
            assert!(known.len() + unknown.len() <= 2, "{text}");
        }
        assert_eq!(parse(&"x ".repeat(1000)).1.len(), limits::VALIDATORS);
    }
}
