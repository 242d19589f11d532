//! Numbers and texts as the files of the index write them.

/// `v`: unsigned LEB128.
pub(crate) fn put(out: &mut Vec<u8>, number: usize) {
    put_wide(out, number as u64);
}

/// `z`: signed, in zigzag.
pub(super) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_wide(out, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

fn put_wide(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// How many bytes `v` takes for a number.
pub(super) fn size(number: usize) -> usize {
    (usize::BITS - number.leading_zeros()).div_ceil(7).max(1) as usize
}

/// `v` length, then the text.
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// How many planes numbers below `count` need.
pub(super) fn planes(count: usize) -> usize {
    match count {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 3,
    }
}

/// The lowest bytes of all numbers, then the next ones: gzip sees like bytes together.
pub(super) fn put_planes(out: &mut Vec<u8>, numbers: &[u32], planes: usize) {
    for plane in 0..planes {
        out.extend(numbers.iter().map(|number| number.to_le_bytes()[plane]));
    }
}

/// How many bytes two texts begin with alike, in whole characters.
pub(crate) fn common(a: &str, b: &str) -> usize {
    let alike = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    b.floor_char_boundary(alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_as_many_bytes_as_they_say() {
        for number in [0, 1, 127, 128, 16_383, 16_384, usize::MAX] {
            let mut out = Vec::new();
            put(&mut out, number);
            assert_eq!(out.len(), size(number), "{number}");
        }
        let signed = |number| {
            let mut out = Vec::new();
            put_signed(&mut out, number);
            out
        };
        assert_eq!(signed(0), [0]);
        assert_eq!(signed(-1), [1]);
        assert_eq!(signed(1), [2]);
        assert_eq!(signed(-65), [0x81, 1]);
        assert_eq!(signed(i64::MIN).len(), 10);
    }

    #[test]
    fn what_is_common_ends_with_a_character() {
        assert_eq!(common("agua", "aguas"), 4);
        assert_eq!(common("", "a"), 0);
        // Both begin with the byte CE.
        assert_eq!(common("α", "β"), 0);
    }

    #[test]
    fn planes_begin_with_the_low_bytes() {
        let mut out = Vec::new();
        put_planes(&mut out, &[0x0102, 0x0304], 2);
        assert_eq!(out, [2, 4, 1, 3]);
        assert_eq!([planes(0), planes(256), planes(257), planes(65_537)], [1, 1, 2, 3]);
    }
}
