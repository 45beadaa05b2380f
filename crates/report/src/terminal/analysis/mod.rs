//! An analysis for a terminal.

mod columns;
mod issues;
mod solutions;
mod trades;

use wasit_arena::share;
use wasit_model::Talks;
use wasit_search::{Count, Frontier, Point};

use self::columns::Columns;
use super::heading;
use super::ink::{Style, clean, wrap};
use crate::analysis::{AnalysisReport, spread};
use crate::why::why_no_deal;
use crate::words;

/// Where the deal lies, from the size of the space to the trades that are left.
#[must_use]
pub fn analysis(report: &AnalysisReport<'_>, style: &Style) -> String {
    let mut out = heading(report.talks, style);
    let parties = Columns::of_parties(report.talks, style);
    write_space(&mut out, report, style);
    write_sides(&mut out, report, style);
    write_zone(&mut out, report, style);
    write_frontier(&mut out, report, &parties, style);
    solutions::write(&mut out, report, &parties, style);
    solutions::write_adjusted_winner(&mut out, report, style);
    issues::write(&mut out, report, style);
    issues::write_red_lines(&mut out, report, style);
    issues::write_opposition(&mut out, report, style);
    write_homes(&mut out, report, style);
    trades::write(&mut out, report, &parties, style);
    write_assumed(&mut out, report, style);
    if style.unicode { out } else { in_ascii(&out) }
}

/// Our own signs, as far as ASCII has something like them.
fn in_ascii(text: &str) -> String {
    let like = |c: char| match c {
        '–' | '−' => '-',
        '’' => '\'',
        '“' | '”' => '"',
        other => other,
    };
    text.chars().map(like).collect()
}

fn title(out: &mut String, text: &str, style: &Style) {
    out.push('\n');
    wrap(out, style, "", 2, &style.bold(text));
}

/// What home bodies would ratify; nothing where nobody has one.
fn write_homes(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    let AnalysisReport { talks, analysis, .. } = report;
    let Some(homes) = &analysis.homes else { return };
    title(out, "At home", style);
    let mut table = columns::Table::new(&["", "would be ratified", "whose vote decides"]);
    for (at, (party, set)) in talks.parties.iter().zip(&homes.sets.sides).enumerate() {
        table.push(vec![
            style.party(at, &clean(&party.title)),
            count(&set.size, talks),
            clean(&crate::home::pivotal(talks, homes, at)),
        ]);
    }
    table.write(out, style);
    for sentence in crate::home::outlook(talks, homes) {
        wrap(out, style, "  ", 2, &clean(&sentence));
    }
}

/// What the files left open, and how it was taken; nothing where they left nothing open.
fn write_assumed(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    if report.assumed.is_empty() {
        return;
    }
    title(out, "Assumed on reading", style);
    for sentence in report.assumed {
        wrap(out, style, "  ", 2, &format!("{}.", clean(sentence)));
    }
}

fn write_space(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    const LISTED: usize = 12;
    let issues = report.talks.space.issues();
    let widths: Vec<String> =
        issues.iter().take(LISTED).map(|issue| issue.values.len().to_string()).collect();
    let more =
        if issues.len() > LISTED { format!(" and {} more", issues.len() - LISTED) } else { String::new() };
    let said = match issues.len() {
        1 => format!("{}: one issue of {} values.", packages(report.talks), widths[0]),
        count if issues.iter().all(|issue| issue.values.len() == issues[0].values.len()) => {
            format!("{}: {count} issues of {} values each.", packages(report.talks), widths[0])
        }
        count => {
            format!("{}: {count} issues of {}{more} values.", packages(report.talks), join(&widths, &more))
        }
    };
    wrap(out, style, "", 0, &said);
}

fn join(widths: &[String], more: &str) -> String {
    if more.is_empty() { words::list(widths) } else { widths.join(", ") }
}

/// `1,234 packages`.
fn packages(talks: &Talks) -> String {
    match talks.space.size() {
        Some(1) => "1 package".to_owned(),
        Some(size) if size < 1_000_000_000 => format!("{} packages", words::grouped(size)),
        _ => {
            let log10 = talks.space.size_log10();
            let whole = log10.round();
            let about = if (log10 - whole).abs() < 1e-9 { "" } else { "about " };
            format!("{about}10^{whole:.0} packages")
        }
    }
}

/// `1,234 (7.1 %)`.
fn count(count: &Count, talks: &Talks) -> String {
    let share = words::percent(share(count, &talks.space));
    let about = if count.exact.is_some() { "" } else { "about " };
    format!("{about}{} ({share})", words::great(count.value))
}

/// Between what and what a number lies that is not exact.
fn span(count: &Count) -> String {
    format!("approximate, between {} and {}", words::great(count.low), words::great(count.high))
}

