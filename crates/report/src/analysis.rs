//! What an analysis says, before it is drawn: the same content for every picture.

use std::collections::HashSet;

use wasit_arena::{Analysis, Origin, PairOutlook, Start};
use wasit_model::{Package, Talks};
use wasit_search::{IssueWeights, NoAward, Point, RedLineCost};

use crate::words;

/// One analysis and all that there is to say of it.
#[derive(Clone, Copy, Debug)]
pub struct AnalysisReport<'a> {
    /// The talks.
    pub talks: &'a Talks,
    /// The talks file's name, as it was given.
    pub file: &'a str,
    /// What was assumed on reading it, each in a sentence.
    pub assumed: &'a [String],
    /// The version of Wasit that analysed them.
    pub version: &'a str,
    /// What was found.
    pub analysis: &'a Analysis,
    /// What every two parties could reach, for pictures.
    pub pairs: &'a [PairOutlook],
    /// The most points of a frontier, and the most trades, that are listed; what is left out is said.
    pub points: usize,
}

/// A solution as lists have it.
#[derive(Clone, Debug)]
pub struct NamedSolution<'a> {
    /// The key in files: `nash`, `weighted_nash`, ….
    pub key: &'static str,
    /// What people read.
    pub title: &'static str,
    /// The packages that attain it.
    pub points: Vec<&'a Point>,
    /// 0 where it is exact.
    pub bound: f64,
    /// Whether all packages that attain it are among the points.
    pub complete: bool,
}

impl NamedSolution<'_> {
    /// How sure it is, in words; nothing where it is exact.
    #[must_use]
    pub fn sure(&self) -> Option<String> {
        if self.bound == 0.0 {
            return None;
        }
        let of = match self.key {
            _ if !self.bound.is_finite() => "",
            "nash" | "weighted_nash" => " of the greatest product of gains",
            "kalai_smorodinsky" => " of the least spread of gains",
            "kalai" => " of the greatest least gain",
            _ => " of the greatest sum",
        };
        Some(format!("{}{of}", words::approximate(self.bound)))
    }
}

/// How the sides stand to an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// What is better for one is mostly worse for the other.
    Opposed,
    /// They mostly want the same.
    Aligned,
    /// Neither.
    Mixed,
    /// One of the two does not care.
    Indifferent,
}

/// An issue is tradeable where it weighs this many times as much with one side as with another.
pub const TRADEABLE_RATIO: f64 = 1.5;
/// Correlations beyond this, up or down, count as aligned and as opposed.
const CORRELATED: f64 = 0.5;

