//! All rules about the container.

use pyrel_diag::Finding;

use super::sink::Sink;
use super::{framing, kind, links, members, names, size, tar, zip};
use crate::findings::Findings;
use crate::specimen::Container;
use crate::{Check, Error, Specimen};

/// The rules of this family.
pub(crate) static RULES: [&Check; 42] = [
    &kind::UNREADABLE,
    &kind::OTHER_KIND,
    &kind::BOTH,
    &size::LARGE,
    &size::TOO_LARGE,
    &size::RATIO,
    &size::TOO_MUCH,
    &size::LONG_NAME,
    &framing::LEADING,
    &framing::BETWEEN,
    &framing::TRAILING,
    &framing::DESCRIPTOR,
    &framing::COMMENT,
    &framing::DUPLICATE,
    &framing::CHARACTERS,
    &framing::ENCODING,
    &framing::EXTRA,
    &framing::HEADERS,
    &framing::HIDDEN,
    &framing::END,
    &framing::ZIP64,
    &zip::METHOD,
    &zip::ENCRYPTED,
    &zip::OVERLAP,
    &zip::LINK,
    &members::BROKEN,
    &names::OUTSIDE,
    &names::UNPORTABLE,
    &names::IMPOSSIBLE,
    &names::DECEPTIVE,
    &names::TANGLED,
    &tar::SPARSE,
    &tar::TOP,
    &tar::DUPLICATE,
    &tar::REPEATED,
    &tar::SPECIAL,
    &tar::ENDING,
    &tar::SET_ID,
    &tar::HEADER,
    &tar::CHECKSUM,
    &links::LINK,
    &links::USELESS,
];

/// Looks at the container. The members' bytes are not read for that.
pub(crate) fn look(specimen: &Specimen, findings: &mut Findings) -> Result<(), Error> {
    let mut sink = Sink::new(specimen.file_name(), findings);
    size::look(specimen, &mut sink);
    if sink.has(is_fatal) {
        return Ok(());
    }
    match specimen.container() {
        Container::None => {}
        Container::Tar(survey) => {
            kind::look_at_tar(specimen, survey, &mut sink)?;
            if !sink.has(is_fatal) {
                tar::look(specimen, survey, &mut sink)?;
                names::look(specimen, &mut sink);
            }
        }
        Container::Zip(survey) => {
            kind::look_at_zip(specimen, survey, &mut sink)?;
            if let Ok(view) = survey.view.as_ref()
                && !sink.has(is_fatal)
            {
                // PyPI asks for the methods first.
                zip::look(specimen, view, &survey.pass, &mut sink);
                framing::look(view, &survey.pass, specimen.artifact().len(), &mut sink);
                names::look(specimen, &mut sink);
            }
        }
    }
    Ok(())
}

/// Whether nothing can be said about members any more.
pub(crate) fn is_fatal(finding: &Finding) -> bool {
    [&kind::UNREADABLE, &kind::OTHER_KIND, &size::TOO_MUCH]
        .iter()
        .any(|check| check.rule.id == finding.rule.id)
}
