use wasit_model::{Package, Preferences, ValueIndex};

use crate::Point;

/// How far two sums of points out of 100 may differ and count as equal.
const TIE: f64 = 1e-9;

/// The division of the issues between two sides by Adjusted Winner (Brams & Taylor 1996, chapter 4): both end with
/// the same share of what they could win, none would change with the other, no division is better for both, and at
/// most one issue is split.
#[derive(Clone, Debug, PartialEq)]
pub struct AdjustedWinner {
    /// By side, then by issue: points, 100 in sum. What lies between having the issue settled at the value that the
    /// side likes best and at the one that the other likes best, both within all red lines.
    pub points: [Vec<f64>; 2],
    /// By issue: who has it in the end.
    pub awards: Vec<Award>,
    /// Points after the initial award: every issue to the side that puts more points on it, those with equal points
    /// to the one that has fewer.
    pub initial: [f64; 2],
    /// Issues that the adjustment moved as a whole from the side that had more points, in the order of moving.
    pub moved: Vec<usize>,
    /// The issue that must be shared for both to have the same points.
    pub split: Option<Split>,
    /// The points that each side has in the end.
    pub score: f64,
    /// What each side would make of the division if the split issue could be divided: linear in its share.
    pub utilities: [f64; 2],
    /// The real package nearest to the division: issues that are won as the winner likes them best, the split issue
    /// at the value at which both have the most nearly what the split gives them (least Euclidean distance in points).
    pub package: Point,
    /// The points that each side has in that package.
    pub package_points: [f64; 2],
}

/// Who has an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Award {
    /// One value is best for both.
    Agreed,
    /// This side wins it.
    Won(usize),
    /// It is shared.
    Shared,
}

/// The issue that is shared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Which.
    pub issue: usize,
    /// Each side's share; 1 in sum.
    pub shares: [f64; 2],
}

/// Why there is no Adjusted Winner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAward {
    /// It is for two sides, and there are this many.
    NotTwo(usize),
    /// What this side wants, or a red line of its, ties issues together: an issue has no points by itself.
    NotAdditive(usize),
    /// Red lines leave no value of this issue.
    NothingLeft(usize),
    /// Both like the same values best: there is nothing to divide.
    NothingDisputed,
}

/// Both sides' best values of one issue, and what lies between them.
struct Dispute {
    best: [ValueIndex; 2],
    stakes: [f64; 2],
}

/// Divides the issues between two sides by Adjusted Winner. O(values + issues × log issues).
///
/// # Errors
/// Where it is not defined: any [`NoAward`].
pub fn adjusted_winner(sides: &[&Preferences]) -> Result<AdjustedWinner, NoAward> {
    let &[a, b] = sides else { return Err(NoAward::NotTwo(sides.len())) };
    if let Some(side) = [a, b].iter().position(|side| !side.is_additive()) {
        return Err(NoAward::NotAdditive(side));
    }
    let issues = a.tables().len();
    let disputes =
        (0..issues).map(|issue| Dispute::of([a, b], issue)).collect::<Result<Vec<Dispute>, NoAward>>()?;
    let whole: [f64; 2] =
        std::array::from_fn(|side| disputes.iter().map(|dispute| dispute.stakes[side]).sum());
    // Where one side has nothing at stake neither has: see `Dispute::of`.
    if whole.iter().any(|whole| *whole <= 0.0) {
        return Err(NoAward::NothingDisputed);
    }
    let points: [Vec<f64>; 2] = std::array::from_fn(|side| {
        disputes.iter().map(|dispute| 100.0 * dispute.stakes[side] / whole[side]).collect()
    });
    let (mut awards, mut totals) = initial_award(&points);
    let initial = totals;
    let (moved, split) = adjust(&points, &mut awards, &mut totals);
    let held = |side: usize, issue: usize| match (awards[issue], split) {
        (Award::Won(winner), _) => f64::from(u8::from(winner == side)),
        (Award::Shared, Some(split)) => split.shares[side],
        _ => 0.0,
    };
    let utilities = std::array::from_fn(|side| {
        let preferences = [a, b][side];
        let lost = |(issue, dispute): (usize, &Dispute)| {
            let losing = preferences.open_tables()[issue][usize::from(dispute.best[1 - side])];
            losing + held(side, issue) * dispute.stakes[side]
        };
        disputes.iter().enumerate().map(lost).sum()
    });
    let worth = |side: usize, issue: usize, value: ValueIndex| {
        let preferences = [a, b][side];
        let lost = usize::from(disputes[issue].best[1 - side]);
        let over =
            preferences.open_tables()[issue][usize::from(value)] - preferences.open_tables()[issue][lost];
        100.0 * over / whole[side]
    };
    let package: Package = (0..issues)
        .map(|issue| match (awards[issue], split) {
            (Award::Won(winner), _) => disputes[issue].best[winner],
            (Award::Shared, Some(split)) => nearest_value([a, b], issue, |value| {
                let off = |side: usize| worth(side, issue, value) - split.shares[side] * points[side][issue];
                off(0).powi(2) + off(1).powi(2)
            }),
            _ => disputes[issue].best[0],
        })
        .collect();
    let package_points =
        std::array::from_fn(|side| (0..issues).map(|issue| worth(side, issue, package[issue])).sum());
    Ok(AdjustedWinner {
        score: (totals[0] + totals[1]) / 2.0,
        points,
        awards,
        initial,
        moved,
        split,
        utilities,
        package: Point { utilities: vec![a.utility(&package), b.utility(&package)], package },
        package_points,
    })
}

