//! What can be drafted is tried when the talks file is read: every value in every slot that can meet it, every condition
//! met and not met, and each beside each other condition.

use std::collections::{BTreeMap, HashSet};

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
/// Of an issue with more values than that, so many of them are tried: the first, the last, and some evenly between.
const VALUES_MAX: usize = 256;

/// What must hold of a package: for some issues, which values will do.
type Must = BTreeMap<usize, ValueSet>;

/// Tries all that can be drafted, and says what is wrong with it, each place once.
pub(super) fn hold(template: &Template, day: Option<Date>, collector: &mut Collector) {
    let mut plan = Plan::of(template, collector);
    let day = day.unwrap_or_else(|| first_day(&template.skeleton));
    let most = (WORK_MAX / plan.parts.max(1)).clamp(1, TRIALS_MAX);
    let mut said: HashSet<Span> = HashSet::new();
    for package in plan.packages(most) {
        let mut own = Collector::new(collector.text().clone());
        // The reader looks at what fits together where it has found nothing wrong itself: so it starts anew.
        let mut reading = Collector::new(collector.text().clone());
        let tree = fill::fill(template, &package, Some(day), &mut own);
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
            let causes = plan.causes(span, &package);
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
    issues: Vec<usize>,
    parts: usize,
    /// Which issues a text depends on, by its place.
    texts: BTreeMap<(u32, u32), Vec<usize>>,
    goals: Vec<Must>,
    base: Vec<ValueIndex>,
}

impl Plan {
    fn of(template: &Template, collector: &mut Collector) -> Self {
        let issues = &template.issues;
        let mut parts = 0;
        let mut texts = BTreeMap::new();
        let mut goals: Vec<Must> = Vec::new();
        // The ways in which each condition is met, and in which it is not.
        let mut met: Vec<(Must, Vec<Must>)> = Vec::new();
        let mut used: HashSet<usize> = HashSet::new();
        template.skeleton.walk(&mut Vec::new(), &mut |part, above| {
            parts += 1;
            match part {
                Part::Text { span, pieces, .. } => {
                    let own: Vec<usize> = pieces.iter().filter_map(Piece::issue).collect();
                    let Some(under) = all_of(above.iter().copied()) else { return };
                    for &issue in &own {
                        for at in spread(count(issues, issue)) {
                            let alone: Must = BTreeMap::from([(issue, one(count(issues, issue), at))]);
                            goals.extend(both(&under, &alone));
                        }
                    }
                    used.extend(&own);
                    if !own.is_empty() {
                        texts.insert((span.start, span.end), own);
                    }
                }
                Part::Map { span, stands, .. } if !stands.0.is_empty() => {
                    used.extend(stands.0.iter().map(|(issue, _)| *issue));
                    let under = all_of(above.iter().copied());
                    let Some(own) = under.as_ref().and_then(|under| both(under, &must(stands))) else {
                        if under.is_some() {
                            collector
                                .wrong(
                                    *span,
                                    "this can never stand: its `if` and those above it exclude one another",
                                )
                                .help("take other values, or leave it out");
                        }
                        return;
                    };
                    met.push((own, unmet(stands)));
                }
                _ => {}
            }
        });
        for (at, (one, not)) in met.iter().enumerate() {
            goals.push(one.clone());
            goals.extend(not.iter().cloned());
            for (other, (_, not)) in met.iter().enumerate() {
                if at != other {
                    goals.extend(not.iter().filter_map(|not| both(one, not)));
                }
            }
        }
        let mut issues: Vec<usize> = used.into_iter().collect();
        issues.sort_unstable();
        let base = vec![0; template.issues.len()];
        Self { issues, parts, texts, goals, base }
    }

    /// The packages that are tried, the plainest first.
    fn packages(&mut self, most: usize) -> Vec<Vec<ValueIndex>> {
        let mut seen = HashSet::from([self.base.clone()]);
        let mut all = vec![self.base.clone()];
        for goal in &self.goals {
            let mut package = self.base.clone();
            for (issue, values) in goal {
                if !values[usize::from(package[*issue])]
                    && let Some(at) = values.iter().position(|fits| *fits)
                {
                    package[*issue] = at as ValueIndex;
                }
            }
            if all.len() < most && seen.insert(package.clone()) {
                all.push(package);
            }
        }
        all
    }

    /// On which issues a problem at a place may depend: those of its text, or else those in which the package differs from
    /// the plainest.
    fn causes(&self, span: Span, package: &[ValueIndex]) -> Vec<usize> {
        match self.texts.get(&(span.start, span.end)) {
            Some(issues) => issues.clone(),
            None => self.issues.iter().copied().filter(|&issue| package[issue] != self.base[issue]).collect(),
        }
    }
}

fn count(issues: &Issues, issue: usize) -> usize {
    issues.values(issue).map_or(1, wasit_model::Values::len)
}

/// The values of so many that are tried.
fn spread(count: usize) -> Vec<usize> {
    if count <= VALUES_MAX {
        return (0..count).collect();
    }
    (0..VALUES_MAX).map(|at| at * (count - 1) / (VALUES_MAX - 1)).collect()
}

fn one(count: usize, at: usize) -> ValueSet {
    (0..count).map(|value| value == at).collect()
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
        assert_eq!(spread(3), [0, 1, 2]);
        let some = spread(65_535);
        assert_eq!((some.len(), some[0], some[255]), (256, 0, 65_534));
        assert!(some.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn what_excludes_another_cannot_be_met() {
        let is = |at| BTreeMap::from([(0, one(3, at))]);
        assert_eq!(both(&is(0), &is(1)), None);
        assert_eq!(both(&is(1), &is(1)), Some(is(1)));
        let not = unmet(&Condition(vec![(0, one(3, 0)), (1, vec![true])]));
        assert_eq!(not, [BTreeMap::from([(0, vec![false, true, true])])]);
    }
}
