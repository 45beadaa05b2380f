pub(crate) mod additive;
pub(crate) mod band;
pub(crate) mod beyond;
pub(crate) mod buckets;
pub(crate) mod cells;
pub(crate) mod code;
pub(crate) mod ends;
pub(crate) mod falling;
pub(crate) mod lists;
pub(crate) mod opaque;
pub(crate) mod paired;
pub(crate) mod pairs;
pub(crate) mod split;
pub(crate) mod structured;
pub(crate) mod sums;
pub(crate) mod table;
pub(crate) mod tilted;
pub(crate) mod windows;

use std::fmt;
use std::sync::{Arc, OnceLock};

use wasit_model::{Package, Preferences, Space, ValueIndex};

use crate::graph::elimination::{Aim, Graph};
use crate::graph::rank::Radix;
use crate::graph::{Local, Order, locals};
use crate::side::additive::{Additive, AdditiveWalk};
use crate::side::falling::Falling;
use crate::side::opaque::Opaque;
use crate::side::paired::PairedWalk;
use crate::side::structured::{Structured, StructuredWalk};
use crate::side::table::{Table, score_of};

/// The most packages that are listed and sorted where structure would serve too.
const LISTED_MAX: u128 = 1 << 17;
/// The most packages that are listed at the first question: it costs no more than a few questions would.
const AT_ONCE_MAX: u128 = 1 << 10;
/// The most packages that are listed where structure gives out.
pub(crate) const DENSE_MAX: u128 = 1 << 24;
/// The largest table that elimination may make.
pub(crate) const ROWS_MAX: usize = 1 << 21;
/// How many packages of a band are looked at where it is not listed.
const BAND_MAX: usize = 4_096;

/// A package found by a search, with how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The package.
    pub package: Package,
    /// What it is worth to the side, undiscounted.
    pub utility: f64,
    /// How far the optimum may be from `utility`, at most; 0 where the answer is exact.
    pub bound: f64,
}

/// One side's preferences made ready for searching; shared by every talk that the side holds.
///
/// What a search needs is made when it is first asked for, and kept: the sorted list of a small space, the two
/// halves of an additive one, the messages of a factor graph. Who will ask often calls [`Side::prepare`] first:
/// answers are the same, and on spaces of up to 131,072 packages they come from a sorted list.
pub struct Side {
    space: Arc<Space>,
    preferences: Preferences,
    /// How many packages there are; saturates.
    size: u128,
    listed_max: u128,
    table: OnceLock<Table>,
    index: OnceLock<Index>,
    best: OnceLock<Option<Found>>,
    least: OnceLock<f64>,
    falling: OnceLock<Box<Falling>>,
}

#[derive(Debug)]
pub(crate) enum Index {
    /// Red lines leave nothing.
    Nothing,
    /// Structure gives out, and the space is small enough for a table.
    Listed,
    Additive(Additive),
    Structured(Box<Structured>),
    Opaque(Opaque),
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Side").field("preferences", &self.preferences).finish_non_exhaustive()
    }
}

impl Side {
    /// Makes `preferences`, which are over `space`, ready; costs nothing until something is asked.
    #[must_use]
    pub fn new(space: Arc<Space>, preferences: Preferences) -> Self {
        Self::listing(space, preferences, LISTED_MAX)
    }

    /// As [`Side::new`], but lists the space only where it has at most `listed_max` packages: 0 for a side that
    /// works on structure alone, and never above 2^24.
    #[must_use]
    pub fn listing(space: Arc<Space>, preferences: Preferences, listed_max: u128) -> Self {
        Self {
            size: space.size().unwrap_or(u128::MAX),
            space,
            preferences,
            listed_max: listed_max.min(DENSE_MAX),
            table: OnceLock::new(),
            index: OnceLock::new(),
            best: OnceLock::new(),
            least: OnceLock::new(),
            falling: OnceLock::new(),
        }
    }

    /// Makes now what many talks will ask for: where the space has up to 131,072 packages the sorted list, in
    /// O(p log p); on others only the ends of the range.
    pub fn prepare(&self) {
        if let Some(table) = self.listed() {
            table.spell_out();
        }
        self.best();
        self.least_utility();
    }

    /// The space.
    #[must_use]
    pub fn space(&self) -> &Arc<Space> {
        &self.space
    }

    /// The preferences.
    #[must_use]
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// What `package` is worth, undiscounted; −∞ beyond a red line.
    #[inline]
    #[must_use]
    pub fn utility(&self, package: &[ValueIndex]) -> f64 {
        self.preferences.utility(package)
    }

    /// The best package within the red lines; `None` where they leave nothing.
    pub fn best(&self) -> Option<&Found> {
        let find = || match self.table() {
            Some(table) => table.best(),
            None => match self.index() {
                Index::Nothing | Index::Listed => None,
                Index::Additive(additive) => Some(additive.best()),
                Index::Structured(structured) => structured.optimum(Aim::Most),
                Index::Opaque(opaque) => opaque.best(),
            },
        };
        self.best.get_or_init(find).as_ref()
    }

