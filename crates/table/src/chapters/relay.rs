//! What the mediator conveys of what was said: drafted, approved by its senders, conveyed, read, answered.
//!
//! The links between what a party said, the mediator's rendering and what arrived elsewhere are kept by the
//! mediator's team alone. A sender is told of what it was asked about; a recipient gets a text and as whose it is
//! conveyed. Neither has a number of another room, and nobody is told of what was not released.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rooms::{Attachment, Disclosure, ItemState, words_of};
use crate::{Compartment, Event, Hash, Id, Kind, MediatorSight, Name, Room};

mod attaching;
mod difference;
mod drafting;
mod evenness;
mod events;
mod release;
mod senders;

pub use attaching::attached_to;
pub use difference::difference;
pub use drafting::{Recall, Render, SeekApproval};
pub use evenness::{Share, evenness};
pub use events::*;
pub use release::{Convey, Countersign};
pub use senders::{Approve, Decline, MarkRead, RevokeApproval};

/// As whose words something is conveyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// As the sender's: its seat is named.
    Sender,
    /// As the mediator's own.
    Mediator,
    /// As nobody's: the mediator says not whose it is.
    Unattributed,
}

impl Attribution {
    /// As whose, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sender => "as its sender's",
            Self::Mediator => "as the mediator's own",
            Self::Unattributed => "without saying whose it is",
        }
    }
}

/// Whether a sender must be asked before its item is conveyed under this attribution.
///
/// A disclosure frees exactly the use that it names; for every other, one asks.
pub(crate) fn demands(disclosure: Disclosure, attribution: Attribution, same_wording: bool) -> bool {
    match disclosure {
        Disclosure::MediatorOnly => true,
        Disclosure::NotAttributed => attribution != Attribution::Unattributed,
        Disclosure::ThisWording => attribution != Attribution::Sender || !same_wording,
        Disclosure::AsTheMediators => attribution != Attribution::Mediator,
        Disclosure::Joint => false,
    }
}

/// The same for an item whose attachments go along.
///
/// A file cannot be put into other words, and may tell whose it is: so where its sender is not to be named, one asks.
fn demands_with(
    disclosure: Disclosure,
    attribution: Attribution,
    same_wording: bool,
    attached: bool,
) -> bool {
    let unnamed = matches!(disclosure, Disclosure::NotAttributed | Disclosure::AsTheMediators);
    (attached && unnamed) || demands(disclosure, attribution, same_wording)
}

/// The hash of what an approval approves: of the JSON `[text, to, attribution]`, or of
/// `[text, to, attribution, attachments]` where attachments of the sender's go along.
#[must_use]
pub fn wording_hash(text: &str, to: &[Name], attribution: Attribution, attachments: &[Attachment]) -> Hash {
    match attachments {
        [] => Hash::of_value(&(text, to, attribution)),
        attachments => Hash::of_value(&(text, to, attribution, attachments)),
    }
}

/// What became of a rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RenderingState {
    /// It can be conveyed once its senders' consent allows it.
    Drafted,
    /// It was conveyed.
    Conveyed,
    /// The mediator took it back.
    Recalled,
    /// A later rendering took its place.
    Superseded,
}

/// One rendering of the mediator's, as its team keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rendering {
    /// Who in the team rendered it.
    pub by: Name,
    /// What it draws on: items of parties' rooms.
    pub items: Vec<Id>,
    /// As whose it is to be conveyed.
    pub attribution: Attribution,
    /// To whom.
    pub to: Vec<Name>,
    /// The items whose attachments go along, or some of them.
    pub attached: Vec<Id>,
    /// The rendering whose place it took.
    pub supersedes: Option<u32>,
    /// Where its senders were asked.
    pub requests: Vec<Id>,
    /// Who else in the team released it.
    pub countersigned_by: Option<Name>,
    /// What became of it.
    pub state: RenderingState,
    /// What arrived, in the recipients' rooms.
    pub conveyed: Vec<Id>,
}

impl Rendering {
    /// The seats on whose items it draws, in the order of their names.
    pub fn senders(&self) -> impl Iterator<Item = &Name> {
        let mut seats: Vec<&Name> = self.items.iter().filter_map(|id| seat_of(&id.place)).collect();
        seats.sort();
        seats.dedup();
        seats.into_iter()
    }

    /// The numbers of its items in the room of one seat.
    pub(crate) fn items_of(&self, seat: &Name) -> Vec<u32> {
        let own = self.items.iter().filter(|id| seat_of(&id.place) == Some(seat));
        own.map(|id| id.number).collect()
    }

