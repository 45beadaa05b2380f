//! Plays a script at a table, act by act.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use wasit_files::{Document, Mark};
use wasit_table::{
    Act, Compartment, Event, Hash, Id, Joint, Kind, Name, Refusal, Role, Sight, Table, View, Who,
};

use super::keys::Keys;
use super::script::{Entry, Expect, Fill, Reference, Script, Step, When, named};

/// What happened, in order.
pub(super) enum Told {
    /// An event.
    Event(Arc<Event>),
    /// An act that was refused.
    Refused(Refused),
}

/// An act that was refused.
pub(super) struct Refused {
    /// Whose.
    pub(super) who: Who,
    /// When.
    pub(super) at: Timestamp,
    /// Its line in the script; none where a strategy acted.
    pub(super) line: Option<usize>,
    /// Why.
    pub(super) refusal: Refusal,
    /// Whether the script expects it.
    pub(super) expected: bool,
}

/// Talks that were played.
pub(super) struct Played {
    /// The table.
    pub(super) table: Table,
    /// What happened.
    pub(super) told: Vec<Told>,
    /// The events of each act, or of clocks, as they were written: what a record takes.
    pub(super) batches: Vec<Vec<Arc<Event>>>,
    /// The time at the end.
    pub(super) now: Timestamp,
    /// Who has sat where, and as what.
    pub(super) members: Members,
}

/// Who has sat in which seat, in the order of admission; nothing for who left.
#[derive(Default)]
pub(super) struct Members(BTreeMap<Name, Vec<(Name, Option<Role>)>>);

impl Members {
    fn take(&mut self, event: &Event) {
        let seat = match &event.id.place {
            Compartment::Room(seat) | Compartment::Delegation(seat) => seat,
            _ => return,
        };
        let (member, role) = match &event.kind {
            Kind::Invited(invited) => (&invited.head, Some(Role::Head)),
            Kind::Enrolled(enrolled) => (&enrolled.member, Some(enrolled.role)),
            Kind::Discharged(discharged) => (&discharged.member, None),
            _ => return,
        };
        let members = self.0.entry(seat.clone()).or_default();
        match members.iter_mut().find(|(name, _)| name == member) {
            Some(known) => known.1 = role,
            None => members.push((member.clone(), role)),
        }
    }

    /// The head of a seat: the first that was admitted and still is.
    pub(super) fn head(&self, seat: &Name) -> Option<Who> {
        let members = self.0.get(seat)?;
        let head = members.iter().find(|(_, role)| *role == Some(Role::Head));
        let head = head.or_else(|| members.iter().find(|(_, role)| role.is_some()))?;
        Some(Who::new(seat.clone(), head.0.clone()))
    }

    /// Everybody who ever sat at the table.
    pub(super) fn all(&self) -> impl Iterator<Item = (Who, Option<Role>)> {
        self.0.iter().flat_map(|(seat, members)| {
            members.iter().map(|(name, role)| (Who::new(seat.clone(), name.clone()), *role))
        })
    }
}

/// What a labelled act did.
struct Labelled {
    events: Vec<Arc<Event>>,
}

/// A script being played.
pub(super) struct Stage<'s> {
    keys: Option<Keys>,
    fingerprint: String,
    zone: &'s TimeZone,
    document: &'s mut Document,
    played: Played,
    labels: BTreeMap<String, Option<Labelled>>,
    /// Whether everything came out as the script expects.
    as_expected: bool,
}

impl<'s> Stage<'s> {
    /// Plays the acts of a script up to `until`. What comes out otherwise than expected is noted in the script's
    /// document; whether nothing did is the second answer.
    pub(super) fn play(script: &'s mut Script, until: Option<When>) -> (Played, bool) {
        let keys = Keys::new(script.seed);
        let start = Timestamp::UNIX_EPOCH;
        let until = until.and_then(|until| until.since(start, &script.zone));
        let mut stage = Self {
            keys: script.keys.then_some(keys),
            fingerprint: keys.log().public().fingerprint().to_string(),
            zone: &script.zone,
            document: &mut script.document,
            played: Played {
                table: Table::new(),
                told: Vec::new(),
                batches: Vec::new(),
                now: start,
                members: Members::default(),
            },
            labels: BTreeMap::new(),
            as_expected: true,
        };
        for step in &script.steps {
            let Some(at) = step.when.since(stage.played.now, stage.zone) else {
                stage.wrong(step.mark, "this lies beyond the calendar", "give a nearer time");
                break;
            };
            if until.is_some_and(|until| at > until) {
                break;
            }
            stage.step(step, at);
        }
        match until {
            Some(until) if until > stage.played.now => stage.tick(until),
            Some(_) => {}
            None => stage.end(script.end),
        }
        (stage.played, stage.as_expected)
    }

