//! Runs as JSON, for machines.
//!
//! Keys stand in the order that the reference of `wasit run --json` gives them in; objects keep the talks file's
//! order of issues and parties; values are their source text; a number that is not finite is `null`. Legs, steps
//! and visits count from 0, rounds from 1.

mod analysis;

pub use analysis::analysis;

use serde_json::{Map, Value, json};
use wasit_arena::{Act, Entry, Estimate, Glimpse, Outcome, Sight, Summary};
use wasit_model::{Space, Talks, ValueIndex};
use wasit_protocol::{Attribution, Seat, Vote};
use wasit_search::{Frontier, Solution};

use crate::RunReport;

/// All of one run.
#[must_use]
pub fn run(report: &RunReport<'_>) -> Value {
    let RunReport { talks, course, outlook, .. } = report;
    let agreement = course.outcome.agreement();
    let reached = agreement.map(|package| report.undiscounted(package));
    let frontier_distance = reached.and_then(|utilities| outlook.frontier.distance(&utilities));
    let mut object = opening(report.version, report.file, course.seed, course.protocol);
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("agreement", agreement.map_or(Value::Null, |found| package(&talks.space, found)));
    put("ended", course.outcome.word().into());
    put("legs", course.legs.into());
    put("round", round(course.round));
    put("utilities", by_party(talks, &course.utilities));
    put("solutions", solutions(report));
    put("frontier_distance", frontier_distance.map_or(Value::Null, number));
    put("trace", course.trace.iter().map(|entry| entry_of(talks, entry)).collect());
    put("title", talks.title.as_str().into());
    put("seats", seats(report));
    put("reason", reason(report));
    put("walk_aways", walk_aways_of(talks));
    put("frontier", frontier(&outlook.frontier));
    put("rational_frontier", frontier(&outlook.frontier.rational(&outlook.walk_aways)));
    put("assumed", report.assumed.into());
    if talks.has_homes() {
        put("home", crate::home::json(talks, course));
    }
    Value::Object(object)
}

/// What one seat could see of a run: keys as in [`run`], those left out that the seat could not know.
#[must_use]
pub fn glimpse(talks: &Talks, file: &str, version: &str, glimpse: &Glimpse) -> Value {
    let mut object = opening(version, file, glimpse.seed, glimpse.protocol);
    let seat = seat_name(talks, glimpse.seat);
    let own = |utility: f64| Value::Object(Map::from_iter([(seat.to_owned(), number(utility))]));
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("as", seat.into());
    put("agreement", glimpse.agreement.as_ref().map_or(Value::Null, |found| package(&talks.space, found)));
    put("ended", glimpse.ended.into());
    put("round", round(glimpse.round));
    if let Some(utility) = glimpse.utility {
        put("utilities", own(utility));
    }
    put("trace", glimpse.sights.iter().map(|sight| sight_of(talks, sight, &own)).collect());
    put("title", talks.title.as_str().into());
    let taken = seat_of(talks, glimpse.seat, &glimpse.strategy);
    put("seats", Value::Object(Map::from_iter([(seat.to_owned(), taken)])));
    Value::Object(object)
}

/// What many talks came to.
#[must_use]
pub fn summary(report: &RunReport<'_>, summary: &Summary) -> Value {
    let talks = report.talks;
    let estimates = talks.parties.iter().zip(&summary.utilities);
    let agreements = summary
        .agreements
        .iter()
        .map(|(found, times)| json!({"package": package(&talks.space, found), "talks": times}));
    let mut object = opening(report.version, report.file, summary.seed, report.course.protocol);
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("talks", summary.talks.into());
    put("agreed", estimate(&summary.agreed));
    put(
        "ended",
        summary.ended.iter().map(|(word, times)| ((*word).to_owned(), Value::from(*times))).collect(),
    );
    put("utilities", estimates.map(|(party, mean)| (party.name.clone(), estimate(mean))).collect());
    put("legs", estimate(&summary.legs));
    put("solutions", solutions(report));
    put("frontier_distance", summary.frontier_distance.as_ref().map_or(Value::Null, estimate));
    put("nash_distance", summary.nash_distance.as_ref().map_or(Value::Null, estimate));
    put("agreements", agreements.collect());
    if let Some((times, first)) = &summary.faults {
        put("faults", json!({"talks": times, "seat": seat_name(talks, first.seat), "first": first.what}));
    }
    put("title", talks.title.as_str().into());
    put("seats", seats(report));
    put("walk_aways", walk_aways_of(talks));
    put("frontier", frontier(&report.outlook.frontier));
    put("rational_frontier", frontier(&report.outlook.frontier.rational(&report.outlook.walk_aways)));
    Value::Object(object)
}

