use wasit_model::{Factor, Preferences, ValueIndex, ValueSet};

/// What several issues give one claimant together, bounded while some of them are open.
#[derive(Debug)]
pub(crate) struct Term<'a> {
    /// The issues in the order in which they are decided.
    pub(crate) scope: Vec<usize>,
    kind: Kind<'a>,
}

#[derive(Debug)]
enum Kind<'a> {
    /// By how many issues are decided, for each assignment of them in row-major order: the most that is left.
    Table { widths: Vec<usize>, most: Vec<Vec<f64>> },
    /// The sets in the order of the scope; by how many issues are decided whether what is open can be missed.
    Box { sets: Vec<&'a ValueSet>, missable: Vec<bool>, utility: f64 },
}

impl<'a> Term<'a> {
    /// All of `preferences`, for issues decided in the order of their `place`.
    pub(crate) fn all(preferences: &'a Preferences, place: &[usize]) -> impl Iterator<Item = Self> {
        preferences.factors().iter().map(move |factor| Self::new(factor, preferences, place))
    }

    fn new(factor: &'a Factor, preferences: &Preferences, place: &[usize]) -> Self {
        match factor {
            Factor::Box(factor) => {
                let mut clauses: Vec<(usize, &ValueSet)> =
                    factor.clauses.iter().map(|(issue, set)| (*issue, set)).collect();
                clauses.sort_by_key(|clause| place[clause.0]);
                let (scope, sets): (Vec<usize>, Vec<&ValueSet>) = clauses.into_iter().unzip();
                let missable = (0..=sets.len()).map(|at| sets[at..].iter().any(|set| set.contains(&false)));
                let missable = missable.collect();
                Self { scope, kind: Kind::Box { sets, missable, utility: factor.utility } }
            }
            Factor::Table(factor) => {
                let width = |issue: usize| preferences.tables()[issue].len();
                let mut scope = factor.scope.clone();
                scope.sort_by_key(|&issue| place[issue]);
                let widths: Vec<usize> = scope.iter().map(|&issue| width(issue)).collect();
                // What one step of each issue of the scope is worth in the factor's own table.
                let steps: Vec<usize> = scope
                    .iter()
                    .map(|issue| {
                        let behind = factor.scope.iter().filter(|other| *other > issue);
                        behind.map(|&other| width(other)).product()
                    })
                    .collect();
                let mut whole = Vec::with_capacity(factor.table.len());
                let mut values = vec![0; scope.len()];
                loop {
                    let at: usize = values.iter().zip(&steps).map(|(value, step)| value * step).sum();
                    whole.push(factor.table[at]);
                    let Some(next) = (0..values.len()).rev().find(|&at| values[at] + 1 < widths[at]) else {
                        break;
                    };
                    values[next] += 1;
                    values[next + 1..].fill(0);
                }
                let mut most = vec![whole];
                for &width in widths.iter().rev() {
                    let last = &most[most.len() - 1];
                    let shorter =
                        last.chunks(width).map(|row| row.iter().copied().fold(f64::NEG_INFINITY, f64::max));
                    let shorter = shorter.collect();
                    most.push(shorter);
                }
                most.reverse();
                Self { scope, kind: Kind::Table { widths, most } }
            }
        }
    }

    /// The most that it can add when the first `decided` issues of its scope are as in `package`; with all decided, what
    /// it adds.
    pub(crate) fn most(&self, decided: usize, package: &[ValueIndex]) -> f64 {
        let value = |at: usize| usize::from(package[self.scope[at]]);
        match &self.kind {
            Kind::Table { widths, most } => {
                most[decided][(0..decided).fold(0, |row, at| row * widths[at] + value(at))]
            }
            Kind::Box { sets, missable, utility } => {
                let missed = (0..decided).any(|at| !sets[at][value(at)]);
                if missed || (*utility < 0.0 && missable[decided]) { 0.0 } else { *utility }
            }
        }
    }
}
