//! JSON lists of lists or objects → records, one item in memory at a time.

use std::io::{self, Read};

use serde_json::Value;

use crate::table::fault::{Place, Stop};
use crate::table::field::cell_of;
use crate::table::layout::Dialect;
use crate::table::row::{Kind, Row};
use crate::table::rows::Rows;
use crate::table::source::{Limits, stop_of, too_much};

/// Reads JSON text byte by byte, as far as is needed to tell values apart.
struct Scan<R> {
    inner: R,
    block: Vec<u8>,
    at: usize,
    filled: usize,
    line: u64,
    most: usize,
}

impl<R: Read> Scan<R> {
    fn new(inner: R, limits: &Limits) -> Self {
        Self { inner, block: vec![0; 1 << 16], at: 0, filled: 0, line: 1, most: limits.record }
    }

    fn wrong(&self, reason: &'static str) -> Stop {
        let mut stop = Stop::because("source-error", reason);
        stop.place = Place::of_line(self.line);
        stop
    }

    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        while self.at == self.filled {
            self.at = 0;
            match self.inner.read(&mut self.block) {
                Ok(0) => {
                    self.filled = 0;
                    return Ok(None);
                }
                Ok(read) => self.filled = read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => self.filled = 0,
                Err(error) => return Err(stop_of(error)),
            }
        }
        Ok(Some(self.block[self.at]))
    }

    fn pass(&mut self) {
        self.line += u64::from(self.block[self.at] == b'\n');
        self.at += 1;
    }

    /// The next byte that is no space.
    fn mark(&mut self) -> Result<Option<u8>, Stop> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.pass();
        }
        Ok(None)
    }

    fn expect(&mut self, mark: u8, reason: &'static str) -> Result<(), Stop> {
        if self.mark()? != Some(mark) {
            return Err(self.wrong(reason));
        }
        self.pass();
        Ok(())
    }

    /// The text of the next value; without `keep` it is only passed over.
    fn value(&mut self, mut keep: Option<&mut Vec<u8>>) -> Result<(), Stop> {
        let (mut depth, mut quoted, mut escaped, mut length) = (0_u32, false, false, 0);
        self.mark()?;
        loop {
            let Some(byte) = self.peek()? else {
                let done = depth == 0 && !quoted && length > 0;
                return if done { Ok(()) } else { Err(self.wrong("json-broken")) };
            };
            if quoted {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => quoted = false,
                    _ => {}
                }
            } else {
                match byte {
                    b'"' => quoted = true,
                    b'[' | b'{' => depth += 1,
                    b']' | b'}' | b',' if depth == 0 => break,
                    b']' | b'}' => depth -= 1,
                    _ if depth == 0 && byte.is_ascii_whitespace() => break,
                    _ => {}
                }
            }
            length += 1;
            if let Some(keep) = keep.as_deref_mut() {
                if length > self.most {
                    return Err(too_much("record-bytes", self.most));
                }
                keep.push(byte);
            }
            self.pass();
            let closed = depth == 0 && !quoted && matches!(byte, b'"' | b']' | b'}');
            if closed {
                return Ok(());
            }
        }
        if length == 0 { Err(self.wrong("json-broken")) } else { Ok(()) }
    }

    /// Goes into the value of a key of the object that comes next.
    fn enter(&mut self, name: &str) -> Result<(), Stop> {
        self.expect(b'{', "json-not-table")?;
        loop {
            let mut key = Vec::new();
            if self.mark()? != Some(b'"') {
                return Err(self.wrong("json-property-missing"));
            }
            self.value(Some(&mut key))?;
            self.expect(b':', "json-broken")?;
            if serde_json::from_slice::<String>(&key).is_ok_and(|key| key == name) {
                return Ok(());
            }
            self.value(None)?;
            if self.mark()? == Some(b',') {
                self.pass();
            }
        }
    }
}

/// What stands between items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Between {
    /// Nothing has been read of the list.
    Start,
    Comma,
    /// They stand in lines.
    Nothing,
    End,
}

/// How items hold their cells.
enum Form {
    Unknown,
    Lists,
    /// The names that the header has; further ones of an item come after them.
    Objects(Vec<String>),
}

