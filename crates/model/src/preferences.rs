use std::sync::Arc;

use crate::{Space, ValueIndex, Values};

/// A set of values of one issue: entry `v` says whether value `v` is in it.
pub type ValueSet = Vec<bool>;

/// How much the values of one issue are worth, before the weight.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueFunction {
    /// Each value's worth, in the order of the values.
    Table(Vec<f64>),
    /// 0 at the least number, 1 at the greatest.
    Rising,
    /// 1 at the least number, 0 at the greatest.
    Falling,
    /// 1 at the number `peak`, falling linearly to 0 at both ends of the issue.
    Triangular {
        /// The number that is worth most.
        peak: f64,
    },
    /// Straight lines between corners (number, worth) of rising number; flat beyond the outermost.
    Piecewise(Vec<(f64, f64)>),
    /// `slope × number + bias`.
    Affine {
        /// Worth for each unit of the number.
        slope: f64,
        /// Worth at number 0.
        bias: f64,
    },
}

impl ValueFunction {
    /// The worth of every value, in the order of the values.
    ///
    /// # Errors
    /// [`PreferenceError::NotNumeric`] where the function needs numbers and the values are words;
    /// [`PreferenceError::Shape`] where a table's length is not the number of values or there is no corner;
    /// [`PreferenceError::NotFinite`].
    pub fn tabulate(&self, values: &Values) -> Result<Vec<f64>, PreferenceError> {
        let table = match self {
            Self::Table(table) if table.len() == values.len() => table.clone(),
            Self::Table(_) => return Err(PreferenceError::Shape),
            _ => {
                let numbers: Vec<f64> = (0..values.len())
                    .map(|at| values.number(at as ValueIndex))
                    .collect::<Option<_>>()
                    .ok_or(PreferenceError::NotNumeric)?;
                if matches!(self, Self::Piecewise(corners) if corners.is_empty()) {
                    return Err(PreferenceError::Shape);
                }
                self.over(&numbers).collect()
            }
        };
        if table.iter().all(|worth| worth.is_finite()) { Ok(table) } else { Err(PreferenceError::NotFinite) }
    }

    /// The worth of each of an issue's `numbers`; the function is no table.
    pub(crate) fn over<'a>(&'a self, numbers: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        numbers.iter().map(move |&number| self.at(number, low, high))
    }

    fn at(&self, number: f64, low: f64, high: f64) -> f64 {
        let share = |from: f64, to: f64| if to == from { 1.0 } else { (number - from) / (to - from) };
        match self {
            Self::Table(_) => unreachable!("tables are taken as given"),
            Self::Rising => share(low, high),
            Self::Falling => 1.0 - if high == low { 0.0 } else { share(low, high) },
            Self::Triangular { peak } if number <= *peak => share(low, *peak),
            Self::Triangular { peak } => share(high, *peak),
            Self::Affine { slope, bias } => slope * number + bias,
            Self::Piecewise(corners) => {
                let after = corners.partition_point(|corner| corner.0 < number);
                match (after.checked_sub(1).map(|before| corners[before]), corners.get(after)) {
                    (Some((x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (number - x0) / (x1 - x0),
                    (Some((_, worth)), None) | (None, Some(&(_, worth))) => worth,
                    (None, None) => 0.0,
                }
            }
        }
    }
}

/// A factor over several issues as a table in row-major order: the last issue of the scope runs fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct TableFactor {
    /// The issues, rising; at least two.
    pub scope: Vec<usize>,
    /// Utilities, as many as the product of the issues' numbers of values.
    pub table: Vec<f64>,
}

/// A factor that adds `utility` where every clause holds (a *hyper-rectangle*), and nothing elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct BoxFactor {
    /// Issues, rising, each with the values that are inside; at least one.
    pub clauses: Vec<(usize, ValueSet)>,
    /// What being inside adds.
    pub utility: f64,
}

/// A part of a utility function that depends on several issues at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Factor {
    /// A table over its scope.
    Table(TableFactor),
    /// A hyper-rectangle.
    Box(BoxFactor),
}

