use rust_decimal::Decimal;

use crate::engine::breaches::Verdict;
use crate::engine::days::Days;
use crate::engine::disputes::Dispute;
use crate::engine::status::{Breached, CommitmentStatus, Duty, Seen, State};
use crate::engine::window::{Rest, Windows};
use crate::journal::Declaration;
use crate::terms::{Anchor, BreachRule, Cure, Length, Moment, Name, Precondition};

/// One step from the clauses of an accord and the facts of its journal to where a commitment stands, as a person would
/// argue it: first when it holds, then what is asked, what was seen, what follows.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// It takes effect on a day, by itself.
    Starts(Derived),
    /// It takes effect no earlier than this is met; `None` while it is not.
    OnlyIf(Precondition, Option<Moment>),
    /// It takes effect together with another: the place of that, and the day on which that could.
    Together(usize, Option<Moment>),
    /// It ends by its sunset.
    Sunset(Derived),
    /// It was ended by an entry.
    Ended {
        /// When.
        at: Moment,
        /// By which entry.
        entry: Name,
    },
    /// It rests or rested.
    Rested(Rest),
    /// This is the limit from a day on; from its start where there is none.
    Limit {
        /// The limit in the measure's unit.
        value: Decimal,
        /// From which day.
        from: Option<Derived>,
    },
    /// The last that was seen, and how far that is beyond the limit of then; `None` where it complies.
    Observed {
        /// The observation.
        seen: Seen,
        /// What counts against the limit: the value, or the period's sum.
        amount: Option<Decimal>,
        /// By how much it is beyond.
        beyond: Option<Decimal>,
    },
    /// Something was to be done by a day.
    Duty {
        /// What became of it.
        duty: Duty,
        /// How its day came about, where it is to be done once by a stated day.
        due: Option<Derived>,
    },
    /// It was not kept, and this is what became of that.
    Breach {
        /// The breach, its dates and entries, and the verdict.
        breach: Breached,
        /// What counts as a breach.
        rule: BreachRule,
        /// What could mend it.
        cure: Option<Cure>,
        /// The entries that bear on it, in order: allegations, findings, extensions, exertions that forgave.
        entries: Vec<Name>,
    },
    /// It is or was in dispute.
    Disputed(Dispute),
    /// So it stands there.
    Therefore(State),
}

/// A day, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// The day; `None` where it waits for something.
    pub day: Option<Moment>,
    /// By which rule.
    pub rule: DayRule,
    /// From which other days.
    pub of: Vec<Derived>,
}

/// How a day came about.
#[derive(Clone, Debug, PartialEq)]
pub enum DayRule {
    /// The accord states it.
    Stated,
    /// It is the day of a milestone: the place of that.
    Milestone(usize),
    /// So long after another.
    After(Length),
    /// The first of several.
    Earliest,
    /// The last of several.
    Latest,
    /// It waits for a declaration of this: the entry that declared it.
    Declared(String, Option<Name>),
    /// A day, or an earlier one by consent: the entries that consented.
    Consent(Vec<Name>),
    /// A day unless a power took effect before: the place of the power.
    Unless(usize),
    /// A power brought it about: the entry that exerted it.
    Power(Name),
}

