//! The model: the whole talks in one place.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use wasit_table::chapters::ground_rules::Settings;
use wasit_table::{Act, Compartment, Event, Id, Name, Role, Rule, View, Who};

use crate::may::may;
use crate::news::News;
use crate::{process, substance};

/// The rules that an act runs against: none where it is allowed.
pub(crate) type Rules = BTreeSet<Rule>;

/// What a member sees, a line for each thing and its status.
pub(crate) type Lines = BTreeSet<String>;

/// One event, as the model remembers it.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) kind: &'static str,
    /// Whose act wrote it; nobody's where a rule did.
    pub(crate) by: Option<Who>,
    /// Whether it holds content that can be erased.
    pub(crate) content: bool,
    /// Whether its content is gone.
    pub(crate) erased: bool,
}

/// Whether talks are under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Course {
    UnderWay,
    Suspended,
    Closed,
}

/// Whether a party sits at the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Presence {
    Awaited,
    Seated,
    Declined,
    Away,
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    Agreed,
    NotAgreed,
    Withdrawn,
}

/// What several parties are asked, each in its room.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) by: Name,
    pub(crate) to: Vec<Name>,
    pub(crate) until: Option<Timestamp>,
    /// What a yes signs.
    pub(crate) signs: Option<String>,
    pub(crate) hash: String,
    pub(crate) options: u32,
    /// Yes or no, the option, the answer's words.
    pub(crate) answers: BTreeMap<Name, (bool, Option<u32>, Option<String>)>,
    pub(crate) outcome: Option<Outcome>,
}

/// The whole talks.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// The time of the last event or tick.
    pub(crate) now: Option<Timestamp>,
    /// None before talks are convened.
    pub(crate) mediator: Option<Name>,
    pub(crate) parties: Vec<Name>,
    pub(crate) presence: BTreeMap<Name, Presence>,
    pub(crate) members: BTreeMap<Who, Role>,
    pub(crate) keys: BTreeMap<Who, String>,
    pub(crate) course: Course,
    /// The settings of the ground rules in force.
    pub(crate) settings: Settings,
    /// Everything that was written.
    pub(crate) log: BTreeMap<Id, Logged>,
    /// When what is to happen by itself, to which item: at, item, what.
    pub(crate) clocks: BTreeSet<(Timestamp, Id, &'static str)>,
    pub(crate) questions: BTreeMap<Id, Question>,
    pub(crate) process: process::Process,
    pub(crate) substance: substance::Substance,
}

impl Model {
    pub(crate) fn new() -> Self {
        Self {
            now: None,
            mediator: None,
            parties: Vec::new(),
            presence: BTreeMap::new(),
            members: BTreeMap::new(),
            keys: BTreeMap::new(),
            course: Course::UnderWay,
            settings: Settings::default(),
            log: BTreeMap::new(),
            clocks: BTreeSet::new(),
            questions: BTreeMap::new(),
            process: process::Process::default(),
            substance: substance::Substance::default(),
        }
    }

    /// All rules that an act runs against; `None` for an act that the model does not know.
    pub(crate) fn judge(&self, who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
        let chapter = || {
            let rules = process::judge(self, who, act, at);
            rules.or_else(|| substance::judge(self, who, act, at))
        };
        if self.now.is_some_and(|now| at < now) {
            return Some(Rules::from([Rule::ClockWentBack]));
        }
        let (_, mediator, party, suspended, closed) = may(act.facts().name);
        if matches!(act, Act::Convene(_)) {
            return match self.mediator {
                Some(_) => Some(Rules::from([Rule::AlreadyConvened])),
                None => chapter(),
            };
        }
        if self.mediator.is_none() {
            return Some(Rules::from([Rule::NotConvened]));
        }
        let Some(role) = self.members.get(who) else { return Some(Rules::from([Rule::NotAtTheTable])) };
        let Some(least) = (if self.is_mediator(&who.seat) { mediator } else { party }) else {
            return Some(Rules::from([Rule::WrongSeat]));
        };
        let mut rules = Rules::new();
        if *role < least {
            rules.insert(Rule::WrongRole);
        }
        match self.course {
            Course::Suspended if !suspended => rules.insert(Rule::Suspended),
            Course::Closed if !closed => rules.insert(Rule::Closed),
            _ => false,
        };
        rules.extend(chapter()?);
        Some(rules)
    }

    /// Takes over an act that is allowed.
    pub(crate) fn take(&mut self, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
        process::take(self, who, act, at, news);
        substance::take(self, who, act, at, news);
        self.follow(at, news);
    }

    /// What follows by itself, until nothing more does.
    fn follow(&mut self, at: Timestamp, news: &mut News) {
        while process::follow(self, at, news) || substance::follow(self, at, news) {}
    }

