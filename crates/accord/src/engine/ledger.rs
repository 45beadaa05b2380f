use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::engine::course::{Edges, Ground, Reading};
use crate::engine::days::Days;
use crate::engine::disputes::disputes;
use crate::engine::due::{Due, of_commitment, of_ladders};
use crate::engine::read::Read;
use crate::engine::reasons::{Reason, reasons};
use crate::engine::recurrence::Recurring;
use crate::engine::scene::{Scene, Stances};
use crate::engine::shelf::{Seen, Shelf};
use crate::engine::status::{self, CommitmentStatus, Held, MilestoneStatus, Status};
use crate::engine::window::Windows;
use crate::journal::{Body, Declaration, Earlier, Entry, EntryError, check};
use crate::terms::{Accord, Length, Name};

/// An accord and all that came in about it. Entries are added in any order, and never changed.
pub struct Ledger {
    accord: Arc<Accord>,
    declared: Vec<Entry>,
    seen: Vec<Seen>,
    /// By commitment, in the order of what they are about.
    readings: Vec<Vec<Reading>>,
    places: HashMap<Name, Place>,
    /// Names of members, each once.
    names: HashMap<Name, Name>,
    /// By commitment: its readings as read by the rules with all that is known, up to the count that it has; gone where
    /// that must be done anew.
    read: Vec<Option<Read>>,
    /// By commitment: the days on which it comes again.
    recurring: Vec<RefCell<Recurring>>,
}

/// Where an entry is kept.
#[derive(Clone, Copy)]
enum Place {
    Declared(u32),
    Seen(u32),
}

impl Ledger {
    /// Nothing has come in.
    #[must_use]
    pub fn new(accord: Arc<Accord>) -> Self {
        let count = accord.terms().commitments.len();
        Self {
            accord,
            declared: Vec::new(),
            seen: Vec::new(),
            readings: vec![Vec::new(); count],
            places: HashMap::new(),
            names: HashMap::new(),
            read: vec![None; count],
            recurring: vec![RefCell::default(); count],
        }
    }

    /// The accord.
    #[must_use]
    pub fn accord(&self) -> &Accord {
        &self.accord
    }

    /// How many entries came in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether nothing has come in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether an entry of that name came in.
    #[must_use]
    pub fn has(&self, entry: &str) -> bool {
        self.places.contains_key(entry)
    }

    /// The declarations, in the order in which they came in.
    #[must_use]
    pub fn declarations(&self) -> &[Entry] {
        &self.declared
    }

