//! How far talks are from people's: one number, of differences each in a unit of its own.

use super::figures::{Figures, Sums};
use super::people::{CAMPSITE, DIVISION, People};
use super::scenarios::{Overlap, Task};
use super::talks::Held;

/// What counts as a difference of 1.
pub(super) const AGREED_UNIT: f64 = 0.05;
/// Of points and of their deviation, as a share of the best: 1 of 36 points.
pub(super) const POINTS_UNIT: f64 = 1.0 / 36.0;
pub(super) const JOINT_UNIT: f64 = 0.02;
pub(super) const EFFICIENT_UNIT: f64 = 0.10;
pub(super) const NASH_UNIT: f64 = 0.04;
/// What talks that never agree differ by in a figure of agreements.
const NO_FIGURE: f64 = 10.0;

/// Sums of a task's talks: all, and of the campsite also by overlap.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grouped {
    pub(super) all: Sums,
    pub(super) by_overlap: [Sums; 3],
}

impl Grouped {
    pub(super) fn of(talks: &[Held]) -> Self {
        let with = |overlap| talks.iter().filter(move |held| held.overlap == Some(overlap));
        Self { all: Sums::of(talks), by_overlap: Overlap::EACH.map(|overlap| Sums::of(with(overlap))) }
    }

    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.all.add(&other.all, weight);
        for (sums, part) in self.by_overlap.iter_mut().zip(&other.by_overlap) {
            sums.add(part, weight);
        }
    }
}

impl Task {
    pub(super) fn people(self) -> &'static People {
        match self {
            Self::Campsite => &CAMPSITE,
            Self::Division => &DIVISION,
        }
    }

    /// The root of the mean square of the differences to people's figures, each over its unit: agreement, points and their
    /// deviation, joint and efficient shares; Nash share, and joint and efficient shares where no priority is the
    /// same and where one is, as far as they are published.
    pub(super) fn distance(self, found: &Grouped) -> f64 {
        let (people, figures) = (self.people(), found.all.figures());
        let points_unit = POINTS_UNIT * f64::from(self.most());
        let mut parts = vec![
            (figures.agreed - people.agreed) / AGREED_UNIT,
            (figures.points - people.points) / points_unit,
            (figures.points_sd - people.points_sd) / points_unit,
            (figures.joint - people.joint) / JOINT_UNIT,
            (figures.efficient - people.efficient) / EFFICIENT_UNIT,
        ];
        parts.extend(people.nash.map(|nash| (figures.nash - nash) / NASH_UNIT));
        for (theirs, ours) in people.by_overlap.iter().flatten().zip(&found.by_overlap).take(2) {
            let ours: Figures = ours.figures();
            parts.push((ours.joint - theirs.joint) / JOINT_UNIT);
            parts.push((ours.efficient - theirs.efficient) / EFFICIENT_UNIT);
        }
        let squares = parts.iter().map(|part| if part.is_finite() { part * part } else { NO_FIGURE.powi(2) });
        (squares.sum::<f64>() / parts.len() as f64).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::super::scenarios::Deal;
    use super::*;

    #[test]
    fn it_is_the_root_of_the_mean_square() {
        // Agreement one unit off, points and deviation exact, joint two units off, efficient two units off.
        let deal = |a, b, efficient| Held {
            deal: Some(Deal { points: [a, b], joint: 0.91, efficient, nash: 1.0 }),
            legs: 2,
            overlap: None,
        };
        let mut talks = vec![deal(9, 6, true); 57];
        talks.extend(vec![deal(9, 6, false); 43]);
        talks.extend(vec![Held { deal: None, legs: 2, overlap: None }; 25]);
        let distance = Task::Division.distance(&Grouped::of(&talks));
        let parts = [
            (0.8 - 0.75) / 0.05,
            (7.5 - 7.47) * 3.6,
            (1.5 - 1.69) * 3.6,
            (0.91 - 0.95) / 0.02,
            (0.57 - 0.77) / 0.1,
        ];
        let expected = (parts.iter().map(|part| part * part).sum::<f64>() / 5.0).sqrt();
        assert!((distance - expected).abs() < 1e-9, "{distance}, not {expected}");
    }

    #[test]
    fn talks_that_never_agree_are_far_away() {
        let talks = [Held { deal: None, legs: 2, overlap: Some(Overlap::One) }];
        assert!(Task::Campsite.distance(&Grouped::of(&talks)) > 9.0);
    }
}
