//! Whether PyPI renders the description.

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;
use pyrel_readme::{Certainty, Kind, Language, Problem};

use super::sheet::Sheet;
use super::words::told;
use crate::{Check, Nature};

/// A list or another block of the description that ends without a blank line.
pub(super) static BLOCK_END: Check = Check::of(
    Nature::Policy,
    "readme-block-end",
    "a list or another block of the description that ends without a blank line",
    "put a blank line after the block, or indent what belongs to it",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. A list, a quotation or a literal block ends with a blank \
     line; what follows without one is an unexpected unindent.",
);

/// Code in the description in a language that nobody knows.
pub(super) static CODE_LANGUAGE: Check = Check::of(
    Nature::Policy,
    "readme-code-language",
    "code in the description in a language that nobody knows",
    "name a language that Pygments has, such as `python`, `console` or `text`",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. It colours code with Pygments, and warns where that has no \
     lexer for the language.",
);

/// A directive of the description that docutils does not take.
pub(super) static DIRECTIVE: Check = Check::of(
    Nature::Policy,
    "readme-directive",
    "a directive of the description that docutils does not take",
    "use the directives of docutils; those of Sphinx, such as `toctree`, `autoclass` and `versionadded`, do not render on PyPI",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. A directive that it does not know, or whose arguments, \
     options or content are wrong, is an error. Readmes that are also pages of Sphinx \
     fail for its directives.",
);

/// A directive of the description that PyPI disables.
pub(super) static DISABLED: Check = Check::of(
    Nature::Policy,
    "readme-disabled",
    "a directive of the description that PyPI disables",
    "leave it away: PyPI takes neither `raw` nor `include`",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. Directives that read files or write HTML as it is, `include` \
     and `raw`, are disabled there.",
);

/// A line of the description that is indented where it may not be.
pub(super) static INDENTATION: Check = Check::of(
    Nature::Policy,
    "readme-indentation",
    "a line of the description that is indented where it may not be",
    "align the line with those above it, or put a blank line before it",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. Indentation begins a quotation or continues a block, and a \
     line that does neither is unexpected.",
);

/// Inline markup of the description that does not end.
pub(super) static INLINE_MARKUP: Check = Check::of(
    Nature::Policy,
    "readme-inline-markup",
    "inline markup of the description that does not end",
    "write the missing end, or a backslash before the character that shall stand for itself",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. A `*`, a backquote or a `|` that begins inline markup has to \
     end in the same paragraph.",
);

/// A description that shows nothing.
pub(super) static NOTHING_RENDERED: Check = Check::of(
    Nature::Policy,
    "readme-nothing-rendered",
    "a description that shows nothing",
    "write something into the readme",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. It also refuses a description of which nothing is left to \
     show, such as one in Markdown that only defines links.",
);

/// A description that docutils does not take.
pub(super) static SYNTAX: Check = Check::of(
    Nature::Policy,
    "readme-syntax",
    "a description that docutils does not take",
    "mend the place that is shown",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. Most of its warnings have rules of their own here; this is \
     for the rest of them.",
);

/// A reference of the description that leads nowhere.
pub(super) static REFERENCE: Check = Check::of(
    Nature::Policy,
    "readme-reference",
    "a reference of the description that leads nowhere",
    "define what it refers to, or correct its name",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. A reference such as `name_`, `[1]_` or `|name|` needs its \
     target, footnote or substitution in the same text.",
);

/// A role of the description that docutils does not have.
pub(super) static ROLE: Check = Check::of(
    Nature::Policy,
    "readme-role",
    "a role of the description that docutils does not have",
    "use the roles of docutils, or two backquotes; those of Sphinx, such as `:class:` and `:ref:`, do not render on PyPI",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. Readmes that are also pages of Sphinx fail for its roles.",
);

/// A table of the description that is malformed.
pub(super) static TABLE: Check = Check::of(
    Nature::Policy,
    "readme-table",
    "a table of the description that is malformed",
    "draw the table so that its columns are aligned in every line",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. The lines of a table have to meet, and text may not cross the \
     borders of columns.",
);

/// A target, footnote or substitution of the description that is malformed or stands twice.
pub(super) static TARGET: Check = Check::of(
    Nature::Policy,
    "readme-target",
    "a target, footnote or substitution of the description that is malformed or stands twice",
    "give each a name of its own, or use anonymous references, which end in two underscores",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. Two links with one text and different addresses define one \
     name twice.",
);

/// A title of the description that is malformed or out of place.
pub(super) static TITLE: Check = Check::of(
    Nature::Policy,
    "readme-title",
    "a title of the description that is malformed or out of place",
    "make the line below a title as long as the title, and go down one level at a time",
    "PyPI hands a reStructuredText description to docutils and refuses the file at \
     its first warning. The line below a title must not be shorter than the title, \
     and titles inside of other blocks are unexpected.",
);

/// A description that may not render.
pub(super) static DOUBTFUL: Check = Check::of(
    Nature::Doubt,
    "readme-doubtful",
    "a description that may not render",
    "try `twine check`, or mend the place that is shown",
    "PyPI refuses a file whose description it cannot render. What it renders with is \
     followed here by our own code; at this place it is not followed to the letter, \
     so that only the real thing can tell.",
);

/// How many problems of one description are shown: nobody mends more in one sitting.
const MOST: usize = 200;

/// What a description is taken for that does not say.
const DEFAULT: &str = "The description failed to render in the default format of reStructuredText.";

/// Looks at the description as PyPI's renderer does.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    let Some((text, at)) = sheet.description() else { return };
    let written = sheet.one(Field::DescriptionContentType).map(|said| said.value.as_str());
    let words = written.map_or_else(
        || DEFAULT.to_owned(),
        |kind| format!("The description failed to render for '{kind}'."),
    );
    let text = text.replace("\r\n", "\n");
    let problems = pyrel_readme::problems(&text, Language::of_content_type(written));
    if problems.is_empty() {
        return;
    }
    let lines = sheet.lines_from(at);
    for problem in problems.into_iter().take(MOST) {
        let line = lines.get(problem.line.saturating_sub(1)).cloned().unwrap_or(at..at);
        findings.push(sheet.at(rule(&problem), line, message(&problem)).note(words.clone()));
    }
}

fn message(problem: &Problem) -> String {
    let words = told(&problem.message);
    let words = words.trim_end_matches('.');
    match problem.certainty {
        Certainty::Doubtful => format!("the description may not render: {words}"),
        Certainty::Proven => format!("the description does not render: {words}"),
    }
}

fn rule(problem: &Problem) -> &'static Check {
    if problem.certainty == Certainty::Doubtful {
        return &DOUBTFUL;
    }
    match problem.kind {
        Kind::BlockEnd => &BLOCK_END,
        Kind::CodeLanguage => &CODE_LANGUAGE,
        Kind::Directive => &DIRECTIVE,
        Kind::Disabled => &DISABLED,
        Kind::Indentation => &INDENTATION,
        Kind::InlineMarkup => &INLINE_MARKUP,
        Kind::NothingRendered => &NOTHING_RENDERED,
        Kind::Other => &SYNTAX,
        Kind::Reference => &REFERENCE,
        Kind::Role => &ROLE,
        Kind::Table => &TABLE,
        Kind::Target => &TARGET,
        Kind::Title => &TITLE,
    }
}
