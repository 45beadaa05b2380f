//! What can be drafted is tried when the talks file is read: every value in every slot that can meet it, every condition
//! met and not met, and each beside each other condition.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::{Date, date};
use wasit_model::{ValueIndex, ValueSet};

use super::part::{Condition, Part};
use super::slots::Piece;
use super::{Template, fill};
use crate::collector::{Collector, Span};
use crate::fields::{cut, parse_date};
use crate::talks::issues::Issues;

/// The most packages that are tried.
const TRIALS_MAX: usize = 4_096;
/// The most parts that are filled for all of them together.
const WORK_MAX: usize = 4_000_000;
/// The most packages that are looked at.
const LOOKS_MAX: usize = 50_000;
/// The most texts with slots, and the most conditions, that are looked at.
const PLACES_MAX: usize = 1_000;
/// Of an issue with more values than that, so many of them are tried: the first, the last, and some evenly between.
const VALUES_MAX: usize = 256;

/// What must hold of a package: for some issues, which values will do.
type Must = BTreeMap<usize, ValueSet>;

/// Tries all that can be drafted, and says what is wrong with it, each place once.
pub(super) fn hold(template: &Template, day: Option<Date>, collector: &mut Collector) {
    let plan = Plan::of(template, collector);
    let day = day.unwrap_or_else(|| first_day(&template.skeleton));
    let mut said: HashSet<Span> = HashSet::new();
    for package in &plan.packages {
        let mut own = Collector::new(collector.text().clone());
        // The reader looks at what fits together where it has found nothing wrong itself: so it starts anew.
        let mut reading = Collector::new(collector.text().clone());
        let tree = fill::fill(template, package, Some(day), &mut own);
        let _ = crate::accord::read(&tree, collector.file(), &mut reading);
        own.take_over(reading, &mut |_, _| true);
        if own.is_empty() {
            continue;
        }
        let mut now = HashSet::new();
        collector.take_over(own, &mut |span, message| {
            if said.contains(&span) {
                return false;
            }
            now.insert(span);
            let causes = plan.causes(span, package);
            if !causes.is_empty() {
                let label = |&issue: &usize| {
                    let values = template.issues.values(issue).expect("only issues that were read are tried");
                    let value = values.label(package[issue]);
                    format!("`{}` is `{}`", cut(template.issues.name(issue)), cut(&value))
                };
                let causes: Vec<String> = causes.iter().map(label).collect();
                message.push_str(&format!(", where {}", causes.join(" and ")));
            }
            true
        });
        said.extend(now);
    }
}

/// What is to be tried.
struct Plan {
    /// Which issues anything depends on.
    issues: Vec<usize>,
    /// Which issues a text depends on, by its place.
    texts: HashMap<Span, Vec<usize>>,
    packages: Vec<Vec<ValueIndex>>,
}

impl Plan {
    fn of(template: &Template, collector: &mut Collector) -> Self {
        let issues = &template.issues;
        let mut size = 0;
        let mut used: HashSet<usize> = HashSet::new();
        let mut texts: HashMap<Span, Vec<usize>> = HashMap::new();
        // What must hold above each text with slots.
        let mut slots: Vec<(Must, Vec<usize>)> = Vec::new();
        // The ways in which each condition is met, and in which it is not.
        let mut met: Vec<(Must, Vec<Must>)> = Vec::new();
        template.skeleton.walk(&mut Vec::new(), &mut |part, above| {
            size += part.size();
            match part {
                Part::Text { span, pieces, .. } => {
                    let own: Vec<usize> = pieces.iter().filter_map(Piece::issue).collect();
                    used.extend(&own);
                    if own.is_empty() || texts.contains_key(span) {
                        return;
                    }
                    if slots.len() < PLACES_MAX
                        && let Some(under) = all_of(above.iter().copied())
                    {
                        slots.push((under, own.clone()));
                    }
                    texts.insert(*span, own);
                }
                Part::Map { span, stands, .. } if !stands.0.is_empty() => {
                    used.extend(stands.0.iter().map(|(issue, _)| *issue));
                    if met.len() >= PLACES_MAX {
                        return;
                    }
                    let Some(under) = all_of(above.iter().copied()) else { return };
                    match both(&under, &must(stands)) {
                        Some(own) => met.push((own, unmet(stands))),
                        None => {
                            collector
                                .wrong(
                                    *span,
                                    "this can never stand: its `if` and those above it exclude one another",
                                )
                                .help("take other values, or leave it out");
                        }
                    }
                }
                _ => {}
            }
        });
        let most = (WORK_MAX / size.max(1)).clamp(1, TRIALS_MAX);
        let mut packages = Packages::new(issues.len(), most);
        for (one, not) in &met {
            packages.add(one, None);
            not.iter().for_each(|not| packages.add(not, None));
        }
        for (under, own) in &slots {
            for &issue in own {
                spread(count(issues, issue)).for_each(|at| packages.add(under, Some((issue, at))));
            }
        }
        for (at, (one, _)) in met.iter().enumerate() {
            for (_, (_, not)) in met.iter().enumerate().filter(|(other, _)| *other != at) {
                if packages.is_full() {
                    break;
                }
                not.iter().filter_map(|not| both(one, not)).for_each(|both| packages.add(&both, None));
            }
        }
        let mut issues: Vec<usize> = used.into_iter().collect();
        issues.sort_unstable();
        Self { issues, texts, packages: packages.all }
    }

