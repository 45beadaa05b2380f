//! The record itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::case_file::CaseFile;
use crate::commitment::{Committed, EventFault, check, time, time_of};
use crate::encoding::Hash;
use crate::keys::{LogKey, PublicKey};
use crate::note::{Head, compartment_origin, name_is_right, verifier_key};
use crate::salts::{SaltFor, Salts};
use crate::slots::{Slots, blind, blinded, place_of};
use crate::tree::Tree;

/// The signed head of a compartment, in answer to an act: a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    pub(crate) note: String,
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

impl SignedHead {
    /// The signed note, to be kept as it is.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }

    /// How many events it covers.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of their tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.root
    }
}

/// The signed head of the talk log, at a calendar moment: the line that seats compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint(SignedHead);

impl Checkpoint {
    /// The signed note (C2SP `tlog-checkpoint`).
    #[must_use]
    pub fn note(&self) -> &str {
        &self.0.note
    }

    /// How many moments it covers.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// The root of the talk log.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.0.root
    }
}

/// One compartment: its events, its tree, its heads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Compartment {
    pub(crate) entries: Vec<Committed>,
    pub(crate) tree: Tree,
    pub(crate) heads: Vec<SignedHead>,
    /// For each moment that covers it, from the first on: how many of its heads there were.
    pub(crate) covered: Vec<usize>,
    /// The number of the first moment that covers it, once there is one.
    pub(crate) first_moment: usize,
    last_at: Option<jiff::Timestamp>,
}

impl Compartment {
    /// Its head as the moment of this number covers it.
    pub(crate) fn head_at(&self, moment: usize) -> Option<&SignedHead> {
        let nth = moment.checked_sub(self.first_moment)?;
        self.covered.get(nth).map(|heads| &self.heads[heads - 1])
    }
}

/// A calendar moment.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) at: String,
    time: jiff::Timestamp,
    /// What blinds, and the random parts of its tree, come from.
    pub(crate) secret: Hash,
    /// The root of its tree of places.
    pub(crate) slots: Hash,
    pub(crate) checkpoint: Checkpoint,
}

/// What happened in talks, so that nobody can rewrite it unseen, nor read from one compartment anything of another.
///
/// *What you tell it*: [`append`](Self::append) what an act caused, [`seal`](Self::seal) a calendar moment, [`erase`](Self::erase) a content.
/// *What you ask it*: [`events`](Self::events) of a compartment, a person's [`case_file`](Self::case_file).
///
/// It holds the key that signs: a record that is kept must be kept as safely as the key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "Kept", try_from = "Kept")]
pub struct Record {
    origin: String,
    key: LogKey,
    compartments: BTreeMap<String, Compartment>,
    moments: Vec<Moment>,
    log: Tree,
}

impl Record {
    /// The record of talks that begin. `origin` names them in every signed note: one word, such as `wasit.example/muscat-2025`.
    ///
    /// # Errors
    /// [`RecordError::Origin`] where it is no such word.
    pub fn open(origin: &str, key: LogKey) -> Result<Self, RecordError> {
        if !name_is_right(origin) {
            return Err(RecordError::Origin(origin.to_owned()));
        }
        Ok(Self {
            origin: origin.to_owned(),
            key,
            compartments: BTreeMap::new(),
            moments: Vec::new(),
            log: Tree::default(),
        })
    }

