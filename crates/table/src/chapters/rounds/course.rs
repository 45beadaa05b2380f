use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{RoundState, check_public};
use crate::act::Perform;
use crate::chapters::convening::keep_reason;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{By, Chapter, Content, During, Facts, Refusal, Retention, Role, Rule, Writes, calendar, limits};

/// A round was opened, or went on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundOpened {
    /// Which.
    pub round: u32,
}

/// Opens a round, or lets an adjourned one go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenRound {
    /// Which: the only one that is planned or adjourned, if nothing is said.
    #[serde(default)]
    pub round: Option<u32>,
}

impl Perform for OpenRound {
    const FACTS: Facts = Facts {
        name: "open_round",
        chapter: Chapter::Rounds,
        does: "Opens a round, or lets an adjourned one go on.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The round is planned or adjourned, and no other is open.",
        changes: "All see that the round is going on.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: open_round\nround: 4",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let rounds = &on.joint().rounds;
        let fits = [RoundState::Planned, RoundState::Adjourned];
        let round = rounds.find(self.round, &fits, RoundState::Open)?.round;
        if let Some(open) = rounds.open() {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("round {} is open", open.round),
                "End it with `close_round` or break it off with `adjourn_round` first.",
            ));
        }
        on.write_joint(RoundOpened { round });
        Ok(())
    }
}

/// A round was adjourned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundAdjourned {
    /// Which.
    pub round: u32,
    /// Until when, in the talks' zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime>,
    /// Why, for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
}

/// Breaks the open round off, to go on later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjournRound {
    /// Which: the open one, if nothing is said.
    #[serde(default)]
    pub round: Option<u32>,
    /// Until when, in the talks' zone.
    #[serde(default)]
    pub until: Option<DateTime>,
    /// Why, for all.
    #[serde(default)]
    pub public: Option<String>,
    /// Why, for the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for AdjournRound {
    const FACTS: Facts = Facts {
        name: "adjourn_round",
        chapter: Chapter::Rounds,
        does: "Breaks the open round off, to go on later.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The round is open; the time until which it rests lies ahead.",
        changes: "All see that the round rests, and until when. `open_round` lets it go on.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice, Rule::NotTheTime],
        example: "do: adjourn_round\nuntil: 2025-05-11T15:00",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        check_public(self.public.as_ref())?;
        let joint = on.joint();
        let round = joint.rounds.find(self.round, &[RoundState::Open], RoundState::Adjourned)?.round;
        let until = self
            .until
            .map(|until| calendar::resolve(&joint.convening, "time to go on", until))
            .transpose()?;
        calendar::ahead(on, "time to go on", until)?;
        let about = on.write_joint(RoundAdjourned { round, until: self.until, public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A round ended, and was held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundHeld {
    /// Which.
    pub round: u32,
    /// In the mediator's words, for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
}

/// Ends a round: it was held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseRound {
    /// Which: the only one that is open or adjourned, if nothing is said.
    #[serde(default)]
    pub round: Option<u32>,
    /// In the mediator's words, for all.
    #[serde(default)]
    pub public: Option<String>,
    /// For the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for CloseRound {
    const FACTS: Facts = Facts {
        name: "close_round",
        chapter: Chapter::Rounds,
        does: "Ends a round: it was held.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The round is open or adjourned.",
        changes: "All see that it was held. Its end is a moment of the calendar at which the record is sealed.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: close_round\npublic: The talks were difficult but useful.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        check_public(self.public.as_ref())?;
        let fits = [RoundState::Open, RoundState::Adjourned];
        let round = on.joint().rounds.find(self.round, &fits, RoundState::Held)?.round;
        let about = on.write_joint(RoundHeld { round, public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A round was cancelled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundCancelled {
    /// Which.
    pub round: u32,
    /// Why, for all.
    pub public: String,
}

/// Cancels a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelRound {
    /// Which: the only one that is planned or adjourned, if nothing is said.
    #[serde(default)]
    pub round: Option<u32>,
    /// Why, for all.
    pub public: String,
    /// Why, for the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for CancelRound {
    const FACTS: Facts = Facts {
        name: "cancel_round",
        chapter: Chapter::Rounds,
        does: "Cancels a round that was planned, or that was adjourned and goes on no more.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The round is planned or adjourned.",
        changes: "All see that it does not take place, and why. Its number is not given again.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: cancel_round\nround: 6\npublic: The round of 15 June will not take place.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("public reason", &self.public)?;
        let fits = [RoundState::Planned, RoundState::Adjourned];
        let round = on.joint().rounds.find(self.round, &fits, RoundState::Cancelled)?.round;
        let about = on.write_joint(RoundCancelled { round, public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A party asked for a round, or for another date or place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundAskedFor {
    /// Which, where it has been planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// What it wishes.
    pub wish: Content<String>,
}

/// Asks the mediator for a round, or for another date or place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskForRound {
    /// Which, where it has been planned.
    #[serde(default)]
    pub round: Option<u32>,
    /// What one wishes.
    pub wish: String,
    /// Why: kept for working use only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for AskForRound {
    const FACTS: Facts = Facts {
        name: "ask_for_round",
        chapter: Chapter::Rounds,
        does: "Asks the mediator for a round, or for another date or place of one that is planned.",
        by: By::Party,
        least: Role::Member,
        during: During::Standing,
        when: "The round that is named, if one is, is planned or adjourned.",
        changes: "The mediator knows the wish, and why. The other parties do not learn that there was one.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::WrongState],
        example: "do: ask_for_round\nround: 4\nwish: A week later, and not in Rome.\nprivate: Our experts are not back.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        limits::text("wish", &self.wish)?;
        if let Some(round) = self.round {
            let state = sight.joint.rounds.expect(round)?.state;
            if !matches!(state, RoundState::Planned | RoundState::Adjourned) {
                return Err(Refusal::new(
                    Rule::WrongState,
                    format!("round {round} is {}", state.word()),
                    "Leave `round` out to ask for another round.",
                ));
            }
        }
        let about = on.write_own_room(sight, RoundAskedFor { round: self.round, wish: self.wish.into() });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

impl Happening for RoundAskedFor {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.wish.erase();
    }
}
