//! All that is held and measured for the page.

use rayon::prelude::*;
use wasit_arena::PlayError;

use super::behaviours::{ingredients, models};
use super::distance::Grouped;
use super::figures::{Figures, Interval, Sums, interval_of};
use super::mediators::{Change, Talks, hold_mixture, mediators};
use super::mixture::{Mixture, Pairs};
use super::null::{self, Null};
use super::scenarios::{Overlap, Scenario, Task};
use super::talks::{Between, Held, hold_all};

/// How much is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// Scenarios of each task in each half.
    pub(super) scenarios: u64,
    /// Talks of a mixture on each scenario.
    pub(super) repeats: u64,
    pub(super) seed: u64,
}

pub(super) const TASKS: [Task; 2] = [Task::Campsite, Task::Division];
/// Turns of each side: half of people's time, about twice it, and more than enough.
pub(super) const ROUNDS: [u32; 3] = [6, 12, 40];
/// Which of them all is measured at.
pub(super) const USUAL: usize = 1;
/// What mixtures are fitted to: each task by itself, then both.
pub(super) const TARGETS: [&[Task]; 3] = [&[Task::Campsite], &[Task::Division], &TASKS];

/// All figures of the page.
pub(super) struct Results {
    pub(super) size: Size,
    pub(super) campsite_null: [Null; 3],
    pub(super) null: [Null; 2],
    pub(super) models: Vec<Row>,
    /// As `TARGETS`: the ingredient that by itself is nearest to people on the first half.
    pub(super) singles: Vec<Row>,
    /// As `TARGETS`.
    pub(super) mixtures: Vec<Row>,
    /// As `ROUNDS`.
    pub(super) by_rounds: Vec<ByRounds>,
    /// What every mediator changes for each task's own mixture, by `ROUNDS`, then by task.
    pub(super) changes: Vec<[Vec<Change>; 2]>,
}

/// What one mixture, or one behaviour alone, came to on the second half.
pub(super) struct Row {
    pub(super) mixture: Mixture,
    pub(super) tasks: [Measured; 2],
}

/// What talks on a task came to.
pub(super) struct Measured {
    pub(super) distance: f64,
    pub(super) agreed: Interval,
    pub(super) legs: Interval,
    /// `None` where none agreed; so the others.
    pub(super) points: Option<Interval>,
    pub(super) points_sd: Option<Interval>,
    pub(super) joint: Option<Interval>,
    pub(super) efficient: Option<Interval>,
    pub(super) nash: Option<Interval>,
    /// Of the campsite: agreement, joint and efficient shares.
    pub(super) by_overlap: Vec<[Option<Interval>; 3]>,
    /// Over `ROUNDS`.
    pub(super) by_rounds: Vec<Figures>,
}

/// Distances over so many rounds, by task.
pub(super) struct ByRounds {
    pub(super) rounds: u32,
    /// Of the task's mixture that was fitted at the usual number of rounds.
    pub(super) kept: [f64; 2],
    /// Of one fitted at this number of rounds.
    pub(super) fitted: [f64; 2],
}

/// Both tasks' scenarios: one half.
struct Half([Vec<Scenario>; 2]);

impl Half {
    fn new(size: Size, half: u64) -> Self {
        let numbers = half * size.scenarios..(half + 1) * size.scenarios;
        Self(TASKS.map(|task| {
            numbers.clone().into_par_iter().map(|number| task.scenario(size.seed, number)).collect()
        }))
    }

    fn pairs(&self, behaviours: Vec<&'static str>, rounds: u32, seed: u64) -> Result<Pairs, PlayError> {
        let tasks: Vec<(Task, &[Scenario])> =
            TASKS.into_iter().zip(&self.0).map(|(task, scenarios)| (task, scenarios.as_slice())).collect();
        Pairs::hold(behaviours, &tasks, rounds, seed)
    }
}

