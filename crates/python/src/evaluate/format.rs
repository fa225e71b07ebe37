//! Values as texts: `str`, `repr`, `%`, `format` and interpolated strings.

use std::rc::Rc;

use ruff_python_ast::{ConversionFlag, ExprFString, FStringPart, InterpolatedStringElement};

use super::arguments::Arguments;
use super::choices::{is_placed, place_doubt};
use super::exception::OPAQUE;
use super::frame::Frame;
use super::machine::{Machine, raise};
use super::object::{Object, Order};
use super::place::{Place, Stop};

/// How wide a field may be.
const WIDEST: usize = 10_000;

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

impl Machine<'_> {
    /// `str(object)`.
    pub(super) fn show(&mut self, object: &Object, place: Place) -> Result<Rc<str>, Stop> {
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
    pub(super) fn repr(&mut self, object: &Object, place: Place) -> Result<String, Stop> {
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
            Object::List(_) | Object::Tuple(_) => {
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
            Object::Dict(dict) => {
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

    /// `pattern % values`.
    pub(super) fn percent(
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
            let value = match value.or_else(|| positional.next()) {
                Some(value) => value,
                None => {
                    return Err(raise(
                        "TypeError",
                        "not enough arguments for format string",
                        place,
                    ));
                }
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
            ('d' | 'i' | 'u', Object::Str(_) | Object::None | Object::List(_)) => {
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

    /// `text.format(…)`.
    pub(super) fn format(
        &mut self,
        template: &Rc<str>,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let mut next = 0;
        let text = self.format_parts(template, arguments, &mut next, 0, place)?;
        self.text(text, place)
    }

    fn format_parts(
        &mut self,
        template: &str,
        arguments: &Arguments,
        next: &mut usize,
        depth: usize,
        place: Place,
    ) -> Result<String, Stop> {
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
            let shown = self.format_field(field, arguments, next, depth, place)?;
            self.spend(shown.len(), place)?;
            result.push_str(&shown);
        }
        result.push_str(rest);
        Ok(result)
    }

    fn format_field(
        &mut self,
        field: &str,
        arguments: &Arguments,
        next: &mut usize,
        depth: usize,
        place: Place,
    ) -> Result<String, Stop> {
        let (name, spec) = match field.split_once(':') {
            Some((name, spec)) => (name, spec),
            None => (field, ""),
        };
        let (name, conversion) = match name.split_once('!') {
            Some((name, conversion)) => (name, conversion),
            None => (name, ""),
        };
        let value = self.field_value(name, arguments, next, place)?;
        let spec = self.format_parts(spec, arguments, next, depth + 1, place)?;
        let value = match conversion {
            "" => value,
            "s" => Object::Str(self.show(&value, place)?),
            "r" => Object::text(self.repr(&value, place)?),
            _ => return Err(place.unknown("is a format that is not understood")),
        };
        self.formatted(&value, &spec, place)
    }

    fn field_value(
        &mut self,
        name: &str,
        arguments: &Arguments,
        next: &mut usize,
        place: Place,
    ) -> Result<Object, Stop> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let mut value = if first.is_empty() || first.bytes().all(|byte| byte.is_ascii_digit()) {
            let at = if first.is_empty() { *next } else { first.parse().unwrap_or(usize::MAX) };
            *next += usize::from(first.is_empty());
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
    pub(super) fn formatted(
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
    pub(super) fn interpolated(
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
    pub(super) fn joined(
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

pub(super) fn padded(text: &str, width: usize, fill: char, align: char) -> String {
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
