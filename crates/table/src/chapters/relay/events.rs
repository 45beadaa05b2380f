//! What happens to a rendering: in the mediator's team, in its senders' rooms, in its recipients'.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Attribution;
use crate::chapters::rooms::Attachment;
use crate::event::Happening;
use crate::{Content, Id, Name, Retention};

/// The mediator's team drafted a rendering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rendered {
    /// What it draws on.
    pub items: Vec<Id>,
    /// Its words.
    pub text: Content<String>,
    /// The part of them that each sender is asked about, where several are drawn on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Content<BTreeMap<Name, String>>>,
    /// As whose it is to be conveyed.
    pub attribution: Attribution,
    /// To whom.
    pub to: Vec<Name>,
    /// Attachments of its items that go along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Content<Vec<Attachment>>>,
    /// The items that those are attached to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<Id>,
    /// The rendering whose place it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<u32>,
}

/// The team noted where the senders of a rendering were asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalsLinked {
    /// The rendering's number in the team.
    pub rendering: u32,
    /// The requests, in the senders' rooms.
    pub requests: Vec<Id>,
}

/// A second person of the team released a rendering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Countersigned {
    /// The rendering's number in the team.
    pub rendering: u32,
}

/// The team took a rendering back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RenderingRecalled {
    /// The rendering's number in the team.
    pub rendering: u32,
}

/// The team noted where a rendering has arrived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivered {
    /// The rendering's number in the team.
    pub rendering: u32,
    /// What arrived, in the recipients' rooms.
    pub items: Vec<Id>,
}

/// A sender was asked to approve a rendering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalSought {
    /// The sender's own items that it draws on, by number in this room.
    pub items: Vec<u32>,
    /// The wording: the sender's part of it, where others are drawn on too.
    pub text: Content<String>,
    /// The attribution.
    pub attribution: Attribution,
    /// The reach: to whom it is to be conveyed.
    pub to: Vec<Name>,
    /// The sender's own attachments that would go along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Content<Vec<Attachment>>>,
}

/// A sender approved a rendering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approved {
    /// The request's number in this room.
    pub request: u32,
    /// Whether its seat may be named.
    pub named: bool,
}

/// A sender declined to approve a rendering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalDeclined {
    /// The request's number in this room.
    pub request: u32,
    /// In its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Content<String>>,
}

/// A sender took its approval back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalRevoked {
    /// The request's number in this room.
    pub request: u32,
}

/// The mediator no longer seeks an approval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalCalledOff {
    /// The request's number in this room.
    pub request: u32,
    /// Whether the mediator rendered it anew.
    pub superseded: bool,
}

/// What a sender approved was conveyed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentOn {
    /// The request's number in this room.
    pub request: u32,
}

/// Something was conveyed to a party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conveyed {
    /// The words.
    pub text: Content<String>,
    /// As whose.
    pub attribution: Attribution,
    /// The seats that are named as its senders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Name>,
    /// What goes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Content<Vec<Attachment>>>,
}

/// A recipient read what was conveyed to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkedRead {
    /// The conveyed item's number in this room.
    pub item: u32,
}

impl Happening for Rendered {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.text.erase();
        if let Some(parts) = &mut self.parts {
            parts.erase();
        }
        if let Some(attachments) = &mut self.attachments {
            attachments.erase();
        }
    }
}

macro_rules! kept {
    (for_ever: $($event:ty),*; text: $($with_text:ty),*) => {
        $(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*
        $(impl Happening for $with_text {
            const RETENTION: Retention = Retention::Talks;

            fn erase(&mut self) {
                self.text.erase();
                if let Some(attachments) = &mut self.attachments {
                    attachments.erase();
                }
            }
        })*
    };
}

kept!(
    for_ever: ApprovalsLinked, Countersigned, RenderingRecalled, Delivered, Approved, ApprovalRevoked,
        ApprovalCalledOff, SentOn, MarkedRead;
    text: ApprovalSought, Conveyed
);

impl Happening for ApprovalDeclined {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        if let Some(words) = &mut self.words {
            words.erase();
        }
    }
}
