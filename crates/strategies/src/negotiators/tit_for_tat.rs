//! **Tit for tat.** Concedes as the other side does: its demand, a utility level, changes in proportion to, by as
//! much as, or by the average of what the other side's last offers changed in its own eyes.
//!
//! P. Faratin, C. Sierra, N. R. Jennings, "Negotiation decision functions for autonomous agents", Robotics and
//! Autonomous Systems 24 (1998), section 4.4, here in utilities: with o_1 … o_m what the other side's offers are
//! worth and d the last demand, *relative* `d × o_(m−δ) / o_(m−δ+1)`, *random absolute*
//! `d − (o_(m−δ+1) − o_(m−δ)) ± R(M)` where ± R(M) is drawn evenly from [−M, M], *averaged* `d × o_(m−γ) / o_m`; kept
//! within what the seat can get. It applies from the third offer on, once there are offers as old as it asks
//! for; before that the demand is the best package. Where utilities can be negative, ratios are taken from the
//! least utility instead of 0. An offer answered once does not change the demand again.
//!
//! All others count as one other side: of what each of them put forward since the seat's last turn the last
//! counts, and where several did, their mean.

use rand::RngExt;

use crate::hearing::Hearing;
use crate::negotiator::{Ask, Move, Negotiator, Range, Setup, View};
use crate::registry::PartyEntry;
use crate::{Facts, Parameter, ParameterError, Parameters, Role};

/// Room for rounding: ratios of utilities do not fall on the grid that utilities lie on.
const ROUNDING: f64 = 1e-9;

/// Concedes as the other side does.
pub(crate) const TIT_FOR_TAT: PartyEntry = PartyEntry {
    facts: &Facts {
        name: "tit_for_tat",
        role: Role::Party,
        about: "Concedes as much, in its own eyes, as the other side's last offers did.",
        source: "Faratin, Sierra, Jennings 1998, section 4.4",
        stochastic: true,
        listens: true,
        told: false,
        parameters: &[
            Parameter {
                name: "variant",
                default: "relative",
                about: "relative (in proportion), random_absolute (by as much) or averaged (over a window)",
            },
            Parameter {
                name: "delta",
                default: "1",
                about: "relative, random_absolute: how many offers back the answered change lies; in 1 to 1000",
            },
            Parameter {
                name: "gamma",
                default: "3",
                about: "averaged: over how many changes it averages; in 1 to 1000",
            },
            Parameter {
                name: "m",
                default: "0",
                about: "random_absolute: the greatest random change of the demand, in utility; at least 0, and nothing is random at 0",
            },
        ],
    },
    check: |parameters| Rule::read(parameters).map(|_| ()),
    make: |parameters, setup| Ok(Box::new(TitForTat::new(Rule::read(parameters)?, setup))),
    swift: |_| None,
};

/// How the demand answers a change.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Relative { delta: usize },
    RandomAbsolute { delta: usize, most: f64 },
    Averaged { gamma: usize },
}

impl Rule {
    fn read(parameters: &Parameters) -> Result<Self, ParameterError> {
        let whole = |name, default| {
            parameters.get(name, default, "a whole number from 1 to 1000", |n| (1..=1000).contains(n))
        };
        let (delta, gamma) = (whole("delta", 1)?, whole("gamma", 3)?);
        let most =
            parameters.get("m", 0.0, "a number that is at least 0", |&m: &f64| m >= 0.0 && m.is_finite())?;
        parameters.choose(
            "variant",
            &[
                ("relative", Self::Relative { delta }),
                ("random_absolute", Self::RandomAbsolute { delta, most }),
                ("averaged", Self::Averaged { gamma }),
            ],
        )
    }

    /// The earlier and the later offer that are compared, counted back from the last; `None` while the other
    /// side has made too few.
    fn compared(self, worths: &[f64]) -> Option<(f64, f64)> {
        let (earlier, later) = match self {
            Self::Relative { delta } | Self::RandomAbsolute { delta, .. } => (delta, delta - 1),
            Self::Averaged { gamma } => (gamma, 0),
        };
        let last = worths.len().checked_sub(1).filter(|&last| last >= 2)?;
        Some((worths[last.checked_sub(earlier)?], worths[last - later]))
    }
}

struct TitForTat {
    rule: Rule,
    hearing: Hearing,
    demand: Option<f64>,
    setup: Setup,
}

impl TitForTat {
    fn new(rule: Rule, setup: Setup) -> Self {
        Self { rule, hearing: Hearing::default(), demand: None, setup }
    }

    fn answer(&mut self, last: f64, range: &Range) -> f64 {
        let Some((earlier, later)) = self.rule.compared(self.hearing.worths()) else { return range.high };
        let zero = self.setup.side.least_utility().min(0.0);
        match self.rule {
            Rule::RandomAbsolute { most, .. } => {
                let noise =
                    if most > 0.0 { most * (2.0 * self.setup.rng.random::<f64>() - 1.0) } else { 0.0 };
                last - (later - earlier) + noise
            }
            Rule::Relative { .. } | Rule::Averaged { .. } if later > zero => {
                zero + (last - zero) * (earlier - zero) / (later - zero)
            }
            // The other side now offers nothing: unless it never offered more, everything is asked for again.
            Rule::Relative { .. } | Rule::Averaged { .. } if earlier > zero => range.high,
            Rule::Relative { .. } | Rule::Averaged { .. } => last,
        }
    }
}

