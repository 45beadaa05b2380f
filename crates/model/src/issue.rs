use std::borrow::Cow;

use jiff::Span;
use jiff::civil::Date;

use crate::ValueIndex;

/// What a value is called: its source text for listed values, its number or date for ranges.
pub type ValueLabel<'a> = Cow<'a, str>;

/// A thing to be settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// The name that files and commands use.
    pub name: String,
    /// The name that people read; the name itself where none was given.
    pub title: String,
    /// The unit of the values, `kg` say.
    pub unit: Option<String>,
    /// What is meant, in a sentence or two.
    pub description: Option<String>,
    /// The ways to settle it.
    pub values: Values,
}

/// The ways to settle an issue: at least one and at most [`Values::MAX`].
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Listed values, each by its source text; distinct.
    Categorical(Vec<String>),
    /// Whole numbers `from, from + step, …`.
    Integer {
        /// The first value.
        from: i64,
        /// The distance of neighbours, at least 1.
        step: i64,
        /// How many values there are.
        count: ValueIndex,
    },
    /// Numbers `from, from + step, …`.
    Real {
        /// The first value, finite.
        from: f64,
        /// The distance of neighbours, finite and positive.
        step: f64,
        /// How many values there are.
        count: ValueIndex,
        /// How many digits after the point a label shows.
        decimals: u8,
    },
    /// Days; a timeline is an issue like any other.
    Dates(Vec<Date>),
}

/// Why a range is not one. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The list of values has no entry.
    #[error("an issue needs at least one value")]
    Empty,
    /// The step is zero, negative or not a number.
    #[error("the step must be greater than zero")]
    Step,
    /// The last value lies before the first.
    #[error("the range ends before it starts")]
    Backwards,
    /// A bound is not a finite number, or lies outside what can be held exactly.
    #[error("the bounds must be finite numbers under 9e15")]
    Bounds,
    /// More than [`Values::MAX`] values.
    #[error("{0} values are more than the 65,535 that an issue may have")]
    TooMany(u64),
    /// The same value twice.
    #[error("the value `{0}` stands twice")]
    Twice(String),
}

impl Values {
    /// The most values that an issue may have.
    pub const MAX: usize = ValueIndex::MAX as usize;

