//! Bytes of any encoding → UTF-8: which encoding it is, and the reading of it.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::table::fault::{Cause, Place, Stop};
use crate::table::source::{Bytes, stop_of};

/// How a file's text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// Each line by itself UTF-8 or, if it cannot be, Windows-1252.
    Mixed,
    Known(&'static encoding_rs::Encoding),
    Utf32 {
        big: bool,
    },
    Cp850,
}

/// What a first look at all bytes tells.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    pub(crate) encoding: Encoding,
    /// Bytes of a byte order mark.
    pub(crate) mark: usize,
    /// What is wrong with the encoding, and on which line first.
    pub(crate) problem: Option<(Cause, Place)>,
}

impl Encoding {
    /// Its usual name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Mixed => "mixed",
            Self::Known(known) => known.name(),
            Self::Utf32 { .. } => "utf-32",
            Self::Cp850 => "cp850",
        }
    }

    /// By any of its names, also those of Python.
    fn named(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase().replace('_', "-");
        Some(match label.as_str() {
            "utf-8-sig" | "utf8-sig" => Self::Utf8,
            "utf-16-le" => Self::Known(UTF_16LE),
            "utf-16-be" => Self::Known(UTF_16BE),
            "utf-32" | "utf32" | "utf-32-le" | "utf-32le" => Self::Utf32 { big: false },
            "utf-32-be" | "utf-32be" => Self::Utf32 { big: true },
            "cp850" | "ibm850" | "850" => Self::Cp850,
            "mac-roman" | "macroman" => Self::Known(encoding_rs::MACINTOSH),
            "latin-1" => Self::Known(WINDOWS_1252),
            _ => {
                let web = label.replace("cp125", "windows-125");
                match encoding_rs::Encoding::for_label_no_replacement(web.as_bytes())? {
                    known if known == encoding_rs::UTF_8 => Self::Utf8,
                    known => Self::Known(known),
                }
            }
        })
    }
}

/// How many bytes are looked at together.
const BLOCK: usize = 1 << 16;
/// How much of what is not UTF-8 the guess sees.
const GUESSED: usize = 1 << 20;

/// Looks at all bytes. A byte order mark decides, then what is declared, then whether all of it is
/// UTF-8, then a guess for Spanish.
pub(crate) fn survey(mut bytes: Bytes, declared: Option<&str>) -> Result<Survey, Stop> {
    let mut counts = Counts::default();
    let mut block = vec![0; BLOCK];
    let mut filled = fill(&mut bytes, &mut block, 0)?;
    let (marked, mark) = byte_order_mark(&block[..filled]);
    let named = |label: &str| {
        let cause = Cause::new("encoding-error").because("encoding-unknown");
        Encoding::named(label).ok_or_else(|| Stop::new(cause.with("encoding", label)))
    };
    let declared = declared.map(named).transpose()?;
    let sure = marked.or(declared).or_else(|| wide(&block[..filled]));
    if let Some(encoding) = sure.filter(|encoding| *encoding != Encoding::Utf8) {
        return Ok(Survey { encoding, mark, problem: None });
    }
    let mut start = mark;
    loop {
        let last = filled < BLOCK;
        let whole = &block[start.min(filled)..filled];
        // A line that the block cuts is left to the next one.
        let end = match whole.iter().rposition(|byte| *byte == b'\n') {
            Some(end) if !last => end + 1,
            _ => whole.len(),
        };
        counts.add(&whole[..end]);
        if last {
            break;
        }
        let kept = start + end;
        block.copy_within(kept..filled, 0);
        filled = fill(&mut bytes, &mut block, filled - kept)?;
        start = 0;
    }
    Ok(counts.judge(sure.is_some(), mark))
}

/// Fills the block from `kept` on; gives how much of it is filled.
fn fill(bytes: &mut Bytes, block: &mut [u8], kept: usize) -> Result<usize, Stop> {
    let mut filled = kept;
    while filled < block.len() {
        match bytes.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(stop_of(error)),
        }
    }
    Ok(filled)
}

fn byte_order_mark(start: &[u8]) -> (Option<Encoding>, usize) {
    match start {
        [0xff, 0xfe, 0, 0, ..] => (Some(Encoding::Utf32 { big: false }), 4),
        [0, 0, 0xfe, 0xff, ..] => (Some(Encoding::Utf32 { big: true }), 4),
        [0xef, 0xbb, 0xbf, ..] => (Some(Encoding::Utf8), 3),
        [0xff, 0xfe, ..] => (Some(Encoding::Known(UTF_16LE)), 2),
        [0xfe, 0xff, ..] => (Some(Encoding::Known(UTF_16BE)), 2),
        _ => (None, 0),
    }
}

