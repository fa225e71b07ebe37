//! Ordered work on all cores within one fixed budget of memory.
//!
//! One thread feeds tasks, some threads work on them, and the calling thread takes the results in
//! the order in which their tasks were fed. A task holds one buffer from feeding to taking, and the
//! number of tasks in flight is fixed, so neither a large file nor many cores cost more memory.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::Error;
use crate::deflate::BLOCK;
use crate::member::Member;
use crate::share::cores;

/// So many small members at most are deflated in one task.
pub(crate) const GROUP: usize = 64;

/// The most tasks in flight: with their buffers, 17 MiB.
const IN_FLIGHT: u64 = 32;
/// More workers than this would rarely all have a task, and each has about a MiB of its own.
const MOST_WORKERS: usize = 24;

/// How much there is to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Extent {
    /// So little that threads would cost more than they save: one task, or a handful of small ones.
    Little,
    /// Enough for all cores.
    Much,
}

/// What the three roles do.
pub(crate) struct Crew<F, N, W, K> {
    /// How much there is to do.
    pub(crate) extent: Extent,
    /// How many threads work; all cores if not said.
    pub(crate) workers: Option<NonZeroUsize>,
    /// Feeds the tasks.
    pub(crate) feed: F,
    /// Makes the state that a worker keeps from task to task.
    pub(crate) equip: N,
    /// Turns a task into a result.
    pub(crate) work: W,
    /// Takes a result.
    pub(crate) take: K,
}

/// Somebody failed, so whoever still feeds may stop.
#[derive(Debug)]
pub(crate) struct Stopped;

/// Why feeding ended early.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The feeder itself failed.
    Failed(Error),
    /// Another role failed, whose error is the one that counts.
    Stopped,
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Stopped> for Halt {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// Where tasks are fed.
pub(crate) struct Feeder<'a, T, D>(&'a Line<T, D>);

impl<T, D> Feeder<'_, T, D> {
    /// Hands over a task, once one of those in flight makes room for it.
    pub(crate) fn push(&self, task: T) -> Result<(), Stopped> {
        let mut state = self.0.lock();
        while !state.stopped && state.fed - state.taken >= self.0.in_flight {
            state = wait(&self.0.room, state);
        }
        if state.stopped {
            return Err(Stopped);
        }
        let number = state.fed;
        state.fed += 1;
        state.waiting.push_back((number, task));
        drop(state);
        self.0.tasks.notify_one();
        Ok(())
    }
}

impl<F, N, W, K> Crew<F, N, W, K> {
    /// Runs until all is taken.
    ///
    /// # Errors
    /// The error that belongs to the earliest task, whoever met it first.
    pub(crate) fn run<T, D, S>(self) -> Result<(), Error>
    where
        T: Send,
        D: Send,
        F: FnOnce(&Feeder<'_, T, D>) -> Result<(), Halt> + Send,
        N: Fn() -> S + Sync,
        W: Fn(&mut S, T) -> Result<D, Error> + Sync,
        K: FnMut(D) -> Result<(), Error>,
    {
        let Self { extent, workers, feed, equip, work, mut take } = self;
        if extent == Extent::Little {
            // Nobody takes meanwhile, so nothing may have to wait for room.
            let line = Line::of(u64::MAX);
            line.end(feed(&Feeder(&line)));
            line.work(&equip, &work);
            return line.take_all(&mut take);
        }
        let line = Line::of(IN_FLIGHT);
        thread::scope(|scope| {
            let (line, equip, work) = (&line, &equip, &work);
            scope.spawn(move || {
                let _guard = StopOnPanic(line);
                line.end(feed(&Feeder(line)));
            });
            for _ in 0..count(workers) {
                scope.spawn(move || {
                    let _guard = StopOnPanic(line);
                    line.work(equip, work);
                });
            }
            let taken = line.take_all(&mut take);
            line.stop();
            taken
        })
    }
}

impl Extent {
    /// Whether more than one worker would find something to do.
    pub(crate) fn of(members: &[Member<'_>]) -> Self {
        let bytes: u64 = members.iter().map(|member| member.len).sum();
        let is_little = members.len() <= GROUP && bytes <= BLOCK as u64;
        if is_little { Self::Little } else { Self::Much }
    }
}

fn count(workers: Option<NonZeroUsize>) -> usize {
    workers.map_or_else(cores, NonZeroUsize::get).min(MOST_WORKERS)
}

/// What the roles share.
struct Line<T, D> {
    /// The most tasks in flight.
    in_flight: u64,
    state: Mutex<State<T, D>>,
    room: Condvar,
    tasks: Condvar,
    results: Condvar,
}

struct State<T, D> {
    waiting: VecDeque<(u64, T)>,
    done: BTreeMap<u64, Result<D, Error>>,
    fed: u64,
    taken: u64,
    /// Nothing will be fed any more.
    ended: bool,
    /// Nothing of what is still there matters.
    stopped: bool,
}

impl<T, D> Line<T, D> {
    fn of(in_flight: u64) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            done: BTreeMap::new(),
            fed: 0,
            taken: 0,
            ended: false,
            stopped: false,
        };
        Self {
            in_flight,
            state: Mutex::new(state),
            room: Condvar::new(),
            tasks: Condvar::new(),
            results: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T, D>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work<S>(&self, equip: &impl Fn() -> S, work: &impl Fn(&mut S, T) -> Result<D, Error>) {
        let mut state = equip();
        while let Some((number, task)) = self.next_task() {
            self.finish(number, work(&mut state, task));
        }
    }

    fn next_task(&self) -> Option<(u64, T)> {
        let mut state = self.lock();
        while state.waiting.is_empty() && !state.ended && !state.stopped {
            state = wait(&self.tasks, state);
        }
        if state.stopped { None } else { state.waiting.pop_front() }
    }

    fn finish(&self, number: u64, result: Result<D, Error>) {
        let mut state = self.lock();
        state.done.insert(number, result);
        let is_next = number == state.taken;
        drop(state);
        if is_next {
            self.results.notify_one();
        }
    }

    /// The feeder is done. Its error takes the place of the task it could not feed.
    fn end(&self, fed: Result<(), Halt>) {
        let mut state = self.lock();
        if let Err(Halt::Failed(error)) = fed {
            let number = state.fed;
            state.fed += 1;
            state.done.insert(number, Err(error));
        }
        state.ended = true;
        drop(state);
        self.tasks.notify_all();
        self.results.notify_one();
    }

    fn take_all(&self, take: &mut impl FnMut(D) -> Result<(), Error>) -> Result<(), Error> {
        while let Some(result) = self.next_result() {
            take(result?)?;
            self.lock().taken += 1;
            self.room.notify_one();
        }
        Ok(())
    }

    fn next_result(&self) -> Option<Result<D, Error>> {
        let mut state = self.lock();
        loop {
            let number = state.taken;
            if let Some(result) = state.done.remove(&number) {
                return Some(result);
            }
            if state.stopped || (state.ended && state.taken == state.fed) {
                return None;
            }
            state = wait(&self.results, state);
        }
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.tasks.notify_all();
        self.room.notify_all();
        self.results.notify_all();
    }
}

/// Lets the others end when one of them panics, so that the panic is heard instead of a silence.
struct StopOnPanic<'a, T, D>(&'a Line<T, D>);

impl<T, D> Drop for StopOnPanic<'_, T, D> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

fn wait<'a, S>(condition: &Condvar, guard: MutexGuard<'a, S>) -> MutexGuard<'a, S> {
    condition.wait(guard).unwrap_or_else(PoisonError::into_inner)
}
