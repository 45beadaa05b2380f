//! What the deals hold.

use std::collections::HashMap;

use serde::Serialize;

use crate::few::TooFew;
use crate::interval::Tally;
use crate::sample::{NO_VALUE, Sample};
use crate::{Estimate, words};

/// What the signed packages of one variant hold. All shares are of the signed packages.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contents {
    /// Signed packages in the sample.
    pub deals: usize,
    /// By issue, by value: how often it stands in a deal.
    pub issues: Vec<IssueContents>,
    /// The most frequent packages, the most frequent first, at most ten.
    pub modal: Vec<ModalPackage>,
    /// Values that go together more often, or more seldom, than chance would have it; the strongest first.
    pub together: Vec<Together>,
}

/// The values of one issue in the deals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IssueContents {
    /// The issue.
    pub issue: String,
    /// By value: its name, and its share of the deals.
    pub values: Vec<(String, Estimate)>,
}

/// A package that is signed often.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModalPackage {
    /// By issue: the index of its value.
    pub values: Vec<u16>,
    /// Its share of the deals.
    pub share: Estimate,
}

/// Two values of two issues that are found together otherwise than by chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Together {
    /// Issue and value, by index.
    pub first: (usize, u16),
    /// Issue and value, by index.
    pub second: (usize, u16),
    /// The share of the deals that have both.
    pub both: Estimate,
    /// How many times as often as if the two were independent.
    pub lift: Estimate,
}

/// Deals that it takes to say what deals hold: a value that stands in one of ten is then met ten times.
const DEALS_MIN: usize = 100;
/// Pairs of values that are reported.
const TOGETHER_MAX: usize = 20;
/// Deals in which a pair must be met, or be expected, for its lift to be told.
const MET_MIN: f64 = 25.0;

/// What the signed packages of a variant hold; `None` where packages were not kept.
///
/// # Errors
/// [`TooFew`] below 100 signed packages.
///
/// # Panics
/// Where there is no such variant.
pub fn contents(sample: &Sample, variant: usize) -> Option<Result<Contents, TooFew>> {
    let columns = sample.columns();
    let packages = &columns.variants[variant].packages;
    (!packages.is_empty()).then(|| of(sample, packages))
}

fn of(sample: &Sample, packages: &[u16]) -> Result<Contents, TooFew> {
    let issues = &sample.columns().issues;
    let width = issues.len();
    let deals = packages.chunks_exact(width).filter(|package| package[0] != NO_VALUE).count();
    TooFew::unless("deals", deals, DEALS_MIN)?;
    // Every value has a place; those of issue i start at starts[i].
    let mut starts = vec![0];
    issues.iter().for_each(|issue| starts.push(starts[starts.len() - 1] + issue.values.len()));
    let all = starts[width];
    let mut tallies = vec![Tally::default(); all];
    let mut pairs = vec![0.0f64; all * all];
    let mut modal: HashMap<&[u16], f64> = HashMap::new();
    let mut met = vec![0.0; all];
    for block in sample.blocks() {
        for draw in block {
            let mut weight = 0.0;
            met.fill(0.0);
            let rows = sample.holdings(draw);
            for package in packages[rows.start * width..rows.end * width].chunks_exact(width) {
                if package[0] == NO_VALUE {
                    continue;
                }
                weight += 1.0;
                *modal.entry(package).or_default() += 1.0;
                for (issue, value) in package.iter().enumerate() {
                    let place = starts[issue] + usize::from(*value);
                    met[place] += 1.0;
                    for (other, value) in package.iter().enumerate().skip(issue + 1) {
                        pairs[place * all + starts[other] + usize::from(*value)] += 1.0;
                    }
                }
            }
            tallies.iter_mut().zip(&met).for_each(|(tally, met)| tally.add_weighted(weight, *met));
        }
        tallies.iter_mut().for_each(Tally::close);
    }
    let value = |issue: usize, value: usize| tallies[starts[issue] + value].share();
    let contents = issues
        .iter()
        .enumerate()
        .map(|(at, issue)| IssueContents {
            issue: issue.name.clone(),
            values: issue
                .values
                .iter()
                .enumerate()
                .map(|(index, name)| (name.clone(), value(at, index)))
                .collect(),
        })
        .collect();
    let mut modal: Vec<(&[u16], f64)> = modal.into_iter().collect();
    modal.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let modal = modal
        .into_iter()
        .take(10)
        .map(|(values, _)| ModalPackage {
            values: values.to_vec(),
            share: exact_share(sample, packages, values),
        })
        .collect();
    let shares: Vec<f64> = tallies.iter().map(Tally::mean).collect();
    let together = together(&pairs, &shares, &starts, deals as f64, sample.replicates() as f64);
    Ok(Contents { deals, issues: contents, modal, together })
}

/// The share of the deals that are exactly this package.
fn exact_share(sample: &Sample, packages: &[u16], values: &[u16]) -> Estimate {
    let width = values.len();
    let share = |draw: usize| {
        let rows = sample.holdings(draw);
        let rows = packages[rows.start * width..rows.end * width].chunks_exact(width);
        let deals = rows.clone().filter(|package| package[0] != NO_VALUE).count();
        (deals as f64, rows.filter(|package| *package == values).count() as f64)
    };
    sample.ratio(share).share()
}

