//! What is bound, changed and given up.

use std::rc::Rc;

use ruff_python_ast::{Expr, Operator, StmtAugAssign};

use super::frame::Frame;
use super::machine::{Machine, raise};
use super::place::{Doubt, Place, Stop};
use crate::evaluate::values::mapping::Mapping;
use crate::evaluate::values::object::{Dict, List, Object, Order};

/// Attributes of functions by which they are another function.
const OF_FUNCTIONS: [&str; 7] = [
    "__class__",
    "__code__",
    "__defaults__",
    "__dict__",
    "__kwdefaults__",
    "__name__",
    "__wrapped__",
];

impl Machine<'_> {
    pub(crate) fn assign(
        &mut self,
        frame: &Frame,
        target: &'static Expr,
        value: Object,
    ) -> Result<(), Stop> {
        let place = frame.place(target);
        match target {
            Expr::Name(name) => {
                frame.bind(name.id.as_str(), value);
                Ok(())
            }
            Expr::Tuple(it) => self.unpack(frame, &it.elts, &value, place),
            Expr::List(it) => self.unpack(frame, &it.elts, &value, place),
            Expr::Subscript(it) => {
                let owner = self.eval(frame, &it.value)?;
                if let Expr::Slice(_) = &*it.slice {
                    return self.lose(&owner, &place.doubt("changes a slice"));
                }
                let key = self.eval(frame, &it.slice)?;
                self.set_element(&owner, key, value, place)
            }
            Expr::Attribute(it) => {
                let owner = self.eval(frame, &it.value)?;
                self.set_attribute(&owner, it.attr.as_str(), value, place)
            }
            _ => Err(place.refuse("is a target that is not followed")),
        }
    }

    fn unpack(
        &mut self,
        frame: &Frame,
        targets: &'static [Expr],
        value: &Object,
        place: Place,
    ) -> Result<(), Stop> {
        if let Object::Unknown(_) | Object::Foreign(_) = value {
            for target in targets {
                let inner = if let Expr::Starred(it) = target { &*it.value } else { target };
                self.assign(frame, inner, value.clone())?;
            }
            return Ok(());
        }
        let (items, order) = self.items(value, place)?;
        if order == Order::Any && items.len() > 1 {
            return Err(place.refuse("is unpacked from items in no certain order"));
        }
        let starred = targets.iter().position(|target| matches!(target, Expr::Starred(_)));
        let fits = match starred {
            None => items.len() == targets.len(),
            Some(_) => items.len() + 1 >= targets.len(),
        };
        if !fits {
            return Err(raise("ValueError", "wrong number of values to unpack", place));
        }
        let spare = (items.len() + 1).saturating_sub(targets.len());
        let mut items = items.into_iter();
        for target in targets {
            match target {
                Expr::Starred(it) => {
                    let rest: Vec<Object> = items.by_ref().take(spare).collect();
                    let list = self.list(rest, Order::Kept, place)?;
                    self.assign(frame, &it.value, list)?;
                }
                _ => {
                    let item = items.next().unwrap_or(Object::None);
                    self.assign(frame, target, item)?;
                }
            }
        }
        Ok(())
    }

    pub(crate) fn augment(
        &mut self,
        frame: &Frame,
        it: &'static StmtAugAssign,
    ) -> Result<(), Stop> {
        let place = frame.place(it);
        let target_place = frame.place(&*it.target);
        match &*it.target {
            Expr::Name(name) => {
                let old = self.name(frame, name.id.as_str(), target_place)?;
                let more = self.eval(frame, &it.value)?;
                let new = self.augmented(&old, it.op, &more, place)?;
                frame.bind(name.id.as_str(), new);
                Ok(())
            }
            Expr::Subscript(subscript) => {
                let owner = self.eval(frame, &subscript.value)?;
                if let Expr::Slice(_) = &*subscript.slice {
                    return self.lose(&owner, &place.doubt("changes a slice"));
                }
                let key = self.eval(frame, &subscript.slice)?;
                let old = match self.element(&owner, &key, target_place) {
                    Err(Stop::Unknown(doubt)) => Object::Unknown(doubt),
                    other => other?,
                };
                let more = self.eval(frame, &it.value)?;
                let new = self.augmented(&old, it.op, &more, place)?;
                self.set_element(&owner, key, new, place)
            }
            Expr::Attribute(attribute) => {
                let owner = self.eval(frame, &attribute.value)?;
                let old = self.attribute(&owner, attribute.attr.as_str(), target_place)?;
                let more = self.eval(frame, &it.value)?;
                let new = self.augmented(&old, it.op, &more, place)?;
                self.set_attribute(&owner, attribute.attr.as_str(), new, place)
            }
            _ => Err(target_place.refuse("is a target that is not followed")),
        }
    }

    /// `old op= more`, which changes lists, dictionaries and sets themselves.
    fn augmented(
        &mut self,
        old: &Object,
        op: Operator,
        more: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        match (old, op) {
            (Object::List(list), Operator::Add) => {
                self.extend(list, more, place)?;
                Ok(old.clone())
            }
            (Object::Dict(dict), Operator::BitOr) => {
                self.update_dict(dict, more, place)?;
                Ok(old.clone())
            }
            (Object::Native(name), _) if &**name == "sys.path" => {
                let (items, _) = self.items(more, place)?;
                for item in items {
                    self.add_root(&item, false, place)?;
                }
                Ok(old.clone())
            }
            (Object::List(_) | Object::Set(_), _) => {
                let doubt = place.doubt("changes a value in a way that is not followed");
                self.lose(old, &doubt)?;
                Ok(old.clone())
            }
            _ => match self.binary(op, old, more, place) {
                Err(Stop::Unknown(doubt)) => self.doubt(doubt),
                other => other,
            },
        }
    }

    /// `list.extend(more)`.
    pub(crate) fn extend(
        &mut self,
        list: &Rc<List>,
        more: &Object,
        place: Place,
    ) -> Result<(), Stop> {
        let (items, order) = match self.items(more, place) {
            Err(Stop::Unknown(doubt)) => {
                list.lost.borrow_mut().get_or_insert(doubt);
                return Ok(());
            }
            other => other?,
        };
        self.spend((list.items.borrow().len() + items.len()) * 8, place)?;
        if self.loose > 0 || order == Order::Any {
            list.order.set(Order::Any);
        }
        list.items.borrow_mut().extend(items);
        Ok(())
    }

    pub(crate) fn append(
        &mut self,
        list: &Rc<List>,
        item: Object,
        place: Place,
    ) -> Result<(), Stop> {
        self.spend(size_of::<Object>(), place)?;
        if self.loose > 0 {
            list.order.set(Order::Any);
        }
        list.items.borrow_mut().push(item);
        Ok(())
    }

    pub(crate) fn set_item(
        &mut self,
        dict: &Rc<Dict>,
        key: Object,
        value: Object,
        place: Place,
    ) -> Result<(), Stop> {
        self.spend(2 * size_of::<Object>(), place)?;
        let index = match self.key(&key, place) {
            Err(Stop::Unknown(doubt)) => {
                dict.lost.borrow_mut().get_or_insert(doubt);
                return Ok(());
            }
            other => other?,
        };
        let new = dict.map.borrow_mut().insert(index, key, value);
        if new && self.loose > 0 {
            dict.order.set(Order::Any);
        }
        Ok(())
    }

    /// `dict.update(more)`.
    pub(crate) fn update_dict(
        &mut self,
        dict: &Rc<Dict>,
        more: &Object,
        place: Place,
    ) -> Result<(), Stop> {
        let pairs: Vec<(Object, Object)> = match more {
            Object::Dict(other) => {
                if let Some(doubt) = &*other.lost.borrow() {
                    dict.lost.borrow_mut().get_or_insert(Rc::clone(doubt));
                    return Ok(());
                }
                dict.order.set(dict.order.get().and(other.order.get()));
                other.map.borrow().pairs().cloned().collect()
            }
            Object::Unknown(doubt) => {
                dict.lost.borrow_mut().get_or_insert(Rc::clone(doubt));
                return Ok(());
            }
            _ => self.pairs(more, place)?,
        };
        pairs.into_iter().try_for_each(|(key, value)| self.set_item(dict, key, value, place))
    }

    /// The pairs that a list of pairs is made of.
    pub(crate) fn pairs(
        &mut self,
        over: &Object,
        place: Place,
    ) -> Result<Vec<(Object, Object)>, Stop> {
        let (items, order) = self.items(over, place)?;
        if order == Order::Any && items.len() > 1 {
            return Err(place.unknown("comes in no certain order"));
        }
        let mut pairs = Vec::with_capacity(items.len());
        for item in items {
            let (pair, _) = self.items(&item, place)?;
            match <[Object; 2]>::try_from(pair) {
                Ok([key, value]) => pairs.push((key, value)),
                Err(_) => return Err(place.unknown("is not made of pairs")),
            }
        }
        Ok(pairs)
    }

    fn set_element(
        &mut self,
        owner: &Object,
        key: Object,
        value: Object,
        place: Place,
    ) -> Result<(), Stop> {
        match owner {
            Object::Dict(dict) => self.set_item(dict, key, value, place),
            Object::List(list) => {
                let mut items = list.items.borrow_mut();
                let length = items.len();
                let at = match key {
                    Object::Int(at) if list.order.get() == Order::Kept => at,
                    _ => {
                        let doubt = place.doubt("changes an item that is not known");
                        list.lost.borrow_mut().get_or_insert(doubt);
                        return Ok(());
                    }
                };
                let slot = index(at, length).and_then(|at| items.get_mut(at));
                *slot.ok_or_else(|| {
                    raise("IndexError", "list assignment index out of range", place)
                })? = value;
                Ok(())
            }
            _ => self.set_element_of_other(owner, &key, place),
        }
    }

    /// The same for what is no container of the script.
    fn set_element_of_other(
        &mut self,
        owner: &Object,
        key: &Object,
        place: Place,
    ) -> Result<(), Stop> {
        match owner {
            Object::Native(name) if &**name == "os.environ" => self.set_variable(key, place),
            Object::Unknown(doubt) => Err(Stop::Refused(Rc::clone(doubt))),
            _ => Err(place.refuse("changes what others may see")),
        }
    }

    fn set_attribute(
        &mut self,
        owner: &Object,
        name: &str,
        value: Object,
        place: Place,
    ) -> Result<(), Stop> {
        match owner {
            Object::Instance(instance) => {
                instance.fields.bind(name, value);
                Ok(())
            }
            Object::Class(class) => {
                class.members.bind(name, value);
                Ok(())
            }
            Object::Module(module) => {
                module.globals.bind(name, value);
                Ok(())
            }
            // Nothing that is followed reads it.
            Object::Function(_) if !OF_FUNCTIONS.contains(&name) => Ok(()),
            Object::Native(module) if &**module == "sys" && name == "dont_write_bytecode" => Ok(()),
            Object::Native(module) if &**module == "builtins" && is_private(name) => Ok(()),
            _ => Err(place.refuse("changes what others may see")),
        }
    }

    /// Says that it is not known any more what is in a value.
    pub(crate) fn lose(&mut self, object: &Object, why: &Rc<Doubt>) -> Result<(), Stop> {
        let lost = match object {
            Object::List(list) => &list.lost,
            Object::Dict(dict) => &dict.lost,
            Object::Set(set) => &set.lost,
            Object::Unknown(_) => return Ok(()),
            _ => return Err(Stop::Refused(Rc::clone(why))),
        };
        lost.borrow_mut().get_or_insert_with(|| Rc::clone(why));
        Ok(())
    }

    pub(crate) fn delete(&mut self, frame: &Frame, target: &'static Expr) -> Result<(), Stop> {
        let place = frame.place(target);
        match target {
            Expr::Name(name) => {
                if frame.unbind(name.id.as_str()) {
                    return Ok(());
                }
                Err(raise("NameError", format!("name '{}' is not defined", name.id), place))
            }
            Expr::Tuple(it) => it.elts.iter().try_for_each(|it| self.delete(frame, it)),
            Expr::Subscript(it) => {
                let owner = self.eval(frame, &it.value)?;
                if let (Object::Dict(dict), false) = (&owner, matches!(&*it.slice, Expr::Slice(_)))
                {
                    let key = self.eval(frame, &it.slice)?;
                    let key = self.key(&key, place)?;
                    if dict.lost.borrow().is_none() && dict.map.borrow_mut().remove(&key).is_none()
                    {
                        return Err(raise("KeyError", "", place));
                    }
                    return Ok(());
                }
                self.lose(&owner, &place.doubt("takes something out of a value"))
            }
            _ => Err(place.refuse("is given up")),
        }
    }
}

/// `__NUMPY_SETUP__` and its like: flags that only a project itself looks at.
fn is_private(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("_SETUP__")
}

/// The place in a sequence of so many items, counted from its end where it is negative.
pub(crate) fn index(at: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    let at = if at < 0 { at + length } else { at };
    usize::try_from(at).ok().filter(|_| at < length)
}

/// A namespace with what each module has.
pub(crate) fn namespace(name: &str, file: Option<&str>) -> Rc<Dict> {
    let names = Dict::new(Mapping::default());
    names.bind("__name__", Object::text(name));
    names.bind("__doc__", Object::None);
    if let Some(file) = file {
        names.bind("__file__", Object::text(file));
    }
    names
}
