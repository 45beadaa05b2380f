use wasit_model::Talks;

use crate::{Player, Protocol, Seating};

/// A choice that is compared with the talks as they stand: the same draws, held with this instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What it is called: `mediator=courier`.
    pub name: String,
    /// What is other than in the file; nothing for the talks as they stand.
    pub changes: Vec<Change>,
}

/// What is other than the talks' file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Who mediates, as the text that seats it.
    Mediator(String),
    /// Who takes a party's seat, as the text that seats it.
    Seat {
        /// The party's position.
        party: usize,
        /// Who sits there.
        strategy: String,
    },
    /// How many legs there are in all; rounds keep their shares.
    Legs(u32),
    /// How many of the rounds are held, the first ones.
    Rounds(usize),
    /// Nobody mediates: the parties face each other, and have a turn for each leg.
    Direct,
}

impl Variant {
    /// The talks as they stand in the file.
    #[must_use]
    pub fn as_they_stand() -> Self {
        Self { name: "as in the file".to_owned(), changes: Vec::new() }
    }

    /// The turn-taking rules that `talks` are held by.
    pub(crate) fn protocol(&self, talks: &Talks) -> Protocol {
        if self.changes.contains(&Change::Direct) {
            let steps = talks.legs().div_ceil(talks.parties.len() as u32).max(1);
            Protocol::Alternating { steps }
        } else {
            Protocol::Shuttle
        }
    }

    /// Whether the rounds are others than the file's.
    pub(crate) fn changes_rounds(&self) -> bool {
        self.changes.iter().any(|change| matches!(change, Change::Legs(_) | Change::Rounds(_)))
    }

    /// How many legs, or turns at a direct table, `talks` with the variant's rounds last at most.
    pub(crate) fn turns(&self, talks: &Talks) -> u32 {
        match self.protocol(talks) {
            Protocol::Alternating { steps } => steps.saturating_mul(talks.parties.len() as u32),
            Protocol::Shuttle => talks.legs(),
        }
    }

    /// Whether the talks may last longer or shorter than in the file.
    pub(crate) fn lasts_otherwise(&self) -> bool {
        self.changes_rounds() || self.changes.contains(&Change::Direct)
    }

    /// Makes the rounds of `talks` those of the variant.
    pub(crate) fn put_rounds(&self, talks: &mut Talks) {
        for change in &self.changes {
            match change {
                Change::Rounds(rounds) => talks.rounds.truncate((*rounds).max(1)),
                Change::Legs(legs) => talks.share_legs(*legs),
                Change::Mediator(_) | Change::Seat { .. } | Change::Direct => {}
            }
        }
    }

    /// Makes `seating`, which is that of the talks as they stand, the variant's.
    pub(crate) fn put_seats(&self, seating: &mut Seating) {
        for change in &self.changes {
            match change {
                Change::Mediator(strategy) => seating.mediator = Player::Strategy(strategy.clone()),
                Change::Seat { party, strategy } => {
                    seating.parties[*party] = Player::Strategy(strategy.clone());
                }
                Change::Legs(_) | Change::Rounds(_) | Change::Direct => {}
            }
        }
    }
}
