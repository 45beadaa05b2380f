use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::engine::course::{Ground, Reading};
use crate::engine::days::Days;
use crate::engine::disputes::disputes;
use crate::engine::scene::{Scene, Stances};
use crate::engine::shelf::{Seen, Shelf};
use crate::engine::status::{self, CommitmentStatus, Held, MilestoneStatus, Read, Status};
use crate::engine::window::Windows;
use crate::journal::{Body, Earlier, Entry, EntryError, check};
use crate::terms::{Accord, Name};

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
            Body::Declared(_) => {
                // It may bear on any window.
                self.read.iter_mut().for_each(|read| *read = None);
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
        let flows = matches!(measure.quantity, crate::terms::Quantity::Flow(_));
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
        let place = readings.partition_point(|other| {
            (other.at, other.known, &*self.seen[other.entry as usize].id)
                <= (reading.at, reading.known, &*seen.id)
        });
        if place < readings.len() {
            self.read[at] = None;
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
        let accord = Arc::clone(&self.accord);
        let declared: Vec<&Entry> = self.declared.iter().filter(|entry| entry.known <= known).collect();
        let stances = Stances::of(&declared, accord.calendar(), on);
        let shelf = Shelf { readings: &self.readings, seen: &self.seen, known };
        // Without ground, and by the rules alone.
        let scene = Scene::new(&accord, &declared, &stances, None, on);
        let ladders = disputes(&scene);
        let days = Days::new(&scene, &ladders);
        let windows = Windows::new(&days, &shelf);
        let keep = known == Timestamp::MAX;
        // What was withdrawn is not among the readings that are kept.
        let withdrawn = scene.left_out.iter().any(|id| matches!(self.places.get(*id), Some(Place::Seen(_))));
        let keep = keep && !withdrawn;
        let commitments = (0..accord.terms().commitments.len())
            .map(|at| {
                let read =
                    if keep { bring(&windows, at, on, &mut self.read[at], &self.readings[at]) } else { None };
                status::commitment(&windows, at, read)
            })
            .collect();
        let mut status = Status {
            on,
            as_known_on: known,
            milestones: milestones(&days),
            commitments,
            exertions: (0..accord.terms().powers.len()).flat_map(|at| days.exertions(at).to_vec()).collect(),
            disputes: ladders.clone(),
            held: Vec::new(),
        };
        for member in &accord.terms().members {
            if stances.members().any(|name| *name == *member.name) {
                let held = held(&accord, &member.name, &declared, &stances, &shelf, &status);
                status.held.extend(held);
            }
        }
        status
    }
}

/// Reads on where the readings of a commitment were left; nothing where they cannot be kept.
fn bring<'r>(
    windows: &Windows<'_, '_, '_>,
    at: usize,
    on: Timestamp,
    read: &'r mut Option<Read>,
    readings: &[Reading],
) -> Option<&'r Read> {
    let scene = windows.days.scene;
    let commitment = &scene.accord.terms().commitments[at];
    let measure = commitment.measure.as_ref().filter(|_| commitment.is_continuing())?;
    // What is about a later time is not asked for.
    if readings.last().is_some_and(|last| last.at > on) {
        return None;
    }
    let fresh = match read {
        None => true,
        // A day may have become known since by the clock: a window is not what it was.
        Some(kept) => kept.edges != crate::engine::course::Edges::new(measure, windows.of(at), windows.days),
    };
    if fresh {
        *read = status::read(windows, at);
    } else if let Some(kept) = read {
        let ground = Ground { measure, calendar: scene.accord.calendar() };
        for reading in &readings[kept.count..] {
            kept.course.read(ground, &kept.edges, *reading, &mut kept.closed);
            kept.count += 1;
        }
    }
    read.as_ref()
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
fn held<'a>(
    accord: &'a Accord,
    member: &Name,
    declared: &[&'a Entry],
    stances: &Stances<'a>,
    shelf: &Shelf<'_>,
    rules: &Status,
) -> Option<Held> {
    let scene = Scene::new(accord, declared, stances, Some(member), rules.on);
    let ladders = disputes(&scene);
    let days = Days::new(&scene, &ladders);
    let windows = Windows::new(&days, shelf);
    let differs = |(at, by_rules): (usize, &CommitmentStatus)| {
        let state = status::commitment(&windows, at, None).state;
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
