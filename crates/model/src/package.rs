use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU8;
use std::ops::{Deref, DerefMut};

/// The position of a value in its issue's list of values, from 0.
pub type ValueIndex = u16;

/// One value for every issue, in the order of the issues (the literature's *outcome* or *bid*).
///
/// Packages compare lexicographically; wherever two packages are otherwise equal, the lesser one is taken. A slice of
/// [`ValueIndex`] in all it does; up to fifteen issues are held inline, and a clone of these is a copy of 32 bytes,
/// whatever their number: talks copy packages at every turn.
#[derive(Clone)]
pub struct Package(Held);

/// The most values that are held inline.
const INLINE: usize = 15;

#[derive(Clone)]
enum Held {
    Inline(Row),
    Heap(Vec<ValueIndex>),
}

/// Values inline. That the last field is never zero leaves room to say there that the values are on the heap: a
/// package is no larger than its row, and is copied as one piece.
#[derive(Clone, Copy)]
struct Row {
    values: [ValueIndex; INLINE],
    /// One more than there are values.
    end: NonZeroU8,
}

impl Row {
    const EMPTY: Self = Self { values: [0; INLINE], end: NonZeroU8::MIN };

    #[inline]
    fn len(&self) -> usize {
        usize::from(self.end.get()) - 1
    }
}

impl Package {
    /// A package of no issue.
    #[must_use]
    pub fn new() -> Self {
        Self(Held::Inline(Row::EMPTY))
    }

    /// As [`Package::new`], with room for `issues` values.
    #[must_use]
    pub fn with_capacity(issues: usize) -> Self {
        if issues > INLINE { Self(Held::Heap(Vec::with_capacity(issues))) } else { Self::new() }
    }

    /// `value` for each of `issues` issues.
    #[must_use]
    pub fn from_elem(value: ValueIndex, issues: usize) -> Self {
        if issues > INLINE {
            return Self(Held::Heap(vec![value; issues]));
        }
        let mut row = Row::EMPTY;
        row.values[..issues].fill(value);
        row.end = row.end.saturating_add(issues as u8);
        Self(Held::Inline(row))
    }

    /// These values.
    #[must_use]
    pub fn from_slice(values: &[ValueIndex]) -> Self {
        if values.len() > INLINE {
            return Self(Held::Heap(values.to_vec()));
        }
        let mut row = Row::EMPTY;
        row.values[..values.len()].copy_from_slice(values);
        row.end = row.end.saturating_add(values.len() as u8);
        Self(Held::Inline(row))
    }

    /// Adds a value for one more issue.
    pub fn push(&mut self, value: ValueIndex) {
        match &mut self.0 {
            Held::Inline(row) if row.len() < INLINE => {
                row.values[row.len()] = value;
                row.end = row.end.saturating_add(1);
            }
            Held::Inline(row) => {
                let mut all = row.values.to_vec();
                all.push(value);
                self.0 = Held::Heap(all);
            }
            Held::Heap(values) => values.push(value),
        }
    }
}

impl Deref for Package {
    type Target = [ValueIndex];

    #[inline]
    fn deref(&self) -> &[ValueIndex] {
        match &self.0 {
            Held::Inline(row) => &row.values[..row.len()],
            Held::Heap(values) => values,
        }
    }
}

impl DerefMut for Package {
    #[inline]
    fn deref_mut(&mut self) -> &mut [ValueIndex] {
        match &mut self.0 {
            Held::Inline(row) => {
                let len = row.len();
                &mut row.values[..len]
            }
            Held::Heap(values) => values,
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
        assert_eq!(size_of::<Package>(), 32);
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
