//! The sharded layout: many small outputs in few files, from each of which a worker takes one.
//!
//! A path's [`slot`](crate::plan::layout::slot) says in which of a power of two of packs it is.
//! A pack is
//!
//! ```text
//! "FCHP"  1  bits      six bytes: what it is, its version, and that there are 1 << bits packs
//! size                 of the directory, four bytes, the low one first
//! directory            the entries by path: bytes it shares with the path before, bytes of the
//!                      rest, the rest; bytes of the body; the first 8 bytes of the text's SHA-256
//! bodies               one after the other, each a gzip file of its own
//! ```
//!
//! with numbers in the directory written seven bits a byte, the low ones first, as in the search
//! index. A pack is made when it is asked for, so that only those under way are in memory.

use crate::plan::Kind;
use crate::plan::layout::{self, MOST_FILES, PACKS};
use crate::render::gzip::Packer;
use crate::render::{Content, Renderer};
use crate::search::shards::bytes::{common, put, put_text};
use anyhow::{Context as _, Result};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// The least a pack holds on average, in bytes, and half of the most.
const LEAST: u64 = 64 << 10;
/// How many outputs are rendered to guess how large all of them are.
const SAMPLE: usize = 512;
/// Room for files that are no outputs: the manifest, the index of packs, parts of dumps.
const OTHERS: usize = 64;
/// However many files of resources there are, so many packs remain.
const LEAST_MOST: usize = 256;

/// What a part of a dump holds, in bytes.
const PART: usize = 16 << 20;

const MAGIC: &[u8; 4] = b"FCHP";
const VERSION: u8 = 1;
/// How much of a text's hash a directory has: enough to tell versions of a page apart.
const HASH: usize = 8;

/// The files of a site in its sharded layout, by path.
pub struct Packs<'r> {
    renderer: &'r Renderer,
    bits: u32,
    files: Vec<(String, Piece)>,
}

/// What a file of the layout is.
enum Piece {
    /// An output by itself, by its place in the site.
    Output(usize),
    /// A dump, which had to be made to know its size, or a part of one that would be too large.
    Made(Vec<u8>),
    /// The outputs of a pack, in the order of their paths.
    Pack(Vec<usize>),
    /// How many packs there are, and parts of what.
    Index(BTreeMap<String, usize>),
}

impl fmt::Debug for Packs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packs").field("bits", &self.bits).finish_non_exhaustive()
    }
}

impl<'r> Packs<'r> {
    /// Lays out a site. How many packs there are follows from some outputs, rendered for that: those
    /// with the lowest slots, which an edit elsewhere does not change.
    ///
    /// # Errors
    /// Where one of them cannot be rendered.
    pub fn new(renderer: &'r Renderer) -> Result<Self> {
        let outputs = &renderer.site().outputs;
        let (packed, single): (Vec<usize>, Vec<usize>) =
            (0..outputs.len()).partition(|i| layout::is_packed(&outputs[*i].kind));
        let room = MOST_FILES.saturating_sub(single.len() + OTHERS).max(LEAST_MOST);
        let wanted = (expected(renderer, &packed)? / LEAST).max(1).ilog2();
        let bits = wanted.min(room.ilog2());
        let mut packs = vec![Vec::new(); 1 << bits];
        for i in packed {
            let slot = layout::slot(&outputs[i].path) as usize;
            packs[slot & ((1 << bits) - 1)].push(i);
        }
        let mut files = Vec::new();
        let mut parts = BTreeMap::new();
        for i in single {
            let path = &outputs[i].path;
            if !matches!(outputs[i].kind, Kind::Dump(_)) {
                files.push((path.clone(), Piece::Output(i)));
                continue;
            }
            let whole = text(renderer, i)?;
            if whole.len() <= PART {
                files.push((path.clone(), Piece::Made(whole)));
                continue;
            }
            let made = whole.chunks(PART).enumerate();
            files.extend(
                made.map(|(n, bytes)| (layout::part(path, n), Piece::Made(bytes.to_vec()))),
            );
            parts.insert(path.clone(), whole.len().div_ceil(PART));
        }
        let packs = packs.into_iter().enumerate();
        files.extend(packs.map(|(number, pack)| (layout::pack(number), Piece::Pack(pack))));
        files.push((PACKS.to_owned(), Piece::Index(parts)));
        files.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(Self { renderer, bits, files })
    }

    /// The path of every file, sorted.
    pub fn paths(&self) -> Vec<&str> {
        self.files.iter().map(|(path, _)| path.as_str()).collect()
    }

    /// What the file at a place among the paths says.
    ///
    /// # Errors
    /// Where a template of the theme fails.
    pub fn content(&self, i: usize) -> Result<Content> {
        match &self.files[i].1 {
            Piece::Output(output) => self.renderer.content(&self.renderer.site().outputs[*output]),
            Piece::Pack(outputs) => Ok(Content::Bytes(self.pack(outputs)?)),
            Piece::Made(bytes) => Ok(Content::Bytes(bytes.clone())),
            Piece::Index(parts) => {
                let packs = 1_u32 << self.bits;
                let index = serde_json::json!({ "v": VERSION, "packs": packs, "parts": parts });
                Ok(Content::Bytes(index.to_string().into_bytes()))
            }
        }
    }

    fn pack(&self, outputs: &[usize]) -> Result<Vec<u8>> {
        let mut packer = Packer::new();
        let (mut directory, mut bodies) = (Vec::new(), Vec::new());
        let mut last = "";
        for i in outputs {
            let path = self.renderer.site().outputs[*i].path.as_str();
            let text = text(self.renderer, *i)?;
            let size = packer.add(&text, &mut bodies);
            let common = common(last, path);
            put(&mut directory, common);
            put_text(&mut directory, &path[common..]);
            put(&mut directory, size);
            directory.extend_from_slice(&Sha256::digest(&text)[..HASH]);
            last = path;
        }
        let mut pack = Vec::with_capacity(directory.len() + bodies.len() + 10);
        pack.extend_from_slice(MAGIC);
        pack.push(VERSION);
        pack.push(u8::try_from(self.bits).context("so many packs do not fit")?);
        let size = u32::try_from(directory.len()).context("so many entries do not fit")?;
        pack.extend_from_slice(&size.to_le_bytes());
        pack.extend_from_slice(&directory);
        pack.extend_from_slice(&bodies);
        Ok(pack)
    }
}

/// How many bytes outputs take once they are packed, going by a sample of them.
fn expected(renderer: &Renderer, packed: &[usize]) -> Result<u64> {
    let slot = |i: &usize| (layout::slot(&renderer.site().outputs[*i].path), *i);
    let mut sample = packed.to_vec();
    if sample.len() > SAMPLE {
        sample.select_nth_unstable_by_key(SAMPLE, slot);
        sample.truncate(SAMPLE);
    }
    let sizes = sample.par_iter().map_init(Packer::new, |packer, i| {
        let text = text(renderer, *i)?;
        Ok(packer.add(&text, &mut Vec::new()))
    });
    let total: usize = sizes.sum::<Result<usize>>()?;
    Ok(total as u64 * packed.len() as u64 / sample.len().max(1) as u64)
}

/// What an output that is packed says.
fn text(renderer: &Renderer, i: usize) -> Result<Vec<u8>> {
    let output = &renderer.site().outputs[i];
    match renderer.content(output).with_context(|| output.path.clone())? {
        Content::Bytes(bytes) => Ok(bytes),
        Content::File(file) => anyhow::bail!("{}: files are not packed", file.display()),
    }
}
