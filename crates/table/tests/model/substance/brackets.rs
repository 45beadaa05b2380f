//! Brackets of rolling texts, and their alternatives.

use jiff::Timestamp;
use wasit_table::chapters::texts::{Alternative, Bracket, BracketKind, Mode, Segment};
use wasit_table::{Act, Compartment, Event, Id, Name, Rule, Who};

use super::proposals::seated;
use super::relay::distinct;
use super::texts::{Article, changed, drafted, open, version};
use crate::model::{Model, Rules, line, list, text};
use crate::news::News;

impl Article {
    pub(crate) fn bracket(&self, number: u32) -> Option<&Bracket> {
        self.body.iter().find_map(|segment| match segment {
            Segment::Bracket(bracket) if bracket.number == number => Some(bracket),
            _ => None,
        })
    }

    /// Where these words stand outside of brackets: which segment, and at which byte.
    fn places(&self, words: &str) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for (at, segment) in self.body.iter().enumerate() {
            if let Segment::Words(all) = segment {
                places.extend(all.match_indices(words).map(|(byte, _)| (at, byte)));
            }
        }
        places
    }

    /// How many bytes it would have, with all its alternatives.
    fn bytes(&self) -> usize {
        let of = |segment: &Segment| match segment {
            Segment::Words(words) => words.len(),
            Segment::Bracket(bracket) => {
                bracket.alternatives.iter().map(|alternative| alternative.words.len()).sum()
            }
        };
        self.body.iter().map(of).sum()
    }

    /// Words beside words are one run of words.
    fn join(&mut self) {
        let mut joined: Vec<Segment> = Vec::new();
        for segment in std::mem::take(&mut self.body) {
            match (joined.last_mut(), segment) {
                (_, Segment::Words(words)) if words.is_empty() => {}
                (Some(Segment::Words(before)), Segment::Words(words)) => before.push_str(&words),
                (_, segment) => joined.push(segment),
            }
        }
        self.body = joined;
    }
}

/// The words that an act names stand once in an article, or the `nth` time.
pub(crate) fn once(
    article: &Article,
    words: &str,
    nth: Option<u32>,
    rules: &mut Rules,
) -> Option<(usize, usize)> {
    let places = article.places(words);
    match nth {
        None if places.len() > 1 => {
            rules.insert(Rule::Malformed);
            None
        }
        nth => {
            let place = (nth.unwrap_or(1) as usize).checked_sub(1).and_then(|at| places.get(at));
            if place.is_none() {
                rules.insert(Rule::NoSuchItem);
            }
            place.copied()
        }
    }
}

/// An article that this seat may draft in: a party in rolling mode only.
fn drafting<'a>(
    model: &'a Model,
    who: &Who,
    text: &Id,
    name: &Name,
    rules: &mut Rules,
) -> Option<&'a Article> {
    seated(model, who, rules);
    let (text, article) = drafted(model, text, name, rules)?;
    open(text, article, rules);
    if article.mode == Mode::OneText && !model.is_mediator(&who.seat) {
        rules.insert(Rule::Mode);
    }
    Some(article)
}

fn bracket<'a>(article: &'a Article, number: u32, rules: &mut Rules) -> Option<&'a Bracket> {
    let bracket = article.bracket(number);
    if bracket.is_none() {
        rules.insert(Rule::NoSuchItem);
    }
    bracket
}

