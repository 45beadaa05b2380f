//! **Nice tit for tat.** Opens with its best and goes towards the Nash point of what it believes of the other side,
//! as far of the way as the other side has come; of the packages worth that, it offers the one that it believes
//! to be best for the other.
//!
//! T. Baarslag, K. Hindriks, C. Jonker, "A tit for tat negotiation strategy for real-time bilateral negotiations",
//! in: Complex Automated Negotiations (2013). With o_first the worth of the first offer received, o_best of the
//! best and u_N that of the Nash point to itself: the other's concession is
//! `c = clamp((o_best − o_first) / (u_N − o_first), 0, 1)`, 1 where the first was worth u_N already; the demand is
//! `best − c × (best − u_N)`, moved towards u_N over the last tenth of the time, by half of the gap at the end. It
//! accepts what is as good as its next offer, and from t = 0.99 on the best within as long a window as remains.
//!
//! All others count as one other side: one model hears all their offers.
//!
//! The model's estimates are rounded to a thousandth when the Nash point is sought, which bounds the frontier by
//! the thousand, and it is sought again only when some estimate may have changed by more than a hundredth.

use std::sync::Arc;

use wasit_model::{Package, Preferences, WalkAway};
use wasit_search::{Side, frontier};

use super::acceptance::{Acceptance, Condition};
use crate::hearing::{Unheard, worth};
use crate::negotiator::{Ask, Move, Negotiator, Range, Setup, View};
use crate::opponent_models::{Bayesian, Frequency, OpponentModel};
use crate::registry::PartyEntry;
use crate::{Facts, Parameter, ParameterError, Parameters, Role};

/// From when on the best of a window is taken.
const TAKE_FROM: f64 = 0.99;
/// From when on it moves towards the Nash point by itself, and how far at the end.
const BONUS_FROM: f64 = 0.9;
const BONUS: f64 = 0.5;
/// How far any estimate may drift before the Nash point is sought again.
const STALE: f64 = 0.01;

/// Concedes towards the Nash point as the other side does.
pub(crate) const NICE_TIT_FOR_TAT: PartyEntry = PartyEntry {
    facts: &Facts {
        name: "nice_tit_for_tat",
        role: Role::Party,
        about: "Goes towards the Nash point of its model as far as the other side has come, and is as kind as that costs nothing.",
        source: "Baarslag, Hindriks, Jonker 2013 (Nice Tit for Tat)",
        stochastic: false,
        listens: true,
        told: false,
        parameters: &[
            Parameter {
                name: "model",
                default: "bayesian",
                about: "how it learns what the other side wants: bayesian or frequency",
            },
            Parameter {
                name: "band",
                default: "0.01",
                about: "how far from its demand a package may be to be chosen for the other side's sake, in utility; at least 0",
            },
        ],
    },
    check: |parameters| Terms::read(parameters).map(|_| ()),
    make: |parameters, setup| Ok(Box::new(Nice::new(Terms::read(parameters)?, setup))),
    swift: |_| None,
};

#[derive(Clone, Copy, Debug)]
struct Terms {
    bayesian: bool,
    band: f64,
}

impl Terms {
    fn read(parameters: &Parameters) -> Result<Self, ParameterError> {
        let bayesian = parameters.choose("model", &[("bayesian", true), ("frequency", false)])?;
        let band = parameters
            .get("band", 0.01, "a number that is at least 0", |&b: &f64| b >= 0.0 && b.is_finite())?;
        Ok(Self { bayesian, band })
    }
}

struct Nice {
    band: f64,
    model: Box<dyn OpponentModel>,
    outlook: Option<Outlook>,
    unheard: Unheard,
    received: Option<Received>,
    acceptance: Acceptance,
    setup: Setup,
}

/// What the other side's offers are worth.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Received {
    first: f64,
    best: f64,
}

/// What both sides can reach together by the model as it was.
struct Outlook {
    tables: Vec<Vec<f64>>,
    /// Own utility and the other's by the model.
    efficient: Vec<(f64, f64)>,
}

