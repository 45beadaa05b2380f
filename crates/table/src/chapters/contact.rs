//! Brief direct contact, by private mutual opt-in.
//!
//! The mediator puts it as a question to the parties concerned: each answers in its room, and only a mutual yes is
//! revealed. It has a time box, at whose end it ends by itself; each side's account of it is kept in its room.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::questions::Outcome;
use super::rooms::{Disclosure, no_such_item};
use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::state::State;
use crate::{
    By, Chapter, Clock, Clocks, Compartment, Content, During, Event, Facts, Hash, Id, Kind, Name, Question,
    Refusal, Retention, Role, Rule, Sight, Who, Writes, limits,
};

/// How a direct contact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactState {
    /// The parties are asked.
    Offered,
    /// All have said yes.
    Agreed,
    /// Not all have said yes, or the mediator withdrew it.
    Dropped,
    /// It is under way.
    UnderWay {
        /// When its time box ends.
        ends: Timestamp,
    },
    /// It has ended.
    Ended,
}

/// One direct contact as all seats know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// Who meets.
    pub who: Vec<Who>,
    /// From when on it can begin.
    pub starts: Timestamp,
    /// Its time box.
    pub minutes: u32,
    /// How it stands.
    pub state: ContactState,
}

impl Contact {
    /// Whether a seat takes part in it.
    #[must_use]
    pub fn concerns(&self, seat: &Name) -> bool {
        self.who.iter().any(|who| who.seat == *seat)
    }

    /// Until when it can begin: it is not put off beyond its own length.
    fn latest(&self) -> Option<Timestamp> {
        after(self.starts, self.minutes)
    }
}

/// `minutes` after a time, where the calendar goes so far.
fn after(at: Timestamp, minutes: u32) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok()
}

/// The direct contacts, by the number of the event that offered them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Contacts(BTreeMap<u32, Contact>);

impl Contacts {
    /// The contact of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Contact> {
        self.0.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Contact)> {
        self.0.iter().map(|(&number, contact)| (number, contact))
    }

    pub(crate) fn take(&mut self, event: &Event, clocks: &mut Clocks) {
        match &event.kind {
            Kind::ContactOffered(offered) => {
                let contact = Contact {
                    who: offered.who.clone(),
                    starts: offered.starts,
                    minutes: offered.minutes,
                    state: ContactState::Offered,
                };
                self.0.insert(event.id.number, contact);
            }
            Kind::Settled(settled) => {
                if let Some(contact) = self.0.get_mut(&settled.question) {
                    contact.state = match settled.outcome {
                        Outcome::Agreed => ContactState::Agreed,
                        Outcome::NotAgreed | Outcome::Withdrawn => ContactState::Dropped,
                    };
                }
            }
            Kind::ContactBegun(begun) => {
                if let Some(contact) = self.0.get_mut(&begun.contact) {
                    contact.state = ContactState::UnderWay { ends: begun.ends };
                    clocks.set(begun.ends, begun.contact, Clock::Contact);
                }
            }
            Kind::ContactEnded(ended) => {
                if let Some(contact) = self.0.get_mut(&ended.contact) {
                    contact.state = ContactState::Ended;
                    clocks.stop(ended.contact);
                }
            }
            _ => {}
        }
    }
}

/// The accounts of direct contacts that one party has given, by contact: the number of the last in its room.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Accounts(BTreeMap<u32, u32>);

impl Accounts {
    /// The number in the room of the account of a contact.
    #[must_use]
    pub fn get(&self, contact: u32) -> Option<u32> {
        self.0.get(&contact).copied()
    }

    pub(crate) fn take(&mut self, event: &Event) {
        if let Kind::AccountGiven(given) = &event.kind {
            self.0.insert(given.contact, event.id.number);
        }
    }
}

/// Ends what is under way at the end of its time box.
pub(crate) fn over(state: &State, number: u32) -> Vec<(Compartment, Kind)> {
    let contact = state.joint.contacts.get(number);
    let under_way = contact.is_some_and(|contact| matches!(contact.state, ContactState::UnderWay { .. }));
    let ended = ContactEnded { contact: number };
    under_way.then(|| (Compartment::Joint, ended.into())).into_iter().collect()
}

/// A direct contact was offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactOffered {
    /// Who would meet.
    pub who: Vec<Who>,
    /// Where.
    pub place: String,
    /// From when on it could begin.
    pub starts: Timestamp,
    /// Its time box.
    pub minutes: u32,
    /// What the parties are asked.
    pub question: Question,
}

/// A direct contact began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactBegun {
    /// The contact's number before all.
    pub contact: u32,
    /// When its time box ends.
    pub ends: Timestamp,
}

/// A direct contact ended: by the act of a seat, or by the clock at the end of its time box.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactEnded {
    /// The contact's number before all.
    pub contact: u32,
}

/// A party gave its account of a direct contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountGiven {
    /// The contact's number before all.
    pub contact: u32,
    /// In its words.
    pub text: Content<String>,
    /// How far it may go.
    pub disclosure: Disclosure,
    /// The account in this room whose place it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u32>,
}

