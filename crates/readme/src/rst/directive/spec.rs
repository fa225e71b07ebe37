//! The directives that docutils knows, their arguments and options.

use super::option::Convert;
use crate::rst::role::Role;

/// What a directive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rst) enum Directive {
    Admonition,
    Class,
    Code,
    Compound,
    Container,
    Contents,
    CsvTable,
    Date,
    DefaultRole,
    Figure,
    Image,
    Include,
    LineBlock,
    ListTable,
    /// Content for a page's head or foot, of which nothing is shown.
    Margin,
    Math,
    Meta,
    Note,
    ParsedLiteral,
    Quotation,
    Raw,
    Replace,
    Role,
    Rubric,
    SectionNumbers,
    Sidebar,
    Table,
    TargetNotes,
    Test,
    Title,
    Topic,
    Unicode,
}

/// How a directive is written.
#[derive(Debug, Clone, Copy)]
pub(in crate::rst) struct Spec {
    pub(super) directive: Directive,
    pub(super) required: usize,
    pub(super) optional: usize,
    /// Whether the last argument may hold white space.
    pub(super) spaced: bool,
    pub(super) options: &'static [(&'static str, Convert)],
    pub(super) has_content: bool,
}

const CLASS: (&str, Convert) = ("class", Convert::Class);
const NAME: (&str, Convert) = ("name", Convert::Unchanged);
const COMMON: &[(&str, Convert)] = &[CLASS, NAME];
const ALIGN: (&str, Convert) = ("align", Convert::Choice(&["left", "center", "right"]));
const WIDTH: (&str, Convert) = ("width", Convert::LengthOrPercentage);
const IMAGE_ALIGN: (&str, Convert) =
    ("align", Convert::Choice(&["top", "middle", "bottom", "left", "center", "right"]));
const ALT: (&str, Convert) = ("alt", Convert::Unchanged);
const HEIGHT: (&str, Convert) = ("height", Convert::Length);
const SCALE: (&str, Convert) = ("scale", Convert::Percentage);
const TARGET: (&str, Convert) = ("target", Convert::Required);
const LOADING: (&str, Convert) = ("loading", Convert::Choice(&["embed", "link", "lazy"]));
const AUTO_WIDTHS: (&str, Convert) = ("widths", Convert::Widths(&["auto"]));
const HEADER_ROWS: (&str, Convert) = ("header-rows", Convert::NonNegative);
const STUB_COLUMNS: (&str, Convert) = ("stub-columns", Convert::NonNegative);
const NUMBER_LINES: (&str, Convert) = ("number-lines", Convert::OptionalInteger);
const ENCODING: (&str, Convert) = ("encoding", Convert::Encoding);
const FILE: (&str, Convert) = ("file", Convert::Required);
const URL: (&str, Convert) = ("url", Convert::Required);
const DEPTH: (&str, Convert) = ("depth", Convert::NonNegative);
const BACKLINKS: (&str, Convert) = ("backlinks", Convert::Choice(&["top", "entry", "none"]));

impl Spec {
    /// The directive of a name, which does not mind the case.
    pub(super) fn find(name: &str) -> Option<Self> {
        let directive = directive(&name.to_lowercase())?;
        let (required, optional, spaced) = arguments(directive);
        let options = options(directive);
        let has_content = has_content(directive);
        Some(Self { directive, required, optional, spaced, options, has_content })
    }
}

fn directive(name: &str) -> Option<Directive> {
    Some(match name {
        "attention" | "caution" | "danger" | "error" | "hint" | "important" | "note" | "tip"
        | "warning" => Directive::Note,
        "admonition" => Directive::Admonition,
        "sidebar" => Directive::Sidebar,
        "topic" => Directive::Topic,
        "line-block" => Directive::LineBlock,
        "parsed-literal" => Directive::ParsedLiteral,
        "code" | "code-block" | "sourcecode" => Directive::Code,
        "math" => Directive::Math,
        "rubric" => Directive::Rubric,
        "epigraph" | "highlights" | "pull-quote" => Directive::Quotation,
        "compound" => Directive::Compound,
        "container" => Directive::Container,
        "table" => Directive::Table,
        "csv-table" => Directive::CsvTable,
        "list-table" => Directive::ListTable,
        "meta" => Directive::Meta,
        "image" => Directive::Image,
        "figure" => Directive::Figure,
        "include" => Directive::Include,
        "raw" => Directive::Raw,
        "replace" => Directive::Replace,
        "unicode" => Directive::Unicode,
        "date" => Directive::Date,
        "class" | "rst-class" => Directive::Class,
        "role" => Directive::Role,
        "default-role" => Directive::DefaultRole,
        "title" => Directive::Title,
        "contents" => Directive::Contents,
        "sectnum" | "section-numbering" => Directive::SectionNumbers,
        "header" | "footer" => Directive::Margin,
        "target-notes" => Directive::TargetNotes,
        "restructuredtext-test-directive" => Directive::Test,
        _ => return None,
    })
}

