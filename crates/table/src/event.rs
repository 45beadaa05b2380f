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

    // Agenda and issues.

    // Rounds.

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

    // Texts.

    // Proposals.

    // Direct contact.

    // Back channels.

    // Communiqués, statements, characterisations.

    // Records of decisions.

    // Adoption.

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
        if let Kind::Erased(erased) = &event.kind {
            for &number in &erased.items {
                if let Some(item) = (number as usize).checked_sub(1).and_then(|at| self.0.get_mut(at)) {
                    Arc::make_mut(item).kind.erase();
                }
            }
        }
        self.0.push(Arc::clone(event));
    }
}
