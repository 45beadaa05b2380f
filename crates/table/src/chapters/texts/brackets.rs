use serde::{Deserialize, Serialize};

use super::{AlternativeDropped, AlternativeOffered, Article, BracketKind, Bracketed, Drafting, Mode};
use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Content, During, Facts, Id, Name, Refusal, Retention, Role, Rule, Sight, Writes, limits,
};

/// Words for a bracket: there may be none, where nothing is to stand there.
fn check_words(words: &str) -> Result<(), Refusal> {
    if words.is_empty() { Ok(()) } else { limits::text("words", words) }
}

/// A party drafts only in rolling mode; the mediator may keep a bracket in either.
fn expect_drafter(on: &Doing<'_>, article: &Name, drafting: &Drafting) -> Result<(), Refusal> {
    match on.sight {
        Sight::Party(_) => super::expect_mode(article, drafting, Mode::Rolling),
        Sight::Mediator(_) => Ok(()),
    }
}

/// Refuses what would make an article longer than any may be.
fn expect_room(article: &Article, more: usize) -> Result<(), Refusal> {
    let bytes = article.bytes() + more;
    if bytes <= limits::TEXT_MAX {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::TooLong,
        format!("article `{}` would have {bytes} bytes with its alternatives", article.id),
        format!("At most {} bytes.", limits::TEXT_MAX),
    ))
}

/// Puts words into a bracket, or inserts one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutBracket {
    /// In which text.
    pub text: Id,
    /// In which article.
    pub article: Name,
    /// The exact words that go into the bracket.
    #[serde(default)]
    pub words: Option<String>,
    /// Or the exact words after which a new one is inserted.
    #[serde(default)]
    pub after: Option<String>,
    /// Which occurrence of these words, counted from 1, where there are several.
    #[serde(default)]
    pub nth: Option<u32>,
    /// Why.
    pub kind: BracketKind,
    /// What it is conditional on.
    #[serde(default)]
    pub on: Option<String>,
    /// What the seat wants to stand there.
    #[serde(default)]
    pub alternatives: Vec<String>,
}

impl Perform for PutBracket {
    const FACTS: Facts = Facts {
        name: "bracket",
        chapter: Chapter::Texts,
        does: "Puts words of an article into square brackets, or inserts a bracket after words, with the seat's alternatives.",
        by: By::Any,
        least: Role::Member,
        during: During::UnderWay,
        when: "The article is in rolling mode (the mediator may bracket in either), neither agreed nor closed; the words stand outside of brackets, once or the `nth` time.",
        changes: "A version is made; all see the bracket and whose alternatives it has. Words put into it are its first alternative.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::NoSuchItem, Rule::WrongState, Rule::Mode],
        example: "do: bracket\ntext: joint:9\narticle: entry\nwords: on signature\nkind: contested\nalternatives: [after ratification by both parliaments]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        super::at_table(on)?;
        let (number, text) = super::find(on, &self.text)?;
        limits::list("alternatives", &self.alternatives, 0)?;
        self.alternatives.iter().try_for_each(|words| check_words(words))?;
        match (&self.on, self.kind) {
            (Some(condition), BracketKind::ConditionalOn) => limits::line("condition", condition)?,
            (None, BracketKind::ConditionalOn) => {
                return Err(Refusal::new(
                    Rule::Malformed,
                    "the bracket does not say what it is conditional on",
                    "Say it with `on`.",
                ));
            }
            (Some(_), _) => {
                return Err(Refusal::new(
                    Rule::Malformed,
                    "only a bracket of the kind `conditional_on` has a condition",
                    "Leave `on` out, or set the kind `conditional_on`.",
                ));
            }
            (None, _) => {}
        }
        let (article, drafting) = text.expect_open(&self.article)?;
        expect_drafter(on, &self.article, drafting)?;
        let (words, inserted) = match (&self.words, &self.after) {
            (Some(words), None) => (words, false),
            (None, Some(after)) => (after, true),
            _ => {
                return Err(Refusal::new(
                    Rule::Malformed,
                    "it is not clear where the bracket goes",
                    "Give `words` of the article to put into it, or the words `after` which it is inserted.",
                ));
            }
        };
        limits::text("words", words)?;
        if inserted && self.kind == BracketKind::Contested && self.alternatives.is_empty() {
            return Err(Refusal::new(
                Rule::Malformed,
                "nothing is contested in an empty bracket",
                "Give `alternatives`, or the kind `placeholder`.",
            ));
        }
        if let Err(times) = article.find(words, self.nth) {
            return Err(not_found(article, words, self.nth, times));
        }
        if article.brackets().count() >= limits::LIST_MAX {
            return Err(Refusal::new(
                Rule::TooLong,
                format!("article `{}` has {} brackets", self.article, limits::LIST_MAX),
                "Lift some first, or let the mediator redraft it.",
            ));
        }
        expect_room(article, self.alternatives.iter().map(String::len).sum())?;
        let bracketed = Bracketed {
            article: self.article,
            bracket: text.brackets_ever + 1,
            words: self.words,
            after: self.after,
            nth: self.nth,
            kind: self.kind,
            on: self.on,
            alternatives: self.alternatives,
        };
        on.write_joint(super::redraft(on, number, text, bracketed)?);
        Ok(())
    }
}

