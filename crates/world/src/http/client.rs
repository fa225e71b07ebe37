//! The client and the thread it runs on.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::exchange::{Exchange, Fate, chain};
use super::{Proxies, Settings};
use crate::files;

/// A client, and the runtime it needs. The thread ends with this value.
pub(super) struct Runtime {
    client: Client,
    handle: Handle,
    /// Dropped to stop the thread.
    _alive: oneshot::Sender<()>,
}

/// How long a connection may lie idle before it is taken for dead. Servers close theirs after a
/// minute or so, and a request on a closed one has an unknown fate.
const IDLE: Duration = Duration::from_secs(15);

impl Runtime {
    /// Makes the client and starts the thread.
    pub(super) fn start(settings: &Settings) -> Result<Self, String> {
        // `Err` says that a provider is installed already, which can only be the same one.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = client(settings)?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| format!("the network cannot be used: {error}"))?;
        let handle = runtime.handle().clone();
        let (alive, ended) = oneshot::channel::<()>();
        std::thread::Builder::new()
            .name("network".to_owned())
            .spawn(move || {
                // The error is the signal: the sender was dropped.
                drop(runtime.block_on(ended));
                runtime.shutdown_background();
            })
            .map_err(|error| format!("the network cannot be used: {error}"))?;
        Ok(Self { client, handle, _alive: alive })
    }

    /// Carries out an exchange, and answers when it is over.
    pub(super) fn spawn(&self, exchange: Exchange, answer: oneshot::Sender<Fate>) {
        let client = self.client.clone();
        // The exchange is awaited through `answer`; nobody needs the task itself.
        drop(self.handle.spawn(async move {
            // Nobody waits any more when the process is about to end.
            drop(answer.send(exchange.run(&client).await));
        }));
    }

    /// Waits.
    pub(super) fn pause(&self, pause: Duration) {
        let (done, wait) = oneshot::channel::<()>();
        drop(self.handle.spawn(async move {
            tokio::time::sleep(pause).await;
            drop(done);
        }));
        // The error is the signal: the sender was dropped.
        drop(wait.blocking_recv());
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}

fn client(settings: &Settings) -> Result<Client, String> {
    let builder = Client::builder()
        .user_agent(concat!("pyrel/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.patience.connect)
        .pool_idle_timeout(IDLE)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .http1_only();
    let builder = match settings.proxies {
        Proxies::None => builder.no_proxy(),
        Proxies::System => builder,
    };
    let builder = match &settings.authorities {
        None => builder,
        Some(file) => trusting(builder, file)?,
    };
    builder.build().map_err(|error| format!("the network cannot be used: {}", chain(&error)))
}

/// `SSL_CERT_FILE` means the same everywhere: these authorities and no others.
fn trusting(builder: ClientBuilder, file: &Path) -> Result<ClientBuilder, String> {
    let refused =
        |why: &str| format!("the certificates in `{}` cannot be used: {why}", file.display());
    let pem = match files::read(file) {
        Ok(Some(pem)) => pem,
        Ok(None) => return Err(refused("there is no such file")),
        Err(error) => return Err(refused(&chain(&error))),
    };
    let certificates =
        Certificate::from_pem_bundle(&pem).map_err(|error| refused(&chain(&error)))?;
    if certificates.is_empty() {
        return Err(refused("there are none in it"));
    }
    Ok(builder.tls_certs_only(certificates))
}
