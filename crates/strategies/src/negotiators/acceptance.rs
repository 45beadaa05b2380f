//! When an offer is taken.
//!
//! T. Baarslag, K. Hindriks, C. Jonker, "Acceptance conditions in automated negotiation", in: Complex Automated
//! Negotiations (2013). With o the worth of the offer on the table and n that of the package that the seat would
//! offer next: AC_next `a × o + b ≥ n`; AC_const `o ≥ c`; AC_time `t ≥ T`; AC_combi AC_next or, from T on, o at least
//! the best offer heard within the last window as long as the time that remains. Never under the walk-away.

use std::collections::VecDeque;

use wasit_model::Package;
use wasit_search::Side;

use crate::hearing::{Unheard, worth};
use crate::negotiator::{Heard, Range, View};
use crate::{Parameter, ParameterError, Parameters};

/// Room for rounding, in utility and in relative time: a package said to be worth 0.9 is so only to within the
/// grid that utilities lie on.
const ROUNDING: f64 = 1e-9;

pub(super) const ACCEPTANCE: Parameter = Parameter {
    name: "acceptance",
    default: "next",
    about: "what it accepts: next (as good as its own next offer), const (at least c), time (anything from the time \
            `from` on) or combi (next, and from `from` on the best within as long a window as remains)",
};
pub(super) const A: Parameter = Parameter {
    name: "a",
    default: "1",
    about: "next, combi: an offer counts a times its worth; at least 0",
};
pub(super) const B: Parameter = Parameter {
    name: "b",
    default: "0",
    about: "next, combi: an offer counts so much more than its worth, in utility; any number",
};
pub(super) const C: Parameter = Parameter {
    name: "c",
    default: "0.9",
    about: "const: the least that it accepts, in utility; any number",
};
pub(super) const FROM: Parameter =
    Parameter { name: "from", default: "0.99", about: "time, combi: relative time; in [0, 1]" };

/// An acceptance condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Condition {
    Next { a: f64, b: f64 },
    Const(f64),
    Time(f64),
    Combi { a: f64, b: f64, from: f64 },
}

impl Condition {
    pub(super) fn read(parameters: &Parameters) -> Result<Self, ParameterError> {
        let finite = |&number: &f64| number.is_finite();
        let a =
            parameters.get("a", 1.0, "a number that is at least 0", |&a: &f64| a >= 0.0 && a.is_finite())?;
        let b = parameters.get("b", 0.0, "a number", finite)?;
        let c = parameters.get("c", 0.9, "a number", finite)?;
        let from = parameters.get("from", 0.99, "a number in [0, 1]", |t: &f64| (0.0..=1.0).contains(t))?;
        parameters.choose(
            "acceptance",
            &[
                ("next", Self::Next { a, b }),
                ("const", Self::Const(c)),
                ("time", Self::Time(from)),
                ("combi", Self::Combi { a, b, from }),
            ],
        )
    }
}

/// A condition, with what it must remember.
pub(super) struct Acceptance {
    condition: Condition,
    window: Window,
}

impl Acceptance {
    pub(super) fn new(condition: Condition) -> Self {
        Self { condition, window: Window::default() }
    }

    /// Whether to accept `offer`, the last entry of `view.heard`, where the seat would else offer something worth
    /// `next`. To be asked about rising times.
    pub(super) fn accepts(
        &mut self,
        side: &Side,
        view: &View<'_>,
        range: &Range,
        offer: &Package,
        next: f64,
    ) -> bool {
        let worth = side.utility(offer);
        if worth < range.low {
            return false;
        }
        let t = view.clock.moment.time;
        let as_good = |a: f64, b: f64| a * worth + b >= next - ROUNDING;
        match self.condition {
            Condition::Next { a, b } => as_good(a, b),
            Condition::Const(least) => worth >= least - ROUNDING,
            Condition::Time(from) => t >= from - ROUNDING,
            Condition::Combi { a, b, from } => {
                as_good(a, b) || t >= from - ROUNDING && worth >= self.window.best(side, view.heard, t)
            }
        }
    }
}

