//! Hyper-rectangles: what packages inside of a box add to a party's utility.
//!
//! `INCLUDES` names a range of one issue, and a rectangle adds its utility where all hold. A rectangle of `EXCLUDES`
//! adds it everywhere but inside of the box that they span: so read, the sums of files found in the wild reach exactly
//! the `maxutility` that they name.

use wasit_model::{BoxFactor, Factor, ValueIndex, ValueSet};

use super::assumed::Topic;
use super::issues::{self, Domain, WrittenIssue};
use super::profile::{Reading, Worths, match_issues};
use super::weights::Level;
use super::xml::Element;
use crate::collector::{Collector, Span, in_words};
use crate::fields::cut;
use crate::scenario::Evaluations;
use crate::talks::SET_ENTRIES_PER_CELL;

const RECTANGLE: &str =
    "<hyperRectangle utility=\"50\"><INCLUDES index=\"1\" min=\"2\" max=\"7\"/></hyperRectangle>";

/// Reads a `<utility>`; what is wrong with it is reported.
pub(super) fn read(
    function: &Element<'_>,
    level: Level<'_, '_>,
    reading: &mut Reading<'_>,
    collector: &mut Collector,
) -> Option<Worths> {
    let unread = level.unread();
    let written = level.into_issues();
    let matched = match_issues(function, &written, unread, reading.domain, collector);
    let scale = read_scale(function, reading, collector);
    let mut sums = Sums {
        domain: reading.domain,
        written: &written,
        matched: &matched,
        everywhere: 0.0,
        boxes: Vec::new(),
    };
    for part in &function.children {
        if !part.name.eq_ignore_ascii_case("ufun") {
            collector.wrong(part.span, format!("`<{}>` is not known here", cut(part.name))).help(
                "a `<utility>` is a sum of `<ufun type=\"PlainUfun\" weight=\"1\" aggregation=\"sum\">`",
            );
            continue;
        }
        let weight = read_weight(part, collector);
        for rectangle in &part.children {
            let spent = sums.rectangle(rectangle, weight.unwrap_or(0.0), collector);
            if !reading.budget.spend(spent, rectangle.span, collector) {
                return None;
            }
        }
    }
    if sums.boxes.is_empty() && sums.everywhere == 0.0 && collector.is_empty() {
        collector
            .wrong(function.span, "this profile has no hyper-rectangle")
            .help(format!("such as `{RECTANGLE}`"));
    }
    let scale = scale?;
    let space = &reading.domain.space;
    let mut tables: Vec<Vec<f64>> =
        (0..space.issues().len()).map(|issue| vec![0.0; space.width(issue)]).collect();
    tables[0].iter_mut().for_each(|worth| *worth += sums.everywhere / scale);
    let mut factors = Vec::with_capacity(sums.boxes.len());
    for mut factor in sums.boxes {
        factor.utility /= scale;
        match factor.clauses.as_slice() {
            [] => {}
            // A box over one issue is what its values are worth.
            [(issue, set)] => {
                let worths = tables[*issue].iter_mut().zip(set);
                worths.filter(|(_, inside)| **inside).for_each(|(worth, _)| *worth += factor.utility);
            }
            _ => factors.push(Factor::Box(factor)),
        }
    }
    Some(Worths { tables, factors })
}

/// What sums are divided by.
fn read_scale(function: &Element<'_>, reading: &mut Reading<'_>, collector: &mut Collector) -> Option<f64> {
    if reading.evaluations == Evaluations::Raw {
        return Some(1.0);
    }
    let Some(attribute) = function.attribute("maxutility") else {
        reading.assumed.of(Topic::NoMaxUtility, reading.party);
        return Some(1.0);
    };
    let most = issues::number_of(attribute, collector)?;
    if most <= 0.0 {
        collector
            .wrong(attribute.span, "`maxutility` must be above 0: utilities are divided by it")
            .help("write the greatest sum that a package reaches, or leave it out");
        return None;
    }
    if most != 1.0 {
        reading.assumed.of(Topic::MaxUtility, reading.party);
    }
    Some(most)
}

fn read_weight(part: &Element<'_>, collector: &mut Collector) -> Option<f64> {
    if let Some(aggregation) = part.attribute("aggregation")
        && !["sum", "weighted-sum", "weightedsum"].contains(&aggregation.value.to_lowercase().as_str())
    {
        collector
            .wrong(
                aggregation.span,
                format!(
                    "the aggregation `{}` is not read: preferences here are sums",
                    cut(&aggregation.value)
                ),
            )
            .help("only `aggregation=\"sum\"` is");
    }
    if let Some(kind) = part.attribute("type")
        && !kind.value.eq_ignore_ascii_case("PlainUfun")
    {
        collector
            .wrong(kind.span, format!("the function type `{}` is not read", cut(&kind.value)))
            .help("only `type=\"PlainUfun\"` is");
    }
    match part.attribute("weight") {
        Some(weight) => issues::number_of(weight, collector),
        None => Some(1.0),
    }
}