/// A hard bound: a package in which every clause holds is refused whatever else it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct RedLine {
    /// Issues, rising, each with the values that are beyond; a red line on one issue has one clause.
    pub clauses: Vec<(usize, ValueSet)>,
    /// The line in the file's words, such as `inspection never continuous`.
    pub words: String,
}

/// The utility of no deal, and how it changes while talks last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WalkAway {
    /// At the start; −∞ where any deal is better than none.
    pub start: f64,
    /// How it changes.
    pub drift: Option<Drift>,
}

/// How a walk-away changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drift {
    /// Linearly in relative time, to this at the end of the talks.
    To(f64),
    /// By this for each day since the first round.
    PerDay(f64),
    /// By this for each leg.
    PerLeg(f64),
}

/// What time costs: utilities are multiplied by `factor` to the power of the time passed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discount {
    /// In (0, 1].
    pub factor: f64,
    /// The unit of time.
    pub per: DiscountPer,
    /// Whether the walk-away is multiplied too (GENIUS's rule).
    pub walk_away_too: bool,
}

/// The unit of time of a [`Discount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiscountPer {
    /// A day since the first round.
    Day,
    /// A leg of the mediator, or a turn at a direct table.
    Leg,
    /// The whole of the talks: relative time (GENIUS's rule).
    Talks,
}

/// A moment in the talks as preferences feel it.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Moment {
    /// Relative time in [0, 1].
    pub time: f64,
    /// Legs (or turns at a direct table) so far.
    pub legs: u32,
    /// Days since the first round.
    pub days: u32,
}

/// Why preferences are none. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PreferenceError {
    /// A value function that needs numbers on an issue of words.
    #[error("the values of this issue are words, not numbers")]
    NotNumeric,
    /// A table of another length than its scope asks for.
    #[error("a table has another number of entries than its issues have values")]
    Shape,
    /// A utility that is infinite or not a number.
    #[error("a utility is not a finite number")]
    NotFinite,
    /// A scope that is not a rising list of existing issues.
    #[error("a factor's issues are not a rising list of existing issues")]
    Scope,
    /// A discount outside (0, 1].
    #[error("a discount lies in (0, 1]")]
    Discount,
    /// A walk-away that is +∞ or not a number.
    #[error("a walk-away is a number")]
    WalkAway,
}

/// What one side wants: a utility for every package, as a sum of factors.
///
/// > `utility(package) = Σ single-issue tables + Σ factors`, and −∞ beyond a red line.
///
/// All finite utilities lie on a grid, multiples of [`Preferences::grid`], so that sums are exact in whichever
/// order they are added. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    wants: Arc<Wants>,
    walk_away: WalkAway,
    discount: Option<Discount>,
}

/// What does not change with time.
#[derive(Debug, PartialEq)]
struct Wants {
    open: Vec<Vec<f64>>,
    tables: Vec<Vec<f64>>,
    /// `tables` end to end, and where each begins: a utility then reads one stretch of memory.
    flat: Vec<f64>,
    starts: Vec<usize>,
    factors: Vec<Factor>,
    red_lines: Vec<RedLine>,
    grid: f64,
}