    /// The name of the talks in signed notes.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What signatures are checked with.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.key.public()
    }

    /// The key in the form in which other tools for signed notes take it.
    #[must_use]
    pub fn verifier_key(&self) -> String {
        verifier_key(&self.origin, &self.key.public())
    }

    /// Appends the events of one act to a compartment, which is there from its first event on. All of them, or none.
    ///
    /// An event is an object that carries its time as `"at"` (RFC 3339, UTC); anywhere in it, `{"$content": X}` wraps what is confidential
    /// and may be erased one day.
    ///
    /// # Errors
    /// [`RecordError`]; nothing has changed then.
    pub fn append(
        &mut self,
        compartment: &str,
        events: &[Value],
        salts: &mut dyn Salts,
    ) -> Result<SignedHead, RecordError> {
        let latest = self.check(compartment, events)?;
        let origin = compartment_origin(&self.origin, compartment);
        let into = match self.compartments.get_mut(compartment) {
            Some(into) => into,
            None => self.compartments.entry(compartment.to_owned()).or_default(),
        };
        for event in events {
            let entry = Committed::to(event, compartment, into.tree.len(), salts);
            into.tree.push(entry.leaf());
            into.entries.push(entry);
        }
        into.last_at = Some(latest);
        let (size, root) = (into.tree.len(), into.tree.root());
        let note = Head { origin, size, root }.sign(&self.origin, &self.key);
        let head = SignedHead { note, size, root };
        into.heads.push(head.clone());
        Ok(head)
    }

    /// Whether the events can be appended; says the time of the last.
    fn check(&self, compartment: &str, events: &[Value]) -> Result<jiff::Timestamp, RecordError> {
        let wrong = |letter: char| letter.is_control();
        if compartment.is_empty() || compartment.contains(wrong) {
            return Err(RecordError::Compartment(compartment.to_owned()));
        }
        let there = self.compartments.get(compartment);
        if there.is_none() {
            let place = place_of(&self.origin, compartment);
            if self.compartments.keys().any(|other| place_of(&self.origin, other) == place) {
                return Err(RecordError::Place(compartment.to_owned()));
            }
        }
        let sealed = self.moments.last().map(|moment| moment.time);
        let mut latest = there.and_then(|there| there.last_at).max(sealed);
        for (nth, event) in events.iter().enumerate() {
            let time = check(event).map_err(|fault| RecordError::Event { nth, fault })?;
            if latest.is_some_and(|latest| time < latest) {
                return Err(RecordError::Earlier { nth });
            }
            latest = Some(time);
        }
        if events.is_empty() { Err(RecordError::NoEvents) } else { latest.ok_or(RecordError::NoEvents) }
    }

    /// Seals a calendar moment: fixes all compartments as they are in one leaf of the talk log. To be done at moments that all
    /// seats know beforehand, never because of an act: the times of moments are seen by everyone.
    ///
    /// # Errors
    /// [`RecordError::Moment`] where it is no time, or not after the moment before; [`RecordError::AfterMoment`] where an event is dated after it.
    pub fn seal(&mut self, moment: &str, salts: &mut dyn Salts) -> Result<Checkpoint, RecordError> {
        let refused = || RecordError::Moment(moment.to_owned());
        let time = time(moment).ok_or_else(refused)?;
        if self.moments.last().is_some_and(|last| last.time >= time) {
            return Err(refused());
        }
        if self.compartments.values().any(|compartment| compartment.last_at.is_some_and(|last| last > time)) {
            return Err(RecordError::AfterMoment(moment.to_owned()));
        }
        let nth = self.moments.len();
        let secret = Hash(salts.salt(&SaltFor::Moment { nth: nth as u64 }));
        for compartment in self.compartments.values_mut() {
            if compartment.covered.is_empty() {
                compartment.first_moment = nth;
            }
            compartment.covered.push(compartment.heads.len());
        }
        let slots = self.slots(nth, &secret).root();
        self.log.push(moment_leaf(moment, &slots));
        let (size, root) = (self.log.len(), self.log.root());
        let note = Head { origin: self.origin.clone(), size, root }.sign(&self.origin, &self.key);
        let checkpoint = Checkpoint(SignedHead { note, size, root });
        self.moments.push(Moment {
            at: moment.to_owned(),
            time,
            secret,
            slots,
            checkpoint: checkpoint.clone(),
        });
        Ok(checkpoint)
    }

    /// The tree of places of a moment.
    pub(crate) fn slots<'a>(&self, moment: usize, secret: &'a Hash) -> Slots<'a> {
        let taken = |(name, compartment): (&String, &Compartment)| {
            let head = compartment.head_at(moment)?;
            Some((place_of(&self.origin, name), blinded(&blind(secret, name), head.size, &head.root)))
        };
        Slots::new(secret, self.compartments.iter().filter_map(taken).collect())
    }

    /// Erases the contents of one event, with their salts, without which nobody can find out what they were. Everything that was signed still
    /// verifies. To erase what is erased changes nothing.
    ///
    /// # Errors
    /// [`RecordError::NoSuchEvent`].
    pub fn erase(&mut self, compartment: &str, ordinal: u64) -> Result<(), RecordError> {
        let entry = usize::try_from(ordinal)
            .ok()
            .and_then(|at| self.compartments.get_mut(compartment)?.entries.get_mut(at))
            .ok_or_else(|| RecordError::NoSuchEvent { compartment: compartment.to_owned(), ordinal })?;
        entry.contents.fill(None);
        Ok(())
    }

    /// How many events a compartment has; 0 where there is none of this name.
    #[must_use]
    pub fn len(&self, compartment: &str) -> u64 {
        self.compartments.get(compartment).map_or(0, |compartment| compartment.tree.len())
    }

    /// Whether nothing was appended yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.compartments.is_empty()
    }

    /// The names of all compartments, in their order.
    pub fn compartments(&self) -> impl Iterator<Item = &str> {
        self.compartments.keys().map(String::as_str)
    }

    /// The events of a compartment in their order, with their contents; an erased content is `{"$erased": hash}`.
    pub fn events(&self, compartment: &str) -> impl Iterator<Item = Value> {
        let entries = self.compartments.get(compartment).map(|compartment| &compartment.entries[..]);
        entries.unwrap_or_default().iter().map(|entry| {
            let committed =
                serde_json::from_str(&entry.event).expect("committed forms were written from JSON");
            entry.shown(&committed)
        })
    }

    /// The heads that answered the acts of a compartment.
    pub fn heads(&self, compartment: &str) -> impl Iterator<Item = &SignedHead> {
        self.compartments
            .get(compartment)
            .map(|compartment| &compartment.heads[..])
            .unwrap_or_default()
            .iter()
    }

    /// The checkpoints of the talk log, one for each moment.
    pub fn checkpoints(&self) -> impl Iterator<Item = &Checkpoint> {
        self.moments.iter().map(|moment| &moment.checkpoint)
    }

    /// The case file of a person who sees these compartments. One that has no events yet is left out, as nobody could tell it from none.
    #[must_use]
    pub fn case_file(&self, person: &str, compartments: &[&str]) -> CaseFile {
        CaseFile::of(self, person, compartments)
    }

    pub(crate) fn key(&self) -> &LogKey {
        &self.key
    }

    pub(crate) fn compartment(&self, name: &str) -> Option<&Compartment> {
        self.compartments.get(name)
    }

    pub(crate) fn moments(&self) -> &[Moment] {
        &self.moments
    }

    pub(crate) fn log(&self) -> &Tree {
        &self.log
    }
}

