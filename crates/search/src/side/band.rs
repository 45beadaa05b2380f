use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, ValueIndex};

use crate::count::Count;
use crate::graph::elimination::Graph;
use crate::side::tilted::{Band, Share, Tilted};
use crate::side::{Index, Side};

/// How many packages an estimate draws.
const DRAWS: u32 = 1 << 15;

impl Side {
    /// How many packages within the red lines are worth between `low` and `high`, both included.
    ///
    /// For p packages: exact on listed spaces in O(log p); on additive preferences to about 10^12 packages in
    /// O(√p) once the halves are made; on factor graphs as far as a cut leaves parts of up to 2^21 packages, in
    /// O(size of each part × assignments of the other's border); and on additive preferences of any size whose
    /// utilities are whole numbers of few different sums, in O(issues × values × sums). Beyond that estimated, with
    /// an interval of 95 %: on additive preferences of up to 64 issues from cells of own utility, in O(issues ×
    /// values × cells), the certain ones counted and the others sampled; elsewhere from 32,768 draws under a tilted
    /// distribution, each O(issues × log values); and where structure gives out from as many plain draws.
    ///
    /// Numbers beyond what an `f64` holds are given as its greatest.
    #[must_use]
    pub fn count_between(&self, low: f64, high: f64) -> Count {
        let band = Band { low, high };
        if low.is_nan() || high.is_nan() || low > high {
            return Count::exactly(0);
        }
        if let Some(table) = self.listed() {
            return Count::exactly((table.reaching(low) - table.reaching(high.next_up())) as u128);
        }
        let estimate = match self.index() {
            Index::Additive(additive) => {
                if let Some(pairs) = additive.pairs() {
                    return Count::exactly(pairs.count(low, high));
                }
                match additive.count_in_cells(band) {
                    Some(count) => count,
                    None => self.count_tilted(additive.graph(), band),
                }
            }
            Index::Structured(structured) => {
                if let Some(split) = structured.split() {
                    return Count::exactly(split.count_between(structured.graph().terms(), low, high));
                }
                self.count_tilted(structured.graph(), band)
            }
            Index::Opaque(opaque) => {
                let (known, possible) = opaque.known_in(band);
                return if possible { self.count_plainly(band, known as f64) } else { Count::exactly(0) };
            }
            _ => return Count::exactly(0),
        };
        if estimate.is_exact() {
            return estimate;
        }
        match self.worst_at_least(low) {
            None => Count::exactly(0),
            Some(found) if found.utility > high && found.bound == 0.0 => Count::exactly(0),
            Some(found) if found.utility <= high => Count {
                value: estimate.value.max(1.0),
                low: estimate.low.max(1.0),
                high: estimate.high.max(1.0),
                ..estimate
            },
            Some(_) => estimate,
        }
    }

    /// A package drawn uniformly from those worth between `low` and `high`, both included; `None` where none is
    /// found.
    ///
    /// Exactly uniform (to the rounding of an `f64`) wherever a count is exact, and elsewhere as long as rejection
    /// comes upon the band: plain draws first, then up to 4,096 from the distribution tilted towards the band, each
    /// O(issues × log values). Only where a band is narrower than that, and too large a space lies behind it to
    /// count, the package that an inverse finds in it stands for all; and where structure gives out one of those
    /// that the search came upon.
    pub fn sample_between(&self, low: f64, high: f64, rng: &mut impl rand::Rng) -> Option<Package> {
        const PLAIN_TRIES: usize = 32;
        const OPAQUE_TRIES: usize = 1_024;
        const TILTED_TRIES: usize = 4_096;
        let band = Band { low, high };
        if low.is_nan() || high.is_nan() || low > high {
            return None;
        }
        if let Some(table) = self.listed() {
            let (above, reaching) = (table.reaching(high.next_up()), table.reaching(low));
            return (reaching > above).then(|| table.package(rng.random_range(above..reaching)));
        }
        if let Some(package) = (0..PLAIN_TRIES).find_map(|_| self.draw_plainly(band, rng)) {
            return Some(package);
        }
        let graph = match self.index() {
            Index::Additive(additive) => additive.graph(),
            Index::Structured(structured) => structured.graph(),
            Index::Opaque(opaque) => {
                if let Some(package) = (0..OPAQUE_TRIES).find_map(|_| self.draw_plainly(band, rng)) {
                    return Some(package);
                }
                let first = opaque.pool.partition_point(|entry| entry.0 > high);
                let after = opaque.pool.partition_point(|entry| entry.0 >= low);
                return (first < after).then(|| opaque.pool[rng.random_range(first..after)].1.clone());
            }
            _ => return None,
        };
        let most = self.best()?.utility;
        if low > most || high < self.least_utility() {
            return None;
        }
        let tilted = Tilted::towards(graph, band, self.least_utility(), most)?;
        if let Some(package) = (0..TILTED_TRIES).find_map(|_| tilted.draw_in(band, rng)) {
            return Some(package);
        }
        match self.index() {
            Index::Additive(additive) if additive.pairs().is_some() => {
                let pairs = additive.pairs()?;
                let total = pairs.count(low, high);
                let at = (total > 0).then(|| rng.random_range(0..total))?;
                pairs.pick(low, high, at).ok().and_then(|(i, j)| additive.pair(i, j))
            }
            Index::Structured(structured) if structured.split().is_some() => {
                structured.split()?.sample_between(graph.terms(), low, high, rng)
            }
            _ => self.worst_at_least(low).filter(|found| found.utility <= high).map(|found| found.package),
        }
    }

    fn count_tilted(&self, graph: &Graph, band: Band) -> Count {
        let Some(most) = self.best().map(|best| best.utility) else { return Count::exactly(0) };
        if band.low > most || band.high < self.least_utility() {
            return Count::exactly(0);
        }
        let all = band.low <= self.least_utility() && band.high >= most;
        let tilted = if all {
            Tilted::new(graph, 0.0)
        } else {
            Tilted::towards(graph, band, self.least_utility(), most)
        };
        tilted.map_or(
            Count::exactly(0),
            |tilted| if all { tilted.count_all() } else { tilted.count_in(band, DRAWS) },
        )
    }

    /// `known` packages of the band have been seen.
    fn count_plainly(&self, band: Band, known: f64) -> Count {
        // A fixed stream: the count is a function of the preferences and the band alone.
        let mut rng = ChaCha8Rng::from_seed(*b"wasit search: counting in a band");
        let hits = (0..DRAWS).filter(|_| self.draw_plainly(band, &mut rng).is_some()).count();
        let share = Share::new(hits as u32, DRAWS);
        let size = 10_f64.powf(self.space().size_log10()).min(f64::MAX);
        let of = |share: f64| (size * share).max(known);
        Count { value: of(share.value), exact: None, low: of(share.low), high: of(share.high) }
    }

    fn draw_plainly(&self, band: Band, rng: &mut impl rand::Rng) -> Option<Package> {
        let package: Package = (0..self.space().issues().len())
            .map(|issue| rng.random_range(0..self.space().width(issue)) as ValueIndex)
            .collect();
        band.holds(self.utility(&package)).then_some(package)
    }
}
