use jiff::Timestamp;

use crate::engine::scene::{Scene, Told};
use crate::journal::{Declaration, Outcome};
use crate::terms::{Length, Moment, Name, OnTimeOut, Pathway};

/// A dispute on its way up a ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The entry that began it.
    pub entry: Name,
    /// The place of the commitment that it is about.
    pub commitment: usize,
    /// The place of its pathway.
    pub pathway: usize,
    /// Who took it there.
    pub by: Name,
    /// When.
    pub since: Moment,
    /// The rungs that it has come to, in their order.
    pub rungs: Vec<RungRun>,
    /// Where it stands.
    pub standing: Standing,
}

/// A rung that a dispute has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RungRun {
    /// The place of the rung in its pathway.
    pub rung: usize,
    /// When it began.
    pub from: Moment,
    /// The last day of its time, extensions included.
    pub deadline: Moment,
    /// When and how it was over; `None` while it runs.
    pub over: Option<(Moment, Passed)>,
}

/// How a rung was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// Its forum said so.
    Decided(Outcome),
    /// Its time ran out.
    TimedOut,
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is before a forum.
    Open,
    /// It is over by agreement or ruling.
    Settled(Moment),
    /// The complaint has failed.
    Dismissed(Moment),
    /// It has gone up to the end, unresolved.
    Exhausted(Moment),
}

impl Dispute {
    /// The rungs that run.
    pub fn open(&self) -> impl Iterator<Item = &RungRun> {
        self.rungs.iter().filter(|rung| rung.over.is_none())
    }

    /// Whether it is before a forum.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }
}

/// All disputes of a scene, each as far as its declarations and the clock have brought it.
pub(crate) fn disputes(scene: &Scene<'_>) -> Vec<Dispute> {
    let referred = scene.declared.iter().filter_map(|told| match told.declaration {
        Declaration::Refers { commitment, pathway } => {
            Some((told, scene.accord.commitment(commitment)?, scene.accord.pathway(pathway)?))
        }
        _ => None,
    });
    referred.map(|(told, commitment, pathway)| climb(scene, told, commitment, pathway)).collect()
}

fn climb(scene: &Scene<'_>, told: &Told<'_>, commitment: usize, pathway: usize) -> Dispute {
    let ladder = &scene.accord.terms().pathways[pathway];
    let mut dispute = Dispute {
        entry: told.entry.id.clone(),
        commitment,
        pathway,
        by: told.entry.by.clone(),
        since: told.moment(),
        rungs: Vec::new(),
        standing: Standing::Open,
    };
    let begins = |moment: Moment| scene.accord.calendar().begins(moment);
    let mut from = told.moment();
    let mut next = first_of(ladder, 0);
    while let Some(rung) = next {
        let beside = (rung + 1..ladder.rungs.len())
            .filter(|at| ladder.rungs[*at].parallel_with.as_ref() == Some(&ladder.rungs[rung].name));
        let group: Vec<RungRun> = std::iter::once(rung)
            .chain(beside)
            .map(|at| run(scene, &dispute.entry, ladder, at, from))
            .collect();
        dispute.rungs.extend(group.iter().cloned());
        // What ends the dispute, first; else the last to be over takes it on.
        let ended = group.iter().filter_map(|run| {
            let (at, passed) = run.over?;
            let standing = match (passed, ladder.rungs[run.rung].on_time_out) {
                (Passed::Decided(Outcome::Settled), _) => Standing::Settled(at),
                (Passed::Decided(Outcome::Dismissed), _) | (Passed::TimedOut, OnTimeOut::Reject) => {
                    Standing::Dismissed(at)
                }
                (Passed::TimedOut, OnTimeOut::Escalate) => Standing::Exhausted(at),
                _ => return None,
            };
            Some((begins(at), standing))
        });
        if let Some((_, standing)) = ended.min_by_key(|(at, _)| *at) {
            dispute.standing = standing;
            return dispute;
        }
        let over: Option<Vec<Moment>> = group.iter().map(|run| run.over.map(|(at, _)| at)).collect();
        let Some(last) = over.and_then(|over| over.into_iter().max_by_key(|at| begins(*at))) else {
            return dispute;
        };
        from = last;
        next = first_of(ladder, rung + 1);
    }
    dispute.standing = Standing::Exhausted(from);
    dispute
}

/// The first rung from `from` on that does not run beside an earlier one.
fn first_of(ladder: &Pathway, from: usize) -> Option<usize> {
    (from..ladder.rungs.len()).find(|at| ladder.rungs[*at].parallel_with.is_none())
}

fn run(scene: &Scene<'_>, dispute: &Name, ladder: &Pathway, at: usize, from: Moment) -> RungRun {
    let calendar = scene.accord.calendar();
    let rung = &ladder.rungs[at];
    let end_after = |length: Length| calendar.after(from.date, length).unwrap_or(jiff::civil::Date::MAX);
    let mut deadline = end_after(rung.within);
    let most = rung.extension.map(|most| calendar.after(deadline, most).unwrap_or(jiff::civil::Date::MAX));
    let mut decided: Option<(Moment, Passed)> = None;
    let late = |at: Timestamp, deadline| at >= calendar.ends(Moment::from(deadline));
    for told in scene.declared.iter().filter(|told| told.at >= calendar.begins(from)) {
        match told.declaration {
            // What comes after the time has run out comes too late.
            Declaration::Extends { of, rung: Some(name), by }
                if of == dispute && *name == rung.name && !late(told.at, deadline) =>
            {
                let longer = calendar.after(deadline, *by).unwrap_or(jiff::civil::Date::MAX);
                deadline = most.map_or(deadline, |most| longer.min(most));
            }
            Declaration::Decides { dispute: of, rung: name, outcome }
                if of == dispute && *name == rung.name && !late(told.at, deadline) =>
            {
                decided = decided.or(Some((told.moment(), Passed::Decided(*outcome))));
            }
            _ => {}
        }
    }
    let deadline = Moment::from(calendar.due(deadline));
    let timed_out = scene.on >= calendar.ends(deadline);
    let over = decided.or_else(|| timed_out.then_some((deadline, Passed::TimedOut)));
    RungRun { rung: at, from, deadline, over }
}