/// Why words were not found in an article.
pub(super) fn not_found(article: &Article, words: &str, nth: Option<u32>, times: usize) -> Refusal {
    let shown: String = words.chars().take(60).collect();
    match (times, nth) {
        (0, _) => Refusal::new(
            Rule::NoSuchItem,
            format!("`{shown}` does not stand in article `{}` outside of brackets", article.id),
            "Give words exactly as they stand, or offer an alternative in the bracket that has them.",
        ),
        (times, Some(nth)) => Refusal::new(
            Rule::NoSuchItem,
            format!(
                "`{shown}` stands {times} times in article `{}`, and there is no number {nth}",
                article.id
            ),
            format!("Give `nth` from 1 to {times}."),
        ),
        (times, None) => Refusal::new(
            Rule::Malformed,
            format!("`{shown}` stands {times} times in article `{}`", article.id),
            format!("Give more words, or `nth` from 1 to {times}."),
        ),
    }
}

/// Offers words for a bracket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferAlternative {
    /// In which text.
    pub text: Id,
    /// In which article.
    pub article: Name,
    /// For which bracket.
    pub bracket: u32,
    /// The words; empty where nothing is to stand there.
    pub words: String,
}

impl Perform for OfferAlternative {
    const FACTS: Facts = Facts {
        name: "offer_alternative",
        chapter: Chapter::Texts,
        does: "Offers other words for a bracket.",
        by: By::Any,
        least: Role::Member,
        during: During::UnderWay,
        when: "The bracket is there, and its article is in rolling mode (the mediator may offer in either).",
        changes: "A version is made; all see the words and whose they are.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::NoSuchItem, Rule::WrongState, Rule::Mode, Rule::Twice],
        example: "do: offer_alternative\ntext: joint:9\narticle: entry\nbracket: 1\nwords: thirty days after signature",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        super::at_table(on)?;
        let (number, text) = super::find(on, &self.text)?;
        check_words(&self.words)?;
        let (bracket, drafting) = text.expect_bracket(&self.article, self.bracket)?;
        expect_drafter(on, &self.article, drafting)?;
        let own = |by: &Option<Name>| by.as_ref() == Some(&on.who.seat);
        if bracket.alternatives.iter().any(|one| own(&one.by) && one.words == self.words) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("your seat has offered these words for bracket {}", self.bracket),
                "Offer others, or lift the bracket to these with `lift_bracket`.",
            ));
        }
        if bracket.alternatives.len() >= limits::LIST_MAX {
            return Err(Refusal::new(
                Rule::TooLong,
                format!("bracket {} has {} alternatives", self.bracket, limits::LIST_MAX),
                "Drop one first, with `drop_alternative`.",
            ));
        }
        let (article, _) = text.expect_article(&self.article)?;
        expect_room(article, self.words.len())?;
        let offered = AlternativeOffered { article: self.article, bracket: self.bracket, words: self.words };
        on.write_joint(super::redraft(on, number, text, offered)?);
        Ok(())
    }
}

