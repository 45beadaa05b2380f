//! Questions: what several parties must say yes to, each in its room.

use std::collections::BTreeSet;

use jiff::Timestamp;
use wasit_table::chapters::questions as chapter;
use wasit_table::{Act, Compartment, Id, Rule, View, Who};

use super::{agenda, communiques, contact};
use crate::model::{Lines, Model, Outcome, Question, Rules, text};
use crate::news::News;
use crate::substance;

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut rules = Rules::new();
    let open = |rules: &mut Rules, question: &Question| match question.outcome {
        None => false,
        Some(Outcome::Agreed) => rules.insert(Rule::Twice),
        Some(Outcome::NotAgreed) => rules.insert(Rule::Expired),
        Some(Outcome::Withdrawn) => rules.insert(Rule::Withdrawn),
    };
    match act {
        Act::Answer(act) => {
            if let Some(words) = &act.words {
                text(&mut rules, words);
            }
            if !model.is_seated(&who.seat) {
                rules.insert(Rule::NoConsent);
            }
            let Some(question) = model.questions.get(&act.question) else {
                rules.insert(Rule::NoSuchItem);
                return Some(rules);
            };
            if !question.to.contains(&who.seat) {
                rules.insert(Rule::NotYours);
            }
            open(&mut rules, question);
            let hash = act.hash.map(|hash| hash.to_string());
            if act.yes && hash.as_ref() != Some(&question.hash) {
                rules.insert(Rule::WrongHash);
            }
            // One option is chosen by a yes, where there are several.
            let fits = match (act.yes, act.option) {
                (true, Some(option)) => question.options > 1 && (1..=question.options).contains(&option),
                (true, None) => question.options == 1,
                (false, option) => option.is_none(),
            };
            if !fits {
                rules.insert(Rule::Malformed);
            }
            // Other words do not make another answer of it.
            let answer = question.answers.get(&who.seat);
            if answer.is_some_and(|answer| (answer.0, answer.1) == (act.yes, act.option)) {
                rules.insert(Rule::Twice);
            }
            // A no signs nothing, whatever comes with it.
            if let (true, Some(what)) = (act.yes, &question.signs) {
                super::signature(&mut rules, model, who, what, &question.hash, act.signature.as_deref());
            }
        }
        Act::WithdrawQuestion(act) => {
            let Some(question) = model.questions.get(&act.question) else {
                rules.insert(Rule::NoSuchItem);
                return Some(rules);
            };
            if question.by != who.seat {
                rules.insert(Rule::NotYours);
            }
            open(&mut rules, question);
        }
        _ => return None,
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    match act {
        Act::Answer(act) => {
            model.wrote(news, Compartment::Room(who.seat.clone()), "answered", Some(who), at);
            let answer = (act.yes, act.option, act.words.clone());
            model.questions.get_mut(&act.question).unwrap().answers.insert(who.seat.clone(), answer);
        }
        Act::WithdrawQuestion(act) => settle(model, &act.question, Outcome::Withdrawn, Some(who), at, news),
        _ => {}
    }
}

/// A question to which all have said yes, in the same option, and all of whom sit at the table, is agreed.
pub(crate) fn follow(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    let agreed = model.questions.iter().find(|(_, question)| {
        let options: Vec<_> = question.to.iter().map(|seat| question.answers.get(seat)).collect();
        let yes = options.iter().all(|answer| answer.is_some_and(|answer| answer.0));
        let same = options
            .windows(2)
            .all(|two| two[0].map(|one| one.1.unwrap_or(1)) == two[1].map(|one| one.1.unwrap_or(1)));
        question.outcome.is_none() && yes && same && question.to.iter().all(|seat| model.is_seated(seat))
    });
    let Some(id) = agreed.map(|(id, _)| id.clone()) else { return false };
    settle(model, &id, Outcome::Agreed, None, at, news);
    true
}

/// The time of a question is over.
pub(crate) fn strike(model: &mut Model, at: Timestamp, item: &Id, news: &mut News) {
    settle(model, item, Outcome::NotAgreed, None, at, news);
}

fn settle(model: &mut Model, id: &Id, outcome: Outcome, by: Option<&Who>, at: Timestamp, news: &mut News) {
    model.wrote(news, Compartment::Joint, "settled", by, at);
    model.stop(id);
    model.questions.get_mut(id).unwrap().outcome = Some(outcome);
    agenda::settled(model, id, outcome);
    contact::settled(model, id, outcome);
    communiques::settled(model, id, outcome, at);
    substance::settled(model, id, outcome, at, news);
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    for (id, question) in &model.questions {
        let Question { by, until, signs, hash, options, outcome, .. } = question;
        let to: BTreeSet<_> = question.to.iter().collect();
        lines.insert(format!("question {id} {by} {to:?} {until:?} {signs:?} {hash} {options} {outcome:?}"));
        for (seat, answer) in &question.answers {
            if *seat == who.seat || model.is_mediator(&who.seat) {
                lines.insert(format!("answer {} {seat} {} {:?}", id.number, answer.0, answer.1));
            }
        }
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    for (number, put) in super::joint(view).questions.iter() {
        let outcome = put.outcome.map(|outcome| match outcome {
            chapter::Outcome::Agreed => Outcome::Agreed,
            chapter::Outcome::NotAgreed => Outcome::NotAgreed,
            chapter::Outcome::Withdrawn => Outcome::Withdrawn,
        });
        let chapter::Question { until, signs, hash, options, .. } = &put.question;
        let to: BTreeSet<_> = put.question.to.iter().collect();
        let id = Id::new(Compartment::Joint, number);
        let by = &put.by;
        lines.insert(format!("question {id} {by} {to:?} {until:?} {signs:?} {hash} {options} {outcome:?}"));
    }
    for room in super::rooms(view) {
        for answer in room.answers.iter() {
            let (question, seat) = (answer.question, &room.seat);
            lines.insert(format!("answer {question} {seat} {} {:?}", answer.yes, answer.option));
        }
    }
}
