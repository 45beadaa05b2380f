use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Alternative, Article, Bracket, BracketKind, Drafting, Mode, Segment, Status};
use crate::chapters::adoption::Entry;
use crate::event::Happening;
use crate::{Hash, Name, Retention};

/// The words of a text were changed: a version was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Redraft<C> {
    /// The text's number before all.
    pub text: u32,
    /// The version that was made.
    pub version: u32,
    /// Its hash.
    pub hash: Hash,
    /// What was changed.
    #[serde(flatten)]
    pub change: C,
}

impl<C> Happening for Redraft<C> {
    const RETENTION: Retention = Retention::Permanent;
}

/// What a version is made from: the version before, for a change to be made in it.
pub(crate) struct Draft {
    pub(crate) articles: Vec<Arc<Article>>,
    pub(crate) entry: Option<Entry>,
    pub(crate) brackets: u32,
}

impl Draft {
    fn at(&self, id: &Name) -> Option<usize> {
        self.articles.iter().position(|article| article.id == *id)
    }

    fn replace(&mut self, id: &Name, with: impl FnOnce(&Article) -> Option<Article>) -> Option<()> {
        let at = self.at(id)?;
        self.articles[at] = Arc::new(with(&self.articles[at])?);
        Some(())
    }

    fn insert(&mut self, article: Arc<Article>, before: Option<&Name>) -> Option<()> {
        let at = match before {
            Some(before) => self.at(before)?,
            None => self.articles.len(),
        };
        self.articles.insert(at, article);
        Some(())
    }
}

/// One change of a text's words: made by the act that decides on it and again by the fold of its event.
pub(crate) trait Change {
    /// Makes it; `None` where the draft has no place for it.
    fn make(&self, by: Option<&Name>, draft: &mut Draft) -> Option<()>;

    /// What it means for how articles are drafted, where it stands in event `number`.
    fn follow(&self, drafting: &mut BTreeMap<Name, Drafting>, number: u32);
}

fn touch(drafting: &mut BTreeMap<Name, Drafting>, article: &Name, number: u32) {
    if let Some(drafting) = drafting.get_mut(article) {
        drafting.since = number;
    }
}

/// An article as it is put into a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleTerms {
    /// What it is called for good.
    pub id: Name,
    /// Its heading.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// Its words.
    pub body: String,
    /// How it is drafted.
    #[serde(default)]
    pub mode: Mode,
}

impl ArticleTerms {
    pub(super) fn article(&self) -> Arc<Article> {
        let body = vec![Segment::Words(self.body.clone())];
        Arc::new(Article::new(self.id.clone(), self.heading.clone(), body))
    }

    pub(super) fn drafting(&self, number: u32) -> Drafting {
        Drafting { mode: self.mode, status: Status::Open, since: number }
    }
}

/// The mediator redrafted an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revised {
    /// Which.
    pub article: Name,
    /// Its heading now.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// Its words now.
    pub body: String,
}

impl Change for Revised {
    fn make(&self, _: Option<&Name>, draft: &mut Draft) -> Option<()> {
        let body = vec![Segment::Words(self.body.clone())];
        let revised = Article::new(self.article.clone(), self.heading.clone(), body);
        draft.replace(&self.article, |_| Some(revised))
    }

    fn follow(&self, drafting: &mut BTreeMap<Name, Drafting>, number: u32) {
        touch(drafting, &self.article, number);
    }
}

/// An article was added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// It.
    pub article: ArticleTerms,
    /// Before which article; at the end where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Name>,
}

impl Change for Added {
    fn make(&self, _: Option<&Name>, draft: &mut Draft) -> Option<()> {
        if draft.at(&self.article.id).is_some() {
            return None;
        }
        draft.insert(self.article.article(), self.before.as_ref())
    }

    fn follow(&self, drafting: &mut BTreeMap<Name, Drafting>, number: u32) {
        drafting.insert(self.article.id.clone(), self.article.drafting(number));
    }
}

/// An article was taken out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Removed {
    /// Which.
    pub article: Name,
}

impl Change for Removed {
    fn make(&self, _: Option<&Name>, draft: &mut Draft) -> Option<()> {
        let at = draft.at(&self.article)?;
        draft.articles.remove(at);
        Some(())
    }

    fn follow(&self, drafting: &mut BTreeMap<Name, Drafting>, _: u32) {
        drafting.remove(&self.article);
    }
}

/// An article was moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub article: Name,
    /// Before which article; to the end where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Name>,
}