pub(crate) fn reasons(windows: &Windows<'_, '_, '_>, at: usize, status: CommitmentStatus) -> Vec<Reason> {
    let days = windows.days;
    let scene = days.scene;
    let accord = scene.accord;
    let commitment = &accord.terms().commitments[at];
    let derive = |anchor: &Anchor| derive(days, None, anchor);
    let mut all = vec![Reason::Starts(derive(commitment.trigger.from()))];
    for precondition in &commitment.preconditions {
        all.push(Reason::OnlyIf(precondition.clone(), windows.met(precondition)));
    }
    for other in accord.group(at).into_iter().flatten().filter_map(|name| accord.commitment(name)) {
        if other != at {
            all.push(Reason::Together(other, windows.by_itself(other)));
        }
    }
    all.extend(commitment.sunset.iter().map(|sunset| Reason::Sunset(derive(&sunset.at))));
    all.extend(status.ended.clone().map(|(at, entry)| Reason::Ended { at, entry }));
    all.extend(status.rests.iter().cloned().map(Reason::Rested));
    for limit in commitment.measure.iter().flat_map(|measure| &measure.limits) {
        all.push(Reason::Limit { value: limit.value, from: limit.from.as_ref().map(derive) });
    }
    if let (Some(seen), Some(measure)) = (status.last.clone(), &commitment.measure) {
        let beyond = match (status.amount, status.limit) {
            (Some(amount), Some(limit)) => measure.operator.beyond(amount, limit, measure.tolerance),
            _ => None,
        };
        all.push(Reason::Observed { seen, amount: status.amount, beyond });
    }
    for duty in status.duties.iter().cloned() {
        all.push(Reason::Duty { duty, due: commitment.due.as_ref().map(derive) });
    }
    for breach in status.breaches {
        let entries = bearing(windows, at, &breach);
        all.push(Reason::Breach {
            breach,
            rule: commitment.breach.rule,
            cure: commitment.breach.cure,
            entries,
        });
    }
    let about = |dispute: &&Dispute| dispute.commitment == at;
    all.extend(days.disputes.iter().filter(about).cloned().map(Reason::Disputed));
    all.push(Reason::Therefore(status.state));
    all
}

/// The entries that bear on a breach.
fn bearing(windows: &Windows<'_, '_, '_>, at: usize, breach: &Breached) -> Vec<Name> {
    let scene = windows.days.scene;
    let mut entries: Vec<Name> = scene
        .about(at)
        .filter(|told| told.at >= breach.from && breach.until.is_none_or(|until| told.at <= until))
        .filter(|told| {
            matches!(
                told.declaration,
                Declaration::Alleges { .. }
                    | Declaration::Finds { .. }
                    | Declaration::Extends { rung: None, .. }
            )
        })
        .map(|told| told.entry.id.clone())
        .collect();
    if breach.verdict == Verdict::Waived {
        let effects = scene.accord.effects_on(at).iter();
        let exerted = effects.flat_map(|(power, _)| windows.days.exertions(*power));
        entries.extend(
            exerted.filter(|exertion| exertion.takes_effect.is_some()).map(|exertion| exertion.entry.clone()),
        );
    }
    entries
}

/// How the day of an anchor came about; `milestone` is the one that it stands in.
fn derive(days: &Days<'_, '_>, milestone: Option<usize>, anchor: &Anchor) -> Derived {
    let accord = days.scene.accord;
    let inner = |anchor: &Anchor| derive(days, milestone, anchor);
    let name = milestone.map(|at| &*accord.terms().milestones[at].name);
    let (rule, of) = match anchor {
        Anchor::On(_) => (DayRule::Stated, Vec::new()),
        Anchor::At(other) => {
            let Some(at) = accord.milestone(other) else {
                return Derived { day: None, rule: DayRule::Stated, of: Vec::new() };
            };
            let day = days.milestone(at);
            let by_power = days.power_that_reached(other).filter(|(moment, _)| Some(*moment) == day);
            let of = match by_power {
                Some((day, entry)) => Derived { day: Some(day), rule: DayRule::Power(entry), of: Vec::new() },
                None => derive(days, Some(at), &accord.terms().milestones[at].when),
            };
            (DayRule::Milestone(at), vec![of])
        }
        Anchor::After { from, by } => (DayRule::After(*by), vec![inner(from)]),
        Anchor::Earliest(several) => (DayRule::Earliest, several.iter().map(inner).collect()),
        Anchor::Latest(several) => (DayRule::Latest, several.iter().map(inner).collect()),
        Anchor::Event(what) => {
            let entry = name.and_then(|name| days.declaration_of(name)).map(|told| told.entry.id.clone());
            (DayRule::Declared(what.clone(), entry), Vec::new())
        }
        Anchor::OrEarlierByConsent(when) => {
            let entries = name.map(|name| days.consents(name)).unwrap_or_default();
            (DayRule::Consent(entries), vec![inner(when)])
        }
        Anchor::Unless { when, power } => {
            (DayRule::Unless(accord.power(power).unwrap_or_default()), vec![inner(when)])
        }
    };
    Derived { day: days.within(name, anchor), rule, of }
}
