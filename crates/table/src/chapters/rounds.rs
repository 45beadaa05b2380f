//! Dated meetings: planned, moved, opened, adjourned, held or cancelled, with reasons for all and reasons kept.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::chapters::convening::keep_reason;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Content, During, Event, Facts, Kind, Name, Refusal, Retention, Role, Rule, Writes, calendar,
    limits,
};

/// What a round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundState {
    /// It has a date.
    Planned,
    /// It is going on.
    Open,
    /// It was broken off and is to go on.
    Adjourned,
    /// It has ended.
    Held,
    /// It does not take place, or goes on no more.
    Cancelled,
}

impl RoundState {
    /// The state as a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Adjourned => "adjourned",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Who comes for a seat, as it is announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundDelegation {
    /// The seat.
    pub seat: Name,
    /// Who, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

/// One of several strands of a round: political, technical, drafting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// What it is called.
    pub name: String,
    /// Who comes to it, where it has delegations of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegations: Vec<RoundDelegation>,
}

/// One date of a round: the one that stands, or one before it was moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Date {
    /// When it was to begin, in the talks' zone.
    pub starts: DateTime,
    /// The same as an instant.
    pub starts_at: Timestamp,
    /// When it was to end, in the talks' zone.
    pub ends: Option<DateTime>,
    /// Where.
    pub venue: String,
    /// Why this date was set, as all were told.
    pub public: Option<String>,
}

/// One round, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Round {
    /// Its number, given in the order of planning.
    pub round: u32,
    /// The number of the event that planned it.
    pub item: u32,
    /// What it is.
    pub state: RoundState,
    /// Its dates: the last stands.
    pub dates: Vec<Date>,
    /// When it was first opened.
    pub opened: Option<Timestamp>,
    /// Until when it is adjourned, in the talks' zone.
    pub until: Option<DateTime>,
    /// When it ended.
    pub held: Option<Timestamp>,
}

/// The rounds, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Rounds(BTreeMap<u32, Round>);

