use std::collections::HashMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use wasit_accord::{
    Accord, Act, Body, Breached, CommitmentStatus, Declaration, Dispute, Due, DueKind, Entry, Exertion,
    Modality, NextKind, Operator, Outcome, Passed, PowerStanding, Quantity, Record, Silence, Standing, State,
    Verdict,
};

use crate::words::list;

/// How an accord's statuses are put into words: the same in the terminal, in reports and in JSON.
pub struct Words<'a> {
    pub(super) accord: &'a Accord,
    entries: HashMap<&'a str, &'a Entry>,
}

impl<'a> Words<'a> {
    /// Of an accord, without its journal: entries go by their names.
    #[must_use]
    pub fn new(accord: &'a Accord) -> Self {
        Self { accord, entries: HashMap::new() }
    }

    /// With entries of the journal, whose sources are then named.
    #[must_use]
    pub fn citing(mut self, entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        self.entries.extend(entries.into_iter().map(|entry| (&*entry.id, entry)));
        self
    }

    /// The entry of that name, where it is known.
    #[must_use]
    pub fn known(&self, entry: &str) -> Option<&'a Entry> {
        self.entries.get(entry).copied()
    }

    /// Who disputes an entry at an instant, of what was known at another: of the entries that are [cited](Self::citing).
    pub fn disputers(&self, entry: &str, on: Timestamp, known: Timestamp) -> impl Iterator<Item = &'a str> {
        let calendar = self.accord.calendar();
        let all = self.entries.values().filter(move |told| {
            let stands = told.known <= known && calendar.begins(told.at) <= on;
            stands && matches!(told.declaration(), Some(Declaration::Disputes { entry: other }) if **other == *entry)
        });
        let mut by: Vec<&'a str> = all.map(|told| &*told.by).collect();
        by.sort_unstable();
        by.into_iter()
    }

    /// A commitment's title.
    #[must_use]
    pub fn commitment(&self, at: usize) -> &'a str {
        &self.accord.terms().commitments[at].title
    }

    /// A member's title.
    #[must_use]
    pub fn member(&self, name: &str) -> &'a str {
        match self.accord.member(name) {
            Some(at) => &self.accord.terms().members[at].title,
            None => "somebody",
        }
    }

    /// The titles of several members: `Iran, the United States and China`.
    #[must_use]
    pub fn members<N: AsRef<str>>(&self, names: &[N]) -> String {
        let titles: Vec<String> = names.iter().map(|name| self.member(name.as_ref()).to_owned()).collect();
        list(&titles)
    }

    /// An instant in the accord's zone, without its time where a day begins or ends.
    #[must_use]
    pub fn instant(&self, at: Timestamp) -> String {
        let calendar = self.accord.calendar();
        let moment = calendar.moment(at);
        if at == calendar.last_instant(moment.date) || at == calendar.begins(moment.date.into()) {
            return moment.date.to_string();
        }
        match moment.time {
            Some(time) => format!("{} {}", moment.date, time.strftime("%H:%M")),
            None => moment.date.to_string(),
        }
    }

    /// The day of what the clock brings; of a time that runs out, the last day on which it runs.
    fn next_day(&self, kind: NextKind, at: Timestamp) -> String {
        let calendar = self.accord.calendar();
        let date = calendar.date(at);
        let runs_out = matches!(kind, NextKind::Due | NextKind::CureEnds);
        match date.yesterday() {
            Ok(last) if runs_out && at == calendar.begins(date.into()) => last.to_string(),
            _ => self.instant(at),
        }
    }

    /// An entry by its name and its source: `stock-2` (IAEA, GOV/INF/2019/8).
    #[must_use]
    pub fn cited(&self, entry: &str) -> String {
        match self.known(entry).map(|entry| entry.source.trim()).filter(|source| !source.is_empty()) {
            Some(source) => format!("`{entry}` ({source})"),
            None => format!("`{entry}`"),
        }
    }

    /// An amount in the unit of a commitment's measure: `300.1 kg`; `yes` and `no` of what is there or not.
    #[must_use]
    pub fn amount(&self, commitment: usize, value: Decimal) -> String {
        let measure = &self.accord.terms().commitments[commitment].measure;
        let limits = measure.iter().flat_map(|measure| &measure.limits);
        let scale = limits.map(|limit| limit.value.scale()).max().unwrap_or(0);
        let mut value = value.normalize();
        // As exact as the limits are written, or more.
        value.rescale(value.scale().max(scale));
        match measure {
            Some(measure) if measure.quantity == Quantity::Presence => {
                if value.is_zero() {
                    "no".to_owned()
                } else {
                    "yes".to_owned()
                }
            }
            Some(measure) if !matches!(measure.unit.as_str(), "" | "1") => {
                format!("{value} {}", measure.unit)
            }
            _ => value.to_string(),
        }
    }

    /// A limit of a commitment's measure: `at most 300 kg`.
    #[must_use]
    pub fn limit(&self, commitment: usize, value: Decimal) -> String {
        match &self.accord.terms().commitments[commitment].measure {
            Some(measure) if measure.quantity == Quantity::Presence => {
                format!("{}: {}", measure.what, self.amount(commitment, value))
            }
            Some(measure) => format!("{} {}", measure.operator.words(), self.amount(commitment, value)),
            None => self.amount(commitment, value),
        }
    }

    /// Who owes what: `Iran must limit first stock to at most 300 kg`.
    #[must_use]
    pub fn owed(&self, at: usize) -> String {
        let commitment = &self.accord.terms().commitments[at];
        let modality = match commitment.modality {
            Modality::Must => "must",
            Modality::MustNot => "must not",
            Modality::May => "may",
        };
        let act = match commitment.act {
            Act::GrantAccess => "grant access",
            Act::Other => "act",
            other => other.word(),
        };
        let to = match commitment.obligees.as_slice() {
            [] => String::new(),
            names => format!(", owed to {}", self.members(names)),
        };
        let what = match &commitment.measure {
            Some(measure) => {
                let limit = measure.limits.first().map_or_else(String::new, |limit| match measure.quantity {
                    Quantity::Presence => String::new(),
                    _ => format!(", {}", self.limit(at, limit.value)),
                });
                let per = match measure.quantity {
                    Quantity::Flow(per) => format!(" per {}", per.word()),
                    _ => String::new(),
                };
                let soft = if measure.hard { "" } else { " (soft)" };
                format!(": {}{limit}{per}{soft}", measure.what)
            }
            None => String::new(),
        };
        format!("{} {modality} {act}{what}{to}", self.members(&commitment.obligors))
    }

    /// What there is to say of where a commitment stands, beside its state: what was seen, what was exceeded, what comes
    /// next. Phrases, the weightiest first.
    #[must_use]
    pub fn standing(&self, at: usize, status: &CommitmentStatus) -> Vec<String> {
        let mut said = Vec::new();
        if let Some((when, entry)) = &status.ended {
            said.push(format!("ended on {when} by `{entry}`"));
        }
        if let Some(rest) = status.rests.iter().find(|_| status.state == State::Suspended) {
            said.push(format!("rests since {} by `{}`", self.instant(rest.from), rest.entry));
        }
        if let (State::Fulfilled, Some((when, entry))) =
            (status.state, status.duties.iter().rev().find_map(|duty| duty.done.as_ref()))
        {
            said.push(format!("done on {} by `{entry}`", self.instant(*when)));
        }
        let open: Vec<&Breached> = status.breaches.iter().filter(|breach| breach.until.is_none()).collect();
        said.extend(open.iter().map(|breach| self.breach(at, breach)));
        let holds = open.is_empty() && matches!(status.state, State::InEffect | State::Violated);
        match (status.amount, status.limit) {
            (Some(amount), Some(_)) if holds && self.is_presence(at) => said.push(self.limit(at, amount)),
            (Some(amount), Some(limit)) if holds => {
                said.push(format!(
                    "{}{}, {}",
                    self.amount(at, amount),
                    self.so_far(at),
                    self.limit(at, limit)
                ));
            }
            (None, Some(limit)) if holds => {
                said.push(format!("{}; not yet observed", self.limit(at, limit)));
            }
            _ => {}
        }
        let past: Vec<&Breached> = status.breaches.iter().filter(|breach| breach.until.is_some()).collect();
        match past.as_slice() {
            [] => {}
            [one] => said.push(format!("before: {}", self.breach(at, one))),
            many => {
                let violations =
                    many.iter().filter(|breach| matches!(breach.verdict, Verdict::Violates { .. })).count();
                let violated = match violations {
                    0 => String::new(),
                    some => format!(", {some} of them violations"),
                };
                let soft = many.iter().all(|breach| breach.verdict == Verdict::Soft);
                let what = if soft { "beyond the soft limit" } else { "not kept" };
                said.push(format!("{what} {} times before{violated}", many.len()));
            }
        }
        if let Some(next) = &status.next {
            said.push(format!("{} {}", next_words(next.kind), self.next_day(next.kind, next.at)));
        }
        if status.state == State::Created && status.from.is_none() {
            said.push("waits for what sets it going".to_owned());
        }
        said
    }

    /// A breach, and what became of it, in a phrase.
    #[must_use]
    pub fn breach(&self, at: usize, breach: &Breached) -> String {
        let what = match (breach.worst, breach.limit) {
            (Some(worst), Some(limit)) if !self.is_presence(at) => {
                let over =
                    format!("{} {} {}", self.amount(at, worst), self.beyond(at), self.amount(at, limit));
                if breach.doubtful {
                    format!("{over}, which the observation's uncertainty covers")
                } else {
                    over
                }
            }
            (Some(_), Some(limit)) => format!("not as it must be ({})", self.limit(at, limit)),
            _ => match breach.period {
                Some(period) => format!("not done for {period}"),
                None => "not done in time".to_owned(),
            },
        };
        let from = self.instant(breach.from);
        let time = match breach.until.map(|until| self.instant(until)) {
            Some(until) if until == from => format!("on {from}"),
            Some(until) => format!("from {from} to {until}"),
            None => format!("since {from}"),
        };
        let verdict = match &breach.verdict {
            Verdict::Soft => "a soft limit, which is not violated by that".to_owned(),
            Verdict::Curable { until } => format!("can be mended until {until}"),
            Verdict::Cured => "mended in time".to_owned(),
            Verdict::Interrupted => "it came to rest before the time to mend it was over".to_owned(),
            Verdict::WaitsForNotice => "counts once somebody who may alleges it".to_owned(),
            Verdict::BelowTheRule => "does not count yet".to_owned(),
            Verdict::Waived => "forgiven".to_owned(),
            Verdict::Violates { since } => match self.instant(*since) {
                same if same == from => "a violation".to_owned(),
                later => format!("a violation since {later}"),
            },
        };
        format!("{what} {time}: {verdict}")
    }

    /// What an amount that adds up is of: the time that runs.
    fn so_far(&self, at: usize) -> String {
        self.period(at).map_or_else(String::new, |per| format!(" so far in this {per}"))
    }

    /// The time in which a flow adds up, in one word.
    pub(super) fn period(&self, at: usize) -> Option<&'static str> {
        match self.accord.terms().commitments[at].measure.as_ref()?.quantity {
            Quantity::Flow(per) => Some(per.word()),
            _ => None,
        }
    }

    /// On which side of its limit a commitment is not kept.
    fn beyond(&self, at: usize) -> &'static str {
        let measure = &self.accord.terms().commitments[at].measure;
        match measure.as_ref().map(|measure| measure.operator) {
            Some(Operator::AtLeast) => "under",
            Some(Operator::Exactly) => "away from",
            _ => "over",
        }
    }

    pub(super) fn is_presence(&self, at: usize) -> bool {
        let measure = &self.accord.terms().commitments[at].measure;
        measure.as_ref().is_some_and(|measure| measure.quantity == Quantity::Presence)
    }

    /// What is due, without whose turn it is and when.
    #[must_use]
    pub fn due(&self, due: &Due) -> String {
        let title = due.commitment.map_or("", |at| self.commitment(at));
        match &due.kind {
            DueKind::Duty { period: Some(period) } => format!("{title}, for {period}"),
            DueKind::Duty { period: None } => title.to_owned(),
            DueKind::Look => format!("{title}: a look is due"),
            DueKind::CureEnds => format!("{title}: the time to mend the breach ends"),
            DueKind::Starts => format!("{title} takes effect"),
            DueKind::Changes => format!("{title}: the limit changes"),
            DueKind::Ends => format!("{title} ends"),
            DueKind::RungEnds { dispute, rung } => {
                format!("{title}: the time of `{}` in dispute `{dispute}` ends", self.rung(due, *rung))
            }
            DueKind::VoteEnds { exertion } => {
                format!(
                    "the vote on {} ends",
                    self.exerted(exertion).unwrap_or_else(|| format!("`{exertion}`"))
                )
            }
        }
    }

    fn rung(&self, due: &Due, rung: usize) -> &'a str {
        let pathway = due
            .commitment
            .and_then(|at| self.accord.terms().commitments[at].pathway.as_ref())
            .and_then(|name| self.accord.pathway(name));
        pathway
            .and_then(|at| self.accord.terms().pathways[at].rungs.get(rung))
            .map_or("a rung", |rung| &*rung.name)
    }

    fn exerted(&self, exertion: &str) -> Option<String> {
        match self.known(exertion)?.declaration()? {
            Declaration::Exerts { power } => {
                let at = self.accord.power(power)?;
                Some(format!("`{}`", self.accord.terms().powers[at].title))
            }
            _ => None,
        }
    }

    /// A dispute: what it is about, who began it, and where it stands.
    #[must_use]
    pub fn dispute(&self, dispute: &Dispute) -> String {
        let pathway = &self.accord.terms().pathways[dispute.pathway];
        let standing = match dispute.standing {
            Standing::Open => {
                let runs: Vec<String> = dispute
                    .open()
                    .map(|run| {
                        let longer = if run.extended.is_empty() { "" } else { ", made longer" };
                        format!("`{}` until {}{longer}", pathway.rungs[run.rung].name, run.deadline)
                    })
                    .collect();
                format!("at {}", list(&runs))
            }
            Standing::Settled(at) => format!("settled on {at}"),
            Standing::Dismissed(at) => format!("failed on {at}"),
            Standing::Exhausted(at) if pathway.at_the_end.is_empty() => {
                format!("at the end of its way since {at}")
            }
            Standing::Exhausted(at) => {
                format!("at the end of its way since {at}; the complainant may {}", pathway.at_the_end)
            }
        };
        format!(
            "{}, taken to {} by {} on {}: {standing}",
            self.commitment(dispute.commitment),
            pathway.title,
            self.member(&dispute.by),
            dispute.since,
        )
    }

    /// The rungs that a dispute came to, each in a phrase.
    #[must_use]
    pub fn rungs(&self, dispute: &Dispute) -> Vec<String> {
        let pathway = &self.accord.terms().pathways[dispute.pathway];
        let phrase = |run: &wasit_accord::RungRun| {
            let rung = &pathway.rungs[run.rung];
            let beside = match run.beside.as_slice() {
                [] => String::new(),
                others => {
                    let names: Vec<String> =
                        others.iter().map(|at| format!("`{}`", pathway.rungs[*at].name)).collect();
                    format!(", beside {}", list(&names))
                }
            };
            let longer: Vec<String> = run
                .extended
                .iter()
                .map(|longer| format!(", made {} longer by {}", longer.by, self.cited(&longer.entry)))
                .collect();
            let over = match run.over {
                None => format!("runs until {}", run.deadline),
                Some((at, Passed::TimedOut)) => format!("its time ran out on {at}"),
                Some((at, Passed::Decided(Outcome::Settled))) => format!("settled on {at}"),
                Some((at, Passed::Decided(Outcome::Dismissed))) => format!("dismissed on {at}"),
                Some((at, Passed::Decided(Outcome::Unresolved))) => format!("unresolved on {at}"),
            };
            format!(
                "`{}` before {} from {}{beside}{}: {over}",
                rung.name,
                self.members(&rung.forum),
                run.from,
                longer.concat(),
            )
        };
        dispute.rungs.iter().map(phrase).collect()
    }

    /// A power that was exerted, and where that stands.
    #[must_use]
    pub fn exertion(&self, exertion: &Exertion) -> String {
        let power = &self.accord.terms().powers[exertion.power];
        let standing = match &exertion.standing {
            PowerStanding::Pending => match (&power.vote, exertion.vote_by) {
                (Some(vote), Some(by)) => {
                    let body = self.member(&vote.body);
                    let unless = match vote.on_silence {
                        Silence::TakesEffect => "unless",
                        Silence::Lapses => "only if",
                    };
                    format!("takes effect {unless} {body} votes {} by {by}", vote.question)
                }
                _ => "waits".to_owned(),
            },
            PowerStanding::InEffect => match (exertion.takes_effect, exertion.resumed) {
                (Some(from), Some(to)) => format!("in effect from {from} to {to}"),
                (Some(from), None) => format!("in effect since {from}"),
                _ => "in effect".to_owned(),
            },
            PowerStanding::Lapsed => match power.vote.as_ref().map(|vote| vote.on_silence) {
                Some(Silence::Lapses) => "lapsed: nothing was adopted in time".to_owned(),
                _ => "lapsed: the question was adopted".to_owned(),
            },
            PowerStanding::Unfounded(why) => format!("without effect: {why}"),
        };
        format!("{}, exerted by {} on {}: {standing}", power.title, self.member(&exertion.by), exertion.at)
    }

    /// What an entry says, without who and when.
    #[must_use]
    pub fn says(&self, entry: &Entry) -> String {
        let title = |name: &str| {
            self.accord.commitment(name).map_or_else(|| name.to_owned(), |at| self.commitment(at).to_owned())
        };
        let day = |name: &str| {
            let milestones = &self.accord.terms().milestones;
            self.accord.milestone(name).map_or_else(|| name.to_owned(), |at| milestones[at].title.clone())
        };
        let declaration = match &entry.body {
            Body::Observed(seen) => {
                let at = self.accord.commitment(&seen.commitment);
                let value = match (&seen.unit, at) {
                    (Some(unit), _) => format!("{} {unit}", seen.value),
                    (None, Some(at)) => self.amount(at, seen.value),
                    (None, None) => seen.value.to_string(),
                };
                let off = seen.uncertainty.map_or_else(String::new, |off| format!(" ± {off}"));
                let period = seen.period.map_or_else(String::new, |period| format!(", for {period}"));
                return format!("observes {}: {value}{off}{period}", title(&seen.commitment));
            }
            Body::Declared(declaration) => declaration,
        };
        match declaration {
            Declaration::Reaches { milestone } => format!("declares {} reached", day(milestone)),
            Declaration::Consents { milestone } => format!("consents to {} on that day", day(milestone)),
            Declaration::Performs { commitment, period } => {
                let period = period.map_or_else(String::new, |period| format!(", for {period}"));
                format!("performs {}{period}", title(commitment))
            }
            Declaration::Requests { commitment } => format!("asks for {}", title(commitment)),
            Declaration::Alleges { commitment } => format!("alleges a breach of {}", title(commitment)),
            Declaration::Finds { commitment, material: true } => {
                format!("finds a breach of {} material", title(commitment))
            }
            Declaration::Finds { commitment, material: false } => {
                format!("finds no material breach of {}", title(commitment))
            }
            Declaration::Refers { commitment, pathway } => {
                let pathways = &self.accord.terms().pathways;
                let way = self.accord.pathway(pathway).map_or(&**pathway, |at| &pathways[at].title);
                format!("takes {} to {way}", title(commitment))
            }
            Declaration::Decides { dispute, rung, outcome } => {
                let came = match outcome {
                    Outcome::Settled => "settled",
                    Outcome::Dismissed => "dismissed",
                    Outcome::Unresolved => "unresolved",
                };
                format!("is done with `{rung}` of dispute `{dispute}`: {came}")
            }
            Declaration::Extends { of, rung: Some(rung), by } => {
                format!("makes `{rung}` of dispute `{of}` longer by {by}")
            }
            Declaration::Extends { of, rung: None, by } => {
                format!("makes the time to mend {} longer by {by}", title(of))
            }
            Declaration::Exerts { power } => {
                let powers = &self.accord.terms().powers;
                format!("exerts {}", self.accord.power(power).map_or(&**power, |at| &powers[at].title))
            }
            Declaration::Resumes { exertion } => format!("ends what `{exertion}` made rest"),
            Declaration::Votes { exertion, adopted: true } => {
                format!("adopts the question that `{exertion}` waits for")
            }
            Declaration::Votes { exertion, adopted: false } => {
                format!("does not adopt the question that `{exertion}` waits for")
            }
            Declaration::Leaves => "leaves the accord".to_owned(),
            Declaration::Ceases { commitment } => format!("ceases to perform {}", title(commitment)),
            Declaration::Accepts { entry } => format!("holds with `{entry}`"),
            Declaration::Disputes { entry } => format!("disputes `{entry}`"),
            Declaration::Withdraws { entry } => format!("withdraws `{entry}`"),
            Declaration::States => "states its position".to_owned(),
            _ => "declares something else".to_owned(),
        }
    }

    /// An entry: who says what, about when.
    #[must_use]
    pub fn entry(&self, entry: &Entry) -> String {
        format!("{} {} ({})", self.member(&entry.by), self.says(entry), entry.at)
    }
}

/// What happens next by the clock alone, before its day.
fn next_words(kind: NextKind) -> &'static str {
    match kind {
        NextKind::Starts => "takes effect on",
        NextKind::Due => "due by",
        NextKind::CureEnds => "to be mended until",
        NextKind::Changes => "changes on",
        NextKind::Ends => "ends on",
    }
}

/// What is on record of a commitment, in words.
#[must_use]
pub fn record(record: Record) -> &'static str {
    match record {
        Record::Clean => "always kept",
        Record::Soft => "over a soft limit at times",
        Record::Breached => "breached, not violated",
        Record::Violated => "violated at some time",
    }
}
