//! What is drawn for one column, whatever else is drawn.

use std::borrow::Cow;

use super::{Family, Simplex};

/// The law of one column.
#[derive(Clone, Debug)]
pub(super) enum Marginal<'a> {
    Fixed(f64),
    Family(Cow<'a, Family>),
    Ranked(Ranked),
    /// Numbers drawn evenly, rising.
    Sampled(Vec<f64>),
}

impl Marginal<'_> {
    pub(super) fn quantile(&self, p: f64) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Family(family) => family.quantile(p),
            Self::Ranked(ranked) => invert(0.0, ranked.greatest(), p, &|x| ranked.cumulative(x)),
            Self::Sampled(numbers) => {
                let at = p * numbers.len() as f64 - 0.5;
                let before = (at.max(0.0) as usize).min(numbers.len() - 1);
                let after = (before + 1).min(numbers.len() - 1);
                let share = (at - before as f64).clamp(0.0, 1.0);
                numbers[before] + share * (numbers[after] - numbers[before])
            }
        }
    }

    fn cumulative(&self, x: f64) -> f64 {
        match self {
            Self::Fixed(value) => f64::from(x >= *value),
            Self::Family(family) => family.cumulative(x),
            Self::Ranked(ranked) => ranked.cumulative(x),
            Self::Sampled(numbers) => {
                numbers.partition_point(|&number| number <= x) as f64 / numbers.len() as f64
            }
        }
    }

    /// The single numbers that have a probability of their own.
    fn atoms(&self) -> Vec<f64> {
        match self {
            Self::Fixed(value) => vec![*value],
            Self::Family(family) => family.atoms(),
            Self::Ranked(_) | Self::Sampled(_) => Vec::new(),
        }
    }
}

/// The quantile at `p` of laws with probabilities that sum to 1.
pub(super) fn mixed(laws: &[(f64, Marginal<'_>)], p: f64) -> f64 {
    let counted = || laws.iter().filter(|(share, _)| *share > 0.0);
    if let [(_, only)] = counted().collect::<Vec<_>>()[..] {
        return only.quantile(p);
    }
    let mut own: Vec<f64> = counted().map(|(_, law)| law.quantile(p)).collect();
    own.sort_by(f64::total_cmp);
    let (low, high) = (own[0], own[own.len() - 1]);
    if low == high {
        return low;
    }
    let cumulative = |x: f64| counted().map(|(share, law)| share * law.cumulative(x)).sum::<f64>();
    // An atom that holds the quantile is given as it is, not as a number very near to it.
    let mut atoms: Vec<f64> = counted().flat_map(|(_, law)| law.atoms()).collect();
    atoms.sort_by(f64::total_cmp);
    let holds = |atom: f64| {
        let before = atom - 1e-12 * (high - low);
        cumulative(before) < p && p <= cumulative(atom) + 1e-12
    };
    match atoms.into_iter().find(|&atom| holds(atom)) {
        Some(atom) => atom,
        None => invert(low, high, p, &cumulative),
    }
}

/// The least number between `low` and `high` that a law does not pass with probability `p`, by halving.
fn invert(mut low: f64, mut high: f64, p: f64, cumulative: &dyn Fn(f64) -> f64) -> f64 {
    const HALVINGS: u32 = 60;
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if cumulative(middle) < p { low = middle } else { high = middle }
    }
    high
}

/// A weight of which only its place among others is known.
///
/// The weights are drawn evenly between corners: in corner `k` the first `k` weigh `1/k` each. One weight is so a
/// linear function of an even draw from a simplex, and its law a B-spline with what it is in the corners as its
/// knots (Curry & Schoenberg 1966).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranked {
    /// Rising.
    knots: Vec<f64>,
}

impl Ranked {
    /// Of `members` weights the one at `place`, 0 for the one that weighs most.
    pub(super) fn new(place: usize, members: usize) -> Self {
        let inside = (place + 1..=members).rev().map(|corner| 1.0 / corner as f64);
        Self { knots: std::iter::repeat_n(0.0, place).chain(inside).collect() }
    }

    pub(super) fn mean(&self) -> f64 {
        self.knots.iter().sum::<f64>() / self.knots.len() as f64
    }

    fn greatest(&self) -> f64 {
        self.knots[self.knots.len() - 1]
    }

    /// By the recursion of de Boor, which adds nothing but positive shares.
    pub(super) fn cumulative(&self, x: f64) -> f64 {
        let knots = &self.knots;
        let mut below: Vec<f64> = knots.iter().map(|&knot| f64::from(knot <= x)).collect();
        for width in 1..knots.len() {
            for first in 0..knots.len() - width {
                let (low, high) = (knots[first], knots[first + width]);
                below[first] = if x < low {
                    0.0
                } else if x >= high {
                    1.0
                } else {
                    ((x - low) * below[first] + (high - x) * below[first + 1]) / (high - low)
                };
            }
        }
        below[0]
    }
}

/// Numbers that the members of a simplex are drawn as, rising, for each member.
pub(super) fn sampled(simplex: &Simplex) -> Vec<Vec<f64>> {
    const DRAWS: usize = 8_192;
    let members = simplex.len();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    // SplitMix64 (Steele, Lea & Flood 2014): a fixed shuffle of a fixed grid.
    let mut below = |limit: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    };
    let grids: Vec<Vec<f64>> = (0..members)
        .map(|_| {
            let mut grid: Vec<f64> = (0..DRAWS).map(|at| (at as f64 + 0.5) / DRAWS as f64).collect();
            (1..DRAWS).rev().for_each(|at| grid.swap(at, below(at + 1)));
            grid
        })
        .collect();
    let mut numbers = vec![Vec::with_capacity(DRAWS); members];
    let (mut uniforms, mut weights) = (vec![0.0; members], Vec::with_capacity(members));
    for draw in 0..DRAWS {
        uniforms.iter_mut().zip(&grids).for_each(|(uniform, grid)| *uniform = grid[draw]);
        weights.clear();
        simplex.draw(&uniforms, &mut weights);
        numbers.iter_mut().zip(&weights).for_each(|(numbers, &weight)| numbers.push(weight));
    }
    numbers.iter_mut().for_each(|numbers| numbers.sort_by(f64::total_cmp));
    numbers
}
