use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{RoundDelegation, RoundState, Track, check_public};
use crate::act::Perform;
use crate::chapters::convening::keep_reason;
use crate::doing::Doing;
use crate::{By, Chapter, During, Facts, Name, Refusal, Role, Rule, Writes, calendar, limits};

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