/// The leaf of the talk log for a moment.
pub(crate) fn moment_leaf(at: &str, slots: &Hash) -> Hash {
    Hash::of(&[format!("wasit-moment/1\n{at}\n{slots}\n").as_bytes()])
}

/// Why a record does not take something; nothing has changed. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The name of the talks is no word.
    #[error("`{0}` cannot name talks: a name has no spaces, no `+` and no `#`")]
    Origin(String),
    /// The name of a compartment is empty or has control characters.
    #[error("`{0}` cannot name a compartment: a name has one character at least, and no control characters")]
    Compartment(String),
    /// Two names have one place in the tree of a moment; by chance it happens once in some billion billions, so that somebody looked for it.
    #[error("`{0}` cannot name a compartment: take another name")]
    Place(String),
    /// An act without events.
    #[error("an act that is recorded has one event at least")]
    NoEvents,
    /// An event that cannot be committed to.
    #[error("event {nth} of the act: {fault}")]
    Event {
        /// Its number among the events of the act, from 0.
        nth: usize,
        /// What is wrong with it.
        fault: EventFault,
    },
    /// An event is dated before one that stands in its compartment, or before the last moment.
    #[error("event {nth} of the act is dated before what is recorded already")]
    Earlier {
        /// Its number among the events of the act, from 0.
        nth: usize,
    },
    /// A moment that is no time, or not after the moment before.
    #[error("`{0}` is no time in UTC after the moment before")]
    Moment(String),
    /// An event is dated after the moment that should cover it.
    #[error("an event is dated after the moment {0}")]
    AfterMoment(String),
    /// There is no such event.
    #[error("`{compartment}` has no event {ordinal}")]
    NoSuchEvent {
        /// The compartment.
        compartment: String,
        /// The number that was asked for.
        ordinal: u64,
    },
    /// A record that was kept and does not fit together any more.
    #[error("the record that was kept is damaged: {0}")]
    Damaged(String),
}

