use wasit_model::{Package, Talks, ValueIndex};
use wasit_search::{Point, Solution};

use super::embed::thinned;
use super::names::Names;
use super::table::{Bar, Cell, Row, Table, number, text};
use crate::why::{Cause, WhyNone};
use crate::{RunReport, words};

/// Tables have a column for each party up to this many; further ones are left to the JSON.
pub(super) const COLUMNS: usize = 6;
/// The most rows that a table of the page has.
pub(super) const ROWS: usize = 200;

/// The agreement, issue by issue, with what each side makes of it.
pub(super) fn agreement(report: &RunReport<'_>, names: &Names) -> Option<Table> {
    let package = report.course.outcome.signed()?;
    let talks = report.talks;
    let shown = talks.parties.len().min(COLUMNS);
    let mut head = vec![text("Issue"), text("Settled as")];
    head.extend(names.parties()[..shown].iter().map(|title| text(format!("Worth to {title}"))));
    let caption = match report.course.outcome.agreement() {
        Some(_) => "What was agreed, and what each side makes of it",
        None => "What was signed and not ratified, and what each side would have made of it",
    };
    let mut table = Table::new(caption, head);
    let greatest: Vec<f64> = (0..shown).map(|party| greatest_range(talks, party)).collect();
    for (at, issue) in talks.space.issues().iter().enumerate() {
        let mut cells = vec![Cell::Text(words::value(&talks.space, at, package[at]))];
        cells.extend((0..shown).map(|party| issue_bar(talks, party, at, package[at], greatest[party])));
        table.push(issue.title.clone(), cells);
    }
    let together: Vec<f64> = (0..shown).map(|party| from_factors(talks, party, package)).collect();
    if talks.parties[..shown].iter().any(|party| !party.preferences.factors().is_empty()) {
        let mut cells = vec![Cell::Text("what several issues give together".into())];
        cells.extend(together.iter().map(|&utility| Cell::Number(words::utility(utility))));
        table.push("Together", cells);
    }
    let mut cells = vec![Cell::Text(String::new())];
    cells.extend(
        report.undiscounted(package)[..shown].iter().map(|&utility| Cell::Number(words::utility(utility))),
    );
    table.push_strong("All in all", cells);
    table.foot = Some(format!(
        "A bar’s outline is what the issue could give that side at best, its filling what it does give; the longest \
         outline is the issue that matters most to that side.{}",
        further_parties(talks)
    ));
    shorten(&mut table, "issues");
    Some(table)
}

/// Keeps a table to [`ROWS`], its last row among them.
fn shorten(table: &mut Table, what: &str) {
    let all = table.rows.len();
    if all > ROWS {
        let rows: Vec<Row> = std::mem::take(&mut table.rows);
        table.rows = thinned(rows, ROWS);
        let note = format!("{ROWS} of {all} {what} are shown.");
        table.foot = Some(table.foot.take().map_or(note.clone(), |foot| format!("{foot} {note}")));
    }
}

pub(super) fn further_parties(talks: &Talks) -> String {
    match talks.parties.len().saturating_sub(COLUMNS) {
        0 => String::new(),
        1 => " One more party is left out here.".into(),
        more => format!(" {more} more parties are left out here."),
    }
}

/// The least that an issue by itself can give a party, and the greatest within its red lines on that issue.
pub(super) fn issue_range(talks: &Talks, party: usize, issue: usize) -> (f64, f64) {
    let preferences = &talks.parties[party].preferences;
    let low = preferences.open_tables()[issue].iter().copied().fold(f64::INFINITY, f64::min);
    let high = preferences.tables()[issue].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low, if high.is_finite() { high } else { low })
}

fn greatest_range(talks: &Talks, party: usize) -> f64 {
    (0..talks.space.issues().len())
        .map(|issue| issue_range(talks, party, issue))
        .map(|(low, high)| high - low)
        .fold(0.0, f64::max)
}

fn issue_bar(talks: &Talks, party: usize, issue: usize, value: ValueIndex, greatest: f64) -> Cell {
    let worth = talks.parties[party].preferences.open_tables()[issue][usize::from(value)];
    let (low, high) = issue_range(talks, party, issue);
    let whole = if greatest > 0.0 { 100.0 * (high - low) / greatest } else { 0.0 };
    let share = if high > low { (worth - low) / (high - low) } else { 0.0 };
    Cell::Bar(Bar {
        text: format!("{} of {}", words::utility(worth), words::utility(high)),
        whole,
        from: 0.0,
        to: whole * share,
        tick: None,
        party,
    })
}

