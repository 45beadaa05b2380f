use std::collections::HashMap;

use wasit_arena::{Act, Entry};
use wasit_model::{Package, Talks};
use wasit_protocol::{Attribution, Seat, Vote};

use super::names::Names;
use crate::{RunReport, words};

/// Legs shown at either end of a round; what lies between is counted.
const ENDS: usize = 200;
/// Legs shown of all rounds together, about: where there are many rounds, each shows fewer than twice [`ENDS`].
const LEGS_IN_ALL: usize = 8_000;
/// Rounds shown.
const ROUNDS: usize = 400;
/// Parties whose utilities stand beside a package.
const WORTHS: usize = 4;
/// Issues listed of one package.
const ISSUES: usize = 30;

/// A round, with what happened in it.
pub(super) struct RoundView {
    pub(super) title: String,
    /// Venue and date.
    pub(super) place: Vec<String>,
    pub(super) agenda: Option<String>,
    pub(super) note: Option<String>,
    pub(super) items: Vec<Item>,
    /// Whether the talks came so far.
    pub(super) held: bool,
}

pub(super) enum Item {
    Leg(LegView),
    /// So many legs are not shown.
    Skipped(usize),
}

/// A leg of the mediator, or a turn at a direct table.
pub(super) struct LegView {
    /// From 1.
    pub(super) number: u32,
    /// Who → mediator → whom.
    pub(super) route: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// One act on a leg.
pub(super) struct Line {
    /// What was done, as a sentence without its subject's package.
    pub(super) said: String,
    pub(super) changes: Vec<Change>,
    /// What is not listed of the package.
    pub(super) rest: Option<String>,
    pub(super) worth: Vec<Worth>,
    /// Whether it is an acceptance, a refusal, …: the style's word for it.
    pub(super) class: &'static str,
}

/// An issue with its value, and the value that it had before.
pub(super) struct Change {
    pub(super) issue: String,
    pub(super) before: Option<String>,
    pub(super) after: String,
}

/// What a party makes of the package.
pub(super) struct Worth {
    pub(super) party: String,
    pub(super) utility: String,
}

/// How many rounds are not shown.
pub(super) fn rounds_left_out(report: &RunReport<'_>) -> usize {
    report.talks.rounds.len().saturating_sub(ROUNDS)
}

/// The course of the talks by round; at a direct table all turns are one round.
pub(super) fn rounds(report: &RunReport<'_>, names: &Names) -> Vec<RoundView> {
    let talks = report.talks;
    let direct = report.course.mediator.is_none();
    let count = if direct { 1 } else { talks.rounds.len() };
    let ends = (LEGS_IN_ALL / count.max(1) / 2).clamp(5, ENDS);
    let mut by_round: Vec<Vec<&[Entry]>> = vec![Vec::new(); count];
    for leg in report.course.trace.chunk_by(|a, b| a.leg == b.leg && a.round == b.round) {
        let round = if direct { 0 } else { leg[0].round.min(count - 1) };
        by_round[round].push(leg);
    }
    let mut teller = Teller { talks, names, direct, last: HashMap::new(), offered: HashMap::new() };
    let mut views = Vec::new();
    for (at, legs) in by_round.into_iter().enumerate() {
        let (total, skipped) = (legs.len(), legs.len().saturating_sub(2 * ends));
        let mut items = Vec::new();
        for (position, leg) in legs.into_iter().enumerate() {
            let view = teller.tell(leg);
            if skipped == 0 || position < ends || position >= total - ends {
                items.push(Item::Leg(view));
            } else if position == ends {
                items.push(Item::Skipped(skipped));
            }
        }
        if at < ROUNDS {
            views.push(round_view(talks, direct, at, items));
        }
    }
    views
}

fn round_view(talks: &Talks, direct: bool, at: usize, items: Vec<Item>) -> RoundView {
    let held = !items.is_empty();
    if direct {
        let title = "Turns at the table".into();
        return RoundView { title, place: Vec::new(), agenda: None, note: None, items, held };
    }
    let round = &talks.rounds[at];
    let agenda: Vec<String> =
        round.agenda.iter().map(|&issue| talks.space.issues()[issue].title.clone()).collect();
    RoundView {
        title: format!("Round {}", at + 1),
        place: round
            .venue
            .iter()
            .cloned()
            .chain(round.date.map(|date| date.strftime("%-d %B %Y").to_string()))
            .collect(),
        agenda: (!agenda.is_empty()).then(|| words::list(&agenda)),
        note: round.note.clone(),
        items,
        held,
    }
}

/// Tells one leg after the other, and remembers what each seat said last.
struct Teller<'a> {
    talks: &'a Talks,
    names: &'a Names,
    direct: bool,
    last: HashMap<Seat, &'a Package>,
    /// The last leg on which a seat put forward a package.
    offered: HashMap<(Seat, &'a Package), u32>,
}

impl<'a> Teller<'a> {
    fn tell(&mut self, leg: &'a [Entry]) -> LegView {
        let route = self.route(leg);
        let mut put = false;
        let lines = leg
            .iter()
            .map(|entry| {
                let line = self.line(entry, put);
                put |= matches!(entry.act, Act::Carry { put: true, .. });
                line
            })
            .collect();
        LegView { number: leg[0].leg + 1, route, lines }
    }

