//! Sorting and maps for lists that are short or seldom sorted.
//!
//! The standard sort is compiled anew for every element and every comparison, 2 to 6 kB each, and so is collecting
//! into an ordered map, which sorts first. Here one routine sorts places for all. It is slower by a small factor:
//! ranking and search keep the standard sort.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Sorts; equal elements keep their order.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let places = order(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    rearrange(places, &mut |a, b| items.swap(a, b));
}

/// The map of these entries; of equal keys the last counts.
pub fn map_of<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

/// The places `0..n` in the order of what stands there: a merge sort from runs of one upwards.
fn order(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut from: Vec<usize> = (0..n).collect();
    let mut to = from.clone();
    let mut width = 1;
    while width < n {
        let mut start = 0;
        while start < n {
            let (middle, end) = ((start + width).min(n), (start + 2 * width).min(n));
            let (mut left, mut right) = (start, middle);
            for slot in &mut to[start..end] {
                let take_left = left < middle && (right >= end || compare(from[left], from[right]).is_le());
                let next = if take_left { &mut left } else { &mut right };
                *slot = from[*next];
                *next += 1;
            }
            start = end;
        }
        std::mem::swap(&mut from, &mut to);
        width *= 2;
    }
    from
}

/// Swaps until at each place stands what stood at `from[place]`, one cycle of places after the other.
fn rearrange(mut from: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for first in 0..from.len() {
        let mut at = first;
        loop {
            let next = std::mem::replace(&mut from[at], at);
            if next == first {
                break;
            }
            swap(at, next);
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library(keys in prop::collection::vec(0_u8..20, 0..70)) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut expect = items.clone();
            expect.sort_by_key(|item| item.0);
            sort_by(&mut items, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(items, expect);
        }
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        assert_eq!(map_of([("b", 1), ("a", 2), ("b", 3)]).into_iter().collect::<Vec<_>>(), [("a", 2), ("b", 3)]);
    }
}
