use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, Space, ValueIndex};

use crate::{Count, Demand, HomeVote};

/// What each side could get ratified, and where that meets (Putnam 1988).
#[derive(Clone, Debug, PartialEq)]
pub struct WinSets {
    /// The probability τ that a package must be ratified with to count.
    pub at_least: f64,
    /// By side.
    pub sides: Vec<WinSet>,
    /// How many packages lie in all sides' win-sets.
    pub overlap: Count,
    /// How many of these every delegation would sign too: within its own red lines and worth at least its walk-away.
    pub signable: Count,
    /// The package nearest to the overlap, or of those in it the surest: of the packages that every delegation would
    /// sign (of all, where there is none) that whose least probability of ratification by any side is greatest; of equals
    /// that of the greatest least surplus over thresholds; then the least package.
    pub nearest: Nearest,
}

/// The packages that one side would ratify.
#[derive(Clone, Debug, PartialEq)]
pub struct WinSet {
    /// How many its home body ratifies with at least that probability; where it has none, how many it would sign.
    pub size: Count,
    /// By ratifier: the probability that its vote decides, on average over the packages that every delegation would sign
    /// (over all, where there is none; over some thousands of them, evenly spaced, where there are more). Empty for a
    /// side without a home body.
    pub pivots: Vec<f64>,
}

/// A package with how likely each side is to ratify it.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// The package.
    pub package: Package,
    /// By side.
    pub chances: Vec<f64>,
}

/// Numbers that all of it may compute, about: a second or less.
const WORK: u64 = 1 << 27;
/// How many packages are drawn where they are not listed.
const DRAWS: (u64, u64) = (1 << 10, 1 << 17);
/// Packages over which pivots are averaged.
const PIVOTS: usize = 1 << 11;
/// What a probability may lack for rounding.
const ROUNDING: f64 = 1e-9;

/// The win-sets at `at_least` of what `sides` ask over `space`.
///
/// Exact by listing every package while that computes less than about 10^8 numbers; else estimated from up to 2^17
/// packages drawn uniformly from a fixed stream, with Wilson's interval (1927) at 95 %, and the nearest package is the
/// best found by climbing from these.
#[must_use]
pub fn win_sets(space: &Space, sides: &[Demand<'_>], at_least: f64) -> WinSets {
    let votes: Vec<Option<HomeVote<'_>>> = sides.iter().map(|side| side.home.map(HomeVote::new)).collect();
    let look = Look { sides, votes };
    let cost: u64 = look.votes.iter().flatten().map(HomeVote::cost).sum::<u64>()
        + (sides.len() * space.issues().len()) as u64;
    let mut tally = Tally::new(sides.len(), at_least);
    let size = space.size().and_then(|size| u64::try_from(size).ok());
    match size {
        Some(size) if size.saturating_mul(cost) <= WORK => {
            let mut package = space.first();
            loop {
                tally.add(&look, &package);
                if !space.advance(&mut package) {
                    break;
                }
            }
            tally.sets(&look, &|hits| Count::exactly(u128::from(hits)))
        }
        _ => {
            let mut rng = ChaCha8Rng::from_seed(*b"wasit search: win-sets of homes.");
            let draws = (WORK / cost).clamp(DRAWS.0, DRAWS.1);
            for _ in 0..draws {
                let value = |issue| rng.random_range(0..space.width(issue)) as ValueIndex;
                let package: Package = (0..space.issues().len()).map(value).collect();
                tally.add(&look, &package);
            }
            tally.climb(&look, space);
            let size = 10_f64.powf(space.size_log10());
            tally.sets(&look, &|hits| Count::estimated(hits, draws, size))
        }
    }
}

/// Who looks at packages.
struct Look<'a> {
    sides: &'a [Demand<'a>],
    votes: Vec<Option<HomeVote<'a>>>,
}

/// What a package is to all sides.
#[derive(Clone, PartialEq, PartialOrd)]
struct Sight {
    /// Whether every delegation would sign.
    signed: bool,
    least_chance: f64,
    least_surplus: f64,
}

