//! Fichero: files in git become an open-data portal and CKAN's read API.
//!
//! The pipeline, each folder knowing only those before it:
//!
//! ```text
//! text     what every message key says in es, en, pt
//! markup   Markdown and addresses → HTML that cannot do anything, plain text; XML
//! report   Source, Span, Diagnostic
//! read     files → records, every problem a diagnostic
//! catalog  records → one resolved, sorted, immutable Catalog
//! check    Catalog → what a careful curator would say of it
//! git      the git command: when each folder changed, and what its files said then
//! table    tabular files → what is wrong with them and what is in them; whether a table tells of
//!          persons, and what grade a dataset has
//! survey   Catalog and its data files → what each table holds and what is wrong with it
//! review   a portal's folder, and what a change to it brings → everything that `check` tells
//! quality  a catalogue with its surveys and grades, for who shows them
//! datastore  a table → what can be asked of it, in CKAN's words or in SQL
//! search   analysis, query language, engine and the index in files
//! plan     Catalog → Site: every output and every URL
//! action   a question to CKAN's API → its answer
//! theme    templates, static files, strings
//! render   one output → view → bytes
//! write    bytes → folder or archive, only when different
//! ```
//!
//! Around it: `import` (other catalogues → files), `publish` (rules for hosts, and what a live host
//! makes of the site), `fetch` (HTTP, for `import` and `publish`), `serve` (the portal as it is now,
//! over HTTP) and `cli` (one file a command).

pub mod action;
pub mod build;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod datastore;
pub mod fetch;
pub mod git;
pub mod import;
pub mod markup;
pub mod plan;
pub mod publish;
pub mod quality;
pub mod read;
pub mod render;
pub mod report;
pub mod review;
pub mod search;
pub mod serve;
pub mod survey;
pub mod table;
pub mod text;
pub mod theme;
pub mod write;
