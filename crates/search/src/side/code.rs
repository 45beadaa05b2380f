use wasit_model::{Package, ValueIndex};

/// Packages of a space as numbers that rise in lexicographic order: for every issue a field of as many bits as its
/// values need, the first issue highest. Unlike a rank it is taken apart without a division.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    fields: Vec<Field>,
}

#[derive(Clone, Copy, Debug)]
struct Field {
    shift: u32,
    mask: u32,
}

impl Code {
    /// `None` where packages need more than 32 bits. Up to 2^24 packages never do: an issue takes at most 1.3 times the
    /// bits that its values carry, the three bits of five values.
    pub(crate) fn new(widths: &[usize]) -> Option<Self> {
        let mut fields = vec![Field { shift: 0, mask: 0 }; widths.len()];
        let mut shift = 0_u32;
        for (field, &width) in fields.iter_mut().zip(widths).rev() {
            let bits = usize::BITS - (width - 1).leading_zeros();
            // Of an issue with one value nothing is kept, wherever that lies.
            *field = Field { shift: shift.min(31), mask: ((1_u64 << bits) - 1) as u32 };
            shift += bits;
            if shift > 32 {
                return None;
            }
        }
        Some(Self { fields })
    }

    /// What value `value` of issue `issue` adds.
    #[inline]
    pub(crate) fn part(&self, issue: usize, value: ValueIndex) -> u32 {
        u32::from(value) << self.fields[issue].shift
    }

    /// The number of `package`.
    #[inline]
    pub(crate) fn of(&self, package: &[ValueIndex]) -> u32 {
        self.fields.iter().zip(package).map(|(field, &value)| u32::from(value) << field.shift).sum()
    }

    /// The package of that number.
    #[inline]
    pub(crate) fn package(&self, code: u32) -> Package {
        Package::from_fn(self.fields.len(), |issue| {
            let Field { shift, mask } = self.fields[issue];
            ((code >> shift) & mask) as ValueIndex
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for widths in [&[1][..], &[5, 5, 4], &[1, 2, 1, 3, 1], &[65_535, 65_535], &[3; 12], &[65_535, 1, 2]] {
            let Some(code) = Code::new(widths) else { panic!("{widths:?} fit into 32 bits") };
            let last: Package = widths.iter().map(|&width| (width - 1) as ValueIndex).collect();
            let mut some = last.clone();
            some[0] /= 2;
            for package in [Package::from_elem(0, widths.len()), some, last] {
                assert_eq!(code.package(code.of(&package)), package, "{widths:?}");
            }
        }
        assert!(Code::new(&[3; 17]).is_none());
    }
}