impl Rounds {
    /// The round of this number.
    #[must_use]
    pub fn get(&self, round: u32) -> Option<&Round> {
        self.0.get(&round)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Round> {
        self.0.values()
    }

    /// The round that is going on.
    #[must_use]
    pub fn open(&self) -> Option<&Round> {
        self.iter().find(|round| round.state == RoundState::Open)
    }

    /// The round of this number, or a refusal that says which there are.
    pub(crate) fn expect(&self, round: u32) -> Result<&Round, Refusal> {
        self.get(round).ok_or_else(|| {
            Refusal::new(
                Rule::NoSuchItem,
                format!("there is no round {round}"),
                match self.0.len() {
                    0 => "The mediator plans one with `plan_round`.".to_owned(),
                    count => format!("Rounds 1 to {count} have been planned."),
                },
            )
        })
    }

    /// The round that an act is about: the one that it names, or the only one that it can be about.
    fn find(&self, round: Option<u32>, fits: &[RoundState], already: RoundState) -> Result<&Round, Refusal> {
        let words: Vec<&str> = fits.iter().map(|state| state.word()).collect();
        let words = words.join(" or ");
        if let Some(round) = round {
            let round = self.expect(round)?;
            if fits.contains(&round.state) {
                return Ok(round);
            }
            let rule = if round.state == already { Rule::Twice } else { Rule::WrongState };
            let because = format!("round {} is {}", round.round, round.state.word());
            return Err(Refusal::new(rule, because, format!("This is for a round that is {words}.")));
        }
        let mut fitting = self.iter().filter(|round| fits.contains(&round.state));
        match (fitting.next(), fitting.next()) {
            (Some(round), None) => Ok(round),
            (None, _) => Err(Refusal::new(
                Rule::WrongState,
                format!("no round is {words}"),
                "The mediator plans a round with `plan_round` and opens it with `open_round`.",
            )),
            (Some(_), Some(_)) => Err(Refusal::new(
                Rule::Malformed,
                format!("more than one round is {words}"),
                "Name the round with `round`.",
            )),
        }
    }

    pub(crate) fn take(&mut self, event: &Event) {
        if let Kind::RoundPlanned(planned) = &event.kind {
            let date = Date {
                starts: planned.starts,
                starts_at: planned.starts_at,
                ends: planned.ends,
                venue: planned.venue.clone(),
                public: planned.public.clone(),
            };
            let round = Round {
                round: planned.round,
                item: event.id.number,
                state: RoundState::Planned,
                dates: vec![date],
                opened: None,
                until: None,
                held: None,
            };
            self.0.insert(planned.round, round);
            return;
        }
        let number = match &event.kind {
            Kind::RoundMoved(moved) => moved.round,
            Kind::RoundOpened(opened) => opened.round,
            Kind::RoundAdjourned(adjourned) => adjourned.round,
            Kind::RoundHeld(held) => held.round,
            Kind::RoundCancelled(cancelled) => cancelled.round,
            _ => return,
        };
        let Some(round) = self.0.get_mut(&number) else { return };
        match &event.kind {
            Kind::RoundMoved(moved) => round.dates.push(Date {
                starts: moved.starts,
                starts_at: moved.starts_at,
                ends: moved.ends,
                venue: moved.venue.clone(),
                public: Some(moved.public.clone()),
            }),
            Kind::RoundOpened(_) => {
                round.state = RoundState::Open;
                round.opened = round.opened.or(Some(event.at));
                round.until = None;
            }
            Kind::RoundAdjourned(adjourned) => {
                round.state = RoundState::Adjourned;
                round.until = adjourned.until;
            }
            Kind::RoundHeld(_) => {
                round.state = RoundState::Held;
                round.held = Some(event.at);
                round.until = None;
            }
            _ => round.state = RoundState::Cancelled,
        }
    }
}

/// When a round begins as an instant: there is such a time, and its end lies after it.
fn dated(on: &Doing<'_>, starts: DateTime, ends: Option<DateTime>) -> Result<Timestamp, Refusal> {
    let convening = &on.joint().convening;
    let starts_at = calendar::resolve(convening, "beginning", starts)?;
    if let Some(ends) = ends
        && calendar::resolve(convening, "end", ends)? <= starts_at
    {
        return Err(Refusal::new(
            Rule::NotTheTime,
            format!("it would end at {ends} and begin at {starts}"),
            "Let it end after it begins.",
        ));
    }
    let today = on.at.to_zoned(calendar::zone(convening)).date();
    if starts.date() < today {
        return Err(Refusal::new(
            Rule::NotTheTime,
            format!("it would begin at {starts}, and today is {today} in {}", convening.zone),
            "Give today's date or a later one.",
        ));
    }
    Ok(starts_at)
}

fn check_delegations(on: &Doing<'_>, delegations: &[RoundDelegation]) -> Result<(), Refusal> {
    let convening = &on.joint().convening;
    limits::list("delegations", delegations, 0)?;
    for (at, delegation) in delegations.iter().enumerate() {
        if !convening.is_mediator(&delegation.seat) {
            convening.expect_party(&delegation.seat)?;
        }
        if delegations[..at].iter().any(|before| before.seat == delegation.seat) {
            return Err(Refusal::new(
                Rule::Malformed,
                format!("the delegation of `{}` is there twice", delegation.seat),
                "Name each seat once.",
            ));
        }
        limits::list("names", &delegation.names, 0)?;
        delegation.names.iter().try_for_each(|name| limits::line("name", name))?;
    }
    Ok(())
}

fn check_public(public: Option<&String>) -> Result<(), Refusal> {
    public.map_or(Ok(()), |public| limits::text("public reason", public))
}

/// A round was planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundPlanned {
    /// Its number.
    pub round: u32,
    /// When it is to begin, in the talks' zone.
    pub starts: DateTime,
    /// The same as an instant.
    pub starts_at: Timestamp,
    /// When it is to end, in the talks' zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<DateTime>,
    /// Where.
    pub venue: String,
    /// How the seats meet, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Its strands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<Track>,
    /// Who comes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegations: Vec<RoundDelegation>,
    /// The items of the agenda that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<Name>,
    /// In the mediator's words, for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
}