    /// Listed values.
    ///
    /// # Errors
    /// [`IssueError::Empty`], [`IssueError::TooMany`], [`IssueError::Twice`].
    pub fn categorical(labels: Vec<String>) -> Result<Self, IssueError> {
        check_count(labels.len() as u64)?;
        let mut sorted: Vec<&String> = labels.iter().collect();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(IssueError::Twice(pair[0].clone()));
        }
        Ok(Self::Categorical(labels))
    }

    /// Whole numbers from `from` to `to`, both included where the step meets `to`.
    ///
    /// # Errors
    /// [`IssueError::Step`], [`IssueError::Backwards`], [`IssueError::Bounds`], [`IssueError::TooMany`].
    pub fn integers(from: i64, to: i64, step: i64) -> Result<Self, IssueError> {
        const EXACT: u64 = 9_000_000_000_000_000;
        if step < 1 {
            return Err(IssueError::Step);
        }
        if from.unsigned_abs() > EXACT || to.unsigned_abs() > EXACT {
            return Err(IssueError::Bounds);
        }
        if to < from {
            return Err(IssueError::Backwards);
        }
        let count = check_count((to - from) as u64 / step as u64 + 1)?;
        Ok(Self::Integer { from, step, count })
    }

    /// Numbers from `from` to `to`, both included where the step meets `to` to within a millionth of a step.
    ///
    /// # Errors
    /// [`IssueError::Step`], [`IssueError::Backwards`], [`IssueError::Bounds`], [`IssueError::TooMany`].
    pub fn reals(from: f64, to: f64, step: f64) -> Result<Self, IssueError> {
        if !from.is_finite() || !to.is_finite() || from.abs() > 9e15 || to.abs() > 9e15 {
            return Err(IssueError::Bounds);
        }
        if !step.is_finite() || step <= 0.0 {
            return Err(IssueError::Step);
        }
        if to < from {
            return Err(IssueError::Backwards);
        }
        let steps = ((to - from) / step + 1e-6).floor();
        let count = check_count(if steps < 1e18 { steps as u64 + 1 } else { u64::MAX })?;
        Ok(Self::Real { from, step, count, decimals: decimals_of(from).max(decimals_of(step)) })
    }

    /// Days from `from` to `to`, `step` apart, both included where the step meets `to`. The n-th day is
    /// `from + n × step`, so that months keep the day of the month wherever the calendar has it.
    ///
    /// # Errors
    /// [`IssueError::Step`] where the step does not lead forward; [`IssueError::Backwards`];
    /// [`IssueError::TooMany`].
    pub fn dates(from: Date, to: Date, step: Span) -> Result<Self, IssueError> {
        if to < from {
            return Err(IssueError::Backwards);
        }
        let mut days = vec![from];
        loop {
            let n = days.len() as i64;
            let next = step.checked_mul(n).ok().and_then(|whole| from.checked_add(whole).ok());
            match next {
                Some(day) if day <= days[days.len() - 1] => return Err(IssueError::Step),
                Some(day) if day <= to => days.push(day),
                _ => break,
            }
            check_count(days.len() as u64)?;
        }
        Ok(Self::Dates(days))
    }

    /// How many values there are; at least 1.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Categorical(labels) => labels.len(),
            Self::Integer { count, .. } | Self::Real { count, .. } => usize::from(*count),
            Self::Dates(days) => days.len(),
        }
    }

    /// Never true: an issue has at least one value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What value `index` is called.
    ///
    /// # Panics
    /// Where `index` is not under [`Values::len`].
    #[must_use]
    pub fn label(&self, index: ValueIndex) -> ValueLabel<'_> {
        match self {
            Self::Categorical(labels) => Cow::Borrowed(&labels[usize::from(index)]),
            Self::Integer { from, step, .. } => Cow::Owned((from + step * i64::from(index)).to_string()),
            Self::Real { from, step, decimals, .. } => {
                let shown = format!("{:.*}", usize::from(*decimals), from + step * f64::from(index));
                Cow::Owned(if shown.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
                    shown.trim_start_matches('-').to_owned()
                } else {
                    shown
                })
            }
            Self::Dates(days) => Cow::Owned(days[usize::from(index)].to_string()),
        }
    }

    /// The value that `text` names: the label itself, or a number equal to it (`3` for `3.0`).
    #[must_use]
    pub fn find(&self, text: &str) -> Option<ValueIndex> {
        match self {
            Self::Categorical(labels) => labels
                .iter()
                .position(|label| label == text)
                .or_else(|| {
                    let wanted: f64 = text.trim().parse().ok()?;
                    labels.iter().position(|label| label.trim().parse() == Ok(wanted))
                })
                .map(|at| at as ValueIndex),
            Self::Integer { .. } | Self::Real { .. } => {
                let wanted: f64 = text.trim().replace('_', "").parse().ok()?;
                self.nearest(wanted).filter(|&at| {
                    let step = if let Self::Real { step, .. } = self { *step } else { 1.0 };
                    self.number(at).is_some_and(|number| (number - wanted).abs() <= 1e-6 * step)
                })
            }
            Self::Dates(days) => {
                let wanted: Date = text.trim().parse().ok()?;
                days.binary_search(&wanted).ok().map(|at| at as ValueIndex)
            }
        }
    }

    /// The number that value functions read: the value itself, a listed value's number where every label is
    /// one, or for days the days since the first. `None` where the values are words.
    #[must_use]
    pub fn number(&self, index: ValueIndex) -> Option<f64> {
        match self {
            Self::Categorical(labels) => {
                let label = labels[usize::from(index)].trim();
                label.parse().ok().filter(|number: &f64| number.is_finite())
            }
            Self::Integer { from, step, .. } => Some((from + step * i64::from(index)) as f64),
            Self::Real { from, step, .. } => Some(from + step * f64::from(index)),
            Self::Dates(days) => Some(days_between(days[0], days[usize::from(index)])),
        }
    }

    /// [`Values::number`] of a text that need not be one of the values: a bound of a red line, a corner of a
    /// value function.
    #[must_use]
    pub fn number_of(&self, text: &str) -> Option<f64> {
        match self {
            Self::Dates(days) => Some(days_between(days[0], text.trim().parse().ok()?)),
            _ => text.trim().replace('_', "").parse().ok().filter(|number: &f64| number.is_finite()),
        }
    }

    /// Whether the values have an order with distances, so that `linear`, `at most` and the like mean something.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        match self {
            Self::Categorical(labels) => {
                labels.iter().all(|label| label.trim().parse().is_ok_and(|number: f64| number.is_finite()))
            }
            _ => true,
        }
    }

    fn nearest(&self, wanted: f64) -> Option<ValueIndex> {
        let (from, step) = match self {
            Self::Integer { from, step, .. } => (*from as f64, *step as f64),
            Self::Real { from, step, .. } => (*from, *step),
            _ => return None,
        };
        let at = ((wanted - from) / step).round();
        (at >= 0.0 && at < self.len() as f64).then_some(at as ValueIndex)
    }
}

