//! Whether the bytes of members are what the archive says.

use super::sink::Sink;
use crate::findings::Findings;
use crate::specimen::{Container, Unread, What};
use crate::{Check, Error, Nature, Specimen};

/// A member whose bytes are not what the archive says.
pub(super) static BROKEN: Check = Check::of(
    Nature::Contradiction,
    "archive-member-broken",
    "a member whose bytes are not what the archive says",
    "build it again; if it was downloaded, it may be damaged",
    "The archive gives size and checksum of each member, and what is there is something \
     else, or cannot be unpacked. Installers fail at it, mostly after they have written \
     half of the package.",
);

/// Reads all members of a zip archive. What is absurd was said before, and is not read.
pub(crate) fn look(specimen: &Specimen, findings: &mut Findings) -> Result<(), Error> {
    let mut sink = Sink::new(specimen.file_name(), findings);
    let Container::Zip(survey) = specimen.container() else { return Ok(()) };
    if super::is_absurd(specimen) {
        return Ok(());
    }
    for member in specimen.members() {
        let header = survey.members().get(member.number).map(|member| &member.central.header);
        let is_said = header.is_some_and(|it| it.is_encrypted() || ![0, 8].contains(&it.method));
        if is_said || member.what == What::Folder && member.len == 0 {
            continue;
        }
        match specimen.digest(member) {
            Ok(_) => {}
            Err(Unread::Broken(why)) => sink.member(&BROKEN, &member.path, why, None),
            Err(Unread::Machine(error)) => return Err(error),
        }
    }
    Ok(())
}
