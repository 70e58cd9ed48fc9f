//! An indexed binary heap: keys by their rank, for deadlines and for all else that has an order.
//!
//! Most requests are answered long before their deadline, so removal by key matters as much as the minimum: each key
//! knows its place in the heap, and nothing stale is ever left behind. Insertion in order, the usual case, costs O(1);
//! removal O(log n).

use alloc::vec::Vec;

/// At most one rank for each key; keys are small numbers, reused by the caller.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    heap: Vec<Entry>,
    /// For each key its index in `heap` plus one; 0 for none.
    places: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    rank: u64,
    key: u32,
}

impl Ranks {
    /// Returns the least rank.
    #[inline]
    pub(crate) fn least(&self) -> Option<u64> {
        self.heap.first().map(|entry| entry.rank)
    }

    /// Removes a key of the least rank and returns it, unless the rank is above `limit`.
    pub(crate) fn pop(&mut self, limit: u64) -> Option<u32> {
        let entry = *self.heap.first().filter(|entry| entry.rank <= limit)?;
        self.remove(entry.key);
        Some(entry.key)
    }

    /// Sets the rank of `key`, in place of one it may have.
    pub(crate) fn insert(&mut self, key: u32, rank: u64) {
        self.remove(key);
        let index = self.heap.len();
        self.heap.push(Entry { rank, key });
        if self.places.len() <= key as usize {
            self.places.resize(key as usize + 1, 0);
        }
        self.sift_up(index);
    }

    /// Removes `key` and its rank, if it has one.
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

    /// Returns how many keys have a rank.
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
                Some(&above) if above.rank > entry.rank => self.put(index, above),
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
                (Some(l), Some(r)) => r.rank < l.rank,
                _ => false,
            };
            let child = left + usize::from(right_is_less);
            match self.heap.get(child) {
                Some(&below) if below.rank < entry.rank => self.put(index, below),
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
            let mut ranks = Ranks::default();
            let mut model: BTreeMap<u32, u64> = BTreeMap::new();
            for _ in 0..500 {
                let key = rng.below(40) as u32;
                match rng.below(4) {
                    0 | 1 => {
                        let rank = rng.below(100);
                        ranks.insert(key, rank);
                        model.insert(key, rank);
                    }
                    2 => {
                        ranks.remove(key);
                        model.remove(&key);
                    }
                    _ => {
                        let limit = rng.below(100);
                        let least = model.values().min().copied();
                        let popped = ranks.pop(limit);
                        assert_eq!(popped.is_some(), least.is_some_and(|rank| rank <= limit), "seed {seed}");
                        if let Some(key) = popped {
                            assert_eq!(model.remove(&key), least, "seed {seed}");
                        }
                    }
                }
                assert_eq!(ranks.least(), model.values().min().copied(), "seed {seed}");
                assert_eq!(ranks.len(), model.len(), "seed {seed}");
            }
        }
    }
}
