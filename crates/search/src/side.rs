use std::fmt;
use std::sync::{Arc, OnceLock};

use wasit_model::{Package, Preferences, Space, ValueIndex};

use crate::additive::{Additive, AdditiveWalk};
use crate::elimination::{Aim, Graph};
use crate::graph::{Local, Order, locals};
use crate::opaque::Opaque;
use crate::rank::Radix;
use crate::structured::{Structured, StructuredWalk};
use crate::table::{Table, TableWalk, score_of};

/// The most packages that are listed and sorted where structure would serve too.
const LISTED_MAX: u128 = 1 << 17;
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
/// What a search needs is made when it is first asked for, and kept: the sorted list of a small space (up to
/// 131,072 packages), the two halves of an additive one, the messages of a factor graph.
pub struct Side {
    space: Arc<Space>,
    preferences: Preferences,
    listed_max: u128,
    index: OnceLock<Index>,
    best: OnceLock<Option<Found>>,
    least: OnceLock<f64>,
}

#[derive(Debug)]
pub(crate) enum Index {
    /// Red lines leave nothing.
    Nothing,
    Table(Table),
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
        let listed_max = listed_max.min(DENSE_MAX);
        let (index, best, least) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { space, preferences, listed_max, index, best, least }
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
    #[must_use]
    pub fn utility(&self, package: &[ValueIndex]) -> f64 {
        self.preferences.utility(package)
    }

    /// The best package within the red lines; `None` where they leave nothing.
    pub fn best(&self) -> Option<&Found> {
        self.best
            .get_or_init(|| match self.index() {
                Index::Nothing => None,
                Index::Table(table) => table.best(),
                Index::Additive(additive) => Some(additive.best()),
                Index::Structured(structured) => structured.optimum(Aim::Most),
                Index::Opaque(opaque) => opaque.best(),
            })
            .as_ref()
    }

    /// The least utility within the red lines; +∞ where they leave nothing.
    pub fn least_utility(&self) -> f64 {
        *self.least.get_or_init(|| {
            let least = match self.index() {
                Index::Nothing => None,
                Index::Table(table) => table.least(),
                Index::Additive(additive) => Some(additive.least()),
                Index::Structured(structured) => structured.optimum(Aim::Least),
                Index::Opaque(opaque) => opaque.least(),
            };
            least.map_or(f64::INFINITY, |found| found.utility)
        })
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
        match self.index() {
            Index::Nothing => None,
            Index::Table(table) => table.worst_at_least(level),
            Index::Additive(additive) => additive.worst_at_least(level),
            Index::Structured(structured) => structured.nearest(level, Aim::Least),
            Index::Opaque(opaque) => opaque.nearest(level, Aim::Least),
        }
    }

    /// The package of the greatest utility that is still at most `level`; `None` where there is none. Exact as
    /// [`Side::worst_at_least`] is.
    #[must_use]
    pub fn best_at_most(&self, level: f64) -> Option<Found> {
        match self.index() {
            Index::Nothing => None,
            Index::Table(table) => table.best_at_most(level),
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
        match self.index() {
            Index::Nothing => None,
            Index::Table(table) => table.best_scored_in(low, high, score),
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
        let state = match self.index() {
            Index::Nothing => State::Nothing,
            Index::Table(table) => State::Table(TableWalk::new(table)),
            Index::Additive(additive) => State::Additive(AdditiveWalk::new(additive)),
            Index::Structured(structured) => State::Structured(StructuredWalk::new(structured)),
            Index::Opaque(_) => State::Opaque(0),
        };
        Walk { side: Arc::clone(self), state }
    }

    /// Whether what is found on this side is exact whatever is asked, apart from inverses, which say for
    /// themselves: false where structure gives out and the space is too large to list.
    pub fn is_exact(&self) -> bool {
        !matches!(self.index(), Index::Opaque(_))
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

    /// The sorted list, where the space is small enough for one.
    pub(crate) fn listed(&self) -> Option<&Table> {
        if let Index::Table(table) = self.index() { Some(table) } else { None }
    }

    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let widths: Vec<usize> = self.space.issues().iter().map(|issue| issue.values.len()).collect();
            let radix = Radix::new(&widths);
            let size = self.space.size().unwrap_or(u128::MAX);
            if let Some(radix) = radix.as_ref().filter(|_| size <= self.listed_max) {
                return Index::Table(Table::new(&self.space, &self.preferences, radix, size as u32));
            }
            if self.preferences.is_additive() {
                return Additive::new(self.preferences.tables()).map_or(Index::Nothing, Index::Additive);
            }
            let locals: Vec<Local> = locals(&self.preferences);
            let order = Order::new(&widths, locals.iter().map(|local| local.scope.as_slice()));
            if order.rows_max <= ROWS_MAX {
                let tables = self.preferences.tables().to_vec();
                let graph = Graph::new(widths, tables, locals, order, radix);
                return Index::Structured(Box::new(Structured::new(graph, self.preferences.grid())));
            }
            match radix {
                Some(radix) if size <= DENSE_MAX => {
                    Index::Table(Table::new(&self.space, &self.preferences, &radix, size as u32))
                }
                _ => Index::Opaque(Opaque::new(&self.preferences, &widths, locals, &order)),
            }
        })
    }
}

/// A best-first walk over one side's packages; made by [`Side::walk`].
#[derive(Clone, Debug)]
pub struct Walk {
    side: Arc<Side>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Nothing,
    Table(TableWalk),
    Additive(AdditiveWalk),
    Structured(StructuredWalk),
    Opaque(usize),
}

impl Iterator for Walk {
    type Item = (Package, f64);

    fn next(&mut self) -> Option<Self::Item> {
        match (&mut self.state, self.side.index()) {
            (State::Table(walk), Index::Table(table)) => walk.next(table),
            (State::Additive(walk), Index::Additive(additive)) => walk.next(additive),
            (State::Structured(walk), Index::Structured(structured)) => walk.next(structured),
            (State::Opaque(at), Index::Opaque(opaque)) => {
                let (utility, package) = opaque.pool.get(*at)?;
                *at += 1;
                Some((package.clone(), *utility))
            }
            _ => None,
        }
    }
}
