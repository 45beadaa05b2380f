use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Refusal, Rule, limits};

/// A thing to be settled, and the ways to settle it, by their labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// The name that packages use.
    pub name: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The unit of the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The labels of its values.
    pub values: Vec<String>,
}

/// The issues that packages are made of, in order; names and labels are distinct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Issues(Vec<Issue>);

/// A package, full or partial: for each issue that it settles, the label of its value.
pub type PackageTerms = BTreeMap<String, String>;

impl Issues {
    /// These issues.
    pub(crate) fn new(issues: Vec<Issue>) -> Result<Self, Refusal> {
        let mut all = Self::default();
        for issue in issues {
            all.add(issue)?;
        }
        Ok(all)
    }

    /// All, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Issue] {
        &self.0
    }

    /// The issue of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Issue> {
        self.0.iter().find(|issue| issue.name == name)
    }

    /// Whether a package settles every issue.
    #[must_use]
    pub fn is_full(&self, package: &PackageTerms) -> bool {
        !self.0.is_empty() && self.0.iter().all(|issue| package.contains_key(&issue.name))
    }

    /// Adds an issue, or values to one that is there.
    pub(crate) fn add(&mut self, issue: Issue) -> Result<(), Refusal> {
        limits::line("issue's name", &issue.name)?;
        issue.title.iter().try_for_each(|title| limits::line("issue's title", title))?;
        issue.unit.iter().try_for_each(|unit| limits::line("issue's unit", unit))?;
        limits::list("values", &issue.values, 1)?;
        issue.values.iter().try_for_each(|value| limits::line("value", value))?;
        let there = self.0.iter().position(|known| known.name == issue.name);
        let known: &[String] = there.map_or(&[], |at| &self.0[at].values);
        for (at, value) in issue.values.iter().enumerate() {
            if known.contains(value) || issue.values[..at].contains(value) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("the value `{value}` of `{}` is there twice", issue.name),
                    "Each value of an issue has a label of its own.",
                ));
            }
        }
        match there {
            Some(at) => self.0[at].values.extend(issue.values),
            None => self.0.push(issue),
        }
        Ok(())
    }

    /// Adds the issues and values that are not there yet.
    pub(crate) fn join(&mut self, issues: &[Issue]) {
        for issue in issues {
            match self.0.iter_mut().find(|known| known.name == issue.name) {
                Some(known) => {
                    for value in &issue.values {
                        if !known.values.contains(value) {
                            known.values.push(value.clone());
                        }
                    }
                }
                None => self.0.push(issue.clone()),
            }
        }
    }

    /// Whether all these issues, with all their values, are there.
    pub(crate) fn holds(&self, issues: &[Issue]) -> bool {
        issues.iter().all(|issue| {
            let known = self.get(&issue.name);
            known.is_some_and(|known| issue.values.iter().all(|value| known.values.contains(value)))
        })
    }

    /// Refuses another title or unit for an issue that stands.
    pub(crate) fn keep_meaning(&self, issue: &Issue) -> Result<(), Refusal> {
        let Some(known) = self.get(&issue.name) else { return Ok(()) };
        let other = |new: &Option<String>, old: &Option<String>| new.is_some() && new != old;
        if other(&issue.title, &known.title) || other(&issue.unit, &known.unit) {
            return Err(Refusal::new(
                Rule::IssuesStand,
                format!("`{}` stands with another title or unit", issue.name),
                "Leave `title` and `unit` out, or add an issue of another name.",
            ));
        }
        Ok(())
    }

    /// Refuses a list that leaves out issues or values which stand.
    pub(crate) fn keep_all(&self, issues: &[Issue]) -> Result<(), Refusal> {
        for known in &self.0 {
            let missing = |what: String| {
                Refusal::new(
                    Rule::IssuesStand,
                    format!("{what} stands, and is left out"),
                    "Name all that stand and what is added; or leave `issues` out, and they stay as they are.",
                )
            };
            let issue = issues.iter().find(|issue| issue.name == known.name);
            let issue = issue.ok_or_else(|| missing(format!("the issue `{}`", known.name)))?;
            self.keep_meaning(issue)?;
            if let Some(value) = known.values.iter().find(|value| !issue.values.contains(value)) {
                return Err(missing(format!("the value `{value}` of `{}`", known.name)));
            }
        }
        Ok(())
    }

    /// Refuses a package that takes a value which is not there, or settles nothing.
    pub(crate) fn check(&self, package: &PackageTerms) -> Result<(), Refusal> {
        if package.is_empty() {
            return Err(Refusal::new(
                Rule::Malformed,
                "the package settles nothing",
                "Name one issue at least.",
            ));
        }
        for (name, value) in package {
            let Some(issue) = self.get(name) else {
                let names: Vec<&str> = self.0.iter().map(|issue| issue.name.as_str()).collect();
                return Err(Refusal::new(
                    Rule::Space,
                    format!("`{name}` is no issue of these talks"),
                    match names.is_empty() {
                        true => "The mediator puts issues on the agenda first.".to_owned(),
                        false => format!("The issues are {}.", names.join(", ")),
                    },
                ));
            };
            if !issue.values.contains(value) {
                return Err(Refusal::new(
                    Rule::Space,
                    format!("`{value}` is no value of `{name}`"),
                    format!("Its values are {}.", issue.values.join(", ")),
                ));
            }
        }
        Ok(())
    }
}
