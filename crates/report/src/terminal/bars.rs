//! Bars of one side's own utility, with a mark where it would walk away.

use wasit_arena::Glimpse;
use wasit_model::{Moment, Talks};

use super::ink::{Style, clean, columns, cut};
use crate::RunReport;

/// How many cells a bar has.
const CELLS: usize = 12;
/// The most parties whose bars stand under a leg; of more, the least and the most content are named.
const BARS_MAX: usize = 4;
/// The columns that a party's title may take before a bar.
const TITLE_MAX: usize = 16;

/// What the ends of a bar stand for: [0, 1], or more where utilities lie outside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    walk_away: f64,
}

impl Scale {
    fn new(walk_away: f64) -> Self {
        let mut scale = Self { low: 0.0, high: 1.0, walk_away };
        scale.widen(walk_away);
        scale
    }

    fn widen(&mut self, utility: f64) {
        if utility.is_finite() {
            self.low = self.low.min(utility);
            self.high = self.high.max(utility);
        }
    }

    /// One for each party, wide enough for all that was said in the run.
    pub(super) fn of_parties(report: &RunReport<'_>) -> Vec<Self> {
        let mut scales: Vec<Self> = report.outlook.walk_aways.iter().map(|&at| Self::new(at)).collect();
        for entry in &report.course.trace {
            for (scale, &utility) in scales.iter_mut().zip(&entry.utilities) {
                scale.widen(utility);
            }
        }
        scales
    }

    /// That of the party at `seat`, wide enough for all that it saw.
    pub(super) fn of_glimpse(talks: &Talks, party: usize, glimpse: &Glimpse) -> Self {
        let walk_away = talks.parties[party].preferences.walk_away_at(&Moment::default());
        let mut scale = Self::new(walk_away);
        glimpse.sights.iter().filter_map(|sight| sight.utility).for_each(|utility| scale.widen(utility));
        scale
    }

    fn cell(&self, utility: f64) -> usize {
        (((utility - self.low) / (self.high - self.low)) * CELLS as f64).round() as usize
    }

    /// `████┃░░░ 0.41`, or that the package lies beyond a red line.
    pub(super) fn bar(&self, utility: f64, party: usize, style: &Style) -> String {
        if utility == f64::NEG_INFINITY {
            return style.bad("beyond its red line");
        }
        let (full, empty, mark) = style.bar();
        let filled = self.cell(utility);
        let marked = self.walk_away.is_finite().then(|| self.cell(self.walk_away).min(CELLS - 1));
        let cells: String = (0..CELLS)
            .map(|cell| match () {
                () if marked == Some(cell) => mark,
                () if cell < filled => full,
                () => empty,
            })
            .collect();
        format!("{} {}", style.party(party, &cells), number(utility, style))
    }
}

/// A utility to two digits.
pub(super) fn number(utility: f64, style: &Style) -> String {
    if utility == f64::NEG_INFINITY {
        return style.minus_infinity().to_owned();
    }
    let shown = format!("{utility:.2}");
    if shown == "-0.00" { "0.00".to_owned() } else { shown }
}

/// What all parties make of a package, in lines that start `indent` columns in.
pub(super) fn write(
    out: &mut String,
    talks: &Talks,
    scales: &[Scale],
    utilities: &[f64],
    indent: usize,
    style: &Style,
) {
    if utilities.len() > BARS_MAX {
        out.push_str(&" ".repeat(indent));
        out.push_str(&extremes(talks, utilities, style));
        out.push('\n');
        return;
    }
    let mut line = String::new();
    for (party, (scale, &utility)) in scales.iter().zip(utilities).enumerate() {
        let title = cut(&clean(&talks.parties[party].title), TITLE_MAX, style);
        let part = format!("{title} {}", scale.bar(utility, party, style));
        if !line.is_empty() && indent + columns(&line) + 3 + columns(&part) > style.columns() {
            out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
            line.clear();
        }
        if !line.is_empty() {
            line.push_str("   ");
        }
        line.push_str(&part);
    }
    out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
}

fn extremes(talks: &Talks, utilities: &[f64], style: &Style) -> String {
    let by_utility = |a: &(usize, &f64), b: &(usize, &f64)| a.1.total_cmp(b.1);
    let named = |(party, utility): (usize, &f64)| {
        format!("{} for {}", number(*utility, style), clean(&talks.parties[party].title))
    };
    let least = utilities.iter().enumerate().min_by(by_utility).map(named).unwrap_or_default();
    let most = utilities.iter().enumerate().max_by(by_utility).map(named).unwrap_or_default();
    format!("from {least} to {most}")
}

/// What the mark in the bars means, where there is a bar with a mark.
pub(super) fn legend(scales: &[Scale], style: &Style) -> Option<String> {
    let marked = scales.len() <= BARS_MAX && scales.iter().any(|scale| scale.walk_away.is_finite());
    marked.then(|| format!("Bars show each side's own utility; {} is its walk-away.", style.bar().2))
}