    /// Which way things went.
    fn route(&self, leg: &[Entry]) -> Vec<String> {
        let name = |seat: Seat| self.names.seat(seat).to_owned();
        let first = &leg[0];
        if self.direct {
            return vec![name(first.seat), "all".into()];
        }
        let put = leg.iter().rev().find_map(|entry| match entry.act {
            Act::Carry { by, .. } => entry.to.map(|to| (by, to)),
            _ => None,
        });
        match (put, &first.act, first.to) {
            (Some((by @ Seat::Party(_), to)), _, _) => vec![name(by), name(Seat::Mediator), name(to)],
            (Some((Seat::Mediator, to)), _, _) => vec![name(Seat::Mediator), name(to)],
            (None, Act::Ask, Some(to)) => vec![name(to), name(Seat::Mediator)],
            (None, _, Some(to)) => vec![name(first.seat), name(to)],
            (None, _, None) => vec![name(first.seat)],
        }
    }

    fn line(&mut self, entry: &'a Entry, put: bool) -> Line {
        let who = self.names.seat(entry.seat);
        let to = entry.to.map_or("all", |to| self.names.seat(to));
        let plain = |said: String, class: &'static str| Line {
            said,
            changes: Vec::new(),
            rest: None,
            worth: Vec::new(),
            class,
        };
        match &entry.act {
            Act::Ask => plain(format!("{who} asks {to} for an offer."), "ask"),
            Act::Accept => plain(format!("{who} accepts."), "accept"),
            Act::Reject => plain(format!("{who} refuses."), "refuse"),
            Act::Vote(vote) => plain(format!("{who} votes {}.", vote_words(*vote)), "vote"),
            Act::Close => plain(format!("{who} closes the talks."), "end"),
            Act::Home { passed: true } => plain(format!("The home of {who} ratifies."), "accept"),
            Act::Home { passed: false } => plain(format!("The home of {who} does not ratify."), "refuse"),
            Act::Leave { reason } if reason.is_empty() => plain(format!("{who} leaves the talks."), "end"),
            Act::Leave { reason } => plain(format!("{who} leaves the talks: {reason}"), "end"),
            Act::Offer if put => {
                self.with_package(entry, entry.seat, &format!("{who} refuses and offers"), "offer")
            }
            Act::Offer => self.with_package(entry, entry.seat, &format!("{who} offers"), "offer"),
            Act::Text { .. } => {
                self.with_package(entry, Seat::Mediator, &format!("{who} puts a draft to {to}"), "carry")
            }
            Act::Carry { by, attribution, put } => self.carry(entry, *by, *attribution, *put),
        }
    }

    fn carry(&mut self, entry: &'a Entry, by: Seat, attribution: Attribution, put: bool) -> Line {
        let mediator = self.names.seat(Seat::Mediator);
        let to = entry.to.map_or("all", |to| self.names.seat(to));
        let verb = if put { "puts" } else { "tells of" };
        if by == Seat::Mediator {
            return self.with_package(
                entry,
                by,
                &format!("{mediator} {verb} a package of its own to {to}"),
                "carry",
            );
        }
        let maker = self.names.seat(by);
        let leg = entry.package.as_ref().and_then(|package| self.offered.get(&(by, package)));
        let of_leg = leg.map_or(String::new(), |leg| format!(" of {} {}", self.unit(), leg + 1));
        let whose = match attribution {
            Attribution::Sender => "in its name",
            Attribution::Mediator => "as an idea of its own",
            Attribution::Unattributed => "without saying whose it is",
        };
        let said = if put {
            format!("{mediator} puts {maker}’s offer{of_leg} to {to}, {whose}.")
        } else {
            format!("{mediator} tells {to} of {maker}’s offer{of_leg}, {whose}.")
        };
        Line { said, changes: Vec::new(), rest: None, worth: self.worth(entry), class: "carry" }
    }

    /// A line about a package that `by` put forward, with what changed since its last.
    fn with_package(&mut self, entry: &'a Entry, by: Seat, opening: &str, class: &'static str) -> Line {
        let Some(package) = &entry.package else {
            return Line {
                said: format!("{opening}."),
                changes: Vec::new(),
                rest: None,
                worth: Vec::new(),
                class,
            };
        };
        let before = self.last.insert(by, package);
        self.offered.insert((by, package), entry.leg);
        let changed: Vec<usize> = (0..package.len())
            .filter(|&issue| before.is_none_or(|before| before[issue] != package[issue]))
            .collect();
        let space = &self.talks.space;
        let changes: Vec<Change> = changed
            .iter()
            .take(ISSUES)
            .map(|&issue| Change {
                issue: space.issues()[issue].title.clone(),
                before: before.map(|before| words::value(space, issue, before[issue])),
                after: words::value(space, issue, package[issue]),
            })
            .collect();
        let unlisted = changed.len() - changes.len();
        let kept = package.len() - changed.len();
        let said = match (before, changed.len()) {
            (Some(_), 0) => format!("{opening}: the same as before."),
            _ => format!("{opening}:"),
        };
        let rest = match (before.is_some() && !changed.is_empty() && kept > 0, unlisted) {
            (_, 1..) => Some(format!("and {unlisted} more")),
            (true, _) => Some(format!("the other {kept} unchanged")),
            (false, _) => None,
        };
        Line { said, changes, rest, worth: self.worth(entry), class }
    }

    fn worth(&self, entry: &Entry) -> Vec<Worth> {
        entry
            .utilities
            .iter()
            .take(WORTHS)
            .enumerate()
            .map(|(party, &utility)| Worth {
                party: self.names.party(party).to_owned(),
                utility: if utility == f64::NEG_INFINITY {
                    "beyond its red line".into()
                } else {
                    words::utility(utility)
                },
            })
            .collect()
    }

    fn unit(&self) -> &'static str {
        if self.direct { "turn" } else { "leg" }
    }
}

fn vote_words(vote: Vote) -> &'static str {
    match vote {
        Vote::StrongNo => "no, strongly",
        Vote::No => "no",
        Vote::Yes => "yes",
        Vote::StrongYes => "yes, strongly",
    }
}
