//! The text of a manifest as its author wrote it, and as it is after a template was filled.

use std::ops::Range;

use pyrel_diag::{Location, SourceText};

/// A text that was written and the same text with some stretches replaced. Ranges are of the
/// finished text; places are shown in the written one, which is the one that people can mend.
#[derive(Clone, Debug)]
pub(crate) struct Manuscript {
    written: SourceText,
    finished: Option<String>,
    patches: Vec<Patch>,
}

/// A stretch that was replaced.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Patch {
    pub(crate) written: Range<usize>,
    pub(crate) finished: Range<usize>,
}

impl Manuscript {
    pub(crate) fn new(path: &str, text: String) -> Self {
        Self { written: SourceText::new(path, text), finished: None, patches: Vec::new() }
    }

    /// The same text after some stretches, in their order, were replaced.
    pub(crate) fn finish(&mut self, finished: String, patches: Vec<Patch>) {
        self.finished = Some(finished);
        self.patches = patches;
    }

    pub(crate) fn path(&self) -> &str {
        self.written.path()
    }

    pub(crate) fn text(&self) -> &str {
        self.finished.as_deref().unwrap_or_else(|| self.written.text())
    }

    /// Whether the text was filled and so is not what lies in the file.
    pub(crate) fn is_filled(&self) -> bool {
        self.finished.is_some()
    }

    /// Where a range of the finished text is written.
    pub(crate) fn locate(&self, range: Range<usize>) -> Location {
        self.written.locate(self.origin(range.start, false)..self.origin(range.end, true))
    }

    /// Where an offset was before the replacements. One in a replaced stretch moves to its edge.
    fn origin(&self, at: usize, at_end: bool) -> usize {
        let before = self.patches.partition_point(|patch| patch.finished.start < at);
        let Some(patch) = before.checked_sub(1).and_then(|last| self.patches.get(last)) else {
            return at;
        };
        if at >= patch.finished.end {
            return patch.written.end + (at - patch.finished.end);
        }
        if at_end { patch.written.end } else { patch.written.start }
    }
}
