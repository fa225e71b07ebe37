//! What is about to be unpacked.

use std::io::{self, Read, Write};
use std::sync::Arc;

use pyrel_diag::{Event, Finding, Progress, Severity, Warned};
use pyrel_tree::Slice;
use sha2::Digest;

use super::Bounds;
use super::links::{Leads, Links};
use super::names::{Folded, fold, trap};
use super::rules::{ASSUMED_NAME, DANGLING_LINK, TWIN_NAMES, UNSAFE_LINK, UNSAFE_NAME};
use super::shelf::{LARGE, Shelf};
use crate::share::{cores, share_out};
use crate::zip::{Archive, Kind, Member};
use crate::{ArchivePath, Error, Mode, Sha256, SpoolFolder, Spooled};

/// An archive of which everything was looked at, ready to be unpacked.
#[derive(Clone, Debug)]
pub struct Parcel {
    archive: Arc<Archive>,
    items: Arc<[Item]>,
    /// The member of each item.
    members: Arc<[Option<u32>]>,
    /// The files, unpacked already.
    shelf: Option<Arc<Shelf>>,
}

/// Something that comes out of an archive.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Item {
    /// Its path.
    pub path: ArchivePath,
    /// What it is.
    pub what: What,
}

/// What comes out of an archive.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum What {
    /// A regular file.
    File {
        /// How many bytes it has.
        len: u64,
        /// Their digest.
        sha256: Sha256,
        /// Whether it may be executed.
        mode: Mode,
    },
    /// A folder that the archive names; others come with their files.
    Folder,
    /// A symbolic link with this target.
    Link(Arc<str>),
}

/// More threads than this write to one disk no faster, and each has buffers of its own.
const MOST_WORKERS: usize = 16;
/// Another thread is worth it for so many files.
const FILES: usize = 4;
/// So many bytes are read at once.
const AT_ONCE: usize = 256 << 10;
/// The target of a link is not longer than this on any system.
const LONGEST_TARGET: u64 = 4 << 10;
/// More is neither said nor kept of an archive with a hundred thousand bad names.
const MOST_FINDINGS: usize = 100;

/// Looks at all of a zip archive before anything of it is written: its structure, names and links, and
/// each file from its first byte to its last. With a folder to spool in, what is unpacked by that is
/// kept.
///
/// # Errors
/// When the archive is not sound, is too large, or cannot be unpacked without harm.
pub fn check(
    name: &str,
    slice: &Slice,
    bounds: &Bounds,
    spool: Option<&SpoolFolder>,
    progress: &dyn Progress,
) -> Result<Warned<Parcel>, Error> {
    let malformed = |why| Error::Malformed { archive: name.to_owned(), why };
    let archive = Archive::assuming_utf8(name, slice.clone(), &bounds.limits())?;
    let len = archive.members().iter().map(|member| member.len).sum();
    if let Some(why) = bounds.refuse(len, slice) {
        return Err(malformed(why));
    }
    let targets = targets(&archive)?;
    let mut findings = names(name, &archive);
    findings.extend(links(name, &archive, &targets));
    findings.truncate(MOST_FINDINGS);
    findings.extend(assumed(name, &archive));
    if findings.iter().any(|found| found.severity() == Severity::Error) {
        return Err(Error::Unsafe { archive: name.to_owned(), findings });
    }
    progress.event(Event::Started { what: &format!("checking {name}"), bytes: len });
    let shelf = spool.map(|spool| Shelf::new(archive.members(), spool)).transpose();
    let shelf = shelf.map_err(|source| Error::Spool { name: name.to_owned(), source })?;
    let digests = digests(&archive, shelf.as_ref(), progress);
    progress.event(Event::Finished);
    let digests = digests.map_err(|(member, source)| {
        if source.kind() == io::ErrorKind::InvalidData {
            return malformed(format!("`{member}` {source}"));
        }
        let is_full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
        match is_full.contains(&source.kind()) {
            true => Error::Spool { name: name.to_owned(), source },
            false => Error::Unreadable { path: name.to_owned(), source },
        }
    })?;
    Ok(Warned { value: Parcel::new(archive, digests, targets, shelf), findings })
}

