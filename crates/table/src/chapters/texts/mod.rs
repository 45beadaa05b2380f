//! Texts: articles with stable ids, drafted as one text by the mediator or as a rolling text by all; brackets, private
//! marks, versions that can be compared.
//!
//! > What stands in a text is joint; what a party thinks of it, would lift or could agree to stands sealed in its
//! > room, until all parties have done the same.
//!
//! In **one text** mode only the mediator drafts an article, and parties criticise it by [`Mark`] and [`Redline`]. In
//! **rolling** mode seats put words into square brackets with alternatives, and lift brackets together: progress is the
//! bracket count falling. The mediator chooses the mode article by article. Every change of words makes a [`Version`].

mod agreeing;
mod article;
mod brackets;
mod changes;
mod compare;
mod drafting;
mod marks;
mod version;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

pub use agreeing::{
    AgreeArticle, AgreementSealed, ArticleAgreed, ArticleClosed, ArticleReopened, CloseArticle, ReopenArticle,
};
pub use article::{Alternative, Article, Bracket, BracketKind, Segment};
pub use brackets::{DropAlternative, LiftBracket, LiftSealed, OfferAlternative, PutBracket};
pub use changes::{
    Added, AlternativeDropped, AlternativeOffered, ArticleTerms, BracketLifted, Bracketed, EntrySet, Moved,
    Redraft, Removed, Revised,
};
pub use compare::{ArticleComparison, Comparison, Fate, Piece, compare, compare_words};
pub use drafting::{
    AddArticle, ModeSet, MoveArticle, OpenText, RemoveArticle, ReviseArticle, SetMode, TextOpened,
};
pub use marks::{Mark, MarkState, Marked, Redline, Redlined, Sealed, TakeBack, TakenBack, Voiced};
pub use version::Version;

pub(crate) use agreeing::{Waiting, settled};
use changes::{Change, Draft};

use crate::chapters::adoption::{Adoption, Stage};
use crate::chapters::convening::Convening;
use crate::doing::Doing;
use crate::{Clocks, Compartment, Event, Hash, Id, Kind, Name, Refusal, Rule, Sight};

/// What a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// It has no status: nothing of it is agreed or put for adoption.
    NonPaper,
    /// It is to be agreed and adopted.
    #[default]
    Draft,
}

impl Paper {
    /// Its word, as the hash of a version has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NonPaper => "non_paper",
            Self::Draft => "draft",
        }
    }
}

/// How an article is drafted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// By the mediator alone; parties criticise.
    #[default]
    OneText,
    /// By all: parties put words into brackets.
    Rolling,
}

/// How far an article has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is being drafted.
    Open,
    /// It is being drafted, and has brackets.
    Bracketed,
    /// All parties have agreed to its words, ad referendum.
    Agreed,
    /// It was agreed, and the mediator has closed it.
    Closed,
    /// It had been agreed or closed, and is being drafted again.
    Reopened,
}

impl Status {
    /// The status in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Bracketed => "bracketed",
            Self::Agreed => "agreed ad referendum",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }

    /// Whether its words stand.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Agreed | Self::Closed)
    }
}

/// How an article is drafted, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drafting {
    /// How it is drafted.
    pub mode: Mode,
    /// How far it has come; brackets aside, which [`Text::status`] looks at too.
    pub status: Status,
    /// The event before all that last changed its words or reopened it: earlier agreements do not count.
    pub since: u32,
}

/// One text as all seats know it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Text {
    /// What it is called.
    pub title: String,
    /// What it is.
    pub paper: Paper,
    /// Its articles as they stand, in order.
    #[serde(serialize_with = "listed")]
    pub articles: Arc<[Arc<Article>]>,
    /// How each is drafted, and how far it has come.
    pub drafting: BTreeMap<Name, Drafting>,
    /// How many brackets it has ever had.
    pub brackets_ever: u32,
    /// Its versions, the newest last.
    pub versions: Vec<Version>,
    /// What has become of it.
    pub adoption: Adoption,
}

