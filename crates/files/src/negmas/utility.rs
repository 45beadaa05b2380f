//! Utility functions: what one side wants.

use wasit_model::{BoxFactor, Factor, Preferences, Space, ValueIndex, ValueSet, WalkAway};

use super::functions;
use super::record::{Record, is_null};
use crate::collector::{Collector, Span};
use crate::fields::{self, cut, grouped};
use crate::talks::issues::Issues;
use crate::talks::{Budget, SET_ENTRIES_PER_CELL, parties};
use crate::tree::{Content, Node};

/// What is read.
const KNOWN: [&str; 5] = [
    "LinearAdditiveUtilityFunction",
    "LinearUtilityFunction",
    "AffineUtilityFunction",
    "ConstUtilityFunction",
    "HyperRectangleUtilityFunction",
];

/// What a utility function is read against.
pub(super) struct Context<'a> {
    pub(super) space: &'a Space,
    /// The file's name without its ending.
    pub(super) stem: &'a str,
}

/// Says what is wrong with files whose very writing is beyond a YAML reader, before they are parsed.
pub(super) fn cannot_be_read(text: &str, collector: &mut Collector) -> bool {
    let mapping = "type: MappingUtilityFunction";
    let Some(at) = text
        .starts_with(mapping)
        .then_some(0)
        .or_else(|| text.find(&format!("\n{mapping}")).map(|at| at + 1))
    else {
        return false;
    };
    collector
        .wrong((at..at + mapping.len()).into(), "utility functions of the type `MappingUtilityFunction` are not read")
        .help(
            "it lists packages one by one, under keys that are lists, which NegMAS itself cannot read back; write it as \
             a `LinearAdditiveUtilityFunction` or a `HyperRectangleUtilityFunction`",
        );
    true
}

/// What the parts of a utility function come to.
struct Parts {
    tables: Vec<Vec<f64>>,
    factors: Vec<Factor>,
}

impl Parts {
    fn new(space: &Space) -> Self {
        let tables = (0..space.issues().len()).map(|issue| vec![0.0; space.width(issue)]).collect();
        Self { tables, factors: Vec::new() }
    }

    /// Adds the same to every package.
    fn add_everywhere(&mut self, more: f64) {
        self.tables[0].iter_mut().for_each(|worth| *worth += more);
    }
}

/// Reads a utility function: its name, where it has one, and the preferences.
pub(super) fn read(
    root: &Node,
    of: &Context<'_>,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<(Option<String>, Preferences)> {
    let what = format!("the utility function `{}`", cut(of.stem));
    const KEYS: [&str; 14] = [
        "name",
        "reserved_value",
        "reserved_outcome",
        "values",
        "weights",
        "bias",
        "value",
        "outcome_ranges",
        "utilities",
        "ignore_issues_not_in_input",
        "ignore_failing_range_utilities",
        "constraints",
        "invalid_value",
        "issues",
    ];
    let issues = Issues::of(of.space);
    let record = Record::read(root, &what, &KEYS, assumed, collector)?;
    let kind = record.kind(&what, root, collector)?;
    if !KNOWN.contains(&kind.0) {
        unknown(kind.0, kind.1.span, collector);
        return None;
    }
    if let Some(node) = record.get("constraints").filter(|node| !is_empty(node)) {
        collector
            .wrong(node.span, "constraints of NegMAS are code of Python, which is not run here")
            .help("leave them out, and write red lines into a talks file");
    }
    let name = match record.get("name") {
        Some(node) => {
            let text = fields::text(node, "`name`", collector)?.trim();
            fields::name(text, node.span, "a party's name", collector)
        }
        None => None,
    };
    let walk_away = read_reserved(&record, &what, assumed, collector);
    let mut parts = Parts::new(of.space);
    match kind.0 {
        "LinearAdditiveUtilityFunction" => {
            read_additive(&record, root, &issues, &mut parts, assumed, collector)?;
        }
        "ConstUtilityFunction" => parts.add_everywhere(record.number("value", &what, root, collector)?),
        "HyperRectangleUtilityFunction" => {
            read_boxes(&record, root, &issues, &mut parts, &what, assumed, collector)?;
        }
        _ => read_affine(&record, root, kind, &issues, &mut parts, collector)?,
    }
    let walk_away = walk_away?;
    let preferences = Preferences::new(of.space, parts.tables, parts.factors, Vec::new(), walk_away, None);
    let preferences = crate::talks::said(preferences, root.span, collector)?;
    let best = preferences.at_most();
    if walk_away.start > best {
        assumed.push(format!(
            "{what} walks away from every package: its reserved value {} lies above the best, {}",
            parties::short(walk_away.start),
            parties::short(best)
        ));
    }
    Some((name.map(str::to_owned), preferences))
}

