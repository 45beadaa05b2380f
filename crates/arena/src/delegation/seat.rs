use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use wasit_model::{Aim, Package, ValueIndex};
use wasit_protocol::Vote;
use wasit_search::{Demand, Demands, Side};
use wasit_strategies::{Ask, Move, Negotiator, View};

use crate::delegation::{ROUNDING, Ready, Refused};

/// A seat whose delegation minds its home: a strategy that says what it would do without one, and what becomes of that.
///
/// - *Bind* and *sell*: what home would not take, by the delegation's estimate, is repaired before it is put forward. Of the
///   packages that differ in one issue, then of those that differ in two, that are worth at least its walk-away and that
///   home would take, the one nearest to what was meant in its own utility; of equals the least package. Where there
///   is none: the last offer that still passes; else its best package that does; else it leaves. What home would not take
///   it does not accept. A vote for a draft signs nothing: it is held back only where home would take the text that stands
///   and not the draft, which would do for the delegation.
/// - *Gamble*: of what was meant and the packages that differ from it in one or two issues, are worth no more to itself and
///   at least its walk-away, the one of the greatest `P̂·u + (1 − P̂)·(walk-away − cost)`; it accepts what is worth
///   at least no deal by that.
/// - *Heedless*: only what its home has refused before is repaired, as under bind, and refused.
///
/// Claims raise the thresholds in its estimate for what it puts forward, and not for what it accepts.
pub(crate) struct Delegation<'h, 'a> {
    inner: Box<dyn Negotiator>,
    ready: &'h Ready<'a>,
    side: Arc<Side>,
    /// What its estimate of each threshold is off by.
    errors: Vec<f64>,
    /// The same with what it claims.
    claimed: Vec<f64>,
    refused: Refused,
    last: Option<Package>,
    /// What became of what was meant, while nothing else changed.
    repaired: HashMap<Package, Option<Package>>,
    refused_then: usize,
}

/// More neighbours in two issues are not looked at.
const PAIRS_MAX: usize = 1 << 15;
/// How many of its best packages are looked at for one that passes.
const WALK_MAX: usize = 1 << 10;

impl<'h, 'a> Delegation<'h, 'a> {
    pub(crate) fn new(
        inner: Box<dyn Negotiator>,
        ready: &'h Ready<'a>,
        side: Arc<Side>,
        errors: Vec<f64>,
        refused: Refused,
    ) -> Self {
        let mut claimed = errors.clone();
        if ready.home.claims != 0.0 {
            claimed.resize(ready.home.body.ratifiers.len(), 0.0);
            claimed.iter_mut().for_each(|error| *error += ready.home.claims);
        }
        Self {
            inner,
            ready,
            side,
            errors,
            claimed,
            refused,
            last: None,
            repaired: HashMap::new(),
            refused_then: 0,
        }
    }

    fn is_refused(&self, package: &Package) -> bool {
        self.refused.read().unwrap_or_else(PoisonError::into_inner).contains(package)
    }

    /// Whether it would sign `package`, its thresholds at home being off by `raised`.
    fn would_sign(&self, package: &Package, walk_away: f64, raised: &[f64]) -> bool {
        if self.is_refused(package) {
            return false;
        }
        match self.ready.home.aim {
            Aim::Heedless => true,
            Aim::Bind { at_least } => self.ready.chance(package, raised) >= at_least - ROUNDING,
            Aim::Gamble => self.gamble(package, walk_away, raised) >= self.floor(walk_away),
            Aim::Sell { at_least, price, .. } => {
                self.ready.chance(package, raised) >= at_least - ROUNDING
                    || (self.side.utility(package) - price >= walk_away
                        && self.ready.bought(package, raised).is_some())
            }
        }
    }

    /// Whether `draft` would do for the delegation and not for its home, where the text that stands does for home.
    fn spoils(&self, draft: &Package, standing: Option<&Package>, walk_away: f64) -> bool {
        self.side.utility(draft) >= walk_away
            && !self.would_sign(draft, walk_away, &self.errors)
            && standing.is_none_or(|standing| self.would_sign(standing, walk_away, &self.errors))
    }

    /// What no deal is worth: a number, even where every deal is better.
    fn floor(&self, walk_away: f64) -> f64 {
        walk_away.max(self.side.least_utility())
    }

    /// What signing `package` is worth, home's answer being open.
    fn gamble(&self, package: &Package, walk_away: f64, raised: &[f64]) -> f64 {
        let chance = self.ready.chance(package, raised);
        let failure = self.floor(walk_away) - self.ready.home.cost;
        // Signing what is sure to fail costs what failing costs.
        if chance == 0.0 { failure } else { chance * self.side.utility(package) + (1.0 - chance) * failure }
    }

    /// What it puts forward where its strategy meant `meant`.
    fn put(&mut self, meant: Package, walk_away: f64) -> Move {
        let refused = self.refused.read().unwrap_or_else(PoisonError::into_inner).len();
        if refused != self.refused_then || !self.side.preferences().walk_away_is_constant() {
            self.repaired.clear();
            self.refused_then = refused;
        }
        let repaired = match self.repaired.get(&meant) {
            Some(known) => known.clone(),
            None => {
                let repaired = if self.ready.home.aim == Aim::Gamble {
                    self.best_gamble(&meant, walk_away)
                } else {
                    self.nearest(&meant, walk_away)
                };
                self.repaired.insert(meant, repaired.clone());
                repaired
            }
        };
        let offer = repaired.or_else(|| self.fallback(walk_away));
        match offer {
            Some(package) => {
                self.last = Some(package.clone());
                Move::Offer(package)
            }
            None => {
                Move::Leave("its home would take no package that is better for it than no deal".to_owned())
            }
        }
    }