    /// The least utility within the red lines; +∞ where they leave nothing.
    pub fn least_utility(&self) -> f64 {
        let find = || match self.table() {
            Some(table) => table.least(),
            None => match self.index() {
                Index::Nothing | Index::Listed => None,
                Index::Additive(additive) => Some(additive.least()),
                Index::Structured(structured) => structured.optimum(Aim::Least),
                Index::Opaque(opaque) => opaque.least(),
            },
        };
        *self.least.get_or_init(|| find().map_or(f64::INFINITY, |found| found.utility))
    }

    /// The inverse: the package of the least utility that is still at least `level`; `None` where there is none.
    ///
    /// For p packages: exact on listed spaces in O(log p); on additive ones to about 10^12 packages in O(√p) once
    /// the halves are made; and on factor graphs as far as a cut leaves parts of up to 2^21 packages, in O(size of
    /// each part × assignments of the other's border). Beyond that within the bound that it carries, 0 where a
    /// package on the level itself is found: in milliseconds on additive preferences, and on factor graphs in the
    /// windows of some twenty runs of issues. Of equals the lexicographically least, except where exactness comes
    /// from lying on the level.
    #[must_use]
    pub fn worst_at_least(&self, level: f64) -> Option<Found> {
        if let Some(table) = self.table() {
            return table.worst_at_least(level);
        }
        match self.index() {
            Index::Nothing | Index::Listed => None,
            Index::Additive(additive) => additive.worst_at_least(level),
            Index::Structured(structured) => structured.nearest(level, Aim::Least),
            Index::Opaque(opaque) => opaque.nearest(level, Aim::Least),
        }
    }

    /// The package of the greatest utility that is still at most `level`; `None` where there is none. Exact as
    /// [`Side::worst_at_least`] is.
    #[must_use]
    pub fn best_at_most(&self, level: f64) -> Option<Found> {
        if let Some(table) = self.table() {
            return table.best_at_most(level);
        }
        match self.index() {
            Index::Nothing | Index::Listed => None,
            Index::Additive(additive) => additive.best_at_most(level),
            Index::Structured(structured) => structured.nearest(level, Aim::Most),
            Index::Opaque(opaque) => opaque.nearest(level, Aim::Most),
        }
    }

    /// A package drawn uniformly from those worth at least `level`; `None` where there is none. As
    /// [`Side::sample_between`].
    pub fn sample_at_least(&self, level: f64, rng: &mut impl rand::Rng) -> Option<Package> {
        self.sample_between(level, f64::INFINITY, rng)
    }

    /// Of the packages worth between `low` and `high`, both included, the one for which `score` (for every issue
    /// a number for every value, added up) is greatest; `None` where none is found.
    ///
    /// Exact on listed spaces. On additive ones beyond that a dynamic program over 4,096 cells of own utility, on
    /// others the best of up to 4,096 packages of the band: what is returned always lies in the band.
    #[must_use]
    pub fn best_scored_in(&self, low: f64, high: f64, score: &[Vec<f64>]) -> Option<Package> {
        if let Some(table) = self.listed() {
            return table.best_scored_in(low, high, score);
        }
        match self.index() {
            Index::Nothing | Index::Listed => None,
            Index::Additive(additive) => additive.best_scored_in(low, high, score),
            Index::Structured(_) | Index::Opaque(_) => self
                .band(low, high)
                .into_iter()
                .map(|package| (score_of(score, &package), package))
                .reduce(|best, other| {
                    if other.0 > best.0 || (other.0 == best.0 && other.1 < best.1) { other } else { best }
                })
                .map(|(_, package)| package),
        }
    }

    /// Packages in falling utility, lexicographically least first among equals, found as they are asked for.
    #[must_use]
    pub fn walk(self: &Arc<Self>) -> Walk {
        Walk { state: State::start(self), side: Arc::clone(self) }
    }

    /// The `k`-th package of [`Side::walk`], from 0, with its utility; `None` behind the last. What one talk has
    /// walked over is kept for all others: O(issues) for a package that was asked for before, or is listed.
    #[must_use]
    pub fn kth_best(&self, k: usize) -> Option<(Package, f64)> {
        match self.table() {
            Some(table) => (k < table.len()).then(|| (table.package(k), table.utility(k))),
            None => self.falling.get_or_init(Box::default).get(k, self),
        }
    }

    /// What the `k`-th package of [`Side::walk`] is worth, as [`Side::kth_best`] finds it.
    #[inline]
    #[must_use]
    pub fn kth_utility(&self, k: usize) -> Option<f64> {
        match self.table() {
            Some(table) => (k < table.len()).then(|| table.utility(k)),
            None => self.falling.get_or_init(Box::default).get(k, self).map(|found| found.1),
        }
    }

