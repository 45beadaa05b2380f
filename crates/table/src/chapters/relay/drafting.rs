use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::attaching::{own_attachments, pick, some};
use super::{
    ApprovalCalledOff, ApprovalSought, ApprovalsLinked, Attribution, Consent, Rendered, Rendering,
    RenderingRecalled, RenderingState, RequestState, attached_to, consent, is_usable, seat_of, text_of,
    words_for,
};
use crate::act::Perform;
use crate::chapters::rooms::{check_attachments, no_such_item};
use crate::doing::Doing;
use crate::{
    By, Chapter, Compartment, During, Facts, Hash, Id, MediatorSight, Name, Refusal, Role, Rule, Writes,
    limits,
};

/// A rendering that can still be changed, asked about or conveyed.
pub(super) fn drafted<'a>(sight: &MediatorSight<'a>, id: &Id) -> Result<&'a Rendering, Refusal> {
    let own = id.place == Compartment::Delegation(sight.team.seat.clone());
    let rendering = own.then(|| sight.team.workbench.get(id.number)).flatten();
    let rendering = rendering.ok_or_else(|| no_such_item(id, "a rendering of your team's"))?;
    let (rule, because) = match rendering.state {
        RenderingState::Drafted => return Ok(rendering),
        RenderingState::Conveyed => (Rule::Twice, format!("{id} was conveyed")),
        RenderingState::Recalled => (Rule::Withdrawn, format!("{id} was recalled")),
        RenderingState::Superseded => (Rule::Superseded, format!("a later rendering took the place of {id}")),
    };
    Err(Refusal::new(rule, because, "A new rendering can be drafted with `render`."))
}

/// The text of a rendering; refused where it was erased.
pub(super) fn text<'a>(sight: &MediatorSight<'a>, id: &Id) -> Result<&'a str, Refusal> {
    text_of(sight, id.number).ok_or_else(|| {
        Refusal::new(
            Rule::Withdrawn,
            format!("the words of {id} were erased"),
            "Render it anew with `render`.",
        )
    })
}

/// Tells those senders who were asked, and have not refused, that a rendering is no longer to be conveyed.
fn call_off(on: &mut Doing<'_>, sight: MediatorSight<'_>, rendering: &Rendering, superseded: bool) {
    for request in &rendering.requests {
        let Some(seat) = seat_of(&request.place) else { continue };
        let state = sight.rooms.get(seat).and_then(|room| room.approvals.get(request.number));
        if matches!(state, Some(RequestState::Open | RequestState::Approved { .. })) {
            on.write_room(sight, seat, ApprovalCalledOff { request: request.number, superseded });
        }
    }
}

/// Drafts what is to be conveyed of what parties said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Render {
    /// What it draws on: items of one party's room or of several.
    pub items: Vec<Id>,
    /// Its words.
    pub text: String,
    /// As whose it is to be conveyed.
    pub attribution: Attribution,
    /// To whom: not to the one party alone whose words these are.
    pub to: Vec<Name>,
    /// Of several parties' items: the words in the text that are each party's, which it is asked about.
    #[serde(default)]
    pub parts: BTreeMap<Name, String>,
    /// Which attachments of its items go along, each by its hash.
    #[serde(default)]
    pub attachments: Vec<Hash>,
    /// The rendering whose place it takes.
    #[serde(default)]
    pub supersedes: Option<Id>,
}

