pub(crate) mod elimination;
pub(crate) mod rank;

use wasit_model::{Factor, Preferences, ValueIndex, ValueSet};

use crate::graph::rank::row_major;

/// One factor of one side over several issues.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    pub(crate) scope: Vec<usize>,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Table(Vec<f64>),
    /// `utility` where every set holds; −∞ for a red line.
    Box(Vec<ValueSet>, f64),
}

impl Local {
    /// What the factor adds to `package`, of which only the issues of the scope are read.
    pub(crate) fn at(&self, widths: &[usize], package: &[ValueIndex]) -> f64 {
        match &self.kind {
            Kind::Table(table) => table[row_major(&self.scope, widths, package)],
            Kind::Box(sets, utility) => {
                let inside =
                    self.scope.iter().zip(sets).all(|(&issue, set)| set[usize::from(package[issue])]);
                if inside { *utility } else { 0.0 }
            }
        }
    }

    /// A table over `scope`, which is rising.
    pub(crate) fn table(scope: Vec<usize>, table: Vec<f64>) -> Self {
        Self { scope, kind: Kind::Table(table) }
    }

    pub(crate) fn is_table(&self) -> bool {
        matches!(self.kind, Kind::Table(_))
    }

    /// The most that it adds, or the least, leaving out what red lines forbid.
    pub(crate) fn extreme(&self, most: bool) -> f64 {
        match &self.kind {
            Kind::Table(table) => {
                let finite = table.iter().copied().filter(|utility| utility.is_finite());
                if most {
                    finite.fold(f64::NEG_INFINITY, f64::max)
                } else {
                    finite.fold(f64::INFINITY, f64::min)
                }
            }
            Kind::Box(_, f64::NEG_INFINITY) => 0.0,
            Kind::Box(_, utility) => {
                if most {
                    utility.max(0.0)
                } else {
                    utility.min(0.0)
                }
            }
        }
    }

    /// A hyper-rectangle without the clause of `issue`, which takes the value that suits it best: what it adds
    /// then, where that is the same everywhere, else the smaller hyper-rectangle. `None` for a table.
    pub(crate) fn without(&self, issue: usize, most: bool) -> Option<Result<f64, Self>> {
        let Kind::Box(sets, utility) = &self.kind else { return None };
        let at = self.scope.iter().position(|&other| other == issue)?;
        let wanted = if *utility == f64::NEG_INFINITY { false } else { (*utility > 0.0) == most };
        let nothing = if wanted { !sets[at].contains(&true) } else { sets[at].contains(&false) };
        if nothing {
            return Some(Ok(0.0));
        }
        let (mut scope, mut sets) = (self.scope.clone(), sets.clone());
        scope.remove(at);
        sets.remove(at);
        // All values are within: nothing is left to choose but beyond a red line, which is then left out.
        if scope.is_empty() {
            return Some(Ok(if utility.is_finite() { *utility } else { 0.0 }));
        }
        Some(Err(Self { scope, kind: Kind::Box(sets, *utility) }))
    }
}

impl Local {
    /// An upper bound of `weight` times what it adds; a red line adds nothing where it does not forbid.
    pub(crate) fn most_times(&self, weight: f64) -> f64 {
        match &self.kind {
            Kind::Table(table) => {
                table.iter().map(|utility| weight * utility).fold(f64::NEG_INFINITY, f64::max)
            }
            Kind::Box(_, f64::NEG_INFINITY) => 0.0,
            Kind::Box(_, utility) => (weight * utility).max(0.0),
        }
    }

    /// Whether it is a box outside of which `package` lies, as far as issues are decided.
    pub(crate) fn misses(&self, package: &[ValueIndex], decided: impl Fn(usize) -> bool) -> bool {
        match &self.kind {
            Kind::Table(_) => false,
            Kind::Box(sets, _) => self
                .scope
                .iter()
                .zip(sets)
                .any(|(&issue, set)| decided(issue) && !set[usize::from(package[issue])]),
        }
    }
}

