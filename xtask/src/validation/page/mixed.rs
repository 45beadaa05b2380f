//! The mixtures, how near to people they are, and where they are unlike them.

use std::fmt::Write as _;

use super::super::behaviours::MORE;
use super::super::distance::{AGREED_UNIT, EFFICIENT_UNIT, JOINT_UNIT, NASH_UNIT, POINTS_UNIT};
use super::super::experiment::{ROUNDS, Results, TARGETS, TASKS, USUAL};
use super::super::words::{beside, compared};
use super::cells::{cell, mixture_words, plain};
use super::title;

pub(super) fn section(results: &Results) -> String {
    let mut text = "## The best mixture of behaviours\n\n".to_owned();
    let _ = writeln!(
        text,
        "People are not all alike. A mixture says what share of them plays which strategy; each side of each talk is drawn \
         from it. Its *distance* to people is the root of the mean square of the differences in the figures above, each over \
         a unit of its own: {:.0} points of a hundred in agreement, {:.0} of 36 points in points and in their deviation, {} \
         in joint, {:.0} points of a hundred in efficient deals, {} in Nash; for the campsite also joint and efficient deals \
         where no priority is the same and where one is. 1 is off by one unit on the average. The units are ours.\n\n\
         Mixtures were fitted on one half of the scenarios, every behaviour with every other, by moving hundredths about \
         from each behaviour and each even pair; shares under 3 % were dropped. Distances here are those on the other \
         half. Besides the strategies as they stand, a mixture may hold these:\n",
        100.0 * AGREED_UNIT,
        36.0 * POINTS_UNIT,
        JOINT_UNIT,
        100.0 * EFFICIENT_UNIT,
        NASH_UNIT,
    );
    for (behaviour, about) in MORE {
        let _ = writeln!(text, "- `{behaviour}`: {about}");
    }
    text.push_str("\n| fitted to | mixture | distance, campsite | distance, division |\n|---|---|---|---|\n");
    let fitted_to = |at: usize| match TARGETS[at] {
        [one] => title(*one).to_lowercase(),
        _ => "both".to_owned(),
    };
    for (kind, rows) in [("alone", &results.singles), ("mixture", &results.mixtures)] {
        for (at, row) in rows.iter().enumerate() {
            let words = match kind {
                "alone" => format!("`{}` alone", row.mixture.hundredths[0].0),
                _ => mixture_words(&row.mixture),
            };
            let [campsite, division] = [0, 1].map(|task| row.tasks[task].distance);
            let _ = writeln!(text, "| {} | {words} | {campsite:.2} | {division:.2} |", fitted_to(at));
        }
    }
    for (at, task) in TASKS.into_iter().enumerate() {
        let row = &results.mixtures[at];
        let _ = writeln!(
            text,
            "\n### The mixture that is nearest to people: {}\n\n{}. Two talks are held on each scenario; they take {:.1} \
             turns.\n\n| | people | the mixture | |\n|---|---|---|---|",
            title(task).to_lowercase(),
            mixture_words(&row.mixture),
            row.tasks[at].legs.mean,
        );
        for (what, people, found, kind) in compared(task.people(), &row.tasks[at]) {
            let _ = writeln!(
                text,
                "| {what} | {} | {} | {} |",
                plain(people, kind),
                cell(found, kind),
                beside(found, people)
            );
        }
    }
    text.push_str(AFTER_FIT);
    rounds(&mut text, results);
    text
}

fn rounds(text: &mut String, results: &Results) {
    let turns = ROUNDS.map(|rounds| (2 * rounds).to_string());
    let _ = writeln!(
        text,
        "### How much depends on the deadline\n\nPeople had no count of turns; campers wrote 11.6 messages on the average. \
         The talks above have {} turns at most. Agreement (and joint points) with half of the time or more of it:\n\n\
         | | campsite, {} turns | {} | {} | division, {} turns | {} | {} |\n|---|---|---|---|---|---|---|",
        2 * ROUNDS[USUAL],
        turns[0],
        turns[1],
        turns[2],
        turns[0],
        turns[1],
        turns[2],
    );
    let own =
        [("the campsite's mixture", &results.mixtures[0]), ("the division's mixture", &results.mixtures[1])];
    let models = results.models.iter().map(|row| (row.mixture.hundredths[0].0, row));
    for (name, row) in models.chain(own) {
        let cells: Vec<String> = row
            .tasks
            .iter()
            .flat_map(|found| &found.by_rounds)
            .map(|figures| {
                let joint =
                    if figures.agreed > 0.0 { format!(" ({:.3})", figures.joint) } else { String::new() };
                format!("{:.1} %{joint}", 100.0 * figures.agreed)
            })
            .collect();
        let name = if name.contains(' ') { name.to_owned() } else { format!("`{name}`") };
        let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
    }
    text.push_str(
        "\nAnd the distance to people of each task's own mixture, as it is and fitted anew to that many turns:\n\n\
         | turns | campsite, as it is | fitted anew | division, as it is | fitted anew |\n|---|---|---|---|---|\n",
    );
    for row in &results.by_rounds {
        let ([kept_a, kept_b], [new_a, new_b]) = (row.kept, row.fitted);
        let _ =
            writeln!(text, "| {} | {kept_a:.2} | {new_a:.2} | {kept_b:.2} | {new_b:.2} |", 2 * row.rounds);
    }
    text.push_str(
        "\nShares that were fitted to one number of turns are not those of another: a mixture is a description of talks of \
         this length and not a law of behaviour.\n\n",
    );
}

const AFTER_FIT: &str = "
A fit of so few figures by so many shares shows that these strategies *can* reach what people reach, not that people
behave so. Other mixtures may be as near and hold other behaviours. What turns on who does what, as all of the next section
does, is true of this mixture and not therefore of people.

";
