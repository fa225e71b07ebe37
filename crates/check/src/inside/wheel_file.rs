//! `WHEEL`: what a wheel says of its own format.
//!
//! <https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-contents>

use std::collections::BTreeSet;
use std::ops::Range;

use pyrel_diag::{Finding, SourceText};
use pyrel_pep::WheelParts;

use super::contents::{Contents, Text};
use super::library::is_extension;
use super::words::{listing, literal};
use crate::findings::Findings;
use crate::{Check, Error, Nature};

pub(super) static UNREADABLE: Check = Check::of(
    Nature::Installers,
    "wheel-unreadable",
    "a file `WHEEL` that is no text in UTF-8",
    "build it again",
    "`WHEEL` is a short text in UTF-8. Pip refuses a wheel whose `WHEEL` it cannot decode.",
);

pub(super) static VERSION: Check = Check::of(
    Nature::Installers,
    "wheel-version",
    "a `Wheel-Version` that installers refuse",
    "build it with a tool that writes `Wheel-Version: 1.0`",
    "`Wheel-Version` says by which rules a wheel is unpacked; there are none but 1.0. Pip and uv \
     refuse a wheel without it, with one that is no version, and with another major version, such as \
     2.0, whose rules they cannot know.",
);

pub(super) static NEWER: Check = Check::of(
    Nature::Advice,
    "wheel-version-newer",
    "a `Wheel-Version` newer than 1.0",
    "write `Wheel-Version: 1.0`",
    "A newer minor version, such as 1.1, is installed by the rules of 1.0, and pip warns about it \
     each time.",
);

pub(super) static PURELIB: Check = Check::of(
    Nature::Advice,
    "root-is-purelib",
    "a `Root-Is-Purelib` that is missing or wrong",
    "write `true` for a wheel of Python alone, `false` for one with compiled modules",
    "`Root-Is-Purelib` says whether the root of a wheel goes to where pure Python is, or to where \
     compiled modules are; on some systems these are two folders. Installers take anything but \
     `true` as `false`.",
);

pub(super) static TAGS: Check = Check::of(
    Nature::Contradiction,
    "wheel-tags",
    "tags in `WHEEL` that are not those of the file name",
    "retag with `wheel tags`, which changes both, and do not rename wheels",
    "`WHEEL` lists the tags of the file name one by one: `py2.py3-none-any` is `Tag: py2-none-any` \
     and `Tag: py3-none-any`. Installers choose by the file name, tools that look inside by `WHEEL`; \
     a wheel that was renamed shows them different things.",
);

pub(super) static BUILD: Check = Check::of(
    Nature::Contradiction,
    "wheel-build",
    "a build number in `WHEEL` that is not that of the file name",
    "retag with `wheel tags --build`, which changes both, and do not rename wheels",
    "The build number, which tells wheels of one version apart, stands in the file name and again in \
     `WHEEL` as `Build`. A wheel that was renamed shows different ones.",
);

pub(super) static HEADERS: Check = Check::of(
    Nature::Advice,
    "wheel-headers",
    "a file `WHEEL` with too little or too much in it",
    "build it with a tool that writes what the standard asks",
    "`WHEEL` has `Wheel-Version`, `Generator`, `Root-Is-Purelib`, one `Tag` for each tag, and `Build` \
     if there is a build number; nothing else is known to anybody. Without `Generator` nobody can \
     tell what built the wheel when something is wrong with it.",
);

const KNOWN: [&str; 5] = ["build", "generator", "root-is-purelib", "tag", "wheel-version"];

/// Looks at `WHEEL`; whether there is one is known already.
pub(super) fn look(contents: &Contents<'_>, findings: &mut Findings) -> Result<(), Error> {
    let path = contents.in_dist_info("WHEEL");
    let text = match contents.text(&path)? {
        Text::Decoded(text) => text,
        Text::Unfit(why) => {
            findings.push(contents.of_entry(&UNREADABLE, &path, why));
            return Ok(());
        }
        Text::Absent => return Ok(()),
    };
    let wheel = WheelFile { contents, path, headers: headers(text.text()), text };
    findings.extend(wheel.version());
    findings.extend(wheel.purelib());
    if let Ok(parts) = WheelParts::of(contents.archive()) {
        findings.extend(wheel.tags(&parts));
        findings.extend(wheel.build(&parts));
    }
    findings.extend(wheel.others());
    Ok(())
}

/// What `Root-Is-Purelib` says to an installer.
pub(super) fn root_is_purelib(text: &str) -> bool {
    let headers = headers(text);
    let stated = headers.iter().find(|header| header.name == "root-is-purelib");
    stated.is_some_and(|header| header.value.eq_ignore_ascii_case("true"))
}

struct WheelFile<'a> {
    contents: &'a Contents<'a>,
    path: String,
    text: SourceText,
    headers: Vec<Header>,
}

struct Header {
    /// In small letters.
    name: String,
    value: String,
    range: Range<usize>,
}

/// The headers, as a parser of mails takes them.
fn headers(text: &str) -> Vec<Header> {
    let (mut headers, mut start) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let range = start..start + line.trim_end().len();
        start += line.len();
        if line.trim_end_matches(['\r', '\n']).is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
            headers.push(Header { name, value, range });
        }
    }
    headers
}

