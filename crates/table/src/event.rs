use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use crate::chapters::*;
use crate::{Id, Question, Retention, Who};

/// Something that happened at the table: what an act caused, or a clock. The record is the list of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Where it stands, and its number there.
    pub id: Id,
    /// When it happened.
    pub at: Timestamp,
    /// Whose act caused it; nobody's where a rule of the table or a clock did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Who>,
    /// What happened.
    #[serde(flatten)]
    pub kind: Kind,
}

/// What a kind of event is to the table beyond its own chapter.
pub(crate) trait Happening {
    /// How long its content is kept.
    const RETENTION: Retention;

    /// Erases its content.
    fn erase(&mut self) {}

    /// The question that it puts to seats.
    fn question(&self) -> Option<&Question> {
        None
    }
}

macro_rules! events {
    ($($(#[$doc:meta])* $kind:ident($payload:path) $name:literal,)*) => {
        /// The kinds of events.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "event")]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[$doc])* #[serde(rename = $name)] $kind($payload),)*
        }

        impl Kind {
            /// The names of all kinds.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The name of this kind.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$kind(_) => $name),* }
            }

            /// How long its content is kept.
            #[must_use]
            pub fn retention(&self) -> Retention {
                match self { $(Self::$kind(_) => <$payload as Happening>::RETENTION),* }
            }

            /// The question that it puts to seats.
            pub(crate) fn question(&self) -> Option<&Question> {
                match self { $(Self::$kind(payload) => payload.question()),* }
            }

            pub(crate) fn erase(&mut self) {
                match self { $(Self::$kind(payload) => payload.erase()),* }
            }
        }

        $(impl From<$payload> for Kind {
            fn from(payload: $payload) -> Self {
                Self::$kind(payload)
            }
        })*
    };
}