    fn wrong(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.as_expected = false;
        self.document.wrong(mark, message, help);
    }

    /// Lets time pass until the end of the script: where it says none, until the midnight after its last act, so that
    /// neither the time nor the moments of a record tell when somebody did something last that not all see.
    fn end(&mut self, end: Option<(Mark, When)>) {
        let now = self.played.now;
        if self.played.table.events().is_empty() {
            return;
        }
        let Some((mark, when)) = end else {
            let midnight = now.to_zoned(self.zone.clone()).tomorrow().and_then(|day| day.start_of_day());
            return midnight.map_or((), |midnight| self.tick(midnight.timestamp()));
        };
        match when.since(now, self.zone) {
            Some(at) if at >= now => self.tick(at),
            Some(_) => self.wrong(mark, "the end lies before the last act", "give a later time"),
            None => self.wrong(mark, "this lies beyond the calendar", "give a nearer time"),
        }
    }

    fn tick(&mut self, at: Timestamp) {
        // Time that runs backwards is refused with the act that follows.
        if let Ok(events) = self.played.table.tick(at) {
            self.played.now = at;
            self.take(events);
        }
    }

    fn take(&mut self, events: Vec<Arc<Event>>) {
        for event in &events {
            self.played.members.take(event);
            self.played.told.push(Told::Event(Arc::clone(event)));
        }
        // Clocks that strike one after the other are as many acts: a moment can lie between them.
        self.played.batches.extend(events.chunk_by(|one, next| one.at == next.at).map(<[_]>::to_vec));
    }

    fn step(&mut self, step: &Step, at: Timestamp) {
        let Some(entry) = &step.act else {
            if at < self.played.now {
                self.wrong(step.mark, "time does not run backwards", "give a later time");
            }
            return self.tick(at);
        };
        let who = match self.who(entry) {
            Ok(who) => who,
            Err((message, help)) => return self.wrong(step.mark, message, help),
        };
        self.tick(at);
        let filled = entry.form.filled(|fill| self.fill(fill, at, &who));
        let mut act = match filled {
            Ok(act) => act,
            Err(message) => {
                self.labels.extend(entry.label.clone().map(|label| (label, None)));
                return self.wrong(
                    step.mark,
                    message,
                    "an act that is refused has written nothing to refer to",
                );
            }
        };
        self.complete(&mut act, &who);
        let result = self.played.table.apply(&who, act, at);
        let labelled = match &result {
            Ok(events) => Some(Labelled { events: events.clone() }),
            Err(_) => None,
        };
        self.labels.extend(entry.label.clone().map(|label| (label, labelled)));
        match result {
            Ok(events) => {
                self.played.now = at;
                self.take(events);
                if entry.expect != Expect::Done {
                    let expected = match entry.expect {
                        Expect::Under(rule) => format!("under `{}`", rule.word()),
                        _ => String::new(),
                    };
                    self.wrong(
                        step.mark,
                        format!("this was to be refused {expected}").trim_end().to_owned() + ", and was done",
                        "leave `expect` out where it is right that it was done",
                    );
                }
            }
            Err(refusal) => self.refused(step, entry, who, at, refusal),
        }
    }

    fn refused(&mut self, step: &Step, entry: &Entry, who: Who, at: Timestamp, refusal: Refusal) {
        let expected = match entry.expect {
            Expect::Done => false,
            Expect::Refused => true,
            Expect::Under(rule) => rule == refusal.rule,
        };
        if !expected {
            let under = refusal.rule.word();
            let instead = match entry.expect {
                Expect::Under(rule) => format!(", and was expected to be under `{}`", rule.word()),
                _ => String::new(),
            };
            self.wrong(
                step.mark,
                format!("{who} was refused under `{under}`{instead}: {}", refusal.because),
                format!("{} {}", refusal.rule.sentence(), refusal.allowed),
            );
        }
        let line = Some(self.document.line(step.mark));
        self.played.told.push(Told::Refused(Refused { who, at, line, refusal, expected }));
    }

