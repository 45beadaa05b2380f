use jiff::civil::Date;

use crate::engine::scene::{Scene, Told};
use crate::journal::{Declaration, Outcome};
use crate::terms::{Accord, DecisionRule, Length, Moment, Name, OnTimeOut, Pathway};

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
    /// How its time was made longer, in order.
    pub extended: Vec<Extension>,
    /// The places in the pathway of the rungs that run beside it.
    pub beside: Vec<usize>,
    /// When and how it was over; `None` while it runs.
    pub over: Option<(Moment, Passed)>,
}

/// A time that was made longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The entry that did it: the last of those that it took.
    pub entry: Name,
    /// By how much at most.
    pub by: Length,
    /// The last day of the time since.
    pub deadline: Moment,
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
    /// The rungs that run: none once the dispute is over.
    pub fn open(&self) -> impl Iterator<Item = &RungRun> {
        self.rungs.iter().filter(|rung| self.is_open() && rung.over.is_none())
    }

    /// Whether nothing comes after the rungs that run, if their time runs out, but the end of its way.
    pub(crate) fn is_at_its_end(&self, accord: &Accord) -> bool {
        let rungs = &accord.terms().pathways[self.pathway].rungs;
        self.open().all(|run| match rungs[run.rung].on_time_out {
            OnTimeOut::Next => self.rungs.iter().map(|run| run.rung).max() == Some(rungs.len() - 1),
            OnTimeOut::Escalate => true,
            OnTimeOut::Reject => false,
        })
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
        let places = beside(ladder, rung);
        let others = |at: usize| places.iter().copied().filter(|other| *other != at).collect();
        let group: Vec<RungRun> = places
            .iter()
            .map(|at| RungRun { beside: others(*at), ..run(scene, &dispute.entry, ladder, *at, from) })
            .collect();
        dispute.rungs.extend(group.iter().cloned());
        // What ends the dispute, first; else the last to be over takes it on.
        let ended = group.iter().filter_map(|run| {
            let (at, passed) = run.over?;
            let standing = match (passed, ladder.rungs[run.rung].on_time_out) {
                (Passed::Decided(Outcome::Settled), _) => Standing::Settled(at),
                // An opinion binds nobody.
                (Passed::Decided(Outcome::Dismissed), _)
                    if ladder.rungs[run.rung].decision == DecisionRule::Opinion =>
                {
                    return None;
                }
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

/// A rung and all that run beside it, beside each other too, in their order.
fn beside(ladder: &Pathway, first: usize) -> Vec<usize> {
    let mut group = vec![first];
    for at in first + 1..ladder.rungs.len() {
        let with = ladder.rungs[at].parallel_with.as_ref();
        if group.iter().any(|other| with == Some(&ladder.rungs[*other].name)) {
            group.push(at);
        }
    }
    group
}

fn run(scene: &Scene<'_>, dispute: &Name, ladder: &Pathway, at: usize, from: Moment) -> RungRun {
    let calendar = scene.accord.calendar();
    let rung = &ladder.rungs[at];
    let later = |from: Date, length: Length| calendar.later(from, length).unwrap_or(Date::MAX);
    let mut last = calendar.after(from.date, rung.within).unwrap_or(Date::MAX);
    let most = rung.extension.map(|most| later(last, most));
    let mut extended = Vec::new();
    let mut decided: Option<(Moment, Passed)> = None;
    // Who of the forum agreed to make the time longer, by how much.
    let mut agreed: Vec<(Length, &str)> = Vec::new();
    let since = calendar.begins(from);
    for told in scene.answers(dispute).filter(|told| told.at >= since) {
        // What comes after the time has run out comes too late.
        if told.at >= calendar.ends(calendar.due(last).into()) {
            break;
        }
        match told.declaration {
            Declaration::Extends { rung: Some(name), by, .. } if *name == rung.name => {
                agreed.push((*by, &told.entry.by));
                let consents =
                    |member: &Name| agreed.iter().any(|(length, who)| length == by && *who == &**member);
                if let Some(most) = most
                    && rung.forum.iter().all(consents)
                {
                    agreed.retain(|(length, _)| length != by);
                    last = later(last, *by).min(most);
                    let deadline = calendar.due(last).into();
                    extended.push(Extension { entry: told.entry.id.clone(), by: *by, deadline });
                }
            }
            Declaration::Decides { rung: name, outcome, .. } if *name == rung.name => {
                decided = Some((told.counts_from(calendar), Passed::Decided(*outcome)));
                break;
            }
            _ => {}
        }
    }
    let deadline = Moment::from(calendar.due(last));
    let timed_out = scene.on >= calendar.ends(deadline);
    let over = decided.or_else(|| timed_out.then_some((deadline, Passed::TimedOut)));
    RungRun { rung: at, from, deadline, extended, beside: Vec::new(), over }
}
