//! **Confidant.** Is told the parties' true preferences in confidence, and proposes the chosen solution of them as
//! its own; where a side refuses it, the solution's nearest neighbours on the frontier of the deal zone, by distance
//! in utilities. When all have been refused it begins again: parties concede with time.
//!
//! Each proposal goes to one party after another until one refuses; who is asked first changes with every
//! proposal. Acceptances stay sealed, so that nobody is asked twice about the same package. Over the last two
//! rounds of legs it begins at the solution again, since that is when sides yield most. Where no package is better
//! for all sides than no deal, and no walk-away changes with time, it closes the talks at once.
//!
//! Solutions: Nash 1950; Kalai and Smorodinsky 1975; Kalai 1977 (egalitarian); welfare is the greatest sum of
//! utilities. Of several packages that attain a solution the first by the frontier's order is taken.

use wasit_model::{Moment, Package};
use wasit_protocol::{Attribution, Errand};
use wasit_search::{Frontier, Point, Solutions, frontier};

use super::{legs_left, next_to_answer};
use crate::registry::MediatorEntry;
use crate::{
    Answer, Facts, Mediator, MediatorSetup, MediatorView, Parameter, ParameterError, Parameters, Role,
};

pub(crate) const CONFIDANT: MediatorEntry = MediatorEntry {
    facts: &Facts {
        name: "confidant",
        role: Role::Mediator,
        about: "Is told all preferences in confidence, and proposes a solution of them, then its neighbours on the frontier.",
        source: "Nash 1950; Kalai, Smorodinsky 1975; Kalai 1977",
        stochastic: false,
        listens: true,
        told: true,
        parameters: &[Parameter {
            name: "solution",
            default: "nash",
            about: "what it proposes first: nash, kalai_smorodinsky, kalai or welfare",
        }],
    },
    check: |parameters| read(parameters).map(|_| ()),
    make: |parameters, setup| Ok(Box::new(Confidant::new(read(parameters)?, &setup))),
};

/// Picks a solution.
type Choice = fn(Solutions) -> Vec<Point>;

fn read(parameters: &Parameters) -> Result<Choice, ParameterError> {
    let choices: [(&str, Choice); 4] = [
        ("nash", |solutions| solutions.nash.points),
        ("kalai_smorodinsky", |solutions| solutions.kalai_smorodinsky.points),
        ("kalai", |solutions| solutions.kalai.points),
        ("welfare", |solutions| solutions.welfare.points),
    ];
    parameters.choose("solution", &choices)
}

struct Confidant {
    parties: usize,
    /// What is proposed, in order; empty where no deal is possible.
    agenda: Vec<Package>,
    /// Where in the agenda the talks are.
    at: usize,
    /// How many proposals were begun, which says who is asked first.
    begun: usize,
    /// Whether the last legs have been reached.
    last_legs: bool,
}

impl Confidant {
    fn new(choice: Choice, setup: &MediatorSetup) -> Self {
        let agenda = agenda(choice, setup);
        Self { parties: setup.parties, agenda, at: 0, begun: 0, last_legs: false }
    }
}

/// The frontier of the deal zone, by distance from the chosen solution.
fn agenda(choice: Choice, setup: &MediatorSetup) -> Vec<Package> {
    let Some(sides) = &setup.confided else { return Vec::new() };
    let walk_aways: Vec<f64> =
        sides.iter().map(|side| side.preferences().walk_away_at(&Moment::default())).collect();
    let whole = frontier(sides);
    let solution = choice(whole.solutions(sides, &walk_aways)).into_iter().next();
    let Some(solution) = solution else {
        let may_change =
            !whole.exact() || sides.iter().any(|side| !side.preferences().walk_away_is_constant());
        return if may_change { by_least_gain(whole, &walk_aways) } else { Vec::new() };
    };
    let mut points = whole.rational(&walk_aways).points;
    let distance = |point: &Point| -> f64 {
        point.utilities.iter().zip(&solution.utilities).map(|(a, b)| (a - b).powi(2)).sum()
    };
    // Stable: equal distances keep the frontier's order.
    points.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    let mut agenda = vec![solution.package.clone()];
    agenda
        .extend(points.into_iter().map(|point| point.package).filter(|package| *package != solution.package));
    agenda
}

