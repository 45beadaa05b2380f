//! Before the first round: who is at the table, for whom, on which terms, and whether talks are under way.

mod course;
mod members;
mod seats;
mod terms;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Compartment, Content, During, Event, Facts, Hash, Kind, Member, Members, Name, Refusal,
    Retention, Role, Rule, Sight, Who, Writes, limits,
};

pub use course::*;
pub use members::*;
pub use seats::*;
pub use terms::*;

/// A seat as the talks are convened with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Its name.
    pub seat: Name,
    /// What people call it.
    pub title: String,
}

/// Whether talks are under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They are.
    #[default]
    UnderWay,
    /// They rest.
    Suspended,
    /// They have ended.
    Closed,
}

/// Whether a party sits at the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It has not taken its seat.
    #[default]
    Awaited,
    /// It has.
    Seated,
    /// It declined the invitation.
    Declined,
    /// It was there, and has withdrawn its consent to the talks.
    Away,
}

/// One version of the participation terms.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Terms {
    /// Counted from 1.
    pub version: u32,
    /// The hash that seats sign.
    pub hash: Hash,
    /// Which seats have.
    pub signed_by: Vec<Name>,
}

/// What all seats know of who is at the table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Convening {
    /// The talks' short name, which the record and every signature bear.
    pub name: Option<Name>,
    /// What the talks are called; empty before they are convened.
    pub title: String,
    /// Their time zone.
    pub zone: String,
    /// The mediator's seat.
    pub mediator: Option<Seat>,
    /// The parties, in the order in which they were named.
    pub parties: Vec<Seat>,
    /// Whether each party is there.
    pub presence: BTreeMap<Name, Presence>,
    /// Who heads each delegation, as it was announced.
    pub heads: BTreeMap<Name, Name>,
    /// The participation terms that stand.
    pub terms: Option<Terms>,
    /// Who must ratify for each party, as it said.
    pub mandates: BTreeMap<Name, Mandate>,
    /// Whether talks are under way.
    pub standing: Standing,
}

/// Who must ratify what a party signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// The bodies, in the order in which they are asked; none where the head's signature is enough.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// In the party's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl Convening {
    /// The names of the parties.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.parties.iter().map(|party| &party.seat)
    }

    /// The parties that are there.
    pub fn seated(&self) -> impl Iterator<Item = &Name> {
        self.names().filter(|seat| self.is_seated(seat))
    }

    /// Whether a seat is a party's, and taken.
    #[must_use]
    pub fn is_seated(&self, seat: &Name) -> bool {
        self.presence.get(seat) == Some(&Presence::Seated)
    }

    /// Whether a seat is a party's.
    #[must_use]
    pub fn is_party(&self, seat: &Name) -> bool {
        self.presence.contains_key(seat)
    }

    /// Whether a seat is the mediator's.
    #[must_use]
    pub fn is_mediator(&self, seat: &Name) -> bool {
        self.mediator.as_ref().is_some_and(|mediator| mediator.seat == *seat)
    }

    /// Refuses what names a seat that is no party's.
    pub(crate) fn expect_party(&self, seat: &Name) -> Result<(), Refusal> {
        if self.is_party(seat) {
            return Ok(());
        }
        let names: Vec<&str> = self.names().map(Name::as_str).collect();
        Err(Refusal::new(
            Rule::NoSuchSeat,
            format!("`{seat}` is no party's seat"),
            format!("The parties are {}.", names.join(", ")),
        ))
    }

    /// Refuses that a party speaks before all that is not there; the mediator always is.
    pub(crate) fn expect_present(&self, seat: &Name) -> Result<(), Refusal> {
        if self.is_mediator(seat) { Ok(()) } else { self.expect_seated(seat) }
    }

    /// Refuses what asks something of a party that is not there.
    pub(crate) fn expect_seated(&self, seat: &Name) -> Result<(), Refusal> {
        self.expect_party(seat)?;
        if self.is_seated(seat) {
            return Ok(());
        }
        Err(Refusal::new(
            Rule::NoConsent,
            format!("`{seat}` does not sit at the table"),
            "It takes its seat with `accept_invitation`, or comes back with `renew_consent`.",
        ))
    }

    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::Convened(convened) => {
                self.name = Some(convened.name.clone());
                self.title.clone_from(&convened.title);
                self.zone.clone_from(&convened.zone);
                self.mediator = Some(convened.mediator.clone());
                self.parties.clone_from(&convened.parties);
                self.presence = self.names().map(|seat| (seat.clone(), Presence::Awaited)).collect();
            }
            Kind::SeatTaken(taken) => {
                self.presence.insert(taken.seat.clone(), Presence::Seated);
                self.heads.insert(taken.seat.clone(), taken.head.clone());
            }
            Kind::Declined(declined) => {
                self.presence.insert(declined.seat.clone(), Presence::Declined);
            }
            Kind::ConsentWithdrawn(withdrawn) => {
                self.presence.insert(withdrawn.seat.clone(), Presence::Away);
            }
            Kind::ConsentRenewed(renewed) => {
                self.presence.insert(renewed.seat.clone(), Presence::Seated);
            }
            Kind::TermsPut(put) => {
                self.terms = Some(Terms { version: put.version, hash: put.hash, signed_by: Vec::new() });
            }
            Kind::TermsSigned(_) => {
                if let (Some(terms), Some(by)) = (&mut self.terms, &event.by) {
                    terms.signed_by.push(by.seat.clone());
                }
            }
            Kind::MandateDeclared(declared) => {
                if let Some(by) = &event.by {
                    self.mandates.insert(by.seat.clone(), declared.mandate.clone());
                }
            }
            Kind::TalksSuspended(_) => self.standing = Standing::Suspended,
            Kind::TalksResumed(_) => self.standing = Standing::UnderWay,
            Kind::TalksClosed(_) => self.standing = Standing::Closed,
            _ => {}
        }
    }
}

