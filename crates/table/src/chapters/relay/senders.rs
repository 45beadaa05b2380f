use serde::{Deserialize, Serialize};

use super::attaching::listed;
use super::{
    ApprovalDeclined, ApprovalRevoked, ApprovalSought, Approved, MarkedRead, RequestState, is_usable,
    wording_hash,
};
use crate::act::Perform;
use crate::chapters::rooms::no_such_item;
use crate::doing::Doing;
use crate::{
    By, Chapter, Compartment, Content, During, Facts, Hash, Id, Kind, PartySight, Refusal, Role, Rule,
    Writes, limits,
};

/// A request in the actor's room, and how it stands.
fn request<'a>(sight: &PartySight<'a>, id: &Id) -> Result<(&'a ApprovalSought, RequestState), Refusal> {
    let own = id.place == Compartment::Room(sight.room.seat.clone());
    let found = own.then(|| sight.room.log.get(id.number)).flatten().and_then(|event| match &event.kind {
        Kind::ApprovalSought(sought) => Some((sought, sight.room.approvals.get(id.number)?)),
        _ => None,
    });
    let (sought, state) = found.ok_or_else(|| no_such_item(id, "a request for your approval"))?;
    match state {
        RequestState::Recalled => Err(Refusal::new(
            Rule::Withdrawn,
            format!("the mediator no longer seeks your approval in {id}"),
            "Nothing of it is conveyed.",
        )),
        RequestState::Superseded => Err(Refusal::new(
            Rule::Superseded,
            format!("the mediator has rendered {id} anew"),
            "Approve or decline the new wording where you are asked about it.",
        )),
        RequestState::SentOn => Err(Refusal::new(
            Rule::WrongState,
            format!("{id} was conveyed"),
            "What has gone out stays out; you can say more with `say`.",
        )),
        state => Ok((sought, state)),
    }
}

fn expect_open(id: &Id, state: RequestState) -> Result<(), Refusal> {
    let done = match state {
        RequestState::Approved { .. } => "approved",
        RequestState::Declined => "declined",
        RequestState::Revoked => "taken back your approval of",
        _ => return Ok(()),
    };
    Err(Refusal::new(
        Rule::Twice,
        format!("you have {done} {id}"),
        "An approval can be taken back with `revoke_approval` until it is conveyed; the mediator can ask again.",
    ))
}

fn yes() -> bool {
    true
}

/// Approves a rendering of what one has said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// The request.
    pub request: Id,
    /// The hash of wording, reach and attribution, and of one's attachments that go along, where one wants to be held to
    /// it.
    #[serde(default)]
    pub hash: Option<Hash>,
    /// Whether one's seat may be named, where it is to be conveyed as the sender's.
    #[serde(default = "yes")]
    pub named: bool,
}

impl Perform for Approve {
    const FACTS: Facts = Facts {
        name: "approve",
        chapter: Chapter::Relay,
        does: "Approves the wording, the reach, the attribution and the attachments of what the mediator would convey of one's words.",
        by: By::Party,
        least: Role::Member,
        during: During::Standing,
        when: "The request is open, and the items that it draws on stand.",
        changes: "The mediator may convey exactly this. Whatever is changed in it needs a new approval.",
        writes: &[Writes::OwnRoom],
        refusals: &[
            Rule::NoSuchItem,
            Rule::WrongHash,
            Rule::Twice,
            Rule::WrongState,
            Rule::Withdrawn,
            Rule::Superseded,
        ],
        example: "do: approve\nrequest: room/iran:8",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let (sought, state) = request(&sight, &self.request)?;
        expect_open(&self.request, state)?;
        let Some(text) =
            sought.text.get().filter(|_| sought.items.iter().all(|&item| is_usable(sight.room, item)))
        else {
            return Err(Refusal::new(
                Rule::Withdrawn,
                format!("what {} draws on was taken back or erased", self.request),
                "Decline it, or say anew what is to stand.",
            ));
        };
        let attachments = listed(sought.attachments.as_ref());
        let hash = wording_hash(text, &sought.to, sought.attribution, attachments);
        if self.hash.is_some_and(|given| given != hash) {
            return Err(Refusal::new(
                Rule::WrongHash,
                format!("this is not the hash of what {} would convey", self.request),
                format!("It is {hash}."),
            ));
        }
        on.write_own_room(sight, Approved { request: self.request.number, named: self.named });
        Ok(())
    }
}

/// Declines to approve a rendering of what one has said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// The request.
    pub request: Id,
    /// In one's words, for the mediator only.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for Decline {
    const FACTS: Facts = Facts {
        name: "decline",
        chapter: Chapter::Relay,
        does: "Declines to approve what the mediator would convey of one's words.",
        by: By::Party,
        least: Role::Member,
        during: During::Standing,
        when: "The request is open.",
        changes: "The mediator may not convey it, and can render it anew.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::Twice, Rule::WrongState, Rule::Withdrawn, Rule::Superseded],
        example: "do: decline\nrequest: room/iran:8\nwords: Not before Friday.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let (_, state) = request(&sight, &self.request)?;
        expect_open(&self.request, state)?;
        if let Some(words) = &self.words {
            limits::text("words", words)?;
        }
        let words = self.words.map(Content::from);
        on.write_own_room(sight, ApprovalDeclined { request: self.request.number, words });
        Ok(())
    }
}

/// Takes back an approval before it is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeApproval {
    /// The request.
    pub request: Id,
}

impl Perform for RevokeApproval {
    const FACTS: Facts = Facts {
        name: "revoke_approval",
        chapter: Chapter::Relay,
        does: "Takes back an approval before what was approved is conveyed.",
        by: By::Party,
        least: Role::Member,
        during: During::Standing,
        when: "This seat has approved it, and it was not conveyed.",
        changes: "The mediator may not convey it.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::Twice, Rule::WrongState, Rule::Withdrawn, Rule::Superseded],
        example: "do: revoke_approval\nrequest: room/iran:8",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        match request(&sight, &self.request)?.1 {
            RequestState::Approved { .. } => {}
            RequestState::Revoked => return expect_open(&self.request, RequestState::Revoked),
            _ => {
                return Err(Refusal::new(
                    Rule::WrongState,
                    format!("you have not approved {}", self.request),
                    "What was not approved can be declined with `decline`.",
                ));
            }
        }
        on.write_own_room(sight, ApprovalRevoked { request: self.request.number });
        Ok(())
    }
}

/// Marks what was conveyed as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkRead {
    /// What.
    pub item: Id,
}

impl Perform for MarkRead {
    const FACTS: Facts = Facts {
        name: "mark_read",
        chapter: Chapter::Relay,
        does: "Marks as read what was conveyed to one's seat.",
        by: By::Party,
        least: Role::Interpreter,
        during: During::Standing,
        when: "It was conveyed into this seat's room, and is not marked.",
        changes: "The mediator knows that it was read; its sender does not. One answers with `say` and `answers`.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::Twice],
        example: "do: mark_read\nitem: room/usa:9",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let own = self.item.place == Compartment::Room(sight.room.seat.clone());
        let receipt = own.then(|| sight.room.inbox.get(self.item.number)).flatten();
        let receipt =
            receipt.ok_or_else(|| no_such_item(&self.item, "something that was conveyed to you"))?;
        if receipt.read {
            return Err(Refusal::new(
                Rule::Twice,
                format!("{} is marked as read", self.item),
                "Answer it with `say`.",
            ));
        }
        on.write_own_room(sight, MarkedRead { item: self.item.number });
        Ok(())
    }
}
