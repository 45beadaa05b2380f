use std::cmp::Ordering;

use smallvec::SmallVec;
use wasit_model::{Package, Preferences, ValueIndex};

/// A change of a package by which nobody loses and somebody gains (a *Pareto improvement*).
#[derive(Clone, Debug, PartialEq)]
pub struct Trade {
    /// The issues that change, rising, each with the value that it changes to.
    pub changes: Vec<(usize, ValueIndex)>,
    /// What each side gains; none is below 0.
    pub gains: Vec<f64>,
}

/// The trades of one issue and of two that a package leaves open.
#[derive(Clone, Debug, PartialEq)]
pub struct Trades {
    /// Those to which no other change of the same issues, or of one of them, is equal or better for every side. By
    /// falling least gain, then by falling sum of gains, then by fewer changes, then by the changes; the first 10,000.
    pub found: Vec<Trade>,
    /// How many there are.
    pub count: usize,
    /// False where issues have so many values that only some, evenly spread, were tried together.
    pub exact: bool,
}

/// The best improvements by how many issues they change.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    /// Of the improvements that change just so many issues, the one of the greatest least gain, then of the greatest
    /// sum; a rung that is no better than one of fewer changes is left out. The first rung is of the fewest changes by
    /// which the package can be improved at all.
    pub rungs: Vec<Trade>,
    /// Improvements of up to this many changes were looked for.
    pub changes_max: usize,
    /// False where the search was thinned: there may be better rungs.
    pub exact: bool,
}

/// The most pairs of values that are tried in all.
const PAIRS_MAX: usize = 1 << 24;
/// As [`PAIRS_MAX`], where a pair's worth must be computed from all factors.
const EVALUATED_MAX: usize = 1 << 20;
/// The most trades that are kept.
const LISTED_MAX: usize = 10_000;
/// The most changes that a ladder is looked for.
const CHANGES_MAX: usize = 12;
/// The most partial improvements of so many changes that are kept, for two sides and for more.
const KEPT_MAX: [usize; 2] = [4_096, 1_024];
/// The most of them times values of all issues: with very many values fewer are kept, so that the work stays bounded.
const KEPT_TIMES_VALUES: usize = 1 << 22;

/// What sides make of changes to one package.
struct From<'a> {
    sides: &'a [&'a Preferences],
    package: &'a Package,
    /// What it is worth to each side, red lines left aside.
    utilities: Vec<f64>,
    /// Whether what changes of different issues add is a sum.
    additive: bool,
}

/// All changes of one issue, and of two, by which nobody loses and somebody gains. What the sides get from `from`
/// itself is counted without red lines, what they get from a trade within all of them.
///
/// O(issues² × values²) for additive sides, with the values that could enter a trade; where factors tie issues
/// together, times the cost of a utility.
#[must_use]
pub fn trades(sides: &[&Preferences], from: &Package) -> Trades {
    let from = From::new(sides, from);
    let issues = from.package.len();
    let mut values: Vec<Vec<ValueIndex>> = (0..issues).map(|issue| from.values(issue)).collect();
    let exact = thin_values(&mut values, if from.additive { PAIRS_MAX } else { EVALUATED_MAX });
    let deltas: Vec<Vec<Vec<f64>>> = values
        .iter()
        .enumerate()
        .map(|(issue, values)| values.iter().map(|&value| from.delta(issue, value)).collect())
        .collect();
    let crossed = from.crossed();
    let covers = |issues: &[usize]| crossed.iter().all(|issue| issues.contains(issue));
    let mut count = 0;
    let mut found = Vec::new();
    let mut keep = |more: &mut dyn Iterator<Item = Trade>| {
        let before = found.len();
        found.extend(more);
        count += found.len() - before;
        if found.len() > 4 * LISTED_MAX {
            found.sort_by(Trade::order);
            found.truncate(LISTED_MAX);
        }
    };
    let mut single: Vec<Vec<Trade>> = Vec::with_capacity(issues);
    for issue in 0..issues {
        let mut improving = Vec::new();
        if covers(&[issue]) {
            for (&value, delta) in values[issue].iter().zip(&deltas[issue]) {
                let gains = if from.additive { Some(delta.clone()) } else { from.gains(&[(issue, value)]) };
                improving.extend(gains.and_then(|gains| Trade::of(vec![(issue, value)], gains)));
            }
        }
        let best = undominated(improving);
        keep(&mut best.iter().cloned());
        single.push(best);
    }
    for a in 0..issues {
        for b in a + 1..issues {
            if !covers(&[a, b]) {
                continue;
            }
            let mut improving: Vec<Trade> = single[a].iter().chain(&single[b]).cloned().collect();
            for (&x, by_a) in values[a].iter().zip(&deltas[a]) {
                for (&y, by_b) in values[b].iter().zip(&deltas[b]) {
                    if from.additive {
                        if by_a.iter().zip(by_b).all(|(a, b)| a + b >= 0.0) {
                            let gains = by_a.iter().zip(by_b).map(|(a, b)| a + b).collect();
                            improving.extend(Trade::of(vec![(a, x), (b, y)], gains));
                        }
                    } else {
                        let changes = [(a, x), (b, y)];
                        let gains = from.gains(&changes);
                        improving.extend(gains.and_then(|gains| Trade::of(changes.to_vec(), gains)));
                    }
                }
            }
            keep(&mut undominated(improving).into_iter().filter(|trade| trade.changes.len() == 2));
        }
    }
    found.sort_by(Trade::order);
    found.truncate(LISTED_MAX);
    Trades { found, count, exact }
}

