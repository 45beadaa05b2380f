//! Red lines that may not hold, and whose bounds may be drawn.

use crate::{RedLine, ValueSet};

/// A [`RedLine`] that may not hold, or may lie elsewhere in another draw.
#[derive(Clone, Debug)]
pub struct LinePart {
    /// Where the line lies.
    pub place: LinePlace,
    /// The column that says whether the line holds: 0 where it does not.
    pub holds: Option<usize>,
}

/// Where a red line lies.
#[derive(Clone, Debug)]
pub enum LinePlace {
    /// Here in every draw.
    Known(RedLine),
    /// Where its bounds say.
    Bounds(Bounds),
}

/// A red line on one issue by bounds, of which at least one is drawn.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The issue.
    pub issue: usize,
    /// The issue's name, for words.
    pub name: String,
    /// What each value of the issue counts as: its number, or its position where values are words.
    pub levels: Vec<f64>,
    /// How far beyond a bound still counts as on it: for numbers that are reckoned from a first one by steps.
    pub slack: f64,
    /// The least level that is not refused.
    pub at_least: Option<Bound>,
    /// The greatest level that is not refused.
    pub at_most: Option<Bound>,
    /// Words in place of those made from the bounds.
    pub words: Option<String>,
    /// The reason, for people to read.
    pub why: Option<String>,
}

/// A bound of a red line.
#[derive(Clone, Debug)]
pub enum Bound {
    /// The same in every draw.
    Known {
        /// The level.
        level: f64,
        /// As it is written.
        text: String,
    },
    /// The level that a column says.
    Drawn(usize),
    /// One of these, by the label that a column says.
    OneOf {
        /// The column, whose values are positions in `options`.
        column: usize,
        /// Levels, and how each is written.
        options: Vec<(f64, String)>,
    },
}

impl LinePart {
    /// Whether draws say anything of it.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        self.holds.is_some() || matches!(self.place, LinePlace::Bounds(_))
    }

    /// The line in the draw `values`; `None` where it does not hold.
    #[must_use]
    pub fn line(&self, values: &[f64]) -> Option<RedLine> {
        if self.holds.is_some_and(|column| values[column] == 0.0) {
            return None;
        }
        Some(match &self.place {
            LinePlace::Known(line) => line.clone(),
            LinePlace::Bounds(bounds) => bounds.line(values),
        })
    }
}

impl Bounds {
    fn line(&self, values: &[f64]) -> RedLine {
        let least = self.at_least.as_ref().map(|bound| bound.at(values));
        let most = self.at_most.as_ref().map(|bound| bound.at(values));
        let beyond = self.beyond(least.as_ref().map(|bound| bound.0), most.as_ref().map(|bound| bound.0));
        let words = self.words.clone().unwrap_or_else(|| {
            let said: Vec<String> = [("at least", least), ("at most", most)]
                .into_iter()
                .filter_map(|(which, bound)| bound.map(|(_, text)| format!("{which} {text}")))
                .collect();
            format!("{} {}", self.name, said.join(" and "))
        });
        let words = match &self.why {
            Some(why) => format!("{words} ({why})"),
            None => words,
        };
        RedLine { clauses: vec![(self.issue, beyond)], words }
    }

    /// The values that lie beyond these levels.
    #[must_use]
    pub fn beyond(&self, least: Option<f64>, most: Option<f64>) -> ValueSet {
        let outside = |&level: &f64| {
            least.is_some_and(|least| level < least - self.slack)
                || most.is_some_and(|most| level > most + self.slack)
        };
        self.levels.iter().map(outside).collect()
    }
}

impl Bound {
    /// The level in the draw `values`, and in words.
    fn at(&self, values: &[f64]) -> (f64, String) {
        match self {
            Self::Known { level, text } => (*level, text.clone()),
            Self::Drawn(column) => (values[*column], values[*column].to_string()),
            Self::OneOf { column, options } => options[values[*column] as usize].clone(),
        }
    }
}
