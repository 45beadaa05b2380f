use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::brackets::not_found;
use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Compartment, Content, During, Event, Facts, Id, Kind, Name, Refusal, Retention, Role, Room,
    Rule, Writes, chapters::rooms, limits,
};

/// Whether a mark, a lift or an agreement still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkState {
    /// It stands.
    Standing,
    /// The party gave it anew in a later item.
    Superseded,
    /// The party took it back.
    TakenBack,
}

/// What a party has voiced of a text in its room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "voiced", rename_all = "snake_case")]
pub enum Voiced {
    /// A mark or a redline, on this version.
    Mark {
        /// The text's number before all.
        text: u32,
        /// The article.
        article: Name,
        /// The version that it was made on.
        version: u32,
    },
    /// The lift of a bracket.
    Lift {
        /// The text's number before all.
        text: u32,
        /// The article.
        article: Name,
        /// The bracket.
        bracket: u32,
    },
    /// The agreement to an article.
    Agreement {
        /// The text's number before all.
        text: u32,
        /// The article.
        article: Name,
        /// The event before all that had last changed or reopened it.
        since: u32,
    },
}

impl Voiced {
    /// Whether one takes the place of the other.
    fn supersedes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Lift { text, bracket, .. }, Self::Lift { text: t, bracket: b, .. }) => {
                (text, bracket) == (t, b)
            }
            (Self::Agreement { text, article, .. }, Self::Agreement { text: t, article: a, .. }) => {
                (text, article) == (t, a)
            }
            _ => false,
        }
    }
}

/// What a party's room holds of texts: marks and redlines, sealed lifts and agreements, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sealed {
    items: BTreeMap<u32, (Voiced, MarkState)>,
    /// The lift that stands, by text and bracket.
    #[serde(skip)]
    lifts: BTreeMap<(u32, u32), u32>,
    /// The agreement that stands, by text and article.
    #[serde(skip)]
    agreements: BTreeMap<(u32, Name), u32>,
}

impl Sealed {
    /// The item of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<(&Voiced, MarkState)> {
        self.items.get(&number).map(|(voiced, state)| (voiced, *state))
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Voiced, MarkState)> {
        self.items.iter().map(|(&number, (voiced, state))| (number, voiced, *state))
    }

    /// The number of the lift of a bracket that stands.
    #[must_use]
    pub fn lift(&self, text: u32, bracket: u32) -> Option<u32> {
        self.lifts.get(&(text, bracket)).copied()
    }

    /// The number of the agreement to an article that stands, and the event before all that had last changed it.
    #[must_use]
    pub fn agreement(&self, text: u32, article: &Name) -> Option<(u32, u32)> {
        let number = *self.agreements.get(&(text, article.clone()))?;
        match self.items.get(&number)? {
            (Voiced::Agreement { since, .. }, _) => Some((number, *since)),
            _ => None,
        }
    }

    fn put(&mut self, number: u32, voiced: Voiced) {
        let before = match &voiced {
            Voiced::Lift { text, bracket, .. } => self.lifts.insert((*text, *bracket), number),
            Voiced::Agreement { text, article, .. } => {
                self.agreements.insert((*text, article.clone()), number)
            }
            Voiced::Mark { .. } => None,
        };
        if let Some((old, state)) = before.and_then(|before| self.items.get_mut(&before))
            && voiced.supersedes(old)
        {
            *state = MarkState::Superseded;
        }
        self.items.insert(number, (voiced, MarkState::Standing));
    }

    fn drop(&mut self, number: u32) {
        let Some((voiced, state)) = self.items.get_mut(&number) else { return };
        if *state != MarkState::Standing {
            return;
        }
        *state = MarkState::TakenBack;
        match voiced {
            Voiced::Lift { text, bracket, .. } => {
                self.lifts.remove(&(*text, *bracket));
            }
            Voiced::Agreement { text, article, .. } => {
                self.agreements.remove(&(*text, article.clone()));
            }
            Voiced::Mark { .. } => {}
        }
    }

    pub(crate) fn take(&mut self, event: &Event) {
        let number = event.id.number;
        match &event.kind {
            Kind::Marked(marked) => self.put(number, mark(marked.text, &marked.article, marked.version)),
            Kind::Redlined(redlined) => {
                self.put(number, mark(redlined.text, &redlined.article, redlined.version));
            }
            Kind::LiftSealed(lift) => self.put(
                number,
                Voiced::Lift { text: lift.text, article: lift.article.clone(), bracket: lift.bracket },
            ),
            Kind::AgreementSealed(agreement) => self.put(
                number,
                Voiced::Agreement {
                    text: agreement.text,
                    article: agreement.article.clone(),
                    since: agreement.since,
                },
            ),
            Kind::TakenBack(taken) => self.drop(taken.item),
            // What is erased can no longer be compared with what others say: it counts no more.
            Kind::Erased(erased) => erased.items.iter().for_each(|&item| self.drop(item)),
            _ => {}
        }
    }
}

