//! What blocks a deal, which moves would open the way, and what it would take to come to a target.

use wasit_charts::{Blocker, Blockers as Bars, Difference, Differences, Moves, UnblockingMove};
use wasit_explain::{
    Blame, Blockers, Change, ChangeSet, ClaimKind, Inverse, Spread, TooFew, Trials, words as explained,
};

use super::{DRAWN, ROWS, Section, drawn, figure, percent};
use crate::SimulationReport;
use crate::html::embed::Figure;
use crate::html::table::{Cell, Table, number, text};
use crate::words::{self, sentence};

/// Moves with a place in the picture.
const MOVES: usize = 9;

pub(super) fn section(report: &SimulationReport<'_>) -> Section {
    let mut section =
        Section::new("blocked", "What blocks it, and what would open the way", "Blockers and moves");
    if let Some(found) = &report.explanations.blockers {
        blocked(report, found, &mut section);
    }
    if let Some(found) = report.trials {
        section.heading("Changes that were tried");
        section.known(found, |section, trials| {
            section.said(trials.words());
            if !trials.changes.is_empty() {
                section.picture(tried(trials));
            }
        });
    }
    section
}

fn blocked(report: &SimulationReport<'_>, found: &Result<Blockers, TooFew>, section: &mut Section) {
    section.known(found, |section, blockers| {
        section.said(blockers.words());
        if blockers.claims.is_empty() {
            return;
        }
        section.picture(bars(report, blockers));
        let moves: Vec<&Blame> = blockers
            .claims
            .iter()
            .filter(|claim| claim.unblocks.value > 0.0 && claim.cost.is_some())
            .collect();
        if !moves.is_empty() {
            section.picture(opened(report, moves));
        }
        section.table(sets(report, blockers));
        if !blockers.pairs.is_empty() {
            section.table(pairs(blockers));
        }
    });
}

/// What each change does that was tried.
fn tried(trials: &Trials) -> Figure {
    let picture = Differences {
        description: "What each change does to the probability of a deal in force, on draws held again."
            .into(),
        unit: "Change of the probability in force, in percentage points".into(),
        differences: trials
            .changes
            .iter()
            .map(|tried| Difference {
                title: sentence(&tried.name),
                by: drawn(tried.difference.scaled(100.0)),
                words: explained::percentage_points(tried.difference),
            })
            .collect(),
    };
    let mut table = Table::new(
        format!("The same {} draws, held again with each change", words::grouped(trials.draws as u128)),
        vec![
            text("Change"),
            number("In force"),
            number("Difference"),
            number("Brings a deal in, of those without"),
            number("Loses it in, of those with one"),
        ],
    );
    for tried in &trials.changes {
        table.push(
            sentence(&tried.name),
            vec![
                percent(tried.in_force),
                Cell::Number(explained::percentage_points(tried.difference)),
                percent(tried.brings),
                percent(tried.loses),
            ],
        );
    }
    let note = "Each change alone, in every draw, all else as it was drawn. A hollow mark cannot be told from no change.";
    figure("tried", "What each change does", &picture.description, &picture.specification(), &[note], table)
}

fn party(report: &SimulationReport<'_>, blame: &Blame) -> Option<usize> {
    report.sample.columns().claims.get(blame.claim).map(|claim| claim.party)
}

fn kind(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::RedLine => "red line",
        ClaimKind::WalkAway => "walk-away",
        ClaimKind::Home => "home",
    }
}

fn bars(report: &SimulationReport<'_>, blockers: &Blockers) -> Figure {
    let blocker = |blame: &Blame| Blocker {
        title: sentence(&blame.name),
        party: party(report, blame),
        share: drawn(blame.involved),
        alone: blame.unblocks.value.min(blame.involved.value),
        words: format!(
            "stands in the way in {}\nrelaxing it alone opens {}\nits share of the blame {}",
            explained::percent(blame.involved),
            explained::percent(blame.unblocks),
            explained::percent(blame.blame)
        ),
    };
    let picture = Bars {
        description: "How often each red line, walk-away and threshold stands in the way of any deal.".into(),
        blockers: blockers.claims.iter().take(DRAWN).map(blocker).collect(),
    };
    let mut table = Table::new(
        format!("Shares of the blocked draws, which are {} of all", explained::percent(blockers.blocked)),
        vec![
            text("What"),
            text("Kind"),
            number("Stands in the way"),
            number("Share of the blame"),
            number("It alone opens"),
        ],
    );
    for blame in blockers.claims.iter().take(ROWS) {
        table.push(
            sentence(&blame.name),
            vec![
                Cell::Text(kind(blame.kind).into()),
                percent(blame.involved),
                percent(blame.blame),
                percent(blame.unblocks),
            ],
        );
    }
    let notes = [
        "Something stands in the way where it belongs to a smallest set of claims that together leave no package. The \
                  blame for such a set is shared out evenly over all orders in which its claims could be raised.",
    ];
    figure(
        "blockers",
        "What stands in the way",
        &picture.description,
        &picture.specification(),
        &notes,
        table,
    )
}