impl Text {
    /// The newest version.
    #[must_use]
    pub fn newest(&self) -> &Version {
        self.versions.last().expect("a text is opened with its first version")
    }

    /// The version of this number.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&Version> {
        self.versions.get((number as usize).checked_sub(1)?)
    }

    /// The article of this id.
    #[must_use]
    pub fn article(&self, id: &Name) -> Option<&Arc<Article>> {
        self.articles.iter().find(|article| article.id == *id)
    }

    /// How many brackets it has.
    #[must_use]
    pub fn brackets(&self) -> usize {
        self.newest().brackets()
    }

    /// How far an article has come.
    #[must_use]
    pub fn status(&self, article: &Article) -> Status {
        match self.drafting.get(&article.id).map(|drafting| drafting.status) {
            Some(Status::Open | Status::Reopened) if !article.is_clean() => Status::Bracketed,
            Some(status) => status,
            None => Status::Open,
        }
    }

    /// The articles in order, each with how far it has come.
    pub fn statuses(&self) -> impl Iterator<Item = (&Article, Status)> {
        self.articles.iter().map(|article| (&**article, self.status(article)))
    }

    /// The text as it stands, as plain text: its title, then as [`Version::plain`] has it.
    #[must_use]
    pub fn plain(&self) -> String {
        format!("{}\n\n{}", self.title, self.newest().plain())
    }

    /// The draft that a change makes of it; `None` where the text has no place for the change.
    fn redrafted(&self, change: &impl Change, by: Option<&Name>) -> Option<Draft> {
        let mut draft = Draft {
            articles: self.articles.to_vec(),
            entry: self.newest().entry,
            brackets: self.brackets_ever,
        };
        change.make(by, &mut draft)?;
        Some(draft)
    }

    /// The event of a change.
    pub(crate) fn redraft<C: Change>(&self, text: u32, change: C, by: Option<&Name>) -> Option<Redraft<C>> {
        let draft = self.redrafted(&change, by)?;
        let hash = version::text_hash(&self.title, self.paper, draft.entry, &draft.articles);
        Some(Redraft { text, version: self.newest().number + 1, hash, change })
    }

    fn opened(opened: &TextOpened, event: &Event) -> Self {
        let articles: Arc<[_]> = opened.articles.iter().map(ArticleTerms::article).collect();
        let number = event.id.number;
        let version = Version {
            number: 1,
            hash: opened.hash,
            at: event.at,
            by: event.by.clone(),
            entry: None,
            articles: Arc::clone(&articles),
        };
        let drafting = opened.articles.iter().map(|terms| (terms.id.clone(), terms.drafting(number)));
        Self {
            title: opened.title.clone(),
            paper: opened.standing,
            articles,
            drafting: drafting.collect(),
            brackets_ever: 0,
            versions: vec![version],
            adoption: Adoption::default(),
        }
    }

    fn take<C: Change>(&mut self, redraft: &Redraft<C>, event: &Event) {
        let by = event.by.as_ref().map(|by| &by.seat);
        let Some(draft) = self.redrafted(&redraft.change, by) else { return };
        self.articles = draft.articles.into();
        self.brackets_ever = draft.brackets;
        self.versions.push(Version {
            number: self.newest().number + 1,
            hash: redraft.hash,
            at: event.at,
            by: event.by.clone(),
            entry: draft.entry,
            articles: Arc::clone(&self.articles),
        });
        redraft.change.follow(&mut self.drafting, event.id.number);
    }

    pub(crate) fn settle(&mut self, article: &Name, status: Status, since: Option<u32>) {
        if let Some(drafting) = self.drafting.get_mut(article) {
            drafting.status = status;
            drafting.since = since.unwrap_or(drafting.since);
        }
    }

    /// An article and how it is drafted.
    pub(crate) fn expect_article(&self, id: &Name) -> Result<(&Arc<Article>, &Drafting), Refusal> {
        let found = self.article(id).zip(self.drafting.get(id));
        found.ok_or_else(|| {
            let ids: Vec<&str> = self.articles.iter().take(20).map(|article| article.id.as_str()).collect();
            Refusal::new(
                Rule::NoSuchItem,
                format!("the text has no article `{id}`"),
                format!("Its articles are {}.", ids.join(", ")),
            )
        })
    }

    /// Refuses what changes a text that is put for adoption or past it.
    pub(crate) fn expect_changeable(&self) -> Result<(), Refusal> {
        let refused = |because: String, allowed: &str| Err(Refusal::new(Rule::WrongState, because, allowed));
        if let Some(put) = &self.adoption.put {
            return refused(
                format!("the text is put for {} as joint:{}", put.step.word(), put.question),
                "The mediator can take that back with `withdraw_question`.",
            );
        }
        match self.adoption.stage {
            Stage::Draft => Ok(()),
            Stage::Initialled => refused(
                "the text is initialled".to_owned(),
                "An article can be reopened with `reopen_article`; the text must then be initialled anew.",
            ),
            stage => refused(format!("the text is {}", stage.words()), "The mediator can open another text."),
        }
    }

    /// An article whose words may be changed.
    pub(crate) fn expect_open(&self, id: &Name) -> Result<(&Arc<Article>, &Drafting), Refusal> {
        self.expect_changeable()?;
        let (article, drafting) = self.expect_article(id)?;
        if drafting.status.is_settled() {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("article `{id}` is {}", drafting.status.words()),
                "It is reopened first, with `reopen_article`.",
            ));
        }
        Ok((article, drafting))
    }

    /// A bracket of an article whose words may be changed.
    pub(crate) fn expect_bracket(&self, id: &Name, number: u32) -> Result<(&Bracket, &Drafting), Refusal> {
        let (article, drafting) = self.expect_open(id)?;
        let bracket = article.bracket(number).ok_or_else(|| {
            let numbers: Vec<String> = article.brackets().map(|one| one.number.to_string()).collect();
            Refusal::new(
                Rule::NoSuchItem,
                format!("article `{id}` has no bracket {number}"),
                match numbers.is_empty() {
                    true => "It has none.".to_owned(),
                    false => format!("Its brackets are {}.", numbers.join(", ")),
                },
            )
        })?;
        Ok((bracket, drafting))
    }

    /// Refuses what concerns agreement where the text is a non-paper.
    pub(crate) fn expect_draft(&self) -> Result<(), Refusal> {
        match self.paper {
            Paper::Draft => Ok(()),
            Paper::NonPaper => Err(Refusal::new(
                Rule::WrongState,
                "a non-paper has no status",
                "The mediator can open a draft with these words.",
            )),
        }
    }
}

