//! A mixture: what share of people behaves in which way. Both sides are drawn from it, each for itself.

use rayon::prelude::*;
use wasit_arena::PlayError;

use super::distance::Grouped;
use super::scenarios::{Scenario, Task};
use super::talks::hold_all;

/// How many hundredths are moved from one behaviour to another, most first.
const STEPS: [u32; 6] = [50, 25, 10, 5, 2, 1];
/// Behaviours with fewer hundredths are dropped, and the rest fitted again.
const HUNDREDTHS_MIN: u32 = 3;

/// Shares of behaviours, in hundredths that sum to 100, the greatest first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mixture {
    pub(super) hundredths: Vec<(&'static str, u32)>,
}

/// What every behaviour came to with every other, by task.
pub(super) struct Pairs {
    behaviours: Vec<&'static str>,
    /// By task, then by first side and second side.
    cells: Vec<(Task, Vec<Grouped>)>,
}

impl Pairs {
    /// Holds one talk of every two behaviours on every scenario of each task.
    pub(super) fn hold(
        behaviours: Vec<&'static str>,
        tasks: &[(Task, &[Scenario])],
        rounds: u32,
        seed: u64,
    ) -> Result<Self, PlayError> {
        let pairs = || behaviours.iter().flat_map(|a| behaviours.iter().map(move |b| [*a, *b]));
        let cells = tasks
            .iter()
            .map(|(task, scenarios)| {
                let of = |pair| Ok(Grouped::of(&hold_all(scenarios, pair, rounds, seed)?));
                Ok((*task, pairs().map(of).collect::<Result<_, PlayError>>()?))
            })
            .collect::<Result<_, PlayError>>()?;
        Ok(Self { behaviours, cells })
    }

    /// The distance to people of a mixture, given in hundredths: the root of the mean square over `tasks`.
    fn distance(&self, hundredths: &[u32], tasks: &[Task]) -> f64 {
        let count = self.behaviours.len();
        let held: Vec<usize> = (0..count).filter(|&at| hundredths[at] > 0).collect();
        let share = |at: usize| f64::from(hundredths[at]) / 100.0;
        let squares: Vec<f64> = self
            .cells
            .iter()
            .filter(|(task, _)| tasks.contains(task))
            .map(|(task, cells)| {
                let mut sums = Grouped::default();
                for &a in &held {
                    for &b in &held {
                        sums.add(&cells[a * count + b], share(a) * share(b));
                    }
                }
                task.distance(&sums).powi(2)
            })
            .collect();
        (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
    }

    /// The behaviour that by itself is nearest to people over `tasks`.
    pub(super) fn nearest_alone(&self, tasks: &[Task]) -> &'static str {
        let alone = |at: usize| {
            let hundredths: Vec<u32> =
                (0..self.behaviours.len()).map(|other| if other == at { 100 } else { 0 }).collect();
            self.distance(&hundredths, tasks)
        };
        let nearest = (0..self.behaviours.len()).min_by(|&a, &b| alone(a).total_cmp(&alone(b)));
        self.behaviours[nearest.expect("there are behaviours")]
    }

