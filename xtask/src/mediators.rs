//! `cargo xtask mediators`: holds the same random talks under every mediator, and writes what came of it into the
//! page on mediators.

use std::fmt::Write as _;

use wasit_arena::{COMPARED_PARTIES, Estimate, MediatorRow, compare_mediators};
use wasit_strategies::mediator_strategies;

const PAGE: &str = "docs/explanation/mediators.md";
const SCENARIOS: u64 = 1_000;
const LEGS: u32 = 40;
const SEED: u64 = 1;
/// All others are compared with it.
const FIRST: &str = "courier";

/// Holds the talks and writes the page.
///
/// # Errors
/// What keeps the page from being written.
pub(crate) fn run() -> Result<(), String> {
    let mut mediators = vec![FIRST];
    mediators.extend(mediator_strategies().map(|facts| facts.name).filter(|name| *name != FIRST));
    mediators.push("single_text:rule=anneal");
    let rows = compare_mediators(&mediators, SCENARIOS, LEGS, SEED).map_err(|error| error.to_string())?;
    let page = page(&rows);
    std::fs::write(crate::root().join(PAGE), &page).map_err(|error| format!("{PAGE}: {error}"))?;
    print!("{page}");
    Ok(())
}

fn page(rows: &[MediatorRow]) -> String {
    let mut page = String::new();
    page.push_str(BEFORE);
    for facts in mediator_strategies() {
        let _ = writeln!(page, "- **{}**: {}", facts.name, facts.about);
    }
    let parties = COMPARED_PARTIES.map(|party| format!("`{party}`")).join(", ");
    let _ = write!(
        page,
        "
## The comparison

{SCENARIOS} random scenarios of two parties: three to five issues of three to six values, additive preferences with
random weights and random values, ranging from 0 to 1, walk-aways drawn from 0 to 0.6. The parties are drawn from
{parties}.
On every scenario the same parties, with the same seeds, hold one talk of at most {LEGS} legs under every mediator.

| mediator | agreed | distance to the frontier | distance to Nash | legs | evenness | disclosure |
|---|---|---|---|---|---|---|
"
    );
    for row in rows {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} | {} |",
            row.mediator,
            percent(&row.agreed),
            figure(&row.frontier_distance, 3),
            figure(&row.nash_distance, 3),
            figure(&row.legs, 1),
            figure(&row.evenness, 2),
            figure(&row.disclosure, 2),
        );
    }
    page.push_str(BETWEEN);
    for row in rows.iter().filter(|row| row.mediator != FIRST) {
        let paired = &row.further_than_first;
        let _ = writeln!(page, "| `{}` | {} | {} |", row.mediator, signed(paired), paired.n);
    }
    let _ = write!(page, "\n{AFTER}");
    let _ = writeln!(
        page,
        "\nMade by `cargo xtask mediators` with seed {SEED}, wasit {}.",
        env!("CARGO_PKG_VERSION")
    );
    page
}

/// `0.018 (0.015 to 0.020)`.
fn figure(estimate: &Estimate, digits: usize) -> String {
    let Estimate { mean, low, high, .. } = estimate;
    format!("{mean:.digits$} ({low:.digits$} to {high:.digits$})")
}

/// `81.3 % (79.5 to 82.9)`.
fn percent(estimate: &Estimate) -> String {
    let Estimate { mean, low, high, .. } = *estimate;
    format!("{:.1} % ({:.1} to {:.1})", 100.0 * mean, 100.0 * low, 100.0 * high)
}

fn signed(estimate: &Estimate) -> String {
    let Estimate { mean, low, high, .. } = estimate;
    format!("{mean:+.3} ({low:+.3} to {high:+.3})").replace('-', "−")
}

const BEFORE: &str = "\
# What a mediator makes of the same parties

A mediator in Wasit decides where each leg goes: ask a party for an offer, carry one, put a package of its own, have a
draft voted on, close. Everything else is the parties'. So mediators can be compared: seat the same parties on the same
scenarios, change the mediator, and see what comes of it.

";

const BETWEEN: &str = "
In brackets: the 95 % interval, sampling error only. *Distance* is Euclidean, in utilities, of the agreements alone.
*Evenness* is 1 less the difference of both gains over their sum, a gain being a side's share of what lies between its
walk-away and its best package. *Disclosure* is how well a side could tell what the other wants: the rank correlation,
over all packages, of the other's utility with a frequency model that was fed with everything the mediator brought to
the side. Where a mediator proposes compromises, what it brings says something of the other side, and nothing of it is
marked as such.

A mediator that brings more scenarios to an agreement also has the harder ones among its agreements. Pair by pair, over
the scenarios that agreed both under the mediator and under the courier, the distance to the frontier differs by:

| mediator | distance less that under `courier` | scenarios |
|---|---|---|
";

const AFTER: &str = "\
## How to read it

`courier` is the direct table between rooms: what parties reach by themselves. A mediator has to do better than that.
`confidant` is the other end: what could be reached if both sides told the mediator everything. It is on the frontier by
construction; it fails more often than the courier with parties who yield only to what the other side yields, since it
carries no offers. `bridge` stands between: it is told nothing but what the sides say in the course of the talks.

Legs are the price. The courier stops at the first offer that the other side can live with; the bridge spends almost half
of the legs on questions first. A single text comes to a yes or no only at the very end: half of these parties answer a
course of offers, and to them it is the first proposal that they hear.

Where `gatekeeper` holds an offer back, its receiver hears less to answer, and the model by which it judges has seen only a
few offers. With parties like these it costs agreements and gains nothing.

Parties here are strategies of the literature, not people, and the scenarios are random, not yours. To compare mediators on
talks of your own, give `wasit run FILE --repeat 200 --mediator NAME` one name after another.

How near such strategies come to people, and what mediators change to talks that go as people's do:
[are strategies like people?](validation.md)
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_row_for_every_mediator() {
        let mediators = ["courier", "bridge"];
        let rows = compare_mediators(&mediators, 20, LEGS, SEED).unwrap();
        let page = page(&rows);
        for mediator in mediators {
            assert_eq!(
                page.lines().filter(|line| line.starts_with(&format!("| `{mediator}` | "))).count(),
                { if mediator == FIRST { 1 } else { 2 } }
            );
        }
        let rows = page.lines().filter(|line| line.starts_with("| `courier` |"));
        assert!(rows.clone().all(|row| row.matches('|').count() == 8), "{page}");
    }

    #[test]
    fn figures_are_written_with_their_intervals() {
        let estimate = Estimate { mean: -0.0264, low: -0.03, high: 0.5, n: 3 };
        assert_eq!(figure(&estimate, 2), "-0.03 (-0.03 to 0.50)");
        assert_eq!(signed(&estimate), "−0.026 (−0.030 to +0.500)");
        assert_eq!(percent(&Estimate { mean: 0.814, low: 0.8, high: 0.8251, n: 9 }), "81.4 % (80.0 to 82.5)");
    }
}
