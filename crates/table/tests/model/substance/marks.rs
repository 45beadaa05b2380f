//! What a party says of texts in its room: marks and redlines, and sealed lifts and agreements.

use std::collections::BTreeMap;

use jiff::Timestamp;
use wasit_table::chapters::texts::{MarkState, Mode, Paper, Status, Voiced};
use wasit_table::{Act, Compartment, Id, Name, Role, Rule, Who};

use super::brackets::{lift, once};
use super::proposals::seated;
use super::room;
use super::texts::{article, drafted, open, version};
use crate::model::{Course, Lines, Model, Presence, Rules, line, text as words};
use crate::news::{News, field};

/// What it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// A mark or a redline, on this version.
    Mark(u32),
    /// The lift of this bracket, to these words.
    Lift(u32, String),
    /// The agreement to the article as it stood since this event.
    Agreement(u32),
}

#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) what: What,
    pub(crate) text: Id,
    pub(crate) article: Name,
    pub(crate) state: MarkState,
}

pub(crate) type Marks = BTreeMap<Id, Mark>;

/// The lift or agreement of a party that stands for the same thing.
fn standing<'a>(model: &'a Model, seat: &Name, same: impl Fn(&Mark) -> bool) -> Option<(&'a Id, &'a Mark)> {
    let marks = model.substance.marks.iter();
    let mut marks = marks.filter(|(id, mark)| {
        id.place == room(seat) && mark.state == MarkState::Standing && same(mark) && !model.log[*id].erased
    });
    marks.next_back()
}

fn lifts<'a>(text: &'a Id, number: u32) -> impl Fn(&Mark) -> bool + 'a {
    move |mark| mark.text == *text && matches!(&mark.what, What::Lift(bracket, _) if *bracket == number)
}

fn agrees<'a>(text: &'a Id, article: &'a Name) -> impl Fn(&Mark) -> bool + 'a {
    move |mark| mark.text == *text && mark.article == *article && matches!(mark.what, What::Agreement(_))
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut all = Rules::new();
    let rules = &mut all;
    match act {
        Act::Mark(mark) => {
            seated(model, who, rules);
            words(rules, &mark.comment);
            if mark.words.is_none() && mark.nth.is_some() || mark.words.as_ref().is_some_and(String::is_empty)
            {
                rules.insert(Rule::Malformed);
            }
            if let Some(named) = &mark.words {
                words(rules, named);
            }
            if let Some((_, article)) = article(model, &mark.text, &mark.article, rules)
                && let Some(words) = mark.words.as_ref().filter(|words| !words.is_empty())
            {
                once(article, words, mark.nth, rules);
            }
        }
        Act::Redline(redline) => {
            seated(model, who, rules);
            words(rules, &redline.body);
            if let Some(comment) = &redline.comment {
                words(rules, comment);
            }
            if let Some((_, article)) = article(model, &redline.text, &redline.article, rules)
                && article.is_clean()
                && article.words() == redline.body
            {
                rules.insert(Rule::Twice);
            }
        }
        Act::LiftBracket(lift) => {
            seated(model, who, rules);
            if lift.words.len() > 64 * 1024 {
                rules.insert(Rule::TooLong);
            }
            if let Some((text, article)) = drafted(model, &lift.text, &lift.article, rules) {
                open(text, article, rules);
                if article.mode == Mode::OneText {
                    rules.insert(Rule::Mode);
                }
                if article.bracket(lift.bracket).is_none() {
                    rules.insert(Rule::NoSuchItem);
                }
            }
            let before = standing(model, &who.seat, lifts(&lift.text, lift.bracket));
            if before.is_some_and(|(_, before)| before.what == What::Lift(lift.bracket, lift.words.clone())) {
                rules.insert(Rule::Twice);
            }
        }
        Act::AgreeArticle(agree) => {
            seated(model, who, rules);
            if model.substance.texts.get(&agree.text).is_some_and(|text| text.paper == Paper::NonPaper) {
                rules.insert(Rule::WrongState);
            }
            if let Some((text, article)) = drafted(model, &agree.text, &agree.article, rules) {
                open(text, article, rules);
                if !article.is_clean() {
                    rules.insert(Rule::Brackets);
                }
                if article.hash() != agree.hash.to_string() {
                    rules.insert(Rule::WrongHash);
                }
                let before = standing(model, &who.seat, agrees(&agree.text, &agree.article));
                if before.is_some_and(|(_, mark)| mark.what == What::Agreement(article.since)) {
                    rules.insert(Rule::Twice);
                }
            }
        }
        Act::TakeBack(take) => {
            let known = take.item.place == room(&who.seat);
            let Some(mark) = model.substance.marks.get(&take.item).filter(|_| known) else {
                rules.insert(Rule::NoSuchItem);
                return Some(all);
            };
            let binds = !matches!(mark.what, What::Mark(_));
            if binds && model.members.get(who).is_some_and(|role| *role < Role::Head) {
                rules.insert(Rule::WrongRole);
            }
            match mark.state {
                MarkState::TakenBack => rules.insert(Rule::Withdrawn),
                MarkState::Superseded => rules.insert(Rule::Superseded),
                MarkState::Standing => !is_pending(model, mark) && rules.insert(Rule::WrongState),
            };
        }
        Act::CloseArticle(close) => {
            if let Some((text, article)) = drafted(model, &close.text, &close.article, rules) {
                if !text.is_draft() {
                    rules.insert(Rule::WrongState);
                }
                match article.status {
                    Status::Agreed => false,
                    Status::Closed => rules.insert(Rule::Twice),
                    _ => rules.insert(Rule::NotAgreed),
                };
            }
        }
        Act::ReopenArticle(reopen) => {
            use wasit_table::chapters::adoption::Stage;
            seated(model, who, rules);
            line(rules, &reopen.public);
            if !model.is_mediator(&who.seat) && !model.settings.nothing_agreed_until_all {
                rules.insert(Rule::GroundRules);
            }
            if let Some(text) = model.substance.texts.get(&reopen.text)
                && (text.put.is_some() || !matches!(text.stage, Stage::Draft | Stage::Initialled))
            {
                rules.insert(Rule::WrongState);
            }
            if let Some((_, article)) = article(model, &reopen.text, &reopen.article, rules)
                && !article.is_settled()
            {
                rules.insert(Rule::WrongState);
            }
        }
        _ => return None,
    }
    Some(all)
}

