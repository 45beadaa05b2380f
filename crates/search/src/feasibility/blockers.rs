use wasit_model::{Package, RedLine, ValueIndex};

use crate::feasibility::corrections::{Corrections, Sets, minimal};
use crate::feasibility::hunt::Hunt;
use crate::feasibility::ledger::{Claim, Ledger};
use crate::feasibility::problem::{Lines, Problem, Wanted};
use crate::feasibility::{Demands, beyond};

/// What stands in the way of a deal, and what would open one. Empty where there is a deal.
///
/// A *blockage* is a minimal set of claims that cannot all be met. A *way* is a minimal set of claims whose easing opens a
/// deal; every way meets every blockage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blockers {
    /// What is asked; sets of claims have bit `i` for claim `i`.
    pub claims: Vec<Claim>,
    /// All blockages, the smallest first, then by their claims.
    pub sets: Vec<u64>,
    /// Single claims whose easing alone opens a deal, each with the smallest move that does. Where there is none, all the
    /// ways of the next size: pairs, and so on.
    pub ways: Vec<Way>,
    /// Whether a search reached its limit: there may be ways that were not found, and what is said to be a blockage may
    /// hold claims that it does not need.
    pub cut: bool,
}

/// Claims that, eased together, open a deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What each gives, in the order of the claims.
    pub moves: Vec<Move>,
    /// A package that is then a deal.
    pub package: Package,
}

/// How a claim is eased.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The claim, by position.
    pub claim: usize,
    /// What is given.
    pub gives: Gives,
}

/// What easing a claim gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Gives {
    /// A walk-away or threshold comes down by this, in its owner's utility. Of a single claim the least that opens a deal;
    /// of claims eased together those of the least sum of shares of each owner's range.
    Utility(f64),
    /// A red line lets this value be.
    Value {
        /// The issue.
        issue: usize,
        /// The value.
        value: ValueIndex,
        /// How far it lies beyond: in the issue's numbers from the nearest that the line allows, or 1 where values are
        /// words.
        beyond: f64,
    },
    /// The claim is given up: a red line on a combination, or several claims in one.
    All,
}

impl Blockers {
    /// Whether every claim of the set is in the other.
    pub fn claims_in(&self, set: u64) -> impl Iterator<Item = &Claim> {
        self.claims.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1).map(|(_, claim)| claim)
    }
}

/// How many blockages are gathered.
const SETS: usize = 1 << 10;

