//! Files that a script reads.

use std::cell::Cell;
use std::rc::Rc;

use pyrel_tree::{EntryKind, RelPath};

use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::choices::{ROOT, is_placed};
use crate::evaluate::flow::machine::{LONGEST, Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::values::object::Object;

/// A file that is open for reading.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: Rc<str>,
    content: Content,
    at: Cell<usize>,
    closed: Cell<bool>,
}

#[derive(Debug)]
enum Content {
    Text(Rc<str>),
    /// Text that `codecs` reads, whose lines end where those of `str.splitlines` do.
    Codecs(Rc<str>),
    Bytes(Rc<[u8]>),
}

/// How text is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Newlines {
    Universal,
    AsTheyAre,
}

impl Machine<'_> {
    /// Where a path lies in the project.
    pub(crate) fn inside(&mut self, path: &Object, place: Place) -> Result<RelPath, Stop> {
        let text = self.path_text(path, place)?;
        let outside = || place.unknown("is a path that leads out of the project");
        let relative = match text.strip_prefix(ROOT) {
            Some("") => "",
            Some(rest) => rest.strip_prefix('/').ok_or_else(outside)?,
            None if text.starts_with('/') || is_placed(&text) => return Err(outside()),
            None => &text,
        };
        let mut so_far = RelPath::root();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    // Python asks the system, which looks at what lies before the dots.
                    if !self.is_folder(&so_far, place)? {
                        return Err(raise("FileNotFoundError", text, place));
                    }
                    so_far = so_far.parent().ok_or_else(outside)?;
                }
                _ if part.contains(['\\', '\0', ':']) => return Err(outside()),
                _ => so_far = so_far.child(part),
            }
        }
        if is_made_meanwhile(&so_far) {
            return Err(place.unknown("is about files that building makes"));
        }
        Ok(so_far)
    }

    /// The text of a path, which may be one of `pathlib`.
    pub(crate) fn path_text(&mut self, path: &Object, place: Place) -> Result<Rc<str>, Stop> {
        match path {
            Object::Str(text) | Object::Path(text) => Ok(Rc::clone(text)),
            Object::Unknown(doubt) => Err(Stop::Unknown(Rc::clone(doubt))),
            _ => Err(place.unknown("is no path that is understood")),
        }
    }

    pub(crate) fn kind(&mut self, path: &RelPath, place: Place) -> Result<Option<EntryKind>, Stop> {
        self.spend_steps(20, place)?;
        let tree = self.host.tree();
        let broken = |_| place.unknown("looks at a file that cannot be looked at");
        if tree.is_folder(path).map_err(broken)? {
            return Ok(Some(EntryKind::Folder));
        }
        tree.kind(path).map_err(broken)
    }

    pub(crate) fn is_folder(&mut self, path: &RelPath, place: Place) -> Result<bool, Stop> {
        Ok(matches!(self.kind(path, place)?, Some(EntryKind::Folder)))
    }

    pub(crate) fn is_file(&mut self, path: &RelPath, place: Place) -> Result<bool, Stop> {
        Ok(matches!(self.kind(path, place)?, Some(EntryKind::File { .. })))
    }

    pub(crate) fn read_bytes(&mut self, path: &Object, place: Place) -> Result<Rc<[u8]>, Stop> {
        let inside = self.inside(path, place)?;
        match self.kind(&inside, place)? {
            None => {
                return Err(raise("FileNotFoundError", inside.as_str(), place));
            }
            Some(EntryKind::Folder) => {
                return Err(raise("IsADirectoryError", inside.as_str(), place));
            }
            Some(EntryKind::File { .. } | EntryKind::Other) => {}
        }
        let broken = |_| place.unknown("reads a file that cannot be read");
        let bytes = self.host.tree().read(&inside).map_err(broken)?;
        if bytes.len() > LONGEST {
            return Err(place.unknown("reads a file that is too large"));
        }
        self.spend(bytes.len(), place)?;
        Ok(Rc::from(bytes))
    }

    pub(crate) fn read_text(
        &mut self,
        path: &Object,
        encoding: Option<&Object>,
        newlines: Newlines,
        place: Place,
    ) -> Result<Rc<str>, Stop> {
        let bytes = self.read_bytes(path, place)?;
        let text = self.decode(&bytes, encoding, place)?;
        let text = match newlines {
            Newlines::Universal if text.contains('\r') => {
                Rc::from(text.replace("\r\n", "\n").replace('\r', "\n"))
            }
            Newlines::Universal | Newlines::AsTheyAre => text,
        };
        let inside = self.inside(path, place)?;
        self.remember(inside.as_str(), &text);
        Ok(text)
    }

    /// Bytes as text. Without an encoding it is UTF-8: what Python takes where the locale is one of
    /// today's.
    pub(crate) fn decode(
        &mut self,
        bytes: &[u8],
        encoding: Option<&Object>,
        place: Place,
    ) -> Result<Rc<str>, Stop> {
        let name = match encoding {
            None | Some(Object::None) => "utf8".to_owned(),
            Some(Object::Str(name)) => name.to_ascii_lowercase().replace(['-', '_', ' '], ""),
            Some(Object::Unknown(doubt)) => return Err(Stop::Unknown(Rc::clone(doubt))),
            Some(_) => return Err(place.unknown("names an encoding that is not understood")),
        };
        self.spend(bytes.len(), place)?;
        let wrong = || raise("UnicodeDecodeError", "invalid byte", place);
        let text: Rc<str> = match name.as_str() {
            "utf8" => Rc::from(std::str::from_utf8(bytes).map_err(|_| wrong())?),
            "utf8sig" => {
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                Rc::from(std::str::from_utf8(bytes).map_err(|_| wrong())?)
            }
            "ascii" | "usascii" => {
                let text = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii());
                Rc::from(text.ok_or_else(wrong)?)
            }
            "latin1" | "iso88591" => {
                Rc::from(bytes.iter().map(|byte| char::from(*byte)).collect::<String>())
            }
            _ => return Err(place.unknown("names an encoding that is not understood")),
        };
        if is_placed(&text) {
            return Err(place.unknown("holds characters that are not followed"));
        }
        Ok(text)
    }

    /// `open`, `io.open` and `codecs.open`.
    pub(crate) fn open(
        &mut self,
        codecs: bool,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let names = match codecs {
            false => ["file", "mode", "buffering", "encoding", "errors", "newline"],
            true => ["filename", "mode", "encoding", "errors", "buffering", ""],
        };
        let mut given = arguments.bind(names, place)?;
        let path = given.need(0, place)?;
        let mode = match given.take(1) {
            None => "r".to_owned(),
            Some(Object::Str(mode)) => mode.to_string(),
            Some(_) => return Err(place.refuse("opens a file in a way that is not known")),
        };
        if mode.contains(['w', 'a', 'x', '+']) {
            return Err(place.refuse("writes a file"));
        }
        let (encoding, errors) = match codecs {
            false => (given.take(3), given.take(4)),
            true => (given.take(2), given.take(3)),
        };
        let strict = match &errors {
            None | Some(Object::None) => true,
            Some(Object::Str(errors)) => &**errors == "strict",
            Some(_) => false,
        };
        let newlines = match (codecs, given.take(5)) {
            (true, None) | (false, None | Some(Object::None)) => None,
            (false, Some(Object::Str(newline))) if matches!(&*newline, "" | "\n") => Some(newline),
            _ => return Err(place.unknown("is called in a way that is not understood")),
        };
        let content = if mode.contains('b') && (!codecs || encoding.is_none()) {
            Content::Bytes(self.read_bytes(&path, place)?)
        } else if codecs && encoding.is_some() {
            Content::Codecs(self.read_lenient(&path, encoding.as_ref(), strict, place)?)
        } else {
            let raw = self.read_lenient(&path, encoding.as_ref(), strict, place)?;
            let has = raw.contains('\r');
            match newlines {
                // Such a file has lines that end in other ways than here.
                Some(newline) if has && newline.is_empty() => {
                    return Err(place.unknown("reads lines that are not understood"));
                }
                None if has => {
                    Content::Text(Rc::from(raw.replace("\r\n", "\n").replace('\r', "\n")))
                }
                _ => Content::Text(raw),
            }
        };
        let name = self.path_text(&path, place)?;
        let (at, closed) = (Cell::new(0), Cell::new(false));
        Ok(Object::File(Rc::new(File { name, content, at, closed })))
    }

    /// A file as text; what cannot be decoded matters only if errors are not ignored.
    fn read_lenient(
        &mut self,
        path: &Object,
        encoding: Option<&Object>,
        strict: bool,
        place: Place,
    ) -> Result<Rc<str>, Stop> {
        match self.read_text(path, encoding, Newlines::AsTheyAre, place) {
            Err(Stop::Raised(raised)) if !strict && &*raised.class == "UnicodeDecodeError" => {
                Err(place.unknown("reads what cannot be decoded"))
            }
            other => other,
        }
    }

    /// What is left of a file, line by line.
    pub(crate) fn lines(&mut self, file: &Rc<File>, place: Place) -> Result<Vec<Object>, Stop> {
        let mut lines = Vec::new();
        loop {
            let line = self.line(file, place)?;
            if !self.truth(&line, place)? {
                return Ok(lines);
            }
            lines.push(line);
        }
    }

    fn line(&mut self, file: &Rc<File>, place: Place) -> Result<Object, Stop> {
        file.check(place)?;
        let at = file.at.get();
        let (line, end) = match &file.content {
            Content::Text(text) => {
                let rest = text.get(at..).unwrap_or_default();
                let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
                (Object::text(rest.get(..length).unwrap_or_default()), at + length)
            }
            Content::Codecs(text) => {
                let rest = text.get(at..).unwrap_or_default();
                let length = line_length(rest);
                (Object::text(rest.get(..length).unwrap_or_default()), at + length)
            }
            Content::Bytes(bytes) => {
                let rest = bytes.get(at..).unwrap_or_default();
                let end = rest.iter().position(|byte| *byte == b'\n');
                let length = end.map_or(rest.len(), |end| end + 1);
                let line = rest.get(..length).unwrap_or_default();
                (Object::Bytes(Rc::from(line)), at + length)
            }
        };
        self.spend(end - at + 24, place)?;
        file.at.set(end);
        Ok(line)
    }

    pub(crate) fn file_method(
        &mut self,
        file: &Rc<File>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let plain = arguments.is_empty();
        match name {
            "read"
                if plain || matches!(&*arguments.positional, [Object::None | Object::Int(-1)]) =>
            {
                file.check(place)?;
                let at = file.at.get();
                let (rest, end) = match &file.content {
                    Content::Text(text) | Content::Codecs(text) => {
                        let rest = text.get(at..).unwrap_or_default();
                        let whole = if at == 0 { Rc::clone(text) } else { Rc::from(rest) };
                        (Object::Str(whole), text.len())
                    }
                    Content::Bytes(bytes) => {
                        let rest = bytes.get(at..).unwrap_or_default();
                        (Object::Bytes(Rc::from(rest)), bytes.len())
                    }
                };
                self.spend(end - at, place)?;
                file.at.set(end);
                Ok(rest)
            }
            "readline" if plain => self.line(file, place),
            "readlines" if plain => {
                let lines = self.lines(file, place)?;
                Ok(Object::list(lines))
            }
            "seek" if matches!(&*arguments.positional, [Object::Int(0)]) => {
                file.at.set(0);
                Ok(Object::Int(0))
            }
            "close" if plain => {
                file.closed.set(true);
                Ok(Object::None)
            }
            "write" | "writelines" | "truncate" => Err(place.refuse("writes a file")),
            _ => Err(place.unknown("is a method that is not followed")),
        }
    }
}

