use std::io::Write;

use super::{Talk, TournamentReport};
use crate::json;

/// What is told of each seat, and stands before its number in the head of a column.
const BY_SEAT: [&str; 5] = ["party", "strategy", "utility", "walk_away", "disclosure"];

/// Writes every talk as a row of CSV (RFC 4180, lines end in LF), below a head.
///
/// A column for a seat bears the seat's number, from 1; where scenarios have fewer parties than others their further
/// cells are empty. A number that is not finite, or is not known, is an empty cell.
///
/// # Errors
/// What `out` says.
pub fn write_csv(report: &TournamentReport<'_>, out: &mut dyn Write) -> Result<(), csv::Error> {
    let seats = report.plan.scenarios().iter().map(|scenario| scenario.parties).max().unwrap_or(0);
    let mut writer = csv::Writer::from_writer(out);
    let numbered = |name: &str| (1..=seats).map(|seat| format!("{name}_{seat}")).collect::<Vec<_>>();
    let [party, strategy, utility, walk_away, disclosure] = BY_SEAT.map(numbered);
    let one = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let head = [
        one(&["scenario"]),
        party,
        strategy,
        one(&["repetition", "seed", "ended", "agreement"]),
        utility,
        walk_away,
        one(&["nash_distance", "frontier_distance", "legs"]),
        disclosure,
    ];
    writer.write_record(head.concat())?;
    for talk in report.talks() {
        write_row(report, &talk, seats, &mut writer)?;
    }
    writer.flush()?;
    Ok(())
}

fn write_row<W: Write>(
    report: &TournamentReport<'_>,
    talk: &Talk<'_>,
    seats: usize,
    writer: &mut csv::Writer<W>,
) -> Result<(), csv::Error> {
    let Talk { scenario, row, .. } = talk;
    let parties = &scenario.talks.parties;
    let missing = seats - parties.len();
    let agreement =
        row.agreement.as_ref().map(|package| json::package(&scenario.talks.space, package).to_string());
    writer.write_field(scenario.file)?;
    by_seat(writer, parties.iter().map(|party| party.name.as_str()), missing)?;
    by_seat(writer, report.strategies(&talk.block), missing)?;
    writer.write_field((talk.repetition + 1).to_string())?;
    writer.write_field(talk.seed.to_string())?;
    writer.write_field(row.ended.word())?;
    writer.write_field(agreement.unwrap_or_default())?;
    by_seat(writer, row.utilities.iter().map(|&utility| number(utility)), missing)?;
    let walk_aways = parties.iter().map(|party| number(party.preferences.walk_away().start));
    by_seat(writer, walk_aways, missing)?;
    writer.write_field(row.nash_distance.map_or_else(String::new, number))?;
    writer.write_field(row.frontier_distance.map_or_else(String::new, number))?;
    writer.write_field(row.legs.to_string())?;
    by_seat(writer, row.disclosure.iter().map(|&share| number(share)), seats - row.disclosure.len())?;
    writer.write_record(None::<&[u8]>)
}

/// A cell for each of `cells`, and `missing` empty ones.
fn by_seat<W: Write>(
    writer: &mut csv::Writer<W>,
    mut cells: impl Iterator<Item = impl AsRef<[u8]>>,
    missing: usize,
) -> Result<(), csv::Error> {
    cells.try_for_each(|cell| writer.write_field(cell))?;
    (0..missing).try_for_each(|_| writer.write_field(""))
}

/// The shortest text that is read back as the same number.
fn number(number: f64) -> String {
    // Adding zero turns −0 into 0.
    if number.is_finite() { (number + 0.0).to_string() } else { String::new() }
}
