use wasit_model::{Package, ValueIndex};

/// Packages of up to 2^128 as numbers in lexicographic order (mixed radix, the last issue fastest).
#[derive(Clone, Debug)]
pub(crate) struct Radix {
    widths: Vec<u32>,
    /// What one step of each issue's value is worth.
    places: Vec<u128>,
}

impl Radix {
    /// `None` where there are 2^128 packages or more.
    pub(crate) fn new(widths: &[usize]) -> Option<Self> {
        let mut places = vec![0; widths.len()];
        let mut place: u128 = 1;
        for (at, &width) in widths.iter().enumerate().rev() {
            places[at] = place;
            place = place.checked_mul(width as u128)?;
        }
        Some(Self { widths: widths.iter().map(|&width| width as u32).collect(), places })
    }

    pub(crate) fn place(&self, issue: usize) -> u128 {
        self.places[issue]
    }

    pub(crate) fn package(&self, rank: u128) -> Package {
        self.places
            .iter()
            .zip(&self.widths)
            .map(|(&place, &width)| ((rank / place) % u128::from(width)) as ValueIndex)
            .collect()
    }
}

/// The index that `package` has in row-major order over `scope`.
pub(crate) fn row_major(scope: &[usize], widths: &[usize], package: &[ValueIndex]) -> usize {
    scope.iter().fold(0, |at, &issue| at * widths[issue] + usize::from(package[issue]))
}