/// The best improvements of one change, of two, of three, …: how much more a package gains by moving more issues at
/// once. Counts as [`trades`] does.
///
/// For additive sides a dynamic program over the issues, O(issues × changes × values × partial improvements kept):
/// up to 12 changes, exact while no more than 4,096 partial improvements (1,024 for three sides and more, and
/// fewer for more than a thousand values) stand undominated. Where factors tie issues together by trying all, up to as many changes as a million packages allow.
#[must_use]
pub fn ladder(sides: &[&Preferences], from: &Package) -> Ladder {
    let from = From::new(sides, from);
    let (by_changes, exact) = if from.additive { from.by_program() } else { from.by_trying() };
    let mut rungs: Vec<Trade> = Vec::new();
    for trade in by_changes.iter().flatten() {
        if rungs.last().is_none_or(|last| trade.by_gains(last) == Ordering::Less) {
            rungs.push(trade.clone());
        }
    }
    Ladder { rungs, changes_max: by_changes.len(), exact }
}

impl Trade {
    /// `None` where somebody loses or nobody gains.
    fn of(changes: Vec<(usize, ValueIndex)>, gains: Vec<f64>) -> Option<Self> {
        let fair = gains.iter().all(|gain| *gain >= 0.0) && gains.iter().any(|gain| *gain > 0.0);
        fair.then_some(Self { changes, gains })
    }

    /// The least gain of any side.
    #[must_use]
    pub fn least_gain(&self) -> f64 {
        self.gains.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The sum of the gains.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.gains.iter().sum()
    }

    /// `from` with the changes made.
    #[must_use]
    pub fn applied(&self, from: &Package) -> Package {
        changed(from, &self.changes)
    }

    /// The better first: by falling least gain, then by falling sum.
    fn by_gains(&self, other: &Self) -> Ordering {
        other.least_gain().total_cmp(&self.least_gain()).then(other.sum().total_cmp(&self.sum()))
    }

    fn order(&self, other: &Self) -> Ordering {
        self.by_gains(other)
            .then(self.changes.len().cmp(&other.changes.len()))
            .then_with(|| self.changes.cmp(&other.changes))
    }
}

fn changed(from: &Package, changes: &[(usize, ValueIndex)]) -> Package {
    let mut package = from.clone();
    for &(issue, value) in changes {
        package[issue] = value;
    }
    package
}

