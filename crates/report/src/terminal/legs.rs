//! The course of a run, leg by leg.

use wasit_arena::{Act, Entry};
use wasit_model::{Package, Talks};
use wasit_protocol::{Attribution, Seat, Vote};

use super::bars::{self, Scale};
use super::ink::{Style, wrap};
use super::{clean, counted, round_heading, seat, value_text};
use crate::RunReport;
use crate::words::list;

/// The legs that a round may have before its middle is left out.
const LEGS_MAX: usize = 6;
/// The legs that are shown at the start of a longer round, and at its end.
const SHOWN: (usize, usize) = (3, 2);
/// The columns before what is said of a leg: its number.
const INDENT: usize = 7;
/// The issues that are named of a package before the rest is left out.
const ISSUES_MAX: usize = 12;

/// Appends all rounds that were held.
pub(super) fn write(out: &mut String, report: &RunReport<'_>, scales: &[Scale], style: &Style) {
    let RunReport { talks, course, .. } = report;
    let direct = course.mediator.is_none();
    if let Some(legend) = bars::legend(scales, style) {
        wrap(out, style, "", 0, &style.dim(&legend));
        out.push('\n');
    }
    let mut teller = Teller::new(talks, direct, scales, style);
    let same_round = |a: &Entry, b: &Entry| direct || a.round == b.round;
    for entries in course.trace.chunk_by(same_round) {
        if direct {
            out.push_str(&format!("{}\n", style.bold("Across the table")));
        } else {
            write_round(out, talks, entries[0].round, style);
        }
        let legs: Vec<&[Entry]> = entries.chunk_by(|a, b| a.leg == b.leg).collect();
        let shorten = !style.full && legs.len() > LEGS_MAX;
        let left_out = if shorten { SHOWN.0..legs.len() - SHOWN.1 } else { 0..0 };
        for (at, leg) in legs.iter().enumerate() {
            let told = teller.tell(leg);
            if at == left_out.start && shorten {
                let what = counted(left_out.len() as u64, if direct { "more turn" } else { "more leg" });
                let line = format!("      {} {what} (--full shows all)", style.dots());
                out.push_str(&format!("{}\n", style.dim(&line)));
            }
            if !left_out.contains(&at) {
                teller.write(out, leg, &told);
            }
        }
        out.push('\n');
    }
    let unused = talks.rounds.len().saturating_sub(course.round + 1);
    if !direct && unused > 0 {
        let what = counted(unused as u64, "more round");
        let were = if unused == 1 { "was" } else { "were" };
        wrap(out, style, "", 0, &style.dim(&format!("{what} {were} planned, and not held.")));
        out.push('\n');
    }
}

fn write_round(out: &mut String, talks: &Talks, round: usize, style: &Style) {
    wrap(out, style, "", 2, &round_heading(talks, round, style));
    let Some(round) = talks.rounds.get(round) else { return };
    if !round.agenda.is_empty() {
        let named = |&issue: &usize| clean(&talks.space.issues()[issue].title);
        let agenda = list(&round.agenda.iter().map(named).collect::<Vec<_>>());
        wrap(out, style, "  ", 2, &style.dim(&format!("on the agenda: {agenda}")));
    }
    if let Some(note) = &round.note {
        wrap(out, style, "  ", 2, &style.dim(&clean(note)));
    }
}

/// What a leg comes to in words.
struct Told {
    route: String,
    text: String,
    /// What all sides make of what was new on this leg.
    utilities: Vec<f64>,
}

/// Tells legs one after the other, and remembers what each side said last.
struct Teller<'a> {
    talks: &'a Talks,
    direct: bool,
    scales: &'a [Scale],
    style: &'a Style,
    offers: Vec<Option<&'a Package>>,
    proposal: Option<&'a Package>,
    draft: Option<&'a Package>,
}

impl<'a> Teller<'a> {
    fn new(talks: &'a Talks, direct: bool, scales: &'a [Scale], style: &'a Style) -> Self {
        Self {
            talks,
            direct,
            scales,
            style,
            offers: vec![None; talks.parties.len()],
            proposal: None,
            draft: None,
        }
    }

    fn name(&self, who: Seat) -> String {
        seat(self.talks, who, self.style)
    }

    fn route(&self, stops: &[Seat]) -> String {
        stops.iter().map(|&stop| self.name(stop)).collect::<Vec<_>>().join(self.style.arrow())
    }

    fn tell(&mut self, leg: &'a [Entry]) -> Told {
        let mut stops: Vec<Seat> = Vec::new();
        let mut said: Vec<String> = Vec::new();
        let mut utilities = Vec::new();
        let news = leg.iter().filter(|entry| matches!(entry.act, Act::Carry { put: false, .. })).count();
        let asked = leg.iter().any(|entry| matches!(entry.act, Act::Ask));
        for entry in leg {
            let new = match &entry.act {
                Act::Ask | Act::Carry { put: false, .. } => false,
                Act::Carry { by, attribution, put: true } => {
                    let to = entry.to.unwrap_or(Seat::Mediator);
                    stops = if *by == Seat::Mediator { vec![*by, to] } else { vec![*by, Seat::Mediator, to] };
                    let (words, new) = self.carried(*by, *attribution, entry, news);
                    said.push(words);
                    new
                }
                Act::Text { .. } => {
                    stops = vec![Seat::Mediator, entry.to.unwrap_or(Seat::Mediator)];
                    let again = self.draft == entry.package.as_ref();
                    said.push(format!("draft: {}", self.changes(self.draft, entry.package.as_ref())));
                    self.draft = entry.package.as_ref().or(self.draft);
                    !again
                }
                act => {
                    if stops.is_empty() {
                        stops.push(entry.seat);
                        stops.extend(entry.to.or_else(|| self.other(entry.seat)));
                    }
                    let sole = stops.first() == Some(&entry.seat) && said.is_empty();
                    said.push(self.answered(act, entry, asked, sole));
                    matches!(act, Act::Offer)
                }
            };
            if new {
                utilities.clone_from(&entry.utilities);
            }
        }
        if stops.is_empty() {
            stops.extend(leg.iter().flat_map(|entry| [Some(entry.seat), entry.to]).flatten().take(2));
            said.push("asks for an offer".to_owned());
        }
        Told { route: self.route(&stops), text: said.join("; "), utilities }
    }

