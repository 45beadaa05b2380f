//! All that an accord says, as JSON with the keys of `accord.yaml`.
//!
//! > What is written is an accord file too, and reads to the same accord.

use jiff::civil::Weekday;
use serde_json::{Map, Value, json};
use wasit_accord::{
    Accord, Anchor, BreachRule, Calendar, Commitment, CureFrom, Effect, HolidayRule, Measure, MemberKind,
    Modality, MonthRule, Name, OnTimeOut, Operator, Pathway, Power, Precondition, Quantity, Recurrence,
    Silence, SunsetEffect, Text, Trigger, Units,
};

use super::anchors::{anchor, length};

/// The accord as JSON: an object with the keys of `accord.yaml`, in their order. What the file leaves out is left out here
/// too, unless it has a value: empty texts and lists, and what there is none of. Numbers are texts, so that no reader rounds
/// them.
#[must_use]
pub fn accord_as_json(accord: &Accord) -> Value {
    let terms = accord.terms();
    let mut all = Out::default();
    all.put("title", json!(terms.title));
    all.text("note", &terms.note);
    for (key, kind) in
        [("parties", MemberKind::Party), ("guarantors", MemberKind::Guarantor), ("bodies", MemberKind::Body)]
    {
        let members = terms.members.iter().filter(|member| member.kind == kind);
        let members: Map<String, Value> =
            members.map(|member| (member.name.to_string(), json!({ "title": member.title }))).collect();
        if !members.is_empty() || kind == MemberKind::Party {
            all.put(key, Value::Object(members));
        }
    }
    let glossary: Map<String, Value> =
        terms.glossary.iter().map(|(word, meaning)| (word.clone(), json!(meaning))).collect();
    all.object("glossary", glossary);
    all.list("texts", terms.texts.iter().map(text));
    all.put("calendar", calendar(&terms.calendar));
    all.object("units", units(&terms.units));
    let milestones = terms.milestones.iter().map(|milestone| {
        let mut one = Out::default();
        one.put("title", json!(milestone.title));
        one.put("when", anchor(&milestone.when));
        one.names("declared_by", &milestone.declared_by);
        (milestone.name.to_string(), one.done())
    });
    all.object("milestones", milestones.collect());
    let commitments = terms.commitments.iter().map(|one| (one.name.to_string(), commitment(one)));
    all.object("commitments", commitments.collect());
    all.list("reciprocity", terms.reciprocity.iter().map(|group| strings(group)));
    all.object("pathways", terms.pathways.iter().map(|one| (one.name.to_string(), pathway(one))).collect());
    all.object("powers", terms.powers.iter().map(|one| (one.name.to_string(), power(one))).collect());
    all.done()
}

/// An object that is being written: what is empty is left out.
#[derive(Default)]
struct Out(Map<String, Value>);

impl Out {
    fn put(&mut self, key: &str, value: Value) {
        self.0.insert(key.to_owned(), value);
    }

