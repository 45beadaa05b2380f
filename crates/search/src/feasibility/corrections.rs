use smallvec::{SmallVec, smallvec};
use wasit_model::{Bar, Package, Ratifier, Rule};

use crate::feasibility::ledger::Ledger;
use crate::feasibility::problem::{Problem, Role};

/// Sets of claims, none within another.
pub(crate) type Sets = SmallVec<[u64; 4]>;

/// More sets are not gathered.
const MOST: usize = 1 << 10;
/// More ways to carry one rule are not told apart.
const WAYS: usize = 1 << 8;

/// Looks for the minimal sets of claims that some package violates, all others being kept: giving up any one of the
/// sets opens a deal (*minimal correction sets*).
pub(crate) struct Corrections<'p, 'a> {
    problem: &'p Problem<'a>,
    ledger: &'p Ledger,
    bounds: Vec<f64>,
    package: Package,
    /// Values by depth: those first that cross least.
    tries: Vec<usize>,
    /// Each with a package.
    pub(crate) found: Vec<(u64, Package)>,
    work: u64,
    /// Whether something was not looked at.
    pub(crate) cut: bool,
}

impl<'p, 'a> Corrections<'p, 'a> {
    /// With sets that are known.
    pub(crate) fn new(
        problem: &'p Problem<'a>,
        ledger: &'p Ledger,
        known: Vec<(u64, Package)>,
        work: u64,
    ) -> Self {
        let issues = problem.order.len();
        let mut bounds = vec![0.0; (issues + 1) * problem.columns];
        bounds[..problem.columns].copy_from_slice(&problem.root);
        let mut tries: Vec<usize> = (0..problem.values.len()).collect();
        for pair in problem.starts.windows(2) {
            tries[pair[0]..pair[1]].sort_by_key(|&at| problem.masks[at].count_ones());
        }
        Self {
            problem,
            ledger,
            bounds,
            package: std::iter::repeat_n(0, issues).collect(),
            tries,
            found: known,
            work,
            cut: false,
        }
    }

    pub(crate) fn run(&mut self) {
        if !self.open(0, 0, false).is_empty() {
            self.below(0, 0);
        }
    }

    fn covered(&self, claims: u64) -> bool {
        self.found.iter().any(|(set, _)| set & !claims == 0)
    }

    /// What is violated at least under the bounds of `depth` with these lines crossed, as sets of which one is; none where
    /// nothing new lies there.
    fn open(&self, depth: usize, crossed: u64, whole: bool) -> Sets {
        let columns = self.problem.columns;
        let bounds = &self.bounds[depth * columns..(depth + 1) * columns];
        let (mut base, mut missed, mut sum) = (crossed & self.ledger.required_lines, false, 0.0);
        for (at, role) in self.problem.roles.iter().enumerate() {
            match role {
                Role::Goal if bounds[at] < 0.0 => {
                    base |= self.ledger.floor(self.problem.claimants[at]);
                    missed = true;
                }
                Role::Sum => sum = bounds[at],
                _ => {}
            }
        }
        let mut sets: Sets = smallvec![base];
        for ballot in self.problem.ballots() {
            let missing = |(at, _): (usize, &Ratifier)| {
                let column = ballot.first + at;
                let claimant = self.problem.claimants[column];
                match bounds[column] < 0.0 {
                    missed if self.ledger.separate => {
                        let floor = if missed { self.ledger.floor(claimant) } else { 0 };
                        crossed & self.ledger.lines(claimant) | floor
                    }
                    true => self.ledger.floor(claimant) | self.ledger.lines(claimant),
                    false => 0,
                }
            };
            let missing: SmallVec<[u64; 8]> = ballot.body.ratifiers.iter().enumerate().map(missing).collect();
            sets = each_with_each(&sets, &repairs(&ballot.body.rule, &ballot.body.ratifiers, &missing));
        }
        sets.retain(|set| !self.covered(*set));
        if !whole && !missed && sum < 0.0 {
            // All together cannot have what they ask: some goal is missed.
            let floors: Sets = (self.problem.roles.iter().enumerate())
                .filter(|(_, role)| **role == Role::Goal)
                .map(|(at, _)| self.ledger.floor(self.problem.claimants[at]))
                .collect();
            sets.retain(|set| floors.iter().any(|floor| !self.covered(*set | floor)));
        }
        sets
    }

