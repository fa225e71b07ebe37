//! The rules about how a zip archive is framed, with what each of them is good for.

use crate::{Check, Nature};

/// Bytes before a zip archive.
pub(super) static LEADING: Check = Check::of(
    Nature::Policy,
    "zip-leading-bytes",
    "bytes before a zip archive",
    "build it again; nothing may come before the first member",
    "A zip archive is found from its end, so something can be put before it, as \
     self-extracting archives have it. PyPI reads from the first byte and refuses what is \
     no member; a reader of streams sees something else than an installer.",
);

/// Bytes in a zip archive that belong to no member.
pub(super) static BETWEEN: Check = Check::of(
    Nature::Policy,
    "zip-unknown-bytes",
    "bytes in a zip archive that belong to no member",
    "build it again with a tool that writes plain zip archives",
    "Between members, or between them and the directory, there are bytes that nothing \
     speaks of: something was hidden there, cut out or aligned. Installers jump over them, \
     readers of streams do not, and PyPI refuses the file.",
);

/// Bytes after the end of a zip archive.
pub(super) static TRAILING: Check = Check::of(
    Nature::Policy,
    "zip-trailing-bytes",
    "bytes after the end of a zip archive",
    "cut off what follows the archive, or build it again",
    "Something follows the end of the archive, such as a second archive, a signature or \
     fill. Readers that search for the end may find another one than those that read from \
     the beginning. PyPI refuses it.",
);

/// Members whose sizes follow their bytes.
pub(super) static DESCRIPTOR: Check = Check::of(
    Nature::Policy,
    "zip-data-descriptor",
    "members whose sizes follow their bytes",
    "pack it with a tool that writes sizes into the headers: not to a pipe, and not \
                 in streaming mode",
    "A tool that writes a zip archive to a stream does not know sizes beforehand, sets bit \
     3 and puts them into a data descriptor after the bytes. That is allowed in zip \
     archives, but a reader cannot tell for sure where such a member ends, so PyPI refuses \
     it. Python's `zipfile` does that when it writes to something that cannot seek.",
);

/// Comments of members.
pub(super) static COMMENT: Check = Check::of(
    Nature::Policy,
    "zip-member-comment",
    "comments of members",
    "pack it without comments; one of the whole archive may stay",
    "The directory of a zip archive can keep a comment for each member. No installer shows \
     them, and PyPI refuses files that have any. A comment of the archive as a whole is \
     accepted.",
);

/// A name that several members have.
pub(super) static DUPLICATE: Check = Check::of(
    Nature::Contradiction,
    "zip-duplicate",
    "a name that several members have",
    "pack each file once: look for a file that two rules of the build include",
    "Two members have one name. Installers keep one of them, other tools show the other, \
     and `RECORD` describes one at most. PyPI refuses it, often by the words `Mis-matched \
     data size`.",
);

/// Control characters in names.
pub(super) static CHARACTERS: Check = Check::of(
    Nature::Policy,
    "zip-name-characters",
    "control characters in names",
    "rename the file",
    "A name holds a character below 32 or 127: a line break, a NUL, an escape. Such names \
     are cut off by some readers and can fool terminals. PyPI refuses them.",
);

/// Names that are not marked as UTF-8.
pub(super) static ENCODING: Check = Check::of(
    Nature::Policy,
    "zip-name-encoding",
    "names that are not marked as UTF-8",
    "pack it with a tool that writes names in UTF-8 and says so (bit 11)",
    "A name that is not ASCII has to be UTF-8 and marked as such; otherwise Python reads it \
     in the code page 437 of the first IBM PC, and installs a file with another name. PyPI \
     refuses it.",
);

/// Extra fields that are broken or doubled.
pub(super) static EXTRA: Check = Check::of(
    Nature::Policy,
    "zip-extra-field",
    "extra fields that are broken or doubled",
    "pack it with a tool that writes no extra fields, or sound ones",
    "Extra fields carry wide sizes (ZIP64), Unicode names and times. When one is cut off, \
     comes twice or has an impossible length, readers disagree about the member. PyPI looks \
     at those before each member and refuses such files.",
);

/// Headers that say one thing in two ways.
pub(super) static HEADERS: Check = Check::of(
    Nature::Contradiction,
    "zip-header-mismatch",
    "headers that say one thing in two ways",
    "build it again; the file was damaged or changed after it was packed",
    "Each member is described twice, before its bytes and in the directory at the end. \
     Where name, sizes, checksum or method differ, two readers see two different files: one \
     could be audited and the other installed.",
);

/// Members that are not in the directory.
pub(super) static HIDDEN: Check = Check::of(
    Nature::Contradiction,
    "zip-hidden-member",
    "members that are not in the directory",
    "build it again; a tool deleted members and left their bytes",
    "The archive holds a member that its directory does not list. Installers do not see it, \
     readers of streams do. It is left behind when a tool deletes or replaces members in \
     place.",
);

/// An end that miscounts the directory.
pub(super) static END: Check = Check::of(
    Nature::Contradiction,
    "zip-end-mismatch",
    "an end that miscounts the directory",
    "build it again; the file was damaged or changed after it was packed",
    "The end of a zip archive says how many members there are, and where the directory is \
     and how long. Here that is not what is there, so that readers that count differ from \
     readers that search.",
);

/// A ZIP64 end in an unusual form.
pub(super) static ZIP64: Check = Check::of(
    Nature::Policy,
    "zip-zip64-end",
    "a ZIP64 end in an unusual form",
    "pack it with a tool that writes plain ZIP64 records, or none",
    "Large archives have a second end with wide numbers. PyPI takes it only with its \
     locator and without further data of its own.",
);
