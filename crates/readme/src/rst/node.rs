//! What blocks become, as far as anything asks for it later.

/// A block.
#[derive(Debug)]
pub(crate) enum Node {
    BulletList(Vec<Vec<Self>>),
    /// `..` alone, or with a text.
    Comment {
        empty: bool,
    },
    /// A table of contents, which is there only if there is anything in it. `local` to its section.
    Contents {
        local: bool,
    },
    /// An enumerated list, and whether it is a single line that could be a name with an initial.
    EnumeratedList {
        single: bool,
    },
    FieldList(Vec<Field>),
    /// A block that no question is asked of.
    Other,
    Paragraph,
    /// What is gone or filled in later.
    Pending,
    /// A section's title.
    Section,
    /// Footnotes for all targets, if any are referred to.
    TargetNotes,
    SubstitutionDefinition,
    Table {
        columns: usize,
    },
    Target {
        shown: bool,
    },
    Transition {
        line: usize,
    },
}

/// A field of a field list.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) body: Vec<Node>,
}

impl Node {
    /// What shows nothing by itself (docutils' `Invisible`).
    pub(crate) fn is_invisible(&self) -> bool {
        matches!(
            self,
            Self::Comment { .. }
                | Self::Pending
                | Self::SubstitutionDefinition
                | Self::Target { .. }
        )
    }
}