    fn below(&mut self, depth: usize, crossed: u64) {
        let (problem, columns) = (self.problem, self.problem.columns);
        let issue = problem.order[depth];
        let whole = depth + 1 == problem.order.len();
        for at in problem.starts[depth]..problem.starts[depth + 1] {
            let at = self.tries[at];
            if self.work == 0 || self.found.len() >= MOST {
                self.cut = true;
                return;
            }
            self.work -= 1;
            self.package[issue] = problem.values[at];
            let mut violated = crossed | problem.masks[at];
            let (before, after) = self.bounds[depth * columns..].split_at_mut(columns);
            if !problem.step(depth, at, &self.package, before, &mut after[..columns], &mut violated) {
                continue;
            }
            let sets = self.open(depth + 1, violated, whole);
            if sets.is_empty() {
                continue;
            }
            if whole {
                for set in sets {
                    if !self.covered(set) {
                        self.found.retain(|(other, _)| set & !other != 0);
                        self.found.push((set, self.package.clone()));
                    }
                }
            } else {
                self.below(depth + 1, violated);
            }
        }
    }
}

/// The minimal sets of what must be given up so that the rule is carried; by ratifier what its yes takes.
fn repairs(rule: &Rule, ratifiers: &[Ratifier], missing: &[u64]) -> Sets {
    match rule {
        Rule::One(at) => smallvec![missing[*at]],
        Rule::All(of) => of
            .iter()
            .fold(smallvec![0], |sets, member| each_with_each(&sets, &repairs(member, ratifiers, missing))),
        Rule::Any(of) => minimal(of.iter().flat_map(|member| repairs(member, ratifiers, missing)).collect()),
        Rule::Quota { of, bar } => {
            let members: Vec<(Sets, f64)> = of
                .iter()
                .map(|member| (repairs(member, ratifiers, missing), member.weight(ratifiers)))
                .collect();
            let total: f64 = members.iter().map(|member| member.1).sum();
            let free: f64 =
                members.iter().filter(|member| member.0.contains(&0)).map(|member| member.1).sum();
            let mut dear: Vec<(Sets, f64)> =
                members.into_iter().filter(|member| !member.0.contains(&0)).collect();
            // The heaviest first: sets that are found early then are small.
            dear.sort_by(|a, b| b.1.total_cmp(&a.1));
            let mut sets = Sets::new();
            carry(&dear, free, total, *bar, 0, &mut sets);
            minimal(sets)
        }
    }
}

/// Adds to `sets` what members of `dear` must be given so that, with `reached`, they reach the bar.
fn carry(dear: &[(Sets, f64)], reached: f64, total: f64, bar: Bar, given: u64, sets: &mut Sets) {
    if bar.is_reached(reached, total) {
        sets.push(given);
        return;
    }
    let rest: f64 = dear.iter().map(|member| member.1).sum();
    if sets.len() >= WAYS || !bar.is_reached(reached + rest, total) {
        return;
    }
    let Some(((own, weight), others)) = dear.split_first() else { return };
    for &set in own {
        carry(others, reached + weight, total, bar, given | set, sets);
    }
    carry(others, reached, total, bar, given, sets);
}

pub(crate) fn each_with_each(a: &Sets, b: &Sets) -> Sets {
    if let ([a], [b]) = (a.as_slice(), b.as_slice()) {
        return smallvec![a | b];
    }
    let mut all = minimal(a.iter().flat_map(|a| b.iter().map(move |b| a | b)).collect());
    all.truncate(WAYS);
    all
}

/// Those of `sets` within which no other lies: the smaller first, then by their claims.
pub(crate) fn minimal(mut sets: Sets) -> Sets {
    sets.sort_unstable_by_key(|set| (set.count_ones(), *set));
    sets.dedup();
    let mut kept = Sets::new();
    for set in sets {
        if !kept.iter().any(|other| other & !set == 0) {
            kept.push(set);
        }
    }
    kept
}
