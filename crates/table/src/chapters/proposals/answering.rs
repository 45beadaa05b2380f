//! A party answers, sealed, what was carried to it.

use serde::{Deserialize, Serialize};

use super::proposing::{expect_open, in_own_room};
use super::{Given, check_option};
use crate::act::Perform;
use crate::chapters::rooms;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Content, During, Facts, Id, PartySight, Refusal, Retention, Role, Rule, Writes, limits,
};

/// A party accepts what was carried to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalAccepted {
    /// Its number in this room.
    pub item: u32,
    /// Which option, counted from 1, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<u32>,
    /// In the party's words, for the mediator only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

/// A party refuses what was carried to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalRefused {
    /// Its number in this room.
    pub item: u32,
    /// In the party's words, for the mediator only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

macro_rules! erased_words {
    ($($event:ty),*) => {$(impl Happening for $event {
        const RETENTION: Retention = Retention::Talks;

        fn erase(&mut self) {
            if let Some(words) = &mut self.words {
                words.erase();
            }
        }
    })*};
}

erased_words!(ProposalAccepted, ProposalRefused);

/// Accepts what was carried to one's seat; sealed until all others have accepted the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Which.
    pub item: Id,
    /// Which option, counted from 1, where there are several.
    #[serde(default)]
    pub option: Option<u32>,
    /// In the party's words, for the mediator only.
    #[serde(default)]
    pub words: Option<String>,
}

const REFUSALS: &[Rule] = &[
    Rule::NoSuchItem,
    Rule::NotYours,
    Rule::NoConsent,
    Rule::Twice,
    Rule::Expired,
    Rule::Withdrawn,
    Rule::Superseded,
];

impl Perform for Accept {
    const FACTS: Facts = Facts {
        name: "accept",
        chapter: Chapter::Proposals,
        does: "Accepts what was carried to one's seat.",
        by: By::Party,
        least: Role::Head,
        during: During::UnderWay,
        when: "It stands in the party's room, and the party sits at the table. An answer can be changed until there is an agreement.",
        changes: "The mediator knows. Once all parties but its maker have accepted the same, with the same option, all learn that it is agreed; until then nobody else learns anything.",
        writes: &[Writes::OwnRoom, Writes::Joint, Writes::Rooms, Writes::Team],
        refusals: REFUSALS,
        example: "do: accept\nitem: room/usa:9\noption: 2",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (sight, item, options) = expect_answerable(on, &self.item, self.words.as_deref())?;
        check_option(self.option, options)?;
        expect_new(on, item, Given { yes: true, option: self.option })?;
        let words = self.words.map(Content::from);
        on.write_own_room(sight, ProposalAccepted { item, option: self.option, words });
        Ok(())
    }
}

/// Refuses what was carried to one's seat; nobody but the mediator learns of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// Which.
    pub item: Id,
    /// In the party's words, for the mediator only.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for Refuse {
    const FACTS: Facts = Facts {
        name: "refuse",
        chapter: Chapter::Proposals,
        does: "Refuses what was carried to one's seat.",
        by: By::Party,
        least: Role::Head,
        during: During::UnderWay,
        when: "It stands in the party's room, and the party sits at the table. An answer can be changed until there is an agreement.",
        changes: "The mediator knows, and nobody else.",
        writes: &[Writes::OwnRoom],
        refusals: REFUSALS,
        example: "do: refuse\nitem: room/usa:9\nwords: Not without a date.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (sight, item, _) = expect_answerable(on, &self.item, self.words.as_deref())?;
        expect_new(on, item, Given { yes: false, option: None })?;
        on.write_own_room(sight, ProposalRefused { item, words: self.words.map(Content::from) });
        Ok(())
    }
}

/// What was carried to the actor's seat and can be answered: its number, and how many options it has.
fn expect_answerable<'a>(
    on: &Doing<'a>,
    id: &Id,
    words: Option<&str>,
) -> Result<(PartySight<'a>, u32, u32), Refusal> {
    let sight = on.party()?;
    let number = in_own_room(on, id, "a proposal that was carried to you")?;
    let proposal = sight.room.proposals.get(number);
    let proposal = proposal.ok_or_else(|| rooms::no_such_item(id, "a proposal that was carried to you"))?;
    if sight.room.proposals.own(number).is_some() {
        return Err(Refusal::new(
            Rule::NotYours,
            format!("{id} is your own proposal: it is for the others to answer"),
            "You can take it back with `withdraw_proposal`.",
        ));
    }
    sight.joint.convening.expect_seated(&sight.room.seat)?;
    expect_open(id, proposal)?;
    if let Some(words) = words {
        limits::text("words", words)?;
    }
    Ok((sight, number, proposal.options))
}

/// Refuses the answer that was given already.
fn expect_new(on: &Doing<'_>, item: u32, answer: Given) -> Result<(), Refusal> {
    let before = on.party()?.room.proposals.get(item).and_then(|proposal| proposal.answer);
    if before != Some(answer) {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::Twice,
        "this is the answer that you have given",
        "Another answer can be given until there is an agreement.",
    ))
}
