use crate::engine::days::Days;
use crate::engine::disputes::Standing;
use crate::engine::scene::Told;
use crate::journal::Declaration;
use crate::terms::{Moment, Name, Silence};

/// What became of one time that a power was exerted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exertion {
    /// The entry that exerted it.
    pub entry: Name,
    /// The place of the power.
    pub power: usize,
    /// Who exerted it.
    pub by: Name,
    /// When.
    pub at: Moment,
    /// Until when its vote has time, where it waits for one.
    pub vote_by: Option<Moment>,
    /// From when on it works; `None` where it does not, or not yet.
    pub takes_effect: Option<Moment>,
    /// When what it made rest went on again.
    pub resumed: Option<Moment>,
    /// Where it stands.
    pub standing: PowerStanding,
}

/// Where an exertion stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PowerStanding {
    /// It waits for its vote.
    Pending,
    /// It works, or has worked.
    InEffect,
    /// The vote went against it.
    Lapsed,
    /// The accord does not give the member this power then: why not.
    Unfounded(String),
}

/// What became of each time that a power was exerted, in order.
pub(crate) fn exertions(days: &Days<'_, '_>, power: usize) -> Vec<Exertion> {
    let name = &days.scene.accord.terms().powers[power].name;
    let exerts =
        |told: &&Told<'_>| matches!(told.declaration, Declaration::Exerts { power } if power == name);
    days.scene.declared.iter().filter(exerts).map(|told| exertion(days, power, told)).collect()
}

fn exertion(days: &Days<'_, '_>, at: usize, told: &Told<'_>) -> Exertion {
    let accord = days.scene.accord;
    let calendar = accord.calendar();
    let power = &accord.terms().powers[at];
    let mut exertion = Exertion {
        entry: told.entry.id.clone(),
        power: at,
        by: told.entry.by.clone(),
        at: told.moment(),
        vote_by: None,
        takes_effect: None,
        resumed: None,
        standing: PowerStanding::InEffect,
    };
    if let Some(because) = unfounded(days, at, told).filter(|_| !days.scene.grants(told.entry)) {
        exertion.standing = PowerStanding::Unfounded(because);
        return exertion;
    }
    match &power.vote {
        None => exertion.takes_effect = Some(told.moment()),
        Some(vote) => {
            let last = calendar.after(told.moment().date, vote.within).unwrap_or(jiff::civil::Date::MAX);
            let deadline = calendar.deadline(calendar.due(last));
            exertion.vote_by = Some(deadline);
            let adopted = days.scene.answers(&told.entry.id).find(|other| {
                matches!(other.declaration, Declaration::Votes { adopted: true, .. })
                    && other.entry.by == vote.body
                    && other.at >= told.at
                    && other.at < calendar.ends(deadline)
            });
            let silent = days.scene.on >= calendar.ends(deadline);
            match (adopted, silent, vote.on_silence) {
                (Some(_), _, Silence::TakesEffect) => exertion.standing = PowerStanding::Lapsed,
                (None, true, Silence::Lapses) => exertion.standing = PowerStanding::Lapsed,
                (Some(vote), _, Silence::Lapses) => {
                    exertion.takes_effect = Some(vote.counts_from(calendar));
                }
                (None, true, Silence::TakesEffect) => {
                    exertion.takes_effect = Some(calendar.moment(calendar.ends(deadline)));
                }
                (None, false, _) => exertion.standing = PowerStanding::Pending,
            }
        }
    }
    let works = exertion.takes_effect.map(|moment| calendar.begins(moment));
    let resumes = |other: &&Told<'_>| {
        matches!(other.declaration, Declaration::Resumes { .. })
            && works.is_some_and(|works| other.at >= works)
    };
    exertion.resumed =
        days.scene.answers(&told.entry.id).find(resumes).map(|other| other.counts_from(calendar));
    exertion
}

/// Why the accord does not give this power to who exerts it then; nothing where it does.
fn unfounded(days: &Days<'_, '_>, at: usize, told: &Told<'_>) -> Option<String> {
    let accord = days.scene.accord;
    let calendar = accord.calendar();
    let power = &accord.terms().powers[at];
    if !power.holders.contains(&told.entry.by) {
        return Some(format!("`{}` does not hold it", told.entry.by));
    }
    let come = |moment: Moment| calendar.begins(moment) <= told.at;
    for milestone in &power.after {
        let day = accord.milestone(milestone).and_then(|milestone| days.milestone(milestone));
        if !day.is_some_and(come) {
            return Some(format!("`{milestone}` had not been reached"));
        }
    }
    if let Some(from) = &power.from
        && !days.anchor(from).is_some_and(come)
    {
        return Some("it was not there yet".to_owned());
    }
    if let Some(until) = &power.until
        && days.anchor(until).is_some_and(come)
    {
        return Some("it was not there any more".to_owned());
    }
    if let Some(pathway) = &power.after_pathway {
        let exhausted = days.disputes.iter().any(|dispute| {
            accord.pathway(pathway) == Some(dispute.pathway)
                && dispute.by == told.entry.by
                && match dispute.standing {
                    Standing::Exhausted(at) => come(at),
                    // The last day of the last step is enough.
                    Standing::Open => {
                        dispute.is_at_its_end(accord) && dispute.open().all(|run| come(run.deadline))
                    }
                    _ => false,
                }
        });
        if !exhausted {
            return Some(format!("no dispute of `{}` had gone up `{pathway}` to the end", told.entry.by));
        }
    }
    None
}