fn check_count(count: u64) -> Result<ValueIndex, IssueError> {
    match count {
        0 => Err(IssueError::Empty),
        _ => ValueIndex::try_from(count).map_err(|_| IssueError::TooMany(count)),
    }
}

fn days_between(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |span| f64::from(span.get_days()))
}

fn decimals_of(number: f64) -> u8 {
    let text = format!("{number}");
    text.split_once('.').map_or(0, |(_, digits)| digits.len().min(12) as u8)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    fn labels(values: &Values) -> Vec<String> {
        (0..values.len()).map(|at| values.label(at as ValueIndex).into_owned()).collect()
    }

    #[test]
    fn ranges_include_both_ends() {
        assert_eq!(labels(&Values::integers(5, 25, 5).unwrap()), ["5", "10", "15", "20", "25"]);
        assert_eq!(labels(&Values::integers(5, 24, 5).unwrap()), ["5", "10", "15", "20"]);
        assert_eq!(labels(&Values::reals(0.0, 0.3, 0.1).unwrap()), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(labels(&Values::reals(-0.1, 0.1, 0.1).unwrap()), ["-0.1", "0.0", "0.1"]);
        let from: Date = "2025-10-31".parse().unwrap();
        let to: Date = "2026-01-31".parse().unwrap();
        assert_eq!(
            labels(&Values::dates(from, to, 1.month()).unwrap()),
            ["2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31"]
        );
    }

    #[test]
    fn every_label_is_found_again() {
        for values in [
            Values::categorical(vec!["yes".into(), "no".into(), "1".into()]).unwrap(),
            Values::integers(-3, 12, 1).unwrap(),
            Values::reals(0.05, 0.95, 0.05).unwrap(),
            Values::dates("2025-01-01".parse().unwrap(), "2025-03-01".parse().unwrap(), 7.days()).unwrap(),
        ] {
            for at in 0..values.len() as ValueIndex {
                assert_eq!(values.find(&values.label(at)), Some(at), "{values:?}");
            }
            assert_eq!(values.find("no such value"), None);
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        assert_eq!(Values::integers(1, 9, 0), Err(IssueError::Step));
        assert_eq!(Values::integers(9, 1, 1), Err(IssueError::Backwards));
        assert_eq!(Values::integers(0, 70_000, 1), Err(IssueError::TooMany(70_001)));
        assert_eq!(Values::integers(i64::MIN, i64::MAX, 1), Err(IssueError::Bounds));
        assert_eq!(Values::reals(0.0, f64::INFINITY, 1.0), Err(IssueError::Bounds));
        assert_eq!(Values::reals(0.0, 1.0, -1.0), Err(IssueError::Step));
        let day: Date = "2025-01-01".parse().unwrap();
        assert_eq!(Values::dates(day, day, 0.days()), Err(IssueError::Step));
        assert_eq!(Values::categorical(vec![]), Err(IssueError::Empty));
        assert_eq!(Values::categorical(vec!["a".into(), "a".into()]), Err(IssueError::Twice("a".into())));
    }
}
