use std::fmt;

use serde::Serialize;

/// Why an act was not done. What is refused has changed nothing.
///
/// > A refusal is decided from what the actor may see, and from nothing else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{act}: {because}. {rule} {allowed}", rule = .rule.sentence())]
pub struct Refusal {
    /// The act's name.
    pub act: &'static str,
    /// The rule.
    pub rule: Rule,
    /// What of this act runs against it, without a stop at its end.
    pub because: String,
    /// What would be allowed instead, as a sentence.
    pub allowed: String,
}

impl Refusal {
    /// A refusal under `rule`; the act's name is filled in by the table.
    pub(crate) fn new(rule: Rule, because: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self { act: "", rule, because: because.into(), allowed: allowed.into() }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident $word:literal $sentence:literal;)*) => {
        /// The rules that an act can run against.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $sentence] $rule,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Self::$rule),*];

            /// Its short name.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$rule => $word),* }
            }

            /// The rule as a sentence.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$rule => $sentence),* }
            }
        }
    };
}

rules! {
    ClockWentBack "clock_went_back" "Time runs forward: an act is not dated before what has been recorded.";
    NotConvened "not_convened" "Nothing is done before talks are convened.";
    AlreadyConvened "already_convened" "A table holds one talk.";
    NotAtTheTable "not_at_the_table" "Only an enrolled member of a seat acts for it.";
    WrongSeat "wrong_seat" "Some acts are the mediator's, some the parties'.";
    WrongRole "wrong_role" "Only those act whose role in the delegation covers it.";
    Suspended "suspended" "Suspended talks rest until they are resumed.";
    Closed "closed" "Closed talks stay closed.";
    NoConsent "no_consent" "A seat that has not taken its place, or has withdrawn its consent, is asked nothing and does not speak before all.";
    NoSuchSeat "no_such_seat" "An act names seats of these talks.";
    NoSuchMember "no_such_member" "An act names members of the delegation.";
    NoSuchItem "no_such_item" "An act refers only to items that its actor sees, and of the right kind.";
    WrongState "wrong_state" "An item is acted on in the states that its kind allows.";
    NotYours "not_yours" "Only the seat whose item it is may do this.";
    Expired "expired" "What has expired is no longer open.";
    Withdrawn "withdrawn" "What was withdrawn is no longer there to be answered or conveyed.";
    Superseded "superseded" "What was superseded is answered in its newer form.";
    Twice "twice" "What is done is not done a second time.";
    Malformed "malformed" "An act must make sense by itself.";
    TooLong "too_long" "Words, lists and attachments have limits.";
    NotTheTime "not_the_time" "Dates lie in the order that their act needs.";
    LastHead "last_head" "A seat keeps at least one head.";
    NotSigned "not_signed" "What binds is signed with the member's own key, over the hash that is put.";
    WrongHash "wrong_hash" "One signs, adopts or answers the version that stands, by its hash.";
    NotAgreed "not_agreed" "What needs the others' consent waits for it.";
    Disclosure "disclosure" "What a party says goes no further than its disclosure allows.";
    SecondPerson "second_person" "Under these ground rules a second person of the team releases what goes out.";
    GroundRules "ground_rules" "The ground rules in force do not allow it.";
    Brackets "brackets" "A text with brackets is not clean.";
    Mode "mode" "An article is drafted in the mode that the mediator has set.";
    NotOnRoster "not_on_roster" "A back channel is its roster's.";
    NotRepresented "not_represented" "Two sides at least and the roster's own members make a channel.";
    Space "space" "A package takes its values from the issues that stand on the agenda.";
    IssuesStand "issues_stand" "Issues and values that stand are added to and never taken away: packages refer to them.";
    KeptForEver "kept_for_ever" "What all have signed or decided is not erased.";
}

impl Rule {
    /// The rules that every act is held to.
    pub const GENERAL: &'static [Rule] = &[
        Self::ClockWentBack,
        Self::NotConvened,
        Self::NotAtTheTable,
        Self::WrongSeat,
        Self::WrongRole,
        Self::Suspended,
        Self::Closed,
        Self::Malformed,
        Self::TooLong,
    ];
}

impl fmt::Display for Rule {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.word())
    }
}
