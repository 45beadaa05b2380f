//! What holds in every draw: bounds over all that may be drawn.

use wasit_model::belief::{Form, Worths};
use wasit_model::{Preferences, RedLine, ValueFunction, ValueIndex, Values};

use crate::collector::{Collector, Span};
use crate::fields::cut;
use crate::talks::figure::{Figure, Range};
use crate::talks::issues::Issues;
use crate::talks::parties::{short, weights_of};
use crate::talks::together::Together;
use crate::talks::wants::Want;
use crate::tree::Share;

/// A party's preferences, as far as its best package depends on them.
pub(super) struct Case<'a> {
    pub(super) wants: &'a [Want],
    pub(super) together: &'a Together,
    pub(super) scaled: bool,
    /// The red lines at their strictest.
    pub(super) strictest: &'a [RedLine],
}

/// The least, over all draws, of the bound on the best package's utility.
///
/// It is reached where what is drawn is drawn independently; with a peak that is drawn and red lines on the same issue
/// also where the peak lies between two values.
pub(super) fn best_at_least(case: &Case<'_>, issues: &Issues, range: &Range) -> f64 {
    let mut parts: Vec<(Figure, f64)> = Vec::new();
    let mut others = 0.0;
    let mut tops: Vec<f64> = case.wants.iter().map(|want| top(want, case.strictest, issues, range)).collect();
    for table in &case.together.tables {
        tops.push(most(table.worths.iter().map(|worth| worth.of(&range.low))));
    }
    for part in &case.together.boxes {
        others += part.adds.of(&range.low).max(0.0);
    }
    parts.extend(weights_of(case.wants, case.together).zip(tops));
    others + weighted(&parts, case.scaled)
}

fn most(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(f64::NEG_INFINITY, f64::max)
}

/// The least over all weights of what the best values are worth together.
fn weighted(parts: &[(Figure, f64)], scaled: bool) -> f64 {
    if !scaled {
        let least = |&(weight, top): &(Figure, f64)| (weight.low * top).min(weight.high * top);
        return parts.iter().map(least).sum();
    }
    if parts.is_empty() {
        return 0.0;
    }
    let ranked: Option<Vec<usize>> = parts
        .iter()
        .map(|(weight, _)| if let Share::Ranked(place) = weight.share { Some(place) } else { None })
        .collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    if let Some(places) = ranked {
        // The corners of all weights in that order: the first so many share evenly.
        order.sort_by_key(|&part| places[part]);
        let mut sum = 0.0;
        let averages = order.iter().enumerate().map(|(count, &part)| {
            sum += parts[part].1;
            sum / (count + 1) as f64
        });
        return averages.fold(f64::INFINITY, f64::min);
    }
    // A share of a sum is least where what is worth least weighs most: some weights at their greatest, those of
    // what is worth more at their least.
    order.sort_by(|&a, &b| parts[a].1.total_cmp(&parts[b].1));
    let at = |greatest: usize| {
        let (mut sum, mut all) = (0.0, 0.0);
        for (place, &part) in order.iter().enumerate() {
            let (weight, top) = parts[part];
            let weight = if place < greatest { weight.high } else { weight.low };
            sum += weight * top;
            all += weight;
        }
        if all > 0.0 { sum / all } else { f64::INFINITY }
    };
    (0..=parts.len()).map(at).fold(f64::INFINITY, f64::min)
}

/// The least, over all draws, of the most that a value of the issue is worth which no red line refuses.
fn top(want: &Want, strictest: &[RedLine], issues: &Issues, range: &Range) -> f64 {
    let Some(values) = issues.values(want.issue) else { return f64::NEG_INFINITY };
    let refused = |value: usize| {
        strictest.iter().any(|line| match line.clauses.as_slice() {
            [(issue, beyond)] => *issue == want.issue && beyond[value],
            _ => false,
        })
    };
    let open: Vec<usize> = (0..values.len()).filter(|&value| !refused(value)).collect();
    match &want.worths {
        Worths::Known(worths) => most(open.iter().map(|&value| worths[value])),
        Worths::Table(worths) => most(open.iter().map(|&value| worths[value].of(&range.low))),
        Worths::Function { form, .. } => top_of_function(form, values, &open, range),
    }
}

fn top_of_function(form: &Form, values: &Values, open: &[usize], range: &Range) -> f64 {
    let top = |function: &ValueFunction| match function.tabulate(values) {
        Ok(worths) => most(open.iter().map(|&value| worths[value])),
        Err(_) => f64::NEG_INFINITY,
    };
    let least = |tops: &mut dyn Iterator<Item = f64>| tops.fold(f64::INFINITY, f64::min);
    match form {
        // Every corner raises what lies about it.
        Form::Piecewise(_) => top(&form.function(&range.low)),
        // The greatest of straight lines in the slope: least at an end, or where it turns.
        Form::Affine { slope, bias } => {
            let (low, high) = (slope.of(&range.low), slope.of(&range.high));
            let bias = bias.of(&range.low);
            let slopes = [Some(low), Some(high), (low < 0.0 && high > 0.0).then_some(0.0)];
            least(&mut slopes.into_iter().flatten().map(|slope| top(&ValueFunction::Affine { slope, bias })))
        }
        // Between two neighbours the one falls and the other rises while the peak moves on: least where they meet.
        Form::Triangular(peak) => {
            let (low, high) = (peak.of(&range.low), peak.of(&range.high));
            let number = |value: usize| values.number(value as ValueIndex).unwrap_or(0.0);
            let all = (0..values.len()).map(number);
            let (first, last) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), number| {
                (first.min(number), last.max(number))
            });
            let mut numbers: Vec<f64> = open.iter().map(|&value| number(value)).collect();
            numbers.sort_by(f64::total_cmp);
            let meet = numbers.windows(2).map(|pair| {
                let (rise, fall) = (pair[0] - first, last - pair[1]);
                if rise + fall > 0.0 { (rise * last + fall * first) / (rise + fall) } else { pair[0] }
            });
            let peaks = meet.filter(|&peak| peak > low && peak < high).chain([low, high]);
            least(&mut peaks.map(|peak| top(&ValueFunction::Triangular { peak })))
        }
    }
}

/// Refuses a walk-away that in some draw no package can reach at any time; `highest` is the greatest of all draws.
pub(super) fn check_walk_away(
    highest: f64,
    middle: &Preferences,
    best: f64,
    span: Span,
    party: &str,
    collector: &mut Collector,
) -> Option<()> {
    if highest <= best + middle.rounding() {
        return Some(());
    }
    collector
        .wrong(
            span,
            format!(
                "the walk-away of `{}` may be as high as {}, and its best package may be worth no more than {}",
                cut(party),
                short(highest),
                short(best)
            ),
        )
        .label("above the best package in some draws")
        .help(format!(
            "no package could then be better than no deal: let the walk-away end at {} or less",
            short(best)
        ));
    None
}
