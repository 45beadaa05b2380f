use serde::{Deserialize, Serialize};

use super::{Added, ArticleTerms, Mode, Moved, Paper, Removed, Revised, version};
use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{By, Chapter, During, Facts, Hash, Id, Name, Refusal, Retention, Role, Rule, Writes, limits};

/// The most articles of a text.
const ARTICLES_MAX: usize = 1000;

/// A text was opened, with its first version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextOpened {
    /// What it is called.
    pub title: String,
    /// What it is.
    pub standing: Paper,
    /// Its articles in order.
    pub articles: Vec<ArticleTerms>,
    /// The hash of version 1.
    pub hash: Hash,
}

impl Happening for TextOpened {
    const RETENTION: Retention = Retention::Permanent;
}

/// Opens a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenText {
    /// What it is called.
    pub title: String,
    /// A draft, or a non-paper.
    #[serde(default)]
    pub standing: Paper,
    /// Its articles in order: one at least.
    pub articles: Vec<ArticleTerms>,
}

fn check_article(terms: &ArticleTerms) -> Result<(), Refusal> {
    super::one_line("heading", &terms.heading)?;
    limits::text("article's body", &terms.body)
}

impl Perform for OpenText {
    const FACTS: Facts = Facts {
        name: "open_text",
        chapter: Chapter::Texts,
        does: "Opens a text before all: a draft that is to be agreed, or a non-paper that has no status.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "It has an article at least, and each article an id of its own.",
        changes: "All see the text. Its articles are drafted as their mode says.",
        writes: &[Writes::Joint],
        refusals: &[],
        example: "do: open_text\ntitle: Framework of understanding\narticles:\n  - { id: enrichment, heading: Enrichment, body: Iran enriches up to 3.67 per cent., mode: one_text }\n  - { id: entry, body: This text enters into force on signature., mode: rolling }",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::line("title", &self.title)?;
        super::one_line("title", &self.title)?;
        limits::list("articles", &self.articles, 1)?;
        for (at, terms) in self.articles.iter().enumerate() {
            check_article(terms)?;
            if self.articles[..at].iter().any(|before| before.id == terms.id) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("the article `{}` is there twice", terms.id),
                    "Each article has an id of its own.",
                ));
            }
        }
        let articles: Vec<_> = self.articles.iter().map(ArticleTerms::article).collect();
        let hash = version::text_hash(&self.title, self.standing, None, &articles);
        on.write_joint(TextOpened {
            title: self.title,
            standing: self.standing,
            articles: self.articles,
            hash,
        });
        Ok(())
    }
}

/// Redrafts an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviseArticle {
    /// Of which text.
    pub text: Id,
    /// Which.
    pub article: Name,
    /// Its heading from now on; as it was where none is given.
    #[serde(default)]
    pub heading: Option<String>,
    /// Its words from now on. Brackets that it had are gone.
    pub body: String,
}

impl Perform for ReviseArticle {
    const FACTS: Facts = Facts {
        name: "revise_article",
        chapter: Chapter::Texts,
        does: "Redrafts an article: in one-text mode the mediator's alone.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The article is in one-text mode, neither agreed nor closed, and the text is not put for adoption.",
        changes: "A version is made. Brackets of the article are gone; sealed agreements to its old words no longer count.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Mode, Rule::Twice],
        example: "do: revise_article\ntext: joint:9\narticle: enrichment\nbody: Iran enriches up to 3.67 per cent for fifteen years.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (number, text) = super::find(on, &self.text)?;
        limits::text("article's body", &self.body)?;
        let (article, drafting) = text.expect_open(&self.article)?;
        super::expect_mode(&self.article, drafting, Mode::OneText)?;
        let heading = self.heading.unwrap_or_else(|| article.heading.clone());
        super::one_line("heading", &heading)?;
        if article.is_clean() && article.heading == heading && article.plain() == self.body {
            return Err(Refusal::new(
                Rule::Twice,
                format!("article `{}` has these words already", self.article),
                "Give the words that it is to have.",
            ));
        }
        let revised = Revised { article: self.article, heading, body: self.body };
        on.write_joint(super::redraft(on, number, text, revised)?);
        Ok(())
    }
}

/// Adds an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddArticle {
    /// To which text.
    pub text: Id,
    /// The article.
    pub article: ArticleTerms,
    /// Before which article; at the end where none is named.
    #[serde(default)]
    pub before: Option<Name>,
}

