//! What differs between two texts, line by line, as far as somebody could read what comes of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// The differing lines of two texts, in unified form with three lines around each.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TextDiff {
    /// Hunks that begin with `@@ -1,2 +1,3 @@`.
    pub text: String,
    /// Whether that is all that differs.
    pub is_whole: bool,
}

/// What all text diffs of one comparison may cost together: a wheel may have as many differing files
/// as it likes.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Steps of the algorithm, whose number is at worst the square of that of the lines.
    steps: u64,
    /// Lines of output.
    lines: usize,
}

/// Texts with more bytes are not compared line by line.
pub(crate) const LONGEST_TEXT: u64 = 1 << 20;
/// As many differing lines of one text are told.
const LINES: usize = 200;
/// As many characters of a line are told.
const LINE: usize = 200;
/// As many lines around a difference are told.
const CONTEXT: usize = 3;
/// Where more lines than this lie between the first and the last that differ, none of them is told
/// to be equal: that would cost the square of their number.
const COMPARED: usize = 4_000;

impl Default for Budget {
    fn default() -> Self {
        Self { steps: 100_000_000, lines: 10_000 }
    }
}

impl Budget {
    /// Whether there is nothing left to compare another text with.
    pub(crate) fn is_spent(&self) -> bool {
        self.lines == 0
    }
}

/// Compares two texts; `None` where one of them is none, or the budget is spent.
pub(crate) fn text_diff(left: &[u8], right: &[u8], budget: &mut Budget) -> Option<TextDiff> {
    if budget.is_spent() {
        return None;
    }
    let (left, right) = (lines(left)?, lines(right)?);
    let same = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let (left_rest, right_rest) = (left.get(same..)?, right.get(same..)?);
    let pairs = left_rest.iter().rev().zip(right_rest.iter().rev());
    let tail = pairs.take_while(|(a, b)| a == b).count();
    let (old, new) = (left_rest.len() - tail, right_rest.len() - tail);
    let mut writer = Writer { text: String::new(), left: LINES.min(budget.lines), is_whole: true };
    let steps = u64::try_from(old + new).unwrap_or(u64::MAX).saturating_pow(2);
    let is_cheap = old + new <= COMPARED && steps <= budget.steps;
    let ops = if is_cheap {
        budget.steps -= steps;
        let numbers = Numbers::of(left_rest.get(..old)?, right_rest.get(..new)?);
        capture_diff_slices(Algorithm::Myers, &numbers.left, &numbers.right)
    } else {
        vec![DiffOp::Replace { old_index: 0, old_len: old, new_index: 0, new_len: new }]
    };
    for hunk in group_diff_ops(around(ops, same, tail), CONTEXT) {
        writer.hunk(&hunk, &left, &right);
    }
    budget.lines -= LINES.min(budget.lines) - writer.left;
    Some(TextDiff { text: writer.text, is_whole: writer.is_whole })
}

/// The lines of a text with their ends; `None` for what nobody could read.
fn lines(bytes: &[u8]) -> Option<Vec<&str>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    Some(text.split_inclusive('\n').collect())
}

/// Equal lines have equal numbers, which are compared faster than long lines are.
struct Numbers {
    left: Vec<u32>,
    right: Vec<u32>,
}

impl Numbers {
    fn of<'a>(left: &[&'a str], right: &[&'a str]) -> Self {
        let mut known: BTreeMap<&'a str, u32> = BTreeMap::new();
        let mut number = |line: &&'a str| {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            *known.entry(line).or_insert(next)
        };
        Self {
            left: left.iter().map(&mut number).collect(),
            right: right.iter().map(&mut number).collect(),
        }
    }
}

