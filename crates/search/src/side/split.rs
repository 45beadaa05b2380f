use rand::RngExt;
use rayon::prelude::*;
use wasit_model::{Package, ValueIndex};

use crate::graph::elimination::Aim;
use crate::graph::rank::row_major;
use crate::graph::{Local, next_assignment};
use crate::side::pairs::{Pair, Pairs};

/// How many partial packages one part may have.
const PART_MAX: f64 = (1 << 21) as f64;
/// Parts of more packages are sorted by several threads.
const SHARED: usize = 1 << 14;
/// How many sums a question may pass over.
const PASS_MAX: f64 = (1 << 26) as f64;

/// What one side's utility is a sum of.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(crate) widths: &'a [usize],
    pub(crate) tables: &'a [Vec<f64>],
    pub(crate) locals: &'a [Local],
}

/// Meeting in the middle of a factor graph: the free issues fall into two parts, each listed and sorted once for
/// every assignment of its border, the issues that factors join to the other part.
///
/// With parts of a and b packages whose borders have r and s assignments, made in O(a log a + b log b); a
/// question costs O(a s + b r).
#[derive(Debug)]
pub(crate) struct Split {
    /// The values of the issues that are not free.
    base: Package,
    /// What these add.
    constant: f64,
    front: Part,
    back: Part,
    /// The factors between the parts.
    crossing: Vec<usize>,
}

#[derive(Debug)]
struct Part {
    issues: Vec<usize>,
    border: Vec<usize>,
    /// By assignment of the border.
    groups: Vec<Group>,
}

/// Sums, rising, each with the rank of its partial package, rising where sums are equal.
#[derive(Debug, Default)]
struct Group {
    sums: Vec<f64>,
    ranks: Vec<u32>,
}

/// Where the issues are cut.
pub(crate) struct Cut {
    front: Vec<usize>,
    back: Vec<usize>,
}

impl Cut {
    /// The cheapest cut of the issues in one of `orders`, all permutations of the same free issues, into a
    /// beginning and an end; `None` where parts of at most `part_max` packages are not to be had.
    pub(crate) fn new(terms: Terms<'_>, orders: &[Vec<usize>], part_max: f64) -> Option<Self> {
        let part_max = part_max.min(PART_MAX);
        let size = |issues: &[usize]| issues.iter().map(|&issue| terms.widths[issue] as f64).product::<f64>();
        let mut best: Option<(f64, Self)> = None;
        for order in orders {
            if size(order) > part_max * part_max {
                return None;
            }
            for at in 0..=order.len() {
                let (front, back) = order.split_at(at);
                let (a, b) = (size(front), size(back));
                if a > part_max || b > part_max {
                    continue;
                }
                let (crossing, [r, s]) = borders(terms, front, back);
                let (r, s) = (size(&r), size(&s));
                // Sums passed over, and factors looked up for every pair of groups.
                let cost = a * s + b * r + r * s * crossing.len() as f64;
                if cost <= PASS_MAX && best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    let rising = |issues: &[usize]| {
                        let mut issues = issues.to_vec();
                        issues.sort_unstable();
                        issues
                    };
                    best = Some((cost, Self { front: rising(front), back: rising(back) }));
                }
            }
        }
        best.map(|(_, cut)| cut)
    }
}

/// The factors between two sets of issues, and the issues of each that they touch, rising.
fn borders(terms: Terms<'_>, front: &[usize], back: &[usize]) -> (Vec<usize>, [Vec<usize>; 2]) {
    let mut crossing = Vec::new();
    let mut touched = [Vec::new(), Vec::new()];
    for (at, local) in terms.locals.iter().enumerate() {
        let inside = |part: &[usize]| -> Vec<usize> {
            local.scope.iter().copied().filter(|issue| part.contains(issue)).collect()
        };
        let here = [inside(front), inside(back)];
        if here.iter().all(|issues| !issues.is_empty()) {
            crossing.push(at);
            for (touched, issues) in touched.iter_mut().zip(here) {
                touched.extend(issues);
            }
        }
    }
    for issues in &mut touched {
        issues.sort_unstable();
        issues.dedup();
    }
    (crossing, touched)
}

