//! What the deals hold.

use serde::Serialize;

use crate::Estimate;

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