fn unknown(kind: &str, span: Span, collector: &mut Collector) {
    let help = if kind.contains("Discounted") {
        "its discount is counted in full steps of a direct table, which talks here do not count: write the function that \
         it discounts by itself"
            .to_owned()
    } else {
        collector.hint(kind, KNOWN.iter().copied(), || {
            format!("known are {}", KNOWN.map(|name| format!("`{name}`")).join(", "))
        })
    };
    collector.wrong(span, format!("utility functions of the type `{}` are not read", cut(kind))).help(help);
}

fn is_empty(node: &Node) -> bool {
    matches!(node.content.as_ref(), Content::Sequence(items) if items.is_empty())
}

/// The reserved value as a walk-away; −∞ where none is given.
fn read_reserved(
    record: &Record<'_>,
    what: &str,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<WalkAway> {
    if record.get("reserved_outcome").is_some() {
        assumed.push(format!(
            "{what} names a reserved outcome, which nothing is made of: its reserved value counts"
        ));
    }
    let start = match record.get("reserved_value") {
        None => f64::NEG_INFINITY,
        Some(node) => match fields::text(node, "`reserved_value`", collector)?.trim().to_lowercase().as_str()
        {
            "-.inf" | "-inf" | "-infinity" => f64::NEG_INFINITY,
            ".inf" | "inf" | "+.inf" | "infinity" => {
                collector
                    .wrong(node.span, "a reserved value above everything leaves nothing to agree on")
                    .help("write a number, or `-.inf` where any package is better than none");
                return None;
            }
            _ => fields::number(node, "`reserved_value`", collector)?,
        },
    };
    Some(WalkAway { start, drift: None })
}

/// The nodes of a list in the order of the issues, or of a mapping of issues.
fn by_issue<'n>(
    node: &'n Node,
    what: &str,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<Vec<&'n Node>> {
    if let Content::Mapping(entries) = node.content.as_ref() {
        let mut found: Vec<Option<&Node>> = vec![None; issues.len()];
        let mut sound = true;
        for entry in entries {
            match issues.find(&entry.key.text, entry.key.span, collector) {
                Some(issue) => found[issue] = Some(&entry.value),
                None => sound = false,
            }
        }
        if let Some(missing) = found.iter().position(Option::is_none).filter(|_| sound) {
            collector
                .wrong(node.span, format!("{what} says nothing of `{}`", cut(issues.name(missing))))
                .help("every issue of the outcome space needs an entry");
        }
        return found.into_iter().collect();
    }
    let items = fields::list(node, what, false, collector)?;
    if items.len() == issues.len() {
        return Some(items.iter().collect());
    }
    let (here, there) = (grouped(items.len() as u64), grouped(issues.len() as u64));
    collector
        .wrong(
            node.span,
            format!(
                "{what} does not have an entry for each issue: {here} here, {there} in the outcome space"
            ),
        )
        .help("write one for each issue, in the order of the outcome space");
    None
}

