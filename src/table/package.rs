//! A `datapackage.json` and the tables that it describes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use serde_json::{Map, Value};

use crate::table::checks::Checks;
use crate::table::fault::{Cause, Sink, Stop};
use crate::table::layout::{Format, Layout, Packing};
use crate::table::row::Row;
use crate::table::schema::{Schema, names_of};
use crate::table::shape;
use crate::table::source::{Bytes, Limits, Source};
use crate::table::validate::{Expected, Outcome, Plan, Watch, keys_of, validate};

/// Where the files of a package are.
pub trait Folder {
    /// The file at a safe path below it. That it is not there shows when it is read.
    fn source(&self, path: &str) -> Source;
}

/// A package that can be checked.
#[derive(Debug)]
pub struct Package {
    /// Its resources, in their order.
    pub resources: Vec<Resource>,
    /// How much is too much, and where spreadsheets are read.
    pub limits: Limits,
}

/// One resource: a table, unless its `type` or format says that it is something else.
#[derive(Debug)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// How findings call it: its path, or its name if the data stand in the descriptor.
    pub place: String,
    /// Whether it is a table.
    pub tabular: bool,
    /// How the table lies in its file.
    pub layout: Layout,
    /// Its columns and keys.
    pub schema: Option<Schema>,
    /// What is declared about the file.
    pub expected: Expected,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Paths(Vec<String>),
    Inline(Vec<u8>),
}

/// How many bytes a descriptor may have.
const DESCRIPTOR: u64 = 4 << 20;
/// How many resources a package may have.
const RESOURCES: usize = 10_000;

