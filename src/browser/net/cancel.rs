//! A stop button that many tasks can watch.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

#[derive(Debug, Default)]
struct State {
    cancelled: bool,
    waiting: Vec<Waker>,
}

/// Set once, never unset. Clones share the state.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<Mutex<State>>);

impl CancelToken {
    /// Stops everything that watches it.
    pub fn cancel(&self) {
        let waiting = {
            let mut state = self.state();
            state.cancelled = true;
            std::mem::take(&mut state.waiting)
        };
        // Woken after the lock is released: a waker may run code that asks for it.
        waiting.into_iter().for_each(Waker::wake);
    }

    /// True once stopped.
    pub fn is_cancelled(&self) -> bool {
        self.state().cancelled
    }

    /// Resolves once stopped.
    pub const fn cancelled(&self) -> Cancelled<'_> {
        Cancelled(self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See [`CancelToken::cancelled`].
#[derive(Debug)]
pub struct Cancelled<'a>(&'a CancelToken);

impl Future for Cancelled<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.state();
        if state.cancelled {
            return Poll::Ready(());
        }
        if !state.waiting.iter().any(|w| w.will_wake(context.waker())) {
            state.waiting.push(context.waker().clone());
        }
        Poll::Pending
    }
}