// One line for each kind of event; a name, once released, stays.
events! {
    /// Talks began.
    Convened(convening::Convened) "convened",
    /// A party was invited.
    Invited(convening::Invited) "invited",
    /// A seat was taken.
    SeatTaken(convening::SeatTaken) "seat_taken",
    /// An invitation was declined.
    Declined(convening::Declined) "declined",
    /// Somebody joined a delegation, or changed its role.
    Enrolled(convening::Enrolled) "enrolled",
    /// Somebody left a delegation.
    Discharged(convening::Discharged) "discharged",
    /// A version of the participation terms was put.
    TermsPut(convening::TermsPut) "terms_put",
    /// A seat signed the terms.
    TermsSigned(convening::TermsSigned) "terms_signed",
    /// A seat said who must ratify.
    MandateDeclared(convening::MandateDeclared) "mandate_declared",
    /// A seat withdrew its consent to the talks.
    ConsentWithdrawn(convening::ConsentWithdrawn) "consent_withdrawn",
    /// A seat consented again.
    ConsentRenewed(convening::ConsentRenewed) "consent_renewed",
    /// Talks were suspended.
    TalksSuspended(convening::TalksSuspended) "talks_suspended",
    /// Talks were resumed.
    TalksResumed(convening::TalksResumed) "talks_resumed",
    /// Talks ended.
    TalksClosed(convening::TalksClosed) "talks_closed",
    /// A reason that not all are told.
    ReasonKept(convening::ReasonKept) "reason_kept",

    // Ground rules.
    /// A version of the ground rules was put.
    GroundRulesPut(ground_rules::GroundRulesPut) "ground_rules_put",
    /// A seat signed the ground rules.
    GroundRulesSigned(ground_rules::GroundRulesSigned) "ground_rules_signed",
    /// Ground rules that all have signed hold from now on.
    GroundRulesInForce(ground_rules::GroundRulesInForce) "ground_rules_in_force",

    // Agenda and issues.
    /// An agenda was put to the parties.
    AgendaPut(agenda::AgendaPut) "agenda_put",
    /// The order of the agenda was set.
    AgendaOrdered(agenda::AgendaOrdered) "agenda_ordered",
    /// An item of the agenda was parked.
    ItemParked(agenda::ItemParked) "item_parked",
    /// An item of the agenda was taken up.
    ItemTakenUp(agenda::ItemTakenUp) "item_taken_up",
    /// A party put further issues and values to the others.
    ExtensionPut(agenda::ExtensionPut) "extension_put",

    // Rounds.
    /// A round was planned.
    RoundPlanned(rounds::RoundPlanned) "round_planned",
    /// A round was moved.
    RoundMoved(rounds::RoundMoved) "round_moved",
    /// A round was opened, or went on.
    RoundOpened(rounds::RoundOpened) "round_opened",
    /// A round was adjourned.
    RoundAdjourned(rounds::RoundAdjourned) "round_adjourned",
    /// A round ended, and was held.
    RoundHeld(rounds::RoundHeld) "round_held",
    /// A round was cancelled.
    RoundCancelled(rounds::RoundCancelled) "round_cancelled",
    /// A party asked for a round, or for another date or place.
    RoundAskedFor(rounds::RoundAskedFor) "round_asked_for",

    // Rooms and questions.
    /// Somebody said something.
    Said(rooms::Said) "said",
    /// A speaker changed how far an item may go.
    DisclosureSet(rooms::DisclosureSet) "disclosure_set",
    /// A speaker took back what it had said.
    Retracted(rooms::Retracted) "retracted",

    /// A seat answered a question.
    Answered(questions::Answered) "answered",
    /// A question was settled.
    Settled(questions::Settled) "settled",

    // Relay.
    /// The mediator's team drafted a rendering.
    Rendered(relay::Rendered) "rendered",
    /// The team noted where the senders of a rendering were asked.
    ApprovalsLinked(relay::ApprovalsLinked) "approvals_linked",
    /// A sender was asked to approve a rendering.
    ApprovalSought(relay::ApprovalSought) "approval_sought",
    /// A sender approved it.
    Approved(relay::Approved) "approved",
    /// A sender declined.
    ApprovalDeclined(relay::ApprovalDeclined) "approval_declined",
    /// A sender took its approval back.
    ApprovalRevoked(relay::ApprovalRevoked) "approval_revoked",
    /// The mediator no longer seeks an approval.
    ApprovalCalledOff(relay::ApprovalCalledOff) "approval_called_off",
    /// A second person of the team released a rendering.
    Countersigned(relay::Countersigned) "countersigned",
    /// The team took a rendering back.
    RenderingRecalled(relay::RenderingRecalled) "rendering_recalled",
    /// Something was conveyed to a party.
    Conveyed(relay::Conveyed) "conveyed",
    /// What a sender was asked about was conveyed.
    SentOn(relay::SentOn) "sent_on",
    /// The team noted where a rendering has arrived.
    Delivered(relay::Delivered) "delivered",
    /// A recipient read what was conveyed to it.
    MarkedRead(relay::MarkedRead) "marked_read",

    // Texts.
    /// A text was opened.
    TextOpened(texts::TextOpened) "text_opened",
    /// The mediator redrafted an article.
    ArticleRevised(texts::Redraft<texts::Revised>) "article_revised",
    /// An article was added.
    ArticleAdded(texts::Redraft<texts::Added>) "article_added",
    /// An article was taken out.
    ArticleRemoved(texts::Redraft<texts::Removed>) "article_removed",
    /// An article was moved.
    ArticleMoved(texts::Redraft<texts::Moved>) "article_moved",
    /// How an article is drafted was set.
    ModeSet(texts::ModeSet) "mode_set",
    /// Words were put into a bracket, or a bracket was inserted.
    Bracketed(texts::Redraft<texts::Bracketed>) "bracketed",
    /// A seat offered words for a bracket.
    AlternativeOffered(texts::Redraft<texts::AlternativeOffered>) "alternative_offered",
    /// A seat took its words out of a bracket.
    AlternativeDropped(texts::Redraft<texts::AlternativeDropped>) "alternative_dropped",
    /// A party would lift a bracket, sealed.
    LiftSealed(texts::LiftSealed) "lift_sealed",
    /// All parties have lifted a bracket.
    BracketLifted(texts::Redraft<texts::BracketLifted>) "bracket_lifted",
    /// A party marked an article.
    Marked(texts::Marked) "marked",
    /// A party would have an article read otherwise.
    Redlined(texts::Redlined) "redlined",
    /// A party agrees to an article, sealed.
    AgreementSealed(texts::AgreementSealed) "agreement_sealed",
    /// A party took back a mark, a redline, a lift or an agreement.
    TakenBack(texts::TakenBack) "taken_back",
    /// All parties agree to an article.
    ArticleAgreed(texts::ArticleAgreed) "article_agreed",
    /// The mediator closed an article.
    ArticleClosed(texts::ArticleClosed) "article_closed",
    /// An article was reopened.
    ArticleReopened(texts::ArticleReopened) "article_reopened",

    // Proposals.
    /// A party proposed something.
    Proposed(proposals::Proposed) "proposed",
    /// A proposal was taken back, or what was carried of it.
    ProposalWithdrawn(proposals::ProposalWithdrawn) "proposal_withdrawn",
    /// The time of a proposal is over.
    ProposalExpired(proposals::ProposalExpired) "proposal_expired",
    /// A proposal was carried to a party.
    ProposalCarried(proposals::ProposalCarried) "proposal_carried",
    /// Which copies were made of a proposal.
    ProposalSent(proposals::ProposalSent) "proposal_sent",
    /// A second person is to release what is carried.
    CarryPrepared(proposals::CarryPrepared) "carry_prepared",
    /// A party accepted what was carried to it.
    ProposalAccepted(proposals::ProposalAccepted) "proposal_accepted",
    /// A party refused what was carried to it.
    ProposalRefused(proposals::ProposalRefused) "proposal_refused",
    /// A party accepted what its maker has superseded.
    AcceptanceVoid(proposals::AcceptanceVoid) "acceptance_void",
    /// A proposal has become an agreement.
    ProposalAgreed(proposals::ProposalAgreed) "proposal_agreed",
    /// The parties agreed on a package, or on a part of one.
    AgreementReached(proposals::AgreementReached) "agreement_reached",
    /// The mediator put a proposal of its own.
    MediatorsProposalPut(proposals::MediatorsProposalPut) "mediators_proposal_put",
    /// A party was asked for an offer.
    OfferAsked(proposals::OfferAsked) "offer_asked",
    /// A party has no offer to make.
    OfferDeclined(proposals::OfferDeclined) "offer_declined",
    /// A party was asked what it would do if.
    WhatIfAsked(proposals::WhatIfAsked) "what_if_asked",
    /// Which parties were asked the parts of one what-if.
    WhatIfPut(proposals::WhatIfPut) "what_if_put",
    /// A party answered a what-if.
    WhatIfAnswered(proposals::WhatIfAnswered) "what_if_answered",
    /// A draft was put to a party.
    DraftPut(proposals::DraftPut) "draft_put",
    /// A party voted on a draft.
    Voted(proposals::Voted) "voted",

    // Direct contact.
    /// A direct contact was offered.
    ContactOffered(contact::ContactOffered) "contact_offered",
    /// It began.
    ContactBegun(contact::ContactBegun) "contact_begun",
    /// It ended.
    ContactEnded(contact::ContactEnded) "contact_ended",
    /// A party gave its account of it.
    AccountGiven(contact::AccountGiven) "account_given",

    // Back channels.
    /// A back channel was opened.
    BackchannelOpened(backchannel::BackchannelOpened) "backchannel_opened",
    /// Somebody left it.
    BackchannelLeft(backchannel::BackchannelLeft) "backchannel_left",
    /// It was closed.
    BackchannelClosed(backchannel::BackchannelClosed) "backchannel_closed",
    /// Somebody took what was said in it to the front.
    BroughtForward(backchannel::BroughtForward) "brought_forward",

    // Communiqués, statements, characterisations.
    /// A joint communiqué was put to the parties.
    CommuniquePut(communiques::CommuniquePut) "communique_put",
    /// A communiqué that all have signed was released.
    CommuniqueReleased(communiques::CommuniqueReleased) "communique_released",
    /// A seat's own statement was released.
    Stated(communiques::Stated) "stated",
    /// A seat's own statement waits for the end of its embargo.
    StatementSealed(communiques::StatementSealed) "statement_sealed",
    /// The embargo of a statement ended.
    StatementReleased(communiques::StatementReleased) "statement_released",
    /// A statement was withdrawn under embargo.
    StatementWithdrawn(communiques::StatementWithdrawn) "statement_withdrawn",
    /// A seat said how a round went.
    Characterised(communiques::Characterised) "characterised",

    // Records of decisions.
    /// The decisions of a round were recorded.
    DecisionsRecorded(decisions::DecisionsRecorded) "decisions_recorded",
    /// A party accepted the record of a round.
    RecordAccepted(decisions::RecordAccepted) "record_accepted",
    /// A party noted a reservation to the record of a round.
    RecordReserved(decisions::RecordReserved) "record_reserved",

    // Adoption.
    /// When a text enters into force was set.
    EntrySet(texts::Redraft<texts::EntrySet>) "entry_set",
    /// A text was put for initialling, adoption or signature.
    TextPut(adoption::TextPut) "text_put",
    /// A body ratified a text.
    Ratified(adoption::Ratified) "ratified",
    /// A body refused to ratify a text.
    RatificationRefused(adoption::RatificationRefused) "ratification_refused",
    /// A text entered into force.
    EnteredIntoForce(adoption::EnteredIntoForce) "entered_into_force",
    /// A day of a signed text was named.
    DayNamed(adoption::DayNamed) "day_named",

    // Preferences in confidence.
    /// A party told its wants, for its own eyes.
    Told(preferences::Told) "told",
    /// A party confided some of its wants to the mediator.
    Confided(preferences::Confided) "confided",

    // Retention and erasure.
    /// The content of items was erased.
    Erased(retention::Erased) "erased",
}

/// The events of one compartment, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log(Vec<Arc<Event>>);

impl Serialize for Log {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl Log {
    /// The event of this number, counted from 1.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Event> {
        self.0.get((number as usize).checked_sub(1)?).map(|event| &**event)
    }

    /// All, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.0.iter().map(|event| &**event)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, event: &Arc<Event>) {
        self.forget(event);
        self.0.push(Arc::clone(event));
    }

    /// Erases what `event` says was erased.
    pub(crate) fn forget(&mut self, event: &Event) {
        let Kind::Erased(erased) = &event.kind else { return };
        for &number in &erased.items {
            if let Some(item) = (number as usize).checked_sub(1).and_then(|at| self.0.get_mut(at)) {
                Arc::make_mut(item).kind.erase();
            }
        }
    }
}
