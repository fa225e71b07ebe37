//! Work on all cores.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many threads can work at once on this machine.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Does numbered pieces of work in the given order, each by whichever of so many threads is free. A
/// thread keeps its state from piece to piece. The results are in the order of their numbers, however
/// many threads there are; the calling thread is one of them.
pub(crate) fn each<S: Default, R: Send>(
    order: &[usize],
    workers: usize,
    work: impl Fn(usize, &mut S) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(order.len()));
    let worker = || {
        let mut state = S::default();
        while let Some(&number) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = work(number, &mut state);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers.min(order.len()) {
            scope.spawn(worker);
        }
        worker();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn results_are_in_order_whoever_made_them() {
        let order: Vec<usize> = (0..100).rev().collect();
        let expect: Vec<usize> = (0..100).map(|number| number * 2).collect();
        for workers in [0, 1, 3, 200] {
            assert_eq!(each(&order, workers, |number, ()| number * 2), expect);
        }
        assert_eq!(each(&[], 3, |number, ()| number), [0_usize; 0]);
    }

    #[test]
    fn a_thread_keeps_its_state() {
        let counted = each(&[0, 1, 2], 1, |_, count: &mut usize| {
            *count += 1;
            *count
        });
        assert_eq!(counted, [1, 2, 3]);
    }
}
