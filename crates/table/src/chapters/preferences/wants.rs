use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wasit_model::{
    BoxFactor, Factor, Preferences, RedLine, Space, TableFactor, ValueIndex, ValueSet, Values,
    WalkAway as Floor,
};

use crate::Issues;

/// The most worths, conditions and red lines that one party's wants may hold together.
pub const ENTRIES_MAX: usize = 20_000;
/// The greatest number that wants may hold, in either direction.
pub const WORTH_MAX: f64 = 1e12;

/// A choice of values: for each issue the labels that are in it. It holds where every issue's value is one of them.
pub type Choice = BTreeMap<String, Vec<String>>;

/// What a party wants, by the names of issues and the labels of values, so that it outlasts an extension of the
/// issues. As in a talks file once its weights are multiplied in and its functions spelled out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wants {
    /// For each issue what each of its values is worth.
    pub issues: BTreeMap<String, BTreeMap<String, f64>>,
    /// What several issues give together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<Together>,
    /// What is refused whatever else it gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub red_lines: Vec<Never>,
    /// What no deal is worth, on the scale of the worths; 0 where nothing is said.
    #[serde(default)]
    pub walk_away: WalkAway,
}

/// Where all of `when` holds, this is added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Together {
    /// The condition.
    pub when: Choice,
    /// What it adds; may be less than 0.
    pub adds: f64,
}

/// A red line: packages in which all of `never` holds are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Never {
    /// What never may hold.
    pub never: Choice,
    /// In the party's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What no deal is worth: a number, or `none` where any deal is better than none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum WalkAway {
    /// This much.
    At(f64),
    /// Less than any deal.
    Below(Nothing),
}

/// The word `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nothing {
    /// Written `none`.
    #[serde(rename = "none")]
    None,
}

impl Default for WalkAway {
    fn default() -> Self {
        Self::At(0.0)
    }
}

impl WalkAway {
    /// The utility; −∞ where any deal is better than none.
    #[must_use]
    pub fn utility(self) -> f64 {
        match self {
            Self::At(utility) => utility,
            Self::Below(_) => f64::NEG_INFINITY,
        }
    }

    fn of(utility: f64) -> Self {
        if utility == f64::NEG_INFINITY { Self::Below(Nothing::None) } else { Self::At(utility) }
    }
}

impl Never {
    /// The red line in words: the party's own, or made from what it says.
    #[must_use]
    pub fn words(&self) -> String {
        self.words.clone().unwrap_or_else(|| format!("never {}", in_words(&self.never)))
    }
}

/// A choice of values in words: `relief at once or in steps, with years 15`.
pub(crate) fn in_words(choice: &Choice) -> String {
    let clauses: Vec<String> =
        choice.iter().map(|(issue, labels)| format!("{issue} {}", labels.join(" or "))).collect();
    clauses.join(", with ")
}

/// Why wants do not fit the issues of the talks. All are the teller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WantsError {
    /// There is nothing yet that could be wanted.
    #[error("there are no issues yet")]
    NoIssues,
    /// An issue that is none.
    #[error("`{0}` is no issue of these talks")]
    UnknownIssue(String),
    /// A value that its issue does not have.
    #[error("`{value}` is no value of `{issue}`")]
    UnknownValue {
        /// The issue.
        issue: String,
        /// The value.
        value: String,
    },
    /// An issue of which nothing is said.
    #[error("nothing says what the values of `{0}` are worth")]
    NoWorths(String),
    /// A value of which nothing is said.
    #[error("nothing says what `{value}` of `{issue}` is worth")]
    NoWorth {
        /// The issue.
        issue: String,
        /// The value.
        value: String,
    },
    /// A number that is infinite, none at all, or beyond [`WORTH_MAX`].
    #[error("{0} is no number that can be reckoned with")]
    NotANumber(String),
    /// A condition or red line that names no issue, or an issue and no value.
    #[error("a condition names no value")]
    NoCondition,
    /// More than [`ENTRIES_MAX`] entries.
    #[error("the wants have {0} entries")]
    TooMany(usize),
    /// Issues from which no space of packages can be made.
    #[error("{0}")]
    NoSpace(String),
}

