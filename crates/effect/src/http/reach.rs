//! How far an address can be overheard.

use url::{Host, Url};

/// Who can read what is sent to an address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// Nobody but the server: it is spoken to over TLS.
    Encrypted,
    /// Nobody else either: what is sent never leaves this machine.
    Loopback,
    /// Everybody on the way.
    Open,
}

impl Reach {
    /// What an address says about it; `None` for a text that is no address.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let here = match url.host()? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        match (url.scheme(), here) {
            ("https", _) => Some(Self::Encrypted),
            (_, true) => Some(Self::Loopback),
            (_, false) => Some(Self::Open),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_and_this_machine_keep_secrets() {
        for (text, expect) in [
            ("https://example.org/", Some(Reach::Encrypted)),
            ("https://127.0.0.1/", Some(Reach::Encrypted)),
            ("http://example.org/", Some(Reach::Open)),
            ("http://127.9.9.9:8080/", Some(Reach::Loopback)),
            ("http://[::1]:8080/", Some(Reach::Loopback)),
            ("http://LOCALHOST/", Some(Reach::Loopback)),
            ("http://localhost.example.org/", Some(Reach::Open)),
            ("http://127.0.0.1@example.org/", Some(Reach::Open)),
            ("http://192.0.2.2/", Some(Reach::Open)),
            ("no address", None),
            ("mailto:x@localhost", None),
        ] {
            assert_eq!(Reach::of(text), expect, "{text}");
        }
    }
}
