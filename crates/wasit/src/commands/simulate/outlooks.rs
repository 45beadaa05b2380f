//! What the first draws could reach, whatever their talks came to: frontiers for pictures, win-sets at home, changes that are
//! tried, and talks between pairs of draws.

use std::path::{Path, PathBuf};

use wasit_arena::{Outlook, Simulation, TriedBy};
use wasit_explain::{Estimate, Swap, Swaps, TooFew, Trial, Trials, swaps, trials, words};
use wasit_model::Talks;
use wasit_report::{BodyFindings, HomeFindings, PairFrontiers, RatifierFindings};
use wasit_search::{Demand, Demands, Margin, WinSets, least_walk_away, win_sets};

use super::hold::bar;
use crate::commands::tournament::scenarios::digest_of;
use crate::failure::Failure;
use crate::files::{Reading, beliefs_at};
use crate::output::hexadecimal;
use crate::sample::Meaning;

/// How many draws are looked into, the first ones: each lists its frontier and its packages.
const DRAWS: u64 = 128;
/// How many draws are held again with changes: an eighth of them, as each is held again with every change, but so many at least and at most.
const TRIED: [u64; 2] = [64, 256];
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
    pub(super) swaps: Option<Result<Swaps, TooFew>>,
    /// In a sentence, where it is not certain of some draws whether there can be a deal.
    pub(super) unsure: Option<String>,
    /// Why they are not known, in a sentence.
    pub(super) unknown: Option<String>,
}

impl Outlooks {
    /// Of the first draws of a simulation.
    ///
    /// # Errors
    /// Where there can be no simulation, or a draw is none.
    pub(super) fn of(simulation: &Simulation<'_>, draws: u64, quiet: bool) -> Result<Self, Failure> {
        let talks = first_talks(simulation, draws)?;
        let home = simulation.has_home().then(|| at_home(&talks));
        Ok(Self { frontiers: frontiers(&talks), home, ..Self::held(simulation, &talks, draws, quiet)? })
    }

    /// Of the first draws of a simulation what is said without pictures.
    ///
    /// # Errors
    /// Where a draw is none.
    pub(super) fn in_words(simulation: &Simulation<'_>, draws: u64, quiet: bool) -> Result<Self, Failure> {
        let talks = first_talks(simulation, draws)?;
        Self::held(simulation, &talks, draws, quiet)
    }

    fn held(simulation: &Simulation<'_>, talks: &[Talks], draws: u64, quiet: bool) -> Result<Self, Failure> {
        Ok(Self {
            trials: Some(tried(simulation, draws, quiet)?),
            swaps: taken_over(simulation, draws, quiet)?,
            unsure: unsure(talks),
            ..Self::default()
        })
    }

    /// Of the first draws of a stored sample, from the talks file that it names, where that is as it was.
    pub(super) fn again(meaning: &Meaning, sample: &Path, draws: u64, quiet: bool) -> Self {
        match again(meaning, sample, draws, quiet) {
            Ok(outlooks) => outlooks,
            Err(why) => Self {
                unknown: Some(format!(
                    "Frontiers{}, changes that are tried and talks between pairs of draws are left out: they are made from the talks file, and {why}.",
                    if meaning.home { ", win-sets at home" } else { "" }
                )),
                ..Self::default()
            },
        }
    }
}

fn again(meaning: &Meaning, sample: &Path, draws: u64, quiet: bool) -> Result<Outlooks, String> {
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
    Outlooks::of(&simulation, draws, quiet).map_err(unread)
}

/// Changes that are tried on the first draws.
fn tried(simulation: &Simulation<'_>, draws: u64, quiet: bool) -> Result<Result<Trials, TooFew>, Failure> {
    let [least, most] = TRIED;
    let again = (draws / 8).clamp(least, most).min(draws);
    let bar = bar(quiet, again, "draws held again with changes");
    let tried = simulation.trials(again, &|more| bar.inc(more));
    bar.finish_and_clear();
    let tried = tried.map_err(|error| Failure::input(error.to_string()))?;
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

/// What there is to say where the search for a deal was cut in some of these talks and found none.
fn unsure(talks: &[Talks]) -> Option<String> {
    let open = |margin: Margin| margin.value < 0.0 && margin.value + margin.bound >= 0.0;
    let unsure = |talks: &&Talks| {
        open(Demands::at_the_table(talks, talks.legs()).margin())
            || talks.has_homes() && open(Demands::with_homes(talks, talks.legs()).margin())
    };
    let count = talks.iter().filter(unsure).count();
    (count > 0).then(|| {
        format!(
            "In {count} of the first {} draws the search for a deal was cut short and found none. Such draws count as without a possible deal, or as blocked at home, but there may be a deal in some of them, and talks that came to nothing there may have missed it.",
            talks.len()
        )
    })
}

/// Talks between pairs of draws; `None` where there are no two groups that could be told apart.
fn taken_over(
    simulation: &Simulation<'_>,
    draws: u64,
    quiet: bool,
) -> Result<Option<Result<Swaps, TooFew>>, Failure> {
    let pairs = simulation.pairs(draws);
    let bar = bar(quiet, pairs, "pairs of draws");
    let found = simulation.swaps(pairs, &|more| bar.inc(more));
    bar.finish_and_clear();
    let found = found.map_err(|error| Failure::input(error.to_string()))?;
    if found.players.len() < 2 {
        return Ok(None);
    }
    let names: Vec<String> = found.players.iter().map(|player| words::list(&player.groups)).collect();
    let share = |deals: &usize| *deals as f64 / found.replicates as f64;
    let pair = |swap: &wasit_arena::Swap| Swap {
        order: swap.order.clone(),
        in_force: swap.in_force.iter().map(share).collect(),
    };
    let pairs: Vec<Swap> = found.pairs.iter().map(pair).collect();
    Ok(Some(swaps(&names, found.replicates, &pairs)))
}

fn first_talks(simulation: &Simulation<'_>, draws: u64) -> Result<Vec<Talks>, Failure> {
    (0..DRAWS.min(draws)).map(|draw| talks_of(simulation, draw)).collect()
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