impl AnalysisReport<'_> {
    /// The solutions: the four, Nash's with weights where weights were given, Adjusted Winner's package where there
    /// is one.
    #[must_use]
    pub fn solutions(&self) -> Vec<NamedSolution<'_>> {
        const TITLES: [&str; 4] =
            ["Nash", "Kalai–Smorodinsky", "Kalai (egalitarian)", "Greatest sum (utilitarian)"];
        let Analysis { outlook, weighted, adjusted_winner, .. } = self.analysis;
        let named = outlook.solutions.named().into_iter().zip(TITLES);
        let mut all: Vec<NamedSolution<'_>> = named
            .map(|((key, solution), title)| NamedSolution {
                key,
                title,
                points: solution.points.iter().collect(),
                bound: solution.bound,
                complete: solution.complete,
            })
            .collect();
        if let Some((_, solution)) = weighted {
            all.push(NamedSolution {
                key: "weighted_nash",
                title: "Nash with weights",
                points: solution.points.iter().collect(),
                bound: solution.bound,
                complete: solution.complete,
            });
        }
        if let Ok(found) = adjusted_winner {
            all.push(NamedSolution {
                key: "adjusted_winner",
                title: "Adjusted Winner",
                points: vec![&found.package],
                bound: 0.0,
                complete: true,
            });
        }
        all
    }

    /// The least distance between any two of their points; `None` where one has no point, or both have so many that
    /// comparing them would take long, and none in common.
    #[must_use]
    pub fn solution_distance(a: &NamedSolution<'_>, b: &NamedSolution<'_>) -> Option<f64> {
        const COMPARED: usize = 1 << 24;
        let known: HashSet<&Package> = a.points.iter().map(|point| &point.package).collect();
        if b.points.iter().any(|point| known.contains(&point.package)) {
            return Some(0.0);
        }
        if a.points.len().saturating_mul(b.points.len()) > COMPARED {
            return None;
        }
        let each = a.points.iter().flat_map(|x| b.points.iter().map(move |y| (x, y)));
        each.map(|(x, y)| distance(&x.utilities, &y.utilities)).min_by(f64::total_cmp)
    }

    /// How far a solution's points are off the frontier, as far as that is known: the least of the first few, for
    /// where they are many they are all efficient.
    #[must_use]
    pub fn frontier_distance(&self, solution: &NamedSolution<'_>) -> Option<f64> {
        const FEW: usize = 16;
        let frontier = &self.analysis.outlook.frontier;
        let few = solution.points.iter().take(FEW);
        few.filter_map(|point| frontier.distance(&point.utilities)).min_by(f64::total_cmp)
    }

    /// The least distance of a solution's points from `utilities`.
    #[must_use]
    pub fn distance_to(solution: &NamedSolution<'_>, utilities: &[f64]) -> Option<f64> {
        solution.points.iter().map(|point| distance(&point.utilities, utilities)).min_by(f64::total_cmp)
    }

    /// What a package to improve upon is called.
    #[must_use]
    pub fn start_title(&self, start: &Start) -> String {
        match start.origin {
            Origin::Named => "the package named".to_owned(),
            Origin::Agreed => "the agreement of the run".to_owned(),
            Origin::LastOffer(party) => format!("the last offer of {}", self.talks.parties[party].title),
            Origin::Halfway => "halfway on every issue by itself".to_owned(),
        }
    }

    /// What there is to trade on an issue, in a few words; nothing where there is nothing.
    #[must_use]
    pub fn leverage_words(&self, found: &Leverage) -> Option<String> {
        let title = |side: usize| self.talks.parties[side].title.as_str();
        found.tradeable.then(|| match found.stance {
            Stance::Indifferent => format!("{} can have it for nothing", title(found.most)),
            _ => format!("{} can give to {}", title(found.least), title(found.most)),
        })
    }

    /// Why there is no Adjusted Winner, in a sentence.
    #[must_use]
    pub fn no_award(&self, why: NoAward) -> String {
        match why {
            NoAward::NotTwo(count) => format!("Adjusted Winner is for two sides, and {count} sit here."),
            NoAward::NotAdditive(side) => format!(
                "There is no Adjusted Winner: what {} wants, or a red line of it, ties issues together, so that no issue \
                 has points by itself.",
                self.talks.parties[side].title
            ),
            NoAward::NothingLeft(issue) => format!(
                "There is no Adjusted Winner: red lines leave no value of {}.",
                self.talks.space.issues()[issue].title
            ),
            NoAward::NothingDisputed => {
                "There is nothing for Adjusted Winner to divide: both like the same package best.".to_owned()
            }
        }
    }

    /// What a red line of this cost is called: the file's words.
    #[must_use]
    pub fn line_words(&self, cost: &RedLineCost) -> &str {
        &self.talks.parties[cost.side].preferences.red_lines()[cost.line].words
    }

    /// What giving up a red line would change, in sentences.
    #[must_use]
    pub fn line_sentences(&self, cost: &RedLineCost) -> Vec<String> {
        let title = |side: usize| self.talks.parties[side].title.as_str();
        let mut said = Vec::new();
        if cost.blocks {
            said.push("It alone keeps the deal zone empty.".to_owned());
        }
        match &cost.best_gains {
            None => said.push("Together with the others it leaves no package.".to_owned()),
            Some(gains) if gains.iter().all(|gain| *gain < 0.0005) => {
                said.push("Without it nobody’s best package would be better.".to_owned());
            }
            Some(gains) => {
                let parts: Vec<String> = gains
                    .iter()
                    .enumerate()
                    .filter(|(_, gain)| **gain >= 0.0005)
                    .map(|(side, gain)| format!("{} {}", title(side), words::signed(*gain)))
                    .collect();
                said.push(format!("Without it best packages would be worth more: {}.", words::list(&parts)));
            }
        }
        for (solution, name) in [(&cost.solutions[0], "Nash"), (&cost.solutions[1], "Kalai–Smorodinsky")] {
            let (Some(with), Some(without)) = (&solution.with, &solution.without) else { continue };
            let moved: Vec<String> = with
                .iter()
                .zip(without)
                .enumerate()
                .filter(|(_, (with, without))| (*without - *with).abs() >= 0.0005)
                .map(|(side, (with, without))| format!("{} {}", title(side), words::signed(without - with)))
                .collect();
            said.push(if moved.is_empty() {
                format!("{name} would stay where it is.")
            } else {
                format!("{name} would move: {}.", words::list(&moved))
            });
        }
        if !cost.exact {
            said.push("This is approximate: the frontier is.".to_owned());
        }
        said
    }
}

