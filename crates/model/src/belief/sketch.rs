//! Talks with slots: what a draw decides is put in, and the rest stays.

use super::{HomeSketch, Recipe, Seat};
use crate::{PreferenceError, Talks};

/// Talks of one world, in which some numbers and seats are drawn.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// The talks with everything at its middle.
    pub middle: Talks,
    /// What is drawn of each party, in the order of `middle.parties`.
    pub parties: Vec<PartySketch>,
    /// The mediator's seat, where it is drawn.
    pub mediator: Option<Seat>,
    /// Rounds whose legs are drawn, each with its column: the nearest whole number is taken.
    pub legs: Vec<(usize, usize)>,
}

/// What is drawn of a party.
#[derive(Clone, Debug, Default)]
pub struct PartySketch {
    /// Its seat, where that is drawn.
    pub seat: Option<Seat>,
    /// What its preferences are made from, where a number of them is drawn.
    pub recipe: Option<Recipe>,
    /// What is drawn of its home.
    pub home: HomeSketch,
}

/// Which parts of talks some draw of some world decides: they are put in at every draw.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    pub(super) preferences: Vec<bool>,
    pub(super) seats: Vec<bool>,
    pub(super) homes: Vec<Home>,
    pub(super) mediator: bool,
    pub(super) legs: bool,
}

/// What some draw decides of a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    Nothing,
    /// Numbers alone.
    Numbers,
    /// Worlds have different homes.
    All,
}

impl Touched {
    /// What differs between draws of `sketches`, all of talks with the same parties.
    pub(super) fn of(sketches: &[Sketch]) -> Self {
        let Some(first) = sketches.first() else { return Self::default() };
        let base = &first.middle;
        let some = |test: &dyn Fn(&Sketch) -> bool| sketches.iter().any(test);
        let preferences = |at: usize| {
            some(&|sketch| {
                sketch.parties[at].recipe.is_some()
                    || sketch.middle.parties[at].preferences != base.parties[at].preferences
            })
        };
        let seats = |at: usize| {
            some(&|sketch| {
                sketch.parties[at].seat.is_some()
                    || sketch.middle.parties[at].strategy != base.parties[at].strategy
            })
        };
        let homes = |at: usize| {
            if some(&|sketch| sketch.middle.parties[at].home != base.parties[at].home) {
                Home::All
            } else if some(&|sketch| sketch.parties[at].home.is_drawn()) {
                Home::Numbers
            } else {
                Home::Nothing
            }
        };
        let parties = 0..base.parties.len();
        Self {
            homes: parties.clone().map(homes).collect(),
            preferences: parties.clone().map(preferences).collect(),
            seats: parties.map(seats).collect(),
            mediator: some(&|sketch| {
                sketch.mediator.is_some() || sketch.middle.mediator.strategy != base.mediator.strategy
            }),
            legs: some(&|sketch| !sketch.legs.is_empty() || sketch.middle.rounds != base.rounds),
        }
    }
}

impl Sketch {
    /// Talks of which nothing is drawn.
    #[must_use]
    pub fn certain(talks: Talks) -> Self {
        let parties = talks.parties.iter().map(|_| PartySketch::default()).collect();
        Self { middle: talks, parties, mediator: None, legs: Vec::new() }
    }

    /// Puts what the draw `values` decides into `talks`, which were made from these beliefs.
    pub(super) fn put(
        &self,
        values: &[f64],
        touched: &Touched,
        talks: &mut Talks,
    ) -> Result<(), PreferenceError> {
        let Self { middle, parties, mediator, legs } = self;
        for (at, (party, sketch)) in talks.parties.iter_mut().zip(parties).enumerate() {
            let known = &middle.parties[at];
            if touched.preferences[at] {
                party.preferences = match &sketch.recipe {
                    Some(recipe) => recipe.preferences(&middle.space, values)?,
                    None => known.preferences.clone(),
                };
            }
            if touched.homes[at] == Home::All {
                party.home.clone_from(&known.home);
            }
            if touched.homes[at] != Home::Nothing
                && let Some(home) = &mut party.home
            {
                sketch.home.put(&middle.space, values, home)?;
            }
            if touched.seats[at] {
                Seat::put(sketch.seat.as_ref(), &known.strategy, values, &mut party.strategy);
            }
        }
        if touched.mediator {
            let strategy = &mut talks.mediator.strategy;
            Seat::put(mediator.as_ref(), &middle.mediator.strategy, values, strategy);
        }
        if touched.legs {
            talks.rounds.iter_mut().zip(&middle.rounds).for_each(|(round, known)| round.legs = known.legs);
            for &(round, column) in legs {
                talks.rounds[round].legs = values[column].round() as u32;
            }
        }
        Ok(())
    }
}
