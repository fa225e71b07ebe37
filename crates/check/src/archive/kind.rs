//! Whether a file is the archive that its name says.

use pyrel_archive::tar::survey::{Ending, is_tar};
use pyrel_archive::{tar, zip};

use super::sink::{Sink, refusal};
use crate::{Check, Error, Nature, Specimen};

/// A file that is no archive of its kind.
pub(super) static UNREADABLE: Check = Check::of(
    Nature::Contradiction,
    "archive-unreadable",
    "a file that is not a sound archive",
    "build it again; if it was downloaded, it may be cut off",
    "A wheel is a zip archive and an sdist a gzipped tar archive. This file is neither, or it \
     is broken, so that nobody can install it, and nothing can be said about what is inside.",
);

/// A zip archive called a tar archive, or the other way round.
pub(super) static OTHER_KIND: Check = Check::of(
    Nature::Contradiction,
    "archive-kind",
    "an archive of another kind than its name says",
    "build it again, or give it the name of what it is",
    "The end of a file's name says what it is: `.whl` is a zip archive, `.tar.gz` a gzipped tar \
     archive. Index and installers go by the name and fail at the content, as with a `.tar.gz` \
     that was renamed to `.whl`, or a tar archive that nobody packed.",
);

/// Two archives in one file.
pub(super) static BOTH: Check = Check::of(
    Nature::Policy,
    "archive-zip-and-tar",
    "a file that is a zip and a tar archive at once",
    "build it again; nothing but the archive may be in the file",
    "A tar archive is read from its beginning and a zip archive from its end, so one file can be \
     both and show two contents to two readers. PyPI refuses such files. It happens when a zip \
     archive is appended to something else.",
);

/// Looks at a file that shall be a zip archive. Whether there is more to say about it.
pub(super) fn look_at_zip(
    specimen: &Specimen,
    survey: &zip::Survey,
    sink: &mut Sink<'_>,
) -> Result<(), Error> {
    let is_tar = is_tar(specimen.artifact())?;
    if survey.is_zip && is_tar {
        let note = refusal("File is both a zip and a tar file");
        sink.whole(&BOTH, "it is a zip archive as well as a tar archive", note);
    }
    match &survey.view {
        _ if is_tar && !survey.is_zip => {
            let note = refusal("File is not a zipfile");
            sink.whole(&OTHER_KIND, "it is a tar archive, not a zip archive", note);
        }
        Ok(_) if survey.is_zip => {}
        Ok(_) => {
            let message = "its directory does not begin where its end says";
            sink.whole(&UNREADABLE, message, refusal("File is not a zipfile"));
        }
        Err(why) => {
            let words = if survey.is_zip { "None" } else { "File is not a zipfile" };
            sink.whole(&UNREADABLE, why.as_str(), refusal(words));
        }
    }
    Ok(())
}

/// Looks at a file that shall be a tar archive in a gzip file.
pub(super) fn look_at_tar(
    specimen: &Specimen,
    survey: &tar::Survey,
    sink: &mut Sink<'_>,
) -> Result<(), Error> {
    let zipped = zip::survey::is_zip(specimen.artifact())?;
    let is_gzip = survey.gzip.files > 0;
    if zipped && is_tar(specimen.artifact())? {
        let note = refusal("File is both a zip and a tar file");
        sink.whole(&BOTH, "it is a tar archive as well as a zip archive", note);
    } else if zipped && !is_gzip {
        let note = refusal("File is not a tarfile");
        sink.whole(&OTHER_KIND, "it is a zip archive, not a gzipped tar archive", note);
        return Ok(());
    }
    if !is_gzip && is_tar(specimen.artifact())? {
        sink.whole(&OTHER_KIND, "it is a tar archive that is not gzipped", refusal("None"));
    } else if let Some(why) = flaw(survey) {
        let words = if survey.members.is_empty() { "File is not a tarfile" } else { "None" };
        sink.whole(&UNREADABLE, why, refusal(words));
    }
    Ok(())
}

/// What keeps a tar archive from being read to its end.
fn flaw(survey: &tar::Survey) -> Option<&'static str> {
    match survey.ending {
        Ending::Broken(_) | Ending::Cut | Ending::Unmarked if survey.gzip.flaw.is_some() => {
            survey.gzip.flaw
        }
        Ending::Broken(_) | Ending::Unmarked if survey.members.is_empty() => {
            Some("it holds no tar archive")
        }
        Ending::Cut => Some("it ends in the middle of a member"),
        // What follows the end need not be sound for anybody who reads up to it.
        Ending::Broken(_) | Ending::Marked | Ending::Overlong | Ending::Unmarked => None,
    }
}
