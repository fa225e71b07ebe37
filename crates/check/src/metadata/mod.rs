//! What a file says of its project: the fields of `METADATA` or `PKG-INFO`.
//!
//! <https://packaging.python.org/en/latest/specifications/core-metadata/>
//!
//! PyPI judges the form that a client fills from these fields; [`look()`] judges the fields as they
//! would be sent. Whatever can be read is judged, so that one mistake hides no other.

mod address;
mod classifiers;
mod content_type;
mod dependencies;
mod description;
mod dynamic;
mod email;
mod extras;
mod framing;
mod identity;
mod import_names;
mod license;
mod look;
mod people;
mod sheet;
mod summary;
#[cfg(test)]
mod tests;
mod uri;
mod urls;
mod words;

use crate::Check;

pub(crate) use look::look;

/// The rules of this family.
pub(crate) static RULES: [&Check; 73] = [
    &look::MISSING,
    &look::UNREADABLE,
    &framing::NOT_UTF8,
    &framing::STRAY_LINE,
    &framing::CONTROL_CHARACTER,
    &framing::REPEATED,
    &framing::UNKNOWN_FIELD,
    &framing::TOO_NEW,
    &framing::LICENSE_FILE_TOO_NEW,
    &framing::UNKNOWN_VALUE,
    &framing::EMPTY,
    &framing::TRAILING_BLANK,
    &framing::TOO_MANY,
    &identity::VERSION_OF_FORMAT_MISSING,
    &identity::VERSION_OF_FORMAT_UNKNOWN,
    &identity::VERSION_OF_FORMAT_TOO_NEW,
    &identity::NAME_MISSING,
    &identity::NAME_INVALID,
    &identity::NAME_OF_STANDARD_LIBRARY,
    &identity::VERSION_MISSING,
    &identity::VERSION_INVALID,
    &identity::LOCAL_VERSION,
    &summary::SUMMARY_LINES,
    &summary::SUMMARY_BREAK,
    &summary::SUMMARY_TOO_LONG,
    &summary::DESCRIPTION_MISSING,
    &content_type::TYPE_MISSING,
    &content_type::TYPE_UNKNOWN,
    &content_type::CHARSET,
    &content_type::VARIANT,
    &content_type::TYPE_DOUBTFUL,
    &description::BLOCK_END,
    &description::CODE_LANGUAGE,
    &description::DIRECTIVE,
    &description::DISABLED,
    &description::INDENTATION,
    &description::INLINE_MARKUP,
    &description::NOTHING_RENDERED,
    &description::SYNTAX,
    &description::REFERENCE,
    &description::ROLE,
    &description::TABLE,
    &description::TARGET,
    &description::TITLE,
    &description::DOUBTFUL,
    &people::EMAIL_INVALID,
    &people::EMAIL_OF_SEVERAL,
    &classifiers::UNKNOWN,
    &classifiers::DEPRECATED,
    &classifiers::PRIVATE,
    &classifiers::REPEATED,
    &classifiers::OF_LICENSE,
    &license::BOTH,
    &license::EXPRESSION_INVALID,
    &license::FILE_PATH,
    &urls::INVALID,
    &urls::LABEL_MISSING,
    &urls::LABEL_TOO_LONG,
    &urls::LABEL_REPEATED,
    &urls::LABEL_ALIKE,
    &urls::MISSING,
    &dependencies::REQUIREMENT_INVALID,
    &dependencies::OTHER_INVALID,
    &dependencies::DIRECT,
    &dependencies::PYTHON_INVALID,
    &extras::INVALID,
    &extras::REPEATED,
    &extras::UNDECLARED,
    &dynamic::FORBIDDEN,
    &dynamic::UNKNOWN,
    &import_names::INVALID,
    &import_names::TWICE,
    &import_names::PARENT,
];
