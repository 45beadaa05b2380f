use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use wasit_model::{Package, Talks};
use wasit_search::Side;

use crate::{Ending, Exchange, Fault, Outcome, Outlook, PlayError, Protocol, Room, Seating, Series};

/// A mean over talks with its 95 % interval (sampling error only).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean, or the share.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Over how many talks.
    pub n: u64,
}

/// What many talks of one seating came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The seed of the run; talk `i` is talk number `i` of it.
    pub seed: u64,
    /// How many talks.
    pub talks: u64,
    /// Share that agreed (Wilson interval).
    pub agreed: Estimate,
    /// How many ended in each way, in the order `agreed`, `deadline`, `walked_out`, `closed`, and where a party has a
    /// home body `not_ratified`.
    pub ended: Vec<(&'static str, u64)>,
    /// Each party's mean utility over all talks, no deal included.
    pub utilities: Vec<Estimate>,
    /// Legs used.
    pub legs: Estimate,
    /// Whether the frontier and the Nash points that distances are measured to are exact.
    pub exact: bool,
    /// Distance of the agreements to the frontier; `None` where none agreed.
    pub frontier_distance: Option<Estimate>,
    /// Distance of the agreements to the nearest Nash point; `None` where none agreed or there is no such point.
    pub nash_distance: Option<Estimate>,
    /// In how many talks a seat was at fault, and the first fault; `None` where there was none.
    pub faults: Option<(u64, Fault)>,
    /// Distinct agreements, the most frequent first, at most twenty, with how often.
    pub agreements: Vec<(Package, u64)>,
}