impl<'a> From<'a> {
    fn new(sides: &'a [&'a Preferences], package: &'a Package) -> Self {
        let utilities = sides.iter().map(|side| side.utility_without_red_lines(package)).collect();
        let additive = sides.iter().all(|side| side.is_additive());
        Self { sides, package, utilities, additive }
    }

    fn allowed(&self, issue: usize, value: usize) -> bool {
        self.sides.iter().all(|side| side.tables()[issue][value].is_finite())
    }

    /// The issues whose value a red line forbids: every trade must change them.
    fn crossed(&self) -> Vec<usize> {
        let crosses = |&issue: &usize| !self.allowed(issue, usize::from(self.package[issue]));
        (0..self.package.len()).filter(crosses).collect()
    }

    /// What changing `issue` to `value` adds for each side, other issues' factors left aside.
    fn delta(&self, issue: usize, value: ValueIndex) -> Vec<f64> {
        let before = usize::from(self.package[issue]);
        let delta = |side: &&Preferences| {
            let table = &side.open_tables()[issue];
            table[usize::from(value)] - table[before]
        };
        self.sides.iter().map(delta).collect()
    }

    /// The values to which changing `issue` could be part of a trade: those within red lines and, for additive sides,
    /// to which none is equal or better for all, the present value among them.
    fn values(&self, issue: usize) -> Vec<ValueIndex> {
        let before = self.package[issue];
        let all = (0..self.sides[0].tables()[issue].len())
            .filter(|&value| value != usize::from(before) && self.allowed(issue, value))
            .map(|value| value as ValueIndex);
        if !self.additive {
            return all.collect();
        }
        let stays = self.allowed(issue, usize::from(before));
        let mut candidates: Vec<(ValueIndex, Vec<f64>)> =
            all.map(|value| (value, self.delta(issue, value))).collect();
        candidates.sort_by(|x, y| falling(&x.1, &y.1).then(x.0.cmp(&y.0)));
        let mut kept: Vec<(ValueIndex, Vec<f64>)> = Vec::new();
        for candidate in candidates {
            let idle = stays && candidate.1.iter().all(|delta| *delta <= 0.0);
            if !idle && !covered(&candidate.1, kept.iter().rev().map(|other| other.1.as_slice())) {
                kept.push(candidate);
            }
        }
        let mut kept: Vec<ValueIndex> = kept.into_iter().map(|(value, _)| value).collect();
        kept.sort_unstable();
        kept
    }

    /// What each side gains by `changes`; `None` where they lead beyond a red line.
    fn gains(&self, changes: &[(usize, ValueIndex)]) -> Option<Vec<f64>> {
        let package = changed(self.package, changes);
        let gain = |(side, before): (&&Preferences, &f64)| {
            let utility = side.utility(&package);
            utility.is_finite().then(|| utility - before)
        };
        self.sides.iter().zip(&self.utilities).map(gain).collect()
    }

    /// The best improvement of just 1, 2, … changes; and whether all were tried.
    fn by_trying(&self) -> (Vec<Option<Trade>>, bool) {
        let values: Vec<Vec<ValueIndex>> = (0..self.package.len()).map(|issue| self.values(issue)).collect();
        // Elementary symmetric sums: how many packages differ in just so many issues.
        let mut counts = vec![1.0];
        for values in &values {
            counts.push(0.0);
            for changes in (1..counts.len()).rev() {
                counts[changes] += counts[changes - 1] * values.len() as f64;
            }
        }
        let mut tried = 0.0;
        let mut best = Vec::new();
        for count in counts.iter().skip(1) {
            tried += count;
            if tried > EVALUATED_MAX as f64 {
                return (best, true);
            }
            let mut of_so_many = None;
            self.try_all(&values, 0, best.len() + 1, &mut Vec::new(), &mut of_so_many);
            best.push(of_so_many);
        }
        (best, true)
    }

    fn try_all(
        &self,
        values: &[Vec<ValueIndex>],
        from: usize,
        more: usize,
        changes: &mut Vec<(usize, ValueIndex)>,
        best: &mut Option<Trade>,
    ) {
        if more == 0 {
            let trade = self.gains(changes).and_then(|gains| Trade::of(changes.clone(), gains));
            if let Some(trade) = trade
                && best.as_ref().is_none_or(|best| trade.order(best) == Ordering::Less)
            {
                *best = Some(trade);
            }
            return;
        }
        for issue in from..values.len() {
            for &value in &values[issue] {
                changes.push((issue, value));
                self.try_all(values, issue + 1, more - 1, changes, best);
                changes.pop();
            }
        }
    }

    /// As [`From::by_trying`], by a dynamic program; and whether nothing was thinned.
    fn by_program(&self) -> (Vec<Option<Trade>>, bool) {
        let issues = self.package.len();
        let most = issues.min(CHANGES_MAX);
        let options: Vec<Vec<(ValueIndex, Vec<f64>)>> = (0..issues)
            .map(|issue| {
                self.values(issue).into_iter().map(|value| (value, self.delta(issue, value))).collect()
            })
            .collect();
        let all: usize = options.iter().map(Vec::len).sum();
        let kept_max =
            KEPT_MAX[usize::from(self.sides.len() > 2)].min((KEPT_TIMES_VALUES / all.max(1)).max(128));
        let crossed = self.crossed();
        // The most that the issues from each on can add for each side.
        let mut hopes = vec![vec![0.0; self.sides.len()]; issues + 1];
        for issue in (0..issues).rev() {
            let most = |side: usize| {
                let least = if crossed.contains(&issue) { f64::NEG_INFINITY } else { 0.0 };
                options[issue].iter().map(|option| option.1[side]).fold(least, f64::max)
            };
            hopes[issue] = (0..self.sides.len()).map(|side| hopes[issue + 1][side] + most(side)).collect();
        }
        let mut steps: Vec<Step> = Vec::new();
        let mut exact = true;
        let gains = std::iter::repeat_n(0.0, self.sides.len()).collect();
        let start = Partial { gains, last: None, now: None };
        let mut partials: Vec<Vec<Partial>> = vec![vec![start]];
        partials.resize(most + 1, Vec::new());
        for issue in 0..issues {
            let hope = &hopes[issue + 1];
            for changes in (0..=most).rev() {
                let mut next: Vec<Partial> = Vec::new();
                if !crossed.contains(&issue) {
                    next.append(&mut partials[changes]);
                    next.retain(|partial| hopeful(&partial.gains, hope));
                }
                if changes > 0 {
                    for (value, delta) in &options[issue] {
                        for before in &partials[changes - 1] {
                            let gains: Gains = before.gains.iter().zip(delta).map(|(a, b)| a + b).collect();
                            if hopeful(&gains, hope) {
                                next.push(Partial { gains, last: before.last, now: Some(*value) });
                            }
                        }
                    }
                }
                exact &= keep_best(&mut next, kept_max);
                // Only what is kept is remembered.
                for partial in &mut next {
                    if let Some(value) = partial.now.take() {
                        steps.push(Step { issue, value, before: partial.last });
                        partial.last = Some(steps.len() - 1);
                    }
                }
                partials[changes] = next;
            }
        }
        let trade = |partial: &Partial| {
            let mut changes = Vec::new();
            let mut at = partial.last;
            while let Some(step) = at.map(|at| &steps[at]) {
                changes.push((step.issue, step.value));
                at = step.before;
            }
            changes.reverse();
            Trade::of(changes, partial.gains.to_vec())
        };
        let best = |partials: &Vec<Partial>| partials.iter().filter_map(trade).min_by(Trade::order);
        (partials.iter().skip(1).map(best).collect(), exact)
    }
}

