use std::sync::Arc;

use serde::Serialize;
use wasit_model::{Package, Preferences};
use wasit_search::{Found, Side};

use super::wants::{Ground, WalkAway, Wants, WantsError, in_words};
use crate::{Id, PackageTerms, PartySight};

/// How good a package is for one's own party, by what it told last.
///
/// Of a partial package, worths are those of the full packages that it can still become within the red lines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// The item of the delegation that holds the wants which were read.
    pub told: Id,
    /// Whether the package settles every issue that was told of.
    pub full: bool,
    /// What it is worth, red lines left aside where it crosses one; `None` where no package that it can become lies
    /// within the red lines.
    pub worth: Option<Span>,
    /// The best package within the red lines; `None` where they leave nothing.
    pub best: Option<Best>,
    /// How much less than the best it gives.
    pub below_best: Option<Span>,
    /// What no deal is worth.
    pub walk_away: WalkAway,
    /// How much more than no deal it gives; below 0 where it gives less. `None` where any deal is better than none.
    pub over_walk_away: Option<Span>,
    /// The red lines that it crosses.
    pub crosses: Vec<String>,
    /// Issue by issue.
    pub issues: Vec<IssueReading>,
    /// Which conditions over several issues it fulfils, and what they add.
    pub together: Vec<(String, f64)>,
    /// Issues that are left out of the reckoning, because nothing was told of the value that they take.
    pub unvalued: Vec<String>,
    /// By how much at most the ends of the worth and the best may be off; 0 where they are exact.
    pub bound: f64,
}

/// From the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Span {
    /// The least.
    pub least: f64,
    /// The most; the same where there is nothing left open.
    pub most: f64,
}

/// The best package for a party.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Best {
    /// The package.
    pub package: PackageTerms,
    /// What it is worth.
    pub worth: f64,
}

/// What a package makes of one issue, by itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IssueReading {
    /// The issue.
    pub issue: String,
    /// The value that it takes; `None` where the package leaves it open.
    pub value: Option<String>,
    /// What that is worth.
    pub worth: Option<f64>,
    /// The value that is best by itself, within the red lines on this issue alone; `None` where they leave nothing.
    pub best: Option<String>,
    /// How much less than that the package gives.
    pub loses: Option<f64>,
}

/// Why a package cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CannotRead {
    /// The party has told no wants, or they were erased.
    #[error("your party has told no wants that a package could be read against")]
    NothingTold,
    /// The package takes a value from outside the issues.
    #[error(transparent)]
    Package(WantsError),
    /// Nothing was told of any value that it takes, nor of another issue.
    #[error("nothing was told of what this package settles")]
    NothingValued,
}