impl Package {
    /// Reads a descriptor; schemas and dialects may stand in files of the folder.
    ///
    /// # Errors
    /// Everything that is wrong with it; where the package itself is wrong, its resources are not
    /// looked at.
    pub fn from_json(descriptor: &Value, folder: &dyn Folder) -> Result<Self, Vec<Cause>> {
        let problem =
            |reason, key: &str| Cause::new("package-error").because(reason).with("key", key);
        let Some(object) = descriptor.as_object() else {
            return Err(vec![problem("not-an-object", "")]);
        };
        let mut problems = own_problems(object);
        let resources = match object.get("resources") {
            Some(Value::Array(resources)) if resources.len() <= RESOURCES => resources.as_slice(),
            _ => {
                problems.push(problem("unknown-value", "resources"));
                &[]
            }
        };
        let mut names = BTreeSet::new();
        for name in resources.iter().filter_map(|one| one.get("name")?.as_str()) {
            if !names.insert(name) {
                problems.push(problem("resource-twice", "resources").with("name", name));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut package = Self { resources: Vec::new(), limits: Limits::default() };
        for resource in resources {
            match Resource::from_json(resource, folder) {
                Ok(resource) => package.resources.push(resource),
                Err(wrong) => problems.extend(wrong),
            }
        }
        if problems.is_empty() { Ok(package) } else { Err(problems) }
    }

    /// Checks one of its tables.
    pub fn validate(
        &self,
        resource: &Resource,
        folder: &dyn Folder,
        checks: &Checks,
        sink: &mut dyn Sink,
    ) -> Outcome {
        /// Looks away.
        struct Blind;
        impl Watch for Blind {
            fn begin(&mut self, _: &[&str]) {}
            fn row(&mut self, _: &Row) {}
        }
        self.watch(resource, folder, checks, sink, &mut Blind)
    }

    /// The same, with somebody who sees every row.
    pub fn watch(
        &self,
        resource: &Resource,
        folder: &dyn Folder,
        checks: &Checks,
        sink: &mut dyn Sink,
        watch: &mut dyn Watch,
    ) -> Outcome {
        let mut plan = Plan {
            schema: resource.schema.as_ref(),
            checks: checks.clone(),
            expected: resource.expected.clone(),
            limits: self.limits.clone(),
            ..Plan::default()
        };
        match self.references(resource, folder) {
            Ok(references) => plan.references = references,
            Err(stop) => {
                sink.take(stop.fault());
                return Outcome::default();
            }
        }
        validate(&resource.source(folder), &resource.layout, &plan, sink, Some(watch))
    }

    /// The keys that a resource's foreign keys refer to.
    fn references(
        &self,
        resource: &Resource,
        folder: &dyn Folder,
    ) -> Result<BTreeMap<usize, crate::table::KeySet>, Stop> {
        let mut references = BTreeMap::new();
        let foreign = resource.schema.iter().flat_map(|schema| &schema.foreign_keys);
        for (index, key) in foreign.enumerate() {
            let there = if key.resource.is_empty() {
                resource
            } else {
                let named = self.resources.iter().find(|other| other.name == key.resource);
                named.ok_or_else(|| {
                    let cause = Cause::new("resource-error").because("resource-unknown");
                    Stop::new(cause.with("name", &key.resource))
                })?
            };
            let limits = self.limits.clone();
            let plan = Plan { schema: there.schema.as_ref(), limits, ..Plan::default() };
            let keys = keys_of(&there.source(folder), &there.layout, &plan, &key.reference)?;
            references.insert(index, keys);
        }
        Ok(references)
    }
}

/// What is wrong with the package itself.
fn own_problems(object: &Map<String, Value>) -> Vec<Cause> {
    let mut problems = Vec::new();
    let mut wrong = |reason, key: &str| {
        problems.push(Cause::new("package-error").because(reason).with("key", key));
    };
    if object.contains_key("missingValues") {
        wrong("missing-values-misplaced", "missingValues");
    }
    for key in ["name", "title", "description", "homepage", "version"] {
        if object.get(key).is_some_and(|value| !value.is_string()) {
            wrong("unknown-value", key);
        }
    }
    let list = |key: &str| object.get(key).and_then(Value::as_array).into_iter().flatten();
    if list("licenses").any(|one| one.get("name").is_none() && one.get("path").is_none()) {
        wrong("license-without-name", "licenses");
    }
    let emails = list("contributors").chain(list("sources")).filter_map(|one| one.get("email"));
    if emails.into_iter().any(|email| !email.as_str().is_some_and(shape::is_email)) {
        wrong("email", "contributors");
    }
    problems
}

/// Whether a path stays within the folder.
fn is_safe(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with('/')
        && !path.contains(['\\', '\0'])
        && !path.contains(':')
        && path.split('/').all(|part| part != "..")
}

impl Resource {
    fn from_json(descriptor: &Value, folder: &dyn Folder) -> Result<Self, Vec<Cause>> {
        let problem =
            |reason, key: &str| Cause::new("resource-error").because(reason).with("key", key);
        let Some(object) = descriptor.as_object() else {
            return Err(vec![problem("not-an-object", "resources")]);
        };
        let Some(name) = object.get("name").and_then(Value::as_str).filter(|name| !name.is_empty())
        else {
            return Err(vec![problem("resource-without-name", "name")]);
        };
        let problem = |reason, key| problem(reason, key).with("name", name);
        let content = content_of(object).map_err(|cause| vec![cause.with("name", name)])?;
        if object.contains_key("missingValues") {
            return Err(vec![problem("missing-values-misplaced", "missingValues")]);
        }
        let mut layout = layout_of(object, &content);
        if let Some(dialect) = object.get("dialect") {
            let dialect = inline_or_file(dialect, folder).map_err(|p| vec![p])?;
            layout.dialect.read(&dialect)?;
        }
        let schema = match object.get("schema") {
            None => None,
            Some(schema) => {
                let schema = inline_or_file(schema, folder).map_err(|problem| vec![problem])?;
                let mut schema = Schema::from_json(&schema)?;
                // A table that names itself is meant as the nameless one is.
                for key in schema.foreign_keys.iter_mut().filter(|key| key.resource == name) {
                    key.resource.clear();
                }
                Some(schema)
            }
        };
        let kind = object.get("type").and_then(Value::as_str);
        let profile = object.get("profile").and_then(Value::as_str);
        let declared = kind == Some("table") || profile == Some("tabular-data-resource");
        let rows =
            matches!(layout.format, Format::Delimited | Format::Sheet(_) | Format::JsonLines);
        let count = |key: &str| object.get(key).and_then(Value::as_u64).unwrap_or(0);
        Ok(Self {
            name: name.to_owned(),
            place: match &content {
                Content::Paths(paths) => paths[0].clone(),
                Content::Inline(_) => name.to_owned(),
            },
            tabular: declared || schema.is_some() || (kind.is_none() && rows),
            layout,
            schema,
            expected: Expected {
                hash: object.get("hash").and_then(Value::as_str).map(str::to_owned),
                bytes: count("bytes"),
                fields: count("fields"),
                rows: count("rows"),
            },
            content,
        })
    }

    /// Its bytes.
    pub fn source(&self, folder: &dyn Folder) -> Source {
        match &self.content {
            Content::Inline(bytes) => Source::of_bytes(&self.name, bytes.as_slice()),
            Content::Paths(paths) if paths.len() == 1 => folder.source(&paths[0]),
            Content::Paths(paths) => {
                let parts: Vec<Source> = paths.iter().map(|path| folder.source(path)).collect();
                Source::new(&paths[0], None, move || {
                    let mut all: Bytes = Box::new(std::io::empty());
                    for part in &parts {
                        all =
                            Box::new(all.chain(part.read().map_err(crate::table::source::carry)?));
                    }
                    Ok(all)
                })
            }
        }
    }
}

/// Where a resource's bytes are: in files of the folder or in the descriptor.
fn content_of(object: &Map<String, Value>) -> Result<Content, Cause> {
    let problem = |reason, key: &str| Cause::new("resource-error").because(reason).with("key", key);
    match (object.get("path"), object.get("data")) {
        (Some(_), Some(_)) => Err(problem("path-and-data", "data")),
        (None, None) => Err(problem("path-missing", "path")),
        (Some(paths), None) => {
            let paths = names_of(paths).filter(|paths| !paths.is_empty());
            let paths = paths.ok_or_else(|| problem("unknown-value", "path"))?;
            match paths.iter().find(|path| !is_safe(path)) {
                Some(path) => Err(problem("path-unsafe", "path").with("path", path)),
                None => Ok(Content::Paths(paths)),
            }
        }
        (None, Some(Value::String(text))) => Ok(Content::Inline(text.clone().into_bytes())),
        (None, Some(data)) => Ok(Content::Inline(data.to_string().into_bytes())),
    }
}

/// How the table lies in its file, by the descriptor and, where that is silent, the file's name.
fn layout_of(object: &Map<String, Value>, content: &Content) -> Layout {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let mut layout = match content {
        Content::Paths(paths) => Layout::of_name(&paths[0]),
        Content::Inline(bytes) if matches!(bytes.first(), Some(b'[' | b'{')) => {
            Layout::of_format("json")
        }
        Content::Inline(_) => Layout::of_format("csv"),
    };
    if let Some(format) = text("format") {
        let packing = layout.packing;
        layout = Layout { packing, ..Layout::of_format(format) };
    }
    match text("compression") {
        Some("gz" | "gzip") => layout.packing = Packing::Gzip,
        Some("zip") => layout.packing = Packing::Zip { member: None },
        Some("no" | "") => layout.packing = Packing::None,
        Some(_) => layout.packing = Packing::Unknown,
        None => {}
    }
    if let (Packing::Zip { member }, Some(inner)) = (&mut layout.packing, text("innerpath")) {
        *member = Some(inner.to_owned());
    }
    layout.encoding = text("encoding").filter(|name| !name.is_empty()).map(str::to_owned);
    layout
}

/// A descriptor, or the file of the folder that holds it.
fn inline_or_file(value: &Value, folder: &dyn Folder) -> Result<Value, Cause> {
    let Some(path) = value.as_str() else { return Ok(value.clone()) };
    let problem = |reason| Cause::new("resource-error").because(reason).with("path", path);
    if !is_safe(path) {
        return Err(problem("path-unsafe"));
    }
    let bytes =
        folder.source(path).whole(DESCRIPTOR).map_err(|_| problem("reference-unreadable"))?;
    serde_json::from_slice(&bytes).map_err(|_| problem("reference-unreadable"))
}
