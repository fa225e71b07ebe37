//! A finished file, looked into.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use pyrel_archive::{Artifact, Limits, Mode, Sha256, SpoolFolder, tar, zip};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_signature::SignatureBlock;
use pyrel_tree::{Slice, Source};
use sha2::Digest;

use crate::kind::Container;
use crate::{Error, Kind};

/// An archive of which some or all cannot be read.
pub(crate) static UNREADABLE: Rule = Rule {
    id: "unreadable-file",
    severity: Severity::Error,
    words: "a file of which not everything can be read",
    remedy: "build or download it anew",
};

/// A wheel, an sdist or a bundle, looked into.
#[derive(Debug)]
pub struct Opened {
    artifact: Artifact,
    kind: Kind,
    members: Vec<Member>,
    by_path: BTreeMap<String, usize>,
    replaced: Vec<String>,
    findings: Vec<Finding>,
    /// The members that something was found wrong with, and `None` for the whole.
    reported: BTreeSet<Option<String>>,
    signature: Option<SignatureBlock>,
    packed: Packed,
    /// How many more bytes of a broken archive are read.
    left: u64,
}

/// A member that is no folder.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its path as the archive has it. Others wrote it: it may hold anything.
    pub path: String,
    /// How many bytes it has.
    pub len: u64,
    /// How many it has packed, where members are packed one by one.
    pub packed: Option<u64>,
    /// Whether it may be executed.
    pub is_executable: bool,
    /// What it is.
    pub kind: MemberKind,
    place: Place,
}

/// What a member is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MemberKind {
    /// A file.
    File,
    /// A symbolic link, and where it leads.
    Link(String),
}

/// Where the bytes of a member are.
#[derive(Clone, Debug)]
enum Place {
    /// The number of a member of the zip archive.
    Zip(usize),
    /// The number of a member of an archive that is not sound.
    Surveyed(usize),
    Slice(Slice),
    Nowhere,
}

/// What members are read from, besides their own slices.
#[derive(Debug)]
enum Packed {
    Zip(zip::Archive),
    BrokenTar(tar::Survey),
    BrokenZip(zip::Survey),
    Otherwise,
}

/// The target of a link is not longer than this on any system.
const LONGEST_TARGET: u64 = 4 << 10;
const AT_ONCE: usize = 256 << 10;
/// Members of an archive that is not sound may all have the same bytes: no more than this is read
/// of all together.
const MOST_OF_BROKEN: u64 = 1 << 30;

impl Opened {
    /// Looks into a file. What cannot be read of it is said by a finding.
    ///
    /// # Errors
    /// When the machine cannot read the file, or cannot spool what it unpacks.
    pub fn new(artifact: &Artifact, limits: &Limits, spool: &SpoolFolder) -> Result<Self, Error> {
        let named = Kind::of_name(artifact.name());
        let mut opened = Self {
            artifact: artifact.clone(),
            kind: named.unwrap_or(Kind::Sdist),
            members: Vec::new(),
            by_path: BTreeMap::new(),
            replaced: Vec::new(),
            findings: Vec::new(),
            reported: BTreeSet::new(),
            signature: None,
            packed: Packed::Otherwise,
            left: MOST_OF_BROKEN,
        };
        let read = match container(artifact)? {
            Container::TarGz => opened.read_tar(limits, spool),
            Container::Zip => opened.read_zip(limits),
        };
        match read {
            Err(pyrel_archive::Error::Malformed { why, .. }) => {
                opened.report(None, why);
                opened.survey(limits, spool)?;
                if named.is_none() && opened.members.is_empty() {
                    return Err(Error::Unknown { file: artifact.name().to_owned() });
                }
            }
            other => other?,
        }
        opened.kind = named.unwrap_or_else(|| {
            let paths = opened.members.iter().map(|member| member.path.as_str());
            match opened.packed {
                Packed::Zip(_) | Packed::BrokenZip(_) => Kind::of_members(paths),
                Packed::BrokenTar(_) | Packed::Otherwise => Kind::Sdist,
            }
        });
        let paths = opened.members.iter().enumerate();
        opened.by_path = paths.map(|(at, member)| (member.path.clone(), at)).collect();
        Ok(opened)
    }

    /// What sort of file it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The file.
    #[must_use]
    pub fn artifact(&self) -> &Artifact {
        &self.artifact
    }

    /// The members that are no folders, in the order of the archive.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member at a path.
    #[must_use]
    pub fn member(&self, path: &str) -> Option<&Member> {
        self.by_path.get(path).and_then(|&at| self.members.get(at))
    }