/// The weights, 1 for every issue where none are given.
fn read_weights(record: &Record<'_>, issues: &Issues, collector: &mut Collector) -> Option<Vec<f64>> {
    let Some(node) = record.get("weights") else { return Some(vec![1.0; issues.len()]) };
    let nodes = by_issue(node, "`weights`", issues, collector)?;
    let read: Vec<Option<f64>> =
        nodes.iter().map(|node| fields::number(node, "a weight", collector)).collect();
    read.into_iter().collect()
}

fn read_additive(
    record: &Record<'_>,
    root: &Node,
    issues: &Issues,
    parts: &mut Parts,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<()> {
    let weights = read_weights(record, issues, collector);
    let bias = record.number_or("bias", 0.0, collector);
    let values = record.need("values", "a `LinearAdditiveUtilityFunction`", root, collector)?;
    let nodes = by_issue(values, "`values`", issues, collector)?;
    let read: Vec<Option<Vec<f64>>> = nodes
        .iter()
        .enumerate()
        .map(|(issue, node)| functions::read(node, issue, issues, assumed, collector))
        .collect();
    let tables = read.into_iter().collect::<Option<Vec<_>>>()?;
    for ((table, worths), weight) in parts.tables.iter_mut().zip(tables).zip(weights?) {
        *table = worths.into_iter().map(|worth| weight * worth).collect();
    }
    parts.add_everywhere(bias?);
    Some(())
}

/// A `LinearUtilityFunction` or `AffineUtilityFunction`: weights times the numbers themselves.
fn read_affine(
    record: &Record<'_>,
    root: &Node,
    (kind, kind_at): (&str, &Node),
    issues: &Issues,
    parts: &mut Parts,
    collector: &mut Collector,
) -> Option<()> {
    record.need("weights", &functions::one(kind), root, collector)?;
    let weights = read_weights(record, issues, collector);
    let bias = record.number_or("bias", 0.0, collector)?;
    for (issue, weight) in weights?.into_iter().enumerate() {
        let values = issues.values(issue)?;
        let numbers: Option<Vec<f64>> = (0..values.len()).map(|at| values.number(at as ValueIndex)).collect();
        let Some(numbers) = numbers else {
            collector
                .wrong(
                    kind_at.span,
                    format!(
                        "{} needs numbers, and the values of `{}` are words",
                        functions::one(kind),
                        cut(issues.name(issue))
                    ),
                )
                .help("write it as a `LinearAdditiveUtilityFunction` with a `TableFun` for that issue");
            return None;
        };
        parts.tables[issue] = numbers.into_iter().map(|number| weight * number).collect();
    }
    parts.add_everywhere(bias);
    Some(())
}

fn read_boxes(
    record: &Record<'_>,
    root: &Node,
    issues: &Issues,
    parts: &mut Parts,
    what: &str,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<()> {
    let this = "a `HyperRectangleUtilityFunction`";
    let ranges = record.need("outcome_ranges", this, root, collector);
    let utilities = record.need("utilities", this, root, collector);
    let (ranges_at, utilities) = (ranges?, utilities?);
    let ranges = fields::list(ranges_at, "`outcome_ranges`", false, collector)?;
    let worths = fields::list(utilities, "`utilities`", false, collector)?;
    let weights = match record.get("weights") {
        Some(node) => Some(fields::list(node, "`weights`", false, collector)?),
        None => None,
    };
    let bias = record.number_or("bias", 0.0, collector)?;
    for (name, node, count) in [("utilities", utilities, worths.len())]
        .into_iter()
        .chain(weights.zip(record.get("weights")).map(|(list, node)| ("weights", node, list.len())))
    {
        if count != ranges.len() {
            collector
                .wrong(
                    node.span,
                    format!("there are {count} `{name}`, and {} `outcome_ranges`", ranges.len()),
                )
                .help("write one for each range");
            return None;
        }
    }
    let mut budget = Budget::default();
    let (mut open, mut never) = (false, 0);
    for (at, region) in ranges.iter().enumerate() {
        let worth = fields::number(&worths[at], "a utility", collector);
        let weight = weights.map_or(Some(1.0), |weights| fields::number(&weights[at], "a weight", collector));
        let clauses = read_region(region, issues, &mut open, &mut budget, collector);
        let (Some(worth), Some(weight), Some(clauses)) = (worth, weight, clauses) else { continue };
        let utility = worth * weight;
        match clauses.as_slice() {
            [] => parts.add_everywhere(utility),
            _ if clauses.iter().any(|(_, set)| !set.contains(&true)) => never += 1,
            [(issue, set)] => {
                let table = &mut parts.tables[*issue];
                table
                    .iter_mut()
                    .zip(set)
                    .filter(|(_, inside)| **inside)
                    .for_each(|(worth, _)| *worth += utility);
            }
            _ => parts.factors.push(Factor::Box(BoxFactor { clauses, utility })),
        }
    }
    if open {
        assumed.push(format!("in {what} the two ends of a range are outside it, as NegMAS takes them"));
    }
    if never > 0 {
        assumed.push(format!("in {what} {never} of the ranges hold no package, and are left out"));
    }
    parts.add_everywhere(bias);
    Some(())
}

/// The clauses of a region, by rising issue; none where it is everywhere.
fn read_region(
    node: &Node,
    issues: &Issues,
    open: &mut bool,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Vec<(usize, ValueSet)>> {
    if is_null(node) {
        return Some(Vec::new());
    }
    let entries = fields::mapping(node, "a range", collector)?;
    let mut clauses: Vec<(usize, ValueSet)> = Vec::with_capacity(entries.len());
    let mut sound = true;
    for entry in entries {
        let key = entry.key.text.as_ref();
        let issue = match key.parse::<usize>() {
            Ok(issue) if issue < issues.len() => Some(issue),
            Ok(_) => {
                collector
                    .wrong(entry.key.span, format!("there is no issue {}", cut(key)))
                    .help(format!("issues are counted from 0, to {}", issues.len() - 1));
                None
            }
            Err(_) => issues.find(key, entry.key.span, collector),
        };
        let set = issue.and_then(|issue| {
            let width = issues.values(issue).map_or(0, wasit_model::Values::len);
            if !budget.spend(width.div_ceil(SET_ENTRIES_PER_CELL), entry.value.span, collector) {
                return None;
            }
            let mut set = vec![false; width];
            choose(&entry.value, issue, issues, &mut set, open, collector).then_some(set)
        });
        match issue.zip(set) {
            Some((issue, _)) if clauses.iter().any(|clause| clause.0 == issue) => {
                collector
                    .wrong(entry.key.span, "this range has a bound on this issue already")
                    .help("keep one of the two");
                sound = false;
            }
            Some(clause) => clauses.push(clause),
            None => sound = false,
        }
    }
    clauses.sort_by_key(|clause| clause.0);
    sound.then_some(clauses)
}

/// Marks the values that `node` means: one value, all strictly between two numbers, or those of a list.
fn choose(
    node: &Node,
    issue: usize,
    issues: &Issues,
    set: &mut ValueSet,
    open: &mut bool,
    collector: &mut Collector,
) -> bool {
    let Content::Sequence(items) = node.content.as_ref() else {
        let found = fields::text(node, "a value", collector)
            .and_then(|text| issues.find_value(issue, text, node.span, collector));
        return found.map(|at| set[usize::from(at)] = true).is_some();
    };
    let number = |node: &Node| match node.content.as_ref() {
        Content::Scalar { text, plain: true } => fields::parse_number(text),
        _ => None,
    };
    if let [from, to] = items.as_slice()
        && let (Some(from), Some(to), Some(values)) = (number(from), number(to), issues.values(issue))
    {
        *open = true;
        for (at, inside) in set.iter_mut().enumerate() {
            *inside |= values.number(at as ValueIndex).is_some_and(|number| from < number && number < to);
        }
        return true;
    }
    // Every item is looked at, so that all that is wrong is said.
    let unsound = items.iter().filter(|item| !choose(item, issue, issues, set, open, collector)).count();
    unsound == 0
}
