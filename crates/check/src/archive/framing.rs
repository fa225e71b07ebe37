//! What PyPI finds when it reads a zip archive from its first byte, record by record, and compares
//! that with what Python sees from its end (Warehouse, `utils/zipfiles.py`). It stops at the first
//! breach; here all are told.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::zip::survey::{
    Central, End, Ending, Local, Member, Pass, Record, View, Zip64End,
};

use super::extras;
pub(super) use super::framing_rules::{
    BETWEEN, CHARACTERS, COMMENT, DESCRIPTOR, DUPLICATE, ENCODING, END, EXTRA, HEADERS, HIDDEN,
    LEADING, TRAILING, ZIP64,
};
use super::sink::{Sink, refusal};
use crate::Check;

/// Compares the two views of an archive of `len` bytes.
pub(super) fn look(view: &View, pass: &Pass, len: u64, sink: &mut Sink<'_>) {
    let members = view.members.iter().map(|member| (member.central.header.text(), member));
    let mut walk = Walk {
        sink,
        members: members.collect(),
        local: BTreeSet::new(),
        central: BTreeSet::new(),
        directory: None,
        end: None,
        zip64: Zip64::None,
    };
    for (at, record) in &pass.records {
        match record {
            Record::Central(central) => walk.central(*at, central),
            Record::End(end) => walk.end(*at, end),
            Record::Junk { len } => walk.junk(*at, *len),
            Record::Local(local) => walk.local(local),
            Record::Locator { .. } => walk.zip64 = walk.zip64.located(),
            Record::Zip64End(end) => walk.zip64_end(end),
        }
    }
    match pass.ending {
        Ending::Cut => {
            let message = "read from its first byte, it is cut off inside a record";
            walk.whole(&HEADERS, message, "Malformed zip file");
        }
        Ending::End if pass.end < len => {
            let message = format!("{} bytes follow its end", len - pass.end);
            walk.whole(&TRAILING, message, "Trailing data");
        }
        Ending::End if pass.end > len => {
            let message = "the comment after its end is cut off";
            walk.whole(&TRAILING, message, "Trailing data");
        }
        Ending::End | Ending::Overlong => {}
    }
}

/// What was seen so far.
struct Walk<'a, 's> {
    sink: &'s mut Sink<'a>,
    /// By the name that Python reads.
    members: BTreeMap<String, &'s Member>,
    local: BTreeSet<&'s [u8]>,
    central: BTreeSet<&'s [u8]>,
    directory: Option<Directory>,
    /// What the ZIP64 end says.
    end: Option<Numbers>,
    zip64: Zip64,
}

/// The directory as it is.
struct Directory {
    at: u64,
    len: u64,
    members: u64,
}

/// What an end says of the directory.
struct Numbers {
    members: u64,
    len: u64,
    offset: u64,
}

/// Which records of ZIP64 there were.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Zip64 {
    None,
    /// Only a locator.
    Locator,
    /// Only an end.
    End,
    Both,
}

impl Zip64 {
    fn located(self) -> Self {
        match self {
            Self::None | Self::Locator => Self::Locator,
            Self::End | Self::Both => Self::Both,
        }
    }

    fn ended(self) -> Self {
        match self {
            Self::None | Self::End => Self::End,
            Self::Locator | Self::Both => Self::Both,
        }
    }
}

