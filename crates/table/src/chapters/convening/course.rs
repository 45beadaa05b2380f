//! Consent withdrawn and renewed; talks suspended, resumed and closed.

use serde::{Deserialize, Serialize};

use super::{Presence, Standing, keep_reason};
use crate::act::Perform;
use crate::chapters::contact::ContactEnded;
use crate::doing::Doing;
use crate::{By, Chapter, During, Facts, Name, Refusal, Role, Rule, Writes, limits};

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
        changes: "Nothing is asked of the seat or brought to it until it comes back; no question can be agreed that it was asked. It does not speak before all; a direct contact of its people that is under way ends.",
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
        let contacts = sight.joint.contacts.iter();
        let under_way = contacts.filter(|(_, contact)| contact.is_under_way() && contact.concerns(seat));
        for (contact, _) in under_way {
            on.write_joint(ContactEnded { contact });
        }
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
        changes: "The party sits at the table again. What waited for it alone is agreed.",
        writes: &[Writes::Joint, Writes::OwnRoom, Writes::Rooms, Writes::Team],
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
        writes: &[Writes::Joint, Writes::Rooms, Writes::Team],
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
