//! Many deadlines, one timer: an indexed binary heap.
//!
//! Most requests are answered long before their deadline, so removal by key matters as much as the minimum: each key
//! knows its place in the heap, and nothing stale is ever left behind. Insertion in order of time, the usual case,
//! costs O(1); removal O(log n).

use crate::Timestamp;
use alloc::vec::Vec;

/// At most one deadline for each key; keys are small numbers, reused by the caller.
#[derive(Debug, Default)]
pub(crate) struct Deadlines {
    heap: Vec<Entry>,
    /// For each key its index in `heap` plus one; 0 for none.
    places: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    at: Timestamp,
    key: u32,
}

impl Deadlines {
    /// The earliest deadline.
    #[inline]
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.heap.first().map(|entry| entry.at)
    }

    /// Removes and gives a key whose deadline is at or before `now`.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<u32> {
        let entry = *self.heap.first()?;
        (entry.at <= now).then(|| {
            self.remove(entry.key);
            entry.key
        })
    }

    /// Sets the deadline of `key`, in place of one it may have.
    pub(crate) fn insert(&mut self, key: u32, at: Timestamp) {
        self.remove(key);
        let index = self.heap.len();
        self.heap.push(Entry { at, key });
        if self.places.len() <= key as usize {
            self.places.resize(key as usize + 1, 0);
        }
        self.sift_up(index);
    }

    /// Takes away the deadline of `key`, if it has one.
    pub(crate) fn remove(&mut self, key: u32) {
        let Some(index) = self.place(key) else { return };
        self.set_place(key, None);
        let Some(last) = self.heap.pop() else { return };
        if last.key == key {
            return;
        }
        self.put(index, last);
        self.sift_up(index);
        if let Some(index) = self.place(last.key) {
            self.sift_down(index);
        }
    }

    /// How many keys have one.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.heap.len()
    }

    fn place(&self, key: u32) -> Option<usize> {
        self.places.get(key as usize).and_then(|&place| (place as usize).checked_sub(1))
    }

    fn set_place(&mut self, key: u32, index: Option<usize>) {
        if let Some(place) = self.places.get_mut(key as usize) {
            *place = index.map_or(0, |index| index as u32 + 1);
        }
    }

    fn put(&mut self, index: usize, entry: Entry) {
        if let Some(slot) = self.heap.get_mut(index) {
            *slot = entry;
            self.set_place(entry.key, Some(index));
        }
    }

    fn sift_up(&mut self, mut index: usize) {
        let Some(&entry) = self.heap.get(index) else { return };
        while index > 0 {
            let parent = (index - 1) / 2;
            match self.heap.get(parent) {
                Some(&above) if above.at > entry.at => self.put(index, above),
                _ => break,
            }
            index = parent;
        }
        self.put(index, entry);
    }

    fn sift_down(&mut self, mut index: usize) {
        let Some(&entry) = self.heap.get(index) else { return };
        loop {
            let left = index * 2 + 1;
            let right_is_less = match (self.heap.get(left), self.heap.get(left + 1)) {
                (Some(l), Some(r)) => r.at < l.at,
                _ => false,
            };
            let child = left + usize::from(right_is_less);
            match self.heap.get(child) {
                Some(&below) if below.at < entry.at => self.put(index, below),
                _ => break,
            }
            index = child;
        }
        self.put(index, entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rng;
    use alloc::collections::BTreeMap;

    #[test]
    fn agrees_with_a_map_under_random_operations() {
        for seed in 0..200 {
            let mut rng = Rng::new(seed);
            let mut deadlines = Deadlines::default();
            let mut model: BTreeMap<u32, u64> = BTreeMap::new();
            for _ in 0..500 {
                let key = rng.below(40) as u32;
                match rng.below(4) {
                    0 | 1 => {
                        let at = rng.below(100);
                        deadlines.insert(key, Timestamp::from_millis(at));
                        model.insert(key, at);
                    }
                    2 => {
                        deadlines.remove(key);
                        model.remove(&key);
                    }
                    _ => {
                        let now = rng.below(100);
                        let earliest = model.values().min().copied();
                        let popped = deadlines.pop_due(Timestamp::from_millis(now));
                        assert_eq!(popped.is_some(), earliest.is_some_and(|at| at <= now), "seed {seed}");
                        if let Some(key) = popped {
                            assert_eq!(model.remove(&key), earliest, "seed {seed}");
                        }
                    }
                }
                assert_eq!(deadlines.next().map(Timestamp::as_millis), model.values().min().copied(), "seed {seed}");
                assert_eq!(deadlines.len(), model.len(), "seed {seed}");
            }
        }
    }
}