/// The texts before all, by the number of the event that opened them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<u32, Text>);

impl Texts {
    /// The text of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Text> {
        self.0.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Text)> {
        self.0.iter().map(|(&number, text)| (number, text))
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut Text> {
        self.0.get_mut(&number)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (u32, &mut Text)> {
        self.0.iter_mut().map(|(&number, text)| (number, text))
    }

    fn redraft<C: Change>(&mut self, redraft: &Redraft<C>, event: &Event) {
        if let Some(text) = self.0.get_mut(&redraft.text) {
            text.take(redraft, event);
        }
    }

    pub(crate) fn take(&mut self, event: &Event, convening: &Convening, clocks: &mut Clocks) {
        let mut settle = |text: u32, article: &Name, status, since| {
            if let Some(text) = self.0.get_mut(&text) {
                text.settle(article, status, since);
            }
        };
        match &event.kind {
            Kind::TextOpened(opened) => {
                self.0.insert(event.id.number, Text::opened(opened, event));
            }
            Kind::ArticleRevised(redraft) => self.redraft(redraft, event),
            Kind::ArticleAdded(redraft) => self.redraft(redraft, event),
            Kind::ArticleRemoved(redraft) => self.redraft(redraft, event),
            Kind::ArticleMoved(redraft) => self.redraft(redraft, event),
            Kind::Bracketed(redraft) => self.redraft(redraft, event),
            Kind::AlternativeOffered(redraft) => self.redraft(redraft, event),
            Kind::AlternativeDropped(redraft) => self.redraft(redraft, event),
            Kind::BracketLifted(redraft) => self.redraft(redraft, event),
            Kind::EntrySet(redraft) => self.redraft(redraft, event),
            Kind::ModeSet(set) => {
                if let Some(text) = self.0.get_mut(&set.text)
                    && let Some(drafting) = text.drafting.get_mut(&set.article)
                {
                    drafting.mode = set.mode;
                }
            }
            Kind::ArticleAgreed(agreed) => settle(agreed.text, &agreed.article, Status::Agreed, None),
            Kind::ArticleClosed(closed) => settle(closed.text, &closed.article, Status::Closed, None),
            Kind::ArticleReopened(reopened) => {
                settle(reopened.text, &reopened.article, Status::Reopened, Some(event.id.number));
                if let Some(text) = self.0.get_mut(&reopened.text) {
                    text.adoption.stage = Stage::Draft;
                }
            }
            _ => crate::chapters::adoption::take(self, event, convening, clocks),
        }
    }
}

fn listed<S: Serializer>(articles: &Arc<[Arc<Article>]>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(articles.iter().map(|article| &**article))
}

/// A text that the actor names, and its number.
pub(crate) fn find<'a>(on: &Doing<'a>, id: &Id) -> Result<(u32, &'a Text), Refusal> {
    let texts = &on.joint().texts;
    let text = (id.place == Compartment::Joint).then(|| texts.get(id.number)).flatten();
    let text = text.ok_or_else(|| {
        let ids: Vec<String> = texts.iter().map(|(number, _)| format!("joint:{number}")).collect();
        Refusal::new(
            Rule::NoSuchItem,
            format!("{id} is no text"),
            match ids.is_empty() {
                true => "The mediator opens texts with `open_text`.".to_owned(),
                false => format!("Texts are {}.", ids.join(", ")),
            },
        )
    })?;
    Ok((id.number, text))
}