    fn text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.put(key, json!(text));
        }
    }

    fn names(&mut self, key: &str, names: &[Name]) {
        if !names.is_empty() {
            self.put(key, strings(names));
        }
    }

    fn list(&mut self, key: &str, items: impl Iterator<Item = Value>) {
        let items: Vec<Value> = items.collect();
        if !items.is_empty() {
            self.put(key, Value::Array(items));
        }
    }

    fn object(&mut self, key: &str, entries: Map<String, Value>) {
        if !entries.is_empty() {
            self.put(key, Value::Object(entries));
        }
    }

    fn anchor(&mut self, key: &str, at: Option<&Anchor>) {
        if let Some(at) = at {
            self.put(key, anchor(at));
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

fn strings(names: &[Name]) -> Value {
    names.iter().map(|name| Value::String(name.to_string())).collect()
}

fn text(text: &Text) -> Value {
    let mut one = Out::default();
    one.put("language", json!(text.language));
    one.put("authentic", json!(text.authentic));
    one.text("sha256", text.sha256.as_deref().unwrap_or_default());
    one.done()
}

fn calendar(calendar: &Calendar) -> Value {
    let mut one = Out::default();
    one.put("zone", json!(calendar.zone.iana_name().unwrap_or("UTC")));
    one.put("first_day_counts", json!(calendar.first_day_counts));
    if let Some(time) = calendar.cut_off {
        one.put("cut_off", json!(time.strftime("%H:%M").to_string()));
    }
    if let Some(zone) = calendar.cut_off_zone.as_ref().and_then(|zone| zone.iana_name()) {
        one.put("cut_off_zone", json!(zone));
    }
    let months = match calendar.months {
        MonthRule::Last => "last",
        MonthRule::Next => "next",
    };
    one.put("months", json!(months));
    let weekend: Vec<&str> = calendar.weekend.iter().copied().map(weekday).collect();
    one.put("weekend", json!(weekend));
    one.list("holidays", calendar.holidays.iter().map(|day| json!(day.to_string())));
    let due = match calendar.due_on_holidays {
        HolidayRule::Stays => "stays",
        HolidayRule::NextWorkingDay => "next_working_day",
    };
    one.put("due_on_holidays", json!(due));
    one.done()
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

fn units(units: &Units) -> Map<String, Value> {
    units.declared().map(|(unit, many, of)| (unit.to_owned(), json!(format!("{many} {of}")))).collect()
}

fn commitment(commitment: &Commitment) -> Value {
    let mut one = Out::default();
    one.put("title", json!(commitment.title));
    one.text("clause", &commitment.clause);
    one.text("text", &commitment.text);
    let modality = match commitment.modality {
        Modality::Must => "must",
        Modality::MustNot => "must_not",
        Modality::May => "may",
    };
    one.put(modality, json!(commitment.act.word()));
    one.names("by", &commitment.obligors);
    one.names("to", &commitment.obligees);
    if let Some(measure) = &commitment.measure {
        one.put("measure", self::measure(measure));
    }
    one.put("from", anchor(commitment.trigger.from()));
    if let Trigger::Each { event, .. } = &commitment.trigger {
        one.put("each", json!(event));
    }
    one.list(
        "only_if",
        commitment.preconditions.iter().map(|condition| match condition {
            Precondition::Reached(milestone) => json!({ "reached": &**milestone }),
            Precondition::Kept(commitment) => json!({ "kept": &**commitment }),
        }),
    );
    one.anchor("due", commitment.due.as_ref());
    match &commitment.every {
        Some(Recurrence::Every(every)) => one.put("every", json!(length(*every))),
        Some(Recurrence::Rule(rule)) => one.put("every", json!({ "rule": rule })),
        None => {}
    }
    if let Some(within) = commitment.within {
        one.put("within", json!(length(within)));
    }
    if let Some(sunset) = &commitment.sunset {
        one.put("until", anchor(&sunset.at));
        let effect = match sunset.effect {
            SunsetEffect::KeepsWhatWasDue => "keeps_what_was_due",
            SunsetEffect::EndsAll => "ends_all",
        };
        one.put("at_sunset", json!(effect));
    }
    if let Some(verification) = &commitment.verification {
        let mut how = Out::default();
        how.put("by", json!(&*verification.by));
        how.text("how", &verification.how);
        if let Some(every) = verification.every {
            how.put("every", json!(length(every)));
        }
        one.put("verification", how.done());
    }
    breach(&mut one, commitment);
    if let Some(pathway) = &commitment.pathway {
        one.put("dispute", json!(&**pathway));
    }
    one.text("then", &commitment.consequences.then);
    one.text("otherwise", &commitment.consequences.otherwise);
    one.put("private", json!(commitment.private));
    one.done()
}

fn breach(one: &mut Out, commitment: &Commitment) {
    let breach = &commitment.breach;
    let rule = match breach.rule {
        BreachRule::Any => json!("any"),
        BreachRule::Material => json!("material"),
        BreachRule::Times { times, within } => json!({ "times": times, "within": length(within) }),
    };
    one.put("breach", rule);
    one.names("alleged_by", &breach.alleged_by);
    if let Some(cure) = &breach.cure {
        let mut how = Out::default();
        how.put("within", json!(length(cure.within)));
        let from = match cure.from {
            CureFrom::Breach => "breach",
            CureFrom::Notice => "notice",
        };
        how.put("from", json!(from));
        if let Some(extension) = cure.extension {
            how.put("extension", json!(length(extension)));
        }
        one.put("cure", how.done());
    }
}

fn measure(measure: &Measure) -> Value {
    let mut one = Out::default();
    one.text("what", &measure.what);
    one.text("unit", &measure.unit);
    let quantity = match measure.quantity {
        Quantity::Stock => "stock".to_owned(),
        Quantity::Level => "level".to_owned(),
        Quantity::Count => "count".to_owned(),
        Quantity::Presence => "presence".to_owned(),
        Quantity::Flow(per) => format!("flow per {}", per.word()),
    };
    one.put("quantity", json!(quantity));
    let key = match measure.operator {
        Operator::AtMost => "at_most",
        Operator::AtLeast => "at_least",
        Operator::Exactly => "exactly",
    };
    let mut limits = measure.limits.iter();
    if let Some(first) = limits.next() {
        one.put(key, json!(first.value.to_string()));
    }
    one.list(
        "steps",
        limits.map(|limit| {
            let mut step = Out::default();
            step.anchor("from", limit.from.as_ref());
            step.put(key, json!(limit.value.to_string()));
            step.done()
        }),
    );
    one.put("tolerance", json!(measure.tolerance.to_string()));
    one.put("hard", json!(measure.hard));
    one.done()
}

fn pathway(pathway: &Pathway) -> Value {
    let mut one = Out::default();
    one.put("title", json!(pathway.title));
    let steps = pathway.rungs.iter().map(|rung| {
        let mut step = Out::default();
        step.put("name", json!(&*rung.name));
        step.names("forum", &rung.forum);
        step.put("decision", json!(rung.decision.word()));
        step.put("within", json!(length(rung.within)));
        if let Some(extension) = rung.extension {
            step.put("extension", json!(length(extension)));
        }
        step.text("parallel_with", rung.parallel_with.as_deref().unwrap_or_default());
        let time_out = match rung.on_time_out {
            OnTimeOut::Next => "next",
            OnTimeOut::Reject => "reject",
            OnTimeOut::Escalate => "escalate",
        };
        step.put("on_time_out", json!(time_out));
        step.done()
    });
    one.put("steps", steps.collect());
    one.text("at_the_end", &pathway.at_the_end);
    one.done()
}

fn power(power: &Power) -> Value {
    let mut one = Out::default();
    one.put("title", json!(power.title));
    one.text("clause", &power.clause);
    one.put("kind", json!(power.kind.word()));
    one.names("of", &power.holders);
    one.text("after_dispute", power.after_pathway.as_deref().unwrap_or_default());
    one.names("after", &power.after);
    one.anchor("from", power.from.as_ref());
    one.anchor("until", power.until.as_ref());
    if let Some(vote) = &power.vote {
        let mut how = Out::default();
        how.put("by", json!(&*vote.body));
        how.text("question", &vote.question);
        how.put("within", json!(length(vote.within)));
        let silence = match vote.on_silence {
            Silence::TakesEffect => "takes_effect",
            Silence::Lapses => "lapses",
        };
        how.put("on_silence", json!(silence));
        one.put("vote", how.done());
    }
    one.list("does", power.effects.iter().map(effect));
    one.done()
}

fn effect(effect: &Effect) -> Value {
    match effect {
        Effect::Suspends(names) => json!({ "suspends": strings(names) }),
        Effect::Terminates(names) => json!({ "terminates": strings(names) }),
        Effect::Waives(names) => json!({ "waives": strings(names) }),
        Effect::Extends(names, by) => json!({ "extends": strings(names), "by": length(*by) }),
        Effect::Reaches(milestone) => json!({ "reaches": &**milestone }),
    }
}
