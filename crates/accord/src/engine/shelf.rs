use std::cell::RefCell;

use jiff::Timestamp;

use crate::engine::course::Reading;
use crate::engine::recurrence::Recurring;
use crate::engine::scene::Scene;
use crate::terms::Name;

/// The observations of a journal, by commitment, and until when they must be known.
pub(crate) struct Shelf<'j> {
    /// By commitment, in the order of what they are about, then of when they became known, then of their names.
    pub(crate) readings: &'j [Vec<Reading>],
    /// The entries' names.
    pub(crate) seen: &'j [Seen],
    /// By commitment: the days on which it comes again.
    pub(crate) recurring: &'j [RefCell<Recurring>],
    /// What became known later is not there.
    pub(crate) known: Timestamp,
}

/// Of an observation what nobody counts with.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) id: Name,
    pub(crate) by: Name,
}

impl Shelf<'_> {
    /// What is known of a commitment until the scene's instant, and counts to its holder.
    pub(crate) fn of(&self, commitment: usize, scene: &Scene<'_>) -> impl Iterator<Item = Reading> {
        let readings = &self.readings[commitment];
        let until = readings.partition_point(|reading| reading.at <= scene.on);
        readings[..until].iter().copied().filter(|reading| self.counts(reading, scene))
    }

    /// Whether a reading is known, and counts to the scene's holder.
    pub(crate) fn counts(&self, reading: &Reading, scene: &Scene<'_>) -> bool {
        reading.known <= self.known
            && (scene.left_out.is_empty() || !scene.left_out.contains(&*self.seen[reading.entry as usize].id))
    }
}
