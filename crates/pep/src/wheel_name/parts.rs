//! The parts of a wheel's file name as they stand there, taken apart as the `packaging` library
//! does.
//!
//! <https://packaging.pypa.io/en/stable/utils.html#packaging.utils.parse_wheel_filename>

/// The parts, each as written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WheelParts<'a> {
    /// The project.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The build number, if there is one.
    pub build: Option<&'a str>,
    /// The tags of interpreters, binary interfaces and platforms, each perhaps several with dots
    /// between.
    pub tags: [&'a str; 3],
}

/// Why a text has no such parts. What a version is, is for [`Version`](crate::Version) to say.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoParts {
    /// The number does not begin with a digit.
    #[error("a build number begins with a digit")]
    Build,
    /// Neither five nor six parts.
    #[error("a wheel is called `name-version(-build)-python-abi-platform.whl`")]
    Count,
    /// The project's part is empty, has `__` or other than words and dots.
    #[error("the name of the project has letters, digits, `.` and single `_`")]
    Name,
    /// An empty tag, or one of an interpreter that begins with a digit.
    #[error("tags are words between dots, and that of an interpreter begins with a letter")]
    Tag,
}

impl<'a> WheelParts<'a> {
    /// Takes a file name apart.
    ///
    /// # Errors
    /// The first part that `packaging` refuses.
    pub fn of(file_name: &'a str) -> Result<Self, NoParts> {
        let stem = file_name.strip_suffix(".whl").ok_or(NoParts::Count)?;
        let parts: Vec<&str> = stem.split('-').take(7).collect();
        let (name, version, build, tags) = match *parts.as_slice() {
            [name, version, python, abi, platform] => {
                (name, version, None, [python, abi, platform])
            }
            [name, version, build, python, abi, platform] => {
                (name, version, Some(build), [python, abi, platform])
            }
            _ => return Err(NoParts::Count),
        };
        let of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        if name.is_empty() || name.contains("__") || !name.chars().all(of_name) {
            return Err(NoParts::Name);
        }
        if build.is_some_and(|build| !build.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(NoParts::Build);
        }
        let is_word = |tag: &str| {
            tag.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !tag.starts_with(|c: char| c.is_numeric())
        };
        let fits = tags.iter().all(|part| part.split('.').all(|tag| !tag.is_empty()))
            && tags.first().is_some_and(|part| part.split('.').all(is_word));
        if fits { Ok(Self { name, version, build, tags }) } else { Err(NoParts::Tag) }
    }

    /// Every single tag, in small letters: none, if they would be more than anybody means.
    #[must_use]
    pub fn expand(tags: [&str; 3]) -> Vec<String> {
        let [pythons, abis, platforms] = tags.map(|part| part.split('.').collect::<Vec<_>>());
        if pythons.len().saturating_mul(abis.len()).saturating_mul(platforms.len()) > MOST {
            return Vec::new();
        }
        let mut expanded = Vec::new();
        for python in &pythons {
            for abi in &abis {
                let tags = platforms.iter().map(|platform| format!("{python}-{abi}-{platform}"));
                expanded.extend(tags.map(|tag| tag.to_lowercase()));
            }
        }
        expanded
    }
}

/// The largest real ones have some dozens.
const MOST: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_as_it_stands() {
        let parts = WheelParts::of("A.b-1.0.0-1x-py2.py3-none-any.whl").unwrap();
        let tags = ["py2.py3", "none", "any"];
        let (name, version, build) = ("A.b", "1.0.0", Some("1x"));
        assert_eq!(parts, WheelParts { name, version, build, tags });
        assert_eq!(WheelParts::expand(tags), ["py2-none-any", "py3-none-any"]);
        let many = "a.".repeat(200);
        assert_eq!(WheelParts::expand([&many, &many, "any"]), Vec::<String>::new());
    }

    #[test]
    fn what_packaging_refuses_has_no_parts() {
        for (name, why) in [
            ("a-1.0.tar.gz", NoParts::Count),
            ("a-1.0-py3-none.whl", NoParts::Count),
            ("a-b-1.0-1-py3-none-any.whl", NoParts::Count),
            ("a__b-1.0-py3-none-any.whl", NoParts::Name),
            ("a b-1.0-py3-none-any.whl", NoParts::Name),
            ("-1.0-py3-none-any.whl", NoParts::Name),
            ("a-1.0-b-py3-none-any.whl", NoParts::Build),
            ("a-1.0-3py-none-any.whl", NoParts::Tag),
            ("a-1.0-py3.-none-any.whl", NoParts::Tag),
            ("a-1.0-py3-none-.whl", NoParts::Tag),
        ] {
            assert_eq!(WheelParts::of(name), Err(why), "{name}");
        }
        assert!(WheelParts::of("_a-x-py3-n~-a+.whl").is_ok());
    }
}
