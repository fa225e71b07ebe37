//! Functions that need no import.

use super::types::is_subclass;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::modules;
use super::system::exit;
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::values::mapping::{Key, Mapping};
use crate::evaluate::values::object::{Dict, Making, Object, Order, Set};

impl Machine<'_> {
    pub(crate) fn builtin(
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
            _ => return self.sequence_of_one(function, one, place),
        }))
    }

    /// Those that make sequences.
    fn sequence_of_one(
        &mut self,
        function: &str,
        one: &Object,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        Ok(Some(match function {
            "list" => {
                let (items, order) = self.items(one, place)?;
                self.list(items, order, place)?
            }
            "tuple" => {
                let (items, order) = self.items(one, place)?;
                self.spend(items.len() * size_of::<Object>(), place)?;
                Object::tuple_in(items, order)
            }
            _ => return self.set_of_one(function, one, place),
        }))
    }

    /// Those that make sets and iterators.
    fn set_of_one(
        &mut self,
        function: &str,
        one: &Object,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        Ok(Some(match function {
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
            _ => return self.walk_of_one(function, one, place),
        }))
    }

    /// Those that go through items.
    fn walk_of_one(
        &mut self,
        function: &str,
        one: &Object,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        Ok(Some(match function {
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
            _ => return self.rest_of_one(function, one, place),
        }))
    }

    /// The rest.
    fn rest_of_one(
        &mut self,
        function: &str,
        one: &Object,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        Ok(Some(match function {
            "any" | "all" => return self.any_or_all(function, one, place).map(Some),
            "range" => return self.range(std::slice::from_ref(one), place).map(Some),
            "type" => return self.type_of(one),
            "property" | "staticmethod" | "classmethod" => {
                return Err(place.unknown("is a descriptor that is not followed"));
            }
            "__import__" => return self.dunder_import(one, place).map(Some),
            "bytes" => match one {
                Object::Bytes(_) => one.clone(),
                _ => return Ok(None),
            },
            _ => return self.converted(function, one, place),
        }))
    }

    fn converted(
        &mut self,
        function: &str,
        one: &Object,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        Ok(Some(match function {
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
            _ => return Self::number_of_one(function, one),
        }))
    }

    /// Those that make numbers.
    fn number_of_one(function: &str, one: &Object) -> Result<Option<Object>, Stop> {
        Ok(Some(match function {
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
            _ => return Self::letter_of_one(function, one),
        }))
    }

    /// Those that make letters.
    fn letter_of_one(function: &str, one: &Object) -> Result<Option<Object>, Stop> {
        Ok(Some(match function {
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
            ("issubclass", [Object::Class(class), of]) => is_subclass(class, of, place).map(Some),
            _ => self.attribute_of_more(function, arguments, place),
        }
    }

    /// `getattr`.
    fn attribute_of_more(
        &mut self,
        function: &str,
        arguments: &[Object],
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        match (function, arguments) {
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
            _ => self.attribute_test(function, arguments, place),
        }
    }

    /// `hasattr`, and `next` with a default.
    fn attribute_test(
        &mut self,
        function: &str,
        arguments: &[Object],
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        match (function, arguments) {
            ("hasattr", [Object::Native(module), Object::Str(name)])
                if modules::member(&format!("{module}.{name}")).is_some() =>
            {
                let found = self.library_member(module, name, place);
                Ok(Some(Object::Bool(found.is_ok())))
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
            _ => self.rows_of_more(function, arguments, place),
        }
    }

    /// Those that go through items.
    fn rows_of_more(
        &mut self,
        function: &str,
        arguments: &[Object],
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        match (function, arguments) {
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
                let line = self.file_method(file, "readline", &Arguments::default(), place)?;
                Ok(self.truth(&line, place)?.then_some(line))
            }
            _ => Ok(None),
        }
    }

    pub(crate) fn length(&mut self, object: &Object, place: Place) -> Result<i64, Stop> {
        let count = match object {
            Object::Str(text) if crate::evaluate::flow::choices::is_placed(text) => {
                return Err(Stop::Unknown(crate::evaluate::flow::choices::place_doubt(place)));
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

    fn make_int(&mut self, arguments: &[Object], place: Place) -> Result<Object, Stop> {
        let strange = || place.unknown("is not understood");
        match arguments {
            [] => Ok(Object::Int(0)),
            [Object::Int(value)] => Ok(Object::Int(*value)),
            [Object::Bool(value)] => Ok(Object::Int(i64::from(*value))),
            [Object::Str(text)] => {
                let trimmed = text.trim_matches(crate::evaluate::values::text::is_space);
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
        _ => return None,
    })
}
