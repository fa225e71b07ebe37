//! What becomes of each option.

use crate::backends::OptionRow;

/// The rows of the options that `get_version` takes, their keys after some beginning.
macro_rules! scm_rows {
    ($beginning:literal) => {
        $crate::setuptools_scm::rows::scm_rows! { $beginning
            Honoured: "root", "where the top of the work tree lies";
            Honoured: "search_parent_directories", "whether it is looked for further above";
            Honoured: "version_scheme", "how commits after a tag count; schemes that are code are refused";
            Honoured: "local_scheme", "what follows the plus sign; schemes that are code are refused";
            Honoured: "tag_regex", "the pattern that finds the version in a tag";
            Honoured: "git_describe_command", "`git describe` with other options, which are understood and not run";
            Honoured: "scm.git.describe_command", "the same, under its newer name";
            Honoured: "scm.git.pre_parse", "what becomes of a shallow clone; nothing is fetched";
            Refused("commits are not counted by what they touch"): "scm.git.distance_scope", "which folders' commits count";
            Ignored("it only goes with `distance_scope`"): "scm.git.distance_count", "how those commits are counted";
            Honoured: "fallback_version", "the version where there is no other";
            Ignored("only old plug-ins read it"): "fallback_root", "where archives lie";
            Honoured: "parentdir_prefix_version", "the beginning of folder names that end with the version";
            Honoured: "normalize", "whether the version is shown in canonical form";
            Honoured: "dist_name", "the name that variables of the environment are meant for";
            Honoured: "version_file", "a file that the version is written to";
            Honoured: "version_file_template", "what is written there";
            Honoured: "write_to", "the same, from the top of the work tree";
            Honoured: "write_to_template", "what is written there";
            Honoured: "relative_to", "the file that `root` is relative to: one beside the project";
            Refused("it is code"): "version_cls", "a class for versions";
            Refused("it is code"): "parse", "a function that finds the version";
        }
    };
    ($beginning:literal $($verdict:ident $(($why:literal))?: $key:literal, $words:literal;)*) => {
        &[$($crate::backends::OptionRow {
            key: concat!($beginning, $key),
            verdict: $crate::backends::Verdict::$verdict $(($why))?,
            words: $words,
        },)*]
    };
}
pub(crate) use scm_rows;

/// The rows of the options that only the tool's own table has.
macro_rules! scm_table_rows {
    ($beginning:literal) => {
        $crate::setuptools_scm::rows::scm_rows! { $beginning
            Honoured: "tag.regex", "the same, under its newer name";
            Honoured: "tag.prefix", "what tags of this project begin with";
            Honoured: "tag.strict", "whether tags need a dot";
            Honoured: "write_to_source", "whether such files are written beside the sources as well";
            Refused("it goes with plug-ins"): "project_path", "where the project lies below the top";
            Refused("the tool sets it itself"): "parent", "where the work tree was found";
        }
    };
}
pub(crate) use scm_table_rows;

/// The rows by their own keys: those that `get_version` takes, and all others.
pub(super) const ROWS: [&[OptionRow]; 2] = [scm_rows!(""), scm_table_rows!("")];
