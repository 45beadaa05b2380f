//! **Modular.** Put together from a bidding, an acceptance and an opponent model, each to be chosen: what it would
//! offer next is settled first, then whether to accept instead.
//!
//! T. Baarslag, K. Hindriks, M. Hendrikx, A. Dirkzwager, C. Jonker, "Decoupling negotiating agents to explore the
//! space of negotiation strategies", in: Novel Insights in Agent-based Complex Automated Negotiation (2014). The
//! bidding is *time* (the worst package at the level of the moment, as [`super::time`]), *random* (any package
//! that is no worse than no deal), *micro* (as [`super::micro`]) or *trade_off*: of the packages within `band` of the
//! level, the one that the model holds best for the other side or, without a model, the one nearest to its last
//! offer, each issue counting alike (Faratin, Sierra, Jennings, "Using similarity criteria to make issue trade-offs in
//! automated negotiations", Artificial Intelligence 142 (2002)).
//!
//! All others count as one other side: one model hears all their offers, and the last offer is whoever's came last.

use wasit_model::{Issue, Package, ValueIndex};

use super::acceptance::{self, Acceptance, Condition};
use super::micro::Ladder;
use super::time::{self, Curve, SLACK};
use crate::hearing::Unheard;
use crate::negotiator::{Ask, Move, Negotiator, Range, Setup, View};
use crate::opponent_models::{Bayesian, Frequency, OpponentModel};
use crate::registry::PartyEntry;
use crate::{Facts, Parameter, ParameterError, Parameters, Role};

/// Put together from parts.
pub(crate) const MODULAR: PartyEntry = PartyEntry {
    facts: &Facts {
        name: "modular",
        role: Role::Party,
        about: "Put together from a bidding, an acceptance and an opponent model of your choice.",
        source: "Baarslag, Hindriks, Hendrikx, Dirkzwager, Jonker 2014; acceptance: Baarslag, Hindriks, Jonker 2013",
        stochastic: true,
        listens: true,
        told: false,
        parameters: &[
            Parameter {
                name: "bidding",
                default: "time",
                about: "what it offers: time (by the clock), random, micro (a step down for each new offer heard) or \
                        trade_off (by the clock, and among equals what suits the other side)",
            },
            acceptance::ACCEPTANCE,
            Parameter {
                name: "model",
                default: "frequency",
                about: "trade_off: what suits the other side, by a frequency or bayesian model, or by its last offer (none)",
            },
            time::exponent("1"),
            time::MAX,
            time::tolerance("0.001"),
            time::FAMILY,
            time::K,
            Parameter {
                name: "band",
                default: "0.01",
                about: "trade_off: how far from the level a package counts as equal, in utility; at least 0",
            },
            acceptance::A,
            acceptance::B,
            acceptance::C,
            acceptance::FROM,
        ],
    },
    check: |parameters| Parts::read(parameters).map(|_| ()),
    make: |parameters, setup| Ok(Box::new(Modular::new(Parts::read(parameters)?, setup))),
    swift: |_| None,
};

#[derive(Clone, Copy, Debug)]
enum BiddingKind {
    Time,
    Random,
    Micro,
    TradeOff,
}

#[derive(Clone, Copy, Debug)]
enum ModelKind {
    Frequency,
    Bayesian,
    None,
}

/// The parts by name.
struct Parts {
    bidding: BiddingKind,
    model: ModelKind,
    curve: Curve,
    band: f64,
    condition: Condition,
}

impl Parts {
    fn read(parameters: &Parameters) -> Result<Self, ParameterError> {
        use BiddingKind::{Micro, Random, Time, TradeOff};
        let kinds = [("time", Time), ("random", Random), ("micro", Micro), ("trade_off", TradeOff)];
        let models = [
            ("frequency", ModelKind::Frequency),
            ("bayesian", ModelKind::Bayesian),
            ("none", ModelKind::None),
        ];
        Ok(Self {
            bidding: parameters.choose("bidding", &kinds)?,
            model: parameters.choose("model", &models)?,
            curve: Curve::read(parameters, 1.0)?,
            band: parameters
                .get("band", 0.01, "a number that is at least 0", |&b: &f64| b >= 0.0 && b.is_finite())?,
            condition: Condition::read(parameters)?,
        })
    }
}