impl Preferences {
    /// Preferences over `space`: `tables` holds the worth of every value of every issue, weights multiplied in;
    /// `factors` what several issues give together.
    ///
    /// # Errors
    /// Any [`PreferenceError`] but `NotNumeric`.
    pub fn new(
        space: &Space,
        tables: Vec<Vec<f64>>,
        factors: Vec<Factor>,
        red_lines: Vec<RedLine>,
        walk_away: WalkAway,
        discount: Option<Discount>,
    ) -> Result<Self, PreferenceError> {
        check_shapes(space, &tables, &factors, &red_lines)?;
        let drift_ok = match walk_away.drift {
            Some(Drift::To(to) | Drift::PerDay(to) | Drift::PerLeg(to)) => to.is_finite(),
            None => true,
        };
        if walk_away.start.is_nan() || walk_away.start == f64::INFINITY || !drift_ok {
            return Err(PreferenceError::WalkAway);
        }
        if discount.is_some_and(|discount| !(discount.factor > 0.0 && discount.factor <= 1.0)) {
            return Err(PreferenceError::Discount);
        }
        let grid = grid_of(&tables, &factors);
        let round = |utility: &mut f64| *utility = (*utility / grid).round() * grid + 0.0;
        let mut open = tables;
        open.iter_mut().flatten().for_each(round);
        let mut factors = factors;
        for factor in &mut factors {
            match factor {
                Factor::Table(factor) => factor.table.iter_mut().for_each(round),
                Factor::Box(factor) => round(&mut factor.utility),
            }
        }
        let mut tables = open.clone();
        for line in &red_lines {
            if let [(issue, beyond)] = line.clauses.as_slice() {
                for (utility, &forbidden) in tables[*issue].iter_mut().zip(beyond) {
                    if forbidden {
                        *utility = f64::NEG_INFINITY;
                    }
                }
            }
        }
        let mut starts = Vec::with_capacity(tables.len());
        let mut flat = Vec::new();
        for table in &tables {
            starts.push(flat.len());
            flat.extend_from_slice(table);
        }
        let wants = Arc::new(Wants { open, tables, flat, starts, factors, red_lines, grid });
        Ok(Self { wants, walk_away, discount })
    }

    /// The same with other factors' values left as they are and this walk-away.
    #[must_use]
    pub fn with_walk_away(mut self, walk_away: WalkAway) -> Self {
        self.walk_away = walk_away;
        self
    }