impl File {
    pub(crate) fn of_text(name: &str, text: Rc<str>) -> Self {
        let (at, closed) = (Cell::new(0), Cell::new(false));
        Self { name: Rc::from(name), content: Content::Text(text), at, closed }
    }

    /// Nothing can be read of a file that is closed.
    fn check(&self, place: Place) -> Result<(), Stop> {
        if self.closed.get() {
            return Err(raise("ValueError", "I/O operation on closed file.", place));
        }
        Ok(())
    }

    pub(crate) fn close(&self) {
        self.closed.set(true);
    }
}

/// The length of the first line with its end, as `str.splitlines` parts lines.
pub(crate) fn line_length(text: &str) -> usize {
    let Some(end) = text.find(crate::ends_line) else { return text.len() };
    let after = text.get(end..).unwrap_or_default();
    let ending =
        if after.starts_with("\r\n") { 2 } else { after.chars().next().map_or(0, char::len_utf8) };
    end + ending
}

/// Whether something may be there or not depending on what setuptools has built before.
fn is_made_meanwhile(path: &RelPath) -> bool {
    let mut parts = path.components();
    let first = parts.clone().next();
    first.is_some_and(|it| it == "build" || it == "dist")
        || parts.any(|part| {
            part.ends_with(".egg-info") || part.ends_with(".dist-info") || part == "__pycache__"
        })
}