fn from_factors(talks: &Talks, party: usize, package: &Package) -> f64 {
    let preferences = &talks.parties[party].preferences;
    let single: f64 =
        preferences.open_tables().iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum();
    preferences.utility_without_red_lines(package) - single
}

/// What each side has at the end, beside its walk-away and the best it could have had.
pub(super) fn sides(report: &RunReport<'_>, names: &Names) -> Table {
    let package = report.course.outcome.agreement();
    let reached = package.map(|package| report.undiscounted(package));
    let discounted = reached.as_ref().is_some_and(|reached| {
        reached.iter().zip(&report.course.utilities).any(|(a, b)| (a - b).abs() > 1e-9)
    });
    let drifting = report.talks.parties.iter().any(|party| !party.preferences.walk_away_is_constant());
    let mut head = vec![
        text("Party"),
        text("What it has at the end"),
        number(if drifting { "Walk-away at the start" } else { "Walk-away" }),
        number("Best package"),
    ];
    if reached.is_some() {
        head.insert(3, number("Gain over walk-away"));
    }
    if discounted {
        head.push(number("Before discounting"));
    }
    let caption = if reached.is_some() { "What each side gets" } else { "What each side is left with" };
    let mut table = Table::new(caption, head);
    for (party, side) in report.outlook.sides.iter().enumerate() {
        let best = side.best().map(|found| found.utility);
        let walk_away = report.outlook.walk_aways[party];
        let has = report.course.utilities[party];
        let figure = Cell::Number;
        let mut cells = vec![side_bar(party, has, walk_away, best), figure(words::utility(walk_away))];
        if let Some(reached) = &reached {
            let gain = reached[party] - walk_away;
            cells.push(figure(if gain.is_finite() { words::utility(gain) } else { "–".into() }));
        }
        cells.push(figure(best.map_or("–".into(), words::utility)));
        if discounted && let Some(reached) = &reached {
            cells.push(figure(words::utility(reached[party])));
        }
        table.push(names.party(party), cells);
    }
    table.foot = Some(
        "Utilities of different sides are on scales of their own. A bar’s outline is the best package within the \
         side’s red lines, its filling what the side has; the tick is its walk-away."
            .into(),
    );
    table
}

fn side_bar(party: usize, has: f64, walk_away: f64, best: Option<f64>) -> Cell {
    let finite = |utility: f64| if utility.is_finite() { utility } else { 0.0 };
    let top = best.unwrap_or(0.0).max(finite(has)).max(finite(walk_away)).max(0.0);
    let low = finite(has).min(finite(walk_away)).min(0.0);
    let length = |utility: f64| if top > low { 100.0 * (finite(utility) - low) / (top - low) } else { 0.0 };
    Cell::Bar(Bar {
        text: words::utility(has),
        whole: best.map_or(0.0, length),
        from: 0.0,
        to: length(has),
        tick: walk_away.is_finite().then(|| length(walk_away)),
        party,
    })
}

/// The four solutions, and how far the agreement is from each.
pub(super) fn solutions(report: &RunReport<'_>, names: &Names) -> Option<Table> {
    let talks = report.talks;
    let agreed = report.course.outcome.agreement();
    let reached = agreed.map(|package| report.undiscounted(package));
    let all = &report.outlook.solutions;
    let rows: [(&str, &Solution); 4] = [
        ("Nash: the greatest product of gains", &all.nash),
        ("Kalai–Smorodinsky: gains in proportion to what each could have", &all.kalai_smorodinsky),
        ("Kalai: the greatest least gain", &all.kalai),
        ("Greatest sum of utilities", &all.welfare),
    ];
    if rows.iter().all(|(_, solution)| solution.points.is_empty()) {
        return None;
    }
    let shown = talks.parties.len().min(COLUMNS);
    let mut head = vec![text("Solution"), text("Package")];
    head.extend(names.parties()[..shown].iter().map(number));
    if reached.is_some() {
        head.push(number("Distance of the agreement"));
    }
    let caption = if reached.is_some() {
        "Solutions that theory would have chosen, and how far the agreement is from each"
    } else {
        "Solutions that theory would have chosen"
    };
    let mut table = Table::new(caption, head);
    for (title, solution) in rows {
        let Some(point) = nearest(solution, reached.as_deref()) else { continue };
        let mut package = match agreed {
            Some(agreed) => against(talks, &point.package, agreed),
            None => words::package(&talks.space, &point.package),
        };
        match solution.points.len() - 1 {
            0 => {}
            1 => package.push_str(" (and one other package)"),
            more => package.push_str(&format!(" (and {more} other packages)")),
        }
        if !solution.exact() {
            package.push_str(&format!(" ({})", words::approximate(solution.bound)));
        }
        let mut cells = vec![Cell::Text(package)];
        cells.extend(point.utilities[..shown].iter().map(|&utility| Cell::Number(words::utility(utility))));
        if let Some(reached) = &reached {
            cells.push(Cell::Number(solution.distance(reached).map_or("–".into(), words::utility)));
        }
        table.push(title, cells);
    }
    table.foot = Some(format!(
        "Over the deal zone, before discounting. Distances are Euclidean, in utilities.{}",
        further_parties(talks)
    ));
    Some(table)
}

