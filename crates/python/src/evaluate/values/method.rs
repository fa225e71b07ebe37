//! Methods of values that are built in.

use std::rc::Rc;

use super::mapping::Mapping;
use super::object::{Dict, List, Object, Order};
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::library::native;

impl Machine<'_> {
    pub(crate) fn call_method(
        &mut self,
        owner: &Object,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match owner {
            Object::Str(text) => self.text_method(text, name, &arguments, place),
            Object::Bytes(bytes) => self.bytes_method(bytes, name, arguments, place),
            Object::List(list) => self.list_method(list, name, arguments, place),
            Object::Dict(dict) => self.dict_method(dict, name, arguments, place),
            Object::Set(set) => self.set_method(set, name, &arguments, place),
            Object::Tuple(_) => self.tuple_method(owner, name, &arguments, place),
            Object::File(file) => {
                let file = Rc::clone(file);
                self.file_method(&file, name, &arguments, place)
            }
            _ => self.call_method_of_thing(owner, name, arguments, place),
        }
    }

    /// The same for what is no container.
    fn call_method_of_thing(
        &mut self,
        owner: &Object,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match owner {
            Object::Path(path) => self.path_method(&Rc::clone(path), name, arguments, place),
            Object::Pattern(pattern) => {
                let pattern = Rc::clone(pattern);
                self.pattern_method(&pattern, name, arguments, place)
            }
            Object::Match(found) => self.match_method(&Rc::clone(found), name, &arguments, place),
            Object::Instance(_) | Object::Made(_) => {
                self.made_method(owner, name, &arguments, place)
            }
            Object::Unknown(doubt) => {
                if native::has(native::OF_VALUES, name) {
                    return Err(Stop::Unknown(Rc::clone(doubt)));
                }
                Err(Stop::Refused(Rc::clone(doubt)))
            }
            Object::Iterator(stream) if matches!(name, "__next__" | "next") => {
                let next = stream.next();
                next.ok_or_else(|| raise("StopIteration", "", place))
            }
            _ => Err(place.refuse("is a call that is not followed")),
        }
    }

    fn list_method(
        &mut self,
        list: &Rc<List>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let whole = Object::List(Rc::clone(list));
        let strange = || place.doubt("is called in a way that is not understood");
        match (name, &*arguments.positional) {
            _ if !arguments.named.is_empty() && name != "sort" => {
                self.lose(&whole, &strange())?;
                Ok(Object::None)
            }
            ("append", [item]) => self.append(list, item.clone(), place).map(|()| Object::None),
            ("extend", [more]) => self.extend(list, more, place).map(|()| Object::None),
            ("insert", [Object::Int(at), item]) => {
                self.spend(list.items.borrow().len() + size_of::<Object>(), place)?;
                let mut items = list.items.borrow_mut();
                let length = i64::try_from(items.len()).unwrap_or_default();
                let at = if *at < 0 { at.saturating_add(length).max(0) } else { *at.min(&length) };
                items.insert(usize::try_from(at).unwrap_or_default(), item.clone());
                if self.loose > 0 {
                    list.order.set(Order::Any);
                }
                Ok(Object::None)
            }
            _ => self.change_list(list, name, arguments, place),
        }
    }

    /// Methods that change the whole list, or take something out.
    fn change_list(
        &mut self,
        list: &Rc<List>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let whole = Object::List(Rc::clone(list));
        match (name, &*arguments.positional) {
            ("copy", []) => {
                let (items, order) = self.items(&whole, place)?;
                self.list(items, order, place)
            }
            ("clear", []) => {
                list.items.borrow_mut().clear();
                *list.lost.borrow_mut() = None;
                Ok(Object::None)
            }
            ("remove", [item]) => self.remove(list, item, place),
            _ => self.order_list(list, name, arguments, place),
        }
    }

    fn remove(&mut self, list: &Rc<List>, item: &Object, place: Place) -> Result<Object, Stop> {
        let whole = Object::List(Rc::clone(list));
        let (items, _) = self.items(&whole, place)?;
        for (at, other) in items.iter().enumerate() {
            if self.equal(other, item, place)? {
                list.items.borrow_mut().remove(at);
                return Ok(Object::None);
            }
        }
        Err(raise("ValueError", "list.remove(x): x not in list", place))
    }

    /// Methods that order, and those that search.
    fn order_list(
        &mut self,
        list: &Rc<List>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let whole = Object::List(Rc::clone(list));
        let strange = || place.doubt("is called in a way that is not understood");
        match (name, &*arguments.positional) {
            ("pop", [] | [Object::Int(_)]) => self.pop(list, &arguments, place),
            ("sort", []) => {
                let (items, order) = self.items(&whole, place)?;
                let items = self.sorted(items, order, arguments, place)?;
                list.items.replace(items);
                list.order.set(Order::Kept);
                Ok(Object::None)
            }
            ("reverse", []) => {
                list.items.borrow_mut().reverse();
                Ok(Object::None)
            }
            ("index" | "count", [item]) => {
                self.tuple_method(&whole, name, &arguments_of(item), place)
            }
            _ => {
                self.lose(&whole, &strange())?;
                Err(Stop::Unknown(strange()))
            }
        }
    }

    fn pop(
        &mut self,
        list: &Rc<List>,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let whole = Object::List(Rc::clone(list));
        let key = arguments.positional.first().cloned().unwrap_or(Object::Int(-1));
        let item = self.element(&whole, &key, place)?;
        let mut items = list.items.borrow_mut();
        let at = match key {
            Object::Int(at) => crate::evaluate::flow::assign::index(at, items.len()),
            _ => None,
        };
        if let Some(at) = at {
            items.remove(at);
        }
        Ok(item)
    }

    fn tuple_method(
        &mut self,
        owner: &Object,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        if let ("remove", [item]) = (name, &*arguments.positional)
            && !self.contains(owner, item, place)?
        {
            return Err(raise("ValueError", "list.remove(x): x not in list", place));
        }
        if !matches!(name, "index" | "count") {
            return Err(place.refuse("is a method that is not followed"));
        }
        let [item] = &*arguments.positional else {
            return Err(place.unknown("is called in a way that is not understood"));
        };
        let items = self.ordered(owner, place)?;
        let mut count = 0;
        for (at, other) in items.iter().enumerate() {
            if self.equal(other, item, place)? {
                if name == "index" {
                    return Ok(Object::Int(i64::try_from(at).unwrap_or_default()));
                }
                count += 1;
            }
        }
        match name {
            "count" => Ok(Object::Int(count)),
            "index" => Err(raise("ValueError", "is not in list", place)),
            _ => Err(place.unknown("is a method that is not followed")),
        }
    }

    fn dict_method(
        &mut self,
        dict: &Rc<Dict>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        if matches!(name, "update" | "setdefault" | "pop" | "popitem" | "clear") {
            return self.change_dict(dict, name, arguments, place);
        }
        if let Some(doubt) = &*dict.lost.borrow() {
            return Err(Stop::Unknown(Rc::clone(doubt)));
        }
        if !arguments.named.is_empty() {
            return Err(place.unknown("is called in a way that is not understood"));
        }
        let order = dict.order.get();
        match (name, &*arguments.positional) {
            ("get", [key, rest @ ..]) if rest.len() < 2 => {
                let index = self.key(key, place)?;
                let found = dict.map.borrow().get(&index);
                Ok(found.or_else(|| rest.first().cloned()).unwrap_or(Object::None))
            }
            ("keys", []) => {
                let keys = dict.map.borrow().pairs().map(|(key, _)| key.clone()).collect();
                Ok(Object::view(keys, order))
            }
            ("values", []) => {
                let values = dict.map.borrow().pairs().map(|(_, value)| value.clone()).collect();
                Ok(Object::view(values, order))
            }
            ("items", []) => {
                let map = dict.map.borrow();
                let pairs =
                    map.pairs().map(|(key, value)| Object::tuple(vec![key.clone(), value.clone()]));
                Ok(Object::view(pairs.collect(), order))
            }
            ("copy", []) => {
                self.spend(dict.map.borrow().len() * 2 * size_of::<Object>(), place)?;
                let copy = Dict::with_missing(dict.map.borrow().clone(), dict.missing.clone());
                copy.order.set(order);
                Ok(Object::Dict(copy))
            }
            ("has_key", _) => Err(raise("AttributeError", name, place)),
            _ => Err(place.unknown("is a method that is not followed")),
        }
    }

    fn change_dict(
        &mut self,
        dict: &Rc<Dict>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let strange = || place.doubt("is called in a way that is not understood");
        match (name, &*arguments.positional) {
            ("update", more) => {
                for more in more {
                    self.update_dict(dict, more, place)?;
                }
                for (name, value) in arguments.named {
                    self.set_item(dict, Object::Str(name), value, place)?;
                }
                Ok(Object::None)
            }
            ("clear", []) => {
                dict.map.borrow_mut().clear();
                *dict.lost.borrow_mut() = None;
                Ok(Object::None)
            }
            ("setdefault" | "pop", [key, rest @ ..]) if rest.len() < 2 => {
                if let Some(doubt) = &*dict.lost.borrow() {
                    return Err(Stop::Unknown(Rc::clone(doubt)));
                }
                let index = match self.key(key, place) {
                    Err(Stop::Unknown(doubt)) => {
                        dict.lost.borrow_mut().get_or_insert(Rc::clone(&doubt));
                        return Err(Stop::Unknown(doubt));
                    }
                    other => other?,
                };
                let found = match name {
                    "pop" => dict.map.borrow_mut().remove(&index),
                    _ => dict.map.borrow().get(&index),
                };
                match (found, rest.first()) {
                    (Some(value), _) => Ok(value),
                    (None, Some(value)) if name == "pop" => Ok(value.clone()),
                    (None, None) if name == "pop" => Err(raise("KeyError", "", place)),
                    (None, default) => {
                        let value = default.cloned().unwrap_or(Object::None);
                        self.set_item(dict, key.clone(), value.clone(), place)?;
                        Ok(value)
                    }
                }
            }
            _ => {
                dict.lost.borrow_mut().get_or_insert(strange());
                Err(Stop::Unknown(strange()))
            }
        }
    }

    fn made_method(
        &mut self,
        owner: &Object,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let Object::Made(made) = owner else {
            return Err(place.refuse("is a call that is not followed"));
        };
        match (&*made.class, name, &*made.arguments, &*arguments.positional) {
            (
                "importlib.util.spec_from_file_location" | "importlib.machinery.SourceFileLoader",
                "exec_module",
                [_, path],
                [Object::Module(module)],
            ) => {
                self.exec_into(path, module, place)?;
                Ok(Object::None)
            }
            (
                "importlib.machinery.SourceFileLoader",
                "load_module",
                [Object::Str(name), path],
                [] | [_],
            ) => {
                // It is to go with Python 3.15.
                if self.python(place) > 14 {
                    return Err(raise("AttributeError", "load_module", place));
                }
                self.load(name, path, place)
            }
            _ => Err(place.refuse("is a call that is not followed")),
        }
    }
}

pub(crate) fn arguments_of(item: &Object) -> Arguments {
    Arguments::of(vec![item.clone()])
}

/// A mapping of names, for `collections` and the like.
pub(crate) fn empty_dict(missing: Option<Object>) -> Object {
    Object::Dict(Dict::with_missing(Mapping::default(), missing))
}
