//! Long lists that cost nothing until they are asked.

/// A text of lines, sorted by bytes, those that begin with `#` first: what `data/refresh.py` writes.
#[derive(Debug)]
pub(crate) struct SortedLines(&'static str);

impl SortedLines {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// All entries, in order: what stands before the first tab, and what follows it, if there is one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
        self.0.lines().filter(|line| !line.starts_with('#')).map(parted)
    }

    /// The first line, which says what the list is.
    pub(crate) fn source(&self) -> &'static str {
        self.0.lines().next().unwrap_or_default().trim_start_matches(['#', ' '])
    }

    /// What follows the tab of an entry; none where there is no such entry.
    pub(crate) fn find(&self, entry: &str) -> Option<Option<&'static str>> {
        let mut rest = self.0;
        while !rest.is_empty() {
            let middle = rest.get(..floor(rest, rest.len() / 2)).unwrap_or_default();
            let start = middle.rfind('\n').map_or(0, |at| at + 1);
            let (before, from) = rest.split_at(start);
            let (line, after) = from.split_once('\n').unwrap_or((from, ""));
            let (known, more) = parted(line);
            rest = match known.cmp(entry) {
                // Comments are no entries.
                std::cmp::Ordering::Equal => return Some(more).filter(|_| !line.starts_with('#')),
                std::cmp::Ordering::Less => after,
                std::cmp::Ordering::Greater => before,
            };
        }
        None
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn parted(line: &'static str) -> (&'static str, Option<&'static str>) {
    line.split_once('\t').map_or((line, None), |(entry, more)| (entry, Some(more)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_and_nothing_else() {
        let lines = SortedLines::new("# a list\n# of four\nB\nä\tx\ty\nö\t\nü\n");
        assert_eq!(lines.source(), "a list");
        let expect = [("B", None), ("ä", Some("x\ty")), ("ö", Some("")), ("ü", None)];
        assert_eq!(lines.iter().collect::<Vec<_>>(), expect);
        for (entry, more) in expect {
            assert_eq!(lines.find(entry), Some(more));
        }
        for entry in ["", "# a list", "A", "C", "z", "ää", "üü"] {
            assert_eq!(lines.find(entry), None, "{entry}");
        }
    }
}