    /// The one across the table, where two sit at it.
    fn other(&self, who: Seat) -> Option<Seat> {
        match who {
            Seat::Party(party) if self.direct && self.talks.parties.len() == 2 => {
                Some(Seat::Party(1 - party))
            }
            _ => None,
        }
    }

    /// What the mediator puts to a party, and whether it is new.
    fn carried(
        &mut self,
        by: Seat,
        attribution: Attribution,
        entry: &'a Entry,
        news: usize,
    ) -> (String, bool) {
        let package = entry.package.as_ref();
        let (mut words, new) = match by {
            Seat::Mediator if self.proposal == package => ("the same proposal".to_owned(), false),
            Seat::Mediator => {
                let words = format!("proposes {}", self.changes(self.proposal, package));
                self.proposal = package;
                (words, true)
            }
            Seat::Party(party) if self.offers[party] == package => ("this offer".to_owned(), false),
            Seat::Party(party) => {
                (format!("an earlier offer: {}", self.changes(self.offers[party], package)), true)
            }
        };
        match (attribution, by) {
            (Attribution::Unattributed, _) => words.push_str(", as nobody's idea"),
            (Attribution::Mediator, Seat::Party(_)) => {
                words.push_str(&format!(", as an idea of {}", self.name(Seat::Mediator)));
            }
            _ => {}
        }
        if news > 0 {
            words.push_str(&format!(", with news of {}", counted(news as u64, "other offer")));
        }
        (words, new)
    }

    /// What a seat answered, or did by itself: then `sole` leaves out its name.
    fn answered(&mut self, act: &Act, entry: &'a Entry, asked: bool, sole: bool) -> String {
        if let Act::Home { passed } = act {
            let did = if *passed { self.style.good("ratifies") } else { self.style.bad("does not ratify") };
            return format!("the home of {} {did}", self.name(entry.seat));
        }
        let did = match (act, entry.seat) {
            (Act::Offer, Seat::Party(party)) => {
                let package = entry.package.as_ref();
                let words = format!("offers {}", self.changes(self.offers[party], package));
                self.offers[party] = package;
                words
            }
            (Act::Accept, _) => self.style.good("accepts"),
            (Act::Reject, _) if asked => "has no offer to make".to_owned(),
            (Act::Reject, _) => "refuses".to_owned(),
            (Act::Vote(vote), _) => format!("votes {}", vote_words(*vote)),
            (Act::Leave { reason }, _) => format!("{}: {}", self.style.bad("leaves"), clean(reason)),
            (Act::Close, _) => "closes the talks".to_owned(),
            (act, _) => act.word().to_owned(),
        };
        if sole { did } else { format!("{} {did}", self.name(entry.seat)) }
    }

    fn changes(&self, before: Option<&Package>, now: Option<&Package>) -> String {
        now.map(|now| changes(self.talks, before, now, self.style)).unwrap_or_default()
    }

    fn write(&self, out: &mut String, leg: &[Entry], told: &Told) {
        let number = self.style.dim(&format!("{:>5}", u64::from(leg[0].leg) + 1));
        wrap(out, self.style, &format!("{number}  "), INDENT, &format!("{}: {}", told.route, told.text));
        if !told.utilities.is_empty() {
            bars::write(out, self.talks, self.scales, &told.utilities, INDENT, self.style);
        }
    }
}

/// What `now` has other than `before`; all of it where nothing was before.
pub(super) fn changes(talks: &Talks, before: Option<&Package>, now: &Package, style: &Style) -> String {
    let issues = talks.space.issues();
    let differs = |issue: &usize| before.is_none_or(|before| before[*issue] != now[*issue]);
    let changed: Vec<usize> = (0..issues.len()).filter(differs).collect();
    if changed.is_empty() {
        return "the same again".to_owned();
    }
    let shown = if style.full { changed.len() } else { changed.len().min(ISSUES_MAX) };
    let mut parts: Vec<String> = changed[..shown]
        .iter()
        .map(|&issue| {
            let name = clean(&issues[issue].name);
            let value = value_text(talks, issue, now[issue]);
            match before {
                Some(before) => {
                    let old = clean(&issues[issue].values.label(before[issue]));
                    format!("{name} {old}{}{value}", style.arrow())
                }
                None => format!("{name} {value}"),
            }
        })
        .collect();
    if shown < changed.len() {
        parts.push(format!("{} and {} more", style.dots(), changed.len() - shown));
    }
    parts.join(", ")
}

pub(super) fn vote_words(vote: Vote) -> &'static str {
    match vote {
        Vote::StrongNo => "strongly against",
        Vote::No => "against",
        Vote::Yes => "for",
        Vote::StrongYes => "strongly for",
    }
}
