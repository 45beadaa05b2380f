use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

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
    beliefs: Beliefs,
    refused: Refused,
    /// Where what it asked itself is written down, if anywhere.
    asked: Option<Arc<Mutex<Vec<Asked>>>>,
    last: Option<Package>,
    /// What became of what was meant, while nothing else changed.
    repaired: HashMap<Package, Option<Package>>,
    refused_then: usize,
}

/// What a delegation believes of its home: what its estimate of each threshold is off by.
pub(crate) struct Beliefs {
    errors: Vec<f64>,
    /// The same with what it claims.
    claimed: Vec<f64>,
}

/// What a delegation asked itself, and its answer: all that its moves depend on of what it believes of its home, but for a
/// gamble.
pub(crate) struct Asked {
    package: Package,
    walk_away: f64,
    /// Whether with what it claims.
    claimed: bool,
    signs: bool,
}

impl Beliefs {
    pub(crate) fn new(ready: &Ready<'_>, errors: Vec<f64>) -> Self {
        let mut claimed = errors.clone();
        if ready.home.claims != 0.0 {
            claimed.resize(ready.home.body.ratifiers.len(), 0.0);
            claimed.iter_mut().for_each(|error| *error += ready.home.claims);
        }
        Self { errors, claimed }
    }

    fn raised(&self, claimed: bool) -> &[f64] {
        if claimed { &self.claimed } else { &self.errors }
    }

