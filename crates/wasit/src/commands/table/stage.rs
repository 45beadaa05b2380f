//! Plays a script at a table, act by act.

mod automated;
mod references;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use wasit_files::{Document, Mark};
use wasit_table::{Act, Compartment, Event, Hash, Kind, Name, Refusal, Role, Table, View, Who};

use super::keys::Keys;
use super::script::{Entry, Expect, Script, Step, What, When, named};

pub(super) use automated::{Machine, Seating};

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
    /// Its line in the script; none where an automated seat acted.
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
    /// The events that the table gave at a time, as they were written: what a record takes.
    pub(super) given: Vec<Vec<Arc<Event>>>,
    /// The time at the end.
    pub(super) now: Timestamp,
    /// Who has sat where, and as what.
    pub(super) members: Members,
    /// What kept seats from acting that the command line names.
    pub(super) faults: Vec<String>,
    /// What a reader of the result should know of how it was played.
    pub(super) notes: Vec<String>,
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
    machine: Option<Machine>,
    /// When the last entry of the script was done: times after it are counted from then.
    entered: Timestamp,
    labels: BTreeMap<String, Option<Labelled>>,
    /// Whether everything came out as the script expects.
    as_expected: bool,
}

impl<'s> Stage<'s> {
    /// Plays the acts of a script up to `until`, and those of automated seats between and after them. What comes out
    /// otherwise than expected is noted in the script's document; whether nothing did is the second answer.
    pub(super) fn play(
        script: &'s mut Script,
        machine: Option<Machine>,
        until: Option<When>,
    ) -> (Played, bool) {
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
                given: Vec::new(),
                now: start,
                members: Members::default(),
                faults: Vec::new(),
                notes: Vec::new(),
            },
            machine,
            entered: start,
            labels: BTreeMap::new(),
            as_expected: true,
        };
        stage.steps(&script.steps, until);
        match until {
            Some(until) => {
                stage.play_to(until);
                if until > stage.played.now {
                    stage.tick(until);
                }
            }
            None => {
                // Seats that act by themselves go on until all of them wait, or the script ends.
                match script.end.and_then(|(_, when)| when.since(stage.played.now, stage.zone)) {
                    Some(end) => stage.play_to(end),
                    None => stage.play_out(),
                }
                stage.end(script.end);
            }
        }
        stage.tell_faults();
        (stage.played, stage.as_expected)
    }

    fn steps(&mut self, steps: &[Step], until: Option<Timestamp>) {
        for step in steps {
            if let What::Await(wait) = &step.what {
                if !self.wait(step, wait, until) {
                    return;
                }
                continue;
            }
            let Some(at) = step.when.since(self.entered, self.zone) else {
                return self.wrong(step.mark, "this lies beyond the calendar", "give a nearer time");
            };
            if until.is_some_and(|until| at > until) {
                return;
            }
            self.play_to(at);
            self.step(step, at);
            self.entered();
        }
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
        self.played.given.push(events);
    }

    fn step(&mut self, step: &Step, at: Timestamp) {
        let What::Act(entry) = &step.what else {
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
