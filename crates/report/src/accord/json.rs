//! Accords for machines.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use wasit_accord::{
    Breached, CommitmentStatus, Dispute, Due, DueKind, Duty, Exertion, Moment, NextKind, Outcome, Passed,
    PowerStanding, Standing, State, Status, Verdict,
};

use super::{Step, Words};

impl Words<'_> {
    /// Where everything stands, or only what `shows` of the commitments.
    #[must_use]
    pub fn status_json(&self, status: &Status, shows: &dyn Fn(usize) -> bool) -> Value {
        let terms = self.accord.terms();
        let milestones: Map<String, Value> = terms
            .milestones
            .iter()
            .zip(&status.milestones)
            .map(|(milestone, one)| {
                (milestone.name.to_string(), json!({"day": one.day, "has_come": one.has_come}))
            })
            .collect();
        let commitments: Vec<Value> = status
            .commitments
            .iter()
            .enumerate()
            .filter(|(at, _)| shows(*at))
            .map(|(at, one)| self.commitment_json(at, one, status))
            .collect();
        let violated: Vec<&str> = status
            .commitments
            .iter()
            .enumerate()
            .filter(|(at, one)| shows(*at) && one.state == State::Violated)
            .map(|(at, _)| &*terms.commitments[at].name)
            .collect();
        let known = (status.as_known_on < Timestamp::MAX).then_some(status.as_known_on);
        json!({
            "accord": terms.title,
            "zone": terms.calendar.zone.iana_name(),
            "on": status.on,
            "as_known_on": known,
            "violated": violated,
            "commitments": commitments,
            "milestones": milestones,
            "disputes": status.disputes.iter().filter(|dispute| shows(dispute.commitment))
                .map(|dispute| self.dispute_json(dispute)).collect::<Vec<_>>(),
            "powers": status.exertions.iter().map(|exertion| self.exertion_json(exertion)).collect::<Vec<_>>(),
            "held": self.held_json(status),
        })
    }

    /// What members hold otherwise.
    fn held_json(&self, status: &Status) -> Value {
        let terms = self.accord.terms();
        let of = |held: &wasit_accord::Held| {
            let commitments: Map<String, Value> = held
                .commitments
                .iter()
                .map(|(at, state)| (terms.commitments[*at].name.to_string(), json!(state.word())))
                .collect();
            let milestones: Map<String, Value> = held
                .milestones
                .iter()
                .map(|(at, day)| (terms.milestones[*at].name.to_string(), json!(day)))
                .collect();
            json!({"by": held.by, "commitments": commitments, "milestones": milestones})
        };
        status.held.iter().map(of).collect()
    }

    fn commitment_json(&self, at: usize, one: &CommitmentStatus, status: &Status) -> Value {
        let commitment = &self.accord.terms().commitments[at];
        let held: Map<String, Value> = status
            .held
            .iter()
            .filter_map(|held| {
                let (_, state) = held.commitments.iter().find(|(place, _)| *place == at)?;
                Some((held.by.to_string(), json!(state.word())))
            })
            .collect();
        json!({
            "name": commitment.name,
            "title": commitment.title,
            "obligors": commitment.obligors,
            "state": one.state.word(),
            "since": one.since,
            "record": one.record().word(),
            "from": one.from,
            "until": one.until,
            "ended": one.ended.as_ref().map(|(at, entry)| json!({"at": at, "entry": entry})),
            "rests": one.rests.iter().map(|rest| json!({"from": rest.from, "to": rest.to, "entry": rest.entry}))
                .collect::<Vec<_>>(),
            "unit": commitment.measure.as_ref().map(|measure| &measure.unit),
            "amount": one.amount,
            "limit": one.limit,
            "last": one.last.as_ref().map(|seen| json!({"entry": seen.entry, "at": seen.at, "value": seen.value})),
            "breaches": one.breaches.iter().map(breach_json).collect::<Vec<_>>(),
            "duties": one.duties.iter().map(duty_json).collect::<Vec<_>>(),
            "next": one.next.as_ref().map(|next| json!({"at": next.at, "kind": next_word(next.kind)})),
            "held": held,
            "words": self.standing(at, one),
        })
    }

    /// What is due.
    #[must_use]
    pub fn due_json(&self, due: &[Due]) -> Value {
        due.iter()
            .map(|one| {
                let commitment = one.commitment.map(|at| &self.accord.terms().commitments[at].name);
                let (kind, more) = match &one.kind {
                    DueKind::Duty { period } => ("duty", json!({"period": period})),
                    DueKind::Look => ("look", json!({})),
                    DueKind::CureEnds => ("cure_ends", json!({})),
                    DueKind::Starts => ("starts", json!({})),
                    DueKind::Changes => ("changes", json!({})),
                    DueKind::Ends => ("ends", json!({})),
                    DueKind::RungEnds { dispute, rung } => {
                        ("rung_ends", json!({"dispute": dispute, "rung": rung}))
                    }
                    DueKind::VoteEnds { exertion } => ("vote_ends", json!({"exertion": exertion})),
                };
                let mut value = json!({
                    "day": one.moment,
                    "at": one.at,
                    "is_late": one.is_late,
                    "who": one.who,
                    "commitment": commitment,
                    "kind": kind,
                    "words": self.due(one),
                });
                if let (Some(object), Value::Object(more)) = (value.as_object_mut(), more) {
                    object.extend(more);
                }
                value
            })
            .collect()
    }

    fn dispute_json(&self, dispute: &Dispute) -> Value {
        let terms = self.accord.terms();
        let pathway = &terms.pathways[dispute.pathway];
        let (standing, at) = match dispute.standing {
            Standing::Open => ("open", None),
            Standing::Settled(at) => ("settled", Some(at)),
            Standing::Dismissed(at) => ("dismissed", Some(at)),
            Standing::Exhausted(at) => ("exhausted", Some(at)),
        };
        let rungs: Vec<Value> = dispute
            .rungs
            .iter()
            .map(|run| {
                let over = run.over.map(|(at, passed)| json!({"at": at, "how": passed_word(passed)}));
                let extended: Vec<Value> = run
                    .extended
                    .iter()
                    .map(
                        |longer| json!({"entry": longer.entry, "by": longer.by, "deadline": longer.deadline}),
                    )
                    .collect();
                json!({
                    "rung": pathway.rungs[run.rung].name,
                    "from": run.from,
                    "deadline": run.deadline,
                    "extended": extended,
                    "over": over,
                })
            })
            .collect();
        json!({
            "entry": dispute.entry,
            "commitment": terms.commitments[dispute.commitment].name,
            "pathway": pathway.name,
            "by": dispute.by,
            "since": dispute.since,
            "standing": standing,
            "standing_since": at,
            "rungs": rungs,
        })
    }

    fn exertion_json(&self, exertion: &Exertion) -> Value {
        let (standing, why) = match &exertion.standing {
            PowerStanding::Pending => ("pending", None),
            PowerStanding::InEffect => ("in_effect", None),
            PowerStanding::Lapsed => ("lapsed", None),
            PowerStanding::Unfounded(why) => ("unfounded", Some(why)),
        };
        json!({
            "entry": exertion.entry,
            "power": self.accord.terms().powers[exertion.power].name,
            "by": exertion.by,
            "at": exertion.at,
            "vote_by": exertion.vote_by,
            "takes_effect": exertion.takes_effect,
            "resumed": exertion.resumed,
            "standing": standing,
            "why": why,
        })
    }
}

