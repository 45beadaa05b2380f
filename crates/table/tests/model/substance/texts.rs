//! Texts: articles, how they are drafted, and their versions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use wasit_table::chapters::adoption::{Entry, Stage, Step};
use wasit_table::chapters::texts::{ArticleTerms, Mode, Paper, Segment, Status};
use wasit_table::{Act, Compartment, Event, Id, Name, Rule, Who};

use super::adoption::Ratification;
use super::relay::distinct;
use crate::model::{Lines, Model, Rules, line, list, text as words};
use crate::news::{News, field};

/// One article as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Article {
    pub(crate) id: Name,
    pub(crate) heading: String,
    pub(crate) body: Vec<Segment>,
    pub(crate) mode: Mode,
    /// Brackets aside.
    pub(crate) status: Status,
    /// The event before all that last changed its words or reopened it.
    pub(crate) since: u32,
}

/// One text.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) title: String,
    pub(crate) paper: Paper,
    pub(crate) articles: Vec<Article>,
    pub(crate) brackets_ever: u32,
    pub(crate) entry: Option<Entry>,
    /// The hashes of its versions.
    pub(crate) versions: Vec<String>,
    pub(crate) stage: Stage,
    /// The question by which it is put, for what, and whether ad referendum.
    pub(crate) put: Option<(Id, Step, bool)>,
    pub(crate) ratifications: BTreeMap<Name, Ratification>,
    pub(crate) days: BTreeMap<String, Date>,
}

impl Article {
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.status, Status::Agreed | Status::Closed)
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.body.iter().all(|segment| matches!(segment, Segment::Words(_)))
    }

    /// Its words, where it has no brackets.
    pub(crate) fn words(&self) -> String {
        let words = |segment: &Segment| match segment {
            Segment::Words(words) => words.clone(),
            Segment::Bracket(_) => panic!("it has brackets"),
        };
        self.body.iter().map(words).collect()
    }

    fn shown(&self) -> Status {
        match self.is_clean() {
            true => self.status,
            false => Status::Bracketed,
        }
    }

    pub(crate) fn hash(&self) -> String {
        let (what, body) = match self.is_clean() {
            true => ("words", self.words()),
            false => ("brackets", serde_json::to_string(&self.body).unwrap()),
        };
        sha256(&format!("wasit article 1\n{}\n{}\n{what}\n{body}", self.id, self.heading))
    }
}

impl Text {
    pub(crate) fn article(&self, id: &Name) -> Option<&Article> {
        self.articles.iter().find(|article| article.id == *id)
    }

    /// Whether its words can be changed.
    pub(crate) fn is_draft(&self) -> bool {
        self.put.is_none() && self.stage == Stage::Draft
    }

    fn hash(&self) -> String {
        let paper = match self.paper {
            Paper::Draft => "draft",
            Paper::NonPaper => "non_paper",
        };
        let entry = match &self.entry {
            None => "-".to_owned(),
            Some(Entry::Signature) => "signature".to_owned(),
            Some(Entry::Ratification) => "ratification".to_owned(),
            Some(Entry::On(date)) => date.to_string(),
        };
        let mut lines = format!("wasit text 1\n{}\n{paper}\nentry {entry}\n", self.title);
        for article in &self.articles {
            lines += &format!("{} {}\n", article.id, article.hash());
        }
        sha256(&lines)
    }
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A title or heading stands on one line.
fn one_line(rules: &mut Rules, text: &str) {
    if text.contains(['\n', '\r']) {
        rules.insert(Rule::Malformed);
    }
}

fn heading(rules: &mut Rules, heading: &str) {
    one_line(rules, heading);
    if heading.len() > 2048 {
        rules.insert(Rule::TooLong);
    }
}

fn article_terms(rules: &mut Rules, article: &ArticleTerms) {
    heading(rules, &article.heading);
    words(rules, &article.body);
}

/// A text that all see.
pub(crate) fn text<'a>(model: &'a Model, id: &Id, rules: &mut Rules) -> Option<&'a Text> {
    let text = model.substance.texts.get(id);
    if text.is_none() {
        rules.insert(Rule::NoSuchItem);
    }
    text
}

/// An article of a text.
pub(crate) fn article<'a>(
    model: &'a Model,
    id: &Id,
    name: &Name,
    rules: &mut Rules,
) -> Option<(&'a Text, &'a Article)> {
    let text = text(model, id, rules)?;
    let article = text.article(name);
    if article.is_none() {
        rules.insert(Rule::NoSuchItem);
    }
    Some((text, article?))
}

/// A text whose words can be changed.
fn draft(text: &Text, rules: &mut Rules) {
    if !text.is_draft() {
        rules.insert(Rule::WrongState);
    }
}

