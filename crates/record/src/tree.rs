//! The trees of RFC 6962.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use sha2::Sha256;

use crate::encoding::{Hash, Proof};

/// An append-only tree, with the hashes of all its nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree(MemoryBackedTree<Sha256, Hash>);

impl Tree {
    pub(crate) fn push(&mut self, leaf: Hash) {
        self.0.push(leaf);
    }

    pub(crate) fn len(&self) -> u64 {
        self.0.len()
    }

    pub(crate) fn root(&self) -> Hash {
        Hash((*self.0.root().as_bytes()).into())
    }

    /// That the leaf `at` stands in this tree; there is such a leaf.
    pub(crate) fn inclusion(&self, at: u64) -> Proof {
        let at = usize::try_from(at).expect("leaves are in memory");
        Proof(self.0.prove_inclusion(at).as_bytes().to_vec())
    }

    /// That the tree of the first `size` leaves was the beginning of this one; there are as many.
    pub(crate) fn consistency(&self, size: u64) -> Proof {
        // The RFC has no hash in it where both are the same tree.
        if size == 0 || size == self.len() {
            return Proof::default();
        }
        let added = usize::try_from(self.len() - size).expect("leaves are in memory");
        Proof(self.0.prove_consistency(added).as_bytes().to_vec())
    }
}

/// The hash of a leaf.
pub(crate) fn leaf_hash(leaf: &Hash) -> Hash {
    Hash::of(&[&[0], &leaf.0])
}

/// The hash of a node.
pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[&[1], &left.0, &right.0])
}

fn root_of(root: &Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new(root.0.into(), size)
}

/// Whether the proof shows that `leaf` is the leaf `at` of the tree of `size` leaves with this root.
pub(crate) fn included(leaf: &Hash, at: u64, size: u64, root: &Hash, proof: &Proof) -> bool {
    let Ok(proof) = InclusionProof::try_from_bytes(proof.0.clone()) else { return false };
    at < size && root_of(root, size).verify_inclusion(leaf, at, &proof).is_ok()
}

/// Whether the proof shows that the tree `(size, root)` is the beginning of the tree `later`.
pub(crate) fn consistent(earlier: (u64, &Hash), later: (u64, &Hash), proof: &Proof) -> bool {
    if earlier.0 == later.0 {
        return proof.0.is_empty() && earlier.1 == later.1;
    }
    let Ok(proof) = ConsistencyProof::try_from_bytes(proof.0.clone()) else { return false };
    root_of(later.1, later.0).verify_consistency(&root_of(earlier.1, earlier.0), &proof).is_ok()
}
