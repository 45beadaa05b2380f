//! The best package for two sides, by enumeration of those that could be it.
//!
//! For any *share* between 0 and 1, a package's weighted sum is `share · a + (1 − share) · b`, where a and b are the two
//! utilities. The greatest weighted sum is found issue by issue; what each other value *loses* against it adds up over the
//! issues. An objective says how high a package of a certain weighted sum can score at most. So only the packages that lose
//! little have to be looked at, and they are reached from the one that loses nothing, one issue after another: the value
//! that loses least first. The share is the one whose bound is the least, a Lagrange multiplier of the other side's utility.

use smallvec::SmallVec;
use wasit_model::{Package, ValueIndex};

use super::{Objective, Worths};

/// The search gives up where it has looked at so many packages.
const LOOKS: usize = 1 << 12;
/// How many shares are tried at once: as many as fill the registers.
const LANES: usize = 8;

/// How near to 0 and 1 shares come.
const EDGE: f64 = 0.01;

/// What the search came to.
pub(super) enum Exact {
    /// The best open package; `None` where none is open.
    Best(Option<Package>),
    /// Too many packages could be the best; the best that was seen.
    GivenUp(Option<Package>),
}

/// The open package of the greatest score, of equals one that is met first.
pub(super) fn best(worths: Worths<'_>, objective: &impl Objective, open: impl Fn(&Package) -> bool) -> Exact {
    let [a, b] = worths.sides else { return Exact::GivenUp(None) };
    let share = share_of_least_bound(worths.starts, [a, b], objective);
    let mut search = Search::new(worths.starts, [a, b], share, objective, open);
    if search.go() { Exact::Best(search.best) } else { Exact::GivenUp(search.best) }
}

/// The share under which the objective's bound is the least, nearly.
fn share_of_least_bound(starts: &[usize], sides: [&[f64]; 2], objective: &impl Objective) -> f64 {
    let coarse = std::array::from_fn(|lane| (lane as f64 + 0.5) / LANES as f64);
    let about = least_bound(starts, sides, &coarse, objective);
    // Between the shares beside it, which need no second look.
    let step = 2.0 / (LANES as f64 * (LANES + 1) as f64);
    let fine = std::array::from_fn(|lane| {
        (about + (lane as f64 - (LANES - 1) as f64 / 2.0) * step).clamp(EDGE, 1.0 - EDGE)
    });
    least_bound(starts, sides, &fine, objective)
}

fn least_bound(
    starts: &[usize],
    [a, b]: [&[f64]; 2],
    shares: &[f64; LANES],
    objective: &impl Objective,
) -> f64 {
    let mut sums = [0.0; LANES];
    for ends in starts.windows(2) {
        let mut most = [f64::NEG_INFINITY; LANES];
        for (a, b) in a[ends[0]..ends[1]].iter().zip(&b[ends[0]..ends[1]]) {
            for lane in 0..LANES {
                let worth = b + shares[lane] * (a - b);
                most[lane] = if worth > most[lane] { worth } else { most[lane] };
            }
        }
        (0..LANES).for_each(|lane| sums[lane] += most[lane]);
    }
    let bounds: [f64; LANES] = std::array::from_fn(|lane| objective.most(shares[lane], sums[lane]));
    let least = (1..LANES).fold(0, |least, lane| if bounds[lane] < bounds[least] { lane } else { least });
    shares[least]
}

/// A value in place of the one that loses nothing.
#[derive(Clone, Copy)]
struct Swap {
    loss: f64,
    /// What it adds to each side's utility.
    adds: [f64; 2],
    value: ValueIndex,
}

/// The swaps in one issue, the least loss first.
struct Swaps {
    issue: usize,
    least_loss: f64,
    from: usize,
    to: usize,
}