/// Holds `count` talks on all cores; the result does not depend on how many there are. `progress` is told how
/// many talks have ended since it was last told; `stop` ends the run early where it says so (the summary is then
/// `None`).
///
/// # Errors
/// Any [`PlayError`].
#[allow(clippy::too_many_arguments)]
pub fn repeat(
    talks: &Talks,
    sides: &[Arc<Side>],
    outlook: &Outlook,
    seating: &Seating,
    protocol: Protocol,
    seed: u64,
    count: u64,
    progress: &(dyn Fn(u64) + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Summary>, PlayError> {
    /// Talks that are held before their results are added up.
    const BATCH: u64 = 4_096;
    let exchange = Exchange::of(sides);
    let series = Series::new(talks, sides, seating, protocol)?.sharing(exchange.as_ref());
    let mut tally = Tally::new(talks);
    let mut distances: HashMap<Package, (Option<f64>, Option<f64>, u64)> = HashMap::new();
    for from in (0..count).step_by(BATCH as usize) {
        let held: Vec<Option<Ending>> = (from..count.min(from + BATCH))
            .into_par_iter()
            .map_init(Room::default, |room, talk| {
                if stop() {
                    return Ok(None);
                }
                let ending = series.hold(room, seed, talk)?;
                progress(1);
                Ok(Some(ending))
            })
            .collect::<Result<_, PlayError>>()?;
        // In the order of the talks, so that sums do not depend on who finished first.
        for ending in held {
            let Some(ending) = ending else { return Ok(None) };
            let distance = ending.outcome.agreement().map(|package| {
                let known = distances.entry(package.clone()).or_insert_with(|| {
                    let utilities: Vec<f64> = sides.iter().map(|side| side.utility(package)).collect();
                    (outlook.frontier.distance(&utilities), outlook.solutions.nash.distance(&utilities), 0)
                });
                known.2 += 1;
                (known.0, known.1)
            });
            tally.add(&ending, distance);
        }
    }
    let mut agreements: Vec<(Package, u64)> =
        distances.into_iter().map(|(package, (_, _, times))| (package, times)).collect();
    agreements.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    agreements.truncate(AGREEMENTS_MAX);
    Ok(Some(tally.summary(seed, count, outlook.frontier.exact(), agreements)))
}

/// How many distinct agreements a summary names.
const AGREEMENTS_MAX: usize = 20;

/// What is added up over talks.
struct Tally {
    ended: Vec<(&'static str, u64)>,
    faults: Option<(u64, Fault)>,
    utilities: Vec<Moments>,
    legs: Moments,
    frontier_distance: Moments,
    nash_distance: Moments,
}

impl Tally {
    fn new(talks: &Talks) -> Self {
        let mut ended = vec![("agreed", 0), ("deadline", 0), ("walked_out", 0), ("closed", 0)];
        if talks.has_homes() {
            ended.push(("not_ratified", 0));
        }
        Self {
            ended,
            faults: None,
            utilities: vec![Moments::default(); talks.parties.len()],
            legs: Moments::default(),
            frontier_distance: Moments::default(),
            nash_distance: Moments::default(),
        }
    }

    fn add(&mut self, ending: &Ending, distance: Option<(Option<f64>, Option<f64>)>) {
        for (word, times) in &mut self.ended {
            *times += u64::from(*word == ending.outcome.word());
        }
        for (moments, utility) in self.utilities.iter_mut().zip(&ending.utilities) {
            moments.add(*utility);
        }
        if let Outcome::Faulted(fault) = &ending.outcome {
            self.faults.get_or_insert_with(|| (0, fault.clone())).0 += 1;
        }
        self.legs.add(f64::from(ending.legs));
        if let Some((frontier, nash)) = distance {
            frontier.into_iter().for_each(|distance| self.frontier_distance.add(distance));
            nash.into_iter().for_each(|distance| self.nash_distance.add(distance));
        }
    }

    fn summary(&self, seed: u64, talks: u64, exact: bool, agreements: Vec<(Package, u64)>) -> Summary {
        Summary {
            seed,
            talks,
            agreed: Estimate::share(self.ended[0].1, talks),
            ended: self.ended.clone(),
            utilities: self.utilities.iter().map(Moments::estimate).collect(),
            legs: self.legs.estimate(),
            exact,
            faults: self.faults.clone(),
            frontier_distance: (self.frontier_distance.n > 0).then(|| self.frontier_distance.estimate()),
            nash_distance: (self.nash_distance.n > 0).then(|| self.nash_distance.estimate()),
            agreements,
        }
    }
}

/// Running mean and sum of squared deviations (Welford 1962).
#[derive(Clone, Debug, Default)]
struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, x: f64) {
        self.n += 1;
        if !x.is_finite() || !self.mean.is_finite() {
            self.mean = if self.mean.is_finite() { x } else { self.mean };
            return;
        }
        let before = x - self.mean;
        self.mean += before / self.n as f64;
        self.squares += before * (x - self.mean);
    }

    fn estimate(&self) -> Estimate {
        let n = self.n as f64;
        let half = if self.n < 2 || !self.mean.is_finite() {
            0.0
        } else {
            NORMAL_95 * (self.squares / (n - 1.0) / n).max(0.0).sqrt()
        };
        Estimate { mean: self.mean, low: self.mean - half, high: self.mean + half, n: self.n }
    }
}

/// The 97.5 % quantile of the standard normal distribution.
const NORMAL_95: f64 = 1.959_963_984_540_054;

impl Estimate {
    /// The share `k / n` with Wilson's interval (1927); n is at least 1.
    #[must_use]
    pub fn share(k: u64, n: u64) -> Self {
        let (total, p) = (n.max(1) as f64, k as f64 / n.max(1) as f64);
        let z2 = NORMAL_95 * NORMAL_95;
        let centre = (p + z2 / (2.0 * total)) / (1.0 + z2 / total);
        let half =
            NORMAL_95 * (p * (1.0 - p) / total + z2 / (4.0 * total * total)).sqrt() / (1.0 + z2 / total);
        // At the ends the interval reaches the share itself; rounding must not part them.
        Self { mean: p, low: (centre - half).clamp(0.0, p), high: (centre + half).clamp(p, 1.0), n }
    }

    /// The mean of `numbers` with its normal interval.
    #[must_use]
    pub fn mean_of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Moments::default();
        numbers.into_iter().for_each(|number| moments.add(number));
        moments.estimate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_and_normal_intervals() {
        // Brown, Cai, DasGupta 2001: 5 of 20 gives [0.112, 0.469].
        let share = Estimate::share(5, 20);
        assert!((share.low - 0.1119).abs() < 5e-4 && (share.high - 0.4687).abs() < 5e-4, "{share:?}");
        let sure = Estimate::share(10, 10);
        assert!(sure.high <= 1.0 && sure.low < 1.0);
        // Standard deviation of 1, 2, 3, 4 is 1.29099; half-width 1.96 × 1.29099 / 2.
        let mean = Estimate::mean_of([1.0, 2.0, 3.0, 4.0]);
        assert!((mean.mean - 2.5).abs() < 1e-12 && (mean.high - 3.76516).abs() < 1e-4, "{mean:?}");
    }
}
