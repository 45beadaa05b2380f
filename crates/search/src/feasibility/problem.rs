use smallvec::SmallVec;
use wasit_model::{Factor, HomeBody, Package, ValueIndex, ValueSet};

use crate::feasibility::Demands;
use crate::feasibility::ledger::Ledger;
use crate::feasibility::terms::Term;
use crate::feasibility::tighten::{Choice, Sums};

/// A column of a claimant that has what it asks for whatever the package: out of reach of all that is added.
const GRANTED: f64 = 1e300;

/// What a package is looked for by.
pub(crate) enum Wanted<'q> {
    /// The greatest least surplus of all, but of the claimants that are given what they ask, by position; none: `&[]`.
    Least { given: &'q [bool] },
    /// The greatest weighted sum of the surpluses of these claimants, all others having what they ask.
    Most { of: &'q [(usize, f64)], given: &'q [bool] },
}

/// What red lines mean.
pub(crate) enum Lines<'q> {
    /// They hold, but those of the claims `dropped`, by claimant and line; and values of an issue may be `forbidden`
    /// besides.
    Held { dropped: &'q [(usize, usize)], forbidden: Option<(usize, &'q [bool])> },
    /// They may be crossed, which is counted; values are left out that cross a line of one of the sets in `covered`.
    Counted { ledger: &'q Ledger, covered: &'q [u64] },
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The least of these is made great.
    Goal,
    /// Must not be negative.
    Floor,
    /// Read by the rule of a home body.
    Vote,
    /// A weighted sum of goals and floors: no less than the least goal where floors are kept.
    Sum,
}

/// A search for a package, with all that bounds partial ones spelled out.
///
/// Issues are decided in a fixed order. To every column belongs an upper bound of what it can come to; deciding an issue
/// adds to it what the value gives less than the best value would. Numbers of one claimant lie on its grid, so that
/// they are exact in the end; sums are not, and are a little too great.
pub(crate) struct Problem<'a> {
    /// Issues by depth.
    pub(crate) order: Vec<usize>,
    /// Values by depth, in the order in which they are tried.
    pub(crate) values: Vec<ValueIndex>,
    /// By depth: where its values begin.
    pub(crate) starts: Vec<usize>,
    pub(crate) columns: usize,
    pub(crate) roles: SmallVec<[Role; 8]>,
    /// By column but sums: whose surplus it is (a sum of several: the first).
    pub(crate) claimants: SmallVec<[usize; 8]>,
    pub(crate) root: SmallVec<[f64; 8]>,
    /// By value and column.
    pub(crate) deltas: Vec<f64>,
    /// By value: the claims whose red lines it crosses by itself.
    pub(crate) masks: Vec<u64>,
    terms: Vec<Term<'a>>,
    /// By depth; empty where there are no factors.
    events: Vec<Vec<Event>>,
    /// By depth: red lines on combinations that are settled there; empty where there are none.
    crossings: Vec<Vec<Crossing<'a>>>,
    ballots: Vec<Ballot<'a>>,
    level_is_goal: bool,
    /// Packages to begin with, issue by issue, as positions among the values that are left in the space's order.
    seeds: Vec<Choice>,
    /// By issue: the values that are left.
    left: Vec<ValueIndex>,
    left_starts: Vec<usize>,
}

/// An issue of a factor's scope is decided.
struct Event {
    term: usize,
    decided: usize,
    /// Columns with the weight that the factor has there.
    targets: SmallVec<[(usize, f64); 3]>,
}

/// A red line on a combination.
struct Crossing<'a> {
    clauses: &'a [(usize, ValueSet)],
    effect: Effect,
}

enum Effect {
    Forbids,
    /// The vote of this column is a no.
    No(usize),
    /// These claims are violated.
    Counts(u64),
}

/// A rule with the column of its first ratifier.
#[derive(Clone, Copy)]
pub(crate) struct Ballot<'a> {
    pub(crate) body: &'a HomeBody,
    pub(crate) first: usize,
}

