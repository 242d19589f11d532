//! Which values a table holds already: sets of 64-bit hashes, small enough for millions.

use std::hash::Hasher as _;

use hashbrown::HashTable;
use siphasher::sip::SipHasher13;

use crate::table::field::{Cast, Field};
use crate::table::row::Row;

/// Hashes with the row where each was first. Each is where it is looked for, and not behind an index:
/// in a table of millions every step to another place in memory costs more than all else.
#[derive(Debug, Default)]
pub(crate) struct Seen(HashTable<Place>);

/// A hash in two halves and its row: together they need no alignment to eight bytes.
#[derive(Clone, Copy, Debug)]
struct Place {
    hash: [u32; 2],
    row: u32,
}

impl Place {
    fn hash(&self) -> u64 {
        u64::from(self.hash[0]) << 32 | u64::from(self.hash[1])
    }
}

impl Seen {
    /// The row that had it before; else it is kept for this one.
    pub(crate) fn before(&mut self, hash: u64, row: u32) -> Option<u32> {
        if let Some(place) = self.0.find(hash, |place| place.hash() == hash) {
            return Some(place.row);
        }
        #[expect(clippy::cast_possible_truncation, reason = "the two halves of it")]
        let place = Place { hash: [(hash >> 32) as u32, hash as u32], row };
        self.0.insert_unique(hash, place, Place::hash);
        None
    }
}

/// The keys of a table that another one refers to.
#[derive(Debug, Default)]
pub struct KeySet(HashTable<u64>);

impl KeySet {
    pub(crate) fn add(&mut self, hash: u64) {
        if !self.has(hash) {
            self.0.insert_unique(hash, hash, |hash| *hash);
        }
    }

    pub(crate) fn has(&self, hash: u64) -> bool {
        self.0.find(hash, |own| *own == hash).is_some()
    }
}

/// The 64-bit hash of some bytes: the same in every run.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(0x6669_6368, 0x6572_6f31);
    hasher.write(bytes);
    hasher.finish()
}

/// What parts of a key are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holes {
    None,
    Some,
    All,
}

/// Writes the values of some columns so that only equal keys have equal bytes. A cell that is not of
/// its column's type counts as missing.
pub(crate) fn key(
    row: &Row,
    fields: &[Field],
    columns: &[usize],
    out: &mut Vec<u8>,
    scratch: &mut Vec<u8>,
) -> Holes {
    out.clear();
    let mut missing = 0;
    for index in columns {
        let start = out.len();
        out.extend_from_slice(&[0; 8]);
        let kind = if *index < row.len() { row.kind(*index) } else { crate::table::Kind::Null };
        match fields[*index].read(row.cell(*index), kind, scratch) {
            None | Some(Cast::Null) => missing += 1,
            Some(cast) => cast.canonical(out),
        }
        let length = (out.len() - start - 8) as u64;
        out[start..start + 8].copy_from_slice(&length.to_le_bytes());
    }
    match missing {
        0 => Holes::None,
        n if n == columns.len() => Holes::All,
        _ => Holes::Some,
    }
}

/// Writes a whole record so that only equal records have equal bytes.
pub(crate) fn whole(row: &Row, out: &mut Vec<u8>) {
    out.clear();
    out.extend_from_slice(&row.bytes);
    for end in &row.ends {
        out.extend_from_slice(&u32::try_from(*end).unwrap_or(u32::MAX).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_of_each_is_known() {
        let mut seen = Seen::default();
        for row in 0..10_000_u32 {
            assert_eq!(seen.before(hash(&row.to_le_bytes()), row), None);
        }
        assert_eq!(seen.before(hash(&7_u32.to_le_bytes()), 99), Some(7));
    }

    #[test]
    fn keys_do_not_run_into_each_other() {
        let fields = [Field::untyped("a"), Field::untyped("b")];
        let bytes = |a: &str, b: &str| {
            let mut row = Row::default();
            row.push(a.as_bytes(), crate::table::Kind::Text);
            row.push(b.as_bytes(), crate::table::Kind::Text);
            let mut out = Vec::new();
            let holes = key(&row, &fields, &[0, 1], &mut out, &mut Vec::new());
            (holes, out)
        };
        assert_ne!(bytes("x,y", "z"), bytes("x", "y,z"));
        assert_ne!(bytes("ab", "c"), bytes("a", "bc"));
        assert_eq!(bytes("", "c").0, Holes::Some);
        assert_eq!(bytes("", "").0, Holes::All);
    }
}
