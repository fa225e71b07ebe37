//! Addresses that questions are sent to.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// The address of a server that is asked, without anybody's name in it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Endpoint(String);

impl Endpoint {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Endpoint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut url = Url::parse(text).map_err(|_| "it is no address: write `https://…`")?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("it is no address of HTTP: write `https://…`");
        }
        // It would stand in plans and in reports.
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it holds a name or a password, which would be seen by all");
        }
        url.set_fragment(None);
        Ok(Self(url.into()))
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_address_without_credentials() {
        let of = |text: &str| text.parse::<Endpoint>().map(|endpoint| endpoint.0);
        assert_eq!(of("http://tsa.example"), Ok("http://tsa.example/".to_owned()));
        assert_eq!(of("https://tsa.example/x?y=1#z"), Ok("https://tsa.example/x?y=1".to_owned()));
        assert_eq!(of("tsa.example"), Err("it is no address: write `https://…`"));
        assert_eq!(of("ftp://tsa.example"), Err("it is no address of HTTP: write `https://…`"));
        for text in ["http://me@tsa.example", "http://:word@tsa.example"] {
            let words = "it holds a name or a password, which would be seen by all";
            assert_eq!(of(text), Err(words));
        }
    }
}
