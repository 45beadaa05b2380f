use std::sync::Arc;

use crate::{Issue, Package, ValueIndex};

/// All packages: the product of the issues' values (the *outcome space*). Never spelled out, and cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    issues: Arc<[Issue]>,
}

/// Why issues do not make a space. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpaceError {
    /// There is no issue.
    #[error("talks need at least one issue")]
    Empty,
    /// Two issues share a name.
    #[error("two issues are called `{0}`")]
    Twice(String),
    /// More than [`Space::MAX_ISSUES`] issues.
    #[error("{0} issues are more than the 1,000 that talks may have")]
    TooMany(usize),
}

impl Space {
    /// The most issues that a space may have.
    pub const MAX_ISSUES: usize = 1_000;

    /// A space of these issues, in this order.
    ///
    /// # Errors
    /// Any [`SpaceError`].
    pub fn new(issues: Vec<Issue>) -> Result<Self, SpaceError> {
        if issues.is_empty() {
            return Err(SpaceError::Empty);
        }
        if issues.len() > Self::MAX_ISSUES {
            return Err(SpaceError::TooMany(issues.len()));
        }
        for (at, issue) in issues.iter().enumerate() {
            if issues[..at].iter().any(|other| other.name == issue.name) {
                return Err(SpaceError::Twice(issue.name.clone()));
            }
        }
        Ok(Self { issues: issues.into() })
    }

    /// The issues in their order.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The position of the issue of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.issues.iter().position(|issue| issue.name == name)
    }

    /// How many values issue `issue` has.
    #[must_use]
    pub fn width(&self, issue: usize) -> usize {
        self.issues[issue].values.len()
    }

    /// How many packages there are, or `None` from 2^128 on.
    #[must_use]
    pub fn size(&self) -> Option<u128> {
        self.issues.iter().try_fold(1_u128, |size, issue| size.checked_mul(issue.values.len() as u128))
    }

    /// The decimal logarithm of the number of packages.
    #[must_use]
    pub fn size_log10(&self) -> f64 {
        self.issues.iter().map(|issue| (issue.values.len() as f64).log10()).sum()
    }

    /// Whether `package` has one existing value for every issue.
    #[must_use]
    pub fn contains(&self, package: &[ValueIndex]) -> bool {
        package.len() == self.issues.len()
            && package.iter().zip(self.issues.iter()).all(|(&value, issue)| usize::from(value) < issue.values.len())
    }

    /// The lexicographically least package.
    #[must_use]
    pub fn first(&self) -> Package {
        std::iter::repeat_n(0, self.issues.len()).collect()
    }

    /// Steps `package` to its lexicographic successor; false, and back at the first, after the last.
    pub fn advance(&self, package: &mut [ValueIndex]) -> bool {
        for (value, issue) in package.iter_mut().zip(self.issues.iter()).rev() {
            *value += 1;
            if usize::from(*value) < issue.values.len() {
                return true;
            }
            *value = 0;
        }
        false
    }

    /// Every package in lexicographic order. For small spaces only: there may be 10^30.
    pub fn packages(&self) -> impl Iterator<Item = Package> + '_ {
        let mut next = Some(self.first());
        std::iter::from_fn(move || {
            let current = next.take()?;
            let mut following = current.clone();
            if self.advance(&mut following) {
                next = Some(following);
            }
            Some(current)
        })
    }

    /// `issue value, issue value, …` in the words of the file.
    #[must_use]
    pub fn describe(&self, package: &[ValueIndex]) -> String {
        self.issues
            .iter()
            .zip(package)
            .map(|(issue, &value)| format!("{} {}", issue.name, issue.values.label(value)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}