    /// Whether an entry would be taken in.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check(&self, entry: &Entry) -> Result<(), EntryError> {
        check(&self.accord, entry, &|name| {
            self.places.get(name).map(|place| match place {
                Place::Declared(at) => {
                    let entry = &self.declared[*at as usize];
                    Earlier { by: &entry.by, declaration: entry.declaration() }
                }
                Place::Seen(at) => Earlier { by: &self.seen[*at as usize].by, declaration: None },
            })
        })
    }

    /// Takes an entry in.
    ///
    /// # Errors
    /// What does not fit: nothing is taken in then.
    pub fn add(&mut self, entry: Entry) -> Result<(), EntryError> {
        self.check(&entry)?;
        let id = entry.id.clone();
        let place = match &entry.body {
            Body::Observed(_) => Place::Seen(self.observe(entry)?),
            Body::Declared(declaration) => {
                // It may take out what was read.
                if matches!(declaration, Declaration::Withdraws { .. }) {
                    self.read.iter_mut().for_each(|read| *read = None);
                }
                self.declared.push(entry);
                Place::Declared((self.declared.len() - 1) as u32)
            }
        };
        self.places.insert(id, place);
        Ok(())
    }

    fn observe(&mut self, entry: Entry) -> Result<u32, EntryError> {
        let calendar = self.accord.calendar();
        let Body::Observed(observation) = &entry.body else { unreachable!("the caller has looked") };
        let at = self.accord.commitment(&observation.commitment).expect("the entry was checked");
        let measure = self.accord.terms().commitments[at].measure.as_ref().expect("the entry was checked");
        let units = &self.accord.terms().units;
        let convert = |value| match &observation.unit {
            Some(unit) => units.convert(value, unit, &measure.unit),
            None => Ok(value),
        };
        // Where something is done, the day counts on which it is done.
        let flows = matches!(measure.quantity, crate::terms::Quantity::Flow(_))
            && self.accord.terms().commitments[at].is_continuing();
        let reading = Reading {
            // What flowed in a period counts there.
            at: calendar.begins(observation.period.filter(|_| flows).map_or(entry.at, Into::into)),
            known: entry.known,
            value: convert(observation.value)?,
            uncertainty: observation.uncertainty.map(convert).transpose()?,
            period: observation.period,
            entry: self.seen.len() as u32,
        };
        let seen = Seen { id: entry.id.clone(), by: self.name(&entry.by) };
        let readings = &self.readings[at];
        let before = |other: &Reading| {
            (other.at, other.known, &*self.seen[other.entry as usize].id)
                <= (reading.at, reading.known, &*seen.id)
        };
        // Most come in order: then the last alone is looked at.
        let place = match readings.last() {
            Some(last) if !before(last) => readings.partition_point(before),
            _ => readings.len(),
        };
        if let Some(read) = &mut self.read[at] {
            read.rewind(place);
        }
        self.readings[at].insert(place, reading);
        self.seen.push(seen);
        Ok(reading.entry)
    }

    fn name(&mut self, name: &str) -> Name {
        match self.names.get(name) {
            Some(known) => known.clone(),
            None => {
                let new: Name = name.into();
                self.names.insert(new.clone(), new.clone());
                new
            }
        }
    }

    /// What follows at the end of a day, of all that is known.
    pub fn status(&mut self, on: Date) -> Status {
        self.status_at(self.accord.calendar().last_instant(on), Timestamp::MAX)
    }

    /// What followed at the end of a day, of what was known at the end of another.
    pub fn status_as_known(&mut self, on: Date, as_known_on: Date) -> Status {
        let calendar = self.accord.calendar();
        let (on, known) = (calendar.last_instant(on), calendar.last_instant(as_known_on));
        self.status_at(on, known)
    }

    /// What follows at an instant, of what became known until another.
    pub fn status_at(&mut self, on: Timestamp, known: Timestamp) -> Status {
        self.look(on, known, |view| {
            let days = view.windows.days;
            let accord = days.scene.accord;
            let commitments = (0..accord.terms().commitments.len()).map(|at| view.commitment(at)).collect();
            let mut status = Status {
                on,
                as_known_on: known,
                milestones: milestones(days),
                commitments,
                exertions: (0..accord.terms().powers.len())
                    .flat_map(|at| days.exertions(at).to_vec())
                    .collect(),
                disputes: days.disputes.to_vec(),
                held: Vec::new(),
            };
            for member in &accord.terms().members {
                if view.stances.members().any(|name| *name == *member.name) {
                    let held = held(view, &member.name, &status);
                    status.held.extend(held);
                }
            }
            status
        })
    }

    /// Where one commitment stands at an instant, of all that is known: as in [`Ledger::status_at`], without the others.
    ///
    /// # Panics
    /// Where the accord has no commitment at that place.
    pub fn status_of(&mut self, commitment: usize, on: Timestamp) -> CommitmentStatus {
        self.look(on, Timestamp::MAX, |view| view.commitment(commitment))
    }

    /// Why one commitment stands as it does at an instant, of what became known until another.
    ///
    /// # Panics
    /// Where the accord has no commitment at that place.
    pub fn reasons(&mut self, commitment: usize, on: Timestamp, known: Timestamp) -> Vec<Reason> {
        self.look(on, known, |view| {
            let status = view.commitment(commitment);
            reasons(view.windows, commitment, status)
        })
    }

    /// What is owed at the end of a day and within a length of time after it, what is late before it, in order of time.
    pub fn due(&mut self, on: Date, within: Length) -> Vec<Due> {
        self.due_as_known(on, within, Timestamp::MAX)
    }

    /// As [`Ledger::due`], of what became known until an instant.
    pub fn due_as_known(&mut self, on: Date, within: Length, known: Timestamp) -> Vec<Due> {
        let calendar = self.accord.calendar();
        let last = calendar.later(on, within).unwrap_or(Date::MAX);
        let instant = calendar.last_instant(on);
        self.look(instant, known, |view| {
            let mut all = of_ladders(view.windows.days, last);
            for at in 0..view.windows.days.scene.accord.terms().commitments.len() {
                let status = view.commitment(at);
                of_commitment(view.windows, at, &status, last, &mut all);
            }
            all.sort_by_key(|due| (due.at, due.commitment));
            all
        })
    }

    /// What would follow at the end of a day if these entries came in too. They are not kept.
    ///
    /// # Errors
    /// The first entry that does not fit.
    pub fn what_if(&mut self, entries: &[Entry], on: Date) -> Result<Status, EntryError> {
        let mut taken = 0;
        let added = entries.iter().try_for_each(|entry| {
            self.add(entry.clone())?;
            taken += 1;
            Ok(())
        });
        let status = added.map(|()| self.status(on));
        entries[..taken].iter().rev().for_each(|entry| self.forget(&entry.id));
        status
    }

    /// Takes out the entry that came in last of its kind.
    fn forget(&mut self, id: &str) {
        match self.places.remove(id) {
            Some(Place::Declared(at)) => {
                self.declared.truncate(at as usize);
                self.read.iter_mut().for_each(|read| *read = None);
            }
            Some(Place::Seen(at)) => {
                self.seen.truncate(at as usize);
                for (readings, read) in self.readings.iter_mut().zip(&mut self.read) {
                    if let Some(place) = readings.iter().rposition(|reading| reading.entry == at) {
                        readings.remove(place);
                        *read = None;
                        return;
                    }
                }
            }
            None => {}
        }
    }

    fn look<R>(
        &mut self,
        on: Timestamp,
        known: Timestamp,
        ask: impl FnOnce(&mut View<'_, '_, '_, '_>) -> R,
    ) -> R {
        let Self { accord, declared, seen, readings, read, recurring, .. } = self;
        let declared: Vec<&Entry> = declared.iter().filter(|entry| entry.known <= known).collect();
        let stances = Stances::of(&declared, accord.calendar(), on);
        let shelf = Shelf { readings, seen, recurring, known };
        // Without ground, and by the rules alone.
        let scene = Scene::new(accord, &declared, &stances, None, on);
        let ladders = disputes(&scene);
        let days = Days::new(&scene, &ladders);
        let windows = Windows::new(&days, &shelf);
        ask(&mut View { windows: &windows, stances: &stances, declared: &declared, read })
    }
}

