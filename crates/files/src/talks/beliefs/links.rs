//! Which columns go together.

use wasit_model::belief::{Draws, Law, Link, World};

use crate::collector::Collector;
use crate::fields::{self, Fields, cut};
use crate::talks::beliefs::survey::Known;
use crate::talks::beliefs::{notation, places, worlds};
use crate::tree::{Content, Node};

/// All pairs of the numbers that can be linked.
const LINKS_MAX: usize = Draws::MAX_LINKED * (Draws::MAX_LINKED - 1) / 2;

/// Reads the key `links`.
pub(super) fn read(
    root: &Node,
    columns: &[Known],
    plan: &[World],
    collector: &mut Collector,
) -> Option<Vec<Link>> {
    let Some(node) = places::get(root, "links") else { return Some(Vec::new()) };
    let items = fields::list(node, "`links`", false, collector)?;
    if items.len() > LINKS_MAX {
        collector
            .wrong(
                node.span,
                format!("{} links are more than the {LINKS_MAX} that a file may have", items.len()),
            )
            .help("64 numbers can be linked, each with each");
        return None;
    }
    let mut links: Vec<Link> = Vec::with_capacity(items.len());
    for item in items {
        let Some(link) = read_link(item, columns, plan, collector) else { continue };
        let pair = |link: &Link| (link.between.0.min(link.between.1), link.between.0.max(link.between.1));
        if links.iter().any(|earlier| pair(earlier) == pair(&link)) {
            collector.wrong(item.span, "these two are linked further up already").help("keep one of the two");
            continue;
        }
        links.push(link);
    }
    (links.len() == items.len()).then_some(links)
}

fn read_link(node: &Node, columns: &[Known], plan: &[World], collector: &mut Collector) -> Option<Link> {
    let keys = ["between", "rank_correlation", "why", "source", "confidence"];
    let fields = Fields::read(node, "a link", &keys, None, collector)?;
    notation::read_note(&fields, collector);
    for key in ["between", "rank_correlation"] {
        if fields.get(key).is_none() {
            collector
                .wrong(node.span, format!("`{key}` is missing here"))
                .help("write `{ between: [a.walk_away, b.walk_away], rank_correlation: 0.4 }`");
        }
    }
    let between = fields.value("between", collector).and_then(|node| {
        let Content::Sequence(items) = node.content.as_ref() else {
            collector
                .wrong(node.span, "a link is between two")
                .help("write `between: [a.walk_away, b.walk_away]`");
            return None;
        };
        let found: Vec<Option<usize>> =
            items.iter().map(|item| find(item, columns, plan, collector)).collect();
        let &[one, other] = found.as_slice() else {
            collector
                .wrong(node.span, format!("a link is between two, and here are {}", found.len()))
                .help("write a link for each pair");
            return None;
        };
        if one? == other? {
            collector
                .wrong(node.span, "a link is between two, and this is one and the same")
                .help("name two");
            return None;
        }
        Some((one?, other?))
    });
    let rank_correlation = fields.value("rank_correlation", collector).and_then(|node| {
        let number = fields::number(node, "`rank_correlation`", collector)?;
        if number > -1.0 && number < 1.0 {
            return Some(number);
        }
        collector
            .wrong(node.span, format!("a rank correlation lies between -1 and 1, and this is {number}"))
            .help("0.4 is some, 0.9 much; below 0 the one is high where the other is low");
        None
    });
    Some(Link { between: between?, rank_correlation: rank_correlation? })
}

/// The column of a path that can be linked.
fn find(node: &Node, columns: &[Known], plan: &[World], collector: &mut Collector) -> Option<usize> {
    let path = fields::text(node, "what is linked", collector)?.trim();
    let Some(column) = columns.iter().position(|column| column.path == path) else {
        if columns.is_empty() {
            collector
                .wrong(node.span, format!("`{}` is not uncertain, and so cannot be linked", cut(path)))
                .help("write a belief in its place, such as `{ range: [35, 50] }`");
            return None;
        }
        let help = worlds::unknown(path, columns.iter().map(|column| column.path.as_str()), collector);
        let what =
            format!("nothing uncertain is called `{}`, and what is certain cannot be linked", cut(path));
        collector.wrong(node.span, what).help(help);
        return None;
    };
    let together = plan.iter().any(|world| {
        let mut start = 0;
        world.laws.iter().any(|law| {
            let own = start..start + law.width();
            start = own.end;
            matches!(law, Law::Weights(_)) && own.contains(&column)
        })
    });
    if together {
        collector
            .wrong(
                node.span,
                format!("`{}` is drawn together with the other weights, and cannot be linked", cut(path)),
            )
            .help("write a belief for each weight by itself: `weights: { land: { range: [1, 2] }, … }`");
        return None;
    }
    Some(column)
}