    /// Whether who believes this answers as was `asked`, nothing having been refused.
    pub(crate) fn answers_alike(&self, ready: &Ready<'_>, side: &Side, asked: &Asked) -> bool {
        would_sign(ready, side, &asked.package, asked.walk_away, self.raised(asked.claimed)) == asked.signs
    }
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
        beliefs: Beliefs,
        refused: Refused,
        asked: Option<Arc<Mutex<Vec<Asked>>>>,
    ) -> Self {
        Self {
            inner,
            ready,
            side,
            beliefs,
            refused,
            asked,
            last: None,
            repaired: HashMap::new(),
            refused_then: 0,
        }
    }

    fn is_refused(&self, package: &Package) -> bool {
        self.refused.read().unwrap_or_else(PoisonError::into_inner).contains(package)
    }

    /// Whether it would sign `package`, or, where `claimed`, would sign it if it were as it claims.
    fn would_sign(&self, package: &Package, walk_away: f64, claimed: bool) -> bool {
        if self.is_refused(package) {
            return false;
        }
        let signs = would_sign(self.ready, &self.side, package, walk_away, self.beliefs.raised(claimed));
        if let Some(asked) = &self.asked {
            let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.push(Asked { package: package.clone(), walk_away, claimed, signs });
        }
        signs
    }

    /// Whether `draft` would do for the delegation and not for its home, where the text that stands does for home.
    fn spoils(&self, draft: &Package, standing: Option<&Package>, walk_away: f64) -> bool {
        self.side.utility(draft) >= walk_away
            && !self.would_sign(draft, walk_away, false)
            && standing.is_none_or(|standing| self.would_sign(standing, walk_away, false))
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
        if self.would_sign(meant, walk_away, true) {
            return Some(meant.clone());
        }
        let utility = self.side.utility(meant);
        for changes in 1..=2 {
            let mut near: Vec<(f64, Package)> = Vec::new();
            self.each_neighbour(meant, changes, &mut |package| {
                let worth = self.side.utility(package);
                if worth > f64::NEG_INFINITY && worth >= walk_away {
                    near.push(((worth - utility).abs(), package.clone()));
                }
            });
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
            let found = near.into_iter().find(|(_, package)| self.would_sign(package, walk_away, true));
            if let Some((_, package)) = found {
                return Some(package);
            }
        }
        None
    }

    fn best_gamble(&self, meant: &Package, walk_away: f64) -> Option<Package> {
        let most = self.side.utility(meant);
        let raised = self.beliefs.raised(true);
        let mut best: Option<(f64, Package)> = None;
        let mut weigh = |package: &Package| {
            if self.is_refused(package) {
                return;
            }
            let worth = gamble(self.ready, &self.side, package, walk_away, raised);
            let better = best.as_ref().is_none_or(|(most, best)| {
                worth > *most || (worth == *most && best != meant && package < best)
            });
            if better {
                best = Some((worth, package.clone()));
            }
        };
        weigh(meant);
        for changes in 1..=2 {
            self.each_neighbour(meant, changes, &mut |package| {
                let worth = self.side.utility(package);
                if worth > f64::NEG_INFINITY && worth >= walk_away && worth <= most {
                    weigh(package);
                }
            });
        }
        best.filter(|(worth, _)| *worth >= floor(&self.side, walk_away)).map(|(_, package)| package)
    }

    /// Something that passes, where nothing near what was meant does.
    fn fallback(&self, walk_away: f64) -> Option<Package> {
        let passes = |package: &Package| {
            let worth = self.side.utility(package);
            worth > f64::NEG_INFINITY && worth >= walk_away && self.would_sign(package, walk_away, true)
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

    /// Tells `of` each package that differs from `package` in so many issues, 1 or 2.
    fn each_neighbour(&self, package: &Package, changes: usize, of: &mut dyn FnMut(&Package)) {
        let space = self.side.space();
        let count = space.issues().len();
        let others = |issue: usize| {
            let here = package[issue];
            (0..space.width(issue) as ValueIndex).filter(move |&value| value != here)
        };
        let mut other = package.clone();
        if changes == 1 {
            for issue in 0..count {
                for value in others(issue) {
                    other[issue] = value;
                    of(&other);
                }
                other[issue] = package[issue];
            }
            return;
        }
        let steps = |issue: usize| space.width(issue) - 1;
        let all: usize = (0..count).map(steps).sum();
        let same: usize = (0..count).map(|issue| steps(issue) * steps(issue)).sum();
        if all.saturating_mul(all).saturating_sub(same) / 2 > PAIRS_MAX {
            return;
        }
        for first in 0..count {
            for second in first + 1..count {
                for one in others(first) {
                    other[first] = one;
                    for two in others(second) {
                        other[second] = two;
                        of(&other);
                    }
                }
                other[second] = package[second];
            }
            other[first] = package[first];
        }
    }
}

/// Whether a delegation would sign `package` that nobody has refused, its thresholds at home being off by `raised`.
fn would_sign(ready: &Ready<'_>, side: &Side, package: &Package, walk_away: f64, raised: &[f64]) -> bool {
    match ready.home.aim {
        Aim::Heedless => true,
        Aim::Bind { at_least } => ready.chance(package, raised) >= at_least - ROUNDING,
        Aim::Gamble => gamble(ready, side, package, walk_away, raised) >= floor(side, walk_away),
        Aim::Sell { at_least, price, .. } => {
            ready.chance(package, raised) >= at_least - ROUNDING
                || (side.utility(package) - price >= walk_away && ready.bought(package, raised).is_some())
        }
    }
}

/// What no deal is worth: a number, even where every deal is better.
fn floor(side: &Side, walk_away: f64) -> f64 {
    walk_away.max(side.least_utility())
}

/// What signing `package` is worth, home's answer being open.
fn gamble(ready: &Ready<'_>, side: &Side, package: &Package, walk_away: f64, raised: &[f64]) -> f64 {
    let chance = ready.chance(package, raised);
    let failure = floor(side, walk_away) - ready.home.cost;
    // Signing what is sure to fail costs what failing costs.
    if chance == 0.0 { failure } else { chance * side.utility(package) + (1.0 - chance) * failure }
}

impl Negotiator for Delegation<'_, '_> {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let walk_away = self.side.preferences().walk_away_at(&view.clock.moment);
        match (self.inner.act(ask, view), ask) {
            (Move::Offer(meant), _) => self.put(meant, walk_away),
            (Move::Accept, Ask::Answer(package)) if !self.would_sign(package, walk_away, false) => {
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
