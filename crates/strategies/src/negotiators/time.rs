//! **Time-based concession.** The demand falls with time alone, whatever the others do: early for a conceder,
//! late for a Boulware. At each turn the demand is a utility level; any offer that reaches it is accepted, and the
//! worst package that still reaches it is offered.
//!
//! P. Faratin, C. Sierra, N. R. Jennings, "Negotiation decision functions for autonomous agents", Robotics and
//! Autonomous Systems 24 (1998), section 4.2: polynomial family `max (1 - t^exponent)`, exponential family
//! `max (1 - exp((1 - t)^(1 / exponent) ln k))`; the paper's β is `1 / exponent` in both.

use crate::negotiator::{Ask, Move, Negotiator, Setup, View};
use crate::registry::PartyEntry;
use crate::swift::Play;
use crate::{Facts, Parameter, ParameterError, Parameters, Role};

const SOURCE: &str = "Faratin, Sierra, Jennings 1998, section 4.2";
/// How far under the level an offer may lie; for offers only.
pub(crate) const SLACK: f64 = 1e-6;

const EXPONENT_ABOUT: &str = "above 1 concedes late, below 1 early; greater than 0";
pub(super) const MAX: Parameter = Parameter {
    name: "max",
    default: "1",
    about: "the demand at the start, as a share of the range between the least and the best; in (0, 1]",
};
pub(super) const FAMILY: Parameter =
    Parameter { name: "family", default: "polynomial", about: "polynomial or exponential" };
pub(super) const K: Parameter = Parameter {
    name: "k",
    default: "0.01",
    about: "exponential only: what is conceded at the start, as a share of the range; in (0, 1]",
};
pub(super) const fn tolerance(default: &'static str) -> Parameter {
    Parameter {
        name: "tolerance",
        default,
        about: "how far below the level an offer is taken or made, in utility; in [0, 1]",
    }
}
pub(super) const fn exponent(default: &'static str) -> Parameter {
    Parameter { name: "exponent", default, about: EXPONENT_ABOUT }
}

macro_rules! time_based {
    ($entry:ident, $name:literal, $exponent:literal, $about:literal) => {
        #[doc = $about]
        pub(crate) const $entry: PartyEntry = PartyEntry {
            facts: &Facts {
                name: $name,
                role: Role::Party,
                about: $about,
                source: SOURCE,
                stochastic: false,
                listens: false,
                told: false,
                parameters: &[exponent(stringify!($exponent)), MAX, tolerance("0.001"), FAMILY, K],
            },
            check: |parameters| Curve::read(parameters, $exponent).map(|_| ()),
            make: |parameters, setup| Ok(Box::new(Time::new(Curve::read(parameters, $exponent)?, setup))),
            swift: |parameters| Curve::read(parameters, $exponent).ok().map(Play::Time),
        };
    };
}

time_based!(TIME, "time", 1.0, "Concedes with time alone, along the curve that its exponent gives.");
time_based!(BOULWARE, "boulware", 4.0, "Concedes late: holds near its best until the deadline nears.");
time_based!(LINEAR, "linear", 1.0, "Concedes evenly over the whole of the time.");
time_based!(CONCEDER, "conceder", 0.25, "Concedes early: falls to near its least within the first rounds.");

/// How a demand falls with time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Curve {
    exponent: f64,
    max: f64,
    tolerance: f64,
    /// The first concession of the exponential family; `None` for the polynomial one.
    k: Option<f64>,
}

impl Curve {
    pub(crate) fn read(parameters: &Parameters, exponent: f64) -> Result<Self, ParameterError> {
        let exponent = parameters
            .get("exponent", exponent, "a number greater than 0", |&e: &f64| e > 0.0 && e.is_finite())?;
        let max = parameters.get("max", 1.0, "a number in (0, 1]", |&max: &f64| max > 0.0 && max <= 1.0)?;
        let tolerance =
            parameters.get("tolerance", 0.001, "a number in [0, 1]", |t: &f64| (0.0..=1.0).contains(t))?;
        let exponential = parameters.choose("family", &[("polynomial", false), ("exponential", true)])?;
        let k = parameters.get("k", 0.01, "a number in (0, 1]", |&k: &f64| k > 0.0 && k <= 1.0)?;
        Ok(Self { exponent, max, tolerance, k: exponential.then_some(k) })
    }

    /// The demand at relative time `t`, as a share of the range.
    pub(crate) fn share(&self, t: f64) -> f64 {
        match self.k {
            None => self.max * (1.0 - power(t, self.exponent)),
            Some(k) => self.max * (1.0 - ((1.0 - t).powf(self.exponent.recip()) * k.ln()).exp()),
        }
    }

    /// The demand at relative time `t` in utility: scaled into `[low, high]`, less the tolerance, clipped.
    pub(crate) fn level(&self, t: f64, low: f64, high: f64) -> f64 {
        (self.share(t) * (high - low) + low - self.tolerance).clamp(low.min(high), high)
    }
}

/// `t` to the power of `exponent`, for the field's three exponents without a call of the library's function.
fn power(t: f64, exponent: f64) -> f64 {
    if exponent == 1.0 {
        t
    } else if exponent == 4.0 {
        (t * t) * (t * t)
    } else if exponent == 0.25 {
        t.sqrt().sqrt()
    } else {
        t.powf(exponent)
    }
}

struct Time {
    curve: Curve,
    setup: Setup,
}

impl Time {
    fn new(curve: Curve, setup: Setup) -> Self {
        Self { curve, setup }
    }
}

impl Negotiator for Time {
    fn remembers(&self) -> bool {
        false
    }

    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let Some(range) = self.setup.range_at(view) else { return self.setup.nothing_to_win() };
        let level = self.curve.level(view.clock.moment.time, range.low, range.high);
        if let Ask::Answer(package) = ask
            && self.setup.side.utility(package) >= level
        {
            return Move::Accept;
        }
        let floor = (level - SLACK).max(range.walk_away);
        let found = self.setup.side.worst_at_least(floor);
        found.map_or_else(|| self.setup.nothing_to_win(), |found| Move::Offer(found.package))
    }
}
