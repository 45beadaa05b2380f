//! Texts, from their opening to their entry into force.

use wasit_table::chapters::adoption::Entry;
use wasit_table::chapters::texts::{Redraft, Text};
use wasit_table::{Event, Kind, Name, View};

use super::names::{Names, content, counted, quote, some, word};
use super::process::hash;
use super::{Words, joint};

/// An event of these chapters in words.
pub(super) fn words(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    changed(event, view, names)
        .or_else(|| voiced(event, view, names))
        .or_else(|| settled(event, view, names))
        .or_else(|| adopted(event, view, names))
}

fn text_of(view: &View, text: u32) -> Option<&Text> {
    joint(view).texts.get(text)
}

fn title(view: &View, text: u32) -> String {
    text_of(view, text).map_or_else(|| format!("joint:{text}"), |text| quote(&text.title))
}

/// The article as a version has it, brackets and all.
fn article_in(view: &View, text: u32, version: u32, article: &Name) -> Option<String> {
    let version = text_of(view, text)?.version(version)?;
    version.articles.iter().find(|each| each.id == *article).map(|article| article.plain())
}

/// A change that made a version: what it did, the article after it, and how many brackets there are now.
fn version<C>(redraft: &Redraft<C>, view: &View, what: String, article: Option<&Name>) -> Words {
    let brackets = text_of(view, redraft.text).and_then(|text| text.version(redraft.version));
    let brackets = brackets.map_or(0, |version| version.brackets());
    let left = match brackets {
        0 => "no brackets".to_owned(),
        some => counted(some, "bracket"),
    };
    let text = title(view, redraft.text);
    Words::new(format!("{what} {text} is at version {}, with {left}.", redraft.version))
        .and(article.and_then(|article| article_in(view, redraft.text, redraft.version, article)))
}

fn changed(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::TextOpened(opened) => {
            let mut words = Words::new(format!(
                "{} opens a text, a {}: {}.",
                by(),
                opened.standing.word().replace('_', "-"),
                quote(&opened.title)
            ));
            for article in &opened.articles {
                let heading = match article.heading.is_empty() {
                    true => String::new(),
                    false => format!("{}: ", article.heading),
                };
                words = words.quoting(format!(
                    "[{}, {}] {heading}{}",
                    article.id,
                    word(&article.mode),
                    article.body
                ));
            }
            words
        }
        Kind::ArticleRevised(redraft) => {
            let article = &redraft.change.article;
            version(redraft, view, format!("{} redrafts {article}.", by()), Some(article))
        }
        Kind::ArticleAdded(redraft) => {
            let article = &redraft.change.article.id;
            version(redraft, view, format!("{} adds the article {article}.", by()), Some(article))
        }
        Kind::ArticleRemoved(redraft) => {
            version(redraft, view, format!("{} takes out {}.", by(), redraft.change.article), None)
        }
        Kind::ArticleMoved(redraft) => {
            let to = match &redraft.change.before {
                Some(before) => format!("before {before}"),
                None => "to the end".to_owned(),
            };
            version(redraft, view, format!("{} moves {} {to}.", by(), redraft.change.article), None)
        }
        Kind::ModeSet(set) => Words::new(format!(
            "{} sets the mode of {} in {}: {}.",
            by(),
            set.article,
            title(view, set.text),
            word(&set.mode)
        )),
        Kind::Bracketed(redraft) => {
            let change = &redraft.change;
            let on = change.on.as_deref().map_or_else(String::new, |on| format!(" {}", quote(on)));
            let what = format!(
                "{} puts bracket {} into {}, {}{on}.",
                by(),
                change.bracket,
                change.article,
                change.kind.words()
            );
            version(redraft, view, what, Some(&change.article))
        }
        Kind::AlternativeOffered(redraft) => {
            let what = format!("{} offers other words for bracket {}.", by(), redraft.change.bracket);
            version(redraft, view, what, Some(&redraft.change.article))
        }
        Kind::AlternativeDropped(redraft) => {
            let what = format!("{} drops its words for bracket {}.", by(), redraft.change.bracket);
            version(redraft, view, what, Some(&redraft.change.article))
        }
        Kind::BracketLifted(redraft) => {
            let what = format!("Bracket {} is lifted: all have said so.", redraft.change.bracket);
            version(redraft, view, what, Some(&redraft.change.article))
        }
        Kind::EntrySet(redraft) => {
            let what = format!("{} sets when it enters into force: {}.", by(), entry(&redraft.change.on));
            version(redraft, view, what, None)
        }
        _ => return None,
    })
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Signature => "on signature".to_owned(),
        Entry::Ratification => "on ratification".to_owned(),
        Entry::On(date) => format!("on {}", date.strftime("%-d %B %Y")),
    }
}

fn voiced(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::LiftSealed(lift) => Words::new(format!(
            "{} would lift bracket {} in {} to these words, sealed:",
            by(),
            lift.bracket,
            lift.article
        ))
        .quoting(content(&lift.words)),
        Kind::Marked(marked) => {
            let on =
                marked.words.as_deref().map_or_else(String::new, |words| format!(" at {}", quote(words)));
            Words::new(format!("{} marks {}{on}:", by(), marked.article)).quoting(content(&marked.comment))
        }
        Kind::Redlined(redlined) => Words::new(format!("{} would have {} read:", by(), redlined.article))
            .quoting(content(&redlined.body))
            .and(some(&redlined.comment)),
        Kind::AgreementSealed(agreement) => Words::new(format!(
            "{} agrees to {} of {}, sealed.",
            by(),
            agreement.article,
            title(view, agreement.text)
        )),
        Kind::TakenBack(taken) => Words::new(format!("{} takes back item {}.", by(), taken.item)),
        _ => return None,
    })
}

fn settled(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::ArticleAgreed(agreed) => Words::new(format!(
            "The article {} of {} is agreed, ad referendum.",
            agreed.article,
            title(view, agreed.text)
        )),
        Kind::ArticleClosed(closed) => Words::new(format!("{} closes the article {}.", by(), closed.article)),
        Kind::ArticleReopened(reopened) => {
            Words::new(format!("{} reopens the article {}.", by(), reopened.article))
                .quoting(quote(&reopened.public))
        }
        _ => return None,
    })
}

fn adopted(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    let seat = || names.by_seat(event);
    Some(match &event.kind {
        Kind::TextPut(put) => {
            let ad_referendum = if put.ad_referendum { ", ad referendum" } else { "" };
            Words::new(format!(
                "{} puts {} for {}{ad_referendum}, version {}{}.",
                by(),
                title(view, put.text),
                word(&put.step),
                put.version,
                names.until(put.question.until)
            ))
            .quoting(hash(&put.question.hash))
        }
        Kind::Ratified(ratified) => {
            Words::new(format!("{} of {} ratifies {}.", ratified.body, seat(), title(view, ratified.text)))
                .and(ratified.words.as_deref().map(quote))
        }
        Kind::RatificationRefused(refused) => Words::new(format!(
            "{} of {} does not ratify {}.",
            refused.body,
            seat(),
            title(view, refused.text)
        ))
        .and(refused.words.as_deref().map(quote)),
        Kind::EnteredIntoForce(force) => {
            Words::new(format!("{} enters into force.", title(view, force.text)))
        }
        Kind::DayNamed(named) => Words::new(format!(
            "{} names a day: {} is {}.",
            by(),
            named.name,
            named.date.strftime("%-d %B %Y")
        )),
        _ => return None,
    })
}
