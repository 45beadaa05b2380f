use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::engine::breaches::{Judge, Span, Verdict};
use crate::engine::course::{Edges, Ground};
use crate::engine::disputes::Dispute;
use crate::engine::powers::Exertion;
use crate::engine::read::Read;
use crate::engine::tasks::{self, By, Task};
use crate::engine::window::{Rest, Window, Windows};
use crate::terms::{Measure, Modality, Moment, Name, SunsetEffect};

/// What an accord and its journal say at an instant, of what was known at another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The last instant that is looked at.
    pub on: Timestamp,
    /// What became known later is left out.
    pub as_known_on: Timestamp,
    /// In the accord's order.
    pub milestones: Vec<MilestoneStatus>,
    /// In the accord's order.
    pub commitments: Vec<CommitmentStatus>,
    /// In the order of the accord's powers, then of time.
    pub exertions: Vec<Exertion>,
    /// In the order in which they began.
    pub disputes: Vec<Dispute>,
    /// Members who hold that something stands otherwise.
    pub held: Vec<Held>,
}

/// What one member holds, where that is not what follows by the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The member.
    pub by: Name,
    /// Places of milestones, and the day on which the member holds that they are; `None` where it holds that they are not.
    pub milestones: Vec<(usize, Option<Moment>)>,
    /// Places of commitments, and the state that the member holds them to be in.
    pub commitments: Vec<(usize, State)>,
}

/// The day of a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneStatus {
    /// Its day; `None` where that waits for something.
    pub day: Option<Moment>,
    /// Whether it has come.
    pub has_come: bool,
}

/// Where an obligation stands (the state machine of Symboleo).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// It waits for its day, its event or its preconditions.
    Created,
    /// It holds.
    InEffect,
    /// It rests.
    Suspended,
    /// It was kept to its end.
    Fulfilled,
    /// It is not kept, and what might mend that has run out.
    Violated,
    /// Its end came before its beginning.
    Discharged,
    /// It was ended.
    Terminated,
}

impl State {
    /// All, in order.
    pub const ALL: [Self; 7] = [
        Self::Created,
        Self::InEffect,
        Self::Suspended,
        Self::Fulfilled,
        Self::Violated,
        Self::Discharged,
        Self::Terminated,
    ];

    /// In one word, as JSON has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::InEffect => "in_effect",
            Self::Suspended => "suspended",
            Self::Fulfilled => "fulfilled",
            Self::Violated => "violated",
            Self::Discharged => "discharged",
            Self::Terminated => "terminated",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Created => "not yet in effect",
            Self::InEffect => "in effect",
            other => other.word(),
        }
    }
}

/// Where a commitment stands, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentStatus {
    /// Its state.
    pub state: State,
    /// Since when it is in that state, where an instant can be named.
    pub since: Option<Timestamp>,
    /// From which moment it is in effect; `None` where that waits for something.
    pub from: Option<Moment>,
    /// The first moment at which it does not hold any more by its sunset.
    pub until: Option<Moment>,
    /// When it was ended, and the entry that did it.
    pub ended: Option<(Moment, Name)>,
    /// When it rests and rested.
    pub rests: Vec<Rest>,
    /// What counts against the limit now: the last observation, or the period's sum.
    pub amount: Option<Decimal>,
    /// The limit now.
    pub limit: Option<Decimal>,
    /// The last observation.
    pub last: Option<Seen>,
    /// Times at which a limit was not kept, and days that were missed; in order.
    pub breaches: Vec<Breached>,
    /// What is to be done by a day: what was, and what comes next.
    pub duties: Vec<Duty>,
    /// What happens next by the clock alone.
    pub next: Option<Next>,
}

/// An observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its entry.
    pub entry: Name,
    /// What time it is about.
    pub at: Timestamp,
    /// Its value in the commitment's unit.
    pub value: Decimal,
}

/// A breach, or an excess over a soft limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breached {
    /// From when on.
    pub from: Timestamp,
    /// Until when; `None` while it lasts.
    pub until: Option<Timestamp>,
    /// How far beyond the limit at the worst; `None` for a day that was missed.
    pub worst: Option<Decimal>,
    /// The limit that was exceeded first.
    pub limit: Option<Decimal>,
    /// The day of the period, where something was to be done for it.
    pub period: Option<Date>,
    /// The entry that showed it; `None` where the clock alone does.
    pub shown_by: Option<Name>,
    /// The entry that showed that it was over.
    pub ended_by: Option<Name>,
    /// Whether it is within what the observations may be off.
    pub doubtful: bool,
    /// What became of it.
    pub verdict: Verdict,
}