/// What one column adds up.
struct Spec {
    role: Role,
    parts: SmallVec<[(usize, f64); 1]>,
    granted: bool,
}

impl<'a> Problem<'a> {
    /// `None` where red lines on single issues leave nothing.
    pub(crate) fn new(demands: &Demands<'a>, wanted: &Wanted<'_>, lines: Lines<'_>) -> Option<Self> {
        let issues = demands.space.issues().len();
        let (left, left_starts) = left_of(demands, &lines)?;
        let specs = specs(demands, wanted);
        let joint = specs.iter().take_while(|spec| spec.role != Role::Vote).count();
        let (columns, stride) = (specs.len(), specs.len());
        let (numbers, base) = spelled_out(demands, &specs, &lines, &left, &left_starts);
        let goals = specs.iter().take_while(|spec| spec.role == Role::Goal).count();

        let mut seeds: Vec<Choice> = Vec::new();
        let weights = if joint >= 2 && goals > 0 {
            let scales = scales(&numbers, stride, joint, &left_starts);
            let sums = Sums {
                numbers: &numbers,
                stride,
                starts: &left_starts,
                columns: joint,
                base: &base,
                goals,
                scales: &scales,
            };
            Some(sums.tighten(&mut |choice| {
                if !seeds.contains(choice) {
                    seeds.push(choice.clone());
                }
            }))
        } else {
            None
        };
        let score = |at: usize| -> f64 {
            let row = &numbers[at * stride..];
            match &weights {
                Some(weights) => weights.iter().zip(row).map(|(weight, number)| weight * number).sum(),
                None if joint == 1 => row[0],
                None => 0.0,
            }
        };

        let order = order_of(demands, issues, &left_starts, &score);
        let total = columns + usize::from(weights.is_some());
        let mut problem = Self {
            values: Vec::with_capacity(left.len()),
            starts: Vec::with_capacity(issues + 1),
            columns: total,
            roles: specs.iter().map(|spec| spec.role).collect(),
            claimants: specs.iter().map(|spec| spec.parts[0].0).collect(),
            root: base.iter().copied().collect(),
            deltas: Vec::with_capacity(left.len() * total),
            masks: Vec::new(),
            terms: Vec::new(),
            events: Vec::new(),
            crossings: Vec::new(),
            ballots: Vec::new(),
            level_is_goal: matches!(wanted, Wanted::Least { .. }),
            seeds,
            left,
            left_starts,
            order,
        };
        if let Some(weights) = &weights {
            problem.roles.push(Role::Sum);
            problem.root.push(base.iter().zip(weights).map(|(base, weight)| base * weight).sum());
        }
        problem.spell_out(&numbers, stride, weights.as_deref(), &score);
        if let Lines::Counted { ledger, .. } = &lines {
            problem.masks =
                problem.each_value(|issue, value| ledger.crossed_by(demands, issue, value, !ledger.separate));
        }
        problem.add_terms(demands, &specs, weights.as_deref());
        problem.add_crossings(demands, &specs, &lines);
        for body in &demands.bodies {
            let votes = |column: &usize| {
                problem.roles[*column] == Role::Vote && problem.claimants[*column] == body.first
            };
            if let Some(first) = (0..columns).find(votes) {
                problem.ballots.push(Ballot { body: body.body, first });
            }
        }
        Some(problem)
    }

