//! Numbered pieces of work, shared out among all cores.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More threads than this write to one disk no faster, and each has buffers of its own.
const MOST_WORKERS: usize = 16;
/// Another thread is worth it for so many pieces.
const PIECES: usize = 4;
/// Does pieces of work in the given order, each by whichever thread is free; a thread keeps its state
/// from piece to piece. The results are in the order of their numbers.
///
/// # Errors
/// That of the piece with the lowest number among those that failed; the rest is left undone.
pub(crate) fn share_out<S, R: Send, E: Send>(
    order: &[usize],
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
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let workers = cores.min(MOST_WORKERS).min(order.len().div_ceil(PIECES));
    thread::scope(|scope| {
        for _ in 1..workers {
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
        let doubled = share_out(&order, || (), |number, ()| Ok::<_, ()>(number * 2));
        assert_eq!(doubled, Ok((0..100).map(|number| number * 2).collect()));
        assert_eq!(share_out(&[][..], || (), |number, ()| Ok::<_, ()>(number)), Ok(Vec::new()));
    }

    #[test]
    fn a_failure_ends_the_work_and_is_told() {
        let order: Vec<usize> = (0..1000).collect();
        let work = |number, (): &mut ()| if number == 7 { Err(number) } else { Ok(()) };
        assert_eq!(share_out(&order, || (), work), Err(7));
    }
}
