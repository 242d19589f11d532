//! The fields of the index.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

/// Where things are in the index.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    /// The terms of texts and columns: how frequent the words are that begin alike.
    pub(super) any: Field,
    pub(super) text: Field,
    pub(super) title: Field,
    pub(super) notes: Field,
    pub(super) columns: Field,
    /// The name and former ones.
    pub(super) name: Field,
    /// The id and former ones.
    pub(super) id: Field,
    /// The facets in their order, then `owner_org`.
    pub(super) exact: Vec<Exact>,
    pub(super) modified: Field,
    pub(super) created: Field,
    /// The place of the folded title, the name and the id among all.
    pub(super) ranks: [Field; 3],
}

/// The columns of [`Fields::ranks`].
pub(super) const RANKS: [&str; 3] = ["title_rank", "name_rank", "id_rank"];

/// An exact field.
#[derive(Clone, Debug)]
pub(super) struct Exact {
    /// What it is called in a query.
    pub(super) name: String,
    /// What it is called in the index: a facet may be called as anything.
    pub(super) column: String,
    pub(super) field: Field,
    /// Whether capitals do not count.
    pub(super) any_case: bool,
}

impl Fields {
    /// The schema of a portal with these facets.
    pub(super) fn new(facets: &[String]) -> (Schema, Self) {
        use IndexRecordOption::{Basic, WithFreqs, WithFreqsAndPositions};
        let mut schema = Schema::builder();
        let any = schema.add_text_field("any", text(Basic, false));
        let whole = schema.add_text_field("text", text(WithFreqsAndPositions, false));
        let title = schema.add_text_field("title", text(WithFreqsAndPositions, true));
        let notes = schema.add_text_field("notes", text(WithFreqsAndPositions, false));
        let columns = schema.add_text_field("columns", text(WithFreqs, false));
        let name = schema.add_text_field("name", text(Basic, false));
        let id = schema.add_text_field("id", text(Basic, false));
        let names = facets.iter().map(String::as_str).chain(["owner_org"]);
        let exact = names
            .enumerate()
            .map(|(i, name)| {
                let column = format!("exact_{i}");
                Exact {
                    name: name.to_owned(),
                    field: schema.add_text_field(&column, text(Basic, false) | FAST),
                    column,
                    any_case: matches!(name, "res_format" | "license_id"),
                }
            })
            .collect();
        let moment = NumericOptions::from(FAST | INDEXED);
        let modified = schema.add_i64_field("modified", moment.clone());
        let created = schema.add_i64_field("created", moment);
        let ranks = RANKS.map(|rank| schema.add_u64_field(rank, FAST));
        let fields = Self {
            any,
            text: whole,
            title,
            notes,
            columns,
            name,
            id,
            exact,
            modified,
            created,
            ranks,
        };
        (schema.build(), fields)
    }

    /// The exact field of a name.
    pub(super) fn exact(&self, name: &str) -> Option<&Exact> {
        self.exact.iter().find(|exact| exact.name == name)
    }
}

/// Every text comes as terms or is one: nothing is left to a tokenizer but to take it as it is.
fn text(option: IndexRecordOption, norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(option)
        .set_fieldnorms(norms);
    TextOptions::default().set_indexing_options(indexing)
}
