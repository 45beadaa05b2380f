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
    let shares = Shares::new(worths.starts, [a, b], objective);
    let mut search = Search::new(worths.starts, [a, b], shares.of_least_bound, objective, open);
    search.hear_of(Top::new(worths.starts, [a, b], shares.of_best_top));
    if search.go() { Exact::Best(search.best) } else { Exact::GivenUp(search.best) }
}

/// Shares to search with.
struct Shares {
    /// That under which the objective's bound is the least.
    of_least_bound: f64,
    /// That whose package of the greatest weighted sum scores highest.
    of_best_top: f64,
}

impl Shares {
    /// Both nearly: among shares that lie close together around a first guess.
    fn new(starts: &[usize], sides: [&[f64]; 2], objective: &impl Objective) -> Self {
        let coarse: [f64; LANES] = std::array::from_fn(|lane| (lane as f64 + 0.5) / LANES as f64);
        let about = coarse[least_bound(&coarse, &greatest_sums(&coarse, starts, sides), objective)];
        // Up to the shares beside it, which need no second look.
        let step = 2.0 / (LANES as f64 * (LANES + 1) as f64);
        let fine: [f64; LANES] = std::array::from_fn(|lane| {
            (about + (lane as f64 - (LANES - 1) as f64 / 2.0) * step).clamp(EDGE, 1.0 - EDGE)
        });
        let (sums, firsts) = greatest_sums_with_first(&fine, starts, sides);
        let score = |lane: usize| {
            let (sum, first, share): (f64, f64, f64) = (sums[lane], firsts[lane], fine[lane]);
            objective.score(&[first, (sum - share * first) / (1.0 - share)])
        };
        let scores: [f64; LANES] = std::array::from_fn(score);
        let best = (1..LANES).fold(0, |best, lane| if scores[lane] > scores[best] { lane } else { best });
        Self { of_least_bound: fine[least_bound(&fine, &sums, objective)], of_best_top: fine[best] }
    }
}

/// Under which of the shares, of these greatest weighted sums, the bound is the least.
fn least_bound(shares: &[f64; LANES], sums: &[f64; LANES], objective: &impl Objective) -> usize {
    let bounds: [f64; LANES] = std::array::from_fn(|lane| objective.most(shares[lane], sums[lane]));
    (1..LANES).fold(0, |least, lane| if bounds[lane] < bounds[least] { lane } else { least })
}

/// The greatest weighted sums under all the shares.
fn greatest_sums(shares: &[f64; LANES], starts: &[usize], [a, b]: [&[f64]; 2]) -> [f64; LANES] {
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
    sums
}

/// The same, and the first side's utilities of the packages that have them.
fn greatest_sums_with_first(
    shares: &[f64; LANES],
    starts: &[usize],
    [a, b]: [&[f64]; 2],
) -> ([f64; LANES], [f64; LANES]) {
    let (mut sums, mut firsts) = ([0.0; LANES], [0.0; LANES]);
    for ends in starts.windows(2) {
        let (mut most, mut first) = ([f64::NEG_INFINITY; LANES], [0.0; LANES]);
        for (a, b) in a[ends[0]..ends[1]].iter().zip(&b[ends[0]..ends[1]]) {
            for lane in 0..LANES {
                let worth = b + shares[lane] * (a - b);
                let more = worth > most[lane];
                most[lane] = if more { worth } else { most[lane] };
                first[lane] = if more { *a } else { first[lane] };
            }
        }
        for lane in 0..LANES {
            sums[lane] += most[lane];
            firsts[lane] += first[lane];
        }
    }
    (sums, firsts)
}

/// A package of the greatest weighted sum.
struct Top {
    package: Package,
    sum: f64,
    utilities: [f64; 2],
}

impl Top {
    fn new(starts: &[usize], [a, b]: [&[f64]; 2], share: f64) -> Self {
        let (mut sum, mut utilities) = (0.0, [0.0; 2]);
        let package = Package::from_fn(starts.len() - 1, |issue| {
            let (from, to) = (starts[issue], starts[issue + 1]);
            let (top, most) = top_of(from..to, [a, b], share);
            sum += most;
            utilities[0] += a[top];
            utilities[1] += b[top];
            (top - from) as ValueIndex
        });
        Self { package, sum, utilities }
    }
}

