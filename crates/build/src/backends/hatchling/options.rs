//! Every key below `[tool.hatch]` that has to do with building.

use crate::backends::support::{OptionRow, Verdict};

const ENVIRONMENT: &str = "no build environment is made";
const OF_HATCH: &str = "only hatch itself reads it";
const ONE_KIND: &str = "a front end asks for one kind";
const PLACE: &str = "the command line and `[tool.pyrel]` say that";
const PURE: &str = "no wheel is bound to a platform";
const REPRODUCIBLE: &str = "what pyrel builds is always reproducible";
const STATIC: &str = "the file is read and not run";
const TARGET: &str = "front ends build wheels and sdists only";

/// Rows for one key below each of some tables.
macro_rules! rows {
    ($($verdict:expr, [$($table:literal)*] $key:literal, $words:literal;)*) => {
        &[$($(OptionRow { key: concat!($table, $key), verdict: $verdict, words: $words },)*)*]
    };
}

/// Every key below `[tool.hatch]`, or at the top of `hatch.toml`.
#[rustfmt::skip]
pub(super) const OPTIONS: &[OptionRow] = rows! {
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "include", "patterns of files that are taken";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "exclude", "patterns of files that are not taken";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "artifacts", "patterns of files that are taken although they are ignored";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "packages", "folders that are taken, without what lies before their last name";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "only-include", "files and folders that alone are looked through";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "force-include", "files and folders that are put elsewhere, whatever excludes them";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "sources", "beginnings of paths that are removed or replaced";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "only-packages", "whether folders without `__init__.py` are passed over";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "ignore-vcs", "whether `.gitignore` and `.hgignore` do not count";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "skip-excluded-dirs", "whether nothing is looked for in excluded folders";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "strict-naming", "whether file names hold the normalised name; they always do, or the project is refused";
    HONOURED, ["build." "build.targets.wheel." "build.targets.sdist."] "hooks.*", "build hooks: `version`, `vcs`, and those that are switched off; all others are refused by name";
    HONOURED, ["build." "build.targets.wheel."] "dev-mode-dirs", "folders on the import path of an editable installation";
    HONOURED, ["build." "build.targets.wheel."] "dev-mode-exact", "whether an editable installation shows its packages alone";
    HONOURED, ["build.targets.wheel." "build.targets.sdist."] "core-metadata-version", "the version of the metadata, from 2.1 on";
    HONOURED, ["build.targets.wheel."] "shared-data", "files that are installed below the environment's prefix";
    HONOURED, ["build.targets.wheel."] "shared-scripts", "files that are installed as commands";
    HONOURED, ["build.targets.wheel."] "extra-metadata", "files below `extra_metadata` in `.dist-info`";
    HONOURED, ["build.targets.wheel."] "sbom-files", "bills of materials below `sboms` in `.dist-info`";
    HONOURED, ["build.targets.wheel."] "bypass-selection", "whether a wheel may hold no files of the project";
    HONOURED, ["build.targets.sdist."] "support-legacy", "whether there is a `setup.py` for old installers";
    ignored(ENVIRONMENT), ["build." "build.targets.wheel." "build.targets.sdist."] "dependencies", "what is installed before a build";
    ignored(ENVIRONMENT), ["build." "build.targets.wheel." "build.targets.sdist."] "require-runtime-dependencies", "what is installed before a build";
    ignored(ENVIRONMENT), ["build." "build.targets.wheel." "build.targets.sdist."] "require-runtime-features", "what is installed before a build";
    ignored(PLACE), ["build." "build.targets.wheel." "build.targets.sdist."] "directory", "where results go";
    ignored(REPRODUCIBLE), ["build." "build.targets.wheel." "build.targets.sdist."] "reproducible", "whether modes and times are normalised";
    ignored(ONE_KIND), ["build.targets.wheel." "build.targets.sdist."] "versions", "kinds of wheels and sdists";
    ignored(PURE), ["build.targets.wheel."] "macos-max-compat", "tags of wheels for macOS";
    ignored(ONE_KIND), ["build.targets.sdist."] "dev-mode-dirs", "editable installations";
    ignored(ONE_KIND), ["build.targets.sdist."] "dev-mode-exact", "editable installations";
    ignored(TARGET), ["build.targets.app" "build.targets.binary" "build.targets.custom"] "", "what else hatch builds";
    HONOURED, ["metadata."] "allow-direct-references", "whether requirements may name an address";
    HONOURED, ["metadata."] "allow-ambiguous-features", "whether names of extras are kept as written";
    HONOURED, ["metadata."] "hooks.*", "metadata hooks that are rebuilt, or are left nothing to do; all others are refused by name";
    HONOURED, ["version."] "source", "where a dynamic version comes from: `regex`, `code`, `env`, and plug-ins that are rebuilt";
    HONOURED, ["version."] "path", "the file that the version is read from";
    HONOURED, ["version."] "pattern", "a regular expression with a group `version`";
    HONOURED, ["version."] "expression", "the name that the file gives to its version";
    HONOURED, ["version."] "variable", "the variable of the environment that holds the version";
    ignored(STATIC), ["version."] "search-paths", "folders that the file may import from";
    ignored(OF_HATCH), ["version."] "scheme", "how `hatch version` counts up";
    ignored(OF_HATCH), ["version."] "validate-bump", "how `hatch version` counts up";
    HONOURED, ["version."] "tag-pattern", "with the source `vcs`: the pattern that finds the version in a tag";
    HONOURED, ["version."] "fallback-version", "with the source `vcs`: the version where there is no other";
    HONOURED, ["version."] "raw-options", "with the source `vcs`: options of setuptools-scm";
    ignored("only the plug-in reads it"), ["version."] "*", "keys of a plug-in";
    ignored(OF_HATCH), [""] "env", "environments of development";
    ignored(OF_HATCH), [""] "envs", "environments of development";
    ignored(OF_HATCH), [""] "publish", "uploads by hatch";
};

const HONOURED: Verdict = Verdict::Honoured;

const fn ignored(why: &'static str) -> Verdict {
    Verdict::Ignored(why)
}