/// Something that is to be done by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The day of its period or request, where it comes again and again.
    pub period: Option<Date>,
    /// From when on it can be done.
    pub from: Moment,
    /// The last moment at which it is in time; `None` while the commitment rests, or where the day is not known yet.
    pub due: Option<Moment>,
    /// When it was done, and the entry that says so.
    pub done: Option<(Timestamp, Name)>,
    /// By how many days it was late when it was done, or is now; 0 within the day after its time.
    pub late: Option<i64>,
}

/// What happens next by the clock alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: NextKind,
}

/// What happens by the clock alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextKind {
    /// It takes effect.
    Starts,
    /// Something is due.
    Due,
    /// The time to mend a breach runs out.
    CureEnds,
    /// Its limit changes, or it goes on or rests.
    Changes,
    /// It ends.
    Ends,
}

/// Where one commitment stands.
pub(crate) fn commitment(windows: &Windows<'_, '_, '_>, at: usize, read: Option<&Read>) -> CommitmentStatus {
    let window = windows.of(at);
    let commitment = &windows.days.scene.accord.terms().commitments[at];
    let mut status = CommitmentStatus {
        state: State::Created,
        since: None,
        from: window.from,
        until: window.until,
        ended: window.ended.clone(),
        rests: window.rests.clone(),
        amount: None,
        limit: None,
        last: None,
        breaches: Vec::new(),
        duties: Vec::new(),
        next: None,
    };
    if commitment.is_continuing() {
        continuing(windows, at, read, &mut status);
    } else {
        performing(windows, at, &mut status);
    }
    settle(windows, at, window, &mut status);
    status
}

/// Reads all that is known of a commitment that holds at all times.
fn read(windows: &Windows<'_, '_, '_>, at: usize, measure: &Measure) -> Read {
    let scene = windows.days.scene;
    let ground = Ground { measure, calendar: scene.accord.calendar() };
    let mut read = Read::new(Edges::new(measure, windows.of(at), windows.days));
    for reading in windows.shelf.of(at, scene) {
        read.course.read(ground, &read.edges, reading, &mut read.closed);
    }
    read
}

fn continuing(windows: &Windows<'_, '_, '_>, at: usize, kept: Option<&Read>, status: &mut CommitmentStatus) {
    let scene = windows.days.scene;
    let commitment = &scene.accord.terms().commitments[at];
    let Some(measure) = &commitment.measure else { return };
    let fresh = kept.is_none().then(|| read(windows, at, measure));
    let Some(read) = kept.or(fresh.as_ref()) else { return };
    let ground = Ground { measure, calendar: scene.accord.calendar() };
    let mut tail = Vec::new();
    let mut course = read.course;
    course.advance(ground, &read.edges, scene.on, &mut tail);
    let name = |entry: u32| windows.shelf.seen[entry as usize].id.clone();
    (status.amount, status.limit) = course.amount();
    status.last = course.last.map(|last| Seen { entry: name(last.entry), at: last.at, value: last.value });
    status.next = course.next_edge(&read.edges).map(|at| Next { at, kind: NextKind::Changes });
    let stretches = || read.closed.iter().chain(&tail).chain(&course.open);
    let spans: Vec<Span> = stretches()
        .map(|stretch| Span {
            from: stretch.from,
            until: stretch.until,
            rested: stretch.rested,
            waivable: stretch.from,
        })
        .collect();
    // What may be done is never violated.
    let hard = measure.hard && commitment.modality != Modality::May;
    let judge = (!spans.is_empty()).then(|| Judge::new(windows.days, at, windows.of(at)));
    let Some(judge) = judge else { return };
    status.breaches = stretches()
        .enumerate()
        .map(|(nth, stretch)| Breached {
            from: stretch.from,
            until: stretch.until,
            worst: Some(stretch.worst),
            limit: Some(stretch.limit),
            period: None,
            shown_by: stretch.shown_by.map(name),
            ended_by: stretch.ended_by.map(name),
            doubtful: stretch.doubtful,
            verdict: judge.verdict(&spans, nth, hard),
        })
        .collect();
}