/// Plans a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRound {
    /// When it is to begin, in the talks' zone.
    pub starts: DateTime,
    /// When it is to end, in the talks' zone.
    #[serde(default)]
    pub ends: Option<DateTime>,
    /// Where.
    pub venue: String,
    /// How the seats meet, in words.
    #[serde(default)]
    pub format: Option<String>,
    /// Its strands.
    #[serde(default)]
    pub tracks: Vec<Track>,
    /// Who comes.
    #[serde(default)]
    pub delegations: Vec<RoundDelegation>,
    /// The items of the agenda that it is about.
    #[serde(default)]
    pub agenda: Vec<Name>,
    /// In the mediator's words, for all.
    #[serde(default)]
    pub public: Option<String>,
    /// Why, for the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for PlanRound {
    const FACTS: Facts = Facts {
        name: "plan_round",
        chapter: Chapter::Rounds,
        does: "Plans a round: when and where, in which format, with whom and about what.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "Its date is today's or a later one, and the items that it is about stand on the adopted agenda.",
        changes: "The round has the next number; all see its date, venue, tracks and delegations.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::NotTheTime, Rule::NoSuchSeat, Rule::NotAgreed, Rule::NoSuchItem],
        example: "do: plan_round\nstarts: 2025-05-03T10:00\nvenue: Rome\nformat: indirect, two rooms\ntracks: [{ name: political }, { name: technical }]\nagenda: [enrichment]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        limits::line("venue", &self.venue)?;
        if let Some(format) = &self.format {
            limits::line("format", format)?;
        }
        check_public(self.public.as_ref())?;
        limits::list("tracks", &self.tracks, 0)?;
        for (at, track) in self.tracks.iter().enumerate() {
            limits::line("track's name", &track.name)?;
            if self.tracks[..at].iter().any(|before| before.name == track.name) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("the track `{}` is there twice", track.name),
                    "Each track has a name of its own.",
                ));
            }
            check_delegations(on, &track.delegations)?;
        }
        check_delegations(on, &self.delegations)?;
        limits::list("items", &self.agenda, 0)?;
        self.agenda.iter().try_for_each(|item| joint.agenda.expect(item))?;
        let starts_at = dated(on, self.starts, self.ends)?;
        let about = on.write_joint(RoundPlanned {
            round: joint.rounds.0.len() as u32 + 1,
            starts: self.starts,
            starts_at,
            ends: self.ends,
            venue: self.venue,
            format: self.format,
            tracks: self.tracks,
            delegations: self.delegations,
            agenda: self.agenda,
            public: self.public,
        });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A round was moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundMoved {
    /// Which.
    pub round: u32,
    /// When it is to begin now, in the talks' zone.
    pub starts: DateTime,
    /// The same as an instant.
    pub starts_at: Timestamp,
    /// When it is to end now, in the talks' zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<DateTime>,
    /// Where it is now to be.
    pub venue: String,
    /// Why, for all.
    pub public: String,
}

/// Moves a round to another date or place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveRound {
    /// Which.
    pub round: u32,
    /// When it is to begin now, in the talks' zone.
    pub starts: DateTime,
    /// When it is to end now, in the talks' zone.
    #[serde(default)]
    pub ends: Option<DateTime>,
    /// Where it is now to be; where it was, if nothing is said.
    #[serde(default)]
    pub venue: Option<String>,
    /// Why, for all.
    pub public: String,
    /// Why, for the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for MoveRound {
    const FACTS: Facts = Facts {
        name: "move_round",
        chapter: Chapter::Rounds,
        does: "Moves a round to another date or place.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The round is planned or adjourned, and its date or place changes.",
        changes: "All see the new date and why; the dates before it stay with the round.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice, Rule::NotTheTime],
        example: "do: move_round\nround: 4\nstarts: 2025-05-11T11:00\nvenue: Muscat\npublic: For logistical reasons.\nprivate: Rome cannot be had before the conclave.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("public reason", &self.public)?;
        if let Some(venue) = &self.venue {
            limits::line("venue", venue)?;
        }
        let fits = [RoundState::Planned, RoundState::Adjourned];
        let round = on.joint().rounds.find(Some(self.round), &fits, RoundState::Planned)?;
        let last = round.dates.last();
        let venue = self.venue.or_else(|| last.map(|date| date.venue.clone())).unwrap_or_default();
        if last.is_some_and(|last| (last.starts, last.ends, &last.venue) == (self.starts, self.ends, &venue))
        {
            return Err(Refusal::new(
                Rule::Twice,
                format!("round {} has this date and place", self.round),
                "Give another date or place.",
            ));
        }
        let starts_at = dated(on, self.starts, self.ends)?;
        let (round, starts, ends, public) = (self.round, self.starts, self.ends, self.public);
        let about = on.write_joint(RoundMoved { round, starts, starts_at, ends, venue, public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A round was opened, or went on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundOpened {
    /// Which.
    pub round: u32,
}

/// Opens a round, or lets an adjourned one go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenRound {
    /// Which: the only one that is planned or adjourned, if nothing is said.
    #[serde(default)]
    pub round: Option<u32>,
}

impl Perform for OpenRound {
    const FACTS: Facts = Facts {
        name: "open_round",
        chapter: Chapter::Rounds,
        does: "Opens a round, or lets an adjourned one go on.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The round is planned or adjourned, and no other is open.",
        changes: "All see that the round is going on.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: open_round\nround: 4",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let rounds = &on.joint().rounds;
        let fits = [RoundState::Planned, RoundState::Adjourned];
        let round = rounds.find(self.round, &fits, RoundState::Open)?.round;
        if let Some(open) = rounds.open() {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("round {} is open", open.round),
                "End it with `close_round` or break it off with `adjourn_round` first.",
            ));
        }
        on.write_joint(RoundOpened { round });
        Ok(())
    }
}

/// A round was adjourned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundAdjourned {
    /// Which.
    pub round: u32,
    /// Until when, in the talks' zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime>,
    /// Why, for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
}

