//! How mediators compare: the same parties on the same random scenarios, under each of them.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use wasit_model::{Package, Talks};
use wasit_search::Side;

use crate::disclosure::Truth;
use crate::random::{random_preferences, random_space, talks_of};
use crate::{Estimate, Outlook, PlayError, Player, Protocol, Seating, play};

/// Who sits at the parties' seats of a random scenario; each with equal probability.
pub const COMPARED_PARTIES: [&str; 6] =
    ["boulware", "linear", "conceder", "micro", "nice_tit_for_tat", "tit_for_tat"];
/// The greatest walk-away of a random scenario, as a share of the side's range.
const WALK_AWAY_MAX: f64 = 0.6;
/// For the stream of scenarios: talks draw from streams of their own.
const SCENARIOS: u64 = 0x7363_656e;

/// What talks under one mediator came to, with 95 % intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct MediatorRow {
    /// The mediator, as the text that seated it.
    pub mediator: String,
    /// Share of the scenarios that agreed.
    pub agreed: Estimate,
    /// Distance of the agreements to the frontier, in utilities.
    pub frontier_distance: Estimate,
    /// Distance of the agreements to the nearest Nash point, in utilities.
    pub nash_distance: Estimate,
    /// Legs used, whether or not the talks agreed.
    pub legs: Estimate,
    /// Of the agreements: 1 less the difference of the two gains over their sum, a gain being what lies between
    /// walk-away and agreement as a share of what lies between walk-away and best. 1 where both gain alike.
    pub evenness: Estimate,
    /// How well each side could tell what the other wants: the rank correlation (Spearman 1904), over all packages, of
    /// the other's utility with a frequency model fed with every package that was brought to the side; the mean of
    /// both sides. 0 where nothing was brought, or nothing that distinguishes packages.
    pub disclosure: Estimate,
    /// Frontier distance under this mediator less that under the first, over the scenarios that agreed under both.
    pub further_than_first: Estimate,
}

/// Holds one talk of two parties on each of `scenarios` random scenarios under every one of `mediators`, over `legs`
/// legs. The result does not depend on the number of threads.
///
/// A scenario has three to five issues of three to six values, additive preferences with random weights and values
/// that range from 0 to 1, walk-aways drawn from [0, 0.6], and parties drawn from [`COMPARED_PARTIES`].
///
/// # Errors
/// Any [`PlayError`]: a text that seats no mediator.
pub fn compare_mediators(
    mediators: &[&str],
    scenarios: u64,
    legs: u32,
    seed: u64,
) -> Result<Vec<MediatorRow>, PlayError> {
    let by_scenario: Vec<Vec<Found>> = (0..scenarios)
        .into_par_iter()
        .map(|number| {
            let scenario = Scenario::random(seed, number, legs);
            mediators.iter().map(|mediator| scenario.hold(mediator, seed, number)).collect()
        })
        .collect::<Result<_, PlayError>>()?;
    let column = |at: usize| by_scenario.iter().map(move |found| &found[at]);
    Ok(mediators.iter().enumerate().map(|(at, mediator)| row(mediator, column(at), column(0))).collect())
}

/// What one talk came to.
struct Found {
    deal: Option<Deal>,
    legs: u32,
    disclosure: f64,
}

struct Deal {
    frontier_distance: f64,
    nash_distance: Option<f64>,
    evenness: f64,
}

fn row<'a>(
    mediator: &str,
    found: impl Iterator<Item = &'a Found> + Clone,
    first: impl Iterator<Item = &'a Found>,
) -> MediatorRow {
    let deals = || found.clone().filter_map(|found| found.deal.as_ref());
    let both = found
        .clone()
        .zip(first)
        .filter_map(|(here, first)| Some((here.deal.as_ref()?, first.deal.as_ref()?)));
    MediatorRow {
        mediator: mediator.to_owned(),
        agreed: Estimate::share(deals().count() as u64, found.clone().count() as u64),
        frontier_distance: Estimate::mean_of(deals().map(|deal| deal.frontier_distance)),
        nash_distance: Estimate::mean_of(deals().filter_map(|deal| deal.nash_distance)),
        legs: Estimate::mean_of(found.clone().map(|found| f64::from(found.legs))),
        evenness: Estimate::mean_of(deals().map(|deal| deal.evenness)),
        disclosure: Estimate::mean_of(found.map(|found| found.disclosure)),
        further_than_first: Estimate::mean_of(
            both.map(|(here, first)| here.frontier_distance - first.frontier_distance),
        ),
    }
}

