//! `Content-Encoding` (RFC 9110, 8.4) → the bytes that were meant.

use crate::fetch::{Failure, Response};
use std::io::Read;

/// How many encodings one body may carry; a second one is a mistake already.
const LAYERS: usize = 3;

/// The body without the encodings that its header names, the last applied first.
///
/// # Errors
/// [`Failure::TooLarge`] beyond `limit` bytes, [`Failure::Broken`] where the body is not what the
/// header says.
pub fn decoded(response: &Response, limit: u64) -> Result<Vec<u8>, Failure> {
    let named = response.header("content-encoding").unwrap_or_default().to_ascii_lowercase();
    let named: Vec<&str> =
        named.split(',').map(str::trim).filter(|name| !matches!(*name, "" | "identity")).collect();
    if named.len() > LAYERS {
        return Err(Failure::Broken(format!("Content-Encoding: {}", named.join(", "))));
    }
    let mut body = response.body.clone();
    for name in named.into_iter().rev() {
        body = match name {
            "gzip" | "x-gzip" => unpacked(flate2::read::MultiGzDecoder::new(&body[..]), limit)?,
            "br" => unpacked(brotli_decompressor::Decompressor::new(&body[..], 4096), limit)?,
            other => return Err(Failure::Broken(format!("Content-Encoding: {other}"))),
        };
    }
    Ok(body)
}

/// Everything that a decoder gives, up to the limit.
fn unpacked(decoder: impl Read, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    let read = decoder.take(limit.saturating_add(1)).read_to_end(&mut out);
    read.map_err(|error| Failure::Broken(error.to_string()))?;
    if out.len() as u64 > limit { Err(Failure::TooLarge(limit)) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    fn response(encoding: &str, body: Vec<u8>) -> Response {
        let headers = vec![("content-encoding".to_owned(), encoding.to_owned())];
        Response { status: 200, headers, body }
    }

    #[test]
    fn what_the_header_names_comes_off_and_no_more() {
        let text = b"hola".to_vec();
        assert_eq!(decoded(&response("", text.clone()), 9), Ok(text.clone()));
        assert_eq!(decoded(&response("gzip", gzip(&text)), 9), Ok(text.clone()));
        assert_eq!(decoded(&response("gzip, gzip", gzip(&gzip(&text))), 99), Ok(text.clone()));
        assert_eq!(decoded(&response("gzip", gzip(&gzip(&text))), 99), Ok(gzip(&text)));
        // `hola` as another implementation packs it.
        let brotli = vec![0x8b, 0x01, 0x80, 0x68, 0x6f, 0x6c, 0x61, 0x03];
        assert_eq!(decoded(&response("br", brotli), 9), Ok(text));
    }

    #[test]
    fn bombs_and_lies_are_told() {
        let bomb = gzip(&vec![0; 1 << 20]);
        assert_eq!(decoded(&response("gzip", bomb), 1000), Err(Failure::TooLarge(1000)));
        for (encoding, body) in [("gzip", b"hola".to_vec()), ("zstd", b"hola".to_vec())] {
            let told = decoded(&response(encoding, body), 9);
            assert!(matches!(told, Err(Failure::Broken(_))), "{told:?}");
        }
    }
}
