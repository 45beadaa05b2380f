//! What the mediator asks of parties before there is a proposal: for an offer, and what they would do if.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check_seats;
use super::proposing::in_own_room;
use crate::act::Perform;
use crate::chapters::rooms;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Content, During, Event, Facts, Id, Issues, Kind, Name, PackageTerms, Refusal, Retention,
    Role, Rule, Writes, limits,
};

/// The mediator asked the party whose room it is for an offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferAsked {
    /// In the mediator's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

/// The party has no offer to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferDeclined {
    /// The number of what was asked.
    pub item: u32,
    /// In the party's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

/// What became of the mediator's asking for an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// It was not answered.
    Open,
    /// It was answered by the proposal of this number.
    Proposed(u32),
    /// The party has no offer to make.
    Declined,
}

/// What a party was asked for, by number in its room.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Asks(BTreeMap<u32, Ask>);

impl Asks {
    /// What became of the asking of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<Ask> {
        self.0.get(&number).copied()
    }

    /// All, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u32, Ask)> {
        self.0.iter().map(|(&number, &ask)| (number, ask))
    }

    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::OfferAsked(_) => {
                self.0.insert(event.id.number, Ask::Open);
            }
            Kind::Proposed(proposed) => {
                if let Some(ask) = proposed.answers.and_then(|ask| self.0.get_mut(&ask)) {
                    *ask = Ask::Proposed(event.id.number);
                }
            }
            Kind::OfferDeclined(declined) => {
                if let Some(ask) = self.0.get_mut(&declined.item) {
                    *ask = Ask::Declined;
                }
            }
            _ => {}
        }
    }
}

/// Asks a party for an offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskOffer {
    /// Whom.
    pub seat: Name,
    /// In the mediator's words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for AskOffer {
    const FACTS: Facts = Facts {
        name: "ask_offer",
        chapter: Chapter::Proposals,
        does: "Asks a party for an offer.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The party sits at the table.",
        changes: "The party answers with `propose` or `decline_offer`, or lets it be.",
        writes: &[Writes::Rooms],
        refusals: &[Rule::NoSuchSeat, Rule::NoConsent],
        example: "do: ask_offer\nseat: iran\nwords: What could you offer on inspections?",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        sight.joint.convening.expect_seated(&self.seat)?;
        check_words(self.words.as_deref())?;
        on.write_room(sight, &self.seat, OfferAsked { words: self.words.map(Content::from) });
        Ok(())
    }
}

fn check_words(words: Option<&str>) -> Result<(), Refusal> {
    words.map_or(Ok(()), |words| limits::text("words", words))
}

/// Has no offer to make in answer to an asking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineOffer {
    /// What was asked.
    pub item: Id,
    /// In the party's words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for DeclineOffer {
    const FACTS: Facts = Facts {
        name: "decline_offer",
        chapter: Chapter::Proposals,
        does: "Says that one has no offer to make now, in answer to the mediator's asking.",
        by: By::Party,
        least: Role::Member,
        during: During::UnderWay,
        when: "The asking has not been answered.",
        changes: "The mediator knows, and nobody else.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::Twice],
        example: "do: decline_offer\nitem: room/iran:6",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let kind = "the mediator's asking for an offer";
        let item = in_own_room(on, &self.item, kind)?;
        match sight.room.asks.get(item).ok_or_else(|| rooms::no_such_item(&self.item, kind))? {
            Ask::Open => {}
            Ask::Proposed(_) | Ask::Declined => {
                return Err(Refusal::new(
                    Rule::Twice,
                    format!("{} was answered", self.item),
                    "A proposal can be made at any time with `propose`.",
                ));
            }
        }
        check_words(self.words.as_deref())?;
        on.write_own_room(sight, OfferDeclined { item, words: self.words.map(Content::from) });
        Ok(())
    }
}

/// What is supposed: values of issues, or something in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Supposed {
    /// In words.
    Text(String),
    /// Values of issues.
    Package(PackageTerms),
}

impl Supposed {
    fn check(&self, issues: &Issues) -> Result<(), Refusal> {
        match self {
            Self::Text(text) => limits::text("text", text),
            Self::Package(package) => issues.check(package),
        }
    }
}

/// One party's part of a mirrored what-if: if the mediator could get it this, would it do that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatIf {
    /// Whom it is asked of.
    pub seat: Name,
    /// What the party would get.
    pub if_we_get: Supposed,
    /// What it would do for it.
    pub would_you: Supposed,
}

