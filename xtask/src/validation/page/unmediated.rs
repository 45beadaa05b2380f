//! Every strategy with itself, beside people and the null model.

use std::fmt::Write as _;

use wasit_arena::Estimate;

use super::super::experiment::{Measured, ROUNDS, Results, Row, TASKS, USUAL};
use super::super::figures::Interval;
use super::super::null::{CAMPSITE_LEAST, DIVISION_LEAST, Null};
use super::super::people::{CAMPSITE_NULL, CAMPSITE_SHARES};
use super::super::scenarios::Task;
use super::super::words::{Kind, models_unlike};
use super::cells::{NOTHING, cell, plain};
use super::title;

/// The 97.5 % quantile of the standard normal distribution.
const NORMAL_95: f64 = 1.959_963_984_540_054;

pub(super) fn section(results: &Results) -> String {
    let mut text = "## Every strategy with itself, without a mediator\n\n".to_owned();
    let _ = writeln!(
        text,
        "Both seats play the same strategy at one table, for at most {} turns; one talk on each of {} scenarios that no \
         mixture below was fitted to. `time` without parameters is `linear`. *Points* are one side's where agreed, *sd* \
         their standard deviation. *Joint* is both sides' points over the most that both can have together, *Nash* the \
         product of their points over the greatest product; *efficient* deals are those that could not be better for one \
         side without being worse for the other. *Turns* count talks without a deal too. *Distance* is explained below.\n",
        2 * ROUNDS[USUAL],
        results.size.scenarios
    );
    for (at, task) in TASKS.into_iter().enumerate() {
        table(&mut text, results, at, task);
        if task == Task::Campsite {
            by_overlap(&mut text, results);
        }
        let _ = writeln!(text, "Where they are unlike people:\n");
        for said in models_unlike(results, at) {
            let _ = writeln!(text, "- {said}");
        }
        text.push('\n');
    }
    text
}

fn table(text: &mut String, results: &Results, at: usize, task: Task) {
    let people = task.people();
    let _ = writeln!(
        text,
        "### {}\n\n| | agreed | points | sd | joint | efficient | Nash | turns | distance |\n|---|---|---|---|---|---|---|---|---|",
        title(task)
    );
    let with = |number: f64, kind: Kind, interval: Option<Interval>| {
        interval.map_or_else(|| plain(number, kind), |found| cell(Some(found), kind))
    };
    let share = |share: f64, of: f64| people.dialogues.map(|count| wilson(share, of * count as f64));
    let points = people.dialogues.map(|count| {
        let half = NORMAL_95 * people.points_sd / (people.agreed * count as f64).sqrt();
        Interval { mean: people.points, low: people.points - half, high: people.points + half }
    });
    let _ = writeln!(
        text,
        "| **people** | {} | {} | {} | {} | {} | {} | {} | 0 |",
        with(people.agreed, Kind::Percent, share(people.agreed, 1.0)),
        with(people.points, Kind::Points, points),
        plain(people.points_sd, Kind::Points),
        plain(people.joint, Kind::Share),
        with(people.efficient, Kind::Percent, share(people.efficient, people.agreed)),
        people.nash.map_or(NOTHING.to_owned(), |nash| plain(nash, Kind::Share)),
        match task {
            Task::Campsite => "11.6 messages",
            Task::Division => NOTHING,
        }
    );
    let Null { points, points_sd, joint, efficient, nash } = results.null[at];
    let _ = writeln!(
        text,
        "| *chance* | {NOTHING} | {} | {} | {} | {} | {} | {NOTHING} | {NOTHING} |",
        plain(points, Kind::Points),
        plain(points_sd, Kind::Points),
        plain(joint, Kind::Share),
        plain(efficient, Kind::Percent),
        plain(nash, Kind::Share),
    );
    for row in &results.models {
        let Measured { agreed, points, points_sd, joint, efficient, nash, legs, distance, .. } =
            &row.tasks[at];
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} | {} | {:.1} | {distance:.2} |",
            name(row),
            cell(Some(*agreed), Kind::Percent),
            cell(*points, Kind::Points),
            cell(*points_sd, Kind::Points),
            cell(*joint, Kind::Share),
            cell(*efficient, Kind::Percent),
            cell(*nash, Kind::Share),
            legs.mean,
        );
    }
    text.push('\n');
    let _ = match task {
        Task::Campsite => writeln!(
            text,
            "*Chance* is the null model: a deal drawn evenly from those that give both at least {CAMPSITE_LEAST} points, \
             exact by enumeration of all 36 pairs of campers. Published for it are {:.3} and {:.0} % efficient deals; a \
             random deal for each of 1,030 dialogues would miss the exact figures by about 0.002 and 1.5 points. People's \
             points are barely more than chance gives them; what they gain over chance is efficiency.\n",
            CAMPSITE_NULL.0,
            100.0 * CAMPSITE_NULL.1,
        ),
        Task::Division => writeln!(
            text,
            "*Chance* is here a deal drawn evenly from those that give both at least {DIVISION_LEAST} points, over the \
             scenarios that have one; no such figure is published. Of people no number of dialogues is given, so \
             their figures stand without intervals.\n"
        ),
    };
}

fn by_overlap(text: &mut String, results: &Results) {
    let _ = writeln!(
        text,
        "By how far the priorities of the two campers coincide: agreement, joint, efficient deals.\n\n\
         | | none the same | one the same | all the same |\n|---|---|---|---|"
    );
    let people = TASKS[0].people();
    let theirs: Vec<String> = people
        .by_overlap
        .iter()
        .flatten()
        .zip(CAMPSITE_SHARES)
        .map(|(group, share)| {
            let count = people.dialogues.map_or(0.0, |count| count as f64) * share;
            format!(
                "{}, {}, {}",
                cell(Some(wilson(group.agreed, count)), Kind::Percent),
                plain(group.joint, Kind::Share),
                cell(Some(wilson(group.efficient, count * group.agreed)), Kind::Percent)
            )
        })
        .collect();
    let _ = writeln!(text, "| **people** | {} |", theirs.join(" | "));
    let chance = results.campsite_null.map(|null| {
        format!("{NOTHING}, {}, {}", plain(null.joint, Kind::Share), plain(null.efficient, Kind::Percent))
    });
    let _ = writeln!(text, "| *chance* | {} |", chance.join(" | "));
    for row in &results.models {
        let groups: Vec<String> = row.tasks[0]
            .by_overlap
            .iter()
            .map(|[agreed, joint, efficient]| {
                let (agreed, joint) = (cell(*agreed, Kind::Percent), cell(*joint, Kind::Share));
                format!("{agreed}, {joint}, {}", cell(*efficient, Kind::Percent))
            })
            .collect();
        let _ = writeln!(text, "| `{}` | {} |", name(row), groups.join(" | "));
    }
    text.push('\n');
}

fn name(row: &Row) -> &'static str {
    row.mixture.hundredths[0].0
}

/// Wilson's interval of a share of about so many.
fn wilson(share: f64, count: f64) -> Interval {
    let Estimate { low, high, .. } = Estimate::share((share * count).round() as u64, count.round() as u64);
    Interval { mean: share, low: low.min(share), high: high.max(share) }
}
