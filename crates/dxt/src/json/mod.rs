//! JSON as the reference tool reads it, with the place of every key and value.
//!
//! The reader accepts exactly what `JSON.parse` accepts and never recurses, so neither the depth
//! of a document nor dropping it can exhaust a stack: all values lie in one list and know each
//! other by number.

mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

pub(crate) use read::{Flaw, parse};

/// A document: its values in the order in which they ended.
#[derive(Debug)]
pub(crate) struct Document {
    values: Vec<Stored>,
    root: Id,
    /// Members that a later member of the same name replaced.
    pub(crate) replaced: Vec<Replaced>,
}

/// A value at its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    document: &'a Document,
    id: Id,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Array,
    Bool,
    Null,
    Number,
    Object,
    String,
}

/// A member that counts for nothing, because a later one has the same name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Replaced {
    pub(crate) name: String,
    /// Where the name stands that counts for nothing.
    pub(crate) first: Range<usize>,
    /// Where the name stands that counts.
    pub(crate) last: Range<usize>,
}

/// One step from a value to a value in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    Index(usize),
    Name(String),
}

/// A document of 4 GiB is far beyond what is read, so 32 bits count all its values.
type Id = u32;

#[derive(Debug)]
struct Stored {
    span: Range<usize>,
    value: Value,
}

#[derive(Debug)]
enum Value {
    Array(Vec<Id>),
    Bool(bool),
    Null,
    Number(f64),
    Object(Object),
    String(String),
}

/// Members in the order of the document, without those that were replaced.
#[derive(Debug)]
struct Object {
    members: Vec<Member>,
    /// The members' numbers in the order of their names, to search in.
    by_name: Vec<Id>,
}

#[derive(Debug)]
struct Member {
    name: String,
    name_span: Range<usize>,
    value: Id,
}

impl Document {
    pub(crate) fn root(&self) -> Node<'_> {
        Node { document: self, id: self.root }
    }

    /// The steps of a JSON pointer (RFC 6901) and the value that they lead to. Only the document
    /// tells whether `0` is an index or a name.
    pub(crate) fn follow(&self, pointer: &str) -> Option<(Vec<Step>, Node<'_>)> {
        let mut steps = Vec::new();
        let mut node = self.root();
        for token in pointer.split('/').skip(1) {
            let name = token.replace("~1", "/").replace("~0", "~");
            if node.kind() == Kind::Array {
                let index = name.parse().ok()?;
                node = node.item(index)?;
                steps.push(Step::Index(index));
            } else {
                node = node.member(&name)?;
                steps.push(Step::Name(name));
            }
        }
        Some((steps, node))
    }
}

impl<'a> Node<'a> {
    /// Where the value stands.
    pub(crate) fn span(self) -> Range<usize> {
        self.stored().map_or(0..0, |stored| stored.span.clone())
    }

    pub(crate) fn kind(self) -> Kind {
        match self.value() {
            Some(Value::Array(_)) => Kind::Array,
            Some(Value::Bool(_)) => Kind::Bool,
            Some(Value::Null) | None => Kind::Null,
            Some(Value::Number(_)) => Kind::Number,
            Some(Value::Object(_)) => Kind::Object,
            Some(Value::String(_)) => Kind::String,
        }
    }

    pub(crate) fn text(self) -> Option<&'a str> {
        match self.value() {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(self) -> Option<f64> {
        match self.value() {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn is_true(self) -> bool {
        matches!(self.value(), Some(Value::Bool(true)))
    }

    /// The members of an object; none for any other value.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let members = self.object().map_or(&[][..], |object| &object.members);
        members.iter().map(move |member| (&*member.name, self.at(member.value)))
    }

    /// The items of an array; none for any other value.
    pub(crate) fn items(self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let items = match self.value() {
            Some(Value::Array(items)) => &items[..],
            _ => &[],
        };
        items.iter().map(move |id| self.at(*id))
    }

    pub(crate) fn item(self, index: usize) -> Option<Self> {
        match self.value() {
            Some(Value::Array(items)) => items.get(index).map(|id| self.at(*id)),
            _ => None,
        }
    }

    pub(crate) fn member(self, name: &str) -> Option<Self> {
        self.find(name).map(|member| self.at(member.value))
    }

    /// Where the name of a member stands.
    pub(crate) fn name_span(self, name: &str) -> Option<Range<usize>> {
        self.find(name).map(|member| member.name_span.clone())
    }

    /// The value for a checker that may recurse: arrays and objects deeper than `depth` are empty.
    /// A number beyond all floats becomes the greatest of them: nothing checks how large one is.
    pub(crate) fn to_checkable(self, depth: usize) -> serde_json::Value {
        match self.value() {
            None | Some(Value::Null) => serde_json::Value::Null,
            Some(Value::Array(_)) if depth == 0 => serde_json::Value::Array(Vec::new()),
            Some(Value::Array(_)) => {
                self.items().map(|item| item.to_checkable(depth - 1)).collect()
            }
            Some(Value::Bool(bool)) => (*bool).into(),
            Some(Value::Number(number)) => number.clamp(f64::MIN, f64::MAX).into(),
            Some(Value::Object(_)) if depth == 0 => serde_json::Map::new().into(),
            Some(Value::Object(_)) => {
                let members = self.members();
                members.map(|(name, value)| (name, value.to_checkable(depth - 1))).collect()
            }
            Some(Value::String(text)) => text.as_str().into(),
        }
    }

    fn at(self, id: Id) -> Self {
        Node { id, ..self }
    }

    fn stored(self) -> Option<&'a Stored> {
        self.document.values.get(self.id as usize)
    }

    fn value(self) -> Option<&'a Value> {
        self.stored().map(|stored| &stored.value)
    }

    fn object(self) -> Option<&'a Object> {
        match self.value() {
            Some(Value::Object(object)) => Some(object),
            _ => None,
        }
    }

    fn find(self, name: &str) -> Option<&'a Member> {
        let object = self.object()?;
        let member = |id: &Id| object.members.get(*id as usize);
        let at =
            object.by_name.binary_search_by(|id| member(id).map(|m| &*m.name).cmp(&Some(name)));
        member(object.by_name.get(at.ok()?)?)
    }
}

impl Object {
    /// Takes members as they were read; the last of a name counts, at the place of the first, as
    /// in JavaScript.
    fn new(read: Vec<Member>, replaced: &mut Vec<Replaced>) -> Self {
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        let mut members: Vec<Member> = Vec::with_capacity(read.len());
        for member in read {
            let known = by_name.get(&member.name).and_then(|at| members.get_mut(*at));
            if let Some(known) = known {
                replaced.push(Replaced {
                    name: member.name.clone(),
                    first: known.name_span.clone(),
                    last: member.name_span.clone(),
                });
                *known = member;
            } else {
                by_name.insert(member.name.clone(), members.len());
                members.push(member);
            }
        }
        let by_name = by_name.into_values().filter_map(|at| Id::try_from(at).ok()).collect();
        Self { members, by_name }
    }
}

impl Kind {
    /// The kind with its article, as messages name it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Array => "an array",
            Self::Bool => "a boolean",
            Self::Null => "null",
            Self::Number => "a number",
            Self::Object => "an object",
            Self::String => "a string",
        }
    }
}
