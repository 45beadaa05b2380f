//! A draft of a single text, put to a party for a secret vote by degree. It binds nobody.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::proposing::in_own_room;
use crate::act::Perform;
use crate::chapters::rooms;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Content, During, Event, Facts, Id, Kind, Name, PackageTerms, Refusal, Retention, Role, Rule,
    Writes, limits,
};

/// A vote on a draft, by degree (Klein et al. 2003).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// Much worse than the standing text.
    StrongNo,
    /// No better.
    No,
    /// Better, or taken all the same.
    Yes,
    /// Much better.
    StrongYes,
}

/// What is put to the vote, and beside what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The draft.
    #[serde(default, skip_serializing_if = "PackageTerms::is_empty")]
    pub package: PackageTerms,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The text that it would replace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<PackageTerms>,
}

/// The mediator put a draft to the party whose room it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftPut {
    /// The draft.
    pub draft: Content<Draft>,
}

impl Happening for DraftPut {
    const RETENTION: Retention = Retention::Working;

    fn erase(&mut self) {
        self.draft.erase();
    }
}

/// A party voted on a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Voted {
    /// The draft's number in this room.
    pub item: u32,
    /// How.
    pub vote: Content<Vote>,
}

impl Happening for Voted {
    const RETENTION: Retention = Retention::Working;

    fn erase(&mut self) {
        self.vote.erase();
    }
}

/// The drafts that were put to a party: by number, that of its last vote on each.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Drafts(BTreeMap<u32, Option<u32>>);

impl Drafts {
    /// Whether a draft was put under this number; and if so, the number of the last vote on it.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<Option<u32>> {
        self.0.get(&number).copied()
    }

    /// The draft that was put last.
    #[must_use]
    pub fn last(&self) -> Option<u32> {
        self.0.last_key_value().map(|(&number, _)| number)
    }

    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::DraftPut(_) => {
                self.0.insert(event.id.number, None);
            }
            Kind::Voted(voted) => {
                if let Some(last) = self.0.get_mut(&voted.item) {
                    *last = Some(event.id.number);
                }
            }
            _ => {}
        }
    }
}

/// Puts a draft of a single text to a party, for a secret vote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutDraft {
    /// To whom.
    pub to: Name,
    /// The draft.
    #[serde(default)]
    pub package: PackageTerms,
    /// In words.
    #[serde(default)]
    pub text: Option<String>,
    /// The text that it would replace.
    #[serde(default)]
    pub standing: Option<PackageTerms>,
}

impl Perform for PutDraft {
    const FACTS: Facts = Facts {
        name: "put_draft",
        chapter: Chapter::Proposals,
        does: "Puts a draft of a single text to one party, for a secret vote by degree that binds nobody.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The party sits at the table; the draft takes its values from the issues on the agenda.",
        changes: "The party can vote on it. An earlier draft that was put to it is no longer voted on.",
        writes: &[Writes::Rooms],
        refusals: &[Rule::NoSuchSeat, Rule::NoConsent, Rule::Space],
        example: "do: put_draft\nto: iran\npackage: { enrichment: \"3.67 %\", inspections: daily }",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        sight.joint.convening.expect_seated(&self.to)?;
        let issues = &sight.joint.agenda.issues;
        if let Some(text) = &self.text {
            limits::text("text", text)?;
        }
        if self.text.is_none() || !self.package.is_empty() {
            issues.check(&self.package)?;
        }
        if let Some(standing) = &self.standing {
            issues.check(standing)?;
        }
        let draft = Draft { package: self.package, text: self.text, standing: self.standing };
        on.write_room(sight, &self.to, DraftPut { draft: draft.into() });
        Ok(())
    }
}

/// Votes on a draft, in secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteCast {
    /// The draft.
    pub item: Id,
    /// How.
    pub vote: Vote,
}

impl Perform for VoteCast {
    const FACTS: Facts = Facts {
        name: "vote",
        chapter: Chapter::Proposals,
        does: "Votes on a draft that was put to one's seat, from a strong no to a strong yes.",
        by: By::Party,
        least: Role::Member,
        during: During::UnderWay,
        when: "The draft is the last that was put to the party, and the party sits at the table. A vote can be changed.",
        changes: "The mediator knows, and nobody else. It binds nobody.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::NoConsent, Rule::Superseded, Rule::Withdrawn, Rule::Twice],
        example: "do: vote\nitem: room/iran:9\nvote: strong_no",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let item = in_own_room(on, &self.item, "a draft that was put to you")?;
        let drafts = &sight.room.drafts;
        let before =
            drafts.get(item).ok_or_else(|| rooms::no_such_item(&self.item, "a draft that was put to you"))?;
        sight.joint.convening.expect_seated(&sight.room.seat)?;
        if let Some(last) = drafts.last().filter(|&last| last != item) {
            return Err(Refusal::new(
                Rule::Superseded,
                format!("{} is no longer the draft", self.item),
                format!("In its place was put {}.", Id::new(self.item.place, last)),
            ));
        }
        let readable = |number| match sight.room.log.get(number).map(|event| &event.kind) {
            Some(Kind::DraftPut(put)) => put.draft.get().is_some(),
            _ => false,
        };
        if !readable(item) {
            return Err(Refusal::new(
                Rule::Withdrawn,
                format!("the content of {} was erased", self.item),
                "The mediator can put another draft.",
            ));
        }
        let before = before.and_then(|number| match &sight.room.log.get(number)?.kind {
            Kind::Voted(voted) => voted.vote.get(),
            _ => None,
        });
        if before == Some(&self.vote) {
            return Err(Refusal::new(
                Rule::Twice,
                "this is the vote that you have cast",
                "Another can be cast until another draft is put.",
            ));
        }
        on.write_own_room(sight, Voted { item, vote: self.vote.into() });
        Ok(())
    }
}