/// Takes words of one's own out of a bracket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropAlternative {
    /// In which text.
    pub text: Id,
    /// In which article.
    pub article: Name,
    /// Of which bracket.
    pub bracket: u32,
    /// Which alternative, counted from 1 as they stand in the bracket.
    pub alternative: u32,
}

impl Perform for DropAlternative {
    const FACTS: Facts = Facts {
        name: "drop_alternative",
        chapter: Chapter::Texts,
        does: "Takes words that one's seat has offered out of a bracket.",
        by: By::Any,
        least: Role::Member,
        during: During::UnderWay,
        when: "The alternative is there and is this seat's; the article is in rolling mode (the mediator may drop its own in either).",
        changes: "A version is made. The bracket stays until all lift it.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::NoSuchItem, Rule::NotYours, Rule::WrongState, Rule::Mode],
        example: "do: drop_alternative\ntext: joint:9\narticle: entry\nbracket: 1\nalternative: 2",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        super::at_table(on)?;
        let (number, text) = super::find(on, &self.text)?;
        let (bracket, drafting) = text.expect_bracket(&self.article, self.bracket)?;
        expect_drafter(on, &self.article, drafting)?;
        let at = (self.alternative as usize).checked_sub(1);
        let Some(alternative) = at.and_then(|at| bracket.alternatives.get(at)) else {
            return Err(Refusal::new(
                Rule::NoSuchItem,
                format!("bracket {} has no alternative {}", self.bracket, self.alternative),
                format!("It has {}, counted from 1.", bracket.alternatives.len()),
            ));
        };
        if alternative.by.as_ref() != Some(&on.who.seat) {
            return Err(Refusal::new(
                Rule::NotYours,
                format!("alternative {} is not your seat's", self.alternative),
                "One drops only what one has offered; all lift a bracket together.",
            ));
        }
        let dropped = AlternativeDropped {
            article: self.article,
            bracket: self.bracket,
            alternative: self.alternative,
        };
        on.write_joint(super::redraft(on, number, text, dropped)?);
        Ok(())
    }
}

/// A party would lift a bracket: sealed in its room until all parties would, to the same words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiftSealed {
    /// The text's number before all.
    pub text: u32,
    /// In which article.
    pub article: Name,
    /// Which bracket.
    pub bracket: u32,
    /// The words that it would have there; empty where nothing is to stand there.
    pub words: Content<String>,
}

impl Happening for LiftSealed {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.words.erase();
    }
}

/// Lifts a bracket, sealed until all parties have lifted it to the same words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiftBracket {
    /// In which text.
    pub text: Id,
    /// In which article.
    pub article: Name,
    /// Which bracket.
    pub bracket: u32,
    /// The words that are to stand there; empty where nothing is.
    pub words: String,
}

impl Perform for LiftBracket {
    const FACTS: Facts = Facts {
        name: "lift_bracket",
        chapter: Chapter::Texts,
        does: "Says, sealed, to which words one would lift a bracket.",
        by: By::Party,
        least: Role::Head,
        during: During::UnderWay,
        when: "The bracket is there, and its article is in rolling mode. Other words can be given, and it can be taken back with `take_back`, until all have lifted it.",
        changes: "The mediator knows. When all parties have lifted it to the same words, these stand in the text and a version is made; until then the others learn nothing.",
        writes: &[Writes::OwnRoom, Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::NoSuchItem, Rule::WrongState, Rule::Mode, Rule::Twice],
        example: "do: lift_bracket\ntext: joint:9\narticle: entry\nbracket: 1\nwords: thirty days after signature",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        super::at_table(on)?;
        let (number, text) = super::find(on, &self.text)?;
        check_words(&self.words)?;
        let (_, drafting) = text.expect_bracket(&self.article, self.bracket)?;
        super::expect_mode(&self.article, drafting, Mode::Rolling)?;
        if super::marks::lifted_to(sight.room, number, self.bracket) == Some(&self.words) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("your seat has lifted bracket {} to these words", self.bracket),
                "Other words can be given, and `take_back` takes it back.",
            ));
        }
        on.write_own_room(
            sight,
            LiftSealed {
                text: number,
                article: self.article,
                bracket: self.bracket,
                words: self.words.into(),
            },
        );
        Ok(())
    }
}
