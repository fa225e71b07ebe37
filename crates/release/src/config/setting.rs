//! Every key of `[tool.pyrel]`, once: for reading, for the documentation and for the JSON Schema.

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The key below `[tool.pyrel]`.
    pub key: &'static str,
    /// What it takes.
    pub shape: Shape,
    /// What holds in its absence, in words.
    pub default: &'static str,
    /// What it is for.
    pub words: &'static str,
}

/// What a key takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shape {
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A list of paths, or tables `{from = …, to = …}`.
    Landings,
    /// A path inside the project.
    Path,
    /// A list of paths inside the project.
    Paths,
    /// A list of names of rules.
    Rules,
    /// A text.
    Text,
}

/// The keys, in the order of the documentation.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "dist-dir",
        shape: Shape::Path,
        default: "`dist`",
        words: "Folder for wheels, sdists, bundles and the release zip.",
    },
    Setting {
        key: "repository",
        shape: Shape::Text,
        default: "`pypi`",
        words: "Where dists are published: `pypi`, `testpypi`, `local` (a folder that is an \
                index), a section of `.pypirc`, an address, or the path of a folder.",
    },
    Setting {
        key: "check.target",
        shape: Shape::Choice(&["pypi", "generic"]),
        default: "`pypi`",
        words: "Whose rules `pyrel check` holds files against: those of PyPI, or those that every \
                index has.",
    },
    Setting {
        key: "check.ignore",
        shape: Shape::Rules,
        default: "none",
        words: "Rules whose findings are dropped, by their ids or their codes in \
                check-wheel-contents, by `pyrel check`, and by all commands that build or publish.",
    },
    Setting {
        key: "dxt.manifest",
        shape: Shape::Path,
        default: "`manifest.json` among the assets",
        words: "The manifest of the desktop extension, or a template of it in which \
                `{{ version }}` and [others](packing.md) are filled in.",
    },
    Setting {
        key: "dxt.assets",
        shape: Shape::Landings,
        default: "none",
        words: "Folders whose content is merged into the root of the bundle, or below `to`.",
    },
    Setting {
        key: "dxt.include",
        shape: Shape::Landings,
        default: "none",
        words: "Files and folders that land in the bundle under their own path, or at `to`.",
    },
    Setting {
        key: "dxt.name",
        shape: Shape::Text,
        default: "the manifest's name",
        words: "Stem of the bundle's file name; `-<version>` and the ending are appended.",
    },
    Setting {
        key: "dxt.format",
        shape: Shape::Choice(&["mcpb", "dxt"]),
        default: "`mcpb`",
        words: "Ending of the bundle's file name.",
    },
    Setting {
        key: "dxt.zip64",
        shape: Shape::Choice(&["refuse", "allow"]),
        default: "`refuse`",
        words: "Whether a bundle may have 65,535 files or 4 GiB and more, which not every host can \
                read.",
    },
    Setting {
        key: "release.zip",
        shape: Shape::Text,
        default: "`{name}-{version}-release.zip`; none without extension and files",
        words: "Name of the release zip, which holds the extension and `release.files`. An empty \
                text means that none is made.",
    },
    Setting {
        key: "release.files",
        shape: Shape::Paths,
        default: "none",
        words: "Further files for the release zip; each lands at its root.",
    },
];

impl Setting {
    /// The table it stands in, below `[tool.pyrel]`, and its name there.
    #[must_use]
    pub fn split(&self) -> (Option<&'static str>, &'static str) {
        match self.key.split_once('.') {
            Some((table, name)) => (Some(table), name),
            None => (None, self.key),
        }
    }
}