impl Parcel {
    fn new(
        archive: Archive,
        digests: Vec<Option<Sha256>>,
        targets: Vec<(usize, Arc<str>)>,
        shelf: Option<Shelf>,
    ) -> Self {
        let mut targets = targets.into_iter().peekable();
        let mut all: Vec<(Item, Option<u32>)> = Vec::with_capacity(archive.members().len());
        for (at, (member, sha256)) in archive.members().iter().zip(digests).enumerate() {
            let what = match (targets.next_if(|(link, _)| *link == at), sha256) {
                (Some((_, target)), _) => What::Link(target),
                (None, Some(sha256)) => What::File { len: member.len, sha256, mode: member.mode },
                (None, None) => continue,
            };
            let number = u32::try_from(at).ok();
            all.push((Item { path: member.path.clone(), what }, number));
        }
        let folders = archive.folders().iter();
        all.extend(folders.map(|path| (Item { path: path.clone(), what: What::Folder }, None)));
        all.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        // A folder may be named twice.
        all.dedup_by(|(a, _), (b, _)| a.path == b.path);
        let (items, members): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let (items, members) = (items.into(), members.into());
        Self { archive: Arc::new(archive), items, members, shelf: shelf.map(Arc::new) }
    }

    /// What the archive is called.
    #[must_use]
    pub fn name(&self) -> &str {
        self.archive.name()
    }

    /// All that comes out of it, ordered by path.
    #[must_use]
    pub fn items(&self) -> &Arc<[Item]> {
        &self.items
    }

    /// How many bytes all files have together.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.archive.members().iter().map(|member| member.len).sum()
    }

    /// Whether no file has a byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes every file to where `place` says, on all cores, and stops at the first that cannot be.
    /// `name` gives one its name that is written already.
    ///
    /// # Errors
    /// The file, and what the system said.
    pub fn each_file<W: Write>(
        &self,
        progress: &dyn Progress,
        place: impl Fn(&Item) -> io::Result<W> + Sync,
        name: impl Fn(&Item, &Spooled) -> io::Result<()> + Sync,
    ) -> Result<(), (ArchivePath, io::Error)> {
        let members = |at: usize| {
            let number = self.members.get(at).copied().flatten()?;
            usize::try_from(number).ok()
        };
        let len = |at: usize| members(at).and_then(|at| Some(self.archive.members().get(at)?.len));
        let order = large_first(self.items.len(), |at| len(at).unwrap_or_default());
        let write = |at: usize, buffer: &mut Vec<u8>| {
            let (Some(item), Some(number)) = (self.items.get(at), members(at)) else {
                return Ok(());
            };
            let told = |error| (item.path.clone(), error);
            let member = self.archive.members().get(number);
            let Some(member) = member.filter(|member| member.kind == Kind::File) else {
                return Ok(());
            };
            let single = self.shelf.as_ref().and_then(|shelf| shelf.single(number));
            if let Some(single) = single {
                name(item, single).map_err(told)?;
                progress.event(Event::Advanced(member.len));
                return Ok(());
            }
            let mut written = place(item).map_err(told)?;
            self.write(number, buffer, &mut written).map_err(told)?;
            progress.event(Event::Advanced(member.len));
            Ok(())
        };
        share_out(&order, workers(order.len()), buffer, write).map(|_: Vec<()>| ())
    }
}

impl Parcel {
    /// Writes a file from the shelf, or unpacks it once more.
    fn write(&self, number: usize, buffer: &mut [u8], out: &mut impl Write) -> io::Result<()> {
        let Some(member) = self.archive.members().get(number) else { return Ok(()) };
        match &self.shelf {
            Some(shelf) => shelf.copy(number, member.len, buffer, out),
            None => pour(&self.archive, member, buffer, |bytes| out.write_all(bytes)),
        }
    }
}

/// Numbers in an order in which no thread is left with something large at the end.
fn large_first(count: usize, len: impl Fn(usize) -> u64) -> Vec<usize> {
    let (mut large, small): (Vec<_>, Vec<_>) = (0..count).partition(|at| len(*at) >= LARGE);
    large.sort_by_key(|at| std::cmp::Reverse(len(*at)));
    large.into_iter().chain(small).collect()
}

/// How many threads so many files are worth.
fn workers(files: usize) -> usize {
    cores().min(MOST_WORKERS).min(files.div_ceil(FILES))
}

fn buffer() -> Vec<u8> {
    vec![0; AT_ONCE]
}

