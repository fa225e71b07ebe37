//! What is inside a file: whether its parts agree, and whether it holds what it should and nothing
//! else.

mod agreement;
mod contents;
mod dist_info;
mod entry_points;
mod file_name;
mod library;
mod library_rules;
mod look;
mod obfuscated;
mod platform;
mod portable;
mod record;
mod record_rules;
mod scan;
mod sdist;
mod secret;
mod standard_library;
mod unwanted;
mod wheel_file;
mod words;

use crate::Check;

pub(crate) use look::look;

/// The rules of this family.
pub(crate) static RULES: [&Check; 74] = [
    &file_name::CHARACTERS,
    &file_name::EXTENSION,
    &file_name::WHEEL_NAME,
    &file_name::WHEEL_NAME_SPELLING,
    &file_name::WHEEL_NAME_VERSION,
    &file_name::EDITABLE,
    &file_name::SDIST_NAME,
    &file_name::SDIST_NAME_SPELLING,
    &platform::PLATFORM,
    &platform::PURE_WITH_EXTENSIONS,
    &platform::ABI_WITHOUT_EXTENSIONS,
    &agreement::NAME,
    &agreement::VERSION,
    &agreement::LICENSE_FILE,
    &agreement::TOP_LEVEL,
    &dist_info::WHEEL_MISSING,
    &dist_info::NAME,
    &dist_info::SEVERAL,
    &dist_info::DATA_NAME,
    &dist_info::DATA_SCHEME,
    &wheel_file::UNREADABLE,
    &wheel_file::VERSION,
    &wheel_file::NEWER,
    &wheel_file::PURELIB,
    &wheel_file::TAGS,
    &wheel_file::BUILD,
    &wheel_file::HEADERS,
    &record_rules::MISSING,
    &record_rules::UNREADABLE,
    &record_rules::BLANK_LINE,
    &record_rules::ROW,
    &record_rules::HASH,
    &record_rules::SIZE,
    &record_rules::ALGORITHM,
    &record_rules::UNLISTED,
    &record_rules::GHOST,
    &record_rules::REPEATED,
    &record_rules::PATH,
    &record_rules::BACKSLASH,
    &record_rules::OWN_DIGEST,
    &record_rules::SIGNATURE,
    &record_rules::WITHOUT_DIGEST,
    &entry_points::UNREADABLE,
    &entry_points::SYNTAX,
    &entry_points::NAME,
    &entry_points::COMMAND,
    &entry_points::REFERENCE,
    &entry_points::MODULE,
    &entry_points::EXTRAS,
    &entry_points::ON_WINDOWS,
    &sdist::FOLDER,
    &sdist::FOLDER_SPELLING,
    &sdist::PYPROJECT,
    &sdist::PYPROJECT_DISAGREES,
    &secret::SECRET,
    &obfuscated::OBFUSCATED,
    &unwanted::BYTECODE,
    &unwanted::VERSION_CONTROL,
    &unwanted::LEFTOVER,
    &unwanted::DEVELOPMENT,
    &unwanted::NESTED,
    &unwanted::PROJECT_FILE,
    &portable::COLLISION,
    &portable::ON_WINDOWS,
    &standard_library::SHADOWS,
    &library_rules::TWINS,
    &library_rules::STRAYS,
    &library_rules::ASTRAY,
    &library_rules::COMMON,
    &library_rules::TOP_INIT,
    &library_rules::NO_LIBRARY,
    &library_rules::EMPTY,
    &library_rules::SEVERAL,
    &library_rules::BARREN,
];
