/// How many packages there are of some kind: exact, or estimated with a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// The number, or the estimate; +∞ beyond what an `f64` holds.
    pub value: f64,
    /// The number, where it is exact.
    pub exact: Option<u128>,
    /// The lower end of the interval; the number itself where it is exact.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Count {
    /// A number that is certain.
    #[must_use]
    pub fn exactly(number: u128) -> Self {
        let value = number as f64;
        Self { value, exact: Some(number), low: value, high: value }
    }

    /// Whether it is certain.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact.is_some()
    }
}
