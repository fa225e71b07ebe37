//! Texts formatted with `%`.

use std::rc::Rc;

use super::format::{WIDEST, padded};
use super::object::Object;
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};

impl Machine<'_> {
    /// `pattern % values`.
    pub(crate) fn percent(
        &mut self,
        pattern: &Rc<str>,
        values: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let mut positional = match values {
            Object::Tuple(tuple) => tuple.items.clone(),
            other => vec![other.clone()],
        }
        .into_iter();
        let mut result = String::new();
        let mut letters = pattern.chars().peekable();
        let mut named = false;
        while let Some(letter) = letters.next() {
            if letter != '%' {
                result.push(letter);
                continue;
            }
            if letters.next_if_eq(&'%').is_some() {
                result.push('%');
                continue;
            }
            let mut value = None;
            if letters.next_if_eq(&'(').is_some() {
                named = true;
                let name: String = letters.by_ref().take_while(|c| *c != ')').collect();
                if name.contains('(') {
                    return Err(place.unknown("is a format that is not understood"));
                }
                value = Some(self.element(values, &Object::text(name), place)?);
            }
            let mut spec = String::new();
            while let Some(flag) = letters.next_if(|c| "#0- +.123456789".contains(*c)) {
                spec.push(flag);
            }
            let kind =
                letters.next().ok_or_else(|| raise("ValueError", "incomplete format", place))?;
            let Some(value) = value.or_else(|| positional.next()) else {
                let message = "not enough arguments for format string";
                return Err(raise("TypeError", message, place));
            };
            let shown = self.percent_field(&value, &spec, kind, place)?;
            self.spend(shown.len(), place)?;
            result.push_str(&shown);
        }
        let mapping = matches!(values, Object::Dict(_) | Object::List(_) | Object::Unknown(_));
        if !named && !mapping && positional.next().is_some() {
            let message = "not all arguments converted during string formatting";
            return Err(raise("TypeError", message, place));
        }
        self.text(result, place)
    }

    fn percent_field(
        &mut self,
        value: &Object,
        spec: &str,
        kind: char,
        place: Place,
    ) -> Result<String, Stop> {
        let strange = || place.unknown("is a format that is not understood");
        if let Object::Unknown(doubt) = value {
            return Err(Stop::Unknown(Rc::clone(doubt)));
        }
        let left = spec.contains('-');
        let digits = spec.trim_start_matches(['-', '0', ' ', '+', '#']);
        let zero = spec.trim_end_matches(digits).contains('0');
        if spec.contains(['#', ' ', '+']) {
            return Err(strange());
        }
        let (width, precision) = digits.split_once('.').unwrap_or((digits, ""));
        let parsed = |text: &str| match text {
            "" => Some(None),
            _ => text.parse::<usize>().ok().filter(|it| *it <= WIDEST).map(Some),
        };
        let width = parsed(width).ok_or_else(strange)?.unwrap_or(0);
        let precision = parsed(precision).ok_or_else(strange)?;
        let precision = if digits.contains('.') { Some(precision.unwrap_or(0)) } else { None };
        let (shown, numeric) = match (kind, value) {
            ('s', _) => (self.show(value, place)?.to_string(), false),
            ('r', _) => (self.repr(value, place)?, false),
            ('d' | 'i' | 'u', Object::Int(value)) if precision.is_none() => {
                (value.to_string(), true)
            }
            ('d' | 'i' | 'u', Object::Bool(value)) if precision.is_none() => {
                (i64::from(*value).to_string(), true)
            }
            (
                'd' | 'i' | 'u' | 'f' | 'F' | 'x',
                Object::Str(_) | Object::None | Object::List(_),
            ) => {
                return Err(raise("TypeError", "%d format: a real number is required", place));
            }
            ('x', Object::Int(value)) if *value >= 0 && precision.is_none() => {
                (format!("{value:x}"), true)
            }
            ('f' | 'F', Object::Float(value)) => {
                (format!("{value:.*}", precision.unwrap_or(6)), true)
            }
            ('f' | 'F', Object::Int(value)) if value.abs() < 1 << 50 => {
                let zeros = "0".repeat(precision.unwrap_or(6));
                let dot = if zeros.is_empty() { "" } else { "." };
                (format!("{value}{dot}{zeros}"), true)
            }
            _ => return Err(strange()),
        };
        let shown = match precision {
            Some(most) if !numeric => shown.chars().take(most).collect(),
            _ => shown,
        };
        let align = if left { '<' } else { '>' };
        if zero && numeric && !left && !shown.starts_with('-') {
            return Ok(padded(&shown, width, '0', '>'));
        }
        if zero && numeric && !left {
            return Err(strange());
        }
        Ok(padded(&shown, width, ' ', align))
    }
}
