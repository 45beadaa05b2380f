//! A party's preferences as a file says them, before the numbers that are drawn are known.

use super::{Amount, LinePart};
use crate::{
    BoxFactor, Discount, DiscountPer, Drift, Factor, PreferenceError, Preferences, RedLine, Space,
    TableFactor, ValueFunction, ValueSet, WalkAway,
};

/// What [`Preferences`] are made from, each number known or drawn.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// What single issues are worth; an issue stands here once at most.
    pub wants: Vec<WantPart>,
    /// Tables over several issues.
    pub tables: Vec<TablePart>,
    /// What is added where conditions hold.
    pub boxes: Vec<BoxPart>,
    /// Whether the weights of `wants` and `tables` are scaled to sum to one.
    pub scaled: bool,
    /// The red lines.
    pub red_lines: Vec<LinePart>,
    /// The walk-away at the start; −∞ where any deal is better than none.
    pub walk_away: Amount,
    /// How the walk-away changes.
    pub drift: Option<DriftPart>,
    /// What time costs.
    pub discount: Option<DiscountPart>,
}

/// What one issue is worth.
#[derive(Clone, Debug)]
pub struct WantPart {
    /// The issue.
    pub issue: usize,
    /// Its weight, at least 0.
    pub weight: Amount,
    /// What its values are worth, before the weight.
    pub worths: Worths,
}

/// What the values of one issue are worth.
#[derive(Clone, Debug)]
pub enum Worths {
    /// One worth for each value.
    Known(Vec<f64>),
    /// One worth for each value, some of them drawn.
    Table(Vec<Amount>),
    /// A function of the values' numbers.
    Function {
        /// The function.
        form: Form,
        /// The number of each value.
        numbers: Vec<f64>,
    },
}

/// A [`ValueFunction`] with numbers that may be drawn.
#[derive(Clone, Debug)]
pub enum Form {
    /// [`ValueFunction::Triangular`].
    Triangular(Amount),
    /// [`ValueFunction::Piecewise`]: the numbers rise and are known, the worths may be drawn.
    Piecewise(Vec<(f64, Amount)>),
    /// [`ValueFunction::Affine`].
    Affine {
        /// Worth for each unit of the number.
        slope: Amount,
        /// Worth at number 0.
        bias: Amount,
    },
}

/// A [`TableFactor`] before its weight.
#[derive(Clone, Debug)]
pub struct TablePart {
    /// Its weight, at least 0.
    pub weight: Amount,
    /// The issues, rising; at least two.
    pub scope: Vec<usize>,
    /// Worths in row-major order.
    pub worths: Vec<Amount>,
}

/// A [`BoxFactor`].
#[derive(Clone, Debug)]
pub struct BoxPart {
    /// Issues, rising, each with the values that are inside.
    pub clauses: Vec<(usize, ValueSet)>,
    /// What being inside adds.
    pub adds: Amount,
}

/// How a walk-away changes, by how much.
#[derive(Clone, Copy, Debug)]
pub struct DriftPart {
    /// Makes the drift from its number: [`Drift::To`], [`Drift::PerDay`] or [`Drift::PerLeg`].
    pub how: fn(f64) -> Drift,
    /// The number.
    pub by: Amount,
}

/// A [`Discount`].
#[derive(Clone, Copy, Debug)]
pub struct DiscountPart {
    /// In (0, 1].
    pub factor: Amount,
    /// The unit of time.
    pub per: DiscountPer,
    /// Whether the walk-away is multiplied too.
    pub walk_away_too: bool,
}

impl Worths {
    /// What the values are worth in the draw `values`, times `share`, into `worths`.
    fn write(&self, values: &[f64], share: f64, worths: &mut [f64]) {
        match self {
            Self::Known(known) => {
                worths.iter_mut().zip(known).for_each(|(worth, &known)| *worth = known * share);
            }
            Self::Table(amounts) => {
                worths.iter_mut().zip(amounts).for_each(|(worth, amount)| *worth = amount.of(values) * share);
            }
            Self::Function { form, numbers } => {
                let function = form.function(values);
                let found = function.over(numbers);
                worths.iter_mut().zip(found).for_each(|(worth, found)| *worth = found * share);
            }
        }
    }

