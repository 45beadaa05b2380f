//! What goes with a rendering: attachments of the items that it draws on.

use super::drafting::distinct;
use super::{Rendering, seat_of};
use crate::chapters::rooms::{Attachment, attachments_of};
use crate::{Content, Hash, Id, Kind, MediatorSight, Refusal, Room, Rule};

/// What goes with a rendering; nothing where that was erased.
#[must_use]
pub fn attached_to<'a>(sight: &MediatorSight<'a>, rendering: u32) -> &'a [Attachment] {
    match sight.team.log.get(rendering).map(|event| &event.kind) {
        Some(Kind::Rendered(rendered)) => listed(rendered.attachments.as_ref()),
        _ => &[],
    }
}

/// The attachments of an event.
pub(super) fn listed(attachments: Option<&Content<Vec<Attachment>>>) -> &[Attachment] {
    attachments.and_then(Content::get).map_or(&[], Vec::as_slice)
}

/// Those of these attachments that are a sender's own: of its items that a rendering passes attachments of.
pub(super) fn own_attachments(room: &Room, rendering: &Rendering, all: &[Attachment]) -> Vec<Attachment> {
    let of_room = rendering.attached.iter().filter(|id| seat_of(&id.place) == Some(&room.seat));
    let own: Vec<&Attachment> = of_room.flat_map(|id| attachments_of(&room.log, id.number)).collect();
    all.iter().filter(|attachment| own.contains(attachment)).cloned().collect()
}

/// Attachments as an event has them: none where there are none.
pub(super) fn some(attachments: Vec<Attachment>) -> Option<Content<Vec<Attachment>>> {
    (!attachments.is_empty()).then(|| attachments.into())
}

/// The attachments of these hashes, each of the first of the items that has it, and the items that they are of.
pub(super) fn pick(
    sight: &MediatorSight<'_>,
    items: &[Id],
    hashes: &[Hash],
) -> Result<(Vec<Attachment>, Vec<Id>), Refusal> {
    let (mut attachments, mut attached) = (Vec::new(), Vec::new());
    for (at, hash) in hashes.iter().enumerate() {
        distinct("attachment", hash, &hashes[..at])?;
        let of = |id: &Id| {
            let room = sight.rooms.get(seat_of(&id.place)?)?;
            attachments_of(&room.log, id.number).iter().find(|attachment| attachment.sha256 == *hash)
        };
        let (id, attachment) = items.iter().find_map(|id| Some((id, of(id)?))).ok_or_else(|| {
            Refusal::new(
                Rule::NoSuchItem,
                format!("none of these items has an attachment with the hash {hash}"),
                "Name an attachment of an item that is rendered, by the hash that stands with it.",
            )
        })?;
        attachments.push(attachment.clone());
        if !attached.contains(id) {
            attached.push(id.clone());
        }
    }
    Ok((attachments, attached))
}