/// What the rectangles of a profile add up to.
struct Sums<'a, 'e, 't> {
    domain: &'a Domain,
    written: &'a [WrittenIssue<'e, 't>],
    matched: &'a [Option<usize>],
    /// What every package gets.
    everywhere: f64,
    boxes: Vec<BoxFactor>,
}

impl Sums<'_, '_, '_> {
    /// Takes a rectangle in, and gives what it costs to hold.
    fn rectangle(&mut self, element: &Element<'_>, weight: f64, collector: &mut Collector) -> usize {
        if !element.name.eq_ignore_ascii_case("hyperRectangle") {
            collector
                .wrong(element.span, format!("`<{}>` is not known here", cut(element.name)))
                .help(format!("a `<ufun>` is a sum of rectangles: `{RECTANGLE}`"));
            return 0;
        }
        let utility = issues::number(element, "utility", RECTANGLE, collector);
        let mut inside: Vec<(usize, ValueSet)> = Vec::new();
        let mut outside: Vec<(usize, ValueSet)> = Vec::new();
        let mut sound = true;
        let mut spent = 1;
        for bound in &element.children {
            let side = match bound.name.to_ascii_uppercase().as_str() {
                "INCLUDES" => &mut inside,
                "EXCLUDES" => &mut outside,
                _ => {
                    collector
                        .wrong(bound.span, format!("`<{}>` is not known here", cut(bound.name)))
                        .help("a rectangle has `<INCLUDES index=… min=… max=…/>` and `<EXCLUDES …/>`");
                    sound = false;
                    continue;
                }
            };
            match read_bound(bound, self.domain, self.written, self.matched, collector) {
                Some((issue, set)) => {
                    spent += set.len() / SET_ENTRIES_PER_CELL + 1;
                    narrow(side, issue, set);
                }
                None => sound = false,
            }
        }
        let Some(utility) = utility.filter(|_| sound).map(|utility| utility * weight) else { return spent };
        self.add(inside.clone(), utility);
        if !outside.is_empty() {
            let mut both = inside;
            outside.into_iter().for_each(|(issue, set)| narrow(&mut both, issue, set));
            self.add(both, -utility);
        }
        spent
    }

    fn add(&mut self, mut clauses: Vec<(usize, ValueSet)>, utility: f64) {
        if utility == 0.0 || clauses.iter().any(|(_, set)| !set.contains(&true)) {
            return;
        }
        // What every value fulfils says nothing.
        clauses.retain(|(_, set)| set.contains(&false));
        if clauses.is_empty() {
            self.everywhere += utility;
            return;
        }
        clauses.sort_by_key(|clause| clause.0);
        self.boxes.push(BoxFactor { clauses, utility });
    }
}

/// Makes a box narrower: `set` must hold of `issue` too.
fn narrow(clauses: &mut Vec<(usize, ValueSet)>, issue: usize, set: ValueSet) {
    match clauses.iter_mut().find(|(other, _)| *other == issue) {
        Some((_, before)) => before.iter_mut().zip(set).for_each(|(before, holds)| *before &= holds),
        None => clauses.push((issue, set)),
    }
}

fn read_bound(
    element: &Element<'_>,
    domain: &Domain,
    written: &[WrittenIssue<'_, '_>],
    matched: &[Option<usize>],
    collector: &mut Collector,
) -> Option<(usize, ValueSet)> {
    const EXAMPLE: &str = "<INCLUDES index=\"1\" min=\"2\" max=\"7\"/>";
    let attribute = issues::required(element, "index", EXAMPLE, collector)?;
    let index = issues::index(element, collector);
    let low = issues::number(element, "min", EXAMPLE, collector);
    let high = issues::number(element, "max", EXAMPLE, collector);
    let (index, low, high) = (index?, low?, high?);
    let Some(at) = written.iter().position(|issue| issue.index == Some(index)) else {
        let known = written.iter().filter_map(|issue| issue.index);
        let help = format!("the issues have the indexes {}", in_words(known, "and"));
        collector.wrong(attribute.span, format!("no issue has the index {index}")).help(help);
        return None;
    };
    let issue = matched[at]?;
    let values = domain.values(issue);
    let number = |at: usize| values.number(at as ValueIndex);
    let Some(numbers) = (0..values.len()).map(number).collect::<Option<Vec<f64>>>() else {
        let name = cut(domain.name(issue));
        collector
            .wrong(
                attribute.span,
                format!("the values of `{name}` are words, and a rectangle is over numbers"),
            )
            .help("only integer and real issues can be in a hyper-rectangle");
        return None;
    };
    if high < low {
        let span: Span = element.attribute("max").map_or(element.span, |attribute| attribute.span);
        collector.wrong(span, "the range ends before it starts").help("`max` is the greater one");
        return None;
    }
    Some((issue, numbers.iter().map(|number| (low..=high).contains(number)).collect()))
}
