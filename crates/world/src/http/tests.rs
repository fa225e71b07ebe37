//! The door against servers on loopback that know nothing but sockets.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Mutex, mpsc};
use std::thread::{self, JoinHandle};

use pyrel_effect::Secret;
use pyrel_effect::http::{Authorization, Body, Method, Response};
use pyrel_tree::{Content, Slice};

use super::*;

/// A server that handles one connection after the other, each by the next of these.
struct Server {
    address: String,
    thread: JoinHandle<()>,
}

type Handler = Box<dyn FnOnce(TcpStream) + Send>;

impl Server {
    fn start(handlers: Vec<Handler>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let thread = thread::spawn(move || {
            for handler in handlers {
                handler(listener.accept().unwrap().0);
            }
        });
        Self { address, thread }
    }

    fn one(handler: impl FnOnce(TcpStream) + Send + 'static) -> Self {
        Self::start(vec![Box::new(handler)])
    }

    fn tls_url(&self) -> String {
        format!("https://localhost:{}/", self.address.rsplit_once(':').unwrap().1)
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Progress for Log {
    fn event(&self, event: Event<'_>) {
        self.0.lock().unwrap().push(format!("{event:?}"));
    }
}

impl Log {
    fn advanced(&self) -> u64 {
        let log = self.0.lock().unwrap();
        let numbers = log.iter().filter_map(|line| line.strip_prefix("Advanced("));
        numbers.map(|number| number.trim_end_matches(')').parse::<u64>().unwrap()).sum()
    }
}

fn settings() -> Settings {
    let patience = Patience { pauses: vec![Duration::ZERO], ..Patience::default() };
    Settings { authorities: None, proxies: Proxies::None, patience }
}

fn door() -> Door {
    Door::new(settings(), Arc::new(Log::default()))
}

fn post(url: String, body: Body) -> Request {
    Request::new(Method::Post, url).body("application/octet-stream", body)
}

/// A file that is made up as it is read.
#[derive(Debug)]
struct Pattern;

const LARGE: u64 = 24_000_001;

impl Content for Pattern {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        for (byte, at) in buffer.iter_mut().zip(offset..) {
            *byte = (at % 251) as u8;
        }
        Ok(buffer.len())
    }
}

/// A file on a disk that fails after a while.
#[derive(Debug)]
struct Broken;

impl Content for Broken {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        if offset > 500_000 { Err(io::Error::other("the disk is gone")) } else { Ok(buffer.len()) }
    }
}

fn large(content: impl Content + 'static) -> Body {
    Body::slice(Slice { content: Arc::new(content), offset: 0, len: LARGE })
}

fn head(reader: &mut impl BufRead) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0, "cut off after {head:?}");
    }
    head
}

fn answer(stream: &mut impl Write, status: &str, fields: &str, body: &str) {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{fields}\r\n{body}");
    stream.write_all(text.as_bytes()).unwrap();
    stream.flush().unwrap();
}

#[track_caller]
fn answered(sent: Sent) -> Response {
    match sent {
        Sent::Answered(response) => response,
        Sent::NotSent(why) | Sent::Unknown(why) => panic!("{why}"),
    }
}

