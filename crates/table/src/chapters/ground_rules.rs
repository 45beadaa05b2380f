//! The rules that the seats have agreed on for these talks.

use serde::{Deserialize, Serialize};

/// What ground rules can set; each has a default that holds until others are in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether the parties may meet in direct contact, by mutual opt-in.
    pub direct_contact: bool,
    /// The longest direct contact, in minutes.
    pub direct_contact_minutes_max: u32,
    /// Whether what the mediator's team conveys needs a second person's release.
    pub second_person: bool,
    /// Whether an accepted mediator's proposal binds, or is an agreement in principle.
    pub accepted_proposal_binds: bool,
    /// Whether nothing is agreed until everything is agreed: agreed articles can then be reopened by any party.
    pub nothing_agreed_until_all: bool,
    /// The largest attachment, in bytes.
    pub attachment_bytes_max: u64,
    /// Days after the end of the talks until working content is erased.
    pub working_days: u32,
    /// Days after the end of the talks until all content is erased that is not kept for ever.
    pub talks_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            direct_contact: true,
            direct_contact_minutes_max: 120,
            second_person: false,
            accepted_proposal_binds: false,
            nothing_agreed_until_all: true,
            attachment_bytes_max: crate::limits::ATTACHMENT_MAX,
            working_days: 30,
            talks_days: 3650,
        }
    }
}

/// The ground rules as all seats know them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GroundRules {
    /// What holds.
    pub settings: Settings,
}
