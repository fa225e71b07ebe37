//! Beginnings of paths that are removed or replaced on the way into an archive.

use std::collections::BTreeMap;

/// `sources`, with what `packages` add to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// Prefix to replacement, both with a slash at the end unless they are empty.
    prefixes: BTreeMap<String, String>,
}

impl Sources {
    /// A prefix and what comes in its place. An empty prefix stands before every path.
    pub(super) fn replace(&mut self, prefix: &str, by: &str) {
        let prefix = if prefix.is_empty() { String::new() } else { folder(prefix) };
        let by = match normal(by) {
            here if here == "." => String::new(),
            path => format!("{path}/"),
        };
        self.prefixes.insert(prefix, by);
    }

    /// A prefix that goes.
    pub(super) fn remove(&mut self, prefix: &str) {
        self.prefixes.insert(folder(prefix), String::new());
    }

    /// The folders before a package go, unless the package itself is a prefix.
    pub(super) fn add_package(&mut self, package: &str) {
        if let Some((before, _)) = package.rsplit_once('/')
            && !before.is_empty()
            && !self.prefixes.contains_key(&folder(package))
        {
            self.remove(before);
        }
    }

    /// Where a path goes. The first prefix in the order of their letters decides, not the longest,
    /// and the empty one is the first of all.
    pub(super) fn place(&self, path: &str) -> String {
        for (prefix, by) in &self.prefixes {
            if let Some(rest) = path.strip_prefix(prefix.as_str()) {
                return format!("{by}{rest}");
            }
        }
        path.to_owned()
    }
}

fn folder(path: &str) -> String {
    format!("{}/", normal(path))
}

/// `os.path.normpath(path).strip("/")`.
pub(super) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    match parts[..] {
        [] if !path.starts_with('/') => ".".to_owned(),
        _ => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_as_python_does() {
        for (path, expect) in [
            ("", "."),
            (".", "."),
            ("/", ""),
            ("//a/./b//", "a/b"),
            ("a/../..", ".."),
            ("../../a", "../../a"),
            ("/../a", "a"),
            ("a/b/..", "a"),
        ] {
            assert_eq!(normal(path), expect, "{path}");
        }
    }

    #[test]
    fn the_first_prefix_decides_and_not_the_longest() {
        let mut sources = Sources::default();
        sources.replace("a", "x");
        sources.remove("a/b");
        sources.add_package("src/pkg");
        sources.add_package("top");
        assert_eq!(sources.place("a/b/c.py"), "x/b/c.py");
        assert_eq!(sources.place("src/pkg/m.py"), "pkg/m.py");
        assert_eq!(sources.place("top/m.py"), "top/m.py");
        sources.replace("", "pre");
        assert_eq!(sources.place("a/b/c.py"), "pre/a/b/c.py");
    }
}
