//! Sealed answers: what is put to several seats, each answers in its room, and all learn only that all said yes, or
//! in the end that they did not.
//!
//! An agenda, an extension of the issues, a mediator's proposal, a direct contact, a text to be adopted, a
//! communiqué: each is put as a question, and settled by the same rule.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::state::State;
use crate::{
    By, Chapter, Clock, Clocks, Compartment, Content, During, Event, Facts, Hash, Id, Kind, Name, Refusal,
    Retention, Role, Rule, Sight, Signature, Signed, Writes, limits,
};

/// What is asked of several seats at once. It stands in the event that puts it, which also says what the matter is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Whom it is put to.
    pub to: Vec<Name>,
    /// Until when it can be answered; without end where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What a yes signs, in words that are part of what is signed; where there is none, a yes needs no signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs: Option<String>,
    /// The hash of what is put: a yes names it.
    pub hash: Hash,
    /// How many options there are to choose from; 1 where there is no choice.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub options: u32,
}

fn one() -> u32 {
    1
}

fn is_one(options: &u32) -> bool {
    *options == 1
}

/// How a question was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All said yes.
    Agreed,
    /// Not all had said yes when it ended; who did not is told to nobody.
    NotAgreed,
    /// It was withdrawn by the seat that put it.
    Withdrawn,
}

/// One question before all, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Put {
    /// Who put it.
    pub by: Name,
    /// The question.
    #[serde(flatten)]
    pub question: Question,
    /// How it was settled, if it was.
    pub outcome: Option<Outcome>,
}

/// The questions before all, by the number of the event that put them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Questions {
    all: BTreeMap<u32, Put>,
    open: BTreeSet<u32>,
}

impl Questions {
    /// The question of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Put> {
        self.all.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Put)> {
        self.all.iter().map(|(&number, put)| (number, put))
    }

    /// Those that are not settled.
    pub fn open(&self) -> impl Iterator<Item = (u32, &Put)> {
        self.open.iter().map(|number| (*number, &self.all[number]))
    }

    /// Whether a question has been agreed.
    #[must_use]
    pub fn is_agreed(&self, number: u32) -> bool {
        self.get(number).is_some_and(|put| put.outcome == Some(Outcome::Agreed))
    }

    pub(crate) fn take(&mut self, event: &Event, clocks: &mut Clocks) {
        let number = event.id.number;
        if let (Some(question), Some(by)) = (event.kind.question(), &event.by) {
            if let Some(until) = question.until {
                clocks.set(until, number, Clock::Question);
            }
            let put = Put { by: by.seat.clone(), question: question.clone(), outcome: None };
            self.all.insert(number, put);
            self.open.insert(number);
        }
        if let Kind::Settled(settled) = &event.kind
            && let Some(put) = self.all.get_mut(&settled.question)
        {
            put.outcome = Some(settled.outcome);
            self.open.remove(&settled.question);
            clocks.stop(settled.question);
        }
    }
}

/// A seat's answers, as its room keeps them: sealed for its delegation and the mediator.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<u32, Answered>);

impl Answers {
    /// The answer to the question of this number.
    #[must_use]
    pub fn get(&self, question: u32) -> Option<&Answered> {
        self.0.get(&question)
    }

    /// All, by question.
    pub fn iter(&self) -> impl Iterator<Item = &Answered> {
        self.0.values()
    }

    pub(crate) fn take(&mut self, event: &Event) {
        if let Kind::Answered(answered) = &event.kind {
            let kept = Answered { words: None, ..answered.clone() };
            self.0.insert(answered.question, kept);
        }
    }
}

/// A seat answered a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The question's number before all.
    pub question: u32,
    /// Yes or no.
    pub yes: bool,
    /// Which option, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<u32>,
    /// What was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// In the seat's words, for the mediator only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

impl Happening for Answered {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        if let Some(words) = &mut self.words {
            words.erase();
        }
    }
}

/// A question was settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// The question's number before all.
    pub question: u32,
    /// How.
    pub outcome: Outcome,
    /// The option that all have chosen, where there were several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<u32>,
    /// What all have signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
}

impl Happening for Settled {
    const RETENTION: Retention = Retention::Permanent;
}

/// Settles as agreed what every seat has said yes to that it was put to.
pub(crate) fn agreed(state: &State) -> Option<(Compartment, Kind)> {
    let answer =
        |seat: &Name, number: u32| state.rooms.get(seat)?.answers.get(number).filter(|answer| answer.yes);
    state.joint.questions.open().find_map(|(number, put)| {
        let to = &put.question.to;
        // All of this is asked after every act, and most questions wait for somebody: nothing is copied before that is
        // known.
        let first = answer(to.first()?, number)?;
        let same = |seat: &Name| answer(seat, number).is_some_and(|answer| answer.option == first.option);
        if !to.iter().all(|seat| same(seat) && state.joint.convening.is_seated(seat)) {
            return None;
        }
        let signatures = to.iter().filter_map(|seat| answer(seat, number)?.signature.clone()).collect();
        let signed =
            put.question.signs.clone().map(|what| Signed { what, hash: put.question.hash, signatures });
        let settled = Settled { question: number, outcome: Outcome::Agreed, option: first.option, signed };
        Some((Compartment::Joint, settled.into()))
    })
}

/// Settles as not agreed what was open until now.
pub(crate) fn lapsed(state: &State, number: u32) -> Vec<(Compartment, Kind)> {
    let open = state.joint.questions.get(number).is_some_and(|put| put.outcome.is_none());
    let settled = Settled { question: number, outcome: Outcome::NotAgreed, option: None, signed: None };
    open.then(|| (Compartment::Joint, settled.into())).into_iter().collect()
}