    /// The signature block of a bundle.
    #[must_use]
    pub fn signature(&self) -> Option<&SignatureBlock> {
        self.signature.as_ref()
    }

    /// The bytes of that block.
    pub(crate) fn signature_bytes(&self) -> Result<Option<Vec<u8>>, Error> {
        let Some(block) = &self.signature else { return Ok(None) };
        let whole = self.artifact.slice();
        let slice = Slice { offset: whole.offset + block.offset, len: block.len, ..whole };
        let mut bytes = Vec::new();
        match slice.reader().read_to_end(&mut bytes) {
            Ok(_) => Ok(Some(bytes)),
            Err(source) => {
                let path = self.artifact.name().to_owned();
                Err(pyrel_archive::Error::Unreadable { path, source }.into())
            }
        }
    }

    /// The paths of members that come more than once, of which the last counts.
    #[must_use]
    pub fn replaced(&self) -> &[String] {
        &self.replaced
    }

    /// What was found wrong so far.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The bytes of a member, if there are no more than `most`. Those that cannot be read are said
    /// by a finding.
    ///
    /// # Errors
    /// When the machine cannot read the file.
    pub fn read(&mut self, member: &Member, most: u64) -> Result<Option<Vec<u8>>, Error> {
        if member.len > most {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let whole = self.each_piece(member, |piece| bytes.extend_from_slice(piece))?;
        Ok(whole.then_some(bytes))
    }

    /// The digest of a member's bytes; `None` where they cannot be read, which a finding says.
    ///
    /// # Errors
    /// When the machine cannot read the file.
    pub fn sha256(&mut self, member: &Member) -> Result<Option<Sha256>, Error> {
        let mut digest = sha2::Sha256::new();
        let whole = self.each_piece(member, |piece| digest.update(piece))?;
        Ok(whole.then(|| Sha256(digest.finalize().into())))
    }

    /// Adds what was found wrong with a member, or with the whole.
    pub(crate) fn report(&mut self, entry: Option<&str>, message: impl Into<String>) {
        let finding = Finding::new(&UNREADABLE, message);
        let name = self.artifact.name();
        let finding = match entry {
            Some(entry) => finding.in_entry(name, entry),
            None => finding.in_file(name),
        };
        // Some bytes are read more than once.
        if self.reported.insert(entry.map(str::to_owned)) {
            self.findings.push(finding);
        }
    }

    fn each_piece(&mut self, member: &Member, mut take: impl FnMut(&[u8])) -> Result<bool, Error> {
        let opened = self.reader(member);
        let most = usize::try_from(member.len).unwrap_or(AT_ONCE).clamp(1, AT_ONCE);
        let mut buffer = vec![0; most];
        let read = opened.and_then(|mut reader| {
            loop {
                match reader.read(&mut buffer)? {
                    0 => return Ok(()),
                    got => take(buffer.get(..got).unwrap_or_default()),
                }
            }
        });
        match read {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                self.report(Some(&member.path), error.to_string());
                Ok(false)
            }
            Err(source) => {
                let path = self.artifact.name().to_owned();
                Err(pyrel_archive::Error::Unreadable { path, source }.into())
            }
        }
    }

    fn reader(&mut self, member: &Member) -> io::Result<Box<dyn Read>> {
        let lost = || io::Error::new(io::ErrorKind::InvalidData, "cannot be found");
        match (&member.place, &self.packed) {
            (Place::Slice(slice), _) => Ok(Box::new(slice.reader())),
            (Place::Zip(at), Packed::Zip(archive)) => {
                let found = archive.members().get(*at).ok_or_else(lost)?;
                Ok(Box::new(archive.reader(found)))
            }
            (Place::Surveyed(at), packed) => {
                self.left = self.left.checked_sub(member.len).ok_or_else(|| {
                    let words = "is not read, since others had too many bytes";
                    io::Error::new(io::ErrorKind::InvalidData, words)
                })?;
                match packed {
                    Packed::BrokenTar(survey) => {
                        let found = survey.members.get(*at).ok_or_else(lost)?;
                        Ok(Box::new(survey.reader(found)?))
                    }
                    Packed::BrokenZip(survey) => {
                        let found = survey.members().get(*at).ok_or_else(lost)?;
                        Ok(Box::new(survey.reader(found)?))
                    }
                    Packed::Zip(_) | Packed::Otherwise => Err(lost()),
                }
            }
            (Place::Zip(_) | Place::Nowhere, _) => Ok(Box::new(io::empty())),
        }
    }