    /// Values in the order in which they are tried, deltas, roots.
    fn spell_out(
        &mut self,
        numbers: &[f64],
        stride: usize,
        weights: Option<&[f64]>,
        score: &impl Fn(usize) -> f64,
    ) {
        let mut magnitude = 0.0;
        let mut rows: SmallVec<[(f64, usize); 16]> = SmallVec::new();
        let mut best: SmallVec<[f64; 8]> = SmallVec::new();
        for depth in 0..self.order.len() {
            let issue = self.order[depth];
            let range = self.left_starts[issue]..self.left_starts[issue + 1];
            rows.clear();
            rows.extend(range.map(|at| (score(at), at)));
            rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            best.clear();
            best.resize(stride, f64::NEG_INFINITY);
            for &(_, at) in &rows {
                for (best, &number) in best.iter_mut().zip(&numbers[at * stride..]) {
                    *best = best.max(number);
                }
            }
            for (best, root) in best.iter_mut().zip(self.root.iter_mut()) {
                if *best == f64::NEG_INFINITY {
                    *best = 0.0;
                }
                *root += *best;
            }
            self.starts.push(self.values.len());
            let top = rows[0].0;
            for &(score, at) in &rows {
                self.values.push(self.left[at]);
                let row = &numbers[at * stride..(at + 1) * stride];
                self.deltas.extend(row.iter().zip(&best).map(|(number, best)| number - best));
                if weights.is_some() {
                    self.deltas.push(score - top);
                }
            }
            if let Some(weights) = weights {
                self.root[stride] += top;
                let size = |at: usize| -> f64 {
                    weights
                        .iter()
                        .zip(&numbers[at * stride..])
                        .map(|(weight, number)| (weight * number).abs())
                        .sum()
                };
                magnitude += rows.iter().map(|row| size(row.1)).fold(0.0, f64::max);
            }
        }
        self.starts.push(self.values.len());
        if weights.is_some() {
            // Every step adds a few numbers of the size of the sum.
            let steps = 8.0 * (self.order.len() + 8) as f64 * f64::EPSILON;
            self.root[stride] += steps * (magnitude + self.root[stride].abs());
        }
    }

    fn each_value<T>(&self, of: impl Fn(usize, ValueIndex) -> T) -> Vec<T> {
        let depths = self.starts.windows(2).zip(&self.order);
        depths
            .flat_map(|(pair, &issue)| {
                self.values[pair[0]..pair[1]].iter().map(|&value| of(issue, value)).collect::<Vec<_>>()
            })
            .collect()
    }

    fn places(&self) -> Vec<usize> {
        let mut place = vec![0; self.order.len()];
        for (depth, &issue) in self.order.iter().enumerate() {
            place[issue] = depth;
        }
        place
    }

    fn add_terms(&mut self, demands: &Demands<'a>, specs: &[Spec], weights: Option<&[f64]>) {
        if demands.claimants.iter().all(|claimant| claimant.preferences.factors().is_empty()) {
            return;
        }
        let place = self.places();
        self.events.resize_with(self.order.len(), Vec::new);
        for (at, claimant) in demands.claimants.iter().enumerate() {
            let mut targets: SmallVec<[(usize, f64); 3]> = SmallVec::new();
            let mut joint = 0.0;
            for (column, spec) in specs.iter().enumerate().filter(|(_, spec)| !spec.granted) {
                for (_, weight) in spec.parts.iter().filter(|part| part.0 == at) {
                    targets.push((column, *weight));
                    joint += weight * weights.and_then(|weights| weights.get(column)).copied().unwrap_or(0.0);
                }
            }
            if joint > 0.0 {
                targets.push((specs.len(), joint));
            }
            if targets.is_empty() {
                continue;
            }
            for term in Term::all(claimant.preferences, &place) {
                for (before, &issue) in term.scope.iter().enumerate() {
                    let event =
                        Event { term: self.terms.len(), decided: before + 1, targets: targets.clone() };
                    self.events[place[issue]].push(event);
                }
                self.terms.push(term);
            }
        }
    }

