//! What home bodies made of what was signed, in words and as JSON.

use serde_json::{Map, Value, json};
use wasit_arena::{AtHomes, Course, HomeAnswer, Ratification, share};
use wasit_model::{HomeBody, Talks};
use wasit_search::{Blockers, Count, Gives, Margin, Move};

use crate::words;

/// One sentence for each home body and each package that was signed; none where nobody has a home body.
#[must_use]
pub fn sentences(talks: &Talks, course: &Course) -> Vec<String> {
    let many = course.home.len() > 1;
    let told = |(at, held): (usize, &Ratification)| {
        let which = if many {
            format!("Package {} of {} signed: ", at + 1, course.home.len())
        } else {
            String::new()
        };
        let answers = answers(talks, held);
        answers
            .map(move |(title, body, answer)| format!("{which}{}", sentence(title, body, answer)))
            .collect::<Vec<_>>()
    };
    course.home.iter().enumerate().flat_map(told).collect()
}

fn sentence(title: &str, body: &HomeBody, answer: &HomeAnswer) -> String {
    let titles = |yes: bool| -> Vec<String> {
        let votes = body.ratifiers.iter().zip(&answer.votes);
        votes.filter(|(_, vote)| **vote == yes).map(|(ratifier, _)| ratifier.title.clone()).collect()
    };
    let said = |who: Vec<String>, what: &str| {
        if who.is_empty() { String::new() } else { format!("{} said {what}", words::list(&who)) }
    };
    let votes: Vec<String> = [said(titles(true), "yes"), said(titles(false), "no")]
        .into_iter()
        .filter(|said| !said.is_empty())
        .collect();
    let verb = if answer.passed { "ratified it" } else { "did not ratify it" };
    let paid = match answer.paid {
        Some(who) => format!("; {} was bought", body.ratifiers[who].title),
        None => String::new(),
    };
    let chance = words::percent(answer.chance);
    format!("The home of {title} {verb} ({chance} likely): {}{paid}.", votes.join(", "))
}

fn answers<'a>(
    talks: &'a Talks,
    held: &'a Ratification,
) -> impl Iterator<Item = (&'a str, &'a HomeBody, &'a HomeAnswer)> {
    talks.parties.iter().zip(&held.homes).filter_map(|(party, answer)| {
        Some((party.title.as_str(), &party.home.as_ref()?.body, answer.as_ref()?))
    })
}

/// Every package that was signed, with each home body's answer.
pub(crate) fn json(talks: &Talks, course: &Course) -> Value {
    let answer = |body: &HomeBody, answer: &HomeAnswer| {
        let votes = body.ratifiers.iter().zip(&answer.votes);
        let votes: Map<String, Value> = votes.map(|(one, &vote)| (one.name.clone(), vote.into())).collect();
        json!({
            "ratified": answer.passed,
            "chance": crate::json::number(answer.chance),
            "votes": votes,
            "bought": answer.paid.map(|who| body.ratifiers[who].name.as_str()),
        })
    };
    let held = |held: &Ratification| {
        let parties = talks.parties.iter().zip(&held.homes);
        let homes: Map<String, Value> = parties
            .filter_map(|(party, given)| {
                Some((party.name.clone(), answer(&party.home.as_ref()?.body, given.as_ref()?)))
            })
            .collect();
        json!({
            "package": crate::json::package(&talks.space, &held.package),
            "in_force": held.is_in_force(),
            "homes": homes,
        })
    };
    course.home.iter().map(held).collect()
}

/// How many blockages, and how many ways to a deal, are named in sentences.
const NAMED: usize = 6;

/// `12 (7.1 %)`, and between what it lies where it is not exact.
pub(crate) fn count(count: &Count, talks: &Talks) -> String {
    let share = words::percent(share(count, &talks.space));
    match count.exact {
        Some(_) => format!("{} ({share})", words::great(count.value)),
        None => format!(
            "about {} ({share}; approximate, between {} and {})",
            words::great(count.value),
            words::great(count.low),
            words::great(count.high)
        ),
    }
}

/// How often each ratifier's vote decides, the most often first; nothing for a side without a home body.
pub(crate) fn pivotal(talks: &Talks, homes: &AtHomes, side: usize) -> String {
    let Some(home) = &talks.parties[side].home else { return "its signature binds".to_owned() };
    let ratifiers = home.body.ratifiers.iter().zip(&homes.sets.sides[side].pivots);
    let mut ranked: Vec<(&str, f64)> = ratifiers.map(|(one, &pivot)| (one.title.as_str(), pivot)).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let named: Vec<String> = ranked
        .iter()
        .take(NAMED)
        .map(|(title, pivot)| format!("{title} {}", words::percent(*pivot)))
        .collect();
    let more = ranked.len().saturating_sub(NAMED);
    if more > 0 { format!("{} and {more} more", named.join(", ")) } else { named.join(", ") }
}

/// Where the win-sets meet, how far from a deal the sides are, and what stands in the way.
pub(crate) fn outlook(talks: &Talks, homes: &AtHomes) -> Vec<String> {
    let sets = &homes.sets;
    let likely = words::percent(sets.at_least);
    let mut said = vec![format!(
        "Packages that every side would ratify, each with {likely} or more: {}; those that every delegation would sign \
         too: {}.",
        count(&sets.overlap, talks),
        count(&sets.signable, talks)
    )];
    let chances: Vec<String> = talks
        .parties
        .iter()
        .zip(&sets.nearest.chances)
        .map(|(party, chance)| format!("{} {}", party.title, words::percent(*chance)))
        .collect();
    let which = if sets.nearest.chances.iter().all(|chance| *chance >= sets.at_least) {
        "The surest"
    } else {
        "The nearest"
    };
    let package = words::package(&talks.space, &sets.nearest.package);
    said.push(format!("{which}: {package} (ratified by {}).", words::list(&chances)));
    said.extend(distance(&homes.margin));
    said.extend(blocked(talks, &homes.blockers));
    said
}

