//! All that this family asks, in the order in which a reader wants to know.

use super::contents::{Contents, Text};
use super::library::Library;
use super::{
    agreement, dist_info, entry_points, file_name, library, obfuscated, platform, portable, record,
    scan, sdist, secret, standard_library, unwanted, wheel_file,
};
use crate::findings::Findings;
use crate::specimen::Kind;
use crate::{Error, Specimen};

/// Looks at what is inside.
pub(crate) fn look(specimen: &Specimen, findings: &mut Findings) -> Result<(), Error> {
    let contents = Contents::of(specimen);
    file_name::look(&contents, findings);
    if contents.kind() == Kind::Wheel {
        platform::look(&contents, findings);
    }
    // Of what could not be opened nothing is known, and somebody else has said so.
    if specimen.is_open() {
        agreement::look(&contents, findings);
        match contents.kind() {
            Kind::Wheel => wheel(&contents, findings)?,
            Kind::Sdist => sdist(&contents, findings)?,
            Kind::Other => {}
        }
    }
    Ok(())
}

fn wheel(contents: &Contents<'_>, findings: &mut Findings) -> Result<(), Error> {
    dist_info::look(contents, findings);
    wheel_file::look(contents, findings)?;
    let seen = scan::scan(contents)?;
    record::look(contents, &seen, findings)?;
    let root_is_purelib = match contents.text(&contents.in_dist_info("WHEEL"))? {
        Text::Decoded(text) => wheel_file::root_is_purelib(text.text()),
        Text::Absent | Text::Unfit(_) => true,
    };
    let library = Library::of(contents, root_is_purelib);
    entry_points::look(contents, &library, findings)?;
    agreement::top_level(contents, &library, findings)?;
    secret::look(contents, &seen, findings);
    obfuscated::look(contents, &seen, findings);
    unwanted::look(contents, &library, findings);
    portable::look(contents, findings);
    standard_library::look(contents, &library, findings);
    library::look(contents, &library, &seen, findings);
    Ok(())
}

fn sdist(contents: &Contents<'_>, findings: &mut Findings) -> Result<(), Error> {
    sdist::look(contents, findings)?;
    let seen = scan::scan(contents)?;
    secret::look(contents, &seen, findings);
    obfuscated::look(contents, &seen, findings);
    unwanted::look(contents, &Library::default(), findings);
    portable::look(contents, findings);
    Ok(())
}
