//! Where a finished file keeps its metadata.

use std::io::Read;

use pyrel_archive::{Artifact, Limits, SpoolFolder, tar, zip};
use pyrel_tree::Source;

use crate::file_name::FileName;
use crate::{Error, Kind};

/// The metadata of a file as it stands there.
pub(crate) struct Found {
    /// The path of the member.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// Metadata with more bytes than this is not read: the largest known has a tenth.
const MOST: u64 = 16 << 20;

/// Takes the metadata out of a file; `Err` of the inner result says why there is none.
pub(crate) fn metadata(
    artifact: &Artifact,
    file: &FileName,
    limits: &Limits,
    spool: &SpoolFolder,
) -> Result<Result<Found, String>, Error> {
    match file.kind {
        Kind::Sdist => of_sdist(artifact, limits, spool),
        Kind::Wheel => of_wheel(artifact, limits),
    }
}

fn of_wheel(artifact: &Artifact, limits: &Limits) -> Result<Result<Found, String>, Error> {
    let archive = zip::Archive::open(artifact, limits)?;
    let files = archive.members().iter().filter(|member| member.kind == zip::Kind::File);
    let paths = files.map(|member| member.path.as_str());
    // Name and version are spelled there as in the file name.
    let stem = artifact.name().splitn(3, '-').take(2).collect::<Vec<_>>().join("-");
    let path = match chosen(paths, &format!("{stem}.dist-info"), ".dist-info", "METADATA") {
        Ok(path) => path.to_owned(),
        Err(why) => return Ok(Err(why)),
    };
    let Some(member) = archive.member(&path) else { return Ok(Err(gone(&path))) };
    let bytes = archive.read(member, MOST)?;
    Ok(Ok(Found { path, bytes }))
}

fn of_sdist(
    artifact: &Artifact,
    limits: &Limits,
    spool: &SpoolFolder,
) -> Result<Result<Found, String>, Error> {
    let contents = tar::read(artifact.name(), artifact.reader(), limits, spool)?;
    let paths = contents.members.iter().map(|member| member.path.as_str());
    let stem = artifact.name().trim_end_matches(".tar.gz");
    let path = match chosen(paths, stem, "", "PKG-INFO") {
        Ok(path) => path.to_owned(),
        Err(why) => return Ok(Err(why)),
    };
    let member = contents.members.iter().find(|member| member.path.as_str() == path);
    let Some(member) = member else { return Ok(Err(gone(&path))) };
    let mut bytes = Vec::new();
    let read = match &member.source {
        Source::Bytes(whole) => whole.as_ref().take(MOST).read_to_end(&mut bytes),
        Source::Slice(slice) => slice.reader().take(MOST).read_to_end(&mut bytes),
        Source::File(_) | Source::Link(_) => return Ok(Err(format!("`{path}` is no file"))),
    };
    read.map_err(|source| Error::Io { name: artifact.name().to_owned(), source })?;
    if member.len > MOST {
        return Ok(Err(format!("`{path}` has {} bytes, more than {MOST}", member.len)));
    }
    Ok(Ok(Found { path, bytes }))
}

/// The member `<folder>/<name>`: of the folder that is due, else of the only one there is.
fn chosen<'a>(
    paths: impl Iterator<Item = &'a str>,
    due: &str,
    ending: &str,
    name: &str,
) -> Result<&'a str, String> {
    let mut only = None;
    let mut count = 0;
    for path in paths {
        let Some((folder, file)) = path.split_once('/') else { continue };
        if file != name || !folder.ends_with(ending) {
            continue;
        }
        if folder == due {
            return Ok(path);
        }
        only = Some(path);
        count += 1;
    }
    match only {
        Some(path) if count == 1 => Ok(path),
        Some(_) => Err(format!("it holds {count} files `*{ending}/{name}`, and no `{due}/{name}`")),
        None => Err(format!("it holds no `{due}/{name}`")),
    }
}

fn gone(path: &str) -> String {
    format!("it holds no `{path}`")
}

#[cfg(test)]
mod tests;
