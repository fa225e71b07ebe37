//! Numbered pieces of work, shared out among all cores.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many threads can work at once on this machine.
#[must_use]
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Does numbered pieces of work in the given order, each by whichever of so many threads is free; a
/// thread keeps its state from piece to piece. The results are in the order of their numbers, however
/// many threads there are; the calling thread is one of them.
///
/// # Errors
/// That of the piece with the lowest number among those that failed; the rest is left undone.
pub fn share_out<S, R: Send, E: Send>(
    order: &[usize],
    workers: usize,
    equip: impl Fn() -> S + Sync,
    work: impl Fn(usize, &mut S) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let done = Mutex::new(Vec::with_capacity(order.len()));
    let worker = || {
        let mut state = equip();
        let mut results = Vec::new();
        while !failed.load(Ordering::Relaxed) {
            let Some(&number) = order.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            let result = work(number, &mut state);
            failed.fetch_or(result.is_err(), Ordering::Relaxed);
            results.push((number, result));
        }
        done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut results);
    };
    thread::scope(|scope| {
        for _ in 1..workers.min(order.len()) {
            scope.spawn(worker);
        }
        worker();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_whoever_made_them() {
        let order: Vec<usize> = (0..100).rev().collect();
        let expect: Vec<usize> = (0..100).map(|number| number * 2).collect();
        for workers in [0, 1, 3, 200] {
            let doubled = share_out(&order, workers, || (), |number, ()| Ok::<_, ()>(number * 2));
            assert_eq!(doubled, Ok(expect.clone()));
        }
        assert_eq!(share_out(&[][..], 3, || (), |number, ()| Ok::<_, ()>(number)), Ok(Vec::new()));
    }

    #[test]
    fn a_thread_keeps_its_state() {
        let counted = share_out(&[0, 1, 2], 1, usize::default, |_, count| {
            *count += 1;
            Ok::<_, ()>(*count)
        });
        assert_eq!(counted, Ok(vec![1, 2, 3]));
    }

    #[test]
    fn a_failure_ends_the_work_and_is_told() {
        let order: Vec<usize> = (0..1000).collect();
        let work = |number, (): &mut ()| if number == 7 { Err(number) } else { Ok(()) };
        assert_eq!(share_out(&order, cores(), || (), work), Err(7));
    }
}
