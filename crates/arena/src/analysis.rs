use std::sync::Arc;

use rayon::prelude::*;
use wasit_model::{Package, Preferences, Space, Talks, ValueIndex};
use wasit_search::{
    AdjustedWinner, Blockers, Conflict, Count, Demand, Demands, Found, Frontier, IssueWeights, Ladder,
    Margin, NoAward, Opposition, RedLineCost, Side, Solution, Trades, WinSets, adjusted_winner, conflict,
    deal_zone_size, issue_weights, ladder, main_effects, opposition, red_line_costs, trades, weighted_nash,
    win_sets,
};

use crate::Outlook;

/// Where the deal lies: all that can be said of talks before, or without, holding them.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Sides, walk-aways, frontier and the four solutions.
    pub outlook: Outlook,
    /// The frontier of the deal zone.
    pub rational: Frontier,
    /// By side: what it can have.
    pub reaches: Vec<Reach>,
    /// How many packages give every side at least its walk-away.
    pub deal_zone: Count,
    /// Nash's solution with unequal powers, and these.
    pub weighted: Option<(Vec<f64>, Solution)>,
    /// The division by Adjusted Winner, or why there is none.
    pub adjusted_winner: Result<AdjustedWinner, NoAward>,
    /// By issue: who weighs what.
    pub issues: Vec<IssueWeights>,
    /// How far even the best package is from giving all everything; `None` where red lines leave no package.
    pub opposition: Option<Opposition>,
    /// By pair of sides, (0, 1), (0, 2), …: how often they want opposite things.
    pub conflicts: Vec<((usize, usize), Option<Conflict>)>,
    /// What each red line costs.
    pub red_lines: Vec<RedLineCost>,
    /// How many red lines were not tried, there being so many.
    pub red_lines_untried: usize,
    /// The packages that trades were sought from.
    pub starts: Vec<Start>,
    /// What home bodies make of it; `None` where nobody has one.
    pub homes: Option<AtHomes>,
}

/// What home bodies would ratify, and what stands in the way.
#[derive(Clone, Debug)]
pub struct AtHomes {
    /// What each side could get ratified, and where that meets, at [`AtHomes::AT_LEAST`].
    pub sets: WinSets,
    /// How far from a deal the sides are at the table.
    pub table: Margin,
    /// The same with home bodies: thresholds and red lines of ratifiers, as far as the rules need their votes.
    pub margin: Margin,
    /// What blocks a deal that home bodies would ratify, and what would open one.
    pub blockers: Blockers,
}

impl AtHomes {
    /// The probability that a package must be ratified with to be in a win-set.
    pub const AT_LEAST: f64 = 0.5;

    fn of(talks: &Talks, walk_aways: &[f64]) -> Self {
        let demands = |homes: bool| -> Vec<Demand<'_>> {
            let parties = talks.parties.iter().zip(walk_aways);
            parties
                .map(|(party, &floor)| Demand {
                    preferences: &party.preferences,
                    floor,
                    home: party.home.as_ref().filter(|_| homes).map(|home| &home.body),
                })
                .collect()
        };
        let asked = demands(true);
        let with = Demands::new(&talks.space, &asked);
        Self {
            sets: win_sets(&talks.space, &asked, Self::AT_LEAST),
            table: Demands::new(&talks.space, &demands(false)).margin(),
            margin: with.margin(),
            blockers: with.blockers(),
        }
    }
}

/// What one side can have.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The least that a package within its own red lines is worth to it; +∞ where there is none.
    pub least: f64,
    /// Its best package within its own red lines.
    pub best: Option<Found>,
    /// Its most and least on the frontier, that is within everybody's red lines: the least that it has where others
    /// have their best. `None` where red lines leave nothing.
    pub efficient: Option<(f64, f64)>,
    /// How many packages within its own red lines give it at least its walk-away.
    pub rational: Count,
}

