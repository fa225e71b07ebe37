//! A finished file, opened to be looked at.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::OnceLock;

use pyrel_archive::{Artifact, Error as Broken, Limits, SpoolFolder, tar, zip};
use pyrel_pep::Metadata;

use crate::digests::{Digested, Digests, digested};
use crate::findings::Findings;
use crate::{Error, archive};

/// A finished file, opened to be looked at: its name, its members as they are written there, and a
/// way to their bytes.
#[derive(Debug)]
pub struct Specimen {
    artifact: Artifact,
    kind: Kind,
    container: Container,
    members: Vec<Member>,
    by_path: BTreeMap<String, usize>,
    digests: OnceLock<Digests>,
    document: Option<Document>,
    is_open: bool,
    workers: usize,
}

/// `METADATA` or `PKG-INFO`, as it is in the file.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its path in the archive.
    pub(crate) path: String,
    /// Its bytes, or why they are not to be had.
    pub(crate) bytes: Result<Vec<u8>, String>,
    /// What it says, if it can be read.
    pub(crate) metadata: Option<Metadata>,
}

/// More than anybody ever wrote: a description of a book's length.
const LONGEST_DOCUMENT: u64 = 16 << 20;

/// What holds the members.
#[derive(Debug)]
pub(crate) enum Container {
    /// Neither of the two, by its name.
    None,
    /// A tar archive in gzip files.
    Tar(tar::Survey),
    /// A zip archive.
    Zip(zip::Survey),
}

/// What kind of distribution a file is, by the end of its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Its name is neither that of a wheel nor that of an sdist.
    Other,
    /// A source distribution.
    Sdist,
    /// A wheel.
    Wheel,
}

/// A member, as it is written there: its path may be anything, and may come again.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The path as it is written; a folder's without the slash at its end.
    pub(crate) path: String,
    /// How many bytes it has, as the archive says.
    pub(crate) len: u64,
    /// What it is.
    pub(crate) what: What,
    /// Which one of the container's it is.
    pub(crate) number: usize,
}

/// What a member is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum What {
    /// A device, a pipe, or another thing that no distribution has.
    Device,
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Another name of an earlier member.
    HardLink {
        /// The earlier member's path.
        target: String,
    },
    /// A symbolic link.
    SymbolicLink {
        /// Where it leads.
        target: String,
    },
}

/// Why the bytes of a member are not to be had.
#[derive(Debug)]
pub(crate) enum Unread {
    /// The archive lies about them, or they are too many.
    Broken(String),
    /// The machine failed.
    Machine(Error),
}

impl Specimen {
    /// Opens a file, and tells what is wrong with it as an archive, as far as its members need not
    /// be read for that. What cannot be opened at all has no members. So many threads may work on it.
    ///
    /// # Errors
    /// When the file cannot be read or the machine has no room.
    pub(crate) fn open(
        artifact: &Artifact,
        limits: &Limits,
        spool: &SpoolFolder,
        workers: usize,
    ) -> Result<(Self, Findings), Error> {
        let kind = Kind::of(artifact.name());
        let container = match kind {
            Kind::Other => Container::None,
            Kind::Sdist if artifact.name().ends_with(".tar.gz") => {
                let limits = archive::unpacked_at_most(artifact, limits);
                Container::Tar(tar::survey(artifact, &limits, spool)?)
            }
            Kind::Sdist | Kind::Wheel => Container::Zip(zip::survey(artifact, limits)?),
        };
        let members = match &container {
            Container::None => Vec::new(),
            Container::Tar(survey) => of_tar(survey),
            Container::Zip(survey) => of_zip(survey),
        };
        let artifact = artifact.clone();
        let by_path = BTreeMap::new();
        let digests = OnceLock::new();
        let (document, is_open) = (None, true);
        let mut specimen = Self {
            artifact,
            kind,
            container,
            members,
            by_path,
            digests,
            document,
            is_open,
            workers,
        };
        let mut findings = Findings::default();
        archive::look(&specimen, &mut findings)?;
        if findings.has(archive::is_fatal) {
            specimen.members.clear();
            specimen.is_open = false;
        }
        let files = specimen.members.iter().enumerate();
        let files = files.filter(|(_, member)| member.what == What::File);
        specimen.by_path = files.map(|(at, member)| (member.path.clone(), at)).collect();
        specimen.document = specimen.read_document()?;
        Ok((specimen, findings))
    }