    /// The last request to a sender, by its number in the sender's room.
    pub(crate) fn request_to(&self, seat: &Name) -> Option<u32> {
        self.requests.iter().rev().find(|id| seat_of(&id.place) == Some(seat)).map(|id| id.number)
    }
}

fn seat_of(place: &Compartment) -> Option<&Name> {
    match place {
        Compartment::Room(seat) => Some(seat),
        _ => None,
    }
}

/// The renderings of the mediator's team, by number there; empty in a party's delegation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Workbench(BTreeMap<u32, Rendering>);

impl Workbench {
    /// The rendering of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Rendering> {
        self.0.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Rendering)> {
        self.0.iter().map(|(&number, rendering)| (number, rendering))
    }

    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::Rendered(rendered) => {
                let Some(by) = &event.by else { return };
                if let Some(before) = rendered.supersedes {
                    self.change(before, |before| before.state = RenderingState::Superseded);
                }
                let rendering = Rendering {
                    by: by.member.clone(),
                    items: rendered.items.clone(),
                    attribution: rendered.attribution,
                    to: rendered.to.clone(),
                    attached: rendered.attached.clone(),
                    supersedes: rendered.supersedes,
                    requests: Vec::new(),
                    countersigned_by: None,
                    state: RenderingState::Drafted,
                    conveyed: Vec::new(),
                };
                self.0.insert(event.id.number, rendering);
            }
            Kind::ApprovalsLinked(linked) => {
                self.change(linked.rendering, |of| of.requests.extend(linked.requests.iter().cloned()));
            }
            Kind::Countersigned(signed) => {
                let by = event.by.as_ref().map(|by| by.member.clone());
                self.change(signed.rendering, |of| of.countersigned_by = by);
            }
            Kind::RenderingRecalled(recalled) => {
                self.change(recalled.rendering, |of| of.state = RenderingState::Recalled);
            }
            Kind::Delivered(delivered) => self.change(delivered.rendering, |of| {
                of.state = RenderingState::Conveyed;
                of.conveyed.clone_from(&delivered.items);
            }),
            _ => {}
        }
    }

    fn change(&mut self, number: u32, change: impl FnOnce(&mut Rendering)) {
        if let Some(rendering) = self.0.get_mut(&number) {
            change(rendering);
        }
    }
}

/// What became of a request for a sender's approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// It waits for the sender.
    Open,
    /// The sender approved the wording, the reach and the attribution.
    Approved {
        /// Whether its seat may be named.
        named: bool,
    },
    /// The sender declined.
    Declined,
    /// The sender took its approval back.
    Revoked,
    /// The mediator took it back.
    Recalled,
    /// The mediator rendered it anew.
    Superseded,
    /// It was conveyed.
    SentOn,
}

/// The requests for approval in one room, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Approvals(BTreeMap<u32, RequestState>);

impl Approvals {
    /// What became of the request of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<RequestState> {
        self.0.get(&number).copied()
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, RequestState)> {
        self.0.iter().map(|(&number, &state)| (number, state))
    }

    pub(crate) fn take(&mut self, event: &Event) {
        let (number, state) = match &event.kind {
            Kind::ApprovalSought(_) => (event.id.number, RequestState::Open),
            Kind::Approved(approved) => (approved.request, RequestState::Approved { named: approved.named }),
            Kind::ApprovalDeclined(declined) => (declined.request, RequestState::Declined),
            Kind::ApprovalRevoked(revoked) => (revoked.request, RequestState::Revoked),
            Kind::ApprovalCalledOff(off) if off.superseded => (off.request, RequestState::Superseded),
            Kind::ApprovalCalledOff(off) => (off.request, RequestState::Recalled),
            Kind::SentOn(sent) => (sent.request, RequestState::SentOn),
            _ => return,
        };
        self.0.insert(number, state);
    }
}

/// What a recipient did with something that was conveyed to it: known to itself and the mediator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Whether it marked it as read.
    pub read: bool,
    /// What it said in answer: items of its room.
    pub answers: Vec<u32>,
}

/// What was conveyed into one room, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Inbox(BTreeMap<u32, Receipt>);

impl Inbox {
    /// What became of the conveyed item of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Receipt> {
        self.0.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Receipt)> {
        self.0.iter().map(|(&number, receipt)| (number, receipt))
    }

    pub(crate) fn take(&mut self, seat: &Name, event: &Event) {
        match &event.kind {
            Kind::Conveyed(_) => {
                self.0.insert(event.id.number, Receipt::default());
            }
            Kind::MarkedRead(read) => {
                if let Some(receipt) = self.0.get_mut(&read.item) {
                    receipt.read = true;
                }
            }
            Kind::Said(said) if event.by.as_ref().is_some_and(|by| by.seat == *seat) => {
                let answered = said.answers.as_ref().and_then(|id| self.0.get_mut(&id.number));
                if let Some(receipt) = answered {
                    receipt.answers.push(event.id.number);
                }
            }
            _ => {}
        }
    }
}