/// Records of a list, or of lines.
pub(crate) struct Items<R> {
    scan: Scan<R>,
    between: Between,
    form: Form,
    keys: Option<Vec<String>>,
    /// The first object, which comes after the header made of it.
    waiting: Option<(u64, Value)>,
    text: Vec<u8>,
    record: u64,
    most_fields: usize,
}

/// A document whose list is at its top, or where the dialect's `property` says.
pub(crate) fn document<R: Read>(
    text: R,
    dialect: &Dialect,
    limits: &Limits,
) -> Result<Items<R>, Stop> {
    let mut items = Items::new(text, dialect, limits, Between::Start);
    for name in dialect.property.iter().flat_map(|path| path.split('.')) {
        items.scan.enter(name)?;
    }
    items.scan.expect(b'[', "json-not-table")?;
    Ok(items)
}

/// A list or object on each line.
pub(crate) struct Lines;

impl Lines {
    #[expect(clippy::new_ret_no_self, reason = "lines are items with nothing between them")]
    pub(crate) fn new<R: Read>(text: R, dialect: &Dialect, limits: &Limits) -> Items<R> {
        Items::new(text, dialect, limits, Between::Nothing)
    }
}

impl<R: Read> Items<R> {
    fn new(text: R, dialect: &Dialect, limits: &Limits, between: Between) -> Self {
        Self {
            scan: Scan::new(text, limits),
            between,
            form: Form::Unknown,
            keys: dialect.keys.clone(),
            waiting: None,
            text: Vec::new(),
            record: 0,
            most_fields: limits.fields,
        }
    }

    /// The next item with its line.
    fn item(&mut self) -> Result<Option<(u64, Value)>, Stop> {
        let mark = self.scan.mark()?;
        match self.between {
            Between::End => return Ok(None),
            Between::Nothing if mark.is_none() => return Ok(None),
            Between::Nothing => {}
            Between::Start | Between::Comma if mark == Some(b']') => {
                self.between = Between::End;
                return Ok(None);
            }
            Between::Start => self.between = Between::Comma,
            Between::Comma => self.scan.expect(b',', "json-broken")?,
        }
        self.scan.mark()?;
        let line = self.scan.line;
        self.text.clear();
        self.scan.value(Some(&mut self.text))?;
        match serde_json::from_slice(&self.text) {
            Ok(value) => Ok(Some((line, value))),
            Err(_) => Err(self.scan.wrong("json-broken")),
        }
    }

    fn fill(&mut self, row: &mut Row, line: u64, item: Value) -> Result<(), Stop> {
        row.line = line;
        let count = match &item {
            Value::Array(items) => items.len(),
            Value::Object(object) => object.len(),
            _ => 0,
        };
        if count > self.most_fields {
            return Err(too_much("fields", self.most_fields));
        }
        match (&self.form, item) {
            (Form::Lists, Value::Array(items)) => {
                for value in &items {
                    let (text, kind) = cell_of(value);
                    row.push(text.as_bytes(), kind);
                }
            }
            (Form::Objects(keys), Value::Object(mut object)) => {
                for key in keys {
                    let (text, kind) = object
                        .shift_remove(key)
                        .as_ref()
                        .map_or_else(|| (String::new(), Kind::Null), cell_of);
                    row.push(text.as_bytes(), kind);
                }
                let rest = if self.keys.is_some() { None } else { Some(&object) };
                for value in rest.into_iter().flat_map(|object| object.values()) {
                    let (text, kind) = cell_of(value);
                    row.push(text.as_bytes(), kind);
                }
            }
            _ => return Err(self.scan.wrong("json-mixed")),
        }
        Ok(())
    }
}

impl<R: Read> Rows for Items<R> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Stop> {
        row.clear();
        let item = match self.waiting.take() {
            Some(waiting) => Some(waiting),
            None => self.item()?,
        };
        let Some((line, item)) = item else { return Ok(false) };
        self.record += 1;
        row.number = self.record;
        if let Form::Unknown = self.form {
            self.form = match &item {
                Value::Object(object) => {
                    let names = || object.keys().cloned().collect();
                    let keys: Vec<String> = self.keys.clone().unwrap_or_else(names);
                    row.line = line;
                    for key in &keys {
                        row.push(key.as_bytes(), Kind::Text);
                    }
                    self.waiting = Some((line, item));
                    self.form = Form::Objects(keys);
                    return Ok(true);
                }
                _ => Form::Lists,
            };
        }
        self.fill(row, line, item)?;
        Ok(true)
    }
}
