//! The rules about `RECORD`.

use crate::{Check, Nature};

pub(super) static MISSING: Check = Check::of(
    Nature::Standard,
    "record-missing",
    "a wheel without `RECORD`",
    "build it again; whatever packs wheels has to write `RECORD` last",
    "`RECORD` lists every file of a wheel with its digest. Installers copy by it and remove by it, so \
     PyPI refuses a wheel that has none in the folder `{name}-{version}.dist-info`, with name and \
     version spelled as in the file name.",
);

pub(super) static UNREADABLE: Check = Check::of(
    Nature::Standard,
    "record-unreadable",
    "a `RECORD` that is no table in UTF-8",
    "build it again; whatever packs wheels has to write `RECORD` as CSV in UTF-8",
    "`RECORD` is a table in CSV, in UTF-8. PyPI says of one that Python's reader cannot read that it \
     is not there, and refuses the wheel; installers stop with an error.",
);

pub(super) static BLANK_LINE: Check = Check::of(
    Nature::Standard,
    "record-blank-line",
    "an empty line in `RECORD`",
    "remove the line; whatever edits wheels has to write `RECORD` again",
    "Python's reader of CSV makes a row without columns of an empty line. PyPI and pip take the first \
     column of every row: the upload ends with an error of the server, and the installation with an \
     `IndexError`. It happens when `RECORD` is edited by hand or by a script.",
);

pub(super) static ROW: Check = Check::of(
    Nature::Contradiction,
    "record-row",
    "a row of `RECORD` that is not path, digest and size",
    "build it again, or let `wheel pack` write `RECORD`",
    "A row is `path,algorithm=digest,size`: `demo/__init__.py,sha256=47DEQpj8…,0`. From this one \
     nobody can tell what the file should be, so installers that verify what they install refuse \
     the wheel.",
);

pub(super) static HASH: Check = Check::of(
    Nature::Contradiction,
    "record-hash",
    "a file with another digest than `RECORD` says",
    "build it again; whatever changes a file in a wheel has to write `RECORD` again",
    "The bytes of the file are not those that `RECORD` vouches for: it was changed after the wheel \
     was packed. PyPI does not look, but installers that verify refuse the wheel, and to everybody \
     else it looks as if somebody had tampered with it.",
);

pub(super) static SIZE: Check = Check::of(
    Nature::Contradiction,
    "record-size",
    "a file with another size than `RECORD` says",
    "build it again; whatever changes a file in a wheel has to write `RECORD` again",
    "The file has another length than `RECORD` says: it was changed after the wheel was packed, or \
     line ends were converted on the way.",
);

pub(super) static ALGORITHM: Check = Check::of(
    Nature::Advice,
    "record-algorithm",
    "a digest in `RECORD` that the standard does not allow",
    "use SHA-256, in URL-safe base64 without `=` at the end",
    "The digests of `RECORD` are SHA-256 or better, in URL-safe base64 without `=` at the end; MD5, \
     SHA-1 and SHA-224 are expressly forbidden, since such files can be forged.",
);

pub(super) static UNLISTED: Check = Check::of(
    Nature::Contradiction,
    "record-unlisted",
    "a file that `RECORD` does not list",
    "build it again; whatever adds a file to a wheel has to write `RECORD` again",
    "The wheel holds a file that `RECORD` does not know. PyPI takes the wheel and sends a warning by \
     mail to the project's owners, and has announced to refuse such wheels. Some installers leave \
     the file out, others install it and can never remove it.",
);

pub(super) static GHOST: Check = Check::of(
    Nature::Contradiction,
    "record-ghost",
    "a file in `RECORD` that is not in the wheel",
    "build it again; whatever removes a file from a wheel has to write `RECORD` again",
    "`RECORD` lists a file that the wheel does not hold. PyPI takes the wheel and sends a warning by \
     mail to the project's owners, and has announced to refuse such wheels. Installers that verify \
     refuse it already.",
);

pub(super) static REPEATED: Check = Check::of(
    Nature::Advice,
    "record-repeated",
    "a file that `RECORD` lists twice",
    "build it again; a file needs one row",
    "Two rows of `RECORD` are about one file. Nobody refuses that, but tools that edit the wheel \
     tend to change one of them only.",
);

pub(super) static PATH: Check = Check::of(
    Nature::Contradiction,
    "record-path",
    "a path in `RECORD` that leads out of the wheel",
    "build it again with paths relative to the root of the wheel",
    "`RECORD` of a wheel lists what is in it, by relative paths. An absolute one such as \
     `/usr/bin/demo`, or one with `..`, cannot be in it, and installers must not follow it.",
);

pub(super) static BACKSLASH: Check = Check::of(
    Nature::Advice,
    "record-backslash",
    "a path in `RECORD` with backslashes",
    "write `/` between folders, on Windows too",
    "Paths in `RECORD` are written with `/`. PyPI reads `\\` as if it were one, but installers other \
     than on Windows look for a file whose name holds a backslash.",
);

pub(super) static OWN_DIGEST: Check = Check::of(
    Nature::Advice,
    "record-own-digest",
    "a `RECORD` with a digest of itself",
    "leave the digest and the size of `RECORD` empty: `….dist-info/RECORD,,`",
    "No file can hold its own digest: writing it changes it. The row of `RECORD` itself has neither \
     digest nor size.",
);

pub(super) static SIGNATURE: Check = Check::of(
    Nature::Advice,
    "record-signature",
    "a signature that is listed in what it signs",
    "take `RECORD.jws` and `RECORD.p7s` out of `RECORD`",
    "`RECORD.jws` and `RECORD.p7s` sign `RECORD`, so they are made after it and cannot stand in it. \
     PyPI takes the wheel and sends a warning by mail. Both are of the past: indexes verify \
     attestations (PEP 740) today.",
);

pub(super) static WITHOUT_DIGEST: Check = Check::of(
    Nature::Advice,
    "record-without-digest",
    "a file that `RECORD` lists without a digest",
    "build it again with a tool that records every digest",
    "Every row of `RECORD` has a digest, but that of `RECORD` itself. Without it nobody can tell \
     whether the file is the one that was packed, and installers that verify refuse the wheel.",
);
