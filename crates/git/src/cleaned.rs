//! Files as git would put them into the repository, compared with what is there.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use gix::bstr::{BStr, ByteSlice};
use gix::index::Entry;
use gix::objs::{Kind, compute_hash};
use gix::{ObjectId, Repository};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::attributes::{Attribute, Attributes};
use crate::line_ends::{Ends, has_line_ends_of_windows, without_idents};
use crate::work_tree::WorkTree;

/// The attributes by which git converts files.
const CONVERSIONS: &[&str] = &["text", "crlf", "eol", "ident", "filter", "working-tree-encoding"];

/// What compares contents.
pub(crate) struct Cleaner<'a> {
    tree: &'a WorkTree,
    repository: Repository,
    attributes: Attributes<'a>,
    /// Whether `core.autocrlf` has git look at files that no attribute speaks of.
    by_itself: bool,
}

/// What cannot be had without running a program.
enum Program<'a> {
    None,
    /// The filter of git-lfs, which is known.
    Lfs,
    Filter(&'a str),
    Encoding(&'a str),
}

impl<'a> Cleaner<'a> {
    pub(crate) fn new(tree: &'a WorkTree, repository: Repository) -> Result<Self, Error> {
        let attributes = Attributes::new(tree, repository.clone(), CONVERSIONS)?;
        let automatic = repository.config_snapshot().string("core.autocrlf");
        let by_itself = automatic.is_some_and(|automatic| {
            let automatic = automatic.to_ascii_lowercase();
            matches!(automatic.as_slice(), b"input" | b"true" | b"yes" | b"on" | b"1" | b"")
        });
        Ok(Self { tree, repository, attributes, by_itself })
    }

    /// Whether a file, put into the repository, would be the one that the index has.
    #[expect(clippy::disallowed_methods, reason = "the work tree is larger than the project")]
    pub(crate) fn is_same(
        &mut self,
        entry: &Entry,
        (path, full): (&BStr, &Path),
        is_link: bool,
    ) -> Result<bool, Error> {
        let root = self.tree.root();
        let unread = |error: io::Error| Error::unfit(root, format!("`{path}`: {error}"));
        if is_link {
            let target = std::fs::read_link(full).map_err(unread)?;
            return self.is(entry.id, target.as_os_str().as_encoded_bytes());
        }
        let content = std::fs::read(full).map_err(unread)?;
        let found = self.attributes.of(path, false)?;
        let [text, crlf, eol, ident, filter, encoding] = found.as_slice() else {
            return Err(Error::unfit(root, "its attributes cannot be read"));
        };
        let program = Program::of(filter, encoding);
        if let Program::Encoding(_) = program {
            return Err(self.unproved(path, &program));
        }
        if let Program::Filter(name) = program
            && self.is_configured(name)
        {
            return Err(self.unproved(path, &program));
        }
        let ends = Ends::of(text, crlf, eol, self.by_itself);
        let cleaned = self.with_line_ends(entry, &content, ends)?;
        let cleaned =
            if *ident == Attribute::Set { Cow::Owned(without_idents(&cleaned)) } else { cleaned };
        if self.is(entry.id, &cleaned)? {
            return Ok(true);
        }
        match program {
            Program::Lfs => self.is(entry.id, pointer(&content).as_bytes()),
            Program::None => Ok(false),
            Program::Filter(_) | Program::Encoding(_) => Err(self.unproved(path, &program)),
        }
    }

    fn with_line_ends<'c>(
        &self,
        entry: &Entry,
        content: &'c [u8],
        ends: Ends,
    ) -> Result<Cow<'c, [u8]>, Error> {
        if !content.contains_str("\r\n") {
            return Ok(Cow::Borrowed(content));
        }
        let keeps = match ends {
            Ends::Kept => true,
            Ends::Converted => false,
            Ends::Guessed => has_line_ends_of_windows(&self.blob(entry.id)?),
        };
        Ok(if keeps { Cow::Borrowed(content) } else { ends.converted(content) })
    }

    fn blob(&self, id: ObjectId) -> Result<Vec<u8>, Error> {
        let found = self.repository.try_find_object(id);
        let found = found.map_err(|error| Error::broken(self.tree.root(), &error))?;
        Ok(found.map(|object| object.detach().data).unwrap_or_default())
    }

    fn is(&self, id: ObjectId, content: &[u8]) -> Result<bool, Error> {
        let hash = compute_hash(id.kind(), Kind::Blob, content);
        let hash = hash.map_err(|error| Error::broken(self.tree.root(), &error))?;
        Ok(hash == id)
    }

    fn is_configured(&self, filter: &str) -> bool {
        let configuration = self.repository.config_snapshot();
        ["clean", "process"].iter().any(|key| {
            let found = configuration.string(format!("filter.{filter}.{key}").as_str());
            found.is_some_and(|command| !command.is_empty())
        })
    }

    fn unproved(&self, path: &BStr, program: &Program<'_>) -> Error {
        let through = match program {
            Program::Filter(name) => format!("the filter `{name}`"),
            Program::Encoding(name) => format!("the encoding `{name}`"),
            Program::None | Program::Lfs => "a filter".to_owned(),
        };
        let path = path.to_str_lossy().into_owned();
        Error::Unproved { folder: self.tree.root().display().to_string(), path, through }
    }
}

impl<'a> Program<'a> {
    fn of(filter: &'a Attribute, encoding: &'a Attribute) -> Self {
        match (filter, encoding) {
            (_, Attribute::Value(name)) if !is_utf_8(name) => Self::Encoding(name),
            (Attribute::Value(name), _) if name == "lfs" => Self::Lfs,
            (Attribute::Value(name), _) => Self::Filter(name),
            _ => Self::None,
        }
    }
}

fn is_utf_8(name: &str) -> bool {
    name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8")
}

/// What git-lfs has in the repository in place of a file.
fn pointer(content: &[u8]) -> String {
    let mut digest = String::new();
    for byte in Sha256::digest(content) {
        let _ = write!(digest, "{byte:02x}");
    }
    let length = content.len();
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {length}\n")
}