/// Pairs that are met otherwise than by chance: the lift's interval (log-normal, at the number of draws that have deals, as replicates of a draw may be
/// alike) leaves out 1 even if all pairs that were looked at are allowed for (Bonferroni).
fn together(pairs: &[f64], shares: &[f64], starts: &[usize], deals: f64, replicates: f64) -> Vec<Together> {
    let all = shares.len();
    let issue = |place: usize| starts.partition_point(|start| *start <= place) - 1;
    let looked: Vec<(usize, usize, f64)> = (0..all)
        .flat_map(|first| (first + 1..all).map(move |second| (first, second)))
        .filter(|(first, second)| issue(*first) != issue(*second))
        .map(|(first, second)| (first, second, shares[first] * shares[second] * deals))
        .filter(|(first, second, expected)| *expected >= MET_MIN && pairs[first * all + second] >= MET_MIN)
        .collect();
    let strict = bonferroni(looked.len());
    let mut found: Vec<(f64, Together)> = looked
        .into_iter()
        .filter_map(|(first, second, expected)| {
            let met = pairs[first * all + second];
            let both = met / deals;
            let log = (met / expected).ln();
            let variance = (1.0 / met - 1.0 / deals).max(0.0) * replicates;
            let error = variance.sqrt();
            if log.abs() <= strict * error {
                return None;
            }
            let at = |place: usize| (issue(place), (place - starts[issue(place)]) as u16);
            let around = |by: f64| (log + by * 1.96 * error).exp();
            let lift = Estimate { value: met / expected, low: around(-1.0), high: around(1.0) };
            let both = Estimate::share(both, both * (1.0 - both) * replicates / deals, deals, deals as usize);
            // How far the pair is from what chance would give: its part of Pearson's statistic.
            let strength = (met - expected).powi(2) / expected;
            Some((strength, Together { first: at(first), second: at(second), both, lift }))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(TOGETHER_MAX).map(|(_, together)| together).collect()
}

/// About how many standard errors off one of `count` may be by chance, once in twenty: a bound on the normal tail.
fn bonferroni(count: usize) -> f64 {
    (2.0 * (40.0 * count.max(1) as f64).ln()).sqrt().max(1.96)
}

impl Contents {
    /// In sentences: what the deals hold most, and what goes together.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut said: Vec<String> = self
            .issues
            .iter()
            .filter_map(|issue| {
                let best = issue.values.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
                Some(format!("{}: {} in {} of the deals.", issue.issue, best.0, words::percent(best.1)))
            })
            .collect();
        let name = |place: (usize, u16)| {
            let issue = &self.issues[place.0];
            format!("{} {}", issue.issue, issue.values[usize::from(place.1)].0)
        };
        if let Some(package) = self.modal.first() {
            let values: Vec<String> =
                package.values.iter().enumerate().map(|(issue, value)| name((issue, *value))).collect();
            let lead = if package.share.high < FREQUENT {
                "No package is frequent; the one met most is"
            } else {
                "The most frequent package is"
            };
            said.push(format!(
                "{lead} {}, in {} of the deals.",
                words::list(&values),
                words::percent(package.share)
            ));
        }
        for pair in self.together.iter().take(3) {
            said.push(format!(
                "{} and {} are met in one deal {} times as often as they would be if neither had to do with the other.",
                name(pair.first),
                name(pair.second),
                words::number(pair.lift)
            ));
        }
        said
    }
}

/// A package that is in fewer of the deals is not called frequent.
const FREQUENT: f64 = 0.05;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Class, Columns, Issue, Variant};

    #[test]
    fn shares_and_lifts_are_those_that_were_put_in() {
        let issue =
            |name: &str| Issue { name: name.to_owned(), values: vec!["low".to_owned(), "high".to_owned()] };
        // Of 400 deals 200 are low, low; 100 high, high; 50 each of the others: P(low) = 5/8 on both, lift of low, low 0.5 / (25/64).
        let kinds: [([u16; 2], usize); 4] = [([0, 0], 200), ([1, 1], 100), ([0, 1], 50), ([1, 0], 50)];
        let packages: Vec<u16> =
            kinds.iter().flat_map(|(package, count)| package.repeat(*count)).chain([NO_VALUE; 200]).collect();
        let mut classes = vec![Class::InForce; 400];
        classes.extend([Class::Missed; 100]);
        let sample = Sample::new(Columns {
            replicates: 1,
            margins: vec![0.0; 500],
            issues: vec![issue("a"), issue("b")],
            variants: vec![Variant { classes, packages, ..Variant::default() }],
            ..Columns::default()
        })
        .expect("they fit");
        let contents = contents(&sample, 0).expect("packages are there").expect("they are enough");
        assert_eq!(contents.deals, 400);
        assert_eq!(contents.issues[0].values[0].1.value, 0.625);
        assert_eq!(
            (contents.modal[0].values.as_slice(), contents.modal[0].share.value),
            (&[0u16, 0][..], 0.5)
        );
        let low = contents.together.iter().find(|pair| pair.first == (0, 0) && pair.second == (1, 0));
        assert!((low.expect("it is far from chance").lift.value - 1.28).abs() < 1e-12);
    }
}
