//! **Tough.** Offers its best package at every turn and accepts only what is worth as much. The strategy that the
//! literature calls *hardliner*; it makes other strategies show how they bear pressure.

use crate::negotiator::{Ask, Move, Negotiator, Setup, View};
use crate::registry::PartyEntry;
use crate::swift::Play;
use crate::{Facts, Role};

/// Never concedes.
pub(crate) const TOUGH: PartyEntry = PartyEntry {
    facts: &Facts {
        name: "tough",
        role: Role::Party,
        about: "Never concedes: offers its best package at every turn, accepts only what is worth as much.",
        source: "a baseline of the field, known as hardliner",
        stochastic: false,
        listens: false,
        told: false,
        parameters: &[],
    },
    check: |_| Ok(()),
    make: |_, setup| Ok(Box::new(Tough { setup })),
    swift: |_| Some(Play::Tough),
};

struct Tough {
    setup: Setup,
}

impl Negotiator for Tough {
    fn remembers(&self) -> bool {
        false
    }

    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let Some(range) = self.setup.range_at(view) else { return self.setup.nothing_to_win() };
        let side = &self.setup.side;
        match ask {
            Ask::Answer(package) if side.utility(package) >= range.high => Move::Accept,
            _ => side
                .best()
                .map_or_else(|| self.setup.nothing_to_win(), |best| Move::Offer(best.package.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::{Trial, ladder};

    #[test]
    fn expected_trace() {
        // A package [v] is worth v / 10: 0.3 and 0.9 are less than the best, 1.0 is not.
        let trace = Trial::new(ladder(10)).hears("tough", &[&[3], &[9], &[10]], 9);
        assert_eq!(trace, ["10", "10", "accept"]);
    }
}
