//! Before the first round: who is at the table, for whom, on which terms, and whether talks are under way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Compartment, Content, During, Event, Facts, Hash, Kind, Member, Members, Name, Refusal,
    Retention, Role, Rule, Sight, Signature, Signed, Who, Writes, limits,
};

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
    #[serde(default = "talks")]
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

fn talks() -> Name {
    "talks".parse().expect("this is a name")
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

/// A party was invited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invited {
    /// Who is to head its delegation.
    pub head: Name,
    /// That member's public key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The invitation's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

/// Invites a party, through the person who is to head its delegation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// The party's seat.
    pub seat: Name,
    /// Who is to head its delegation.
    pub head: Name,
    /// That member's public key, Ed25519 in base64.
    #[serde(default)]
    pub key: Option<String>,
    /// The invitation's words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for Invite {
    const FACTS: Facts = Facts {
        name: "invite",
        chapter: Chapter::Convening,
        does: "Invites a party, through the person who is to head its delegation.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The party has not taken its seat.",
        changes: "The head may enter the party's room and accept or decline.",
        writes: &[Writes::Rooms],
        refusals: &[Rule::NoSuchSeat, Rule::Twice],
        example: "do: invite\nseat: iran\nhead: araghchi\nwords: We invite you to Muscat on 12 April.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        let convening = &sight.joint.convening;
        convening.expect_party(&self.seat)?;
        if let Some(words) = &self.words {
            limits::text("words", words)?;
        }
        crate::signature::check_key(self.key.as_deref())?;
        if matches!(convening.presence[&self.seat], Presence::Seated | Presence::Away) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("`{}` has taken its seat already", self.seat),
                "Its own head enrols further members with `enrol`.",
            ));
        }
        let words = self.words.map(Content::from);
        on.write_room(sight, &self.seat, Invited { head: self.head, key: self.key, words });
        Ok(())
    }
}

/// A seat was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeatTaken {
    /// Which.
    pub seat: Name,
    /// Who heads its delegation.
    pub head: Name,
}

/// Takes the seat that one was invited to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {}

impl Perform for AcceptInvitation {
    const FACTS: Facts = Facts {
        name: "accept_invitation",
        chapter: Chapter::Convening,
        does: "Takes the seat that one was invited to, and so accepts the mediator.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "The party was invited and has not taken its seat.",
        changes: "The party sits at the table; all learn who heads its delegation.",
        writes: &[Writes::Joint],
        refusals: &[Rule::Twice],
        example: "do: accept_invitation",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let seat = &sight.room.seat;
        if !matches!(sight.joint.convening.presence[seat], Presence::Awaited | Presence::Declined) {
            return Err(Refusal::new(
                Rule::Twice,
                "your seat is taken already",
                "After `withdraw_consent` one comes back with `renew_consent`.",
            ));
        }
        on.write_joint(SeatTaken { seat: seat.clone(), head: sight.who.member.clone() });
        Ok(())
    }
}

/// An invitation was declined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declined {
    /// Whose.
    pub seat: Name,
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

/// Declines an invitation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineInvitation {
    /// Why, for the mediator only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for DeclineInvitation {
    const FACTS: Facts = Facts {
        name: "decline_invitation",
        chapter: Chapter::Convening,
        does: "Declines an invitation.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "The party was invited and has not taken its seat.",
        changes: "All learn that the seat stays empty; the reason stays in the room.",
        writes: &[Writes::Joint, Writes::OwnRoom],
        refusals: &[Rule::Twice],
        example: "do: decline_invitation\nprivate: Not before the sanctions decision.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let seat = &sight.room.seat;
        match sight.joint.convening.presence[seat] {
            Presence::Awaited => {}
            Presence::Declined => {
                return Err(Refusal::new(
                    Rule::Twice,
                    "you have declined already",
                    "You may still take the seat with `accept_invitation`.",
                ));
            }
            Presence::Seated | Presence::Away => {
                return Err(Refusal::new(
                    Rule::Twice,
                    "you have taken your seat",
                    "Leave the talks with `withdraw_consent`.",
                ));
            }
        }
        let about = on.write_joint(Declined { seat: seat.clone() });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
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

/// Somebody joined a delegation, or changed its role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Who.
    pub member: Name,
    /// What for.
    pub role: Role,
    /// Its public key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Admits a member to one's own delegation, or changes its role or key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// Who.
    pub member: Name,
    /// What for.
    pub role: Role,
    /// Its public key, Ed25519 in base64.
    #[serde(default)]
    pub key: Option<String>,
}

