/// How many packages there are of some kind: exact, or estimated with a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// The number, or the best estimate of it.
    pub value: f64,
    /// The number itself, where it is exact.
    pub exact: Option<u128>,
    /// Where the interval begins.
    pub low: f64,
    /// Where the interval ends.
    pub high: f64,
}

impl Count {
    /// A count that is exact.
    #[must_use]
    pub fn exactly(count: u128) -> Self {
        let value = count as f64;
        Self { value, exact: Some(count), low: value, high: value }
    }

    /// Whether the count is exact.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact.is_some()
    }
}