/// A package to improve upon.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Where it comes from.
    pub origin: Origin,
    /// The package.
    pub package: Package,
    /// What it is worth to each side, red lines left aside.
    pub utilities: Vec<f64>,
    /// Red lines that it lies beyond: whose, and the position among that side's.
    pub beyond: Vec<(usize, usize)>,
    /// Its distance to the frontier; `None` where the frontier has no point.
    pub frontier_distance: Option<f64>,
    /// The trades of one issue and of two.
    pub trades: Trades,
    /// The best improvements by the number of issues that change.
    pub ladder: Ladder,
}

/// Where a package to improve upon comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user named it.
    Named,
    /// It was agreed in a run.
    Agreed,
    /// The last offer of this party in a run.
    LastOffer(usize),
    /// Nobody named it: halfway on every issue by itself.
    Halfway,
}

/// Red lines that are tried one by one: each costs a search.
const LINES_TRIED: usize = 24;

impl Analysis {
    /// Analyses `talks` at their start. `weights` are the parties' powers for Nash's solution with weights; trades are
    /// sought from `starts`, or from [`halfway`] where there are none.
    #[must_use]
    pub fn of(talks: &Talks, weights: Option<&[f64]>, starts: &[(Origin, Package)]) -> Self {
        let sides = Outlook::sides(talks);
        let outlook = Outlook::of(talks, &sides);
        let walk_aways = &outlook.walk_aways;
        let frontier = &outlook.frontier;
        let rational = frontier.rational(walk_aways);
        let preferences: Vec<&Preferences> = sides.iter().map(|side| side.preferences()).collect();
        let reaches: Vec<Reach> =
            (0..sides.len()).map(|side| Reach::of(&sides, side, walk_aways[side], frontier)).collect();
        let weighted =
            weights.map(|weights| (weights.to_vec(), weighted_nash(frontier, &sides, walk_aways, weights)));
        let ranges: Vec<(f64, f64)> = reaches
            .iter()
            .map(|reach| (reach.least, reach.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.utility)))
            .collect();
        let pairs: Vec<(usize, usize)> =
            (0..sides.len()).flat_map(|a| (a + 1..sides.len()).map(move |b| (a, b))).collect();
        let conflicts = pairs
            .into_par_iter()
            .map(|(a, b)| ((a, b), conflict(&talks.space, preferences[a], preferences[b], &preferences)))
            .collect();
        let (red_lines, red_lines_untried) =
            red_line_costs(&sides, walk_aways, frontier, &outlook.solutions, LINES_TRIED);
        let from_halfway: Vec<(Origin, Package)> = match starts {
            [] => halfway(&preferences).map(|package| (Origin::Halfway, package)).into_iter().collect(),
            named => named.to_vec(),
        };
        let starts = from_halfway
            .into_iter()
            .map(|(origin, package)| Start::of(origin, package, &preferences, frontier))
            .collect();
        Self {
            deal_zone: deal_zone(&sides, walk_aways, &rational),
            adjusted_winner: adjusted_winner(&preferences),
            issues: issue_weights(&preferences),
            homes: talks.has_homes().then(|| AtHomes::of(talks, walk_aways)),
            opposition: opposition(frontier, &ranges),
            weighted,
            reaches,
            conflicts,
            red_lines,
            red_lines_untried,
            starts,
            rational,
            outlook,
        }
    }

    /// Whether there is certainly no deal zone.
    #[must_use]
    pub fn no_deal(&self) -> bool {
        self.deal_zone.exact == Some(0)
    }
}

impl Reach {
    fn of(sides: &[Arc<Side>], side: usize, walk_away: f64, frontier: &Frontier) -> Self {
        let own = || frontier.points.iter().map(|point| point.utilities[side]);
        Self {
            least: sides[side].least_utility(),
            best: sides[side].best().cloned(),
            efficient: own().reduce(f64::max).zip(own().reduce(f64::min)),
            rational: rational_count(&sides[side], walk_away),
        }
    }
}

