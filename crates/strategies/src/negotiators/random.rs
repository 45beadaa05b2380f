//! **Random.** Offers a package drawn uniformly from those that are no worse than no deal; the field's lower
//! bound. From `accept_after` on it accepts any offer that is no worse than no deal.

use crate::negotiator::{Ask, Move, Negotiator, Setup, View};
use crate::registry::PartyEntry;
use crate::{Facts, Parameter, ParameterError, Parameters, Role};

/// Offers at random.
pub(crate) const RANDOM: PartyEntry = PartyEntry {
    facts: &Facts {
        name: "random",
        role: Role::Party,
        about: "Offers packages drawn evenly from all that are no worse for it than no deal.",
        source: "a baseline of the field",
        stochastic: true,
        listens: false,
        told: false,
        parameters: &[Parameter {
            name: "accept_after",
            default: "1",
            about: "the relative time from which it accepts whatever is no worse than no deal; in [0, 1], 1 is never",
        }],
    },
    check: |parameters| read(parameters).map(|_| ()),
    make: |parameters, setup| Ok(Box::new(Random { accept_after: read(parameters)?, setup })),
    swift: |_| None,
};

fn read(parameters: &Parameters) -> Result<f64, ParameterError> {
    parameters.get("accept_after", 1.0, "a number in [0, 1]", |t: &f64| (0.0..=1.0).contains(t))
}

struct Random {
    accept_after: f64,
    setup: Setup,
}

impl Negotiator for Random {
    fn remembers(&self) -> bool {
        false
    }

    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let Some(range) = self.setup.range_at(view) else { return self.setup.nothing_to_win() };
        // Drawn even where it then accepts: what others offer must not shift later draws.
        let drawn = self.setup.side.sample_at_least(range.low, &mut self.setup.rng);
        if let Ask::Answer(package) = ask
            && view.clock.moment.time >= self.accept_after
            && self.setup.side.utility(package) >= range.low
        {
            return Move::Accept;
        }
        drawn.map_or_else(|| self.setup.nothing_to_win(), Move::Offer)
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::{Trial, ladder};

    #[test]
    fn expected_trace() {
        // A package [v] is worth v / 10; over a walk-away of 0.95 only [10] is left to draw from. The fourth turn
        // of nine is at time 0.4, the fifth at 0.5; 0.9 is worse than no deal.
        let trial = Trial::new(ladder(10)).walk_away(0.95);
        let heard: [&[u16]; 6] = [&[1], &[2], &[3], &[10], &[9], &[10]];
        assert_eq!(
            trial.hears("random:accept_after=0.5", &heard, 9),
            ["10", "10", "10", "10", "10", "accept"]
        );
        assert_eq!(trial.hears("random", &heard, 9), ["10"; 6]);
    }

    #[test]
    fn every_rational_package_alike() {
        // [6] to [10] are left; of 2,000 draws each should come 400 times, with a deviation of 18.
        let trial = Trial::new(ladder(10)).walk_away(0.55);
        let heard: Vec<&[u16]> = vec![&[0]; 2000];
        let trace = trial.hears("random", &heard, 2000);
        for value in 6..=10 {
            let times = trace.iter().filter(|offer| **offer == value.to_string()).count();
            assert!((310..490).contains(&times), "{value} came {times} times");
        }
    }
}
