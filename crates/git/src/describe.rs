//! The tag that a commit is described by: the search of `git describe`, step for step.

use std::collections::BTreeMap;

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::glob::wildmatch::Mode;

use crate::Error;
use crate::graph::{Graph, Queue};
use crate::tag::Reference;

/// What is asked of `git describe`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Describe {
    /// Patterns of which a tag's name has to match one (`--match`), unless there are none. A `*`
    /// crosses slashes.
    pub matching: Vec<String>,
    /// Patterns of which it may match none (`--exclude`).
    pub excluding: Vec<String>,
    /// Whether lightweight tags count (`--tags`).
    pub lightweight: bool,
    /// Whether only the first parent of each commit is followed (`--first-parent`).
    pub first_parent: bool,
}

/// The tags that git keeps looking for, and no more.
const CANDIDATES: usize = 10;

/// The longest queue in which it is looked whether the search may end: more would cost more than it
/// saves.
const LOOKED_AT: usize = 64;

/// A tag that was met, and how many commits were that are not in it.
struct Candidate {
    commit: ObjectId,
    flag: u32,
    depth: u64,
}

struct Search<'a, 'g> {
    graph: &'a mut Graph<'g>,
    /// Of each commit, the candidates that it was met below; `None` when it was not met.
    flags: Vec<Option<u32>>,
    queue: Queue,
    candidates: Vec<Candidate>,
    seen: u64,
}

impl Describe {
    /// Whether a tag's name is one of those asked for.
    pub(crate) fn names(&self, name: &str) -> bool {
        let matches = |pattern: &String| {
            gix::glob::wildmatch(pattern.as_bytes().as_bstr(), name.into(), Mode::empty())
        };
        !self.excluding.iter().any(matches)
            && (self.matching.is_empty() || self.matching.iter().any(matches))
    }

    /// The commit whose tag describes another one, and the distance to it. `tagged` are the commits
    /// that have a tag which counts.
    pub(crate) fn search(
        &self,
        graph: &mut Graph<'_>,
        head: ObjectId,
        tagged: &BTreeMap<ObjectId, &Reference>,
    ) -> Result<Option<(ObjectId, u64)>, Error> {
        if tagged.contains_key(&head) {
            return Ok(Some((head, 0)));
        }
        if tagged.is_empty() {
            return Ok(None);
        }
        let (flags, queue, candidates) = (Vec::new(), Queue::default(), Vec::new());
        let mut search = Search { graph, flags, queue, candidates, seen: 0 };
        let head = search.graph.number(head)?;
        search.meet(head, 0);
        let given_up_on = search.collect(tagged, self.first_parent)?;
        search.candidates.sort_by_key(|candidate| (candidate.depth, candidate.flag));
        if let Some(commit) = given_up_on {
            search.queue.push(search.graph.time(commit), commit);
        }
        search.finish(self.first_parent)?;
        Ok(search.candidates.first().map(|best| (best.commit, best.depth)))
    }
}

impl Search<'_, '_> {
    /// Looks for candidates until there are enough, no commit is left, or the best is certain; and
    /// answers with the commit that was one too many.
    fn collect(
        &mut self,
        tagged: &BTreeMap<ObjectId, &Reference>,
        first_parent: bool,
    ) -> Result<Option<usize>, Error> {
        while let Some(commit) = self.queue.pop() {
            self.seen += 1;
            let id = self.graph.id(commit);
            if tagged.contains_key(&id) {
                if self.candidates.len() == CANDIDATES {
                    return Ok(Some(commit));
                }
                let flag = 1 << (self.candidates.len() + 1);
                self.candidates.push(Candidate { commit: id, flag, depth: self.seen - 1 });
                self.mark(commit, flag);
            }
            let flags = self.flags_of(commit);
            for candidate in &mut self.candidates {
                if flags & candidate.flag == 0 {
                    candidate.depth += 1;
                }
            }
            if self.is_certain(flags) {
                return Ok(None);
            }
            self.meet_parents(commit, flags, first_parent)?;
        }
        Ok(None)
    }

    /// Whether all that is left to look at, a commit with these flags in front, is below the best
    /// candidate. Then nothing can become better any more: git itself goes on a while, and comes to
    /// the same.
    fn is_certain(&self, flags: u32) -> bool {
        let best = self.candidates.iter().min_by_key(|candidate| (candidate.depth, candidate.flag));
        best.is_some_and(|best| {
            flags & best.flag != 0
                && self.queue.len() < LOOKED_AT
                && self.queue.iter().all(|commit| self.flags_of(commit) & best.flag != 0)
        })
    }

    /// Counts what is left and not below the best candidate.
    fn finish(&mut self, first_parent: bool) -> Result<(), Error> {
        let Some(best) = self.candidates.first().map(|best| best.flag) else { return Ok(()) };
        while let Some(commit) = self.queue.pop() {
            let flags = self.flags_of(commit);
            if flags & best == 0 {
                if let Some(best) = self.candidates.first_mut() {
                    best.depth += 1;
                }
            } else if self.queue.iter().all(|commit| self.flags_of(commit) & best != 0) {
                break;
            }
            self.meet_parents(commit, flags, first_parent)?;
        }
        Ok(())
    }

    fn meet_parents(&mut self, commit: usize, flags: u32, first_parent: bool) -> Result<(), Error> {
        let parents = self.graph.parents(commit)?;
        let followed = if first_parent { 1 } else { parents.len() };
        for parent in parents.into_iter().take(followed) {
            self.meet(parent, flags);
        }
        Ok(())
    }

    fn meet(&mut self, commit: usize, flags: u32) {
        if self.flags.get(commit).copied().flatten().is_none() {
            self.queue.push(self.graph.time(commit), commit);
        }
        self.mark(commit, flags);
    }

    fn mark(&mut self, commit: usize, flags: u32) {
        if self.flags.len() <= commit {
            self.flags.resize(commit + 1, None);
        }
        if let Some(slot) = self.flags.get_mut(commit) {
            *slot = Some(slot.unwrap_or_default() | flags);
        }
    }

    fn flags_of(&self, commit: usize) -> u32 {
        self.flags.get(commit).copied().flatten().unwrap_or_default()
    }
}