/// Reads a member from its first byte to its last.
fn pour(
    archive: &Archive,
    member: &Member,
    buffer: &mut [u8],
    mut put: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut reader = archive.reader(member);
    loop {
        let got = match reader.read(buffer) {
            Ok(0) => break,
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        put(buffer.get(..got).unwrap_or_default())?;
    }
    Ok(())
}

/// Reads every member, for its digest and for the shelf.
fn digests(
    archive: &Archive,
    shelf: Option<&Shelf>,
    progress: &dyn Progress,
) -> Result<Vec<Option<Sha256>>, (ArchivePath, io::Error)> {
    let members = archive.members();
    let order = large_first(members.len(), |at| members.get(at).map_or(0, |member| member.len));
    share_out(&order, workers(order.len()), buffer, |at, buffer| {
        let Some(member) = members.get(at).filter(|member| member.kind == Kind::File) else {
            return Ok(None);
        };
        let mut sha256 = sha2::Sha256::new();
        let mut offset = 0;
        let take = |bytes: &[u8]| {
            sha256.update(bytes);
            let put = shelf.map_or(Ok(()), |shelf| shelf.put(at, bytes, offset));
            offset += bytes.len() as u64;
            put
        };
        pour(archive, member, buffer, take).map_err(|error| (member.path.clone(), error))?;
        progress.event(Event::Advanced(member.len));
        Ok(Some(Sha256(sha256.finalize().into())))
    })
}

/// The target of each link, by the number of its member.
fn targets(archive: &Archive) -> Result<Vec<(usize, Arc<str>)>, Error> {
    let links = archive.members().iter().enumerate().filter(|(_, it)| it.kind == Kind::Link);
    links
        .map(|(at, member)| {
            let target = archive.read(member, LONGEST_TARGET)?;
            let target = String::from_utf8(target).map_err(|_| Error::Malformed {
                archive: archive.name().to_owned(),
                why: format!("the link `{}` has a target that is not UTF-8", member.path),
            })?;
            Ok((at, Arc::from(target)))
        })
        .collect()
}

fn names(name: &str, archive: &Archive) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut folded = Folded::default();
    let members = archive.members().iter().map(|member| &member.path);
    for path in members.chain(archive.folders()) {
        if findings.len() > MOST_FINDINGS {
            break;
        }
        if let Some(why) = trap(path) {
            findings.push(Finding::new(&UNSAFE_NAME, why).in_entry(name, path.as_str()));
        }
        if let Some(twin) = folded.add(path) {
            let message = format!("has a name that some systems take for that of `{twin}`");
            findings.push(Finding::new(&TWIN_NAMES, message).in_entry(name, path.as_str()));
        }
    }
    findings
}

/// Names that other readers take for others, told once.
fn assumed(name: &str, archive: &Archive) -> Option<Finding> {
    let mut assumed = archive.members().iter().filter(|member| member.is_name_assumed);
    let first = assumed.next()?;
    let message = match assumed.count() {
        0 => "its name is not said to be UTF-8, as which it is read".to_owned(),
        more => {
            format!("its name and {more} more are not said to be UTF-8, as which they are read")
        }
    };
    Some(Finding::new(&ASSUMED_NAME, message).in_entry(name, first.path.as_str()))
}

fn links(name: &str, archive: &Archive, targets: &[(usize, Arc<str>)]) -> Vec<Finding> {
    let at = |(at, target): &(usize, Arc<str>)| {
        Some((&archive.members().get(*at)?.path, Arc::clone(target)))
    };
    let named: Vec<_> = targets.iter().filter_map(at).collect();
    let mut links = Links::default();
    for (path, target) in &named {
        links.add(path, target);
    }
    let mut findings = Vec::new();
    for (path, target) in named {
        let target = target.escape_debug();
        let (rule, message) = match links.follow(path) {
            Leads::Astray(why) => {
                (&UNSAFE_LINK, format!("is a symbolic link to `{target}`, and {why}"))
            }
            Leads::To(place) if is_there(archive, &place) => continue,
            Leads::To(_) => {
                (&DANGLING_LINK, format!("is a symbolic link to `{target}`, which is not there"))
            }
        };
        findings.push(Finding::new(rule, message).in_entry(name, path.as_str()));
        if findings.len() > MOST_FINDINGS {
            break;
        }
    }
    findings
}

/// Whether there is something at a place; the few links of an archive may look through all of it.
fn is_there(archive: &Archive, place: &str) -> bool {
    let is_at = |path: &ArchivePath| {
        let folded = fold(path.as_str());
        folded.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let members = archive.members().iter().map(|member| &member.path);
    place.is_empty() || members.chain(archive.folders()).any(is_at)
}
