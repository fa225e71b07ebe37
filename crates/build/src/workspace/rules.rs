//! What can be wrong with a workspace.

use pyrel_diag::{Rule, Severity};

pub(crate) static MISSING_MEMBER: Rule = Rule {
    id: "missing-member",
    severity: Severity::Error,
    words: "a pattern of `tool.uv.workspace.members` finds a folder that is no project",
    remedy: "exclude the folder with `tool.uv.workspace.exclude`, or give it a pyproject.toml",
};

pub(crate) static MEMBER_OUTSIDE: Rule = Rule {
    id: "member-outside",
    severity: Severity::Error,
    words: "a member of a workspace lies outside of its root",
    remedy: "move the project below the workspace's root, or build it by itself",
};

pub(crate) static NESTED_WORKSPACE: Rule = Rule {
    id: "nested-workspace",
    severity: Severity::Error,
    words: "a member of a workspace is a workspace itself",
    remedy: "exclude the folder with `tool.uv.workspace.exclude`, or remove the inner table",
};

pub(crate) static SAME_MEMBER_NAME: Rule = Rule {
    id: "same-member-name",
    severity: Severity::Error,
    words: "two members of a workspace have one name",
    remedy: "rename one of them, or exclude it with `tool.uv.workspace.exclude`",
};

pub(crate) static UNKNOWN_PACKAGE: Rule = Rule {
    id: "unknown-package",
    severity: Severity::Error,
    words: "a name that no member of the workspace has",
    remedy: "name a member of the workspace",
};

pub(crate) static NOT_BUILT: Rule = Rule {
    id: "no-build-backend",
    severity: Severity::Error,
    words: "a member of a workspace that is not to be built",
    remedy: "give it a [build-system], and no `package = false` in [tool.uv]",
};

pub(crate) static NO_PACKAGE: Rule = Rule {
    id: "no-package",
    severity: Severity::Error,
    words: "a workspace without a member that is built",
    remedy: "give a member a [build-system], and no `package = false` in [tool.uv]",
};

pub(crate) static UNMANAGED: Rule = Rule {
    id: "unmanaged",
    severity: Severity::Error,
    words: "a project that `tool.uv.managed` excludes from workspaces",
    remedy: "build it by itself, without `--package` and `--all-packages`",
};