    /// On which issues a problem at a place may depend: those of its text, or else those in which the package differs from
    /// the plainest.
    fn causes(&self, span: Span, package: &[ValueIndex]) -> Vec<usize> {
        match self.texts.get(&span) {
            Some(issues) => issues.clone(),
            None => self.issues.iter().copied().filter(|&issue| package[issue] != 0).collect(),
        }
    }
}

/// Packages, none twice; the first has the first value of every issue.
struct Packages {
    all: Vec<Vec<ValueIndex>>,
    seen: HashSet<Vec<ValueIndex>>,
    most: usize,
    /// How many more are looked at, those that are there already too.
    looks: usize,
}

impl Packages {
    fn new(issues: usize, most: usize) -> Self {
        let base = vec![0; issues];
        Self { all: vec![base.clone()], seen: HashSet::from([base]), most, looks: LOOKS_MAX }
    }

    fn is_full(&self) -> bool {
        self.all.len() >= self.most || self.looks == 0
    }

    /// Adds the plainest package of which `must` holds, in which an issue is at a value where that is given and may be.
    fn add(&mut self, must: &Must, with: Option<(usize, usize)>) {
        let refused = with.is_some_and(|(issue, at)| must.get(&issue).is_some_and(|values| !values[at]));
        if self.is_full() || refused {
            return;
        }
        self.looks -= 1;
        let mut package = vec![0; self.all[0].len()];
        for (issue, values) in must {
            package[*issue] = values.iter().position(|fits| *fits).unwrap_or(0) as ValueIndex;
        }
        if let Some((issue, at)) = with {
            package[issue] = at as ValueIndex;
        }
        if self.seen.insert(package.clone()) {
            self.all.push(package);
        }
    }
}

fn count(issues: &Issues, issue: usize) -> usize {
    issues.values(issue).map_or(1, wasit_model::Values::len)
}

/// The values of so many that are tried.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    let tried = count.min(VALUES_MAX);
    (0..tried).map(move |at| if tried < count { at * (count - 1) / (VALUES_MAX - 1) } else { at })
}

fn must(condition: &Condition) -> Must {
    condition.0.iter().cloned().collect()
}

/// What must hold for a condition not to: one way for each of its issues.
fn unmet(condition: &Condition) -> Vec<Must> {
    let other = |(issue, values): &(usize, ValueSet)| {
        let other: ValueSet = values.iter().map(|fits| !fits).collect();
        other.contains(&true).then(|| BTreeMap::from([(*issue, other)]))
    };
    condition.0.iter().filter_map(other).collect()
}

/// What must hold for several conditions to; nothing where they exclude one another.
fn all_of<'c>(conditions: impl Iterator<Item = &'c Condition>) -> Option<Must> {
    let mut all = Must::new();
    for condition in conditions {
        all = both(&all, &must(condition))?;
    }
    Some(all)
}

fn both(one: &Must, other: &Must) -> Option<Must> {
    let mut all = one.clone();
    for (issue, values) in other {
        match all.get_mut(issue) {
            None => {
                all.insert(*issue, values.clone());
            }
            Some(before) => {
                before.iter_mut().zip(values).for_each(|(before, fits)| *before &= fits);
                if !before.contains(&true) {
                    return None;
                }
            }
        }
    }
    Some(all)
}

/// The first day that the section writes out, so that adopting it is not tried after what it says has passed.
fn first_day(skeleton: &Part) -> Date {
    let mut first: Option<Date> = None;
    skeleton.walk(&mut Vec::new(), &mut |part, _| {
        let Part::Text { pieces, .. } = part else { return };
        for piece in pieces {
            let Piece::Words(words) = piece else { continue };
            let days = words.split_whitespace().filter_map(parse_date);
            first = days.chain(first).min();
        }
    });
    first.unwrap_or(date(2000, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_values_are_spread_from_end_to_end() {
        assert_eq!(spread(3).collect::<Vec<_>>(), [0, 1, 2]);
        let some: Vec<usize> = spread(65_535).collect();
        assert_eq!((some.len(), some[0], some[255]), (256, 0, 65_534));
        assert!(some.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn what_excludes_another_cannot_be_met() {
        let one = |at: usize| (0..3).map(|value| value == at).collect::<ValueSet>();
        let is = |at| BTreeMap::from([(0, one(at))]);
        assert_eq!(both(&is(0), &is(1)), None);
        assert_eq!(both(&is(1), &is(1)), Some(is(1)));
        let not = unmet(&Condition(vec![(0, one(0)), (1, vec![true])]));
        assert_eq!(not, [BTreeMap::from([(0, vec![false, true, true])])]);
    }
}
