//! Talks files in which something is uncertain.
//!
//! A file is read once for each of its worlds, with what the world sets put into the tree, and with every belief in
//! the place of a number or a seat replaced by what is drawn there, which has a middle and bounds. So the reader says
//! of a belief what it says of a number, and what holds of a number is held to in every draw.

mod lift;
mod links;
mod notation;
mod places;
mod shares;
mod survey;
mod worlds;

use wasit_model::belief::{Beliefs, Column, Draws, Sketch, World};

use crate::collector::{Collector, Span};
use crate::talks::StrategyNames;
use crate::talks::figure::Range;
use crate::tree::Node;

/// Keys at the top of a file that only uncertain ones have.
const KEYS: [&str; 2] = ["worlds", "links"];

/// Whether nothing in a file is uncertain.
fn is_certain(root: &Node) -> bool {
    let mut certain = KEYS.iter().all(|key| places::get(root, key).is_none());
    places::walk(root, &mut |place| certain &= !place.is_uncertain());
    certain
}

/// Reads a file's tree.
pub(super) fn read(
    root: &Node,
    file: &str,
    names: &StrategyNames<'_>,
    collector: &mut Collector,
) -> Option<Beliefs> {
    if is_certain(root) {
        let sketch = super::read_root(root, file, names, &Range::default(), collector)?;
        return Some(Beliefs::certain(sketch.middle));
    }
    let worlds = worlds::read(root, collector);
    let known = worlds.as_deref().unwrap_or_default();
    let columns = survey::columns(known, collector);
    let mut plan: Vec<World> = Vec::with_capacity(known.len());
    let mut sketches: Vec<Sketch> = Vec::with_capacity(known.len());
    let mut notes = vec![None; columns.len()];
    let mut fallbacks = vec![None; columns.len()];
    for world in known {
        let before = collector.count();
        let lifted = lift::lift(&world.tree, &columns, &mut notes, &mut fallbacks, collector);
        sketches.extend(super::read_root(&lifted.tree, file, names, &lifted.range, collector));
        collector.forget_repeats(before);
        plan.push(World {
            name: world.name.clone(),
            p: world.p,
            laws: lifted.laws,
            note: world.note.clone(),
        });
    }
    // Where a world has no such number, nothing hangs on it there.
    for world in &mut plan {
        lift::fill(&mut world.laws, &fallbacks);
    }
    let links = links::read(root, &columns, &plan, collector);
    worlds?;
    if !collector.is_empty() {
        return None;
    }
    let columns = columns.into_iter().zip(notes).map(|(column, note)| Column {
        path: column.path,
        group: column.group,
        note: note.unwrap_or_default(),
    });
    let top = Span { start: 0, end: 0 };
    let draws = super::said(Draws::new(columns.collect(), plan, links?), top, collector)?;
    super::said(Beliefs::new(draws, sketches), top, collector)
}
