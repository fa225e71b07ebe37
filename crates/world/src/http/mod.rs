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
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use pyrel_diag::{Event, Progress};
use pyrel_effect::http::{Reach, Request, Sent};
use tokio::sync::oneshot;

use self::client::Runtime;
use self::exchange::{Exchange, Fate};

/// Where progress of bodies goes.
pub type Watcher = Arc<dyn Progress + Send + Sync>;

/// The door to the network. It opens with the first request: commands that need no network load
/// no certificates.
pub struct Door {
    settings: Settings,
    watcher: Watcher,
    runtime: OnceLock<Result<Runtime, String>>,
}

/// How the network is spoken to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A file with certificates (PEM) to trust instead of the system's.
    pub authorities: Option<PathBuf>,
    /// Ways through proxies.
    pub proxies: Proxies,
    /// How long a server may take.
    pub patience: Patience,
}

/// Ways through proxies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Proxies {
    /// None at all, as for tests, which must reach loopback servers.
    None,
    /// What `HTTPS_PROXY` and its kin or the system's settings say. The client reads them itself.
    System,
}

/// How long a server may take, and how often it is asked.
#[derive(Clone, Debug)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// Without a byte in either direction, while something is looked up.
    pub look: Duration,
    /// The same while something is sent: indexes take minutes to digest a large file.
    pub send: Duration,
    /// The pauses before another try; as many tries more as there are pauses.
    pub pauses: Vec<Duration>,
}

impl Settings {
    /// As usual, with these authorities where a file of them is named.
    #[must_use]
    pub fn usual(authorities: Option<PathBuf>) -> Self {
        Self { authorities, proxies: Proxies::System, patience: Patience::default() }
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
    #[must_use]
    pub fn new(settings: Settings, watcher: Watcher) -> Self {
        Self { settings, watcher, runtime: OnceLock::new() }
    }

    /// Sends a request that changes something. Repeated only where no connection came about.
    pub fn send(&self, what: &str, request: &Request) -> Sent {
        let bytes = request.body.len();
        self.watcher.event(Event::Started { what, bytes });
        let sent = self.repeat(request, self.settings.patience.send, Fate::never_left);
        self.watcher.event(Event::Finished);
        sent
    }

    /// Sends a request that changes nothing. Repeated where the way or the server failed.
    pub fn look(&self, request: &Request) -> Sent {
        self.repeat(request, self.settings.patience.look, Fate::may_pass)
    }

    /// Sends a question that has a body. It changes nothing, so nobody waits as long as for an index that
    /// digests a file; and each answer is another one, so it is repeated only where no connection came
    /// about.
    pub fn ask(&self, request: &Request) -> Sent {
        self.repeat(request, self.settings.patience.look, Fate::never_left)
    }

    fn repeat(&self, request: &Request, idle: Duration, again: fn(&Fate) -> bool) -> Sent {
        if request.authorization.is_some() && Reach::of(&request.url) == Some(Reach::Open) {
            return Sent::NotSent("credentials do not travel in plain text".to_owned());
        }
        let runtime = match self.runtime.get_or_init(|| Runtime::start(&self.settings)) {
            Ok(runtime) => runtime,
            Err(why) => return Sent::NotSent(why.clone()),
        };
        let mut pauses = self.settings.patience.pauses.iter();
        loop {
            let fate = self.once(runtime, request, idle);
            self.note(request, &fate);
            match pauses.next() {
                Some(pause) if again(&fate) => runtime.pause(*pause),
                Some(_) | None => return fate.into_sent(),
            }
        }
    }

    fn once(&self, runtime: &Runtime, request: &Request, idle: Duration) -> Fate {
        let (answer, fate) = oneshot::channel();
        let watcher = Arc::clone(&self.watcher);
        let exchange = Exchange { request: request.clone(), watcher, idle };
        runtime.spawn(exchange, answer);
        fate.blocking_recv().unwrap_or_else(|_| Fate::Lost("the exchange broke off".to_owned()))
    }

    fn note(&self, request: &Request, fate: &Fate) {
        let text = format!("{} {}: {fate}", exchange::verb(request.method), request.url);
        self.watcher.event(Event::Note(&text));
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("settings", &self.settings).finish_non_exhaustive()
    }
}
