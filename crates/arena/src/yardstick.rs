//! A fixed set of talks and of spaces to measure by, and the fingerprint of what it comes to.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use wasit_model::{Preferences, Space, Talks};
use wasit_search::Side;

use crate::random::{random_chain, random_dense, random_preferences, random_space, talks_of};
use crate::{Ending, Outlook, PlayError, Player, Protocol, Room, Seating, Series};

/// Talks of the fixed set: one scenario, who sits there, and under which rules.
#[derive(Clone)]
pub struct MeasuredTalks {
    /// What is measured, in words.
    pub name: String,
    /// The talks.
    pub talks: Talks,
    /// Who sits where.
    pub seating: Seating,
    /// The turn-taking rules.
    pub protocol: Protocol,
    /// How many talks, numbered from 0, enter the fingerprint.
    pub fingerprinted: u64,
}

/// A space of the fixed set, whose frontier and solutions are to be found.
#[derive(Clone)]
pub struct MeasuredSpace {
    /// What is measured, in words.
    pub name: String,
    /// The talks whose sides share the space.
    pub talks: Talks,
}

/// The seed of the whole set.
const SEED: u64 = 2000;

/// Which preferences a measured space has.
type Draw = fn(&Space, &mut ChaCha8Rng) -> Preferences;

fn scenario(widths: &[usize], sides: usize, legs: u32, draw: Draw) -> Talks {
    let space = random_space(widths);
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let preferences = (0..sides).map(|_| draw(&space, &mut rng)).collect();
    talks_of(&space, preferences, legs)
}

fn additive(space: &Space, rng: &mut ChaCha8Rng) -> Preferences {
    random_preferences(space, 0.4, rng)
}

/// The talks of the fixed set.
#[must_use]
pub fn measured_talks() -> Vec<MeasuredTalks> {
    let direct = |seats: &[&str], widths: &[usize], steps: u32, fingerprinted: u64| MeasuredTalks {
        name: seats.join(" – "),
        talks: scenario(widths, seats.len(), steps * seats.len() as u32, additive),
        seating: seating(seats, "courier"),
        protocol: Protocol::Alternating { steps },
        fingerprinted,
    };
    let mediated = |mediator: &str, seats: &[&str], widths: &[usize], legs: u32| MeasuredTalks {
        name: format!("{}, {mediator}", seats.join(" – ")),
        talks: scenario(widths, seats.len(), legs, additive),
        seating: seating(seats, mediator),
        protocol: Protocol::Shuttle,
        fingerprinted: 8,
    };
    let (hundred, thousand, ten_thousand) = (&[5, 5, 4][..], &[10; 3][..], &[10; 4][..]);
    vec![
        direct(&["boulware", "conceder"], hundred, 100, 1),
        direct(&["boulware", "boulware"], hundred, 1_000, 1),
        direct(&["time:exponent=50", "time:exponent=50"], ten_thousand, 1_000, 1),
        direct(&["micro", "micro"], ten_thousand, 100, 16),
        direct(&["tit_for_tat", "linear"], thousand, 100, 1),
        direct(&["hybrid", "nice_tit_for_tat"], thousand, 100, 16),
        direct(&["random", "tough"], thousand, 100, 64),
        direct(&["modular:bidding=trade_off", "boulware"], thousand, 100, 16),
        direct(&["boulware", "conceder"], &[10; 6], 100, 1),
        direct(&["micro", "boulware"], &[10; 12], 100, 4),
        direct(&["boulware", "linear", "conceder"], thousand, 100, 1),
        mediated("courier", &["boulware", "conceder"], hundred, 200),
        mediated("gatekeeper", &["boulware", "micro"], thousand, 100),
        mediated("single_text", &["boulware", "linear"], thousand, 200),
        mediated("bridge", &["boulware", "conceder"], thousand, 100),
        mediated("confidant", &["boulware", "boulware"], thousand, 100),
    ]
}

fn seating(seats: &[&str], mediator: &str) -> Seating {
    let strategy = |text: &str| Player::Strategy(text.to_owned());
    Seating { parties: seats.iter().map(|seat| strategy(seat)).collect(), mediator: strategy(mediator) }
}

/// The spaces of the fixed set.
#[must_use]
pub fn measured_spaces() -> Vec<MeasuredSpace> {
    let row = |name: &str, widths: &[usize], sides: usize, draw: Draw| MeasuredSpace {
        name: name.to_owned(),
        talks: scenario(widths, sides, 1, draw),
    };
    vec![
        row("2 sides, 3 issues × 10", &[10; 3], 2, additive),
        row("2 sides, 4 issues × 10", &[10; 4], 2, additive),
        row("2 sides, 5 issues × 10", &[10; 5], 2, additive),
        row("2 sides, 6 issues × 10", &[10; 6], 2, additive),
        row("2 sides, 12 issues × 10", &[10; 12], 2, additive),
        row("2 sides, 30 issues × 10", &[10; 30], 2, additive),
        row("3 sides, 4 issues × 10", &[10; 4], 3, additive),
        row("3 sides, 6 issues × 10", &[10; 6], 3, additive),
        row("3 sides, 12 issues × 10", &[10; 12], 3, additive),
        row("2 sides, chain of 30 issues × 10", &[10; 30], 2, random_chain),
        row("2 sides, one table, 6 issues × 10", &[10; 6], 2, random_dense),
    ]
}

impl MeasuredTalks {
    /// Holds the talks that enter the fingerprint.
    ///
    /// # Errors
    /// Any [`PlayError`]; there is none while the set's strategies exist.
    pub fn hold(&self, sides: &[Arc<Side>]) -> Result<Vec<Ending>, PlayError> {
        let series = Series::new(&self.talks, sides, &self.seating, self.protocol)?;
        let mut room = Room::default();
        (0..self.fingerprinted).map(|talk| series.hold(&mut room, SEED, talk)).collect()
    }

    /// The seed under which the talks are held.
    #[must_use]
    pub fn seed(&self) -> u64 {
        SEED
    }
}

/// One number over outcomes: FNV-1a with 64 bits over all that decides them, bit for bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Takes in how a talk ended.
    pub fn take_ending(&mut self, ending: &Ending) {
        self.add(ending.outcome.word().as_bytes());
        if let Some(package) = ending.outcome.agreement() {
            package.iter().for_each(|value| self.add(&value.to_le_bytes()));
        }
        ending.utilities.iter().for_each(|utility| self.add(&utility.to_bits().to_le_bytes()));
        self.add(&ending.legs.to_le_bytes());
    }

    /// Takes in what all sides could reach together.
    pub fn take_outlook(&mut self, outlook: &Outlook) {
        self.add(&outlook.frontier.points.len().to_le_bytes());
        for (_, solution) in outlook.solutions.named() {
            for utility in solution.points.iter().flat_map(|point| &point.utilities) {
                self.add(&utility.to_bits().to_le_bytes());
            }
        }
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}
