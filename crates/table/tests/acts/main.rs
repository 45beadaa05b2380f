//! Every act: what it does, who sees it, and every refusal that its facts name.
//!
//! A chapter's module has tests of what its acts do, and `refusals()`: one case for each rule that its acts can run
//! against.

#![allow(clippy::unwrap_used)]

mod adoption;
mod agenda;
mod attachments;
mod backchannel;
mod communiques;
mod contact;
mod convening;
mod decisions;
mod ground_rules;
mod hall;
mod preferences;
mod proposals;
mod questions;
mod reckoning;
mod relay;
mod rooms;
mod rounds;
mod texts;

use std::collections::BTreeSet;

use hall::Case;
use wasit_table::{Act, Rule};

fn cases() -> Vec<Case> {
    [
        adoption::refusals(),
        agenda::refusals(),
        attachments::refusals(),
        backchannel::refusals(),
        communiques::refusals(),
        contact::refusals(),
        convening::refusals(),
        decisions::refusals(),
        ground_rules::refusals(),
        questions::refusals(),
        relay::refusals(),
        rooms::refusals(),
        rounds::refusals(),
        texts::refusals(),
        preferences::refusals(),
        proposals::refusals(),
    ]
    .concat()
}

#[test]
fn refusals_name_their_rule_and_what_would_be_allowed() {
    for case in cases() {
        case.check();
    }
}

#[test]
fn what_is_refused_stands_in_the_facts() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter(|case| {
            let facts = Act::ALL.iter().find(|facts| facts.name == case.act).unwrap();
            !facts.refusals.contains(&case.rule) && !Rule::GENERAL.contains(&case.rule)
        })
        .map(|case| format!("{} {}", case.act, case.rule))
        .collect();
    assert!(wrong.is_empty(), "refused, but not in the facts: {wrong:#?}");
}

#[test]
fn what_stands_in_the_facts_is_refused() {
    let provoked: BTreeSet<(&str, Rule)> = cases().iter().map(|case| (case.act, case.rule)).collect();
    let missing: Vec<String> = Act::ALL
        .iter()
        .flat_map(|facts| facts.refusals.iter().map(|rule| (facts.name, *rule)))
        .filter(|pair| !provoked.contains(pair))
        .map(|(act, rule)| format!("{act} {rule}"))
        .collect();
    assert!(missing.is_empty(), "in the facts, but never provoked: {missing:#?}");
}
