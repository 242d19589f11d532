//! Packed files → their content, within limits.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use flate2::Crc;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use crate::table::fault::Stop;
use crate::table::layout::Packing;
use crate::table::source::{Bounded, Bytes, Limits, Source, carry, too_much};

/// The content of `source`, a file's own bytes or those packed in it.
pub(crate) fn unpacked(source: &Source, packing: &Packing, limits: &Limits) -> Result<Bytes, Stop> {
    let broken = |reason| Stop::because("compression-error", reason);
    let most = |packed: Option<u64>| {
        packed.map_or(limits.bytes, |size| {
            limits.bytes.min(size.saturating_mul(limits.ratio).max(1 << 20))
        })
    };
    match packing {
        Packing::None => {
            let unreadable = Stop::because("source-error", "unreadable");
            Ok(Box::new(Bounded::new(source.read()?, limits.bytes, unreadable)))
        }
        Packing::Gzip => {
            let unpacked = MultiGzDecoder::new(source.read()?);
            Ok(Box::new(Bounded::new(unpacked, most(source.size), broken("gzip-damaged"))))
        }
        Packing::Zip { member } => {
            let bytes: Arc<[u8]> = source.whole(limits.whole)?.into();
            let packed = Some(bytes.len() as u64);
            let content = member_of(&bytes, member.as_deref())?;
            Ok(Box::new(Bounded::new(content, most(packed), broken("zip-damaged"))))
        }
        Packing::Unknown => Err(broken("packing-unknown")),
    }
}

/// A member of an archive: the named one, or the first that is a file.
fn member_of(bytes: &Arc<[u8]>, name: Option<&str>) -> Result<Box<dyn Read + Send>, Stop> {
    let broken = |reason| Stop::because("compression-error", reason);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken("zip-damaged"))?;
    if archive.len() > 10_000 {
        return Err(too_much("zip-members", 10_000));
    }
    let index = match name {
        Some(name) => archive.index_for_name(name),
        None => (0..archive.len()).find(|index| {
            matches!(archive.name_for_index(*index), Some(Ok(name)) if !name.ends_with('/'))
        }),
    };
    let index = index.ok_or_else(|| broken("zip-member-missing"))?;
    let file = archive.by_index_raw(index).map_err(|_| broken("zip-damaged"))?;
    if file.encrypted() {
        return Err(broken("zip-locked"));
    }
    let start = file.data_start().ok_or_else(|| broken("zip-damaged"))?;
    let (length, expected, method) = (file.compressed_size(), file.crc32(), file.compression());
    drop(file);
    let mut content = Cursor::new(Arc::clone(bytes));
    content.set_position(start);
    let content = content.take(length);
    let unpacked: Box<dyn Read + Send> = match method {
        CompressionMethod::Stored => Box::new(content),
        CompressionMethod::Deflated => Box::new(DeflateDecoder::new(content)),
        _ => return Err(broken("packing-unknown")),
    };
    Ok(Box::new(Checked { inner: unpacked, crc: Crc::new(), expected }))
}

/// Holds the content to its checksum.
struct Checked {
    inner: Box<dyn Read + Send>,
    crc: Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        if read == 0 && !into.is_empty() && self.crc.sum() != self.expected {
            return Err(carry(Stop::because("compression-error", "zip-damaged")));
        }
        self.crc.update(&into[..read]);
        Ok(read)
    }
}
