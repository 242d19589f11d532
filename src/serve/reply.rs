//! An answer, before it becomes bytes on a wire.

use crate::serve::http::Subscription;
use std::fs::File;
use std::ops::Range;
use std::sync::Arc;

/// Status, headers, body.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// Names in lower case. Values hold nothing but visible ASCII and spaces.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

/// What an answer says.
#[derive(Debug)]
pub(super) enum Body {
    /// Nothing, and no length either.
    None,
    /// A part of bytes that others may share.
    Bytes(Arc<Vec<u8>>, Range<usize>),
    /// So many bytes of a file, from where it stands.
    File(File, u64),
    /// Events until the client or the server leaves.
    Events(Subscription),
}

impl Body {
    /// All of these bytes.
    pub(super) fn whole(bytes: impl Into<Arc<Vec<u8>>>) -> Self {
        let bytes = bytes.into();
        let all = 0..bytes.len();
        Self::Bytes(bytes, all)
    }

    /// How many bytes there are; none where nobody knows yet, or where there is no body.
    pub(super) fn length(&self) -> Option<u64> {
        match self {
            Self::None | Self::Events(_) => None,
            Self::Bytes(_, range) => Some(range.len() as u64),
            Self::File(_, length) => Some(*length),
        }
    }
}

impl Reply {
    /// An answer of a status, without anything.
    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::None }
    }

    /// An answer of a media type.
    pub(super) fn new(status: u16, media_type: &str, bytes: impl Into<Arc<Vec<u8>>>) -> Self {
        let headers = vec![("content-type", media_type.to_owned())];
        Self { status, headers, body: Body::whole(bytes) }
    }

    /// A JSON text as CKAN answers.
    pub(super) fn json(status: u16, bytes: Vec<u8>) -> Self {
        Self::new(status, "application/json;charset=utf-8", bytes)
    }

    /// A line for people, where the site has no page to say it.
    pub(super) fn text(status: u16, line: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{line}\n").into_bytes())
    }

    /// A further header.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
