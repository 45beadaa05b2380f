use rust_decimal::Decimal;

use super::{Body, Declaration, Entry, Observation, Outcome};
use crate::terms::{Accord, Anchor, MemberKind, Modality, Rung, Trigger, Units, UnitsError, VALUE_MAX};

/// Why an entry does not go into a journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// Its name is taken.
    #[error("there is an entry `{0}` already")]
    Twice(String),
    /// It names something that the accord does not have.
    #[error("the accord has no {kind} `{name}`")]
    Unknown {
        /// What kind of thing.
        kind: &'static str,
        /// The name given.
        name: String,
    },
    /// It names an entry that the journal does not have.
    #[error("the journal has no entry `{0}`")]
    NoEntry(String),
    /// Its unit does not convert into the commitment's.
    #[error(transparent)]
    Unit(#[from] UnitsError),
    /// It does not fit what it names.
    #[error("{what}")]
    Misfit {
        /// What does not fit.
        what: String,
        /// What would.
        help: String,
    },
}

impl EntryError {
    /// What would be right.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Twice(_) => {
                "entries are never changed: give the new one another name, and withdraw the old one".into()
            }
            Self::Unknown { kind, .. } => format!("name a {kind} of the accord"),
            Self::NoEntry(_) => "name an entry that stands before it".into(),
            Self::Unit(_) => {
                "declare the conversion under `units:`, or give the value in the commitment's unit".into()
            }
            Self::Misfit { help, .. } => help.clone(),
        }
    }
}

fn misfit(what: impl Into<String>, help: impl Into<String>) -> EntryError {
    EntryError::Misfit { what: what.into(), help: help.into() }
}

/// What an entry is held against: one that stands before it.
#[derive(Clone, Copy)]
pub(crate) struct Earlier<'j> {
    /// Who made it.
    pub(crate) by: &'j str,
    /// What it declares, where it is a declaration.
    pub(crate) declaration: Option<&'j Declaration>,
}

/// Holds an entry against the accord, and against the entries before it: `before` finds them by name.
pub(crate) fn check<'j>(
    accord: &Accord,
    entry: &Entry,
    before: &dyn Fn(&str) -> Option<Earlier<'j>>,
) -> Result<(), EntryError> {
    if before(&entry.id).is_some() {
        return Err(EntryError::Twice(entry.id.to_string()));
    }
    known("member", &entry.by, accord.member(&entry.by))?;
    match &entry.body {
        Body::Observed(observation) => observed(accord, observation),
        Body::Declared(declaration) => declared(accord, entry, declaration, before),
    }
}

fn known(kind: &'static str, name: &str, at: Option<usize>) -> Result<usize, EntryError> {
    at.ok_or_else(|| EntryError::Unknown { kind, name: name.to_owned() })
}

fn observed(accord: &Accord, observation: &Observation) -> Result<(), EntryError> {
    let at = known("commitment", &observation.commitment, accord.commitment(&observation.commitment))?;
    let commitment = &accord.terms().commitments[at];
    let Some(measure) = &commitment.measure else {
        return Err(misfit(
            format!("`{}` has no measure: nothing of it can be observed", commitment.name),
            "declare that it was performed, or give the commitment a measure",
        ));
    };
    if observation.uncertainty.is_some_and(|uncertainty| uncertainty.is_sign_negative()) {
        return Err(misfit(
            "an uncertainty is not negative",
            "write how far the value may be off, either way",
        ));
    }
    for value in [Some(observation.value), observation.uncertainty].into_iter().flatten() {
        in_unit(&accord.terms().units, value, observation.unit.as_deref(), &measure.unit)?;
    }
    Ok(())
}

/// A value in a measure's unit, small enough that adding up a whole journal of them stays within a decimal.
fn in_unit(units: &Units, value: Decimal, from: Option<&str>, to: &str) -> Result<Decimal, EntryError> {
    let value = from.map_or(Ok(value), |from| units.convert(value, from, to))?;
    if value.abs() > Decimal::from(VALUE_MAX) {
        return Err(misfit(
            format!("{value} {to} is more than 10^18: no sum of it can be kept"),
            "write it in a greater unit",
        ));
    }
    Ok(value)
}