/// The steps with the equal lines before and behind them.
fn around(ops: Vec<DiffOp>, same: usize, tail: usize) -> Vec<DiffOp> {
    let mut whole = Vec::with_capacity(ops.len() + 2);
    if same > 0 {
        whole.push(DiffOp::Equal { old_index: 0, new_index: 0, len: same });
    }
    let (mut old, mut new) = (same, same);
    for op in ops {
        let op = match op {
            DiffOp::Equal { len, .. } => DiffOp::Equal { old_index: old, new_index: new, len },
            DiffOp::Delete { old_len, .. } => {
                DiffOp::Delete { old_index: old, old_len, new_index: new }
            }
            DiffOp::Insert { new_len, .. } => {
                DiffOp::Insert { old_index: old, new_index: new, new_len }
            }
            DiffOp::Replace { old_len, new_len, .. } => {
                DiffOp::Replace { old_index: old, old_len, new_index: new, new_len }
            }
        };
        old = op.old_range().end;
        new = op.new_range().end;
        whole.push(op);
    }
    if tail > 0 {
        whole.push(DiffOp::Equal { old_index: old, new_index: new, len: tail });
    }
    whole
}

/// Writes hunks until enough is told.
struct Writer {
    text: String,
    left: usize,
    is_whole: bool,
}

impl Writer {
    fn hunk(&mut self, ops: &[DiffOp], left: &[&str], right: &[&str]) {
        if self.left == 0 {
            self.is_whole = false;
            return;
        }
        let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return };
        let old = range(first.old_range().start, last.old_range().end);
        let new = range(first.new_range().start, last.new_range().end);
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "@@ -{old} +{new} @@");
        for op in ops {
            match op {
                DiffOp::Equal { .. } => self.lines(' ', left.get(op.old_range())),
                DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                    self.lines('-', left.get(op.old_range()));
                    self.lines('+', right.get(op.new_range()));
                }
            }
        }
    }

    fn lines(&mut self, mark: char, lines: Option<&[&str]>) {
        for line in lines.unwrap_or_default() {
            if self.left == 0 {
                self.is_whole = false;
                return;
            }
            self.left -= 1;
            self.text.push(mark);
            let content = line.strip_suffix('\n');
            match content.unwrap_or(line).char_indices().nth(LINE) {
                Some((end, _)) => {
                    self.text.push_str(line.get(..end).unwrap_or_default());
                    self.text.push('…');
                }
                None => self.text.push_str(content.unwrap_or(line)),
            }
            self.text.push('\n');
            if content.is_none() {
                self.text.push_str("\\ no line end\n");
            }
        }
    }
}

/// Where a hunk lies, as `diff` writes it: the line before it, where it has none itself.
fn range(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        len => format!("{},{len}", start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(left: &str, right: &str) -> Option<TextDiff> {
        text_diff(left.as_bytes(), right.as_bytes(), &mut Budget::default())
    }

    #[test]
    fn the_form_is_that_of_unified_diffs() {
        let left = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let right = "1\n2\n3\n4\nfive\n6\n7\n8\n9\nten";
        let expect =
            "@@ -2,8 +2,9 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n+ten\n\\ no line end\n";
        let found = diff(left, right).unwrap();
        assert_eq!((found.text.as_str(), found.is_whole), (expect, true));
        assert_eq!(diff("", "a\n").unwrap().text, "@@ -0,0 +1 @@\n+a\n");
    }

    #[test]
    fn what_nobody_could_read_is_not_compared_line_by_line() {
        assert_eq!(diff("a\0", "b"), None);
        assert_eq!(text_diff(b"\xff", b"a", &mut Budget::default()), None);
    }

    #[test]
    fn long_lines_and_long_diffs_are_cut() {
        let found = diff(&"x".repeat(2_000_000), "y").unwrap();
        assert!(found.text.len() < 1_000, "{}", found.text.len());
        let numbers =
            |from: u32| (from..from + 300_000).map(|it| format!("{it}\n")).collect::<String>();
        let mut budget = Budget::default();
        let found = text_diff(numbers(0).as_bytes(), numbers(150_000).as_bytes(), &mut budget);
        let found = found.unwrap();
        assert!(!found.is_whole);
        assert!(found.text.lines().count() <= LINES + 1);
    }

    #[test]
    fn many_diffs_cost_no_more_than_a_few() {
        let mut budget = Budget::default();
        let left: String = (0..1_900).map(|it| format!("{it}\n")).collect();
        let right: String = (0..1_900).rev().map(|it| format!("{it}\n")).collect();
        let found =
            (0..200).filter_map(|_| text_diff(left.as_bytes(), right.as_bytes(), &mut budget));
        assert_eq!(found.count(), 50);
        assert!(budget.is_spent());
    }
}
