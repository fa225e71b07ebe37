//! Every key of `[tool.setuptools]` and `[tool.distutils]`, and what becomes of it.

use super::OptionRow;
use crate::backends::support::Verdict::{self, Honoured, Ignored, Refused};

/// Keys below `[tool.setuptools]`; those of `[tool.distutils]`, which are the options of commands
/// and may stand in `setup.cfg` as well, are written out.
pub(super) const OPTIONS: &[OptionRow] = &[
    row("packages", Honoured, "names of the packages, or `{find = {…}}`"),
    row("packages.find.where", Honoured, "folders in which packages are looked for"),
    row("packages.find.include", Honoured, "patterns of the names of packages to take"),
    row("packages.find.exclude", Honoured, "patterns of the names of packages to leave out"),
    row("packages.find.namespaces", Honoured, "whether folders without `__init__.py` count"),
    row("package-dir", Honoured, "the folder of each package; `\"\"` stands for all others"),
    row("py-modules", Honoured, "names of single modules"),
    row("package-data", Honoured, "patterns of data files by package, `*` for all"),
    row("exclude-package-data", Honoured, "patterns of data files to leave out by package"),
    row("include-package-data", Honoured, "whether the sdist's files inside packages are data"),
    row("data-files", Honoured, "patterns of files by folder below the environment's prefix"),
    row("script-files", Honoured, "executables that are installed as they are"),
    row("license-files", Honoured, "patterns of licence files, before `project.license-files`"),
    row("platforms", Honoured, "`Platform` headers"),
    row("provides", Honoured, "`Provides` headers"),
    row("obsoletes", Honoured, "`Obsoletes` headers"),
    row("zip-safe", Honoured, "marks the project in its egg-info and dist-info"),
    row("eager-resources", Honoured, "lines of `eager_resources.txt`"),
    row("dynamic.version", Honoured, "where the version is: `{attr = …}` or `{file = …}`"),
    row("dynamic.readme", Honoured, "the files that make up the description"),
    row("dynamic.description", Honoured, "the file of the summary"),
    row("dynamic.classifiers", Honoured, "the file of the classifiers"),
    row("dynamic.dependencies", Honoured, "the requirements files of the project"),
    row("dynamic.optional-dependencies.*", Honoured, "the requirements files of each extra"),
    row("dynamic.entry-points", Honoured, "the file of the entry points"),
    row("cmdclass", Refused("its commands are code of the project"), "other classes for commands"),
    row("ext-modules", Refused("pyrel compiles nothing"), "extension modules"),
    row(
        "namespace-packages",
        Refused("setuptools no longer reads it here; leave out `__init__.py` instead"),
        "namespaces before PEP 420",
    ),
    row("tool.distutils.bdist_wheel.universal", Honoured, "a wheel for Python 2 as well"),
    row("tool.distutils.bdist_wheel.python-tag", Honoured, "the interpreter in the tag"),
    row("tool.distutils.bdist_wheel.plat-name", Honoured, "the platform in the tag"),
    row(
        "tool.distutils.bdist_wheel.py-limited-api",
        Ignored("it is about extension modules"),
        "the ABI in the tag",
    ),
    row(
        "tool.distutils.bdist_wheel.build-number",
        Refused("pyrel numbers no builds"),
        "a build number",
    ),
    row(
        "tool.distutils.bdist_wheel.compression",
        Ignored("members are always deflated"),
        "how members are packed",
    ),
    row(
        "tool.distutils.bdist_wheel.relative",
        Refused("wheels have no other root"),
        "another root",
    ),
    row(
        "tool.distutils.bdist_wheel.dist-info-dir",
        Refused("pyrel writes `.dist-info` itself"),
        "a ready folder",
    ),
    row(
        "tool.distutils.bdist_wheel.skip-build",
        Refused("pyrel keeps no earlier build"),
        "pack an earlier build",
    ),
    row("tool.distutils.bdist_wheel.bdist-dir", Ignored(UNPACKED), "a folder for the build"),
    row("tool.distutils.bdist_wheel.keep-temp", Ignored(UNPACKED), "whether that folder stays"),
    row("tool.distutils.bdist_wheel.dist-dir", Ignored(OUTPUT), "where the wheel goes"),
    row("tool.distutils.bdist_wheel.owner", Ignored(OWNER), "the owner of the members"),
    row("tool.distutils.bdist_wheel.group", Ignored(OWNER), "the group of the members"),
    row("tool.distutils.egg_info.tag-build", Honoured, "an end for the version"),
    row(
        "tool.distutils.egg_info.tag-date",
        Refused("the version would be another every day; write it in full"),
        "the date as end of the version",
    ),
    row(
        "tool.distutils.egg_info.tag-svn-revision",
        Ignored("setuptools no longer asks Subversion"),
        "the revision as end of the version",
    ),
    row("tool.distutils.egg_info.egg-base", Honoured, "the folder that egg-info lies in"),
    row(
        "tool.distutils.sdist.*",
        Ignored("sdists are `.tar.gz` of what `MANIFEST.in` shapes"),
        "formats and the like",
    ),
    row(
        "tool.distutils.bdist.skip-build",
        Refused("pyrel keeps no earlier build"),
        "pack an earlier build",
    ),
    row("tool.distutils.bdist.*", Ignored(OUTPUT), "where files go"),
    row("tool.distutils.check.*", Ignored("pyrel has checks of its own"), "checks before an sdist"),
    row("tool.distutils.build.*", Refused(COMMAND), "folders of the build"),
    row("tool.distutils.build_py.*", Refused(COMMAND), "how modules are copied"),
    row("tool.distutils.build_scripts.*", Refused(COMMAND), "how scripts are copied"),
    row("tool.distutils.dist_info.*", Refused(COMMAND), "how `.dist-info` is made"),
    row("tool.distutils.install.*", Refused(COMMAND), "where files are installed"),
    row("tool.distutils.install_data.*", Refused(COMMAND), "where files are installed"),
    row("tool.distutils.install_egg_info.*", Refused(COMMAND), "where files are installed"),
    row("tool.distutils.install_lib.*", Refused(COMMAND), "where files are installed"),
    row("tool.distutils.install_scripts.*", Refused(COMMAND), "where files are installed"),
    row(
        "tool.distutils.*",
        Ignored("the command has no part in a build"),
        "options of other commands",
    ),
];

const UNPACKED: &str = "pyrel needs no such folder";
const OUTPUT: &str = "the output folder is named on the command line";
const OWNER: &str = "members have no owner";
const COMMAND: &str = "pyrel rebuilds this command with its usual settings only";

const fn row(key: &'static str, verdict: Verdict, words: &'static str) -> OptionRow {
    OptionRow { key, verdict, words }
}
