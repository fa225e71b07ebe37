//! Whether an address is one that PyPI takes.
//!
//! PyPI asks the library rfc3986, after it has brought the address into its normal form. What is odd
//! in a path is encoded by that, and an authority that cannot be read is dropped; so that little is
//! refused but what has another scheme or none.

use std::net::Ipv6Addr;

/// Whether PyPI takes an address.
pub(super) fn is_valid(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return false;
    }
    let before_fragment = rest.split('#').next().unwrap_or_default();
    let (hierarchy, query) = before_fragment.split_once('?').unwrap_or((before_fragment, ""));
    let (authority, path) = match hierarchy.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find(['\\', '/']).unwrap_or(rest.len())),
        None => ("", hierarchy),
    };
    is_authority(authority) && has_no_brackets(path) && has_no_brackets(query)
}

/// Brackets are kept as they are, and fit neither a path nor a query. In a path that leads up again
/// it is not said which of its parts are left.
fn has_no_brackets(text: &str) -> bool {
    !text.contains(['[', ']']) || text.split('/').any(|part| part == "..")
}

fn is_authority(authority: &str) -> bool {
    let Some((host, port)) = host_and_port(authority) else { return true };
    let fits = port.is_empty() || port.parse::<u32>().is_ok_and(|port| port <= 65_535);
    fits && is_host(host)
}

/// The host and the port of an authority that can be read; `None` for one that is dropped.
fn host_and_port(authority: &str) -> Option<(&str, &str)> {
    let (user, rest) = authority.rsplit_once('@').map_or((None, authority), |(a, b)| (Some(a), b));
    let is_user = |user: &str| !user.is_empty() && is_encoded(user, ":");
    if user.is_some_and(|user| !is_user(user)) {
        return None;
    }
    let end = match rest.strip_prefix('[') {
        Some(literal) => literal.find(']')? + 2,
        None => rest.find(':').unwrap_or(rest.len()),
    };
    let (host, port) = rest.split_at_checked(end)?;
    let port = port.strip_prefix(':').unwrap_or(port);
    let is_port = port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_named = host.starts_with('[') || is_encoded(host, "");
    (is_port && is_named).then_some((host, port))
}

/// Whether a text has nothing but what stands for itself, some more, and escapes such as `%20`.
fn is_encoded(text: &str, more: &str) -> bool {
    let stands = |c: char| c.is_ascii_alphanumeric() || "._~-!$&'()*+,;=".contains(c);
    let mut parts = text.split('%');
    let plain = |part: &str| part.chars().all(|c| stands(c) || more.contains(c));
    parts.next().is_none_or(plain)
        && parts.all(|part| {
            let hex = part.get(..2).is_some_and(|hex| hex.chars().all(|c| c.is_ascii_hexdigit()));
            hex && part.get(2..).is_some_and(plain)
        })
}

/// Numbers that are no address of IPv4 are taken for a name.
fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(literal) => {
            let address = literal.split('%').next().unwrap_or_default();
            literal.starts_with('v') || address.parse::<Ipv6Addr>().is_ok()
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_web_address_is_taken() {
        for uri in [
            "https://example.org",
            "HTTP://example.org/a b?c#[d]",
            "http:example",
            "https://bücher.example/ü",
            "https://a:b@c.d:8080/%zz",
            "https://a:port/",
            "https://[::1]/",
            "https://300.1.1.1/",
            "https://",
        ] {
            assert!(is_valid(uri), "{uri}");
        }
    }

    #[test]
    fn the_rest_is_refused() {
        for uri in [
            "",
            "www.example.org",
            "example.org/a:b",
            "git@github.com:a/b.git",
            "ftp://example.org",
            "https://example.org/[x]",
            "https://example.org/?[x]",
            "https://example.org:99999/",
        ] {
            assert!(!is_valid(uri), "{uri}");
        }
    }
}
