use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{BracketLifted, Mode, Text};
use crate::act::Perform;
use crate::chapters::convening::Presence;
use crate::doing::Doing;
use crate::event::Happening;
use crate::state::State;
use crate::{
    By, Chapter, Compartment, During, Event, Facts, Hash, Id, Kind, Name, Refusal, Retention, Role, Rule,
    Sight, Writes, limits,
};

/// A party agrees to an article: sealed in its room until all parties do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgreementSealed {
    /// The text's number before all.
    pub text: u32,
    /// Which article.
    pub article: Name,
    /// The hash of its words.
    pub hash: Hash,
    /// The event before all that had last changed or reopened it.
    pub since: u32,
}

/// All parties agree to an article, ad referendum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleAgreed {
    /// The text's number before all.
    pub text: u32,
    /// Which article.
    pub article: Name,
    /// The hash of its words.
    pub hash: Hash,
}

/// Agrees to an article ad referendum, sealed until all parties do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreeArticle {
    /// Of which text.
    pub text: Id,
    /// Which article.
    pub article: Name,
    /// The hash of its words, as the text shows it.
    pub hash: Hash,
}

impl Perform for AgreeArticle {
    const FACTS: Facts = Facts {
        name: "agree_article",
        chapter: Chapter::Texts,
        does: "Agrees to an article ad referendum, sealed.",
        by: By::Party,
        least: Role::Head,
        during: During::UnderWay,
        when: "The article has no brackets and stands in a draft with this hash. It can be taken back with `take_back` until all have agreed.",
        changes: "The mediator knows. When all parties have agreed to these words, all learn that the article is agreed; when the words change before, it counts no more.",
        writes: &[Writes::OwnRoom, Writes::Joint],
        refusals: &[
            Rule::NoConsent,
            Rule::NoSuchItem,
            Rule::WrongState,
            Rule::Brackets,
            Rule::WrongHash,
            Rule::Twice,
        ],
        example: "do: agree_article\ntext: joint:9\narticle: enrichment\nhash: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        super::at_table(on)?;
        let (number, text) = super::find(on, &self.text)?;
        text.expect_draft()?;
        let (article, drafting) = text.expect_open(&self.article)?;
        if !article.is_clean() {
            return Err(Refusal::new(
                Rule::Brackets,
                format!("article `{}` has {} brackets", self.article, article.brackets().count()),
                "Lift them first.",
            ));
        }
        super::expect_hash("the article", self.hash, article.hash)?;
        let before = sight.room.sealed.agreement(number, &self.article);
        if before.is_some_and(|(_, since)| since == drafting.since) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("your seat has agreed to article `{}`", self.article),
                "It waits for the others; `take_back` takes it back.",
            ));
        }
        let since = drafting.since;
        on.write_own_room(
            sight,
            AgreementSealed { text: number, article: self.article, hash: self.hash, since },
        );
        Ok(())
    }
}

/// The mediator closed an article that was agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleClosed {
    /// The text's number before all.
    pub text: u32,
    /// Which article.
    pub article: Name,
}

/// Closes an article that all parties have agreed to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseArticle {
    /// Of which text.
    pub text: Id,
    /// Which article.
    pub article: Name,
}

impl Perform for CloseArticle {
    const FACTS: Facts = Facts {
        name: "close_article",
        chapter: Chapter::Texts,
        does: "Closes an article: the table is done with it.",
        by: By::Mediator,
        least: Role::Head,
        during: During::UnderWay,
        when: "All parties have agreed to the article.",
        changes: "All see that it is closed.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::NotAgreed, Rule::Twice],
        example: "do: close_article\ntext: joint:9\narticle: enrichment",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (number, text) = super::find(on, &self.text)?;
        text.expect_changeable()?;
        let (_, drafting) = text.expect_article(&self.article)?;
        match drafting.status {
            super::Status::Agreed => {}
            super::Status::Closed => {
                return Err(Refusal::new(
                    Rule::Twice,
                    format!("article `{}` is closed", self.article),
                    "It can be reopened with `reopen_article`.",
                ));
            }
            _ => {
                return Err(Refusal::new(
                    Rule::NotAgreed,
                    format!("not all parties have agreed to article `{}`", self.article),
                    "Each agrees with `agree_article`, sealed until all have.",
                ));
            }
        }
        on.write_joint(ArticleClosed { text: number, article: self.article });
        Ok(())
    }
}

/// An article that was agreed or closed is being drafted again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleReopened {
    /// The text's number before all.
    pub text: u32,
    /// Which article.
    pub article: Name,
    /// Why, for all.
    pub public: String,
}

/// Reopens an article that was agreed or closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReopenArticle {
    /// Of which text.
    pub text: Id,
    /// Which article.
    pub article: Name,
    /// Why, for all.
    pub public: String,
}