/// A record as it is kept: what its trees are grown from.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    format: String,
    origin: String,
    key: LogKey,
    compartments: Vec<KeptCompartment>,
    moments: Vec<KeptMoment>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptCompartment {
    name: String,
    events: Vec<Committed>,
    heads: Vec<String>,
    first_moment: usize,
    covered: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptMoment {
    at: String,
    secret: Hash,
    slots: Hash,
    checkpoint: String,
}

/// The format of what is kept.
const KEPT: &str = "wasit-record/1";

impl From<Record> for Kept {
    fn from(record: Record) -> Self {
        let compartment = |(name, compartment): (String, Compartment)| KeptCompartment {
            name,
            events: compartment.entries,
            heads: compartment.heads.into_iter().map(|head| head.note).collect(),
            first_moment: compartment.first_moment,
            covered: compartment.covered,
        };
        let moment = |moment: Moment| KeptMoment {
            at: moment.at,
            secret: moment.secret,
            slots: moment.slots,
            checkpoint: moment.checkpoint.0.note,
        };
        Self {
            format: KEPT.to_owned(),
            origin: record.origin,
            key: record.key,
            compartments: record.compartments.into_iter().map(compartment).collect(),
            moments: record.moments.into_iter().map(moment).collect(),
        }
    }
}

impl TryFrom<Kept> for Record {
    type Error = RecordError;

    fn try_from(kept: Kept) -> Result<Self, RecordError> {
        let damaged = |what: &str| RecordError::Damaged(what.to_owned());
        if kept.format != KEPT {
            return Err(damaged(&format!("its format is `{}`, and this version knows {KEPT}", kept.format)));
        }
        let mut record = Self::open(&kept.origin, kept.key)?;
        for KeptCompartment { name, events, heads, first_moment, covered } in kept.compartments {
            let wrong = |what: &str| damaged(&format!("`{name}`: {what}"));
            let mut compartment = Compartment { first_moment, covered, ..Compartment::default() };
            let mut heads =
                heads.into_iter().map(|note| record.head(&compartment_origin(&kept.origin, &name), note));
            let mut next = heads.next().transpose()?;
            for event in events {
                let value: Value =
                    serde_json::from_str(&event.event).map_err(|_| wrong("an event is no JSON"))?;
                compartment.last_at = Some(time_of(&value).ok_or_else(|| wrong("an event has no time"))?);
                compartment.tree.push(event.leaf());
                compartment.entries.push(event);
                if next.as_ref().is_some_and(|head| head.size == compartment.tree.len()) {
                    let head = next.take().expect("it was just looked at");
                    if head.root != compartment.tree.root() {
                        return Err(wrong("a head is not that of its events"));
                    }
                    compartment.heads.push(head);
                    next = heads.next().transpose()?;
                }
            }
            if next.is_some()
                || compartment.heads.last().is_none_or(|head| head.size != compartment.tree.len())
            {
                return Err(wrong("its heads are not those of its events"));
            }
            let ends = compartment.covered.len() + compartment.first_moment;
            let fits = compartment.covered.is_empty() || ends == kept.moments.len();
            if !fits
                || compartment.covered.iter().any(|heads| *heads == 0 || *heads > compartment.heads.len())
            {
                return Err(wrong("its moments are not those of the talks"));
            }
            drop(heads);
            if record.compartments.insert(name, compartment).is_some() {
                return Err(damaged("a compartment stands twice"));
            }
        }
        for KeptMoment { at, secret, slots, checkpoint } in kept.moments {
            let time = time(&at).ok_or_else(|| damaged("a moment has no time"))?;
            record.log.push(moment_leaf(&at, &slots));
            let head = record.head(&kept.origin, checkpoint)?;
            if head.size != record.log.len() || head.root != record.log.root() {
                return Err(damaged("a checkpoint is not that of its moments"));
            }
            record.moments.push(Moment { at, time, secret, slots, checkpoint: Checkpoint(head) });
        }
        Ok(record)
    }
}

impl Record {
    fn head(&self, origin: &str, note: String) -> Result<SignedHead, RecordError> {
        let damaged = |what: String| RecordError::Damaged(what);
        // Whoever keeps the record keeps the key too: to check each signature would guard against nothing, and take long.
        let head = Head::read(&note).map_err(|fault| damaged(format!("a head {fault}")))?;
        if head.origin == origin {
            Ok(SignedHead { note, size: head.size, root: head.root })
        } else {
            Err(damaged(format!("a head is of `{}`", head.origin)))
        }
    }
}
