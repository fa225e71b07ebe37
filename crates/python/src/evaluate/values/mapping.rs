//! Mappings that keep the order in which their keys came.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::object::Object;

/// What can be a key, so that equal values are equal keys.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Key {
    None,
    Int(i64),
    Float(u64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    Tuple(Vec<Self>),
    Frozen(Vec<Self>),
    Native(Rc<str>),
    Path(Rc<str>),
    /// A pattern and its flags.
    Pattern(Rc<str>, i64),
    /// What is equal to itself only.
    Address(usize),
}

/// A mapping.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mapping {
    entries: Vec<Option<(Object, Object)>>,
    index: BTreeMap<Key, usize>,
}

impl Key {
    /// The key of a value; `None` for what cannot be one, or not be known.
    pub(crate) fn of(object: &Object) -> Option<Self> {
        Some(match object {
            Object::None => Self::None,
            Object::Bool(value) => Self::Int(i64::from(*value)),
            Object::Int(value) => Self::Int(*value),
            Object::Float(value) => Self::of_float(*value),
            Object::Str(text) => Self::Str(Rc::clone(text)),
            Object::Bytes(bytes) => Self::Bytes(Rc::clone(bytes)),
            Object::Tuple(tuple) => {
                Self::Tuple(tuple.items.iter().map(Self::of).collect::<Option<_>>()?)
            }
            Object::Set(set) if set.frozen => {
                Self::Frozen(set.items.borrow().keys().cloned().collect())
            }
            Object::Native(name) => Self::Native(Rc::clone(name)),
            Object::Path(path) => Self::Path(Rc::clone(path)),
            Object::Pattern(pattern) => Self::Pattern(Rc::clone(&pattern.text), pattern.bits),
            Object::Class(class) => Self::Address(Rc::as_ptr(class).addr()),
            Object::Function(function) => Self::Address(Rc::as_ptr(function).addr()),
            _ => return None,
        })
    }

    fn of_float(value: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "compared with the original")]
        let whole = value as i64;
        #[expect(clippy::cast_precision_loss, reason = "only equal ones count")]
        let same = whole as f64 == value && whole.abs() < 1 << 53;
        if same { Self::Int(whole) } else { Self::Float(value.to_bits()) }
    }
}

impl Mapping {
    pub(crate) fn get(&self, key: &Key) -> Option<Object> {
        let at = *self.index.get(key)?;
        self.entries.get(at)?.as_ref().map(|(_, value)| value.clone())
    }

    pub(crate) fn has(&self, key: &Key) -> bool {
        self.index.contains_key(key)
    }

    /// Sets the value of a key; whether the key is new.
    pub(crate) fn insert(&mut self, key: Key, object: Object, value: Object) -> bool {
        if let Some(Some(entry)) = self.index.get(&key).and_then(|at| self.entries.get_mut(*at)) {
            entry.1 = value;
            return false;
        }
        self.index.insert(key, self.entries.len());
        self.entries.push(Some((object, value)));
        true
    }

    pub(crate) fn remove(&mut self, key: &Key) -> Option<Object> {
        let at = self.index.remove(key)?;
        self.entries.get_mut(at)?.take().map(|(_, value)| value)
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }

    pub(crate) fn pairs(&self) -> impl DoubleEndedIterator<Item = &(Object, Object)> {
        self.entries.iter().flatten()
    }

    pub(crate) fn of_pairs(pairs: impl IntoIterator<Item = (Object, Object)>) -> Option<Self> {
        let mut map = Self::default();
        for (key, value) in pairs {
            map.insert(Key::of(&key)?, key, value);
        }
        Some(map)
    }
}