/// A random scenario with what is found once for all mediators.
struct Scenario {
    talks: Talks,
    sides: Vec<Arc<Side>>,
    outlook: Outlook,
    truth: Truth,
}

impl Scenario {
    fn random(seed: u64, number: u64, legs: u32) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ SCENARIOS);
        rng.set_stream(number);
        let count = rng.random_range(3..=5);
        let widths: Vec<usize> = (0..count).map(|_| rng.random_range(3..=6)).collect();
        let space = random_space(&widths);
        let mut strategies = Vec::new();
        let mut sides = Vec::new();
        for _ in 0..2 {
            strategies.push(COMPARED_PARTIES[rng.random_range(0..COMPARED_PARTIES.len())]);
            sides.push(random_preferences(&space, WALK_AWAY_MAX, &mut rng));
        }
        let mut talks = talks_of(&space, sides, legs);
        for (party, strategy) in talks.parties.iter_mut().zip(strategies) {
            party.strategy = strategy.to_owned();
        }
        let sides = Outlook::sides(&talks);
        let outlook = Outlook::of(&talks, &sides);
        let truth = Truth::new(&sides, usize::MAX, seed);
        Self { talks, sides, outlook, truth }
    }

    fn hold(&self, mediator: &str, seed: u64, number: u64) -> Result<Found, PlayError> {
        let seating = Seating { mediator: Player::Strategy(mediator.to_owned()), ..Seating::of(&self.talks) };
        let course = play(&self.talks, &self.sides, &seating, Protocol::Shuttle, seed, number)?;
        let disclosed = self.truth.disclosed(&course);
        let disclosure = disclosed.iter().sum::<f64>() / disclosed.len() as f64;
        let deal = course.outcome.agreement().map(|package| self.deal(package));
        Ok(Found { deal, legs: course.legs, disclosure })
    }

    fn deal(&self, package: &Package) -> Deal {
        let utilities: Vec<f64> = self.sides.iter().map(|side| side.utility(package)).collect();
        let gain = |side: usize| {
            let walk_away = self.outlook.walk_aways[side];
            let best = self.sides[side].best().map_or(walk_away, |best| best.utility);
            if best > walk_away { (utilities[side] - walk_away) / (best - walk_away) } else { 0.0 }
        };
        let (a, b) = (gain(0), gain(1));
        let evenness = if a + b > 0.0 { 1.0 - (a - b).abs() / (a + b) } else { 1.0 };
        let frontier_distance =
            self.outlook.frontier.distance(&utilities).expect("where there are packages there is a frontier");
        Deal { frontier_distance, nash_distance: self.outlook.solutions.nash.distance(&utilities), evenness }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bridge_earns_its_place() {
        let rows = compare_mediators(&["courier", "bridge"], 1_000, 40, 7).unwrap();
        let [courier, bridge] = rows.as_slice() else { panic!("two mediators") };
        assert!(bridge.frontier_distance.mean <= courier.frontier_distance.mean / 2.0, "{rows:#?}");
        assert!(bridge.further_than_first.high < 0.0, "{rows:#?}");
        assert!(bridge.agreed.mean >= courier.agreed.mean, "{rows:#?}");
    }

    #[test]
    fn the_confidant_is_on_the_frontier_and_threads_do_not_matter() {
        let compare = || compare_mediators(&["confidant", "single_text"], 40, 40, 3).unwrap();
        let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let rows = pool(1).install(compare);
        assert!(rows[0].frontier_distance.mean < 1e-9, "{:#?}", rows[0]);
        assert_eq!(rows, pool(3).install(compare));
    }
}
