//! What else is wrong with zip archives, as seen from their directory.

use pyrel_archive::zip::survey::{Member, Pass, Record, View};

use super::sink::{Sink, refusal};
use crate::specimen::What;
use crate::{Check, Nature, Specimen};

/// Members packed in a way that PyPI does not take.
pub(super) static METHOD: Check = Check::of(
    Nature::Policy,
    "zip-method",
    "members packed in a way that PyPI does not take",
    "pack it with deflate, or store it",
    "Wheels may be stored or deflated. Other methods, such as bzip2, LZMA or Zstandard, \
     make smaller files that many installers cannot open; PyPI refuses them.",
);

/// Encrypted members.
pub(super) static ENCRYPTED: Check = Check::of(
    Nature::Standard,
    "zip-encrypted",
    "encrypted members",
    "pack it without a password",
    "Nobody has the password: installers fail at such a member, and so does PyPI.",
);

/// Members that share their bytes.
pub(super) static OVERLAP: Check = Check::of(
    Nature::Contradiction,
    "zip-overlap",
    "members that share their bytes",
    "build it again; no packer does that",
    "The directory leads two members to the same bytes, or a member into the directory. \
     Bombs are made so: a small file unpacks to terabytes. Python refuses to read such \
     members.",
);

/// Symbolic links in a wheel.
pub(super) static LINK: Check = Check::of(
    Nature::Advice,
    "zip-link",
    "symbolic links in a wheel",
    "put the file itself into the wheel, or make the link when the package is used",
    "Wheels have no links: pip writes a file whose text is the link's target, and other \
     installers may do something else. What the link was for does not work.",
);

/// How long the header before a member is, without name and extra fields.
const LOCAL_LEN: u64 = 30;

/// Looks at the directory.
pub(super) fn look(specimen: &Specimen, view: &View, pass: &Pass, sink: &mut Sink<'_>) {
    for member in &view.members {
        let header = &member.central.header;
        if ![0, 8].contains(&header.method) {
            let message = format!("it is packed by {}", method(header.method));
            let note = refusal("File does not use a supported compression type");
            sink.member(&METHOD, &member.name, message, note);
        }
        if header.is_encrypted() {
            sink.member(&ENCRYPTED, &member.name, "it is encrypted", None);
        }
    }
    for member in specimen.members() {
        if let What::SymbolicLink { target } = &member.what {
            let message = format!("it is a symbolic link to `{}`", super::sink::shown(target));
            sink.member(&LINK, &member.path, message, None);
        }
    }
    overlaps(view, pass, sink);
}

/// The methods that are seen now and then (APPNOTE 4.4.5).
fn method(number: u16) -> String {
    let name = match number {
        9 => "Deflate64",
        12 => "bzip2",
        14 => "LZMA",
        93 => "Zstandard",
        95 => "XZ",
        98 => "PPMd",
        _ => return format!("method {number}"),
    };
    name.to_owned()
}

/// Each member has to end before the next one begins, as Python demands.
fn overlaps(view: &View, pass: &Pass, sink: &mut Sink<'_>) {
    let mut members: Vec<(u64, &Member)> =
        view.members.iter().filter_map(|member| Some((member.at?, member))).collect();
    members.sort_by_key(|(at, _)| *at);
    let mut next = members.iter().skip(1).map(|(at, _)| *at).chain([view.begin]);
    for (at, member) in &members {
        let next = next.next().unwrap_or(view.begin);
        let found = pass.records.binary_search_by_key(at, |(at, _)| *at);
        let local = found.ok().and_then(|found| match pass.records.get(found) {
            Some((_, Record::Local(local))) => Some(local),
            _ => None,
        });
        // Where no header was found, at least the fixed part of one has to be.
        let header = local.map_or(LOCAL_LEN, |local| {
            LOCAL_LEN + (local.header.name.len() + local.header.extra.len()) as u64
        });
        let end = at.saturating_add(header).saturating_add(member.packed);
        if end > next {
            let message = format!("it reaches to {end}, and what follows begins at {next}");
            sink.member(&OVERLAP, &member.name, message, None);
        } else if local.is_none() && inside(*at, pass) {
            sink.member(&OVERLAP, &member.name, "it lies inside another member", None);
        }
    }
}

/// Whether a place lies inside a member that was found before it.
fn inside(at: u64, pass: &Pass) -> bool {
    let before = pass.records.partition_point(|(begin, _)| *begin < at);
    let record = before.checked_sub(1).and_then(|before| pass.records.get(before));
    matches!(record, Some((_, Record::Local(_)))) && at < pass.end
}
