use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a clock of a compartment says when it strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// When to say that a question was not agreed.
    Question,
    /// When to say that a proposal has expired.
    Proposal,
    /// When to end a direct contact.
    Contact,
    /// When the embargo of a communiqué or of a statement ends.
    Embargo,
    /// When a text enters into force.
    Entry,
    /// When to erase what the ground rules keep for working use only.
    Working,
    /// When to erase what the ground rules keep as long as the talks.
    Talks,
}

/// The clocks that run in one compartment, each for one of its items.
///
/// What strikes is dated by the clock and not by whoever acts next: so its time tells nothing of anybody's acts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Clocks(BTreeSet<(Timestamp, u32, Clock)>);

impl Clocks {
    /// The next to strike: when, for which item, and what.
    #[must_use]
    pub fn next(&self) -> Option<(Timestamp, u32, Clock)> {
        self.0.first().copied()
    }

    /// Sets a clock for the item `number`.
    pub(crate) fn set(&mut self, at: Timestamp, number: u32, clock: Clock) {
        self.0.insert((at, number, clock));
    }

    /// Stops the clocks of an item.
    pub(crate) fn stop(&mut self, number: u32) {
        self.0.retain(|&(_, of, _)| of != number);
    }

    /// Stops all clocks of one kind.
    pub(crate) fn stop_all(&mut self, clock: Clock) {
        self.0.retain(|&(_, _, of)| of != clock);
    }

    /// Takes off what has struck.
    pub(crate) fn struck(&mut self, at: Timestamp, number: u32, clock: Clock) {
        self.0.remove(&(at, number, clock));
    }
}