/// Changes of the first issues, on the way to an improvement.
#[derive(Clone, Debug)]
struct Partial {
    gains: Gains,
    /// The last of its steps.
    last: Option<usize>,
    /// The value that the present issue changes to, until it is a step.
    now: Option<ValueIndex>,
}

type Gains = SmallVec<[f64; 3]>;

/// One change, and the one before it.
struct Step {
    issue: usize,
    value: ValueIndex,
    before: Option<usize>,
}

fn hopeful(gains: &[f64], hope: &[f64]) -> bool {
    gains.iter().zip(hope).all(|(gain, hope)| gain + hope >= 0.0)
}

fn covers(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a >= b)
}

/// Whether one of `kept`, the last first, equals or betters `gains` for all, where both come in [`falling`] order.
fn covered<'a>(gains: &[f64], mut kept: impl Iterator<Item = &'a [f64]>) -> bool {
    match gains {
        // Whoever was kept last has the most for the second of two sides.
        [_, second] => kept.next().is_some_and(|last| last[1] >= *second),
        gains => kept.any(|other| covers(other, gains)),
    }
}

/// By falling numbers, the first first.
fn falling(a: &[f64], b: &[f64]) -> Ordering {
    let unequal = |(a, b): (&f64, &f64)| b.total_cmp(a);
    a.iter().zip(b).map(unequal).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Drops trades to which another is equal or better for all; of equal ones the one of fewer changes stays.
fn undominated(mut trades: Vec<Trade>) -> Vec<Trade> {
    trades.sort_by(|x, y| {
        falling(&x.gains, &y.gains)
            .then(x.changes.len().cmp(&y.changes.len()))
            .then_with(|| x.changes.cmp(&y.changes))
    });
    let mut kept: Vec<Trade> = Vec::new();
    for trade in trades {
        if !covered(&trade.gains, kept.iter().rev().map(|other| other.gains.as_slice())) {
            kept.push(trade);
        }
    }
    kept
}

/// Keeps the partials that none equals or betters, and of these at most `most`, evenly spread; false where some had
/// to go.
fn keep_best(partials: &mut Vec<Partial>, most: usize) -> bool {
    partials.sort_by(|x, y| falling(&x.gains, &y.gains));
    let mut kept: Vec<Partial> = Vec::new();
    for partial in partials.drain(..) {
        if !covered(&partial.gains, kept.iter().rev().map(|other| other.gains.as_slice())) {
            kept.push(partial);
        }
    }
    let exact = kept.len() <= most;
    if !exact {
        let count = kept.len();
        let spread = (0..most).map(|at| at * (count - 1) / (most - 1));
        kept = spread.map(|at| kept[at].clone()).collect();
    }
    *partials = kept;
    exact
}

/// Thins lists of values until all pairs of values of different issues are at most `most`; false where any was.
fn thin_values(values: &mut [Vec<ValueIndex>], most: usize) -> bool {
    let pairs = |values: &[Vec<ValueIndex>]| {
        let all: f64 = values.iter().map(|values| values.len() as f64).sum();
        let own: f64 = values.iter().map(|values| (values.len() as f64).powi(2)).sum();
        (all * all - own) / 2.0
    };
    let mut longest = values.iter().map(Vec::len).max().unwrap_or(0);
    let mut exact = true;
    while longest > 2 && pairs(values) > most as f64 {
        longest = (longest * 3 / 4).max(2);
        for values in values.iter_mut().filter(|values| values.len() > longest) {
            let count = values.len();
            *values = (0..longest).map(|at| values[at * (count - 1) / (longest - 1)]).collect();
            exact = false;
        }
    }
    exact
}
