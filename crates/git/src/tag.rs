//! Tags: the references below `refs/tags` that lead to commits.

use std::collections::BTreeMap;

use gix::objs::Kind;
use gix::{ObjectId, Repository};

use crate::commit::{Id, Person, Time, fields, halves, order_time, text};
use crate::{Describe, Error};

/// A tag of a commit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tag {
    /// What follows `refs/tags/`.
    pub name: String,
    /// The commit that it leads to.
    pub commit: Id,
    /// Whether it is an object of its own, and not merely a name.
    pub annotated: bool,
    /// When it was made: an annotated one by its tagger, if it names one, any other when its commit
    /// was (`%(creatordate)`).
    pub time: Time,
}

/// A tag as its reference has it; its object was not read.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) name: String,
    /// The tag's own object, or the commit.
    pub(crate) target: ObjectId,
    pub(crate) commit: ObjectId,
}

/// How deep tags of tags are followed.
const DEPTH: usize = 64;

impl Reference {
    pub(crate) fn is_annotated(&self) -> bool {
        self.target != self.commit
    }

    /// All of them, ordered by their names.
    pub(crate) fn all(repository: &Repository) -> Result<Vec<Self>, Error> {
        let folder = repository.common_dir();
        let broken = |error| Error::broken(folder, &error);
        let platform = repository.references().map_err(broken)?;
        let mut found = Vec::new();
        for reference in platform.tags().map_err(broken)? {
            let reference = reference.map_err(broken)?;
            let name = text(reference.name().shorten());
            let peeled = reference.inner.peeled;
            let Some(target) = target(reference) else { continue };
            if let Some(commit) = commit_of(repository, &name, peeled.unwrap_or(target))? {
                found.push(Self { name, target, commit });
            }
        }
        found.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        Ok(found)
    }

    /// The tag of each commit by which it is described, of those that are asked for: an annotated
    /// one before any other, then the newest, then the first by name.
    pub(crate) fn by_commit<'a>(
        all: &'a [Self],
        asked: &Describe,
        repository: &Repository,
    ) -> Result<BTreeMap<ObjectId, &'a Self>, Error> {
        let mut found: BTreeMap<ObjectId, &Self> = BTreeMap::new();
        let counts = |tag: &&Self| asked.lightweight || tag.is_annotated();
        for tag in all.iter().filter(counts).filter(|tag| asked.names(&tag.name)) {
            let better = match found.get(&tag.commit) {
                None => true,
                Some(known) if known.is_annotated() && tag.is_annotated() => {
                    known.tagged(repository)? < tag.tagged(repository)?
                }
                Some(known) => tag.is_annotated() && !known.is_annotated(),
            };
            if better {
                found.insert(tag.commit, tag);
            }
        }
        Ok(found)
    }

    /// The name by which `git describe` shows it: the one that the tag's own object has.
    pub(crate) fn shown(&self, repository: &Repository) -> Result<String, Error> {
        if !self.is_annotated() {
            return Ok(self.name.clone());
        }
        let object = object(repository, &self.name, self.target)?;
        let name = fields(halves(&object).0).find(|(name, _)| *name == b"tag");
        Ok(name.map_or_else(|| self.name.clone(), |(_, name)| text(name.into())))
    }

    /// The seconds at which an annotated one was made, as git compares them.
    fn tagged(&self, repository: &Repository) -> Result<u64, Error> {
        let object = object(repository, &self.name, self.target)?;
        let tagger = fields(halves(&object).0).find(|(name, _)| *name == b"tagger");
        Ok(tagger.map_or(0, |(_, line)| order_time(line)))
    }

    /// The tag with all that its object says.
    pub(crate) fn read(&self, repository: &Repository) -> Result<Tag, Error> {
        let (name, commit, annotated) = (self.name.clone(), Id(self.commit), self.is_annotated());
        let object = object(repository, &self.name, self.target)?;
        let (head, _) = halves(&object);
        let field: &[u8] = if annotated { b"tagger" } else { b"committer" };
        let person = fields(head).find(|(name, _)| *name == field);
        let time = person.map(|(_, line)| Person::read(line, None).time).unwrap_or_default();
        Ok(Tag { name, commit, annotated, time })
    }
}

/// The object that a reference leads to, however many other references lie between. Git passes over
/// one that leads to none.
fn target(mut reference: gix::Reference<'_>) -> Option<ObjectId> {
    reference.follow_to_object().ok().map(gix::Id::detach)
}

/// The commit behind an object, if there is one.
fn commit_of(
    repository: &Repository,
    name: &str,
    mut id: ObjectId,
) -> Result<Option<ObjectId>, Error> {
    for _ in 0..DEPTH {
        let header = repository.try_find_header(id);
        let header = header.map_err(|error| Error::broken(repository.common_dir(), &error))?;
        match header.map(|header| header.kind()) {
            Some(Kind::Commit) => return Ok(Some(id)),
            Some(Kind::Tag) => {
                let object = object(repository, name, id)?;
                let inner = fields(halves(&object).0).find(|(name, _)| *name == b"object");
                let inner = inner.and_then(|(_, id)| ObjectId::from_hex(id).ok());
                id = inner.ok_or_else(|| unfit(repository, name, "names no object"))?;
            }
            Some(Kind::Blob | Kind::Tree) => return Ok(None),
            None => {
                return Err(unfit(repository, name, &format!("leads to {id}, which is missing")));
            }
        }
    }
    Err(unfit(repository, name, "is a tag of a tag of a tag, without end"))
}

fn object(repository: &Repository, name: &str, id: ObjectId) -> Result<Vec<u8>, Error> {
    let found = repository.try_find_object(id);
    let found = found.map_err(|error| Error::broken(repository.common_dir(), &error))?;
    let missing = || unfit(repository, name, &format!("leads to {id}, which is missing"));
    Ok(found.ok_or_else(missing)?.detach().data)
}

fn unfit(repository: &Repository, name: &str, why: &str) -> Error {
    Error::unfit(repository.common_dir(), format!("the tag `{name}` {why}"))
}