/// What is offered, and what must be remembered for it.
enum Bidding {
    Time,
    Random,
    Micro(Box<Ladder>),
    TradeOff { band: f64, model: Option<Box<dyn OpponentModel>>, unheard: Unheard },
}

struct Modular {
    bidding: Bidding,
    curve: Curve,
    acceptance: Acceptance,
    setup: Setup,
}

/// What it would offer next.
struct Bid {
    package: Package,
    utility: f64,
    /// Whether the offer is a step down the ladder.
    descends: bool,
}

impl Modular {
    fn new(parts: Parts, setup: Setup) -> Self {
        let space = setup.side.space();
        let bidding = match parts.bidding {
            BiddingKind::Time => Bidding::Time,
            BiddingKind::Random => Bidding::Random,
            BiddingKind::Micro => Bidding::Micro(Box::new(Ladder::new(&setup.side))),
            BiddingKind::TradeOff => {
                let model: Option<Box<dyn OpponentModel>> = match parts.model {
                    ModelKind::Frequency => Some(Box::new(Frequency::new(space))),
                    ModelKind::Bayesian => Some(Box::new(Bayesian::new(space))),
                    ModelKind::None => None,
                };
                Bidding::TradeOff { band: parts.band, model, unheard: Unheard::default() }
            }
        };
        Self { bidding, curve: parts.curve, acceptance: Acceptance::new(parts.condition), setup }
    }

    fn bid(&mut self, view: &View<'_>, range: &Range) -> Option<Bid> {
        let side = &self.setup.side;
        let level = self.curve.level(view.clock.moment.time, range.low, range.high);
        let at_level = || side.worst_at_least((level - SLACK).max(range.low)).map(|found| found.package);
        let package = match &mut self.bidding {
            Bidding::Time => at_level()?,
            Bidding::Random => side.sample_at_least(range.low, &mut self.setup.rng)?,
            Bidding::Micro(ladder) => {
                ladder.hear(view.heard);
                let next = ladder.next(range.low);
                let descends = next.is_some();
                let (package, utility) = next.or_else(|| ladder.repeat(range.low, &mut self.setup.rng))?;
                return Some(Bid { package, utility, descends });
            }
            Bidding::TradeOff { band, model, unheard } => {
                for offer in unheard.take(view.heard) {
                    if let Some(model) = model {
                        model.observe(&offer.package, offer.time);
                    }
                }
                let (low, high) = ((level - *band).max(range.low), level + *band);
                let suits = match (view.heard.last(), model) {
                    (None, _) => None,
                    (Some(_), Some(model)) => side.best_scored_in(low, high, model.tables()),
                    (Some(last), None) => {
                        side.best_scored_in(low, high, &likeness(side.space().issues(), &last.package))
                    }
                };
                suits.or_else(at_level)?
            }
        };
        let utility = side.utility(&package);
        Some(Bid { package, utility, descends: false })
    }
}

impl Negotiator for Modular {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let Some(range) = self.setup.range_at(view) else { return self.setup.nothing_to_win() };
        let Some(bid) = self.bid(view, &range) else { return self.setup.nothing_to_win() };
        if let Ask::Answer(offer) = ask
            && self.acceptance.accepts(&self.setup.side, view, &range, offer, bid.utility)
        {
            return Move::Accept;
        }
        if let (Bidding::Micro(ladder), true) = (&mut self.bidding, bid.descends) {
            ladder.descend(bid.utility);
        }
        Move::Offer(bid.package)
    }
}

/// How like each value of each issue is to that of `package`: 1 for the same; between numbers falling linearly, to
/// 0 for those furthest apart, between words 0.
fn likeness(issues: &[Issue], package: &[ValueIndex]) -> Vec<Vec<f64>> {
    let of_issue = |(issue, &here): (&Issue, &ValueIndex)| {
        let numbers: Option<Vec<f64>> =
            (0..issue.values.len()).map(|at| issue.values.number(at as ValueIndex)).collect();
        let Some(numbers) = numbers else {
            return (0..issue.values.len()).map(|at| f64::from(at == usize::from(here))).collect();
        };
        let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let spread = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max) - least;
        let here = numbers[usize::from(here)];
        let like = |number: f64| if spread > 0.0 { 1.0 - (number - here).abs() / spread } else { 1.0 };
        numbers.into_iter().map(like).collect()
    };
    issues.iter().zip(package).map(of_issue).collect()
}

