//! Worlds: what else may be the case, each with a probability and what it sets.

use std::collections::HashMap;

use wasit_model::belief::{Draws, Note};

use crate::collector::{Collector, in_words};
use crate::fields::{self, Fields, cut};
use crate::talks::beliefs::notation;
use crate::talks::beliefs::places::{self, Kind, Step};
use crate::talks::parties::short;
use crate::tree::{Entry, Node};

const ONLY: &str = "only";
/// How many numbers and seats a world may set.
const SET_MAX: usize = 255;

/// A world, and the file as it is there.
pub(super) struct WorldTree {
    pub(super) name: String,
    pub(super) p: f64,
    pub(super) note: Note,
    pub(super) tree: Node,
}

/// The world of a file that names none.
pub(super) fn only(root: &Node) -> WorldTree {
    WorldTree { name: ONLY.to_owned(), p: 1.0, note: Note::default(), tree: root.clone() }
}

/// Reads the key `worlds`.
pub(super) fn read(root: &Node, collector: &mut Collector) -> Option<Vec<WorldTree>> {
    let Some(node) = places::get(root, "worlds") else { return Some(vec![only(root)]) };
    let entries = fields::mapping(node, "`worlds`", collector)?;
    if entries.is_empty() {
        collector
            .wrong(node.span, "no world is named")
            .help("such as `worlds: { hardliner: { p: 0.3, set: { iran.walk_away: 0.6 } }, pragmatic: { p: 0.7 } }`");
        return None;
    }
    if let Some(beyond) = entries.get(Draws::MAX_WORLDS) {
        collector
            .wrong(
                beyond.key.span,
                format!(
                    "{} worlds are more than the {} that a file may have",
                    entries.len(),
                    Draws::MAX_WORLDS
                ),
            )
            .label("the first that is too many");
        return None;
    }
    let places = Places::of(root);
    let worlds: Vec<Option<WorldTree>> =
        entries.iter().map(|entry| read_world(entry, root, &places, collector)).collect();
    let worlds: Vec<WorldTree> = worlds.into_iter().collect::<Option<_>>()?;
    let sum: f64 = worlds.iter().map(|world| world.p).sum();
    if (sum - 1.0).abs() > 1e-6 {
        collector
            .wrong(node.span, format!("the probabilities of the worlds sum to {}, and not to 1", short(sum)))
            .help("one of the worlds is the case: add one for all the rest, or change `p`");
        return None;
    }
    Some(worlds)
}

fn read_world(entry: &Entry, root: &Node, places: &Places, collector: &mut Collector) -> Option<WorldTree> {
    let name = fields::key_name(&entry.key, "a world's name", collector).map(str::to_owned);
    if entry.value.is_nothing() {
        collector
            .wrong(entry.key.span, format!("nothing is said of the world `{}`", cut(&entry.key.text)))
            .help("write its probability, and what is otherwise in it: `{ p: 0.3, set: { iran.walk_away: 0.6 } }`");
        return None;
    }
    let keys = ["p", "set", "why", "source", "confidence"];
    let fields = Fields::read(&entry.value, "a world", &keys, None, collector)?;
    let note = notation::read_note(&fields, collector);
    let p = read_p(&fields, &entry.value, collector);
    let mut tree = root.clone();
    let mut sound = true;
    if let Some(set) = fields.value("set", collector) {
        let entries = fields::mapping(set, "`set`", collector)?;
        if entries.len() > SET_MAX {
            collector
                .wrong(
                    set.span,
                    format!("a world sets up to {SET_MAX} numbers and seats, and here are {}", entries.len()),
                )
                .help("where that much is otherwise, write a file of its own");
            return None;
        }
        for entry in entries {
            match places.find(entry, collector) {
                Some((steps, kind)) => tree = put(&tree, &steps, &kind, &entry.value),
                None => sound = false,
            }
        }
    }
    let name = name?;
    sound.then_some(WorldTree { name, p: p?, note, tree })
}

fn read_p(fields: &Fields<'_>, node: &Node, collector: &mut Collector) -> Option<f64> {
    let Some(entry) = fields.get("p") else {
        collector
            .wrong(node.span, "`p` is missing: how probable this world is")
            .help("such as `p: 0.3`; those of all worlds sum to 1");
        return None;
    };
    let p = fields.number("p", collector)?;
    if (0.0..=1.0).contains(&p) {
        return Some(p);
    }
    collector
        .wrong(entry.value.span, format!("a probability lies between 0 and 1, and this is {p}"))
        .help("such as `p: 0.3`; those of all worlds sum to 1");
    None
}

/// Puts what a world sets into its tree.
fn put(tree: &Node, steps: &[Step], kind: &Kind, node: &Node) -> Node {
    let tree = places::with(tree, steps, node);
    match steps {
        // The weights that were said one by one hold no more.
        [party @ .., _] if *kind == Kind::Weights => places::without_single_weights(&tree, party),
        _ => tree,
    }
}

/// All places of the file.
struct Places {
    all: Vec<(String, Vec<Step>, Kind)>,
    by_path: HashMap<String, usize>,
}

impl Places {
    fn of(root: &Node) -> Self {
        let mut all = Vec::new();
        let mut by_path = HashMap::new();
        places::walk(root, &mut |place| {
            by_path.entry(place.path()).or_insert(all.len());
            all.push((place.path(), place.steps(), place.kind.clone()));
        });
        Self { all, by_path }
    }

    /// The way to the place that a key of `set` names.
    fn find(&self, entry: &Entry, collector: &mut Collector) -> Option<(Vec<Step>, Kind)> {
        let path = entry.key.text.as_ref();
        if let Some((_, steps, kind)) = self.by_path.get(path).map(|&at| &self.all[at]) {
            if entry.value.is_nothing() {
                collector
                    .wrong(entry.key.span, format!("nothing stands behind `{}`", cut(path)))
                    .help("write what it is in this world");
                return None;
            }
            return Some((steps.clone(), kind.clone()));
        }
        let help = unknown(path, self.all.iter().map(|(known, ..)| known.as_str()), collector);
        collector
            .wrong(entry.key.span, format!("there is no number and no seat called `{}`", cut(path)))
            .help(help);
        None
    }
}

/// Help for a path that is not there: the nearest, or what begins alike.
pub(super) fn unknown<'k>(
    path: &str,
    known: impl Iterator<Item = &'k str> + Clone,
    collector: &Collector,
) -> String {
    const LOOKED_AT_MAX: usize = 5_000;
    let known = known.take(LOOKED_AT_MAX);
    let longest = path.match_indices('.').map(|(at, _)| &path[..=at]).rev().find_map(|start| {
        let alike: Vec<&str> = known.clone().filter(|other| other.starts_with(start)).collect();
        (!alike.is_empty()).then_some(alike)
    });
    collector.hint(path, known.clone(), || match longest {
        Some(alike) => format!("there are {}", in_words(alike, "and")),
        None => format!("there are {}", in_words(known, "and")),
    })
}
