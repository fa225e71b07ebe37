//! Addresses of sources, as npm takes them.

/// Hosts that have short forms: `github:owner/name`, and `owner/name` for the first.
const HOSTS: [(&str, &str); 3] =
    [("github", "github.com"), ("gitlab", "gitlab.com"), ("bitbucket", "bitbucket.org")];

/// The address that a browser opens, for what a `package.json` may have as `repository`.
///
/// <https://docs.npmjs.com/cli/v11/configuring-npm/package-json#repository>
pub(super) fn browsable(written: &str) -> Option<String> {
    let written = written.trim();
    if let Some((host, path)) = written.split_once(':')
        && !path.starts_with("//")
    {
        if host == "gist" {
            return Some(format!("https://gist.github.com/{path}"));
        }
        if let Some((_, domain)) = HOSTS.iter().find(|(short, _)| *short == host) {
            return Some(format!("https://{domain}/{path}"));
        }
        // `git@github.com:owner/name.git`, as git itself takes it.
        let domain = host.split_once('@').map(|(_, domain)| domain)?;
        return Some(format!("https://{domain}/{}", without_ending(path)));
    }
    let Some((scheme, rest)) = written.split_once("://") else {
        let is_short = written.split('/').count() == 2 && !written.starts_with(['.', '/']);
        return is_short.then(|| format!("https://github.com/{written}"));
    };
    let (scheme, rest) = (scheme.strip_prefix("git+").unwrap_or(scheme), without_ending(rest));
    match scheme {
        "http" => Some(format!("http://{rest}")),
        "https" => Some(format!("https://{rest}")),
        "git" | "ssh" => {
            let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
            Some(format!("https://{rest}"))
        }
        _ => None,
    }
}

fn without_ending(path: &str) -> &str {
    path.strip_suffix(".git").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_repository_becomes_an_address_for_a_browser() {
        for (written, expect) in [
            ("https://github.com/a/b", "https://github.com/a/b"),
            ("git+https://github.com/a/b.git", "https://github.com/a/b"),
            ("git://github.com/a/b.git", "https://github.com/a/b"),
            ("git+ssh://git@github.com/a/b.git", "https://github.com/a/b"),
            ("git@github.com:a/b.git", "https://github.com/a/b"),
            ("a/b", "https://github.com/a/b"),
            ("github:a/b", "https://github.com/a/b"),
            ("gitlab:a/b/c", "https://gitlab.com/a/b/c"),
            ("gist:0123", "https://gist.github.com/0123"),
            ("http://example.org/x", "http://example.org/x"),
        ] {
            assert_eq!(browsable(written).as_deref(), Some(expect), "{written}");
        }
        for written in ["", "a", "../b", "/a/b", "file:///a/b", "c:\\a"] {
            assert_eq!(browsable(written), None, "{written}");
        }
    }
}