fn weighted([a, b]: [&[f64]; 2], share: f64, at: usize) -> f64 {
    b[at] + share * (a[at] - b[at])
}

/// The first value of the greatest weighted sum among those of an issue.
fn top_of(mut values: std::ops::Range<usize>, sides: [&[f64]; 2], share: f64) -> (usize, f64) {
    let first = values.next().expect("an issue has values");
    values.fold((first, weighted(sides, share, first)), |top, at| {
        let worth = weighted(sides, share, at);
        if worth > top.1 { (at, worth) } else { top }
    })
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
    top: Top,
    swaps: SmallVec<[Swap; 64]>,
    /// The issues, the least loss first.
    issues: SmallVec<[Swaps; 16]>,
    /// The swaps that were made: which issue, and the value.
    made: SmallVec<[(usize, ValueIndex); 16]>,
    best: Option<Package>,
    best_score: f64,
    /// What a weighted sum must exceed.
    bar: f64,
    looks: usize,
}

impl<'o, O: Objective, Open: Fn(&Package) -> bool> Search<'o, O, Open> {
    fn new(starts: &[usize], sides: [&[f64]; 2], share: f64, objective: &'o O, open: Open) -> Self {
        let [a, b] = sides;
        let top = Top::new(starts, sides, share);
        let mut swaps: SmallVec<[Swap; 64]> = SmallVec::new();
        let mut issues: SmallVec<[Swaps; 16]> = SmallVec::new();
        for (issue, ends) in starts.windows(2).enumerate() {
            let (start, from) = (ends[0], swaps.len());
            let stands = start + usize::from(top.package[issue]);
            let most = weighted(sides, share, stands);
            for at in (start..ends[1]).filter(|&at| at != stands) {
                swaps.push(Swap {
                    loss: most - weighted(sides, share, at),
                    adds: [a[at] - a[stands], b[at] - b[stands]],
                    value: (at - start) as ValueIndex,
                });
            }
            swaps[from..].sort_unstable_by(|x, y| x.loss.total_cmp(&y.loss));
            if let Some(&Swap { loss: least_loss, .. }) = swaps[from..].first() {
                issues.push(Swaps { issue, least_loss, from, to: swaps.len() });
            }
        }
        issues.sort_unstable_by(|x, y| x.least_loss.total_cmp(&y.least_loss).then(x.issue.cmp(&y.issue)));
        Self {
            objective,
            open,
            share,
            top,
            swaps,
            issues,
            made: SmallVec::new(),
            best: None,
            best_score: f64::NEG_INFINITY,
            bar: f64::NEG_INFINITY,
            looks: 0,
        }
    }

    /// A package that may be the best.
    fn hear_of(&mut self, other: Top) {
        let score = self.objective.score(&other.utilities);
        if score > self.best_score && (self.open)(&other.package) {
            self.is_best(score, other.package);
        }
    }

    /// Whether it did not give up.
    fn go(&mut self) -> bool {
        let Top { sum, utilities, .. } = self.top;
        self.look(utilities);
        self.swap_from(0, sum, utilities)
    }

    /// Looks at all that swaps in issues from `first` on lead to. Whether it did not give up.
    fn swap_from(&mut self, first: usize, sum: f64, utilities: [f64; 2]) -> bool {
        for place in first..self.issues.len() {
            let Swaps { issue, least_loss, from, to } = self.issues[place];
            if sum - least_loss <= self.bar {
                // No later issue loses less.
                break;
            }
            for at in from..to {
                let Swap { loss, adds, value } = self.swaps[at];
                if sum - loss <= self.bar {
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

    fn is_best(&mut self, score: f64, package: Package) {
        self.best_score = score;
        self.bar = self.objective.least(self.share, score);
        self.best = Some(package);
    }

    #[inline]
    fn look(&mut self, utilities: [f64; 2]) {
        let score = self.objective.score(&utilities);
        if score > self.best_score {
            let mut package = self.top.package.clone();
            for &(issue, value) in &self.made {
                package[issue] = value;
            }
            if (self.open)(&package) {
                self.is_best(score, package);
            }
        }
    }
}