impl Look<'_> {
    fn at(&self, package: &Package, chances: &mut Vec<f64>) -> Sight {
        let mut sight = Sight { signed: true, least_chance: 1.0, least_surplus: f64::INFINITY };
        chances.clear();
        for (side, vote) in self.sides.iter().zip(&self.votes) {
            let utility = side.preferences.utility(package);
            let signs = utility > f64::NEG_INFINITY && utility >= side.floor;
            let (chance, surplus) = match vote {
                Some(vote) => (vote.chance(package), vote.level(package)),
                None => (f64::from(u8::from(signs)), utility - side.floor.max(f64::MIN)),
            };
            sight.signed &= signs;
            sight.least_chance = sight.least_chance.min(chance);
            sight.least_surplus = sight.least_surplus.min(surplus);
            chances.push(chance);
        }
        sight
    }
}

struct Tally {
    at_least: f64,
    sides: Vec<u64>,
    overlap: u64,
    signable: u64,
    best: Option<(Sight, Package)>,
    signed: Sample,
    all: Sample,
    chances: Vec<f64>,
}

impl Tally {
    fn new(sides: usize, at_least: f64) -> Self {
        Self {
            at_least: at_least - ROUNDING,
            sides: vec![0; sides],
            overlap: 0,
            signable: 0,
            best: None,
            signed: Sample::default(),
            all: Sample::default(),
            chances: Vec::new(),
        }
    }

    fn add(&mut self, look: &Look<'_>, package: &Package) {
        let mut chances = std::mem::take(&mut self.chances);
        let sight = look.at(package, &mut chances);
        for (hits, chance) in self.sides.iter_mut().zip(&chances) {
            *hits += u64::from(*chance >= self.at_least);
        }
        self.chances = chances;
        let inside = sight.least_chance >= self.at_least;
        self.overlap += u64::from(inside);
        self.signable += u64::from(inside && sight.signed);
        if sight.signed {
            self.signed.add(package);
        }
        self.all.add(package);
        self.consider(sight, package);
    }

    fn consider(&mut self, sight: Sight, package: &Package) -> bool {
        let better = self
            .best
            .as_ref()
            .is_none_or(|(best, other)| sight > *best || (sight == *best && package < other));
        if better {
            self.best = Some((sight, package.clone()));
        }
        better
    }

    /// Goes from the best that was drawn to better ones that differ in one issue, as long as there are any.
    fn climb(&mut self, look: &Look<'_>, space: &Space) {
        const CLIMBS: usize = 256;
        let mut chances = Vec::new();
        for _ in 0..CLIMBS {
            let Some((_, from)) = self.best.clone() else { return };
            let mut climbed = false;
            for issue in 0..space.issues().len() {
                for value in 0..space.width(issue) {
                    let mut package = from.clone();
                    package[issue] = value as ValueIndex;
                    if package != from {
                        let sight = look.at(&package, &mut chances);
                        climbed |= self.consider(sight, &package);
                    }
                }
            }
            if !climbed {
                return;
            }
        }
    }

    fn sets(self, look: &Look<'_>, count: &dyn Fn(u64) -> Count) -> WinSets {
        let over = if self.signed.kept.is_empty() { &self.all.kept } else { &self.signed.kept };
        let pivots = |vote: &Option<HomeVote<'_>>| {
            let Some(vote) = vote else { return Vec::new() };
            let mut sums = vec![0.0; vote.body().ratifiers.len()];
            for package in over {
                sums.iter_mut().zip(vote.pivots(package)).for_each(|(sum, pivot)| *sum += pivot);
            }
            sums.iter().map(|sum| sum / over.len() as f64).collect()
        };
        let sides = self.sides.iter().zip(&look.votes);
        let sides = sides.map(|(&hits, vote)| WinSet { size: count(hits), pivots: pivots(vote) }).collect();
        let (_, package) = self.best.expect("a space has a package");
        let mut chances = Vec::new();
        look.at(&package, &mut chances);
        WinSets {
            at_least: self.at_least + ROUNDING,
            sides,
            overlap: count(self.overlap),
            signable: count(self.signable),
            nearest: Nearest { package, chances },
        }
    }
}

/// Evenly spaced ones of what comes.
#[derive(Default)]
struct Sample {
    kept: Vec<Package>,
    seen: u64,
    /// Every so many-th is kept, as a power of two.
    spacing: u32,
}

impl Sample {
    fn add(&mut self, package: &Package) {
        if self.seen.trailing_zeros() >= self.spacing || self.seen == 0 {
            self.kept.push(package.clone());
            if self.kept.len() > PIVOTS {
                let mut at = 0;
                self.kept.retain(|_| {
                    at += 1;
                    at % 2 == 1
                });
                self.spacing += 1;
            }
        }
        self.seen += 1;
    }
}