/// An article holds so much, with all its alternatives.
fn room_for(article: &Article, more: usize, rules: &mut Rules) {
    if article.bytes() + more > 64 * 1024 {
        rules.insert(Rule::TooLong);
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut all = Rules::new();
    let rules = &mut all;
    match act {
        Act::PutBracket(put) => {
            let article = drafting(model, who, &put.text, &put.article, rules);
            if put.words.is_some() == put.after.is_some() {
                rules.insert(Rule::Malformed);
            }
            if (put.kind == BracketKind::ConditionalOn) != put.on.is_some() {
                rules.insert(Rule::Malformed);
            }
            if let Some(on) = &put.on {
                line(rules, on);
            }
            list(rules, &put.alternatives, 0);
            distinct(rules, &put.alternatives);
            if put.alternatives.iter().any(|words| words.len() > 64 * 1024) {
                rules.insert(Rule::TooLong);
            }
            if put.words.is_none() && put.kind == BracketKind::Contested && put.alternatives.is_empty() {
                rules.insert(Rule::Malformed);
            }
            let words = put.words.as_ref().or(put.after.as_ref());
            if let Some(words) = words {
                text(rules, words);
            }
            if let Some(article) = article {
                if let Some(words) = words.filter(|words| !words.is_empty()) {
                    once(article, words, put.nth, rules);
                }
                room_for(article, put.alternatives.iter().map(String::len).sum(), rules);
                let brackets = article.body.iter().filter(|segment| matches!(segment, Segment::Bracket(_)));
                if brackets.count() >= 200 {
                    rules.insert(Rule::TooLong);
                }
            }
        }
        Act::OfferAlternative(offer) => {
            if offer.words.len() > 64 * 1024 {
                rules.insert(Rule::TooLong);
            }
            if let Some(article) = drafting(model, who, &offer.text, &offer.article, rules) {
                room_for(article, offer.words.len(), rules);
                if let Some(bracket) = bracket(article, offer.bracket, rules) {
                    let same = |alternative: &Alternative| {
                        alternative.words == offer.words && alternative.by.as_ref() == Some(&who.seat)
                    };
                    if bracket.alternatives.iter().any(same) {
                        rules.insert(Rule::Twice);
                    }
                    if bracket.alternatives.len() >= 200 {
                        rules.insert(Rule::TooLong);
                    }
                }
            }
        }
        Act::DropAlternative(drop) => {
            if let Some(article) = drafting(model, who, &drop.text, &drop.article, rules)
                && let Some(bracket) = bracket(article, drop.bracket, rules)
            {
                let at = (drop.alternative as usize).checked_sub(1);
                match at.and_then(|at| bracket.alternatives.get(at)) {
                    None => rules.insert(Rule::NoSuchItem),
                    Some(it) => it.by.as_ref() != Some(&who.seat) && rules.insert(Rule::NotYours),
                };
            }
        }
        _ => return None,
    }
    Some(all)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    match act {
        Act::PutBracket(put) => {
            let event = model.wrote(news, Compartment::Joint, "bracketed", Some(who), at);
            let text = model.substance.texts.get_mut(&put.text).unwrap();
            text.brackets_ever += 1;
            let number = text.brackets_ever;
            let own = |words: &String| Alternative { by: Some(who.seat.clone()), words: words.clone() };
            let mut alternatives: Vec<Alternative> = put.alternatives.iter().map(own).collect();
            if let Some(words) = &put.words {
                alternatives.insert(0, Alternative { by: None, words: words.clone() });
            }
            let (by, kind, on) = (Some(who.seat.clone()), put.kind, put.on.clone());
            let bracket = Bracket { number, by, kind, on, alternatives };
            let article = changed(model, &put.text, &put.article, &event);
            let words = put.words.as_ref().or(put.after.as_ref()).unwrap();
            let (segment, byte) = once(article, words, put.nth, &mut Rules::new()).unwrap();
            let Segment::Words(all) = article.body[segment].clone() else { panic!("words stand in words") };
            let end = byte + words.len();
            let before = if put.words.is_some() { &all[..byte] } else { &all[..end] };
            let parts = [
                Segment::Words(before.to_owned()),
                Segment::Bracket(bracket),
                Segment::Words(all[end..].to_owned()),
            ];
            article.body.splice(segment..=segment, parts);
            article.join();
            version(model, &put.text, &event, news);
        }
        Act::OfferAlternative(offer) => {
            let event = model.wrote(news, Compartment::Joint, "alternative_offered", Some(who), at);
            let bracket = in_bracket(model, &offer.text, &offer.article, offer.bracket, &event);
            let (by, words) = (Some(who.seat.clone()), offer.words.clone());
            bracket.alternatives.push(Alternative { by, words });
            version(model, &offer.text, &event, news);
        }
        Act::DropAlternative(drop) => {
            let event = model.wrote(news, Compartment::Joint, "alternative_dropped", Some(who), at);
            let bracket = in_bracket(model, &drop.text, &drop.article, drop.bracket, &event);
            bracket.alternatives.remove(drop.alternative as usize - 1);
            version(model, &drop.text, &event, news);
        }
        _ => {}
    }
}

fn in_bracket<'a>(
    model: &'a mut Model,
    text: &Id,
    name: &Name,
    number: u32,
    event: &Event,
) -> &'a mut Bracket {
    let article = changed(model, text, name, event);
    let brackets = article.body.iter_mut().filter_map(|segment| match segment {
        Segment::Bracket(bracket) => Some(bracket),
        Segment::Words(_) => None,
    });
    brackets.into_iter().find(|bracket| bracket.number == number).unwrap()
}

/// All have lifted a bracket to the same words.
pub(crate) fn lift(model: &mut Model, text: &Id, name: &Name, number: u32, words: &str, event: &Event) {
    let article = changed(model, text, name, event);
    for segment in &mut article.body {
        if matches!(segment, Segment::Bracket(bracket) if bracket.number == number) {
            *segment = Segment::Words(words.to_owned());
        }
    }
    article.join();
}