impl Outlook {
    fn new(side: &Arc<Side>, tables: &[Vec<f64>]) -> Self {
        let space = side.space();
        let steps = (10 * space.issues().len()).max(1000) as f64;
        let round = |table: &Vec<f64>| table.iter().map(|worth| (worth * steps).round() / steps).collect();
        let walk_away = WalkAway { start: 0.0, drift: None };
        let rounded = tables.iter().map(round).collect();
        let other = Preferences::new(space, rounded, vec![], vec![], walk_away, None)
            .expect("a model's tables are finite and have the space's shape");
        let points = frontier(&[side.clone(), Arc::new(Side::new(space.clone(), other))]).points;
        let efficient = points.iter().map(|point| (point.utilities[0], point.utilities[1])).collect();
        Self { tables: tables.to_vec(), efficient }
    }

    fn is_stale(&self, tables: &[Vec<f64>]) -> bool {
        let drift = |(before, now): (&Vec<f64>, &Vec<f64>)| {
            before.iter().zip(now).map(|(before, now)| (before - now).abs()).fold(0.0, f64::max)
        };
        self.tables.iter().zip(tables).map(drift).sum::<f64>() > STALE
    }

    /// What the Nash point is worth to this side, whose gains count from `low`; the other's count from 0.
    fn nash(&self, low: f64) -> Option<f64> {
        let gains = self.efficient.iter().filter(|point| point.0 >= low);
        let best = gains.max_by(|a, b| {
            let product = |point: &(f64, f64)| (point.0 - low) * point.1;
            product(a).total_cmp(&product(b)).then(a.0.total_cmp(&b.0))
        });
        best.map(|point| point.0)
    }
}

/// The demand at relative time `t`, where the Nash point is worth `nash` and the best package `high`.
fn demand(received: Received, nash: f64, high: f64, t: f64) -> f64 {
    let asked = nash - received.first;
    let conceded = if asked > 0.0 { ((received.best - received.first) / asked).clamp(0.0, 1.0) } else { 1.0 };
    let target = high - conceded * (high - nash);
    let bonus = BONUS * ((t - BONUS_FROM) / (1.0 - BONUS_FROM)).clamp(0.0, 1.0);
    target - bonus * (target - nash)
}

impl Nice {
    fn new(terms: Terms, setup: Setup) -> Self {
        let space = setup.side.space();
        let model: Box<dyn OpponentModel> =
            if terms.bayesian { Box::new(Bayesian::new(space)) } else { Box::new(Frequency::new(space)) };
        Self {
            band: terms.band,
            model,
            outlook: None,
            unheard: Unheard::default(),
            received: None,
            acceptance: Acceptance::new(Condition::Combi { a: 1.0, b: 0.0, from: TAKE_FROM }),
            setup,
        }
    }

    fn listen(&mut self, view: &View<'_>) {
        for offer in self.unheard.take(view.heard) {
            self.model.observe(&offer.package, offer.time);
            let worth = worth(&self.setup.side, &offer.package);
            let received = self.received.get_or_insert(Received { first: worth, best: worth });
            received.best = received.best.max(worth);
        }
    }

    /// The package to offer, and what it is worth.
    fn bid(&mut self, view: &View<'_>, range: &Range) -> Option<(Package, f64)> {
        let side = &self.setup.side;
        let Some(received) = self.received.filter(|_| !view.said.is_empty()) else {
            return side.best().map(|best| (best.package.clone(), best.utility));
        };
        let tables = self.model.tables();
        let outlook = match self.outlook.take().filter(|outlook| !outlook.is_stale(tables)) {
            Some(outlook) => outlook,
            None => Outlook::new(side, tables),
        };
        let nash = outlook.nash(range.low).unwrap_or(range.high);
        self.outlook = Some(outlook);
        let demand = demand(received, nash, range.high, view.clock.moment.time).clamp(range.low, range.high);
        let kindest = side.best_scored_in((demand - self.band).max(range.low), demand + self.band, tables);
        let package = match kindest {
            Some(package) => package,
            None => side.worst_at_least(demand)?.package,
        };
        let utility = side.utility(&package);
        Some((package, utility))
    }
}