impl Split {
    /// The issues of `cut` are free, all others as in `base`. `None` where red lines on those forbid everything.
    pub(crate) fn new(terms: Terms<'_>, cut: Cut, base: &[ValueIndex]) -> Option<Self> {
        let mut base: Package = base.iter().copied().collect();
        for &issue in cut.front.iter().chain(&cut.back) {
            base[issue] = 0;
        }
        let (crossing, [front_border, back_border]) = borders(terms, &cut.front, &cut.back);
        let touching = |part: &[usize]| -> Vec<usize> {
            let touches = |local: &Local| local.scope.iter().any(|issue| part.contains(issue));
            (0..terms.locals.len())
                .filter(|at| !crossing.contains(at) && touches(&terms.locals[*at]))
                .collect()
        };
        let (in_front, in_back) = (touching(&cut.front), touching(&cut.back));
        let free = |issue: &usize| cut.front.contains(issue) || cut.back.contains(issue);
        let single: f64 = (0..base.len())
            .filter(|issue| !free(issue))
            .map(|issue| terms.tables[issue][usize::from(base[issue])])
            .sum();
        let fixed: f64 = terms
            .locals
            .iter()
            .filter(|local| !local.scope.iter().any(free))
            .map(|local| local.at(terms.widths, &base))
            .sum();
        let constant = single + fixed;
        (constant > f64::NEG_INFINITY).then(|| {
            let front = Part::new(terms, &base, cut.front, front_border, &in_front);
            let back = Part::new(terms, &base, cut.back, back_border, &in_back);
            Self { base, constant, front, back, crossing }
        })
    }

    /// With `Aim::Least` the package of the least utility that is at least `level`, with `Aim::Most` that of the
    /// greatest that is at most `level`; the lexicographically least of equals. Exact among the free issues.
    pub(crate) fn nearest(&self, terms: Terms<'_>, level: f64, aim: Aim) -> Option<(Package, f64)> {
        let mut best: Option<(f64, Package)> = None;
        self.visit(terms, &mut |front, back, shift| {
            let ends = |group: &Group| (group.sums[0], group.sums[group.sums.len() - 1]);
            let ((a0, a1), (b0, b1)) = (ends(front), ends(back));
            let (low, high) = (a0 + b0 + shift, a1 + b1 + shift);
            let hopeless = match aim {
                Aim::Least => high < level || best.as_ref().is_some_and(|best| low > best.0),
                Aim::Most => low > level || best.as_ref().is_some_and(|best| high < best.0),
            };
            if hopeless {
                return;
            }
            let pairs = pairs(front, back, shift);
            let package = |pair: Pair| {
                let first = back.sums.partition_point(|&sum| sum < back.sums[pair.j]);
                self.join(terms, front.ranks[pair.i], back.ranks[first])
            };
            // The first of equal entries of the front has the least package.
            let mut prefer = |here: Pair, kept: Pair| {
                let first = here.i == 0 || front.sums[here.i] > front.sums[here.i - 1];
                first && package(here) < package(kept)
            };
            let found = match aim {
                Aim::Least => pairs.least_at_least(level, &mut prefer),
                Aim::Most => pairs.greatest_at_most(level, &mut prefer),
            };
            let Some(pair) = found else { return };
            let worse = |kept: f64| if aim == Aim::Least { pair.sum > kept } else { pair.sum < kept };
            if best.as_ref().is_some_and(|(kept, _)| worse(*kept)) {
                return;
            }
            let package = package(pair);
            if best.as_ref().is_none_or(|(kept, other)| pair.sum != *kept || package < *other) {
                best = Some((pair.sum, package));
            }
        });
        best.map(|(utility, package)| (package, utility))
    }