    fn add_crossings(&mut self, demands: &Demands<'a>, specs: &[Spec], lines: &Lines<'_>) {
        let mut place = Vec::new();
        for (at, claimant) in demands.claimants.iter().enumerate() {
            for (number, line) in claimant.preferences.red_lines().iter().enumerate() {
                if line.clauses.len() < 2 {
                    continue;
                }
                let vote = || {
                    let mut votes = specs.iter().enumerate().filter(|(_, spec)| spec.role == Role::Vote);
                    votes.find(|(_, spec)| spec.parts[0].0 == at).map(|(column, _)| column)
                };
                let effect = match lines {
                    Lines::Held { dropped, .. } if dropped.contains(&(at, number)) => continue,
                    Lines::Held { .. } if claimant.required => Effect::Forbids,
                    Lines::Counted { ledger, .. } if claimant.required || ledger.separate => {
                        Effect::Counts(ledger.line(at, number))
                    }
                    _ => match vote() {
                        Some(column) => Effect::No(column),
                        None => continue,
                    },
                };
                if place.is_empty() {
                    place = self.places();
                    self.crossings.resize_with(self.order.len(), Vec::new);
                }
                let depth = line.clauses.iter().map(|clause| place[clause.0]).max().unwrap_or(0);
                self.crossings[depth].push(Crossing { clauses: &line.clauses, effect });
            }
        }
    }

    /// Bounds after the value `at` of depth `depth`, which stands in `package`, from those before; claims that are
    /// violated are added to `violated`. False where a red line on a combination forbids it.
    #[inline]
    pub(crate) fn step(
        &self,
        depth: usize,
        at: usize,
        package: &[ValueIndex],
        before: &[f64],
        after: &mut [f64],
        violated: &mut u64,
    ) -> bool {
        let deltas = &self.deltas[at * self.columns..(at + 1) * self.columns];
        for ((after, before), delta) in after.iter_mut().zip(before).zip(deltas) {
            *after = before + delta;
        }
        if let Some(events) = self.events.get(depth) {
            for event in events {
                let term = &self.terms[event.term];
                let add = term.most(event.decided, package) - term.most(event.decided - 1, package);
                for &(column, weight) in &event.targets {
                    after[column] += weight * add;
                }
            }
        }
        if let Some(crossings) = self.crossings.get(depth) {
            for crossing in
                crossings.iter().filter(|crossing| crate::feasibility::beyond(crossing.clauses, package))
            {
                match crossing.effect {
                    Effect::Forbids => return false,
                    Effect::No(column) => after[column] = f64::NEG_INFINITY,
                    Effect::Counts(claims) => *violated |= claims,
                }
            }
        }
        true
    }

    /// Whether values that come later at this depth can reach no more than `best` either: they are in falling order of
    /// the sum.
    #[inline]
    pub(crate) fn is_hopeless(&self, depth: usize, after: &[f64], best: f64) -> bool {
        let sum = self.columns - 1;
        self.roles.last() == Some(&Role::Sum)
            && after[sum] <= best
            && self.events.get(depth).is_none_or(Vec::is_empty)
    }

    /// The most that what is wanted can come to under these bounds: −∞ where something that must not be negative is.
    /// Where all issues are decided, `whole`, it is exact.
    #[inline]
    pub(crate) fn bound(&self, bounds: &[f64], whole: bool) -> f64 {
        let mut least = f64::INFINITY;
        for (role, &bound) in self.roles.iter().zip(bounds) {
            match role {
                Role::Goal => least = least.min(bound),
                Role::Floor if bound < 0.0 => return f64::NEG_INFINITY,
                Role::Sum if !whole => least = least.min(bound),
                _ => {}
            }
        }
        for ballot in &self.ballots {
            let votes = &bounds[ballot.first..ballot.first + ballot.body.ratifiers.len()];
            let level = ballot.body.level(votes);
            if self.level_is_goal {
                least = least.min(level);
            } else if level < 0.0 {
                return f64::NEG_INFINITY;
            }
        }
        if least >= GRANTED / 2.0 { f64::INFINITY } else { least }
    }

    pub(crate) fn ballots(&self) -> &[Ballot<'a>] {
        &self.ballots
    }

