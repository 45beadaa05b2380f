//! Changes that are tried: the talks of the first draws are held again with each.

use std::sync::Arc;

use rayon::prelude::*;
use wasit_model::belief::Beliefs;
use wasit_model::{Drift, PreferenceError, Preferences, Talks, WalkAway};
use wasit_search::Side;
use wasit_strategies::mediator_strategies;

use super::claims::{Owner, points_of, whose};
use super::{SimulateError, Simulation};
use crate::{Outcome, PlayError, Protocol, Room, Seating, Series};

/// How many changes are tried at most.
const TRIALS_MAX: usize = 24;
/// By how many points a walk-away or a threshold is tried lower.
const POINTS: f64 = 5.0;

/// A change, and what came of the same draws with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// What is other, so that “with …” can go before it: “Iran's walk-away lower by 5 points”.
    pub words: String,
    /// Whose it is to make.
    pub by: TriedBy,
    /// By draw, from the first: whether a deal came into force with it.
    pub in_force: Vec<bool>,
}

/// Whose a change is to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TriedBy {
    /// The party at this position.
    Party(usize),
    /// The home body of the party at this position.
    Home(usize),
    /// Who convenes the talks: who mediates, how long they last.
    Convener,
}

/// What is done otherwise.
enum Step {
    /// A walk-away or a threshold, lower.
    Lower(Owner),
    /// A red line, given up: its number in the file.
    Drop(Owner, usize),
    Mediator(String),
    /// Twice as many legs.
    Longer,
}

impl Simulation<'_> {
    /// Holds the talks of the first `draws` draws as they stand, and once more with each of a number of changes: walk-aways
    /// and thresholds that are lower by five points, red lines given up, other mediators, twice as many legs. Every draw has
    /// the chance of its first holding. The answer begins with the talks as they stand. `progress` is told how many more draws are done.
    ///
    /// # Errors
    /// [`SimulateError::Preferences`], [`SimulateError::Play`].
    pub fn trials(&self, draws: u64, progress: &(dyn Fn(u64) + Sync)) -> Result<Vec<Tried>, SimulateError> {
        let steps = self.steps();
        let held: Vec<Vec<bool>> = (0..draws)
            .into_par_iter()
            .map_init(Room::default, |room, draw| {
                let tried = self.try_all(draw, &steps, room)?;
                progress(1);
                Ok(tried)
            })
            .collect::<Result<_, SimulateError>>()?;
        let column = |at: usize| held.iter().map(|draw| draw[at]).collect();
        let mut all = vec![Tried {
            words: "the talks as they stand".to_owned(),
            by: TriedBy::Convener,
            in_force: column(0),
        }];
        all.extend(steps.into_iter().enumerate().map(|(at, (words, by, _))| Tried {
            words,
            by,
            in_force: column(at + 1),
        }));
        Ok(all)
    }

    fn steps(&self) -> Vec<(String, TriedBy, Step)> {
        let beliefs = self.beliefs();
        let middle = beliefs.middle();
        let mut steps = Vec::new();
        for (party, here) in middle.parties.iter().enumerate() {
            let home = here.home.iter().flat_map(|home| home.body.ratifiers.iter().enumerate());
            let owners = std::iter::once((None, &here.title, &here.preferences))
                .chain(home.map(|(at, ratifier)| (Some(at), &ratifier.title, &ratifier.preferences)));
            for (ratifier, title, preferences) in owners {
                let owner = Owner { party, ratifier };
                let by = if ratifier.is_some() { TriedBy::Home(party) } else { TriedBy::Party(party) };
                let level = if ratifier.is_some() { "threshold" } else { "walk-away" };
                if preferences.walk_away().start.is_finite() {
                    let words = format!("{} {level} lower by {POINTS} points", whose(title));
                    steps.push((words, by, Step::Lower(owner)));
                }
                for (line, (words, _)) in owner.lines(beliefs).into_iter().enumerate() {
                    let words = format!("{} red line {words} given up", whose(title));
                    steps.push((words, by, Step::Drop(owner, line)));
                }
            }
        }
        // What the convener may change comes whatever parties ask.
        let mediators: Vec<&str> = mediator_strategies()
            .map(|facts| facts.name)
            .filter(|name| middle.mediator.strategy.split(':').next() != Some(name))
            .collect();
        steps.truncate(TRIALS_MAX.saturating_sub(mediators.len() + 1));
        steps.extend(mediators.into_iter().map(|name| {
            (format!("the mediator {name}"), TriedBy::Convener, Step::Mediator(name.to_owned()))
        }));
        steps.push(("twice as many legs".to_owned(), TriedBy::Convener, Step::Longer));
        steps
    }

    /// Whether a deal comes into force in a draw: as the talks stand, then with each step.
    fn try_all(
        &self,
        draw: u64,
        steps: &[(String, TriedBy, Step)],
        room: &mut Room,
    ) -> Result<Vec<bool>, SimulateError> {
        let unmade = |error| SimulateError::Preferences { draw, error };
        let unplayed = |error| SimulateError::Play { draw, error: Box::new(error) };
        let values = self.values(draw);
        let talks = self.beliefs().talks(&values).map_err(unmade)?;
        let space = Arc::new(talks.space.clone());
        let side = |preferences: &Preferences| Arc::new(Side::new(Arc::clone(&space), preferences.clone()));
        let sides: Vec<Arc<Side>> = talks.parties.iter().map(|party| side(&party.preferences)).collect();
        let seed = self.seed_of(draw, 0);
        let mut all = vec![in_force(&talks, &sides, room, seed).map_err(unplayed)?];
        for (_, _, step) in steps {
            let mut changed = talks.clone();
            step.take(&mut changed, self.beliefs(), &values).map_err(unmade)?;
            let sides: Vec<Arc<Side>> = sides
                .iter()
                .zip(&changed.parties)
                .map(|(known, party)| {
                    let same = known.preferences().is_the_very(&party.preferences);
                    if same { Arc::clone(known) } else { side(&party.preferences) }
                })
                .collect();
            all.push(in_force(&changed, &sides, room, seed).map_err(unplayed)?);
        }
        Ok(all)
    }
}