    /// What can be seen of an archive that is not sound.
    fn survey(&mut self, limits: &Limits, spool: &SpoolFolder) -> Result<(), Error> {
        match container(&self.artifact)? {
            Container::TarGz => {
                let survey = tar::survey(&self.artifact, limits, spool)?;
                let members = survey.members.iter().enumerate();
                self.members =
                    members.filter_map(|(at, it)| Member::of_broken_tar(at, it)).collect();
                self.packed = Packed::BrokenTar(survey);
            }
            Container::Zip => {
                let survey = zip::survey(&self.artifact, limits)?;
                let members = survey.members().iter().enumerate();
                self.members =
                    members.filter_map(|(at, it)| Member::of_broken_zip(at, it)).collect();
                self.packed = Packed::BrokenZip(survey);
            }
        }
        Ok(())
    }

    fn read_tar(
        &mut self,
        limits: &Limits,
        spool: &SpoolFolder,
    ) -> Result<(), pyrel_archive::Error> {
        let contents = tar::read(self.artifact.name(), self.artifact.reader(), limits, spool)?;
        self.members = contents.members.into_iter().map(Member::of_tar).collect();
        self.replaced = contents.replaced.iter().map(|path| path.as_str().to_owned()).collect();
        Ok(())
    }

    fn read_zip(&mut self, limits: &Limits) -> Result<(), pyrel_archive::Error> {
        let name = self.artifact.name();
        let (signature, slice) = SignatureBlock::find(&self.artifact)?;
        let archive = zip::Archive::of_slice(name, slice, limits);
        self.signature = signature;
        let archive = archive?;
        let mut members = Vec::with_capacity(archive.members().len());
        for (at, member) in archive.members().iter().enumerate() {
            members.push(Member::of_zip(at, member, &archive)?);
        }
        self.members = members;
        self.packed = Packed::Zip(archive);
        Ok(())
    }
}

impl Member {
    fn of_tar(member: tar::Member) -> Self {
        let (kind, place) = match member.source {
            Source::Link(target) => (MemberKind::Link(target.to_string()), Place::Nowhere),
            Source::Slice(slice) => (MemberKind::File, Place::Slice(slice)),
            // Nothing else comes out of a tar archive.
            Source::Bytes(_) | Source::File(_) => (MemberKind::File, Place::Nowhere),
        };
        let is_executable = member.mode == Mode::Executable;
        let path = member.path.as_str().to_owned();
        Self { path, len: member.len, packed: None, is_executable, kind, place }
    }

    fn of_zip(
        at: usize,
        member: &zip::Member,
        archive: &zip::Archive,
    ) -> Result<Self, pyrel_archive::Error> {
        let kind = match member.kind {
            zip::Kind::File => MemberKind::File,
            zip::Kind::Link => {
                let target = archive.read(member, LONGEST_TARGET)?;
                MemberKind::Link(String::from_utf8_lossy(&target).into_owned())
            }
        };
        Ok(Self {
            path: member.path.as_str().to_owned(),
            len: member.len,
            packed: Some(member.packed_len()),
            is_executable: member.mode == Mode::Executable,
            kind,
            place: Place::Zip(at),
        })
    }

    fn of_broken_tar(at: usize, member: &tar::survey::Member) -> Option<Self> {
        let target = || String::from_utf8_lossy(&member.target).into_owned();
        let kind = match member.kind() {
            tar::survey::Kind::Folder => return None,
            tar::survey::Kind::HardLink | tar::survey::Kind::SymbolicLink => {
                MemberKind::Link(target())
            }
            tar::survey::Kind::Device => MemberKind::Link("a device".to_owned()),
            tar::survey::Kind::File | tar::survey::Kind::Sparse | tar::survey::Kind::Unknown => {
                MemberKind::File
            }
        };
        let place = if kind == MemberKind::File { Place::Surveyed(at) } else { Place::Nowhere };
        let is_executable = member.mode & 0o111 != 0;
        Some(Self {
            path: member.text(),
            len: member.len,
            packed: None,
            is_executable,
            kind,
            place,
        })
    }

    fn of_broken_zip(at: usize, member: &zip::survey::Member) -> Option<Self> {
        if member.name.ends_with('/') && member.len == 0 {
            return None;
        }
        Some(Self {
            path: member.name.clone(),
            len: member.len,
            packed: Some(member.packed),
            is_executable: (member.central.attributes >> 16) & 0o111 != 0,
            kind: MemberKind::File,
            place: Place::Surveyed(at),
        })
    }
}

fn container(artifact: &Artifact) -> Result<Container, Error> {
    let mut head = Vec::new();
    let read = artifact.reader().take(2).read_to_end(&mut head);
    let path = artifact.name().to_owned();
    read.map_err(|source| pyrel_archive::Error::Unreadable { path, source })?;
    Ok(Container::of_head(&head))
}
