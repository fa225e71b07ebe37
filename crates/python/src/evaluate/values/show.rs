//! Values as texts: `str` and `repr`.

use std::rc::Rc;

use super::object::Object;
use crate::evaluate::flow::choices::is_placed;
use crate::evaluate::flow::exception::OPAQUE;
use crate::evaluate::flow::machine::Machine;
use crate::evaluate::flow::place::{Place, Stop};

impl Machine<'_> {
    /// `str(object)`.
    pub(crate) fn show(&mut self, object: &Object, place: Place) -> Result<Rc<str>, Stop> {
        match object {
            Object::Str(text) | Object::Path(text) => Ok(Rc::clone(text)),
            Object::Exception(exception) if &*exception.class != OPAQUE => {
                match &*exception.arguments {
                    [] => Ok(Rc::from("")),
                    [_] if &*exception.class == "KeyError" => Err(place.unknown("is not followed")),
                    [one] if exception.own.is_some() || is_a_message(&exception.class) => {
                        let one = one.clone();
                        self.show(&one, place)
                    }
                    _ => Err(place.unknown("is a message of Python's")),
                }
            }
            _ => self.repr(object, place).map(Rc::from),
        }
    }

    /// `repr(object)`.
    pub(crate) fn repr(&mut self, object: &Object, place: Place) -> Result<String, Stop> {
        Ok(match object {
            Object::None => "None".to_owned(),
            Object::Bool(true) => "True".to_owned(),
            Object::Bool(false) => "False".to_owned(),
            Object::Int(value) => value.to_string(),
            Object::Float(value) => float(*value),
            Object::Str(text) => {
                self.spend(text.len(), place)?;
                quoted(text)
                    .ok_or_else(|| place.unknown("is shown in a way that is not followed"))?
            }
            _ => return self.repr_of_sequence(object, place),
        })
    }

    /// The same for sequences.
    fn repr_of_sequence(&mut self, object: &Object, place: Place) -> Result<String, Stop> {
        Ok(match object {
            Object::List(_) | Object::Tuple(_) if !object.is_view() => {
                let items = self.ordered(object, place)?;
                let shown = self.deeper(place, |machine| {
                    let mut shown = Vec::new();
                    for item in &items {
                        shown.push(machine.repr(item, place)?);
                    }
                    Ok(shown)
                })?;
                let joined = shown.join(", ");
                self.spend(joined.len(), place)?;
                match object {
                    Object::List(_) => format!("[{joined}]"),
                    _ if items.len() == 1 => format!("({joined},)"),
                    _ => format!("({joined})"),
                }
            }
            _ => return self.repr_of_dict(object, place),
        })
    }

    /// The same for mappings.
    fn repr_of_dict(&mut self, object: &Object, place: Place) -> Result<String, Stop> {
        Ok(match object {
            Object::Dict(dict) if dict.missing.is_none() => {
                let keys = self.ordered(object, place)?;
                let pairs: Vec<(Object, Object)> = dict.map.borrow().pairs().cloned().collect();
                let shown = self.deeper(place, |machine| {
                    let mut shown = Vec::new();
                    for (key, value) in &pairs {
                        let key = machine.repr(key, place)?;
                        shown.push(format!("{key}: {}", machine.repr(value, place)?));
                    }
                    Ok(shown)
                })?;
                let joined = if keys.is_empty() { String::new() } else { shown.join(", ") };
                self.spend(joined.len(), place)?;
                format!("{{{joined}}}")
            }
            Object::Unknown(doubt) => return Err(Stop::Unknown(Rc::clone(doubt))),
            _ => return Err(place.unknown("is shown in a way that is not followed")),
        })
    }
}

/// Exceptions that show what they were made with.
fn is_a_message(class: &str) -> bool {
    matches!(class, "ValueError" | "RuntimeError" | "Exception" | "AssertionError")
}

/// A float as `repr` has it: the fewest digits that tell it apart.
fn float(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if value.is_nan() {
        return "nan".to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        return if plain.contains('.') { plain } else { format!("{plain}.0") };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// A text as `repr` quotes it; `None` where it has characters of which that is not known.
fn quoted(text: &str) -> Option<String> {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for letter in text.chars() {
        match letter {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\\' => shown.push_str("\\\\"),
            _ if letter == quote => shown.extend(['\\', letter]),
            ' '..='~' => shown.push(letter),
            '\0'..='\x7f' => shown.push_str(&format!("\\x{:02x}", u32::from(letter))),
            _ if letter.is_alphanumeric() => shown.push(letter),
            _ => return None,
        }
    }
    shown.push(quote);
    (!is_placed(text)).then_some(shown)
}