/// What a room, or the mediator's team, remembers of its delegation.
pub(crate) fn take_members(members: &mut Members, event: &Event) {
    match &event.kind {
        Kind::Invited(invited) => {
            members.put(invited.head.clone(), Member { role: Role::Head, key: invited.key.clone() });
        }
        Kind::Enrolled(enrolled) => {
            members.put(enrolled.member.clone(), Member { role: enrolled.role, key: enrolled.key.clone() });
        }
        Kind::Discharged(discharged) => members.remove(&discharged.member),
        _ => {}
    }
}

/// Talks began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Convened {
    /// Their short name, which the record and every signature bear.
    pub name: Name,
    /// What they are called.
    pub title: String,
    /// Their time zone, by its IANA name.
    pub zone: String,
    /// The mediator's seat.
    pub mediator: Seat,
    /// The parties.
    pub parties: Vec<Seat>,
    /// What they are about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Opens talks: the actor's seat is the mediator's, and the actor its head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Convene {
    /// A short name for the record and for signatures: unlike that of other talks of the same service.
    pub name: Name,
    /// What the talks are called.
    pub title: String,
    /// What people call the mediator.
    pub mediator: String,
    /// The time zone of the talks, by its IANA name.
    #[serde(default = "utc")]
    pub zone: String,
    /// The parties: two at least.
    pub parties: Vec<Seat>,
    /// What the talks are about.
    #[serde(default)]
    pub note: Option<String>,
    /// The actor's public key, Ed25519 in base64.
    #[serde(default)]
    pub key: Option<String>,
}

fn utc() -> String {
    "UTC".to_owned()
}

impl Convene {
    /// Opens the talks of a table at which nothing has happened.
    pub(crate) fn open(self, who: &Who) -> Result<Vec<(Compartment, Kind)>, Refusal> {
        limits::line("title", &self.title)?;
        limits::line("mediator's title", &self.mediator)?;
        limits::list("parties", &self.parties, 2)?;
        if let Some(note) = &self.note {
            limits::text("note", note)?;
        }
        if jiff::tz::db().get(&self.zone).is_err() {
            return Err(Refusal::new(
                Rule::Malformed,
                format!("`{}` is no time zone", self.zone),
                "Give its IANA name, such as Asia/Muscat.",
            ));
        }
        crate::signature::check_key(self.key.as_deref())?;
        let mut seats = vec![&who.seat];
        for party in &self.parties {
            limits::line("party's title", &party.title)?;
            if seats.contains(&&party.seat) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("the seat `{}` is there twice", party.seat),
                    "Each seat has a name of its own, the mediator's too.",
                ));
            }
            seats.push(&party.seat);
        }
        let team = Compartment::Delegation(who.seat.clone());
        let convened = Convened {
            name: self.name,
            title: self.title,
            zone: self.zone,
            mediator: Seat { seat: who.seat.clone(), title: self.mediator },
            parties: self.parties,
            note: self.note,
        };
        let head = Enrolled { member: who.member.clone(), role: Role::Head, key: self.key };
        Ok(vec![(Compartment::Joint, convened.into()), (team, head.into())])
    }
}

impl Perform for Convene {
    const FACTS: Facts = Facts {
        name: "convene",
        chapter: Chapter::Convening,
        does: "Opens the talks; the actor becomes the head of the mediator's team.",
        by: By::Any,
        least: Role::Observer,
        during: During::Nothing,
        when: "Nothing has happened at this table.",
        changes: "The seats exist. Each party has a room with the mediator and a delegation of its own.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::AlreadyConvened],
        example: "do: convene\nname: muscat-2025\ntitle: Muscat talks\nmediator: Oman\nzone: Asia/Muscat\nparties: [{ seat: iran, title: Iran }, { seat: usa, title: United States }]",
    };

    fn perform(self, _: &mut Doing<'_>) -> Result<(), Refusal> {
        Err(Refusal::new(
            Rule::AlreadyConvened,
            "these talks are convened already",
            "Other talks need a table of their own.",
        ))
    }
}

/// A reason, or whatever else of an act not all are told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReasonKept {
    /// For what: the act's name.
    pub of: String,
    /// What all are told of the same act, where they are told anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<crate::Id>,
    /// The reason.
    pub words: Content<String>,
}

/// Keeps a reason that not all are told: a party's in its room, the mediator's in its team.
pub(crate) fn keep_reason(
    on: &mut Doing<'_>,
    facts: &Facts,
    about: Option<crate::Id>,
    words: Option<String>,
) -> Result<(), Refusal> {
    let Some(words) = words else { return Ok(()) };
    limits::text("private reason", &words)?;
    let kept = ReasonKept { of: facts.name.to_owned(), about, words: words.into() };
    match on.sight {
        Sight::Party(sight) => on.write_own_room(sight, kept),
        Sight::Mediator(_) => on.write_delegation(kept),
    };
    Ok(())
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(
    Convened,
    SeatTaken,
    Declined,
    Enrolled,
    Discharged,
    TermsPut,
    TermsSigned,
    MandateDeclared,
    ConsentWithdrawn,
    ConsentRenewed,
    TalksSuspended,
    TalksResumed,
    TalksClosed
);

impl Happening for Invited {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        if let Some(words) = &mut self.words {
            words.erase();
        }
    }
}

impl Happening for ReasonKept {
    const RETENTION: Retention = Retention::Working;

    fn erase(&mut self) {
        self.words.erase();
    }
}
