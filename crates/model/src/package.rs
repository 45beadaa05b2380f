use smallvec::SmallVec;

/// The position of a value in its issue's list of values, from 0.
pub type ValueIndex = u16;

/// One value for every issue, in the order of the issues (the literature's *outcome* or *bid*).
///
/// Packages compare lexicographically; wherever two packages are otherwise equal, the lesser one is taken.
/// Up to twelve issues are held inline.
pub type Package = SmallVec<[ValueIndex; 12]>;