/// Values of `issue` that no red line of either side forbids.
fn allowed(sides: [&Preferences; 2], issue: usize) -> impl Iterator<Item = usize> {
    let within = move |&value: &usize| sides.iter().all(|side| side.tables()[issue][value].is_finite());
    (0..sides[0].tables()[issue].len()).filter(within)
}

fn nearest_value(sides: [&Preferences; 2], issue: usize, off: impl Fn(ValueIndex) -> f64) -> ValueIndex {
    allowed(sides, issue)
        .map(|value| value as ValueIndex)
        .min_by(|&x, &y| off(x).total_cmp(&off(y)))
        .unwrap_or(0)
}

impl Dispute {
    /// Of values that are equally good for a side, the one that is best for the other counts. So if the other's best
    /// is as good for a side as its own, its own is as good for the other, and nobody has anything at stake.
    fn of(sides: [&Preferences; 2], issue: usize) -> Result<Self, NoAward> {
        let tables = sides.map(|side| &side.tables()[issue]);
        let best = |side: usize| {
            let key = |value: usize| (tables[side][value], tables[1 - side][value]);
            allowed(sides, issue).reduce(|best, value| {
                let ((own, other), (most, others)) = (key(value), key(best));
                if own > most || (own == most && other > others) { value } else { best }
            })
        };
        let (Some(first), Some(second)) = (best(0), best(1)) else { return Err(NoAward::NothingLeft(issue)) };
        let stakes = [tables[0][first] - tables[0][second], tables[1][second] - tables[1][first]];
        Ok(Self { best: [first as ValueIndex, second as ValueIndex], stakes })
    }
}

fn initial_award(points: &[Vec<f64>; 2]) -> (Vec<Award>, [f64; 2]) {
    let mut awards = vec![Award::Agreed; points[0].len()];
    let mut totals = [0.0; 2];
    let mut tied = Vec::new();
    for (issue, award) in awards.iter_mut().enumerate() {
        let [first, second] = [points[0][issue], points[1][issue]];
        if first == 0.0 && second == 0.0 {
            continue;
        }
        if (first - second).abs() <= TIE {
            tied.push(issue);
            continue;
        }
        let winner = usize::from(second > first);
        *award = Award::Won(winner);
        totals[winner] += points[winner][issue];
    }
    for issue in tied {
        let winner = usize::from(totals[1] < totals[0]);
        awards[issue] = Award::Won(winner);
        totals[winner] += points[winner][issue];
    }
    (awards, totals)
}

/// Moves issues from the side that has more points, those first on which its points exceed the other's least, until
/// both have the same: the last one in part.
fn adjust(
    points: &[Vec<f64>; 2],
    awards: &mut [Award],
    totals: &mut [f64; 2],
) -> (Vec<usize>, Option<Split>) {
    let leader = usize::from(totals[1] > totals[0]);
    let other = 1 - leader;
    let ratio = |issue: usize| points[leader][issue] / points[other][issue];
    let mut held: Vec<usize> =
        (0..awards.len()).filter(|&issue| awards[issue] == Award::Won(leader)).collect();
    held.sort_by(|&x, &y| ratio(x).total_cmp(&ratio(y)).then(x.cmp(&y)));
    let mut moved = Vec::new();
    for issue in held {
        let lead = totals[leader] - totals[other];
        if lead <= TIE {
            break;
        }
        let (gives, gets) = (points[leader][issue], points[other][issue]);
        let part = (lead / (gives + gets)).min(1.0);
        totals[leader] -= part * gives;
        totals[other] += part * gets;
        if part >= 1.0 - TIE {
            awards[issue] = Award::Won(other);
            moved.push(issue);
            continue;
        }
        awards[issue] = Award::Shared;
        let mut shares = [part; 2];
        shares[leader] = 1.0 - part;
        return (moved, Some(Split { issue, shares }));
    }
    (moved, None)
}
