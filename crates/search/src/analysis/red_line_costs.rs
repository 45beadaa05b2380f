use std::sync::Arc;

use rayon::prelude::*;
use wasit_model::Preferences;

use crate::{Frontier, Side, Solutions, frontier};

/// What one red line costs: what would change if its side gave it up and all else stayed.
#[derive(Clone, Debug, PartialEq)]
pub struct RedLineCost {
    /// Whose line.
    pub side: usize,
    /// Its position among the side's red lines.
    pub line: usize,
    /// By side: what its best package within everybody's red lines would be worth more. `None` where there is no such
    /// package with the line or none without it.
    pub best_gains: Option<Vec<f64>>,
    /// The four solutions without the line, in the order of [`Solutions::named`].
    pub solutions: [SolutionShift; 4],
    /// Whether there is no deal zone, and would be one without this line alone.
    pub blocks: bool,
    /// Whether both frontiers are exact, and so all of this.
    pub exact: bool,
}

/// How a solution moves when a red line falls.
#[derive(Clone, Debug, PartialEq)]
pub struct SolutionShift {
    /// `nash`, `kalai_smorodinsky`, `kalai` or `welfare`.
    pub name: &'static str,
    /// Utilities by side with the line: of the first package that attains the solution. `None` without a deal zone.
    pub with: Option<Vec<f64>>,
    /// Utilities by side without it.
    pub without: Option<Vec<f64>>,
}

/// The cost of the first `most` red lines, side by side, and how many were not tried. `found` and `solutions` are
/// those of `sides`. Each line costs a frontier: they are found in parallel.
#[must_use]
pub fn red_line_costs(
    sides: &[Arc<Side>],
    walk_aways: &[f64],
    found: &Frontier,
    solutions: &Solutions,
    most: usize,
) -> (Vec<RedLineCost>, usize) {
    let lines: Vec<(usize, usize)> = sides
        .iter()
        .enumerate()
        .flat_map(|(side, it)| (0..it.preferences().red_lines().len()).map(move |line| (side, line)))
        .collect();
    let cost = |&(side, line): &(usize, usize)| {
        let mut freer = sides.to_vec();
        let preferences = without_line(&sides[side], line);
        freer[side] = Arc::new(Side::new(Arc::clone(sides[side].space()), preferences));
        let reached = frontier(&freer);
        let after = reached.solutions(&freer, walk_aways);
        let best_gains = best_of(found, sides.len())
            .zip(best_of(&reached, sides.len()))
            .map(|(with, without)| without.iter().zip(with).map(|(without, with)| without - with).collect());
        let named = solutions.named().into_iter().zip(after.named());
        let shifts: Vec<SolutionShift> = named
            .map(|((name, with), (_, without))| SolutionShift {
                name,
                with: with.points.first().map(|point| point.utilities.clone()),
                without: without.points.first().map(|point| point.utilities.clone()),
            })
            .collect();
        let empty = |frontier: &Frontier| frontier.rational(walk_aways).points.is_empty();
        RedLineCost {
            side,
            line,
            best_gains,
            solutions: shifts.try_into().expect("there are four solutions"),
            blocks: empty(found) && !empty(&reached),
            exact: found.exact() && reached.exact(),
        }
    };
    let tried = lines.len().min(most);
    (lines[..tried].par_iter().map(cost).collect(), lines.len() - tried)
}

/// Each side's best within everybody's red lines; `None` where there is nothing.
fn best_of(frontier: &Frontier, sides: usize) -> Option<Vec<f64>> {
    let best = |side: usize| frontier.points.iter().map(|point| point.utilities[side]).reduce(f64::max);
    (0..sides).map(best).collect()
}

/// What `side` wants, without its red line `dropped`.
fn without_line(side: &Side, dropped: usize) -> Preferences {
    let preferences = side.preferences();
    let lines = preferences.red_lines().iter().enumerate();
    let kept = lines.filter(|(at, _)| *at != dropped).map(|(_, line)| line.clone()).collect();
    Preferences::new(
        side.space(),
        preferences.open_tables().to_vec(),
        preferences.factors().to_vec(),
        kept,
        preferences.walk_away(),
        preferences.discount(),
    )
    .expect("preferences with fewer red lines are as valid as they were")
}