    /// How many packages lie between `low` and `high`, both included; exact.
    pub(crate) fn count_between(&self, terms: Terms<'_>, low: f64, high: f64) -> u128 {
        let mut total = 0;
        self.visit(terms, &mut |front, back, shift| {
            total += pairs(front, back, shift).count(low, high);
        });
        total
    }

    /// One of the packages between `low` and `high`, both included, drawn uniformly.
    pub(crate) fn sample_between(
        &self,
        terms: Terms<'_>,
        low: f64,
        high: f64,
        rng: &mut impl rand::Rng,
    ) -> Option<Package> {
        let total = self.count_between(terms, low, high);
        let mut left = (total > 0).then(|| rng.random_range(0..total))?;
        let mut drawn = None;
        self.visit(terms, &mut |front, back, shift| {
            if drawn.is_none() {
                match pairs(front, back, shift).pick(low, high, left) {
                    Ok((i, j)) => drawn = Some(self.join(terms, front.ranks[i], back.ranks[j])),
                    Err(passed) => left -= passed,
                }
            }
        });
        drawn
    }

    /// Visits every pair of groups that red lines allow, with what is to be added to the sums of both.
    fn visit(&self, terms: Terms<'_>, visit: &mut dyn FnMut(&Group, &Group, f64)) {
        let mut package = self.base.clone();
        for front in &self.front.groups {
            for back in &self.back.groups {
                if !front.sums.is_empty() && !back.sums.is_empty() {
                    let between: f64 =
                        self.crossing.iter().map(|&at| terms.locals[at].at(terms.widths, &package)).sum();
                    if between > f64::NEG_INFINITY {
                        visit(front, back, self.constant + between);
                    }
                }
                next_assignment(&self.back.border, terms.widths, &mut package);
            }
            next_assignment(&self.front.border, terms.widths, &mut package);
        }
    }

    fn join(&self, terms: Terms<'_>, front: u32, back: u32) -> Package {
        let mut package = self.base.clone();
        for (part, mut rank) in [(&self.front, front as usize), (&self.back, back as usize)] {
            for &issue in part.issues.iter().rev() {
                package[issue] = (rank % terms.widths[issue]) as ValueIndex;
                rank /= terms.widths[issue];
            }
        }
        package
    }
}

fn pairs<'a>(front: &'a Group, back: &'a Group, shift: f64) -> Pairs<'a> {
    Pairs { front: &front.sums, back: &back.sums, shift, cells: None }
}

impl Part {
    fn new(
        terms: Terms<'_>,
        base: &Package,
        issues: Vec<usize>,
        border: Vec<usize>,
        inside: &[usize],
    ) -> Self {
        let rows = border.iter().map(|&issue| terms.widths[issue]).product();
        let mut groups: Vec<Vec<(f64, u32)>> = vec![Vec::new(); rows];
        let mut package = base.clone();
        for rank in 0.. {
            let single: f64 =
                issues.iter().map(|&issue| terms.tables[issue][usize::from(package[issue])]).sum();
            let joint: f64 = inside.iter().map(|&at| terms.locals[at].at(terms.widths, &package)).sum();
            if single + joint > f64::NEG_INFINITY {
                groups[row_major(&border, terms.widths, &package)].push((single + joint, rank));
            }
            if !next_assignment(&issues, terms.widths, &mut package) {
                break;
            }
        }
        let sorted = |mut group: Vec<(f64, u32)>| {
            group.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let (sums, ranks) = group.into_iter().unzip();
            Group { sums, ranks }
        };
        let many = issues.iter().map(|&issue| terms.widths[issue]).product::<usize>() > SHARED;
        let groups = if many {
            groups.into_par_iter().map(sorted).collect()
        } else {
            groups.into_iter().map(sorted).collect()
        };
        Self { issues, border, groups }
    }
}
