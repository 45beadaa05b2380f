//! Seats that act by themselves: who sits there, and how they act between the entries of a script.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use wasit_arena::{Fault, Player, Rehearsal, RehearsalError};
use wasit_files::Mark;
use wasit_model::Talks;
use wasit_protocol::Seat;
use wasit_table::chapters::convening::Standing;
use wasit_table::{Compartment, Event, Name, Who};

use super::{Labelled, Refused, Stage, Told};
use crate::commands::seating::{ForPrograms, SeatArgument, named_players};
use crate::commands::table::script::{Await, Script, Step, What, named};
use crate::failure::Failure;

/// Automated seats of one play act no oftener.
const ACTS_MAX: usize = 100_000;

/// Who is seated on the command line.
pub(crate) struct Seating<'a> {
    /// At parties' seats.
    pub(crate) seats: &'a [SeatArgument],
    /// At the mediator's.
    pub(crate) mediator: Option<&'a str>,
    /// How long a program may take for an answer.
    pub(crate) timeout: Duration,
}

/// The automated seats of a script, and what they have done.
pub(crate) struct Machine {
    rehearsal: Rehearsal,
    talks: Talks,
    /// Where each stands in the script; nowhere where the command line names it.
    places: Vec<(Name, Option<Mark>)>,
    acted: Vec<Acted>,
    /// How many of their acts lie before the last entry of the script.
    before: usize,
    acts: usize,
}

/// An act of an automated seat that was done.
struct Acted {
    who: Who,
    name: &'static str,
    events: Vec<Arc<Event>>,
}

impl Machine {
    /// Seats all that the script and the command line name; nothing where they name nobody.
    ///
    /// # Errors
    /// What keeps somebody from a seat. Entries that wait for who does not act by itself are noted in the script's
    /// document, and then nobody is seated.
    pub(crate) fn seat(script: &mut Script, named: &Seating<'_>) -> Result<Option<Self>, Failure> {
        let mut seats: Vec<(Who, Player, Option<Mark>)> = Vec::new();
        for seat in &script.seats {
            seats.push((seat.who.clone(), Player::Strategy(seat.strategy.clone()), Some(seat.mark)));
        }
        if !named.seats.is_empty() || named.mediator.is_some() {
            override_seats(script, named, &mut seats)?;
        }
        if !awaits_fit(script, &seats) {
            return Ok(None);
        }
        let Some(talks) = script.talks.clone().filter(|_| !seats.is_empty()) else { return Ok(None) };
        let places = seats.iter().map(|(who, _, mark)| (who.seat.clone(), *mark)).collect();
        let seats = seats.into_iter().map(|(who, player, _)| (who, player));
        let mut rehearsal = Rehearsal::new(&talks, seats, script.seed)?;
        if let Some(leg) = script.leg {
            rehearsal = rehearsal.with_leg(leg);
        }
        Ok(Some(Self { rehearsal, talks, places, acted: Vec::new(), before: 0, acts: 0 }))
    }

    /// What kept seats from playing by the rules, and where they stand in the script.
    fn faults(&self) -> Vec<(Option<Mark>, String)> {
        let told = |fault: &Fault| {
            let (name, title) = match fault.seat {
                Seat::Party(party) => (&self.talks.parties[party].name, &self.talks.parties[party].title),
                Seat::Mediator => (&self.talks.mediator.name, &self.talks.mediator.title),
            };
            let place = self.places.iter().find(|(seat, _)| seat.as_str() == name);
            (place.and_then(|(_, mark)| *mark), format!("{title} failed at its seat: {}", fault.what))
        };
        self.rehearsal.faults().map(told).collect()
    }

    /// The first act since the script's last entry for which somebody waits.
    fn found(&self, wait: &Await, place: Option<&Compartment>) -> Option<usize> {
        let is_it = |acted: &Acted| {
            wait.acts.contains(&acted.name)
                && wait.by.as_ref().is_none_or(|by| *by == acted.who.seat)
                && place.is_none_or(|place| acted.events.iter().any(|event| event.id.place == *place))
        };
        (self.before..self.acted.len()).find(|&at| is_it(&self.acted[at]))
    }
}

/// Puts who is named on the command line in the place of who is named in the script.
fn override_seats(
    script: &Script,
    named: &Seating<'_>,
    seats: &mut Vec<(Who, Player, Option<Mark>)>,
) -> Result<(), Failure> {
    let Some(talks) = &script.talks else {
        return Err(Failure::advised(
            "the script names no talks file, and from one strategies and programs know what their seats want",
            "write `talks: FILE` at the script's top",
        ));
    };
    let programs = ForPrograms { protocol: "shuttle", timeout: named.timeout, told: false };
    let (players, _) = named_players(talks, named.seats, named.mediator, programs)?;
    for (seat, player) in players {
        let name = match seat {
            Seat::Party(party) => &talks.parties[party].name,
            Seat::Mediator => &talks.mediator.name,
        };
        if let Some(there) = seats.iter_mut().find(|(who, ..)| who.seat.as_str() == name) {
            (there.1, there.2) = (player, None);
            continue;
        }
        let name = name.parse().map_err(|_| RehearsalError::NoName(name.clone()))?;
        let who =
            script.cast.actor(talks, &name, None).map_err(|(what, help)| Failure::advised(what, help))?;
        seats.push((who, player, None));
    }
    Ok(())
}