/// UTF-16 without mark: in texts of our alphabets nearly every other byte is zero.
fn wide(start: &[u8]) -> Option<Encoding> {
    let pairs = start[..start.len().min(4096)].chunks_exact(2);
    let all = pairs.len();
    let (mut high, mut low) = (0, 0);
    for pair in pairs {
        high += usize::from(pair[0] == 0);
        low += usize::from(pair[1] == 0);
    }
    match () {
        () if all >= 2 && low * 10 > all * 6 && high * 20 < all => Some(Encoding::Known(UTF_16LE)),
        () if all >= 2 && high * 10 > all * 6 && low * 20 < all => Some(Encoding::Known(UTF_16BE)),
        () => None,
    }
}

/// What the lines are.
struct Counts {
    lines: u64,
    /// Lines with characters beyond ASCII that are UTF-8.
    good: u64,
    /// Lines that cannot be UTF-8.
    bad: u64,
    first_bad: Option<(u64, u8)>,
    guess: EncodingDetector,
    guessed: usize,
}

impl Default for Counts {
    fn default() -> Self {
        let guess = EncodingDetector::new(Iso2022JpDetection::Deny);
        Self { lines: 0, good: 0, bad: 0, first_bad: None, guess, guessed: 0 }
    }
}

impl Counts {
    fn add(&mut self, block: &[u8]) {
        if block.is_ascii() || (self.good > 0 && std::str::from_utf8(block).is_ok()) {
            self.lines += block.split(|byte| *byte == b'\n').count() as u64 - 1;
            return;
        }
        for line in block.split_inclusive(|byte| *byte == b'\n') {
            self.lines += u64::from(line.ends_with(b"\n"));
            if line.is_ascii() {
                continue;
            }
            let Err(error) = std::str::from_utf8(line) else {
                self.good += 1;
                continue;
            };
            self.bad += 1;
            let number = self.lines + u64::from(!line.ends_with(b"\n"));
            let byte = line.get(error.valid_up_to()).copied().unwrap_or_default();
            self.first_bad.get_or_insert((number, byte));
            if self.guessed < GUESSED {
                self.guess.feed(line, false);
                self.guessed += line.len();
            }
        }
    }

    fn judge(mut self, declared: bool, mark: usize) -> Survey {
        let found = |encoding, problem| Survey { encoding, mark, problem };
        let Some((line, byte)) = self.first_bad else { return found(Encoding::Utf8, None) };
        let byte = format!("{byte:02X}");
        let place = Place::of_line(line);
        if declared || mark > 0 {
            let cause = Cause::new("encoding-error").because("not-utf-8").with("byte", byte);
            return found(Encoding::Mixed, Some((cause, place)));
        }
        // A single line that happens to be UTF-8 too does not make a file of two encodings.
        if self.good * 20 >= self.bad {
            return found(
                Encoding::Mixed,
                Some((Cause::new("encoding-mixed").with("byte", byte), place)),
            );
        }
        self.guess.feed(b"", true);
        // The country's domain makes Western European the likely one.
        found(Encoding::Known(self.guess.guess(Some(b"cl"), Utf8Detection::Deny)), None)
    }
}

/// Bytes decoded as they are read.
pub(crate) struct Decoded {
    bytes: Bytes,
    encoding: Encoding,
    decoder: Option<Decoder>,
    /// Read, not yet decoded.
    raw: Vec<u8>,
    /// Decoded, not yet given.
    text: Vec<u8>,
    given: usize,
    ended: bool,
    /// Bytes of a byte order mark still to be passed over.
    mark: usize,
}

impl Decoded {
    pub(crate) fn new(bytes: Bytes, survey: &Survey) -> Self {
        let decoder = match survey.encoding {
            Encoding::Known(known) => Some(known.new_decoder_without_bom_handling()),
            _ => None,
        };
        Self {
            bytes,
            encoding: survey.encoding,
            decoder,
            raw: Vec::new(),
            text: Vec::new(),
            given: 0,
            ended: false,
            mark: survey.mark,
        }
    }

    /// Reads and decodes a block.
    fn refill(&mut self) -> io::Result<()> {
        let kept = self.raw.len();
        self.raw.resize(kept + BLOCK, 0);
        let read = self.bytes.read(&mut self.raw[kept..])?;
        self.raw.truncate(kept + read);
        self.ended = read == 0;
        if self.mark > 0 {
            if self.raw.len() < self.mark && !self.ended {
                return Ok(());
            }
            self.raw.drain(..self.mark.min(self.raw.len()));
            self.mark = 0;
        }
        self.text.clear();
        self.given = 0;
        match self.encoding {
            Encoding::Utf8 => std::mem::swap(&mut self.raw, &mut self.text),
            Encoding::Known(_) => self.decode(),
            Encoding::Mixed => self.by_lines(),
            Encoding::Utf32 { big } => self.utf32(big),
            Encoding::Cp850 => {
                let text: String = self.raw.iter().map(|byte| cp850(*byte)).collect();
                self.text = text.into_bytes();
                self.raw.clear();
            }
        }
        Ok(())
    }