/// Breaks the open round off, to go on later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjournRound {
    /// Which: the open one, if nothing is said.
    #[serde(default)]
    pub round: Option<u32>,
    /// Until when, in the talks' zone.
    #[serde(default)]
    pub until: Option<DateTime>,
    /// Why, for all.
    #[serde(default)]
    pub public: Option<String>,
    /// Why, for the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for AdjournRound {
    const FACTS: Facts = Facts {
        name: "adjourn_round",
        chapter: Chapter::Rounds,
        does: "Breaks the open round off, to go on later.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The round is open; the time until which it rests lies ahead.",
        changes: "All see that the round rests, and until when. `open_round` lets it go on.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice, Rule::NotTheTime],
        example: "do: adjourn_round\nuntil: 2025-05-11T15:00",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        check_public(self.public.as_ref())?;
        let joint = on.joint();
        let round = joint.rounds.find(self.round, &[RoundState::Open], RoundState::Adjourned)?.round;
        let until = self
            .until
            .map(|until| calendar::resolve(&joint.convening, "time to go on", until))
            .transpose()?;
        calendar::ahead(on, "time to go on", until)?;
        let about = on.write_joint(RoundAdjourned { round, until: self.until, public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A round ended, and was held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundHeld {
    /// Which.
    pub round: u32,
    /// In the mediator's words, for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
}

/// Ends a round: it was held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseRound {
    /// Which: the only one that is open or adjourned, if nothing is said.
    #[serde(default)]
    pub round: Option<u32>,
    /// In the mediator's words, for all.
    #[serde(default)]
    pub public: Option<String>,
    /// For the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for CloseRound {
    const FACTS: Facts = Facts {
        name: "close_round",
        chapter: Chapter::Rounds,
        does: "Ends a round: it was held.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The round is open or adjourned.",
        changes: "All see that it was held. Its end is a moment of the calendar at which the record is sealed.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: close_round\npublic: The talks were difficult but useful.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        check_public(self.public.as_ref())?;
        let fits = [RoundState::Open, RoundState::Adjourned];
        let round = on.joint().rounds.find(self.round, &fits, RoundState::Held)?.round;
        let about = on.write_joint(RoundHeld { round, public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A round was cancelled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundCancelled {
    /// Which.
    pub round: u32,
    /// Why, for all.
    pub public: String,
}

/// Cancels a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelRound {
    /// Which: the only one that is planned or adjourned, if nothing is said.
    #[serde(default)]
    pub round: Option<u32>,
    /// Why, for all.
    pub public: String,
    /// Why, for the mediator's team only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for CancelRound {
    const FACTS: Facts = Facts {
        name: "cancel_round",
        chapter: Chapter::Rounds,
        does: "Cancels a round that was planned, or that was adjourned and goes on no more.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The round is planned or adjourned.",
        changes: "All see that it does not take place, and why. Its number is not given again.",
        writes: &[Writes::Joint, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: cancel_round\nround: 6\npublic: The round of 15 June will not take place.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("public reason", &self.public)?;
        let fits = [RoundState::Planned, RoundState::Adjourned];
        let round = on.joint().rounds.find(self.round, &fits, RoundState::Cancelled)?.round;
        let about = on.write_joint(RoundCancelled { round, public: self.public });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

/// A party asked for a round, or for another date or place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundAskedFor {
    /// Which, where it has been planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// What it wishes.
    pub wish: Content<String>,
}

/// Asks the mediator for a round, or for another date or place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskForRound {
    /// Which, where it has been planned.
    #[serde(default)]
    pub round: Option<u32>,
    /// What one wishes.
    pub wish: String,
    /// Why: kept for working use only.
    #[serde(default)]
    pub private: Option<String>,
}

impl Perform for AskForRound {
    const FACTS: Facts = Facts {
        name: "ask_for_round",
        chapter: Chapter::Rounds,
        does: "Asks the mediator for a round, or for another date or place of one that is planned.",
        by: By::Party,
        least: Role::Member,
        during: During::Standing,
        when: "The round that is named, if one is, is planned or adjourned.",
        changes: "The mediator knows the wish, and why. The other parties do not learn that there was one.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::WrongState],
        example: "do: ask_for_round\nround: 4\nwish: A week later, and not in Rome.\nprivate: Our experts are not back.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        limits::text("wish", &self.wish)?;
        if let Some(round) = self.round {
            let state = sight.joint.rounds.expect(round)?.state;
            if !matches!(state, RoundState::Planned | RoundState::Adjourned) {
                return Err(Refusal::new(
                    Rule::WrongState,
                    format!("round {round} is {}", state.word()),
                    "Leave `round` out to ask for another round.",
                ));
            }
        }
        let about = on.write_own_room(sight, RoundAskedFor { round: self.round, wish: self.wish.into() });
        keep_reason(on, &Self::FACTS, Some(about), self.private)
    }
}

impl Happening for RoundAskedFor {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.wish.erase();
    }
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(RoundPlanned, RoundMoved, RoundOpened, RoundAdjourned, RoundHeld, RoundCancelled);
