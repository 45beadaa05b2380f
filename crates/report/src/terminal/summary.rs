//! What many talks came to.

use wasit_arena::{Estimate, Summary};
use wasit_model::Talks;

use super::ink::{Style, clean, columns, cut, pad, wrap};
use super::{counted, heading};

/// The agreements that are listed.
const AGREEMENTS_MAX: usize = 5;
const NAME_MAX: usize = 30;

/// How often the talks agreed, what each party had of them, and how good the agreements were; each mean with its
/// 95 % interval.
#[must_use]
pub fn summary(talks: &Talks, summary: &Summary, style: &Style) -> String {
    let mut out = heading(talks, style);
    let held = counted(summary.talks, "talk");
    wrap(&mut out, style, "", 0, &format!("{held} held. Seed {}.", summary.seed));
    out.push('\n');
    let mut rows: Vec<(String, String)> = Vec::new();
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let agreed = &summary.agreed;
    let span = format!("{} to {}", percent(agreed.low), percent(agreed.high));
    rows.push(("agreed".to_owned(), format!("{}  ({span})", percent(agreed.mean))));
    for (word, times) in summary.ended.iter().filter(|(word, times)| *word != "agreed" && *times > 0) {
        let name = match *word {
            "deadline" => "time ran out",
            "walked_out" => "a seat walked out",
            "not_ratified" => "signed, not ratified",
            _ => "closed by the mediator",
        };
        rows.push((name.to_owned(), percent(*times as f64 / summary.talks.max(1) as f64)));
    }
    rows.push(("legs".to_owned(), interval(&summary.legs, 1)));
    for (party, mean) in talks.parties.iter().zip(&summary.utilities) {
        rows.push((format!("utility of {}", cut(&clean(&party.title), NAME_MAX, style)), interval(mean, 3)));
    }
    let sure = if summary.exact { "" } else { " (approximate)" };
    let distance =
        |found: &Option<Estimate>| found.as_ref().map(|found| format!("{}{sure}", interval(found, 3)));
    rows.extend(
        distance(&summary.frontier_distance).map(|text| ("distance to the frontier".to_owned(), text)),
    );
    rows.extend(distance(&summary.nash_distance).map(|text| ("distance to Nash".to_owned(), text)));
    let name_columns = rows.iter().map(|(name, _)| columns(name)).max().unwrap_or(0);
    for (name, text) in &rows {
        wrap(&mut out, style, &format!("  {}  ", pad(name, name_columns)), name_columns + 4, text);
    }
    if let Some((times, first)) = &summary.faults {
        let who = super::seat(talks, first.seat, style);
        let said = format!(
            "In {} a seat was at fault. The first: {who}, {}.",
            counted(*times, "talk"),
            clean(&first.what)
        );
        out.push('\n');
        wrap(&mut out, style, "", 0, &style.bad(&said));
    }
    write_agreements(&mut out, talks, summary, style);
    out.push('\n');
    let about = "Means over all talks, those without an agreement included; distances over agreements alone; in \
                 brackets the 95 % interval.";
    wrap(&mut out, style, "", 0, &style.dim(about));
    out
}

fn write_agreements(out: &mut String, talks: &Talks, summary: &Summary, style: &Style) {
    if summary.agreements.is_empty() {
        return;
    }
    out.push('\n');
    out.push_str(&format!("{}\n", style.bold("Most frequent agreements")));
    let shown = if style.full { summary.agreements.len() } else { AGREEMENTS_MAX };
    for (package, times) in summary.agreements.iter().take(shown) {
        let first = format!("  {times:>6} {} ", if style.unicode { "×" } else { "x" });
        wrap(out, style, &first, 11, &clean(&talks.space.describe(package)));
    }
}

fn interval(estimate: &Estimate, digits: usize) -> String {
    let Estimate { mean, low, high, .. } = estimate;
    format!("{mean:.digits$}  ({low:.digits$} to {high:.digits$})")
}
