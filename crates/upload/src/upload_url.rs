//! Addresses that files are sent to.

use std::fmt;

use pyrel_effect::Secret;
use pyrel_effect::http::Reach;
use url::{Host, Url};

/// The address of an index's upload endpoint: `http` or `https`, without user information, which
/// is kept apart so that the address can be shown to anybody.
#[derive(Clone, Eq, PartialEq)]
pub struct UploadUrl(Url);

/// The two indexes of the Python Packaging Authority.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Warehouse {
    /// The Python Package Index.
    Pypi,
    /// Its playground.
    TestPypi,
}

/// A user and perhaps a password that stood in an address.
#[derive(Clone)]
pub(crate) struct Userinfo {
    pub(crate) user: String,
    pub(crate) password: Option<Secret>,
}

/// Hosts that speak TLS for certain, so that `http` can only be a slip.
const ENCRYPTED: [&str; 5] =
    ["upload.pypi.org", "test.pypi.org", "pypi.org", "pypi.python.org", "testpypi.python.org"];

impl UploadUrl {
    /// Reads an address and takes the user information out of it. `http` becomes `https` for the
    /// hosts of PyPI, and their final slash is added where it is missing.
    pub(crate) fn parse(text: &str) -> Result<(Self, Option<Userinfo>), String> {
        let mut url = Url::parse(text.trim()).map_err(|error| error.to_string())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("`{}` is not a scheme that files are sent with", url.scheme()));
        }
        let userinfo = Userinfo::take(&mut url);
        url.set_fragment(None);
        let mut url = Self(url);
        if ENCRYPTED.contains(&url.host()) && url.0.set_scheme("https").is_ok() {
            // An explicit port 80 would send TLS to where plain text is spoken.
            let _ = url.0.set_port(None);
        }
        url.right_for_pypi()?;
        Ok((url, userinfo))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host name; an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Which index of the Python Packaging Authority it is, if it is one.
    #[must_use]
    pub fn warehouse(&self) -> Option<Warehouse> {
        match self.host() {
            "upload.pypi.org" => Some(Warehouse::Pypi),
            "test.pypi.org" => Some(Warehouse::TestPypi),
            _ => None,
        }
    }

    /// Whether a secret may go there: over TLS, or without leaving this machine.
    #[must_use]
    pub fn keeps_secrets(&self) -> bool {
        Reach::of(self.as_str()).is_some_and(|reach| reach != Reach::Open)
    }

    /// Whether it is this very machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Another address of the same server; the path begins with a slash.
    #[must_use]
    pub(crate) fn on_same_server(&self, path: &str) -> String {
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query(None);
        url.to_string()
    }

    /// Where a `Location` header leads, without user information.
    pub(crate) fn follow(&self, location: &str) -> Option<Self> {
        let mut url = self.0.join(location).ok()?;
        drop(Userinfo::take(&mut url));
        Some(Self(url))
    }

    /// Whether the other address differs by its final slash alone.
    pub(crate) fn lacks_the_slash_of(&self, other: &Self) -> bool {
        self.0.origin() == other.0.origin() && format!("{}/", self.0.path()) == other.0.path()
    }

    fn right_for_pypi(&mut self) -> Result<(), String> {
        let right = match self.host() {
            "pypi.org" | "pypi.python.org" => Some(Warehouse::Pypi),
            "testpypi.python.org" => Some(Warehouse::TestPypi),
            _ => None,
        };
        if let Some(right) = right {
            return Err(format!("files are sent to `{}`", right.upload_url()));
        }
        let Some(warehouse) = self.warehouse() else { return Ok(()) };
        match self.0.path() {
            "/legacy/" => Ok(()),
            "/legacy" => {
                self.0.set_path("/legacy/");
                Ok(())
            }
            _ => Err(format!("files are sent to `{}`", warehouse.upload_url())),
        }
    }
}

impl Warehouse {
    /// Where files are sent to.
    #[must_use]
    pub fn upload_url(self) -> &'static str {
        match self {
            Self::Pypi => "https://upload.pypi.org/legacy/",
            Self::TestPypi => "https://test.pypi.org/legacy/",
        }
    }

    /// Where people look at projects.
    #[must_use]
    pub fn site(self) -> &'static str {
        match self {
            Self::Pypi => "https://pypi.org",
            Self::TestPypi => "https://test.pypi.org",
        }
    }

    /// How people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pypi => "PyPI",
            Self::TestPypi => "TestPyPI",
        }
    }
}

impl Userinfo {
    fn take(url: &mut Url) -> Option<Self> {
        let user = percent_decoded(url.username());
        let password = url.password().map(percent_decoded).filter(|text| !text.is_empty());
        // Both fail only for addresses that cannot have user information at all.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let password = password.map(Secret::new);
        (!user.is_empty() || password.is_some()).then_some(Self { user, password })
    }
}

/// User information with `%40` and the like replaced (RFC 3986, 2.1).
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten();
        let code = code.and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(byte) = code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl fmt::Display for UploadUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for UploadUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(UploadUrl::parse(text).unwrap().0.as_str(), expect, "{text}");
    }

    #[track_caller]
    fn refuse(text: &str, expect: &str) {
        assert_eq!(UploadUrl::parse(text).err().as_deref(), Some(expect), "{text}");
    }

    #[test]
    fn the_hosts_of_pypi_are_spoken_to_over_tls() {
        check("http://upload.pypi.org/legacy/", "https://upload.pypi.org/legacy/");
        check("http://test.pypi.org:80/legacy", "https://test.pypi.org/legacy/");
        check("http://example.org/up", "http://example.org/up");
    }

    #[test]
    fn addresses_of_pypi_that_take_no_files_are_refused() {
        refuse("https://pypi.org/legacy/", "files are sent to `https://upload.pypi.org/legacy/`");
        refuse(
            "https://test.pypi.org/simple/",
            "files are sent to `https://test.pypi.org/legacy/`",
        );
        refuse("ftp://example.org/", "`ftp` is not a scheme that files are sent with");
        refuse("https://", "empty host");
    }

    #[test]
    fn user_information_is_taken_out_and_decoded() {
        let (url, userinfo) = UploadUrl::parse("https://a%40b:p%3Aq%zz@example.org/u/#x").unwrap();
        assert_eq!(url.as_str(), "https://example.org/u/");
        let userinfo = userinfo.unwrap();
        assert_eq!(userinfo.user, "a@b");
        assert_eq!(userinfo.password.unwrap().expose(), "p:q%zz");
    }

    #[test]
    fn only_tls_and_this_machine_keep_secrets() {
        for (text, expect) in [
            ("https://example.org/", true),
            ("http://example.org/", false),
            ("http://127.9.9.9:8080/", true),
            ("http://[::1]:8080/", true),
            ("http://localhost/", true),
            ("http://localhost.example.org/", false),
            ("http://128.0.0.1/", false),
        ] {
            assert_eq!(UploadUrl::parse(text).unwrap().0.keeps_secrets(), expect, "{text}");
        }
    }
}
