//! The commits and tags of a repository, as git tells of them.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use gix::commitgraph::Graph as GraphFile;
use gix::objs::tree::EntryMode;
use gix::prelude::ObjectIdExt;
use gix::{ObjectId, Repository};
use pyrel_tree::RelPath;

use crate::commit::{Commit, Id, text};
use crate::graph::{Graph, Queue};
use crate::tag::Reference;
use crate::{Describe, Error, Tag};

/// What led to the commit that is checked out. Each answer is the one that git gives, and costs as
/// much reading.
pub struct History {
    repository: Repository,
    head: Option<Commit>,
    branch: Option<String>,
    /// The commits at the edge of a shallow clone, whose parents are not there.
    edge: BTreeSet<ObjectId>,
    file: OnceLock<Option<GraphFile>>,
    references: OnceLock<Result<Vec<Reference>, Error>>,
    tags: OnceLock<Result<Vec<Tag>, Error>>,
}

/// What `git describe` says of the commit that is checked out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Description {
    /// The nearest tag, by the name that git shows: that of its object, if it has one.
    pub tag: Tag,
    /// The commits that are not in the tag.
    pub distance: u64,
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { repository, head, branch, edge, .. } = self;
        let folder = repository.common_dir();
        f.debug_struct("History")
            .field("folder", &folder)
            .field("head", &head.as_ref().map(|head| head.id))
            .field("branch", branch)
            .field("is_shallow", &!edge.is_empty())
            .finish_non_exhaustive()
    }
}

impl History {
    pub(crate) fn open(repository: Repository) -> Result<Self, Error> {
        let edge = edge(&repository)?;
        let (head, branch) = head(&repository)?;
        let mut history = Self {
            repository,
            head: None,
            branch,
            edge,
            file: OnceLock::new(),
            references: OnceLock::new(),
            tags: OnceLock::new(),
        };
        history.head = head.map(|id| history.commit(id)).transpose()?;
        Ok(history)
    }

    /// The commit that is checked out; in an empty repository there is none.
    #[must_use]
    pub fn head(&self) -> Option<&Commit> {
        self.head.as_ref()
    }

    /// The branch that is checked out (`git branch --show-current`), which in an empty repository is
    /// yet to be born; none where a commit is checked out by itself.
    #[must_use]
    pub fn branch(&self) -> Option<&str> {
        self.branch.as_deref()
    }

