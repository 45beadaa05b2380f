//! The weights of a party in one place, in the place of those in its wants.

use std::collections::HashMap;

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, cut};
use crate::talks::figure::Figure;
use crate::talks::issues::Issues;
use crate::talks::together::Together;
use crate::talks::wants::{self, Want};
use crate::tree::{Entry, Node};

/// Weights by what they are of: an issue, or a table of `together` by its number.
pub(super) struct Weights {
    span: Span,
    entries: Vec<(String, Span, Figure)>,
}

/// What the weight of a table is called, which has no name of its own.
pub(super) fn name_of_table(number: usize) -> String {
    format!("together.{number}")
}

/// Reads the value of `weights`.
pub(super) fn read(node: &Node, collector: &mut Collector) -> Option<Weights> {
    let entries = fields::mapping(node, "`weights`", collector)?;
    let mut read = Vec::with_capacity(entries.len());
    for Entry { key, value } in entries {
        if let Some(weight) = wants::read_weight(value, collector) {
            read.push((key.text.to_string(), key.span, weight));
        }
    }
    (read.len() == entries.len()).then_some(Weights { span: node.span, entries: read })
}

/// Puts the weights where they belong; each want and each table must have one.
pub(super) fn put(
    weights: Weights,
    wants: &mut [Want],
    together: &mut Together,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<()> {
    let mut places: HashMap<String, (&mut Option<Figure>, Option<Span>)> = HashMap::new();
    let mut names = Vec::new();
    for want in wants {
        names.push(issues.name(want.issue).to_owned());
        places.insert(issues.name(want.issue).to_owned(), (&mut want.weight, want.weight_span));
    }
    for table in &mut together.tables {
        names.push(name_of_table(table.number));
        places.insert(name_of_table(table.number), (&mut table.weight, table.weight_span));
    }
    let mut sound = true;
    for (name, span, weight) in weights.entries {
        let Some((place, elsewhere)) = places.remove(&name) else {
            let help = collector.hint(&name, names.iter().map(String::as_str), || match names.as_slice() {
                [] => "write a weight for each issue that is wanted".to_owned(),
                _ => format!("this party wants {}", in_words(&names, "and")),
            });
            collector
                .wrong(span, format!("nothing that this party wants is called `{}`", cut(&name)))
                .help(help);
            sound = false;
            continue;
        };
        if let Some(elsewhere) = elsewhere {
            collector
                .wrong(elsewhere, format!("the weight of `{}` stands in `weights` too", cut(&name)))
                .help("keep one of the two");
            sound = false;
        }
        *place = Some(weight);
    }
    let missing: Vec<&String> = names.iter().filter(|name| places.contains_key(*name)).collect();
    if sound && !missing.is_empty() {
        collector
            .wrong(weights.span, format!("the weight of {} is missing", in_words(&missing, "and")))
            .help("`weights` names all that the party wants; a table of `together` is called by its place: `together.1`");
        return None;
    }
    sound.then_some(())
}
