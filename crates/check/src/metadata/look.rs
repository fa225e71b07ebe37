//! All rules over the fields, one after the other.

use std::borrow::Cow;

use pyrel_diag::{Finding, Place};

use super::sheet::Sheet;
use super::{
    classifiers, content_type, dependencies, description, dynamic, extras, framing, identity,
    import_names, license, people, summary, urls,
};
use crate::findings::Findings;
use crate::{Check, Nature, Specimen};

/// A file without the member that says what it is.
pub(super) static MISSING: Check = Check::of(
    Nature::Contradiction,
    "metadata-missing",
    "a file without `METADATA` or `PKG-INFO`",
    "build it again with a build backend, not by packing a folder",
    "Everything that an index and an installer know about a distribution stands in \
     one member: `NAME-VERSION.dist-info/METADATA` of a wheel, \
     `NAME-VERSION/PKG-INFO` of an sdist. PyPI refuses files without it, and no \
     installer can use them.",
);

/// A member that says what the file is, and cannot be read.
pub(super) static UNREADABLE: Check = Check::of(
    Nature::Contradiction,
    "metadata-unreadable",
    "`METADATA` or `PKG-INFO` that cannot be read",
    "build it again; if it was downloaded, it may be damaged",
    "The member is there, but its bytes are not what the archive says of them, or \
     there are more of them than any description has. Nobody can tell what the file \
     holds.",
);

/// Looks at what a file says of its project.
pub(crate) fn look(specimen: &Specimen, findings: &mut Findings) {
    let archive = specimen.file_name();
    let Some(document) = specimen.document() else {
        findings.extend(missing(specimen));
        return;
    };
    match &document.bytes {
        Ok(bytes) => findings.extend(judge(archive, &document.path, bytes)),
        Err(why) => {
            findings.push(Finding::new(&UNREADABLE.rule, why).in_entry(archive, &document.path));
        }
    }
}

/// Of a file that cannot be opened nothing is known, and it is spoken of elsewhere.
fn missing(specimen: &Specimen) -> Option<Finding> {
    let expected = specimen.metadata_path()?;
    let message = format!("there is no `{expected}`");
    let finding = Finding::new(&MISSING.rule, message).in_file(specimen.file_name());
    specimen.is_open().then_some(finding)
}

/// What is wrong with the bytes of `METADATA` or `PKG-INFO`, in the order of their lines.
pub(super) fn judge(archive: &str, entry: &str, bytes: &[u8]) -> Vec<Finding> {
    let text = String::from_utf8_lossy(bytes);
    let sheet = Sheet::of(archive, entry, &text);
    let mut findings = Vec::new();
    if let Cow::Owned(_) = text {
        findings.push(framing::not_utf8(&sheet, bytes));
    }
    let rules = [
        framing::look,
        identity::look,
        summary::look,
        content_type::look,
        description::look,
        people::look,
        classifiers::look,
        license::look,
        urls::look,
        dependencies::look,
        extras::look,
        dynamic::look,
        import_names::look,
    ];
    for rules in rules {
        rules(&sheet, &mut findings);
    }
    findings.sort_by_key(|finding| match &finding.place {
        Some(Place::Text(at)) => (at.line, at.column),
        _ => (0, 0),
    });
    findings
}