/// Efficient packages, those first that leave the worst-off side nearest to its walk-away.
fn by_least_gain(whole: Frontier, walk_aways: &[f64]) -> Vec<Package> {
    let least = |point: &Point| -> f64 {
        point.utilities.iter().zip(walk_aways).map(|(utility, w)| utility - w).fold(f64::INFINITY, f64::min)
    };
    let mut points = whole.points;
    points.sort_by(|a, b| least(b).total_cmp(&least(a)));
    points.into_iter().map(|point| point.package).collect()
}

impl Mediator for Confidant {
    fn next(&mut self, view: &MediatorView<'_>) -> Errand {
        if self.agenda.is_empty() {
            return Errand::Close;
        }
        if let Some(leg) = view.travelled.last()
            && leg.answer != Answer::Accepted
        {
            self.at = (self.at + 1) % self.agenda.len();
            self.begun += 1;
            if !self.last_legs && legs_left(view) as usize <= 2 * self.parties {
                self.last_legs = true;
                self.at = 0;
            }
        }
        let package = self.agenda[self.at].clone();
        let party = next_to_answer(view, &package, self.parties, self.begun % self.parties);
        Errand::Propose { party, package, attribution: Attribution::Mediator }
    }
}

#[cfg(test)]
mod tests {
    use crate::rooms::Rooms;
    use crate::trial::Trial;

    /// Two issues; each side cares for one of them more, and both want all of both.
    fn rooms(legs: u32) -> Rooms {
        let mine = vec![0.0, 0.3, 0.7];
        let theirs = vec![0.3, 0.1, 0.0];
        Rooms::new(&[vec![mine.clone(), theirs.clone()], vec![theirs, mine]], legs)
    }

    #[test]
    fn expected_trace() {
        // The Nash point is [2 2], 0.7 each: 0.49. Its nearest neighbours on the frontier are [2 1] (0.8, 0.3) and
        // [1 2] (0.3, 0.8): as far, the first side's better one first. Then the extremes, then all again.
        let trace = rooms(100).trace("confidant", &[&["refuse"], &["accept"]]);
        assert_eq!(
            trace[..8],
            [
                "propose 0 [2 2]: refuse",
                "propose 1 [2 1]: accept",
                "propose 0 [2 1]: refuse",
                "propose 0 [1 2]: refuse",
                "propose 1 [2 0]: accept",
                "propose 0 [2 0]: refuse",
                "propose 0 [0 2]: refuse",
                "propose 1 [2 2]: accept",
            ]
        );
    }

    #[test]
    fn whoever_has_accepted_is_not_asked_again() {
        // 1 accepts the solution when 0 has, and 0 only when it is put again; in between 0 is asked alone.
        let trace = rooms(100).trace(
            "confidant",
            &[&["accept"], &["refuse", "refuse", "refuse", "refuse", "refuse", "accept"]],
        );
        assert_eq!(trace.last().unwrap(), "agreed");
        let asked_of_zero = trace.iter().filter(|line| line.starts_with("propose 0 [2 2]")).count();
        assert_eq!(asked_of_zero, 1, "{trace:?}");
    }

    #[test]
    fn over_the_last_legs_it_begins_again() {
        let trace = rooms(9).trace("confidant:solution=welfare", &[&["refuse"], &["refuse"]]);
        assert_eq!(
            trace[3..6],
            ["propose 1 [2 0]: refuse", "propose 0 [0 2]: refuse", "propose 1 [2 2]: refuse"]
        );
    }

    #[test]
    fn without_a_deal_zone_it_closes() {
        let tables = vec![vec![0.0, 0.5, 1.0]];
        let opposed = vec![vec![1.0, 0.5, 0.0]];
        let trials = |walk_away| [&tables, &opposed].map(|t| Trial::new(t.clone()).walk_away(walk_away));
        let scripts: [&[&str]; 2] = [&["accept"], &["accept"]];
        assert_eq!(Rooms::of(&trials(0.6), 9).trace("confidant", &scripts), ["closed"]);
        let agreed = ["propose 0 [1]: accept", "propose 1 [1]: accept", "agreed"];
        assert_eq!(Rooms::of(&trials(0.4), 9).trace("confidant", &scripts), agreed);
    }
}
