//! A table to try acts at: Oman between Iran and the United States, each seat with a few people.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wasit_table::{Act, Event, Refusal, Rule, Table, View, Who};

/// A table and the time there.
#[derive(Clone)]
pub(crate) struct Hall {
    pub(crate) table: Table,
    pub(crate) now: Timestamp,
}

/// One act as a test writes it: who, and the act as JSON.
pub(crate) type Step = (&'static str, Value);

impl Hall {
    /// A table at which nothing has happened, at ten o'clock on 12 April 2025.
    pub(crate) fn empty() -> Self {
        Self { table: Table::new(), now: "2025-04-12T06:00:00Z".parse().unwrap() }
    }

    /// Talks in which both parties sit at the table. Each party's seat has a head, a member and an adviser, an
    /// interpreter and an observer; so has the team.
    pub(crate) fn seated() -> Self {
        let mut hall = Self::empty();
        hall.act("oman/badr", convene());
        for (seat, head) in [("iran", "araghchi"), ("usa", "witkoff")] {
            hall.act("oman/badr", json!({ "do": "invite", "seat": seat, "head": head }));
            hall.act(&format!("{seat}/{head}"), json!({ "do": "accept_invitation" }));
        }
        for head in ["oman/badr", "iran/araghchi", "usa/witkoff"] {
            for role in ["member", "adviser", "interpreter", "observer"] {
                hall.act(head, json!({ "do": "enrol", "member": role, "role": role }));
            }
        }
        hall
    }

    /// Does an act a minute after the last.
    pub(crate) fn try_act(&mut self, who: &str, act: Value) -> Result<Vec<Arc<Event>>, Refusal> {
        self.now += SignedDuration::from_mins(1);
        let act: Act = serde_json::from_value(act.clone()).unwrap_or_else(|error| panic!("{act}: {error}"));
        self.table.apply(&self.who(who), act, self.now)
    }

    /// Does an act that must be allowed.
    pub(crate) fn act(&mut self, who: &str, act: Value) -> Vec<Arc<Event>> {
        let shown = act.to_string();
        self.try_act(who, act).unwrap_or_else(|refusal| panic!("{who} {shown}\n{refusal}"))
    }

    /// Does acts that must be allowed.
    pub(crate) fn acts(mut self, steps: &[Step]) -> Self {
        for (who, act) in steps {
            self.act(who, act.clone());
        }
        self
    }

    /// Lets time pass.
    pub(crate) fn wait(mut self, hours: i64) -> Self {
        self.now += SignedDuration::from_hours(hours);
        self.table.tick(self.now).unwrap();
        self
    }

    /// The event of this name, as JSON: `joint:4`.
    pub(crate) fn event(&self, id: &str) -> Value {
        let event = self.table.events().iter().find(|event| event.id.to_string() == id);
        serde_json::to_value(&**event.unwrap_or_else(|| panic!("no {id}"))).unwrap()
    }

    /// The hash that the question of this name puts.
    pub(crate) fn asked(&self, id: &str) -> Value {
        self.event(id)["question"]["hash"].clone()
    }

    /// A party says yes or no to a question.
    pub(crate) fn answer(mut self, who: &str, question: &str, yes: bool) -> Self {
        let hash = self.asked(question);
        self.act(who, json!({ "do": "answer", "question": question, "yes": yes, "hash": hash }));
        self
    }

    /// Both parties say yes to a question.
    pub(crate) fn agree(self, question: &str) -> Self {
        self.answer("iran/araghchi", question, true).answer("usa/witkoff", question, true)
    }

    /// What a member has seen since the seats were taken and filled.
    pub(crate) fn news(&self, who: &str) -> Vec<String> {
        let before = Self::seated().seen(who);
        self.seen(who).into_iter().filter(|line| !before.contains(line)).collect()
    }

    pub(crate) fn who(&self, who: &str) -> Who {
        who.parse().unwrap()
    }

    /// The view of a member, from scratch.
    pub(crate) fn view(&self, who: &str) -> View {
        View::of(&self.who(who), self.table.events()).unwrap()
    }

    /// The names of the events that a member has seen, each with where it stands.
    pub(crate) fn seen(&self, who: &str) -> Vec<String> {
        let view = serde_json::to_value(self.view(who)).unwrap();
        let mut seen = Vec::new();
        collect(&view, &mut seen);
        seen
    }
}

fn collect(value: &Value, seen: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let (Some(Value::String(id)), Some(Value::String(event))) =
                (fields.get("id"), fields.get("event"))
            {
                seen.push(format!("{id} {event}"));
            }
            fields.values().for_each(|field| collect(field, seen));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, seen)),
        _ => {}
    }
}

pub(crate) fn convene() -> Value {
    json!({
        "do": "convene",
        "name": "talks",
        "title": "Muscat talks",
        "mediator": "Oman",
        "zone": "Asia/Muscat",
        "parties": [{ "seat": "iran", "title": "Iran" }, { "seat": "usa", "title": "United States" }],
    })
}

/// One refusal: the last step runs against a rule.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) act: &'static str,
    pub(crate) rule: Rule,
    hall: Hall,
    step: Step,
}

impl Case {
    /// In `hall`, the act `step` is refused under `rule`.
    pub(crate) fn new(hall: Hall, step: Step, rule: Rule) -> Self {
        let name = step.1["do"].as_str().unwrap();
        let act = Act::ALL.iter().find(|facts| facts.name == name).unwrap().name;
        Self { act, rule, hall, step }
    }

    /// It is, in words, and nothing has changed.
    pub(crate) fn check(&self) {
        let mut hall = self.hall.clone();
        let before = hall.table.events().to_vec();
        let (who, act) = self.step.clone();
        let shown = act.to_string();
        let refusal = match hall.try_act(who, act) {
            Ok(events) => panic!("{who} {shown}\nshould run against {}, but caused {events:#?}", self.rule),
            Err(refusal) => refusal,
        };
        assert_eq!(refusal.rule, self.rule, "{who} {shown}\n{refusal}");
        assert_eq!(refusal.act, self.act);
        let sentence = |text: &str| {
            text.chars().next().is_some_and(|first| !first.is_lowercase()) && text.ends_with('.')
        };
        assert!(sentence(&refusal.allowed), "{who} {shown}\n{refusal}");
        assert!(!refusal.because.is_empty() && !refusal.because.ends_with('.'), "{who} {shown}\n{refusal}");
        let after: Vec<_> = hall.table.events().iter().filter(|event| event.by.is_some()).cloned().collect();
        let before: Vec<_> = before.into_iter().filter(|event| event.by.is_some()).collect();
        assert_eq!(after, before, "a refused act has changed something");
    }
}