    fn who(&self, entry: &Entry) -> Result<Who, (String, String)> {
        if let Some(member) = &entry.member {
            return Ok(Who::new(entry.seat.clone(), member.clone()));
        }
        self.played.members.head(&entry.seat).ok_or_else(|| {
            let seats: Vec<String> = self.played.members.0.keys().map(ToString::to_string).collect();
            let help = match seats.is_empty() {
                true => format!("who convenes is named in full, such as `{}/badr`", entry.seat),
                false => format!("seats with members are {}", named(&seats)),
            };
            (format!("nobody sits in the seat `{}` yet", entry.seat), help)
        })
    }

    /// Puts in what a script need not write: keys, and signatures with them.
    fn complete(&self, act: &mut Act, who: &Who) {
        let Some(keys) = &self.keys else { return };
        let key_of = |seat: &Name, member: &Name| keys.public(&Who::new(seat.clone(), member.clone()));
        match act {
            Act::Convene(act) => {
                act.key.get_or_insert_with(|| keys.public(who));
            }
            Act::Invite(act) => {
                act.key.get_or_insert_with(|| key_of(&act.seat, &act.head));
            }
            Act::Enrol(act) => {
                act.key.get_or_insert_with(|| key_of(&who.seat, &act.member));
            }
            Act::SignTerms(_) | Act::SignGroundRules(_) | Act::Answer(_) => self.sign(keys, act, who),
            _ => {}
        }
    }

    fn sign(&self, keys: &Keys, act: &mut Act, who: &Who) {
        let Some(joint) = self.played.table.sight(who).map(|sight| sight.joint()) else { return };
        let talks = joint.convening.name.as_ref().map_or("", |name| name.as_str());
        let sign = |what: &str, hash: &Hash| keys.sign(who, talks, what, hash);
        match act {
            Act::SignTerms(act) if act.signature.is_none() => {
                let version = joint.convening.terms.as_ref().map_or(0, |terms| terms.version);
                act.signature = sign(&format!("participation terms, version {version}"), &act.hash);
            }
            Act::SignGroundRules(act) if act.signature.is_none() => {
                let version = joint.ground_rules.versions.len();
                act.signature = sign(&format!("ground rules, version {version}"), &act.hash);
            }
            Act::Answer(act) if act.yes && act.signature.is_none() => {
                let put = joint.questions.get(act.question.number);
                let signs = put.and_then(|put| put.question.signs.as_ref()).zip(act.hash.as_ref());
                if let Some((what, hash)) = signs {
                    act.signature = sign(what, hash);
                }
            }
            _ => {}
        }
    }

    fn fill(&self, fill: &Fill, at: Timestamp, who: &Who) -> Result<Value, String> {
        let beyond = || "this lies beyond the calendar".to_owned();
        Ok(match fill {
            Fill::Time(when) => when.since(at, self.zone).ok_or_else(beyond)?.to_string().into(),
            Fill::Civil(when) => {
                let at = when.since(at, self.zone).ok_or_else(beyond)?;
                at.to_zoned(self.zone.clone()).datetime().to_string().into()
            }
            Fill::Fingerprint => self.fingerprint.clone().into(),
            Fill::Item(reference) => self.item(reference, who)?.to_string().into(),
            Fill::Number(reference) => self.number(reference, who)?.into(),
            Fill::Place(reference) => self.item(reference, who)?.place.to_string().into(),
            Fill::Hash(reference) => self.hash(reference, who)?.into(),
            Fill::Channel(name) => self.channel(name, who).into(),
        })
    }

    fn labelled(&self, reference: &Reference) -> Result<&Labelled, String> {
        self.labels
            .get(&reference.label)
            .and_then(Option::as_ref)
            .ok_or_else(|| format!("the act `{}` wrote nothing", reference.label))
    }

    fn event(&self, reference: &Reference, who: &Who) -> Result<&Event, String> {
        let events = &self.labelled(reference)?.events;
        let found = match &reference.at {
            Some(at) => {
                let place = self.place(at)?;
                events.iter().find(|event| event.id.place == place)
            }
            None => {
                let sight = self.played.table.sight(who);
                let sees = |event: &&Arc<Event>| sight.is_some_and(|sight| sees(&sight, &event.id.place));
                events.iter().find(sees).or(events.first())
            }
        };
        found.map(|event| &**event).ok_or_else(|| {
            let places: Vec<String> = events.iter().map(|event| event.id.place.to_string()).collect();
            format!("the act `{}` wrote to {} only", reference.label, named(&places))
        })
    }