#[cfg(test)]
mod tests {
    use wasit_model::Values;

    use super::*;
    use crate::trial::{Trial, ladder};

    #[test]
    fn expected_trace_time() {
        // A package [v] is worth v / 10; t = 0.1, 0.2, …; the level is 1 − t, less 0.001, and the package from above.
        // AC_next: at t = 0.3 the next is [7], and 0.7 is as good.
        let heard: [&[u16]; 3] = [&[8], &[6], &[7]];
        assert_eq!(Trial::new(ladder(10)).hears("modular", &heard, 9), ["9", "8", "accept"]);
    }

    #[test]
    fn expected_trace_random_and_micro() {
        // AC_const takes 0.6 where the next offer would be anything.
        let heard: [&[u16]; 3] = [&[5], &[6], &[0]];
        let trial = Trial::new(ladder(10)).walk_away(0.95);
        let trace = trial.hears("modular:bidding=random,acceptance=const,c=0.6", &heard, 9);
        // Nothing under the walk-away, whatever c says.
        assert_eq!(trace, ["10", "10", "10"]);
        // As `micro` goes down: 0 sent and 1 received, 1 and 1, 2 and 2, 3 and 3; AC_time from t = 0.4 on.
        let heard: [&[u16]; 4] = [&[0], &[0], &[9], &[1]];
        let trace = Trial::new(ladder(10)).hears("modular:bidding=micro,acceptance=time,from=0.4", &heard, 9);
        assert_eq!(trace, ["10", "9", "8", "accept"]);
    }

    #[test]
    fn expected_trace_trade_off() {
        // Both issues are worth v / 10 each to the seat, and what it asks for is v0 + v1 = 10 × the level; the level
        // is 2 (1 − t), less 0.001: 1.799, then 1.599, and no other sum of tenths is within 0.01. Without a model it
        // goes by the distance to [2,9]: of sum 18 [8,10] is 6 + 1 away, [9,9] 7 + 0 and [10,8] 8 + 1; of sum 16
        // [6,10] is 4 + 1 and [7,9] 5 + 0, and all others are further.
        let tables = vec![ladder(10).remove(0), ladder(10).remove(0)];
        let heard: [&[u16]; 2] = [&[2, 9], &[2, 9]];
        let trace = Trial::new(tables.clone()).hears("modular:bidding=trade_off,model=none", &heard, 9);
        let distance = |word: &str, from: [i32; 2]| -> i32 {
            word.split(',').zip(from).map(|(value, from)| (value.parse::<i32>().unwrap() - from).abs()).sum()
        };
        let sum = |word: &str| -> i32 { word.split(',').map(|value| value.parse::<i32>().unwrap()).sum() };
        assert_eq!(trace.iter().map(|word| sum(word)).collect::<Vec<_>>(), [18, 16]);
        assert_eq!(trace.iter().map(|word| distance(word, [2, 9])).collect::<Vec<_>>(), [7, 5]);
        // By the frequency model the first offer, [2,9], says that 2 and 9 are wanted alike and nothing else is: of
        // sum 18 only [9,9] has one of them.
        let trace = Trial::new(tables).hears("modular:bidding=trade_off", &heard[..1], 9);
        assert_eq!(trace, ["9,9"]);
    }

    #[test]
    fn likeness_of_numbers_and_words() {
        let issue = |values| Issue {
            name: String::new(),
            title: String::new(),
            unit: None,
            description: None,
            values,
        };
        let listed = |labels: &[&str]| {
            issue(Values::categorical(labels.iter().map(|&label| label.to_owned()).collect()).unwrap())
        };
        let issues = [listed(&["100", "300", "500"]), listed(&["yes", "no", "1"]), listed(&["7"])];
        assert_eq!(likeness(&issues, &[1, 2, 0]), [vec![0.5, 1.0, 0.5], vec![0.0, 0.0, 1.0], vec![1.0]]);
    }
}