/// All that `preferences` say of several issues together: interactions and red lines on combinations.
pub(crate) fn locals(preferences: &Preferences) -> Vec<Local> {
    let of_box = |clauses: &[(usize, ValueSet)], utility: f64| Local {
        scope: clauses.iter().map(|clause| clause.0).collect(),
        kind: Kind::Box(clauses.iter().map(|clause| clause.1.clone()).collect(), utility),
    };
    let factors = preferences.factors().iter().map(|factor| match factor {
        Factor::Table(factor) => {
            Local { scope: factor.scope.clone(), kind: Kind::Table(factor.table.clone()) }
        }
        Factor::Box(factor) => of_box(&factor.clauses, factor.utility),
    });
    let lines = preferences
        .red_lines()
        .iter()
        .filter(|line| line.clauses.len() > 1)
        .map(|line| of_box(&line.clauses, f64::NEG_INFINITY));
    factors.chain(lines).collect()
}

/// An order in which to eliminate issues, with each issue's separator: those issues, still there, that it is
/// joined with when its turn comes.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) issues: Vec<usize>,
    /// By issue; rising.
    pub(crate) separators: Vec<Vec<usize>>,
    /// Rows of the largest table, separator and issue together; saturates.
    pub(crate) rows_max: usize,
    /// Rows of all tables; saturates.
    pub(crate) rows_sum: usize,
}

/// By what the next issue to be eliminated is chosen; the least of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Greed {
    /// The rows of the table that eliminating makes (min-weight).
    Weight,
    /// How many pairs of issues it joins that were not joined (min-fill).
    Fill,
    /// The same, each pair weighted by its rows.
    WeightedFill,
}

impl Order {
    /// An order for issues of these widths and factors of these scopes: of several greedy ones (Kjærulff 1990;
    /// Koller & Friedman 2009, §9.4.3) that with the least largest table, and of these that with the fewest rows.
    ///
    /// O(issues² × neighbours²) at most; where issues are many and closely joined only the first is tried.
    pub(crate) fn new<'a>(widths: &[usize], scopes: impl Iterator<Item = &'a [usize]>) -> Self {
        const FILL_MAX: usize = 1 << 22;
        let count = widths.len();
        let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); count];
        for scope in scopes {
            for &a in scope {
                for &b in scope {
                    if a != b {
                        insert(&mut neighbours[a], b);
                    }
                }
            }
        }
        // The last of equals first: eliminating from the back keeps partial packages in lexicographic order.
        let mut best = Self::greedy(widths, neighbours.clone(), Greed::Weight, true);
        let widest = neighbours.iter().map(Vec::len).max().unwrap_or(0);
        // Where no issue has two neighbours there is nothing to gain.
        if widest > 1 {
            let fill = count.saturating_mul(widest).saturating_mul(widest) <= FILL_MAX;
            for (greed, last) in [
                (Greed::Weight, false),
                (Greed::Fill, true),
                (Greed::Fill, false),
                (Greed::WeightedFill, true),
                (Greed::WeightedFill, false),
            ] {
                if fill || greed == Greed::Weight {
                    let other = Self::greedy(widths, neighbours.clone(), greed, last);
                    if (other.rows_max, other.rows_sum) < (best.rows_max, best.rows_sum) {
                        best = other;
                    }
                }
            }
        }
        best
    }

    fn greedy(widths: &[usize], mut neighbours: Vec<Vec<usize>>, greed: Greed, last: bool) -> Self {
        let count = widths.len();
        let rows = |issue: usize, neighbours: &[Vec<usize>]| {
            neighbours[issue].iter().fold(widths[issue], |rows, &other| rows.saturating_mul(widths[other]))
        };
        // Equal fills are decided by rows.
        let price = |issue: usize, neighbours: &[Vec<usize>]| -> (usize, usize) {
            let rows = rows(issue, neighbours);
            if greed == Greed::Weight {
                return (rows, 0);
            }
            let around = &neighbours[issue];
            let mut fill: usize = 0;
            for (at, &a) in around.iter().enumerate() {
                for &b in &around[at + 1..] {
                    if neighbours[a].binary_search(&b).is_err() {
                        let pair = if greed == Greed::Fill { 1 } else { widths[a].saturating_mul(widths[b]) };
                        fill = fill.saturating_add(pair);
                    }
                }
            }
            (fill, rows)
        };
        let mut prices: Vec<(usize, usize)> = (0..count).map(|issue| price(issue, &neighbours)).collect();
        let mut open: Vec<usize> = if last { (0..count).rev().collect() } else { (0..count).collect() };
        let mut order = Self {
            issues: Vec::with_capacity(count),
            separators: vec![Vec::new(); count],
            rows_max: 1,
            rows_sum: 0,
        };
        while let Some(at) = (0..open.len()).min_by_key(|&at| prices[open[at]]) {
            let next = open.remove(at);
            let size = rows(next, &neighbours);
            order.rows_max = order.rows_max.max(size);
            order.rows_sum = order.rows_sum.saturating_add(size);
            let separator = std::mem::take(&mut neighbours[next]);
            for &a in &separator {
                neighbours[a].retain(|&other| other != next);
                for &b in &separator {
                    if a != b {
                        insert(&mut neighbours[a], b);
                    }
                }
            }
            let mut changed = separator.clone();
            if greed != Greed::Weight {
                // What lies around the separator may have less to fill now.
                changed.extend(separator.iter().flat_map(|&a| neighbours[a].iter().copied()));
                changed.sort_unstable();
                changed.dedup();
            }
            for issue in changed {
                prices[issue] = price(issue, &neighbours);
            }
            order.separators[next] = separator;
            order.issues.push(next);
        }
        order
    }
}