fn performing(windows: &Windows<'_, '_, '_>, at: usize, status: &mut CommitmentStatus) {
    let scene = windows.days.scene;
    let commitment = &scene.accord.terms().commitments[at];
    let calendar = scene.accord.calendar();
    let window = windows.of(at);
    let mut all =
        tasks::tasks(windows.days, at, window, &windows.shelf.recurring[at], calendar.date(scene.on));
    tasks::perform(windows.days, at, &mut all, windows.shelf.of(at, scene));
    let name = |by: &By| match by {
        By::Observation(entry) => windows.shelf.seen[*entry as usize].id.clone(),
        By::Declaration(name) => name.clone(),
    };
    let cut = cut(windows, at);
    let expired = expiry(windows, at).is_some();
    let missed = |task: &Task| {
        let ends = calendar.ends(task.due?);
        // What was ended before its day, never began, or was free to be done is not missed.
        if expired || cut.is_some_and(|cut| cut < ends) || commitment.modality == Modality::May {
            return None;
        }
        let until = task.done.as_ref().map(|(at, _)| *at);
        (ends <= until.unwrap_or(scene.on)).then_some(Span {
            from: ends,
            until,
            rested: false,
            waivable: calendar.begins(task.from),
        })
    };
    let missed: Vec<Option<Span>> = all.iter().map(missed).collect();
    let late: Vec<(usize, Span)> =
        missed.iter().enumerate().filter_map(|(nth, span)| Some((nth, (*span)?))).collect();
    let spans: Vec<Span> = late.iter().map(|(_, span)| *span).collect();
    let hard = commitment.modality == Modality::Must
        && commitment.measure.as_ref().is_none_or(|measure| measure.hard);
    let judge = Judge::new(windows.days, at, window);
    status.breaches = late
        .iter()
        .enumerate()
        .map(|(nth, (task, span))| Breached {
            from: span.from,
            until: span.until,
            worst: None,
            limit: None,
            period: all[*task].period,
            shown_by: None,
            ended_by: all[*task].done.as_ref().map(|(_, by)| name(by)),
            doubtful: false,
            verdict: judge.verdict(&spans, nth, hard),
        })
        .collect();
    status.duties = all
        .iter()
        .zip(&missed)
        .map(|(task, missed)| Duty {
            period: task.period,
            from: task.from,
            due: task.due,
            done: task.done.as_ref().map(|(at, by)| (*at, name(by))),
            late: missed.map(|span| {
                let end = span.until.unwrap_or(scene.on);
                i64::from((calendar.date(end) - task.due.map_or(Date::MAX, |due| due.date)).get_days())
            }),
        })
        .collect();
    status.last = windows.shelf.of(at, scene).last().map(|last| Seen {
        entry: windows.shelf.seen[last.entry as usize].id.clone(),
        at: last.at,
        value: last.value,
    });
    let due = all
        .iter()
        .filter(|task| task.done.is_none())
        .filter_map(|task| task.due)
        .map(|due| calendar.ends(due));
    status.next = due.filter(|at| *at > scene.on).min().map(|at| Next { at, kind: NextKind::Due });
}

/// From when on nothing of a commitment is owed any more: it was ended, or its sunset ends all.
fn cut(windows: &Windows<'_, '_, '_>, at: usize) -> Option<Timestamp> {
    let accord = windows.days.scene.accord;
    let window = windows.of(at);
    let sunset = accord.terms().commitments[at].sunset.as_ref();
    let ends_all = sunset.is_some_and(|sunset| sunset.effect == SunsetEffect::EndsAll);
    let until = window.until.filter(|_| ends_all);
    let moments = until.into_iter().chain(window.ended.iter().map(|(at, _)| *at));
    moments.map(|moment| accord.calendar().begins(moment)).min()
}

/// When the day by which something was to be done once ran out, where that was before it took effect.
fn expiry(windows: &Windows<'_, '_, '_>, at: usize) -> Option<Timestamp> {
    let accord = windows.days.scene.accord;
    let calendar = accord.calendar();
    let due = windows.days.anchor(accord.terms().commitments[at].due.as_ref()?)?;
    let ends = calendar.ends(Moment { date: calendar.due(due.date), ..due });
    let from = windows.of(at).from.map(|from| calendar.begins(from));
    from.is_none_or(|from| ends <= from).then_some(ends)
}