/// The steps of an argument.
#[must_use]
pub fn steps(steps: &[Step]) -> Value {
    steps.iter().map(|step| json!({"says": step.text, "because": self::steps(&step.under)})).collect()
}

fn breach_json(breach: &Breached) -> Value {
    let (verdict, at) = match &breach.verdict {
        Verdict::Soft => ("soft", Value::Null),
        Verdict::Curable { until } => ("curable", json!(until)),
        Verdict::Cured => ("cured", Value::Null),
        Verdict::Interrupted => ("interrupted", Value::Null),
        Verdict::WaitsForNotice => ("waits_for_notice", Value::Null),
        Verdict::BelowTheRule => ("below_the_rule", Value::Null),
        Verdict::Waived => ("waived", Value::Null),
        Verdict::Violates { since } => ("violates", json!(since)),
    };
    json!({
        "from": breach.from,
        "until": breach.until,
        "worst": breach.worst,
        "limit": breach.limit,
        "period": breach.period,
        "shown_by": breach.shown_by,
        "ended_by": breach.ended_by,
        "doubtful": breach.doubtful,
        "verdict": verdict,
        "verdict_day": at,
    })
}

fn duty_json(duty: &Duty) -> Value {
    let done = duty.done.as_ref().map(|(at, entry): &(Timestamp, _)| json!({"at": at, "entry": entry}));
    let due: Option<Moment> = duty.due;
    json!({"period": duty.period, "from": duty.from, "due": due, "done": done, "days_late": duty.late})
}

fn next_word(kind: NextKind) -> &'static str {
    match kind {
        NextKind::Starts => "starts",
        NextKind::Due => "due",
        NextKind::CureEnds => "cure_ends",
        NextKind::Changes => "changes",
        NextKind::Ends => "ends",
    }
}

fn passed_word(passed: Passed) -> &'static str {
    match passed {
        Passed::TimedOut => "timed_out",
        Passed::Decided(Outcome::Settled) => "settled",
        Passed::Decided(Outcome::Dismissed) => "dismissed",
        Passed::Decided(Outcome::Unresolved) => "unresolved",
    }
}
