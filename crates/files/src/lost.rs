//! What talks hold and none of the field's formats can: in sentences, for whoever writes them in one.

use wasit_model::{DiscountPer, Drift, Party, Round, Talks, Values};

use crate::collector::in_words;
use crate::fields::{cut, grouped};
use crate::foreign::{LEGS_PER_PARTY, MEDIATOR, MEDIATOR_STRATEGY, PARTY_STRATEGY};

/// What is lost of talks whose format knows issues, their values, and what each side wants, but neither who sits there
/// nor when they meet.
pub(crate) fn of_the_table(talks: &Talks) -> Vec<String> {
    let mut lost = Vec::new();
    let issues = talks.space.issues();
    let mut names = |found: Vec<&str>, what: &str| {
        if !found.is_empty() {
            let (s, are) = if found.len() == 1 { ("", "is") } else { ("s", "are") };
            lost.push(format!("The {what}{s} of {} {are} left out.", in_words(found, "and")));
        }
    };
    let of_issues = |pick: &dyn Fn(&wasit_model::Issue) -> bool| {
        issues.iter().filter(|issue| pick(issue)).map(|issue| issue.name.as_str()).collect::<Vec<&str>>()
    };
    names(of_issues(&|issue| issue.title != issue.name), "title");
    names(of_issues(&|issue| issue.unit.is_some()), "unit");
    names(of_issues(&|issue| issue.description.is_some()), "description");
    let of_parties = |pick: &dyn Fn(&Party) -> bool| {
        talks
            .parties
            .iter()
            .filter(|party| pick(party))
            .map(|party| party.name.as_str())
            .collect::<Vec<&str>>()
    };
    names(of_parties(&|party| party.title != party.name), "title");
    for party in talks.parties.iter().filter(|party| party.strategy != PARTY_STRATEGY) {
        lost.push(format!(
            "The strategy of `{}`, `{}`, is left out.",
            cut(&party.name),
            cut(&party.strategy)
        ));
    }
    let homes: Vec<&str> =
        talks.parties.iter().filter(|party| party.home.is_some()).map(|party| party.name.as_str()).collect();
    if !homes.is_empty() {
        lost.push(format!("Who must ratify what is signed by {} is left out.", in_words(homes, "and")));
    }
    let mediator = &talks.mediator;
    if mediator.strategy != MEDIATOR_STRATEGY || mediator.name != MEDIATOR || mediator.title != mediator.name
    {
        let (title, strategy) = (cut(&mediator.title), cut(&mediator.strategy));
        lost.push(format!("The mediator, `{title}` with the strategy `{strategy}`, is left out."));
    }
    lost.extend(of_rounds(talks));
    lost
}

fn of_rounds(talks: &Talks) -> Option<String> {
    let legs = talks.legs();
    let usual = LEGS_PER_PARTY.saturating_mul(talks.parties.len() as u32);
    match talks.rounds.as_slice() {
        [only] if *only == (Round { legs, ..Round::default() }) => {
            (legs != usual).then(|| format!("How many legs the talks have, {}, is left out.", grouped(legs)))
        }
        [_] => Some("The round, with its day, place, agenda and legs, is left out.".into()),
        rounds => Some(format!(
            "The {} rounds, with their days, places, agendas and legs, are left out.",
            grouped(rounds.len() as u64)
        )),
    }
}

/// That parties take turns in another order, where a folder of these profiles is read by the names of its files.
pub(crate) fn of_turns(talks: &Talks, profiles: &[String]) -> Option<String> {
    let mut order: Vec<(&String, &str)> =
        profiles.iter().zip(talks.parties.iter().map(|party| party.name.as_str())).collect();
    if order.is_sorted() {
        return None;
    }
    order.sort_unstable();
    let names = in_words(order.iter().map(|(_, name)| cut(name)), "and");
    Some(format!(
        "The order of turns is left out: read from a folder, it is that of the files' names, {names}."
    ))
}

/// What is lost of issues whose values become plain texts.
pub(crate) fn of_days(talks: &Talks) -> impl Iterator<Item = String> + '_ {
    let dated = talks.space.issues().iter().filter(|issue| matches!(issue.values, Values::Dates(_)));
    dated.map(|issue| format!("The days of `{}` become plain texts.", cut(&issue.name)))
}

/// What is lost of a party's preferences where a format has no red lines and no drift.
pub(crate) fn of_bounds(party: &Party) -> Vec<String> {
    let name = cut(&party.name);
    let mut lost: Vec<String> = party
        .preferences
        .red_lines()
        .iter()
        .map(|line| format!("The red line `{}` of `{name}` is left out.", cut(&line.words)))
        .collect();
    let walk_away = party.preferences.walk_away();
    if let Some(drift) = walk_away.drift {
        let how = match drift {
            Drift::To(to) => format!("to {to} at the end"),
            Drift::PerDay(by) => format!("by {by} each day"),
            Drift::PerLeg(by) => format!("by {by} each leg"),
        };
        lost.push(format!(
            "The walk-away of `{name}`, which changes {how}, is left as it is at the start: {}.",
            walk_away.start
        ));
    }
    lost
}

/// What is lost of a party's discount where a format knows none but GENIUS's: over the whole of the talks, and of the
/// walk-away too. With it whether there is a discount left.
pub(crate) fn of_discount(party: &Party) -> (Option<f64>, Option<String>) {
    let name = cut(&party.name);
    let Some(discount) = party.preferences.discount().filter(|discount| discount.factor < 1.0) else {
        return (None, None);
    };
    let unit = match discount.per {
        DiscountPer::Talks if discount.walk_away_too => return (Some(discount.factor), None),
        DiscountPer::Talks => {
            let sentence =
                format!("The discount of `{name}` spares its walk-away; written, it applies to that too.");
            return (Some(discount.factor), Some(sentence));
        }
        DiscountPer::Day => "day",
        DiscountPer::Leg => "leg",
    };
    let factor = discount.factor;
    (None, Some(format!("The discount of `{name}`, {factor} for each {unit}, is left out.")))
}

/// What is lost of a party's discount where a format knows none.
pub(crate) fn of_any_discount(party: &Party) -> Option<String> {
    match of_discount(party) {
        (Some(factor), _) => {
            let name = cut(&party.name);
            Some(format!("The discount of `{name}`, {factor} over the whole of the talks, is left out."))
        }
        (None, sentence) => sentence,
    }
}
