//! A party, or the mediator, puts a package forward, and takes it back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Condition, Origin, Proposal, ProposalState, Proposals, Terms};
use crate::act::Perform;
use crate::chapters::rooms::{self, Disclosure};
use crate::doing::Doing;
use crate::event::Happening;
use crate::state::State;
use crate::{
    By, Chapter, Compartment, Content, During, Facts, Id, Kind, PackageTerms, Refusal, Retention, Role, Rule,
    Sight, Writes, limits,
};

/// A party proposed something, in its room; or the mediator, in its team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposed {
    /// What.
    pub terms: Content<Terms>,
    /// How many options there are to choose from.
    pub options: u32,
    /// Until when it can be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Whether an accepted full package of it binds: what the ground rules said when it was made.
    pub binds: bool,
    /// How far it may go.
    pub disclosure: Disclosure,
    /// The number of the earlier proposal in whose place it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<u32>,
    /// The number of what it answers in this room; a party's alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<u32>,
}

impl Happening for Proposed {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.terms.erase();
    }
}

/// Refuses an item of another room, or none, with the kind that is meant.
pub(super) fn in_own_room(on: &Doing<'_>, item: &Id, kind: &str) -> Result<u32, Refusal> {
    let own = on.party()?.room.seat == on.who.seat && item.place == Compartment::Room(on.who.seat.clone());
    if own { Ok(item.number) } else { Err(rooms::no_such_item(item, kind)) }
}

/// Refuses what is no longer open, and says why.
pub(super) fn expect_open(id: &Id, proposal: &Proposal) -> Result<(), Refusal> {
    let (rule, because, allowed) = match proposal.state {
        ProposalState::Open => return Ok(()),
        ProposalState::Superseded(newer) => (
            Rule::Superseded,
            format!("{id} was superseded"),
            format!("In its place stands {}.", Id::new(id.place.clone(), newer)),
        ),
        ProposalState::Withdrawn => {
            (Rule::Withdrawn, format!("{id} was withdrawn"), "Its maker can propose anew.".to_owned())
        }
        ProposalState::Expired => {
            (Rule::Expired, format!("{id} has expired"), "Its maker can propose anew.".to_owned())
        }
        ProposalState::Agreed(agreement) => (
            Rule::Twice,
            format!("{id} is agreed"),
            format!("The agreement stands as joint:{agreement}; a new proposal can be made."),
        ),
    };
    Err(Refusal::new(rule, because, allowed))
}

/// Refuses a time that has passed.
pub(super) fn expect_later(on: &Doing<'_>, until: Timestamp) -> Result<(), Refusal> {
    if until > on.at {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::NotTheTime,
        format!("{until} has passed"),
        "Give a time that lies ahead, so that there is time to answer.",
    ))
}

/// Where the proposals of the actor's seat stand: a party's in its room, the mediator's in its team.
fn own_place<'a>(sight: &Sight<'a>) -> (Compartment, &'a Proposals) {
    match sight {
        Sight::Party(sight) => (Compartment::Room(sight.room.seat.clone()), &sight.room.proposals),
        Sight::Mediator(sight) => (Compartment::Delegation(sight.team.seat.clone()), &sight.team.proposals),
    }
}

/// Proposes something: it is then an offer, and can be carried as far as its disclosure allows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// The packages, full or partial; several are as good as one another to whoever proposes them.
    #[serde(default)]
    pub packages: Vec<PackageTerms>,
    /// One thing for another.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// In words.
    #[serde(default)]
    pub text: Option<String>,
    /// Until when it can be accepted.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// How far it may go.
    #[serde(default)]
    pub disclosure: Disclosure,
    /// The earlier proposal of one's own in whose place it stands.
    #[serde(default)]
    pub supersedes: Option<Id>,
    /// What it answers in one's room.
    #[serde(default)]
    pub answers: Option<Id>,
}

impl Perform for Propose {
    const FACTS: Facts = Facts {
        name: "propose",
        chapter: Chapter::Proposals,
        does: "Puts forward a package, full or partial, or several to choose from, with conditions or a text.",
        by: By::Any,
        least: Role::Member,
        during: During::UnderWay,
        when: "A party sits at the table; packages take their values from the issues on the agenda. Where an accepted proposal binds, a head proposes.",
        changes: "The mediator can carry it as far as its disclosure allows; one of its own, which stands in its team, as its own or as nobody's, to one party or several. The proposal that it supersedes can no longer make an agreement; who had that one carried to it is not told before the new one comes.",
        writes: &[Writes::OwnRoom, Writes::Delegation],
        refusals: &[
            Rule::NoConsent,
            Rule::NoSuchItem,
            Rule::NotYours,
            Rule::Space,
            Rule::NotTheTime,
            Rule::Superseded,
            Rule::Withdrawn,
            Rule::Expired,
            Rule::Twice,
        ],
        example: "do: propose\npackages: [{ enrichment: \"3.67 %\", inspections: daily }]\nuntil: 2025-05-11T20:00:00Z\ndisclosure: this_wording",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        if let Sight::Party(sight) = on.sight {
            joint.convening.expect_seated(&sight.room.seat)?;
        } else if self.disclosure != Disclosure::default() || self.answers.is_some() {
            return Err(Refusal::new(
                Rule::Malformed,
                "a proposal of the mediator's own answers nobody, and its disclosure is the mediator's affair",
                "Leave `disclosure` and `answers` out.",
            ));
        }
        let terms = Terms { packages: self.packages, conditions: self.conditions, text: self.text };
        terms.check(&joint.agenda.issues)?;
        if let Some(until) = self.until {
            expect_later(on, until)?;
        }
        let binds = joint.ground_rules.settings.accepted_proposal_binds;
        if binds && on.sight.role() < Role::Head {
            return Err(Refusal::new(
                Rule::WrongRole,
                "an accepted proposal binds under these ground rules",
                "The head of the delegation may propose; a member can say what it thinks with `say`.",
            ));
        }
        let mut supersedes = None;
        if let Some(before) = &self.supersedes {
            let (place, proposals) = own_place(&on.sight);
            let proposal = (before.place == place).then(|| proposals.get(before.number)).flatten();
            let proposal = proposal.ok_or_else(|| rooms::no_such_item(before, "a proposal of your own"))?;
            expect_own(before, proposal)?;
            expect_open(before, proposal)?;
            supersedes = Some(before.number);
        }
        let mut answers = None;
        if let Some(answered) = &self.answers {
            let number = in_own_room(on, answered, "an item of your room")?;
            on.party()?
                .room
                .log
                .get(number)
                .ok_or_else(|| rooms::no_such_item(answered, "an item of your room"))?;
            answers = Some(number);
        }
        let (options, until, disclosure) = (terms.options(), self.until, self.disclosure);
        let proposed =
            Proposed { terms: terms.into(), options, until, binds, disclosure, supersedes, answers };
        match on.sight {
            Sight::Party(sight) => on.write_own_room(sight, proposed),
            Sight::Mediator(_) => on.write_delegation(proposed),
        };
        Ok(())
    }
}

