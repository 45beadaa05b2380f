use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

/// The position of a value in its issue's list of values, from 0.
pub type ValueIndex = u16;

/// One value for every issue, in the order of the issues (the literature's *outcome* or *bid*).
///
/// Packages compare lexicographically; wherever two packages are otherwise equal, the lesser one is taken. A slice of
/// [`ValueIndex`] in all it does. Up to fifteen issues are held inline, and then a clone is a copy of three words of
/// the processor, whatever their number: talks copy packages at every turn.
#[derive(Clone)]
#[repr(C)]
pub struct Package {
    /// The values, and in the last slot how many there are; nothing where they lie on the heap.
    row: [ValueIndex; INLINE + 1],
    /// More values than fit inline.
    #[allow(clippy::box_collection, reason = "one word, so that a package is five")]
    heap: Option<Box<Vec<ValueIndex>>>,
}

/// The most values that are held inline.
const INLINE: usize = 15;

impl Package {
    /// A package of no issue.
    #[must_use]
    pub fn new() -> Self {
        Self { row: [0; INLINE + 1], heap: None }
    }

    /// As [`Package::new`], with room for `issues` values.
    #[must_use]
    pub fn with_capacity(issues: usize) -> Self {
        let heap = (issues > INLINE).then(|| Box::new(Vec::with_capacity(issues)));
        Self { heap, ..Self::new() }
    }

    /// `value` for each of `issues` issues.
    #[must_use]
    pub fn from_elem(value: ValueIndex, issues: usize) -> Self {
        if issues > INLINE {
            return Self { heap: Some(Box::new(vec![value; issues])), ..Self::new() };
        }
        let mut package = Self::new();
        package.row[..issues].fill(value);
        package.row[INLINE] = issues as ValueIndex;
        package
    }

    /// For each of `issues` issues what `value` says.
    #[inline]
    #[must_use]
    pub fn from_fn(issues: usize, value: impl FnMut(usize) -> ValueIndex) -> Self {
        if issues > INLINE {
            return Self { heap: Some(Box::new((0..issues).map(value).collect())), ..Self::new() };
        }
        let mut package = Self::new();
        for (slot, value) in package.row.iter_mut().zip((0..issues).map(value)) {
            *slot = value;
        }
        package.row[INLINE] = issues as ValueIndex;
        package
    }

    /// These values.
    #[must_use]
    pub fn from_slice(values: &[ValueIndex]) -> Self {
        if values.len() > INLINE {
            return Self { heap: Some(Box::new(values.to_vec())), ..Self::new() };
        }
        let mut package = Self::new();
        package.row[..values.len()].copy_from_slice(values);
        package.row[INLINE] = values.len() as ValueIndex;
        package
    }

    /// Adds a value for one more issue.
    pub fn push(&mut self, value: ValueIndex) {
        let len = self.row_len();
        match &mut self.heap {
            Some(values) => values.push(value),
            None if len < INLINE => {
                self.row[len] = value;
                self.row[INLINE] += 1;
            }
            None => {
                let mut values = self.row[..len].to_vec();
                values.push(value);
                *self = Self { heap: Some(Box::new(values)), ..Self::new() };
            }
        }
    }

    #[inline]
    fn row_len(&self) -> usize {
        // Never more than fits; saying so spares a check wherever packages are read.
        usize::from(self.row[INLINE]).min(INLINE)
    }
}

impl Deref for Package {
    type Target = [ValueIndex];

    #[inline]
    fn deref(&self) -> &[ValueIndex] {
        match &self.heap {
            None => &self.row[..self.row_len()],
            Some(values) => values,
        }
    }
}

impl DerefMut for Package {
    #[inline]
    fn deref_mut(&mut self) -> &mut [ValueIndex] {
        let len = self.row_len();
        match &mut self.heap {
            None => &mut self.row[..len],
            Some(values) => values,
        }
    }
}

impl Default for Package {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Package {}

impl PartialOrd for Package {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Package {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for Package {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl FromIterator<ValueIndex> for Package {
    fn from_iter<I: IntoIterator<Item = ValueIndex>>(values: I) -> Self {
        let values = values.into_iter();
        let mut package = Self::with_capacity(values.size_hint().0);
        package.extend(values);
        package
    }
}

impl Extend<ValueIndex> for Package {
    fn extend<I: IntoIterator<Item = ValueIndex>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

impl<const N: usize> From<[ValueIndex; N]> for Package {
    fn from(values: [ValueIndex; N]) -> Self {
        Self::from_slice(&values)
    }
}

impl<'a> IntoIterator for &'a Package {
    type Item = &'a ValueIndex;
    type IntoIter = std::slice::Iter<'a, ValueIndex>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_long_as_it_must_be() {
        assert_eq!(size_of::<Package>(), 40);
        for issues in [0, 1, INLINE - 1, INLINE, INLINE + 1, 100] {
            let values: Vec<ValueIndex> = (0..issues as ValueIndex).collect();
            let package: Package = values.iter().copied().collect();
            assert_eq!(&*package, values.as_slice());
            assert_eq!(package, Package::from_slice(&values));
            assert_eq!(format!("{package:?}"), format!("{values:?}"));
        }
        let mut package = Package::from_elem(3, INLINE);
        package.push(9);
        package[0] = 4;
        assert_eq!((package.len(), package[0], package[INLINE]), (INLINE + 1, 4, 9));
    }

    #[test]
    fn they_compare_as_their_values_do() {
        assert!(Package::from([0, 2]) < Package::from([1, 0]));
        assert!(Package::from([0]) < Package::from([0, 0]));
    }
}
