//! Texts as gzip files (RFC 1952): the same bytes on every machine.

use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use rayon::prelude::*;

/// No name, no time, an unknown system: nothing of the machine.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// A deflate stream's last block, with nothing in it.
const LAST_BLOCK: [u8; 2] = [3, 0];
/// Fast: dumps are large, and twice the effort saves a tenth.
const LEVEL: u32 = 4;

/// Packs texts one by one, each as a gzip file of its own.
pub(super) struct Packer(Compress);

impl Packer {
    pub(super) fn new() -> Self {
        Self(Compress::new(Compression::new(LEVEL), false))
    }

    /// Adds a text's gzip file to `out`, and tells how many bytes that took.
    pub(super) fn add(&mut self, text: &[u8], out: &mut Vec<u8>) -> usize {
        let before = out.len();
        self.0.reset();
        out.extend_from_slice(&HEADER);
        loop {
            let read = usize::try_from(self.0.total_in()).expect("it is in memory");
            out.reserve((text.len() - read) / 4 + 64);
            let status = self
                .0
                .compress_vec(&text[read..], out, FlushCompress::Finish)
                .expect("deflating memory does not fail");
            if status == Status::StreamEnd {
                break;
            }
        }
        let mut crc = Crc::new();
        crc.update(text);
        out.extend_from_slice(&crc.sum().to_le_bytes());
        out.extend_from_slice(&crc.amount().to_le_bytes());
        out.len() - before
    }
}

/// One gzip member with the texts one after the other. Each is packed by itself and ends at a byte's
/// border, so that they can be made in parallel and joined.
pub(super) fn join(texts: impl IndexedParallelIterator<Item = Vec<u8>>) -> Vec<u8> {
    let packed: Vec<(Vec<u8>, Crc)> = texts
        .map(|text| {
            let mut crc = Crc::new();
            crc.update(&text);
            (deflate(&text), crc)
        })
        .collect();
    let size = packed.iter().map(|(bytes, _)| bytes.len()).sum::<usize>();
    let mut out = Vec::with_capacity(size + 32);
    out.extend_from_slice(&HEADER);
    let mut crc = Crc::new();
    // Each part goes as soon as it is copied: a national catalogue's are many.
    for (bytes, of) in packed {
        out.extend_from_slice(&bytes);
        crc.combine(&of);
    }
    out.extend_from_slice(&LAST_BLOCK);
    out.extend_from_slice(&crc.sum().to_le_bytes());
    out.extend_from_slice(&crc.amount().to_le_bytes());
    out
}

fn deflate(text: &[u8]) -> Vec<u8> {
    let mut compress = Compress::new(Compression::new(LEVEL), false);
    let mut out = Vec::with_capacity(text.len() / 3 + 64);
    loop {
        let read = usize::try_from(compress.total_in()).expect("it is in memory");
        let before = out.len();
        let status = compress
            .compress_vec(&text[read..], &mut out, FlushCompress::Sync)
            .expect("deflating memory does not fail");
        // Room left means that everything, the flush included, is out.
        if status == Status::Ok && out.len() < out.capacity() && before != out.len()
            || text.is_empty()
        {
            return out;
        }
        out.reserve(text.len() / 4 + 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn any_texts_come_back_as_one() {
        let noise =
            |n: u32| (0..n).map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
        let texts: Vec<Vec<u8>> =
            vec![Vec::new(), b"hola\n".repeat(9000), noise(100_000), vec![b'x'; 3], noise(1)];
        let whole = texts.concat();
        let packed = join(texts.par_iter().cloned());
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut back).expect("one valid member");
        assert_eq!(back, whole);

        let mut pack = Packer::new();
        let mut one_by_one = Vec::new();
        let sizes: Vec<usize> = texts.iter().map(|t| pack.add(t, &mut one_by_one)).collect();
        let mut rest = &one_by_one[..];
        for (text, size) in texts.iter().zip(sizes) {
            let (own, after) = rest.split_at(size);
            let mut back = Vec::new();
            flate2::read::GzDecoder::new(own).read_to_end(&mut back).expect("one valid member");
            assert_eq!(back, *text);
            rest = after;
        }
        assert!(rest.is_empty());
    }
}
