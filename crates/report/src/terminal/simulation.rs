//! What a simulation says: words, small tables, bars.

use wasit_explain::{Blockers, Class, Effects, Estimate, TooFew, words as explained};

use super::ink::{Style, clean, columns, cut, pad, wrap};
use crate::simulation::{LIMITS, cautions, made};
use crate::{SimulationReport, words};

/// How many cells a bar has, where there is room and where there is not.
const CELLS: [usize; 2] = [20, 12];
/// Columns from which on there is room.
const WIDE: usize = 80;
/// The columns of a row beside its name and its bar.
const FIGURES: usize = 28;
/// The columns that a row's name may take.
const NAME_MAX: usize = 34;
/// Rows of bars under one heading.
const ROWS: usize = 6;
/// Sentences of explanations of which there may be many.
const SENTENCES: usize = 4;

/// The answer and its reasons.
#[must_use]
pub fn simulation(report: &SimulationReport<'_>, style: &Style) -> String {
    let mut page = Page { out: String::new(), style };
    page.line(&style.bold(&clean(report.title)));
    page.line(&style.dim(&format!("{}: {}", clean(report.file), made(report))));
    for caution in cautions(report) {
        page.hung(&format!("{} ", style.bad("!")), &caution);
    }
    let found = report.explanations;
    if let Some(first) = found.outcomes.first() {
        page.blank();
        page.said(first.words());
        page.blank();
        let each = first.classes.iter().rev().filter(|(class, share)| {
            share.value > 0.0 || matches!(class, Class::InForce | Class::NoPossibleDeal)
        });
        page.bars(each.map(|(class, share)| (class.words().to_owned(), *share)).collect(), false);
    }
    if !found.comparisons.is_empty() {
        page.heading("What another choice changes");
        page.said(found.comparisons.iter().flat_map(|comparison| comparison.words()).collect());
    }
    deals(report, &mut page);
    if !report.sample.columns().inputs.is_empty() {
        drives(report, &mut page);
        page.part("Where it fails", &found.failures, |page, scenarios| page.few_of(scenarios.words()));
        page.part("Where it succeeds", &found.successes, |page, scenarios| page.few_of(scenarios.words()));
    }
    if let Some(blockers) = &found.blockers {
        page.part("What blocks, and whose move would bring it", blockers, |page, blockers| {
            page.said(blockers.words());
            moves(blockers, page);
        });
    }
    if let Some(home) = report.home {
        page.heading("At home");
        page.said(home.words());
    }
    if let Some(trials) = report.trials {
        page.part("Changes that were tried", trials, |page, trials| page.said(trials.words()));
    }
    if !report.sample.columns().inputs.is_empty() {
        page.part("What to ask first", &found.asking, |page, asking| page.few_of(asking.words()));
    }
    if let Some(inverse) = report.inverse {
        page.part("What it would take", inverse, |page, inverse| page.said(inverse.words()));
    }
    page.heading("What these figures cannot say");
    for limit in &LIMITS[..3] {
        page.line(&style.dim(limit));
    }
    page.out
}

fn deals(report: &SimulationReport<'_>, page: &mut Page<'_>) {
    let found = report.explanations;
    if let Some(contents) = &found.contents {
        page.part("What it would hold", contents, |page, contents| page.said(contents.words()));
    }
    let course = found.course.as_ref().map_or_else(Vec::new, |course| course.words());
    if !course.is_empty() {
        page.heading("How long it takes");
        page.said(course);
    }
    if let Some(gains) = &found.gains {
        page.part("Who gains", gains, |page, gains| page.said(gains.words()));
    }
}

