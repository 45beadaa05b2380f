//! What home bodies made of what was signed, in words and as JSON.

use serde_json::{Map, Value, json};
use wasit_arena::{Course, HomeAnswer, Ratification};
use wasit_model::{HomeBody, Talks};

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