impl Perform for AddArticle {
    const FACTS: Facts = Facts {
        name: "add_article",
        chapter: Chapter::Texts,
        does: "Adds an article to a text.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "No article of the text has its id, and the text is not put for adoption.",
        changes: "A version is made.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: add_article\ntext: joint:9\narticle: { id: disputes, heading: Disputes, body: A joint commission meets every quarter. }\nbefore: entry",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (number, text) = super::find(on, &self.text)?;
        check_article(&self.article)?;
        text.expect_changeable()?;
        if text.article(&self.article.id).is_some() {
            return Err(Refusal::new(
                Rule::Twice,
                format!("the text has an article `{}`", self.article.id),
                "Change it with `revise_article`, or give the new one another id.",
            ));
        }
        if let Some(before) = &self.before {
            text.expect_article(before)?;
        }
        if text.articles.len() >= ARTICLES_MAX {
            return Err(Refusal::new(
                Rule::TooLong,
                format!("the text has {} articles", text.articles.len()),
                "Another text can be opened for annexes.",
            ));
        }
        let added = Added { article: self.article, before: self.before };
        on.write_joint(super::redraft(on, number, text, added)?);
        Ok(())
    }
}

/// Takes an article out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveArticle {
    /// Of which text.
    pub text: Id,
    /// Which.
    pub article: Name,
}

impl Perform for RemoveArticle {
    const FACTS: Facts = Facts {
        name: "remove_article",
        chapter: Chapter::Texts,
        does: "Takes an article out of a text. Earlier versions keep it.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The article is in one-text mode, neither agreed nor closed, and not the only one; the text is not put for adoption.",
        changes: "A version is made.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Mode],
        example: "do: remove_article\ntext: joint:9\narticle: disputes",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (number, text) = super::find(on, &self.text)?;
        let (_, drafting) = text.expect_open(&self.article)?;
        super::expect_mode(&self.article, drafting, Mode::OneText)?;
        if text.articles.len() == 1 {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("`{}` is the text's only article", self.article),
                "Add another first, or revise it.",
            ));
        }
        on.write_joint(super::redraft(on, number, text, Removed { article: self.article })?);
        Ok(())
    }
}

/// Moves an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveArticle {
    /// Of which text.
    pub text: Id,
    /// Which.
    pub article: Name,
    /// Before which article; to the end where none is named.
    #[serde(default)]
    pub before: Option<Name>,
}

impl Perform for MoveArticle {
    const FACTS: Facts = Facts {
        name: "move_article",
        chapter: Chapter::Texts,
        does: "Moves an article to another place of its text.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The text is not put for adoption. Agreed articles can be moved too: their words stay.",
        changes: "A version is made. The article keeps its id, its words and whatever was agreed of them.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: move_article\ntext: joint:9\narticle: entry\nbefore: enrichment",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (number, text) = super::find(on, &self.text)?;
        text.expect_changeable()?;
        text.expect_article(&self.article)?;
        if let Some(before) = &self.before {
            text.expect_article(before)?;
        }
        let at = text.articles.iter().position(|article| article.id == self.article);
        let next = at.and_then(|at| text.articles.get(at + 1)).map(|article| &article.id);
        if self.before.as_ref() == Some(&self.article) || self.before.as_ref() == next {
            return Err(Refusal::new(
                Rule::Twice,
                format!("article `{}` stands there already", self.article),
                "Name the article that it is to stand before; none moves it to the end.",
            ));
        }
        let moved = Moved { article: self.article, before: self.before };
        on.write_joint(super::redraft(on, number, text, moved)?);
        Ok(())
    }
}

/// How an article is drafted was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModeSet {
    /// The text's number before all.
    pub text: u32,
    /// Which article.
    pub article: Name,
    /// How.
    pub mode: Mode,
}

impl Happening for ModeSet {
    const RETENTION: Retention = Retention::Permanent;
}

/// Sets how an article is drafted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetMode {
    /// Of which text.
    pub text: Id,
    /// Which article.
    pub article: Name,
    /// How.
    pub mode: Mode,
}

impl Perform for SetMode {
    const FACTS: Facts = Facts {
        name: "set_mode",
        chapter: Chapter::Texts,
        does: "Sets how an article is drafted: by the mediator alone (`one_text`) or by all (`rolling`).",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The article is neither agreed nor closed, and the text is not put for adoption.",
        changes: "Brackets stay. In one-text mode the mediator revises them away; in rolling mode all parties lift them.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: set_mode\ntext: joint:9\narticle: enrichment\nmode: rolling",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (number, text) = super::find(on, &self.text)?;
        let (_, drafting) = text.expect_open(&self.article)?;
        if drafting.mode == self.mode {
            return Err(Refusal::new(
                Rule::Twice,
                format!("article `{}` is drafted so already", self.article),
                "Give the other mode.",
            ));
        }
        on.write_joint(ModeSet { text: number, article: self.article, mode: self.mode });
        Ok(())
    }
}
