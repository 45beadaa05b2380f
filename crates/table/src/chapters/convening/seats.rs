//! A seat is offered, taken or declined.

use serde::{Deserialize, Serialize};

use super::{Discharged, Presence, keep_reason};
use crate::act::Perform;
use crate::doing::Doing;
use crate::{By, Chapter, Content, During, Facts, Name, Refusal, Role, Rule, Writes, limits};

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
        changes: "The head may enter the party's room and accept or decline. An earlier invitation to the seat is taken back: whoever entered upon it leaves the room.",
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
        // Whoever was invited before, and whom that one has admitted, no longer speaks for the seat nor reads there.
        let members = sight.rooms.get(&self.seat).into_iter().flat_map(|room| room.members.iter());
        for (member, _) in members.filter(|(member, _)| **member != self.head) {
            on.write_room(sight, &self.seat, Discharged { member: member.clone() });
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
