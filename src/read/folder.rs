//! A dataset's resources and the files beside it: which resource is which file.

use std::path::Path;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

use crate::read::walk::DataFile;
use crate::read::{Dataset, Location, Portal, files, resource};
use crate::report::{Diagnostic, Problems, Severity, Source, Span, Spanned};
use crate::text;

/// Schemes of addresses that people or programs follow.
const SCHEMES: [&str; 9] = ["http", "https", "ftp", "ftps", "sftp", "mailto", "s3", "gs", "arn"];

/// Problems after which nobody knows which files the resources are.
const LOCATION: [&str; 8] = [
    "data-file-missing",
    "path-backslash",
    "path-invalid",
    "path-is-url",
    "path-outside",
    "resource-url-and-path",
    "resource-without-location",
    "not-a-mapping",
];

/// A dataset's folder and the data files in it.
pub(super) struct Folder<'a> {
    pub(super) root: &'a Path,
    pub(super) source: &'a Source,
    pub(super) portal: &'a Portal,
    pub(super) data: &'a [DataFile],
}

impl Folder<'_> {
    /// Finds the file of each resource that names one, and tells of files that none names.
    pub(super) fn settle(&self, dataset: &mut Dataset, found: &mut Vec<Diagnostic>) {
        let mut problems = Problems::new(self.source);
        let mut named = vec![false; self.data.len()];
        for resource in &mut dataset.resources {
            match &mut Arc::make_mut(resource).location {
                Location::Missing => {}
                Location::Url(url) => {
                    if let Some(at) = self.check_url(url, &mut problems) {
                        named[at] = true;
                    }
                }
                Location::File { path, file } => {
                    let Some(at) = self.position(&path.value) else {
                        if resource::bad_path(&path.value).is_none() {
                            self.missing(&path.value, path.span, &mut problems);
                        }
                        continue;
                    };
                    named[at] = true;
                    *file = self.local(&self.data[at], path.span, &mut problems);
                }
            }
        }
        found.extend(problems.into_found());
        if !found.iter().any(hides_files) {
            self.orphans(&named, found);
        }
    }

    /// The file of a path. The same letters may be written as other characters.
    fn position(&self, path: &str) -> Option<usize> {
        let same = |data: &DataFile| data.path == path || data.path.nfc().eq(path.nfc());
        self.data.iter().position(same)
    }

    fn local(
        &self,
        data: &DataFile,
        span: Span,
        problems: &mut Problems,
    ) -> Option<crate::read::LocalFile> {
        if data.size() > self.portal.largest_file {
            let problem = problems.error("data-file-too-large", span);
            problem.arg("path", &data.path).arg("size", data.size());
            problem.arg("limit", self.portal.largest_file);
            return None;
        }
        match files::local(self.root, &self.path_of(data)) {
            Ok(local) => Some(local),
            Err(error) => {
                let problem = problems.error("data-file-unreadable", span);
                problem.arg("path", &data.path).arg("reason", error);
                None
            }
        }
    }

    fn orphans(&self, named: &[bool], found: &mut Vec<Diagnostic>) {
        for (data, _) in self.data.iter().zip(named).filter(|(_, named)| !**named) {
            let path = self.path_of(data);
            let problem = Diagnostic::of_file(Severity::Warning, "data-file-orphan", &path);
            found.push(problem.with("path", &data.path).with("file", self.source.file_name()));
        }
    }

    fn path_of(&self, data: &DataFile) -> String {
        self.beside(&data.path)
    }

    /// The path, from the portal's folder, of what lies beside the dataset's file.
    fn beside(&self, path: &str) -> String {
        let folder = self.source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/{path}")
    }

    /// Warns of an address that leads nowhere; the file that it names, if it is one's name.
    fn check_url(&self, url: &Spanned<String>, problems: &mut Problems) -> Option<usize> {
        let value = url.value.trim();
        if value.is_empty() || scheme(value).is_some_and(is_followed) {
            return None;
        }
        if let Some(at) = self.position(value) {
            let problem = problems.warning("url-is-file", url.span);
            problem.arg("value", value).arg("path", &self.data[at].path);
            return Some(at);
        }
        if let Some(scheme) = scheme(value) {
            let problem = problems.warning("url-scheme", url.span);
            problem.arg("value", value).arg("scheme", scheme);
            return None;
        }
        let problem = problems.warning("url-without-scheme", url.span).arg("value", value);
        if begins_with_host(value) {
            problem.arg("address", value.trim_start_matches('/'));
            problem.help("url-without-scheme-host-help");
        }
        None
    }

    /// Tells that a file is not there, and which one may have been meant.
    fn missing(&self, path: &str, span: Span, problems: &mut Problems) {
        // A link in its place is told of by whoever walked there.
        if files::is_link(self.root, &self.beside(path)) {
            return;
        }
        let problem = problems.error("data-file-missing", span);
        problem.arg("path", path);
        // The file of another year is not the one that was meant.
        let digits = |path: &str| path.chars().filter(char::is_ascii_digit).collect::<String>();
        let paths = self.data.iter().map(|data| data.path.as_str());
        let paths: Vec<&str> = paths.filter(|p| digits(p) == digits(path)).collect();
        let same = paths.iter().copied().find(|p| p.to_lowercase() == path.to_lowercase());
        if let Some(meant) = same.or_else(|| text::near(path, &paths)) {
            problem.arg("meant", meant).help("data-file-missing-meant-help");
        }
    }
}

/// Whether a problem keeps a file from its resource, so that the file is no orphan.
fn hides_files(problem: &Diagnostic) -> bool {
    let arg = |name, values: &[&str]| {
        problem.args.iter().any(|(n, value)| *n == name && values.contains(&value.as_str()))
    };
    if problem.severity == Severity::Warning {
        return false;
    }
    match problem.code {
        "field-misspelt" => arg("meant", &["path", "url", "resources"]),
        "field-not-list" | "list-too-long" => arg("key", &["resources"]),
        "field-not-text" => arg("key", &["path", "url"]),
        code => LOCATION.contains(&code),
    }
}

/// What stands before the colon of an address; none where that is a host with its port.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once(':')?;
    let fine = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let port = scheme.contains('.') && rest.starts_with(|c: char| c.is_ascii_digit());
    (fine && !port).then_some(scheme)
}

fn is_followed(scheme: &str) -> bool {
    SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme))
}

/// Whether a text begins like `www.example.org`.
fn begins_with_host(text: &str) -> bool {
    let host = text.trim_start_matches('/').split(['/', '?', '#', ':']).next().unwrap_or_default();
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let end = last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic());
    // `camas.csv` alone is a file's name, `datos.gob.cl` or `x.org/y` an address.
    let more = host.matches('.').count() > 1 || text.contains('/') || host.starts_with("www.");
    more && end && host.contains('.') && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_and_hosts_are_told_apart() {
        assert_eq!(scheme("https://x"), Some("https"));
        assert_eq!(scheme("javascript:alert(1)"), Some("javascript"));
        assert_eq!(scheme("datos.gob.cl:8080/x"), None);
        for host in ["www.minsal.cl", "datos.gob.cl/x.csv", "//cdn.example.org/a", "a.org/b"] {
            assert!(begins_with_host(host), "{host}");
        }
        for other in ["camas.csv", "./x.csv", "pendiente", "ver la página", "/dataset/x"] {
            assert!(!begins_with_host(other), "{other}");
        }
    }
}
