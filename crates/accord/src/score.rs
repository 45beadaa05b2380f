//! How well people think that an accord is carried out: scores from 0 to 3, how far coders agree, and an index.
//!
//! After the Peace Accords Matrix of the Kroc Institute (Joshi, Quinn & Regan 2015, *Annualized implementation data on
//! comprehensive intrastate peace accords*): 0 not initiated, 1 minimal, 2 intermediate, 3 full.
//!
//! > A score is a person's judgement. What a machine finds of compliance is never averaged with it: nothing here takes a
//! > [`crate::State`].

use std::collections::{BTreeMap, BTreeSet};

use crate::terms::Name;

/// How far something has been carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing has begun.
    NotInitiated,
    /// A little: it could not go on by itself.
    Minimal,
    /// Much: it may still be complete in time.
    Intermediate,
    /// All, or nearly.
    Full,
}

impl Level {
    /// From 0 to 3; nothing where it is another number.
    #[must_use]
    pub fn of(score: u8) -> Option<Self> {
        [Self::NotInitiated, Self::Minimal, Self::Intermediate, Self::Full].get(usize::from(score)).copied()
    }

    /// From 0 to 3.
    #[must_use]
    pub fn score(self) -> u8 {
        self as u8
    }
}

/// One person's judgement of one commitment, for one year or other period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding {
    /// Who judged.
    pub coder: Name,
    /// Of which commitment.
    pub commitment: Name,
    /// For which period, such as `2020`.
    pub period: Name,
    /// The judgement.
    pub level: Level,
    /// On which evidence: never empty.
    pub evidence: String,
}

/// Codings that cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// One coder judged one thing twice.
    #[error("`{coder}` judged `{commitment}` twice for {period}")]
    Twice {
        /// Who.
        coder: Name,
        /// What.
        commitment: Name,
        /// When.
        period: Name,
    },
    /// Nothing is said on what a judgement rests.
    #[error("`{coder}` gives no evidence for `{commitment}` in {period}")]
    NoEvidence {
        /// Who.
        coder: Name,
        /// What.
        commitment: Name,
        /// When.
        period: Name,
    },
}

/// All judgements of an accord.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// By period, then commitment, then coder.
    all: BTreeMap<(Name, Name), BTreeMap<Name, Level>>,
}

/// How far one level is from another, for agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// By the distance.
    Linear,
    /// By the distance squared.
    Quadratic,
}

/// How far two coders agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Weighted kappa; `None` where chance alone leaves no room (both gave everything the same level), or nothing was
    /// judged by both.
    pub kappa: Option<f64>,
    /// How many things both judged.
    pub both: usize,
    /// How many of these they judged the same.
    pub same: usize,
}

/// How far an accord was carried out in a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// The mean of the commitments' scores, from 0 to 100; `None` where none was judged.
    pub value: Option<f64>,
    /// How many commitments were judged.
    pub judged: usize,
    /// How many there are to judge.
    pub all: usize,
}

impl Index {
    /// The share of commitments that were judged, in [0, 1].
    #[must_use]
    pub fn coverage(&self) -> f64 {
        if self.all == 0 { 0.0 } else { self.judged as f64 / self.all as f64 }
    }
}

impl Scores {
    /// Counts the judgements.
    ///
    /// # Errors
    /// The first that is there twice, or without evidence.
    pub fn new(codings: impl IntoIterator<Item = Coding>) -> Result<Self, ScoreError> {
        let mut scores = Self::default();
        for Coding { coder, commitment, period, level, evidence } in codings {
            if evidence.trim().is_empty() {
                return Err(ScoreError::NoEvidence { coder, commitment, period });
            }
            let by_coder = scores.all.entry((period.clone(), commitment.clone())).or_default();
            if by_coder.insert(coder.clone(), level).is_some() {
                return Err(ScoreError::Twice { coder, commitment, period });
            }
        }
        Ok(scores)
    }

    /// Who judged, in order.
    #[must_use]
    pub fn coders(&self) -> BTreeSet<&str> {
        self.all.values().flat_map(BTreeMap::keys).map(|name| &**name).collect()
    }

    /// The periods for which there are judgements, in order.
    #[must_use]
    pub fn periods(&self) -> BTreeSet<&str> {
        self.all.keys().map(|(period, _)| &**period).collect()
    }

    /// The judgements of one commitment for one period, by coder.
    pub fn of(&self, commitment: &str, period: &str) -> impl Iterator<Item = (&str, Level)> {
        let found =
            self.all.iter().filter(move |((when, what), _)| **when == *period && **what == *commitment);
        found.flat_map(|(_, by_coder)| by_coder.iter().map(|(coder, level)| (&**coder, *level)))
    }

    /// How far two coders agree on what both judged: one less the mean weighted disagreement over the one that would be
    /// expected by chance (Cohen 1968, *Weighted kappa*).
    #[must_use]
    pub fn agreement(&self, one: &str, other: &str, weights: Weights) -> Agreement {
        let mut table = [[0_u32; 4]; 4];
        for by_coder in self.all.values() {
            if let (Some(one), Some(other)) = (by_coder.get(one), by_coder.get(other)) {
                table[usize::from(one.score())][usize::from(other.score())] += 1;
            }
        }
        let both: u32 = table.iter().flatten().sum();
        let same = (0..4).map(|level| table[level][level] as usize).sum();
        Agreement { kappa: kappa(&table, weights), both: both as usize, same }
    }

