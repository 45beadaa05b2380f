//! What is told of the talks: joint communiqués, each seat's own statements, and how each says a round went.

mod characterisations;
mod statements;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::chapters::agenda::all_seated;
use crate::chapters::questions::Outcome;
use crate::doing::Doing;
use crate::event::Happening;
use crate::state;
use crate::{
    By, Chapter, Clock, Clocks, Compartment, During, Event, Facts, Hash, Kind, Name, Question, Refusal,
    Retention, Role, Rule, Writes, calendar, limits,
};

pub use characterisations::{Characterisation, Characterise, Characterised};
pub use statements::{
    SealedStatement, State, Stated, StatementReleased, StatementSealed, StatementState, StatementWithdrawn,
    Statements, WithdrawStatement,
};

/// What became of a communiqué.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CommuniqueState {
    /// It is before the parties.
    Put,
    /// All have signed it; it waits for the end of its embargo.
    Agreed,
    /// Not all have signed it.
    NotAgreed,
    /// The mediator took it back.
    Withdrawn,
    /// It is out.
    Released,
}

/// One joint communiqué, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Communique {
    /// The round that it is of.
    pub round: Option<u32>,
    /// Not to be released before.
    pub embargo: Option<Timestamp>,
    /// What became of it.
    pub state: CommuniqueState,
    /// When it was released.
    pub released: Option<Timestamp>,
}

/// What was released of the talks, and how seats characterise the rounds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Communiques {
    /// Joint communiqués, by the number of the event that put them.
    pub joint: BTreeMap<u32, Communique>,
    /// The numbers of the seats' own statements, in the order in which they were released.
    pub stated: Vec<u32>,
    /// How seats characterise each round: the numbers of the events, of which the last stands.
    pub characterisations: BTreeMap<u32, BTreeMap<Name, Vec<u32>>>,
}

impl Communiques {
    pub(crate) fn take(&mut self, event: &Event, clocks: &mut Clocks) {
        let number = event.id.number;
        match &event.kind {
            Kind::CommuniquePut(put) => {
                let communique = Communique {
                    round: put.round,
                    embargo: put.embargo,
                    state: CommuniqueState::Put,
                    released: None,
                };
                self.joint.insert(number, communique);
            }
            Kind::Settled(settled) => {
                if let Some(communique) = self.joint.get_mut(&settled.question) {
                    communique.state = match settled.outcome {
                        Outcome::Agreed => CommuniqueState::Agreed,
                        Outcome::NotAgreed => CommuniqueState::NotAgreed,
                        Outcome::Withdrawn => CommuniqueState::Withdrawn,
                    };
                    if let (Outcome::Agreed, Some(embargo)) = (settled.outcome, communique.embargo) {
                        clocks.set(embargo, settled.question, Clock::Embargo);
                    }
                }
            }
            Kind::CommuniqueReleased(released) => {
                clocks.stop(released.communique);
                if let Some(communique) = self.joint.get_mut(&released.communique) {
                    communique.state = CommuniqueState::Released;
                    communique.released = Some(event.at);
                }
            }
            Kind::Stated(_) => self.stated.push(number),
            Kind::Characterised(characterised) => {
                if let Some(by) = &event.by {
                    let round = self.characterisations.entry(characterised.round).or_default();
                    round.entry(by.seat.clone()).or_default().push(number);
                }
            }
            _ => {}
        }
    }
}

/// Releases a communiqué that all have signed and whose embargo has ended.
pub(crate) fn release(state: &state::State, at: Timestamp) -> Option<(Compartment, Kind)> {
    let due = |communique: &Communique| {
        communique.state == CommuniqueState::Agreed && communique.embargo.is_none_or(|embargo| embargo <= at)
    };
    let (&communique, _) = state.joint.communiques.joint.iter().find(|(_, communique)| due(communique))?;
    Some((Compartment::Joint, CommuniqueReleased { communique }.into()))
}

/// Releases what waited for the end of its embargo: a communiqué, or a seat's own statement.
pub(crate) fn embargo_ended(
    state: &state::State,
    place: &Compartment,
    number: u32,
) -> Vec<(Compartment, Kind)> {
    match place {
        Compartment::Joint => vec![(Compartment::Joint, CommuniqueReleased { communique: number }.into())],
        _ => statements::release(state, place, number),
    }
}

/// A joint communiqué was put to the parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommuniquePut {
    /// The text.
    pub text: String,
    /// The round that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// Not to be released before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Timestamp>,
    /// What the parties are asked: its hash is of the JSON `[text, round, embargo]`.
    pub question: Question,
}

impl Happening for CommuniquePut {
    const RETENTION: Retention = Retention::Permanent;

    fn question(&self) -> Option<&Question> {
        Some(&self.question)
    }
}

/// A communiqué that all have signed was released.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommuniqueReleased {
    /// Its number before all.
    pub communique: u32,
}

impl Happening for CommuniqueReleased {
    const RETENTION: Retention = Retention::Permanent;
}

/// Puts a joint communiqué to the parties, to be released when all have signed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutCommunique {
    /// The text.
    pub text: String,
    /// The round that it is of.
    #[serde(default)]
    pub round: Option<u32>,
    /// Not to be released before.
    #[serde(default)]
    pub embargo: Option<Timestamp>,
    /// Until when it can be signed.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Perform for PutCommunique {
    const FACTS: Facts = Facts {
        name: "put_communique",
        chapter: Chapter::Communiques,
        does: "Puts a joint communiqué to all parties that sit at the table, for each to sign.",
        by: By::Mediator,
        least: Role::Head,
        during: During::UnderWay,
        when: "Two parties sit at the table, the same communiqué is not before them, and its embargo lies ahead.",
        changes: "When all have signed it with `answer`, it is released, at once or when its embargo ends. Without every signature it never is.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::NoSuchItem, Rule::NotTheTime, Rule::Twice],
        example: "do: put_communique\nround: 1\ntext: The talks were held in a constructive and respectful atmosphere.\nembargo: 2025-04-12T15:00:00Z",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        limits::text("text", &self.text)?;
        if let Some(round) = self.round {
            joint.rounds.expect(round)?;
        }
        let to = all_seated(&joint.convening)?;
        calendar::ahead(on, "embargo", self.embargo)?;
        calendar::ahead(on, "end", self.until)?;
        let hash = Hash::of_value(&(&self.text, self.round, self.embargo));
        if joint.questions.open().any(|(_, put)| put.question.hash == hash) {
            return Err(Refusal::new(
                Rule::Twice,
                "this communiqué is before the parties",
                "They sign it with `answer`.",
            ));
        }
        let signs = Some(format!("communiqué {}", joint.communiques.joint.len() + 1));
        let question = Question { to, until: self.until, signs, hash, options: 1 };
        on.write_joint(CommuniquePut { text: self.text, round: self.round, embargo: self.embargo, question });
        Ok(())
    }
}
