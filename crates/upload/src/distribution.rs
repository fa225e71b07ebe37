//! Finished files, ready to be published.

use std::collections::BTreeMap;
use std::io::Read;

use pyrel_archive::{Artifact, Limits, Sha256, SpoolFolder};
use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_pep::metadata::{Breach, BreachProblem};
use pyrel_pep::{Metadata, PackageName, Version};

use crate::file_name::FileName;
use crate::{Error, Kind, member};

/// A finished wheel or sdist with all that an index wants to know about it.
#[derive(Clone, Debug)]
pub struct Distribution {
    pub(crate) artifact: Artifact,
    pub(crate) file: FileName,
    pub(crate) metadata: Metadata,
    pub(crate) blake2: Blake2,
}

/// A BLAKE2b digest of 32 bytes, in lower-case hex.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Blake2(pub(crate) String);

/// A file that is no distribution by its name.
pub(crate) static FILE_NAME: Rule = Rule {
    id: "upload-file-name",
    severity: Severity::Error,
    words: "a file whose name is not that of a wheel or an sdist",
    remedy: "publish files that `pyrel build` made: `….whl` and `….tar.gz`",
};

/// An editable wheel.
pub(crate) static FILE_EDITABLE: Rule = Rule {
    id: "upload-file-editable",
    severity: Severity::Error,
    words: "an editable wheel, which works on the machine that made it alone",
    remedy: "publish the wheel that `pyrel build` makes without `--editable`",
};

/// A file whose name and metadata disagree.
pub(crate) static FILE_DISAGREES: Rule = Rule {
    id: "upload-file-disagrees",
    severity: Severity::Error,
    words: "a file whose name and metadata disagree",
    remedy: "build it again, and do not rename it",
};

/// Two files of one name.
pub(crate) static FILE_TWICE: Rule = Rule {
    id: "upload-file-twice",
    severity: Severity::Error,
    words: "two files of one name",
    remedy: "publish one of the two: an index keeps files by their names alone",
};

/// A file without readable metadata.
pub(crate) static FILE_METADATA: Rule = Rule {
    id: "upload-file-metadata",
    severity: Severity::Error,
    words: "a file without readable metadata",
    remedy: "build it again",
};

/// A file that is no archive of its kind.
pub(crate) static FILE_ARCHIVE: Rule = Rule {
    id: "upload-file-archive",
    severity: Severity::Error,
    words: "a file that is not a sound archive",
    remedy: "build it again; if it was downloaded, it may be cut off",
};

impl Distribution {
    /// A file with the metadata that it holds. `spool` is where an sdist is unpacked for that.
    ///
    /// # Errors
    /// As [`Distribution::described`], and when it holds no metadata or is not a sound archive.
    pub fn read(
        artifact: Artifact,
        limits: &Limits,
        spool: &SpoolFolder,
    ) -> Result<Warned<Self>, Error> {
        let refuse = |finding: Finding| Error::Distributions { findings: vec![finding] };
        let Some(file) = FileName::parse(artifact.name()) else {
            return Err(refuse(no_name(&artifact)));
        };
        match member::metadata(&artifact, &file, limits, spool) {
            Ok(Ok(found)) => Self::described(artifact, &found.path, &found.bytes),
            Ok(Err(why)) => Err(refuse(Finding::new(&FILE_METADATA, why).in_file(artifact.name()))),
            Err(Error::Archive(pyrel_archive::Error::Malformed { why, .. })) => {
                Err(refuse(Finding::new(&FILE_ARCHIVE, why).in_file(artifact.name())))
            }
            Err(error) => Err(error),
        }
    }

    /// A file with its metadata, which stands in the member of this name: for files whose metadata
    /// is at hand because they were just built.
    ///
    /// # Errors
    /// All that keeps the file from being published: a name that is no distribution's, metadata
    /// that cannot be read, or the two in disagreement.
    pub fn described(
        artifact: Artifact,
        member: &str,
        bytes: &[u8],
    ) -> Result<Warned<Self>, Error> {
        let Some(file) = FileName::parse(artifact.name()) else {
            let finding = no_name(&artifact);
            return Err(Error::Distributions { findings: vec![finding] });
        };
        if file.is_editable {
            let finding =
                Finding::new(&FILE_EDITABLE, "this wheel points to a folder of one machine");
            return Err(Error::Distributions { findings: vec![finding.in_file(artifact.name())] });
        }
        let read = Metadata::read(bytes);
        let breaches = match &read {
            Ok(reading) => &reading.breaches,
            Err(unreadable) => &unreadable.breaches,
        };
        let mut findings: Vec<Finding> = breaches
            .iter()
            .filter(|breach| read.is_err() || is_unknown(breach))
            .map(|breach| Finding::new(&FILE_METADATA, breach.to_string()))
            .chain(read.iter().flat_map(|reading| disagreements(&file, &reading.metadata)))
            .map(|finding| finding.in_entry(artifact.name(), member))
            .collect();
        let refused = findings.iter().any(|finding| finding.severity() == Severity::Error);
        let Some(reading) = read.ok().filter(|_| !refused) else {
            findings.retain(|finding| finding.severity() == Severity::Error);
            return Err(Error::Distributions { findings });
        };
        let blake2 = Blake2::of(&artifact)?;
        let value = Self { artifact, file, metadata: reading.metadata, blake2 };
        Ok(Warned { value, findings })
    }

