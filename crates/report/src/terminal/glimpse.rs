//! What one seat could see of a run.

use wasit_arena::{Glimpse, Sight};
use wasit_model::{Package, Talks};
use wasit_protocol::Seat;

use super::bars::{Scale, number};
use super::ink::{Style, columns, pad, wrap};
use super::legs::changes;
use super::legs::vote_words;
use super::{clean, counted, heading, round_heading, seat, value_text};

/// The sights that a round may have before its middle is left out.
const SIGHTS_MAX: usize = 16;
/// The sights that are shown at the start of a longer round, and at its end.
const SHOWN: (usize, usize) = (8, 7);

/// The columns before what is said of a visit: its number.
const INDENT: usize = 7;

/// What one seat could see: its own acts, and what came to it. `talks` are read for the words that all seats
/// share, and for the preferences of this seat alone.
#[must_use]
pub fn glimpse(talks: &Talks, glimpse: &Glimpse, style: &Style) -> String {
    let mut out = heading(talks, style);
    let who = seat(talks, glimpse.seat, style);
    let strategy = clean(&glimpse.strategy);
    wrap(&mut out, style, "", 0, &format!("As {who} ({strategy}) saw it. Seed {}.", glimpse.seed));
    out.push('\n');
    let direct = glimpse.protocol == "alternating";
    let mut watcher = Watcher::new(talks, glimpse, style);
    for sights in glimpse.sights.chunk_by(|a, b| direct || a.round == b.round) {
        if !direct {
            wrap(&mut out, style, "", 2, &round_heading(talks, sights[0].round, style));
        }
        let shorten = !style.full && sights.len() > SIGHTS_MAX;
        let left_out = if shorten { SHOWN.0..sights.len() - SHOWN.1 } else { 0..0 };
        for (at, sight) in sights.iter().enumerate() {
            let text = watcher.tell(sight);
            if at == left_out.start && shorten {
                let what = counted(left_out.len() as u64, "more line");
                out.push_str(&style.dim(&format!("      {} {what} (--full shows all)\n", style.dots())));
            }
            if !left_out.contains(&at) {
                watcher.write(&mut out, sight, &text);
            }
        }
        out.push('\n');
    }
    write_end(&mut out, talks, glimpse, style);
    out
}

/// Tells sights one after the other, and remembers what each seat said last, as far as it was seen.
struct Watcher<'a> {
    talks: &'a Talks,
    style: &'a Style,
    own: Option<(usize, Scale)>,
    /// By seat that acted, or whose idea it was said to be: parties, mediator, nobody.
    last: Vec<Option<&'a Package>>,
}

impl<'a> Watcher<'a> {
    fn new(talks: &'a Talks, glimpse: &'a Glimpse, style: &'a Style) -> Self {
        let own = match glimpse.seat {
            Seat::Party(party) => Some((party, Scale::of_glimpse(talks, party, glimpse))),
            Seat::Mediator => None,
        };
        Self { talks, style, own, last: vec![None; talks.parties.len() + 2] }
    }

    fn slot(&self, who: Option<Seat>) -> usize {
        match who {
            Some(Seat::Party(party)) => party,
            Some(Seat::Mediator) => self.talks.parties.len(),
            None => self.talks.parties.len() + 1,
        }
    }

    fn tell(&mut self, sight: &'a Sight) -> String {
        let verb = match sight.act {
            "ask" => "asks for an offer",
            "offer" => "offers",
            "accept" => "accepts",
            "reject" => "refuses",
            "carry" => "brings",
            "text" => "puts a draft:",
            "vote" => "votes",
            "leave" => "leaves",
            "close" => "closes the talks",
            "ratify" => "its home ratifies",
            "not_ratify" => "its home does not ratify",
            other => other,
        };
        let Some(package) = sight
            .package
            .as_ref()
            .filter(|_| !matches!(sight.act, "accept" | "reject" | "vote" | "ratify" | "not_ratify"))
        else {
            return match sight.vote {
                Some(vote) => format!("{verb} {}", vote_words(vote)),
                None => verb.to_owned(),
            };
        };
        let whose = if sight.act == "carry" { sight.from } else { Some(sight.seat) };
        let slot = self.slot(whose);
        let what = changes(self.talks, self.last[slot], package, self.style);
        self.last[slot] = Some(package);
        match (sight.act, sight.from) {
            ("carry", Some(from)) => format!("{verb} {what}, from {}", seat(self.talks, from, self.style)),
            ("carry", None) => format!("{verb} {what}, from nobody in particular"),
            _ => format!("{verb} {what}"),
        }
    }

    fn write(&self, out: &mut String, sight: &Sight, text: &str) {
        let style = self.style;
        let stops = [Some(sight.seat), sight.to];
        let stops = stops.into_iter().flatten().map(|stop| seat(self.talks, stop, style));
        let route = stops.collect::<Vec<_>>().join(style.arrow());
        let visit = style.dim(&format!("{:>5}", u64::from(sight.visit) + 1));
        wrap(out, style, &format!("{visit}  "), INDENT, &format!("{route}: {text}"));
        if let (Some((party, scale)), Some(utility)) = (&self.own, sight.utility) {
            out.push_str(&format!("{}{}\n", " ".repeat(INDENT), scale.bar(utility, *party, style)));
        }
    }
}

fn write_end(out: &mut String, talks: &Talks, glimpse: &Glimpse, style: &Style) {
    let Some(package) = &glimpse.agreement else {
        let how = match glimpse.ended {
            "deadline" => "Time ran out.",
            "walked_out" => "A seat walked out.",
            "not_ratified" => "What all accepted was not ratified.",
            _ => "The mediator closed the talks.",
        };
        return wrap(out, style, "", 0, &format!("{}. {how}", style.bad("No agreement")));
    };
    wrap(out, style, "", 0, &style.good("Agreement"));
    out.push('\n');
    let issues = talks.space.issues();
    let title_columns = issues.iter().map(|issue| columns(&clean(&issue.title))).max().unwrap_or(0);
    for (at, issue) in issues.iter().enumerate() {
        let first = format!("  {}  ", pad(&clean(&issue.title), title_columns));
        let mut text = value_text(talks, at, package[at]);
        if let Seat::Party(party) = glimpse.seat {
            let worth = talks.parties[party].preferences.open_tables()[at][usize::from(package[at])];
            text.push_str(&format!(" ({})", number(worth, style)));
        }
        wrap(out, style, &first, title_columns + 4, &text);
    }
    if let Some(utility) = glimpse.utility {
        out.push_str(&format!("\n  worth {} to this side\n", number(utility, style)));
    }
}