/// A package as an object, issue to value, in the file's order.
#[must_use]
pub fn package(space: &Space, package: &[ValueIndex]) -> Value {
    let values = space.issues().iter().zip(package);
    values.map(|(issue, &value)| (issue.name.clone(), Value::from(issue.values.label(value)))).collect()
}

/// A number; `null` where it is not finite.
#[must_use]
pub fn number(number: f64) -> Value {
    // Adding zero turns −0 into 0.
    serde_json::Number::from_f64(number + 0.0).map_or(Value::Null, Value::Number)
}

fn opening(version: &str, file: &str, seed: u64, protocol: &str) -> Map<String, Value> {
    Map::from_iter([
        ("wasit".to_owned(), version.into()),
        ("file".to_owned(), file.into()),
        ("seed".to_owned(), seed.into()),
        ("protocol".to_owned(), protocol.into()),
    ])
}

fn round(round: usize) -> Value {
    (round + 1).into()
}

fn seat_name(talks: &Talks, seat: Seat) -> &str {
    match seat {
        Seat::Party(party) => &talks.parties[party].name,
        Seat::Mediator => &talks.mediator.name,
    }
}

fn seat_of(talks: &Talks, seat: Seat, strategy: &str) -> Value {
    let (role, title) = match seat {
        Seat::Party(party) => ("party", &talks.parties[party].title),
        Seat::Mediator => ("mediator", &talks.mediator.title),
    };
    json!({"role": role, "title": title, "strategy": strategy})
}

fn seats(report: &RunReport<'_>) -> Value {
    let RunReport { talks, course, .. } = report;
    let parties = course.parties.iter().enumerate().map(|(party, text)| (Seat::Party(party), text));
    let mediator = course.mediator.iter().map(|text| (Seat::Mediator, text));
    let named =
        |(seat, text): (Seat, &String)| (seat_name(talks, seat).to_owned(), seat_of(talks, seat, text));
    parties.chain(mediator).map(named).collect()
}

/// `null` where the talks agreed; else what ended them: whose doing it was and what that seat said, as far as
/// it was a seat's doing.
fn reason(report: &RunReport<'_>) -> Value {
    let talks = report.talks;
    let by = |seat: Seat| Value::from(seat_name(talks, seat));
    match &report.course.outcome {
        Outcome::Agreed(_) => Value::Null,
        Outcome::Deadline => json!({"seat": null, "fault": false, "what": "time ran out"}),
        Outcome::Closed => {
            json!({"seat": talks.mediator.name, "fault": false, "what": "the mediator closed the talks"})
        }
        Outcome::WalkedOut { seat, reason } => json!({"seat": by(*seat), "fault": false, "what": reason}),
        Outcome::NotRatified(_) => {
            let refusing = report.course.home.last().and_then(|last| last.refusing().next());
            json!({"seat": refusing.map(|party| by(Seat::Party(party))), "fault": false, "what": "its home did not ratify"})
        }
        Outcome::Faulted(fault) => json!({"seat": by(fault.seat), "fault": true, "what": fault.what}),
    }
}

fn by_party(talks: &Talks, numbers: &[f64]) -> Value {
    talks.parties.iter().zip(numbers).map(|(party, &value)| (party.name.clone(), number(value))).collect()
}