impl Demands<'_> {
    /// What stands in the way of a deal: [`Blockers`]. One search for each claim, and one over all that may be violated.
    #[must_use]
    pub fn blockers(&self) -> Blockers {
        let ledger = Ledger::new(self);
        let mut blockers = Blockers { claims: ledger.claims.clone(), ..Blockers::default() };
        let whole = self.open_with(&ledger, 0, None);
        if whole.found.is_some() {
            return blockers;
        }
        blockers.cut |= whole.cut;
        let mut known: Vec<(u64, Package)> = Vec::new();
        for claim in 0..ledger.claims.len() {
            let opened = self.open_with(&ledger, 1 << claim, None);
            blockers.cut |= opened.cut;
            if let Some(package) = opened.found {
                known.push((1 << claim, package));
            }
        }
        let singles = !known.is_empty();
        if singles {
            blockers.ways = known.iter().map(|(set, package)| self.way(&ledger, *set, package)).collect();
        }
        let covered: Vec<u64> = known.iter().map(|(set, _)| *set).collect();
        let lines = Lines::Counted { ledger: &ledger, covered: &covered };
        let mut corrections = known;
        if let Some(problem) = Problem::new(self, &Wanted::Least { given: &[] }, lines) {
            let mut search = Corrections::new(&problem, &ledger, corrections, self.work());
            search.run();
            blockers.cut |= search.cut;
            corrections = search.found;
        }
        let sets: Vec<u64> = corrections.iter().map(|(set, _)| *set).collect();
        let (sets, cut) = transversals(&sets);
        blockers.sets = sets;
        blockers.cut |= cut;
        if !singles {
            corrections.sort_by_key(|(set, _)| (set.count_ones(), *set));
            let least = corrections.first().map_or(0, |(set, _)| set.count_ones());
            let fewest = corrections.iter().take_while(|(set, _)| set.count_ones() == least);
            blockers.ways = fewest.map(|(set, package)| self.way(&ledger, *set, package)).collect();
        }
        blockers
    }

    /// Whether there is a deal when the claims of `given` are given up, and values of an issue are forbidden besides.
    fn open_with(&self, ledger: &Ledger, given: u64, forbidden: Option<(usize, &[bool])>) -> Opened {
        let (floors, lines) = ledger.dropped(given);
        let lines = Lines::Held { dropped: &lines, forbidden };
        let none = Opened { found: None, cut: false };
        let Some(problem) = Problem::new(self, &Wanted::Least { given: &floors }, lines) else { return none };
        let mut hunt = Hunt::new(&problem, self.work());
        // What is wanted lies at 0 or above.
        hunt.run(BELOW_NOTHING, 0.0);
        Opened { cut: hunt.found.is_none() && hunt.left > BELOW_NOTHING, found: hunt.found }
    }

    /// What the claims of `set`, which open a deal at `package`, give.
    fn way(&self, ledger: &Ledger, set: u64, package: &Package) -> Way {
        let (floors, dropped) = ledger.dropped(set);
        let lumped = |claim: u32| self.owners(ledger, claim).0.len() + self.owners(ledger, claim).1.len() > 1;
        let members = || (0..ledger.claims.len() as u32).filter(|claim| set >> claim & 1 == 1);
        let whole: Vec<(usize, f64)> = members()
            .filter(|&claim| !lumped(claim))
            .flat_map(|claim| self.owners(ledger, claim).0)
            .map(|claimant| (claimant, 1.0 / self.range(claimant)))
            .collect();
        let mut package = package.clone();
        if let [(claimant, _)] = whole.as_slice() {
            self.ease(&mut package, &[(*claimant, 1.0)], &floors, &dropped);
        } else if !whole.is_empty() {
            self.ease(&mut package, &whole, &floors, &dropped);
        } else if let (1, [(claimant, line)]) = (set.count_ones(), dropped.as_slice()) {
            self.nearest_beyond(ledger, set, (*claimant, *line), &mut package);
        }
        let gives = |claim: u32| match self.owners(ledger, claim) {
            _ if lumped(claim) => Gives::All,
            (floors, _) if !floors.is_empty() => {
                let claimant = &self.claimants[floors[0]];
                let utility = claimant.preferences.utility_without_red_lines(&package);
                Gives::Utility((claimant.floor - utility).max(0.0))
            }
            (_, lines) => match lines.first() {
                Some(&(claimant, line)) => self.beyond_line(claimant, line, &package),
                None => Gives::All,
            },
        };
        let moves = members().map(|claim| Move { claim: claim as usize, gives: gives(claim) }).collect();
        Way { moves, package }
    }

    /// Moves `package` to where `of` miss least of what they ask.
    fn ease(&self, package: &mut Package, of: &[(usize, f64)], given: &[bool], dropped: &[(usize, usize)]) {
        let lines = Lines::Held { dropped, forbidden: None };
        let Some(problem) = Problem::new(self, &Wanted::Most { of, given }, lines) else { return };
        let mut hunt = Hunt::new(&problem, self.work());
        hunt.run(f64::NEG_INFINITY, f64::INFINITY);
        if let Some(found) = hunt.found {
            *package = found;
        }
    }

    /// Moves `package` to a deal whose value lies least beyond a red line on one issue, which alone is crossed.
    fn nearest_beyond(&self, ledger: &Ledger, set: u64, line: (usize, usize), package: &mut Package) {
        let red_line = &self.claimants[line.0].preferences.red_lines()[line.1];
        let [(issue, beyond)] = red_line.clauses.as_slice() else { return };
        let mut distances: Vec<f64> = (0..beyond.len())
            .filter(|&value| beyond[value])
            .map(|value| self.distance_beyond(red_line, value))
            .collect();
        distances.sort_by(f64::total_cmp);
        distances.dedup();
        // More room, more deals: the least distance that opens one is found by halving.
        let (mut low, mut high) = (0, distances.len().saturating_sub(1));
        while low < high {
            let middle = (low + high) / 2;
            let forbidden: Vec<bool> = (0..beyond.len())
                .map(|value| beyond[value] && self.distance_beyond(red_line, value) > distances[middle])
                .collect();
            match self.open_with(ledger, set, Some((*issue, &forbidden))).found {
                Some(found) => {
                    *package = found;
                    high = middle;
                }
                None => low = middle + 1,
            }
        }
    }

    /// How far `value` lies beyond a red line on one issue.
    fn distance_beyond(&self, line: &RedLine, value: usize) -> f64 {
        let (issue, beyond) = &line.clauses[0];
        let values = &self.space.issues()[*issue].values;
        let number = |value: usize| values.number(value as ValueIndex);
        let Some(here) = number(value) else { return 1.0 };
        (0..beyond.len())
            .filter(|&other| !beyond[other])
            .filter_map(|other| number(other).map(|other| (other - here).abs()))
            .reduce(f64::min)
            .unwrap_or(1.0)
    }

    fn beyond_line(&self, claimant: usize, line: usize, package: &Package) -> Gives {
        let line = &self.claimants[claimant].preferences.red_lines()[line];
        match line.clauses.as_slice() {
            [(issue, _)] if beyond(&line.clauses, package) => {
                let value = package[*issue];
                let beyond = self.distance_beyond(line, usize::from(value));
                Gives::Value { issue: *issue, value, beyond }
            }
            _ => Gives::All,
        }
    }

    /// Whose floors, and which red lines, a claim is.
    fn owners(&self, ledger: &Ledger, claim: u32) -> (Vec<usize>, Vec<(usize, usize)>) {
        let (floors, lines) = ledger.dropped(1 << claim);
        (
            floors.iter().enumerate().filter(|(_, floor)| **floor).map(|(claimant, _)| claimant).collect(),
            lines,
        )
    }

    /// How far the utilities of single issues of `claimant` spread, above 0.
    fn range(&self, claimant: usize) -> f64 {
        let spread = |table: &Vec<f64>| {
            table.iter().copied().fold(f64::NEG_INFINITY, f64::max)
                - table.iter().copied().fold(f64::INFINITY, f64::min)
        };
        let range: f64 = self.claimants[claimant].preferences.open_tables().iter().map(spread).sum();
        if range > 0.0 { range } else { 1.0 }
    }
}

/// Whether a search found a deal, and if not, whether it was cut.
struct Opened {
    found: Option<Package>,
    cut: bool,
}

/// The number next to 0 from below.
const BELOW_NOTHING: f64 = -f64::MIN_POSITIVE;

/// The minimal sets that meet every one of `sets` (Berge 1989, §2.1), and whether there were too many.
fn transversals(sets: &[u64]) -> (Vec<u64>, bool) {
    let mut all: Sets = Sets::from_elem(0, 1);
    let mut cut = false;
    for set in sets {
        let mut next = Sets::new();
        for one in &all {
            if one & set != 0 {
                next.push(*one);
            } else {
                next.extend((0..64).filter(|bit| set >> bit & 1 == 1).map(|bit| one | 1 << bit));
            }
        }
        all = minimal(next);
        cut |= all.len() > SETS;
        all.truncate(SETS);
    }
    (if sets.is_empty() { Vec::new() } else { all.into_vec() }, cut)
}
