//! What a project says that only running code would tell, and where that matters.

use pyrel_diag::{Finding, Location, Rule, Severity};

pub(in crate::backends::setuptools) static CODE_NEEDED: Rule = Rule {
    id: "setup-py-logic",
    severity: Severity::Error,
    words: "a part of the project's description is code that would have to run",
    remedy: "move what it says to pyproject.toml, or build with setuptools itself (`python -m build`)",
};

/// Whether a finding is that only running code would tell something.
pub(crate) fn is_code(finding: &Finding) -> bool {
    std::ptr::eq(finding.rule, &CODE_NEEDED)
}

/// Commands that take part in making a wheel or an sdist.
const COMMANDS: [&str; 17] = [
    "bdist",
    "bdist_wheel",
    "build",
    "build_py",
    "build_scripts",
    "check",
    "dist_info",
    "editable_wheel",
    "egg_info",
    "install",
    "install_data",
    "install_egg_info",
    "install_headers",
    "install_lib",
    "install_scripts",
    "manifest_maker",
    "sdist",
];

/// A command with a class of the project's own; nothing where the command has no part in a build.
pub(crate) fn command(command: &str, location: Location) -> Option<Finding> {
    COMMANDS.contains(&command).then(|| {
        let message = format!("the command `{command}` is code of the project");
        Finding::new(&CODE_NEEDED, message).at(location)
    })
}

/// Something that only running code would tell.
pub(crate) fn code(words: impl Into<String>, location: Location) -> Finding {
    Finding::new(&CODE_NEEDED, words.into()).at(location)
}
