//! A server that answers as the test says and remembers what it heard: stands in for GitHub and for
//! an index's doors.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::tls;

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The method, in capitals.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Header fields under their names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body, with the chunks of a chunked one joined.
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// Method and target, as in `GET /simple/`.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    /// A header field; empty where the request has none of that name.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// What to answer.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A whole response.
    Answer { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
    /// None: the connection is closed, although the request was heard.
    HangUp,
}

impl Reply {
    /// A response without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self::Answer { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A response with a JSON body.
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::text(status, &body.to_string()).header("content-type", "application/json")
    }

    /// A response with a body of text.
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::Answer { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    /// Adds a header field.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

/// A running server. Requests are answered one connection at a time, so what was heard has one
/// order.
pub(crate) struct Scripted {
    url: String,
    state: Arc<State>,
    listener: Option<JoinHandle<()>>,
    certificates: Option<tempfile::TempDir>,
}

struct State {
    address: std::net::SocketAddr,
    answer: Box<dyn Fn(&Heard) -> Reply + Send + Sync>,
    heard: Mutex<Vec<Heard>>,
    over: AtomicBool,
}

impl Scripted {
    /// A server without encryption.
    pub(crate) fn http(answer: impl Fn(&Heard) -> Reply + Send + Sync + 'static) -> Self {
        Self::start("http", None, None, Box::new(answer))
    }

    /// A server with a certificate that only [`Scripted::authority`] vouches for.
    pub(crate) fn https(answer: impl Fn(&Heard) -> Reply + Send + Sync + 'static) -> Self {
        let folder = tempfile::Builder::new().prefix("pyrel-tls-").tempdir().unwrap();
        let config = tls::server_config(&folder.path().join("authority.pem"));
        Self::start("https", Some(config), Some(folder), Box::new(answer))
    }

    /// Scheme, host and port, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What `SSL_CERT_FILE` has to name so that a client trusts this server.
    pub(crate) fn authority(&self) -> PathBuf {
        let folder = self.certificates.as_ref().expect("only an https server has an authority");
        folder.path().join("authority.pem")
    }

    /// Everything heard so far, in order.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.state.heard.lock().unwrap().clone()
    }

    /// Method and target of everything heard so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.heard().iter().map(Heard::line).collect()
    }

    fn start(
        scheme: &str,
        config: Option<Arc<ServerConfig>>,
        certificates: Option<tempfile::TempDir>,
        answer: Box<dyn Fn(&Heard) -> Reply + Send + Sync>,
    ) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let state = Arc::new(State {
            address,
            answer,
            heard: Mutex::new(Vec::new()),
            over: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        let listener = thread::spawn(move || shared.listen(&socket, config.as_ref()));
        Self { url: format!("{scheme}://{address}"), state, listener: Some(listener), certificates }
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::SeqCst);
        // One more connection wakes the listener, which then sees that it is over.
        drop(TcpStream::connect(self.state.address));
        if let Some(listener) = self.listener.take() {
            drop(listener.join());
        }
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripted").field("url", &self.url).field("heard", &self.lines()).finish()
    }
}

impl State {
    fn listen(&self, socket: &TcpListener, config: Option<&Arc<ServerConfig>>) {
        for connection in socket.incoming() {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            // A client that breaks off, or does not trust the certificate, is that client's affair.
            drop(connection.and_then(|stream| self.serve(stream, config)));
        }
    }

    fn serve(&self, stream: TcpStream, config: Option<&Arc<ServerConfig>>) -> io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        match config {
            None => self.exchange(stream).map(drop),
            Some(config) => {
                let connection =
                    ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
                let mut stream = self.exchange(StreamOwned::new(connection, stream))?;
                stream.conn.send_close_notify();
                stream.flush()
            }
        }
    }

    /// One request and its answer.
    fn exchange<S: Read + Write>(&self, stream: S) -> io::Result<S> {
        let mut stream = BufReader::new(stream);
        let heard = read_request(&mut stream)?;
        let reply = (self.answer)(&heard);
        self.heard.lock().unwrap().push(heard);
        let mut stream = stream.into_inner();
        if let Reply::Answer { status, headers, body } = reply {
            write_response(&mut stream, status, &headers, &body)?;
        }
        Ok(stream)
    }
}