/// The words that a sender of a rendering is asked about: all of them where nobody else's are in it, else its part.
pub(crate) fn words_for<'a>(
    sight: &MediatorSight<'a>,
    number: u32,
    rendering: &Rendering,
    sender: &Name,
) -> Option<&'a str> {
    let Kind::Rendered(rendered) = &sight.team.log.get(number)?.kind else { return None };
    match rendering.senders().nth(1) {
        None => rendered.text.get().map(String::as_str),
        Some(_) => rendered.parts.as_ref()?.get()?.get(sender).map(String::as_str),
    }
}

/// How a sender's consent to a rendering stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// The disclosure of its items allows it.
    NotNeeded,
    /// It must be asked, and has not been.
    NotAsked,
    /// It was asked, and has not answered.
    Awaited,
    /// It approved.
    Given {
        /// Whether its seat may be named.
        named: bool,
    },
    /// It declined, or took its approval back.
    Refused,
    /// It took back, or erased, an item that the rendering draws on.
    Withdrawn,
}

/// How the consent of `sender` to a rendering of this text stands.
#[must_use]
pub fn consent(sight: &MediatorSight<'_>, rendering: &Rendering, text: &str, sender: &Name) -> Consent {
    let Some(room) = sight.rooms.get(sender) else { return Consent::Withdrawn };
    let items = rendering.items_of(sender);
    if !items.iter().all(|&number| is_usable(room, number)) {
        return Consent::Withdrawn;
    }
    let must_ask = items.iter().any(|&number| {
        let Some(item) = room.items.get(number) else { return true };
        let same = words_of(&room.log, number) == Some(text);
        let attached =
            rendering.attached.iter().any(|id| id.number == number && seat_of(&id.place) == Some(sender));
        demands_with(item.disclosure, rendering.attribution, same, attached)
    });
    match rendering.request_to(sender).and_then(|request| room.approvals.get(request)) {
        Some(RequestState::Approved { named }) => Consent::Given { named },
        Some(RequestState::Declined | RequestState::Revoked) => Consent::Refused,
        _ if !must_ask => Consent::NotNeeded,
        Some(RequestState::Open) => Consent::Awaited,
        _ => Consent::NotAsked,
    }
}

/// Whether an item of a party's in its room stands and still has its content: a proposal need not be in words.
fn is_usable(room: &Room, number: u32) -> bool {
    room.items.get(number).is_some_and(|item| item.state == ItemState::Standing)
        && room.log.get(number).is_some_and(|event| match &event.kind {
            Kind::Proposed(proposed) => proposed.terms.get().is_some(),
            _ => words_of(&room.log, number).is_some(),
        })
}

/// The text of a rendering, unless it was erased.
#[must_use]
pub fn text_of<'a>(sight: &MediatorSight<'a>, rendering: u32) -> Option<&'a str> {
    match &sight.team.log.get(rendering)?.kind {
        Kind::Rendered(rendered) => rendered.text.get().map(String::as_str),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written out: what each disclosure frees, by attribution, in the speaker's wording and in another.
    #[test]
    fn a_disclosure_frees_the_use_that_it_names() {
        use Attribution::{Mediator, Sender, Unattributed};
        use Disclosure::*;
        let free = [
            (NotAttributed, Unattributed, true),
            (NotAttributed, Unattributed, false),
            (ThisWording, Sender, true),
            (AsTheMediators, Mediator, true),
            (AsTheMediators, Mediator, false),
        ];
        // With a file that goes along, what is spared the question is its speaker's wording in its speaker's name.
        let free_with_a_file = [(ThisWording, Sender, true)];
        for disclosure in [MediatorOnly, NotAttributed, ThisWording, AsTheMediators, Joint] {
            for attribution in [Sender, Mediator, Unattributed] {
                for same in [true, false] {
                    let expected = |free: &[(Disclosure, Attribution, bool)]| {
                        disclosure != Joint && !free.contains(&(disclosure, attribution, same))
                    };
                    let what = format!("{disclosure:?} {attribution:?} {same}");
                    assert_eq!(demands(disclosure, attribution, same), expected(&free), "{what}");
                    let asked = |attached| demands_with(disclosure, attribution, same, attached);
                    assert_eq!(asked(false), expected(&free), "{what}");
                    assert_eq!(asked(true), expected(&free_with_a_file), "{what}");
                }
            }
        }
    }
}