/// An article of a text whose words can be changed.
pub(crate) fn drafted<'a>(
    model: &'a Model,
    id: &Id,
    name: &Name,
    rules: &mut Rules,
) -> Option<(&'a Text, &'a Article)> {
    if let Some(text) = model.substance.texts.get(id) {
        draft(text, rules);
    }
    article(model, id, name, rules)
}

/// An article whose words can be changed.
pub(crate) fn open(text: &Text, article: &Article, rules: &mut Rules) {
    draft(text, rules);
    if article.is_settled() {
        rules.insert(Rule::WrongState);
    }
}

pub(crate) fn judge(model: &Model, _: &Who, act: &Act) -> Option<Rules> {
    let mut all = Rules::new();
    let rules = &mut all;
    match act {
        Act::OpenText(open) => {
            line(rules, &open.title);
            one_line(rules, &open.title);
            list(rules, &open.articles, 1);
            let ids: Vec<&Name> = open.articles.iter().map(|article| &article.id).collect();
            distinct(rules, &ids);
            open.articles.iter().for_each(|article| article_terms(rules, article));
        }
        Act::ReviseArticle(revise) => {
            words(rules, &revise.body);
            if let Some(given) = &revise.heading {
                heading(rules, given);
            }
            if let Some((text, article)) = drafted(model, &revise.text, &revise.article, rules) {
                open(text, article, rules);
                if article.mode == Mode::Rolling {
                    rules.insert(Rule::Mode);
                }
                let same = revise.heading.as_ref().is_none_or(|heading| *heading == article.heading);
                if same && article.is_clean() && article.words() == revise.body {
                    rules.insert(Rule::Twice);
                }
            }
        }
        Act::AddArticle(add) => {
            article_terms(rules, &add.article);
            if let Some(text) = text(model, &add.text, rules) {
                draft(text, rules);
                if text.article(&add.article.id).is_some() {
                    rules.insert(Rule::Twice);
                }
                if add.before.as_ref().is_some_and(|before| text.article(before).is_none()) {
                    rules.insert(Rule::NoSuchItem);
                }
                if text.articles.len() >= 200 {
                    rules.insert(Rule::TooLong);
                }
            }
        }
        Act::RemoveArticle(remove) => {
            if let Some((text, article)) = drafted(model, &remove.text, &remove.article, rules) {
                open(text, article, rules);
                if article.mode == Mode::Rolling {
                    rules.insert(Rule::Mode);
                }
                if text.articles.len() == 1 {
                    rules.insert(Rule::WrongState);
                }
            }
        }
        Act::MoveArticle(move_) => {
            if let Some((text, _)) = drafted(model, &move_.text, &move_.article, rules) {
                draft(text, rules);
                if move_.before.as_ref().is_some_and(|before| text.article(before).is_none()) {
                    rules.insert(Rule::NoSuchItem);
                } else if order(text, &move_.article, move_.before.as_ref())
                    == text.articles.iter().map(|article| article.id.clone()).collect::<Vec<_>>()
                {
                    rules.insert(Rule::Twice);
                }
            }
        }
        Act::SetMode(set) => {
            if let Some((text, article)) = drafted(model, &set.text, &set.article, rules) {
                open(text, article, rules);
                if article.mode == set.mode {
                    rules.insert(Rule::Twice);
                }
            }
        }
        _ => return None,
    }
    Some(all)
}

/// The ids in their order, with one moved before another, or to the end.
fn order(text: &Text, id: &Name, before: Option<&Name>) -> Vec<Name> {
    let mut ids: Vec<Name> = text.articles.iter().map(|article| article.id.clone()).collect();
    if before == Some(id) {
        return ids;
    }
    ids.retain(|other| other != id);
    let at = before.map_or(ids.len(), |before| ids.iter().position(|other| other == before).unwrap());
    ids.insert(at, id.clone());
    ids
}

/// The changed text has a new version, which the event names by its number and its hash.
pub(crate) fn version(model: &mut Model, text: &Id, event: &Event, news: &News) {
    let text = model.substance.texts.get_mut(text).unwrap();
    let hash = text.hash();
    assert_eq!(field(event, "hash"), hash.as_str(), "{}\n{text:#?}", news.about);
    text.versions.push(hash);
    if text.versions.len() > 1 {
        assert_eq!(field(event, "version"), text.versions.len(), "{}", news.about);
    }
}

/// The article of this name, to be changed by `event`: sealed agreements to its old words no longer count.
pub(crate) fn changed<'a>(model: &'a mut Model, text: &Id, id: &Name, event: &Event) -> &'a mut Article {
    let text = model.substance.texts.get_mut(text).unwrap();
    let article = text.articles.iter_mut().find(|article| article.id == *id).unwrap();
    article.since = event.id.number;
    article
}

