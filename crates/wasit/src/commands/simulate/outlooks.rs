//! What the first draws could reach, whatever their talks came to: frontiers for pictures, win-sets at home, and changes
//! that are tried.

use std::path::{Path, PathBuf};

use wasit_arena::{Outlook, Simulation, TriedBy};
use wasit_explain::{Estimate, TooFew, Trial, Trials, trials};
use wasit_model::Talks;
use wasit_report::{BodyFindings, HomeFindings, PairFrontiers, RatifierFindings};
use wasit_search::{Demand, WinSets, least_walk_away, win_sets};

use crate::commands::tournament::scenarios::digest_of;
use crate::failure::Failure;
use crate::files::{Reading, beliefs_at};
use crate::output::hexadecimal;
use crate::sample::Meaning;

/// How many draws are looked into, the first ones: each lists its frontier and its packages.
const DRAWS: u64 = 128;
/// How many draws are held again with changes.
const TRIED: u64 = 256;
/// From which probability on a package counts as one that home would ratify.
const AT_LEAST: f64 = 0.5;
/// Frontiers with more points than this are thinned for a picture of so many of them.
const POINTS: usize = 64;

/// What the first draws could reach.
#[derive(Default)]
pub(super) struct Outlooks {
    pub(super) frontiers: Vec<PairFrontiers>,
    pub(super) home: Option<HomeFindings>,
    pub(super) trials: Option<Result<Trials, TooFew>>,
    /// Why they are not known, in a sentence.
    pub(super) unknown: Option<String>,
}

impl Outlooks {
    /// Of the first draws of a simulation.
    ///
    /// # Errors
    /// Where there can be no simulation, or a draw is none.
    pub(super) fn of(simulation: &Simulation<'_>, draws: u64) -> Result<Self, Failure> {
        let talks: Vec<Talks> =
            (0..DRAWS.min(draws)).map(|draw| talks_of(simulation, draw)).collect::<Result<_, _>>()?;
        let home = simulation.has_home().then(|| at_home(&talks));
        Ok(Self {
            frontiers: frontiers(&talks),
            home,
            trials: Some(tried(simulation, draws)?),
            unknown: None,
        })
    }

    /// Of the first draws of a simulation what is said without pictures.
    ///
    /// # Errors
    /// Where a draw is none.
    pub(super) fn in_words(simulation: &Simulation<'_>, draws: u64) -> Result<Self, Failure> {
        Ok(Self { trials: Some(tried(simulation, draws)?), ..Self::default() })
    }

    /// Of the first draws of a stored sample, from the talks file that it names, where that is as it was.
    pub(super) fn again(meaning: &Meaning, sample: &Path, draws: u64) -> Self {
        match again(meaning, sample, draws) {
            Ok(outlooks) => outlooks,
            Err(why) => Self {
                unknown: Some(format!(
                    "Frontiers{} and changes that are tried are left out: they are made from the talks file, and {why}.",
                    if meaning.home { ", win-sets at home" } else { "" }
                )),
                ..Self::default()
            },
        }
    }
}

fn again(meaning: &Meaning, sample: &Path, draws: u64) -> Result<Outlooks, String> {
    let named = PathBuf::from(&meaning.file);
    // A sample may be explained in another folder than it was made in, and the talks lie beside it.
    let beside = named.file_name().map(|name| sample.with_file_name(name));
    let Some(path) = [Some(named), beside].into_iter().flatten().find(|path| path.exists()) else {
        return Err(format!("there is no {} here", meaning.file));
    };
    let shown = path.display();
    let unread = |failure: Failure| match failure {
        Failure::Input { what, .. } => what,
        _ => format!("{shown} cannot be read by this version"),
    };
    if hexadecimal(&digest_of(&path).map_err(unread)?) != meaning.sha256 {
        return Err(format!("{shown} has changed since the draws were made"));
    }
    let read = beliefs_at(std::slice::from_ref(&path), Reading::of(meaning.evaluations)).map_err(unread)?;
    let (beliefs, _) = read.map_err(Failure::Problems).map_err(unread)?;
    let simulation = Simulation::new(&beliefs, Vec::new(), meaning.replicates, meaning.seed);
    let simulation = simulation.map_err(|error| error.to_string())?;
    Outlooks::of(&simulation, draws).map_err(unread)
}

