//! What stands in the way of rendering.

/// What is wrong with a description, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// How sure it is that an index will not render the text.
    pub certainty: Certainty,
    /// What kind of mistake it is.
    pub kind: Kind,
    /// What is wrong, in docutils' own words where it has any.
    pub message: String,
}

/// How sure a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The text may render: docutils is not followed to the letter here.
    Doubtful,
    /// The text will not render.
    Proven,
}

/// Kinds of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A list, table or other block ends without the blank line that it needs.
    BlockEnd,
    /// A code role names a language that Pygments does not know.
    CodeLanguage,
    /// A directive is unknown, or its arguments, options or content are wrong.
    Directive,
    /// A directive or role that PyPI disables, as `raw`.
    Disabled,
    /// A line is indented where it may not be, or a literal block is missing.
    Indentation,
    /// An inline start-string without its end-string.
    InlineMarkup,
    /// Nothing would be shown.
    NothingRendered,
    /// Anything else.
    Other,
    /// A reference leads nowhere.
    Reference,
    /// A role is unknown or used wrongly.
    Role,
    /// A table is malformed.
    Table,
    /// A target, footnote or substitution is malformed or defined twice.
    Target,
    /// A section title or transition is malformed or out of place.
    Title,
}
