use std::sync::Arc;

use crate::{Issue, Package, ValueIndex};

/// All packages: the product of the issues' values (the *outcome space*). Never spelled out, and cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    shape: Arc<Shape>,
}

#[derive(Debug, PartialEq)]
struct Shape {
    issues: Vec<Issue>,
    /// By issue, how many values it has.
    widths: Vec<u32>,
    /// By issue, how far apart in lexicographic order two packages are that differ by one value of it; `None` where
    /// there are 2^64 packages or more.
    places: Option<Vec<u64>>,
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
        let widths: Vec<u32> = issues.iter().map(|issue| issue.values.len() as u32).collect();
        let mut places = vec![0; widths.len()];
        let mut place: Option<u64> = Some(1);
        for (entry, &width) in places.iter_mut().zip(&widths).rev() {
            *entry = place.unwrap_or(0);
            place = place.and_then(|place| place.checked_mul(u64::from(width)));
        }
        let places = place.map(|_| places);
        Ok(Self { shape: Arc::new(Shape { issues, widths, places }) })
    }

    /// The issues in their order.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.shape.issues
    }

    /// The position of the issue of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.issues().iter().position(|issue| issue.name == name)
    }

    /// How many values issue `issue` has.
    #[must_use]
    pub fn width(&self, issue: usize) -> usize {
        self.shape.widths[issue] as usize
    }

    /// How many packages there are, or `None` from 2^128 on.
    #[must_use]
    pub fn size(&self) -> Option<u128> {
        self.shape.widths.iter().try_fold(1_u128, |size, &width| size.checked_mul(u128::from(width)))
    }

    /// The decimal logarithm of the number of packages.
    #[must_use]
    pub fn size_log10(&self) -> f64 {
        self.shape.widths.iter().map(|&width| f64::from(width).log10()).sum()
    }

    /// Whether `package` has one existing value for every issue.
    #[inline]
    #[must_use]
    pub fn contains(&self, package: &[ValueIndex]) -> bool {
        package.len() == self.shape.widths.len()
            && package.iter().zip(&self.shape.widths).all(|(&value, &width)| u32::from(value) < width)
    }

    /// The number of `package` in lexicographic order, from 0; `None` where there are 2^64 packages or more.
    #[inline]
    #[must_use]
    pub fn rank(&self, package: &[ValueIndex]) -> Option<u64> {
        let places = self.shape.places.as_ref()?;
        Some(places.iter().zip(package).map(|(place, &value)| place * u64::from(value)).sum())
    }

    /// The lexicographically least package.
    #[must_use]
    pub fn first(&self) -> Package {
        std::iter::repeat_n(0, self.shape.widths.len()).collect()
    }

    /// Steps `package` to its lexicographic successor; false, and back at the first, after the last.
    pub fn advance(&self, package: &mut [ValueIndex]) -> bool {
        for (value, &width) in package.iter_mut().zip(&self.shape.widths).rev() {
            *value += 1;
            if u32::from(*value) < width {
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
        self.issues()
            .iter()
            .zip(package)
            .map(|(issue, &value)| format!("{} {}", issue.name, issue.values.label(value)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}