impl<'s> Walk<'_, 's> {
    fn whole(&mut self, check: &'static Check, message: impl Into<String>, words: &str) {
        self.sink.whole(check, message, not_accepted(words));
    }

    fn member(
        &mut self,
        check: &'static Check,
        name: &[u8],
        message: impl Into<String>,
        words: &str,
    ) {
        let name = String::from_utf8_lossy(name);
        self.sink.member(check, &name, message, not_accepted(words));
    }

    fn local(&mut self, local: &'s Local) {
        let header = &local.header;
        let name: &[u8] = &header.name;
        self.characters(name);
        for flaw in extras::local(header) {
            self.member(&EXTRA, name, flaw.message, flaw.words);
        }
        if header.has_descriptor() {
            let message = "its sizes follow its bytes, in a data descriptor";
            self.member(&DESCRIPTOR, name, message, "ZIP contains a data descriptor");
        }
        let known = std::str::from_utf8(name).ok().and_then(|it| self.members.get(it).copied());
        match known {
            Some(known) => self.compare(local, known),
            None => self.unknown(local),
        }
        if !self.local.insert(name) {
            let message = "it is in the archive more than once";
            self.member(&DUPLICATE, name, message, "Duplicate filename in local headers");
        }
    }

    fn unknown(&mut self, local: &Local) {
        let header = &local.header;
        let name: &[u8] = &header.name;
        if std::str::from_utf8(name).is_err() {
            let message = "its name is not UTF-8";
            self.member(&ENCODING, name, message, "Filename not unicode");
        } else if !name.is_ascii() && !header.is_utf8() {
            let message = "its name is not ASCII and not said to be UTF-8 either";
            self.member(&ENCODING, name, message, "Filename not in central directory");
        } else {
            let message = "it is in the archive and not in the directory";
            self.member(&HIDDEN, name, message, "Filename not in central directory");
        }
    }

    fn compare(&mut self, local: &Local, known: &Member) {
        let (here, there) = (&local.header, &known.central.header);
        let name: &[u8] = &here.name;
        let differs = |what: &str, here: u64, there: u64| {
            format!("its header gives {here} as {what}, the directory {there}")
        };
        if local.packed != known.packed {
            let message = differs("packed size", local.packed, known.packed);
            self.member(&HEADERS, name, message, "Mis-matched data size");
        }
        if local.len != known.len {
            let message = differs("size", local.len, known.len);
            self.member(&HEADERS, name, message, "Mis-matched file size");
        }
        let mut ours = Vec::new();
        if here.method != there.method {
            ours.push(differs("method", here.method.into(), there.method.into()));
        }
        if here.crc32 != there.crc32 && !here.has_descriptor() {
            ours.push(differs("checksum", here.crc32.into(), there.crc32.into()));
        }
        if extras::has_other_name(here) || extras::has_other_name(there) {
            ours.push("its Unicode path is another name".to_owned());
        }
        if here.is_encrypted() != there.is_encrypted()
            || here.has_descriptor() != there.has_descriptor()
            || here.is_utf8() != there.is_utf8()
        {
            ours.push(differs("flags", here.flags.into(), there.flags.into()));
        }
        for message in ours {
            self.sink.member(&HEADERS, &String::from_utf8_lossy(name), message, None);
        }
    }

    fn central(&mut self, at: u64, central: &'s Central) {
        let header = &central.header;
        let name: &[u8] = &header.name;
        let directory = self.directory.get_or_insert(Directory { at, len: 0, members: 0 });
        directory.members += 1;
        directory.len += 46 + (name.len() + header.extra.len() + central.comment.len()) as u64;
        if !central.comment.is_empty() {
            let message = "it has a comment in the directory";
            self.member(&COMMENT, name, message, "Comment in central directory");
        }
        // What is the same in both places is told once.
        if !self.local.contains(name) {
            self.characters(name);
        }
        if !self.central.insert(name) {
            let message = "it is in the directory more than once";
            self.member(&DUPLICATE, name, message, "Duplicate filename in central directory");
        } else if !self.local.contains(name) {
            let message = "it is in the directory, and no header before a member has this name";
            self.member(&HEADERS, name, message, "Missing filename in local headers");
        }
    }

    fn characters(&mut self, name: &[u8]) {
        if extras::has_control(name) {
            let message = "its name holds control characters";
            self.member(&CHARACTERS, name, message, "Invalid character in filename");
        }
    }

    fn junk(&mut self, at: u64, len: u64) {
        let words = "Unknown record signature";
        match at {
            0 => self.whole(&LEADING, format!("{len} bytes come before the archive"), words),
            _ => {
                let message = format!("{len} bytes at {at} belong to no member and no record");
                self.whole(&BETWEEN, message, words);
            }
        }
    }

    fn zip64_end(&mut self, end: &Zip64End) {
        self.zip64 = self.zip64.ended();
        if end.members_here != end.members {
            self.whole(&END, "it is one part of several", "Malformed zip file");
        }
        if end.size != 44 {
            let message = format!("its ZIP64 end has {} bytes, not 44", end.size);
            self.whole(&ZIP64, message, "ZIP64 extensible data not allowed");
        }
        let Zip64End { members, len, offset, disks, .. } = *end;
        if disks != (0, 0) {
            self.whole(&END, "its ZIP64 end speaks of another disk", "Malformed zip file");
        }
        self.end = Some(Numbers { members, len, offset });
    }

    fn end(&mut self, at: u64, end: &End) {
        if self.zip64 == Zip64::End {
            let message = "it has a ZIP64 end and no locator for it";
            self.whole(&ZIP64, message, "Malformed zip file");
        }
        let End { members, len, offset, .. } = *end;
        let said = match self.end.take() {
            Some(said) if self.zip64 == Zip64::Both => said,
            _ => Numbers { members, len, offset },
        };
        if end.members_here != members {
            self.whole(&END, "it is one part of several", "Malformed zip file");
        }
        let found = self.directory.take().unwrap_or(Directory { at, len: 0, members: 0 });
        for (what, said, found) in [
            ("records", said.members, found.members),
            ("offset", said.offset, found.at),
            ("size", said.len, found.len),
        ] {
            if said != found {
                let message =
                    format!("its end gives {said} as {what} of the directory, which is {found}");
                self.whole(&END, message, &format!("Mismatched central directory {what}"));
            }
        }
    }
}

/// What PyPI says of an archive that is not framed as it likes.
fn not_accepted(words: &str) -> Option<String> {
    refusal(format_args!(
        "ZIP archive not accepted: {words}. See https://docs.pypi.org/archives for more information"
    ))
}
