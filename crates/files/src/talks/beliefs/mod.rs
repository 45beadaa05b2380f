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

use wasit_model::belief::{Beliefs, Column, Draws, DrawsError, Sketch, World};

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
    // Where the worlds are wrong, what else is wrong with the file is still said.
    let known = worlds.unwrap_or_else(|| vec![worlds::only(root)]);
    let columns = survey::columns(&known, collector)?;
    let mut plan: Vec<World> = Vec::with_capacity(known.len());
    let mut sketches: Vec<Sketch> = Vec::with_capacity(known.len());
    let mut notes = vec![None; columns.len()];
    let mut fallbacks = vec![None; columns.len()];
    for world in &known {
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
    for world in &mut plan {
        lift::fill(&mut world.laws, &fallbacks);
    }
    let links = links::read(root, &columns, &plan, collector);
    if !collector.is_empty() {
        return None;
    }
    let columns = columns.into_iter().zip(notes).map(|(column, note)| Column {
        path: column.path,
        group: column.group,
        note: note.unwrap_or_default(),
    });
    let draws = match Draws::new(columns.collect(), plan, links?) {
        Ok(draws) => draws,
        Err(error) => {
            let links = places::get(root, "links").filter(|_| matches!(error, DrawsError::Link(_)));
            collector.wrong(links.map_or(Span::default(), |links| links.span), error.to_string());
            return None;
        }
    };
    super::said(Beliefs::new(draws, sketches), Span::default(), collector)
}
