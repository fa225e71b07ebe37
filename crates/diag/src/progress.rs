//! What long work tells while it runs.

/// Something happened that a watching person may want to see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event<'a> {
    /// So many bytes of the current work are done since the last such event.
    Advanced(u64),
    /// The current work ended.
    Finished,
    /// A remark for `-v`: which rules were taken and why.
    Note(&'a str),
    /// Work of a known size in bytes began.
    Started {
        /// What is being done, for example `sealing demo-1.0.tar.gz`.
        what: &'a str,
        /// How many bytes it has.
        bytes: u64,
    },
}

/// Where events go. Called from worker threads.
pub trait Progress: Sync {
    /// Takes note of an event; must not block for long.
    fn event(&self, event: Event<'_>);
}

/// Nobody is watching.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn event(&self, _: Event<'_>) {}
}
