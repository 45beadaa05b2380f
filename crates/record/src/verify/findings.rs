//! What a case file that verifies proves, and what it does not.

use serde::Serialize;

use crate::encoding::Hash;
use crate::keys::{Fingerprint, PublicKey};
use crate::statement::How;

/// What a case file proves. Comes from [`verify`](super::verify) alone.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Findings {
    /// The name of the talks.
    pub origin: String,
    /// Whose case file it is, as the service says.
    pub person: String,
    /// The key that signed everything.
    pub key: Fingerprint,
    /// What the person sees.
    pub compartments: Vec<Held>,
    /// Calendar moments, all of them.
    pub moments: u64,
    /// The last checkpoint; none before the first moment.
    pub checkpoint: Option<LastCheckpoint>,
    /// What people signed.
    pub signed: Vec<Signed>,
    /// The key itself.
    #[serde(skip)]
    pub(super) public: PublicKey,
    /// The talk log's root after each moment.
    #[serde(skip)]
    pub(super) roots: Vec<Hash>,
    /// The time of each moment.
    #[serde(skip)]
    pub(super) moments_at: Vec<String>,
}

/// A compartment of a case file.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Held {
    /// Its name.
    pub compartment: String,
    /// Its events.
    pub events: u64,
    /// The time of the first.
    pub first_at: String,
    /// The time of the last.
    pub last_at: String,
    /// Signed heads, one for each act.
    pub heads: u64,
    /// Confidential contents, the erased ones too.
    pub contents: u64,
    /// Contents that were erased.
    pub erased: u64,
    /// Events that the last checkpoint covers; those after it only the service's own signature speaks for.
    pub covered: u64,
    #[serde(skip)]
    pub(super) leaves: Vec<Hash>,
}

/// The line that seats compare.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LastCheckpoint {
    /// The time of its moment.
    pub at: String,
    /// How many moments it covers.
    pub size: u64,
    /// Its root, in base64.
    pub root: Hash,
    /// The signed note.
    pub note: String,
}

/// Something that was signed, as one event has it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Signed {
    /// The event's compartment.
    pub compartment: String,
    /// Its number there.
    pub ordinal: u64,
    /// What was signed.
    pub what: String,
    /// Which one of its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its SHA-256.
    pub hash: String,
    /// Who signed.
    pub by: Vec<Signatory>,
    /// Whether the last checkpoint covers the event.
    pub covered: bool,
}

/// One who signed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Signatory {
    /// Who.
    pub by: String,
    /// With a key of their own, or as the service says.
    pub how: How,
    /// The SHA-256 of the key, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Findings {
    /// What the file proves, in plain words: a sentence each.
    #[must_use]
    pub fn proves(&self) -> Vec<String> {
        let mut says = Vec::new();
        let events: u64 = self.compartments.iter().map(|held| held.events).sum();
        says.push(format!(
            "The service whose key is {} handed this file to {} and signed every history in it: {}, exactly these, in this order.",
            self.key,
            self.person,
            counted(events, "event"),
        ));
        if let Some(last) = &self.checkpoint {
            let covered: u64 = self.compartments.iter().map(|held| held.covered).sum();
            says.push(format!(
                "By {}, {covered} of these were fixed. None of them has been changed, dropped, reordered or back-dated since, nor one \
                 added among them, for anybody who holds the same checkpoint: that of {} with the root {}.",
                last.at,
                counted(last.size, "moment"),
                last.root
            ));
        }
        if self.signed.iter().flat_map(|signed| &signed.by).any(|by| by.how == How::Ed25519) {
            says.push("What is listed as signed was signed with the keys that are named.".to_owned());
        }
        says
    }

    /// What the file does not prove, in plain words: a sentence each.
    #[must_use]
    pub fn does_not_prove(&self) -> Vec<String> {
        let mut says = Vec::new();
        let open: u64 = self.compartments.iter().map(|held| held.events - held.covered).sum();
        match &self.checkpoint {
            Some(last) if open > 0 => says.push(format!(
                "{} after the last checkpoint ({}): the service has signed that, but could still show others something else. Wait for \
                 the next moment and compare again.",
                if open == 1 { "1 event lies".to_owned() } else { format!("{open} events lie") },
                last.at
            )),
            Some(_) => {}
            None => says.push(
                "There is no checkpoint yet: the service has signed these events, but could still show others something else."
                    .to_owned(),
            ),
        }
        says.push(
            "What came after the last head in this file is not covered: a file that leaves out the newest events and their heads \
             verifies too. A head that was handed out for a later act shows it."
                .to_owned(),
        );
        says.push(
            "Nor is a compartment missed that was left out altogether, with all that moments say of it: nobody can tell how many \
             there are. Its heads, handed out at the time, show it."
                .to_owned(),
        );
        says.push(
            "That all seats were shown the same talk log takes a comparison: of two case files, or of the one line of the checkpoint."
                .to_owned(),
        );
        says.push(
            "That the key is the right one is for the fingerprint to show: compare it with the one in the participation terms that \
             you signed. With another key, a whole other record could have been written."
                .to_owned(),
        );
        says.push(
            "Times are the service's own, held only between the moments before and after; and that what somebody said is true, \
             no record can prove."
                .to_owned(),
        );
        let erased: u64 = self.compartments.iter().map(|held| held.erased).sum();
        if erased > 0 {
            let contents = if erased == 1 { "1 content was" } else { &format!("{erased} contents were") };
            says.push(format!(
                "{contents} erased: what stood there cannot be shown. That something did, where and when, still stands."
            ));
        }
        if self.signed.iter().flat_map(|signed| &signed.by).any(|by| by.how == How::Attested) {
            says.push(
                "A signature that is attested has no key of the person's own behind it: the service says that they signed."
                    .to_owned(),
            );
        }
        if self.signed.iter().flat_map(|signed| &signed.by).any(|by| by.how == How::Ed25519) {
            says.push(
                "Whose a person's key is, their own word must show: compare the key with them.".to_owned(),
            );
        }
        says
    }
}

fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
