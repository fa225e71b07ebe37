//! The members of a file by their paths, and what is to be known before any rule is asked.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_diag::{Finding, SourceText};
use pyrel_pep::Metadata;

use crate::specimen::{Kind, Member, Unread, What};
use crate::{Check, Error, Specimen};

/// What is inside.
pub(super) struct Contents<'a> {
    pub(super) specimen: &'a Specimen,
    /// The regular files; of several with one path the last, as unpacking leaves it.
    pub(super) files: BTreeMap<&'a str, &'a Member>,
    /// The paths of everything else but folders.
    pub(super) others: BTreeSet<&'a str>,
    /// The folder of a wheel's metadata, without a slash: as an index spells it, else the only one
    /// that there is.
    pub(super) dist_info: String,
    /// The metadata, if they can be read.
    pub(super) metadata: Option<&'a Metadata>,
}

/// The text of a member.
pub(super) enum Text {
    /// There is none to read: no such member, or one that the archive lies about.
    Absent,
    /// Why it is no text.
    Unfit(String),
    /// The text, under the name that findings give it.
    Decoded(SourceText),
}

/// No honest text of metadata comes near to this.
const LONGEST: u64 = 32 << 20;

impl<'a> Contents<'a> {
    /// Looks up the members of a file.
    pub(super) fn of(specimen: &'a Specimen) -> Self {
        let files = specimen.members().iter().filter(|member| member.what == What::File);
        let files = files.map(|member| (member.path.as_str(), member)).collect();
        let others = specimen.members().iter();
        let others = others.filter(|member| !matches!(member.what, What::File | What::Folder));
        let others = others.map(|member| member.path.as_str()).collect();
        let metadata = specimen.document().and_then(|document| document.metadata.as_ref());
        let dist_info = dist_info(&files, specimen.dist_info());
        Self { specimen, files, others, dist_info, metadata }
    }

    /// The file's name.
    pub(super) fn archive(&self) -> &'a str {
        self.specimen.file_name()
    }

    /// What kind of distribution it is.
    pub(super) fn kind(&self) -> Kind {
        self.specimen.kind()
    }

    /// Whether there is a file or a link of this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.others.contains(path)
    }

    /// The path of a member of the folder of a wheel's metadata.
    pub(super) fn in_dist_info(&self, name: &str) -> String {
        format!("{}/{name}", self.dist_info)
    }

    /// The text of a member.
    pub(super) fn text(&self, path: &str) -> Result<Text, Error> {
        let Some(member) = self.files.get(path) else { return Ok(Text::Absent) };
        if member.len > LONGEST {
            let why = format!("has {} bytes, more than any real one", member.len);
            return Ok(Text::Unfit(why));
        }
        match self.specimen.read(member, LONGEST) {
            Ok(bytes) => Ok(self.decoded(path, &bytes)),
            Err(Unread::Broken(_)) => Ok(Text::Absent),
            Err(Unread::Machine(error)) => Err(error),
        }
    }

    fn decoded(&self, path: &str, bytes: &[u8]) -> Text {
        match std::str::from_utf8(bytes) {
            Ok(text) => Text::Decoded(SourceText::new(format!("{}!{path}", self.archive()), text)),
            Err(error) => {
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
                Text::Unfit(format!("is not UTF-8 in line {line}"))
            }
        }
    }

    /// A finding about the file as a whole.
    pub(super) fn of_whole(&self, check: &'static Check, message: impl Into<String>) -> Finding {
        Finding::new(&check.rule, message).in_file(self.archive())
    }

    /// A finding about a member.
    pub(super) fn of_entry(
        &self,
        check: &'static Check,
        entry: &str,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(&check.rule, message).in_entry(self.archive(), entry)
    }

    /// A finding about some members: placed at the first, if there is any.
    pub(super) fn of_entries(
        &self,
        check: &'static Check,
        paths: &[&str],
        message: impl FnOnce(String) -> String,
    ) -> Option<Finding> {
        let first = paths.first()?;
        Some(self.of_entry(check, first, message(super::words::listing(paths.iter().copied()))))
    }
}

fn dist_info(files: &BTreeMap<&str, &Member>, due: String) -> String {
    let folders = files.keys().filter_map(|path| Some(path.split_once('/')?.0));
    let mut folders: Vec<&str> = folders.filter(|it| it.ends_with(".dist-info")).collect();
    folders.dedup();
    match folders.as_slice() {
        [only] => (*only).to_owned(),
        _ => due,
    }
}