    /// Whether these are `other` or a clone of it: quick, and false for equal ones that were made apart.
    #[must_use]
    pub fn is_the_very(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.wants, &other.wants)
            && (self.walk_away, self.discount) == (other.walk_away, other.discount)
    }

    /// The undiscounted utility of `package`: −∞ beyond a red line. O(issues + factors).
    #[inline]
    #[must_use]
    pub fn utility(&self, package: &[ValueIndex]) -> f64 {
        let Wants { flat, starts, .. } = &*self.wants;
        let single: f64 =
            starts.iter().zip(package).map(|(&start, &value)| flat[start + usize::from(value)]).sum();
        if self.wants.factors.is_empty() && self.wants.red_lines.is_empty() {
            return single;
        }
        if self.wants.red_lines.iter().any(|line| line.clauses.len() > 1 && holds(&line.clauses, package)) {
            return f64::NEG_INFINITY;
        }
        single
            + self.wants.factors.iter().map(|factor| factor.utility(package, &self.wants.tables)).sum::<f64>()
    }

    /// The utility of `package` as it would be without red lines.
    #[must_use]
    pub fn utility_without_red_lines(&self, package: &[ValueIndex]) -> f64 {
        let single: f64 =
            self.wants.open.iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum();
        single
            + self.wants.factors.iter().map(|factor| factor.utility(package, &self.wants.tables)).sum::<f64>()
    }

    /// The first red line that `package` lies beyond.
    #[must_use]
    pub fn crossed(&self, package: &[ValueIndex]) -> Option<&RedLine> {
        self.wants.red_lines.iter().find(|line| holds(&line.clauses, package))
    }

    /// For every issue the worth of its values, weights multiplied in and red lines on that issue alone as −∞.
    #[must_use]
    pub fn tables(&self) -> &[Vec<f64>] {
        &self.wants.tables
    }

    /// [`Preferences::tables`] as they are without red lines.
    #[must_use]
    pub fn open_tables(&self) -> &[Vec<f64>] {
        &self.wants.open
    }

    /// What several issues give together.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.wants.factors
    }

    /// A utility that no package exceeds: exactly the best one's where every factor is on one issue and no red line
    /// is on several; −∞ where the red lines leave no value of some issue.
    #[must_use]
    pub fn at_most(&self) -> f64 {
        let most = |table: &[f64]| table.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let single: f64 = self.tables().iter().map(|table| most(table)).sum();
        let several = |factor: &Factor| match factor {
            Factor::Table(factor) => most(&factor.table),
            Factor::Box(factor) => factor.utility.max(0.0),
        };
        single + self.factors().iter().map(several).sum::<f64>()
    }

    /// How far [`Preferences::at_most`] may be from the number meant, every part being rounded to the grid.
    #[must_use]
    pub fn rounding(&self) -> f64 {
        self.grid() * (self.tables().len() + self.factors().len() + 1) as f64
    }

    /// The red lines.
    #[must_use]
    pub fn red_lines(&self) -> &[RedLine] {
        &self.wants.red_lines
    }

    /// Whether utility is a sum over single issues, and every red line is on one issue.
    #[must_use]
    pub fn is_additive(&self) -> bool {
        self.wants.factors.is_empty() && self.wants.red_lines.iter().all(|line| line.clauses.len() == 1)
    }

    /// The walk-away as given.
    #[must_use]
    pub fn walk_away(&self) -> WalkAway {
        self.walk_away
    }

    /// The discount as given.
    #[must_use]
    pub fn discount(&self) -> Option<Discount> {
        self.discount
    }

    /// The step of the grid that all utilities lie on: a power of two, 2^-40 of the range (or a little more
    /// where utilities are thousands of times greater than their range).
    #[must_use]
    pub fn grid(&self) -> f64 {
        self.wants.grid
    }

    /// What utilities are multiplied by at `moment`: 1 without a discount.
    #[must_use]
    pub fn discount_at(&self, moment: &Moment) -> f64 {
        self.discount.map_or(1.0, |discount| match discount.per {
            DiscountPer::Day => discount.factor.powf(f64::from(moment.days)),
            DiscountPer::Leg => discount.factor.powf(f64::from(moment.legs)),
            DiscountPer::Talks => discount.factor.powf(moment.time),
        })
    }

    /// The walk-away at `moment` on the scale of undiscounted utilities, and on their grid, so that a package worth
    /// exactly the walk-away is not a hair below it: a package is no worse than no deal iff its
    /// [`Preferences::utility`] is at least this.
    #[must_use]
    pub fn walk_away_at(&self, moment: &Moment) -> f64 {
        let drifted = self.drifted(moment);
        let level = match self.discount {
            // A discount that has underflowed leaves no deal worth more than nothing.
            Some(discount) if !discount.walk_away_too && drifted != 0.0 => {
                drifted / self.discount_at(moment).max(f64::MIN_POSITIVE)
            }
            _ => drifted,
        };
        if level.is_finite() { (level / self.wants.grid).round() * self.wants.grid } else { level }
    }

    /// What no deal at `moment` is worth, discounted where the walk-away is.
    #[must_use]
    pub fn no_deal_at(&self, moment: &Moment) -> f64 {
        let drifted = self.drifted(moment);
        match self.discount {
            Some(discount) if discount.walk_away_too => drifted * self.discount_at(moment),
            _ => drifted,
        }
    }

    fn drifted(&self, moment: &Moment) -> f64 {
        match self.walk_away.drift {
            _ if self.walk_away.start == f64::NEG_INFINITY => f64::NEG_INFINITY,
            None => self.walk_away.start,
            Some(Drift::To(end)) => self.walk_away.start + (end - self.walk_away.start) * moment.time,
            Some(Drift::PerDay(by)) => self.walk_away.start + by * f64::from(moment.days),
            Some(Drift::PerLeg(by)) => self.walk_away.start + by * f64::from(moment.legs),
        }
    }

    /// Whether the walk-away is the same at every moment.
    #[must_use]
    pub fn walk_away_is_constant(&self) -> bool {
        self.walk_away.drift.is_none() && self.discount.is_none_or(|discount| discount.walk_away_too)
    }
}