fn of_terms(terms: &ArticleTerms, since: u32) -> Article {
    Article {
        id: terms.id.clone(),
        heading: terms.heading.clone(),
        body: vec![Segment::Words(terms.body.clone())],
        mode: terms.mode,
        status: Status::Open,
        since,
    }
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let joint = || Compartment::Joint;
    match act {
        Act::OpenText(open) => {
            let event = model.wrote(news, joint(), "text_opened", Some(who), at);
            let since = event.id.number;
            let text = Text {
                title: open.title.clone(),
                paper: open.standing,
                articles: open.articles.iter().map(|terms| of_terms(terms, since)).collect(),
                brackets_ever: 0,
                entry: None,
                versions: Vec::new(),
                stage: Stage::Draft,
                put: None,
                ratifications: BTreeMap::new(),
                days: BTreeMap::new(),
            };
            model.substance.texts.insert(event.id.clone(), text);
            version(model, &event.id.clone(), &event, news);
        }
        Act::ReviseArticle(revise) => {
            let event = model.wrote(news, joint(), "article_revised", Some(who), at);
            let article = changed(model, &revise.text, &revise.article, &event);
            article.body = vec![Segment::Words(revise.body.clone())];
            if let Some(heading) = &revise.heading {
                article.heading.clone_from(heading);
            }
            version(model, &revise.text, &event, news);
        }
        Act::AddArticle(add) => {
            let event = model.wrote(news, joint(), "article_added", Some(who), at);
            let text = model.substance.texts.get_mut(&add.text).unwrap();
            let before = add.before.as_ref();
            let at = text.articles.iter().position(|article| Some(&article.id) == before);
            let at = at.unwrap_or(text.articles.len());
            text.articles.insert(at, of_terms(&add.article, event.id.number));
            version(model, &add.text, &event, news);
        }
        Act::RemoveArticle(remove) => {
            let event = model.wrote(news, joint(), "article_removed", Some(who), at);
            let text = model.substance.texts.get_mut(&remove.text).unwrap();
            text.articles.retain(|article| article.id != remove.article);
            version(model, &remove.text, &event, news);
        }
        Act::MoveArticle(move_) => {
            let event = model.wrote(news, joint(), "article_moved", Some(who), at);
            let text = model.substance.texts.get_mut(&move_.text).unwrap();
            let ids = order(text, &move_.article, move_.before.as_ref());
            text.articles.sort_by_key(|article| ids.iter().position(|id| *id == article.id));
            version(model, &move_.text, &event, news);
        }
        Act::SetMode(set) => {
            model.wrote(news, joint(), "mode_set", Some(who), at);
            let text = model.substance.texts.get_mut(&set.text).unwrap();
            text.articles.iter_mut().find(|article| article.id == set.article).unwrap().mode = set.mode;
        }
        _ => {}
    }
}

pub(crate) fn lines(model: &Model, lines: &mut Lines) {
    for (id, text) in &model.substance.texts {
        let newest = text.versions.last().unwrap();
        let put = text.put.as_ref().map(|(question, step, ad)| (question.number, *step, *ad));
        lines.insert(format!("text {id} {:?} version {} {newest}", text.paper, text.versions.len()));
        lines.insert(format!("text {id} {:?} {put:?} {:?}", text.stage, text.days));
        lines.insert(format!("text {id} brackets ever {}", text.brackets_ever));
        for (at, article) in text.articles.iter().enumerate() {
            let (mode, status, hash) = (article.mode, article.shown(), article.hash());
            lines.insert(format!("article {id} {at} {} {mode:?} {status:?} {hash}", article.id));
        }
        for (seat, it) in &text.ratifications {
            let Ratification { bodies, confirms, given, refused } = it;
            lines.insert(format!("ratification {id} {seat} {bodies:?} {confirms} {given:?} {refused:?}"));
        }
    }
}

pub(crate) fn seen(joint: &wasit_table::Joint, lines: &mut Lines) {
    for (number, text) in joint.texts.iter() {
        let id = Id::new(Compartment::Joint, number);
        let (versions, newest) = (text.versions.len(), text.newest().hash);
        lines.insert(format!("text {id} {:?} version {versions} {newest}", text.paper));
        let adoption = &text.adoption;
        let put = adoption.put.as_ref().map(|put| (put.question, put.step, put.ad_referendum));
        lines.insert(format!("text {id} {:?} {put:?} {:?}", adoption.stage, adoption.days));
        lines.insert(format!("text {id} brackets ever {}", text.brackets_ever));
        for (at, (article, status)) in text.statuses().enumerate() {
            let (mode, hash) = (text.drafting[&article.id].mode, article.hash);
            lines.insert(format!("article {id} {at} {} {mode:?} {status:?} {hash}", article.id));
        }
        for (seat, it) in &adoption.ratifications {
            let (bodies, confirms, given, refused) = (&it.bodies, it.confirms, &it.given, &it.refused);
            lines.insert(format!("ratification {id} {seat} {bodies:?} {confirms} {given:?} {refused:?}"));
        }
    }
}