impl Perform for Enrol {
    const FACTS: Facts = Facts {
        name: "enrol",
        chapter: Chapter::Convening,
        does: "Admits a member to one's own delegation, or changes its role or key.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "The seat keeps a head.",
        changes: "The member sees what the delegation sees, from its beginning, and acts as its role allows. Other parties are not told.",
        writes: &[Writes::OwnRoom, Writes::Delegation],
        refusals: &[Rule::Twice, Rule::LastHead],
        example: "do: enrol\nmember: ravanchi\nrole: member",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        crate::signature::check_key(self.key.as_deref())?;
        let members = on.sight.members();
        let now = Member { role: self.role, key: self.key };
        if let Some(before) = members.get(&self.member) {
            if *before == now {
                return Err(Refusal::new(
                    Rule::Twice,
                    format!("`{}` is enrolled as {} already", self.member, now.role.word()),
                    "Give another role or key, or `discharge` the member.",
                ));
            }
            if before.role == Role::Head && now.role != Role::Head {
                keep_a_head(members)?;
            }
        }
        let enrolled = Enrolled { member: self.member, role: now.role, key: now.key };
        match on.sight {
            Sight::Party(sight) => on.write_own_room(sight, enrolled),
            Sight::Mediator(_) => on.write_delegation(enrolled),
        };
        Ok(())
    }
}

fn keep_a_head(members: &Members) -> Result<(), Refusal> {
    if members.heads() > 1 {
        return Ok(());
    }
    Err(Refusal::new(Rule::LastHead, "this is the seat's only head", "Enrol another head first."))
}

/// Somebody left a delegation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discharged {
    /// Who.
    pub member: Name,
}

/// Takes a member out of one's own delegation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discharge {
    /// Who.
    pub member: Name,
}

impl Perform for Discharge {
    const FACTS: Facts = Facts {
        name: "discharge",
        chapter: Chapter::Convening,
        does: "Takes a member out of one's own delegation.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "The seat keeps a head.",
        changes: "The member no longer sees what is added, and no longer acts.",
        writes: &[Writes::OwnRoom, Writes::Delegation],
        refusals: &[Rule::NoSuchMember, Rule::LastHead],
        example: "do: discharge\nmember: ravanchi",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let members = on.sight.members();
        let Some(member) = members.get(&self.member) else {
            let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            return Err(Refusal::new(
                Rule::NoSuchMember,
                format!("`{}` is not in your delegation", self.member),
                format!("Its members are {}.", names.join(", ")),
            ));
        };
        if member.role == Role::Head {
            keep_a_head(members)?;
        }
        let discharged = Discharged { member: self.member };
        match on.sight {
            Sight::Party(sight) => on.write_own_room(sight, discharged),
            Sight::Mediator(_) => on.write_delegation(discharged),
        };
        Ok(())
    }
}

/// A version of the participation terms was put.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermsPut {
    /// Counted from 1.
    pub version: u32,
    /// The hash that seats sign: of the JSON `[text, log_key]`.
    pub hash: Hash,
    /// The terms.
    pub text: String,
    /// The fingerprint of the key that signs the record.
    pub log_key: String,
}

/// Puts a version of the participation terms, for every seat to sign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutTerms {
    /// The terms.
    pub text: String,
    /// The fingerprint of the key that signs the record.
    pub log_key: String,
}

