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
    /// How many leaves from the first on are those that were signed.
    pub(super) sound: usize,
    /// The first leaf that the last head does not have at its number, by its proof, and what is wrong there.
    pub(super) strange: Option<(usize, String)>,
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
    let mut checked = Checked { roots, sound: leaves.len(), strange: None, heads: Vec::new(), size: None };
    let opened: Vec<Option<Head>> =
        (0..).zip(heads).map(|(nth, head)| opened(nth, head, signer, &mut checked.heads)).collect();
    let Some(last) = opened.last().and_then(Option::as_ref) else { return checked };
    checked.size = Some(last.size);

    let strange: Vec<usize> = (leaves.iter().zip(proofs).enumerate())
        .filter(|(at, (leaf, proof))| !included(leaf, *at as u64, last.size, &last.root, proof))
        .map(|(at, _)| at)
        .collect();
    let whole = grown_root(&checked.roots, last.size) == Some(last.root);
    if let Some(first) = strange.first() {
        let others = match strange.len() - 1 {
            0 => String::new(),
            others => format!("; nor does it for {others} after it"),
        };
        let what = if whole {
            format!(
                "stands in the last signed head, but the proof of inclusion that is given does not show it{others}"
            )
        } else {
            format!(
                "is not what the last signed head has at this number: the proof of inclusion does not hold{others}"
            )
        };
        checked.strange = Some((*first, what));
        // From there on no root can be the signed one: to say so of each head would hide where it began.
        if !whole {
            checked.sound = *first;
        }
    }
    let sound = checked.sound as u64;

    let mut size = 0;
    for (nth, (head, carried)) in opened.iter().zip(heads).enumerate() {
        let Some(head) = head else { continue };
        let mut fault = |what: &str| checked.heads.push((nth, what.to_owned()));
        if head.size <= size {
            fault("covers no more than the head before it");
        } else if head.size > leaves.len() as u64 && head.size != last.size {
            fault("covers more than there is");
        }
        if head.size <= sound && grown_root(&checked.roots, head.size) != Some(head.root) {
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

/// The root of the first `size` leaves, where there are as many.
pub(super) fn grown_root(roots: &[Hash], size: u64) -> Option<Hash> {
    roots.get(usize::try_from(size).ok()?.checked_sub(1)?).copied()
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
