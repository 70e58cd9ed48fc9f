//! The weights that predictions are mixed with.

use super::encoder::Observation;
use crate::model::{CONTEXTS, KINDS};

/// In sixteenths, by kind and context.
#[derive(Debug)]
pub(crate) struct Weights([[u8; CONTEXTS]; KINDS]);

impl Weights {
    /// The weights that would have made `observed` likeliest, among whole sixteenths. A kind's weights go down hill from
    /// a few beginnings by ever smaller steps; the hill has no other valleys, but its floor is flat.
    pub(crate) fn best_for(observed: &[Observation]) -> Weights {
        let mut weights = Weights([[0; CONTEXTS]; KINDS]);
        for (kind, weights) in weights.0.iter_mut().enumerate() {
            let of_kind: Vec<&Observation> = observed.iter().filter(|o| o.kind == kind).collect();
            if !of_kind.is_empty() {
                *weights = descend(&of_kind);
            }
        }
        weights
    }

    /// As they stand in the header.
    pub(crate) fn bytes(&self) -> impl Iterator<Item = u8> {
        (0..CONTEXTS).flat_map(|context| self.0.iter().map(move |of_kind| of_kind[context]))
    }
}

impl Default for Weights {
    fn default() -> Weights {
        Weights([[6; CONTEXTS]; KINDS])
    }
}

fn descend(observed: &[&Observation]) -> [u8; CONTEXTS] {
    let mut best = [8; CONTEXTS];
    let mut least = cost(observed, &best);
    let mut step = 4;
    while step > 0 {
        let before = least;
        for context in 0..CONTEXTS {
            for weight in [best[context] + step, best[context].saturating_sub(step)] {
                let mut weights = best;
                weights[context] = weight.min(HEAVIEST);
                let cost = cost(observed, &weights);
                if cost < least - WORTH_IT {
                    (best, least) = (weights, cost);
                }
            }
        }
        if least == before {
            step /= 2;
        }
    }
    best
}

/// Bits that `observed` takes with these weights.
fn cost(observed: &[&Observation], weights: &[u8; CONTEXTS]) -> f64 {
    let of = |o: &Observation| {
        let sum: i32 = o.inputs.iter().zip(weights).map(|(input, &weight)| input * i32::from(weight)).sum();
        let stretched = f64::from((sum >> 4).clamp(-2048, 2047)) / 256.0;
        (if o.bit == 1 { -stretched } else { stretched }).exp().ln_1p() / std::f64::consts::LN_2
    };
    observed.iter().map(|o| of(o)).sum()
}

const HEAVIEST: u8 = 40;
/// Bits that a change of weights has to gain: about what it costs in the header.
const WORTH_IT: f64 = 3.0;
