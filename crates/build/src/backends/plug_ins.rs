//! Plug-in tables: what becomes of what other distributions add to a backend.

/// Something that another distribution adds to a backend.
#[derive(Clone, Copy, Debug)]
pub struct PlugInRow {
    /// The distribution that it is of, as `build-system.requires` names it.
    pub distribution: &'static str,
    /// What it is.
    pub kind: PlugInKind,
    /// What the configuration calls it; the distribution's own name where being installed is
    /// enough.
    pub name: &'static str,
    /// What becomes of it.
    pub verdict: PlugInVerdict,
}

/// What a plug-in is to its backend.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PlugInKind {
    /// A backend of its own around the other one.
    Backend,
    /// It takes part in making an archive.
    BuildHook,
    /// It is asked for dynamic fields.
    MetadataHook,
    /// It is asked for the version.
    VersionSource,
    /// It acts wherever it is installed, or could.
    Installed,
}

/// What becomes of a plug-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PlugInVerdict {
    /// What it does is done here.
    Rebuilt,
    /// It is known to change nothing in the artefacts; why.
    Harmless(&'static str),
    /// The project is refused; why, as a whole clause: `it runs code of the project`.
    Refused(&'static str),
}

impl PlugInKind {
    /// In the words of a message.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Backend => "backend",
            Self::BuildHook => "build hook",
            Self::MetadataHook => "metadata hook",
            Self::VersionSource => "version source",
            Self::Installed => "plug-in",
        }
    }
}
