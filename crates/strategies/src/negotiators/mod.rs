//! Strategies for parties: one file each.

mod time;
pub(crate) mod voting;

use crate::registry::PartyEntry;

/// Every strategy that can take a party's seat; one line adds one.
pub(crate) const ALL: &[PartyEntry] =
    &[time::TIME, time::BOULWARE, time::LINEAR, time::CONCEDER];
