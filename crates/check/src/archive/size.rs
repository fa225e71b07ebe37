//! How much there is: of the file, and of what it unpacks to.

use pyrel_archive::tar::survey::Ending;
use pyrel_archive::{Artifact, Limits, zip};

use super::sink::{Sink, refusal};
use crate::specimen::{Container, Kind};
use crate::{Check, Nature, Specimen};

/// More than most projects may upload.
pub(super) static LARGE: Check = Check::of(
    Nature::Doubt,
    "file-large",
    "a file larger than what PyPI takes unasked",
    "leave out what nobody needs, or ask PyPI for a higher limit; \
                 if the project has one already, all is well",
    "PyPI takes files of 100 MiB at most, unless the project or its organisation was granted a \
     higher limit, which can be seen on the project's page only. It says so after the whole \
     file was sent.",
);

/// More than any project may upload.
pub(super) static TOO_LARGE: Check = Check::of(
    Nature::Policy,
    "file-too-large",
    "a file larger than PyPI ever takes",
    "split the project, or let it load what is large when it first runs",
    "Limits of projects can be raised, but not beyond 1 GiB for one file.",
);

/// A bomb, to PyPI.
pub(super) static RATIO: Check = Check::of(
    Nature::Policy,
    "archive-ratio",
    "an archive that unpacks to more than 50 times its size",
    "leave out what is empty or repeats itself, or make it when the package is used",
    "PyPI takes an archive for a bomb that says it unpacks to more than 64 MiB and to more than \
     50 times the file's own size. Large tables of zeros and generated text can reach that.",
);

/// More than we look at.
pub(super) static TOO_MUCH: Check = Check::of(
    Nature::Doubt,
    "archive-too-much",
    "an archive with more inside than is looked at",
    "leave out what nobody needs",
    "There are more members, or more bytes in them, than any package has. It was not looked \
     inside, so that what may be wrong there stays unsaid.",
);

/// A name that PyPI's own file system does not take.
pub(super) static LONG_NAME: Check = Check::of(
    Nature::Policy,
    "file-name-too-long",
    "a file whose name is too long",
    "shorten the name of the project or its tags",
    "File systems take names of 255 bytes, and PyPI puts files with `.metadata` after the name \
     beside wheels, so that 246 bytes are left for a wheel's own.",
);

const MIB: u64 = 1 << 20;
/// The default limit of projects, and what it can be raised to.
const LIMIT: u64 = 100 * MIB;
const CAP: u64 = 1024 * MIB;
/// An archive that unpacks to less is no bomb.
const RATIO_FROM: u64 = 64 * MIB;
const MOST_RATIO: u64 = 50;
/// A tar archive is unpacked to be looked at, so that less of it is taken: four times what any file may
/// have, and no more times its own size than source code ever shrinks to.
const MOST_UNPACKED: u64 = 4 * CAP;
const MOST_TAR_RATIO: u64 = 100;
const LONGEST_NAME: usize = 255;

/// Looks at how much there is.
pub(super) fn look(specimen: &Specimen, sink: &mut Sink<'_>) {
    look_at_file(specimen, sink);
    let (len, all) = (specimen.artifact().len(), unpacked_len(specimen));
    match specimen.container() {
        Container::None => {}
        Container::Tar(survey) => {
            if survey.ending == Ending::Overlong || survey.is_overlong {
                sink.whole(&TOO_MUCH, "it holds more than is looked at", None);
            }
        }
        Container::Zip(survey) => {
            if survey.pass.ending == zip::survey::Ending::Overlong
                || survey.view.as_ref().is_ok_and(|view| view.is_overlong)
            {
                sink.whole(&TOO_MUCH, "it holds more than is looked at", None);
            }
            if is_absurd(specimen) {
                let times = all.checked_div(len).unwrap_or(all);
                let message =
                    format!("it says that it unpacks to {}, {times} times its size", in_mib(all));
                let note = refusal(format_args!("File exceeds compression ratio of {MOST_RATIO}"));
                sink.whole(&RATIO, message, note);
            }
        }
    }
}

fn look_at_file(specimen: &Specimen, sink: &mut Sink<'_>) {
    let (len, name) = (specimen.artifact().len(), specimen.file_name());
    let note =
        |limit: u64| Some(format!("File too large. Limit for project … is {} MB.", limit / MIB));
    if len > CAP {
        sink.whole(&TOO_LARGE, format!("it has {}", in_mib(len)), note(CAP));
    } else if len > LIMIT {
        sink.whole(&LARGE, format!("it has {}", in_mib(len)), note(LIMIT));
    }
    let beside = if specimen.kind() == Kind::Wheel { ".metadata".len() } else { 0 };
    if name.len() + beside > LONGEST_NAME {
        let message = format!("its name has {} bytes", name.len());
        let note = (beside > 0).then(|| format!("Filename is too long: '{name}'"));
        sink.whole(&LONG_NAME, message, note);
    }
}

/// Whether a zip archive says that it unpacks to what PyPI takes for a bomb. A file that is shorter
/// than what counts cannot be one.
pub(crate) fn is_absurd(specimen: &Specimen) -> bool {
    let (len, all) = (specimen.artifact().len(), unpacked_len(specimen));
    all > RATIO_FROM && all > len.saturating_mul(MOST_RATIO)
}

/// How much of a tar archive is unpacked to be looked at. A bomb is not worth the room that it takes.
pub(crate) fn unpacked_at_most(artifact: &Artifact, limits: &Limits) -> Limits {
    let by_len = artifact.len().saturating_mul(MOST_TAR_RATIO);
    let most = by_len.clamp(RATIO_FROM, MOST_UNPACKED);
    Limits { bytes: limits.bytes.min(most), ..*limits }
}

/// How many bytes all members have together, as the archive says.
pub(crate) fn unpacked_len(specimen: &Specimen) -> u64 {
    specimen.members().iter().fold(0, |sum, member| sum.saturating_add(member.len))
}

fn in_mib(len: u64) -> String {
    let tenths = (u128::from(len) * 10).div_ceil(u128::from(MIB));
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}