impl Perform for PutTerms {
    const FACTS: Facts = Facts {
        name: "put_terms",
        chapter: Chapter::Convening,
        does: "Puts a version of the participation terms, with the fingerprint of the record's key, for every seat to sign.",
        by: By::Mediator,
        least: Role::Head,
        during: During::Standing,
        when: "They differ from the version that stands.",
        changes: "Signatures of earlier versions do not count for this one.",
        writes: &[Writes::Joint],
        refusals: &[Rule::Twice],
        example: "do: put_terms\ntext: What is said in a room stays there unless its speaker says otherwise.\nlog_key: \"wasit:…\"",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("text", &self.text)?;
        limits::line("fingerprint of the record's key", &self.log_key)?;
        let hash = Hash::of_value(&(&self.text, &self.log_key));
        let before = on.joint().convening.terms.as_ref();
        if before.is_some_and(|terms| terms.hash == hash) {
            return Err(Refusal::new(
                Rule::Twice,
                "these are the terms that stand",
                "Seats sign them with `sign_terms`.",
            ));
        }
        let version = before.map_or(0, |terms| terms.version) + 1;
        on.write_joint(TermsPut { version, hash, text: self.text, log_key: self.log_key });
        Ok(())
    }
}

/// A seat signed the terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermsSigned {
    /// The signature, and what of.
    pub signed: Signed,
}

/// Signs the participation terms that stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignTerms {
    /// Their hash.
    pub hash: Hash,
    /// The signature over it.
    #[serde(default)]
    pub signature: Option<String>,
}

impl Perform for SignTerms {
    const FACTS: Facts = Facts {
        name: "sign_terms",
        chapter: Chapter::Convening,
        does: "Signs the participation terms that stand, by their hash.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "Terms were put, and this seat has not signed them.",
        changes: "All see that this seat has signed.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongHash, Rule::Twice, Rule::NotSigned],
        example: "do: sign_terms\nhash: \"…\"",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let Some(terms) = &on.joint().convening.terms else {
            return Err(Refusal::new(
                Rule::NoSuchItem,
                "no terms have been put",
                "The mediator puts them with `put_terms`.",
            ));
        };
        if terms.hash != self.hash {
            return Err(Refusal::new(
                Rule::WrongHash,
                "this is not the hash of the terms that stand",
                format!("Version {} stands, with the hash {}.", terms.version, terms.hash),
            ));
        }
        if terms.signed_by.contains(&on.who.seat) {
            return Err(Refusal::new(
                Rule::Twice,
                "your seat has signed these terms",
                "A new version can be signed when the mediator puts one.",
            ));
        }
        let what = format!("participation terms, version {}", terms.version);
        let signature = Signature::check(on, &what, self.hash, self.signature)?;
        on.write_joint(TermsSigned { signed: Signed { what, hash: self.hash, signatures: vec![signature] } });
        Ok(())
    }
}

/// A seat said who must ratify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MandateDeclared {
    /// Who, and how.
    pub mandate: Mandate,
}

/// Says who speaks for one's seat and who must ratify what it signs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareMandate {
    /// The bodies that must ratify, in order.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// In the party's words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for DeclareMandate {
    const FACTS: Facts = Facts {
        name: "declare_mandate",
        chapter: Chapter::Convening,
        does: "Says whether one's head can bind the seat, or which bodies must ratify what it signs.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "It differs from what was declared.",
        changes: "All see it. What this party signs later needs these bodies.",
        writes: &[Writes::Joint],
        refusals: &[Rule::Twice],
        example: "do: declare_mandate\nbodies: [Supreme National Security Council, parliament]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::list("bodies", &self.bodies, 0)?;
        self.bodies.iter().try_for_each(|body| limits::line("body's name", body))?;
        if let Some(words) = &self.words {
            limits::text("words", words)?;
        }
        let mandate = Mandate { bodies: self.bodies, words: self.words };
        if on.joint().convening.mandates.get(&on.who.seat) == Some(&mandate) {
            return Err(Refusal::new(
                Rule::Twice,
                "this is the mandate that you have declared",
                "Declare another where it has changed.",
            ));
        }
        on.write_joint(MandateDeclared { mandate });
        Ok(())
    }
}

/// A seat withdrew its consent to the talks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentWithdrawn {
    /// Which.
    pub seat: Name,
    /// Why, for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
}