/// Changes that are tried on the first draws.
pub(super) fn tried(simulation: &Simulation<'_>, draws: u64) -> Result<Result<Trials, TooFew>, Failure> {
    let tried = simulation.trials(TRIED.min(draws)).map_err(|error| Failure::input(error.to_string()))?;
    let mut columns = tried.into_iter().map(|tried| Trial {
        name: tried.words,
        party: match tried.by {
            TriedBy::Party(party) | TriedBy::Home(party) => Some(party),
            TriedBy::Convener => None,
        },
        in_force: tried.in_force,
    });
    let base = columns.next().map(|base| base.in_force).unwrap_or_default();
    let changes: Vec<Trial> = columns.collect();
    Ok(trials(&base, &changes))
}

fn talks_of(simulation: &Simulation<'_>, draw: u64) -> Result<Talks, Failure> {
    let talks = simulation.beliefs().talks(&simulation.values(draw));
    talks.map_err(|error| Failure::input(format!("draw {draw}: {error}")))
}

fn frontiers(talks: &[Talks]) -> Vec<PairFrontiers> {
    let mut pairs: Vec<PairFrontiers> = Vec::new();
    for talks in talks {
        let sides = Outlook::sides(talks);
        for (at, pair) in Outlook::of(talks, &sides).pairs().into_iter().enumerate() {
            if at == pairs.len() {
                pairs.push(PairFrontiers { parties: pair.parties, draws: Vec::new() });
            }
            let step = pair.frontier.len().div_ceil(POINTS).max(1);
            let points = pair.frontier.iter().step_by(step).map(|(_, utilities)| *utilities);
            pairs[at].draws.push(points.collect());
        }
    }
    pairs
}

fn at_home(talks: &[Talks]) -> HomeFindings {
    let found: Vec<(f64, WinSets)> = talks.iter().map(win_sets_of).collect();
    let mean = |number: &dyn Fn(&(f64, WinSets)) -> f64| mean(found.iter().map(number));
    let middle = &talks[0];
    let mut bodies = Vec::new();
    let mut ratifiers = Vec::new();
    for (party, here) in middle.parties.iter().enumerate() {
        let Some(home) = &here.home else { continue };
        bodies.push(BodyFindings {
            title: format!("Home of {}", here.title),
            party,
            win_set: mean(&|(size, sets)| sets.sides[party].size.value / size),
        });
        for (at, ratifier) in home.body.ratifiers.iter().enumerate() {
            ratifiers.push(RatifierFindings {
                title: format!("{}: {}", here.title, ratifier.title),
                party,
                pivotal: mean(&|(_, sets)| sets.sides[party].pivots.get(at).copied().unwrap_or(0.0)),
            });
        }
    }
    let overlap = mean(&|(size, sets)| sets.overlap.value / size);
    HomeFindings { at_least: AT_LEAST, draws: talks.len(), bodies, overlap, ratifiers }
}

/// How many packages there are, and who would ratify which.
fn win_sets_of(talks: &Talks) -> (f64, WinSets) {
    let (legs, days) = (talks.legs(), talks.days_at(talks.rounds.len() - 1));
    let demands: Vec<Demand<'_>> = talks
        .parties
        .iter()
        .map(|party| Demand {
            preferences: &party.preferences,
            floor: least_walk_away(&party.preferences, legs, days),
            home: party.home.as_ref().map(|home| &home.body),
        })
        .collect();
    (10_f64.powf(talks.space.size_log10()), win_sets(&talks.space, &demands, AT_LEAST))
}

/// The mean of shares over draws, with its sampling error.
fn mean(shares: impl Iterator<Item = f64>) -> Estimate {
    let shares: Vec<f64> = shares.collect();
    let count = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / count;
    let variance = shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    Estimate::normal(mean, (variance / count).sqrt(), shares.len()).within(0.0, 1.0)
}
