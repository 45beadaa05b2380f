use crate::curves::label;
use crate::ranks::Ranks;
use crate::sample::{Kind, Sample};
use crate::scenarios::{Bound, Condition};

/// The bins of all inputs, draw by draw, and what is sought.
pub(super) struct Rows {
    pub(super) width: usize,
    /// By row, then by input.
    pub(super) bins: Vec<u8>,
    /// By row: how much of the draw is a case of interest, in [0, 1].
    pub(super) target: Vec<f32>,
}

impl Rows {
    /// The draws that are named, in that order.
    pub(super) fn of(sample: &Sample, target: &[f64], draws: &[usize]) -> Self {
        let ranks = sample.ranks();
        let width = ranks.len();
        let mut bins = vec![0; draws.len() * width];
        for (input, ranks) in ranks.iter().enumerate() {
            for (row, draw) in draws.iter().enumerate() {
                bins[row * width + input] = ranks.bins[*draw];
            }
        }
        Self { width, bins, target: draws.iter().map(|draw| target[*draw] as f32).collect() }
    }

    pub(super) fn count(&self) -> usize {
        self.target.len()
    }

    pub(super) fn row(&self, row: usize) -> &[u8] {
        &self.bins[row * self.width..(row + 1) * self.width]
    }
}

/// Which bins of one input are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// From one bin to another, both in.
    Range(u8, u8),
    /// Labels, a bit each.
    Labels(u64),
}

impl Side {
    /// All of an input.
    pub(super) fn all(ranks: &Ranks) -> Self {
        if ranks.labels {
            Self::Labels(u64::MAX >> (64 - ranks.count().max(1)))
        } else {
            Self::Range(0, (ranks.count().max(1) - 1) as u8)
        }
    }

    pub(crate) fn has(self, bin: u8) -> bool {
        match self {
            Self::Range(low, high) => low <= bin && bin <= high,
            Self::Labels(labels) => labels.checked_shr(u32::from(bin)).unwrap_or(0) & 1 == 1,
        }
    }

    /// Whether all of `other`, a side of the same input, is in.
    pub(crate) fn holds(self, other: Self) -> bool {
        match (self, other) {
            (Self::Range(low, high), Self::Range(from, to)) => low <= from && to <= high,
            (Self::Labels(own), Self::Labels(labels)) => labels & !own == 0,
            _ => false,
        }
    }
}

/// A box: what is asked of each input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) sides: Vec<Side>,
}

impl Region {
    pub(super) fn all(ranks: &[Ranks]) -> Self {
        Self { sides: ranks.iter().map(Side::all).collect() }
    }

    /// The inputs of which something is asked.
    pub(super) fn asked(&self, ranks: &[Ranks]) -> Vec<usize> {
        (0..ranks.len()).filter(|input| self.sides[*input] != Side::all(&ranks[*input])).collect()
    }

    pub(super) fn has(&self, row: &[u8], asked: &[usize]) -> bool {
        asked.iter().all(|input| self.sides[*input].has(row[*input]))
    }

    /// What is asked of one input, in the user's words. `found_again` is for the caller to know.
    pub(super) fn condition(&self, sample: &Sample, at: usize, found_again: f64) -> Condition {
        let (input, ranks) = (&sample.columns().inputs[at], &sample.ranks()[at]);
        let inside = |bin: &usize| self.sides[at].has(*bin as u8);
        let (low, high) = match self.sides[at] {
            Side::Range(low, high) => (usize::from(low), usize::from(high)),
            Side::Labels(_) => (0, ranks.count() - 1),
        };
        let bound = match input.kind {
            Kind::Number if low == 0 => Bound::AtMost(ranks.bounds[high].high),
            Kind::Number if high + 1 == ranks.count() => Bound::AtLeast(ranks.bounds[low].low),
            Kind::Number => Bound::Between(ranks.bounds[low].low, ranks.bounds[high].high),
            Kind::YesNo | Kind::Label(_) => Bound::Among(
                (low..=high).filter(inside).filter_map(|bin| label(&input.kind, bin as f64)).collect(),
            ),
        };
        let draws: usize = (0..ranks.count()).filter(inside).map(|bin| ranks.bounds[bin].draws).sum();
        Condition {
            input: at,
            path: input.path.clone(),
            title: input.said().to_owned(),
            unit: input.unit.clone(),
            bound,
            share: draws as f64 / sample.draws() as f64,
            found_again,
        }
    }
}
