use smallvec::{SmallVec, smallvec};

use crate::solutions::net::{Weights, dot};

/// Points of a front in nested boxes, with the greatest weighted sums of every box.
pub(crate) struct Boxes {
    sides: usize,
    utilities: Vec<f64>,
    /// Names of the partial packages.
    ranks: Vec<u128>,
    nodes: Vec<Node>,
    /// By node, then by weights.
    most: Vec<f64>,
    weights: Vec<Weights>,
}

/// A box of the points `from..to`; its halves, where it has any, are `low` and the node after itself.
struct Node {
    from: usize,
    to: usize,
    low: Option<usize>,
}

/// A box, or a single point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Box(usize),
    Point(usize),
}

/// Boxes of no more points are not divided.
const LEAF: usize = 8;

impl Boxes {
    /// Of points, at least one, each with the rank of its package. O(p log p × sides).
    pub(crate) fn new(points: Vec<(Vec<f64>, u128)>, weights: &[Weights]) -> Self {
        let sides = points[0].0.len();
        let mut points = points;
        let mut nodes = Vec::new();
        divide(&mut points, 0, sides, &mut nodes);
        let mut boxes = Self {
            sides,
            utilities: points.iter().flat_map(|point| point.0.iter().copied()).collect(),
            ranks: points.iter().map(|point| point.1).collect(),
            nodes,
            most: Vec::new(),
            weights: weights.to_vec(),
        };
        let mut most = vec![f64::NEG_INFINITY; boxes.nodes.len() * weights.len()];
        let mut sums = vec![0.0; weights.len()];
        for (node, most) in boxes.nodes.iter().zip(most.chunks_mut(weights.len())) {
            for point in node.from..node.to {
                boxes.sums(Place::Point(point), &mut sums);
                for (most, &sum) in most.iter_mut().zip(&sums) {
                    *most = most.max(sum);
                }
            }
        }
        boxes.most = most;
        boxes
    }

    pub(crate) fn root(&self) -> Place {
        Place::Box(0)
    }

    pub(crate) fn rank(&self, point: usize) -> u128 {
        self.ranks[point]
    }

    /// The greatest weighted sums within `place`.
    pub(crate) fn sums(&self, place: Place, into: &mut [f64]) {
        match place {
            Place::Box(node) => {
                let count = self.weights.len();
                into.copy_from_slice(&self.most[node * count..(node + 1) * count]);
            }
            Place::Point(point) => {
                let utilities = &self.utilities[point * self.sides..(point + 1) * self.sides];
                for (sum, weights) in into.iter_mut().zip(&self.weights) {
                    *sum = dot(weights, utilities);
                }
            }
        }
    }

    /// What lies directly within `place`; nothing within a point.
    pub(crate) fn within(&self, place: Place) -> SmallVec<[Place; LEAF]> {
        let Place::Box(at) = place else { return SmallVec::new() };
        let node = &self.nodes[at];
        match node.low {
            Some(low) => smallvec![Place::Box(at + 1), Place::Box(low)],
            None => (node.from..node.to).map(Place::Point).collect(),
        }
    }
}

/// Sorts `points`, which begin at `from`, into nested boxes, cut in half where they are widest.
fn divide(points: &mut [(Vec<f64>, u128)], from: usize, sides: usize, nodes: &mut Vec<Node>) {
    let at = nodes.len();
    nodes.push(Node { from, to: from + points.len(), low: None });
    if points.len() <= LEAF {
        return;
    }
    let width = |side: usize| {
        let utilities = || points.iter().map(|point| point.0[side]);
        utilities().fold(f64::NEG_INFINITY, f64::max) - utilities().fold(f64::INFINITY, f64::min)
    };
    let widest = (0..sides).max_by(|&a, &b| width(a).total_cmp(&width(b))).unwrap_or(0);
    let middle = points.len() / 2;
    points.select_nth_unstable_by(middle, |a, b| {
        b.0[widest].total_cmp(&a.0[widest]).then_with(|| a.1.cmp(&b.1))
    });
    let (high, low) = points.split_at_mut(middle);
    divide(high, from, sides, nodes);
    nodes[at].low = Some(nodes.len());
    divide(low, from + middle, sides, nodes);
}
