//! Block quotes and their attributions.

use super::block::Line;
use super::document::{Document, Place};
use super::node::Node;
use crate::text::strip_end;

/// An attribution in the lines of a block quote.
struct Attribution {
    start: usize,
    end: usize,
    /// The characters of the dash, and the indentation of the lines below.
    dash: usize,
    indent: usize,
}

impl Document {
    /// Reads block quotes, of which each but the last ends with its attribution.
    pub(crate) fn block_quotes(&mut self, lines: &[Line<'_>]) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut rest = lines;
        while !rest.is_empty() {
            self.shown();
            nodes.push(Node::Other);
            let found = attribution(rest);
            let quoted = found.as_ref().map_or(rest.len(), |found| found.start);
            self.nested(rest.get(..quoted).unwrap_or_default(), Place::Block);
            let Some(found) = found else { break };
            self.attribution(rest, &found);
            rest = rest.get(found.end..).unwrap_or_default();
            let blank = rest.iter().take_while(|line| line.text.is_empty()).count();
            rest = rest.get(blank..).unwrap_or_default();
        }
        nodes
    }

    fn attribution(&mut self, lines: &[Line<'_>], found: &Attribution) {
        let lines = lines.get(found.start..found.end).unwrap_or_default().iter().enumerate();
        let cut = |(at, line): (usize, &Line<'_>)| {
            line.cut(if at == 0 { found.dash } else { found.indent }).text.to_owned()
        };
        let number = lines.clone().next().map_or(1, |(_, line)| line.number);
        let text = lines.map(cut).collect::<Vec<_>>().join("\n");
        self.inline(strip_end(&text), number);
    }
}

/// The first attribution: a dash below a blank line that is below a text, and lines that agree on
/// their indentation (`split_attribution`).
fn attribution(lines: &[Line<'_>]) -> Option<Attribution> {
    let mut text_seen = false;
    let mut blank_before = false;
    for (start, line) in lines.iter().enumerate() {
        if line.is_blank() {
            blank_before = true;
            continue;
        }
        if let (true, true, Some(dash)) = (text_seen, blank_before, dash(line.text))
            && let Some((end, indent)) = attribution_end(lines, start)
        {
            return Some(Attribution { start, end, dash, indent });
        }
        text_seen = true;
        blank_before = false;
    }
    None
}

/// The characters of an attribution's dash with the spaces behind it.
fn dash(line: &str) -> Option<usize> {
    let (dash, rest) = match line.strip_prefix('\u{2014}') {
        Some(rest) => (1, rest),
        None => {
            let rest = line.trim_start_matches('-');
            (line.len() - rest.len(), rest)
        }
    };
    let text = rest.trim_start_matches(' ');
    let is_dash = line.starts_with('\u{2014}') || matches!(dash, 2 | 3);
    (is_dash && !text.is_empty()).then(|| dash + rest.len() - text.len())
}

fn attribution_end(lines: &[Line<'_>], start: usize) -> Option<(usize, usize)> {
    let mut indent = None;
    let mut end = start + 1;
    while let Some(line) = lines.get(end).filter(|line| !line.is_blank()) {
        let found = line.text.len() - line.text.trim_start().len();
        if *indent.get_or_insert(found) != found {
            return None;
        }
        end += 1;
    }
    Some((end, indent.unwrap_or(0)))
}