fn expect_own(id: &Id, proposal: &Proposal) -> Result<(), Refusal> {
    match proposal.origin {
        Origin::Own => Ok(()),
        Origin::Carried { .. } => Err(Refusal::new(
            Rule::NotYours,
            format!("{id} was carried to you"),
            "What was carried to you is answered with `accept` or `refuse`.",
        )),
    }
}

/// A proposal was taken back, or what was carried of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalWithdrawn {
    /// Its number in this room.
    pub item: u32,
    /// Why, for the mediator; or for the party that it had been carried to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

impl Happening for ProposalWithdrawn {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        if let Some(words) = &mut self.words {
            words.erase();
        }
    }
}

/// Takes a proposal back: a party its own; the mediator one copy that it has carried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawProposal {
    /// Which.
    pub item: Id,
    /// Why: a party's words are for the mediator only, the mediator's for the party in whose room the copy stands.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for WithdrawProposal {
    const FACTS: Facts = Facts {
        name: "withdraw_proposal",
        chapter: Chapter::Proposals,
        does: "Takes back a proposal of one's own; the mediator also what it has carried to one party.",
        by: By::Any,
        least: Role::Member,
        during: During::Standing,
        when: "The proposal stands: it is not agreed, expired, superseded or withdrawn.",
        changes: "It can no longer be accepted. Whoever had it carried to it is told so at once; where it was not carried, nobody else learns of it.",
        writes: &[Writes::OwnRoom, Writes::Rooms, Writes::Delegation],
        refusals: &[
            Rule::NoSuchItem,
            Rule::NotYours,
            Rule::Twice,
            Rule::Expired,
            Rule::Superseded,
            Rule::Withdrawn,
        ],
        example: "do: withdraw_proposal\nitem: room/iran:7\nwords: The capital has thought again.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        if let Some(words) = &self.words {
            limits::text("words", words)?;
        }
        let (own, proposals) = own_place(&on.sight);
        let proposal = match &self.item.place {
            place if *place == own => proposals.get(self.item.number),
            Compartment::Room(seat) => {
                on.sight.room(seat).and_then(|room| room.proposals.get(self.item.number))
            }
            _ => None,
        };
        let proposal = proposal.ok_or_else(|| rooms::no_such_item(&self.item, "a proposal"))?;
        let withdrawn = ProposalWithdrawn { item: self.item.number, words: self.words.map(Content::from) };
        match on.sight {
            Sight::Party(sight) => {
                expect_own(&self.item, proposal)?;
                expect_open(&self.item, proposal)?;
                on.write_own_room(sight, withdrawn);
            }
            Sight::Mediator(_) if self.item.place == own => {
                expect_open(&self.item, proposal)?;
                on.write_delegation(withdrawn);
            }
            Sight::Mediator(sight) => {
                let Compartment::Room(seat) = &self.item.place else {
                    return Err(rooms::no_such_item(&self.item, "a proposal"));
                };
                if proposal.origin == Origin::Own {
                    return Err(Refusal::new(
                        Rule::NotYours,
                        format!("{} is its maker's", self.item),
                        "The mediator takes back what it has carried, in the room that it was carried to.",
                    ));
                }
                expect_open(&self.item, proposal)?;
                on.write_room(sight, seat, withdrawn);
            }
        }
        Ok(())
    }
}

/// The time of a proposal is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalExpired {
    /// Its number in this room.
    pub item: u32,
}

impl Happening for ProposalExpired {
    const RETENTION: Retention = Retention::Permanent;
}

/// Says where a proposal stands that its time is over.
pub(crate) fn expired(state: &State, place: &Compartment, number: u32) -> Vec<(Compartment, Kind)> {
    let proposals = match place {
        Compartment::Room(seat) => state.rooms.get(seat).map(|room| &room.proposals),
        Compartment::Delegation(seat) => state.delegations.get(seat).map(|own| &own.proposals),
        _ => None,
    };
    let proposal = proposals.and_then(|proposals| proposals.get(number));
    let open = proposal.is_some_and(|proposal| proposal.state == ProposalState::Open);
    open.then(|| (place.clone(), ProposalExpired { item: number }.into())).into_iter().collect()
}
