//! What `WHEEL` says.

use std::collections::BTreeSet;

use super::headers::Headers;

/// What `WHEEL` says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct WheelFile {
    pub(crate) wheel_version: String,
    pub(crate) generator: String,
    pub(crate) root_is_purelib: String,
    pub(crate) build: String,
    /// Every single tag.
    pub(crate) tags: Vec<String>,
}

impl WheelFile {
    pub(crate) fn of(headers: &Headers) -> Self {
        let one = |name| headers.one(name).unwrap_or_default().to_owned();
        let tags: BTreeSet<String> = headers.all("Tag").flat_map(expanded).collect();
        Self {
            wheel_version: one("Wheel-Version"),
            generator: one("Generator"),
            root_is_purelib: one("Root-Is-Purelib").to_lowercase(),
            build: one("Build"),
            tags: tags.into_iter().collect(),
        }
    }
}

/// So many tags has no wheel; more come of three long lists that nobody wrote in earnest.
const MOST: usize = 10_000;

/// The single tags of a compressed set; a text that is none is one tag.
fn expanded(text: &str) -> Vec<String> {
    let parts: Vec<Vec<&str>> = text.splitn(3, '-').map(|part| part.split('.').collect()).collect();
    let [pythons, abis, platforms] = parts.as_slice() else { return vec![text.to_owned()] };
    let many = pythons.len().saturating_mul(abis.len()).saturating_mul(platforms.len());
    if many > MOST {
        return vec![text.to_owned()];
    }
    let mut tags = Vec::with_capacity(many);
    for python in pythons {
        for abi in abis {
            tags.extend(platforms.iter().map(|platform| format!("{python}-{abi}-{platform}")));
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_tags_are_the_same_as_single_ones() {
        let of = |text: &str| WheelFile::of(&Headers::read(text.as_bytes()));
        let one = of("Wheel-Version: 1.0\nRoot-Is-Purelib: True\nTag: py2.py3-none-any\n");
        let other =
            of("Root-Is-Purelib: true\nWheel-Version: 1.0\nTag: py3-none-any\nTag: py2-none-any\n");
        assert_eq!(one, other);
        assert_eq!(expanded("odd"), ["odd"]);
        let long = vec!["a"; 100].join(".");
        assert_eq!(expanded(&format!("{long}-{long}-{long}")).len(), 1);
    }
}