/// Arguments that have to be there, that may be there, and whether the last may hold white space.
fn arguments(directive: Directive) -> (usize, usize, bool) {
    match directive {
        Directive::Admonition
        | Directive::Class
        | Directive::Figure
        | Directive::Image
        | Directive::Include
        | Directive::Raw
        | Directive::Rubric
        | Directive::Title
        | Directive::Topic
        | Directive::Unicode => (1, 0, true),
        Directive::Code | Directive::DefaultRole => (0, 1, false),
        Directive::Container
        | Directive::Contents
        | Directive::CsvTable
        | Directive::ListTable
        | Directive::Sidebar
        | Directive::Table
        | Directive::Test => (0, 1, true),
        Directive::Compound
        | Directive::Date
        | Directive::LineBlock
        | Directive::Margin
        | Directive::Math
        | Directive::Meta
        | Directive::Note
        | Directive::ParsedLiteral
        | Directive::Quotation
        | Directive::Replace
        | Directive::Role
        | Directive::SectionNumbers
        | Directive::TargetNotes => (0, 0, false),
    }
}

fn options(directive: Directive) -> &'static [(&'static str, Convert)] {
    match directive {
        Directive::Admonition
        | Directive::Compound
        | Directive::LineBlock
        | Directive::Math
        | Directive::Note
        | Directive::ParsedLiteral
        | Directive::Rubric
        | Directive::Topic => COMMON,
        Directive::Sidebar => &[CLASS, NAME, ("subtitle", Convert::Required)],
        Directive::Code => &[CLASS, NAME, NUMBER_LINES],
        Directive::Container => &[NAME],
        Directive::Table => {
            &[CLASS, NAME, ALIGN, WIDTH, ("widths", Convert::Widths(&["auto", "grid"]))]
        }
        Directive::ListTable => {
            &[HEADER_ROWS, STUB_COLUMNS, WIDTH, AUTO_WIDTHS, CLASS, NAME, ALIGN]
        }
        Directive::CsvTable => CSV_TABLE,
        Directive::Image => &[ALT, HEIGHT, WIDTH, SCALE, IMAGE_ALIGN, TARGET, LOADING, CLASS, NAME],
        Directive::Figure => FIGURE,
        Directive::Include => INCLUDE,
        Directive::Raw => &[FILE, URL, ENCODING, CLASS],
        Directive::Unicode => {
            &[("trim", Convert::Flag), ("ltrim", Convert::Flag), ("rtrim", Convert::Flag)]
        }
        Directive::Contents => &[DEPTH, ("local", Convert::Flag), BACKLINKS, CLASS],
        Directive::SectionNumbers => &[
            ("depth", Convert::Integer),
            ("start", Convert::Integer),
            ("prefix", Convert::Required),
            ("suffix", Convert::Required),
        ],
        Directive::TargetNotes => &[CLASS],
        Directive::Test => &[("option", Convert::Required)],
        Directive::Class
        | Directive::Date
        | Directive::DefaultRole
        | Directive::Margin
        | Directive::Meta
        | Directive::Quotation
        | Directive::Replace
        | Directive::Role
        | Directive::Title => &[],
    }
}

const CSV_TABLE: &[(&str, Convert)] = &[
    HEADER_ROWS,
    STUB_COLUMNS,
    ("header", Convert::Unchanged),
    WIDTH,
    AUTO_WIDTHS,
    FILE,
    URL,
    ENCODING,
    CLASS,
    NAME,
    ALIGN,
    ("delim", Convert::CharacterOrSpace),
    ("keepspace", Convert::Flag),
    ("quote", Convert::Character),
    ("escape", Convert::Character),
];

const FIGURE: &[(&str, Convert)] = &[
    ALT,
    HEIGHT,
    WIDTH,
    SCALE,
    ALIGN,
    TARGET,
    LOADING,
    CLASS,
    NAME,
    ("figwidth", Convert::FigureWidth),
    ("figclass", Convert::Class),
    ("figname", Convert::Unchanged),
];

const INCLUDE: &[(&str, Convert)] = &[
    ("literal", Convert::Flag),
    ("code", Convert::Unchanged),
    ENCODING,
    ("parser", Convert::Parser),
    ("tab-width", Convert::Integer),
    ("start-line", Convert::Integer),
    ("end-line", Convert::Integer),
    ("start-after", Convert::Unchanged),
    ("end-before", Convert::Unchanged),
    NUMBER_LINES,
    CLASS,
    NAME,
];

fn has_content(directive: Directive) -> bool {
    !matches!(
        directive,
        Directive::Contents
            | Directive::DefaultRole
            | Directive::Image
            | Directive::Include
            | Directive::Rubric
            | Directive::SectionNumbers
            | Directive::TargetNotes
            | Directive::Title
            | Directive::Unicode
    )
}

impl Spec {
    /// What may be said when a role is made from another one.
    pub(super) fn of_role(base: &Role) -> Self {
        let options: &[_] = match base {
            Role::Code(_) => &[CLASS, ("language", Convert::Unchanged)],
            Role::Raw => &[CLASS, ("format", Convert::Unchanged)],
            Role::Generic | Role::Pep | Role::Rfc | Role::Unimplemented => &[CLASS],
        };
        let directive = Directive::Role;
        Self { directive, required: 0, optional: 0, spaced: false, options, has_content: false }
    }
}