impl WheelFile<'_> {
    fn all(&self, name: &str) -> impl Iterator<Item = &Header> {
        self.headers.iter().filter(move |header| header.name == name)
    }

    fn at(&self, check: &'static Check, header: &Header, message: impl Into<String>) -> Finding {
        Finding::new(&check.rule, message).at(self.text.locate(header.range.clone()))
    }

    fn whole(&self, check: &'static Check, message: impl Into<String>) -> Finding {
        self.contents.of_entry(check, &self.path, message)
    }

    fn version(&self) -> Option<Finding> {
        let Some(header) = self.all("wheel-version").next() else {
            let note = "WHEEL is missing Wheel-Version (pip)";
            return Some(self.whole(&VERSION, "there is no `Wheel-Version`").note(note));
        };
        let numbers = header.value.split('.').map(|number| number.trim().parse::<u64>().ok());
        let numbers: Option<Vec<u64>> = numbers.collect();
        match numbers.as_deref() {
            None => {
                let message = format!("{} is no version of the format", literal(&header.value));
                let note = format!("invalid Wheel-Version: '{}' (pip)", header.value);
                Some(self.at(&VERSION, header, message).note(note))
            }
            Some([major, ..]) if *major > 1 => {
                let message = format!("no installer knows version {}", literal(&header.value));
                let note = format!(
                    "Wheel-Version ({}) is not compatible with this version of pip",
                    header.value
                );
                Some(self.at(&VERSION, header, message).note(note))
            }
            Some(numbers) if numbers > [1, 0].as_slice() => {
                let message = format!("there is no version {} yet", literal(&header.value));
                Some(self.at(&NEWER, header, message))
            }
            Some(_) => None,
        }
    }

    fn purelib(&self) -> Option<Finding> {
        let Some(header) = self.all("root-is-purelib").next() else {
            return Some(self.whole(&PURELIB, "there is no `Root-Is-Purelib`"));
        };
        match header.value.to_ascii_lowercase().as_str() {
            "false" => None,
            "true" => {
                let in_root = |path: &&str| {
                    is_extension(path) && !path.split('/').next().is_some_and(is_data)
                };
                // A wheel for every platform is another finding.
                let bound = !self.contents.archive().ends_with("-none-any.whl");
                let found: Vec<&str> =
                    self.contents.files.keys().copied().filter(in_root).filter(|_| bound).collect();
                let message = format!("{} is compiled, so `false` is due", literal(found.first()?));
                Some(self.at(&PURELIB, header, message))
            }
            _ => {
                let message = format!("{} is neither `true` nor `false`", literal(&header.value));
                Some(self.at(&PURELIB, header, message))
            }
        }
    }

    fn tags(&self, parts: &WheelParts<'_>) -> Option<Finding> {
        let due: BTreeSet<String> = WheelParts::expand(parts.tags).into_iter().collect();
        let first = self.all("tag").next()?;
        let mut found = BTreeSet::new();
        for header in self.all("tag") {
            let parts: Vec<&str> = header.value.split('-').take(4).collect();
            let Ok(parts) = <[&str; 3]>::try_from(parts) else {
                let message = format!("{} is no tag", literal(&header.value));
                return Some(self.at(&TAGS, header, message));
            };
            found.extend(WheelParts::expand(parts));
        }
        if due.is_empty() || due == found {
            return None;
        }
        let named = |set: &BTreeSet<String>, other: &BTreeSet<String>| {
            let only: Vec<String> = set.difference(other).cloned().collect();
            (!only.is_empty()).then(|| listing(only.iter().map(String::as_str)))
        };
        let message = match (named(&found, &due), named(&due, &found)) {
            (Some(here), Some(there)) => format!("`WHEEL` says {here}, the file name {there}"),
            (Some(here), None) => format!("the file name says nothing of {here}"),
            (None, there) => format!("`WHEEL` says nothing of {}", there.unwrap_or_default()),
        };
        Some(self.at(&TAGS, first, message))
    }

    fn build(&self, parts: &WheelParts<'_>) -> Option<Finding> {
        let header = self.all("build").next()?;
        let found = header.value.as_str();
        let message = match parts.build {
            Some(due) if due == found => return None,
            Some(due) => format!("`WHEEL` says {}, the file name {}", literal(found), literal(due)),
            None => format!("`WHEEL` says {}, the file name none", literal(found)),
        };
        Some(self.at(&BUILD, header, message))
    }

    fn others(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let unknown = self.headers.iter().find(|header| !KNOWN.contains(&header.name.as_str()));
        if let Some(header) = unknown {
            let message = format!("nobody knows the header {}", literal(&header.name));
            findings.push(self.at(&HEADERS, header, message));
        }
        let lacks = |name: &str| self.all(name).next().is_none();
        let has_build =
            WheelParts::of(self.contents.archive()).is_ok_and(|parts| parts.build.is_some());
        let due = [
            ("Generator", lacks("generator")),
            ("Tag", lacks("tag")),
            ("Build", has_build && lacks("build")),
        ];
        for (name, _) in due.into_iter().filter(|(_, lacks)| *lacks) {
            findings.push(self.whole(&HEADERS, format!("there is no `{name}`")));
        }
        findings
    }
}

fn is_data(folder: &str) -> bool {
    folder.ends_with(".data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_end_with_the_first_empty_line() {
        let read = headers("Wheel-Version: 1.0\r\nTAG:a\n bad\n\nTag: b\n");
        let read: Vec<_> = read.iter().map(|it| (it.name.as_str(), it.value.as_str())).collect();
        assert_eq!(read, [("wheel-version", "1.0"), ("tag", "a")]);
    }
}
