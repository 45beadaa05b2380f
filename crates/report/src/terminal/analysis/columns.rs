//! Columns of figures, one for each party, with words behind them.

use wasit_model::Talks;

use crate::terminal::ink::{Style, clean, columns, cut, pad, wrap};

/// The least and the most columns of a name at the beginning of a row.
const NAME: std::ops::RangeInclusive<usize> = 17..=26;
/// The least and the most that a party's column may take.
const PARTY: std::ops::RangeInclusive<usize> = 8..=14;
/// A column for each party.
pub(super) struct Columns {
    titles: Vec<String>,
    name: usize,
    width: usize,
}

impl Columns {
    /// As many as fit; further parties are left to `--json`.
    pub(super) fn of_parties(talks: &Talks, style: &Style) -> Self {
        let titles: Vec<String> = talks.parties.iter().map(|party| clean(&party.title)).collect();
        let longest = titles.iter().map(|title| columns(title) + 2).max().unwrap_or(0);
        let width = longest.clamp(*PARTY.start(), *PARTY.end());
        let longest = talks.space.issues().iter().map(|issue| columns(&clean(&issue.title))).max();
        let name = longest.unwrap_or(0).clamp(*NAME.start(), *NAME.end());
        let fit = style.columns().saturating_sub(name + 4) / width;
        let shown = titles.len().min(fit.max(1));
        Self { titles: titles.into_iter().take(shown).collect(), name, width }
    }

    fn used(&self) -> usize {
        2 + self.name + self.titles.len() * self.width
    }

    /// The parties' titles above their columns.
    pub(super) fn write_head(&self, out: &mut String, name: &str, style: &Style) {
        let heads: String = self
            .titles
            .iter()
            .enumerate()
            .map(|(at, title)| {
                let title = cut(title, self.width - 1, style);
                let room = " ".repeat(self.width.saturating_sub(columns(&title)));
                format!("{room}{}", style.party(at, &title))
            })
            .collect();
        out.push_str(&format!("  {}{heads}\n", pad(name, self.name)));
    }

    /// A row's name and figures.
    pub(super) fn row(&self, name: &str, numbers: &[f64], style: &Style) -> String {
        self.row_with(name, numbers, style, figure)
    }

    /// As [`Columns::row`], with figures as `show` has them.
    pub(super) fn row_with(
        &self,
        name: &str,
        numbers: &[f64],
        style: &Style,
        show: fn(f64) -> String,
    ) -> String {
        let figures: String = numbers
            .iter()
            .take(self.titles.len())
            .map(|&number| {
                let shown = show(number);
                format!("{}{shown}", " ".repeat(self.width.saturating_sub(columns(&shown))))
            })
            .collect();
        format!("  {}{figures}", pad(&cut(name, self.name, style), self.name))
    }

    /// The row with `text` behind it, or below where it does not fit.
    pub(super) fn write_row(&self, out: &mut String, row: &str, text: &str, style: &Style) {
        if text.is_empty() {
            out.push_str(&format!("{row}\n"));
        } else if style.columns() >= self.used() + 2 + columns(text) {
            out.push_str(&format!("{row}  {text}\n"));
        } else {
            out.push_str(&format!("{row}\n"));
            wrap(out, style, "      ", 6, text);
        }
    }
}

/// A table of texts: the first column to the left, the others to the right.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(|&text| text.to_owned()).collect()] }
    }

    pub(super) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    pub(super) fn write(&self, out: &mut String, style: &Style) {
        let count = self.rows[0].len();
        let widths: Vec<usize> =
            (0..count).map(|at| self.rows.iter().map(|row| columns(&row[at])).max().unwrap_or(0)).collect();
        let rest: usize = widths[1..].iter().map(|width| width + 2).sum();
        let first = widths[0].min(style.columns().saturating_sub(rest + 2).max(8));
        for row in &self.rows {
            // Colours cannot be cut: a title that is too long loses its colour.
            let name =
                if columns(&row[0]) > first { cut(&plain(&row[0]), first, style) } else { row[0].clone() };
            let mut line = format!("  {}", pad(&name, first));
            for (text, width) in row[1..].iter().zip(&widths[1..]) {
                line.push_str(&" ".repeat(2 + width - columns(text)));
                line.push_str(text);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}

/// `text` without colours.
fn plain(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\x1b') {
        kept.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    kept + rest
}

/// A utility to three digits; a dash where there is none.
pub(super) fn figure(utility: f64) -> String {
    if !utility.is_finite() {
        return "-".to_owned();
    }
    let shown = format!("{utility:.3}");
    if shown == "-0.000" { "0.000".to_owned() } else { shown }
}

/// A gain with its sign.
pub(super) fn gain(by: f64) -> String {
    let shown = figure(by);
    if by > 0.0 && shown != "0.000" { format!("+{shown}") } else { shown }
}

/// A share in per cent.
pub(super) fn share(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Points out of a hundred.
pub(super) fn points(points: f64) -> String {
    format!("{points:.1}")
}