/// Withdraws consent to the talks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawConsent {
    /// Why, for all.
    #[serde(default)]
    pub public: Option<String>,
    /// Why, for the mediator only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for WithdrawConsent {
    const FACTS: Facts = Facts {
        name: "withdraw_consent",
        chapter: Chapter::Convening,
        does: "Withdraws one's consent to the talks: at any time, without giving a reason.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "The party sits at the table.",
        changes: "Nothing is asked of the seat or brought to it until it comes back; no question can be agreed that it was asked.",
        writes: &[Writes::Joint, Writes::OwnRoom],
        refusals: &[Rule::NoConsent],
        example: "do: withdraw_consent\npublic: No talks under fire.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let seat = &sight.room.seat;
        if !sight.joint.convening.is_seated(seat) {
            return Err(Refusal::new(
                Rule::NoConsent,
                "you do not sit at the table",
                "An invitation is declined with `decline_invitation`.",
            ));
        }
        if let Some(public) = &self.public {
            limits::text("public reason", public)?;
        }
        let about = on.write_joint(ConsentWithdrawn { seat: seat.clone(), public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A seat consented again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentRenewed {
    /// Which.
    pub seat: Name,
}

/// Comes back to the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewConsent {}

impl Perform for RenewConsent {
    const FACTS: Facts = Facts {
        name: "renew_consent",
        chapter: Chapter::Convening,
        does: "Comes back to the table after consent was withdrawn.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "The party has withdrawn its consent.",
        changes: "The party sits at the table again.",
        writes: &[Writes::Joint],
        refusals: &[Rule::WrongState],
        example: "do: renew_consent",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let seat = &sight.room.seat;
        if sight.joint.convening.presence[seat] != Presence::Away {
            return Err(Refusal::new(
                Rule::WrongState,
                "you have not withdrawn your consent",
                "A seat is first taken with `accept_invitation`.",
            ));
        }
        on.write_joint(ConsentRenewed { seat: seat.clone() });
        Ok(())
    }
}

/// Talks were suspended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TalksSuspended {
    /// Why, for all.
    pub public: String,
}

/// Suspends the talks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspendTalks {
    /// Why, for all.
    pub public: String,
    /// Why, for the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for SuspendTalks {
    const FACTS: Facts = Facts {
        name: "suspend_talks",
        chapter: Chapter::Convening,
        does: "Lets the talks rest, for however long.",
        by: By::Mediator,
        least: Role::Head,
        during: During::UnderWay,
        when: "The talks are under way.",
        changes: "Only what the reference marks so can be done until they are resumed. Clocks run on.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[],
        example: "do: suspend_talks\npublic: After the events of 13 June.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("public reason", &self.public)?;
        let about = on.write_joint(TalksSuspended { public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// Talks were resumed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TalksResumed {
    /// In the mediator's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
}

/// Resumes suspended talks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResumeTalks {
    /// In the mediator's words.
    #[serde(default)]
    pub public: Option<String>,
}

impl Perform for ResumeTalks {
    const FACTS: Facts = Facts {
        name: "resume_talks",
        chapter: Chapter::Convening,
        does: "Resumes suspended talks where they stood.",
        by: By::Mediator,
        least: Role::Head,
        during: During::Standing,
        when: "The talks are suspended.",
        changes: "The talks are under way again; whatever had not expired stands.",
        writes: &[Writes::Joint],
        refusals: &[Rule::WrongState],
        example: "do: resume_talks",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        if on.joint().convening.standing != Standing::Suspended {
            return Err(Refusal::new(
                Rule::WrongState,
                "the talks are under way",
                "Only suspended talks are resumed.",
            ));
        }
        if let Some(public) = &self.public {
            limits::text("public words", public)?;
        }
        on.write_joint(TalksResumed { public: self.public });
        Ok(())
    }
}

/// Talks ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TalksClosed {
    /// How, for all.
    pub public: String,
}

/// Ends the talks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseTalks {
    /// How they ended, for all.
    pub public: String,
    /// Why, for the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for CloseTalks {
    const FACTS: Facts = Facts {
        name: "close_talks",
        chapter: Chapter::Convening,
        does: "Ends the talks.",
        by: By::Mediator,
        least: Role::Head,
        during: During::Standing,
        when: "The talks are not closed.",
        changes: "The times of retention begin to run. Only what the reference marks so can still be done.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[],
        example: "do: close_talks\npublic: The parties have signed.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("public words", &self.public)?;
        let about = on.write_joint(TalksClosed { public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
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
