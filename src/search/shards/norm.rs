//! The length of a title on one byte, as Lucene and tantivy round it.

/// Lengths below are their own number: the scale has room to spare.
const FREE: u32 = 24;

/// The number of the longest length on the scale that is no longer: exact to 40, then in steps of an
/// eighth of a power of two.
pub(super) fn norm(length: u32) -> u8 {
    let Some(above) = length.checked_sub(FREE) else { return length.to_le_bytes()[0] };
    let bits = u32::BITS - above.leading_zeros();
    let scaled = match bits.checked_sub(4) {
        None => above,
        Some(shift) => ((above >> shift) & 7) | ((shift + 1) << 3),
    };
    (FREE + scaled).to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::fieldnorm::FieldNormReader;

    #[test]
    fn it_is_tantivys() {
        let long = (0..31).flat_map(|bit| [(1u32 << bit) - 1, 1 << bit, (1 << bit) + 24]);
        for length in (0..5000).chain(long) {
            assert_eq!(norm(length), FieldNormReader::fieldnorm_to_id(length), "{length}");
        }
    }
}