/// Refuses a party that does not sit at the table.
fn at_table(on: &Doing<'_>) -> Result<(), Refusal> {
    match on.sight {
        Sight::Party(sight) => sight.joint.convening.expect_seated(&sight.room.seat),
        Sight::Mediator(_) => Ok(()),
    }
}

/// Refuses a change in an article that is not drafted in this mode.
fn expect_mode(article: &Name, drafting: &Drafting, mode: Mode) -> Result<(), Refusal> {
    if drafting.mode == mode {
        return Ok(());
    }
    Err(match mode {
        Mode::OneText => Refusal::new(
            Rule::Mode,
            format!("article `{article}` is a rolling text: its words are changed by brackets"),
            "Put words into brackets with `bracket`, or set the mode `one_text` with `set_mode`.",
        ),
        Mode::Rolling => Refusal::new(
            Rule::Mode,
            format!("article `{article}` is drafted by the mediator alone"),
            "A party criticises it with `mark` and `redline`; the mediator can set the mode `rolling`.",
        ),
    })
}

/// The event of a change that has been checked.
fn redraft<C: Change>(on: &Doing<'_>, number: u32, text: &Text, change: C) -> Result<Redraft<C>, Refusal> {
    text.redraft(number, change, Some(&on.who.seat)).ok_or_else(|| {
        Refusal::new(
            Rule::Malformed,
            "the text has no place for this change",
            "Look at the text as it stands.",
        )
    })
}

/// A title, a heading or whatever else stands on one line of what is hashed.
fn one_line(what: &str, line: &str) -> Result<(), Refusal> {
    if line.chars().any(char::is_control) {
        return Err(Refusal::new(
            Rule::Malformed,
            format!("the {what} has a line break or another control character"),
            "Write it on one line.",
        ));
    }
    if line.is_empty() { Ok(()) } else { crate::limits::line(what, line) }
}

/// Refuses a hash that is not the one that stands.
pub(crate) fn expect_hash(what: &str, given: Hash, stands: Hash) -> Result<(), Refusal> {
    if given == stands {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::WrongHash,
        format!("this is not the hash of {what} as it stands"),
        format!("It is {stands}."),
    ))
}