/// Holds everything.
///
/// # Errors
/// Any [`PlayError`]: a text that seats nobody.
pub(super) fn run(size: Size) -> Result<Results, PlayError> {
    let (first, second) = (Half::new(size, 0), Half::new(size, 1));
    let usual = ROUNDS[USUAL];
    let pairs = first.pairs(ingredients(), usual, size.seed)?;
    let fitted: Vec<Mixture> = TARGETS.iter().map(|tasks| pairs.fit(tasks)).collect();
    let own = [&fitted[0], &fitted[1]];
    let row = |mixture: Mixture| row(&second, mixture, size);
    let alone = |names: Vec<&'static str>| -> Result<Vec<Row>, PlayError> {
        names.into_iter().map(|name| row(Mixture::alone(name))).collect()
    };
    Ok(Results {
        size,
        campsite_null: Overlap::EACH.map(null::campsite_of),
        null: [null::campsite(), null::division(&second.0[1])],
        models: alone(models())?,
        singles: alone(TARGETS.iter().map(|tasks| pairs.nearest_alone(tasks)).collect())?,
        by_rounds: ROUNDS
            .into_iter()
            .map(|rounds| by_rounds(&first, &second, own, rounds, size))
            .collect::<Result<_, _>>()?,
        changes: ROUNDS
            .into_iter()
            .map(|rounds| changes(&second, own, rounds, size))
            .collect::<Result<_, _>>()?,
        mixtures: fitted.iter().cloned().map(row).collect::<Result<_, _>>()?,
    })
}

fn row(half: &Half, mixture: Mixture, size: Size) -> Result<Row, PlayError> {
    let [a, b] = [0, 1].map(|at| measured(TASKS[at], &half.0[at], &mixture, size));
    Ok(Row { tasks: [a?, b?], mixture })
}

fn measured(
    task: Task,
    scenarios: &[Scenario],
    mixture: &Mixture,
    size: Size,
) -> Result<Measured, PlayError> {
    let held = |rounds| talks_of(scenarios, mixture, rounds, size);
    let all: Vec<Talks> = ROUNDS.into_iter().map(held).collect::<Result<_, _>>()?;
    let talks = &all[USUAL];
    let blocks = |overlap: Option<Overlap>| -> Vec<Sums> {
        let of = |talks: &&Vec<Held>| overlap.is_none() || talks.iter().all(|held| held.overlap == overlap);
        talks.iter().filter(of).map(Sums::of).collect()
    };
    let every = blocks(None);
    let of = |figure: fn(&Figures) -> f64| interval_of(&every, size.seed, figure);
    let of_overlap = |overlap| {
        let blocks = blocks(Some(overlap));
        let figures: [fn(&Figures) -> f64; 3] =
            [|figures| figures.agreed, |figures| figures.joint, |figures| figures.efficient];
        figures.map(|figure| if blocks.is_empty() { None } else { interval_of(&blocks, size.seed, figure) })
    };
    let overlaps = if task == Task::Campsite { Overlap::EACH.as_slice() } else { &[] };
    let flat: Vec<Held> = talks.iter().flatten().copied().collect();
    Ok(Measured {
        distance: task.distance(&Grouped::of(&flat)),
        agreed: of(|figures| figures.agreed).expect("there are talks"),
        legs: of(|figures| figures.legs).expect("there are talks"),
        points: of(|figures| figures.points),
        points_sd: of(|figures| figures.points_sd),
        joint: of(|figures| figures.joint),
        efficient: of(|figures| figures.efficient),
        nash: of(|figures| figures.nash),
        by_overlap: overlaps.iter().map(|overlap| of_overlap(*overlap)).collect(),
        by_rounds: all.iter().map(|talks| Sums::of(talks.iter().flatten()).figures()).collect(),
    })
}

/// One talk on every scenario of a behaviour alone, several of a mixture.
fn talks_of(scenarios: &[Scenario], mixture: &Mixture, rounds: u32, size: Size) -> Result<Talks, PlayError> {
    if let [(behaviour, _)] = mixture.hundredths.as_slice() {
        let held = hold_all(scenarios, [behaviour, behaviour], rounds, size.seed)?;
        return Ok(held.into_iter().map(|held| vec![held]).collect());
    }
    hold_mixture(scenarios, mixture, Between::Nobody, rounds, size.repeats, size.seed)
}