    fn decode(&mut self) {
        let decoder = self.decoder.as_mut().expect("a known encoding has its decoder");
        let room =
            decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(self.raw.len() * 3 + 16);
        self.text.resize(room, 0);
        let (result, read, written, _) =
            decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        self.text.truncate(written);
        self.raw.drain(..read);
    }

    /// Decodes whole lines; one longer than two blocks is cut.
    fn by_lines(&mut self) {
        let end = match self.raw.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => end + 1,
            None if self.ended || self.raw.len() > 2 * BLOCK => self.raw.len(),
            None => return,
        };
        let end = if self.ended { self.raw.len() } else { end };
        for line in self.raw[..end].split_inclusive(|byte| *byte == b'\n') {
            if std::str::from_utf8(line).is_ok() {
                self.text.extend_from_slice(line);
            } else {
                let (text, _) = WINDOWS_1252.decode_without_bom_handling(line);
                self.text.extend_from_slice(text.as_bytes());
            }
        }
        self.raw.drain(..end);
    }

    fn utf32(&mut self, big: bool) {
        let whole = if self.ended { self.raw.len() } else { self.raw.len() / 4 * 4 };
        let mut text = String::with_capacity(whole / 2);
        for unit in self.raw[..whole].chunks(4) {
            let code = <[u8; 4]>::try_from(unit).map_or(u32::MAX, |four| {
                if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
            });
            text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
        }
        self.text = text.into_bytes();
        self.raw.drain(..whole);
    }
}

impl Read for Decoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // UTF-8 needs no second copy.
        if self.encoding == Encoding::Utf8 && self.mark == 0 && self.given == self.text.len() {
            return self.bytes.read(into);
        }
        while self.given == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let read = into.len().min(self.text.len() - self.given);
        into[..read].copy_from_slice(&self.text[self.given..self.given + read]);
        self.given += read;
        Ok(read)
    }
}

/// A character of DOS Western European.
fn cp850(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
    match byte {
        0..=127 => char::from(byte),
        _ => UPPER.chars().nth(usize::from(byte - 128)).unwrap_or('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::source::Source;

    fn read(bytes: &[u8], declared: Option<&str>) -> (String, &'static str, Option<&'static str>) {
        let source = Source::of_bytes("a", bytes);
        let survey = survey(source.read().expect("memory"), declared).expect("known");
        let mut text = String::new();
        Decoded::new(source.read().expect("memory"), &survey)
            .read_to_string(&mut text)
            .expect("UTF-8 by now");
        (text, survey.encoding.name(), survey.problem.map(|(cause, _)| cause.code))
    }

    #[test]
    fn each_encoding_gives_the_same_text() {
        let text = "id,comuna\n1,Ñuñoa\n2,Peñalolén\n3,Camiña\n";
        let wide = |big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect()
        };
        let (latin, _, _) = WINDOWS_1252.encode(text);
        let marked = [&[0xff, 0xfe][..], &wide(false)].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "utf-8"),
            (["\u{feff}", text].concat().into_bytes(), "utf-8"),
            (latin.into_owned(), "windows-1252"),
            (wide(false), "UTF-16LE"),
            (wide(true), "UTF-16BE"),
            (marked, "UTF-16LE"),
        ] {
            assert_eq!(read(&bytes, None), (text.to_owned(), name, None));
        }
        assert_eq!(read(b"\x84u\x96oa", Some("mac_roman")).0, "Ñuñoa");
        assert_eq!(read(b"\xa5u\xa4oa", Some("cp850")).0, "Ñuñoa");
    }

    #[test]
    fn two_encodings_in_one_file_are_told() {
        let bytes = b"id,c\n1,\xc3\x91u\xc3\xb1oa\n2,Pe\xf1alol\xe9n\n";
        let (text, name, problem) = read(bytes, None);
        assert_eq!((text.as_str(), name), ("id,c\n1,Ñuñoa\n2,Peñalolén\n", "mixed"));
        assert_eq!(problem, Some("encoding-mixed"));
        assert_eq!(read(bytes, Some("utf-8")).2, Some("encoding-error"));
    }

    #[test]
    fn late_bytes_count() {
        let mut bytes = "id,comuna\n".repeat(20_000).into_bytes();
        bytes.extend_from_slice(b"3,Pe\xf1alol\xe9n\n");
        let (text, name, _) = read(&bytes, None);
        assert!(text.ends_with("Peñalolén\n") && name == "windows-1252");
    }
}
