//! What keeps Markdown from being rendered: only that nothing is left to show.

use crate::problem::{Certainty, Kind, Problem};
use crate::text::strip;

/// What keeps a text in Markdown from being rendered.
///
/// Any text is Markdown, and renders; readme_renderer fails where the result is empty, as it is for
/// blank lines and for definitions of links and footnotes alone. Clients differ in what they send of
/// a blank text, and definitions have more forms than are known here.
pub(crate) fn problems(text: &str) -> Vec<Problem> {
    if !text.lines().map(strip).all(|line| line.is_empty() || is_definition(line)) {
        return Vec::new();
    }
    let message = "No content rendered from Markdown source.".to_owned();
    let (certainty, kind) = (Certainty::Doubtful, Kind::NothingRendered);
    vec![Problem { line: 1, certainty, kind, message }]
}

/// Whether a line defines a link, as `[name]: address`.
fn is_definition(line: &str) -> bool {
    let Some((label, address)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]:"))
    else {
        return false;
    };
    !label.is_empty() && !label.contains(['[', ']']) && strip(address).split(' ').count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markdown_that_shows_nothing_is_doubted() {
        let check = |text, expect: usize| assert_eq!(problems(text).len(), expect, "{text:?}");
        check(" \n\n", 1);
        check("[a]: https://example.org\n", 1);
        check("<!-- nothing -->\n", 0);
        check("[a]: b c d\n", 0);
        check("# Title\n", 0);
    }
}