impl Perform for Render {
    const FACTS: Facts = Facts {
        name: "render",
        chapter: Chapter::Relay,
        does: "Drafts what is to be conveyed of what parties said in their rooms: in which words, to whom, as whose, and with which of their attachments.",
        by: By::Mediator,
        least: Role::Adviser,
        during: During::Standing,
        when: "The items stand, and each attachment is one of theirs. Of items of several parties, `parts` says which words are each party's: they stand in the text word for word, none over another. A rendering that it supersedes was neither conveyed nor recalled.",
        changes: "The team has a draft; nobody else is told. An attachment goes unasked only where its item may be conveyed in its speaker's name: a file can tell whose it is. Senders who had been asked about a superseded rendering learn that it is no longer sought.",
        writes: &[Writes::Delegation, Writes::Rooms],
        refusals: &[Rule::NoSuchItem, Rule::NoSuchSeat, Rule::Withdrawn, Rule::Superseded, Rule::Twice],
        example: "do: render\nitems: [room/iran:6]\ntext: Inspections at short notice are conceivable.\nattribution: unattributed\nto: [usa]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        limits::text("text", &self.text)?;
        limits::list("items", &self.items, 1)?;
        limits::list("recipients", &self.to, 1)?;
        for (at, seat) in self.to.iter().enumerate() {
            sight.joint.convening.expect_party(seat)?;
            distinct("recipient", seat, &self.to[..at])?;
        }
        for (at, id) in self.items.iter().enumerate() {
            distinct("item", id, &self.items[..at])?;
            let room = seat_of(&id.place).and_then(|seat| sight.rooms.get(seat));
            let item = room.and_then(|room| Some((room, room.items.get(id.number)?)));
            let (room, _) = item
                .filter(|(room, item)| item.seat == room.seat)
                .ok_or_else(|| no_such_item(id, "something that a party said in its room"))?;
            if !is_usable(room, id.number) {
                return Err(Refusal::new(
                    Rule::Withdrawn,
                    format!("{id} was taken back or erased"),
                    "Render what stands.",
                ));
            }
            if self.to.iter().all(|seat| *seat == room.seat) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("{id} would be conveyed to nobody but the seat that said it"),
                    "Name another recipient; in a room one answers with `say`.",
                ));
            }
        }
        check_parts(&self.parts, &self.text, &self.items)?;
        let (attachments, attached) = pick(&sight, &self.items, &self.attachments)?;
        check_attachments(on, &attachments)?;
        let before = self.supersedes.as_ref().map(|id| drafted(&sight, id)).transpose()?;
        if let Some(before) = before {
            call_off(on, sight, before, true);
        }
        on.write_delegation(Rendered {
            items: self.items,
            text: self.text.into(),
            parts: (!self.parts.is_empty()).then(|| self.parts.into()),
            attribution: self.attribution,
            to: self.to,
            attachments: some(attachments),
            attached,
            supersedes: self.supersedes.map(|id| id.number),
        });
        Ok(())
    }
}

/// Refuses parts that are not words of the text, of its senders, each beside the others: what one sender is shown must
/// not hold what another has said.
fn check_parts(parts: &BTreeMap<Name, String>, text: &str, items: &[Id]) -> Result<(), Refusal> {
    let mut senders = items.iter().filter_map(|id| seat_of(&id.place));
    if let Some(seat) = parts.keys().find(|&seat| !senders.clone().any(|sender| sender == seat)) {
        return Err(Refusal::new(
            Rule::NoSuchSeat,
            format!("none of these items is `{seat}`'s"),
            "A part is of a party whose items are rendered.",
        ));
    }
    let first = senders.next();
    if !parts.is_empty() && senders.all(|sender| Some(sender) == first) {
        return Err(Refusal::new(
            Rule::Malformed,
            "these are items of one party, which is asked about all the words",
            "Leave `parts` out.",
        ));
    }
    // The longest first: a short part may stand in a long one too, and must then have a place of its own.
    let mut longest: Vec<(&Name, &str)> = parts.iter().map(|(seat, part)| (seat, part.as_str())).collect();
    longest.sort_by_key(|(_, part)| std::cmp::Reverse(part.len()));
    let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
    for (seat, part) in longest {
        limits::text("part", part)?;
        let places = text.match_indices(part).map(|(at, _)| at..at + part.len());
        let free = |place: &std::ops::Range<usize>| {
            taken.iter().all(|other| place.end <= other.start || other.end <= place.start)
        };
        let place = places.into_iter().find(free).ok_or_else(|| {
            Refusal::new(
                Rule::Malformed,
                format!("the part of `{seat}` does not stand in the text beside the others"),
                "Each part stands in `text` word for word, and none over another.",
            )
        })?;
        taken.push(place);
    }
    Ok(())
}

/// Refuses a list in which something stands twice.
pub(super) fn distinct<T: PartialEq + std::fmt::Display>(
    what: &str,
    entry: &T,
    before: &[T],
) -> Result<(), Refusal> {
    if before.contains(entry) {
        return Err(Refusal::new(
            Rule::Malformed,
            format!("the {what} {entry} is there twice"),
            "Name each once.",
        ));
    }
    Ok(())
}

/// Asks the senders of a rendering for their approval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeekApproval {
    /// The rendering.
    pub rendering: Id,
    /// Which senders: where none is named, those that must be asked, or all where none must.
    #[serde(default)]
    pub of: Vec<Name>,
}

