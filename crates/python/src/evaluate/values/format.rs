//! `format` and interpolated strings.

use std::rc::Rc;

use ruff_python_ast::{ConversionFlag, ExprFString, FStringPart, InterpolatedStringElement};

use super::object::{Object, Order};
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::choices::{is_placed, place_doubt};
use crate::evaluate::flow::frame::Frame;
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};

/// How wide a field may be.
pub(crate) const WIDEST: usize = 10_000;

/// `[[fill]align][sign][#][0][width][,][.precision][type]`.
#[derive(Debug, Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    zero: bool,
    width: usize,
    comma: bool,
    precision: Option<usize>,
    kind: Option<char>,
}

/// What the fields of a template are filled with.
#[derive(Debug)]
struct Fields<'a> {
    arguments: &'a Arguments,
    /// The next positional argument for a field without a number.
    next: usize,
    place: Place,
}

impl Machine<'_> {
    /// `text.format(…)`.
    pub(crate) fn format(
        &mut self,
        template: &Rc<str>,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let mut fields = Fields { arguments, next: 0, place };
        let text = self.format_parts(template, &mut fields, 0)?;
        self.text(text, place)
    }

    fn format_parts(
        &mut self,
        template: &str,
        fields: &mut Fields<'_>,
        depth: usize,
    ) -> Result<String, Stop> {
        let place = fields.place;
        let wrong = |message: &str| raise("ValueError", message, place);
        let mut result = String::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(at);
            result.push_str(before);
            if let Some(more) = after.strip_prefix("{{") {
                result.push('{');
                rest = more;
                continue;
            }
            if let Some(more) = after.strip_prefix("}}") {
                result.push('}');
                rest = more;
                continue;
            }
            let inside = after
                .strip_prefix('{')
                .ok_or_else(|| wrong("Single '}' encountered in format string"))?;
            let end = closing(inside).ok_or_else(|| wrong("expected '}' before end of string"))?;
            let (field, more) = inside.split_at(end);
            rest = more.get(1..).unwrap_or_default();
            if depth > 1 {
                return Err(place.unknown("is a format that is not understood"));
            }
            let shown = self.format_field(field, fields, depth)?;
            self.spend(shown.len(), place)?;
            result.push_str(&shown);
        }
        result.push_str(rest);
        Ok(result)
    }

    fn format_field(
        &mut self,
        field: &str,
        fields: &mut Fields<'_>,
        depth: usize,
    ) -> Result<String, Stop> {
        let place = fields.place;
        let (name, spec) = match field.split_once(':') {
            Some((name, spec)) => (name, spec),
            None => (field, ""),
        };
        let (name, conversion) = match name.split_once('!') {
            Some((name, conversion)) => (name, conversion),
            None => (name, ""),
        };
        let value = self.field_value(name, fields)?;
        let spec = self.format_parts(spec, fields, depth + 1)?;
        let value = match conversion {
            "" => value,
            "s" => Object::Str(self.show(&value, place)?),
            "r" => Object::text(self.repr(&value, place)?),
            _ => return Err(place.unknown("is a format that is not understood")),
        };
        self.formatted(&value, &spec, place)
    }

    fn field_value(&mut self, name: &str, fields: &mut Fields<'_>) -> Result<Object, Stop> {
        let Fields { arguments, place, .. } = *fields;
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let mut value = if first.is_empty() || first.bytes().all(|byte| byte.is_ascii_digit()) {
            let at =
                if first.is_empty() { fields.next } else { first.parse().unwrap_or(usize::MAX) };
            fields.next += usize::from(first.is_empty());
            let found = arguments.positional.get(at).cloned();
            let message = "Replacement index out of range for positional args tuple";
            found.ok_or_else(|| raise("IndexError", message, place))?
        } else {
            let found = arguments.named.iter().find(|(known, _)| &**known == first);
            found.ok_or_else(|| raise("KeyError", first, place))?.1.clone()
        };
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('[') {
                let (key, more) = inside
                    .split_once(']')
                    .ok_or_else(|| raise("ValueError", "Missing ']' in format string", place))?;
                let key = match key.parse() {
                    Ok(number) => Object::Int(number),
                    Err(_) => Object::text(key),
                };
                value = self.element(&value, &key, place)?;
                rest = more;
            } else {
                let inside = rest.get(1..).unwrap_or_default();
                let end = inside.find(['.', '[']).unwrap_or(inside.len());
                let (attribute, more) = inside.split_at(end);
                value = self.attribute(&value, attribute, place)?;
                rest = more;
            }
        }
        Ok(value)
    }

    /// `format(value, spec)`.
    pub(crate) fn formatted(
        &mut self,
        value: &Object,
        spec: &str,
        place: Place,
    ) -> Result<String, Stop> {
        if let Object::Unknown(doubt) = value {
            return Err(Stop::Unknown(Rc::clone(doubt)));
        }
        if spec.is_empty() {
            return self.show(value, place).map(|text| text.to_string());
        }
        let strange = || place.unknown("is a format that is not understood");
        let spec = Spec::parse(spec).ok_or_else(strange)?;
        let (shown, numeric) = match (value, spec.kind) {
            (Object::Str(text), None | Some('s'))
                if !spec.zero && !spec.comma && spec.sign.is_none() =>
            {
                if is_placed(text) {
                    return Err(Stop::Unknown(place_doubt(place)));
                }
                let most = spec.precision.unwrap_or(usize::MAX);
                (text.chars().take(most).collect::<String>(), false)
            }
            (Object::Int(value), None | Some('d')) if spec.precision.is_none() => {
                let shown = if spec.comma { grouped(*value) } else { value.to_string() };
                (shown, true)
            }
            (Object::Int(value), Some('x')) if *value >= 0 && !spec.comma => {
                (format!("{value:x}"), true)
            }
            (Object::Float(value), Some('f')) if !spec.comma => {
                (format!("{value:.*}", spec.precision.unwrap_or(6)), true)
            }
            _ => return Err(strange()),
        };
        let shown = match spec.sign {
            Some('+') if numeric && !shown.starts_with('-') => format!("+{shown}"),
            Some(' ') => return Err(strange()),
            _ => shown,
        };
        if spec.zero && (spec.align.is_some() || shown.starts_with(['-', '+']) || spec.comma) {
            return Err(strange());
        }
        let fill = if spec.zero { '0' } else { spec.fill.unwrap_or(' ') };
        let align = spec.align.unwrap_or(if numeric { '>' } else { '<' });
        if align == '=' {
            return Err(strange());
        }
        Ok(padded(&shown, spec.width, fill, align))
    }

    /// `f"…"`.
    pub(crate) fn interpolated(
        &mut self,
        frame: &Frame,
        it: &'static ExprFString,
        place: Place,
    ) -> Result<Object, Stop> {
        let mut result = String::new();
        for part in it.value.iter() {
            match part {
                FStringPart::Literal(literal) => result.push_str(&literal.value),
                FStringPart::FString(string) => {
                    let shown = self.elements_text(frame, string.elements.iter(), place)?;
                    result.push_str(&shown);
                }
            }
        }
        if result.contains('\u{fffd}') {
            return Err(place.unknown("holds characters that are not followed"));
        }
        self.text(result, place)
    }

    fn elements_text(
        &mut self,
        frame: &Frame,
        elements: impl Iterator<Item = &'static InterpolatedStringElement>,
        place: Place,
    ) -> Result<String, Stop> {
        let mut result = String::new();
        let mut unknown = None;
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => result.push_str(&literal.value),
                InterpolatedStringElement::Interpolation(inner) => {
                    if inner.debug_text.is_some() {
                        return Err(place.unknown("is a format that is not understood"));
                    }
                    let value = self.eval(frame, &inner.expression)?;
                    if let Object::Unknown(doubt) = &value {
                        unknown.get_or_insert_with(|| Rc::clone(doubt));
                        continue;
                    }
                    let value = match inner.conversion {
                        ConversionFlag::None => value,
                        ConversionFlag::Str => Object::Str(self.show(&value, place)?),
                        ConversionFlag::Repr => Object::text(self.repr(&value, place)?),
                        ConversionFlag::Ascii => {
                            return Err(place.unknown("is a format that is not understood"));
                        }
                    };
                    let spec = match &inner.format_spec {
                        Some(spec) => self.deeper(place, |machine| {
                            machine.elements_text(frame, spec.elements.iter(), place)
                        })?,
                        None => String::new(),
                    };
                    let shown = self.formatted(&value, &spec, place)?;
                    self.spend(shown.len(), place)?;
                    result.push_str(&shown);
                }
            }
        }
        match unknown {
            Some(doubt) => Err(Stop::Unknown(doubt)),
            None => Ok(result),
        }
    }

    /// Strings joined, of which the order is known.
    pub(crate) fn joined(
        &mut self,
        separator: &str,
        over: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let (items, order) = self.items(over, place)?;
        let mut texts = Vec::with_capacity(items.len());
        for item in &items {
            match item {
                Object::Str(text) => texts.push(&**text),
                Object::Unknown(doubt) => return Err(Stop::Unknown(Rc::clone(doubt))),
                _ => {
                    let message = format!("expected str instance, {} found", item.type_name());
                    return Err(raise("TypeError", message, place));
                }
            }
        }
        if order == Order::Any && texts.iter().any(|text| Some(text) != texts.first()) {
            return Err(place.unknown("joins items that come in no certain order"));
        }
        self.spend(texts.iter().map(|text| text.len() + separator.len()).sum(), place)?;
        Ok(Object::text(texts.join(separator)))
    }
}