impl Change for Moved {
    fn make(&self, _: Option<&Name>, draft: &mut Draft) -> Option<()> {
        let at = draft.at(&self.article)?;
        let article = draft.articles.remove(at);
        draft.insert(article, self.before.as_ref())
    }

    fn follow(&self, _: &mut BTreeMap<Name, Drafting>, _: u32) {}
}

/// Words were put into a bracket, or a bracket was inserted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bracketed {
    /// In which article.
    pub article: Name,
    /// The bracket's number in this text.
    pub bracket: u32,
    /// The words that went into it: its first alternative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The words after which it was inserted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Which occurrence of those words, counted from 1, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
    /// Why.
    pub kind: BracketKind,
    /// What it is conditional on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// What the seat wants to stand there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
}

impl Change for Bracketed {
    fn make(&self, by: Option<&Name>, draft: &mut Draft) -> Option<()> {
        let own = |words: &String| Alternative { by: by.cloned(), words: words.clone() };
        let bracket = Bracket {
            number: self.bracket,
            by: by.cloned(),
            kind: self.kind,
            on: self.on.clone(),
            alternatives: self.alternatives.iter().map(own).collect(),
        };
        let (words, insert) = match (&self.words, &self.after) {
            (Some(words), None) => (words, false),
            (None, Some(after)) => (after, true),
            _ => return None,
        };
        draft.replace(&self.article, |article| {
            let spot = article.find(words, self.nth).ok()?;
            Some(article.with_bracket(spot, words, insert, bracket))
        })?;
        draft.brackets = draft.brackets.max(self.bracket);
        Some(())
    }

    fn follow(&self, drafting: &mut BTreeMap<Name, Drafting>, number: u32) {
        touch(drafting, &self.article, number);
    }
}

/// A seat offered words for a bracket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlternativeOffered {
    /// In which article.
    pub article: Name,
    /// For which bracket.
    pub bracket: u32,
    /// The words; empty where nothing is to stand there.
    pub words: String,
}

impl Change for AlternativeOffered {
    fn make(&self, by: Option<&Name>, draft: &mut Draft) -> Option<()> {
        let offered = Alternative { by: by.cloned(), words: self.words.clone() };
        draft.replace(&self.article, |article| {
            article.with_changed(self.bracket, |mut bracket| {
                bracket.alternatives.push(offered);
                Some(Segment::Bracket(bracket))
            })
        })
    }

    fn follow(&self, drafting: &mut BTreeMap<Name, Drafting>, number: u32) {
        touch(drafting, &self.article, number);
    }
}

/// A seat took its words out of a bracket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlternativeDropped {
    /// In which article.
    pub article: Name,
    /// Of which bracket.
    pub bracket: u32,
    /// Which alternative, counted from 1 as they stood.
    pub alternative: u32,
}

impl Change for AlternativeDropped {
    fn make(&self, _: Option<&Name>, draft: &mut Draft) -> Option<()> {
        let at = (self.alternative as usize).checked_sub(1)?;
        draft.replace(&self.article, |article| {
            article.with_changed(self.bracket, |mut bracket| {
                (at < bracket.alternatives.len()).then(|| bracket.alternatives.remove(at))?;
                Some(Segment::Bracket(bracket))
            })
        })
    }

    fn follow(&self, drafting: &mut BTreeMap<Name, Drafting>, number: u32) {
        touch(drafting, &self.article, number);
    }
}

/// All parties have lifted a bracket to the same words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BracketLifted {
    /// In which article.
    pub article: Name,
    /// Which bracket.
    pub bracket: u32,
    /// The words that stand in its place.
    pub words: String,
}

impl Change for BracketLifted {
    fn make(&self, _: Option<&Name>, draft: &mut Draft) -> Option<()> {
        draft.replace(&self.article, |article| {
            article.with_changed(self.bracket, |_| Some(Segment::Words(self.words.clone())))
        })
    }

    fn follow(&self, drafting: &mut BTreeMap<Name, Drafting>, number: u32) {
        touch(drafting, &self.article, number);
    }
}

/// When the text enters into force was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntrySet {
    /// When.
    pub on: Entry,
}

impl Change for EntrySet {
    fn make(&self, _: Option<&Name>, draft: &mut Draft) -> Option<()> {
        draft.entry = Some(self.on);
        Some(())
    }

    fn follow(&self, _: &mut BTreeMap<Name, Drafting>, _: u32) {}
}
