use wasit_model::{DiscountPer, Drift, Preferences, Talks};

use super::names::Names;
use super::result::{COLUMNS, ROWS, further_parties, issue_range};
use super::table::{Cell, Table, number, text};
use crate::{RunReport, words};

/// Who sat where.
pub(super) fn seats(report: &RunReport<'_>, names: &Names) -> Table {
    let mut table =
        Table::new("Who sat where", vec![text("Seat"), text("Name in the file"), text("Strategy")]);
    for (at, (party, strategy)) in report.talks.parties.iter().zip(&report.course.parties).enumerate() {
        table.push(names.party(at), vec![Cell::Text(party.name.clone()), Cell::Text(strategy.clone())]);
    }
    if let Some(strategy) = &report.course.mediator {
        let mediator = &report.talks.mediator;
        table.push(
            names.seat(wasit_protocol::Seat::Mediator),
            vec![Cell::Text(format!("{}, the mediator", mediator.name)), Cell::Text(strategy.clone())],
        );
    }
    table
}

/// What each issue can be worth to each side, and what each side would choose.
pub(super) fn wants(talks: &Talks, names: &Names) -> Table {
    let shown = talks.parties.len().min(COLUMNS);
    let mut head = vec![text("Issue"), number("Values")];
    head.extend(names.parties()[..shown].iter().map(|title| text(format!("{title} would choose"))));
    let mut table = Table::new("What is assumed of each side’s wishes, issue by issue", head);
    for (at, issue) in talks.space.issues().iter().enumerate().take(ROWS) {
        let mut cells = vec![Cell::Number(issue.values.len().to_string())];
        cells.extend((0..shown).map(|party| Cell::Text(choice(talks, party, at))));
        table.push(issue.title.clone(), cells);
    }
    let more = talks.space.issues().len().saturating_sub(ROWS);
    table.foot = Some(format!(
        "In brackets: how much utility lies between the best and the worst value of the issue.{}{}",
        if more > 0 { format!(" {more} more issues are not listed.") } else { String::new() },
        further_parties(talks)
    ));
    table
}

fn choice(talks: &Talks, party: usize, issue: usize) -> String {
    let table = &talks.parties[party].preferences.tables()[issue];
    let (low, high) = issue_range(talks, party, issue);
    match table.iter().position(|&worth| worth == high) {
        Some(_) if low == high => "indifferent".into(),
        Some(best) => format!(
            "{} ({})",
            words::value(&talks.space, issue, best as wasit_model::ValueIndex),
            words::utility(high - low)
        ),
        None => "nothing within its red lines".into(),
    }
}

/// Walk-aways, red lines and what time costs.
pub(super) fn bounds(talks: &Talks, names: &Names) -> Table {
    let head = vec![text("Party"), text("Walk-away"), text("Red lines"), text("What time costs")];
    let mut table = Table::new("Walk-aways, red lines, time", head);
    for (at, party) in talks.parties.iter().enumerate() {
        let preferences = &party.preferences;
        let lines: Vec<&str> =
            preferences.red_lines().iter().take(ROWS).map(|line| line.words.as_str()).collect();
        table.push(
            names.party(at),
            vec![
                Cell::Text(walk_away(preferences)),
                Cell::Text(if lines.is_empty() { "none".into() } else { lines.join("; ") }),
                Cell::Text(time(preferences)),
            ],
        );
    }
    table
}

fn walk_away(preferences: &Preferences) -> String {
    let walk_away = preferences.walk_away();
    if walk_away.start == f64::NEG_INFINITY {
        return "none: any deal is better than no deal".into();
    }
    let start = words::utility(walk_away.start);
    match walk_away.drift {
        None => start,
        Some(Drift::To(end)) => format!("{start}, moving to {} by the end", words::utility(end)),
        Some(Drift::PerDay(by)) => format!("{start}, changing by {by} a day"),
        Some(Drift::PerLeg(by)) => format!("{start}, changing by {by} a leg"),
    }
}

fn time(preferences: &Preferences) -> String {
    let Some(discount) = preferences.discount() else { return "nothing".into() };
    let per = match discount.per {
        DiscountPer::Day => "for each day",
        DiscountPer::Leg => "for each leg",
        DiscountPer::Talks => "over the whole of the talks",
    };
    let too = if discount.walk_away_too { "the walk-away too" } else { "but not the walk-away" };
    format!("utilities times {} {per}, {too}", discount.factor)
}

/// The command that gives this report's talk again.
pub(super) fn command(report: &RunReport<'_>) -> String {
    let course = report.course;
    let mut words = vec!["wasit".to_owned(), "run".into()];
    let from_input = report.file == "-";
    words.push(if from_input { "-".into() } else { quoted(report.file) });
    words.extend(["--seed".into(), course.seed.to_string()]);
    for (party, strategy) in report.talks.parties.iter().zip(&course.parties) {
        words.extend(["--seat".into(), quoted(&format!("{}={strategy}", party.name))]);
    }
    match &course.mediator {
        Some(strategy) => {
            words.extend(["--mediator".into(), quoted(strategy)]);
            words.extend(["--legs".into(), report.talks.legs().to_string()]);
        }
        None => {
            words.extend(["--protocol".into(), "alternating".into()]);
            if let Some(steps) = steps(report) {
                words.extend(["--steps".into(), steps.to_string()]);
            }
        }
    }
    if let Some(summary) = report.summary {
        words.extend(["--repeat".into(), summary.talks.to_string()]);
    }
    if from_input {
        words.push("< FILE".into());
    }
    words.join(" ")
}

/// How many steps a direct table had: its clock reads `(step + 1) / (steps + 1)`.
fn steps(report: &RunReport<'_>) -> Option<u64> {
    let entry = report.course.trace.first().filter(|entry| entry.time > 0.0)?;
    Some(((f64::from(entry.step) + 1.0) / entry.time).round() as u64 - 1)
}

/// A word as a shell reads it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        word.to_owned()
    } else if word.starts_with('-') && word.chars().all(plain) {
        format!("./{word}")
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shells_read_words_as_they_were() {
        for (word, expect) in [
            ("examples/muscat-2025.yaml", "examples/muscat-2025.yaml"),
            ("A=time:exponent=2,max=0.9", "A=time:exponent=2,max=0.9"),
            ("A=cmd:python3 mine.py", "'A=cmd:python3 mine.py'"),
            ("it's.yaml", "'it'\\''s.yaml'"),
            ("$(rm -r).yaml", "'$(rm -r).yaml'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), expect);
        }
    }
}
