//! The door to the network.
//!
//! An asynchronous client is needed, though all of pyrel is synchronous: a blocking one waits for
//! its body to be sent before it looks for an answer, and so loses the early `403` of an index that
//! does not like the token. It runs on one current-thread runtime on a thread of its own, and no
//! `async` leaves this folder.

mod client;
mod exchange;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use pyrel_diag::{Event, Progress};
use pyrel_effect::http::{Request, Sent};
use tokio::sync::oneshot;

use super::files;
use crate::env::Environment;

use self::client::Runtime;
use self::exchange::{Exchange, Outcome};

/// Where progress of bodies goes.
pub(crate) type Watcher = Arc<dyn Progress + Send + Sync>;

/// The door to the network. It opens with the first request: commands that need no network load
/// no certificates.
pub(crate) struct Door {
    settings: Settings,
    watcher: Watcher,
    runtime: OnceLock<Result<Runtime, String>>,
}

/// How the network is spoken to.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Certificates (PEM) to trust instead of the system's, with the name of where they are.
    pub(crate) authorities: Option<Authorities>,
    /// Ways through proxies.
    pub(crate) proxies: Proxies,
    /// How long a server may take.
    pub(crate) patience: Patience,
}

/// Certificates to trust instead of the system's.
#[derive(Clone, Debug)]
pub(crate) struct Authorities {
    /// The file, for messages.
    pub(crate) file: String,
    /// Its bytes, or why there are none.
    pub(crate) pem: Result<Vec<u8>, String>,
}

/// Ways through proxies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Proxies {
    /// None at all.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests must reach loopback servers"))]
    None,
    /// What `HTTPS_PROXY` and its kin or the system's settings say. The client reads them itself.
    System,
}

/// How long a server may take, and how often it is asked.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    /// For a connection.
    pub(crate) connect: Duration,
    /// Without a byte in either direction, while something is looked up.
    pub(crate) look: Duration,
    /// The same while something is sent: indexes take minutes to digest a large file.
    pub(crate) send: Duration,
    /// The pauses before another try; as many tries more as there are pauses.
    pub(crate) pauses: Vec<Duration>,
}

impl Settings {
    /// What the environment says: `SSL_CERT_FILE`, or `REQUESTS_CA_BUNDLE` as twine's users know it.
    pub(crate) fn of(environment: &Environment) -> Self {
        let names = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];
        let file = names.iter().find_map(|name| environment.variable(name));
        Self {
            authorities: file.map(Authorities::at),
            proxies: Proxies::System,
            patience: Patience::default(),
        }
    }
}

impl Authorities {
    fn at(file: &str) -> Self {
        let pem = match files::read(Path::new(file)) {
            Ok(Some(pem)) => Ok(pem),
            Ok(None) => Err("there is no such file".to_owned()),
            Err(error) => Err(exchange::chain(&error)),
        };
        Self { file: file.to_owned(), pem }
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            look: Duration::from_secs(60),
            send: Duration::from_secs(900),
            pauses: vec![Duration::from_millis(500), Duration::from_secs(2)],
        }
    }
}

impl Door {
    /// A door that is closed yet.
    pub(crate) fn new(settings: Settings, watcher: Watcher) -> Self {
        Self { settings, watcher, runtime: OnceLock::new() }
    }

    /// Sends a request that changes something. Repeated only where no connection came about.
    pub(crate) fn send(&self, what: &str, request: &Request) -> Sent {
        let bytes = request.body.len();
        self.watcher.event(Event::Started { what, bytes });
        let sent = self.repeat(request, self.settings.patience.send, Outcome::never_left);
        self.watcher.event(Event::Finished);
        sent
    }

    /// Sends a request that changes nothing. Repeated where the way or the server failed.
    pub(crate) fn look(&self, request: &Request) -> Sent {
        self.repeat(request, self.settings.patience.look, Outcome::may_pass)
    }

    fn repeat(&self, request: &Request, idle: Duration, again: fn(&Outcome) -> bool) -> Sent {
        let runtime = match self.runtime.get_or_init(|| Runtime::start(&self.settings)) {
            Ok(runtime) => runtime,
            Err(why) => return Sent::NotSent(why.clone()),
        };
        let mut pauses = self.settings.patience.pauses.iter();
        loop {
            let outcome = self.once(runtime, request, idle);
            self.note(request, &outcome);
            match pauses.next() {
                Some(pause) if again(&outcome) => runtime.pause(*pause),
                Some(_) | None => return outcome.into_sent(),
            }
        }
    }

    fn once(&self, runtime: &Runtime, request: &Request, idle: Duration) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        let watcher = Arc::clone(&self.watcher);
        let exchange = Exchange { request: request.clone(), watcher, idle };
        runtime.spawn(exchange, answer);
        outcome
            .blocking_recv()
            .unwrap_or_else(|_| Outcome::Lost("the exchange broke off".to_owned()))
    }

    fn note(&self, request: &Request, outcome: &Outcome) {
        let text = format!("{} {}: {outcome}", exchange::verb(request.method), request.url);
        self.watcher.event(Event::Note(&text));
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("settings", &self.settings).finish_non_exhaustive()
    }
}