impl Perform for ReopenArticle {
    const FACTS: Facts = Facts {
        name: "reopen_article",
        chapter: Chapter::Texts,
        does: "Reopens an article that was agreed or closed, with a reason for all.",
        by: By::Any,
        least: Role::Head,
        during: During::UnderWay,
        when: "The article is agreed or closed, and the text neither put for adoption nor adopted. A party may while the ground rule holds that nothing is agreed until everything is agreed; the mediator may always.",
        changes: "It is drafted again; earlier agreements to it no longer count. An initialled text must be initialled anew.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::NoSuchItem, Rule::WrongState, Rule::GroundRules],
        example: "do: reopen_article\ntext: joint:9\narticle: enrichment\npublic: The annex on verification changes what it costs us.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        super::at_table(on)?;
        let (number, text) = super::find(on, &self.text)?;
        limits::text("public reason", &self.public)?;
        if text.adoption.put.is_some() || !text.adoption.stage.is_draft() {
            text.expect_changeable()?;
        }
        let (_, drafting) = text.expect_article(&self.article)?;
        if !drafting.status.is_settled() {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("article `{}` is {}", self.article, drafting.status.words()),
                "Only what is agreed or closed is reopened.",
            ));
        }
        let settings = &on.joint().ground_rules.settings;
        if matches!(on.sight, Sight::Party(_)) && !settings.nothing_agreed_until_all {
            return Err(Refusal::new(
                Rule::GroundRules,
                "what is agreed stays agreed under these ground rules",
                "The mediator may reopen it: ask with `say`.",
            ));
        }
        on.write_joint(ArticleReopened { text: number, article: self.article, public: self.public });
        Ok(())
    }
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(AgreementSealed, ArticleAgreed, ArticleClosed, ArticleReopened);

/// What parties wait for each other with, sealed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A bracket of an article.
    Lift(u32, Name, u32),
    /// An article.
    Agreement(u32, Name),
}

impl Key {
    fn article(&self) -> (u32, &Name) {
        match self {
            Self::Lift(text, article, _) | Self::Agreement(text, article) => (*text, article),
        }
    }
}

/// Which sealed lifts and agreements wait for others, and whose they are: what the table knows and no seat. It only
/// says where to look; what counts is in the rooms.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Waiting(BTreeMap<Key, BTreeSet<Name>>);

impl Waiting {
    pub(crate) fn take(&mut self, event: &Event) {
        if let Compartment::Room(seat) = &event.id.place {
            let key = match &event.kind {
                Kind::LiftSealed(lift) => Key::Lift(lift.text, lift.article.clone(), lift.bracket),
                Kind::AgreementSealed(agreement) => Key::Agreement(agreement.text, agreement.article.clone()),
                _ => return,
            };
            self.0.entry(key).or_default().insert(seat.clone());
            return;
        }
        match &event.kind {
            Kind::BracketLifted(lifted) => {
                let change = &lifted.change;
                self.0.remove(&Key::Lift(lifted.text, change.article.clone(), change.bracket));
            }
            Kind::ArticleAgreed(agreed) => {
                self.0.remove(&Key::Agreement(agreed.text, agreed.article.clone()));
            }
            Kind::ArticleRevised(revised) => self.forget(revised.text, &revised.change.article),
            Kind::ArticleRemoved(removed) => self.forget(removed.text, &removed.change.article),
            _ => {}
        }
    }

    fn forget(&mut self, text: u32, article: &Name) {
        self.0.retain(|key, _| key.article() != (text, article));
    }
}

/// What all parties have lifted or agreed to: it becomes joint.
pub(crate) fn settled(state: &State) -> Option<(Compartment, Kind)> {
    if state.waiting.0.values().all(|seats| seats.len() < 2) {
        return None;
    }
    let convening = &state.joint.convening;
    // A party that has left for now is waited for; one that never came is not.
    if convening.presence.values().any(|presence| *presence == Presence::Away) {
        return None;
    }
    let parties: Vec<&Name> = convening.seated().collect();
    if parties.len() < 2 {
        return None;
    }
    let all = |seats: &BTreeSet<Name>| parties.iter().all(|party| seats.contains(*party));
    let mut ripe = state.waiting.0.iter().filter(|(_, seats)| all(seats));
    let kind = ripe.find_map(|(key, _)| match key {
        Key::Lift(text, article, bracket) => lifted(state, &parties, *text, article, *bracket),
        Key::Agreement(text, article) => agreed(state, &parties, *text, article),
    })?;
    Some((Compartment::Joint, kind))
}

fn lifted(state: &State, parties: &[&Name], number: u32, article: &Name, bracket: u32) -> Option<Kind> {
    let text: &Text = state.joint.texts.get(number)?;
    let (_, drafting) = text.expect_bracket(article, bracket).ok()?;
    if drafting.mode != Mode::Rolling {
        return None;
    }
    let words = |party: &Name| super::marks::lifted_to(state.rooms.get(party)?, number, bracket);
    let first = words(parties.first()?)?;
    if !parties.iter().all(|party| words(party) == Some(first)) {
        return None;
    }
    let lifted = BracketLifted { article: article.clone(), bracket, words: first.clone() };
    Some(text.redraft(number, lifted, None)?.into())
}

fn agreed(state: &State, parties: &[&Name], number: u32, id: &Name) -> Option<Kind> {
    let text = state.joint.texts.get(number)?;
    let (article, drafting) = text.expect_open(id).ok()?;
    let counts = |party: &&Name| {
        let room = state.rooms.get(*party)?;
        let (_, since) = room.sealed.agreement(number, id)?;
        (since == drafting.since).then_some(())
    };
    if !article.is_clean() || !parties.iter().all(|party| counts(party).is_some()) {
        return None;
    }
    Some(ArticleAgreed { text: number, article: id.clone(), hash: article.hash }.into())
}
