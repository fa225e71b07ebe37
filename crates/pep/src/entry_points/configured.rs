//! The same file as Python's `configparser` reads it, which an index asks to take it apart: `=`
//! parts names from values, a deeper line goes on with the value above, nothing stands twice.
//!
//! <https://packaging.python.org/en/latest/specifications/entry-points/#file-format>

use std::collections::BTreeSet;
use std::ops::Range;

/// What a text holds, whatever is wrong with it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Configured {
    /// The entry points in the order of the text.
    pub points: Vec<Point>,
    /// Where `configparser` refuses the text, in its order.
    pub breaches: Vec<ConfigBreach>,
}

/// One entry point, as it stands in the text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Point {
    /// The group.
    pub group: String,
    /// The name.
    pub name: String,
    /// The value; LF between its lines.
    pub value: String,
    /// The bytes of its first line.
    pub range: Range<usize>,
}

/// A place where `configparser` refuses a text.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{problem}")]
pub struct ConfigBreach {
    /// What is wrong.
    pub problem: ConfigProblem,
    /// The bytes of the line.
    pub range: Range<usize>,
}

/// What `configparser` refuses.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// A line before the first group.
    #[error("stands before the first `[group]`")]
    BeforeGroups,
    /// A line that is neither a group nor `name = value`.
    #[error("is neither `[group]` nor `name = value`")]
    NoValue,
    /// A value without a name.
    #[error("has no name before the `=`")]
    Nameless,
    /// A group that was there.
    #[error("begins the group `{group}` a second time")]
    RepeatedGroup {
        /// The group.
        group: String,
    },
    /// A name that the group has.
    #[error("names `{name}` a second time in the group `{group}`")]
    RepeatedName {
        /// The group.
        group: String,
        /// The name.
        name: String,
    },
}

impl Configured {
    /// Reads a text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut parser = Parser::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim_end().len();
            parser.take(line, start..start + trimmed);
            start += line.len();
        }
        parser.read
    }
}

/// The section whose options every other one has too.
const DEFAULT: &str = "DEFAULT";

#[derive(Default)]
struct Parser {
    read: Configured,
    groups: BTreeSet<String>,
    names: BTreeSet<(String, String)>,
    group: Option<String>,
    /// Whether a deeper line would belong to the last entry point.
    goes_on: bool,
    indent: usize,
}

impl Parser {
    fn take(&mut self, line: &str, range: Range<usize>) {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            return;
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if self.goes_on && indent > self.indent {
            if let Some(point) = self.read.points.last_mut() {
                point.value.push('\n');
                point.value.push_str(content);
            }
            return;
        }
        self.indent = indent;
        let header = content.strip_prefix('[').and_then(|rest| rest.rsplit_once(']'));
        match (header, &self.group) {
            (Some((group, _)), _) if !group.is_empty() => self.begin(group, range),
            (_, None) => self.refuse(ConfigProblem::BeforeGroups, range),
            (_, Some(group)) => self.add(group.clone(), content, range),
        }
    }

    fn begin(&mut self, group: &str, range: Range<usize>) {
        self.goes_on = false;
        self.group = Some(group.to_owned());
        if !self.groups.insert(group.to_owned()) && group != DEFAULT {
            self.refuse(ConfigProblem::RepeatedGroup { group: group.to_owned() }, range);
        }
    }

    fn add(&mut self, group: String, content: &str, range: Range<usize>) {
        let Some((name, value)) = content.split_once('=') else {
            return self.refuse(ConfigProblem::NoValue, range);
        };
        let (name, value) = (name.trim_end().to_owned(), value.trim().to_owned());
        if name.is_empty() {
            return self.refuse(ConfigProblem::Nameless, range);
        }
        if !self.names.insert((group.clone(), name.clone())) {
            let (group, name) = (group.clone(), name.clone());
            self.refuse(ConfigProblem::RepeatedName { group, name }, range.clone());
        }
        self.goes_on = true;
        self.read.points.push(Point { group, name, value, range });
    }

    fn refuse(&mut self, problem: ConfigProblem, range: Range<usize>) {
        self.read.breaches.push(ConfigBreach { problem, range });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, points: &[(&str, &str, &str)], breaches: &[&str]) {
        let read = Configured::read(text);
        let found = |point: &Point| (point.group.clone(), point.name.clone(), point.value.clone());
        let owned = |(group, name, value): &(&str, &str, &str)| {
            ((*group).to_owned(), (*name).to_owned(), (*value).to_owned())
        };
        let due: Vec<_> = points.iter().map(owned).collect();
        assert_eq!(read.points.iter().map(found).collect::<Vec<_>>(), due, "{text}");
        let words = read
            .breaches
            .iter()
            .map(|breach| format!("{:?} {breach}", text.get(breach.range.clone()).unwrap()));
        assert_eq!(words.collect::<Vec<_>>(), breaches, "{text}");
    }

    #[test]
    fn groups_names_and_values_are_taken_apart() {
        let text = "# note\n; note\n[a b] x\nA=1=2\r\n  b\n\n\n   c\n[c]\nd  = \n";
        check(text, &[("a b", "A", "1=2\nb\nc"), ("c", "d", "")], &[]);
        check("", &[], &[]);
    }

    #[test]
    fn what_the_parser_of_the_index_refuses_is_named() {
        check("x=1\n[a]", &[], &["\"x=1\" stands before the first `[group]`"]);
        check("[a]\nx: 1", &[], &["\"x: 1\" is neither `[group]` nor `name = value`"]);
        check("[a]\n= 1", &[], &["\"= 1\" has no name before the `=`"]);
        check("[a]\n[b]\n[a]", &[], &["\"[a]\" begins the group `a` a second time"]);
        check(
            "[a]\nx=1\nx = 2",
            &[("a", "x", "1"), ("a", "x", "2")],
            &["\"x = 2\" names `x` a second time in the group `a`"],
        );
        check("[]\n", &[], &["\"[]\" stands before the first `[group]`"]);
    }
}