impl Factor {
    /// The issues that the factor depends on, rising.
    pub fn scope(&self) -> impl Iterator<Item = usize> + '_ {
        let (table, clauses) = match self {
            Self::Table(factor) => (factor.scope.as_slice(), [].as_slice()),
            Self::Box(factor) => ([].as_slice(), factor.clauses.as_slice()),
        };
        table.iter().copied().chain(clauses.iter().map(|clause| clause.0))
    }

    /// What the factor adds to `package`; `widths` are the single-issue tables of the same preferences, whose
    /// lengths are the numbers of values.
    fn utility(&self, package: &[ValueIndex], widths: &[Vec<f64>]) -> f64 {
        match self {
            Self::Table(factor) => {
                let at = factor
                    .scope
                    .iter()
                    .fold(0, |at, &issue| at * widths[issue].len() + usize::from(package[issue]));
                factor.table[at]
            }
            Self::Box(factor) => {
                if holds(&factor.clauses, package) {
                    factor.utility
                } else {
                    0.0
                }
            }
        }
    }
}

fn holds(clauses: &[(usize, ValueSet)], package: &[ValueIndex]) -> bool {
    clauses.iter().all(|(issue, set)| set[usize::from(package[*issue])])
}

fn check_shapes(
    space: &Space,
    tables: &[Vec<f64>],
    factors: &[Factor],
    red_lines: &[RedLine],
) -> Result<(), PreferenceError> {
    let issues = space.issues().len();
    if tables.len() != issues || tables.iter().enumerate().any(|(at, table)| table.len() != space.width(at)) {
        return Err(PreferenceError::Shape);
    }
    if !tables.iter().flatten().all(|utility| utility.is_finite()) {
        return Err(PreferenceError::NotFinite);
    }
    let check_clauses = |clauses: &[(usize, ValueSet)]| {
        if clauses.is_empty()
            || clauses.windows(2).any(|pair| pair[0].0 >= pair[1].0)
            || clauses.iter().any(|clause| clause.0 >= issues)
        {
            return Err(PreferenceError::Scope);
        }
        if clauses.iter().any(|(issue, set)| set.len() != space.width(*issue)) {
            return Err(PreferenceError::Shape);
        }
        Ok(())
    };
    for line in red_lines {
        check_clauses(&line.clauses)?;
    }
    for factor in factors {
        match factor {
            Factor::Box(factor) => {
                check_clauses(&factor.clauses)?;
                if !factor.utility.is_finite() {
                    return Err(PreferenceError::NotFinite);
                }
            }
            Factor::Table(factor) => {
                if factor.scope.is_empty()
                    || factor.scope.windows(2).any(|pair| pair[0] >= pair[1])
                    || factor.scope.iter().any(|&issue| issue >= issues)
                {
                    return Err(PreferenceError::Scope);
                }
                let size = factor
                    .scope
                    .iter()
                    .try_fold(1_usize, |size, &issue| size.checked_mul(space.width(issue)));
                if size != Some(factor.table.len()) {
                    return Err(PreferenceError::Shape);
                }
                if !factor.table.iter().all(|utility| utility.is_finite()) {
                    return Err(PreferenceError::NotFinite);
                }
            }
        }
    }
    Ok(())
}

fn grid_of(tables: &[Vec<f64>], factors: &[Factor]) -> f64 {
    // A range that is a power of two but for rounding counts as that, so that utilities which lie on their grid
    // already have the same grid again.
    const ROUNDING: f64 = 1.0 / (1_u64 << 28) as f64;
    let mut range = 0.0;
    let mut magnitude = 0.0;
    let mut add = |utilities: &mut dyn Iterator<Item = f64>| {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for utility in utilities {
            low = low.min(utility);
            high = high.max(utility);
        }
        range += high - low;
        magnitude += high.abs().max(low.abs());
    };
    for table in tables {
        add(&mut table.iter().copied());
    }
    for factor in factors {
        match factor {
            Factor::Table(factor) => add(&mut factor.table.iter().copied()),
            Factor::Box(factor) => add(&mut [0.0, factor.utility].into_iter()),
        }
    }
    let scale = f64::max(range, magnitude / 4096.0) * (1.0 - ROUNDING);
    if scale > 0.0 { (scale.log2().ceil().clamp(-900.0, 1000.0) - 40.0).exp2() } else { (-40.0_f64).exp2() }
}