fn nearest<'a>(solution: &'a Solution, reached: Option<&[f64]>) -> Option<&'a Point> {
    let Some(reached) = reached else { return solution.points.first() };
    let distance =
        |point: &Point| -> f64 { point.utilities.iter().zip(reached).map(|(a, b)| (a - b) * (a - b)).sum() };
    solution.points.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// How `package` differs from what was agreed.
fn against(talks: &Talks, package: &Package, agreed: &Package) -> String {
    let changes: Vec<String> = (0..package.len())
        .filter(|&issue| package[issue] != agreed[issue])
        .map(|issue| {
            format!(
                "{} {}",
                talks.space.issues()[issue].title,
                words::value(&talks.space, issue, package[issue])
            )
        })
        .collect();
    if changes.is_empty() { "as agreed".into() } else { format!("as agreed, but {}", words::list(&changes)) }
}

/// What could be reached, in sentences.
pub(super) fn reach(report: &RunReport<'_>) -> Vec<String> {
    let frontier = &report.outlook.frontier;
    let zone = frontier.rational(&report.outlook.walk_aways).points.len();
    let mut said = Vec::new();
    if let Some(package) = report.course.outcome.agreement()
        && let Some(distance) = frontier.distance(&report.undiscounted(package))
    {
        said.push(if distance < 1e-9 {
            "The agreement is efficient: no package is better for one side without being worse for another."
                .into()
        } else {
            format!(
                "The agreement is {} away from the frontier of efficient packages.",
                words::utility(distance)
            )
        });
    }
    let packages = match report.talks.space.size() {
        Some(size) if size < 1_000_000_000 => format!("{} packages", grouped(size)),
        _ => format!("about 10{} packages", raised(report.talks.space.size_log10().round() as u32)),
    };
    said.push(format!(
        "Of {packages}, {} {}; {} of these {} every side at least its walk-away.",
        grouped(frontier.points.len() as u128),
        if frontier.points.len() == 1 { "is efficient" } else { "are efficient" },
        if zone == 0 { "none".into() } else { grouped(zone as u128) },
        if zone <= 1 { "gives" } else { "give" },
    ));
    if !frontier.exact() {
        said.push(if frontier.bound.is_finite() {
            format!(
                "That is approximate: every efficient package is within {} of one that was found, in every utility.",
                words::utility(frontier.bound)
            )
        } else {
            "That is approximate: they are what a search came upon, and others may be better.".to_owned()
        });
    }
    said
}

/// Where a deal was missed, the best that was there.
pub(super) fn best_missed(report: &RunReport<'_>, names: &Names, why: &WhyNone) -> Option<Table> {
    let Cause::Missed { best, .. } = &why.cause else { return None };
    let shown = report.talks.parties.len().min(COLUMNS);
    let mut head = vec![text("No."), text("Package")];
    head.extend(names.parties()[..shown].iter().map(number));
    let mut table = Table::new("What would have been better for all", head);
    for (at, point) in best.iter().enumerate() {
        let mut cells = vec![Cell::Text(words::package(&report.talks.space, &point.package))];
        cells.extend(point.utilities[..shown].iter().map(|&utility| Cell::Number(words::utility(utility))));
        table.push((at + 1).to_string(), cells);
    }
    table.foot = Some(format!(
        "Those that give the worst-off side most over its walk-away come first.{}",
        further_parties(report.talks)
    ));
    Some(table)
}

/// `12` as an exponent.
pub(super) fn raised(number: u32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    number.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}

/// `1 234 567`, with narrow spaces.
pub(super) fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_grouped() {
        assert_eq!(grouped(1234), "1234");
        assert_eq!(raised(12), "¹²");
        assert_eq!(grouped(12345), "12\u{202f}345");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
    }
}
