//! `re`.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::choices::{is_placed, place_doubt};
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::values::mapping::Mapping;
use crate::evaluate::values::object::{Object, Order};
use crate::{Captures, Flags, PythonRegex};

/// A pattern that is compiled.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) text: Rc<str>,
    /// The flags as Python counts them.
    pub(crate) bits: i64,
    flags: Flags,
    /// The engines that search with it, by how they are tied to the text.
    engines: [OnceCell<Result<PythonRegex, String>>; 3],
}

/// What a search has found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) text: Rc<str>,
    /// The groups with their places in bytes; the first is the whole match.
    groups: Vec<Option<(usize, usize)>>,
    names: Vec<(Rc<str>, usize)>,
}

/// What making an engine costs, in steps.
const OF_AN_ENGINE: usize = 300;

/// How a pattern is tied to the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Anchor {
    No,
    Start,
    Both,
}

/// The value of a flag of `re`, as far as flags are followed.
pub(crate) fn flag(name: &str) -> Option<i64> {
    Some(match name {
        "IGNORECASE" | "I" => 2,
        "MULTILINE" | "M" => 8,
        "DOTALL" | "S" => 16,
        "UNICODE" | "U" => 32,
        "VERBOSE" | "X" => 64,
        "ASCII" | "A" => 256,
        "NOFLAG" => 0,
        _ => return None,
    })
}