    /// The file itself.
    #[must_use]
    pub fn artifact(&self) -> &Artifact {
        &self.artifact
    }

    /// The file name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.artifact.name()
    }

    /// Wheel or sdist.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.file.kind
    }

    /// Which project it is of.
    #[must_use]
    pub fn project(&self) -> &PackageName {
        &self.metadata.name
    }

    /// Which version it is of.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.metadata.version
    }

    /// What it says about itself.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The digest of its bytes.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        self.artifact.sha256()
    }
}

/// Reads files and puts them in order.
///
/// # Errors
/// All that keeps any of them from being published.
pub fn read_all(
    artifacts: Vec<Artifact>,
    limits: &Limits,
    spool: &SpoolFolder,
) -> Result<Warned<Vec<Distribution>>, Error> {
    let (mut distributions, mut warnings, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for artifact in artifacts {
        match Distribution::read(artifact, limits, spool) {
            Ok(warned) => distributions.push(warned.collect_into(&mut warnings)),
            Err(Error::Distributions { findings }) => errors.extend(findings),
            Err(error) => return Err(error),
        }
    }
    match batch(distributions) {
        Ok(value) if errors.is_empty() => return Ok(Warned { value, findings: warnings }),
        Ok(_) => {}
        Err(Error::Distributions { findings }) => errors.extend(findings),
        Err(error) => return Err(error),
    }
    Err(Error::Distributions { findings: errors })
}

/// Files in the order in which they are published: wheels first, then sdists, each by name.
///
/// # Errors
/// All names that two files share.
pub fn batch(mut distributions: Vec<Distribution>) -> Result<Vec<Distribution>, Error> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for distribution in &distributions {
        *count.entry(distribution.name()).or_default() += 1;
    }
    let twice = count.into_iter().filter(|(_, count)| *count > 1);
    let finding = |(name, count): (&str, usize)| {
        Finding::new(&FILE_TWICE, format!("{count} files have this name")).in_file(name)
    };
    let findings: Vec<Finding> = twice.map(finding).collect();
    if !findings.is_empty() {
        return Err(Error::Distributions { findings });
    }
    distributions.sort_by(|a, b| (a.kind(), a.name()).cmp(&(b.kind(), b.name())));
    Ok(distributions)
}

fn no_name(artifact: &Artifact) -> Finding {
    let message = "this is not the name of a wheel or an sdist";
    Finding::new(&FILE_NAME, message).in_file(artifact.name())
}

/// Of metadata that can be read, only a format that nobody knows keeps a file from being published;
/// what else is wrong with it is not for this crate to say.
fn is_unknown(breach: &Breach) -> bool {
    matches!(breach.problem, BreachProblem::UnknownVersion { .. })
}

fn disagreements(file: &FileName, metadata: &Metadata) -> Vec<Finding> {
    let mut found = Vec::new();
    if file.project != metadata.name {
        found.push(format!(
            "the file name says project `{}`, the metadata `{}`",
            file.project, metadata.name
        ));
    }
    if file.version != metadata.version {
        found.push(format!(
            "the file name says version `{}`, the metadata `{}`",
            file.version, metadata.version
        ));
    }
    found.into_iter().map(|message| Finding::new(&FILE_DISAGREES, message)).collect()
}

/// How much is read at once.
const BLOCK: usize = 256 << 10;

impl Blake2 {
    /// The digest of a file, whose SHA-256 the artifact has already.
    fn of(artifact: &Artifact) -> Result<Self, Error> {
        let mut state = blake2b_simd::Params::new().hash_length(32).to_state();
        let mut reader = artifact.reader();
        let mut buffer = vec![0; BLOCK];
        loop {
            let got = reader.read(&mut buffer);
            let got =
                got.map_err(|source| Error::Io { name: artifact.name().to_owned(), source })?;
            match buffer.get(..got) {
                Some(bytes) if got > 0 => drop(state.update(bytes)),
                _ => break,
            }
        }
        Ok(Self(state.finalize().to_hex().to_string()))
    }
}

#[cfg(test)]
pub(crate) mod tests;
