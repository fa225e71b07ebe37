//! The graph of commits: from the commit-graph file where there is one, else from the objects.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use gix::commitgraph::Graph as GraphFile;
use gix::objs::Find;
use gix::{ObjectId, Repository};

use crate::Error;
use crate::commit::parents_and_time;

/// The commits that were met, each read once, and numbered in the order in which they were met.
pub(crate) struct Graph<'a> {
    repository: &'a Repository,
    file: Option<&'a GraphFile>,
    edge: &'a BTreeSet<ObjectId>,
    known: BTreeMap<ObjectId, usize>,
    nodes: Vec<Node>,
    buffer: Vec<u8>,
}

struct Node {
    id: ObjectId,
    time: u64,
    parents: Vec<ObjectId>,
}

/// Commits in the order in which git takes them: the newest first, and of several of one time the
/// one that was met first.
#[derive(Default)]
pub(crate) struct Queue {
    heap: BinaryHeap<(u64, Reverse<usize>, usize)>,
    met: usize,
}

impl<'a> Graph<'a> {
    /// A graph over a repository: the file that it may be read from, and the commits at the edge of
    /// a shallow clone.
    pub(crate) fn new(
        repository: &'a Repository,
        file: Option<&'a GraphFile>,
        edge: &'a BTreeSet<ObjectId>,
    ) -> Self {
        let (known, nodes, buffer) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { repository, file, edge, known, nodes, buffer }
    }

    /// The number of a commit.
    pub(crate) fn number(&mut self, id: ObjectId) -> Result<usize, Error> {
        if let Some(number) = self.known.get(&id) {
            return Ok(*number);
        }
        let (parents, time) = match self.in_file(&id) {
            Some(found) => found,
            None => self.in_object(&id)?,
        };
        let number = self.nodes.len();
        self.nodes.push(Node { id, time, parents });
        self.known.insert(id, number);
        Ok(number)
    }

    /// The number of a commit, if it was met.
    pub(crate) fn known(&self, id: &ObjectId) -> Option<usize> {
        self.known.get(id).copied()
    }

    /// The numbers of a commit's parents.
    pub(crate) fn parents(&mut self, number: usize) -> Result<Vec<usize>, Error> {
        let parents = self.nodes.get(number).map(|node| node.parents.clone()).unwrap_or_default();
        parents.into_iter().map(|parent| self.number(parent)).collect()
    }

    pub(crate) fn id(&self, number: usize) -> ObjectId {
        let null = ObjectId::null(self.repository.object_hash());
        self.nodes.get(number).map_or(null, |node| node.id)
    }

    pub(crate) fn time(&self, number: usize) -> u64 {
        self.nodes.get(number).map_or(0, |node| node.time)
    }

    fn in_file(&self, id: &ObjectId) -> Option<(Vec<ObjectId>, u64)> {
        let file = self.file?;
        let commit = file.commit_by_id(id)?;
        let mut parents = Vec::new();
        for parent in commit.iter_parents() {
            parents.push(file.id_at(parent.ok()?).to_owned());
        }
        Some((parents, commit.committer_timestamp()))
    }

    fn in_object(&mut self, id: &ObjectId) -> Result<(Vec<ObjectId>, u64), Error> {
        let folder = self.repository.common_dir();
        let found = self.repository.objects.try_find(id, &mut self.buffer);
        let found = found.map_err(|error| Error::broken(folder, &error))?;
        match found {
            Some(object) if object.kind == gix::objs::Kind::Commit => {
                let (parents, time) = parents_and_time(object.data);
                let is_edge = self.edge.contains(id);
                Ok((if is_edge { Vec::new() } else { parents }, time))
            }
            Some(_) => Err(Error::unfit(folder, format!("the object {id} is no commit"))),
            None => Err(Error::unfit(folder, format!("the commit {id} is missing"))),
        }
    }
}

impl Queue {
    pub(crate) fn push(&mut self, time: u64, number: usize) {
        self.heap.push((time, Reverse(self.met), number));
        self.met += 1;
    }

    pub(crate) fn pop(&mut self) -> Option<usize> {
        self.heap.pop().map(|(_, _, number)| number)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.heap.iter().map(|(_, _, number)| *number)
    }

    pub(crate) fn len(&self) -> usize {
        self.heap.len()
    }
}