/// Between which two sides there is most to trade on an issue: of those that care for it and do not want the same, the
/// two with which it weighs most differently; of those that want the same where all do; of all where at most one cares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leverage {
    /// The one of the two with which it weighs more.
    pub most: usize,
    /// The one with which it weighs less.
    pub least: usize,
    /// How these two stand to it.
    pub stance: Stance,
    /// The correlation of what its values are worth to these two; `None` where one is indifferent.
    pub correlation: Option<f64>,
    /// Whether there is something to trade: the two do not want the same, and it weighs [`TRADEABLE_RATIO`] times as
    /// much with one as with the other.
    pub tradeable: bool,
}

/// Who could give and who could gain on an issue; two sides or more.
#[must_use]
pub fn leverage(issue: &IssueWeights) -> Leverage {
    let sides = issue.weights.len();
    let pairs = (0..sides).flat_map(|a| (a + 1..sides).map(move |b| (a, b)));
    let each = pairs.zip(&issue.correlations).map(|((a, b), &correlation)| {
        let (most, least) = if issue.weights[b] > issue.weights[a] { (b, a) } else { (a, b) };
        let stance = match correlation {
            None => Stance::Indifferent,
            Some(at) if at <= -CORRELATED => Stance::Opposed,
            Some(at) if at >= CORRELATED => Stance::Aligned,
            Some(_) => Stance::Mixed,
        };
        let (high, low) = (issue.weights[most], issue.weights[least]);
        let tradeable = stance != Stance::Aligned && high > 0.0 && high >= TRADEABLE_RATIO * low;
        Leverage { most, least, stance, correlation, tradeable }
    });
    let rank = |found: &Leverage| match found.stance {
        Stance::Opposed | Stance::Mixed => 2,
        Stance::Aligned => 1,
        Stance::Indifferent => 0,
    };
    let ratio = |found: &Leverage| match (issue.weights[found.most], issue.weights[found.least]) {
        (_, 0.0) => issue.weights[found.most],
        (high, low) => high / low,
    };
    let better = |found: &Leverage, best: &Leverage| {
        rank(found).cmp(&rank(best)).then(ratio(found).total_cmp(&ratio(best))).is_gt()
    };
    let alone =
        Leverage { most: 0, least: 0, stance: Stance::Indifferent, correlation: None, tradeable: false };
    each.reduce(|best, found| if better(&found, &best) { found } else { best }).unwrap_or(alone)
}

impl Stance {
    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Opposed => "opposed",
            Self::Aligned => "aligned",
            Self::Mixed => "mixed",
            Self::Indifferent => "indifferent",
        }
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// At most `most` of `all`: the first, the last and others evenly between them.
pub fn spread<T>(all: &[T], most: usize) -> Vec<&T> {
    match (all.len(), most) {
        (_, 0) => Vec::new(),
        (count, most) if count <= most => all.iter().collect(),
        (_, 1) => vec![&all[0]],
        (count, most) => (0..most).map(|at| &all[at * (count - 1) / (most - 1)]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_with_most_to_trade_are_found_among_all() {
        let check = |weights: &[f64], correlations: &[Option<f64>], expect: (usize, usize, Stance, bool)| {
            let issue =
                IssueWeights { issue: 0, weights: weights.to_vec(), correlations: correlations.to_vec() };
            let found = leverage(&issue);
            assert_eq!((found.most, found.least, found.stance, found.tradeable), expect);
        };
        // (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)
        let few = [Some(0.0), Some(0.0), Some(0.0), Some(0.0), Some(-0.9), Some(0.0)];
        check(&[0.2, 0.5, 0.3, 0.1], &few, (1, 3, Stance::Opposed, true));
        check(&[0.5, 0.5], &[Some(1.0)], (0, 1, Stance::Aligned, false));
        check(&[0.4, 0.5], &[Some(-1.0)], (1, 0, Stance::Opposed, false));
        // What only one cares for, the other can give for nothing.
        check(&[0.0, 0.5], &[None], (1, 0, Stance::Indifferent, true));
        check(&[0.0, 0.0], &[None], (0, 1, Stance::Indifferent, false));
        // The indifferent third is no part of what the two others contest.
        check(&[0.3, 0.33, 0.0], &[Some(-1.0), None, None], (1, 0, Stance::Opposed, false));
    }

    #[test]
    fn lists_are_spread_and_keep_their_ends() {
        let all: Vec<usize> = (0..10).collect();
        assert_eq!(spread(&all, 4), [&0, &3, &6, &9]);
        assert_eq!(spread(&all, 20).len(), 10);
        assert_eq!(spread(&all, 1), [&0]);
        assert!(spread(&all, 0).is_empty());
    }
}
