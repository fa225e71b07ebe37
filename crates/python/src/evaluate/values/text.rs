//! Methods of strings and bytes.

use std::rc::Rc;

use super::format::padded;
use super::object::{Object, Order};
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::choices::{is_placed, place_doubt};
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::library::file::line_length;

impl Machine<'_> {
    pub(crate) fn text_method(
        &mut self,
        text: &Rc<str>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        if let Some(stop) = arguments.unknown().filter(|_| name != "format") {
            return Err(stop);
        }
        self.spend_steps(text.len() >> 6, place)?;
        match name {
            "format" => return self.format(text, arguments, place),
            "format_map" => {
                let mapping = arguments.clone().only(place)?;
                let named = self.named_pairs(&mapping, place)?;
                let arguments = Arguments { positional: Vec::new(), named };
                return self.format(text, &arguments, place);
            }
            "join" => {
                let over = arguments.clone().only(place)?;
                return self.joined(text, &over, place);
            }
            _ => {}
        }
        // What stands around the place of the project can be looked at, what is in it cannot.
        let whole = matches!(name, "endswith" | "rstrip" | "encode");
        if is_placed(text) && !whole {
            return Err(Stop::Unknown(place_doubt(place)));
        }
        match name {
            "split" | "rsplit" => self.split(text, name, arguments.clone(), place),
            "splitlines" => {
                let keep = match &*arguments.positional {
                    [] if arguments.named.is_empty() => false,
                    [Object::Bool(keep)] => *keep,
                    [] => matches!(&*arguments.named, [(_, Object::Bool(true))]),
                    _ => return Err(place.unknown("is called in a way that is not understood")),
                };
                self.split_lines(text, keep, place)
            }
            "strip" | "lstrip" | "rstrip" => self.strip(text, name, arguments, place),
            "startswith" | "endswith" => self.starts(text, name, arguments, place),
            "replace" => self.replace(text, arguments.clone(), place),
            "find" | "rfind" | "index" | "rindex" | "count" | "partition" | "rpartition" => {
                self.look_for(text, name, arguments, place)
            }
            "removeprefix" | "removesuffix" => {
                if self.python(place) < 9 {
                    return Err(raise("AttributeError", name, place));
                }
                match &*arguments.positional {
                    [Object::Str(part)] => Ok(Object::text(if name == "removeprefix" {
                        text.strip_prefix(&**part).unwrap_or(text)
                    } else {
                        text.strip_suffix(&**part).unwrap_or(text)
                    })),
                    _ => Err(place.unknown("is called in a way that is not understood")),
                }
            }
            "ljust" | "rjust" | "center" | "zfill" => self.pad(text, name, arguments, place),
            "encode" => self.encode(text, arguments, place),
            _ if arguments.is_empty() => self.plain_method(text, name, place),
            _ => Err(place.unknown("is a method that is not followed")),
        }
    }

    fn plain_method(&mut self, text: &str, name: &str, place: Place) -> Result<Object, Stop> {
        let ascii = text.is_ascii();
        Ok(match name {
            "lower" => return self.text(text.to_lowercase(), place),
            "upper" => return self.text(text.to_uppercase(), place),
            "casefold" if ascii => Object::text(text.to_lowercase()),
            "capitalize" if ascii => {
                let (first, rest) = text.split_at(text.len().min(1));
                Object::text(format!("{}{}", first.to_uppercase(), rest.to_lowercase()))
            }
            "title" if ascii => {
                let mut inside = false;
                let letters = text.chars().map(|letter| {
                    let changed = match inside {
                        true => letter.to_ascii_lowercase(),
                        false => letter.to_ascii_uppercase(),
                    };
                    inside = letter.is_ascii_alphabetic();
                    changed
                });
                Object::text(letters.collect::<String>())
            }
            _ => return Self::test_method(text, name, place),
        })
    }

    /// Methods that ask for kinds of letters.
    fn test_method(text: &str, name: &str, place: Place) -> Result<Object, Stop> {
        let every = |test: fn(char) -> bool| !text.is_empty() && text.chars().all(test);
        let ascii = text.is_ascii();
        Ok(match name {
            "isspace" => Object::Bool(every(is_space)),
            "isascii" => Object::Bool(ascii),
            "isdigit" | "isdecimal" | "isnumeric" if ascii => {
                Object::Bool(every(|c| c.is_ascii_digit()))
            }
            "isalpha" if ascii => Object::Bool(every(|c| c.is_ascii_alphabetic())),
            "isalnum" if ascii => Object::Bool(every(|c| c.is_ascii_alphanumeric())),
            "isidentifier" if ascii => {
                let first = text.chars().next().is_some_and(|c| !c.is_ascii_digit());
                Object::Bool(first && every(|c| c.is_ascii_alphanumeric() || c == '_'))
            }
            "isupper" | "islower" if ascii => {
                let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
                let lower = text.bytes().any(|byte| byte.is_ascii_lowercase());
                Object::Bool(if name == "isupper" { upper && !lower } else { lower && !upper })
            }
            "expandtabs" if !text.contains('\t') => Object::text(text),
            _ => return Err(place.unknown("is a method that is not followed")),
        })
    }

    fn split(
        &mut self,
        text: &str,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let strange = || place.unknown("is called in a way that is not understood");
        let mut given = arguments.bind(["sep", "maxsplit"], place)?;
        let separator = given.take(0).unwrap_or(Object::None);
        let most = match given.take(1) {
            None | Some(Object::Int(-1)) => usize::MAX,
            Some(Object::Int(most)) => usize::try_from(most).map_err(|_| strange())?,
            Some(_) => return Err(strange()),
        };
        self.spend(text.len() * 2, place)?;
        let parts: Vec<Object> = match (&separator, name) {
            (Object::None, "split") => {
                split_blank(text, most).into_iter().map(Object::text).collect()
            }
            (Object::None, _) if most == usize::MAX => {
                split_blank(text, most).into_iter().map(Object::text).collect()
            }
            (Object::None, _) => {
                let mut parts = Vec::new();
                let mut rest = text.trim_end_matches(is_space);
                while parts.len() < most && !rest.is_empty() {
                    let at = rest.rfind(is_space);
                    let start = at.map_or(0, |at| {
                        at + rest
                            .get(at..)
                            .and_then(|it| it.chars().next())
                            .map_or(1, char::len_utf8)
                    });
                    parts.push(Object::text(rest.get(start..).unwrap_or_default()));
                    rest = rest.get(..start).unwrap_or_default().trim_end_matches(is_space);
                }
                if !rest.is_empty() {
                    parts.push(Object::text(rest));
                }
                parts.reverse();
                parts
            }
            (Object::Str(separator), _) if separator.is_empty() => {
                return Err(raise("ValueError", "empty separator", place));
            }
            (Object::Str(separator), "split") => {
                let pieces = text.splitn(most.saturating_add(1), &**separator);
                pieces.map(Object::text).collect()
            }
            (Object::Str(separator), _) => {
                let pieces = text.rsplitn(most.saturating_add(1), &**separator);
                let mut pieces: Vec<Object> = pieces.map(Object::text).collect();
                pieces.reverse();
                pieces
            }
            _ => return Err(strange()),
        };
        self.list(parts, Order::Kept, place)
    }

    fn split_lines(&mut self, text: &str, keep: bool, place: Place) -> Result<Object, Stop> {
        let mut lines = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (line, more) = rest.split_at(line_length(rest));
            let shown = match keep {
                true => line,
                false => match line.strip_suffix("\r\n") {
                    Some(line) => line,
                    None => line.strip_suffix(crate::ends_line).unwrap_or(line),
                },
            };
            lines.push(Object::text(shown));
            rest = more;
        }
        self.spend(text.len(), place)?;
        self.list(lines, Order::Kept, place)
    }

    fn strip(
        &mut self,
        text: &Rc<str>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let set: Option<Vec<char>> = match &*arguments.positional {
            [] | [Object::None] if arguments.named.is_empty() => None,
            [Object::Str(set)] => Some(set.chars().collect()),
            _ => return Err(place.unknown("is called in a way that is not understood")),
        };
        let goes = |letter: char| match &set {
            None => is_space(letter),
            Some(set) => set.contains(&letter),
        };
        let stripped = match name {
            "strip" => text.trim_matches(goes),
            "lstrip" => text.trim_start_matches(goes),
            _ => text.trim_end_matches(goes),
        };
        if is_placed(text) && !is_placed(stripped) {
            return Err(Stop::Unknown(place_doubt(place)));
        }
        if stripped.len() == text.len() {
            return Ok(Object::Str(Rc::clone(text)));
        }
        self.text(stripped, place)
    }

    fn starts(
        &mut self,
        text: &str,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let parts = match &*arguments.positional {
            [Object::Tuple(tuple)] => tuple.items.clone(),
            [one @ Object::Str(_)] => vec![one.clone()],
            [Object::Unknown(doubt)] => return Err(Stop::Unknown(Rc::clone(doubt))),
            _ => return Err(place.unknown("is called in a way that is not understood")),
        };
        for part in &parts {
            let Object::Str(part) = part else {
                return Err(place.unknown("is called in a way that is not understood"));
            };
            let found = match name {
                "startswith" => text.starts_with(&**part),
                // A text longer than what is known of the other cannot be compared.
                _ if is_placed(text) && part.contains('/') => {
                    return Err(Stop::Unknown(place_doubt(place)));
                }
                _ if is_placed(text) && text.rsplit('/').next().is_none_or(is_placed) => {
                    return Err(Stop::Unknown(place_doubt(place)));
                }
                _ => text.ends_with(&**part),
            };
            if found {
                return Ok(Object::Bool(true));
            }
        }
        Ok(Object::Bool(false))
    }

    fn replace(&mut self, text: &str, arguments: Arguments, place: Place) -> Result<Object, Stop> {
        let mut given = arguments.bind(["old", "new", "count"], place)?;
        let (old, new) = (given.need(0, place)?, given.need(1, place)?);
        let strange = || place.unknown("is called in a way that is not understood");
        let (Object::Str(old), Object::Str(new)) = (old, new) else { return Err(strange()) };
        let count = match given.take(2) {
            None | Some(Object::Int(-1)) => usize::MAX,
            Some(Object::Int(count)) => usize::try_from(count).map_err(|_| strange())?,
            Some(_) => return Err(strange()),
        };
        let times = match old.is_empty() {
            true => text.chars().count() + 1,
            false => text.matches(&*old).count(),
        };
        self.spend(new.len().saturating_mul(times.min(count)).saturating_add(text.len()), place)?;
        Ok(Object::text(text.replacen(&*old, &new, count)))
    }

    fn look_for(
        &mut self,
        text: &str,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let [Object::Str(part)] = &*arguments.positional else {
            return Err(place.unknown("is called in a way that is not understood"));
        };
        if part.is_empty() && name.ends_with("partition") {
            return Err(raise("ValueError", "empty separator", place));
        }
        let place_of = |at: usize| {
            let before = text.get(..at).unwrap_or_default().chars().count();
            Object::Int(i64::try_from(before).unwrap_or_default())
        };
        let missing = || raise("ValueError", "substring not found", place);
        let triple = |at: Option<usize>, first: bool| {
            let parts = match at {
                Some(at) => [
                    text.get(..at).unwrap_or_default(),
                    part,
                    text.get(at + part.len()..).unwrap_or_default(),
                ],
                None if first => [text, "", ""],
                None => ["", "", text],
            };
            Object::tuple(parts.into_iter().map(Object::text).collect())
        };
        Ok(match name {
            "find" => text.find(&**part).map_or(Object::Int(-1), place_of),
            "rfind" => text.rfind(&**part).map_or(Object::Int(-1), place_of),
            "index" => text.find(&**part).map(place_of).ok_or_else(missing)?,
            "rindex" => text.rfind(&**part).map(place_of).ok_or_else(missing)?,
            "partition" => triple(text.find(&**part), true),
            "rpartition" => triple(text.rfind(&**part), false),
            _ => Object::Int(i64::try_from(text.matches(&**part).count()).unwrap_or_default()),
        })
    }

    fn pad(
        &mut self,
        text: &str,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let strange = || place.unknown("is called in a way that is not understood");
        let (width, fill) = match &*arguments.positional {
            [Object::Int(width)] => (*width, ' '),
            [Object::Int(width), Object::Str(fill)] if name != "zfill" => {
                (*width, fill.chars().next().ok_or_else(strange)?)
            }
            _ => return Err(strange()),
        };
        let width = usize::try_from(width).unwrap_or_default();
        self.spend(width, place)?;
        Ok(Object::text(match name {
            "ljust" => padded(text, width, fill, '<'),
            "rjust" => padded(text, width, fill, '>'),
            "zfill" if !text.starts_with(['+', '-']) => padded(text, width, '0', '>'),
            _ => return Err(strange()),
        }))
    }

    fn encode(&mut self, text: &str, arguments: &Arguments, place: Place) -> Result<Object, Stop> {
        let plain = match &*arguments.positional {
            [] if arguments.named.is_empty() => true,
            [Object::Str(name)] => matches!(&*name.to_ascii_lowercase(), "utf-8" | "utf8"),
            _ => false,
        };
        if !plain && !text.is_ascii() || is_placed(text) {
            return Err(place.unknown("is encoded in a way that is not followed"));
        }
        if !plain && !matches!(&*arguments.positional, [Object::Str(name)] if &**name == "ascii") {
            return Err(place.unknown("is encoded in a way that is not followed"));
        }
        self.spend(text.len(), place)?;
        Ok(Object::Bytes(Rc::from(text.as_bytes())))
    }

    pub(crate) fn bytes_method(
        &mut self,
        bytes: &Rc<[u8]>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match name {
            "decode" => {
                let mut given = arguments.bind(["encoding", "errors"], place)?;
                let encoding = given.take(0);
                let strict = match given.take(1) {
                    None => true,
                    Some(Object::Str(errors)) => &*errors == "strict",
                    Some(_) => false,
                };
                match self.decode(bytes, encoding.as_ref(), place) {
                    Err(Stop::Raised(_)) if !strict => {
                        Err(place.unknown("reads what cannot be decoded"))
                    }
                    other => other.map(Object::Str),
                }
            }
            _ => Self::bytes_method_of_parts(bytes, name, &arguments, place),
        }
    }

    /// The same for parts of bytes.
    fn bytes_method_of_parts(
        bytes: &Rc<[u8]>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match name {
            "strip" if arguments.is_empty() => Ok(Object::Bytes(Rc::from(bytes.trim_ascii()))),
            "startswith" => match &*arguments.positional {
                [Object::Bytes(part)] => Ok(Object::Bool(bytes.starts_with(part))),
                _ => Err(place.unknown("is called in a way that is not understood")),
            },
            _ => Err(place.unknown("is a method that is not followed")),
        }
    }
}

/// What `str.isspace` says.
pub(crate) fn is_space(letter: char) -> bool {
    letter.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&letter)
}

/// `text.split(None, most)`.
fn split_blank(text: &str, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if parts.len() == most {
            // What is left keeps the blanks at its end.
            parts.push(rest);
            break;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        let (part, more) = rest.split_at(end);
        parts.push(part);
        rest = more.trim_start_matches(is_space);
    }
    parts
}
