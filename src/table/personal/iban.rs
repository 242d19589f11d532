//! Is this the number of a bank account (IBAN)?

/// A text that begins and is as long as an IBAN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Iban {
    /// What tells it from others.
    pub trace: u64,
    /// Whether its check digits are right.
    pub right: bool,
}

/// How long the number of a country is. Chile and Ecuador have none.
const LENGTHS: [(&[u8; 2], usize); 79] = [
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"SA", 24),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SV", 28),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VG", 24),
];

/// A cell read as an IBAN: a country that has them, its length, with spaces or hyphens.
pub fn read(cell: &str) -> Option<Iban> {
    let mut text = [0_u8; 34];
    let mut len = 0;
    for byte in cell.trim().bytes() {
        match byte {
            b' ' | b'-' => {}
            _ if byte.is_ascii_alphanumeric() => {
                *text.get_mut(len)? = byte.to_ascii_uppercase();
                len += 1;
            }
            _ => return None,
        }
    }
    let text = &text[..len];
    let country: &[u8; 2] = text.first_chunk()?;
    let length = LENGTHS.iter().find(|(code, _)| *code == country)?.1;
    if len != length || !text[2..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (mut rest, mut trace) = (0_u32, 0_u64);
    for byte in text[4..].iter().chain(&text[..4]) {
        trace = trace.wrapping_mul(37).wrapping_add(u64::from(*byte));
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u32::from(byte - b'0'),
            _ => rest * 100 + u32::from(byte - b'A') + 10,
        } % 97;
    }
    // 00, 01 and 99 are never given: 02 to 98 are.
    let given = !matches!(&text[2..4], b"00" | b"01" | b"99");
    Some(Iban { trace, right: rest == 1 && given })
}