    fn read_document(&self) -> Result<Option<Document>, Error> {
        let Some(member) = self.metadata_member() else { return Ok(None) };
        let bytes = match self.read(member, LONGEST_DOCUMENT) {
            Ok(bytes) => Ok(bytes),
            Err(Unread::Broken(why)) => Err(why),
            Err(Unread::Machine(error)) => return Err(error),
        };
        let read = bytes.as_ref().ok().and_then(|bytes| Metadata::read(bytes).ok());
        let metadata = read.map(|reading| reading.metadata);
        Ok(Some(Document { path: member.path.clone(), bytes, metadata }))
    }

    /// The file's name.
    pub(crate) fn file_name(&self) -> &str {
        self.artifact.name()
    }

    /// Whether its members are known: a sound archive may have none.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// How many threads may work on it.
    pub(crate) fn workers(&self) -> usize {
        self.workers
    }

    /// What kind of distribution it is.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// The file itself.
    pub(crate) fn artifact(&self) -> &Artifact {
        &self.artifact
    }

    /// What holds the members.
    pub(crate) fn container(&self) -> &Container {
        &self.container
    }

    /// All members, in the order of the archive.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// The regular file at a path; the last one, where there are several, as unpacking leaves it.
    pub(crate) fn file(&self, path: &str) -> Option<&Member> {
        self.by_path.get(path).and_then(|&at| self.members.get(at))
    }

    /// Where `METADATA` or `PKG-INFO` ought to be.
    pub(crate) fn metadata_path(&self) -> Option<String> {
        match self.kind {
            Kind::Other => None,
            Kind::Sdist => Some(format!("{}/PKG-INFO", self.stem())),
            Kind::Wheel => Some(format!("{}/METADATA", self.dist_info())),
        }
    }

    /// `METADATA` or `PKG-INFO`: that of the folder that the file name asks for, else of the only
    /// one there is.
    pub(crate) fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    fn metadata_member(&self) -> Option<&Member> {
        let expected = self.metadata_path()?;
        let (_, name) = expected.split_once('/')?;
        let ending = if self.kind == Kind::Wheel { ".dist-info" } else { "" };
        self.file(&expected).or_else(|| {
            let is_one = |member: &&Member| {
                let parts = member.path.split_once('/');
                let fits = parts.is_some_and(|(folder, it)| it == name && folder.ends_with(ending));
                fits && member.what == What::File
            };
            let mut found = self.members.iter().filter(is_one);
            found.next().filter(|_| found.next().is_none())
        })
    }

    /// The folder of a wheel's metadata, with name and version spelled as in the file name, which
    /// is where an index looks.
    pub(crate) fn dist_info(&self) -> String {
        let parts: Vec<&str> = self.file_name().splitn(3, '-').take(2).collect();
        format!("{}.dist-info", parts.join("-"))
    }

    /// The file name without the ending of its kind: the one folder at the top of an sdist.
    pub(crate) fn stem(&self) -> &str {
        let name = self.file_name();
        let endings = [".tar.gz", ".whl", ".zip"];
        endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
    }

    /// All bytes of a member, if it has no more than `most`.
    pub(crate) fn read(&self, member: &Member, most: u64) -> Result<Vec<u8>, Unread> {
        if member.len > most {
            let Member { path, len, .. } = member;
            return Err(Unread::Broken(format!("`{path}` has {len} bytes, more than {most}")));
        }
        let mut bytes = Vec::new();
        let read = self.reader(member).and_then(|reader| {
            // One more, so that the end is met, and with it the checksum.
            reader.take(member.len.saturating_add(1)).read_to_end(&mut bytes)
        });
        read.map(|_| bytes).map_err(|error| self.unread(member, error))
    }