impl Perform for SeekApproval {
    const FACTS: Facts = Facts {
        name: "seek_approval",
        chapter: Chapter::Relay,
        does: "Asks the senders of a rendering to approve its wording, its reach and its attribution.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The rendering was neither conveyed nor recalled nor superseded, its items stand, and of one sender at least no answer is awaited or given. Where it draws on several parties, each that is asked has a part.",
        changes: "Each sender reads the wording (where it draws on several parties, its own part and no other word), as whose and to whom it would go, and which of its own items and attachments it draws on; not who else was asked.",
        writes: &[Writes::Rooms, Writes::Delegation],
        refusals: &[
            Rule::NoSuchItem,
            Rule::NoSuchSeat,
            Rule::NoConsent,
            Rule::Disclosure,
            Rule::Withdrawn,
            Rule::Superseded,
            Rule::Twice,
        ],
        example: "do: seek_approval\nrendering: delegation/oman:7",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        let rendering = drafted(&sight, &self.rendering)?;
        let text = text(&sight, &self.rendering)?;
        let stand = |seat: &Name| consent(&sight, rendering, text, seat);
        for (at, seat) in self.of.iter().enumerate() {
            distinct("sender", seat, &self.of[..at])?;
            if !rendering.senders().any(|sender| sender == seat) {
                return Err(Refusal::new(
                    Rule::NoSuchSeat,
                    format!("{} draws on nothing of `{seat}`'s", self.rendering),
                    "Only the senders of a rendering are asked.",
                ));
            }
        }
        let mut asked: Vec<Name> = self.of;
        if asked.is_empty() {
            asked = rendering.senders().filter(|seat| stand(seat) != Consent::NotNeeded).cloned().collect();
        }
        if asked.is_empty() {
            asked = rendering.senders().cloned().collect();
        }
        // Who has answered yes or is still to answer is not asked again together with those who are asked now.
        let waiting = |seat: &Name| {
            let request = rendering.request_to(seat);
            let state = request.and_then(|number| sight.rooms.get(seat)?.approvals.get(number));
            matches!(state, Some(RequestState::Open | RequestState::Approved { .. }))
        };
        if let Some(seat) = rendering.senders().find(|seat| stand(seat) == Consent::Withdrawn) {
            return Err(withdrawn(seat));
        }
        asked.retain(|seat| !waiting(seat));
        if asked.is_empty() {
            return Err(Refusal::new(
                Rule::Twice,
                "its senders have been asked",
                "A sender that declined, or took its approval back, can be asked again.",
            ));
        }
        for seat in &asked {
            sight.joint.convening.expect_seated(seat)?;
        }
        let attachments = attached_to(&sight, self.rendering.number);
        let mut requests = Vec::new();
        for seat in &asked {
            let words = words_for(&sight, self.rendering.number, rendering, seat);
            let words = words.ok_or_else(|| no_part(&self.rendering, seat))?;
            let own = sight.rooms.get(seat).map(|room| own_attachments(room, rendering, attachments));
            let sought = ApprovalSought {
                items: rendering.items_of(seat),
                text: words.to_owned().into(),
                attribution: rendering.attribution,
                to: rendering.to.clone(),
                attachments: own.and_then(some),
            };
            requests.push(on.write_room(sight, seat, sought));
        }
        on.write_delegation(ApprovalsLinked { rendering: self.rendering.number, requests });
        Ok(())
    }
}

/// Refuses to show one sender what others have said.
fn no_part(rendering: &Id, seat: &Name) -> Refusal {
    Refusal::new(
        Rule::Disclosure,
        format!("{rendering} draws on other parties too, and says not which of its words are `{seat}`'s"),
        format!(
            "Render it anew with `supersedes: {rendering}` and `parts`, in which each party has its own words."
        ),
    )
}

/// Refuses what draws on an item that its sender took back.
pub(super) fn withdrawn(seat: &Name) -> Refusal {
    Refusal::new(
        Rule::Withdrawn,
        format!("`{seat}` has taken back or erased what it draws on"),
        "Render what stands.",
    )
}

/// Takes a rendering back before it is conveyed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recall {
    /// The rendering.
    pub rendering: Id,
}

impl Perform for Recall {
    const FACTS: Facts = Facts {
        name: "recall",
        chapter: Chapter::Relay,
        does: "Takes a rendering back before it is conveyed.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "It was neither conveyed nor recalled nor superseded.",
        changes: "It can no longer be conveyed. Senders who were asked learn so; nobody else learns that there was one.",
        writes: &[Writes::Delegation, Writes::Rooms],
        refusals: &[Rule::NoSuchItem, Rule::Withdrawn, Rule::Superseded, Rule::Twice],
        example: "do: recall\nrendering: delegation/oman:7",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        let rendering = drafted(&sight, &self.rendering)?;
        call_off(on, sight, rendering, false);
        on.write_delegation(RenderingRecalled { rendering: self.rendering.number });
        Ok(())
    }
}
