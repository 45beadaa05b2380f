//! What a yes at home takes.

use wasit_model::belief::HomeNumber;
use wasit_model::{Bar, Rule};

use super::{Kind, Numbers};
use crate::collector::{Collector, in_words};
use crate::fields::{self, Fields, cut};
use crate::tree::{Content, Node};

const AT_LEAST: Kind = Kind {
    low: f64::MIN_POSITIVE,
    holds: |number| number > 0.0 && number <= 1.0,
    why: "a quota is a share of the weight, greater than 0 and at most 1",
    help: "such as `at_least: 0.6`: those who say yes have six tenths of the weight",
};
const MORE_THAN: Kind = Kind {
    low: 0.0,
    holds: |number| (0.0..1.0).contains(&number),
    why: "`more_than` is a share of the weight, at least 0 and less than 1",
    help: "such as `more_than: 0.5`: those who say yes have more than half of the weight",
};
const HELP: &str = "write `all`, `any`, `majority`, `{ at_least: 0.6 }`, `{ all_of: [..] }`, `{ any_of: [..] }` or `{ veto: leader, and: majority }`";

/// Reads the value of `rule`; ratifiers by their names.
pub(super) fn read(
    node: &Node,
    names: &[&str],
    numbers: &mut Numbers,
    collector: &mut Collector,
) -> Option<Rule> {
    read_part(node, names, &mut 0, numbers, collector)
}

/// The position of the ratifier that is named.
pub(super) fn find(node: &Node, names: &[&str], collector: &mut Collector) -> Option<usize> {
    let text = fields::text(node, "a ratifier's name", collector)?.trim();
    if let Some(at) = names.iter().position(|name| *name == text) {
        return Some(at);
    }
    let help = collector.hint(text, names.iter().copied(), || format!("there is {}", in_words(names, "and")));
    collector.wrong(node.span, format!("no ratifier here is called `{}`", cut(text))).help(help);
    None
}

/// `quotas` counts the quotas that were met.
fn read_part(
    node: &Node,
    names: &[&str],
    quotas: &mut usize,
    numbers: &mut Numbers,
    collector: &mut Collector,
) -> Option<Rule> {
    if let Content::Scalar { text, .. } = node.content.as_ref() {
        return match text.trim() {
            "all" => Some(Rule::all(names.len())),
            "any" => Some(Rule::any(names.len())),
            "majority" => {
                *quotas += 1;
                Some(Rule::quota(names.len(), Bar::MoreThan(0.5)))
            }
            _ => find(node, names, collector).map(Rule::One),
        };
    }
    const KEYS: [&str; 7] = ["at_least", "more_than", "of", "all_of", "any_of", "veto", "and"];
    let fields = Fields::read(node, "a rule", &KEYS, None, collector)?;
    let ways = fields.present(&["at_least", "more_than", "all_of", "any_of", "veto"]);
    let &[way] = ways.as_slice() else {
        let what = match ways.as_slice() {
            [] => "the rule does not say what a yes takes".to_owned(),
            several => format!("a rule is of one kind, and here are {}", in_words(several, "and")),
        };
        collector.wrong(node.span, what).help(HELP);
        return None;
    };
    let astray = |key: &str, with: &str, collector: &mut Collector| {
        if let Some(entry) = fields.get(key) {
            collector.wrong(entry.key.span, format!("`{key}` belongs to {with}")).help(HELP);
        }
    };
    let is_quota = matches!(way, "at_least" | "more_than");
    if !is_quota {
        astray("of", "`at_least` or `more_than`", collector);
    }
    if way != "veto" {
        astray("and", "`veto`", collector);
    }
    match way {
        "all_of" => members(fields.value(way, collector)?, names, quotas, numbers, collector).map(Rule::All),
        "any_of" => members(fields.value(way, collector)?, names, quotas, numbers, collector).map(Rule::Any),
        "veto" => {
            let node = fields.value("veto", collector)?;
            let holders = match node.content.as_ref() {
                Content::Sequence(items) => {
                    let found: Vec<Option<usize>> =
                        items.iter().map(|item| find(item, names, collector)).collect();
                    found.into_iter().collect()
                }
                _ => find(node, names, collector).map(|holder| vec![holder]),
            };
            if fields.get("and").is_none() {
                collector
                    .wrong(node.span, "`and` is missing: what a yes takes besides")
                    .help("such as `{ veto: leader, and: majority }`");
            }
            let rest = fields
                .value("and", collector)
                .and_then(|node| read_part(node, names, quotas, numbers, collector));
            Some(Rule::veto(holders?, rest?))
        }
        _ => {
            let (kind, make): (&Kind, fn(f64) -> Bar) =
                if way == "at_least" { (&AT_LEAST, Bar::AtLeast) } else { (&MORE_THAN, Bar::MoreThan) };
            let number = HomeNumber::Bar(*quotas);
            *quotas += 1;
            let share = numbers.required(&fields, way, number, kind, collector);
            let of = match fields.get("of") {
                Some(_) => fields
                    .value("of", collector)
                    .and_then(|node| members(node, names, quotas, numbers, collector)),
                None => Some((0..names.len()).map(Rule::One).collect()),
            };
            Some(Rule::Quota { of: of?, bar: make(share?) })
        }
    }
}

fn members(
    node: &Node,
    names: &[&str],
    quotas: &mut usize,
    numbers: &mut Numbers,
    collector: &mut Collector,
) -> Option<Vec<Rule>> {
    let items = fields::list(node, "the members of a rule", false, collector)?;
    if items.is_empty() {
        collector
            .wrong(node.span, "a part of the rule has no members")
            .help("name ratifiers, such as `[leader, parliament]`");
        return None;
    }
    let found: Vec<Option<Rule>> =
        items.iter().map(|item| read_part(item, names, quotas, numbers, collector)).collect();
    found.into_iter().collect()
}
