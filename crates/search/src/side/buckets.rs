use wasit_model::{Package, ValueIndex};

use crate::graph::elimination::Aim;
use crate::graph::{Local, Order, next_assignment};
use crate::side::split::Terms;

/// The most rows of a table that is made.
const ROWS_MAX: f64 = (1 << 12) as f64;

/// A bound that no package passes: an upper one of all utilities for `Aim::Most`, a lower one for `Aim::Least`;
/// infinite, against the aim, where red lines are seen to leave nothing. By mini-bucket elimination (Dechter & Rish
/// 2003): the factors of an issue that is eliminated fall into groups small enough to tabulate, and each group takes
/// the value that suits it best.
///
/// O(issues × groups × 4,096 × factors of a group), or the size of a factor's own table where that is larger.
pub(crate) fn bound(terms: Terms<'_>, order: &Order, aim: Aim) -> f64 {
    let mut open: Vec<Local> = terms.locals.to_vec();
    let mut total = 0.0;
    let mut package: Package = std::iter::repeat_n(0, terms.widths.len()).collect();
    for &issue in &order.issues {
        let (mut here, others): (Vec<Local>, Vec<Local>) =
            open.into_iter().partition(|local| local.scope.contains(&issue));
        open = others;
        here.sort_by_key(|local| std::cmp::Reverse(local.scope.len()));
        let mut single = Some(issue);
        for group in groups(terms.widths, here, issue) {
            // The issue's own table goes with the first group.
            let table = single.take().map(|issue| terms.tables[issue].as_slice());
            if let ([local], None) = (group.locals.as_slice(), table)
                && let Some(symbolic) = local.without(issue, aim == Aim::Most)
            {
                match symbolic {
                    Ok(constant) => total += constant,
                    Err(local) => open.push(local),
                }
                continue;
            }
            let reduced = eliminate(terms.widths, &group, issue, table, aim, &mut package);
            match reduced {
                Ok(constant) => total += constant,
                Err(local) => open.push(local),
            }
        }
        if let Some(issue) = single {
            let finite = terms.tables[issue].iter().copied().filter(|utility| *utility > f64::NEG_INFINITY);
            total += best(finite, aim);
        }
    }
    total
}

/// Factors that are eliminated together, and all issues that they touch but the one that goes; rising.
struct Group {
    scope: Vec<usize>,
    locals: Vec<Local>,
}

/// Each factor goes to the first group that it fits into.
fn groups(widths: &[usize], locals: Vec<Local>, issue: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let rows = |scope: &[usize]| scope.iter().map(|&other| widths[other] as f64).product::<f64>();
    for local in locals {
        let union = |scope: &[usize]| {
            let mut all = scope.to_vec();
            all.extend(local.scope.iter().copied().filter(|other| *other != issue));
            all.sort_unstable();
            all.dedup();
            all
        };
        let fits =
            groups.iter().position(|group| rows(&union(&group.scope)) * widths[issue] as f64 <= ROWS_MAX);
        match fits {
            Some(at) => {
                groups[at].scope = union(&groups[at].scope);
                groups[at].locals.push(local);
            }
            None => groups.push(Group { scope: union(&[]), locals: vec![local] }),
        }
    }
    groups
}

/// What the group gives at best over the values of `issue`: a factor over the rest of its scope, or a number where
/// nothing is left of that.
fn eliminate(
    widths: &[usize],
    group: &Group,
    issue: usize,
    table: Option<&[f64]>,
    aim: Aim,
    package: &mut Package,
) -> Result<f64, Local> {
    let rows: f64 = group.scope.iter().map(|&other| widths[other] as f64).product();
    let single = |value: usize| table.map_or(0.0, |table| table[value]);
    if rows * widths[issue] as f64 > ROWS_MAX && group.locals.iter().any(|local| !local.is_table()) {
        // A hyper-rectangle too large to tabulate, together with the issue's own table: each at its best.
        let own = (0..widths[issue]).map(single).filter(|utility| *utility > f64::NEG_INFINITY);
        let factors: f64 = group.locals.iter().map(|local| local.extreme(aim == Aim::Most)).sum();
        return Ok(best(own, aim) + factors);
    }
    let mut reduced = Vec::with_capacity(rows as usize);
    loop {
        let values = (0..widths[issue]).map(|value| {
            package[issue] = value as ValueIndex;
            single(value) + group.locals.iter().map(|local| local.at(widths, package)).sum::<f64>()
        });
        // Beyond a red line there is no package, whatever the aim.
        reduced.push(best(
            values.filter(|utility| *utility != f64::NEG_INFINITY && *utility != f64::INFINITY),
            aim,
        ));
        if !next_assignment(&group.scope, widths, package) {
            break;
        }
    }
    package[issue] = 0;
    if group.scope.is_empty() { Ok(reduced[0]) } else { Err(Local::table(group.scope.clone(), reduced)) }
}

fn best(utilities: impl Iterator<Item = f64>, aim: Aim) -> f64 {
    match aim {
        Aim::Most => utilities.fold(f64::NEG_INFINITY, f64::max),
        Aim::Least => utilities.fold(f64::INFINITY, f64::min),
    }
}