    fn is_drawn(&self) -> bool {
        match self {
            Self::Known(_) => false,
            Self::Table(amounts) => amounts.iter().any(|amount| amount.is_drawn()),
            Self::Function { form, .. } => form.is_drawn(),
        }
    }
}

impl Form {
    /// Whether draws say some number of it.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        match self {
            Self::Triangular(peak) => peak.is_drawn(),
            Self::Piecewise(corners) => corners.iter().any(|corner| corner.1.is_drawn()),
            Self::Affine { slope, bias } => slope.is_drawn() || bias.is_drawn(),
        }
    }

    /// The function in the draw `values`.
    #[must_use]
    pub fn function(&self, values: &[f64]) -> ValueFunction {
        match self {
            Self::Triangular(peak) => ValueFunction::Triangular { peak: peak.of(values) },
            Self::Piecewise(corners) => ValueFunction::Piecewise(
                corners.iter().map(|&(number, worth)| (number, worth.of(values))).collect(),
            ),
            Self::Affine { slope, bias } => {
                ValueFunction::Affine { slope: slope.of(values), bias: bias.of(values) }
            }
        }
    }
}

impl Recipe {
    /// Whether some number is drawn: otherwise all draws give the same preferences.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        self.walk_away.is_drawn()
            || self.drift.is_some_and(|drift| drift.by.is_drawn())
            || self.discount.is_some_and(|discount| discount.factor.is_drawn())
            || self.wants.iter().any(|want| want.weight.is_drawn() || want.worths.is_drawn())
            || self
                .tables
                .iter()
                .any(|table| table.weight.is_drawn() || table.worths.iter().any(|worth| worth.is_drawn()))
            || self.boxes.iter().any(|part| part.adds.is_drawn())
            || self.red_lines.iter().any(LinePart::is_drawn)
    }

    /// The preferences over `space` in the draw `values`, which holds a number for each column.
    ///
    /// Scaled weights may sum to a hair under one: a walk-away that lies above the best package by rounding alone is
    /// the best package's utility.
    ///
    /// # Errors
    /// Any [`PreferenceError`] but `NotNumeric`; none where the recipe was checked against every draw.
    pub fn preferences(&self, space: &Space, values: &[f64]) -> Result<Preferences, PreferenceError> {
        let weights =
            self.wants.iter().map(|want| want.weight).chain(self.tables.iter().map(|table| table.weight));
        let sum = if self.scaled { weights.map(|weight| weight.of(values)).sum() } else { 1.0 };
        let mut tables: Vec<Vec<f64>> =
            (0..space.issues().len()).map(|issue| vec![0.0; space.width(issue)]).collect();
        for want in &self.wants {
            let table = tables.get_mut(want.issue).ok_or(PreferenceError::Scope)?;
            want.worths.write(values, want.weight.of(values) / sum, table);
        }
        let mut factors = Vec::with_capacity(self.tables.len() + self.boxes.len());
        for part in &self.tables {
            let share = part.weight.of(values) / sum;
            let table = part.worths.iter().map(|worth| worth.of(values) * share).collect();
            factors.push(Factor::Table(TableFactor { scope: part.scope.clone(), table }));
        }
        factors.extend(self.boxes.iter().map(|part| {
            Factor::Box(BoxFactor { clauses: part.clauses.clone(), utility: part.adds.of(values) })
        }));
        let red_lines: Vec<RedLine> = self.red_lines.iter().filter_map(|part| part.line(values)).collect();
        let start = self.walk_away.of(values);
        let drift = self.drift.map(|drift| (drift.how)(drift.by.of(values)));
        let discount = self.discount.map(|discount| Discount {
            factor: discount.factor.of(values),
            per: discount.per,
            walk_away_too: discount.walk_away_too,
        });
        let walk_away = WalkAway { start, drift };
        let preferences = Preferences::new(space, tables, factors, red_lines, walk_away, discount)?;
        let best = preferences.at_most();
        if start > best && start <= best + preferences.rounding() {
            return Ok(preferences.with_walk_away(WalkAway { start: best, drift }));
        }
        Ok(preferences)
    }
}