fn mark(text: u32, article: &Name, version: u32) -> Voiced {
    Voiced::Mark { text, article: article.clone(), version }
}

/// The words to which a room's party would lift a bracket.
pub(super) fn lifted_to(room: &Room, text: u32, bracket: u32) -> Option<&String> {
    match &room.log.get(room.sealed.lift(text, bracket)?)?.kind {
        Kind::LiftSealed(lift) => lift.words.get(),
        _ => None,
    }
}

/// A party marked an article: for itself and the mediator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marked {
    /// The text's number before all.
    pub text: u32,
    /// Which article.
    pub article: Name,
    /// The version that it is on.
    pub version: u32,
    /// The words that it is about, as they stood; the whole article where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Which occurrence of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
    /// What the party has to say of them.
    pub comment: Content<String>,
}

impl Happening for Marked {
    const RETENTION: Retention = Retention::Working;

    fn erase(&mut self) {
        self.comment.erase();
    }
}

/// Marks an article, for one's own seat and the mediator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Of which text.
    pub text: Id,
    /// Which article.
    pub article: Name,
    /// The exact words that it is about; the whole article where none are given.
    #[serde(default)]
    pub words: Option<String>,
    /// Which occurrence of these words, counted from 1, where there are several.
    #[serde(default)]
    pub nth: Option<u32>,
    /// What there is to say of them.
    pub comment: String,
}

impl Perform for Mark {
    const FACTS: Facts = Facts {
        name: "mark",
        chapter: Chapter::Texts,
        does: "Marks an article, or words of it, with a comment.",
        by: By::Party,
        least: Role::Adviser,
        during: During::UnderWay,
        when: "The words stand in the article outside of brackets, once or the `nth` time.",
        changes: "The party's delegation and the mediator see it. It binds nobody.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoConsent, Rule::NoSuchItem],
        example: "do: mark\ntext: joint:9\narticle: enrichment\nwords: fifteen years\ncomment: Ten is what we can defend at home.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        super::at_table(on)?;
        let (number, text) = super::find(on, &self.text)?;
        limits::text("comment", &self.comment)?;
        let (article, _) = text.expect_article(&self.article)?;
        match (&self.words, self.nth) {
            (Some(words), nth) => {
                limits::text("words", words)?;
                article.find(words, nth).map_err(|times| not_found(article, words, nth, times))?;
            }
            (None, Some(_)) => {
                return Err(Refusal::new(
                    Rule::Malformed,
                    "`nth` says which occurrence, and there are no words",
                    "Give `words`, or leave `nth` out.",
                ));
            }
            (None, None) => {}
        }
        on.write_own_room(
            sight,
            Marked {
                text: number,
                article: self.article,
                version: text.newest().number,
                words: self.words,
                nth: self.nth,
                comment: self.comment.into(),
            },
        );
        Ok(())
    }
}

/// A party would have an article read otherwise: for itself and the mediator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Redlined {
    /// The text's number before all.
    pub text: u32,
    /// Which article.
    pub article: Name,
    /// The version that it is on: [`compare_words`](super::compare_words) shows the redline.
    pub version: u32,
    /// The words that the party would have.
    pub body: Content<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Content<String>>,
}

impl Happening for Redlined {
    const RETENTION: Retention = Retention::Working;

    fn erase(&mut self) {
        self.body.erase();
        if let Some(comment) = &mut self.comment {
            comment.erase();
        }
    }
}

