//! Compatibility tags: which interpreters a wheel fits.
//!
//! <https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/>

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Problem};

/// One tag: `py3-none-any`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Tag {
    /// The interpreter: `py3`, `cp312`.
    pub python: String,
    /// The binary interface: `none`, `abi3`, `cp312`.
    pub abi: String,
    /// The platform: `any`, `manylinux_2_17_x86_64`.
    pub platform: String,
}

/// Several tags as a file name holds them: `py2.py3-none-any` is two.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TagSet {
    pythons: Vec<String>,
    abis: Vec<String>,
    platforms: Vec<String>,
}

impl TagSet {
    /// The set of a wheel of pure Python: any interpreter of the named kind, `py3` or `py2.py3`.
    ///
    /// # Errors
    /// When that is no tag.
    pub fn pure(pythons: &str) -> Result<Self, Error> {
        format!("{pythons}-none-any").parse()
    }

    /// `py3-none-any`: pure Python 3.
    #[must_use]
    pub fn py3() -> Self {
        Self::pure_of(&["py3"])
    }

    /// `py2.py3-none-any`: pure Python, 2 and 3.
    #[must_use]
    pub fn py2_py3() -> Self {
        Self::pure_of(&["py2", "py3"])
    }

    fn pure_of(pythons: &[&str]) -> Self {
        Self {
            pythons: pythons.iter().map(|&python| python.to_owned()).collect(),
            abis: vec!["none".to_owned()],
            platforms: vec!["any".to_owned()],
        }
    }

    /// The interpreters, in the order of the file name.
    #[must_use]
    pub fn pythons(&self) -> &[String] {
        &self.pythons
    }

    /// The binary interfaces, in the order of the file name.
    #[must_use]
    pub fn abis(&self) -> &[String] {
        &self.abis
    }

    /// The platforms, in the order of the file name.
    #[must_use]
    pub fn platforms(&self) -> &[String] {
        &self.platforms
    }

    /// Every single tag, the last component changing fastest, as the file `WHEEL` lists them.
    pub fn expand(&self) -> impl Iterator<Item = Tag> {
        self.pythons.iter().flat_map(move |python| {
            self.abis.iter().flat_map(move |abi| {
                self.platforms.iter().map(move |platform| Tag {
                    python: python.clone(),
                    abi: abi.clone(),
                    platform: platform.clone(),
                })
            })
        })
    }

    /// Whether nothing in the wheel is bound to a platform or a binary interface.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        self.abis.iter().all(|abi| abi == "none") && self.platforms.iter().all(|name| name == "any")
    }
}

impl FromStr for TagSet {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts: Vec<&str> = text.split('-').collect();
        let [pythons, abis, platforms] = parts.as_slice() else {
            let expected = "three components such as `py3-none-any`";
            let found = format!("`{text}`");
            return Err(Error::new(Problem::Expected { expected, found }, 0..text.len()));
        };
        let starts_with_digit = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
        if pythons.split('.').any(starts_with_digit) {
            let words = format!("`{pythons}` is not an interpreter tag: it begins with a letter");
            return Err(Error::other(words, 0..pythons.len()));
        }
        Ok(Self {
            pythons: component(pythons, 0)?,
            abis: component(abis, pythons.len() + 1)?,
            platforms: component(platforms, pythons.len() + abis.len() + 2)?,
        })
    }
}

/// Splits a component at its dots. Tags are compared in lower case.
fn component(text: &str, start: usize) -> Result<Vec<String>, Error> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_tag = |part: &str| !part.is_empty() && part.chars().all(fits);
    if !text.split('.').all(is_tag) {
        let words =
            format!("`{text}` is not a tag component: letters, digits and `_` between dots");
        return Err(Error::other(words, start..start + text.len()));
    }
    Ok(text.split('.').map(str::to_ascii_lowercase).collect())
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.python, self.abi, self.platform)
    }
}

impl fmt::Display for TagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pythons, abis) = (self.pythons.join("."), self.abis.join("."));
        write!(f, "{pythons}-{abis}-{}", self.platforms.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compressed_set_expands_to_its_tags() {
        let set: TagSet = "py2.py3-none-any".parse().unwrap();
        let tags: Vec<String> = set.expand().map(|tag| tag.to_string()).collect();
        assert_eq!(tags, ["py2-none-any", "py3-none-any"]);
        assert_eq!((set.to_string().as_str(), set.is_pure()), ("py2.py3-none-any", true));
        assert_eq!(TagSet::pure("py2.py3").unwrap(), set);
        let set: TagSet = "cp39.cp310-abi3-macosx_11_0_arm64.macosx_12_0_arm64".parse().unwrap();
        assert_eq!((set.expand().count(), set.is_pure()), (4, false));
    }

    #[test]
    fn a_text_that_is_no_set_is_refused() {
        for text in [
            "",
            "py3",
            "py3-none",
            "py3--any",
            "py3.-none-any",
            "py3-none-any-x",
            "3-none-any",
            "p y-n-a",
        ] {
            assert!(text.parse::<TagSet>().is_err(), "{text}");
        }
        let error = "py3-none-".parse::<TagSet>().unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), error.range),
            ("`` is not a tag component: letters, digits and `_` between dots", 9..9)
        );
    }
}
