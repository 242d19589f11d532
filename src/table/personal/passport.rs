//! Is this written as the number of a passport? It has no check: only a label makes it one.

/// Whether a cell can be a passport's number: one to three letters and five to nine digits, or
/// nine to ten digits as older ones.
pub fn is_candidate(cell: &str) -> bool {
    let bytes = cell.trim().as_bytes();
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let rest = &bytes[letters..];
    let digits = if letters > 0 { rest.strip_prefix(b" ").unwrap_or(rest) } else { rest };
    if !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    match letters {
        0 => (9..=10).contains(&digits.len()),
        1..=3 => (5..=9).contains(&digits.len()) && !is_venezuelan(bytes, digits.len()),
        _ => false,
    }
}

/// A Venezuelan cédula is V or E and seven or eight digits, another document.
fn is_venezuelan(bytes: &[u8], digits: usize) -> bool {
    matches!(bytes[0].to_ascii_uppercase(), b'V' | b'E')
        && bytes.get(1).is_some_and(|byte| !byte.is_ascii_alphabetic())
        && (7..=8).contains(&digits)
}