fn in_force(talks: &Talks, sides: &[Arc<Side>], room: &mut Room, seed: u64) -> Result<bool, PlayError> {
    let seating = Seating::of(talks);
    let series = Series::new(talks, sides, &seating, Protocol::Shuttle)?;
    Ok(matches!(series.hold(room, seed, 0)?.outcome, Outcome::Agreed(_)))
}

impl Step {
    /// Makes `talks`, which came of the draw `values`, what they are with this step.
    fn take(&self, talks: &mut Talks, beliefs: &Beliefs, values: &[f64]) -> Result<(), PreferenceError> {
        match self {
            Self::Mediator(strategy) => talks.mediator.strategy.clone_from(strategy),
            Self::Longer => talks.share_legs(talks.legs().saturating_mul(2)),
            Self::Lower(owner) => {
                let Some(preferences) = owner.preferences(talks) else { return Ok(()) };
                let by = POINTS / points_of(preferences);
                let WalkAway { start, drift } = preferences.walk_away();
                let drift = match drift {
                    Some(Drift::To(end)) => Some(Drift::To(end - by)),
                    other => other,
                };
                let lower = preferences.clone().with_walk_away(WalkAway { start: start - by, drift });
                owner.put(talks, lower);
            }
            Self::Drop(owner, line) => {
                let Some(preferences) = owner.preferences(talks) else { return Ok(()) };
                // Those that do not hold in this draw are not there.
                let stays = |at: &usize| owner.written(beliefs, values, *at) != Some(*line);
                let lines = preferences.red_lines();
                let kept: Vec<_> = (0..lines.len()).filter(stays).map(|at| lines[at].clone()).collect();
                if kept.len() < lines.len() {
                    let without = Preferences::new(
                        &talks.space,
                        preferences.open_tables().to_vec(),
                        preferences.factors().to_vec(),
                        kept,
                        preferences.walk_away(),
                        preferences.discount(),
                    )?;
                    owner.put(talks, without);
                }
            }
        }
        Ok(())
    }
}

impl Owner {
    /// Gives it these preferences.
    fn put(self, talks: &mut Talks, preferences: Preferences) {
        let party = &mut talks.parties[self.party];
        match self.ratifier {
            None => party.preferences = preferences,
            Some(at) => {
                if let Some(ratifier) = party.home.as_mut().and_then(|home| home.body.ratifiers.get_mut(at)) {
                    ratifier.preferences = preferences;
                }
            }
        }
    }
}
