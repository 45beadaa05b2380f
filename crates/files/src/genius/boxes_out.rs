//! What is worth something over several issues, as hyper-rectangles.

use wasit_model::{BoxFactor, Preferences, TableFactor};

use super::write_xml::Rectangle;

/// How many rectangles a profile is written with at most.
pub(super) const RECTANGLES_MAX: usize = 100_000;

/// Rectangles over issues of whole numbers. Each method gives `None` where rectangles cannot say it.
pub(super) struct Rectangles<'a> {
    numbers: &'a [bool],
    preferences: &'a Preferences,
    everywhere: f64,
    out: Vec<Rectangle>,
}

impl<'a> Rectangles<'a> {
    pub(super) fn new(numbers: &'a [bool], preferences: &'a Preferences) -> Self {
        Self { numbers, preferences, everywhere: 0.0, out: Vec::new() }
    }

    /// What the values of one issue are worth: a rectangle for each run of equal worth.
    pub(super) fn table(&mut self, issue: usize, table: &[f64]) -> Option<()> {
        if table.iter().all(|&worth| worth == table[0]) {
            self.everywhere += table[0];
            return Some(());
        }
        let mut start = 0;
        for end in 1..=table.len() {
            if end == table.len() || table[end] != table[start] {
                self.push(vec![(issue, start, end - 1)], table[start])?;
                start = end;
            }
        }
        Some(())
    }

    pub(super) fn add_box(&mut self, factor: &BoxFactor) -> Option<()> {
        let mut bounds: Vec<Vec<(usize, usize, usize)>> = vec![Vec::new()];
        for (issue, set) in &factor.clauses {
            let mut runs = Vec::new();
            let mut start = None;
            for at in 0..=set.len() {
                match (start, set.get(at).copied().unwrap_or(false)) {
                    (None, true) => start = Some(at),
                    (Some(from), false) => {
                        runs.push((*issue, from, at - 1));
                        start = None;
                    }
                    _ => {}
                }
            }
            if bounds.len().saturating_mul(runs.len()) > RECTANGLES_MAX {
                return None;
            }
            bounds = bounds
                .iter()
                .flat_map(|before| runs.iter().map(|run| before.iter().copied().chain([*run]).collect()))
                .collect();
        }
        bounds.into_iter().try_for_each(|bounds| self.push(bounds, factor.utility))
    }

    /// A table over several issues: a rectangle for each cell that is worth something.
    pub(super) fn add_table(&mut self, factor: &TableFactor) -> Option<()> {
        let width = |issue: usize| self.preferences.open_tables()[issue].len();
        let widths: Vec<usize> = factor.scope.iter().map(|&issue| width(issue)).collect();
        for (cell, &worth) in factor.table.iter().enumerate() {
            let mut rest = cell;
            let mut bounds: Vec<(usize, usize, usize)> = Vec::with_capacity(widths.len());
            for (&issue, &width) in factor.scope.iter().zip(&widths).rev() {
                bounds.push((issue, rest % width, rest % width));
                rest /= width;
            }
            bounds.reverse();
            self.push(bounds, worth)?;
        }
        Some(())
    }

    fn push(&mut self, bounds: Vec<(usize, usize, usize)>, utility: f64) -> Option<()> {
        if utility == 0.0 {
            return Some(());
        }
        if self.out.len() >= RECTANGLES_MAX || bounds.iter().any(|bound| !self.numbers[bound.0]) {
            return None;
        }
        self.out.push(Rectangle { bounds, utility });
        Some(())
    }

    pub(super) fn finish(mut self) -> Option<Vec<Rectangle>> {
        if self.everywhere != 0.0 || self.out.is_empty() {
            let issue = self.numbers.iter().position(|&number| number)?;
            let last = self.preferences.open_tables()[issue].len() - 1;
            self.out.push(Rectangle { bounds: vec![(issue, 0, last)], utility: self.everywhere });
        }
        Some(self.out)
    }
}
