//! What a list of leaves, their proofs and signed heads prove together. The same for a compartment and for the talk log.

use crate::case_file::CaseHead;
use crate::encoding::{Hash, Proof};
use crate::keys::PublicKey;
use crate::note::Head;
use crate::tree::{Tree, consistent, included};

/// Whose log it is.
pub(super) struct Signer<'a> {
    pub(super) talks: &'a str,
    pub(super) origin: &'a str,
    pub(super) key: &'a PublicKey,
}

/// What was found.
pub(super) struct Checked {
    /// The root of the first leaf, of the first two, and so on: grown from the leaves.
    pub(super) roots: Vec<Hash>,
    /// The first leaf that does not stand in the last head at its number, and how many others do not.
    pub(super) strange: Option<(usize, usize)>,
    /// What is wrong with which head.
    pub(super) heads: Vec<(usize, String)>,
    /// The size of the last head; `None` where there is none that is signed.
    pub(super) size: Option<u64>,
}

/// Grows the tree from its leaves, and holds it against the proofs and the heads, of which the last one must cover all.
pub(super) fn check<'a>(
    leaves: &[Hash],
    proofs: impl Iterator<Item = &'a Proof>,
    heads: &[&CaseHead],
    signer: &Signer<'_>,
) -> Checked {
    let mut tree = Tree::default();
    let mut roots = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        tree.push(*leaf);
        roots.push(tree.root());
    }
    let mut checked = Checked { roots, strange: None, heads: Vec::new(), size: None };
    let opened: Vec<Option<Head>> =
        (0..).zip(heads).map(|(nth, head)| opened(nth, head, signer, &mut checked.heads)).collect();
    let Some(last) = opened.last().and_then(Option::as_ref) else { return checked };
    checked.size = Some(last.size);

    let strange: Vec<usize> = (leaves.iter().zip(proofs).enumerate())
        .filter(|(at, (leaf, proof))| !included(leaf, *at as u64, last.size, &last.root, proof))
        .map(|(at, _)| at)
        .collect();
    checked.strange = strange.first().map(|first| (*first, strange.len() - 1));
    // From the first strange leaf on, no root can be the signed one: to say so of each head would hide where it began.
    let sound = checked.strange.map_or(leaves.len(), |(first, _)| first) as u64;

    let mut size = 0;
    for (nth, (head, carried)) in opened.iter().zip(heads).enumerate() {
        let Some(head) = head else { continue };
        let mut fault = |what: &str| checked.heads.push((nth, what.to_owned()));
        if head.size <= size {
            fault("covers no more than the head before it");
        } else if head.size > leaves.len() as u64 && head.size != last.size {
            fault("covers more than there is");
        }
        let grown = usize::try_from(head.size).ok().and_then(|size| checked.roots.get(size.checked_sub(1)?));
        if head.size <= sound && grown != Some(&head.root) {
            fault("is not the root of what stands before it");
        }
        if !consistent((head.size, &head.root), (last.size, &last.root), &carried.proof) {
            fault(
                "is not the beginning of what the last head covers: the proof of consistency does not hold",
            );
        }
        size = head.size;
    }
    checked
}

fn opened(
    nth: usize,
    head: &CaseHead,
    signer: &Signer<'_>,
    faults: &mut Vec<(usize, String)>,
) -> Option<Head> {
    match Head::open(&head.note, signer.talks, signer.key) {
        Ok(opened) if opened.origin == signer.origin => Some(opened),
        Ok(opened) => {
            faults.push((nth, format!("is a head of `{}`", opened.origin)));
            None
        }
        Err(fault) => {
            faults.push((nth, fault.to_string()));
            None
        }
    }
}