    /// Whether older commits were left out when the repository was cloned.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        !self.edge.is_empty()
    }

    /// All tags of commits, ordered by their names.
    ///
    /// # Errors
    /// When a tag, or its object, cannot be read.
    pub fn tags(&self) -> Result<&[Tag], Error> {
        let read = || {
            let references = self.references()?;
            references.iter().map(|tag| tag.read(&self.repository)).collect()
        };
        self.tags.get_or_init(read).as_deref().map_err(Error::clone)
    }

    /// The tags of commits that led to the one that is checked out, ordered by their names
    /// (`git tag --merged`).
    ///
    /// # Errors
    /// When a tag or a commit cannot be read.
    pub fn merged_tags(&self) -> Result<Vec<Tag>, Error> {
        let mut graph = self.graph();
        let seen = self.reached(&mut graph, None, &[])?;
        let is_merged = |tag: &&Tag| {
            let number = graph.known(&tag.commit.0);
            number.and_then(|number| seen.get(number)) == Some(&true)
        };
        Ok(self.tags()?.iter().filter(is_merged).cloned().collect())
    }

    /// The newest commit that changed a file, which is named as it lies below the top of the work
    /// tree (`git log -n 1 -- FILE`).
    ///
    /// # Errors
    /// When a commit or a tree cannot be read.
    pub fn last_change(&self, file: &RelPath) -> Result<Option<Id>, Error> {
        let mut graph = self.graph();
        let Some(head) = &self.head else { return Ok(None) };
        let mut number = graph.number(head.id.0)?;
        let mut here = self.file_in(head.id.0, file)?;
        'commits: loop {
            let parents = graph.parents(number)?;
            for parent in &parents {
                // Of a merge, git follows the first parent that has the same file.
                let there = self.file_in(graph.id(*parent), file)?;
                if there == here {
                    (number, here) = (*parent, there);
                    continue 'commits;
                }
            }
            let is_change = !parents.is_empty() || here.is_some();
            return Ok(is_change.then(|| Id(graph.id(number))));
        }
    }

    /// What `git describe` says of the commit that is checked out; none where it finds no tag.
    ///
    /// # Errors
    /// When a tag or a commit cannot be read.
    pub fn describe(&self, asked: &Describe) -> Result<Option<Description>, Error> {
        let Some(head) = &self.head else { return Ok(None) };
        let tagged = Reference::by_commit(self.references()?, asked, &self.repository)?;
        let Some((commit, distance)) = asked.search(&mut self.graph(), head.id.0, &tagged)? else {
            return Ok(None);
        };
        let Some(reference) = tagged.get(&commit) else { return Ok(None) };
        let mut tag = reference.read(&self.repository)?;
        tag.name = reference.shown(&self.repository)?;
        Ok(Some(Description { tag, distance }))
    }

    /// How many commits there are (`git rev-list --count HEAD`).
    ///
    /// # Errors
    /// When a commit cannot be read.
    pub fn count(&self) -> Result<u64, Error> {
        let mut graph = self.graph();
        let seen = self.reached(&mut graph, None, &[])?;
        Ok(count(&seen))
    }

    /// How many commits are not in the tag (`git rev-list --count TAG..HEAD`).
    ///
    /// # Errors
    /// When a commit cannot be read.
    pub fn commits_since(&self, tag: &Tag) -> Result<u64, Error> {
        self.commits_since_commit(tag.commit)
    }

    /// How many commits are not in another one (`git rev-list --count COMMIT..HEAD`).
    ///
    /// # Errors
    /// When a commit cannot be read.
    pub fn commits_since_commit(&self, commit: Id) -> Result<u64, Error> {
        let mut graph = self.graph();
        let known = self.reached(&mut graph, Some(commit.0), &[])?;
        let seen = self.reached(&mut graph, None, &known)?;
        Ok(count(&seen))
    }

    /// All commits, in the order of `git log`.
    ///
    /// # Errors
    /// When a commit cannot be read.
    pub fn commits(&self) -> Result<Vec<Commit>, Error> {
        self.log(None)
    }

    /// The commits that are not in another one (`git log COMMIT..HEAD`).
    ///
    /// # Errors
    /// When a commit cannot be read.
    pub fn commits_after(&self, commit: Id) -> Result<Vec<Commit>, Error> {
        self.log(Some(commit.0))
    }

    fn log(&self, without: Option<ObjectId>) -> Result<Vec<Commit>, Error> {
        let mut graph = self.graph();
        let known = match without {
            Some(without) => self.reached(&mut graph, Some(without), &[])?,
            None => Vec::new(),
        };
        let mut queue = Queue::default();
        let mut seen = BTreeSet::new();
        let mut commits = Vec::new();
        let is_known = |number: usize| known.get(number) == Some(&true);
        if let Some(head) = &self.head {
            let number = graph.number(head.id.0)?;
            if !is_known(number) {
                seen.insert(number);
                queue.push(graph.time(number), number);
            }
        }
        while let Some(number) = queue.pop() {
            commits.push(self.commit(graph.id(number))?);
            for parent in graph.parents(number)? {
                if !is_known(parent) && seen.insert(parent) {
                    queue.push(graph.time(parent), parent);
                }
            }
        }
        Ok(commits)
    }

    /// All commits, each after those that were made of it, and lines of commits one after the other
    /// (`git rev-list --topo-order HEAD`).
    ///
    /// # Errors
    /// When a commit cannot be read.
    pub fn topological(&self) -> Result<Vec<Id>, Error> {
        let mut graph = self.graph();
        let Some(head) = &self.head else { return Ok(Vec::new()) };
        let seen = self.reached(&mut graph, None, &[])?;
        let mut children = vec![0_usize; seen.len()];
        for number in 0..seen.len() {
            for parent in graph.parents(number)? {
                if let Some(children) = children.get_mut(parent) {
                    *children += 1;
                }
            }
        }
        let mut commits = Vec::new();
        let mut next = vec![graph.number(head.id.0)?];
        while let Some(number) = next.pop() {
            commits.push(Id(graph.id(number)));
            for parent in graph.parents(number)? {
                let Some(left) = children.get_mut(parent) else { continue };
                *left = left.saturating_sub(1);
                if *left == 0 {
                    next.push(parent);
                }
            }
        }
        Ok(commits)
    }

    /// The short name of an object (`git rev-parse --short`).
    ///
    /// # Errors
    /// When the objects cannot be read.
    pub fn abbreviated(&self, id: Id) -> Result<String, Error> {
        let short = id.0.attach(&self.repository).shorten();
        let folder = self.repository.common_dir();
        Ok(short.map_err(|error| Error::broken(folder, &error))?.to_string())
    }

    /// A file of a commit: its mode and its object.
    fn file_in(
        &self,
        commit: ObjectId,
        file: &RelPath,
    ) -> Result<Option<(EntryMode, ObjectId)>, Error> {
        let found = || -> gix::Result<_> {
            let tree = self.repository.find_commit(commit)?.tree()?;
            let entry = tree.lookup_entry(file.components())?;
            Ok(entry.map(|entry| (entry.mode(), entry.object_id())))
        };
        found().map_err(|error| Error::broken(self.repository.common_dir(), &error))
    }

    fn references(&self) -> Result<&[Reference], Error> {
        let read = || Reference::all(&self.repository);
        self.references.get_or_init(read).as_deref().map_err(Error::clone)
    }

    fn graph(&self) -> Graph<'_> {
        // Git uses the file neither in shallow clones nor where objects are replaced, and goes on
        // without it where it is broken.
        let read = || match self.is_shallow() {
            true => None,
            false => self.repository.commit_graph_if_enabled().ok().flatten(),
        };
        Graph::new(&self.repository, self.file.get_or_init(read).as_ref(), &self.edge)
    }

    fn commit(&self, id: ObjectId) -> Result<Commit, Error> {
        let folder = self.repository.common_dir();
        let found = self.repository.try_find_object(id);
        let found = found.map_err(|error| Error::broken(folder, &error))?;
        let object = found.ok_or_else(|| Error::unfit(folder, format!("{id} is missing")))?;
        if object.kind != gix::objs::Kind::Commit {
            return Err(Error::unfit(folder, format!("{id} is no commit")));
        }
        let mut commit = Commit::read(id, &object.data);
        if self.edge.contains(&id) {
            commit.parents.clear();
        }
        Ok(commit)
    }

    /// Of each commit by its number, whether it is reached from one, or from the head, on a way
    /// without those that are known.
    fn reached(
        &self,
        graph: &mut Graph<'_>,
        from: Option<ObjectId>,
        known: &[bool],
    ) -> Result<Vec<bool>, Error> {
        let mut seen = Vec::new();
        let mut next = Vec::new();
        let from = from.or_else(|| self.head.as_ref().map(|head| head.id.0));
        next.extend(from.map(|from| graph.number(from)).transpose()?);
        while let Some(number) = next.pop() {
            if known.get(number) == Some(&true) || seen.get(number) == Some(&true) {
                continue;
            }
            if seen.len() <= number {
                seen.resize(number + 1, false);
            }
            if let Some(seen) = seen.get_mut(number) {
                *seen = true;
            }
            next.extend(graph.parents(number)?);
        }
        Ok(seen)
    }
}

fn count(seen: &[bool]) -> u64 {
    seen.iter().filter(|seen| **seen).map(|_| 1).sum()
}

fn edge(repository: &Repository) -> Result<BTreeSet<ObjectId>, Error> {
    let found = repository.shallow_commits();
    let found = found.map_err(|error| Error::broken(repository.common_dir(), &error))?;
    Ok(found.map(|commits| commits.iter().copied().collect()).unwrap_or_default())
}

/// The commit that is checked out, and the branch.
fn head(repository: &Repository) -> Result<(Option<ObjectId>, Option<String>), Error> {
    let broken = |error| Error::broken(repository.git_dir(), &error);
    let mut head = repository.head().map_err(broken)?;
    let name = head.referent_name().map(|name| text(name.as_bstr()));
    let branch = name.and_then(|name| name.strip_prefix("refs/heads/").map(ToOwned::to_owned));
    let id = head.try_peel_to_id().map_err(broken)?.map(gix::Id::detach);
    Ok((id, branch))
}