#[test]
fn a_large_body_streams_with_its_exact_length() {
    let server = Server::one(|mut stream| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let head = head(&mut reader);
        assert!(head.starts_with("POST /legacy/ HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("\r\ncontent-length: 24000001\r\n"), "{head}");
        assert!(!head.contains("transfer-encoding"), "{head}");
        let mut at = 0;
        let mut piece = [0; 65536];
        while at < LARGE {
            let got = reader.read(&mut piece).unwrap();
            assert!(piece[..got].iter().zip(at..).all(|(&byte, at)| byte == (at % 251) as u8));
            at += got as u64;
        }
        answer(&mut stream, "200 OK", "", "taken");
    });
    let log = Arc::new(Log::default());
    let door = Door::new(settings(), Arc::clone(&log) as Watcher);
    let sent = door.send("sending demo.whl", &post(server.url("/legacy/"), large(Pattern)));
    assert_eq!(answered(sent).text(), "taken");
    server.thread.join().unwrap();
    assert_eq!(log.advanced(), LARGE);
    let log = log.0.lock().unwrap();
    assert_eq!(log[0], r#"Started { what: "sending demo.whl", bytes: 24000001 }"#);
    assert_eq!(log.last().unwrap(), "Finished");
    let note = format!(r#"Note("POST http://{}/legacy/: 200 OK")"#, server.address);
    assert!(log.contains(&note), "{:?}", log[log.len() - 2]);
}

#[test]
fn an_early_refusal_is_heard_while_the_body_is_still_being_sent() {
    let server = Server::one(|mut stream| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        head(&mut reader);
        reader.read_exact(&mut [0; 65536]).unwrap();
        answer(&mut stream, "403 Invalid token", "Connection: close\r\n", "who are you?");
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        // As good servers do, it reads on until the client has noticed.
        drop(io::copy(&mut reader, &mut io::sink()));
    });
    let response = answered(door().send("", &post(server.url("/"), large(Pattern))));
    assert_eq!((response.status, response.reason.as_str()), (403, "Invalid token"));
    assert_eq!(response.text(), "who are you?");
    server.thread.join().unwrap();
}

#[test]
fn an_early_refusal_is_heard_even_if_the_server_never_reads_on() {
    let (done, wait) = mpsc::channel::<()>();
    let server = Server::one(move |mut stream| {
        head(&mut BufReader::new(stream.try_clone().unwrap()));
        answer(&mut stream, "413 Too much", "", "too large");
        // The connection stays open and full.
        assert!(wait.recv().is_err());
    });
    let response = answered(door().send("", &post(server.url("/"), large(Pattern))));
    assert_eq!((response.status, response.text().as_str()), (413, "too large"));
    drop(done);
    server.thread.join().unwrap();
}

#[test]
fn a_refused_connection_was_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let Sent::NotSent(why) = door().send("", &post(url, Body::bytes(*b"x"))) else { panic!() };
    assert!(why.ends_with("Connection refused (os error 111)"), "{why}");
}

#[test]
fn a_connection_that_breaks_before_the_answer_leaves_the_outcome_unknown() {
    let server = Server::one(|stream| {
        let mut reader = BufReader::new(stream);
        head(&mut reader);
        reader.read_exact(&mut [0; 1000]).unwrap();
        // Dropped with bytes unread: a reset.
    });
    let sent = door().send("", &post(server.url("/"), large(Pattern)));
    assert!(matches!(sent, Sent::Unknown(_)), "{sent:?}");
    server.thread.join().unwrap();
}

#[test]
fn a_file_that_cannot_be_read_was_not_sent_whole() {
    let server = Server::one(|stream| drop(io::copy(&mut { stream }, &mut io::sink())));
    let sent = door().send("", &post(server.url("/"), large(Broken)));
    let Sent::NotSent(why) = sent else { panic!("{sent:?}") };
    assert!(why.ends_with("the file to send cannot be read: the disk is gone"), "{why}");
    server.thread.join().unwrap();
}

#[test]
fn a_silent_server_is_given_up() {
    let (done, wait) = mpsc::channel::<()>();
    let server = Server::one(move |stream| {
        assert!(wait.recv().is_err());
        drop(stream);
    });
    let mut settings = settings();
    settings.patience.send = Duration::from_millis(30);
    let door = Door::new(settings, Arc::new(Log::default()));
    let sent = door.send("", &post(server.url("/"), Body::bytes(*b"x")));
    assert_eq!(sent, Sent::Unknown("nothing was heard for 0 seconds".to_owned()));
    drop(done);
    server.thread.join().unwrap();
}

#[test]
fn a_redirect_is_an_answer_and_not_followed() {
    let server = Server::one(|mut stream| {
        head(&mut BufReader::new(stream.try_clone().unwrap()));
        answer(&mut stream, "302 Found", "Location: http://127.0.0.1:1/\r\n", "");
    });
    let response = answered(door().look(&Request::new(Method::Get, server.url("/"))));
    assert_eq!(response.status, 302);
    assert_eq!(response.header("location"), Some("http://127.0.0.1:1/"));
    server.thread.join().unwrap();
}

#[test]
fn the_head_names_pyrel_and_the_user() {
    let server = Server::one(|mut stream| {
        let head = head(&mut BufReader::new(stream.try_clone().unwrap()));
        let version = env!("CARGO_PKG_VERSION");
        assert!(head.contains(&format!("\r\nuser-agent: pyrel/{version}\r\n")), "{head}");
        // `printf '__token__:pypi-x' | base64`
        assert!(head.contains("\r\nauthorization: Basic X190b2tlbl9fOnB5cGkteA==\r\n"), "{head}");
        assert!(head.contains("\r\naccept: application/json\r\n"), "{head}");
        answer(&mut stream, "204 No Content", "", "");
    });
    let password = Secret::new("pypi-x");
    let request = Request::new(Method::Delete, server.url("/x"))
        .header("accept", "application/json")
        .authorized(Authorization::Basic { user: "__token__".to_owned(), password });
    let response = answered(door().send("", &request));
    assert_eq!((response.status, response.reason.as_str()), (204, "No Content"));
    server.thread.join().unwrap();
}

#[test]
fn credentials_do_not_leave_in_plain_text() {
    let token = Authorization::Bearer(Secret::new("ghs-x"));
    // Nobody is asked: this would wait for an address that is kept for documentation (RFC 5737).
    let request = Request::new(Method::Get, "http://192.0.2.2/").authorized(token);
    let expect = || Sent::NotSent("credentials do not travel in plain text".to_owned());
    assert_eq!(door().look(&request), expect());
    assert_eq!(door().send("", &request), expect());
}

#[test]
fn a_look_is_repeated_when_the_server_fails_and_a_change_is_not() {
    fn serving(status: &'static str) -> Handler {
        Box::new(move |mut stream| {
            head(&mut BufReader::new(stream.try_clone().unwrap()));
            answer(&mut stream, status, "Connection: close\r\n", "");
        })
    }
    let twice = || Server::start(vec![serving("503 Busy"), serving("200 OK")]);
    let server = twice();
    let response = answered(door().look(&Request::new(Method::Get, server.url("/"))));
    assert_eq!(response.status, 200);
    server.thread.join().unwrap();

    let server = twice();
    let request = Request::new(Method::Post, server.url("/"));
    let response = answered(door().send("", &request));
    assert_eq!((response.status, response.reason.as_str()), (503, "Busy"));
    assert_eq!(answered(door().send("", &request)).status, 200);
    server.thread.join().unwrap();
}

#[test]
fn an_endless_answer_is_cut_off() {
    let server = Server::one(|mut stream| {
        head(&mut BufReader::new(stream.try_clone().unwrap()));
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").unwrap();
        while stream.write_all(&[b'x'; 65536]).is_ok() {}
    });
    let response = answered(door().look(&Request::new(Method::Get, server.url("/"))));
    assert_eq!(response.body.len(), 1 << 20);
    server.thread.join().unwrap();
}

#[test]
fn an_answer_that_breaks_off_keeps_its_status() {
    let server = Server::one(|mut stream| {
        head(&mut BufReader::new(stream.try_clone().unwrap()));
        stream.write_all(b"HTTP/1.1 400 Nope\r\nContent-Length: 100\r\n\r\nbecause").unwrap();
    });
    let response = answered(door().send("", &post(server.url("/"), Body::bytes(*b"x"))));
    assert_eq!((response.status, response.text().as_str()), (400, "because"));
    server.thread.join().unwrap();
}

#[test]
fn an_address_that_is_none_is_not_sent() {
    let sent = door().send("", &Request::new(Method::Post, "no address"));
    assert!(matches!(sent, Sent::NotSent(_)), "{sent:?}");
}

/// A certificate authority, and a server's side for `localhost` signed by it.
fn authority() -> (String, Arc<rustls::ServerConfig>) {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    drop(rustls::crypto::ring::default_provider().install_default());
    let config = rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(
        vec![certificate.der().clone()],
        rustls::pki_types::PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
    );
    (pem, Arc::new(config.unwrap()))
}

fn tls_server(config: Arc<rustls::ServerConfig>) -> Server {
    Server::one(move |stream| {
        let connection = rustls::ServerConnection::new(config).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let mut line = String::new();
        // The handshake fails for a client that does not trust us; then there is no line.
        if BufReader::new(&mut stream).read_line(&mut line).is_ok() && !line.is_empty() {
            answer(&mut stream, "200 OK", "Connection: close\r\n", "safe");
        }
    })
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

/// A door whose server certificates come from a file.
fn door_trusting(file: &Path) -> Door {
    let usual = Settings::usual(Some(file.to_owned()));
    let settings = Settings { proxies: Proxies::None, ..usual };
    Door::new(settings, Arc::new(Log::default()))
}

#[test]
fn the_authorities_of_the_file_are_trusted() {
    let (pem, config) = authority();
    let server = tls_server(config);
    let file = file(&pem);
    let door = door_trusting(file.path());
    let request = Request::new(Method::Get, server.tls_url());
    assert_eq!(answered(door.look(&request)).text(), "safe");
    server.thread.join().unwrap();
}

#[test]
fn an_unknown_authority_is_refused_once_and_by_name() {
    let server = tls_server(authority().1);
    let file = file(&authority().0);
    let door = door_trusting(file.path());
    let sent = door.send("", &Request::new(Method::Post, server.tls_url()));
    let Sent::NotSent(why) = sent else { panic!("{sent:?}") };
    assert!(why.contains("invalid peer certificate: "), "{why}");
    server.thread.join().unwrap();
}

#[test]
fn certificates_that_cannot_be_used_are_named() {
    let check = |file: &Path, expect: &str| {
        let door = door_trusting(file);
        let sent = door.look(&Request::new(Method::Get, "http://127.0.0.1:1/"));
        let file = file.display();
        let expect = format!("the certificates in `{file}` cannot be used: {expect}");
        assert_eq!(sent, Sent::NotSent(expect));
    };
    check(Path::new("/nowhere/ca.pem"), "there is no such file");
    check(file("hello").path(), "there are none in it");
}
