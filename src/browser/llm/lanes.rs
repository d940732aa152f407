//! Turns at a provider: requests of all runs wait here, so that its limits hold for the whole page.

use crate::browser::clock::{now_ms, sleep_ms};
use crate::browser::net::{CancelToken, Origin};
use crate::domain::chat::ModelError;
use crate::domain::pace::{Lane, Pace, Turn};
use futures::channel::oneshot;
use futures::future::{Either, select};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::pin::pin;
use std::rc::Rc;

#[derive(Default)]
struct Gate {
    lane: Lane,
    waiting: VecDeque<oneshot::Sender<()>>,
}

/// All providers' lanes. Clones share them.
#[derive(Clone, Default)]
pub struct Lanes(Rc<RefCell<BTreeMap<Origin, Gate>>>);

/// The right to one request. Dropping it lets the next one go.
pub struct Place {
    lanes: Lanes,
    origin: Origin,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(gate) = self.lanes.0.borrow_mut().get_mut(&self.origin) {
            gate.lane.leave();
        }
        self.lanes.wake_next(&self.origin);
    }
}

impl Lanes {
    /// Waits for a turn.
    ///
    /// # Errors
    /// [`ModelError::Stopped`].
    pub async fn turn(&self, origin: &Origin, pace: Pace, cancel: &CancelToken) -> Result<Place, ModelError> {
        let stopped = || ModelError::Stopped { partial: None };
        loop {
            let (now, turn, freed) = {
                let mut all = self.0.borrow_mut();
                let gate = all.entry(origin.clone()).or_default();
                let now = now_ms();
                let turn = gate.lane.enter(pace, now);
                let freed = (turn == Turn::Full).then(|| {
                    let (free, freed) = oneshot::channel();
                    gate.waiting.push_back(free);
                    freed
                });
                (now, turn, freed)
            };
            if let Some(freed) = freed {
                match select(pin!(cancel.cancelled()), freed).await {
                    Either::Left(_) => {
                        // It may have been this one's turn already: it goes to the next.
                        self.wake_next(origin);
                        return Err(stopped());
                    }
                    Either::Right(_) => continue,
                }
            }
            let place = Place { lanes: self.clone(), origin: origin.clone() };
            if let Turn::After(ms) = turn
                && let Either::Left(_) = select(pin!(cancel.cancelled()), pin!(sleep_ms(ms))).await
            {
                if let Some(gate) = self.0.borrow_mut().get_mut(origin) {
                    gate.lane.give_back(pace, now.saturating_add(ms));
                }
                return Err(stopped());
            }
            // The host may have asked for a rest meanwhile.
            if self.0.borrow().get(origin).is_some_and(|gate| gate.lane.is_held(now_ms())) {
                drop(place);
                continue;
            }
            return Ok(place);
        }
    }

    /// Nothing more starts before `until_ms`: the host asked for it.
    pub fn hold(&self, origin: &Origin, until_ms: u64) {
        self.0.borrow_mut().entry(origin.clone()).or_default().lane.hold(until_ms);
    }

    /// Lets the next one ask again; those who gave up waiting are passed over.
    fn wake_next(&self, origin: &Origin) {
        let next =
            self.0.borrow_mut().get_mut(origin).and_then(|gate| {
                std::iter::from_fn(|| gate.waiting.pop_front()).find(|waiting| !waiting.is_canceled())
            });
        if let Some(next) = next {
            let _ = next.send(());
        }
    }
}