impl Machine<'_> {
    /// Functions of `re`.
    pub(crate) fn re(
        &mut self,
        function: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        if let Some(stop) = arguments.unknown() {
            return Err(stop);
        }
        let names = match function {
            "compile" => ["pattern", "flags", "", "", ""],
            "search" | "match" | "fullmatch" | "findall" | "finditer" => {
                ["pattern", "string", "flags", "", ""]
            }
            "split" => ["pattern", "string", "maxsplit", "flags", ""],
            "sub" => ["pattern", "repl", "string", "count", "flags"],
            "escape" => return self.escape(&arguments.clone().only(place)?, place).map(Some),
            "purge" => return Ok(Some(Object::None)),
            _ => return Ok(None),
        };
        let mut given = arguments.clone().bind(names, place)?;
        let at = names.iter().position(|name| *name == "flags").unwrap_or_default();
        let flags = given.take(at);
        let pattern = self.compiled(&given.need(0, place)?, flags.as_ref(), place)?;
        if function == "compile" {
            return Ok(Some(Object::Pattern(pattern)));
        }
        let rest: Vec<Object> = (1..5).filter_map(|at| given.take(at)).collect();
        self.search_with(&pattern, function, &rest, place).map(Some)
    }

    fn compiled(
        &mut self,
        pattern: &Object,
        flags: Option<&Object>,
        place: Place,
    ) -> Result<Rc<Pattern>, Stop> {
        let bits = match flags {
            None => 0,
            Some(Object::Int(bits)) => *bits,
            Some(Object::Bool(bit)) => i64::from(*bit),
            Some(_) => return Err(place.unknown("has flags that are not understood")),
        };
        match pattern {
            Object::Pattern(pattern) if bits == 0 => Ok(Rc::clone(pattern)),
            Object::Str(text) if !is_placed(text) => {
                let text = Rc::clone(text);
                let mut flags = Flags::NONE;
                let known = [
                    (2, Flags::IGNORECASE),
                    (8, Flags::MULTILINE),
                    (16, Flags::DOTALL),
                    (64, Flags::VERBOSE),
                    (256, Flags::ASCII),
                ];
                let mut left = bits & !32;
                for (bit, flag) in known {
                    if left & bit != 0 {
                        flags = flags | flag;
                        left &= !bit;
                    }
                }
                if left != 0 || bits & (32 | 256) == (32 | 256) {
                    return Err(place.unknown("has flags that are not understood"));
                }
                let engines = [const { OnceCell::new() }; 3];
                Ok(Rc::new(Pattern { text, bits: bits & !32, flags, engines }))
            }
            _ => Err(place.unknown("searches with something that is not understood")),
        }
    }

    pub(crate) fn pattern_method(
        &mut self,
        pattern: &Rc<Pattern>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let names = match name {
            "search" | "match" | "fullmatch" | "findall" | "finditer" => ["string", "", ""],
            "split" => ["string", "maxsplit", ""],
            "sub" => ["repl", "string", "count"],
            _ => return Err(place.unknown("is a method that is not followed")),
        };
        let mut given = arguments.bind(names, place)?;
        let rest: Vec<Object> = (0..3).filter_map(|at| given.take(at)).collect();
        self.search_with(pattern, name, &rest, place)
    }

    fn search_with(
        &mut self,
        pattern: &Pattern,
        function: &str,
        arguments: &[Object],
        place: Place,
    ) -> Result<Object, Stop> {
        let strange = || place.unknown("is called in a way that is not understood");
        if function == "sub" {
            return self.substitute(pattern, arguments, place);
        }
        let (text, more) = match arguments {
            [Object::Str(text), more @ ..] => (Rc::clone(text), more),
            [Object::Unknown(doubt), ..] => return Err(Stop::Unknown(Rc::clone(doubt))),
            [Object::None | Object::Bytes(_), ..] => {
                return Err(raise("TypeError", "expected string or bytes-like object", place));
            }
            _ => return Err(strange()),
        };
        let limit = match (function, more) {
            (_, []) | ("split", [Object::Int(0)]) => usize::MAX,
            ("split", [Object::Int(limit)]) => usize::try_from(*limit).map_err(|_| strange())?,
            _ => return Err(strange()),
        };
        match function {
            "findall" => {
                let found = self.find_all(pattern, &text, usize::MAX, place)?;
                let items = found.iter().map(Found::as_found).collect();
                self.list(items, Order::Kept, place)
            }
            "finditer" => {
                let found = self.find_all(pattern, &text, usize::MAX, place)?;
                let items = found.into_iter().map(|found| Object::Match(Rc::new(found)));
                Ok(Object::iterator(items.collect(), Order::Kept))
            }
            "split" => {
                let found = self.find_all(pattern, &text, limit, place)?;
                let mut parts = Vec::new();
                let mut at = 0;
                for found in &found {
                    let (start, end) = found.span(0).unwrap_or_default();
                    parts.push(Object::text(text.get(at..start).unwrap_or_default()));
                    parts.extend((1..found.groups.len()).map(|number| found.group(number)));
                    at = end;
                }
                parts.push(Object::text(text.get(at..).unwrap_or_default()));
                self.list(parts, Order::Kept, place)
            }
            _ => {
                let anchor = match function {
                    "match" => Anchor::Start,
                    "fullmatch" => Anchor::Both,
                    _ => Anchor::No,
                };
                let regex = self.engine(pattern, anchor, place)?;
                let found = self.find(regex, &text, 0, place)?;
                Ok(found.map_or(Object::None, |found| Object::Match(Rc::new(found))))
            }
        }
    }

    fn engine<'p>(
        &mut self,
        pattern: &'p Pattern,
        anchor: Anchor,
        place: Place,
    ) -> Result<&'p PythonRegex, Stop> {
        let (text, flags) = (&*pattern.text, pattern.flags);
        let [free, at_start, of_whole] = &pattern.engines;
        let cell = match anchor {
            Anchor::No => free,
            Anchor::Start => at_start,
            Anchor::Both => of_whole,
        };
        if cell.get().is_none() {
            self.spend_steps(text.len() + OF_AN_ENGINE, place)?;
        }
        let built = cell.get_or_init(|| match anchor {
            Anchor::No => PythonRegex::new(text, flags),
            Anchor::Start => PythonRegex::at_start(text, flags),
            Anchor::Both => PythonRegex::of_whole(text, flags),
        });
        built
            .as_ref()
            .map_err(|why| place.unknown(&format!("has a pattern that is not understood: {why}")))
    }

    fn find(
        &mut self,
        regex: &PythonRegex,
        text: &Rc<str>,
        from: usize,
        place: Place,
    ) -> Result<Option<Found>, Stop> {
        if is_placed(text) {
            return Err(Stop::Unknown(place_doubt(place)));
        }
        self.spend_steps(20 + (text.len().saturating_sub(from) >> 5), place)?;
        let slow = |why: String| place.unknown(&format!("cannot be searched: {why}"));
        let found = regex.search_from(text, from).map_err(slow)?;
        Ok(found.map(|captures| Found::new(text, regex, &captures)))
    }

    /// All that a pattern matches, one after another.
    fn find_all(
        &mut self,
        pattern: &Pattern,
        text: &Rc<str>,
        limit: usize,
        place: Place,
    ) -> Result<Vec<Found>, Stop> {
        let regex = self.engine(pattern, Anchor::No, place)?;
        let mut all = Vec::new();
        let mut from = 0;
        while all.len() < limit {
            let Some(found) = self.find(regex, text, from, place)? else { break };
            let (start, end) = found.span(0).unwrap_or_default();
            if start == end {
                // How Python goes on behind an empty match has its own rules.
                return Err(place.unknown("matches nothing at some place"));
            }
            self.spend(200, place)?;
            from = end;
            all.push(found);
        }
        Ok(all)
    }

    fn substitute(
        &mut self,
        pattern: &Pattern,
        arguments: &[Object],
        place: Place,
    ) -> Result<Object, Stop> {
        let strange = || place.unknown("is called in a way that is not understood");
        let [replacement, Object::Str(text), more @ ..] = arguments else {
            return Err(strange());
        };
        let limit = match more {
            [] | [Object::Int(0)] => usize::MAX,
            [Object::Int(limit)] => usize::try_from(*limit).map_err(|_| strange())?,
            _ => return Err(strange()),
        };
        let found = self.find_all(pattern, text, limit, place)?;
        let mut result = String::new();
        let mut at = 0;
        for found in found {
            let (start, end) = found.span(0).unwrap_or_default();
            result.push_str(text.get(at..start).unwrap_or_default());
            let with = match replacement {
                Object::Str(template) => expand(template, &found).ok_or_else(strange)?,
                Object::Function(_) | Object::Bound(_) => {
                    let argument = Object::Match(Rc::new(found));
                    let value = self.call(replacement, Arguments::of(vec![argument]), place)?;
                    match value {
                        Object::Str(text) => text.to_string(),
                        _ => return Err(strange()),
                    }
                }
                _ => return Err(strange()),
            };
            self.spend(with.len() + start - at, place)?;
            result.push_str(&with);
            at = end;
        }
        result.push_str(text.get(at..).unwrap_or_default());
        self.text(result, place)
    }

    fn escape(&mut self, object: &Object, place: Place) -> Result<Object, Stop> {
        let text = self.path_text(object, place)?;
        let special = "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}";
        let mut escaped = String::new();
        for letter in text.chars() {
            escaped.extend(special.contains(letter).then_some('\\'));
            escaped.push(letter);
        }
        self.text(escaped, place)
    }

    /// `match.group(key)`.
    pub(crate) fn group(
        &mut self,
        found: &Rc<Found>,
        key: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let number = match key {
            Object::Int(number) => usize::try_from(*number).ok(),
            Object::Str(name) => found.number(name),
            _ => None,
        };
        let number = number.filter(|number| *number < found.groups.len());
        Ok(found.group(number.ok_or_else(|| raise("IndexError", "no such group", place))?))
    }

    pub(crate) fn match_method(
        &mut self,
        found: &Rc<Found>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        if !arguments.named.is_empty() {
            return Err(place.unknown("is called in a way that is not understood"));
        }
        match (name, &*arguments.positional) {
            ("group", []) => Ok(found.group(0)),
            ("group" | "__getitem__", [key]) => self.group(found, key, place),
            ("group", keys) => {
                let groups = keys.iter().map(|key| self.group(found, key, place));
                Ok(Object::tuple(groups.collect::<Result<_, _>>()?))
            }
            ("groups", []) => {
                let groups = (1..found.groups.len()).map(|number| found.group(number));
                Ok(Object::tuple(groups.collect()))
            }
            ("groupdict", []) => {
                let pairs = found
                    .names
                    .iter()
                    .map(|(name, number)| (Object::Str(Rc::clone(name)), found.group(*number)));
                Ok(Object::dict(Mapping::of_pairs(pairs).unwrap_or_default()))
            }
            ("start" | "end" | "span", keys) => {
                let number = match keys {
                    [] => Some(0),
                    [Object::Int(number)] => usize::try_from(*number).ok(),
                    _ => None,
                };
                let span = number.and_then(|number| found.span(number));
                let (start, end) = span.ok_or_else(|| place.unknown("is not understood"))?;
                let count = |at| {
                    let before: &str = found.text.get(..at).unwrap_or_default();
                    Object::Int(i64::try_from(before.chars().count()).unwrap_or_default())
                };
                Ok(match name {
                    "start" => count(start),
                    "end" => count(end),
                    _ => Object::tuple(vec![count(start), count(end)]),
                })
            }
            ("expand", [Object::Str(template)]) => {
                let text = expand(template, found);
                self.text(text.ok_or_else(|| place.unknown("is not understood"))?, place)
            }
            _ => Err(place.unknown("is a method that is not followed")),
        }
    }
}

