//! Strategies for parties: one file each.

mod acceptance;
mod hybrid;
mod micro;
mod modular;
mod nice_tit_for_tat;
mod random;
pub(crate) mod time;
mod tit_for_tat;
mod tough;
pub(crate) mod voting;

use crate::registry::PartyEntry;

/// Every strategy that can take a party's seat; one line adds one.
pub(crate) const ALL: &[PartyEntry] = &[
    time::TIME,
    time::BOULWARE,
    time::LINEAR,
    time::CONCEDER,
    tough::TOUGH,
    random::RANDOM,
    micro::MICRO,
    tit_for_tat::TIT_FOR_TAT,
    nice_tit_for_tat::NICE_TIT_FOR_TAT,
    hybrid::HYBRID,
    modular::MODULAR,
];