fn by_rounds(
    first: &Half,
    second: &Half,
    own: [&Mixture; 2],
    rounds: u32,
    size: Size,
) -> Result<ByRounds, PlayError> {
    let pairs = first.pairs(ingredients(), rounds, size.seed)?;
    let distance = |at: usize, mixture: &Mixture| -> Result<f64, PlayError> {
        let talks = talks_of(&second.0[at], mixture, rounds, size)?;
        let flat: Vec<Held> = talks.into_iter().flatten().collect();
        Ok(TASKS[at].distance(&Grouped::of(&flat)))
    };
    let fitted = [0, 1].map(|at| pairs.fit(&[TASKS[at]]));
    Ok(ByRounds {
        rounds,
        kept: [distance(0, own[0])?, distance(1, own[1])?],
        fitted: [distance(0, &fitted[0])?, distance(1, &fitted[1])?],
    })
}

fn changes(half: &Half, own: [&Mixture; 2], rounds: u32, size: Size) -> Result<[Vec<Change>; 2], PlayError> {
    let of = |at: usize| -> Result<Vec<Change>, PlayError> {
        let held = |between| hold_mixture(&half.0[at], own[at], between, rounds, size.repeats, size.seed);
        let without = held(Between::Nobody)?;
        let change = |mediator| -> Result<Change, PlayError> {
            let with = held(Between::Mediator(mediator))?;
            Ok(Change::of(TASKS[at], mediator, &without, &with, size.seed).expect("there are talks"))
        };
        mediators().into_iter().map(change).collect()
    };
    Ok([of(0)?, of(1)?])
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::LazyLock;

    use super::*;

    /// A small run, held once for all tests.
    pub(in super::super) static SMALL: LazyLock<Results> = LazyLock::new(small);

    fn small() -> Results {
        run(Size { scenarios: 40, repeats: 2, seed: 3 }).unwrap()
    }

    #[test]
    fn figures_lie_where_they_must() {
        let rows = || SMALL.models.iter().chain(&SMALL.singles).chain(&SMALL.mixtures);
        assert_eq!(rows().count(), models().len() + 2 * TARGETS.len());
        for row in rows() {
            assert_eq!(row.mixture.hundredths.iter().map(|(_, share)| share).sum::<u32>(), 100);
            for (task, found) in TASKS.iter().zip(&row.tasks) {
                let shares = [Some(found.agreed), found.joint, found.efficient, found.nash];
                for share in shares.into_iter().flatten() {
                    assert!(0.0 <= share.low && share.low <= share.mean, "{share:?}");
                    assert!(share.mean <= share.high && share.high <= 1.0 + 1e-12, "{share:?}");
                }
                assert_eq!(found.points.is_some(), found.agreed.mean > 0.0);
                assert_eq!(found.by_overlap.len(), if *task == Task::Campsite { 3 } else { 0 });
                assert_eq!(found.by_rounds.len(), ROUNDS.len());
                if let Some(points) = found.points {
                    let (least, most) = (f64::from(task.no_deal()), f64::from(task.most()));
                    assert!(least <= points.low && points.high <= most, "{points:?}");
                }
            }
        }
        for changes in SMALL.changes.iter().flatten() {
            assert_eq!(changes.iter().map(|change| change.mediator).collect::<Vec<_>>(), mediators());
        }
    }

    #[test]
    fn identical_campers_waste_nothing() {
        for row in &SMALL.models {
            let [_, joint, efficient] = row.tasks[0].by_overlap[2];
            for share in [joint, efficient].into_iter().flatten() {
                assert_eq!((share.low, share.mean), (1.0, 1.0));
            }
        }
    }

    #[test]
    fn a_fit_is_nearer_on_its_own_task_than_that_of_the_other() {
        let distance = |mixture: usize, task: usize| SMALL.mixtures[mixture].tasks[task].distance;
        assert!(distance(0, 0) < distance(1, 0) && distance(1, 1) < distance(0, 1));
    }

    #[test]
    #[ignore = "slow: holds and fits everything twice"]
    fn threads_do_not_matter() {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                super::super::page::page(&run(Size { scenarios: 6, repeats: 1, seed: 5 }).unwrap())
            })
        };
        assert_eq!(with(1), with(3));
    }
}