fn declared<'j>(
    accord: &Accord,
    entry: &Entry,
    declaration: &Declaration,
    before: &dyn Fn(&str) -> Option<Earlier<'j>>,
) -> Result<(), EntryError> {
    let terms = accord.terms();
    let commitment =
        |name: &str| known("commitment", name, accord.commitment(name)).map(|at| &terms.commitments[at]);
    let earlier = |name: &str| before(name).ok_or_else(|| EntryError::NoEntry(name.to_owned()));
    match declaration {
        Declaration::Reaches { milestone } => {
            let milestone = &terms.milestones[known("milestone", milestone, accord.milestone(milestone))?];
            let mut waits = false;
            milestone.when.walk(&mut |anchor| waits |= matches!(anchor, Anchor::Event(_)));
            if !waits {
                return Err(misfit(
                    format!("`{}` comes by the calendar: nobody declares it reached", milestone.name),
                    "leave the entry out, or let the milestone wait for an `event`",
                ));
            }
            if !milestone.declared_by.is_empty() && !milestone.declared_by.contains(&entry.by) {
                return Err(misfit(
                    format!("`{}` does not declare `{}` reached", entry.by, milestone.name),
                    format!("it is for {} to declare", milestone.declared_by.join(" or ")),
                ));
            }
        }
        Declaration::Consents { milestone } => {
            let milestone = &terms.milestones[known("milestone", milestone, accord.milestone(milestone))?];
            let mut by_consent = false;
            milestone.when.walk(&mut |anchor| by_consent |= matches!(anchor, Anchor::OrEarlierByConsent(_)));
            if !by_consent {
                return Err(misfit(
                    format!("`{}` is not moved by consent", milestone.name),
                    "write `or_earlier_by_consent` where the accord says so",
                ));
            }
            let member = known("member", &entry.by, accord.member(&entry.by))?;
            if terms.members[member].kind != MemberKind::Party {
                return Err(misfit(
                    format!("`{}` is no party: consent is the parties'", entry.by),
                    "name a party",
                ));
            }
        }
        Declaration::Performs { commitment: name, .. } => {
            let commitment = commitment(name)?;
            if commitment.is_continuing() {
                return Err(misfit(
                    format!("`{name}` holds at all times: it is not performed once"),
                    "observe it instead",
                ));
            }
        }
        Declaration::Requests { commitment: name } => {
            if !matches!(commitment(name)?.trigger, Trigger::Each { .. }) {
                return Err(misfit(
                    format!("`{name}` is not due each time that it is asked for"),
                    "give the commitment `each:` and what is asked for",
                ));
            }
        }
        Declaration::Alleges { commitment: name } => {
            let commitment = commitment(name)?;
            if commitment.modality == Modality::May {
                return Err(misfit(
                    format!("`{name}` may be done: nobody can breach it"),
                    "name another commitment",
                ));
            }
            let allowed = &commitment.breach.alleged_by;
            if !allowed.is_empty() && !allowed.contains(&entry.by) {
                return Err(misfit(
                    format!("`{}` may not allege a breach of `{name}`", entry.by),
                    format!("the accord lets {} do so", allowed.join(" and ")),
                ));
            }
        }
        Declaration::Finds { commitment: name, .. } => {
            commitment(name)?;
            let member = known("member", &entry.by, accord.member(&entry.by))?;
            if terms.members[member].kind != MemberKind::Body {
                return Err(misfit(format!("`{}` is no body: it cannot find that", entry.by), "name a body"));
            }
        }
        Declaration::Refers { commitment: name, pathway } => {
            commitment(name)?;
            known("pathway", pathway, accord.pathway(pathway))?;
        }
        Declaration::Decides { dispute, rung, outcome } => {
            let referred = earlier(dispute)?;
            let (pathway, at) = rung_of(accord, dispute, referred, rung)?;
            // Who complained may be content at any time.
            if !(*outcome == Outcome::Settled && *referred.by == *entry.by) {
                of_forum(&terms.pathways[pathway].rungs[at], entry)?;
            }
        }
        Declaration::Extends { by, .. }
            if by.years < 0 || by.months < 0 || by.days < 0 || by.is_nothing() =>
        {
            return Err(misfit(
                format!("`{by}` makes no time longer"),
                "write by how much longer, such as `15 days`",
            ));
        }
        Declaration::Extends { of, rung: Some(rung), .. } => {
            let (pathway, at) = rung_of(accord, of, earlier(of)?, rung)?;
            if terms.pathways[pathway].rungs[at].extension.is_none() {
                return Err(misfit(
                    format!("the time of `{rung}` cannot be made longer"),
                    "write `extension:` and by how much at most where the accord says so",
                ));
            }
            of_forum(&terms.pathways[pathway].rungs[at], entry)?;
        }
        Declaration::Extends { of, rung: None, .. } => {
            let cure = commitment(of)?.breach.cure;
            if cure.and_then(|cure| cure.extension).is_none() {
                return Err(misfit(
                    format!("the time to mend a breach of `{of}` cannot be made longer"),
                    "name a dispute and its rung, or write `extension:` under the commitment's cure",
                ));
            }
        }
        Declaration::Exerts { power } => {
            known("power", power, accord.power(power))?;
        }
        Declaration::Resumes { exertion } | Declaration::Votes { exertion, .. } => {
            let exerted = earlier(exertion)?;
            let Some(Declaration::Exerts { power }) = exerted.declaration else {
                return Err(misfit(
                    format!("`{exertion}` exerts no power"),
                    "name the entry that exerted it",
                ));
            };
            let power = &terms.powers[known("power", power, accord.power(power))?];
            if let (Declaration::Votes { .. }, None) = (declaration, &power.vote) {
                return Err(misfit(
                    format!("`{}` waits for no vote", power.name),
                    "give the power a `vote:` where the accord says so",
                ));
            }
            let who = match (declaration, &power.vote) {
                (Declaration::Votes { .. }, Some(vote)) => &*vote.body,
                _ => exerted.by,
            };
            if *who != *entry.by {
                return Err(misfit(
                    format!("`{}` does not say that of `{exertion}`", entry.by),
                    format!("it is for `{who}` to say"),
                ));
            }
        }
        Declaration::Ceases { commitment: name } => {
            if !commitment(name)?.obligors.contains(&entry.by) {
                return Err(misfit(
                    format!("`{}` does not owe `{name}`", entry.by),
                    "name a commitment of its own",
                ));
            }
        }
        Declaration::Accepts { entry: name } | Declaration::Disputes { entry: name } => {
            earlier(name)?;
        }
        Declaration::Withdraws { entry: name } => {
            let other = earlier(name)?;
            if *other.by != *entry.by {
                return Err(misfit(
                    format!("`{name}` is an entry of `{}`", other.by),
                    "dispute it: only who made an entry withdraws it",
                ));
            }
        }
        Declaration::Leaves | Declaration::States => {}
    }
    Ok(())
}

/// Only a forum says what becomes of its rung.
fn of_forum(rung: &Rung, entry: &Entry) -> Result<(), EntryError> {
    if rung.forum.is_empty() || rung.forum.contains(&entry.by) {
        return Ok(());
    }
    Err(misfit(
        format!("`{}` is not of the forum of `{}`", entry.by, rung.name),
        format!("it is for {} to say", rung.forum.join(" or ")),
    ))
}

/// The pathway of a dispute, and the place of one of its rungs.
fn rung_of(
    accord: &Accord,
    name: &str,
    dispute: Earlier<'_>,
    rung: &str,
) -> Result<(usize, usize), EntryError> {
    let Some(Declaration::Refers { pathway, .. }) = dispute.declaration else {
        return Err(misfit(
            format!("`{name}` is no dispute"),
            "name the entry that referred a commitment to a pathway",
        ));
    };
    let pathway = known("pathway", pathway, accord.pathway(pathway))?;
    let rungs = &accord.terms().pathways[pathway].rungs;
    let at = rungs.iter().position(|each| *each.name == *rung);
    Ok((pathway, known("rung", rung, at)?))
}
