//! What is about to be unpacked.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::Arc;

use pyrel_diag::{Event, Finding, Progress, Severity, Warned};
use pyrel_tree::Slice;
use sha2::Digest;

use super::Bounds;
use super::links::{Leads, Links};
use super::names::{Folded, fold, trap};
use super::rules::{ASSUMED_NAME, DANGLING_LINK, TWIN_NAMES, UNSAFE_LINK, UNSAFE_NAME};
use super::runs::{Run, large_first, workers};
use super::shelf::Shelf;
use crate::bytes::Bytes;
use crate::share::share_out;
use crate::zip::{Archive, Kind, Member};
use crate::{ArchivePath, Error, Mode, Sha256, SpoolFolder, Spooled};

/// An archive of which everything was looked at, ready to be unpacked.
#[derive(Clone, Debug)]
pub struct Parcel {
    archive: Arc<Archive>,
    items: Arc<[Item]>,
    /// The item of each member.
    places: Arc<[Option<u32>]>,
    runs: Arc<[Run]>,
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

/// Where unpacked files go.
pub trait Receiver: Sync {
    /// What takes the bytes of a file.
    type File: Write;

    /// A place for a file that was not there.
    ///
    /// # Errors
    /// When the system refuses.
    fn create(&self, item: &Item) -> io::Result<Self::File>;

    /// Takes a file that is written already.
    ///
    /// # Errors
    /// When the system refuses.
    fn adopt(&self, item: &Item, kept: &Spooled) -> io::Result<()>;
}

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
    let runs = Run::all(archive.members());
    let digests = digests(&archive, &runs, shelf.as_ref(), progress);
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
    Ok(Warned { value: Parcel::new(archive, (runs, digests), targets, shelf), findings })
}