/// Whether what a mark was given for is still there: a lift's bracket, the words that were agreed to.
fn is_pending(model: &Model, mark: &Mark) -> bool {
    let text = &model.substance.texts[&mark.text];
    match &mark.what {
        What::Mark(_) => true,
        What::Lift(number, _) => text.articles.iter().any(|article| article.bracket(*number).is_some()),
        What::Agreement(since) => {
            text.article(&mark.article).is_some_and(|it| it.since == *since && !it.is_settled())
        }
    }
}

/// A party has voiced something; what it had given of the same kind is superseded.
fn voice(model: &mut Model, id: &Id, mark: Mark) {
    let before = match &mark.what {
        What::Mark(_) => None,
        What::Lift(number, _) => standing(model, &seat(id), lifts(&mark.text, *number)),
        What::Agreement(_) => standing(model, &seat(id), agrees(&mark.text, &mark.article)),
    };
    if let Some(before) = before.map(|before| before.0.clone()) {
        model.substance.marks.get_mut(&before).unwrap().state = MarkState::Superseded;
    }
    model.substance.marks.insert(id.clone(), mark);
}

fn seat(id: &Id) -> Name {
    super::relay::seat_of(id).unwrap()
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let own = room(&who.seat);
    let standing = MarkState::Standing;
    match act {
        Act::Mark(mark) => {
            let event = model.wrote(news, own, "marked", Some(who), at);
            let (text, article) = (mark.text.clone(), mark.article.clone());
            let what = What::Mark(model.substance.texts[&text].versions.len() as u32);
            voice(model, &event.id, Mark { what, text, article, state: standing });
        }
        Act::Redline(redline) => {
            let event = model.wrote(news, own, "redlined", Some(who), at);
            let (text, article) = (redline.text.clone(), redline.article.clone());
            let what = What::Mark(model.substance.texts[&text].versions.len() as u32);
            voice(model, &event.id, Mark { what, text, article, state: standing });
        }
        Act::LiftBracket(lift) => {
            let event = model.wrote(news, own, "lift_sealed", Some(who), at);
            let (text, article) = (lift.text.clone(), lift.article.clone());
            let what = What::Lift(lift.bracket, lift.words.clone());
            voice(model, &event.id, Mark { what, text, article, state: standing });
        }
        Act::AgreeArticle(agree) => {
            let event = model.wrote(news, own, "agreement_sealed", Some(who), at);
            let (text, article) = (agree.text.clone(), agree.article.clone());
            let what = What::Agreement(model.substance.texts[&text].article(&article).unwrap().since);
            voice(model, &event.id, Mark { what, text, article, state: standing });
        }
        Act::TakeBack(take) => {
            model.wrote(news, own, "taken_back", Some(who), at);
            model.substance.marks.get_mut(&take.item).unwrap().state = MarkState::TakenBack;
        }
        Act::CloseArticle(close) => {
            model.wrote(news, Compartment::Joint, "article_closed", Some(who), at);
            set(model, &close.text, &close.article, Status::Closed);
        }
        Act::ReopenArticle(reopen) => {
            use wasit_table::chapters::adoption::Stage;
            let event = model.wrote(news, Compartment::Joint, "article_reopened", Some(who), at);
            super::texts::changed(model, &reopen.text, &reopen.article, &event).status = Status::Reopened;
            model.substance.texts.get_mut(&reopen.text).unwrap().stage = Stage::Draft;
        }
        _ => {}
    }
}