impl Wants {
    /// What `preferences`, which are over `space`, want. What time does to them (a drift of the walk-away, a discount)
    /// is left out: wants are those of the moment. A table over several issues is spelled out as conditions, so that
    /// read again it may lie on a coarser grid, by some 10^-11 of the range.
    #[must_use]
    pub fn of(space: &Space, preferences: &Preferences) -> Self {
        let label =
            |issue: usize, value: usize| space.issues()[issue].values.label(value as ValueIndex).into_owned();
        let name = |issue: usize| space.issues()[issue].name.clone();
        let choice = |clauses: &[(usize, ValueSet)]| -> Choice {
            let labels = |(issue, set): &(usize, ValueSet)| {
                let inside = set.iter().enumerate().filter(|(_, inside)| **inside);
                (name(*issue), inside.map(|(value, _)| label(*issue, value)).collect())
            };
            clauses.iter().map(labels).collect()
        };
        let issues = preferences.open_tables().iter().enumerate().map(|(issue, table)| {
            let worths = table.iter().enumerate().map(|(value, &worth)| (label(issue, value), worth));
            (name(issue), worths.collect())
        });
        let mut together = Vec::new();
        for factor in preferences.factors() {
            match factor {
                Factor::Box(factor) => {
                    together.push(Together { when: choice(&factor.clauses), adds: factor.utility });
                }
                Factor::Table(factor) => together.extend(spell_out(space, factor, &name, &label)),
            }
        }
        let red_lines = preferences.red_lines().iter().map(|line| Never {
            never: choice(&line.clauses),
            words: Some(line.words.clone()).filter(|words| !words.is_empty()),
        });
        Self {
            issues: issues.collect(),
            together,
            red_lines: red_lines.collect(),
            walk_away: WalkAway::of(preferences.walk_away().start),
        }
    }

    /// The same as preferences over `issues`, each of which is a list of labels.
    ///
    /// # Errors
    /// Any [`WantsError`].
    pub fn preferences(&self, issues: &Issues) -> Result<(Space, Preferences), WantsError> {
        self.check(issues)?;
        let ground = issues.as_slice().iter().map(|issue| (issue.name.clone(), issue.values.clone()));
        let built = Ground::new(ground.collect())?.preferences(self)?;
        Ok((built.0, built.1))
    }

    /// Whether they fit the issues: every value has its worth, and nothing else is named.
    pub(crate) fn check(&self, issues: &Issues) -> Result<(), WantsError> {
        if issues.as_slice().is_empty() {
            return Err(WantsError::NoIssues);
        }
        let entries = self.issues.values().map(BTreeMap::len).sum::<usize>();
        let choices =
            || self.together.iter().map(|it| &it.when).chain(self.red_lines.iter().map(|it| &it.never));
        let labels = choices().map(|choice| choice.values().map(Vec::len).sum::<usize>().max(1));
        let entries = entries + labels.sum::<usize>();
        if entries > ENTRIES_MAX {
            return Err(WantsError::TooMany(entries));
        }
        let known = |issue: &str, value: &str| {
            let found = issues.get(issue).ok_or_else(|| WantsError::UnknownIssue(issue.to_owned()))?;
            let unknown = || WantsError::UnknownValue { issue: issue.to_owned(), value: value.to_owned() };
            if found.values.iter().any(|label| label == value) { Ok(()) } else { Err(unknown()) }
        };
        for (issue, worths) in &self.issues {
            if issues.get(issue).is_none() {
                return Err(WantsError::UnknownIssue(issue.clone()));
            }
            for (value, &worth) in worths {
                known(issue, value)?;
                number(worth, || format!("the worth of `{value}` of `{issue}`"))?;
            }
        }
        for issue in issues.as_slice() {
            let worths =
                self.issues.get(&issue.name).ok_or_else(|| WantsError::NoWorths(issue.name.clone()))?;
            if let Some(value) = issue.values.iter().find(|value| !worths.contains_key(*value)) {
                return Err(WantsError::NoWorth { issue: issue.name.clone(), value: value.clone() });
            }
        }
        for choice in choices() {
            if choice.is_empty() || choice.values().any(Vec::is_empty) {
                return Err(WantsError::NoCondition);
            }
            for (issue, labels) in choice {
                labels.iter().try_for_each(|label| known(issue, label))?;
            }
        }
        for together in &self.together {
            number(together.adds, || format!("what {} adds", in_words(&together.when)))?;
        }
        if let WalkAway::At(utility) = self.walk_away {
            number(utility, || "the walk-away".to_owned())?;
        }
        Ok(())
    }
}

fn number(number: f64, what: impl FnOnce() -> String) -> Result<(), WantsError> {
    if number.abs() <= WORTH_MAX { Ok(()) } else { Err(WantsError::NotANumber(what())) }
}

