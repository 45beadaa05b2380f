use wasit_accord::{State, Status};

use super::{Words, record};

impl Words<'_> {
    /// What stands otherwise in one status than in another, a sentence each.
    #[must_use]
    pub fn changes(&self, before: &Status, after: &Status) -> Vec<String> {
        let terms = self.accord.terms();
        let mut all = Vec::new();
        for (at, (old, new)) in before.milestones.iter().zip(&after.milestones).enumerate() {
            let title = &terms.milestones[at].title;
            if old != new {
                all.push(match (new.day, new.has_come) {
                    (Some(day), true) => format!("{title} is {day}."),
                    (Some(day), false) => format!("{title} will be {day}."),
                    (None, _) => format!("{title} has no day any more."),
                });
            }
        }
        for (at, (old, new)) in before.commitments.iter().zip(&after.commitments).enumerate() {
            if old == new {
                continue;
            }
            let title = self.commitment(at);
            let state = match (old.state, new.state) {
                (one, other) if one == other => String::new(),
                (one, other) => format!("{} (before: {}); ", state(other), state(one)),
            };
            let said = self.standing(at, new);
            let said = if said.is_empty() { record(new.record()).to_owned() } else { said.join("; ") };
            all.push(format!("{title}: {state}{said}."));
        }
        for dispute in &after.disputes {
            let old = before.disputes.iter().find(|old| old.entry == dispute.entry);
            if old != Some(dispute) {
                all.push(format!("Dispute: {}.", self.dispute(dispute)));
            }
        }
        for exertion in &after.exertions {
            let old = before.exertions.iter().find(|old| old.entry == exertion.entry);
            if old != Some(exertion) {
                all.push(format!("{}.", self.exertion(exertion)));
            }
        }
        for held in &after.held {
            let old = before.held.iter().find(|old| old.by == held.by);
            for (at, holds) in &held.commitments {
                if old.is_none_or(|old| !old.commitments.contains(&(*at, *holds))) {
                    let (who, what) = (self.member(&held.by), self.commitment(*at));
                    all.push(format!("{who} holds that {what} is {}.", holds.words()));
                }
            }
        }
        for held in &before.held {
            let new = after.held.iter().find(|new| new.by == held.by);
            for (at, _) in &held.commitments {
                if new.is_none_or(|new| new.commitments.iter().all(|(place, _)| place != at)) {
                    let (who, what) = (self.member(&held.by), self.commitment(*at));
                    all.push(format!("{who} does not hold {what} to stand otherwise any more."));
                }
            }
        }
        all
    }
}

fn state(state: State) -> &'static str {
    state.words()
}