impl Spec {
    fn parse(text: &str) -> Option<Self> {
        let mut spec = Self::default();
        let letters: Vec<char> = text.chars().collect();
        let mut rest = letters.as_slice();
        if let [fill, align @ ('<' | '>' | '^' | '='), more @ ..] = rest {
            (spec.fill, spec.align, rest) = (Some(*fill), Some(*align), more);
        } else if let [align @ ('<' | '>' | '^' | '='), more @ ..] = rest {
            (spec.align, rest) = (Some(*align), more);
        }
        if let [sign @ ('+' | '-' | ' '), more @ ..] = rest {
            (spec.sign, rest) = (Some(*sign), more);
        }
        if let ['0', more @ ..] = rest {
            (spec.zero, rest) = (true, more);
        }
        let (width, more) = digits(rest)?;
        (spec.width, rest) = (width.unwrap_or(0), more);
        if let [',', more @ ..] = rest {
            (spec.comma, rest) = (true, more);
        }
        if let ['.', more @ ..] = rest {
            let (precision, more) = digits(more)?;
            (spec.precision, rest) = (Some(precision?), more);
        }
        if let [kind, more @ ..] = rest {
            (spec.kind, rest) = (Some(*kind), more);
        }
        rest.is_empty().then_some(spec)
    }
}

fn digits(letters: &[char]) -> Option<(Option<usize>, &[char])> {
    let count = letters.iter().take_while(|letter| letter.is_ascii_digit()).count();
    let (digits, rest) = letters.split_at(count);
    if digits.is_empty() {
        return Some((None, rest));
    }
    let number: usize = digits.iter().collect::<String>().parse().ok()?;
    (number <= WIDEST).then_some((Some(number), rest))
}

/// Where the field that begins here ends.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

pub(crate) fn padded(text: &str, width: usize, fill: char, align: char) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let (before, after) = match align {
        '<' => (0, missing),
        '^' => (missing / 2, missing - missing / 2),
        _ => (missing, 0),
    };
    let fill = |count| std::iter::repeat_n(fill, count).collect::<String>();
    format!("{}{text}{}", fill(before), fill(after))
}

fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{}{text}", if value < 0 { "-" } else { "" })
}
