//! What no deal is worth, and what time costs.

use wasit_model::belief::{DiscountPart, DriftPart, Recipe};
use wasit_model::{DiscountPer, Drift, WalkAway};

use crate::collector::{Collector, in_words};
use crate::fields::{self, Fields, cut};
use crate::talks::figure::{self, Figure};
use crate::tree::{Content, Node};

/// The walk-away at the start, and how it changes.
pub(super) type Leaving = (Figure, Option<DriftPart>);

/// The keys of a walk-away that changes.
pub(super) const WALK_AWAY: [&str; 4] = ["start", "end", "per_day", "per_leg"];

/// Reads `walk_away`: a number, `none`, or a mapping of a start and how it changes. 0 where it is left out.
pub(super) fn read_walk_away(fields: &Fields<'_>, collector: &mut Collector) -> Option<Leaving> {
    if fields.get("walk_away").is_none() {
        return Some((Figure::known(0.0), None));
    }
    let node = fields.value("walk_away", collector)?;
    match node.content.as_ref() {
        Content::Mapping(_) => read_drifting(node, collector),
        Content::Scalar { text, .. } if text == "none" => Some((Figure::known(f64::NEG_INFINITY), None)),
        _ => Some((figure::read(node, "`walk_away`", collector)?, None)),
    }
}

fn read_drifting(node: &Node, collector: &mut Collector) -> Option<Leaving> {
    const HOW: [&str; 3] = ["end", "per_day", "per_leg"];
    let fields = Fields::read(node, "a walk-away", &WALK_AWAY, None, collector)?;
    let start = figure::of(&fields, "start", collector);
    if fields.get("start").is_none() {
        collector
            .wrong(node.span, "`start` is missing: the walk-away when talks begin")
            .help("such as `walk_away: { start: 0.5, end: 0.3 }`");
    }
    let drift = match fields.present(&HOW).as_slice() {
        [] => None,
        [one] => {
            let by = figure::of(&fields, one, collector)?.amount;
            let how = match *one {
                "end" => Drift::To,
                "per_day" => Drift::PerDay,
                _ => Drift::PerLeg,
            };
            Some(DriftPart { how, by })
        }
        several => {
            let second = fields.get(several[1]).map_or(node.span, |entry| entry.key.span);
            collector
                .wrong(
                    second,
                    format!("a walk-away changes in one way, and here are {}", in_words(several, "and")),
                )
                .help("keep one of them");
            return None;
        }
    };
    Some((start?, drift))
}

/// The least that the walk-away of `recipe` ever is in the draw `values`.
pub(super) fn least_of(recipe: &Recipe, values: &[f64]) -> f64 {
    let drift = recipe.drift.map(|drift| (drift.how)(drift.by.of(values)));
    least(&WalkAway { start: recipe.walk_away.of(values), drift })
}

/// The least that a walk-away ever is.
pub(crate) fn least(walk_away: &WalkAway) -> f64 {
    match walk_away.drift {
        None => walk_away.start,
        Some(Drift::To(end)) => walk_away.start.min(end),
        Some(Drift::PerDay(by) | Drift::PerLeg(by)) if by < 0.0 => f64::NEG_INFINITY,
        Some(_) => walk_away.start,
    }
}

/// Reads `discount`; the inner `None` where there is none.
pub(super) fn read_discount(
    fields: &Fields<'_>,
    dated: bool,
    collector: &mut Collector,
) -> Option<Option<DiscountPart>> {
    const PER: [&str; 3] = ["per_day", "per_leg", "per_talks"];
    if fields.get("discount").is_none() {
        return Some(None);
    }
    let node = fields.value("discount", collector)?;
    let keys = ["per_day", "per_leg", "per_talks", "walk_away_too"];
    let fields = Fields::read(node, "a discount", &keys, None, collector)?;
    let walk_away_too = match fields.get("walk_away_too") {
        Some(_) => fields
            .value("walk_away_too", collector)
            .and_then(|node| fields::truth(node, "`walk_away_too`", collector)),
        None => Some(true),
    };
    let present = fields.present(&PER);
    let &[per] = present.as_slice() else {
        let what = match present.as_slice() {
            [] => "a discount says for which time it counts, and none is named".to_owned(),
            several => {
                format!("a discount counts for one kind of time, and here are {}", in_words(several, "and"))
            }
        };
        collector
            .wrong(node.span, what)
            .help("write one of `per_day: 0.99`, `per_leg: 0.99` or `per_talks: 0.9`");
        return None;
    };
    let value = fields.value(per, collector)?;
    let factor = figure::read(value, &format!("`{per}`"), collector)?;
    let help = "utilities are multiplied by it: 0.99 takes one hundredth, 1 takes nothing";
    if !(factor.low > 0.0 && factor.high <= 1.0) {
        if factor.is_drawn() {
            let least = f64::MIN_POSITIVE;
            let why = "a discount is greater than 0 and at most 1";
            figure::outside(&factor, value.span, least, why, help, collector);
            return None;
        }
        let written =
            if let Content::Scalar { text, .. } = value.content.as_ref() { cut(text) } else { String::new() };
        collector
            .wrong(value.span, format!("a discount is greater than 0 and at most 1, and this is `{written}`"))
            .help(help);
        return None;
    }
    if per == "per_day" && !dated {
        collector
            .wrong(
                fields.get(per).map_or(node.span, |entry| entry.key.span),
                "no round has a day, so days cost nothing",
            )
            .help("give the rounds dates, or write `per_leg` or `per_talks`");
        return None;
    }
    let per = match per {
        "per_day" => DiscountPer::Day,
        "per_leg" => DiscountPer::Leg,
        _ => DiscountPer::Talks,
    };
    Some(Some(DiscountPart { factor: factor.amount, per, walk_away_too: walk_away_too? }))
}
