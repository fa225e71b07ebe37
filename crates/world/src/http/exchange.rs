//! One request and what became of it.

use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use hyper::ext::ReasonPhrase;
use pyrel_diag::Event;
use pyrel_effect::http::{Authorization, Body, Method, Request, Response, Sent};
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder};
use tokio::time::timeout;

use super::Watcher;

/// One request, on its way.
pub(super) struct Exchange {
    /// What is to be sent.
    pub(super) request: Request,
    /// Who watches the body go.
    pub(super) watcher: Watcher,
    /// How long nothing may happen.
    pub(super) idle: Duration,
}

/// What became of a request.
#[derive(Debug)]
pub(super) enum Fate {
    /// The server answered.
    Answered(Response),
    /// It cannot be sent, today or tomorrow.
    Impossible(String),
    /// It left, and no answer came.
    Lost(String),
    /// No connection came about.
    Unconnected(String),
}

/// Bodies are read in pieces of this size. They are read on the network's own thread: a piece of a
/// local file is there in microseconds, while the wire takes milliseconds for it.
const PIECE: usize = 128 << 10;
/// The most that is read of an answer.
const ANSWER: usize = 1 << 20;

impl Fate {
    /// Whether a request that changes something may be repeated.
    pub(super) fn never_left(&self) -> bool {
        matches!(self, Self::Unconnected(_))
    }

    /// Whether a request that changes nothing may have more luck the next time.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Answered(response) => matches!(response.status, 502..=504),
            Self::Impossible(_) => false,
            Self::Lost(_) | Self::Unconnected(_) => true,
        }
    }

    /// The same as the steps see it.
    pub(super) fn into_sent(self) -> Sent {
        match self {
            Self::Answered(response) => Sent::Answered(response),
            Self::Impossible(why) | Self::Unconnected(why) => Sent::NotSent(why),
            Self::Lost(why) => Sent::Unknown(why),
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(response) => write!(f, "{} {}", response.status, response.reason),
            Self::Impossible(why) | Self::Lost(why) | Self::Unconnected(why) => f.write_str(why),
        }
    }
}

impl Exchange {
    /// Sends, and reads the answer. An answer counts from its first line on: whatever breaks later
    /// cannot unsay its status.
    pub(super) async fn run(self, client: &Client) -> Fate {
        let moved = Arc::new(AtomicU64::new(0));
        let request = self.prepare(client, &moved);
        let mut sending = Box::pin(request.send());
        let mut seen = 0;
        loop {
            match timeout(self.idle, &mut sending).await {
                Ok(Ok(response)) => return Fate::Answered(self.read(response).await),
                Ok(Err(error)) => return classify(error),
                Err(_) if moved.load(Ordering::Relaxed) > seen => {
                    seen = moved.load(Ordering::Relaxed);
                }
                Err(_) => return Fate::Lost(self.silence()),
            }
        }
    }

    fn prepare(&self, client: &Client, moved: &Arc<AtomicU64>) -> RequestBuilder {
        let Request { method, url, headers, authorization, body } = &self.request;
        let mut request = client.request(method_of(*method), url);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request = match authorization {
            None => request,
            Some(Authorization::Basic { user, password }) => {
                request.basic_auth(user, Some(password.expose()))
            }
            Some(Authorization::Bearer(token)) => request.bearer_auth(token.expose()),
        };
        if body.is_empty() {
            return request;
        }
        request
            .header(CONTENT_LENGTH, HeaderValue::from(body.len()))
            .body(self.stream(body, Arc::clone(moved)))
    }

    /// The body in pieces, each read when there is room for it on the wire.
    fn stream(&self, body: &Body, moved: Arc<AtomicU64>) -> reqwest::Body {
        let watcher = Arc::clone(&self.watcher);
        let pieces = stream::unfold(Some(body.reader()), move |reader| {
            let read = reader.and_then(next_piece);
            if let Some((Ok(piece), _)) = &read {
                moved.fetch_add(piece.len() as u64, Ordering::Relaxed);
                watcher.event(Event::Advanced(piece.len() as u64));
            }
            std::future::ready(read)
        });
        reqwest::Body::wrap_stream(pieces)
    }

    async fn read(&self, mut response: reqwest::Response) -> Response {
        let status = response.status();
        let phrase = response.extensions().get::<ReasonPhrase>();
        let reason = match phrase {
            Some(phrase) => String::from_utf8_lossy(phrase.as_bytes()).into_owned(),
            None => status.canonical_reason().unwrap_or_default().to_owned(),
        };
        let headers = fields(response.headers());
        let mut body = Vec::new();
        while body.len() < ANSWER
            && let Ok(Ok(Some(piece))) = timeout(self.idle, response.chunk()).await
        {
            let room = ANSWER - body.len();
            body.extend(piece.into_iter().take(room));
        }
        Response { status: status.as_u16(), reason, headers, body }
    }

    fn silence(&self) -> String {
        format!("nothing was heard for {} seconds", self.idle.as_secs())
    }
}

type Reader = Box<dyn Read + Send>;

/// The next piece, with the reader if there may be more.
fn next_piece(mut reader: Reader) -> Option<(std::io::Result<Bytes>, Option<Reader>)> {
    let mut piece = Vec::with_capacity(PIECE);
    match (&mut reader).take(PIECE as u64).read_to_end(&mut piece) {
        Ok(0) => None,
        Ok(_) => Some((Ok(Bytes::from(piece)), Some(reader))),
        Err(error) => Some((Err(std::io::Error::other(Unreadable(error))), None)),
    }
}

/// Our own side failed. A body that falls short of its announced length is never carried out.
#[derive(Debug, thiserror::Error)]
#[error("the file to send cannot be read")]
struct Unreadable(#[source] std::io::Error);

fn classify(error: reqwest::Error) -> Fate {
    let error = error.without_url();
    let words = chain(&error);
    if error.is_builder() || is_caused_by::<Unreadable>(&error) {
        Fate::Impossible(words)
    } else if !error.is_connect() {
        Fate::Lost(words)
    } else if is_caused_by::<rustls::Error>(&error) {
        // A certificate does not get better by asking again.
        Fate::Impossible(words)
    } else {
        Fate::Unconnected(words)
    }
}

fn is_caused_by<E: std::error::Error + 'static>(error: &reqwest::Error) -> bool {
    sources(error).any(|source| source.is::<E>())
}

/// The error's causes, from near to far. An `io::Error` hides what it was made of: it is unpacked.
fn sources<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        match inner {
            Some(inner) => Some(inner as &(dyn std::error::Error + 'static)),
            None => error.source(),
        }
    })
}

/// The error and its causes in one line, without what only repeats.
pub(super) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = Vec::<String>::new();
    for source in sources(error) {
        let next = source.to_string();
        if words.last().is_none_or(|last| *last != next) {
            words.push(next);
        }
    }
    words.join(": ")
}

fn fields(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

/// The method's name.
pub(super) fn verb(method: Method) -> &'static str {
    match method {
        Method::Delete => "DELETE",
        Method::Get => "GET",
        Method::Patch => "PATCH",
        Method::Post => "POST",
    }
}

fn method_of(method: Method) -> reqwest::Method {
    match method {
        Method::Delete => reqwest::Method::DELETE,
        Method::Get => reqwest::Method::GET,
        Method::Patch => reqwest::Method::PATCH,
        Method::Post => reqwest::Method::POST,
    }
}