    /// A compartment as a reference names it: by a seat, or in full.
    fn place(&self, at: &str) -> Result<Compartment, String> {
        if let Ok(place) = at.parse() {
            return Ok(place);
        }
        let seat: Name = at.parse().map_err(|_| format!("`{at}` is no seat and no compartment"))?;
        Ok(match self.joint(|joint| joint.convening.is_mediator(&seat)) == Some(true) {
            true => Compartment::Delegation(seat),
            false => Compartment::Room(seat),
        })
    }

    /// Something of what all see.
    fn joint<R>(&self, look: impl FnOnce(&Joint) -> R) -> Option<R> {
        let (who, _) = self.played.members.all().next()?;
        self.played.table.sight(&who).map(|sight| look(sight.joint()))
    }

    fn item(&self, reference: &Reference, who: &Who) -> Result<Id, String> {
        Ok(self.event(reference, who)?.id.clone())
    }

    /// The number of a round, a bracket or an alternative that an act made; else of its item.
    fn number(&self, reference: &Reference, who: &Who) -> Result<u32, String> {
        let event = self.event(reference, who)?;
        Ok(match &event.kind {
            Kind::RoundPlanned(planned) => planned.round,
            Kind::Bracketed(redraft) => redraft.change.bracket,
            _ => event.id.number,
        })
    }

    /// The hash of what an act put: of an article where the reference names one behind a dot.
    fn hash(&self, reference: &Reference, who: &Who) -> Result<String, String> {
        if let Some(article) = &reference.part {
            let id = self.item(reference, who)?;
            let article: Name = article.parse().map_err(|_| format!("`{article}` is no article"))?;
            let found = self.joint(|joint| {
                let text =
                    joint.texts.get(id.number).ok_or_else(|| format!("`{}` is no text", reference.label))?;
                text.article(&article)
                    .map(|article| article.hash.to_string())
                    .ok_or_else(|| format!("the text has no article `{article}`"))
            });
            return found.unwrap_or_else(|| Err("nobody sits at the table".to_owned()));
        }
        let event = self.event(reference, who)?;
        let value = serde_json::to_value(event).map_err(|error| error.to_string())?;
        find_hash(&value).ok_or_else(|| format!("the act `{}` put nothing with a hash", reference.label))
    }

    /// The back channel of this name that somebody is on; the name itself where there is none, for the rules to refuse.
    fn channel(&self, name: &str, who: &Who) -> String {
        let sight = self.played.table.sight(who);
        let channels = sight.into_iter().flat_map(|sight| sight.backchannels().iter());
        let mut named = channels.filter(|back| back.channel.as_str().split('@').next() == Some(name));
        match named.next() {
            Some(back) => format!("backchannel/{}", back.channel),
            None => format!("backchannel/{name}@00000000000000000000"),
        }
    }
}

fn find_hash(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) => match fields.get("hash") {
            Some(Value::String(hash)) => Some(hash.clone()),
            _ => fields.values().find_map(find_hash),
        },
        _ => None,
    }
}

/// Whether a member sees what stands in a compartment.
fn sees(sight: &Sight<'_>, place: &Compartment) -> bool {
    match place {
        Compartment::Joint => true,
        Compartment::Room(seat) => sight.room(seat).is_some(),
        Compartment::Delegation(seat) => sight.delegation().seat == *seat,
        Compartment::Backchannel(channel) => sight.backchannels().get(channel).is_some(),
    }
}

/// The compartments that a member is on the roster of, by its view.
pub(super) fn compartments(view: &View) -> Vec<Compartment> {
    let (rooms, own, channels): (Vec<Name>, &Name, _) = match view {
        View::Party(view) => (vec![view.room.seat.clone()], &view.delegation.seat, &view.backchannels),
        View::Mediator(view) => (view.rooms.keys().cloned().collect(), &view.team.seat, &view.backchannels),
    };
    let mut places = vec![Compartment::Joint];
    places.extend(rooms.into_iter().map(Compartment::Room));
    places.push(Compartment::Delegation(own.clone()));
    places.extend(channels.keys().cloned().map(Compartment::Backchannel));
    places
}
