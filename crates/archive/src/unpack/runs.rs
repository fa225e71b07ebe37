//! In what pieces the files of an archive are shared out to threads.

use std::cmp::Reverse;
use std::ops::Range;

use super::shelf::LARGE;
use crate::share::cores;
use crate::zip::{Kind, Member};

/// Files that one thread does in one go: one, or several small ones that lie side by side. Those are
/// kept and read back together, and threads seldom want the same folder at once.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The numbers of the members.
    pub(super) members: Range<usize>,
    /// How many bytes they have together.
    pub(super) len: usize,
}

/// Several files have no more bytes together.
const MOST_BYTES: usize = 128 << 10;
/// As many small files are one run.
const MOST_FILES: usize = 64;
/// More threads than this write to one disk no faster, and each has buffers of its own.
const MOST_WORKERS: usize = 16;

impl Run {
    /// All files of an archive.
    pub(super) fn all(members: &[Member]) -> Vec<Self> {
        let mut runs: Vec<Self> = Vec::new();
        let files = members.iter().enumerate().filter(|(_, member)| member.kind == Kind::File);
        for (at, file) in files {
            let len = usize::try_from(file.len).unwrap_or(usize::MAX);
            match runs.last_mut().filter(|run| run.takes(at, len)) {
                Some(run) => {
                    run.members.end += 1;
                    run.len += len;
                }
                None => runs.push(Self { members: at..at + 1, len }),
            }
        }
        runs
    }

    fn takes(&self, at: usize, len: usize) -> bool {
        let is_next = self.members.end == at && self.members.len() < MOST_FILES;
        is_next && self.len.saturating_add(len) <= MOST_BYTES
    }

    /// Whether the bytes of all files may be held at once.
    pub(super) fn is_small(&self) -> bool {
        self.len <= MOST_BYTES
    }
}

/// The numbers of runs in an order in which no thread is left with something large at the end.
pub(super) fn large_first(runs: &[Run]) -> Vec<usize> {
    let len = |at: &usize| runs.get(*at).map_or(0, |run| run.len);
    let (mut large, small): (Vec<_>, Vec<_>) =
        (0..runs.len()).partition(|at| len(at) as u64 >= LARGE);
    large.sort_by_key(|at| Reverse(len(at)));
    large.into_iter().chain(small).collect()
}

/// How many threads so many runs are worth.
pub(super) fn workers(runs: usize) -> usize {
    cores().min(MOST_WORKERS).min(runs)
}