/// A ledger at an instant.
struct View<'v, 'd, 's, 'a> {
    windows: &'v Windows<'d, 's, 'a>,
    stances: &'v Stances<'a>,
    declared: &'v [&'a Entry],
    read: &'v mut [Option<Read>],
}

impl View<'_, '_, '_, '_> {
    fn commitment(&mut self, at: usize) -> CommitmentStatus {
        let kept = bring(self.windows, at, &mut self.read[at]);
        status::commitment(self.windows, at, kept)
    }
}

/// Reads on where the readings of a commitment were left; nothing where not all of them are asked for.
fn bring<'r>(windows: &Windows<'_, '_, '_>, at: usize, read: &'r mut Option<Read>) -> Option<&'r Read> {
    let scene = windows.days.scene;
    let commitment = &scene.accord.terms().commitments[at];
    let measure = commitment.measure.as_ref().filter(|_| commitment.is_continuing())?;
    let readings = &windows.shelf.readings[at];
    if !is_all_asked_for(windows, at) {
        return None;
    }
    // A day may have become known since: a window is not what it was.
    let edges = Edges::new(measure, windows.of(at), windows.days);
    let mut kept = match read.take() {
        Some(kept) if kept.edges == edges => kept,
        _ => Read::new(edges),
    };
    let ground = Ground { measure, calendar: scene.accord.calendar() };
    kept.read_on(ground, readings, |reading| windows.shelf.counts(reading, scene));
    Some(read.insert(kept))
}

/// Whether no reading of a commitment is left aside, as not known yet or of a later time.
fn is_all_asked_for(windows: &Windows<'_, '_, '_>, at: usize) -> bool {
    let last = windows.shelf.readings[at].last();
    windows.shelf.known == Timestamp::MAX && last.is_none_or(|last| last.at <= windows.days.scene.on)
}

fn milestones(days: &Days<'_, '_>) -> Vec<MilestoneStatus> {
    (0..days.scene.accord.terms().milestones.len())
        .map(|at| {
            let day = days.milestone(at);
            MilestoneStatus { day, has_come: day.is_some_and(|day| days.has_come(day)) }
        })
        .collect()
}

/// What a member holds to stand otherwise than it does by the rules.
fn held(view: &View<'_, '_, '_, '_>, member: &Name, rules: &Status) -> Option<Held> {
    let shelf = view.windows.shelf;
    let by_rules = view.windows.days.scene;
    let accord = by_rules.accord;
    let scene = Scene::new(accord, view.declared, view.stances, Some(member), rules.on);
    let ladders = disputes(&scene);
    let days = Days::new(&scene, &ladders);
    let windows = Windows::new(&days, shelf);
    // Where it disputes no observation, what was read by the rules is read by it too, as far as its windows are the same.
    let declared: HashSet<&str> = view.declared.iter().map(|entry| &*entry.id).collect();
    let same =
        scene.left_out.iter().all(|entry| by_rules.left_out.contains(entry) || declared.contains(entry));
    let kept = |at: usize| {
        let measure = accord.terms().commitments[at].measure.as_ref()?;
        let read = view.read[at].as_ref().filter(|_| same && is_all_asked_for(&windows, at))?;
        (read.edges == Edges::new(measure, windows.of(at), &days)).then_some(read)
    };
    let differs = |(at, by_rules): (usize, &CommitmentStatus)| {
        let state = status::commitment(&windows, at, kept(at)).state;
        (state != by_rules.state).then_some((at, state))
    };
    let commitments: Vec<_> = rules.commitments.iter().enumerate().filter_map(differs).collect();
    let milestones: Vec<_> = milestones(&days)
        .into_iter()
        .zip(&rules.milestones)
        .enumerate()
        .filter(|(_, (held, rules))| held != *rules)
        .map(|(at, (held, _))| (at, held.day))
        .collect();
    (!commitments.is_empty() || !milestones.is_empty()).then(|| Held {
        by: member.clone(),
        milestones,
        commitments,
    })
}

/// What follows at the end of a day from an accord and its journal, of what was known at the end of another.
///
/// # Errors
/// The first entry that does not fit.
pub fn status(
    accord: &Arc<Accord>,
    journal: &[Entry],
    on: Date,
    as_known_on: Date,
) -> Result<Status, EntryError> {
    let mut ledger = Ledger::new(Arc::clone(accord));
    for entry in journal {
        ledger.add(entry.clone())?;
    }
    Ok(ledger.status_as_known(on, as_known_on))
}