/// Says how one would have an article read, for one's own seat and the mediator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redline {
    /// Of which text.
    pub text: Id,
    /// Which article.
    pub article: Name,
    /// The words that it would have, the whole body.
    pub body: String,
    /// Why.
    #[serde(default)]
    pub comment: Option<String>,
}

impl Perform for Redline {
    const FACTS: Facts = Facts {
        name: "redline",
        chapter: Chapter::Texts,
        does: "Says how one would have an article read.",
        by: By::Party,
        least: Role::Adviser,
        during: During::UnderWay,
        when: "The words differ from those that stand.",
        changes: "The party's delegation and the mediator see it, compared with the version that stands. It binds nobody.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoConsent, Rule::NoSuchItem, Rule::Twice],
        example: "do: redline\ntext: joint:9\narticle: enrichment\nbody: Iran enriches up to 3.67 per cent for ten years.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        super::at_table(on)?;
        let (number, text) = super::find(on, &self.text)?;
        limits::text("article's body", &self.body)?;
        if let Some(comment) = &self.comment {
            limits::text("comment", comment)?;
        }
        let (article, _) = text.expect_article(&self.article)?;
        if article.plain() == self.body {
            return Err(Refusal::new(
                Rule::Twice,
                format!("article `{}` reads so already", self.article),
                "Give the words that it should have.",
            ));
        }
        on.write_own_room(
            sight,
            Redlined {
                text: number,
                article: self.article,
                version: text.newest().number,
                body: self.body.into(),
                comment: self.comment.map(Content::from),
            },
        );
        Ok(())
    }
}

/// A party took back a mark, a redline, a sealed lift or a sealed agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TakenBack {
    /// Its number in this room.
    pub item: u32,
}

impl Happening for TakenBack {
    const RETENTION: Retention = Retention::Permanent;
}

/// Takes back a mark, a redline, a sealed lift or a sealed agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// Which.
    pub item: Id,
}

impl Perform for TakeBack {
    const FACTS: Facts = Facts {
        name: "take_back",
        chapter: Chapter::Texts,
        does: "Takes back a mark or a redline, or a lift or an agreement while it is sealed; the latter two are for the head.",
        by: By::Party,
        least: Role::Adviser,
        during: During::Standing,
        when: "It stands in one's room, and what a lift or an agreement was given for is there still, and not agreed.",
        changes: "It counts no more. It stays on the record, and can be erased.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::WrongRole, Rule::WrongState, Rule::Withdrawn, Rule::Superseded],
        example: "do: take_back\nitem: room/iran:12",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let id = &self.item;
        let here = id.place == Compartment::Room(sight.room.seat.clone());
        let found = here.then(|| sight.room.sealed.get(id.number)).flatten();
        let (voiced, state) = found.ok_or_else(|| {
            rooms::no_such_item(id, "a mark, a redline, a lift or an agreement in your room")
        })?;
        match state {
            MarkState::Standing => {}
            MarkState::TakenBack => {
                return Err(Refusal::new(
                    Rule::Withdrawn,
                    format!("{id} was taken back"),
                    "It can be given anew.",
                ));
            }
            MarkState::Superseded => {
                return Err(Refusal::new(
                    Rule::Superseded,
                    format!("{id} was given anew since"),
                    "Take back the newer item.",
                ));
            }
        }
        let texts = &sight.joint.texts;
        let joint = match voiced {
            Voiced::Mark { .. } => false,
            Voiced::Lift { text, article, bracket } => {
                let article = texts.get(*text).and_then(|text| text.article(article));
                article.and_then(|article| article.bracket(*bracket)).is_none()
            }
            Voiced::Agreement { text, article, since } => {
                let drafting = texts.get(*text).and_then(|text| text.drafting.get(article));
                drafting.is_none_or(|drafting| drafting.since != *since || drafting.status.is_settled())
            }
        };
        if joint {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("{id} is no longer sealed: what it was given for is agreed, or has gone"),
                "An agreed article is reopened with `reopen_article`.",
            ));
        }
        if !matches!(voiced, Voiced::Mark { .. }) && sight.role < Role::Head {
            return Err(Refusal::new(
                Rule::WrongRole,
                format!("a seat's {} may not take back what its head has given", sight.role.word()),
                "The head of the delegation may.",
            ));
        }
        on.write_own_room(sight, TakenBack { item: id.number });
        Ok(())
    }
}
