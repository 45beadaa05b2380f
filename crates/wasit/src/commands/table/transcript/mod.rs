//! Talks as one member saw them, for a reader who was not there: by day, by round, who said what where.

mod names;
mod process;
mod proposals;
mod rooms;
mod texts;

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use wasit_report::terminal::clean;
use wasit_table::chapters::preferences::{Board, board};
use wasit_table::chapters::texts::compare;
use wasit_table::{Compartment, Event, Id, Joint, Kind, Sight, View, Who};

use crate::failure::Failure;
use crate::output::Look;

use super::stage::{Played, Refused, Told, compartments};

use names::Names;

/// What an event comes to in words: a sentence, and what is quoted under it.
pub(super) struct Words {
    sentence: String,
    quotes: Vec<String>,
}

impl Words {
    fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), quotes: Vec::new() }
    }

    fn quoting(mut self, quote: impl Into<String>) -> Self {
        self.quotes.push(quote.into());
        self
    }

    fn and(mut self, quote: Option<String>) -> Self {
        self.quotes.extend(quote);
        self
    }
}

/// Which versions of which text to compare.
#[derive(Clone, Debug)]
pub(super) struct Versions {
    text: Id,
    from: u32,
    to: u32,
}

impl FromStr for Versions {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write the text, a colon and two versions, such as joint:12:1..4".to_owned();
        let (id, versions) = text.rsplit_once(':').ok_or_else(wrong)?;
        let (from, to) = versions.split_once("..").ok_or_else(wrong)?;
        let number = |text: &str| text.parse().map_err(|_| wrong());
        Ok(Self { text: id.parse().map_err(|_| wrong())?, from: number(from)?, to: number(to)? })
    }
}

fn joint(view: &View) -> &Joint {
    match view {
        View::Party(view) => &view.joint,
        View::Mediator(view) => &view.joint,
    }
}

/// What differs between two versions of a text.
pub(super) fn comparison(view: &View, versions: &Versions) -> Result<String, Failure> {
    let texts = &joint(view).texts;
    let text = (versions.text.place == Compartment::Joint).then(|| texts.get(versions.text.number)).flatten();
    let Some(text) = text else {
        let there: Vec<String> = texts.iter().map(|(number, _)| format!("joint:{number}")).collect();
        let help = match there.is_empty() {
            true => "no text was opened".to_owned(),
            false => format!("the texts are {}", there.join(", ")),
        };
        return Err(Failure::advised(format!("{} is no text", versions.text), help));
    };
    let version = |number: u32| {
        text.version(number).ok_or_else(|| {
            Failure::advised(
                format!("{} has no version {number}", versions.text),
                format!("it has versions 1 to {}", text.newest().number),
            )
        })
    };
    let comparison = compare(version(versions.from)?, version(versions.to)?);
    Ok(match comparison.is_same() {
        true => "The versions are the same.\n".to_owned(),
        false => format!("{}\n", comparison.plain()),
    })
}

/// The talks as `who` saw them.
pub(super) fn of(who: &Who, view: &View, played: &Played, title: Option<&str>, look: &Look) -> String {
    let joint = joint(view);
    let zone = TimeZone::get(&joint.convening.zone).unwrap_or(TimeZone::UTC);
    let names = Names::of(joint);
    let entries = entries(who, view, played);
    let wide = entries.iter().map(|entry| entry.place().chars().count()).max().unwrap_or(0).min(24);
    let mut writer = Writer { out: String::new(), look, zone, day: None, wide };
    writer.heading(who, joint, &names, title);
    for entry in entries {
        match entry {
            Entry::Event(event) => writer.event(event, &words(event, view, &names)),
            Entry::Refused(refused) => writer.refused(refused),
        }
    }
    if let Some(Sight::Mediator(sight)) = view.sight() {
        writer.board(&board(&sight), &names);
    }
    writer.out
}

enum Entry<'a> {
    Event(&'a Event),
    Refused(&'a Refused),
}

impl Entry<'_> {
    fn place(&self) -> String {
        match self {
            Self::Event(event) => shown(&event.id),
            Self::Refused(_) => "refused".to_owned(),
        }
    }
}

/// What an item is called in a transcript: a back channel without its digits.
fn shown(id: &Id) -> String {
    let id = id.to_string();
    match (id.split_once('@'), id.rsplit_once(':')) {
        (Some((name, _)), Some((_, number))) => format!("{name}:{number}"),
        _ => id,
    }
}

/// What a member has seen, in the order in which it did; contents as they are at the end.
fn entries<'a>(who: &Who, view: &'a View, played: &'a Played) -> Vec<Entry<'a>> {
    let places = compartments(view);
    let mut entries = Vec::new();
    for told in &played.told {
        match told {
            Told::Event(event) if places.contains(&event.id.place) => {
                entries.extend(log(view, &event.id).map(Entry::Event));
            }
            Told::Refused(refused) if refused.who == *who => entries.push(Entry::Refused(refused)),
            _ => {}
        }
    }
    entries
}

