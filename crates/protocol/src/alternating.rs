use wasit_model::Package;

use crate::{Ended, Refusal};

/// What the party whose turn it is does at a direct table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Puts this package on the table, refusing the one that lies there.
    Offer(Package),
    /// Accepts the package on the table.
    Accept,
    /// Leaves; the talks end.
    Leave,
}

/// Stacked alternating offers for any number of parties (Aydoğan, Festen, Hindriks, Jonker 2017).
///
/// A *step* is a full round of turns, in the parties' order. The first turn must offer. From then on a party
/// accepts what is on the table, or offers another package in its place, which it thereby has accepted itself.
/// Agreement: every party but the offer's maker has accepted it. After `steps` steps the talks have failed.
#[derive(Clone, Debug)]
pub struct Alternating {
    parties: usize,
    steps: u32,
    /// Whose turn it is.
    party: usize,
    /// The step of the turn to come, from 0.
    step: u32,
    table: Option<(usize, Package)>,
    accepted: usize,
    ended: Option<Ended>,
}

impl Alternating {
    /// A table for `parties` parties (at least two) and `steps` steps.
    #[must_use]
    pub fn new(parties: usize, steps: u32) -> Self {
        let ended = (steps == 0).then_some(Ended::Deadline);
        Self { parties, steps, party: 0, step: 0, table: None, accepted: 0, ended }
    }

    /// Whose turn it is, or how the talks ended.
    ///
    /// # Errors
    /// How the talks ended.
    #[inline]
    pub fn expected(&self) -> Result<usize, &Ended> {
        match &self.ended {
            Some(ended) => Err(ended),
            None => Ok(self.party),
        }
    }

    /// The package on the table and who put it there.
    #[must_use]
    #[inline]
    pub fn table(&self) -> Option<(usize, &Package)> {
        self.table.as_ref().map(|(maker, package)| (*maker, package))
    }

    /// The step of the turn to come, from 0.
    #[must_use]
    #[inline]
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Turns taken so far.
    #[must_use]
    #[inline]
    pub fn turns(&self) -> u64 {
        u64::from(self.step) * self.parties as u64 + self.party as u64
    }

    /// Relative time of the turn to come, `(step + 1) / (steps + 1)`: the same for all turns of a step.
    #[must_use]
    #[inline]
    pub fn time(&self) -> f64 {
        relative_time(self.step(), self.steps)
    }

    /// `party` takes its turn.
    ///
    /// # Errors
    /// [`Refusal::Over`], [`Refusal::NotYourTurn`], [`Refusal::NothingToAccept`].
    #[inline]
    pub fn apply(&mut self, party: usize, turn: Turn) -> Result<(), Refusal> {
        match self.expected() {
            Err(_) => return Err(Refusal::Over),
            Ok(expected) if expected != party => return Err(Refusal::NotYourTurn),
            Ok(_) => {}
        }
        match turn {
            Turn::Leave => self.ended = Some(Ended::WalkedOut(crate::Seat::Party(party))),
            Turn::Offer(package) => {
                self.table = Some((party, package));
                self.accepted = 1;
            }
            Turn::Accept => {
                let Some((_, package)) = &self.table else { return Err(Refusal::NothingToAccept) };
                self.accepted += 1;
                if self.accepted == self.parties {
                    self.ended = Some(Ended::Agreed(package.clone()));
                }
            }
        }
        self.party += 1;
        if self.party == self.parties {
            self.party = 0;
            self.step += 1;
            if self.step == self.steps && self.ended.is_none() {
                self.ended = Some(Ended::Deadline);
            }
        }
        Ok(())
    }
}

/// Relative time in step `step` of `steps`, `(step + 1) / (steps + 1)`: in (0, 1) while somebody acts.
#[must_use]
pub fn relative_time(step: u32, steps: u32) -> f64 {
    (f64::from(step) + 1.0) / (f64::from(steps) + 1.0)
}