    /// Packages to begin with.
    pub(crate) fn seeds(&self) -> impl Iterator<Item = Package> + '_ {
        self.seeds.iter().map(|choice| {
            let value = |(issue, &at): (usize, &u32)| self.left[self.left_starts[issue] + at as usize];
            choice.iter().enumerate().map(value).collect()
        })
    }
}

/// The values of every issue that single red lines leave; `None` where they leave an issue none.
fn left_of(demands: &Demands<'_>, lines: &Lines<'_>) -> Option<(Vec<ValueIndex>, Vec<usize>)> {
    let issues = demands.space.issues().len();
    let mut starts = Vec::with_capacity(issues + 1);
    let mut left = Vec::with_capacity((0..issues).map(|issue| demands.space.width(issue)).sum());
    for issue in 0..issues {
        starts.push(left.len());
        for value in 0..demands.space.width(issue) {
            let stays = match lines {
                Lines::Held { dropped, forbidden } => {
                    forbidden.is_none_or(|(at, values)| at != issue || !values[value])
                        && demands.claimants.iter().enumerate().all(|(at, claimant)| {
                            !claimant.required || within(claimant, at, dropped, issue, value)
                        })
                }
                Lines::Counted { ledger, covered } => {
                    let crossed = ledger.crossed_by(demands, issue, value as ValueIndex, true);
                    !covered.iter().any(|set| set & !crossed == 0)
                }
            };
            if stays {
                left.push(value as ValueIndex);
            }
        }
        if left.len() == starts[issue] {
            return None;
        }
    }
    starts.push(left.len());
    Some((left, starts))
}

/// Whether no line of `claimant` on `issue` alone, but those that are dropped, forbids `value`.
fn within(
    claimant: &crate::feasibility::Claimant<'_>,
    at: usize,
    dropped: &[(usize, usize)],
    issue: usize,
    value: usize,
) -> bool {
    if dropped.iter().all(|line| line.0 != at) {
        return claimant.preferences.tables()[issue][value] > f64::NEG_INFINITY;
    }
    let lines = claimant.preferences.red_lines().iter().enumerate();
    lines.filter(|(number, _)| !dropped.contains(&(at, *number))).all(|(_, line)| {
        match line.clauses.as_slice() {
            [(on, beyond)] => *on != issue || !beyond[value],
            _ => true,
        }
    })
}

/// Goals first, then floors, then votes.
fn specs(demands: &Demands<'_>, wanted: &Wanted<'_>) -> Vec<Spec> {
    let one = |role, claimant: usize| Spec {
        role,
        parts: SmallVec::from_slice(&[(claimant, 1.0)]),
        granted: false,
    };
    let (given, summed): (&[bool], &[(usize, f64)]) = match wanted {
        Wanted::Least { given } => (given, &[]),
        Wanted::Most { of, given } => (given, of),
    };
    let is_given = |at: usize| given.get(at).copied().unwrap_or(false);
    let mut specs = Vec::with_capacity(demands.claimants.len() + 1);
    if !summed.is_empty() {
        specs.push(Spec { role: Role::Goal, parts: SmallVec::from_slice(summed), granted: false });
    }
    let role = if summed.is_empty() { Role::Goal } else { Role::Floor };
    for (at, claimant) in demands.claimants.iter().enumerate() {
        if claimant.required && claimant.floor > f64::NEG_INFINITY && !is_given(at) {
            specs.push(one(role, at));
        }
    }
    for body in &demands.bodies {
        for at in body.first..body.first + body.body.ratifiers.len() {
            let granted = is_given(at) || demands.claimants[at].floor == f64::NEG_INFINITY;
            specs.push(Spec { granted, ..one(Role::Vote, at) });
        }
    }
    specs
}