/// The best of the offers within the last stretch of time that is as long as what remains.
///
/// Holds only what may still be the best of a later window, so that a turn costs no more than what came since.
#[derive(Default)]
struct Window {
    unheard: Unheard,
    /// Times and worths; times rise, worths fall.
    leaders: VecDeque<(f64, f64)>,
}

impl Window {
    fn best(&mut self, side: &Side, heard: &[Heard], t: f64) -> f64 {
        for offer in self.unheard.take(heard) {
            let worth = worth(side, &offer.package);
            while self.leaders.back().is_some_and(|leader| leader.1 <= worth) {
                self.leaders.pop_back();
            }
            self.leaders.push_back((offer.time, worth));
        }
        let start = t - (1.0 - t) - ROUNDING;
        while self.leaders.front().is_some_and(|leader| leader.0 < start) {
            self.leaders.pop_front();
        }
        self.leaders.front().map_or(f64::NEG_INFINITY, |leader| leader.1)
    }
}

#[cfg(test)]
mod tests {
    use wasit_model::Moment;

    use super::*;
    use crate::Clock;
    use crate::trial::{Trial, ladder};

    /// Whether `condition` accepts the last of `offers` (worth and time), where the next own offer is worth `next`.
    fn check(condition: Condition, offers: &[(u16, f64)], walk_away: f64, next: f64) -> bool {
        let trial = Trial::new(ladder(10)).walk_away(walk_away);
        let heard: Vec<Heard> = offers
            .iter()
            .map(|&(value, time)| Heard { package: Package::from_slice(&[value]), from: Some(0), time })
            .collect();
        let last = heard.last().unwrap();
        let moment = Moment { time: last.time, ..Moment::default() };
        let view = View { clock: &Clock { moment, step: 0, round: 0 }, heard: &heard, said: &[] };
        let range = Range { walk_away, low: walk_away, high: 1.0 };
        Acceptance::new(condition).accepts(&trial.side(), &view, &range, &last.package, next)
    }

    #[test]
    fn each_condition_at_its_edge() {
        let next = Condition::Next { a: 1.0, b: 0.0 };
        assert!(check(next, &[(8, 0.5)], 0.0, 0.8));
        assert!(!check(next, &[(7, 0.5)], 0.0, 0.8));
        assert!(check(Condition::Next { a: 1.0, b: 0.11 }, &[(7, 0.5)], 0.0, 0.8));
        assert!(check(Condition::Next { a: 1.2, b: 0.0 }, &[(7, 0.5)], 0.0, 0.8));
        assert!(check(Condition::Const(0.65), &[(7, 0.1)], 0.0, 1.0));
        assert!(!check(Condition::Const(0.75), &[(7, 0.1)], 0.0, 1.0));
        assert!(check(Condition::Time(0.9), &[(1, 0.9)], 0.0, 1.0));
        assert!(!check(Condition::Time(0.9), &[(9, 0.8)], 0.0, 1.0));
    }

    #[test]
    fn never_under_the_walk_away() {
        for condition in [
            Condition::Next { a: 5.0, b: 5.0 },
            Condition::Const(0.0),
            Condition::Time(0.0),
            Condition::Combi { a: 5.0, b: 5.0, from: 0.0 },
        ] {
            assert!(!check(condition, &[(4, 0.9)], 0.5, 0.5), "{condition:?}");
            assert!(check(condition, &[(5, 0.9)], 0.5, 0.5), "{condition:?}");
        }
    }

    #[test]
    fn combi_waits_for_the_best_of_the_window() {
        let combi = Condition::Combi { a: 1.0, b: 0.0, from: 0.8 };
        // At 0.9 the window is from 0.8 on: 0.5 at 0.7 is forgotten, 0.4 at 0.85 is not.
        assert!(check(combi, &[(5, 0.7), (3, 0.85), (4, 0.9)], 0.0, 1.0));
        assert!(!check(combi, &[(5, 0.8), (3, 0.85), (4, 0.9)], 0.0, 1.0));
        // Before its time it is AC_next.
        assert!(!check(combi, &[(9, 0.75)], 0.0, 1.0));
        assert!(check(combi, &[(9, 0.75)], 0.0, 0.9));
    }
}
