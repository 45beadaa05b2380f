//! What no deal is worth, and what time costs.

use wasit_model::{Discount, DiscountPer, Drift, WalkAway};

use crate::collector::{Collector, in_words};
use crate::fields::{self, Fields, cut};
use crate::tree::{Content, Node};

/// Reads `walk_away`: a number, `none`, or a mapping of a start and how it changes. 0 where it is left out.
pub(super) fn read_walk_away(fields: &Fields<'_>, collector: &mut Collector) -> Option<WalkAway> {
    if fields.get("walk_away").is_none() {
        return Some(WalkAway { start: 0.0, drift: None });
    }
    let node = fields.value("walk_away", collector)?;
    match node.content.as_ref() {
        Content::Mapping(_) => read_drifting(node, collector),
        Content::Scalar { text, .. } if text == "none" => {
            Some(WalkAway { start: f64::NEG_INFINITY, drift: None })
        }
        _ => Some(WalkAway { start: fields::number(node, "`walk_away`", collector)?, drift: None }),
    }
}

fn read_drifting(node: &Node, collector: &mut Collector) -> Option<WalkAway> {
    const HOW: [&str; 3] = ["end", "per_day", "per_leg"];
    let fields = Fields::read(node, "a walk-away", &["start", "end", "per_day", "per_leg"], None, collector)?;
    let start = fields.number("start", collector);
    if fields.get("start").is_none() {
        collector
            .wrong(node.span, "`start` is missing: the walk-away when talks begin")
            .help("such as `walk_away: { start: 0.5, end: 0.3 }`");
    }
    let drift = match fields.present(&HOW).as_slice() {
        [] => None,
        [one] => {
            let by = fields.number(one, collector)?;
            Some(match *one {
                "end" => Drift::To(by),
                "per_day" => Drift::PerDay(by),
                _ => Drift::PerLeg(by),
            })
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
    Some(WalkAway { start: start?, drift })
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
) -> Option<Option<Discount>> {
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
    let factor = fields::number(value, &format!("`{per}`"), collector)?;
    if !(factor > 0.0 && factor <= 1.0) {
        let written =
            if let Content::Scalar { text, .. } = value.content.as_ref() { cut(text) } else { String::new() };
        collector
            .wrong(value.span, format!("a discount is greater than 0 and at most 1, and this is `{written}`"))
            .help("utilities are multiplied by it: 0.99 takes one hundredth, 1 takes nothing");
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
    Some(Some(Discount { factor, per, walk_away_too: walk_away_too? }))
}