impl Negotiator for Nice {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let Some(range) = self.setup.range_at(view) else { return self.setup.nothing_to_win() };
        self.listen(view);
        let Some((package, next)) = self.bid(view, &range) else { return self.setup.nothing_to_win() };
        match ask {
            Ask::Answer(offer) if self.acceptance.accepts(&self.setup.side, view, &range, offer, next) => {
                Move::Accept
            }
            _ => Move::Offer(package),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Received, demand};
    use crate::trial::Trial;

    #[test]
    fn expected_trace() {
        // Own worths: issue 0 gives 0, 0.3, 0.6 and issue 1 gives 0, 0.2, 0.4; the frequency model is at work.
        // 1. [0,0] is worth 0; it opens with its best, [2,2].
        // 2. [0,0]: nothing conceded, the demand is 1.
        // 3. [1,0], worth 0.3. Issue 1 was kept thrice and issue 0 twice: weights 0.5 : 0.5 + 0.1, so 0.4545 and
        //    0.5455; counts 2, 1, 0 and 3, 0, 0. The model: issue 0 gives 0.4545, 0.2273, 0; issue 1 0.5455, 0, 0.
        //    Products of gains: [2,0] 0.6 × 0.5455 = 0.327, [1,0] 0.3 × 0.7727 = 0.232, [0,2] 0.4 × 0.4545 = 0.182,
        //    [1,2] 0.7 × 0.2273 = 0.159, [2,2] 0. Nash is [2,0], worth 0.6; c = 0.3 / 0.6; the demand is
        //    1 − 0.5 × 0.4 = 0.8, and only [2,1] is worth about that.
        // 4. [2,0], worth 0.6: the model's counts are 2, 1, 1 and 4, 0, 0, and Nash stays (0.6 × 0.79); c = 1, the
        //    demand is 0.6, and 0.6 is on the table.
        let trial = Trial::new(vec![vec![0.0, 0.3, 0.6], vec![0.0, 0.2, 0.4]]);
        let heard: [&[u16]; 4] = [&[0, 0], &[0, 0], &[1, 0], &[2, 0]];
        let trace = trial.hears("nice_tit_for_tat:model=frequency", &heard, 9);
        assert_eq!(trace, ["2,2", "2,2", "2,1", "accept"]);
    }

    #[test]
    fn kind_where_it_costs_nothing() {
        // [1,0] and [0,1] are worth 0.5 to itself. Two offers of [0,0] and one of [0,1] say that the other side
        // never moves issue 0: of the two it offers [0,1]. Counts 3, 0 and 2, 1, weights 0.5455 and 0.4545:
        // [0,1] is worth 0.5 × (0.5455 + 0.2273) = 0.386 in gains, [1,0] 0.5 × 0.4545, [1,1] 1 × 0.2273; so Nash is
        // worth 0.5, the first was worth 0 and the best 0.5: c = 1. A fourth [0,0] is worth less than that.
        let trial = Trial::new(vec![vec![0.0, 0.5], vec![0.0, 0.5]]);
        let heard: [&[u16]; 4] = [&[0, 0], &[0, 0], &[0, 1], &[0, 0]];
        let trace = trial.hears("nice_tit_for_tat:model=frequency", &heard, 9);
        assert_eq!(trace, ["1,1", "1,1", "accept", "0,1"]);
    }

    #[test]
    fn the_demand_follows_the_other_side_and_the_clock() {
        let check = |first, best, t, expect: f64| {
            let found = demand(Received { first, best }, 0.6, 1.0, t);
            assert!((found - expect).abs() < 1e-12, "{found} is not {expect}");
        };
        check(0.2, 0.2, 0.5, 1.0);
        check(0.2, 0.4, 0.5, 0.8);
        check(0.2, 0.9, 0.5, 0.6);
        // The other side opened beyond the Nash point.
        check(0.7, 0.7, 0.5, 0.6);
        // Half way through the last tenth a quarter of the gap is given: 1 − 0.25 × 0.4; at the end half.
        check(0.2, 0.2, 0.95, 0.9);
        check(0.2, 0.2, 1.0, 0.8);
    }
}