fn write_sides(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    let AnalysisReport { talks, analysis, .. } = report;
    title(out, "Sides", style);
    let mut table =
        columns::Table::new(&["", "least", "best", "reachable", "walk-away", "packages no worse"]);
    let each = talks.parties.iter().zip(&analysis.reaches).zip(&analysis.outlook.walk_aways);
    for (at, ((party, reach), walk_away)) in each.enumerate() {
        let best = reach.best.as_ref();
        let sure = if best.is_some_and(|best| best.bound > 0.0) { " (approximate)" } else { "" };
        table.push(vec![
            style.party(at, &clean(&party.title)),
            columns::figure(reach.least),
            format!("{}{sure}", columns::figure(best.map_or(f64::NEG_INFINITY, |best| best.utility))),
            columns::figure(reach.efficient.map_or(f64::NEG_INFINITY, |(most, _)| most)),
            columns::figure(*walk_away),
            count(&reach.rational, talks),
        ]);
    }
    table.write(out, style);
    let sure = match analysis.outlook.frontier.bound {
        0.0 => String::new(),
        bound => format!(" ({})", words::approximate(bound)),
    };
    let said = format!(
        "Reachable is the best within everybody's red lines{sure}; no worse, at least the walk-away."
    );
    wrap(out, style, "  ", 2, &style.dim(&said));
    for (party, reach) in talks.parties.iter().zip(&analysis.reaches) {
        if reach.rational.exact.is_none() {
            let said = format!("Packages no worse for {}: {}.", clean(&party.title), span(&reach.rational));
            wrap(out, style, "  ", 2, &said);
        }
    }
}

fn write_zone(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    let AnalysisReport { talks, analysis, .. } = report;
    title(out, "Deal zone", style);
    if let Some(why) = why_no_deal(&analysis.outlook) {
        let sentences = why.sentences_before(talks);
        for (at, sentence) in sentences.iter().enumerate() {
            let text = clean(sentence);
            wrap(out, style, "  ", 2, &if at == 0 { style.bad(&text) } else { text });
        }
        return;
    }
    let (every, its) = if talks.parties.len() == 2 {
        ("both sides", "their walk-aways")
    } else {
        ("every side", "its walk-away")
    };
    let zone = &analysis.deal_zone;
    let said = match (zone.exact, analysis.rational.points.is_empty()) {
        (Some(0), _) => format!("There is none: no package gives {every} at least {its}."),
        (Some(1), _) => format!("1 package gives {every} at least {its}."),
        (Some(_), _) => format!("Packages that give {every} at least {its}: {}.", count(zone, talks)),
        (None, false) => {
            format!("Packages that give {every} at least {its}: {}, {}.", count(zone, talks), span(zone))
        }
        (None, true) => "None was found, and there may be one: the frontier is approximate.".to_owned(),
    };
    wrap(out, style, "  ", 2, &said);
}

fn write_frontier(out: &mut String, report: &AnalysisReport<'_>, parties: &Columns, style: &Style) {
    let analysis = report.analysis;
    let Frontier { points, bound, how } = &analysis.outlook.frontier;
    if points.is_empty() {
        return;
    }
    title(out, "Frontier", style);
    let zone = analysis.rational.points.len();
    let sure = if *bound == 0.0 {
        format!("Exact, {how}.")
    } else {
        format!("{}.", capital(&approximate(*bound, how)))
    };
    let (is, lie) = (if points.len() == 1 { "is" } else { "are" }, if zone == 1 { "lies" } else { "lie" });
    let inside = match zone {
        0 => "none lies".to_owned(),
        zone if zone == points.len() => "all lie".to_owned(),
        zone => format!("{} {lie}", words::grouped(zone as u128)),
    };
    let count = words::grouped(points.len() as u128);
    let noun = if points.len() == 1 { "package" } else { "packages" };
    let said = if *bound == 0.0 {
        format!("{count} {noun} {is} efficient, of which {inside} in the deal zone. {sure}")
    } else {
        format!(
            "{count} {noun} {is} listed for the frontier, which may have many more; of these {inside} in the deal zone. {sure}"
        )
    };
    wrap(out, style, "  ", 2, &said);
    let listed = spread(points, report.points);
    if listed.is_empty() {
        return;
    }
    parties.write_head(out, "", style);
    for point in &listed {
        write_point(out, report.talks, parties, "", point, style);
    }
    if listed.len() < points.len() {
        let left = points.len() - listed.len();
        let spread = format!(
            "{} more are left out, those above evenly spread; --points N lists more.",
            words::grouped(left as u128)
        );
        wrap(out, style, "  ", 2, &style.dim(&spread));
    }
}

/// What is to be said of a frontier that is not exact.
fn approximate(bound: f64, how: &str) -> String {
    match words::approximate(bound) {
        said if how.starts_with("approximate") => {
            if bound.is_finite() {
                said
            } else {
                how.to_owned()
            }
        }
        said => format!("{said}; {how}"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A row: what it is, the utilities, and the package behind or below.
fn write_point(out: &mut String, talks: &Talks, parties: &Columns, name: &str, point: &Point, style: &Style) {
    let first = parties.row(name, &point.utilities, style);
    let package = clean(&talks.space.describe(&point.package));
    parties.write_row(out, &first, &package, style);
}
