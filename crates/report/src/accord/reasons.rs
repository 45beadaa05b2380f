use wasit_accord::{BreachRule, Cure, CureFrom, DayRule, Derived, Duty, Moment, Precondition, Reason, State};

use super::Words;
use crate::words::{list, sentence};

/// A step of an argument, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// A sentence.
    pub text: String,
    /// What it rests on.
    pub under: Vec<Step>,
}

impl Step {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), under: Vec::new() }
    }
}

/// More kept days than this are counted and not told one by one.
const KEPT_MAX: usize = 2;

impl Words<'_> {
    /// Why a commitment stands as it does, as a person would argue it: from clauses and facts to the state.
    #[must_use]
    pub fn reasons(&self, at: usize, reasons: &[Reason]) -> Vec<Step> {
        let commitment = &self.accord.terms().commitments[at];
        let clause = match commitment.clause.as_str() {
            "" => String::new(),
            clause => format!(" ({clause})"),
        };
        let mut steps = vec![Step::plain(format!("{}{clause}.", sentence(&self.owed(at))))];
        let kept = |reason: &Reason| matches!(reason, Reason::Duty { duty, .. } if is_kept(duty));
        let last_kept = reasons.iter().rposition(kept);
        let all_kept = reasons.iter().filter(|reason| kept(reason)).count();
        let mut counted = false;
        for (place, reason) in reasons.iter().enumerate() {
            if all_kept > KEPT_MAX && kept(reason) && Some(place) != last_kept {
                if !counted {
                    steps.push(Step::plain(format!(
                        "{} times before the last it was done in time.",
                        all_kept - 1
                    )));
                    counted = true;
                }
                continue;
            }
            steps.push(self.reason(at, reason));
        }
        steps
    }

    fn reason(&self, at: usize, reason: &Reason) -> Step {
        match reason {
            Reason::Starts(day) => self.day("It takes effect", "It has no first day yet", day),
            Reason::OnlyIf(precondition, met) => {
                let what = match precondition {
                    Precondition::Reached(name) => format!("{} is reached", self.milestone(name)),
                    Precondition::Kept(name) => {
                        let at = self.accord.commitment(name);
                        format!("{} is kept", at.map_or(&**name, |at| self.commitment(at)))
                    }
                };
                Step::plain(format!("It holds only once {what}: {}.", met_words(*met)))
            }
            Reason::Together(other, day) => {
                let other = self.commitment(*other);
                Step::plain(match day {
                    Some(day) => format!("It starts together with {other}, which can start on {day}."),
                    None => format!("It starts together with {other}, which cannot start yet."),
                })
            }
            Reason::Sunset(day) => self.day("It ends", "Its end has no day yet", day),
            Reason::Ended { at, entry } => {
                Step::plain(format!("It was ended on {at} by {}.", self.cited(entry)))
            }
            Reason::Rested(rest) => {
                let (from, entry) = (self.instant(rest.from), self.cited(&rest.entry));
                Step::plain(match rest.to {
                    Some(to) => format!("It rested from {from} to {} by {entry}.", self.instant(to)),
                    None => format!("It rests since {from} by {entry}."),
                })
            }
            Reason::Limit { value, from: None } => {
                Step::plain(format!("The limit is {}.", self.limit(at, *value)))
            }
            Reason::Limit { value, from: Some(day) } => {
                let limit = format!("The limit becomes {}", self.limit(at, *value));
                self.day(&limit, &format!("{limit} on a day that is not known yet"), day)
            }
            Reason::Observed { seen, amount, beyond } => {
                let value = self.amount(at, seen.value);
                if let (Some(per), Some(amount)) = (self.period(at), amount) {
                    let (when, entry) = (self.instant(seen.at), self.cited(&seen.entry));
                    let sum = self.amount(at, *amount);
                    return Step::plain(format!(
                        "Last seen on {when}: {value} ({entry}). In the {per} that runs: {sum} so far."
                    ));
                }
                let (when, entry) = (self.instant(seen.at), self.cited(&seen.entry));
                // What is done by a day is held against no limit that stands.
                if amount.is_none() {
                    return Step::plain(format!("Last seen on {when}: {value} ({entry})."));
                }
                let found = match beyond {
                    Some(_) if self.is_presence(at) => "that is not as it must be".to_owned(),
                    Some(beyond) => format!("that is beyond the limit by {}", self.amount(at, *beyond)),
                    None => "that is within the limit".to_owned(),
                };
                Step::plain(format!("Last seen on {when}: {value}; {found} ({entry})."))
            }
            Reason::Duty { duty, due } => {
                let mut step = Step::plain(self.duty(duty));
                if let Some(due) = due {
                    self.explained(due, &mut step.under);
                }
                step
            }
            Reason::Breach { breach, rule, cure, entries } => {
                let shown = match &breach.shown_by {
                    Some(entry) => format!(" Shown by {}.", self.cited(entry)),
                    None => " The clock alone shows it.".to_owned(),
                };
                let ended = breach.ended_by.as_ref();
                let ended =
                    ended.map_or_else(String::new, |entry| format!(" Over by {}.", self.cited(entry)));
                let mut step = Step::plain(format!("{}.{shown}{ended}", sentence(&self.breach(at, breach))));
                match rule {
                    BreachRule::Any => {}
                    BreachRule::Times { times, within } => {
                        step.under
                            .push(Step::plain(format!("It counts where there are {times} within {within}.")));
                    }
                    BreachRule::Material => {
                        step.under.push(Step::plain("It counts where a body finds it material."));
                    }
                }
                step.under.extend(cure.map(|cure| Step::plain(cure_words(cure))));
                for name in entries {
                    let told = match self.known(name) {
                        Some(entry) => format!("{}, {}.", sentence(&self.entry(entry)), self.cited(name)),
                        None => format!("{}.", self.cited(name)),
                    };
                    step.under.push(Step::plain(told));
                }
                step
            }
            Reason::Disputed(dispute) => Step {
                text: format!("In dispute: {} ({}).", self.dispute(dispute), self.cited(&dispute.entry)),
                under: self.rungs(dispute).into_iter().map(|rung| Step::plain(format!("{rung}."))).collect(),
            },
            Reason::Therefore(state) => Step::plain(match state {
                State::Created => "So it is not in effect yet.".to_owned(),
                other => format!("So it is {}.", other.words()),
            }),
        }
    }

    /// `on 2016-01-16: Implementation Day`, with what the day rests on under it.
    fn day(&self, known: &str, unknown: &str, day: &Derived) -> Step {
        let phrase = self.phrase(day);
        let text = match day.day {
            Some(when) if day.rule == DayRule::Stated => format!("{known} on {when}, as the accord states."),
            Some(when) => format!("{known} on {when}: {phrase}."),
            None => format!("{unknown}: {phrase}."),
        };
        let mut under = Vec::new();
        self.explained(day, &mut under);
        Step { text, under }
    }

    /// Each milestone that a day rests on, with the rule by which that has its day.
    fn explained(&self, day: &Derived, to: &mut Vec<Step>) {
        for inner in &day.of {
            match &day.rule {
                DayRule::Milestone(at) => {
                    let title = &self.accord.terms().milestones[*at].title;
                    let text = match (inner.day, &inner.rule) {
                        (Some(when), DayRule::Stated) => format!("{title} is {when}, as the accord states."),
                        (Some(when), _) => format!("{title} is {when}: {}.", self.phrase(inner)),
                        (None, _) => format!("{title} has no day yet: {}.", self.phrase(inner)),
                    };
                    let mut step = Step::plain(text);
                    self.explained(inner, &mut step.under);
                    if !to.contains(&step) {
                        to.push(step);
                    }
                }
                _ => self.explained(inner, to),
            }
        }
    }

    fn phrase(&self, day: &Derived) -> String {
        let of: Vec<String> = day.of.iter().map(|inner| self.phrase(inner)).collect();
        let first = || of.first().cloned().unwrap_or_default();
        match &day.rule {
            DayRule::Stated => day.day.map_or_else(|| "no day".to_owned(), |day| day.to_string()),
            DayRule::Milestone(at) => self.accord.terms().milestones[*at].title.clone(),
            DayRule::After(length) => format!("{length} after {}", first()),
            DayRule::Earliest => format!("the first that comes of {}", list(&of)),
            DayRule::Latest => format!("the last of {}", list(&of)),
            DayRule::Declared(what, Some(entry)) => format!("{what}, by {}", self.cited(entry)),
            DayRule::Declared(what, None) => format!("it waits until {what}"),
            DayRule::Consent(entries) if entries.is_empty() => {
                format!("{}; nobody consented to an earlier day", first())
            }
            DayRule::Consent(entries) => {
                let cited: Vec<String> = entries.iter().map(|entry| self.cited(entry)).collect();
                format!("{}, or an earlier day by consent ({})", first(), list(&cited))
            }
            DayRule::Unless(power) => {
                format!(
                    "{}, unless {} takes effect before",
                    first(),
                    self.accord.terms().powers[*power].title
                )
            }
            DayRule::Power(entry) => format!("brought about by {}", self.cited(entry)),
        }
    }

    fn milestone(&self, name: &str) -> String {
        let milestones = &self.accord.terms().milestones;
        self.accord.milestone(name).map_or_else(|| name.to_owned(), |at| milestones[at].title.clone())
    }

    fn duty(&self, duty: &Duty) -> String {
        let period = duty.period.map_or_else(String::new, |period| format!(" for {period}"));
        let due = match duty.due {
            Some(due) => format!("It is to be done{period} by {due}"),
            None => format!("It is to be done{period}, by a day that is not known"),
        };
        let came = match (&duty.done, duty.late) {
            (Some((when, entry)), Some(late)) => {
                format!("done on {} by {}, {}", self.instant(*when), self.cited(entry), days_late(late))
            }
            (Some((when, entry)), None) => {
                format!("done on {} by {}, in time", self.instant(*when), self.cited(entry))
            }
            (None, Some(late)) => format!("not done, {}", days_late(late)),
            (None, None) => "not done yet".to_owned(),
        };
        format!("{due}: {came}.")
    }
}

fn is_kept(duty: &Duty) -> bool {
    duty.done.is_some() && duty.late.is_none()
}

fn days_late(days: i64) -> String {
    match days {
        0 => "late by less than a day".to_owned(),
        1 => "1 day late".to_owned(),
        days => format!("{days} days late"),
    }
}

fn met_words(met: Option<Moment>) -> String {
    met.map_or_else(|| "that is not so yet".to_owned(), |met| format!("so since {met}"))
}

fn cure_words(cure: Cure) -> String {
    let from = match cure.from {
        CureFrom::Breach => "it began",
        CureFrom::Notice => "notice of it was given",
    };
    let longer = match cure.extension {
        Some(extension) => format!(", which can be made longer by {extension}"),
        None => String::new(),
    };
    format!("It can be mended within {} after {from}{longer}.", cure.within)
}
