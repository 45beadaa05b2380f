//! Where the blinded heads of all compartments stand at a calendar moment: a tree of 2^63 places, in which nobody can tell an empty
//! place from a taken one.
//!
//! A compartment's place is a function of its name alone. So one name can have but one history at a moment, and the place
//! says nothing of any other compartment. A part of the tree with nothing in it has a random hash in place of that of its
//! nodes, fresh at each moment; what is taken is blinded afresh at each moment too. A path therefore is 63 hashes of the
//! same look, however many compartments there are, and it is an inclusion proof of RFC 6962 in a tree of 2^63 leaves.

use crate::encoding::{Hash, Proof};
use crate::salts::derived;
use crate::tree::{leaf_hash, node_hash};

/// How many levels of nodes stand over the places.
pub(crate) const LEVELS: u32 = 63;

/// The place of a compartment.
pub(crate) fn place_of(talks: &str, compartment: &str) -> u64 {
    let hash = Hash::of(&[b"wasit-place/1\n", talks.as_bytes(), b"\n", compartment.as_bytes()]);
    let mut first = [0; 8];
    first.copy_from_slice(&hash.0[..8]);
    u64::from_be_bytes(first) >> 1
}

/// The blind of a compartment at a moment.
pub(crate) fn blind(secret: &Hash, compartment: &str) -> Hash {
    derived(secret, format!("blind\0{compartment}").as_bytes())
}

/// What stands in the place of a compartment with so many events and this root.
pub(crate) fn blinded(blind: &Hash, size: u64, root: &Hash) -> Hash {
    Hash::of(&[&blind.0, &size.to_be_bytes(), &root.0])
}

/// What a path and the head in its place say that the root is; `None` for a path of another length.
pub(crate) fn root_by(path: &Proof, place: u64, blinded: &Hash) -> Option<Hash> {
    let mut hash = leaf_hash(blinded);
    let mut levels = 0;
    for sibling in path.hashes() {
        hash = if place >> levels & 1 == 0 { node_hash(&hash, &sibling) } else { node_hash(&sibling, &hash) };
        levels += 1;
        if levels > LEVELS {
            return None;
        }
    }
    (levels == LEVELS).then_some(hash)
}

/// The tree of one moment.
pub(crate) struct Slots<'a> {
    secret: &'a Hash,
    /// Places and what stands there, blinded, by place.
    taken: Vec<(u64, Hash)>,
}

impl<'a> Slots<'a> {
    /// With what stands in which place; no two in one.
    pub(crate) fn new(secret: &'a Hash, mut taken: Vec<(u64, Hash)>) -> Self {
        taken.sort_unstable();
        Self { secret, taken }
    }

    pub(crate) fn root(&self) -> Hash {
        self.node(LEVELS, 0, &self.taken, &mut |_, _, _| {})
    }

    /// The root, and the paths to all that is taken, by place.
    pub(crate) fn paths(&self) -> Vec<(u64, Proof)> {
        let mut paths: Vec<(u64, Vec<Hash>)> =
            self.taken.iter().map(|(place, _)| (*place, Vec::with_capacity(LEVELS as usize))).collect();
        self.node(LEVELS, 0, &self.taken, &mut |from, to, sibling| {
            let begin = paths.partition_point(|(place, _)| *place < from);
            for (_, path) in paths[begin..].iter_mut().take_while(|(place, _)| *place <= to) {
                path.push(sibling);
            }
        });
        paths.into_iter().map(|(place, path)| (place, path.into_iter().collect())).collect()
    }

    /// The hash of the node `level` above the places from `first` on; `tell` is told which places have which sibling, from below.
    fn node(
        &self,
        level: u32,
        first: u64,
        taken: &[(u64, Hash)],
        tell: &mut dyn FnMut(u64, u64, Hash),
    ) -> Hash {
        let Some((_, blinded)) = taken.first() else {
            return derived(self.secret, format!("empty\0{level}\0{first}").as_bytes());
        };
        let Some(below) = level.checked_sub(1) else { return leaf_hash(blinded) };
        let middle = first + (1 << below);
        let (lower, upper) = taken.split_at(taken.partition_point(|(place, _)| *place < middle));
        let left = self.node(below, first, lower, tell);
        let right = self.node(below, middle, upper, tell);
        if !lower.is_empty() {
            tell(first, middle - 1, right);
        }
        if !upper.is_empty() {
            tell(middle, middle + ((1 << below) - 1), left);
        }
        node_hash(&left, &right)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tlog_tiles::tlog;

    use super::*;

    fn tree(secret: &Hash, names: &[String]) -> Vec<(u64, Hash)> {
        names
            .iter()
            .map(|name| (place_of("t", name), blinded(&blind(secret, name), 3, &Hash([9; 32]))))
            .collect()
    }

    proptest! {
        /// A path leads to the root, says nothing but its own head in its own place, and is what RFC 6962 has in 2^63 leaves.
        #[test]
        fn every_path_leads_to_the_root(secret: [u8; 32], names in prop::collection::btree_set("[a-z]{1,5}", 1..12)) {
            let secret = Hash(secret);
            let names: Vec<String> = names.into_iter().collect();
            let taken = tree(&secret, &names);
            let slots = Slots::new(&secret, taken.clone());
            let root = slots.root();
            for (place, path) in slots.paths() {
                let head = taken.iter().find(|(other, _)| *other == place).unwrap().1;
                prop_assert_eq!(root_by(&path, place, &head), Some(root));
                prop_assert_ne!(root_by(&path, place ^ 1, &head), Some(root));
                prop_assert_ne!(root_by(&path, place, &Hash([0; 32])), Some(root));
                let theirs: Vec<tlog::Hash> = path.hashes().map(|hash| tlog::Hash(hash.0)).collect();
                let record = tlog::record_hash(&head.0);
                let size = 1 << LEVELS;
                prop_assert!(tlog::check_record(&theirs, size, tlog::Hash(root.0), place, record).is_ok());
            }
        }
    }

    #[test]
    fn a_path_of_another_length_leads_nowhere() {
        let secret = Hash([1; 32]);
        let slots = Slots::new(&secret, tree(&secret, &["a".to_owned()]));
        let (place, path) = slots.paths().remove(0);
        let head = slots.taken[0].1;
        assert!(root_by(&path, place, &head).is_some());
        assert_eq!(root_by(&Proof(path.0[32..].to_vec()), place, &head), None);
        assert_eq!(root_by(&Proof([&path.0[..], &[0; 32]].concat()), place, &head), None);
    }

    /// An empty tree looks as any other does, and anew at each moment.
    #[test]
    fn an_empty_tree_has_a_root_of_chance() {
        let roots: Vec<Hash> = (0..3).map(|nth| Slots::new(&Hash([nth; 32]), Vec::new()).root()).collect();
        assert!(roots[0] != roots[1] && roots[1] != roots[2] && roots[0] != roots[2]);
    }
}
