//! Methods of sets.

use std::rc::Rc;

use super::mapping::Key;
use super::method::arguments_of;
use super::object::{Object, Set};
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};

impl Machine<'_> {
    pub(crate) fn set_method(
        &mut self,
        set: &Rc<Set>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let whole = Object::Set(Rc::clone(set));
        match (name, &*arguments.positional) {
            ("add" | "discard" | "remove", [item]) => {
                let key = match self.key(item, place) {
                    Err(Stop::Unknown(doubt)) => {
                        return self.lose(&whole, &doubt).map(|()| Object::None);
                    }
                    other => other?,
                };
                self.spend(size_of::<Object>(), place)?;
                if name == "add" {
                    set.items.borrow_mut().entry(key).or_insert_with(|| item.clone());
                } else if set.items.borrow_mut().remove(&key).is_none() && name == "remove" {
                    return Err(raise("KeyError", "", place));
                }
                Ok(Object::None)
            }
            _ => self.update_set(set, name, arguments, place),
        }
    }

    /// Methods that add several, or copy.
    fn update_set(
        &mut self,
        set: &Rc<Set>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let whole = Object::Set(Rc::clone(set));
        match (name, &*arguments.positional) {
            ("update", more) => {
                for more in more {
                    let (items, _) = match self.items(more, place) {
                        Err(Stop::Unknown(doubt)) => {
                            self.lose(&whole, &doubt)?;
                            continue;
                        }
                        other => other?,
                    };
                    for item in items {
                        self.set_method(set, "add", &arguments_of(&item), place)?;
                    }
                }
                Ok(Object::None)
            }
            _ => self.algebra_of_set(set, name, arguments, place),
        }
    }

    /// Methods of several sets.
    fn algebra_of_set(
        &mut self,
        set: &Rc<Set>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        use ruff_python_ast::Operator;
        let whole = Object::Set(Rc::clone(set));
        match (name, &*arguments.positional) {
            ("copy", []) => {
                let (items, _) = self.items(&whole, place)?;
                self.set_of(items, place)
            }
            ("union" | "intersection" | "difference" | "symmetric_difference", others) => {
                let op = match name {
                    "union" => Operator::BitOr,
                    "intersection" => Operator::BitAnd,
                    "difference" => Operator::Sub,
                    _ => Operator::BitXor,
                };
                self.set_algebra(op, whole, others, place)
            }
            _ => self.compare_sets(set, name, arguments, place),
        }
    }

    /// Methods that compare sets.
    fn compare_sets(
        &mut self,
        set: &Rc<Set>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let whole = Object::Set(Rc::clone(set));
        match (name, &*arguments.positional) {
            ("issubset" | "issuperset" | "isdisjoint", [other]) => {
                let (mine, _) = self.items(&whole, place)?;
                let (others, _) = self.items(other, place)?;
                let mine: Vec<Key> = mine.iter().filter_map(Key::of).collect();
                let others: Vec<Key> = others.iter().filter_map(Key::of).collect();
                self.spend_steps(mine.len().saturating_mul(others.len()) / 8, place)?;
                Ok(Object::Bool(match name {
                    "issubset" => mine.iter().all(|key| others.contains(key)),
                    "issuperset" => others.iter().all(|key| mine.contains(key)),
                    _ => !mine.iter().any(|key| others.contains(key)),
                }))
            }
            _ => {
                let doubt = place.doubt("is a method that is not followed");
                self.lose(&whole, &doubt)?;
                Err(Stop::Unknown(doubt))
            }
        }
    }

    fn set_algebra(
        &mut self,
        op: ruff_python_ast::Operator,
        mut whole: Object,
        others: &[Object],
        place: Place,
    ) -> Result<Object, Stop> {
        for other in others {
            let (items, _) = self.items(other, place)?;
            // Words of the command line that are not known are paths, which nobody looks for.
            let mut known = Vec::new();
            for item in items {
                match self.key(&item, place) {
                    Err(Stop::Unknown(doubt)) => match &item {
                        Object::Str(text) if text.contains('/') => {}
                        _ => return Err(Stop::Unknown(doubt)),
                    },
                    Err(other) => return Err(other),
                    Ok(_) => known.push(item),
                }
            }
            let other = self.set_of(known, place)?;
            whole = self.binary(op, &whole, &other, place)?;
        }
        Ok(whole)
    }
}
