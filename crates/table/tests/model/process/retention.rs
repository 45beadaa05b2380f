//! Retention and erasure.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use wasit_table::{Act, Compartment, Id, Log, Rule, View, Who};

use super::communiques;
use crate::model::{Lines, Logged, Model, Rules, line};
use crate::news::News;
use crate::substance;

/// How long what an event of this kind holds is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kept {
    ForEver,
    Talks,
    Working,
    Confided,
}

/// Messages, proposals and what was conveyed are kept as long as the talks; drafts, marks, reasons and notes while they
/// are of use; what all sign or decide, and what holds no content, for ever.
fn kept(kind: &str) -> Kept {
    match kind {
        "invited" | "said" | "answered" | "account_given" | "stated" | "statement_sealed"
        | "characterised" | "round_asked_for" => Kept::Talks,
        "reason_kept" => Kept::Working,
        "told" | "confided" => Kept::Confided,
        "conveyed" | "proposed" | "proposal_carried" | "proposal_accepted" | "proposal_refused"
        | "proposal_withdrawn" | "offer_asked" | "offer_declined" | "what_if_asked" | "what_if_answered"
        | "lift_sealed" => Kept::Talks,
        // Of what was conveyed the original, the rendering and who approved it are kept.
        "rendered" | "approval_sought" | "approval_declined" => Kept::Talks,
        "draft_put" | "voted" | "marked" | "redlined" => Kept::Working,
        _ => Kept::ForEver,
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let Act::Erase(act) = act else { return None };
    let mut rules = Rules::new();
    line(&mut rules, &act.why);
    let found = model.log.get(&act.item).filter(|_| model.sees(who, &act.item.place));
    let Some(Logged { kind, by, content, erased }) = found else {
        rules.insert(Rule::NoSuchItem);
        return Some(rules);
    };
    // What a clock has released is its author's too.
    let author = by.as_ref().map(|by| &by.seat).or(model.process.communiques.released.get(&act.item));
    if author != Some(&who.seat) {
        rules.insert(Rule::NotYours);
    }
    if kept(kind) == Kept::ForEver {
        rules.insert(Rule::KeptForEver);
    }
    // Where there are no words, there is nothing more to erase.
    if *erased || !content {
        rules.insert(Rule::Twice);
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let Act::Erase(act) = act else { return };
    model.wrote(news, act.item.place.clone(), "erased", Some(who), at);
    erase(model, &act.item, at, news);
}

fn erase(model: &mut Model, item: &Id, at: Timestamp, news: &mut News) {
    model.log.get_mut(item).unwrap().erased = true;
    communiques::erased(model, item);
    substance::erased(model, item, at, news);
}

/// The times of retention begin with the end of the talks.
pub(crate) fn start(model: &mut Model, closed: &Id, at: Timestamp) {
    for (days, what) in
        [(model.settings.working_days, "while of use"), (model.settings.talks_days, "with the talks")]
    {
        let due = at + SignedDuration::from_hours(24 * i64::from(days));
        model.clocks.insert((due, closed.clone(), what));
    }
}

/// A time of retention is over: in each place, what is due goes.
pub(crate) fn strike(model: &mut Model, at: Timestamp, what: &str, news: &mut News) {
    let due = |kind: &str| match what {
        // What was confided is kept no longer than what is kept while of use.
        "while of use" => matches!(kept(kind), Kept::Working | Kept::Confided),
        _ => kept(kind) != Kept::ForEver,
    };
    // Before all it is said in any case that the time has come; elsewhere where something goes.
    let mut all: BTreeMap<Compartment, Vec<Id>> = BTreeMap::from([(Compartment::Joint, Vec::new())]);
    for (id, logged) in &model.log {
        if due(logged.kind) && logged.content && !logged.erased {
            all.entry(id.place.clone()).or_default().push(id.clone());
        }
    }
    for (place, items) in all {
        model.wrote(news, place, "erased", None, at);
        items.iter().for_each(|item| erase(model, item, at, news));
    }
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    for (id, logged) in model.log.iter().filter(|(id, logged)| logged.erased && model.sees(who, &id.place)) {
        lines.insert(format!("erased {id} {}", logged.kind));
    }
}

/// What is erased shows in the log, where content stood.
pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let mut erased: BTreeSet<String> = BTreeSet::new();
    let mut say = |log: &Log| {
        for event in log.iter() {
            let Some(Erased(items)) = Erased::of(event) else { continue };
            for number in items {
                let item = Id::new(event.id.place.clone(), number);
                let kind = log.get(number).map_or("nothing", |event| event.kind.name());
                erased.insert(format!("erased {item} {kind}"));
            }
        }
    };
    say(&super::joint(view).log);
    super::rooms(view).iter().for_each(|room| say(&room.log));
    say(&super::own(view).log);
    super::channels(view).iter().for_each(|channel| say(&channel.log));
    lines.append(&mut erased);
}

struct Erased(Vec<u32>);

impl Erased {
    fn of(event: &wasit_table::Event) -> Option<Self> {
        match &event.kind {
            wasit_table::Kind::Erased(erased) => Some(Self(erased.items.clone())),
            _ => None,
        }
    }
}
