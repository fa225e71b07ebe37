//! Functions that need no import.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::arguments::Arguments;
use super::machine::{LONGEST, Machine, raise};
use super::mapping::{Key, Mapping};
use super::object::{Dict, Making, Object, Order, Set};
use super::place::{Doubt, Place, Stop};
use super::system::exit;

impl Machine<'_> {
    pub(super) fn builtin(
        &mut self,
        function: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        let takes_unknown = matches!(
            function,
            "isinstance" | "getattr" | "hasattr" | "setattr" | "exit" | "quit" | "print" | "open"
        );
        if let Some(stop) = arguments.unknown().filter(|_| !takes_unknown) {
            return Err(stop);
        }
        match function {
            "open" => return self.open(false, arguments.clone(), place).map(Some),
            "exit" | "quit" => return Err(exit(arguments.positional.clone(), place)),
            "sorted" => {
                let mut arguments = arguments.clone();
                if arguments.positional.len() != 1 {
                    return Ok(None);
                }
                let (items, order) = self.items(&arguments.positional.remove(0), place)?;
                let items = self.sorted(items, order, arguments, place)?;
                return self.list(items, Order::Kept, place).map(Some);
            }
            "dict" => return self.make_dict(arguments, place).map(Some),
            "max" | "min" => return self.extreme(function, arguments, place).map(Some),
            "sum" => return self.sum(arguments, place),
            "enumerate" => return self.enumerate(arguments.clone(), place).map(Some),
            "compile" => return Ok(compiled(arguments, place)),
            "int" if arguments.named.is_empty() => {
                return self.make_int(&arguments.positional, place).map(Some);
            }
            _ => {}
        }
        if !arguments.named.is_empty() {
            return Ok(None);
        }
        match &*arguments.positional {
            [] => Ok(empty(function)),
            [one] => self.builtin_of_one(function, one, place),
            more => self.builtin_of_more(function, more, place),
        }
    }

    fn builtin_of_one(
        &mut self,
        function: &str,
        one: &Object,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        Ok(Some(match function {
            "str" => Object::Str(self.show(one, place)?),
            "repr" => {
                let text = self.repr(one, place)?;
                self.text(text, place)?
            }
            "bool" => Object::Bool(self.truth(one, place)?),
            "len" => Object::Int(self.length(one, place)?),
            "list" => {
                let (items, order) = self.items(one, place)?;
                self.list(items, order, place)?
            }
            "tuple" => {
                let (items, order) = self.items(one, place)?;
                self.spend(items.len() * size_of::<Object>(), place)?;
                Object::tuple_in(items, order)
            }
            "set" | "frozenset" => {
                let (items, _) = self.items(one, place)?;
                let set = self.set_of(items, place)?;
                match &set {
                    Object::Set(set) if function == "frozenset" => Object::Set(Rc::new(Set {
                        items: set.items.clone(),
                        lost: Default::default(),
                        frozen: true,
                    })),
                    _ => set,
                }
            }
            "iter" => match one {
                Object::Iterator(_) | Object::File(_) => one.clone(),
                _ => {
                    let (items, order) = self.items(one, place)?;
                    Object::iterator(items, order)
                }
            },
            "reversed" => {
                let (mut items, order) = self.items(one, place)?;
                items.reverse();
                Object::iterator(items, order)
            }
            "next" => match one {
                Object::Iterator(_) | Object::File(_) => {
                    let next = self.next_of(one, place)?;
                    next.ok_or_else(|| raise("StopIteration", "", place))?
                }
                _ => return Ok(None),
            },
            "any" | "all" => return self.any_or_all(function, one, place).map(Some),
            "range" => return self.range(&[one.clone()], place).map(Some),
            "callable" => match one {
                Object::Function(_) | Object::Class(_) | Object::Bound(_) => Object::Bool(true),
                Object::Str(_) | Object::None | Object::List(_) | Object::Dict(_) => {
                    Object::Bool(false)
                }
                _ => return Ok(None),
            },
            "float" => match one {
                Object::Float(_) => one.clone(),
                #[expect(clippy::cast_precision_loss, reason = "numbers that lose nothing")]
                Object::Int(value) if value.abs() < 1 << 53 => Object::Float(*value as f64),
                Object::Str(text) => {
                    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                    let parsed = text.parse().ok().filter(|_| plain);
                    Object::Float(parsed.ok_or_else(|| place.unknown("is not understood"))?)
                }
                _ => return Ok(None),
            },
            "abs" => match one {
                Object::Int(value) => Object::Int(value.saturating_abs()),
                _ => return Ok(None),
            },
            "ord" => match one {
                Object::Str(text) if text.chars().count() == 1 => Object::Int(
                    text.chars().next().map_or(0, |letter| i64::from(u32::from(letter))),
                ),
                _ => return Ok(None),
            },
            "chr" => match one {
                Object::Int(code) => {
                    let letter = u32::try_from(*code).ok().and_then(char::from_u32);
                    match letter.filter(|letter| *letter != '\u{10fffe}') {
                        Some(letter) => Object::text(letter.to_string()),
                        None => return Ok(None),
                    }
                }
                _ => return Ok(None),
            },
            "type" => return self.type_of(one),
            "property" | "staticmethod" | "classmethod" => {
                return Err(place.unknown("is a descriptor that is not followed"));
            }
            "__import__" => return self.dunder_import(one, place).map(Some),
            "bytes" => match one {
                Object::Bytes(_) => one.clone(),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    fn builtin_of_more(
        &mut self,
        function: &str,
        arguments: &[Object],
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        match (function, arguments) {
            ("isinstance", [value, class]) => self.is_instance(value, class, place).map(Some),
            ("getattr", [owner, Object::Str(name), rest @ ..]) if rest.len() < 2 => {
                let found = self.attribute(owner, name, place);
                match (found, rest.first()) {
                    (Ok(Object::Method(method)), Some(_))
                        if !matches!(&method.0, Object::Unknown(_)) =>
                    {
                        Err(place.unknown("asks for what may not be there"))
                    }
                    (Ok(Object::Native(_)), _) => {
                        Err(place.unknown("asks for what may not be there"))
                    }
                    (Err(Stop::Raised(raised)), Some(default))
                        if &*raised.class == "AttributeError" =>
                    {
                        Ok(Some(default.clone()))
                    }
                    (other, _) => other.map(Some),
                }
            }
            ("hasattr", [owner, Object::Str(name)]) => match self.attribute(owner, name, place) {
                Ok(Object::Method(_) | Object::Native(_) | Object::Foreign(_)) => {
                    Err(place.unknown("asks for what may not be there"))
                }
                Ok(_) => Ok(Some(Object::Bool(true))),
                Err(Stop::Raised(raised)) if &*raised.class == "AttributeError" => {
                    Ok(Some(Object::Bool(false)))
                }
                Err(other) => Err(other),
            },
            ("next", [over @ (Object::Iterator(_) | Object::File(_)), default]) => {
                let next = self.next_of(over, place)?;
                Ok(Some(next.unwrap_or_else(|| default.clone())))
            }
            ("zip", lists) => self.zip(lists, place).map(Some),
            ("map" | "filter", [function_of, over]) => {
                self.map_or_filter(function, function_of, over, place).map(Some)
            }
            ("map", [function_of, lists @ ..]) => {
                let rows = self.zip(lists, place)?;
                let (rows, order) = self.items(&rows, place)?;
                let mut results = Vec::new();
                for row in rows {
                    let arguments = Arguments::of(self.ordered(&row, place)?);
                    results.push(self.lazily(function_of, arguments, place)?);
                }
                Ok(Some(Object::iterator(results, order)))
            }
            ("range", bounds) => self.range(bounds, place).map(Some),
            ("str", [Object::Bytes(bytes), encoding @ Object::Str(_)]) => {
                Ok(Some(Object::Str(self.decode(&Rc::clone(bytes), Some(encoding), place)?)))
            }
            ("round", [Object::Float(_), _]) => Ok(None),
            _ => Ok(None),
        }
    }

    fn next_of(&mut self, over: &Object, place: Place) -> Result<Option<Object>, Stop> {
        match over {
            Object::Iterator(stream) => {
                if stream.order == Order::Any && stream.items.borrow().len() > 1 {
                    return Err(place.unknown("takes the first of items in no certain order"));
                }
                Ok(stream.next())
            }
            Object::File(file) => {
                let line = self.file_method(file, "readline", Arguments::default(), place)?;
                Ok(self.truth(&line, place)?.then_some(line))
            }
            _ => Ok(None),
        }
    }

    pub(super) fn length(&mut self, object: &Object, place: Place) -> Result<i64, Stop> {
        let count = match object {
            Object::Str(text) if super::choices::is_placed(text) => {
                return Err(Stop::Unknown(super::choices::place_doubt(place)));
            }
            Object::Str(text) => text.chars().count(),
            Object::Bytes(bytes) => bytes.len(),
            Object::List(_) | Object::Tuple(_) | Object::Dict(_) | Object::Set(_) => {
                self.items(object, place)?.0.len()
            }
            Object::None | Object::Int(_) | Object::Bool(_) => {
                let message = format!("object of type '{}' has no len()", object.type_name());
                return Err(raise("TypeError", message, place));
            }
            _ => return Err(place.unknown("has a length that is not known")),
        };
        Ok(i64::try_from(count).unwrap_or_default())
    }

    /// What `sorted` and `list.sort` do; the arguments are what they have beside the items.
    pub(super) fn sorted(
        &mut self,
        items: Vec<Object>,
        order: Order,
        arguments: Arguments,
        place: Place,
    ) -> Result<Vec<Object>, Stop> {
        let mut given = arguments.bind(["", "key", "reverse"], place)?;
        let key = given.take(1).filter(|key| !matches!(key, Object::None));
        let reverse = match given.take(2) {
            None => false,
            Some(value) => self.truth(&value, place)?,
        };
        self.spend_steps(items.len() * 4, place)?;
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let by = match &key {
                None => item.clone(),
                Some(key) => self.call(key, Arguments::of(vec![item.clone()]), place)?,
            };
            keyed.push((by, item));
        }
        let mut failed = None;
        let mut ties = false;
        keyed.sort_by(|(a, _), (b, _)| match self.order(a, b, place) {
            Ok(order) => {
                ties |= order == Ordering::Equal;
                if reverse { order.reverse() } else { order }
            }
            Err(stop) => {
                failed.get_or_insert(stop);
                Ordering::Equal
            }
        });
        if let Some(stop) = failed {
            return Err(stop);
        }
        if ties && order == Order::Any && key.is_some() {
            return Err(place.unknown("sorts items that come in no certain order"));
        }
        Ok(keyed.into_iter().map(|(_, item)| item).collect())
    }

    fn make_dict(&mut self, arguments: &Arguments, place: Place) -> Result<Object, Stop> {
        let dict = Dict::new(Mapping::default());
        match &*arguments.positional {
            [] => {}
            [more] => self.update_dict(&dict, more, place)?,
            _ => return Err(place.unknown("is called in a way that is not understood")),
        }
        for (name, value) in &arguments.named {
            self.set_item(&dict, Object::Str(Rc::clone(name)), value.clone(), place)?;
        }
        Ok(Object::Dict(dict))
    }

    fn extreme(
        &mut self,
        function: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let (items, order) = match &*arguments.positional {
            [one] => self.items(one, place)?,
            more => (more.to_vec(), Order::Kept),
        };
        let sorting = Arguments { positional: Vec::new(), named: arguments.named.clone() };
        if sorting.named.iter().any(|(name, _)| &**name != "key") {
            return Err(place.unknown("is called in a way that is not understood"));
        }
        let mut sorted = self.sorted(items, order, sorting, place)?;
        let empty = || raise("ValueError", "arg is an empty sequence", place);
        if function == "min" {
            return sorted.into_iter().next().ok_or_else(empty);
        }
        let last = sorted.pop().ok_or_else(empty)?;
        // Of several largest it is the first.
        if !arguments.named.is_empty() {
            return Err(place.unknown("is called in a way that is not understood"));
        }
        Ok(last)
    }

    fn sum(&mut self, arguments: &Arguments, place: Place) -> Result<Option<Object>, Stop> {
        let (over, mut total) = match &*arguments.positional {
            [over] if arguments.named.is_empty() => (over, Object::Int(0)),
            [over, start] => (over, start.clone()),
            _ => return Ok(None),
        };
        let (items, order) = self.items(over, place)?;
        let many = items.len() > 1;
        for item in items {
            total = self.binary(ruff_python_ast::Operator::Add, &total, &item, place)?;
        }
        match &total {
            Object::Int(_) => {}
            Object::List(list) => list.order.set(list.order.get().and(order)),
            _ if order == Order::Any && many => {
                return Err(place.unknown("adds items that come in no certain order"));
            }
            _ => {}
        }
        Ok(Some(total))
    }

    fn enumerate(&mut self, arguments: Arguments, place: Place) -> Result<Object, Stop> {
        let mut given = arguments.bind(["iterable", "start"], place)?;
        let over = given.need(0, place)?;
        let start = match given.take(1) {
            None => 0,
            Some(Object::Int(start)) => start,
            Some(_) => return Err(place.unknown("is called in a way that is not understood")),
        };
        let items = self.ordered(&over, place)?;
        let pairs =
            (start..).zip(items).map(|(at, item)| Object::tuple(vec![Object::Int(at), item]));
        Ok(Object::iterator(pairs.collect(), Order::Kept))
    }

    fn zip(&mut self, lists: &[Object], place: Place) -> Result<Object, Stop> {
        let mut columns = Vec::new();
        for list in lists {
            columns.push(self.ordered(list, place)?.into_iter());
        }
        let mut rows = Vec::new();
        while let Some(row) = columns.iter_mut().map(Iterator::next).collect::<Option<Vec<_>>>() {
            if row.is_empty() {
                break;
            }
            self.spend_steps(1, place)?;
            rows.push(Object::tuple(row));
        }
        Ok(Object::iterator(rows, Order::Kept))
    }

    fn map_or_filter(
        &mut self,
        name: &str,
        function: &Object,
        over: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let (items, order) = self.items(over, place)?;
        let mut results = Vec::new();
        for item in items {
            let value = match function {
                Object::None if name == "filter" => item.clone(),
                _ => self.lazily(function, Arguments::of(vec![item.clone()]), place)?,
            };
            if name == "map" {
                results.push(value);
            } else if self.truth(&value, place)? {
                results.push(item);
            }
        }
        Ok(Object::iterator(results, order))
    }

    /// Calls what Python would call later, and perhaps never: so it may not raise anything.
    fn lazily(
        &mut self,
        function: &Object,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match self.call(function, arguments, place) {
            Err(Stop::Raised(_)) => Err(place.refuse("may raise an exception")),
            Err(Stop::Unknown(doubt)) => self.doubt(doubt),
            other => other,
        }
    }

    fn any_or_all(&mut self, name: &str, over: &Object, place: Place) -> Result<Object, Stop> {
        let any = name == "any";
        let (items, _) = self.items(over, place)?;
        let mut doubt: Option<Rc<Doubt>> = None;
        for item in items {
            match item {
                Object::Unknown(why) => {
                    doubt.get_or_insert(why);
                }
                _ => {
                    if self.truth(&item, place)? == any {
                        return Ok(Object::Bool(any));
                    }
                }
            }
        }
        doubt.map_or(Ok(Object::Bool(!any)), |why| Err(Stop::Unknown(why)))
    }

    fn range(&mut self, bounds: &[Object], place: Place) -> Result<Object, Stop> {
        let (first, end, step) = match bounds {
            [Object::Int(end)] => (0, *end, 1),
            [Object::Int(first), Object::Int(end)] => (*first, *end, 1),
            [Object::Int(first), Object::Int(end), Object::Int(step)] if *step > 0 => {
                (*first, *end, *step)
            }
            _ => return Err(place.unknown("is called in a way that is not understood")),
        };
        let count = usize::try_from((end.saturating_sub(first)).max(0) / step).unwrap_or(LONGEST);
        if count > LONGEST / 64 {
            return Err(place.refuse("is larger than can be followed"));
        }
        self.spend(count * size_of::<Object>(), place)?;
        let mut items = Vec::with_capacity(count);
        let mut at = first;
        while at < end {
            items.push(Object::Int(at));
            at = at.saturating_add(step);
        }
        Ok(Object::tuple(items))
    }

    fn make_int(&mut self, arguments: &[Object], place: Place) -> Result<Object, Stop> {
        let strange = || place.unknown("is not understood");
        match arguments {
            [] => Ok(Object::Int(0)),
            [Object::Int(value)] => Ok(Object::Int(*value)),
            [Object::Bool(value)] => Ok(Object::Int(i64::from(*value))),
            [Object::Str(text)] => {
                let trimmed = text.trim_matches(super::text::is_space);
                let digits = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
                let plain = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
                if !plain && text.is_ascii() && !text.contains('_') {
                    let message = "invalid literal for int() with base 10";
                    return Err(raise("ValueError", message, place));
                }
                let value = trimmed.parse().ok().filter(|_| plain);
                value.map(Object::Int).ok_or_else(strange)
            }
            [Object::None] => Err(raise("TypeError", "int() argument", place)),
            _ => Err(strange()),
        }
    }

    fn type_of(&mut self, object: &Object) -> Result<Option<Object>, Stop> {
        Ok(match object {
            Object::Instance(instance) => Some(Object::Class(Rc::clone(&instance.class))),
            Object::None => None,
            Object::Str(_)
            | Object::Int(_)
            | Object::Bool(_)
            | Object::Float(_)
            | Object::List(_)
            | Object::Tuple(_)
            | Object::Dict(_)
            | Object::Set(_)
            | Object::Bytes(_) => Some(Object::native(format!("builtins.{}", object.type_name()))),
            _ => None,
        })
    }

    fn is_instance(
        &mut self,
        value: &Object,
        class: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let unclear = || place.unknown("asks for a type that is not followed");
        match class {
            _ if matches!(value, Object::Unknown(_)) => match value {
                Object::Unknown(doubt) => Err(Stop::Unknown(Rc::clone(doubt))),
                _ => Err(unclear()),
            },
            Object::Tuple(classes) => {
                for class in &classes.items {
                    if let Object::Bool(true) = self.is_instance(value, class, place)? {
                        return Ok(Object::Bool(true));
                    }
                }
                Ok(Object::Bool(false))
            }
            Object::Class(class) => match value {
                Object::Instance(instance) => Ok(Object::Bool(instance.class.is_made_from(class))),
                Object::Exception(exception) => {
                    let own = exception.own.as_ref();
                    Ok(Object::Bool(own.is_some_and(|own| own.is_made_from(class))))
                }
                _ => Ok(Object::Bool(false)),
            },
            Object::Native(name) => {
                let name = name.strip_prefix("builtins.").ok_or_else(unclear)?;
                let own = value.type_name();
                let known = [
                    "str",
                    "bytes",
                    "int",
                    "float",
                    "bool",
                    "list",
                    "tuple",
                    "dict",
                    "set",
                    "frozenset",
                ];
                match (name, own) {
                    ("object", _) | ("int", "bool") => Ok(Object::Bool(true)),
                    _ if known.contains(&name) && own != "object" => Ok(Object::Bool(own == name)),
                    _ => Err(unclear()),
                }
            }
            _ => Err(unclear()),
        }
    }
}

/// Code that can be executed later.
fn compiled(arguments: &Arguments, place: Place) -> Option<Object> {
    match &*arguments.positional {
        [code, _, Object::Str(mode)] if &**mode == "exec" && arguments.named.is_empty() => {
            let arguments = vec![code.clone()];
            let class = Rc::from("builtins.compile");
            Some(Object::Made(Rc::new(Making { class, arguments, keywords: Vec::new(), place })))
        }
        _ => None,
    }
}

fn empty(function: &str) -> Option<Object> {
    Some(match function {
        "str" => Object::text(""),
        "bytes" => Object::Bytes(Rc::from([])),
        "bool" => Object::Bool(false),
        "list" => Object::list(Vec::new()),
        "tuple" => Object::tuple(Vec::new()),
        "set" => Object::set(BTreeMap::<Key, Object>::new()),
        "object" => return None,
        _ => return None,
    })
}