impl Start {
    fn of(origin: Origin, package: Package, sides: &[&Preferences], frontier: &Frontier) -> Self {
        let utilities: Vec<f64> = sides.iter().map(|side| side.utility_without_red_lines(&package)).collect();
        let holds = |clauses: &[(usize, wasit_model::ValueSet)]| {
            clauses.iter().all(|(issue, set)| set[usize::from(package[*issue])])
        };
        let beyond = sides
            .iter()
            .enumerate()
            .flat_map(|(at, side)| side.red_lines().iter().enumerate().map(move |(line, it)| (at, line, it)))
            .filter(|(_, _, line)| holds(&line.clauses))
            .map(|(side, line, _)| (side, line))
            .collect();
        Self {
            origin,
            frontier_distance: frontier.distance(&utilities),
            trades: trades(sides, &package),
            ladder: ladder(sides, &package),
            package,
            utilities,
            beyond,
        }
    }
}

/// The package that is halfway on every issue by itself: the value, within all red lines on that issue, at which the
/// side that is worse off has most of what the issue could give it; of equals the one with the greatest sum, then the
/// first. It is what bargaining issue by issue comes to, and what trades between issues improve upon. `None` where the
/// package lies beyond a red line on a combination, or an issue has no value within the red lines.
#[must_use]
pub fn halfway(sides: &[&Preferences]) -> Option<Package> {
    let effects: Vec<Vec<Vec<f64>>> = sides.iter().map(|side| main_effects(side)).collect();
    let package: Package = (0..sides.first()?.tables().len())
        .map(|issue| {
            let within = |value: &usize| sides.iter().all(|side| side.tables()[issue][*value].is_finite());
            let values: Vec<usize> = (0..sides[0].tables()[issue].len()).filter(within).collect();
            let range = |effect: &[f64]| {
                let worths = || values.iter().map(|&value| effect[value]);
                (worths().fold(f64::INFINITY, f64::min), worths().fold(f64::NEG_INFINITY, f64::max))
            };
            let ranges: Vec<(f64, f64)> = effects.iter().map(|side| range(&side[issue])).collect();
            let shares = |value: usize| -> Vec<f64> {
                let share = |(side, (low, high)): (&Vec<Vec<f64>>, &(f64, f64))| {
                    if high > low { (side[issue][value] - low) / (high - low) } else { 1.0 }
                };
                effects.iter().zip(&ranges).map(share).collect()
            };
            let key = |value: usize| {
                let shares = shares(value);
                // To the billionth: what rounding tells apart is equal.
                let steps = |share: f64| (share * 1e9).round();
                (steps(shares.iter().copied().fold(f64::INFINITY, f64::min)), steps(shares.iter().sum()))
            };
            values.into_iter().reduce(|best, value| if key(value) > key(best) { value } else { best })
        })
        .map(|value| value.map(|value| value as ValueIndex))
        .collect::<Option<_>>()?;
    sides.iter().all(|side| side.utility(&package).is_finite()).then_some(package)
}

/// How many packages within its own red lines are worth at least `floor` to `side`.
fn rational_count(side: &Side, floor: f64) -> Count {
    side.count_between(floor, f64::INFINITY)
}

/// How many packages are worth at least its walk-away to every side.
fn deal_zone(sides: &[Arc<Side>], walk_aways: &[f64], rational: &Frontier) -> Count {
    if rational.points.is_empty() && rational.exact() {
        return Count::exactly(0);
    }
    deal_zone_size(sides, walk_aways)
}

/// A number of packages as a share of all of `space`: between 0 and 1.
#[must_use]
pub fn share(count: &Count, space: &Space) -> f64 {
    match space.size() {
        Some(size) => count.value / size as f64,
        None => 10_f64.powf(count.value.log10() - space.size_log10()),
    }
}
