//! When the next request to a provider may start: at most so many at once, and at most so many a minute.
//!
//! One [`Lane`] a provider. Time comes in as an argument; whoever holds a turn gives it back with [`Lane::leave`].

/// What a provider is allowed. `None`: no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Requests under way at once; 0 counts as 1.
    pub max_parallel: Option<u32>,
    /// Starts a minute, evenly spaced; 0 counts as 1.
    pub per_minute: Option<u32>,
}

impl Pace {
    /// From one start to the next, in milliseconds.
    fn gap_ms(self) -> u64 {
        self.per_minute.map_or(0, |n| 60_000 / u64::from(n.max(1)))
    }
}

/// Whether a request may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Now. The place is taken.
    Now,
    /// In so many milliseconds. The place and the moment are taken.
    After(u64),
    /// When another has left: ask again then.
    Full,
}

/// The requests to one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    under_way: u32,
    /// When the last one started or will.
    last_start_ms: Option<u64>,
    /// Moments before the last one that were taken and given back.
    freed_ms: Vec<u64>,
    /// Nothing starts before.
    held_until_ms: u64,
}

impl Lane {
    /// Takes a turn, where there is one.
    pub fn enter(&mut self, pace: Pace, now_ms: u64) -> Turn {
        if pace.max_parallel.is_some_and(|most| self.under_way >= most.max(1)) {
            return Turn::Full;
        }
        let gap_ms = pace.gap_ms();
        self.freed_ms.retain(|freed| *freed >= now_ms);
        let earliest = self.freed_ms.iter().enumerate().min_by_key(|(_, freed)| **freed).map(|(at, _)| at);
        let start_ms = if let Some(at) = earliest {
            self.freed_ms.swap_remove(at)
        } else {
            let start_ms = self.last_start_ms.map_or(now_ms, |last| now_ms.max(last.saturating_add(gap_ms)));
            self.last_start_ms = Some(start_ms);
            start_ms
        };
        self.under_way += 1;
        match start_ms - now_ms {
            0 => Turn::Now,
            wait_ms => Turn::After(wait_ms),
        }
    }

    /// Lets nothing start before a time.
    pub fn hold(&mut self, until_ms: u64) {
        self.last_start_ms = Some(self.last_start_ms.unwrap_or(0).max(until_ms));
        self.held_until_ms = self.held_until_ms.max(until_ms);
        self.freed_ms.retain(|freed| *freed >= until_ms);
    }

    /// True while nothing may start.
    pub const fn is_held(&self, now_ms: u64) -> bool {
        now_ms < self.held_until_ms
    }

    /// The moment of a turn that was to come ([`Turn::After`]) is not needed: the next one may have it. The place itself
    /// is given back with [`Lane::leave`].
    pub fn give_back(&mut self, pace: Pace, start_ms: u64) {
        if self.last_start_ms == Some(start_ms) {
            // It was waited for, so it lay one gap behind the one before.
            self.last_start_ms = Some(start_ms.saturating_sub(pace.gap_ms()).max(self.held_until_ms));
        } else if start_ms >= self.held_until_ms {
            self.freed_ms.push(start_ms);
        }
    }

    /// Gives a turn back.
    pub fn leave(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_at_once() {
        let pace = Pace { max_parallel: Some(2), per_minute: None };
        let mut lane = Lane::default();
        assert_eq!([(); 3].map(|()| lane.enter(pace, 5)), [Turn::Now, Turn::Now, Turn::Full]);
        lane.leave();
        assert_eq!([(); 2].map(|()| lane.enter(pace, 6)), [Turn::Now, Turn::Full]);
        let mut none = Lane::default();
        assert_eq!(none.enter(Pace { max_parallel: Some(0), per_minute: Some(0) }, 0), Turn::Now);
    }

    #[test]
    fn nothing_starts_while_held() {
        let mut lane = Lane::default();
        lane.hold(900);
        assert_eq!(lane.enter(Pace::default(), 400), Turn::After(500));
        assert_eq!(lane.enter(Pace::default(), 950), Turn::Now);
    }

    #[test]
    fn so_many_a_minute_evenly_spaced() {
        // 20 a minute: one each 3 s.
        let pace = Pace { max_parallel: None, per_minute: Some(20) };
        let mut lane = Lane::default();
        assert_eq!(lane.enter(pace, 1_000), Turn::Now);
        assert_eq!(lane.enter(pace, 2_000), Turn::After(2_000));
        assert_eq!(lane.enter(pace, 2_000), Turn::After(5_000));
        assert_eq!(lane.enter(pace, 60_000), Turn::Now);
    }

    #[test]
    fn a_moment_that_is_given_back_goes_to_the_next() {
        let pace = Pace { max_parallel: None, per_minute: Some(20) };
        let mut lane = Lane::default();
        assert_eq!([(); 3].map(|()| lane.enter(pace, 0)), [Turn::Now, Turn::After(3_000), Turn::After(6_000)]);
        // The last one's.
        lane.give_back(pace, 6_000);
        assert_eq!(lane.enter(pace, 0), Turn::After(6_000));
        // One in the middle, and both.
        lane.give_back(pace, 3_000);
        assert_eq!([(); 2].map(|()| lane.enter(pace, 1_000)), [Turn::After(2_000), Turn::After(8_000)]);
        lane.give_back(pace, 6_000);
        lane.give_back(pace, 9_000);
        assert_eq!([(); 2].map(|()| lane.enter(pace, 1_000)), [Turn::After(5_000), Turn::After(8_000)]);
        // What has passed, or lies within a hold, is nobody's.
        lane.give_back(pace, 6_000);
        assert_eq!(lane.enter(pace, 7_000), Turn::After(5_000));
        lane.give_back(pace, 9_000);
        lane.hold(20_000);
        assert_eq!(lane.enter(pace, 7_500), Turn::After(15_500));
        // A turn from before the hold, given back during it.
        lane.give_back(pace, 12_000);
        assert_eq!(lane.enter(pace, 8_000), Turn::After(18_000));
        // A hold is not given back with a turn that waits for it.
        let mut held = Lane::default();
        held.hold(900);
        assert_eq!(held.enter(Pace::default(), 0), Turn::After(900));
        held.give_back(Pace::default(), 900);
        assert_eq!(held.enter(Pace::default(), 0), Turn::After(900));
    }
}