    fn nearest(&self, meant: &Package, walk_away: f64) -> Option<Package> {
        if self.would_sign(meant, walk_away, &self.claimed) {
            return Some(meant.clone());
        }
        let utility = self.side.utility(meant);
        for changes in 1..=2 {
            let mut near: Vec<(f64, Package)> = self
                .neighbours(meant, changes)
                .into_iter()
                .filter_map(|package| {
                    let worth = self.side.utility(&package);
                    (worth > f64::NEG_INFINITY && worth >= walk_away)
                        .then(|| ((worth - utility).abs(), package))
                })
                .collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
            let found =
                near.into_iter().find(|(_, package)| self.would_sign(package, walk_away, &self.claimed));
            if let Some((_, package)) = found {
                return Some(package);
            }
        }
        None
    }

    fn best_gamble(&self, meant: &Package, walk_away: f64) -> Option<Package> {
        let most = self.side.utility(meant);
        let near = (1..=2).flat_map(|changes| self.neighbours(meant, changes)).filter(|package| {
            let worth = self.side.utility(package);
            worth > f64::NEG_INFINITY && worth >= walk_away && worth <= most
        });
        std::iter::once(meant.clone())
            .chain(near)
            .filter(|package| !self.is_refused(package))
            .map(|package| (self.gamble(&package, walk_away, &self.claimed), package))
            .reduce(|best, other| {
                let better = other.0 > best.0 || (other.0 == best.0 && best.1 != *meant && other.1 < best.1);
                if better { other } else { best }
            })
            .filter(|(worth, _)| *worth >= self.floor(walk_away))
            .map(|(_, package)| package)
    }

    /// Something that passes, where nothing near what was meant does.
    fn fallback(&self, walk_away: f64) -> Option<Package> {
        let passes = |package: &Package| {
            let worth = self.side.utility(package);
            worth > f64::NEG_INFINITY
                && worth >= walk_away
                && self.would_sign(package, walk_away, &self.claimed)
        };
        if let Some(last) = self.last.as_ref().filter(|last| passes(last)) {
            return Some(last.clone());
        }
        let best = (0..WALK_MAX)
            .map_while(|k| self.side.kth_best(k))
            .take_while(|(_, utility)| *utility >= walk_away)
            .map(|(package, _)| package)
            .find(|package| passes(package));
        best.or_else(|| {
            let home = Some(&self.ready.home.body);
            let demand = Demand { preferences: self.side.preferences(), floor: walk_away, home };
            Demands::new(self.side.space(), &[demand]).margin().package.filter(passes)
        })
    }

    /// The packages that differ from `package` in so many issues, 1 or 2.
    fn neighbours(&self, package: &Package, changes: usize) -> Vec<Package> {
        let space = self.side.space();
        let count = space.issues().len();
        let with = |from: &Package, issue: usize| -> Vec<Package> {
            (0..space.width(issue) as ValueIndex)
                .filter(|&value| value != from[issue])
                .map(|value| {
                    let mut other = from.clone();
                    other[issue] = value;
                    other
                })
                .collect()
        };
        if changes == 1 {
            return (0..count).flat_map(|issue| with(package, issue)).collect();
        }
        let steps = |issue: usize| space.width(issue) - 1;
        let all: usize = (0..count).map(steps).sum();
        let same: usize = (0..count).map(|issue| steps(issue) * steps(issue)).sum();
        if all.saturating_mul(all).saturating_sub(same) / 2 > PAIRS_MAX {
            return Vec::new();
        }
        (0..count)
            .flat_map(|first| {
                let firsts = with(package, first);
                (first + 1..count)
                    .flat_map(move |second| firsts.clone().into_iter().map(move |one| (one, second)))
                    .collect::<Vec<_>>()
            })
            .flat_map(|(one, second)| with(&one, second))
            .collect()
    }
}

impl Negotiator for Delegation<'_, '_> {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let walk_away = self.side.preferences().walk_away_at(&view.clock.moment);
        match (self.inner.act(ask, view), ask) {
            (Move::Offer(meant), _) => self.put(meant, walk_away),
            (Move::Accept, Ask::Answer(package)) if !self.would_sign(package, walk_away, &self.errors) => {
                // What it would have put forward, had it not been minded to accept.
                match self.inner.act(Ask::Offer, view) {
                    Move::Offer(meant) => self.put(meant, walk_away),
                    other => other,
                }
            }
            (Move::Vote(vote), Ask::Vote { draft, standing })
                if vote.is_yes() && self.spoils(draft, standing, walk_away) =>
            {
                Move::Vote(Vote::No)
            }
            (answer, _) => answer,
        }
    }

    fn remembers(&self) -> bool {
        self.inner.remembers()
    }

    fn fault(&self) -> Option<String> {
        self.inner.fault()
    }
}