/// The state that follows.
fn settle(windows: &Windows<'_, '_, '_>, at: usize, window: &Window, status: &mut CommitmentStatus) {
    let scene = windows.days.scene;
    let calendar = scene.accord.calendar();
    let commitment = &scene.accord.terms().commitments[at];
    let begins = |moment: Moment| calendar.begins(moment);
    let from = window.from.map(begins);
    let started = from.is_some_and(|from| from <= scene.on);
    let over = window.until.map(begins).filter(|until| *until <= scene.on);
    let ended = window.ended.as_ref().map(|(at, _)| begins(*at)).filter(|at| *at <= scene.on);
    // A breach that stands: the end of a breach is the end of the violation, and the breach stays on record.
    let violated = status.breaches.iter().filter(|breach| breach.until.is_none()).filter_map(|breach| {
        match breach.verdict {
            Verdict::Violates { since } => Some(since),
            _ => None,
        }
    });
    let violated = violated.min();
    let cure = status.breaches.iter().filter_map(|breach| match breach.verdict {
        Verdict::Curable { until } if breach.until.is_none() => Some(calendar.ends(until)),
        _ => None,
    });
    let cure = cure.min().map(|at| Next { at, kind: NextKind::CureEnds });
    let keeps =
        commitment.sunset.as_ref().is_none_or(|sunset| sunset.effect == SunsetEffect::KeepsWhatWasDue);
    let ends_before_start = match (window.until.map(begins), from) {
        (Some(until), Some(from)) => until <= from,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let all_done = !status.duties.is_empty()
        && commitment.every.is_none()
        && status.duties.iter().all(|duty| duty.done.is_some())
        && !matches!(commitment.trigger, crate::terms::Trigger::Each { .. });
    // What fell due before the end, and still has time.
    let owed = status.duties.iter().any(|duty| duty.done.is_none() && duty.late.is_none());
    let last_done = || status.duties.iter().filter_map(|duty| duty.done.as_ref().map(|(at, _)| *at)).max();
    (status.state, status.since) = if all_done {
        (State::Fulfilled, last_done())
    } else if let Some(ended) = ended {
        (State::Terminated, Some(ended))
    } else if let (Some(over), true) = (over, ends_before_start) {
        (State::Discharged, Some(over))
    } else if let Some(expired) = expiry(windows, at).filter(|expired| *expired <= scene.on) {
        (State::Discharged, Some(expired))
    } else if let Some(over) = over {
        match violated.filter(|_| keeps) {
            Some(since) => (State::Violated, Some(since)),
            None if (cure.is_some() || owed) && keeps => (State::InEffect, from),
            // It was not kept to its end: its end took away what was owed.
            None if violated.is_some() || cure.is_some() || owed => (State::Terminated, Some(over)),
            None => (State::Fulfilled, Some(over)),
        }
    } else if !started {
        (State::Created, None)
    } else if window.rests_at(scene.on) {
        let rest = window.rests.iter().filter(|rest| rest.from <= scene.on).map(|rest| rest.from).max();
        (State::Suspended, rest)
    } else if let Some(since) = violated {
        (State::Violated, Some(since))
    } else {
        (State::InEffect, from)
    };
    let settled = matches!(status.state, State::Fulfilled | State::Discharged | State::Terminated);
    let start = from.filter(|_| !started).map(|at| Next { at, kind: NextKind::Starts });
    let end = window.until.map(begins).filter(|_| over.is_none()).map(|at| Next { at, kind: NextKind::Ends });
    status.next = [status.next.take(), cure, start, end]
        .into_iter()
        .flatten()
        .filter(|next| !settled && next.at > scene.on)
        // Of several at one instant what the list names last says more.
        .min_by(|a, b| a.at.cmp(&b.at).then(std::cmp::Ordering::Greater));
}

/// What is on record of a commitment: the worst that ever was. What was mended is not what never happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Record {
    /// It was always kept.
    Clean,
    /// A soft limit was exceeded.
    Soft,
    /// There was a breach, and it was mended in time, forgiven, or below what counts; or it can still be.
    Breached,
    /// It was violated, even if that is over.
    Violated,
}

impl Record {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Soft => "soft",
            Self::Breached => "breached",
            Self::Violated => "violated",
        }
    }
}

impl CommitmentStatus {
    /// What is on record of it.
    #[must_use]
    pub fn record(&self) -> Record {
        let worst = self.breaches.iter().map(|breach| match breach.verdict {
            Verdict::Soft => Record::Soft,
            Verdict::Violates { .. } => Record::Violated,
            _ => Record::Breached,
        });
        worst.max().unwrap_or(Record::Clean)
    }

    /// Whether a breach stands, or a soft limit is exceeded.
    #[must_use]
    pub fn is_exceeded(&self) -> bool {
        self.breaches.iter().any(|breach| breach.until.is_none())
    }

    /// The last moment at which the breach that stands can still be mended.
    #[must_use]
    pub fn cure_until(&self) -> Option<Moment> {
        self.breaches.iter().filter(|breach| breach.until.is_none()).find_map(|breach| match breach.verdict {
            Verdict::Curable { until } => Some(until),
            _ => None,
        })
    }
}
