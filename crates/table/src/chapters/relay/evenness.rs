use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::RenderingState;
use crate::{Compartment, Event, Kind, MediatorSight, Name, Room};

/// What one party has had of the mediator, and given it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many items were conveyed to it.
    pub conveyed_to: u32,
    /// How many of the items that it said went into what was conveyed to others.
    pub conveyed_from: u32,
    /// How often something was asked of it: an approval, an answer to a question.
    pub asks: u32,
    /// How many legs went to it: the mediator brought or asked something, once or several times, until the party
    /// did something in its room.
    pub legs: u32,
    /// When the mediator last did something in its room.
    pub last: Option<Timestamp>,
}

/// How evenly the mediator's attention was shared: by party, of what the team sees and of nothing else.
///
/// The time since the last turn to a party is the caller's clock less [`Share::last`].
#[must_use]
pub fn evenness(sight: &MediatorSight<'_>) -> BTreeMap<Name, Share> {
    let mut shares: BTreeMap<Name, Share> =
        sight.rooms.iter().map(|(seat, room)| (seat.clone(), of_room(room))).collect();
    for (_, rendering) in sight.team.workbench.iter() {
        if rendering.state == RenderingState::Conveyed {
            for seat in rendering.senders() {
                if let Some(share) = shares.get_mut(seat) {
                    share.conveyed_from += rendering.items_of(seat).len() as u32;
                }
            }
        }
    }
    for proposal in sight.team.carried.proposals() {
        if let Compartment::Room(maker) = &proposal.place
            && let Some(share) = shares.get_mut(maker)
        {
            share.conveyed_from += 1;
        }
    }
    for (_, put) in sight.joint.questions.iter().filter(|(_, put)| put.by == sight.team.seat) {
        for seat in &put.question.to {
            if let Some(share) = shares.get_mut(seat) {
                share.asks += 1;
            }
        }
    }
    shares
}

fn of_room(room: &Room) -> Share {
    let mut share = Share::default();
    let mut on_a_leg = false;
    for event in room.log.iter() {
        let Some(by) = &event.by else { continue };
        if by.seat == room.seat {
            on_a_leg = false;
            continue;
        }
        share.last = Some(event.at);
        share.conveyed_to += u32::from(is_delivery(event));
        share.asks += u32::from(is_ask(event));
        if !on_a_leg {
            share.legs += 1;
            on_a_leg = true;
        }
    }
    share
}

fn is_delivery(event: &Event) -> bool {
    matches!(event.kind, Kind::Conveyed(_) | Kind::ProposalCarried(_))
}

fn is_ask(event: &Event) -> bool {
    matches!(
        event.kind,
        Kind::ApprovalSought(_) | Kind::OfferAsked(_) | Kind::WhatIfAsked(_) | Kind::DraftPut(_)
    )
}