/// The party whose room it is was asked what it would do if.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIfAsked {
    /// What it would get.
    pub if_we_get: Content<Supposed>,
    /// What it would do for it.
    pub would_you: Content<Supposed>,
}

/// Which parties were asked the parts of one what-if: for the mediator's team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIfPut {
    /// The parts, each in its party's room.
    pub asks: Vec<Id>,
}

/// How one answers a what-if.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Perhaps {
    /// One would.
    Yes,
    /// One would not.
    No,
    /// One might.
    Perhaps,
}

/// A party answered a what-if.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIfAnswered {
    /// Its number in this room.
    pub item: u32,
    /// How.
    pub answer: Perhaps,
    /// In the party's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

/// The what-ifs that a party was asked, by number in its room, and its answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct WhatIfs(BTreeMap<u32, Option<Perhaps>>);

impl WhatIfs {
    /// Whether one was asked under this number; and if so, the answer.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<Option<Perhaps>> {
        self.0.get(&number).copied()
    }

    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::WhatIfAsked(_) => {
                self.0.insert(event.id.number, None);
            }
            Kind::WhatIfAnswered(answered) => {
                if let Some(answer) = self.0.get_mut(&answered.item) {
                    *answer = Some(answered.answer);
                }
            }
            _ => {}
        }
    }
}

/// Asks parties, each in its room, what each would do if it got something for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskWhatIf {
    /// Each party's part.
    pub asks: Vec<WhatIf>,
}

impl Perform for AskWhatIf {
    const FACTS: Facts = Facts {
        name: "ask_what_if",
        chapter: Chapter::Proposals,
        does: "Asks two parties or more, each in its room, what each would do if it got something for it.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The parties sit at the table; each is asked once.",
        changes: "Each sees its own part only, and answers it in its room with `answer_what_if`. It proposes nothing.",
        writes: &[Writes::Rooms, Writes::Delegation],
        refusals: &[Rule::NoSuchSeat, Rule::NoConsent, Rule::Space],
        example: "do: ask_what_if\nasks:\n- { seat: iran, if_we_get: { sanctions: lifted }, would_you: { inspections: daily } }\n- { seat: usa, if_we_get: { inspections: daily }, would_you: { sanctions: lifted } }",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        let seats: Vec<Name> = self.asks.iter().map(|ask| ask.seat.clone()).collect();
        check_seats(&sight.joint.convening, &seats, 2)?;
        let issues = &sight.joint.agenda.issues;
        for ask in &self.asks {
            ask.if_we_get.check(issues)?;
            ask.would_you.check(issues)?;
        }
        let mut asks = Vec::new();
        for WhatIf { seat, if_we_get, would_you } in self.asks {
            let asked = WhatIfAsked { if_we_get: if_we_get.into(), would_you: would_you.into() };
            asks.push(on.write_room(sight, &seat, asked));
        }
        on.write_delegation(WhatIfPut { asks });
        Ok(())
    }
}

/// Answers what one would do if.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerWhatIf {
    /// Which.
    pub item: Id,
    /// How.
    pub answer: Perhaps,
    /// In the party's words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for AnswerWhatIf {
    const FACTS: Facts = Facts {
        name: "answer_what_if",
        chapter: Chapter::Proposals,
        does: "Answers a what-if with yes, no or perhaps. It is no offer.",
        by: By::Party,
        least: Role::Member,
        during: During::UnderWay,
        when: "The what-if was asked of this party, and the party sits at the table. An answer can be changed, and words be added to it.",
        changes: "The mediator knows, and nobody else. It binds nobody.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::NoConsent, Rule::Twice],
        example: "do: answer_what_if\nitem: room/iran:8\nanswer: perhaps",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let kind = "a what-if that was asked of you";
        let item = in_own_room(on, &self.item, kind)?;
        let before = sight.room.what_ifs.get(item).ok_or_else(|| rooms::no_such_item(&self.item, kind))?;
        sight.joint.convening.expect_seated(&sight.room.seat)?;
        check_words(self.words.as_deref())?;
        if before == Some(self.answer) && self.words.is_none() {
            return Err(Refusal::new(
                Rule::Twice,
                "this is the answer that you have given",
                "Another can be given, or words be added to it.",
            ));
        }
        let words = self.words.map(Content::from);
        on.write_own_room(sight, WhatIfAnswered { item, answer: self.answer, words });
        Ok(())
    }
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

erased_words!(OfferAsked, OfferDeclined, WhatIfAnswered);

impl Happening for WhatIfAsked {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.if_we_get.erase();
        self.would_you.erase();
    }
}

impl Happening for WhatIfPut {
    const RETENTION: Retention = Retention::Permanent;
}