    /// The mixture nearest to people over `tasks` that moving hundredths about finds, from each behaviour alone and from
    /// every two in even shares.
    pub(super) fn fit(&self, tasks: &[Task]) -> Mixture {
        let count = self.behaviours.len();
        let starts: Vec<Vec<u32>> = (0..count)
            .flat_map(|a| (a..count).map(move |b| (a, b)))
            .map(|(a, b)| {
                let mut start = vec![0; count];
                start[a] += 50;
                start[b] += 50;
                start
            })
            .collect();
        let found: Vec<(f64, Vec<u32>)> =
            starts.into_par_iter().map(|start| self.fit_from(start, tasks)).collect();
        // The first of equals: it must not depend on who finished first.
        let best = found.iter().min_by(|a, b| a.0.total_cmp(&b.0)).expect("there are starts");
        let shares = self.behaviours.iter().copied().zip(best.1.iter().copied());
        let mut hundredths: Vec<(&'static str, u32)> = shares.filter(|(_, share)| *share > 0).collect();
        hundredths.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
        Mixture { hundredths }
    }

    fn fit_from(&self, start: Vec<u32>, tasks: &[Task]) -> (f64, Vec<u32>) {
        let mut shares = self.descend(start, tasks, &vec![true; self.behaviours.len()]);
        while shares.iter().any(|share| (1..HUNDREDTHS_MIN).contains(share)) {
            let greatest = (0..shares.len()).max_by_key(|&at| shares[at]).expect("there are behaviours");
            for at in 0..shares.len() {
                if shares[at] < HUNDREDTHS_MIN {
                    shares[greatest] += std::mem::take(&mut shares[at]);
                }
            }
            // What was dropped stays out, so this ends.
            let allowed: Vec<bool> = shares.iter().map(|share| *share > 0).collect();
            shares = self.descend(shares, tasks, &allowed);
        }
        (self.distance(&shares, tasks), shares)
    }

    /// Moves hundredths from one behaviour to another while that brings the mixture nearer.
    fn descend(&self, mut shares: Vec<u32>, tasks: &[Task], allowed: &[bool]) -> Vec<u32> {
        let mut nearest = self.distance(&shares, tasks);
        for step in STEPS {
            loop {
                let before = nearest;
                for from in 0..shares.len() {
                    for to in (0..shares.len()).filter(|&to| to != from && allowed[to]) {
                        let moved = step.min(shares[from]);
                        if moved == 0 {
                            break;
                        }
                        let mut tried = shares.clone();
                        tried[from] -= moved;
                        tried[to] += moved;
                        let distance = self.distance(&tried, tasks);
                        if distance < nearest - 1e-9 {
                            (shares, nearest) = (tried, distance);
                        }
                    }
                }
                if nearest >= before - 1e-6 {
                    break;
                }
            }
        }
        shares
    }
}

impl Mixture {
    /// A single behaviour.
    pub(super) fn alone(behaviour: &'static str) -> Self {
        Self { hundredths: vec![(behaviour, 100)] }
    }

    /// The behaviour that `drawn`, a whole number under 100, falls to.
    pub(super) fn draw(&self, drawn: u32) -> &'static str {
        let mut below = 0;
        let falls = |(_, share): &&(&'static str, u32)| {
            below += share;
            drawn < below
        };
        self.hundredths.iter().find(falls).expect("the hundredths sum to 100").0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_shares() {
        let mixture = Mixture { hundredths: vec![("linear", 75), ("tough", 25)] };
        assert_eq!([0, 74, 75, 99].map(|drawn| mixture.draw(drawn)), ["linear", "linear", "tough", "tough"]);
        assert_eq!(Mixture::alone("micro").draw(90), "micro");
    }

    #[test]
    fn no_mixture_of_tenths_is_nearer_than_the_fit() {
        let scenarios: Vec<Scenario> = (0..40).map(|number| Task::Campsite.scenario(5, number)).collect();
        let behaviours = vec!["tough", "modular:bidding=trade_off", "random:accept_after=0"];
        let tasks = [Task::Campsite];
        let pairs = Pairs::hold(behaviours.clone(), &[(Task::Campsite, &scenarios)], 6, 1).unwrap();
        let mixture = pairs.fit(&tasks);
        assert_eq!(mixture.hundredths.iter().map(|(_, share)| share).sum::<u32>(), 100);
        let share = |name| mixture.hundredths.iter().find(|(held, _)| held == name).map_or(0, |(_, s)| *s);
        let fitted: Vec<u32> = behaviours.iter().map(share).collect();
        let nearest = pairs.distance(&fitted, &tasks);
        for a in (0..=100_u32).step_by(10) {
            for b in (0..=100 - a).step_by(10) {
                assert!(
                    nearest <= pairs.distance(&[a, b, 100 - a - b], &tasks) + 1e-9,
                    "{a} {b}: {mixture:?}"
                );
            }
        }
    }
}
