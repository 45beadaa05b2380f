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

    /// From `hits` of `draws` drawn uniformly from `size`: Wilson's interval (1927) at 95 %.
    pub(crate) fn estimated(hits: u64, draws: u64, size: f64) -> Self {
        /// The 97.5 % point of the normal distribution.
        const Z: f64 = 1.959_963_984_540_054;
        let (number, share) = (draws as f64, hits as f64 / draws as f64);
        let middle = share + Z * Z / (2.0 * number);
        let reach = Z * (share * (1.0 - share) / number + Z * Z / (4.0 * number * number)).sqrt();
        let scale = size / (1.0 + Z * Z / number);
        let low = if hits == 0 { 0.0 } else { (middle - reach) * scale };
        let high = if hits == draws { size } else { (middle + reach) * scale };
        Self { value: if hits == 0 { 0.0 } else { share * size }, exact: None, low, high }
    }
}