fn distance(margin: &Margin) -> Option<String> {
    let sure =
        if margin.bound > 0.0 { format!(" ({})", words::approximate(margin.bound)) } else { String::new() };
    let value = margin.value;
    if value == f64::NEG_INFINITY {
        return Some("The red lines of all, home bodies included, leave no package.".to_owned());
    }
    if !value.is_finite() {
        return None;
    }
    let size = words::utility(value.abs());
    Some(if value >= 0.0 {
        format!(
            "Some package gives every side, and those who carry its home, at least {size} more than they ask{sure}."
        )
    } else {
        format!(
            "Every package gives some side, or those who would carry its home, at least {size} less than they ask{sure}."
        )
    })
}

fn blocked(talks: &Talks, blockers: &Blockers) -> Vec<String> {
    let mut said = Vec::new();
    let more =
        |count: usize| if count > NAMED { format!("; and {} more", count - NAMED) } else { String::new() };
    if !blockers.sets.is_empty() {
        let sets = blockers.sets.iter().take(NAMED).map(|set| {
            let claims: Vec<String> = blockers.claims_in(*set).map(|claim| claim.words(talks)).collect();
            words::list(&claims)
        });
        let sets: Vec<String> = sets.collect();
        said.push(format!("It is blocked by {}{}.", sets.join("; by "), more(blockers.sets.len())));
    }
    if !blockers.ways.is_empty() {
        let ways = blockers.ways.iter().take(NAMED).map(|way| {
            let moves: Vec<String> = way.moves.iter().map(|one| gives(talks, blockers, one)).collect();
            words::list(&moves)
        });
        let ways: Vec<String> = ways.collect();
        said.push(format!("It would be opened by {}{}.", ways.join("; or by "), more(blockers.ways.len())));
    }
    if blockers.cut {
        said.push("The search for what blocks it reached its limit: there may be more.".to_owned());
    }
    said
}

fn gives(talks: &Talks, blockers: &Blockers, one: &Move) -> String {
    let claim = blockers.claims[one.claim].words(talks);
    match one.gives {
        Gives::Utility(by) => format!("lowering {claim} by {}", words::utility(by)),
        Gives::Value { issue, value, .. } => {
            format!("letting {claim} allow {}", words::value(&talks.space, issue, value))
        }
        Gives::All => format!("giving up {claim}"),
    }
}

/// What [`outlook`] says, for machines.
pub(crate) fn outlook_json(talks: &Talks, homes: &AtHomes, counted: &dyn Fn(&Count) -> Value) -> Value {
    let sets = &homes.sets;
    let sides = talks.parties.iter().zip(&sets.sides).map(|(party, set)| {
        let pivots: Option<Map<String, Value>> = party.home.as_ref().map(|home| {
            let pivots = home.body.ratifiers.iter().zip(&set.pivots);
            pivots.map(|(one, &pivot)| (one.name.clone(), crate::json::number(pivot))).collect()
        });
        (party.name.clone(), json!({"win_set": counted(&set.size), "pivots": pivots}))
    });
    let sides: Map<String, Value> = sides.collect();
    let chances: Map<String, Value> = talks
        .parties
        .iter()
        .zip(&sets.nearest.chances)
        .map(|(party, &chance)| (party.name.clone(), crate::json::number(chance)))
        .collect();
    let package = |package: &[wasit_model::ValueIndex]| crate::json::package(&talks.space, package);
    let margin = |margin: &Margin| {
        json!({
            "exact": margin.bound == 0.0,
            "bound": crate::json::number(margin.bound),
            "value": crate::json::number(margin.value),
            "package": margin.package.as_ref().map(|found| package(found)),
        })
    };
    let blockers = &homes.blockers;
    let blockages = blockers
        .sets
        .iter()
        .map(|set| blockers.claims_in(*set).map(|claim| Value::from(claim.path(talks))).collect::<Value>());
    let ways = blockers.ways.iter().map(|way| {
        let moves = way.moves.iter().map(|one| {
            let claim = blockers.claims[one.claim].path(talks);
            match one.gives {
                Gives::Utility(by) => json!({"claim": claim, "by": crate::json::number(by)}),
                Gives::Value { issue, value, .. } => {
                    let issue = &talks.space.issues()[issue];
                    json!({"claim": claim, "value": issue.values.label(value)})
                }
                Gives::All => json!({"claim": claim}),
            }
        });
        json!({"moves": moves.collect::<Value>(), "package": package(&way.package)})
    });
    json!({
        "at_least": crate::json::number(sets.at_least),
        "sides": sides,
        "overlap": counted(&sets.overlap),
        "signable": counted(&sets.signable),
        "nearest": {"package": package(&sets.nearest.package), "chances": chances},
        "margin_at_the_table": margin(&homes.table),
        "margin": margin(&homes.margin),
        "blockages": blockages.collect::<Value>(),
        "ways": ways.collect::<Value>(),
        "cut": blockers.cut,
    })
}
