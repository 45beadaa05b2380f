use jiff::Timestamp;
use jiff::civil::Date;

use crate::engine::breaches::Verdict;
use crate::engine::days::Days;
use crate::engine::powers::PowerStanding;
use crate::engine::status::{CommitmentStatus, State};
use crate::engine::tasks;
use crate::engine::window::Windows;
use crate::terms::{Modality, Moment, Name};

/// Something that is due, or that the clock will bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// From when on it is late, or has happened.
    pub at: Timestamp,
    /// The last moment at which it is in time, or the moment of what happens.
    pub moment: Moment,
    /// The place of the commitment that it is about; `None` for the vote that a power waits for.
    pub commitment: Option<usize>,
    /// Whose turn it is: obligors, a verifier, a forum, a body.
    pub who: Vec<Name>,
    /// What it is.
    pub kind: DueKind,
    /// Whether its time has run out.
    pub is_late: bool,
}

/// What is due, or what the clock will bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DueKind {
    /// Something is to be done.
    Duty {
        /// The day of its period or request, where it comes again and again.
        period: Option<Date>,
    },
    /// The verifier is to look.
    Look,
    /// The time to mend a breach runs out.
    CureEnds,
    /// It takes effect.
    Starts,
    /// Its limit changes.
    Changes,
    /// It ends.
    Ends,
    /// The time of a rung of a dispute runs out.
    RungEnds {
        /// The entry that began the dispute.
        dispute: Name,
        /// The place of the rung in its pathway.
        rung: usize,
    },
    /// The time of a vote runs out.
    VoteEnds {
        /// The entry that exerted the power.
        exertion: Name,
    },
}

/// What disputes and powers wait for until a day.
pub(crate) fn of_ladders(days: &Days<'_, '_>, last: Date) -> Vec<Due> {
    let terms = days.scene.accord.terms();
    let calendar = days.scene.accord.calendar();
    let end = calendar.last_instant(last);
    let rungs = days.disputes.iter().flat_map(|dispute| {
        dispute.open().map(|run| Due {
            at: calendar.ends(run.deadline),
            moment: run.deadline,
            commitment: Some(dispute.commitment),
            who: terms.pathways[dispute.pathway].rungs[run.rung].forum.clone(),
            kind: DueKind::RungEnds { dispute: dispute.entry.clone(), rung: run.rung },
            is_late: false,
        })
    });
    let pending = (0..terms.powers.len())
        .flat_map(|at| days.exertions(at))
        .filter(|exertion| exertion.standing == PowerStanding::Pending);
    let votes = pending.filter_map(|exertion| {
        let moment = exertion.vote_by?;
        Some(Due {
            at: calendar.ends(moment),
            moment,
            commitment: None,
            who: terms.powers[exertion.power].vote.iter().map(|vote| vote.body.clone()).collect(),
            kind: DueKind::VoteEnds { exertion: exertion.entry.clone() },
            is_late: false,
        })
    });
    rungs.chain(votes).filter(|due| calendar.begins(due.moment) <= end).collect()
}

/// What a commitment asks for until a day.
pub(crate) fn of_commitment(
    windows: &Windows<'_, '_, '_>,
    at: usize,
    status: &CommitmentStatus,
    last: Date,
    to: &mut Vec<Due>,
) {
    let scene = windows.days.scene;
    let calendar = scene.accord.calendar();
    let commitment = &scene.accord.terms().commitments[at];
    let settled = matches!(status.state, State::Fulfilled | State::Discharged | State::Terminated);
    if settled || commitment.modality == Modality::May {
        return;
    }
    let end = calendar.last_instant(last);
    let mut add = |at_end: Timestamp, moment: Moment, who: &[Name], kind: DueKind| {
        let is_late = at_end <= scene.on;
        // What has happened is not due any more; what was to be done is.
        let open = !is_late || matches!(kind, DueKind::Duty { .. } | DueKind::Look);
        if open && calendar.begins(moment) <= end {
            to.push(Due { at: at_end, moment, commitment: Some(at), who: who.to_vec(), kind, is_late });
        }
    };
    let owes = &commitment.obligors;
    if !commitment.is_continuing() {
        let window = windows.of(at);
        let mut all = tasks::tasks(windows.days, at, window, &windows.shelf.recurring[at], last);
        tasks::perform(windows.days, at, &mut all, windows.shelf.of(at, scene));
        for task in all.iter().filter(|task| task.done.is_none()) {
            if let Some(due) = task.due {
                add(calendar.ends(due), due, owes, DueKind::Duty { period: task.period });
            }
        }
    }
    for breach in status.breaches.iter().filter(|breach| breach.until.is_none()) {
        if let Verdict::Curable { until } = breach.verdict {
            add(calendar.ends(until), until, owes, DueKind::CureEnds);
        }
    }
    for (moment, kind) in [(status.from, DueKind::Starts), (status.until, DueKind::Ends)] {
        if let Some(moment) = moment {
            add(calendar.begins(moment), moment, owes, kind);
        }
    }
    let steps = commitment.measure.iter().flat_map(|measure| &measure.limits);
    for moment in steps.filter_map(|limit| windows.days.anchor(limit.from.as_ref()?)) {
        add(calendar.begins(moment), moment, owes, DueKind::Changes);
    }
    if let Some(verification) = &commitment.verification
        && let Some(every) = verification.every
        && status.state != State::Suspended
        && let Some(since) =
            status.last.as_ref().map(|last| calendar.date(last.at)).or(status.from.map(|from| from.date))
        && let Some(look) = calendar.later(since, every)
    {
        let moment = Moment::from(calendar.due(look));
        add(calendar.ends(moment), moment, std::slice::from_ref(&verification.by), DueKind::Look);
    }
}
