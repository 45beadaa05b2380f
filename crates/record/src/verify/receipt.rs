//! A signed note that somebody kept, held against a case file.

use serde::Serialize;

use super::fault::{Fault, Place};
use super::findings::Findings;
use super::log::grown_root;
use crate::encoding::Hash;
use crate::note::Head;
use crate::tree::Tree;

/// What a signed note that was kept turned out to be: a head of the history in the case file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Receipt {
    /// A checkpoint of the talk log.
    Checkpoint {
        /// How many moments it covers.
        size: u64,
    },
    /// The head of a compartment, in answer to an act.
    Compartment {
        /// Its name.
        compartment: String,
        /// How many events it covers.
        size: u64,
    },
}

impl Findings {
    /// Holds a signed note against the file: a head that answered an act, or a checkpoint from whomever. So what was left out at the end
    /// is found.
    ///
    /// # Errors
    /// The fault, where the note is not this key's, or not of the history that the file has, or covers more than the file has.
    pub fn check_note(&self, note: &str) -> Result<Receipt, Fault> {
        let fault = |place: Place, what: String| Fault { place, what };
        let head = Head::open(note, &self.origin, &self.public)
            .map_err(|wrong| fault(Place::File, format!("the note {wrong}")))?;
        if head.origin == self.origin {
            let last = self.moments_at.len() as u64;
            let at = self.moments_at.get(nth(&head)).cloned().unwrap_or_default();
            let place = Place::Checkpoint { nth: head.size.saturating_sub(1), at };
            return match grown_root(&self.roots, head.size) {
                Some(root) if root == head.root => Ok(Receipt::Checkpoint { size: head.size }),
                Some(root) => {
                    let what = format!(
                        "the talk log forks here: the note has the root {}, and the file {root}, both signed",
                        head.root
                    );
                    Err(fault(place, what))
                }
                None => Err(fault(Place::File, covers_more(&head, "moments", last))),
            };
        }
        let name = head.origin.strip_prefix(&self.origin).and_then(|rest| rest.strip_prefix('#'));
        let Some(name) = name else {
            return Err(fault(Place::File, format!("the note is a head of `{}`", head.origin)));
        };
        let place = Place::Compartment { compartment: name.to_owned() };
        let Some(held) = self.compartments.iter().find(|held| held.compartment == name) else {
            return Err(fault(place, "was left out of the file: the note is a head of it".to_owned()));
        };
        if head.size > held.events {
            return Err(fault(place, covers_more(&head, "events", held.events)));
        }
        let size = usize::try_from(head.size).unwrap_or(usize::MAX);
        if grown(&held.leaves[..size]) == head.root {
            return Ok(Receipt::Compartment { compartment: name.to_owned(), size: head.size });
        }
        let what = format!(
            "the history of {} events that the note signs is not the one that the file has",
            head.size
        );
        Err(fault(place, what))
    }
}

fn nth(head: &Head) -> usize {
    usize::try_from(head.size).unwrap_or(usize::MAX).saturating_sub(1)
}

fn covers_more(head: &Head, what: &str, there: u64) -> String {
    format!(
        "the note covers {} {what}, and the file has {there}: it is older, or the newest were left out",
        head.size
    )
}

fn grown(leaves: &[Hash]) -> Hash {
    let mut tree = Tree::default();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree.root()
}