    /// Whether there is a sorted list by now, or making it costs no more than a few questions would.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.table().is_some()
    }

    /// On listed sides, where in [`Side::walk`] the package of [`Side::worst_at_least`] stands, from 0; `None` where
    /// there is none. O(1) where utilities are spread.
    #[inline]
    #[must_use]
    pub fn position_at_least(&self, level: f64) -> Option<usize> {
        self.table()?.position_at_least(level)
    }

    /// Whether what is found on this side is exact whatever is asked, apart from inverses, which say for
    /// themselves: false where structure gives out and the space is too large to list.
    pub fn is_exact(&self) -> bool {
        self.table().is_some() || !matches!(self.index(), Index::Opaque(_))
    }

    /// The sorted list, where there is one by now or making it costs no more than a few questions would.
    #[inline]
    fn table(&self) -> Option<&Table> {
        match self.table.get() {
            None if self.size <= AT_ONCE_MAX || !self.preferences.is_additive() => self.listed(),
            table => table,
        }
    }

    /// The sorted list, made now if need be, where the space is small enough for one.
    pub(crate) fn listed(&self) -> Option<&Table> {
        if self.size <= self.listed_max || matches!(self.index(), Index::Listed) {
            let size = self.size as u32;
            return Some(self.table.get_or_init(|| Table::new(&self.space, &self.preferences, size)));
        }
        None
    }

    fn band(&self, low: f64, high: f64) -> Vec<Package> {
        match self.index() {
            Index::Structured(structured) => {
                structured.band(low, high, BAND_MAX).into_iter().map(|found| found.0).collect()
            }
            Index::Opaque(opaque) => opaque
                .pool
                .iter()
                .filter(|entry| entry.0 >= low && entry.0 <= high)
                .map(|entry| entry.1.clone())
                .collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            if self.preferences.is_additive() {
                return Additive::new(self.preferences.tables()).map_or(Index::Nothing, Index::Additive);
            }
            let widths: Vec<usize> = self.space.issues().iter().map(|issue| issue.values.len()).collect();
            let locals: Vec<Local> = locals(&self.preferences);
            let order = Order::new(&widths, locals.iter().map(|local| local.scope.as_slice()));
            if order.rows_max <= ROWS_MAX {
                let tables = self.preferences.tables().to_vec();
                let radix = Radix::new(&widths);
                let graph = Graph::new(widths, tables, locals, order, radix);
                return Index::Structured(Box::new(Structured::new(graph, self.preferences.grid())));
            }
            if self.size <= DENSE_MAX {
                return Index::Listed;
            }
            Index::Opaque(Opaque::new(&self.preferences, &widths, locals, &order))
        })
    }
}

/// A best-first walk over one side's packages; made by [`Side::walk`].
#[derive(Clone, Debug)]
pub struct Walk {
    side: Arc<Side>,
    state: State,
}

/// How far a walk has come.
#[derive(Clone, Debug)]
pub(crate) enum State {
    Nothing,
    Table(usize),
    Paired(PairedWalk),
    Additive(AdditiveWalk),
    Structured(StructuredWalk),
    Opaque(usize),
}

impl State {
    pub(crate) fn start(side: &Side) -> Self {
        if side.table().is_some() {
            return Self::Table(0);
        }
        match side.index() {
            Index::Nothing | Index::Listed => Self::Nothing,
            Index::Additive(additive) => match PairedWalk::new(side.preferences.tables()) {
                Some(walk) => Self::Paired(walk),
                None => Self::Additive(AdditiveWalk::new(additive)),
            },
            Index::Structured(structured) => Self::Structured(StructuredWalk::new(structured)),
            Index::Opaque(_) => Self::Opaque(0),
        }
    }

    pub(crate) fn next(&mut self, side: &Side) -> Option<(Package, f64)> {
        match self {
            Self::Nothing => None,
            Self::Paired(walk) => walk.next(),
            Self::Table(k) => {
                let table = side.table.get().expect("a walk over a table begins when it is there");
                (*k < table.len()).then(|| {
                    *k += 1;
                    (table.package(*k - 1), table.utility(*k - 1))
                })
            }
            state => match (state, side.index()) {
                (Self::Additive(walk), Index::Additive(additive)) => walk.next(additive),
                (Self::Structured(walk), Index::Structured(structured)) => walk.next(structured),
                (Self::Opaque(at), Index::Opaque(opaque)) => {
                    let (utility, package) = opaque.pool.get(*at)?;
                    *at += 1;
                    Some((package.clone(), *utility))
                }
                _ => None,
            },
        }
    }
}

impl Iterator for Walk {
    type Item = (Package, f64);

    fn next(&mut self) -> Option<Self::Item> {
        self.state.next(&self.side)
    }
}
