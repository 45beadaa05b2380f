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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tlog_tiles::tlog;

    use super::*;

    /// The hashes that the second implementation keeps.
    struct Stored(Vec<tlog::Hash>);

    impl tlog::HashReader for Stored {
        fn read_hashes(&self, at: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
            Ok(at.iter().map(|at| self.0[usize::try_from(*at).unwrap()]).collect())
        }
    }

    fn leaf(nth: u64) -> Hash {
        Hash::of(&[&nth.to_be_bytes()])
    }

    fn grown(size: u64) -> (Tree, Stored) {
        let mut tree = Tree::default();
        let mut stored = Stored(Vec::new());
        for nth in 0..size {
            tree.push(leaf(nth));
            let more = tlog::stored_hashes(nth, &leaf(nth).0, &stored).unwrap();
            stored.0.extend(more);
        }
        (tree, stored)
    }

    fn hashes(proof: &Proof) -> Vec<tlog::Hash> {
        proof.hashes().map(|hash| tlog::Hash(hash.0)).collect()
    }

    proptest! {
        /// Roots and proofs are those of the second implementation, hash by hash, and each takes the other's.
        #[test]
        fn as_the_second_implementation_has_it(size in 1_u64..200, at in any::<u64>(), earlier in any::<u64>()) {
            let (at, earlier) = (at % size, 1 + earlier % size);
            let (tree, stored) = grown(size);
            let root = tree.root();
            let theirs = tlog::tree_hash(size, &stored).unwrap();
            prop_assert_eq!(root.0, theirs.0);

            let inclusion = tree.inclusion(at);
            prop_assert_eq!(hashes(&inclusion), tlog::prove_record(size, at, &stored).unwrap());
            prop_assert!(included(&leaf(at), at, size, &root, &inclusion));
            let record = tlog::record_hash(&leaf(at).0);
            prop_assert!(tlog::check_record(&hashes(&inclusion), size, theirs, at, record).is_ok());

            let consistency = tree.consistency(earlier);
            prop_assert_eq!(hashes(&consistency), tlog::prove_tree(size, earlier, &stored).unwrap());
            let before = grown(earlier).0.root();
            prop_assert!(consistent((earlier, &before), (size, &root), &consistency));
            prop_assert!(
                tlog::check_tree(&hashes(&consistency), size, theirs, earlier, tlog::Hash(before.0)).is_ok()
            );
        }

        /// What is wrong is refused by both, whatever is wrong with it.
        #[test]
        fn wrong_proofs_are_refused_by_both(
            size in 1_u64..100, claimed in 0_u64..100, at in 0_u64..100, earlier in 0_u64..100,
            kept in 0_usize..9, changed in any::<Option<(usize, u8)>>(),
        ) {
            let (tree, stored) = grown(size);
            let spoilt = |proof: Proof| {
                let mut proof = Proof(proof.0[..proof.0.len().min(32 * kept)].to_vec());
                if let Some((at, bit)) = changed
                    && !proof.0.is_empty()
                {
                    let at = at % proof.0.len();
                    proof.0[at] ^= 1 << (bit % 8);
                }
                proof
            };
            let (root, theirs) = (tree.root(), tlog::tree_hash(size, &stored).unwrap());

            let inclusion = spoilt(tree.inclusion(at % size));
            let record = tlog::record_hash(&leaf(at).0);
            let taken = tlog::check_record(&hashes(&inclusion), claimed, theirs, at, record).is_ok();
            prop_assert_eq!(included(&leaf(at), at, claimed, &root, &inclusion), taken);

            let consistency = spoilt(tree.consistency(1 + earlier % size));
            let before = grown(1 + earlier % size).0.root();
            let taken = earlier > 0
                && tlog::check_tree(&hashes(&consistency), claimed, theirs, earlier, tlog::Hash(before.0)).is_ok();
            prop_assert_eq!(consistent((earlier, &before), (claimed, &root), &consistency) && earlier > 0, taken);
        }
    }
}
