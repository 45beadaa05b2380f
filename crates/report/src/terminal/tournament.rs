//! The ranking of a tournament.

use wasit_arena::{Estimate, Protocol, Standing};

use super::counted;
use super::ink::{Style, clean, columns, cut, pad, wrap};
use crate::TournamentReport;

/// How many cells a bar has.
const CELLS: usize = 10;
/// The columns of a line beside a strategy's text.
const FIGURES: usize = 62;
/// The columns that a strategy's text has in any case.
const NAME_MIN: usize = 10;
/// Intervals of fewer blocks are said to be rough.
const BLOCKS_FEW: u64 = 30;

/// The strategies, the best first: mean utility with its interval and as a bar, how often they agreed, how far from
/// Nash, over how many legs.
#[must_use]
pub fn tournament(report: &TournamentReport<'_>, style: &Style) -> String {
    let mut out = String::new();
    wrap(&mut out, style, "", 0, &style.bold(&headline(report)));
    out.push('\n');
    let standings = &report.ranking.standings;
    let scale = Scale::of(standings);
    let disclosure = report.plan.disclosure();
    let figures = FIGURES + if disclosure { 7 } else { 0 };
    let most = style.columns().saturating_sub(figures).max(NAME_MIN);
    let name = |standing: &Standing| cut(&clean(&report.plan.strategies()[standing.strategy]), most, style);
    let names = standings.iter().map(|standing| columns(&name(standing))).max().unwrap_or(0).max(8);
    let told = if disclosure { "  told" } else { "" };
    let head = format!(
        "      {}  {}  95 % within   agreed  to Nash   legs{told}",
        pad("strategy", names),
        pad("mean utility", CELLS + 6)
    );
    out.push_str(&format!("{}\n", style.dim(&head)));
    let mut tied = false;
    for (at, standing) in standings.iter().enumerate() {
        let with_above = at > 0 && standing.ties.contains(&standings[at - 1].strategy);
        tied |= with_above;
        let mark = if with_above { "=" } else { " " };
        let whole = clean(&report.plan.strategies()[standing.strategy]);
        if columns(&whole) > names {
            // A name that is cut may be like another.
            out.push_str(&format!("{:>3}{mark}  {whole}\n", standing.rank));
            out.push_str(&format!("      {}  ", pad("", names)));
        } else {
            out.push_str(&format!("{:>3}{mark}  {}  ", standing.rank, pad(&whole, names)));
        }
        out.push_str(&row(standing, &scale, disclosure, style));
        out.push('\n');
    }
    out.push('\n');
    for sentence in notes(report, tied, &scale) {
        wrap(&mut out, style, "", 0, &style.dim(&sentence));
    }
    out
}

/// `Tournament of 3 strategies on 2 scenarios: 18 talks across a table, seed 1.`
fn headline(report: &TournamentReport<'_>) -> String {
    let plan = report.plan;
    let protocol = plan.scenarios().first().map(|scenario| scenario.protocol);
    let table = match (protocol, report.mediator) {
        (Some(Protocol::Shuttle), Some(mediator)) => format!("through {}", clean(mediator)),
        (Some(Protocol::Shuttle), None) => "through each scenario’s mediator".to_owned(),
        _ => "across a table".to_owned(),
    };
    let strategies = match plan.strategies().len() {
        1 => "1 strategy".to_owned(),
        count => format!("{count} strategies"),
    };
    format!(
        "Tournament of {strategies} on {}: {} {table}, seed {}.",
        counted(plan.scenarios().len() as u64, "scenario"),
        counted(plan.talks(), "talk"),
        plan.seed()
    )
}

fn row(standing: &Standing, scale: &Scale, disclosure: bool, style: &Style) -> String {
    let dash = || style.dash().to_owned();
    let known = |estimate: &Option<Estimate>| {
        estimate.as_ref().map_or_else(dash, |estimate| format!("{:.3}", estimate.mean))
    };
    let mean = format!("{:.3}", standing.utility.mean);
    let Estimate { low, high, .. } = standing.utility;
    let interval = format!("{low:.3}{}{high:.3}", style.dash());
    let mut text = format!(
        "{} {mean:>5}  {interval:>11}  {:>5.1} %  {}  {:>5.1}",
        scale.bar(standing.utility.mean, style),
        100.0 * standing.agreed.mean,
        right(&known(&standing.nash_distance), 7),
        standing.legs.mean,
    );
    if disclosure {
        text.push_str(&format!("  {}", right(&known(&standing.disclosure), 5)));
    }
    text
}

fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

fn notes(report: &TournamentReport<'_>, tied: bool, scale: &Scale) -> Vec<String> {
    let ranking = report.ranking;
    let mut notes = vec![format!(
        "Means over every seat a strategy held, no deal included; distances over agreements alone. Intervals: bootstrap \
         over {} (a scenario and who met there).",
        counted(ranking.blocks, "block")
    )];
    if scale.low != 0.0 || scale.high != 1.0 {
        notes.push(format!("Bars run from {:.2} to {:.2}.", scale.low, scale.high));
    }
    if report.plan.disclosure() {
        notes.push(
            "Told: how well the others could tell what the seat wants (disclosure); 1 is all of it."
                .to_owned(),
        );
    }
    if tied {
        notes.push("= cannot be told from the one above: the difference’s interval holds 0.".to_owned());
    }
    if ranking.blocks < BLOCKS_FEW {
        notes.push("So few blocks give rough intervals, mostly too narrow; name more scenarios.".to_owned());
    }
    if report.scenarios.iter().any(|scenario| !scenario.exact) {
        notes.push("Distances are approximate on scenarios whose frontier is; --json names them.".to_owned());
    }
    notes
}

/// What the ends of the bars stand for: [0, 1], or more where means lie outside it.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(standings: &[Standing]) -> Self {
        let means = standings.iter().map(|standing| standing.utility.mean).filter(|mean| mean.is_finite());
        means.fold(Self { low: 0.0, high: 1.0 }, |scale, mean| Self {
            low: scale.low.min(mean),
            high: scale.high.max(mean),
        })
    }

    fn bar(&self, mean: f64, style: &Style) -> String {
        let filled = ((mean - self.low) / (self.high - self.low) * CELLS as f64).round() as usize;
        let (full, empty, _) = style.bar();
        style.party(0, &(0..CELLS).map(|cell| if cell < filled { full } else { empty }).collect::<String>())
    }
}