/// Whether all who are waited for act by themselves; what is wrong is noted.
fn awaits_fit(script: &mut Script, seats: &[(Who, Player, Option<Mark>)]) -> bool {
    let names: Vec<String> = seats.iter().map(|(who, ..)| who.seat.to_string()).collect();
    let mut fine = true;
    for step in &script.steps {
        let What::Await(wait) = &step.what else { continue };
        let (message, help) = match &wait.by {
            _ if names.is_empty() => (
                "no seat acts by itself, so there is nothing to wait for".to_owned(),
                "write `seats: { usa: boulware }` at the script's top".to_owned(),
            ),
            Some(by) if !names.contains(&by.to_string()) => (
                format!("the seat `{by}` does not act by itself"),
                format!("those that do are {}", named(&names)),
            ),
            _ => continue,
        };
        fine = false;
        script.document.wrong(step.mark, message, help);
    }
    fine
}

impl From<RehearsalError> for Failure {
    fn from(error: RehearsalError) -> Self {
        Self::input(error.to_string())
    }
}

impl Stage<'_> {
    /// An automated seat does what is to be done now; false where there is nothing.
    fn reply(&mut self) -> bool {
        let at = self.played.now;
        let Some(machine) = self.machine.as_mut().filter(|machine| machine.acts < ACTS_MAX) else {
            return false;
        };
        let Some((who, act)) = machine.rehearsal.reply(&self.played.table, at) else { return false };
        machine.acts += 1;
        let name = act.facts().name;
        match self.played.table.apply(&who, act, at) {
            Ok(events) => {
                machine.acted.push(Acted { who, name, events: events.clone() });
                self.take(events);
            }
            Err(refusal) => {
                let refused = Refused { who, at, line: None, refusal, expected: false };
                self.played.told.push(Told::Refused(refused));
            }
        }
        true
    }

    /// When an automated seat next acts, or before that a clock strikes. With `waits` time passes for clocks alone too.
    fn next(&mut self, waits: bool) -> Option<Timestamp> {
        let now = self.played.now;
        let machine = self.machine.as_mut().filter(|machine| machine.acts < ACTS_MAX)?;
        // What is due by now has been done.
        let wakes = machine.rehearsal.wakes(&self.played.table).filter(|at| *at > now);
        let strikes = self.played.table.next_tick().filter(|at| *at > now);
        match wakes {
            None if !waits => None,
            _ => wakes.into_iter().chain(strikes).min(),
        }
    }

    /// Automated seats act until `to`, and what is due then is done.
    pub(super) fn play_to(&mut self, to: Timestamp) {
        loop {
            while self.reply() {}
            match self.next(true).filter(|next| *next <= to) {
                Some(next) => self.tick(next),
                None => return,
            }
        }
    }

    /// Automated seats act until all of them wait for people.
    pub(super) fn play_out(&mut self) {
        loop {
            while self.reply() {}
            match self.next(false) {
                Some(next) => self.tick(next),
                None => return,
            }
        }
    }

    /// Automated seats act until one has done what is awaited. False where that does not come, or not by `until`: what
    /// the script has further down rests on it, and is not played.
    pub(super) fn wait(&mut self, step: &Step, wait: &Await, until: Option<Timestamp>) -> bool {
        let place = match wait.place.as_ref().map(|at| self.place(at)).transpose() {
            Ok(place) => place,
            Err(message) => {
                self.wrong(step.mark, message, "write a seat, or a compartment such as `room/iran`");
                return false;
            }
        };
        loop {
            let found = self.machine.as_ref().and_then(|machine| machine.found(wait, place.as_ref()));
            if let (Some(found), Some(machine)) = (found, &mut self.machine) {
                machine.before = found + 1;
                self.entered = self.played.now;
                let events = machine.acted[found].events.clone();
                self.labels.extend(wait.label.clone().map(|label| (label, Some(Labelled { events }))));
                return true;
            }
            if self.reply() {
                continue;
            }
            match self.next(false) {
                Some(next) if until.is_some_and(|until| next > until) => return false,
                Some(next) => self.tick(next),
                None if wait.acts.is_empty() => {
                    self.entered();
                    return true;
                }
                None => {
                    self.in_vain(step, wait);
                    return false;
                }
            }
        }
    }

    /// What was awaited does not come. Talks that are over need no more of it; else it is told.
    fn in_vain(&mut self, step: &Step, wait: &Await) {
        let over = self.joint(|joint| {
            let closed = joint.convening.standing == Standing::Closed;
            joint.agreements.whole().map(|_| "agreed").or(closed.then_some("closed"))
        });
        if let Some(over) = over.flatten() {
            let line = self.document.line(step.mark);
            let note =
                format!("the talks were {over} before line {line} of the script: it is played no further");
            return self.played.notes.push(note);
        }
        let acts = wait.acts.iter().map(|act| format!("`{act}`")).collect::<Vec<_>>().join(" or ");
        let whose = match &wait.by {
            Some(by) => format!("`{by}` has not done"),
            None => "no automated seat has done".to_owned(),
        };
        let place = wait.place.as_ref().map_or_else(String::new, |place| format!(" in `{place}`"));
        self.wrong(
            step.mark,
            format!("{whose} {acts}{place}, and all automated seats wait for people: the script is played no further"),
            "see with `--as` what was done, and what whoever you wait for waits for",
        );
    }

    /// An entry of the script is done: acts from now on come after it.
    pub(super) fn entered(&mut self) {
        self.entered = self.played.now;
        if let Some(machine) = &mut self.machine {
            machine.before = machine.acted.len();
        }
    }

    /// Says what kept automated seats from acting.
    pub(super) fn tell_faults(&mut self) {
        let Some(machine) = &self.machine else { return };
        let mut faults = machine.faults();
        if machine.acts >= ACTS_MAX {
            faults
                .push((None, format!("automated seats have acted {ACTS_MAX} times, and no more is played")));
        }
        for (mark, what) in faults {
            self.as_expected = false;
            match mark {
                Some(mark) => {
                    self.document.wrong(mark, what, "the talks were played on, and it acted no more");
                }
                None => self.played.faults.push(what),
            }
        }
    }
}
