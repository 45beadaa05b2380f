//! Accords for a terminal.

use jiff::Timestamp;
use wasit_accord::{CommitmentStatus, Due, Exertion, State, Status};

use super::{Step, Words};
use crate::terminal::{Style, clean, ink, wrapped};
use crate::words::sentence;

/// How wide the first column is at most.
const FIRST_MAX: usize = 28;

impl Words<'_> {
    /// Where everything stands, or only what `shows` of the commitments.
    #[must_use]
    pub fn status_text(&self, status: &Status, shows: &dyn Fn(usize) -> bool, style: &Style) -> String {
        let terms = self.accord.terms();
        let mut out = wrapped("", 0, &style.bold(&clean(&terms.title)), style);
        out.push_str(&wrapped("", 0, &style.dim(&self.when(status.on, status.as_known_on)), style));
        let shown: Vec<usize> = (0..terms.commitments.len()).filter(|at| shows(*at)).collect();
        out.push_str(&wrapped("", 0, &self.counts(status, &shown, style), style));
        out.push('\n');
        for at in &shown {
            let one = &status.commitments[*at];
            let lead = format!("{}  ", ink::pad(&state(one.state, style), STATE));
            let title = style.bold(&clean(self.commitment(*at)));
            out.push_str(&wrapped(&lead, STATE + 2, &title, style));
            let held = held(status, *at, |by, state| {
                format!("{} holds that it is {}", self.member(by), state.words())
            });
            for said in self.standing(*at, one).into_iter().chain(held) {
                let lead = " ".repeat(STATE + 2);
                out.push_str(&wrapped(&lead, STATE + 4, &clean(&sentence(&said)), style));
            }
        }
        self.milestones_text(status, style, &mut out);
        let about = |dispute: &&wasit_accord::Dispute| shows(dispute.commitment);
        let disputes: Vec<_> = status.disputes.iter().filter(about).collect();
        if !disputes.is_empty() {
            heading("Disputes", style, &mut out);
            for dispute in disputes {
                out.push_str(&wrapped("  ", 4, &clean(&self.dispute(dispute)), style));
            }
        }
        if !status.exertions.is_empty() {
            heading("Powers", style, &mut out);
            for exertion in &status.exertions {
                let contested = self.contested(exertion, status).unwrap_or_default();
                let text = format!("{}{contested}", self.exertion(exertion));
                out.push_str(&wrapped("  ", 4, &clean(&text), style));
            }
        }
        out
    }

    /// Who holds an exertion otherwise.
    fn contested(&self, exertion: &Exertion, status: &Status) -> Option<String> {
        let disputes = |entry: &str| {
            self.disputers(entry, status.on, status.as_known_on).map(|by| self.member(by)).collect::<Vec<_>>()
        };
        let who = disputes(&exertion.entry);
        (!who.is_empty()).then(|| format!("; disputed by {}", who.join(", ")))
    }

    fn milestones_text(&self, status: &Status, style: &Style, out: &mut String) {
        let milestones = &self.accord.terms().milestones;
        if milestones.is_empty() {
            return;
        }
        heading("Milestones", style, out);
        let first =
            milestones.iter().map(|one| ink::columns(&clean(&one.title))).max().unwrap_or(0).min(FIRST_MAX);
        for (at, (milestone, one)) in milestones.iter().zip(&status.milestones).enumerate() {
            let day = match one.day {
                Some(day) if one.has_come => day.to_string(),
                Some(day) => format!("{day}, to come"),
                None => "no day".to_owned(),
            };
            let held = status.held.iter().flat_map(|held| {
                held.milestones.iter().filter(move |(place, _)| *place == at).map(|(_, day)| match day {
                    Some(day) => format!("; {} holds that it is {day}", self.member(&held.by)),
                    None => format!("; {} holds that it has not come", self.member(&held.by)),
                })
            });
            let title = ink::pad(&ink::cut(&clean(&milestone.title), first, style), first);
            let text = format!("{day}{}", held.collect::<String>());
            out.push_str(&wrapped(&format!("  {title}  "), first + 4, &clean(&text), style));
        }
    }

    /// Of which day this is said, and of what was known then.
    #[must_use]
    pub fn when(&self, on: Timestamp, known: Timestamp) -> String {
        let calendar = self.accord.calendar();
        let zone = calendar.zone.iana_name().unwrap_or("UTC");
        let day = calendar.date(on);
        let end = if on == calendar.last_instant(day) { "At the end of " } else { "At " };
        let known = if known == Timestamp::MAX {
            "all that is known".to_owned()
        } else {
            format!("what was known at the end of {}", calendar.date(known))
        };
        format!("{end}{}, {zone}, by {known}", self.instant(on))
    }

    fn counts(&self, status: &Status, shown: &[usize], style: &Style) -> String {
        let mut parts: Vec<String> = Vec::new();
        for kind in [
            State::Violated,
            State::InEffect,
            State::Suspended,
            State::Created,
            State::Fulfilled,
            State::Terminated,
            State::Discharged,
        ] {
            let count = shown.iter().filter(|at| status.commitments[**at].state == kind).count();
            if count > 0 {
                let text = format!("{count} {}", kind.words());
                parts.push(if kind == State::Violated { style.bad(&text) } else { text });
            }
        }
        let noun = if shown.len() == 1 { "commitment" } else { "commitments" };
        match parts.as_slice() {
            [] => format!("No {noun}."),
            parts => format!("{} {noun}: {}.", shown.len(), parts.join(", ")),
        }
    }

    /// What is due, a line each; the late first by their time.
    #[must_use]
    pub fn due_text(&self, due: &[Due], style: &Style) -> String {
        let mut out = String::new();
        for one in due {
            let when = ink::pad(&one.moment.to_string(), 16);
            let late = if one.is_late { ink::pad(&style.bad("late"), 4) } else { "    ".to_owned() };
            let text = format!("{}: {}", sentence(&self.members(&one.who)), self.due(one));
            out.push_str(&wrapped(&format!("{when}  {late}  "), 24, &clean(&text), style));
        }
        out
    }

    /// The steps of an argument, those under others further in.
    #[must_use]
    pub fn steps_text(&self, at: usize, status: &CommitmentStatus, steps: &[Step], style: &Style) -> String {
        let title = format!("{}: {}", style.bold(&clean(self.commitment(at))), state(status.state, style));
        let mut out = wrapped("", 0, &title, style);
        out.push('\n');
        for (number, step) in steps.iter().enumerate() {
            let lead = format!("{:>2}. ", number + 1);
            out.push_str(&wrapped(&lead, 4, &clean(&step.text), style));
            under(&step.under, 4, style, &mut out);
        }
        out
    }
}

fn under(steps: &[Step], hang: usize, style: &Style, out: &mut String) {
    for step in steps {
        out.push_str(&wrapped(&format!("{}- ", " ".repeat(hang)), hang + 2, &clean(&step.text), style));
        under(&step.under, hang + 2, style, out);
    }
}

fn heading(text: &str, style: &Style, out: &mut String) {
    out.push('\n');
    out.push_str(&wrapped("", 0, &style.bold(text), style));
}

/// The widest word of a state.
const STATE: usize = 17;

fn state(state: State, style: &Style) -> String {
    match state {
        State::Violated => style.bad(state.words()),
        State::Fulfilled => style.good(state.words()),
        State::InEffect | State::Suspended => state.words().to_owned(),
        _ => style.dim(state.words()),
    }
}

/// Each member that holds a commitment to be in another state.
fn held<'s>(
    status: &'s Status,
    at: usize,
    say: impl Fn(&str, State) -> String + 's,
) -> impl Iterator<Item = String> + 's {
    status.held.iter().flat_map(move |held| {
        let found = held.commitments.iter().find(|(place, _)| *place == at);
        found.map(|(_, state)| say(&held.by, *state))
    })
}
