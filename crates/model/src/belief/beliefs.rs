//! What a file believes: how draws are made, and the talks that each draw gives.

use super::sketch::Touched;
use super::{Draws, Sketch};
use crate::{PreferenceError, Talks};

/// Talks of which some things are uncertain.
///
/// **Asked** what is drawn: [`Beliefs::draws`]; for the talks of a draw: [`Beliefs::talks`], and again and again
/// [`Beliefs::redraw`]; for the talks with everything at its middle: [`Beliefs::middle`].
///
/// > A draw decides talks wholly: `redraw` leaves what `talks` would make.
///
/// 1. Draw values: `beliefs.draws().draw(&uniforms, &mut values)`.
/// 2. The first time, `let mut talks = beliefs.talks(&values)?`.
/// 3. Each time after, `beliefs.redraw(&values, &mut talks)?`.
#[derive(Clone, Debug)]
pub struct Beliefs {
    draws: Draws,
    /// One for each world.
    sketches: Vec<Sketch>,
    touched: Touched,
    /// The most likely world.
    likeliest: usize,
}

/// Why sketches are none of these draws. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BeliefsError {
    /// Sketches are not as many as the worlds.
    #[error("{sketches} sketches for {worlds} worlds: there must be one for each")]
    Sketches {
        /// How many sketches there are.
        sketches: usize,
        /// How many worlds.
        worlds: usize,
    },
    /// Worlds differ in more than numbers and seats.
    #[error("the talks of world {0} have other issues, parties or rounds than those of the first")]
    Others(usize),
    /// A sketch's parts are not as many as its parties.
    #[error("the sketch of world {0} has other parties than its talks")]
    Parties(usize),
}

impl Beliefs {
    /// One sketch for each world of `draws`, in their order. Sketches speak of columns of `draws`.
    ///
    /// # Errors
    /// [`BeliefsError`].
    pub fn new(draws: Draws, sketches: Vec<Sketch>) -> Result<Self, BeliefsError> {
        let worlds = draws.worlds();
        if sketches.len() != worlds.len() {
            return Err(BeliefsError::Sketches { sketches: sketches.len(), worlds: worlds.len() });
        }
        for (at, sketch) in sketches.iter().enumerate() {
            if sketch.parties.len() != sketch.middle.parties.len() {
                return Err(BeliefsError::Parties(at));
            }
            if !alike(&sketch.middle, &sketches[0].middle) {
                return Err(BeliefsError::Others(at));
            }
        }
        let likeliest =
            (1..worlds.len()).fold(0, |best, at| if worlds[at].p > worlds[best].p { at } else { best });
        let touched = Touched::of(&sketches);
        Ok(Self { draws, sketches, touched, likeliest })
    }

    /// Talks of which nothing is uncertain.
    #[must_use]
    pub fn certain(talks: Talks) -> Self {
        let sketches = vec![Sketch::certain(talks)];
        Self { draws: Draws::certain(), touched: Touched::of(&sketches), sketches, likeliest: 0 }
    }

    /// What is drawn, and how.
    #[must_use]
    pub fn draws(&self) -> &Draws {
        &self.draws
    }

    /// The talks of each world with slots for what is drawn.
    #[must_use]
    pub fn sketches(&self) -> &[Sketch] {
        &self.sketches
    }

    /// The talks with everything at its middle, in the most likely world.
    #[must_use]
    pub fn middle(&self) -> &Talks {
        &self.sketches[self.likeliest].middle
    }

    /// [`Beliefs::middle`], and the rest is let go.
    #[must_use]
    pub fn into_middle(mut self) -> Talks {
        self.sketches.swap_remove(self.likeliest).middle
    }

    /// The position of the most likely world, the first of several.
    #[must_use]
    pub fn likeliest(&self) -> usize {
        self.likeliest
    }

    /// The parties' names, by position.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.middle().parties.iter().map(|party| party.name.as_str()).collect()
    }

    /// The talks that the draw `values` gives.
    ///
    /// # Errors
    /// As [`Beliefs::redraw`].
    ///
    /// # Panics
    /// As [`Beliefs::redraw`].
    pub fn talks(&self, values: &[f64]) -> Result<Talks, PreferenceError> {
        let mut talks = self.sketches[self.draws.world_of(values)].middle.clone();
        self.redraw(values, &mut talks)?;
        Ok(talks)
    }

    /// Makes `talks`, which came from these beliefs, those that the draw `values` gives. Only what some draw decides is
    /// made anew.
    ///
    /// # Errors
    /// What preferences refuse; nothing where the beliefs were checked against all their draws, as a reader of files
    /// does, and `values` is one of them.
    ///
    /// # Panics
    /// Where `values` are not [`Draws::dimensions`] many, or `talks` are of other parties.
    pub fn redraw(&self, values: &[f64], talks: &mut Talks) -> Result<(), PreferenceError> {
        self.sketches[self.draws.world_of(values)].put(values, &self.touched, talks)
    }
}

/// Whether talks differ in numbers and seats alone.
fn alike(one: &Talks, other: &Talks) -> bool {
    let parties = one.parties.len() == other.parties.len()
        && one
            .parties
            .iter()
            .zip(&other.parties)
            .all(|(one, other)| one.name == other.name && one.title == other.title);
    let rounds = one.rounds.len() == other.rounds.len()
        && one.rounds.iter().zip(&other.rounds).all(|(one, other)| {
            (one.date, &one.venue, &one.agenda, &one.note)
                == (other.date, &other.venue, &other.agenda, &other.note)
        });
    let mediator = one.mediator.name == other.mediator.name && one.mediator.title == other.mediator.title;
    parties
        && rounds
        && mediator
        && one.space == other.space
        && one.title == other.title
        && one.note == other.note
}