/// A table over several issues as conditions: of its last issue, values that add the same stand in one.
fn spell_out(
    space: &Space,
    factor: &TableFactor,
    name: &impl Fn(usize) -> String,
    label: &impl Fn(usize, usize) -> String,
) -> Vec<Together> {
    let Some((&last, scope)) = factor.scope.split_last() else { return Vec::new() };
    let mut together: Vec<Together> = Vec::new();
    for (row, worths) in factor.table.chunks_exact(space.width(last)).enumerate() {
        let mut rest = row;
        let mut when = Choice::new();
        for &issue in scope.iter().rev() {
            when.insert(name(issue), vec![label(issue, rest % space.width(issue))]);
            rest /= space.width(issue);
        }
        let first = together.len();
        for (value, &adds) in worths.iter().enumerate().filter(|(_, adds)| **adds != 0.0) {
            let label = label(last, value);
            match together[first..].iter_mut().find(|there| there.adds == adds) {
                Some(there) => there.when.entry(name(last)).or_default().push(label),
                None => {
                    let mut when = when.clone();
                    when.insert(name(last), vec![label]);
                    together.push(Together { when, adds });
                }
            }
        }
    }
    together
}

/// Some issues with some of their values: what preferences are made over.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    pub(crate) issues: Vec<(String, Vec<String>)>,
    pub(crate) space: Arc<Space>,
}

impl Ground {
    pub(crate) fn new(issues: Vec<(String, Vec<String>)>) -> Result<Self, WantsError> {
        if issues.is_empty() {
            return Err(WantsError::NoIssues);
        }
        let made = issues.iter().map(|(name, labels)| {
            let values = Values::categorical(labels.clone());
            let values = values.map_err(|error| WantsError::NoSpace(format!("`{name}`: {error}")))?;
            let issue = wasit_model::Issue {
                name: name.clone(),
                title: name.clone(),
                unit: None,
                description: None,
                values,
            };
            Ok(issue)
        });
        let made = made.collect::<Result<Vec<_>, WantsError>>()?;
        let space = Space::new(made).map_err(|error| WantsError::NoSpace(error.to_string()))?;
        Ok(Self { issues, space: Arc::new(space) })
    }

    /// Whether a choice is about these issues alone.
    pub(crate) fn covers(&self, choice: &Choice) -> bool {
        choice.keys().all(|issue| self.position(issue).is_some())
    }

    pub(crate) fn position(&self, issue: &str) -> Option<usize> {
        self.issues.iter().position(|(name, _)| name == issue)
    }

    /// The clauses of a choice; `None` where it cannot hold here.
    fn clauses(&self, choice: &Choice) -> Option<Vec<(usize, ValueSet)>> {
        let mut clauses = Vec::with_capacity(choice.len());
        for (issue, inside) in choice {
            let inside: BTreeSet<&String> = inside.iter().collect();
            let at = self.position(issue)?;
            let set: ValueSet = self.issues[at].1.iter().map(|label| inside.contains(label)).collect();
            if !set.contains(&true) {
                return None;
            }
            clauses.push((at, set));
        }
        clauses.sort_by_key(|clause| clause.0);
        Some(clauses)
    }

    /// `wants` over these issues. Values of which nothing is said are worth nothing; conditions and red lines that
    /// cannot hold here, or depend on other issues too, are left out.
    pub(crate) fn preferences(&self, wants: &Wants) -> Result<(Space, Preferences), WantsError> {
        let worth = |issue: &str, label: &str| -> f64 {
            wants.issues.get(issue).and_then(|worths| worths.get(label)).copied().unwrap_or(0.0)
        };
        let tables = self.issues.iter();
        let tables = tables.map(|(issue, labels)| labels.iter().map(|label| worth(issue, label)).collect());
        let factors = wants.together.iter().filter_map(|together| {
            let clauses = self.clauses(&together.when)?;
            Some(Factor::Box(BoxFactor { clauses, utility: together.adds }))
        });
        let red_lines = wants
            .red_lines
            .iter()
            .filter_map(|line| Some(RedLine { clauses: self.clauses(&line.never)?, words: line.words() }));
        let floor = Floor { start: wants.walk_away.utility(), drift: None };
        let preferences = Preferences::new(
            &self.space,
            tables.collect(),
            factors.collect(),
            red_lines.collect(),
            floor,
            None,
        );
        let preferences = preferences.map_err(|error| WantsError::NoSpace(error.to_string()))?;
        Ok(((*self.space).clone(), preferences))
    }
}