fn read_request<S: Read + Write>(stream: &mut BufReader<S>) -> io::Result<Heard> {
    let first = read_line(stream)?;
    let mut words = first.split(' ').map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::Error::other("no request line"));
    };
    let mut headers = BTreeMap::new();
    loop {
        let line = read_line(stream)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    if headers.get("expect").is_some_and(|value| value == "100-continue") {
        stream.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = read_body(stream, &headers)?;
    Ok(Heard { method, target, headers, body })
}

fn read_body(stream: &mut impl BufRead, headers: &BTreeMap<String, String>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|value| value == "chunked") {
        loop {
            let size = read_line(stream)?;
            let size = u64::from_str_radix(&size, 16).map_err(io::Error::other)?;
            stream.take(size).read_to_end(&mut body)?;
            read_line(stream)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = headers.get("content-length").map_or(Ok(0), |value| value.parse());
    let length: u64 = length.map_err(io::Error::other)?;
    stream.take(length).read_to_end(&mut body)?;
    Ok(body)
}

fn read_line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn write_response(
    stream: &mut impl Write,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} Scripted\r\nconnection: close\r\n");
    // A 204 has no body and must not speak of its length (RFC 9110, section 8.6).
    if status != 204 {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    stream.flush()
}

/// Asks `url` with Python's own client, which trusts `authority` alone.
#[cfg(test)]
fn ask(url: &str, authority: &Path) -> super::run::Run {
    let script = "
import sys, urllib.error, urllib.request
request = urllib.request.Request(sys.argv[1], data=b'{\"a\": 1}', headers={'Accept': 'x/y'})
try:
    answer = urllib.request.urlopen(request)
except urllib.error.HTTPError as error:
    answer = error
print(answer.status, answer.headers['x-mark'], answer.read().decode())
";
    let mut python = super::peers::peers().python("build");
    python.args(["-c", script, url]).env("SSL_CERT_FILE", authority).env("no_proxy", "*");
    super::run::Run::of(&mut python)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(heard: &Heard) -> Reply {
        match heard.line().as_str() {
            "POST /made?now=1" => Reply::json(201, &heard.json()).header("x-mark", "here"),
            "POST /lost" => Reply::HangUp,
            "POST /nothing" => Reply::empty(204),
            _ => Reply::text(404, "no such page"),
        }
    }

    fn check(server: &Scripted, authority: &Path) {
        let ask = |target: &str| ask(&format!("{}{target}", server.url()), authority);
        ask("/made?now=1").success().stdout("201 here {\"a\":1}\n");
        ask("/nothing").success().stdout("204 None \n");
        ask("/else").success().stdout("404 None no such page\n");
        ask("/lost").failure(1);
        assert_eq!(
            server.lines(),
            ["POST /made?now=1", "POST /nothing", "POST /else", "POST /lost"]
        );
        assert_eq!(server.heard()[0].header("accept"), "x/y");
        assert_eq!(server.heard()[0].header("authorization"), "");
    }

    #[test]
    fn a_plain_server_answers_as_the_test_says() {
        check(&Scripted::http(answer), Path::new("/dev/null"));
    }

    #[test]
    fn an_encrypted_server_is_trusted_through_its_authority_only() {
        let server = Scripted::https(answer);
        check(&server, &server.authority());
        let stranger = Scripted::https(answer);
        ask(stranger.url(), &server.authority())
            .failure(1)
            .stderr_contains("CERTIFICATE_VERIFY_FAILED");
        assert_eq!(stranger.lines(), [""; 0]);
    }
}