impl Negotiator for TitForTat {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let Some(range) = self.setup.range_at(view) else { return self.setup.nothing_to_win() };
        let last = self.demand.unwrap_or(range.high);
        let news = self.hearing.update(&self.setup.side, view.heard);
        let demand = if news { self.answer(last, &range) } else { last };
        let demand = demand.clamp(range.low, range.high);
        self.demand = Some(demand);
        let floor = (demand - ROUNDING).max(range.low);
        if let Ask::Answer(package) = ask
            && self.setup.side.utility(package) >= floor
        {
            return Move::Accept;
        }
        let found = self.setup.side.worst_at_least(floor);
        found.map_or_else(|| self.setup.nothing_to_win(), |found| Move::Offer(found.package))
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::{Trial, ladder};

    fn check(strategy: &str, heard: &[u16], expect: &[&str]) {
        let offers: Vec<[u16; 1]> = heard.iter().map(|&value| [value]).collect();
        let offers: Vec<&[u16]> = offers.iter().map(<[u16; 1]>::as_slice).collect();
        // A package [v] is worth v / 10.
        assert_eq!(Trial::new(ladder(10)).hears(strategy, &offers, 19), expect, "{strategy}");
    }

    #[test]
    fn expected_trace_relative() {
        // 0.1, 0.2: too few. 0.4: 1 × 0.2 / 0.4 = 0.5. 0.4: 0.5 × 1. 0.3: 0.5 × 0.4 / 0.3 = 0.667, from above 0.7.
        // 0.9: 0.667 × 0.3 / 0.9 = 0.222, and 0.9 is more.
        check("tit_for_tat", &[1, 2, 4, 4, 3, 9], &["10", "10", "5", "5", "7", "accept"]);
    }

    #[test]
    fn expected_trace_relative_one_offer_back() {
        // δ = 2 compares o_(m−2) with o_(m−1). 0.1, 0.2, 0.4: 1 × 0.1 / 0.2 = 0.5. Then 0.3: 0.5 × 0.2 / 0.4 = 0.25,
        // and 0.3 is more.
        check("tit_for_tat:delta=2", &[1, 2, 4, 3], &["10", "10", "5", "accept"]);
    }

    #[test]
    fn expected_trace_random_absolute() {
        // 0.4 after 0.2: 1 − 0.2 = 0.8. 0.5: 0.8 − 0.1. 0.4: 0.7 + 0.1. 0.8 after 0.4: 0.8 − 0.4.
        let heard = [1, 2, 4, 5, 4, 8];
        check("tit_for_tat:variant=random_absolute", &heard, &["10", "10", "8", "7", "8", "accept"]);
    }

    #[test]
    fn expected_trace_averaged() {
        // γ = 3 needs four offers. 0.5 after 0.4: 1 × 0.4 / 0.5 = 0.8. 0.5: 0.8 × 0.4 / 0.5 = 0.64, from above 0.7.
        // 0.4 after 0.5: 0.64 × 0.5 / 0.4 = 0.8.
        let heard = [4, 4, 5, 5, 5, 4];
        check("tit_for_tat:variant=averaged", &heard, &["10", "10", "10", "8", "7", "8"]);
    }

    #[test]
    fn nothing_offered_is_no_ratio() {
        // 0 after 0 leaves the demand, 0.5 after 0 asks for 1 × 0 / 0.5 = 0 at least and takes what is there; 0 after
        // 0.5 asks for everything again.
        check("tit_for_tat", &[0, 0, 0, 5], &["10", "10", "10", "accept"]);
        check("tit_for_tat", &[3, 4, 5, 0], &["10", "10", "8", "10"]);
    }

    #[test]
    fn the_random_change_stays_within_its_bound() {
        // The other side never moves, so the demand wanders by at most 0.1 a turn: the offer, from above, by two
        // steps of 0.1 at most.
        let heard: Vec<&[u16]> = vec![&[1]; 200];
        let trial = Trial::new(ladder(10));
        let trace = trial.hears("tit_for_tat:variant=random_absolute,m=0.1", &heard, 300);
        let offers: Vec<i32> = trace.iter().map_while(|word| word.parse().ok()).collect();
        assert!(offers.windows(2).all(|pair| (pair[0] - pair[1]).abs() <= 2), "{offers:?}");
        assert!(offers.iter().any(|&offer| offer <= 8), "{offers:?}");
    }

    #[test]
    fn only_news_changes_the_demand() {
        let mut seated = Trial::new(ladder(10)).seat("tit_for_tat");
        for offer in [1, 2] {
            seated.hear(&[&[offer]]);
        }
        // 1 × 0.2 / 0.4 = 0.5, once.
        assert_eq!([seated.hear(&[&[4]]), seated.hear(&[]), seated.hear(&[])], ["5", "5", "5"]);
    }
}