fn solutions(report: &RunReport<'_>) -> Value {
    let found = &report.outlook.solutions;
    json!({
        "nash": solution(report.talks, &found.nash),
        "kalai_smorodinsky": solution(report.talks, &found.kalai_smorodinsky),
        "kalai": solution(report.talks, &found.kalai),
        "welfare": solution(report.talks, &found.welfare),
    })
}

fn solution(talks: &Talks, solution: &Solution) -> Value {
    let point = |point: &wasit_search::Point| json!({"package": package(&talks.space, &point.package), "utilities": by_party(talks, &point.utilities)});
    json!({
        "exact": solution.exact(),
        "points": solution.points.iter().map(point).collect::<Value>(),
        "bound": number(solution.bound),
    })
}

fn frontier(frontier: &Frontier) -> Value {
    json!({
        "exact": frontier.exact(),
        "points": frontier.points.len(),
        "bound": number(frontier.bound),
        "how": frontier.how,
    })
}

fn estimate(estimate: &Estimate) -> Value {
    json!({
        "mean": number(estimate.mean),
        "low": number(estimate.low),
        "high": number(estimate.high),
        "n": estimate.n,
    })
}

fn entry_of(talks: &Talks, entry: &Entry) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("leg", entry.leg.into());
    put("step", entry.step.into());
    put("round", round(entry.round));
    put("time", number(entry.time));
    put("seat", seat_name(talks, entry.seat).into());
    put("act", entry.act.word().into());
    put("to", entry.to.map_or(Value::Null, |seat| seat_name(talks, seat).into()));
    put("package", entry.package.as_ref().map_or(Value::Null, |found| package(&talks.space, found)));
    put("utilities", if entry.package.is_some() { by_party(talks, &entry.utilities) } else { Value::Null });
    match &entry.act {
        Act::Carry { by, attribution, put: is_put } => {
            put("from", seat_name(talks, *by).into());
            put("as", attribution_word(*attribution).into());
            put("put", (*is_put).into());
        }
        Act::Text { standing: Some(standing) } => {
            put("standing", package(&talks.space, standing));
        }
        Act::Vote(vote) => {
            put("vote", vote_word(*vote).into());
        }
        Act::Leave { reason } => {
            put("reason", reason.as_str().into());
        }
        _ => {}
    }
    Value::Object(object)
}

/// The walk-aways at the start, as the file gives them.
fn walk_aways_of(talks: &Talks) -> Value {
    let start: Vec<f64> = talks.parties.iter().map(|party| party.preferences.walk_away().start).collect();
    by_party(talks, &start)
}

fn sight_of(talks: &Talks, sight: &Sight, own: &dyn Fn(f64) -> Value) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("visit", sight.visit.into());
    put("round", round(sight.round));
    put("time", number(sight.time));
    put("seat", seat_name(talks, sight.seat).into());
    put("act", sight.act.into());
    put("to", sight.to.map_or(Value::Null, |seat| seat_name(talks, seat).into()));
    put("package", sight.package.as_ref().map_or(Value::Null, |found| package(&talks.space, found)));
    if let Some(utility) = sight.utility {
        put("utilities", own(utility));
    }
    if let Some(standing) = &sight.standing {
        put("standing", package(&talks.space, standing));
    }
    if let Some(vote) = sight.vote {
        put("vote", vote_word(vote).into());
    }
    if let Some(from) = sight.from {
        put("from", seat_name(talks, from).into());
    }
    Value::Object(object)
}

/// `sender`, `mediator` or `unattributed`.
#[must_use]
pub fn attribution_word(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::Sender => "sender",
        Attribution::Mediator => "mediator",
        Attribution::Unattributed => "unattributed",
    }
}

/// `strong_no`, `no`, `yes` or `strong_yes`.
#[must_use]
pub fn vote_word(vote: Vote) -> &'static str {
    match vote {
        Vote::StrongNo => "strong_no",
        Vote::No => "no",
        Vote::Yes => "yes",
        Vote::StrongYes => "strong_yes",
    }
}