impl Found {
    fn new(text: &Rc<str>, regex: &PythonRegex, captures: &Captures<'_, '_>) -> Self {
        let range = |number| captures.group(number).map(|(range, _)| (range.start, range.end));
        Self {
            text: Rc::clone(text),
            groups: (0..=captures.groups()).map(range).collect(),
            names: regex.names().map(|(name, number)| (Rc::from(name), number)).collect(),
        }
    }

    fn span(&self, number: usize) -> Option<(usize, usize)> {
        self.groups.get(number).copied().flatten()
    }

    fn group_text(&self, number: usize) -> Option<&str> {
        self.span(number).and_then(|(start, end)| self.text.get(start..end))
    }

    fn group(&self, number: usize) -> Object {
        self.group_text(number).map_or(Object::None, Object::text)
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.names.iter().find(|(known, _)| &**known == name).map(|(_, number)| *number)
    }

    /// What `re.findall` has for a match.
    fn as_found(&self) -> Object {
        let text = |number| Object::text(self.group_text(number).unwrap_or_default());
        match self.groups.len() {
            0 | 1 => text(0),
            2 => text(1),
            count => Object::tuple((1..count).map(text).collect()),
        }
    }
}

/// The template of a replacement with its references filled in.
fn expand(template: &str, found: &Found) -> Option<String> {
    let mut result = String::new();
    let mut letters = template.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            result.push(letter);
            continue;
        }
        match letters.next()? {
            'n' => result.push('\n'),
            't' => result.push('\t'),
            'r' => result.push('\r'),
            '\\' => result.push('\\'),
            digit @ '1'..='9' => {
                if letters.peek().is_some_and(char::is_ascii_digit) {
                    return None;
                }
                let number = usize::try_from(digit.to_digit(10)?).ok()?;
                let known = number < found.groups.len();
                result.push_str(known.then(|| found.group_text(number).unwrap_or_default())?);
            }
            'g' => {
                let rest: String = letters.by_ref().take_while(|c| *c != '>').collect();
                let name = rest.strip_prefix('<')?;
                let number = name.parse().ok().or_else(|| found.number(name))?;
                let known = number < found.groups.len();
                result.push_str(known.then(|| found.group_text(number).unwrap_or_default())?);
            }
            other if other.is_ascii_alphanumeric() => return None,
            other => result.extend(['\\', other]),
        }
    }
    Some(result)
}
