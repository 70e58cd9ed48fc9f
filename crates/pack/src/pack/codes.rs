//! Codes for bytes: short ones for what is frequent, so that few decisions are needed, and in the order of the values, so
//! that similar instructions share the beginnings of their codes.

use super::instructions::{effect, operand_class};
use super::layout::Layout;
use crate::syntax::{OPCODE, PLAIN};
use crate::unpack::LONGEST;

/// The codes that a module is packed with.
#[derive(Debug)]
pub(crate) struct Codes {
    opcodes: Tree,
    operands: Tree,
}

impl Codes {
    pub(crate) fn of(layout: &Layout) -> Codes {
        Codes { opcodes: Tree::for_counts(&layout.opcodes), operands: Tree::for_counts(&layout.operands) }
    }

    /// The two tables of the header.
    pub(crate) fn tables(&self) -> impl Iterator<Item = u8> {
        let with = |tree: &Tree, high: fn(u8) -> u8| -> Vec<u8> {
            (0..=255u8)
                .map(|value| {
                    let is_used = self.opcodes.length(value) > 0;
                    tree.length(value) | if is_used { high(value) << 4 } else { 0 }
                })
                .collect()
        };
        let mut tables = with(&self.opcodes, |opcode| effect(opcode) as u8);
        tables.extend(with(&self.operands, |opcode| operand_class(opcode) as u8));
        tables.into_iter()
    }

    /// The code of `byte` from the highest bit down.
    pub(crate) fn way(&self, class: u32, byte: u8) -> u32 {
        match class {
            PLAIN => u32::from(byte) << 24,
            OPCODE => self.opcodes.way(byte),
            _ => self.operands.way(byte),
        }
    }
}

/// By value, the length of its code; 0 if it has none.
#[derive(Debug)]
struct Tree {
    lengths: [u8; 256],
    ways: [u32; 256],
}

impl Tree {
    /// The tree whose halves weigh about the same at each node, or a flatter one if codes came out too long.
    fn for_counts(counts: &[u32]) -> Tree {
        let mut counts = counts.to_vec();
        // A tree of one leaf gets another: where no code is missing, those of the next tree begin at its root.
        if let [only] = counts.iter().enumerate().filter(|(_, count)| **count > 0).collect::<Vec<_>>()[..] {
            let other = only.0 ^ 1;
            counts[other] = 1;
        }
        let mut least = 1;
        loop {
            let weights: Vec<u32> = counts.iter().map(|&count| if count > 0 { count.max(least) } else { 0 }).collect();
            let mut lengths = [0; 256];
            halve(&weights, 0, &mut lengths);
            if lengths.iter().all(|&length| length <= LONGEST) {
                return Tree { lengths, ways: ways(&lengths) };
            }
            least += least.div_ceil(2);
        }
    }

    fn length(&self, value: u8) -> u8 {
        self.lengths[usize::from(value)]
    }

    fn way(&self, value: u8) -> u32 {
        self.ways[usize::from(value)]
    }
}

/// Gives each of `lengths` whose weight is not zero the length of its code: `depth`, if there is only one.
fn halve(weights: &[u32], depth: u8, lengths: &mut [u8]) {
    let used = weights.iter().filter(|&&weight| weight > 0).count();
    if used <= 1 {
        for (length, _) in lengths.iter_mut().zip(weights).filter(|(_, weight)| **weight > 0) {
            *length = depth;
        }
        return;
    }
    let total: u32 = weights.iter().sum();
    let mut below = 0;
    let mut best = (u32::MAX, 0);
    for (i, weight) in weights.iter().enumerate() {
        below += weight;
        let difference = (2 * below).abs_diff(total);
        if below > 0 && below < total && difference < best.0 {
            best = (difference, i + 1);
        }
    }
    let (low, high) = lengths.split_at_mut(best.1);
    halve(&weights[..best.1], depth + 1, low);
    halve(&weights[best.1..], depth + 1, high);
}

fn ways(lengths: &[u8; 256]) -> [u32; 256] {
    let mut next = 0u32;
    lengths.map(|length| {
        let way = next;
        if length > 0 {
            next = next.wrapping_add(1 << (32 - length));
        }
        way
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the codes are in the order of the values and leave no way that leads nowhere.
    #[track_caller]
    fn is_complete(tree: &Tree) {
        let mut next = 0u64;
        for value in 0..=255 {
            let length = tree.length(value);
            if length > 0 {
                assert_eq!(u64::from(tree.way(value)), next);
                assert!(length <= LONGEST);
                next += 1 << (32 - length);
            }
        }
        assert_eq!(next, 1 << 32);
    }

    #[test]
    fn trees_are_complete() {
        let mut fibonacci = vec![1; 256];
        for i in 2..40 {
            fibonacci[i] = fibonacci[i - 1] + fibonacci[i - 2];
        }
        is_complete(&Tree::for_counts(&fibonacci));
        is_complete(&Tree::for_counts(&[3; 256]));
        for value in [0, 1, 255] {
            let mut one = vec![0; 256];
            one[value] = 9;
            let tree = Tree::for_counts(&one);
            is_complete(&tree);
            assert_eq!(tree.length(value as u8), 1);
            one[17] = 1000;
            is_complete(&Tree::for_counts(&one));
        }
    }

    #[test]
    fn what_is_frequent_has_a_short_code() {
        let mut counts = vec![1; 256];
        counts[0x20] = 1000;
        let tree = Tree::for_counts(&counts);
        assert!(tree.length(0x20) <= 2 && tree.length(0x21) >= 7);
    }
}