/// By value that is left and column what it adds, and by column what it begins with.
fn spelled_out(
    demands: &Demands<'_>,
    specs: &[Spec],
    lines: &Lines<'_>,
    left: &[ValueIndex],
    starts: &[usize],
) -> (Vec<f64>, Vec<f64>) {
    let mut numbers = Vec::with_capacity(left.len() * specs.len());
    for (issue, pair) in starts.windows(2).enumerate() {
        for &value in &left[pair[0]..pair[1]] {
            let value = usize::from(value);
            for spec in specs {
                let table =
                    |claimant: usize| demands.claimants[claimant].preferences.open_tables()[issue][value];
                let mut number = match spec.parts.as_slice() {
                    _ if spec.granted => 0.0,
                    [(claimant, weight)] if *weight == 1.0 => table(*claimant),
                    parts => parts.iter().map(|(claimant, weight)| weight * table(*claimant)).sum(),
                };
                let dropped = match lines {
                    Lines::Held { dropped, .. } => Some(*dropped),
                    Lines::Counted { ledger, .. } if ledger.separate => None,
                    Lines::Counted { .. } => Some([].as_slice()),
                };
                if let (Role::Vote, Some(dropped)) = (spec.role, dropped) {
                    let at = spec.parts[0].0;
                    if !within(&demands.claimants[at], at, dropped, issue, value) {
                        number = f64::NEG_INFINITY;
                    }
                }
                numbers.push(number);
            }
        }
    }
    let begin = |spec: &Spec| {
        if spec.granted {
            return GRANTED;
        }
        let of = |(claimant, weight): &(usize, f64)| {
            let claimant = &demands.claimants[*claimant];
            let most: f64 = claimant.preferences.factors().iter().map(most_of).sum();
            weight * (most - claimant.floor)
        };
        spec.parts.iter().map(of).sum()
    };
    (numbers, specs.iter().map(begin).collect())
}

/// The most that a factor can add: as [`Term::most`] with nothing decided.
fn most_of(factor: &Factor) -> f64 {
    match factor {
        Factor::Table(factor) => factor.table.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Factor::Box(factor) => {
            let missable = factor.clauses.iter().any(|clause| clause.1.contains(&false));
            if factor.utility < 0.0 && missable { 0.0 } else { factor.utility }
        }
    }
}

/// By column how far its numbers spread.
fn scales(numbers: &[f64], stride: usize, columns: usize, starts: &[usize]) -> SmallVec<[f64; 8]> {
    (0..columns)
        .map(|column| {
            let range = |pair: &[usize]| {
                let of = || (pair[0]..pair[1]).map(|at| numbers[at * stride + column]);
                of().fold(f64::NEG_INFINITY, f64::max) - of().fold(f64::INFINITY, f64::min)
            };
            let spread: f64 = starts.windows(2).map(range).sum();
            if spread > 0.0 { spread } else { 1.0 }
        })
        .collect()
}

/// Issues that many factors depend on first, then those on which most is to be gained or lost.
fn order_of(
    demands: &Demands<'_>,
    issues: usize,
    starts: &[usize],
    score: &impl Fn(usize) -> f64,
) -> Vec<usize> {
    let mut touching = vec![0_u32; issues];
    for claimant in &demands.claimants {
        let factors = claimant.preferences.factors().iter().flat_map(Factor::scope);
        let lines = claimant.preferences.red_lines().iter().filter(|line| line.clauses.len() > 1);
        let lines = lines.flat_map(|line| line.clauses.iter().map(|clause| clause.0));
        factors.chain(lines).for_each(|issue| touching[issue] += 1);
    }
    let mut keyed: SmallVec<[(u32, f64, usize); 16]> = (0..issues)
        .map(|issue| {
            let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
            for at in starts[issue]..starts[issue + 1] {
                let score = score(at);
                low = low.min(score);
                high = high.max(score);
            }
            (touching[issue], high - low, issue)
        })
        .collect();
    keyed.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    keyed.into_iter().map(|key| key.2).collect()
}
