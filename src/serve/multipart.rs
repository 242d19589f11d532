//! `multipart/form-data` (RFC 7578): the fields of a form, already in memory.

/// How many parts a form may have.
const PARTS: usize = 100;
/// How long the headers of a part may be.
const HEADERS: usize = 4096;

/// Why a body has no fields.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    TooMany,
    Broken,
}

/// Names and texts of the fields, in their order. What a file holds is a text as well.
///
/// # Errors
/// A body that does not keep to the format, or has too many parts.
pub(super) fn fields(body: &[u8], boundary: &str) -> Result<Vec<(String, String)>, Fault> {
    if boundary.is_empty() || boundary.len() > 70 {
        return Err(Fault::Broken);
    }
    let first = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let start = find(body, first.as_bytes()).ok_or(Fault::Broken)?;
    let mut rest = &body[start + first.len()..];
    let mut fields = Vec::new();
    while !rest.starts_with(b"--") {
        if fields.len() == PARTS {
            return Err(Fault::TooMany);
        }
        let part = rest.strip_prefix(b"\r\n").ok_or(Fault::Broken)?;
        let end = find(part, between.as_bytes()).ok_or(Fault::Broken)?;
        fields.push(field(&part[..end])?);
        rest = &part[end + between.len()..];
    }
    Ok(fields)
}

fn field(part: &[u8]) -> Result<(String, String), Fault> {
    let window = &part[..part.len().min(HEADERS)];
    let end = find(window, b"\r\n\r\n").ok_or(Fault::Broken)?;
    let headers = std::str::from_utf8(&part[..end]).map_err(|_| Fault::Broken)?;
    let disposition = headers.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    });
    let name = disposition.and_then(name).ok_or(Fault::Broken)?;
    Ok((name, String::from_utf8_lossy(&part[end + 4..]).into_owned()))
}

/// The `name` of a disposition: browsers write `"` within as `%22`, others as `\"`.
fn name(disposition: &str) -> Option<String> {
    let mut rest = disposition.split_once(';')?.1;
    loop {
        let (key, value) = rest.split_once('=')?;
        let (value, after) = value_of(value)?;
        if key.trim().eq_ignore_ascii_case("name") {
            return Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = after.split_once(';')?.1;
    }
}

/// A value, quoted or not, and what follows.
fn value_of(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return Some((text[..end].trim_end().to_owned(), &text[end..]));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => match chars.next() {
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                Some((_, other)) => value.extend(['\\', other]),
                None => return None,
            },
            c => value.push(c),
        }
    }
    None
}

/// Where `what` begins in `text`.
fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut at = 0;
    while let Some(next) = text[at..].iter().position(|byte| *byte == first) {
        at += next;
        if text[at..].starts_with(what) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(disposition: &str, text: &str) -> String {
        format!(
            "--b\r\nContent-Type: text/plain\r\ncontent-disposition: {disposition}\r\n\r\n{text}\r\n"
        )
    }

    #[test]
    fn fields_are_told_apart() {
        let body = part("form-data; name=\"q\"", "a\r\n--c")
            + &part("form-data; filename=\"x; name=y\"; name=\"f%22\"", "ñ")
            + &part("form-data; name=plain", "")
            + "--b--\r\n";
        let is = [("q", "a\r\n--c"), ("f\"", "ñ"), ("plain", "")];
        let is = is.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(fields(body.as_bytes(), "b"), Ok(is.to_vec()));
    }

    #[test]
    fn broken_and_endless_forms_are_refused() {
        for body in ["", "x", "--b", "--b\r\n", "--b\r\n\r\nx\r\n--b--", "--bx\r\n\r\n--b--"] {
            assert_eq!(fields(body.as_bytes(), "b"), Err(Fault::Broken), "{body:?}");
        }
        let many = part("form-data; name=a", "b").repeat(PARTS + 1) + "--b--";
        assert_eq!(fields(many.as_bytes(), "b"), Err(Fault::TooMany));
        let long = part(&format!("form-data; name=\"{}\"", "a".repeat(HEADERS)), "b") + "--b--";
        assert_eq!(fields(long.as_bytes(), "b"), Err(Fault::Broken));
    }
}