impl Happening for ContactOffered {
    const RETENTION: Retention = Retention::Permanent;

    fn question(&self) -> Option<&Question> {
        Some(&self.question)
    }
}

impl Happening for ContactBegun {
    const RETENTION: Retention = Retention::Permanent;
}

impl Happening for ContactEnded {
    const RETENTION: Retention = Retention::Permanent;
}

impl Happening for AccountGiven {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.text.erase();
    }
}

/// A contact that the actor sees.
fn contact<'a>(on: &Doing<'a>, id: &Id) -> Result<&'a Contact, Refusal> {
    let found = (id.place == Compartment::Joint).then(|| on.joint().contacts.get(id.number)).flatten();
    found.ok_or_else(|| no_such_item(id, "a direct contact"))
}

/// Refuses a contact that the ground rules do not allow, or not for so long.
fn allowed(on: &Doing<'_>, minutes: u32) -> Result<(), Refusal> {
    let settings = &on.joint().ground_rules.settings;
    let most = settings.direct_contact_minutes_max;
    let because = match settings.direct_contact {
        false => "the ground rules in force forbid direct contact".to_owned(),
        true if minutes > most => format!("{minutes} minutes are longer than the ground rules allow"),
        true => return Ok(()),
    };
    let allowed = match settings.direct_contact {
        false => "What one side has for another goes through the mediator.".to_owned(),
        true => format!("At most {most} minutes."),
    };
    Err(Refusal::new(Rule::GroundRules, because, allowed))
}

/// Offers brief direct contact to parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferContact {
    /// Who would meet: members of two seats at least.
    pub who: Vec<Who>,
    /// Where.
    pub place: String,
    /// From when on it could begin.
    pub starts: Timestamp,
    /// Its time box.
    pub minutes: u32,
    /// Until when the parties can answer.
    pub answer_by: Timestamp,
}

impl Perform for OfferContact {
    const FACTS: Facts = Facts {
        name: "offer_contact",
        chapter: Chapter::Contact,
        does: "Offers brief direct contact to parties: who, where, from when, for how long.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "Each person is a member of the delegation of a seated party; two parties at least; the ground rules allow it and so many minutes.",
        changes: "Each party concerned is asked, and answers in its room with `answer`. All learn of a mutual yes, and in the end that there was none; of who did not say yes, nobody.",
        writes: &[Writes::Joint],
        refusals: &[
            Rule::NoSuchSeat,
            Rule::NoSuchMember,
            Rule::NoConsent,
            Rule::NotRepresented,
            Rule::GroundRules,
            Rule::NotTheTime,
        ],
        example: "do: offer_contact\nwho: [iran/araghchi, usa/witkoff]\nplace: the garden\nstarts: 2025-04-12T16:00:00Z\nminutes: 10\nanswer_by: 2025-04-12T15:45:00Z",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        limits::line("place", &self.place)?;
        limits::list("people", &self.who, 2)?;
        let mut to: Vec<Name> = Vec::new();
        for (at, who) in self.who.iter().enumerate() {
            sight.joint.convening.expect_seated(&who.seat)?;
            if self.who[..at].contains(who) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("{who} is there twice"),
                    "Name each person once.",
                ));
            }
            if sight.rooms.get(&who.seat).is_none_or(|room| room.members.get(&who.member).is_none()) {
                return Err(Refusal::new(
                    Rule::NoSuchMember,
                    format!("{who} is in no delegation"),
                    "The room of each party shows who is in its delegation.",
                ));
            }
            if !to.contains(&who.seat) {
                to.push(who.seat.clone());
            }
        }
        if to.len() < 2 {
            return Err(Refusal::new(
                Rule::NotRepresented,
                "these are people of one seat",
                "Name people of two parties at least.",
            ));
        }
        if self.minutes == 0 {
            return Err(Refusal::new(Rule::Malformed, "it has no length", "Give its minutes."));
        }
        allowed(on, self.minutes)?;
        if self.answer_by <= on.at || self.starts < self.answer_by {
            return Err(Refusal::new(
                Rule::NotTheTime,
                "parties answer after the offer and before the contact",
                "Give an `answer_by` that is still to come, and a `starts` that is no earlier.",
            ));
        }
        let hash = Hash::of_value(&(&self.who, &self.place, self.starts, self.minutes));
        let question = Question { to, until: Some(self.answer_by), signs: None, hash, options: 1 };
        let OfferContact { who, place, starts, minutes, .. } = self;
        on.write_joint(ContactOffered { who, place, starts, minutes, question });
        Ok(())
    }
}

/// Begins a direct contact that was agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginContact {
    /// Which.
    pub contact: Id,
}

