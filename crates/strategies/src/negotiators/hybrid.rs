//! **Hybrid.** Blends a demand that falls with time with one that answers how the other side moves: behaviour
//! counts for most at the start, time at the end.
//!
//! M. O. Keskin, U. Çakan, R. Aydoğan, "Solver agent: towards emotional and opponent-aware agent for human-robot
//! negotiation", AAMAS 2021 (the hybrid strategy). Time part `T(t) = (1 − t)² p0 + 2 t (1 − t) p1 + t² p2`, with p2
//! by the size of the space: 0.8 under 450 packages, 0.775 under 1,500, 0.75 under 4,500, 0.725 under 18,000, 0.7
//! under 33,000, else 0.675. Behaviour part, once more than two offers came, `B = d − (p3 + p3 t) Σ weight × change`
//! over the last up to four changes of the other side's offers in the seat's own utility, d being the last
//! demand. The demand is `(1 − t²) B + t² T`, at least the walk-away; the package nearest to it is offered, the
//! lower of two as near; what is worth as much is accepted. Where utilities leave [0, 1], p0, p1 and p2 are shares
//! of the way from 0, or the least utility if that is less, to 1, or the greatest if that is more.
//!
//! All others count as one other side: of what each of them put forward since the seat's last turn the last
//! counts, and where several did, their mean.

use wasit_model::Package;

use crate::hearing::Hearing;
use crate::negotiator::{Ask, Move, Negotiator, Range, Setup, View};
use crate::registry::PartyEntry;
use crate::{Facts, Parameter, ParameterError, Parameters, Role};

/// Differences in nearness that count as ties.
const ROUNDING: f64 = 1e-9;

/// How much each of the last changes counts, oldest first, by how many there are.
const WINDOWS: [&[f64]; 4] = [&[1.0], &[0.25, 0.75], &[0.11, 0.22, 0.66], &[0.05, 0.15, 0.3, 0.5]];

/// Blends time and behaviour.
pub(crate) const HYBRID: PartyEntry = PartyEntry {
    facts: &Facts {
        name: "hybrid",
        role: Role::Party,
        about: "Answers how the other side moves at the start, concedes with time towards the end.",
        source: "Keskin, Çakan, Aydoğan 2021",
        stochastic: false,
        listens: true,
        told: false,
        parameters: &[
            Parameter {
                name: "p0",
                default: "1",
                about: "the demand of the time part at the start; in [0, 1]",
            },
            Parameter { name: "p1", default: "0.75", about: "how the time part bends between; in [0, 1]" },
            Parameter {
                name: "p2",
                default: "auto",
                about: "the demand of the time part at the end; in [0, 1], or auto: 0.8 to 0.675, less in larger spaces",
            },
            Parameter {
                name: "p3",
                default: "0.5",
                about: "how strongly it answers the other side's moves at the start, twice that at the end; at least 0",
            },
        ],
    },
    check: |parameters| Shape::read(parameters).map(|_| ()),
    make: |parameters, setup| Ok(Box::new(Hybrid::new(Shape::read(parameters)?, setup))),
    swift: |_| None,
};

#[derive(Clone, Copy, Debug, PartialEq)]
struct Shape {
    p0: f64,
    p1: f64,
    p2: Option<f64>,
    p3: f64,
}

impl Shape {
    fn read(parameters: &Parameters) -> Result<Self, ParameterError> {
        let share = |name, default, expected| {
            parameters.get(name, default, expected, |share: &f64| (0.0..=1.0).contains(share))
        };
        let p2 = match parameters.text("p2") {
            None | Some("auto") => None,
            Some(_) => Some(share("p2", 0.0, "a number in [0, 1], or auto")?),
        };
        let p3 = parameters
            .get("p3", 0.5, "a number that is at least 0", |&p3: &f64| p3 >= 0.0 && p3.is_finite())?;
        let (p0, p1) = (share("p0", 1.0, "a number in [0, 1]")?, share("p1", 0.75, "a number in [0, 1]")?);
        Ok(Self { p0, p1, p2, p3 })
    }
}

/// The paper's last demand for a space of `size` packages; `None` is more than can be counted.
fn last_demand(size: Option<u128>) -> f64 {
    match size {
        Some(..450) => 0.8,
        Some(..1_500) => 0.775,
        Some(..4_500) => 0.75,
        Some(..18_000) => 0.725,
        Some(..33_000) => 0.7,
        _ => 0.675,
    }
}

struct Hybrid {
    shape: Shape,
    p2: f64,
    hearing: Hearing,
    demand: Option<f64>,
    setup: Setup,
}

impl Hybrid {
    fn new(shape: Shape, setup: Setup) -> Self {
        let p2 = shape.p2.unwrap_or_else(|| last_demand(setup.side.space().size()));
        Self { shape, p2, hearing: Hearing::default(), demand: None, setup }
    }

    fn time_part(&self, t: f64, range: &Range) -> f64 {
        let zero = self.setup.side.least_utility().min(0.0);
        let utility = |share: f64| zero + share * (range.high.max(1.0) - zero);
        let (p0, p1) = (utility(self.shape.p0), utility(self.shape.p1));
        let p2 = utility(self.p2).max(range.low);
        (1.0 - t).powi(2) * p0 + 2.0 * t * (1.0 - t) * p1 + t * t * p2
    }

