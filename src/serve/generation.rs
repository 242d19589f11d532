//! One consistent state of the portal: what is answered, and what is rendered, on request.

use crate::action::Portal;
use crate::plan::{Kind, Output};
use crate::render::{Content, Renderer};
use crate::search::shards::Index;
use crate::text::hex;
use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How many bytes of rendered files are kept; when there are more, all are forgotten.
const KEPT: usize = 64 << 20;

/// What is served until something changes.
pub(super) struct Generation {
    pub(super) portal: Portal,
    pub(super) renderer: Renderer,
    pub(super) index: Arc<Index>,
    /// The search index before this one: a page that is open still asks for its files.
    pub(super) before: Option<Arc<Index>>,
    /// What goes into pages, such as the script that reloads them.
    pub(super) addition: String,
    rendered: Mutex<Rendered>,
}

#[derive(Default)]
struct Rendered {
    files: HashMap<String, Arc<Ready>>,
    bytes: usize,
}

/// What is answered, whole: a file of the site, an answer of the API.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) bytes: Arc<Vec<u8>>,
    /// A hash of the bytes.
    pub(super) tag: String,
    packed: OnceLock<Arc<Vec<u8>>>,
}

impl Ready {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        let tag = hex(&Sha256::digest(&bytes)[..12]);
        Self { bytes: Arc::new(bytes), tag, packed: OnceLock::new() }
    }

    /// The bytes as gzip.
    pub(super) fn packed(&self) -> Arc<Vec<u8>> {
        Arc::clone(self.packed.get_or_init(|| Arc::new(gzip(&self.bytes))))
    }
}

/// Bytes as gzip: quick, since they are packed for one reader or a few.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(3));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes every byte")
}

impl Generation {
    pub(super) fn new(
        portal: Portal,
        renderer: Renderer,
        index: Arc<Index>,
        before: Option<Arc<Index>>,
        addition: String,
    ) -> Self {
        Self { portal, renderer, index, before, addition, rendered: Mutex::default() }
    }

    /// The output at a path of the site.
    pub(super) fn output(&self, path: &str) -> Option<&Output> {
        let outputs = &self.renderer.site().outputs;
        let at = outputs.binary_search_by(|output| output.path.as_str().cmp(path)).ok()?;
        Some(&outputs[at])
    }

    /// What an output says: bytes, or where in the catalogue its file lies.
    ///
    /// # Errors
    /// Where a template of the theme fails.
    pub(super) fn content(&self, output: &Output) -> Result<Kept> {
        self.kept(&output.path, || {
            Ok(match self.renderer.content(output)? {
                Content::File(path) => Err(path),
                Content::Bytes(page) if matches!(output.kind, Kind::Html(_)) => {
                    Ok(self.with_addition(page))
                }
                Content::Bytes(bytes) => Ok(bytes),
            })
        })
    }

    /// A file of the search index before this one.
    pub(super) fn former(&self, path: &str) -> Option<Arc<Ready>> {
        let files = &self.before.as_ref()?.files;
        let at = files.binary_search_by(|(own, _)| own.as_str().cmp(path)).ok()?;
        match self.kept(path, || Ok(Ok(files[at].1.clone()))) {
            Ok(Kept::File(file)) => Some(file),
            _ => None,
        }
    }

    fn kept(
        &self,
        path: &str,
        make: impl FnOnce() -> Result<Result<Vec<u8>, std::path::PathBuf>>,
    ) -> Result<Kept> {
        let lock = || self.rendered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = lock().files.get(path) {
            return Ok(Kept::File(Arc::clone(file)));
        }
        let bytes = match make()? {
            Ok(bytes) => bytes,
            Err(path) => return Ok(Kept::Elsewhere(path)),
        };
        let file = Arc::new(Ready::new(bytes));
        let mut rendered = lock();
        // Packed it may take half as much again.
        rendered.bytes += file.bytes.len() * 3 / 2 + 256;
        if rendered.bytes > KEPT {
            *rendered = Rendered::default();
        }
        rendered.files.insert(path.to_owned(), Arc::clone(&file));
        Ok(Kept::File(file))
    }

    /// A page with the addition at the end of its head.
    fn with_addition(&self, mut page: Vec<u8>) -> Vec<u8> {
        const END: &[u8] = b"</head>";
        if let Some(at) = page.windows(END.len()).position(|window| window == END) {
            page.splice(at..at, self.addition.bytes());
        }
        page
    }
}

/// What an output says.
#[derive(Debug)]
pub(super) enum Kept {
    File(Arc<Ready>),
    /// A file of the catalogue, too large to be kept.
    Elsewhere(std::path::PathBuf),
}