fn opened(report: &SimulationReport<'_>, mut moves: Vec<&Blame>) -> Figure {
    moves.sort_by(|a, b| b.unblocks.value.total_cmp(&a.unblocks.value));
    let spread = |spread: Spread, unit: &str| {
        format!(
            "{} ({} to {})",
            explained::value(spread.p50, unit),
            explained::value(spread.p25, ""),
            explained::value(spread.p75, "")
        )
    };
    let one = |blame: &&Blame| {
        let cost = blame.cost?;
        Some(UnblockingMove {
            title: format!("Relaxing {}", blame.name),
            party: party(report, blame),
            unblocked: drawn(blame.unblocks),
            cost: cost.p50,
            costs: (cost.p25, cost.p75),
            words: format!(
                "opens {} of the blocked draws\nmedian cost {} points",
                explained::percent(blame.unblocks),
                spread(cost, "")
            ),
        })
    };
    let picture = Moves {
        description:
            "How many of the blocked draws each single move opens, against what it costs who makes it.".into(),
        unit: "Median cost to who moves, in points of its own utility".into(),
        moves: moves.iter().take(MOVES).filter_map(one).collect(),
    };
    let mut table = Table::new(
        "Single moves: median, and the middle half in brackets",
        vec![text("Relaxing"), number("Opens, of the blocked draws"), number("By"), number("Cost, points")],
    );
    for blame in moves.iter().take(ROWS) {
        let shown = |found: Option<Spread>, unit: &str| {
            Cell::Number(found.map_or_else(|| "–".to_owned(), |found| spread(found, unit)))
        };
        table.push(
            sentence(&blame.name),
            vec![percent(blame.unblocks), shown(blame.size, &blame.unit), shown(blame.cost, "")],
        );
    }
    let notes = [
        "High and to the left is much for little. Bars are the interval of the share, and the middle half of the costs. \
                  Points of different parties are not the same points.",
    ];
    figure(
        "moves",
        "Which single move opens most",
        &picture.description,
        &picture.specification(),
        &notes,
        table,
    )
}

fn sets(report: &SimulationReport<'_>, blockers: &Blockers) -> Table {
    let claims = &report.sample.columns().claims;
    let mut table = Table::new(
        "The smallest sets of claims that leave no package",
        vec![text("Together"), number("Share of the blocked draws")],
    );
    for (set, share) in &blockers.sets {
        let names: Vec<&str> =
            set.iter().filter_map(|&claim| claims.get(claim)).map(|claim| claim.name.as_str()).collect();
        table.push(sentence(&explained::list(&names)), vec![percent(*share)]);
    }
    table.push_strong("One move opens", vec![percent(blockers.by_one)]);
    table.push_strong("Only two moves open", vec![percent(blockers.by_two)]);
    table
}

fn pairs(blockers: &Blockers) -> Table {
    let mut table = Table::new(
        "Two moves together, where no single one is enough",
        vec![
            text("Relaxing"),
            text("and"),
            number("Opens, of the blocked draws"),
            number("Median costs, points"),
        ],
    );
    for pair in &blockers.pairs {
        let cost = pair.cost.map(|cost| explained::value(cost, ""));
        table.push(
            sentence(&pair.names[0]),
            vec![
                Cell::Text(pair.names[1].clone()),
                percent(pair.unblocks),
                Cell::Number(format!("{} and {}", cost[0], cost[1])),
            ],
        );
    }
    table
}

pub(super) fn inverse(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("inverse", "What it would take", "What it would take");
    if let Some(found) = report.inverse {
        section.known(found, |section, inverse| {
            section.said(inverse.words());
            section.table(ways(inverse));
        });
    }
    section
}

fn ways(inverse: &Inverse) -> Table {
    let mut table = Table::new(
        format!(
            "Changes after which a deal is in force in at least {} of the draws",
            explained::bare_percent(inverse.target)
        ),
        vec![
            text("Changes"),
            number("In force"),
            number("Cost to all, points"),
            number("Not held again"),
            number("Draws that say it"),
        ],
    );
    let row = |set: &ChangeSet| {
        vec![
            percent(set.in_force),
            Cell::Number(explained::value(set.cost, "")),
            Cell::Number(explained::bare_percent(set.not_held)),
            Cell::Number(set.draws.round().to_string()),
        ]
    };
    table.push("As things stand", vec![percent(inverse.now), Cell::Number("0".into())]);
    for set in &inverse.sets {
        table.push(sentence(&changes(set)), row(set));
    }
    if let Some(nearest) = &inverse.nearest {
        table.push(format!("{} (comes nearest)", sentence(&changes(nearest))), row(nearest));
    }
    for finding in inverse.findings.iter().chain(&inverse.nearest_finding) {
        table.push(format!("Where it turns out that {} (nobody’s move)", changes(finding)), row(finding));
    }
    table.foot = Some(
        "Not held again: the share of draws for which the talks would have to be held anew; what is said of them rests on \
         draws with a slim margin. Draws that say it: as many independent ones would say as much; draws are weighed where an input is set \
         and the world and what is linked with it keep their beliefs. Where something turns out to be so, they go along with it."
            .into(),
    );
    table
}

fn changes(set: &ChangeSet) -> String {
    explained::list(&set.changes.iter().map(Change::words).collect::<Vec<_>>())
}
