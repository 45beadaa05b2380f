//! **MiCRO.** Goes down its list of packages, best first, one step for each new offer that it hears: whoever
//! concedes is met, whoever repeats is answered with repeats.
//!
//! D. de Jonge, "An analysis of the linear bilateral ANAC domains using the MiCRO benchmark strategy", IJCAI 2022.
//! It is *ready* to concede iff it has sent no more distinct offers than it received. Ready, it sends the next
//! package of its list, else a random earlier one; it accepts what is at least as good as that next package, or,
//! not ready, as the last new one it sent. With several others, what any of them put forward counts as received,
//! including what was replaced before its own turn came.

use std::sync::Arc;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use wasit_model::Package;
use wasit_search::Side;

use crate::hearing::{Distinct, Unheard};
use crate::negotiator::{Ask, Heard, Move, Negotiator, Setup, View};
use crate::registry::PartyEntry;
use crate::swift::{self, Play};
use crate::{Facts, Role};

/// One step down for each new offer heard.
pub(crate) const MICRO: PartyEntry = PartyEntry {
    facts: &Facts {
        name: "micro",
        role: Role::Party,
        about: "Goes down its packages from the best, one for each new offer it hears; else repeats one at random.",
        source: "de Jonge 2022 (MiCRO)",
        stochastic: true,
        listens: true,
        told: false,
        parameters: &[],
    },
    check: |_| Ok(()),
    make: |_, setup| Ok(Box::new(Micro { ladder: Ladder::new(&setup.side), setup })),
    swift: |_| Some(Play::Micro(swift::Micro::default())),
};

/// A package and what it is worth to its seat.
pub(super) type Rung = (Package, f64);

/// A seat's packages in falling utility, and how far down it has gone: all above that were sent.
pub(super) struct Ladder {
    side: Arc<Side>,
    sent: usize,
    /// What the last package that was sent is worth.
    last: Option<f64>,
    received: Distinct,
    unheard: Unheard,
}

impl Ladder {
    pub(super) fn new(side: &Arc<Side>) -> Self {
        Self {
            side: Arc::clone(side),
            sent: 0,
            last: None,
            received: Distinct::new(side.space()),
            unheard: Unheard::default(),
        }
    }

    /// Counts the distinct offers among what came.
    pub(super) fn hear(&mut self, heard: &[Heard]) {
        for offer in self.unheard.take(heard) {
            self.received.insert(self.side.space(), &offer.package);
        }
    }

    /// The next package down, where the seat is ready for it and it is worth at least `low`.
    pub(super) fn next(&self, low: f64) -> Option<Rung> {
        if self.sent > self.received.count() {
            return None;
        }
        self.side.kth_best(self.sent).filter(|rung| rung.1 >= low)
    }

    /// What the last new package that was sent is worth.
    pub(super) fn last(&self) -> Option<f64> {
        self.last
    }

    /// A random one of the packages sent that are worth at least `low`.
    pub(super) fn repeat(&self, low: f64, rng: &mut ChaCha8Rng) -> Option<Rung> {
        let reaches = |k: usize| self.side.kth_best(k).is_some_and(|rung| rung.1 >= low);
        let (mut count, mut over) = (0, self.sent);
        while count < over {
            let middle = count + (over - count) / 2;
            if reaches(middle) { count = middle + 1 } else { over = middle }
        }
        if count == 0 { None } else { self.side.kth_best(rng.random_range(0..count)) }
    }

    /// The package that [`Ladder::next`] showed, worth `utility`, is sent.
    pub(super) fn descend(&mut self, utility: f64) {
        self.sent += 1;
        self.last = Some(utility);
    }
}

struct Micro {
    ladder: Ladder,
    setup: Setup,
}

impl Negotiator for Micro {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let Some(range) = self.setup.range_at(view) else { return self.setup.nothing_to_win() };
        self.ladder.hear(view.heard);
        let next = self.ladder.next(range.low);
        let demand = next.as_ref().map(|rung| rung.1).or(self.ladder.last());
        let demand = demand.map_or(range.high, |worth| worth.max(range.low));
        if let Ask::Answer(package) = ask
            && self.setup.side.utility(package) >= demand
        {
            return Move::Accept;
        }
        if let Some((package, utility)) = next {
            self.ladder.descend(utility);
            return Move::Offer(package);
        }
        let repeated = self.ladder.repeat(range.low, &mut self.setup.rng);
        repeated.map_or_else(|| self.setup.nothing_to_win(), |rung| Move::Offer(rung.0))
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::{Trial, ladder};

    #[test]
    fn expected_trace() {
        // A package [v] is worth v / 10. Before each answer, distinct offers sent and received:
        // [0]: 0 and 1, so the best; [0] again: 1 and 1, so the next, [9]; [0]: 2 and 1, so [10] or [9] again;
        // [1]: 2 and 2, so [8]; [2]: 3 and 3, so [7]; [6]: 4 and 4, the next would be [6], and 0.6 is as good.
        let heard: [&[u16]; 6] = [&[0], &[0], &[0], &[1], &[2], &[6]];
        let trace = Trial::new(ladder(10)).hears("micro", &heard, 9);
        assert!(["10", "9"].contains(&trace[2].as_str()), "{trace:?}");
        assert_eq!([&trace[..2], &trace[3..]].concat(), ["10", "9", "8", "7", "accept"]);
    }

    #[test]
    fn not_ready_it_accepts_its_last_new_offer() {
        // [8] comes again and again, and is worth less than the next of the list at the first turn (0 sent, 1
        // received: [10]) and the second (1 and 1: [9]). [0] is answered with [8] (2 and 2). Then [8] finds the
        // seat not ready (3 and 2), and is as good as the last new one.
        let heard: [&[u16]; 4] = [&[8], &[8], &[0], &[8]];
        let trace = Trial::new(ladder(10)).hears("micro", &heard, 9);
        assert_eq!(trace, ["10", "9", "8", "accept"]);
    }

    #[test]
    fn replaced_offers_count_and_the_walk_away_ends_the_list() {
        // First turn: three came at once; then nothing new. Sent may reach received plus one: four offers. Under
        // a walk-away of 0.75 the list ends at [8], whatever was received.
        let mut rooms = Trial::new(ladder(10)).seat("micro");
        let first = [rooms.hear(&[&[0], &[1], &[2]]), rooms.hear(&[]), rooms.hear(&[]), rooms.hear(&[])];
        assert_eq!(first, ["10", "9", "8", "7"]);
        assert_ne!(rooms.hear(&[]), "6");
        let heard: Vec<&[u16]> = vec![&[0], &[1], &[2], &[3], &[4], &[5], &[6]];
        let trace = Trial::new(ladder(10)).walk_away(0.75).hears("micro", &heard, 9);
        assert_eq!(trace[..3], ["10", "9", "8"]);
        assert!(trace[3..].iter().all(|offer| ["10", "9", "8"].contains(&offer.as_str())), "{trace:?}");
    }
}
