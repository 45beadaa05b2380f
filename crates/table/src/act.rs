use serde::{Deserialize, Serialize};

use crate::chapters::*;
use crate::doing::Doing;
use crate::{Facts, Refusal};

/// What a kind of act is: its facts, and what it does.
pub(crate) trait Perform {
    /// What is to know of it.
    const FACTS: Facts;

    /// Does it: looks at what the actor may see, and writes events or refuses.
    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal>;
}

macro_rules! acts {
    ($($act:ident($payload:path) $name:literal,)*) => {
        /// What a seat does in live talks.
        ///
        /// In JSON and YAML, `do` has the act's name and stands beside its fields.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "do")]
        #[non_exhaustive]
        #[allow(missing_docs)]
        pub enum Act {
            $(#[serde(rename = $name)] $act($payload),)*
        }

        impl Act {
            /// The facts of every kind of act, in the order of the course of talks.
            pub const ALL: &'static [Facts] = &[$(<$payload as Perform>::FACTS),*];

            /// What is to know of this act.
            #[must_use]
            pub fn facts(&self) -> Facts {
                match self { $(Self::$act(_) => <$payload as Perform>::FACTS),* }
            }

            /// The act of this name with these fields; `None` where there is no such act. Where fields do not fit, the
            /// deserializer knows which, as it does not of an act that is read as a whole.
            pub fn of<'de, D: serde::Deserializer<'de>>(name: &str, fields: D) -> Option<Result<Self, D::Error>> {
                Some(match name {
                    $($name => <$payload as Deserialize>::deserialize(fields).map(Self::$act),)*
                    _ => return None,
                })
            }

            pub(crate) fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
                match self { $(Self::$act(payload) => payload.perform(on)),* }
            }
        }

        $(impl From<$payload> for Act {
            fn from(payload: $payload) -> Self {
                Self::$act(payload)
            }
        })*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn names_agree_with_facts() {
                $(assert_eq!($name, <$payload as Perform>::FACTS.name);)*
            }
        }
    };
}

// One line for each kind of act, in the order of the course of talks.
acts! {
    Convene(convening::Convene) "convene",
    Invite(convening::Invite) "invite",
    AcceptInvitation(convening::AcceptInvitation) "accept_invitation",
    DeclineInvitation(convening::DeclineInvitation) "decline_invitation",
    Enrol(convening::Enrol) "enrol",
    Discharge(convening::Discharge) "discharge",
    PutTerms(convening::PutTerms) "put_terms",
    SignTerms(convening::SignTerms) "sign_terms",
    DeclareMandate(convening::DeclareMandate) "declare_mandate",
    WithdrawConsent(convening::WithdrawConsent) "withdraw_consent",
    RenewConsent(convening::RenewConsent) "renew_consent",
    SuspendTalks(convening::SuspendTalks) "suspend_talks",
    ResumeTalks(convening::ResumeTalks) "resume_talks",
    CloseTalks(convening::CloseTalks) "close_talks",

    // Ground rules.

    // Agenda and issues.

    // Rounds.

    // Rooms and questions.
    Say(rooms::Say) "say",
    SetDisclosure(rooms::SetDisclosure) "set_disclosure",
    Retract(rooms::Retract) "retract",

    Answer(questions::Answer) "answer",
    WithdrawQuestion(questions::WithdrawQuestion) "withdraw_question",

    // Relay.

    // Texts.

    // Proposals.

    // Direct contact.

    // Back channels.

    // Communiqués, statements, characterisations.

    // Records of decisions.

    // Adoption.

    // Preferences in confidence.

    // Retention and erasure.
    Erase(retention::Erase) "erase",
}