/// How good this package is for the party that looks: a pure function of what it told last.
///
/// # Errors
/// [`CannotRead`].
pub fn own_reading(sight: &PartySight<'_>, package: &PackageTerms) -> Result<Reading, CannotRead> {
    let (event, wants) = sight.delegation.wants().ok_or(CannotRead::NothingTold)?;
    let issues = &sight.joint.agenda.issues;
    for (issue, value) in package {
        let known =
            issues.get(issue).ok_or_else(|| CannotRead::Package(WantsError::UnknownIssue(issue.clone())))?;
        if !known.values.contains(value) {
            let (issue, value) = (issue.clone(), value.clone());
            return Err(CannotRead::Package(WantsError::UnknownValue { issue, value }));
        }
    }
    let told =
        |issue: &str, value: &str| wants.issues.get(issue).is_some_and(|worths| worths.contains_key(value));
    let unvalued: Vec<String> =
        package.iter().filter(|(issue, value)| !told(issue, value)).map(|(issue, _)| issue.clone()).collect();
    // In the order of the agenda, so that ties fall as they would for the talks.
    let all: Vec<(String, Vec<String>)> = issues
        .as_slice()
        .iter()
        .filter(|issue| wants.issues.contains_key(&issue.name) && !unvalued.contains(&issue.name))
        .map(|issue| {
            let values = issue.values.iter().filter(|value| told(&issue.name, value)).cloned();
            (issue.name.clone(), values.collect())
        })
        .collect();
    let whole = Ground::new(all.clone()).map_err(|_| CannotRead::NothingValued)?;
    let settled = |(issue, values): &(String, Vec<String>)| {
        (issue.clone(), package.get(issue).map_or_else(|| values.clone(), |value| vec![value.clone()]))
    };
    let rest = Ground::new(all.iter().map(settled).collect()).map_err(CannotRead::Package)?;
    let full = rest.issues.iter().all(|(issue, _)| package.contains_key(issue));

    let side = |ground: &Ground, wants: &Wants| -> Result<Side, CannotRead> {
        let (_, preferences) = ground.preferences(wants).map_err(CannotRead::Package)?;
        Ok(Side::new(Arc::clone(&ground.space), preferences))
    };
    let (best, own) = (side(&whole, wants)?, side(&rest, wants)?);
    let worth = if full {
        let only = own.preferences().utility_without_red_lines(&rest.space.first());
        Some((Span { least: only, most: only }, 0.0))
    } else {
        let least = side(&rest, &turned(wants))?;
        own.best().zip(least.best()).map(|(most, least)| {
            (Span { least: -least.utility + 0.0, most: most.utility }, most.bound.max(least.bound))
        })
    };
    let (worth, mut bound) = worth.map_or((None, 0.0), |(span, bound)| (Some(span), bound));
    let found: Option<&Found> = best.best();
    bound = bound.max(found.map_or(0.0, |found| found.bound));
    let floor = wants.walk_away.utility();
    let holds = |choice: &super::Choice| {
        choice.iter().all(|(issue, values)| {
            !unvalued.contains(issue) && package.get(issue).is_some_and(|value| values.contains(value))
        })
    };
    Ok(Reading {
        told: event.id.clone(),
        full,
        worth,
        below_best: worth
            .zip(found)
            .map(|(worth, best)| Span { least: best.utility - worth.most, most: best.utility - worth.least }),
        best: found.map(|found| Best { package: whole.terms(&found.package), worth: found.utility }),
        walk_away: wants.walk_away,
        over_walk_away: worth
            .filter(|_| floor.is_finite())
            .map(|worth| Span { least: worth.least - floor, most: worth.most - floor }),
        crosses: wants.red_lines.iter().filter(|line| holds(&line.never)).map(super::Never::words).collect(),
        issues: by_issue(&whole, best.preferences(), package),
        together: wants
            .together
            .iter()
            .filter(|together| holds(&together.when))
            .map(|together| (in_words(&together.when), together.adds))
            .collect(),
        unvalued,
        bound,
    })
}

/// The same wants, turned round: best is worst. Red lines stay.
fn turned(wants: &Wants) -> Wants {
    let mut wants = wants.clone();
    wants.issues.values_mut().flat_map(|worths| worths.values_mut()).for_each(|worth| *worth = -*worth);
    wants.together.iter_mut().for_each(|together| together.adds = -together.adds);
    wants
}

fn by_issue(ground: &Ground, preferences: &Preferences, package: &PackageTerms) -> Vec<IssueReading> {
    let read = |(at, (issue, values)): (usize, &(String, Vec<String>))| {
        let (open, within) = (&preferences.open_tables()[at], &preferences.tables()[at]);
        let mut best: Option<usize> = None;
        for value in (0..values.len()).filter(|&value| within[value].is_finite()) {
            if best.is_none_or(|best| within[value] > within[best]) {
                best = Some(value);
            }
        }
        let taken = package.get(issue).and_then(|label| values.iter().position(|value| value == label));
        IssueReading {
            issue: issue.clone(),
            value: taken.map(|value| values[value].clone()),
            worth: taken.map(|value| open[value]),
            best: best.map(|value| values[value].clone()),
            loses: taken.zip(best).map(|(value, best)| within[best] - open[value]),
        }
    };
    ground.issues.iter().enumerate().map(read).collect()
}

impl Ground {
    /// A package in the words of the agenda.
    pub(crate) fn terms(&self, package: &Package) -> PackageTerms {
        let values = self.issues.iter().zip(package.iter());
        values.map(|((issue, labels), &value)| (issue.clone(), labels[usize::from(value)].clone())).collect()
    }
}