impl Parcel {
    fn new(
        archive: Archive,
        (runs, digests): (Vec<Run>, Vec<Vec<Sha256>>),
        targets: Vec<(usize, Arc<str>)>,
        shelf: Option<Shelf>,
    ) -> Self {
        let numbered = runs.iter().flat_map(|run| run.members.clone());
        let mut digests: BTreeMap<_, _> = numbered.zip(digests.into_iter().flatten()).collect();
        let mut targets: BTreeMap<_, _> = targets.into_iter().collect();
        let mut all: Vec<(Item, Option<usize>)> = Vec::with_capacity(archive.members().len());
        for (at, member) in archive.members().iter().enumerate() {
            let what = match (targets.remove(&at), digests.remove(&at)) {
                (Some(target), _) => What::Link(target),
                (None, Some(sha256)) => What::File { len: member.len, sha256, mode: member.mode },
                (None, None) => continue,
            };
            all.push((Item { path: member.path.clone(), what }, Some(at)));
        }
        let folders = archive.folders().iter();
        all.extend(folders.map(|path| (Item { path: path.clone(), what: What::Folder }, None)));
        all.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        // A folder may be named twice.
        all.dedup_by(|(a, _), (b, _)| a.path == b.path);
        let mut places = vec![None; archive.members().len()];
        for (place, (_, member)) in all.iter().enumerate() {
            if let Some(of_member) = member.and_then(|at| places.get_mut(at)) {
                *of_member = u32::try_from(place).ok();
            }
        }
        Self {
            archive: Arc::new(archive),
            items: all.into_iter().map(|(item, _)| item).collect(),
            places: places.into(),
            runs: runs.into(),
            shelf: shelf.map(Arc::new),
        }
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

    /// Gives every file to a receiver, on all cores, and stops at the first that it cannot take.
    ///
    /// # Errors
    /// The file, and what the system said.
    pub fn each_file(
        &self,
        progress: &dyn Progress,
        receiver: &impl Receiver,
    ) -> Result<(), (ArchivePath, io::Error)> {
        let order = large_first(&self.runs);
        let write = |at: usize, desk: &mut Desk| {
            self.runs.get(at).map_or(Ok(()), |run| self.write(run, desk, receiver, progress))
        };
        share_out(&order, workers(order.len()), Desk::new, write).map(|_: Vec<()>| ())
    }

    /// Writes the files of a run.
    fn write(
        &self,
        run: &Run,
        Desk { buffer, kept }: &mut Desk,
        receiver: &impl Receiver,
        progress: &dyn Progress,
    ) -> Result<(), (ArchivePath, io::Error)> {
        let mut files = run.members.clone().filter_map(|at| Some((at, self.item(at)?))).peekable();
        let Some((first, item)) = files.peek() else { return Ok(()) };
        let shelf = self.shelf.as_ref();
        let kept = shelf.filter(|_| run.is_small()).map(|shelf| shelf.read(*first, run.len, kept));
        let mut kept = kept.transpose().map_err(|error| (item.path.clone(), error))?.map(Bytes);
        for (at, item) in files {
            let told = |error| (item.path.clone(), error);
            let len = self.archive.members().get(at).map_or(0, |member| member.len);
            match (&mut kept, shelf.and_then(|shelf| shelf.single(at))) {
                (_, Some(single)) => receiver.adopt(item, single),
                (Some(kept), None) => receiver.create(item).and_then(|mut out| {
                    let bytes = usize::try_from(len).ok().and_then(|len| kept.take(len));
                    out.write_all(bytes.ok_or(io::ErrorKind::UnexpectedEof)?)
                }),
                (None, None) => {
                    receiver.create(item).and_then(|mut out| self.pour(at, buffer, &mut out))
                }
            }
            .map_err(told)?;
            progress.event(Event::Advanced(len));
        }
        Ok(())
    }

    /// Writes a file from the shelf, or unpacks it once more.
    fn pour(&self, at: usize, buffer: &mut [u8], out: &mut impl Write) -> io::Result<()> {
        let Some(member) = self.archive.members().get(at) else { return Ok(()) };
        let put = |bytes: &[u8]| out.write_all(bytes);
        match &self.shelf {
            Some(shelf) => shelf.pour(at, member.len, buffer, put),
            None => pour(&self.archive, member, buffer, put),
        }
    }

    /// What comes out of a member.
    fn item(&self, member: usize) -> Option<&Item> {
        let place = usize::try_from(self.places.get(member).copied().flatten()?).ok()?;
        self.items.get(place)
    }
}

/// What a thread works with.
struct Desk {
    /// Room for what is read at once.
    buffer: Vec<u8>,
    /// The bytes of a small run.
    kept: Vec<u8>,
}

impl Desk {
    fn new() -> Self {
        Self { buffer: vec![0; AT_ONCE], kept: Vec::new() }
    }
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

/// Reads every file, for its digest and for the shelf; the digests of each run.
fn digests(
    archive: &Archive,
    runs: &[Run],
    shelf: Option<&Shelf>,
    progress: &dyn Progress,
) -> Result<Vec<Vec<Sha256>>, (ArchivePath, io::Error)> {
    let order = large_first(runs);
    share_out(&order, workers(order.len()), Desk::new, |at, desk| {
        runs.get(at).map_or(Ok(Vec::new()), |run| digests_of(archive, run, shelf, desk, progress))
    })
}

fn digests_of(
    archive: &Archive,
    run: &Run,
    shelf: Option<&Shelf>,
    Desk { buffer, kept }: &mut Desk,
    progress: &dyn Progress,
) -> Result<Vec<Sha256>, (ArchivePath, io::Error)> {
    let mut digests = Vec::with_capacity(run.members.len());
    kept.clear();
    for at in run.members.clone() {
        let Some(member) = archive.members().get(at) else { continue };
        let told = |error| (member.path.clone(), error);
        let mut sha256 = sha2::Sha256::new();
        let mut offset = 0;
        let take = |bytes: &[u8]| {
            sha256.update(bytes);
            let begin = offset;
            offset += bytes.len() as u64;
            match shelf {
                None => Ok(()),
                Some(_) if run.is_small() => {
                    kept.extend_from_slice(bytes);
                    Ok(())
                }
                Some(shelf) => shelf.put(at, bytes, begin),
            }
        };
        pour(archive, member, buffer, take).map_err(told)?;
        progress.event(Event::Advanced(member.len));
        digests.push(Sha256(sha256.finalize().into()));
        if let Some(shelf) = shelf.filter(|_| at + 1 == run.members.end && !kept.is_empty()) {
            shelf.put(run.members.start, kept, 0).map_err(told)?;
        }
    }
    Ok(digests)
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