impl Perform for BeginContact {
    const FACTS: Facts = Facts {
        name: "begin_contact",
        chapter: Chapter::Contact,
        does: "Begins a direct contact that was agreed; its time box runs from now.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "All have said yes and sit at the table, its time has come, and it is not put off beyond its own length; the ground rules still allow it.",
        changes: "It is under way, and ends by itself at the end of its time box.",
        writes: &[Writes::Joint],
        refusals: &[
            Rule::NoSuchItem,
            Rule::NotAgreed,
            Rule::WrongState,
            Rule::NotTheTime,
            Rule::Expired,
            Rule::NoConsent,
            Rule::GroundRules,
            Rule::Twice,
        ],
        example: "do: begin_contact\ncontact: joint:14",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let contact = contact(on, &self.contact)?;
        let id = &self.contact;
        let refused = match contact.state {
            ContactState::Agreed => None,
            ContactState::Offered => Some((
                Rule::NotAgreed,
                format!("not all have said yes to {id}"),
                "It can begin once all have.",
            )),
            ContactState::Dropped => {
                Some((Rule::WrongState, format!("{id} was not agreed"), "Another can be offered."))
            }
            ContactState::UnderWay { .. } | ContactState::Ended => {
                Some((Rule::Twice, format!("{id} has begun already"), "Another can be offered."))
            }
        };
        if let Some((rule, because, allowed)) = refused {
            return Err(Refusal::new(rule, because, allowed));
        }
        for who in &contact.who {
            on.joint().convening.expect_seated(&who.seat)?;
        }
        allowed(on, contact.minutes)?;
        if on.at < contact.starts {
            return Err(Refusal::new(
                Rule::NotTheTime,
                format!("{id} was agreed for {}", contact.starts),
                "Begin it then, or later.",
            ));
        }
        if contact.latest().is_none_or(|latest| on.at >= latest) {
            return Err(Refusal::new(
                Rule::Expired,
                format!("{id} was agreed for {} and for {} minutes", contact.starts, contact.minutes),
                "Another can be offered.",
            ));
        }
        let Some(ends) = after(on.at, contact.minutes) else {
            return Err(Refusal::new(
                Rule::NotTheTime,
                "the calendar does not go so far",
                "Another can be offered.",
            ));
        };
        on.write_joint(ContactBegun { contact: id.number, ends });
        Ok(())
    }
}

/// Ends a direct contact before its time box does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndContact {
    /// Which.
    pub contact: Id,
}

impl Perform for EndContact {
    const FACTS: Facts = Facts {
        name: "end_contact",
        chapter: Chapter::Contact,
        does: "Ends a direct contact before its time box does: the mediator, or any party to it.",
        by: By::Any,
        least: Role::Member,
        during: During::Standing,
        when: "It is under way.",
        changes: "All learn that it has ended. Each side can give its account.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::NotYours, Rule::WrongState, Rule::Twice],
        example: "do: end_contact\ncontact: joint:14",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let contact = contact(on, &self.contact)?;
        if matches!(on.sight, Sight::Party(_)) {
            concerned(on, contact, &self.contact)?;
        }
        match contact.state {
            ContactState::UnderWay { .. } => {
                on.write_joint(ContactEnded { contact: self.contact.number });
                Ok(())
            }
            ContactState::Ended => Err(Refusal::new(
                Rule::Twice,
                format!("{} has ended", self.contact),
                "Each side can give its account with `give_account`.",
            )),
            _ => Err(Refusal::new(
                Rule::WrongState,
                format!("{} is not under way", self.contact),
                "Until it is agreed the mediator can withdraw it, with `withdraw_question`.",
            )),
        }
    }
}

fn concerned(on: &Doing<'_>, contact: &Contact, id: &Id) -> Result<(), Refusal> {
    if contact.concerns(&on.who.seat) {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::NotYours,
        format!("your seat takes no part in {id}"),
        "Only those who meet do this.",
    ))
}

/// Gives one's own account of a direct contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveAccount {
    /// Of which.
    pub contact: Id,
    /// In one's words.
    pub text: String,
    /// How far it may go.
    #[serde(default)]
    pub disclosure: Disclosure,
}

impl Perform for GiveAccount {
    const FACTS: Facts = Facts {
        name: "give_account",
        chapter: Chapter::Contact,
        does: "Gives one's own account of a direct contact, or replaces it.",
        by: By::Party,
        least: Role::Member,
        during: During::Standing,
        when: "The contact has ended, and this seat took part in it.",
        changes: "It stands in the room, and goes no further than its disclosure. An earlier account of the same contact no longer stands.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::NotYours, Rule::WrongState],
        example: "do: give_account\ncontact: joint:14\ntext: Ten minutes, courteous; we agreed to meet again.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let contact = contact(on, &self.contact)?;
        concerned(on, contact, &self.contact)?;
        limits::text("text", &self.text)?;
        if contact.state != ContactState::Ended {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("{} has not ended", self.contact),
                "An account is given of what is over.",
            ));
        }
        let replaces = sight.room.accounts.get(self.contact.number);
        on.write_own_room(
            sight,
            AccountGiven {
                contact: self.contact.number,
                text: self.text.into(),
                disclosure: self.disclosure,
                replaces,
            },
        );
        Ok(())
    }
}