/// The event of this name in a view.
fn log<'v>(view: &'v View, id: &Id) -> Option<&'v Event> {
    let (rooms, own, channels) = match view {
        View::Party(view) => (None, &view.delegation, &view.backchannels),
        View::Mediator(view) => (Some(&view.rooms), &view.team, &view.backchannels),
    };
    let log = match (&id.place, view) {
        (Compartment::Joint, _) => &joint(view).log,
        (Compartment::Room(_), View::Party(view)) => &view.room.log,
        (Compartment::Room(seat), _) => &rooms?.get(seat)?.log,
        (Compartment::Delegation(_), _) => &own.log,
        (Compartment::Backchannel(channel), _) => &channels.get(channel)?.log,
    };
    log.get(id.number)
}

/// An event in words.
fn words(event: &Event, view: &View, names: &Names<'_>) -> Words {
    process::words(event, view, names)
        .or_else(|| rooms::words(event, view, names))
        .or_else(|| proposals::words(event, view, names))
        .or_else(|| texts::words(event, view, names))
        .unwrap_or_else(|| Words::new(event.kind.name().replace('_', " ")))
}

struct Writer<'l> {
    out: String,
    look: &'l Look,
    zone: TimeZone,
    day: Option<Date>,
    wide: usize,
}

impl Writer<'_> {
    fn heading(&mut self, who: &Who, joint: &Joint, names: &Names<'_>, title: Option<&str>) {
        let title = title.unwrap_or(&joint.convening.title);
        self.out.push_str(&self.look.wrapped("", 0, &self.look.bold(&clean(title))));
        let seen = format!("As {} saw it. Times are of {}.", names.who(who), clean(&joint.convening.zone));
        self.out.push_str(&self.look.wrapped("", 0, &self.look.quiet(&seen)));
    }

    fn date(&mut self, at: Timestamp) -> String {
        let at = at.to_zoned(self.zone.clone());
        if self.day.replace(at.date()) != Some(at.date()) {
            let day = at.strftime("%A, %-d %B %Y").to_string();
            self.out.push_str(&format!("\n{}\n", self.look.bold(&day)));
        }
        at.strftime("%H:%M").to_string()
    }

    fn event(&mut self, event: &Event, words: &Words) {
        let time = self.date(event.at);
        if let Kind::RoundOpened(opened) = &event.kind {
            let title = format!("Round {}", opened.round);
            self.out.push_str(&format!("{}\n", self.look.bold(&title)));
        }
        let id = shown(&event.id);
        self.line(&time, &self.look.quiet(&id), id.chars().count(), &words.sentence);
        for quote in &words.quotes {
            self.quote(quote);
        }
    }

    fn line(&mut self, time: &str, place: &str, wide: usize, text: &str) {
        let gap = " ".repeat(self.wide.saturating_sub(wide));
        let first = format!("{time}  {place}{gap}  ");
        self.out.push_str(&self.look.wrapped(&first, self.hang(), &clean(text)));
    }

    fn quote(&mut self, quote: &str) {
        let hang = self.hang() + 2;
        for line in quote.lines().filter(|line| !line.trim().is_empty()) {
            self.out.push_str(&self.look.wrapped(&" ".repeat(hang), hang, &clean(line)));
        }
    }

    fn refused(&mut self, refused: &Refused) {
        let time = self.date(refused.at);
        let refusal = &refused.refusal;
        let text = format!("{} ({}): {}", refusal.act, refusal.rule.word(), refusal.because);
        self.line(&time, &self.look.bad("refused"), "refused".len(), &text);
        self.quote(&format!("{} {}", refusal.rule.sentence(), refusal.allowed));
    }

    /// What was reckoned for the mediator, where anything stands confided.
    fn board(&mut self, board: &Board, names: &Names<'_>) {
        if board.confided.iter().all(|each| each.item.is_none()) {
            return;
        }
        self.out.push_str(&format!("\n{}\n", self.look.bold("The mediator's board")));
        let mut say = |text: String| self.out.push_str(&self.look.wrapped("  ", 2, &clean(&text)));
        board.words.iter().for_each(|words| say(words.clone()));
        if let Some(found) = &board.found {
            let size = match found.deal_zone.exact {
                Some(exact) => exact.to_string(),
                None => format!("about {:.0}", found.deal_zone.about),
            };
            let of = found.packages.map_or_else(String::new, |packages| format!(" of {packages}"));
            say(format!(
                "In the deal zone: {size}{of} packages; {} of them efficient.",
                found.frontier_in_deal_zone
            ));
            for suggestion in &found.suggestions {
                for (terms, worths) in &suggestion.packages {
                    let worths =
                        worths.iter().map(|(seat, worth)| format!("{} {worth:.3}", names.seat(seat)));
                    let worths = names::in_a_row(worths);
                    let solution = suggestion.solution.replace('_', "–");
                    say(format!("{solution}: {} ({worths})", names.package(terms)));
                }
            }
        }
        if let Some(why) = &board.not_reckoned {
            say(why.to_string());
        }
    }

    fn hang(&self) -> usize {
        5 + 2 + self.wide + 2
    }
}
