/// A number that is known, or that each draw says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// The same in every draw.
    Known(f64),
    /// The value of this column.
    Drawn(usize),
}

impl Amount {
    /// The number in the draw `values`, which holds a number for each column.
    #[inline]
    #[must_use]
    pub fn of(self, values: &[f64]) -> f64 {
        match self {
            Self::Known(number) => number,
            Self::Drawn(column) => values[column],
        }
    }

    /// Whether draws say it.
    #[must_use]
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Drawn(_))
    }
}