struct Search<'o, O, Open> {
    objective: &'o O,
    open: Open,
    share: f64,
    /// The greatest weighted sum.
    sum: f64,
    /// The package that has it, with its utilities.
    top: Package,
    utilities: [f64; 2],
    swaps: SmallVec<[Swap; 64]>,
    /// The issues, the least loss first.
    issues: SmallVec<[Swaps; 16]>,
    /// The swaps that were made: which issue, and the value.
    made: SmallVec<[(usize, ValueIndex); 16]>,
    best: Option<Package>,
    best_score: f64,
    looks: usize,
}

impl<'o, O: Objective, Open: Fn(&Package) -> bool> Search<'o, O, Open> {
    fn new(starts: &[usize], [a, b]: [&[f64]; 2], share: f64, objective: &'o O, open: Open) -> Self {
        let weighted = |at: usize| b[at] + share * (a[at] - b[at]);
        let (mut sum, mut utilities) = (0.0, [0.0; 2]);
        let mut swaps: SmallVec<[Swap; 64]> = SmallVec::new();
        let mut issues: SmallVec<[Swaps; 16]> = SmallVec::new();
        let top = Package::from_fn(starts.len() - 1, |issue| {
            let ends = starts[issue]..starts[issue + 1];
            let mut top = (ends.start, weighted(ends.start));
            for at in ends.start + 1..ends.end {
                let worth = weighted(at);
                top = if worth > top.1 { (at, worth) } else { top };
            }
            let (top, most) = top;
            sum += most;
            utilities[0] += a[top];
            utilities[1] += b[top];
            let from = swaps.len();
            for at in ends.clone().filter(|&at| at != top) {
                let value = (at - ends.start) as ValueIndex;
                swaps.push(Swap { loss: most - weighted(at), adds: [a[at] - a[top], b[at] - b[top]], value });
            }
            swaps[from..].sort_unstable_by(|x, y| x.loss.total_cmp(&y.loss));
            if let Some(least) = swaps[from..].first() {
                issues.push(Swaps { issue, least_loss: least.loss, from, to: swaps.len() });
            }
            (top - ends.start) as ValueIndex
        });
        issues.sort_unstable_by(|x, y| x.least_loss.total_cmp(&y.least_loss).then(x.issue.cmp(&y.issue)));
        Self {
            objective,
            open,
            share,
            sum,
            top,
            utilities,
            swaps,
            issues,
            made: SmallVec::new(),
            best: None,
            best_score: f64::NEG_INFINITY,
            looks: 0,
        }
    }

    /// Whether it did not give up.
    fn go(&mut self) -> bool {
        self.look(self.utilities);
        self.swap_from(0, self.sum, self.utilities)
    }

    /// Looks at all that swaps in issues from `first` on lead to. Whether it did not give up.
    fn swap_from(&mut self, first: usize, sum: f64, utilities: [f64; 2]) -> bool {
        for place in first..self.issues.len() {
            let Swaps { issue, least_loss, from, to } = self.issues[place];
            if !self.may_be_best(sum - least_loss) {
                // No later issue loses less.
                break;
            }
            for at in from..to {
                let Swap { loss, adds, value } = self.swaps[at];
                if !self.may_be_best(sum - loss) {
                    break;
                }
                self.made.push((issue, value));
                let there = [utilities[0] + adds[0], utilities[1] + adds[1]];
                self.look(there);
                self.looks += 1;
                if self.looks > LOOKS || !self.swap_from(place + 1, sum - loss, there) {
                    return false;
                }
                self.made.pop();
            }
        }
        true
    }

    #[inline]
    fn may_be_best(&self, sum: f64) -> bool {
        self.objective.most(self.share, sum) > self.best_score
    }

    #[inline]
    fn look(&mut self, utilities: [f64; 2]) {
        let score = self.objective.score(&utilities);
        if score > self.best_score {
            let mut package = self.top.clone();
            for &(issue, value) in &self.made {
                package[issue] = value;
            }
            if (self.open)(&package) {
                (self.best_score, self.best) = (score, Some(package));
            }
        }
    }
}
