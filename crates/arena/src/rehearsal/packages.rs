//! Packages as strategies have them, by position, and as the table has them, by name.

use wasit_model::{Package, Space, ValueIndex};
use wasit_table::chapters::agenda::AgendaItem;
use wasit_table::chapters::proposals::Terms;
use wasit_table::{Issue, Issues, PackageTerms};

/// The issues of `space` as a table's agenda has them.
#[must_use]
pub fn issues_of(space: &Space) -> Vec<Issue> {
    let issue = |issue: &wasit_model::Issue| Issue {
        name: issue.name.clone(),
        title: (issue.title != issue.name).then(|| issue.title.clone()),
        unit: issue.unit.clone(),
        values: labels(issue),
    };
    space.issues().iter().map(issue).collect()
}

/// An agenda that takes the issues of `space` in turn.
pub(super) fn agenda_of(space: &Space) -> Vec<AgendaItem> {
    let item = |(number, issue): (usize, &wasit_model::Issue)| {
        let id = format!("issue-{number}").parse().expect("letters, digits and a hyphen make a name");
        AgendaItem { id, title: issue.title.clone(), items: Vec::new() }
    };
    (1..).zip(space.issues()).map(item).collect()
}

fn labels(issue: &wasit_model::Issue) -> Vec<String> {
    (0..issue.values.len()).map(|value| issue.values.label(value as ValueIndex).into_owned()).collect()
}

/// Whether the agenda has every issue and value of `space`.
pub(super) fn has_all(issues: &Issues, space: &Space) -> bool {
    space.issues().iter().all(|issue| {
        let known = issues.get(&issue.name);
        known.is_some_and(|known| labels(issue).iter().all(|label| known.values.contains(label)))
    })
}

/// Whether the agenda has the issues and values of `space` and no others, in the same order.
pub(super) fn is_same(issues: &[Issue], space: &Space) -> bool {
    issues.len() == space.issues().len()
        && issues
            .iter()
            .zip(space.issues())
            .all(|(there, here)| there.name == here.name && there.values == labels(here))
}

/// The package by name.
pub(super) fn terms(space: &Space, package: &Package) -> PackageTerms {
    let values = space.issues().iter().zip(package.iter());
    values.map(|(issue, &value)| (issue.name.clone(), issue.values.label(value).into_owned())).collect()
}

/// The package by position; `None` where it leaves an issue open, or takes what `space` has not.
pub(super) fn package(space: &Space, terms: &PackageTerms) -> Option<Package> {
    if terms.len() != space.issues().len() {
        return None;
    }
    space
        .issues()
        .iter()
        .map(|issue| {
            let label = terms.get(&issue.name)?;
            issue.values.find(label).filter(|&value| issue.values.label(value) == label.as_str())
        })
        .collect()
}

/// The full packages among which these terms let one choose, each with its option, counted from 1; none where they
/// say more than packages do.
pub(super) fn options(space: &Space, terms: &Terms) -> Vec<(u32, Package)> {
    if !terms.conditions.is_empty() {
        return Vec::new();
    }
    let numbered = (1..).zip(&terms.packages);
    numbered.filter_map(|(option, terms)| Some((option, package(space, terms)?))).collect()
}
