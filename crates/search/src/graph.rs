use wasit_model::{Factor, Preferences, ValueIndex, ValueSet};

use crate::rank::row_major;

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
/// joined with when its turn comes. Greedy by the size of the table that eliminating makes (min-weight).
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) issues: Vec<usize>,
    /// By issue; rising.
    pub(crate) separators: Vec<Vec<usize>>,
    /// Rows of the largest table, separator and issue together; saturates.
    pub(crate) rows_max: usize,
}

impl Order {
    /// An order for issues of these widths and factors of these scopes.
    pub(crate) fn new<'a>(widths: &[usize], scopes: impl Iterator<Item = &'a [usize]>) -> Self {
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
        let weight = |issue: usize, neighbours: &[Vec<usize>]| {
            neighbours[issue].iter().fold(widths[issue], |rows, &other| rows.saturating_mul(widths[other]))
        };
        let mut weights: Vec<usize> = (0..count).map(|issue| weight(issue, &neighbours)).collect();
        let mut open = vec![true; count];
        let mut order =
            Self { issues: Vec::with_capacity(count), separators: vec![Vec::new(); count], rows_max: 1 };
        for _ in 0..count {
            // The last of equals: eliminating from the back keeps partial packages in lexicographic order.
            let Some(next) =
                (0..count).rev().filter(|&issue| open[issue]).min_by_key(|&issue| weights[issue])
            else {
                break;
            };
            open[next] = false;
            order.rows_max = order.rows_max.max(weights[next]);
            let separator = std::mem::take(&mut neighbours[next]);
            for &a in &separator {
                neighbours[a].retain(|&other| other != next);
                for &b in &separator {
                    if a != b {
                        insert(&mut neighbours[a], b);
                    }
                }
            }
            for &a in &separator {
                weights[a] = weight(a, &neighbours);
            }
            order.separators[next] = separator;
            order.issues.push(next);
        }
        order
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
