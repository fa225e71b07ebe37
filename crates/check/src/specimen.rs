//! A finished file, opened to be looked at.

use std::io::{self, Read};

use pyrel_archive::{Artifact, Error as Broken, Limits, Mode, Sha256, SpoolFolder, tar, zip};
use pyrel_diag::Finding;
use pyrel_tree::{Slice, Source};
use sha2::Digest;

use crate::Error;
use crate::archive::UNREADABLE;

/// A finished file, opened to be looked at: its name, its members as they are written there, and a
/// way to their bytes.
#[derive(Debug)]
pub struct Specimen {
    artifact: Artifact,
    kind: Kind,
    members: Vec<Member>,
    zip: Option<zip::Archive>,
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
    /// Whether it may be executed.
    pub(crate) mode: Mode,
    bytes: Bytes,
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

#[derive(Clone, Debug)]
enum Bytes {
    None,
    Slice(Slice),
    Zipped(usize),
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
    /// Opens a file, and tells what is wrong with it as an archive. What cannot be opened at all has
    /// no members.
    ///
    /// # Errors
    /// When the file cannot be read or the machine has no room.
    pub fn open(
        artifact: &Artifact,
        limits: &Limits,
        spool: &SpoolFolder,
    ) -> Result<(Self, Vec<Finding>), Error> {
        let kind = Kind::of(artifact.name());
        let mut specimen =
            Self { artifact: artifact.clone(), kind, members: Vec::new(), zip: None };
        let opened = match kind {
            Kind::Sdist => specimen.open_tar(limits, spool),
            Kind::Wheel => specimen.open_zip(limits),
            Kind::Other => Ok(()),
        };
        match opened {
            Ok(()) => Ok((specimen, Vec::new())),
            Err(Broken::Malformed { why, .. }) => {
                let finding = Finding::new(&UNREADABLE.rule, why).in_file(artifact.name());
                Ok((specimen, vec![finding]))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn open_tar(&mut self, limits: &Limits, spool: &SpoolFolder) -> Result<(), Broken> {
        let contents = tar::read(self.artifact.name(), self.artifact.reader(), limits, spool)?;
        for member in contents.members {
            let (what, bytes) = match member.source {
                Source::Slice(slice) => (What::File, Bytes::Slice(slice)),
                Source::Link(target) => {
                    (What::SymbolicLink { target: target.to_string() }, Bytes::None)
                }
                Source::Bytes(_) | Source::File(_) => (What::File, Bytes::None),
            };
            let (path, len, mode) = (member.path.to_string(), member.len, member.mode);
            self.members.push(Member { path, len, what, mode, bytes });
        }
        Ok(())
    }

    fn open_zip(&mut self, limits: &Limits) -> Result<(), Broken> {
        let archive = zip::Archive::open(&self.artifact, limits)?;
        for (index, member) in archive.members().iter().enumerate() {
            let what = match member.kind {
                zip::Kind::File => What::File,
                zip::Kind::Link => What::SymbolicLink { target: String::new() },
            };
            let (path, len, mode) = (member.path.to_string(), member.len, member.mode);
            self.members.push(Member { path, len, what, mode, bytes: Bytes::Zipped(index) });
        }
        self.zip = Some(archive);
        Ok(())
    }

    /// The file's name.
    pub(crate) fn file_name(&self) -> &str {
        self.artifact.name()
    }

    /// What kind of distribution it is.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// The file itself.
    pub(crate) fn artifact(&self) -> &Artifact {
        &self.artifact
    }

    /// All members, in the order of the archive.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// The regular file at a path; the last one, where there are several, as unpacking leaves it.
    pub(crate) fn file(&self, path: &str) -> Option<&Member> {
        let files = self.members.iter().rev().filter(|member| member.what == What::File);
        files.into_iter().find(|member| member.path == path)
    }

    /// `METADATA` or `PKG-INFO`: that of the folder that the file name asks for, else of the only
    /// one there is.
    pub(crate) fn metadata(&self) -> Option<&Member> {
        let (folder, ending, name) = match self.kind {
            Kind::Other => return None,
            Kind::Sdist => (self.stem().to_owned(), "", "PKG-INFO"),
            Kind::Wheel => (self.dist_info(), ".dist-info", "METADATA"),
        };
        self.file(&format!("{folder}/{name}")).or_else(|| {
            let parts = |member: &Member| {
                let (folder, file) = member.path.split_once('/')?;
                (member.what == What::File && file == name && folder.ends_with(ending))
                    .then_some(())
            };
            let mut found = self.members.iter().filter(|member| parts(member).is_some());
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
        let read = self.reader(member).take(most).read_to_end(&mut bytes);
        read.map(|_| bytes).map_err(|error| self.unread(member, error))
    }

    /// The digest of a member's bytes, and how many they really are.
    pub(crate) fn digest(&self, member: &Member) -> Result<(Sha256, u64), Unread> {
        let mut reader = self.reader(member);
        let mut sha256 = sha2::Sha256::new();
        let (mut buffer, mut len) = (vec![0; 64 << 10], 0);
        loop {
            let got = reader.read(&mut buffer).map_err(|error| self.unread(member, error))?;
            let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else { break };
            sha256.update(bytes);
            len += got as u64;
        }
        Ok((Sha256(sha256.finalize().into()), len))
    }

    fn reader(&self, member: &Member) -> Box<dyn Read + Send> {
        let zipped = |index: &usize| {
            let archive = self.zip.as_ref()?;
            archive.members().get(*index).map(|member| archive.reader(member))
        };
        match &member.bytes {
            Bytes::None => Box::new(io::empty()),
            Bytes::Slice(slice) => Box::new(slice.reader()),
            Bytes::Zipped(index) => match zipped(index) {
                Some(reader) => Box::new(reader),
                None => Box::new(io::empty()),
            },
        }
    }

    fn unread(&self, member: &Member, error: io::Error) -> Unread {
        if error.kind() == io::ErrorKind::InvalidData {
            return Unread::Broken(format!("`{}` {error}", member.path));
        }
        let path = self.artifact.name().to_owned();
        Unread::Machine(Broken::Unreadable { path, source: error }.into())
    }
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
