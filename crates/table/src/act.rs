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
    PutGroundRules(ground_rules::PutGroundRules) "put_ground_rules",
    SignGroundRules(ground_rules::SignGroundRules) "sign_ground_rules",

    // Agenda and issues.
    PutAgenda(agenda::PutAgenda) "put_agenda",
    OrderAgenda(agenda::OrderAgenda) "order_agenda",
    Park(agenda::Park) "park",
    TakeUp(agenda::TakeUp) "take_up",
    ExtendIssues(agenda::ExtendIssues) "extend_issues",

    // Rounds.
    PlanRound(rounds::PlanRound) "plan_round",
    MoveRound(rounds::MoveRound) "move_round",
    OpenRound(rounds::OpenRound) "open_round",
    AdjournRound(rounds::AdjournRound) "adjourn_round",
    CloseRound(rounds::CloseRound) "close_round",
    CancelRound(rounds::CancelRound) "cancel_round",
    AskForRound(rounds::AskForRound) "ask_for_round",

    // Rooms and questions.
    Say(rooms::Say) "say",
    SetDisclosure(rooms::SetDisclosure) "set_disclosure",
    Retract(rooms::Retract) "retract",

    Answer(questions::Answer) "answer",
    WithdrawQuestion(questions::WithdrawQuestion) "withdraw_question",

    // Relay.
    Render(relay::Render) "render",
    SeekApproval(relay::SeekApproval) "seek_approval",
    Approve(relay::Approve) "approve",
    Decline(relay::Decline) "decline",
    RevokeApproval(relay::RevokeApproval) "revoke_approval",
    Countersign(relay::Countersign) "countersign",
    Convey(relay::Convey) "convey",
    Recall(relay::Recall) "recall",
    MarkRead(relay::MarkRead) "mark_read",

    // Texts.
    OpenText(texts::OpenText) "open_text",
    ReviseArticle(texts::ReviseArticle) "revise_article",
    AddArticle(texts::AddArticle) "add_article",
    RemoveArticle(texts::RemoveArticle) "remove_article",
    MoveArticle(texts::MoveArticle) "move_article",
    SetMode(texts::SetMode) "set_mode",
    PutBracket(texts::PutBracket) "bracket",
    OfferAlternative(texts::OfferAlternative) "offer_alternative",
    DropAlternative(texts::DropAlternative) "drop_alternative",
    LiftBracket(texts::LiftBracket) "lift_bracket",
    Mark(texts::Mark) "mark",
    Redline(texts::Redline) "redline",
    AgreeArticle(texts::AgreeArticle) "agree_article",
    TakeBack(texts::TakeBack) "take_back",
    CloseArticle(texts::CloseArticle) "close_article",
    ReopenArticle(texts::ReopenArticle) "reopen_article",

    // Proposals.
    Propose(proposals::Propose) "propose",
    WithdrawProposal(proposals::WithdrawProposal) "withdraw_proposal",
    Carry(proposals::Carry) "carry",
    Accept(proposals::Accept) "accept",
    Refuse(proposals::Refuse) "refuse",
    PutMediatorsProposal(proposals::PutMediatorsProposal) "put_mediators_proposal",
    AskOffer(proposals::AskOffer) "ask_offer",
    DeclineOffer(proposals::DeclineOffer) "decline_offer",
    AskWhatIf(proposals::AskWhatIf) "ask_what_if",
    AnswerWhatIf(proposals::AnswerWhatIf) "answer_what_if",
    PutDraft(proposals::PutDraft) "put_draft",
    Vote(proposals::VoteCast) "vote",

    // Direct contact.
    OfferContact(contact::OfferContact) "offer_contact",
    BeginContact(contact::BeginContact) "begin_contact",
    EndContact(contact::EndContact) "end_contact",
    GiveAccount(contact::GiveAccount) "give_account",

    // Back channels.
    OpenBackchannel(backchannel::OpenBackchannel) "open_backchannel",
    LeaveBackchannel(backchannel::LeaveBackchannel) "leave_backchannel",
    CloseBackchannel(backchannel::CloseBackchannel) "close_backchannel",
    BringForward(backchannel::BringForward) "bring_forward",

    // Communiqués, statements, characterisations.
    PutCommunique(communiques::PutCommunique) "put_communique",
    State(communiques::State) "state",
    WithdrawStatement(communiques::WithdrawStatement) "withdraw_statement",
    Characterise(communiques::Characterise) "characterise",

    // Records of decisions.
    RecordDecisions(decisions::RecordDecisions) "record_decisions",
    AcceptRecord(decisions::AcceptRecord) "accept_record",
    Reserve(decisions::Reserve) "reserve",

    // Adoption.
    SetEntry(adoption::SetEntry) "set_entry",
    PutText(adoption::PutText) "put_text",
    Ratify(adoption::Ratify) "ratify",
    RefuseRatification(adoption::RefuseRatification) "refuse_ratification",
    NameDay(adoption::NameDay) "name_day",

    // Preferences in confidence.
    Tell(preferences::Tell) "tell",
    Confide(preferences::Confide) "confide",
    RevokeConfidence(preferences::RevokeConfidence) "revoke_confidence",

    // Retention and erasure.
    Erase(retention::Erase) "erase",
}
