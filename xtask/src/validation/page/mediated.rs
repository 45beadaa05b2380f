//! What each mediator changes, and whether that is what studies of crises found.

use std::fmt::Write as _;

use super::super::experiment::{ROUNDS, Results, TASKS, USUAL};
use super::super::words::{Kind, directions, whatever_the_rounds};
use super::cells::{change, plain};
use super::prose::{CRISES, CRISES_AFTER, MEDIATORS_AFTER};
use super::title;

pub(super) fn section(results: &Results) -> String {
    let mut text = "## What each mediator changes\n\n".to_owned();
    let _ = writeln!(
        text,
        "Each task's own mixture, on the scenarios that it was not fitted to: the same sides, with the same behaviours and \
         seeds, first at one table and then with a mediator between rooms, over {} turns or legs; {} talks of each task. \
         Differences are taken talk by talk, their intervals over scenarios. *Points* count no deal as what it is worth. \
         *Joint*, *efficient* and *Nash* are over the talks that agree both ways.\n",
        2 * ROUNDS[USUAL],
        results.size.scenarios * results.size.repeats,
    );
    for (at, task) in TASKS.into_iter().enumerate() {
        let _ = writeln!(
            text,
            "### {}\n\nWithout a mediator {} agree.\n\n| mediator | agreed | change, in points of a hundred | points of a \
             side | joint | efficient, in points of a hundred | Nash | legs |\n|---|---|---|---|---|---|---|---|",
            title(task),
            plain(results.mixtures[at].tasks[at].agreed.mean, Kind::Percent),
        );
        for found in &results.changes[USUAL][at] {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} | {} | {} | {} |",
                found.mediator,
                plain(found.level.mean, Kind::Percent),
                change(Some(found.agreed), Kind::Percent),
                change(Some(found.points), Kind::Points),
                change(found.joint, Kind::Share),
                change(found.efficient, Kind::Percent),
                change(found.nash, Kind::Share),
                change(Some(found.legs), Kind::Points),
            );
        }
        text.push('\n');
        rounds(&mut text, results, at);
    }
    text.push_str(MEDIATORS_AFTER);
    text.push_str(CRISES);
    for (at, task) in TASKS.into_iter().enumerate() {
        let _ = writeln!(text, "- {}: {}", title(task), directions(results, at).join(" "));
    }
    text.push_str(CRISES_AFTER);
    text
}

fn rounds(text: &mut String, results: &Results, at: usize) {
    let turns = ROUNDS.map(|rounds| (2 * rounds).to_string());
    let _ = writeln!(
        text,
        "The change of agreement, in points of a hundred, and of legs, by how many legs there are at most:\n\n\
         | mediator | {0}: agreed | legs | {1}: agreed | legs | {2}: agreed | legs |\n|---|---|---|---|---|---|---|",
        turns[0], turns[1], turns[2],
    );
    for (mediator, found) in results.changes[USUAL][at].iter().enumerate() {
        let cells: Vec<String> = results
            .changes
            .iter()
            .map(|tasks| &tasks[at][mediator])
            .map(|found| {
                let agreed = change(Some(found.agreed), Kind::Percent);
                format!("{agreed} | {}", change(Some(found.legs), Kind::Points))
            })
            .collect();
        let _ = writeln!(text, "| `{}` | {} |", found.mediator, cells.join(" | "));
    }
    let _ = writeln!(text, "\n{}\n", whatever_the_rounds(results, at));
}