/// Factors and issues as a tree of buckets (Dechter 1999): every factor belongs to that of its issues which is
/// eliminated first, every issue hangs on the first of its separator.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// By issue: the factors of its bucket.
    pub(crate) buckets: Vec<Vec<usize>>,
    /// By issue: the issues that hang on it.
    pub(crate) children: Vec<Vec<usize>>,
}

impl Tree {
    /// For factors of these scopes, none of which is empty.
    pub(crate) fn new<'a>(order: &Order, scopes: impl Iterator<Item = &'a [usize]>) -> Self {
        let count = order.issues.len();
        let mut place = vec![0; count];
        for (at, &issue) in order.issues.iter().enumerate() {
            place[issue] = at;
        }
        let earliest = |scope: &[usize]| scope.iter().copied().min_by_key(|&issue| place[issue]);
        let (mut buckets, mut children) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (at, scope) in scopes.enumerate() {
            buckets[earliest(scope).expect("a factor has a scope")].push(at);
        }
        for &issue in &order.issues {
            if let Some(parent) = earliest(&order.separators[issue]) {
                children[parent].push(issue);
            }
        }
        Self { buckets, children }
    }
}

fn insert(sorted: &mut Vec<usize>, item: usize) {
    if let Err(at) = sorted.binary_search(&item) {
        sorted.insert(at, item);
    }
}

/// Steps the values of `scope` within `package` to the next assignment in row-major order; false after the last,
/// when all are 0 again.
pub(crate) fn next_assignment(scope: &[usize], widths: &[usize], package: &mut [ValueIndex]) -> bool {
    for &issue in scope.iter().rev() {
        package[issue] += 1;
        if usize::from(package[issue]) < widths[issue] {
            return true;
        }
        package[issue] = 0;
    }
    false
}

/// Sets the values of `scope` within `package` to the assignment of number `at` in row-major order.
pub(crate) fn assign(scope: &[usize], widths: &[usize], mut at: usize, package: &mut [ValueIndex]) {
    for &issue in scope.iter().rev() {
        package[issue] = (at % widths[issue]) as ValueIndex;
        at /= widths[issue];
    }
}
