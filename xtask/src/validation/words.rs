//! What follows from the figures, in sentences: each is said only where the figures carry it.

use super::experiment::{Measured, ROUNDS, Results, TASKS, USUAL};
use super::figures::Interval;
use super::mediators::Change;
use super::people::People;

/// Below which share of agreements a behaviour counts as one that does not get on with itself.
const SELDOM: f64 = 0.5;

/// `a`, `b` and `c`.
fn list(names: &[&str]) -> String {
    let named: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match named.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Where the strategies by themselves are unlike people on task `at`: a sentence a line.
pub(super) fn models_unlike(results: &Results, at: usize) -> Vec<String> {
    let people = TASKS[at].people();
    let named = |of: &dyn Fn(&Measured) -> bool| -> Vec<&str> {
        let rows = results.models.iter().filter(|row| of(&row.tasks[at]));
        rows.map(|row| row.mixture.hundredths[0].0).collect()
    };
    let seldom = named(&|found| found.agreed.mean < SELDOM);
    let often: Vec<&Measured> =
        results.models.iter().map(|row| &row.tasks[at]).filter(|found| found.agreed.mean >= SELDOM).collect();
    let mut said = Vec::new();
    if !seldom.is_empty() {
        said.push(format!(
            "{} agree with themselves in less than half of their talks, or never; people do in {} %.",
            list(&seldom),
            percent(people.agreed),
        ));
    }
    let count = |of: &dyn Fn(&Measured) -> bool| often.iter().filter(|found| of(found)).count();
    let too_often = count(&|found| found.agreed.low > people.agreed);
    said.push(format!(
        "Of the {} others {} agree more often than people: only the deadline ends \
         their talks without a deal.",
        often.len(),
        count_words(too_often, often.len()),
    ));
    let even = count(&|found| found.points_sd.is_some_and(|sd| sd.high < people.points_sd));
    said.push(format!("The points of {} of them vary less than people's.", count_words(even, often.len())));
    let poorer = count(&|found| found.joint.is_some_and(|joint| joint.high < people.joint));
    let richer = count(&|found| found.joint.is_some_and(|joint| joint.low > people.joint));
    said.push(format!(
        "Together {} of them get less out of the task than people, {} get more.",
        count_words(poorer, often.len()),
        count_words(richer, often.len()),
    ));
    said
}

fn count_words(count: usize, of: usize) -> String {
    match count {
        0 => "none".to_owned(),
        all if all == of => "all".to_owned(),
        some => some.to_string(),
    }
}

fn percent(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Where a mixture's figure lies beside people's.
pub(super) fn beside(found: Option<Interval>, people: f64) -> &'static str {
    match found {
        None => "no agreements",
        Some(found) if found.low > people => "more than people",
        Some(found) if found.high < people => "less than people",
        Some(_) => "as people",
    }
}

/// A figure of people with what a mixture came to.
pub(super) type Compared = (&'static str, f64, Option<Interval>, Kind);

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Percent,
    Points,
    Share,
}

/// All figures of people on a task, with those of `found`.
pub(super) fn compared(people: &People, found: &Measured) -> Vec<Compared> {
    let mut rows = vec![
        ("agreement", people.agreed, Some(found.agreed), Kind::Percent),
        ("points of a side", people.points, found.points, Kind::Points),
        ("their standard deviation", people.points_sd, found.points_sd, Kind::Points),
        ("joint points / best", people.joint, found.joint, Kind::Share),
        ("efficient deals", people.efficient, found.efficient, Kind::Percent),
    ];
    rows.extend(people.nash.map(|nash| ("Nash product / best", nash, found.nash, Kind::Share)));
    let names = [
        ["agreement, no priority the same", "joint, no priority the same", "efficient, no priority the same"],
        ["agreement, one the same", "joint, one the same", "efficient, one the same"],
        ["agreement, all the same", "joint, all the same", "efficient, all the same"],
    ];
    for ((theirs, ours), names) in people.by_overlap.iter().flatten().zip(&found.by_overlap).zip(names) {
        rows.push((names[0], theirs.agreed, ours[0], Kind::Percent));
        rows.push((names[1], theirs.joint, ours[1], Kind::Share));
        rows.push((names[2], theirs.efficient, ours[2], Kind::Percent));
    }
    rows
}

/// Whether mediation makes agreement more likely and talks shorter, mediator by mediator: names by verdict.
pub(super) fn directions(results: &Results, at: usize) -> Vec<String> {
    let changes = &results.changes[USUAL][at];
    let others = || changes.iter().filter(|change| change.mediator != "courier");
    let named = |of: fn(&Change) -> bool| -> Vec<&str> {
        others().filter(|change| of(change)).map(|change| change.mediator).collect()
    };
    let sorted = |up: Vec<&str>, down: Vec<&str>, what: [&str; 3]| -> String {
        let open = others().count() - up.len() - down.len();
        let mut parts = Vec::new();
        if !up.is_empty() {
            parts.push(format!("{} under {}", what[1], list(&up)));
        }
        if !down.is_empty() {
            parts.push(format!("{} under {}", what[2], list(&down)));
        }
        if open > 0 {
            let of = if open == 1 { "one mediator".to_owned() } else { format!("{open} mediators") };
            parts.push(format!("cannot be told from unmediated talks under {of}"));
        }
        format!("{} {}.", what[0], parts.join(", "))
    };
    vec![
        sorted(
            named(|change| change.agreed.low > 0.0),
            named(|change| change.agreed.high < 0.0),
            ["Agreement is", "more likely", "less likely"],
        ),
        sorted(
            named(|change| change.legs.high < 0.0),
            named(|change| change.legs.low > 0.0),
            ["Talks are", "shorter", "longer"],
        ),
    ]
}

/// Which mediators make agreement more likely over every number of rounds on task `at`, and which less.
pub(super) fn whatever_the_rounds(results: &Results, at: usize) -> String {
    let always = |of: fn(&Change) -> bool| -> Vec<&str> {
        let usual = results.changes[USUAL][at].iter().enumerate();
        usual
            .filter(|(mediator, _)| {
                (0..ROUNDS.len()).all(|rounds| of(&results.changes[rounds][at][*mediator]))
            })
            .map(|(_, change)| change.mediator)
            .collect()
    };
    let more = always(|change| change.agreed.low > 0.0);
    let less = always(|change| change.agreed.high < 0.0);
    format!("Over all three: agreement more likely under {}, less likely under {}.", list(&more), list(&less))
}

#[cfg(test)]
mod tests {
    use super::super::experiment::tests::SMALL;
    use super::*;

    #[test]
    fn names_are_listed() {
        assert_eq!(list(&[]), "none");
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
    }

    #[test]
    fn a_verdict_follows_the_interval() {
        let found = Interval { mean: 0.5, low: 0.4, high: 0.6 };
        assert_eq!(
            [0.3, 0.4, 0.7].map(|people| beside(Some(found), people)),
            ["more than people", "as people", "less than people"]
        );
        assert_eq!(beside(None, 0.5), "no agreements");
    }

    #[test]
    fn what_never_agrees_is_named() {
        let said = models_unlike(&SMALL, 0);
        assert!(said[0].contains("`tough`") && !said[0].contains("`linear`"), "{said:?}");
        assert_eq!(compared(TASKS[0].people(), &SMALL.models[0].tasks[0]).len(), 6 + 9);
        assert_eq!(compared(TASKS[1].people(), &SMALL.models[0].tasks[1]).len(), 5);
    }
}