    /// What the other side conceded lately, the newest changes counting most; `None` up to its second offer.
    fn change(&self) -> Option<f64> {
        let worths = self.hearing.worths();
        let changes = worths.len().checked_sub(1).filter(|&changes| changes >= 2)?.min(WINDOWS.len());
        let last = &worths[worths.len() - changes - 1..];
        Some(
            last.windows(2)
                .zip(WINDOWS[changes - 1])
                .map(|(pair, weight)| weight * (pair[1] - pair[0]))
                .sum(),
        )
    }

    /// The package worth nearest to `demand`, the lower of two as near; none under `range.low`.
    fn nearest(&self, demand: f64, range: &Range) -> Option<(Package, f64)> {
        let side = &self.setup.side;
        let above = side.worst_at_least(demand.max(range.low));
        let below = side.best_at_most(demand).filter(|found| found.utility >= range.low);
        let found = match (above, below) {
            (Some(above), Some(below)) if above.utility - demand < demand - below.utility - ROUNDING => above,
            (above, below) => below.or(above)?,
        };
        Some((found.package, found.utility))
    }
}

impl Negotiator for Hybrid {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let Some(range) = self.setup.range_at(view) else { return self.setup.nothing_to_win() };
        let t = view.clock.moment.time;
        let by_time = self.time_part(t, &range);
        let news = self.hearing.update(&self.setup.side, view.heard);
        let demand = match (self.demand, self.change()) {
            (Some(last), Some(change)) => {
                let change = if news { change } else { 0.0 };
                let by_behaviour = last - (self.shape.p3 + self.shape.p3 * t) * change;
                (1.0 - t * t) * by_behaviour + t * t * by_time
            }
            _ => by_time,
        };
        let demand = demand.clamp(range.low, range.high);
        self.demand = Some(demand);
        match (self.nearest(demand, &range), ask) {
            (Some((_, next)), Ask::Answer(package)) if self.setup.side.utility(package) >= next => {
                Move::Accept
            }
            (Some((package, _)), _) => Move::Offer(package),
            (None, _) => self.setup.nothing_to_win(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::last_demand;
    use crate::trial::{Trial, ladder};

    #[test]
    fn expected_trace() {
        // A package [v] is worth v / 10; eleven packages, so p2 = 0.8; t = 0.1, 0.2, ….
        // t = 0.1: T = 0.81 + 0.18 × 0.75 + 0.01 × 0.8 = 0.953, nearest 1.0.
        // t = 0.2: T = 0.64 + 0.32 × 0.75 + 0.04 × 0.8 = 0.912, nearest 0.9.
        // t = 0.3: changes 0.1, 0.1: 0.25 × 0.1 + 0.75 × 0.1 = 0.1; B = 0.912 − 0.65 × 0.1 = 0.847;
        //   T = 0.49 + 0.42 × 0.75 + 0.09 × 0.8 = 0.877; 0.91 × 0.847 + 0.09 × 0.877 = 0.8497, nearest 0.8.
        // t = 0.4: changes 0.1, 0.1, 0: 0.011 + 0.022 = 0.033; B = 0.8497 − 0.7 × 0.033 = 0.8266;
        //   T = 0.36 + 0.48 × 0.75 + 0.16 × 0.8 = 0.848; 0.84 × 0.8266 + 0.16 × 0.848 = 0.83, nearest 0.8.
        // t = 0.5: changes 0.1, 0.1, 0, 0.3: 0.005 + 0.015 + 0.15 = 0.17; B = 0.83 − 0.75 × 0.17 = 0.7025;
        //   T = 0.25 + 0.5 × 0.75 + 0.25 × 0.8 = 0.825; 0.75 × 0.7025 + 0.25 × 0.825 = 0.7331, nearest 0.7.
        // t = 0.6: changes 0.1, 0, 0.3, 0.2: 0.005 + 0.09 + 0.1 = 0.195; B = 0.7331 − 0.8 × 0.195 = 0.5771;
        //   T = 0.16 + 0.48 × 0.75 + 0.36 × 0.8 = 0.808; 0.64 × 0.5771 + 0.36 × 0.808 = 0.6602, nearest 0.7, and
        //   0.7 is offered.
        let heard: [&[u16]; 6] = [&[0], &[1], &[2], &[2], &[5], &[7]];
        let trace = Trial::new(ladder(10)).hears("hybrid", &heard, 9);
        assert_eq!(trace, ["10", "9", "8", "8", "7", "accept"]);
    }

    #[test]
    fn of_two_as_near_the_lower() {
        // p0 = p1 = p2 = 0.75 is a demand of 0.75 at any time, as far from 0.5 as from 1.
        let trace = Trial::new(ladder(2)).hears("hybrid:p0=0.75,p1=0.75,p2=0.75", &[&[0]], 9);
        assert_eq!(trace, ["1"]);
        // Under a walk-away of 0.6 there is only 1.
        let trace = Trial::new(ladder(2)).walk_away(0.6).hears("hybrid:p0=0.75,p1=0.75,p2=0.75", &[&[0]], 9);
        assert_eq!(trace, ["2"]);
    }

    #[test]
    fn larger_spaces_end_lower() {
        let sizes = [449, 450, 1_499, 1_500, 4_499, 4_500, 17_999, 18_000, 32_999, 33_000];
        let ends = sizes.map(|size| last_demand(Some(size)));
        assert_eq!(ends, [0.8, 0.775, 0.775, 0.75, 0.75, 0.725, 0.725, 0.7, 0.7, 0.675]);
        assert_eq!(last_demand(None), 0.675);
    }
}
