//! What is to be sent.

use std::io::{self, Read};
use std::sync::Arc;

use pyrel_tree::Slice;

use crate::Secret;

/// The method.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// Removes.
    Delete,
    /// Fetches.
    Get,
    /// Changes parts.
    Patch,
    /// Does something.
    Post,
}

/// Who asks. Never shown.
#[derive(Clone, Debug)]
pub enum Authorization {
    /// User name and password.
    Basic {
        /// The user, `__token__` for a token.
        user: String,
        /// The password or token.
        password: Secret,
    },
    /// A bearer token.
    Bearer(Secret),
}

/// A request. Its body can be read as often as the request is sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address, without user information.
    pub url: String,
    /// Header fields besides `Authorization`, `Content-Length` and `User-Agent`.
    pub headers: Vec<(&'static str, String)>,
    /// Who asks.
    pub authorization: Option<Authorization>,
    /// What is sent.
    pub body: Body,
}

/// A body of known length: stretches of memory and of files, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Body {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Bytes(Arc<[u8]>),
    Slice(Slice),
}

impl Request {
    /// A request without header fields, authorization and body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            authorization: None,
            body: Body::default(),
        }
    }

    /// The request with a header field more.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The request with a body of this type.
    #[must_use]
    pub fn body(mut self, content_type: impl Into<String>, body: Body) -> Self {
        self.headers.push(("content-type", content_type.into()));
        self.body = body;
        self
    }

    /// The request with a JSON body.
    #[must_use]
    pub fn json(self, value: &serde_json::Value) -> Self {
        self.body("application/json", Body::bytes(value.to_string().into_bytes()))
    }

    /// The request in somebody's name.
    #[must_use]
    pub fn authorized(mut self, authorization: Authorization) -> Self {
        self.authorization = Some(authorization);
        self
    }
}

impl Body {
    /// A body of bytes.
    #[must_use]
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        let mut body = Self::default();
        body.push_bytes(bytes);
        body
    }

    /// A body that is a file.
    #[must_use]
    pub fn slice(slice: Slice) -> Self {
        Self { parts: vec![Part::Slice(slice)] }
    }

    /// Appends bytes.
    pub fn push_bytes(&mut self, bytes: impl Into<Arc<[u8]>>) {
        self.parts.push(Part::Bytes(bytes.into()));
    }

    /// Appends a stretch of a file.
    pub fn push_slice(&mut self, slice: Slice) {
        self.parts.push(Part::Slice(slice));
    }

    /// The length in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.parts.iter().map(Part::len).sum()
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A reader from the beginning.
    #[must_use]
    pub fn reader(&self) -> Box<dyn Read + Send> {
        self.parts.iter().fold(Box::new(io::empty()), |before, part| {
            let next: Box<dyn Read + Send> = match part {
                Part::Bytes(bytes) => Box::new(io::Cursor::new(Arc::clone(bytes))),
                Part::Slice(slice) => Box::new(slice.reader()),
            };
            Box::new(before.chain(next))
        })
    }
}

impl Part {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Slice(slice) => slice.len,
        }
    }
}