/// What is erased counts no more.
pub(crate) fn erased(model: &mut Model, item: &Id) {
    let mark = model.substance.marks.get_mut(item);
    if let Some(mark) = mark.filter(|mark| mark.state == MarkState::Standing) {
        mark.state = MarkState::TakenBack;
    }
}

pub(crate) fn set(model: &mut Model, text: &Id, article: &Name, status: Status) {
    let text = model.substance.texts.get_mut(text).unwrap();
    text.articles.iter_mut().find(|other| other.id == *article).unwrap().status = status;
}

/// Whoever has taken its seat, if all of them sit at the table and they are two at least: nobody agrees alone.
fn all_there(model: &Model) -> Option<Vec<Name>> {
    let there = |seat: &&Name| matches!(model.presence.get(*seat), Some(Presence::Seated | Presence::Away));
    let all: Vec<Name> = model.parties.iter().filter(there).cloned().collect();
    (all.len() > 1 && all.iter().all(|seat| model.is_seated(seat))).then_some(all)
}

pub(crate) fn follow(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    if model.course != Course::UnderWay {
        return false;
    }
    let Some(all) = all_there(model) else { return false };
    for (id, text) in &model.substance.texts {
        if !text.is_draft() {
            continue;
        }
        for article in text.articles.iter().filter(|article| !article.is_settled()) {
            for segment in &article.body {
                let wasit_table::chapters::texts::Segment::Bracket(bracket) = segment else { continue };
                let number = bracket.number;
                let given =
                    |seat: &Name| standing(model, seat, lifts(id, number)).map(|(_, mark)| &mark.what);
                let Some(What::Lift(_, words)) = given(&all[0]) else { continue };
                if article.mode == Mode::Rolling && all.iter().all(|seat| given(seat) == given(&all[0])) {
                    let (id, name, words) = (id.clone(), article.id.clone(), words.clone());
                    let event = model.wrote(news, Compartment::Joint, "bracket_lifted", None, at);
                    assert_eq!(field(&event, "words"), words.as_str(), "{}", news.about);
                    lift(model, &id, &name, number, &words, &event);
                    version(model, &id, &event, news);
                    return true;
                }
            }
            let given =
                |seat: &Name| standing(model, seat, agrees(id, &article.id)).map(|(_, mark)| &mark.what);
            if article.is_clean()
                && all.iter().all(|seat| given(seat) == Some(&What::Agreement(article.since)))
            {
                let (id, name) = (id.clone(), article.id.clone());
                let event = model.wrote(news, Compartment::Joint, "article_agreed", None, at);
                assert_eq!(field(&event, "article"), name.as_str(), "{}", news.about);
                set(model, &id, &name, Status::Agreed);
                return true;
            }
        }
    }
    false
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    for (id, mark) in &model.substance.marks {
        if model.sees(who, &id.place) {
            let what = match &mark.what {
                What::Mark(version) => format!("mark on {version}"),
                What::Lift(bracket, _) => format!("lift of {bracket}"),
                What::Agreement(since) => format!("agreement since {since}"),
            };
            let text = mark.text.number;
            lines.insert(format!("{id} {what} {text} {} {:?}", mark.article, mark.state));
        }
    }
}

pub(crate) fn seen_room(own: &wasit_table::Room, lines: &mut Lines) {
    for (number, voiced, state) in own.sealed.iter() {
        let (what, text, article) = match voiced {
            Voiced::Mark { text, article, version } => (format!("mark on {version}"), text, article),
            Voiced::Lift { text, article, bracket } => (format!("lift of {bracket}"), text, article),
            Voiced::Agreement { text, article, since } => (format!("agreement since {since}"), text, article),
        };
        lines.insert(format!("{} {what} {text} {article} {state:?}", Id::new(room(&own.seat), number)));
    }
}