    /// Lets the clocks strike that are due.
    pub(crate) fn tick(&mut self, at: Timestamp, news: &mut News) {
        while let Some((due, item, what)) = self.clocks.first().cloned().filter(|clock| clock.0 <= at) {
            self.clocks.pop_first();
            // A clock that was set for a time that has passed strikes now.
            let due = self.now.map_or(due, |now| due.max(now));
            self.now = Some(due);
            if !process::strike(self, due, &item, what, news) {
                substance::strike(self, due, &item, what, news);
            }
            self.follow(due, news);
        }
        self.now = Some(at);
    }

    /// The table has written this: it is found among the news, and remembered.
    pub(crate) fn wrote(
        &mut self,
        news: &mut News,
        place: Compartment,
        kind: &'static str,
        by: Option<&Who>,
        at: Timestamp,
    ) -> std::sync::Arc<Event> {
        let event = news.find(&place, kind, by, at);
        let content = serde_json::to_string(&event.kind).unwrap().contains("{\"$content\":");
        let logged = Logged { kind, by: by.cloned(), content, erased: false };
        assert!(self.log.insert(event.id.clone(), logged).is_none(), "{} was there", event.id);
        self.now = Some(at);
        event
    }

    /// The lines of what a member sees.
    pub(crate) fn lines(&self, who: &Who) -> Lines {
        let mut lines = Lines::new();
        process::lines(self, who, &mut lines);
        substance::lines(self, who, &mut lines);
        lines
    }

    // What both halves ask.

    pub(crate) fn is_mediator(&self, seat: &Name) -> bool {
        self.mediator.as_ref() == Some(seat)
    }

    /// The compartment of the mediator's team.
    pub(crate) fn team(&self) -> Compartment {
        Compartment::Delegation(self.mediator.clone().unwrap())
    }

    pub(crate) fn is_party(&self, seat: &Name) -> bool {
        self.parties.contains(seat)
    }

    pub(crate) fn is_seated(&self, seat: &Name) -> bool {
        self.presence.get(seat) == Some(&Presence::Seated)
    }

    /// The parties that sit at the table.
    pub(crate) fn seated(&self) -> Vec<Name> {
        self.parties.iter().filter(|seat| self.is_seated(seat)).cloned().collect()
    }

    /// Whether a member of a seat is on the roster of a compartment now.
    pub(crate) fn sees(&self, who: &Who, place: &Compartment) -> bool {
        match place {
            Compartment::Joint => true,
            Compartment::Room(seat) => {
                who.seat == *seat || (self.is_mediator(&who.seat) && self.is_party(seat))
            }
            Compartment::Delegation(seat) => who.seat == *seat,
            Compartment::Backchannel(channel) => process::is_on(self, who, channel),
        }
    }

    /// The kind of an item, if this member sees it.
    pub(crate) fn kind(&self, who: &Who, item: &Id) -> Option<&'static str> {
        self.log.get(item).filter(|_| self.sees(who, &item.place)).map(|logged| logged.kind)
    }

    /// Stops the clocks of an item.
    pub(crate) fn stop(&mut self, item: &Id) {
        self.clocks.retain(|clock| clock.1 != *item);
    }

    /// A question was put, by the event that was written.
    pub(crate) fn ask(
        &mut self,
        event: &Event,
        by: &Name,
        to: Vec<Name>,
        until: Option<Timestamp>,
        signs: bool,
        options: u32,
    ) {
        // A text is the question itself.
        let question = if event.kind.name() == "text_put" { "" } else { "question." };
        let asked = |key: &str| crate::news::field(event, &format!("{question}{key}"));
        let hash = asked("hash").as_str().unwrap().to_owned();
        let what = asked("signs").as_str().map(str::to_owned);
        assert_eq!(what.is_some(), signs, "{}: whether a yes signs", event.id);
        let question = Question {
            by: by.clone(),
            to,
            until,
            signs: what,
            hash,
            options,
            answers: BTreeMap::new(),
            outcome: None,
        };
        self.questions.insert(event.id.clone(), question);
        if let Some(until) = until {
            self.clocks.insert((until, event.id.clone(), "question"));
        }
    }
}

/// The lines of what a view holds.
pub(crate) fn seen(view: &View) -> Lines {
    let mut lines = Lines::new();
    process::seen(view, &mut lines);
    substance::seen(view, &mut lines);
    lines
}

/// A text must have words, and not too many.
pub(crate) fn text(rules: &mut Rules, text: &str) {
    words(rules, text, 64 * 1024);
}

/// A line must have words, and not too many.
pub(crate) fn line(rules: &mut Rules, line: &str) {
    words(rules, line, 2 * 1024);
}

fn words(rules: &mut Rules, words: &str, most: usize) {
    if words.trim().is_empty() {
        rules.insert(Rule::Malformed);
    }
    if words.len() > most {
        rules.insert(Rule::TooLong);
    }
}

/// A list has at least so many entries, and not too many.
pub(crate) fn list<T>(rules: &mut Rules, list: &[T], least: usize) {
    if list.len() < least {
        rules.insert(Rule::Malformed);
    }
    if list.len() > 200 {
        rules.insert(Rule::TooLong);
    }
}