    /// How far these commitments were carried out in a period: the mean over commitments of the mean over coders, as a
    /// share of full implementation.
    #[must_use]
    pub fn index(&self, commitments: &[Name], period: &str) -> Index {
        let mean = |name: &Name| {
            let levels: Vec<f64> = self.of(name, period).map(|(_, level)| f64::from(level.score())).collect();
            (!levels.is_empty()).then(|| levels.iter().sum::<f64>() / levels.len() as f64)
        };
        let means: Vec<f64> = commitments.iter().filter_map(mean).collect();
        let value = (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64 / 3.0 * 100.0);
        Index { value, judged: means.len(), all: commitments.len() }
    }
}

/// Weighted kappa of a table of counts: one coder's levels by row, the other's by column.
fn kappa<const K: usize>(table: &[[u32; K]; K], weights: Weights) -> Option<f64> {
    let all: f64 = table.iter().flatten().map(|count| f64::from(*count)).sum();
    let row = |at: usize| table[at].iter().map(|count| f64::from(*count)).sum::<f64>();
    let column = |at: usize| table.iter().map(|row| f64::from(row[at])).sum::<f64>();
    let (mut seen, mut by_chance) = (0.0, 0.0);
    for (one, counts) in table.iter().enumerate() {
        for (other, count) in counts.iter().enumerate() {
            let distance = one.abs_diff(other) as f64;
            let weight = match weights {
                Weights::Linear => distance,
                Weights::Quadratic => distance * distance,
            };
            seen += weight * f64::from(*count);
            by_chance += weight * row(one) * column(other) / all;
        }
    }
    (by_chance > 0.0).then(|| 1.0 - seen / by_chance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coding(coder: &str, commitment: &str, score: u8) -> Coding {
        Coding {
            coder: coder.into(),
            commitment: commitment.into(),
            period: "2020".into(),
            level: Level::of(score).expect("from 0 to 3"),
            evidence: "a report".to_owned(),
        }
    }

    /// By hand. Three levels, 20 things: seen on the diagonal 5, 6, 4; 2 one apart above, 1 two apart, 2 one apart below.
    /// Rows 7, 8, 5; columns 6, 8, 6. Linear: seen 2 + 2 + 2 = 6; by chance
    /// (7·8 + 2·7·6 + 8·6 + 8·6 + 2·5·6 + 5·8) / 20 = 336 / 20 = 16.8. Quadratic: seen 2 + 4 + 2 = 8; by chance
    /// (56 + 4·42 + 48 + 48 + 4·30 + 40) / 20 = 480 / 20 = 24.
    #[test]
    fn kappa_by_hand() {
        let table = [[5, 1, 1], [1, 6, 1], [0, 1, 4]];
        let near = |found: Option<f64>, expect: f64| (found.expect("a number") - expect).abs() < 1e-12;
        assert!(near(kappa(&table, Weights::Linear), 1.0 - 6.0 / 16.8));
        assert!(near(kappa(&table, Weights::Quadratic), 1.0 - 8.0 / 24.0));
        // Two levels have one distance: weighted is Cohen's own of 1960, here (0.7 − 0.5) / (1 − 0.5).
        let cohen = [[20, 5], [10, 15]];
        assert!(near(kappa(&cohen, Weights::Linear), 0.4));
        assert!(near(kappa(&cohen, Weights::Quadratic), 0.4));
        assert_eq!(kappa(&[[0, 0], [0, 9]], Weights::Linear), None);
    }

    #[test]
    fn an_index_has_its_n_and_its_coverage() {
        let codings = [coding("x", "one", 3), coding("y", "one", 2), coding("x", "two", 1)];
        let scores = Scores::new(codings).expect("each once, with evidence");
        let names: Vec<Name> = ["one", "two", "three", "four"].map(Name::from).to_vec();
        let index = scores.index(&names, "2020");
        // (2.5 + 1) / 2 of 3.
        assert!((index.value.expect("judged") - 175.0 / 3.0).abs() < 1e-12);
        assert_eq!((index.judged, index.all, index.coverage()), (2, 4, 0.5));
        assert_eq!(scores.index(&names, "2021"), Index { value: None, judged: 0, all: 4 });
        let both = scores.agreement("x", "y", Weights::Linear);
        assert_eq!((both.both, both.same), (1, 0));
    }

    #[test]
    fn a_judgement_stands_once_and_on_evidence() {
        let twice = [coding("x", "one", 3), coding("x", "one", 2)];
        assert!(matches!(Scores::new(twice), Err(ScoreError::Twice { .. })));
        let bare = Coding { evidence: " ".to_owned(), ..coding("x", "one", 3) };
        assert!(matches!(Scores::new([bare]), Err(ScoreError::NoEvidence { .. })));
        assert_eq!(Level::of(4), None);
    }

    proptest! {
        /// Against the mean disagreement of all pairs of one coder's judgements with the other's.
        #[test]
        fn chance_is_every_pair(pairs in proptest::collection::vec((0_u8..4, 0_u8..4), 1..12)) {
            let codings = pairs.iter().enumerate().flat_map(|(at, (one, other))| {
                let name = format!("c{at}");
                [coding("x", &name, *one), coding("y", &name, *other)]
            });
            let scores = Scores::new(codings).expect("each once");
            let apart = |one: u8, other: u8| f64::from(one.abs_diff(other)).powi(2);
            let seen: f64 = pairs.iter().map(|(one, other)| apart(*one, *other)).sum();
            let every = pairs.iter().flat_map(|(one, _)| pairs.iter().map(move |(_, other)| apart(*one, *other)));
            let by_chance = every.sum::<f64>() / pairs.len() as f64;
            let found = scores.agreement("x", "y", Weights::Quadratic).kappa;
            match found {
                Some(kappa) => prop_assert!((kappa - (1.0 - seen / by_chance)).abs() < 1e-12),
                None => prop_assert!(by_chance == 0.0),
            }
        }
    }
}