/// An open question that the actor sees.
fn open<'a>(on: &Doing<'a>, id: &Id) -> Result<&'a Put, Refusal> {
    let questions = &on.joint().questions;
    let put = (id.place == Compartment::Joint).then(|| questions.get(id.number)).flatten();
    let put = put.ok_or_else(|| {
        let open: Vec<String> = questions.open().map(|(number, _)| format!("joint:{number}")).collect();
        Refusal::new(
            Rule::NoSuchItem,
            format!("{id} is no question"),
            if open.is_empty() {
                "No question is open.".to_owned()
            } else {
                format!("Open are {}.", open.join(", "))
            },
        )
    })?;
    match put.outcome {
        None => Ok(put),
        Some(Outcome::Agreed) => {
            Err(Refusal::new(Rule::Twice, format!("{id} is agreed"), "A new question can be put."))
        }
        Some(Outcome::NotAgreed) => Err(Refusal::new(
            Rule::Expired,
            format!("{id} ended without agreement"),
            "A new question can be put.",
        )),
        Some(Outcome::Withdrawn) => {
            Err(Refusal::new(Rule::Withdrawn, format!("{id} was withdrawn"), "A new question can be put."))
        }
    }
}

/// Answers a question, sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Which.
    pub question: Id,
    /// Yes or no.
    pub yes: bool,
    /// The hash of what is put: needed for a yes.
    #[serde(default)]
    pub hash: Option<Hash>,
    /// Which option, counted from 1, where there are several.
    #[serde(default)]
    pub option: Option<u32>,
    /// The signature over the hash, where a yes signs.
    #[serde(default)]
    pub signature: Option<String>,
    /// In the seat's words, for the mediator only.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for Answer {
    const FACTS: Facts = Facts {
        name: "answer",
        chapter: Chapter::Rooms,
        does: "Answers a question that was put to one's seat: an agenda, a proposal of the mediator's, a text, a contact.",
        by: By::Party,
        least: Role::Head,
        during: During::UnderWay,
        when: "The question is open and was put to this seat. Yes can be changed to no, no to yes, and one option to another, until the question is settled.",
        changes: "The mediator knows the answer. The others learn only that all said yes, or in the end that they did not.",
        writes: &[Writes::OwnRoom, Writes::Joint],
        refusals: &[
            Rule::NoSuchItem,
            Rule::NotYours,
            Rule::NoConsent,
            Rule::WrongHash,
            Rule::NotSigned,
            Rule::Twice,
            Rule::Expired,
            Rule::Withdrawn,
        ],
        example: "do: answer\nquestion: joint:9\nyes: true\nhash: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let put = open(on, &self.question)?;
        let seat = &sight.room.seat;
        if !put.question.to.contains(seat) {
            return Err(Refusal::new(
                Rule::NotYours,
                format!("{} was not put to your seat", self.question),
                "You can speak to it with `say`.",
            ));
        }
        sight.joint.convening.expect_seated(seat)?;
        if let Some(words) = &self.words {
            limits::text("words", words)?;
        }
        let mut signature = None;
        if self.yes {
            if self.hash != Some(put.question.hash) {
                return Err(Refusal::new(
                    Rule::WrongHash,
                    "a yes names the hash of what is put",
                    format!("It is {}.", put.question.hash),
                ));
            }
            if put.question.options > 1 {
                let chosen = self.option.is_some_and(|option| (1..=put.question.options).contains(&option));
                if !chosen {
                    return Err(Refusal::new(
                        Rule::Malformed,
                        "a yes names the option that it is for",
                        format!("There are {}, counted from 1.", put.question.options),
                    ));
                }
            }
            if let Some(what) = &put.question.signs {
                signature = Some(crate::signature::check(on, what, put.question.hash, self.signature)?);
            }
        }
        if self.option.is_some() && !(self.yes && put.question.options > 1) {
            return Err(Refusal::new(
                Rule::Malformed,
                "there is no option to choose here",
                "Leave `option` out.",
            ));
        }
        let answered = Answered {
            question: self.question.number,
            yes: self.yes,
            option: self.option,
            signature,
            words: self.words.map(Content::from),
        };
        let before = sight.room.answers.get(self.question.number);
        if before.is_some_and(|before| before.yes == answered.yes && before.option == answered.option) {
            return Err(Refusal::new(
                Rule::Twice,
                "this is the answer that you have given",
                "Another answer can be given until the question is settled.",
            ));
        }
        on.write_own_room(sight, answered);
        Ok(())
    }
}

/// Ends a question without agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawQuestion {
    /// Which.
    pub question: Id,
}

impl Perform for WithdrawQuestion {
    const FACTS: Facts = Facts {
        name: "withdraw_question",
        chapter: Chapter::Rooms,
        does: "Takes back a question that one has put, before it is settled.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "The question is open, and was put by this seat.",
        changes: "It can no longer be answered. Answers stay sealed.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::NotYours, Rule::Twice, Rule::Expired, Rule::Withdrawn],
        example: "do: withdraw_question\nquestion: joint:9",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let put = open(on, &self.question)?;
        if put.by != on.who.seat {
            return Err(Refusal::new(
                Rule::NotYours,
                format!("{} was not put by your seat", self.question),
                match on.sight {
                    Sight::Party(_) => "You can answer no, or leave it.",
                    Sight::Mediator(_) => "The party that put it can withdraw it.",
                },
            ));
        }
        let question = self.question.number;
        on.write_joint(Settled { question, outcome: Outcome::Withdrawn, option: None, signed: None });
        Ok(())
    }
}