fn drives(report: &SimulationReport<'_>, page: &mut Page<'_>) {
    page.part("What moves it", &report.explanations.tornado, |page, tornado| {
        let mut said = tornado.words();
        said.truncate(SENTENCES);
        if let Some(caption) = tornado.caption().filter(|caption| !said.iter().any(|said| said == caption)) {
            said.push(caption.to_owned());
        }
        page.said(said);
    });
    match &report.explanations.effects {
        Ok(both) => {
            if let Some(Ok(swaps)) = report.swaps {
                page.said(swaps.words());
                page.line("Share of what is unknown about a deal in force, by group:");
                let each = swaps.groups.iter().take(ROWS);
                page.bars(each.map(|effect| (effect.name.clone(), effect.shapley)).collect(), true);
            } else if let Ok(outcome) = &both.outcome {
                effects("Share of what is unknown about a deal in force, by group:", outcome, page);
            }
            effects("Share of what is unknown about the margin, by group:", &both.margin, page);
        }
        // Said already, where bars need as many draws.
        Err(few) if report.explanations.tornado.as_ref().err() == Some(few) => {}
        Err(few) => page.few(few),
    }
}

fn effects(title: &str, effects: &Effects, page: &mut Page<'_>) {
    page.said(effects.words());
    page.line(title);
    let each = effects.groups.iter().take(ROWS);
    page.bars(each.map(|effect| (effect.name.clone(), effect.shapley)).collect(), true);
}

fn moves(blockers: &Blockers, page: &mut Page<'_>) {
    let mut moves: Vec<_> = blockers.claims.iter().filter(|claim| claim.unblocks.value > 0.0).collect();
    if moves.is_empty() {
        return;
    }
    moves.sort_by(|a, b| b.unblocks.value.total_cmp(&a.unblocks.value));
    page.line("Share of the blocked draws that relaxing one thing alone opens:");
    let each = moves.iter().take(ROWS);
    page.bars(each.map(|claim| (claim.name.clone(), claim.unblocks)).collect(), true);
}

/// What is written so far.
struct Page<'a> {
    out: String,
    style: &'a Style,
}

impl Page<'_> {
    fn blank(&mut self) {
        self.out.push('\n');
    }

    fn line(&mut self, text: &str) {
        wrap(&mut self.out, self.style, "", 0, text);
    }

    fn hung(&mut self, first: &str, text: &str) {
        wrap(&mut self.out, self.style, first, 2, &clean(text));
    }

    fn heading(&mut self, text: &str) {
        self.blank();
        self.line(&self.style.bold(text));
    }

    fn said(&mut self, sentences: Vec<String>) {
        for sentence in sentences {
            self.hung("", &words::sentence(&sentence));
        }
    }

    /// The first sentences of many.
    fn few_of(&mut self, mut sentences: Vec<String>) {
        sentences.truncate(SENTENCES);
        self.said(sentences);
    }

    fn few(&mut self, few: &TooFew) {
        self.line(&self.style.dim(&words::sentence(&format!("{few}."))));
    }

    /// A heading, and under it what is known, or why nothing is.
    fn part<T>(&mut self, title: &str, found: &Result<T, TooFew>, known: impl FnOnce(&mut Self, &T)) {
        self.heading(title);
        match found {
            Ok(found) => known(self, found),
            Err(few) => self.few(few),
        }
    }

    /// Shares as bars; `scaled` so that the longest fills its place, else out of all.
    fn bars(&mut self, rows: Vec<(String, Estimate)>, scaled: bool) {
        let style = self.style;
        let (full, empty, _) = style.bar();
        let cells = if style.columns() < WIDE { CELLS[1] } else { CELLS[0] };
        let room = style.columns().saturating_sub(cells + FIGURES).clamp(12, NAME_MAX);
        let named: Vec<(String, Estimate)> =
            rows.into_iter().map(|(name, share)| (cut(&clean(&name), room, style), share)).collect();
        let width = named.iter().map(|(name, _)| columns(name)).max().unwrap_or(0);
        let greatest = named.iter().map(|(_, share)| share.value).fold(0.0, f64::max);
        let whole = if scaled && greatest > 0.0 { greatest } else { 1.0 };
        for (name, share) in named {
            let filled = ((share.value / whole).clamp(0.0, 1.0) * cells as f64).round() as usize;
            let bar: String = (0..cells).map(|cell| if cell < filled { full } else { empty }).collect();
            let line =
                format!("  {}  {}  {}\n", pad(&name, width), style.party(0, &bar), explained::percent(share));
            self.out.push_str(&line);
        }
    }
}
