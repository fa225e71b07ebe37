//! Going through values, and taking things out of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use ruff_python_ast::Expr;

use super::mapping::Key;
use super::object::{Object, Order};
use crate::evaluate::flow::assign::index;
use crate::evaluate::flow::choices::{is_placed, place_doubt};
use crate::evaluate::flow::frame::Frame;
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};

impl Machine<'_> {
    /// The items of something that can be gone through; an iterator is empty afterwards.
    pub(crate) fn items(
        &mut self,
        over: &Object,
        place: Place,
    ) -> Result<(Vec<Object>, Order), Stop> {
        let found = match over {
            Object::List(list) => {
                if let Some(doubt) = &*list.lost.borrow() {
                    return Err(Stop::Unknown(Rc::clone(doubt)));
                }
                (list.items.borrow().clone(), list.order.get())
            }
            Object::Tuple(tuple) => (tuple.items.clone(), tuple.order),
            Object::Dict(dict) => {
                if let Some(doubt) = &*dict.lost.borrow() {
                    return Err(Stop::Unknown(Rc::clone(doubt)));
                }
                let map = dict.map.borrow();
                (map.pairs().map(|(key, _)| key.clone()).collect(), dict.order.get())
            }
            Object::Set(set) => {
                if let Some(doubt) = &*set.lost.borrow() {
                    return Err(Stop::Unknown(Rc::clone(doubt)));
                }
                (set.items.borrow().values().cloned().collect(), Order::Any)
            }
            Object::Iterator(stream) => (stream.drain(), stream.order),
            Object::Str(text) if is_placed(text) => {
                return Err(Stop::Unknown(place_doubt(place)));
            }
            Object::Str(text) => {
                self.spend(text.len() * 24, place)?;
                let mut buffer = [0; 4];
                let letters = text.chars().map(|c| Object::text(c.encode_utf8(&mut buffer)));
                (letters.collect(), Order::Kept)
            }
            Object::Bytes(bytes) => {
                self.spend(bytes.len() * 24, place)?;
                (bytes.iter().map(|byte| Object::Int(i64::from(*byte))).collect(), Order::Kept)
            }
            Object::File(file) => (self.lines(&Rc::clone(file), place)?, Order::Kept),
            Object::Unknown(doubt) => return Err(Stop::Unknown(Rc::clone(doubt))),
            Object::None | Object::Bool(_) | Object::Int(_) | Object::Float(_) => {
                let message = format!("'{}' object is not iterable", over.type_name());
                return Err(raise("TypeError", message, place));
            }
            _ => return Err(place.unknown("is gone through in a way that is not followed")),
        };
        self.spend_steps(found.0.len() >> 4, place)?;
        Ok(found)
    }

    /// Items whose order matters.
    pub(crate) fn ordered(&mut self, over: &Object, place: Place) -> Result<Vec<Object>, Stop> {
        let (items, order) = self.items(over, place)?;
        if order == Order::Any && items.len() > 1 {
            return Err(place.unknown("comes in no certain order"));
        }
        Ok(items)
    }

    pub(crate) fn subscript(
        &mut self,
        frame: &Frame,
        owner: &Object,
        slice: &'static Expr,
        place: Place,
    ) -> Result<Object, Stop> {
        let Expr::Slice(slice) = slice else {
            let key = self.eval(frame, slice)?;
            return self.element(owner, &key, place);
        };
        let mut bounds = [None; 3];
        for (bound, part) in bounds.iter_mut().zip([&slice.lower, &slice.upper, &slice.step]) {
            if let Some(part) = part {
                *bound = match self.eval(frame, part)? {
                    Object::None => None,
                    Object::Int(at) => Some(at),
                    Object::Bool(at) => Some(i64::from(at)),
                    Object::Unknown(doubt) => return Err(Stop::Unknown(doubt)),
                    _ => return Err(place.unknown("is a slice that is not understood")),
                };
            }
        }
        self.slice(owner, bounds, place)
    }

    fn slice(
        &mut self,
        owner: &Object,
        bounds: [Option<i64>; 3],
        place: Place,
    ) -> Result<Object, Stop> {
        let [lower, upper, step] = bounds;
        let step = step.unwrap_or(1);
        if step == 0 {
            return Err(raise("ValueError", "slice step cannot be zero", place));
        }
        let whole = lower.is_none_or(|at| at == 0) && upper.is_none() && step == 1;
        let cut = |length: usize| chosen(lower, upper, step, length);
        match owner {
            Object::Str(text) if is_placed(text) && !whole => {
                Err(Stop::Unknown(place_doubt(place)))
            }
            Object::Str(text) => {
                self.spend_steps(text.len() >> 6, place)?;
                let letters: Vec<char> = text.chars().collect();
                let taken = cut(letters.len()).into_iter().filter_map(|at| letters.get(at));
                let taken: String = taken.collect();
                self.text(taken, place)
            }
            Object::Bytes(bytes) => {
                let taken = cut(bytes.len()).into_iter().filter_map(|at| bytes.get(at).copied());
                Ok(Object::Bytes(taken.collect()))
            }
            Object::List(_) | Object::Tuple(_) => {
                let (items, order) = self.items(owner, place)?;
                if order == Order::Any && items.len() > 1 && !whole {
                    return Err(place.unknown("takes some of items in no certain order"));
                }
                let taken = cut(items.len()).into_iter().filter_map(|at| items.get(at).cloned());
                let taken: Vec<Object> = taken.collect();
                match owner {
                    Object::List(_) => self.list(taken, order, place),
                    _ => Ok(Object::tuple_in(taken, order)),
                }
            }
            Object::Unknown(doubt) => Err(Stop::Unknown(Rc::clone(doubt))),
            _ => Err(place.unknown("is a slice that is not understood")),
        }
    }

    /// `owner[key]`.
    pub(crate) fn element(
        &mut self,
        owner: &Object,
        key: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        match (owner, key) {
            (Object::Unknown(doubt), _) | (_, Object::Unknown(doubt)) => {
                Err(Stop::Unknown(Rc::clone(doubt)))
            }
            (Object::Dict(dict), _) => {
                if let Some(doubt) = &*dict.lost.borrow() {
                    return Err(Stop::Unknown(Rc::clone(doubt)));
                }
                let index = self.key(key, place)?;
                let found = dict.map.borrow().get(&index);
                match (found, &dict.missing) {
                    (Some(value), _) => Ok(value),
                    (None, Some(factory)) if !matches!(factory, Object::None) => {
                        let value = self.call(
                            factory,
                            crate::evaluate::flow::arguments::Arguments::default(),
                            place,
                        )?;
                        self.set_item(dict, key.clone(), value.clone(), place)?;
                        Ok(value)
                    }
                    (None, _) => {
                        let shown = self.repr(key, place)?;
                        Err(raise("KeyError", shown, place))
                    }
                }
            }
            (Object::Str(text), Object::Int(at)) => {
                if is_placed(text) {
                    return Err(Stop::Unknown(place_doubt(place)));
                }
                self.spend_steps(text.len() >> 6, place)?;
                let found = index(*at, text.chars().count()).and_then(|at| text.chars().nth(at));
                let letter =
                    found.ok_or_else(|| raise("IndexError", "string index out of range", place))?;
                Ok(Object::text(letter.to_string()))
            }
            (Object::Bytes(bytes), Object::Int(at)) => {
                let byte = index(*at, bytes.len()).and_then(|at| bytes.get(at));
                let byte = byte.ok_or_else(|| raise("IndexError", "index out of range", place))?;
                Ok(Object::Int(i64::from(*byte)))
            }
            (Object::Tuple(_), _) if owner.is_view() => {
                Err(raise("TypeError", "object is not subscriptable", place))
            }
            (Object::List(_) | Object::Tuple(_), Object::Int(_) | Object::Bool(_)) => {
                let at = match key {
                    Object::Int(at) => *at,
                    _ => i64::from(matches!(key, Object::Bool(true))),
                };
                let items = self.ordered(owner, place)?;
                let message = format!("{} index out of range", owner.type_name());
                let found = index(at, items.len()).and_then(|at| items.get(at).cloned());
                found.ok_or_else(|| raise("IndexError", message, place))
            }
            (Object::Match(found), _) => {
                let found = Rc::clone(found);
                self.group(&found, key, place)
            }
            (Object::Native(name), _) => self.native_element(name, key, place),
            _ => Err(place.unknown("is a subscript that is not understood")),
        }
    }

    pub(crate) fn set_of(&mut self, items: Vec<Object>, place: Place) -> Result<Object, Stop> {
        self.spend(items.len() * size_of::<Object>(), place)?;
        let mut set = BTreeMap::new();
        for item in items {
            let key = self.key(&item, place)?;
            set.entry(key).or_insert(item);
        }
        Ok(Object::set(set))
    }

    pub(crate) fn key(&mut self, object: &Object, place: Place) -> Result<Key, Stop> {
        match object {
            Object::Unknown(doubt) => Err(Stop::Unknown(Rc::clone(doubt))),
            Object::List(_) | Object::Dict(_) => {
                let message = format!("unhashable type: '{}'", object.type_name());
                Err(raise("TypeError", message, place))
            }
            // Whether two texts are equal may depend on where the project lies.
            Object::Str(text) if is_placed(text) => Err(Stop::Unknown(place_doubt(place))),
            _ => Key::of(object).ok_or_else(|| place.unknown("is a key that is not followed")),
        }
    }
}

/// The places that a slice takes.
fn chosen(lower: Option<i64>, upper: Option<i64>, step: i64, length: usize) -> Vec<usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let (least, most) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let clamp = |at: i64| {
        let at = if at < 0 { at.saturating_add(length) } else { at };
        at.clamp(least, most)
    };
    let (first, last) = if step > 0 { (0, length) } else { (length - 1, -1) };
    let mut at = lower.map_or(first, clamp);
    let end = upper.map_or(last, clamp);
    let mut places = Vec::new();
    while if step > 0 { at < end } else { at > end } {
        places.extend(usize::try_from(at));
        at = at.saturating_add(step);
    }
    places
}