    /// What a member's bytes are. Those of all members are looked at at once, on all cores.
    pub(crate) fn digest(&self, member: &Member) -> Result<Digested, Unread> {
        let known = self.digests.get_or_init(|| Digests::of(self)).of_member(member);
        let digest = known.unwrap_or_else(|| digested(self, member, &mut Vec::new()));
        digest.map_err(|error| self.unread(member, error))
    }

    /// The bytes of a member. What is neither a file nor, in a zip archive, a link has none.
    pub(crate) fn reader(&self, member: &Member) -> io::Result<Box<dyn Read + Send>> {
        let number = member.number;
        match &self.container {
            Container::Tar(survey) if member.what == What::File => {
                match survey.members.get(number) {
                    Some(member) => Ok(Box::new(survey.reader(member)?)),
                    None => Ok(Box::new(io::empty())),
                }
            }
            Container::Zip(survey) => match survey.members().get(number) {
                Some(member) => Ok(Box::new(survey.reader(member)?)),
                None => Ok(Box::new(io::empty())),
            },
            Container::None | Container::Tar(_) => Ok(Box::new(io::empty())),
        }
    }

    fn unread(&self, member: &Member, error: io::Error) -> Unread {
        if error.kind() == io::ErrorKind::InvalidData {
            return Unread::Broken(format!("`{}` {error}", member.path.escape_debug()));
        }
        let path = self.artifact.name().to_owned();
        Unread::Machine(Broken::Unreadable { path, source: error }.into())
    }
}

fn of_tar(survey: &tar::Survey) -> Vec<Member> {
    let members = survey.members.iter().enumerate();
    let member = |(number, member): (usize, &tar::survey::Member)| {
        let target = || String::from_utf8_lossy(&member.target).into_owned();
        let what = match member.kind() {
            tar::survey::Kind::Device | tar::survey::Kind::Unknown => What::Device,
            tar::survey::Kind::File | tar::survey::Kind::Sparse => What::File,
            tar::survey::Kind::Folder => What::Folder,
            tar::survey::Kind::HardLink => What::HardLink { target: target() },
            tar::survey::Kind::SymbolicLink => What::SymbolicLink { target: target() },
        };
        Member { path: member.text(), len: member.len, what, number }
    };
    members.map(member).collect()
}

/// The longest target of a link that is read.
const LONGEST_TARGET: u64 = 4096;

fn of_zip(survey: &zip::Survey) -> Vec<Member> {
    let members = survey.members().iter().enumerate();
    let member = |(number, member): (usize, &zip::survey::Member)| {
        let mode = member.central.mode().unwrap_or(0o644);
        let path = member.central.header.text();
        let (path, what) = match path.strip_suffix('/') {
            Some(folder) => (folder.to_owned(), What::Folder),
            None => match mode & 0o170_000 {
                0 | 0o100_000 => (path, What::File),
                0o120_000 => (path, What::SymbolicLink { target: target(survey, member) }),
                _ => (path, What::Device),
            },
        };
        Member { path, len: member.len, what, number }
    };
    members.map(member).collect()
}

/// Where a link leads; nowhere, if that cannot be read.
fn target(survey: &zip::Survey, member: &zip::survey::Member) -> String {
    let mut target = Vec::new();
    if member.len <= LONGEST_TARGET
        && let Ok(reader) = survey.reader(member)
        && reader.take(LONGEST_TARGET).read_to_end(&mut target).is_err()
    {
        target.clear();
    }
    String::from_utf8_lossy(&target).into_owned()
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            name if name.ends_with(".whl") => Self::Wheel,
            name if name.ends_with(".tar.gz") || name.ends_with(".zip") => Self::Sdist,
            _ => Self::Other,
        }
    }
}
