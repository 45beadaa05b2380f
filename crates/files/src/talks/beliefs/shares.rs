//! Weights that are drawn together: by swings, by a mean and its strength, or by their order.

use wasit_model::belief::{Family, Note, Simplex};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields, cut};
use crate::talks::beliefs::notation::{self, Law, Takes};
use crate::tree::{Content, Entry, Node, Share};

/// Weights that sum to one, in the order in which they are written.
pub(super) struct Shares {
    pub(super) members: Vec<Member>,
    how: How,
    span: Span,
    pub(super) note: Note,
}

/// One weight.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) span: Span,
    /// What it is at the middle.
    pub(super) middle: f64,
    /// Bounds, on a scale that all members share.
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) share: Share,
}

enum How {
    Swing(Vec<Family>),
    Mean(Vec<f64>, f64),
    Order,
}

/// The names of all members, right or wrong.
pub(super) fn names(node: &Node) -> Vec<String> {
    let mut names = Vec::new();
    let Content::Mapping(entries) = node.content.as_ref() else { return names };
    for entry in entries {
        match (entry.key.text.as_ref(), entry.value.content.as_ref()) {
            ("swing" | "mean", Content::Mapping(members)) => {
                names.extend(members.iter().map(|member| member.key.text.to_string()));
            }
            ("order", Content::Sequence(items)) => names.extend(items.iter().filter_map(|item| {
                if let Content::Scalar { text, .. } = item.content.as_ref() {
                    Some(text.clone())
                } else {
                    None
                }
            })),
            _ => {}
        }
    }
    names
}

/// Reads the value of `weights` where it is such a belief.
pub(super) fn read(node: &Node, collector: &mut Collector) -> Option<Shares> {
    const WAYS: [&str; 3] = ["swing", "mean", "order"];
    let known = ["swing", "mean", "strength", "order", "why", "source", "confidence"];
    let fields = Fields::read(node, "a belief on weights", &known, None, collector)?;
    let note = notation::read_note(&fields, collector);
    let way = match fields.present(&WAYS).as_slice() {
        [one] => *one,
        several => {
            let second =
                fields.get(several.get(1).unwrap_or(&"mean")).map_or(node.span, |entry| entry.key.span);
            let what = format!("weights are said in one way, and here are {}", in_words(several, "and"));
            collector.wrong(second, what).help("keep one of them");
            return None;
        }
    };
    if let Some(strength) = fields.get("strength").filter(|_| way != "mean") {
        collector
            .wrong(strength.key.span, "`strength` goes with `mean`")
            .help("write `{ mean: { land: 0.5, water: 0.5 }, strength: 20 }`, or leave it out");
    }
    let value = fields.value(way, collector)?;
    let (members, how) = match way {
        "swing" => read_swing(value, collector)?,
        "mean" => read_mean(&fields, value, node.span, collector)?,
        _ => read_order(value, collector)?,
    };
    if members.len() < 2 {
        collector
            .wrong(value.span, "weights are drawn together where there are two or more")
            .help("one alone is all that counts: leave `weights` out");
        return None;
    }
    if members.len() > Simplex::MAX_MEMBERS {
        collector
            .wrong(
                value.span,
                format!(
                    "{} weights are more than the {} that can be drawn together",
                    members.len(),
                    Simplex::MAX_MEMBERS
                ),
            )
            .help("write a belief for each weight by itself: `weights: { land: { range: [1, 2] }, … }`");
        return None;
    }
    Some(Shares { members, how, span: value.span, note })
}

fn read_swing(node: &Node, collector: &mut Collector) -> Option<(Vec<Member>, How)> {
    let entries = fields::mapping(node, "`swing`", collector)?;
    let mut members = Vec::with_capacity(entries.len());
    let mut families = Vec::with_capacity(entries.len());
    let mut sum = 0.0;
    for Entry { key, value } in entries {
        let family = match value.content.as_ref() {
            Content::Mapping(_) => {
                notation::read(value, Takes::Numbers, collector).and_then(|belief| match belief.law {
                    Law::Number(family) => Some(family),
                    Law::Labels(_) => None,
                })
            }
            _ => fields::number(value, &format!("the swing of `{}`", cut(&key.text)), collector)
                .and_then(|number| super::super::said(Family::constant(number), value.span, collector)),
        };
        let Some(family) = family else { continue };
        let (low, high) = family.support();
        if low < 0.0 {
            let what = format!("the swing of `{}` goes down to {low}", cut(&key.text));
            collector
                .wrong(value.span, what)
                .help("a swing is 0 or more: 100 for what matters most, and the others beside it");
            continue;
        }
        let middle = family.middle();
        sum += middle;
        members.push(Member {
            name: key.text.to_string(),
            span: key.span,
            middle,
            low,
            high,
            share: Share::Together,
        });
        families.push(family);
    }
    if members.len() < entries.len() {
        return None;
    }
    if !members.is_empty() && members.iter().all(|member| member.low <= 0.0) {
        collector
            .wrong(node.span, "all swings may be 0 at once, so that nothing would matter")
            .help("let at least one begin above 0: 100 for what matters most");
        return None;
    }
    members.iter_mut().for_each(|member| member.middle /= sum);
    Some((members, How::Swing(families)))
}

fn read_mean(
    fields: &Fields<'_>,
    node: &Node,
    span: Span,
    collector: &mut Collector,
) -> Option<(Vec<Member>, How)> {
    let strength = match fields.get("strength") {
        Some(entry) => fields.number("strength", collector).and_then(|strength| {
            if strength > 0.0 {
                return Some(strength);
            }
            collector
                .wrong(entry.value.span, format!("a strength is greater than 0, and this is {strength}"))
                .help("the greater it is, the nearer the weights stay to their means: 20 is some way about them");
            None
        }),
        None => {
            collector
                .wrong(span, "`strength` is missing: how near the weights stay to their means")
                .help("such as `strength: 20`; a mean of 0.5 then has a standard deviation of 0.11");
            None
        }
    };
    let entries = fields::mapping(node, "`mean`", collector)?;
    let mut members = Vec::with_capacity(entries.len());
    let mut means = Vec::with_capacity(entries.len());
    for Entry { key, value } in entries {
        let Some(mean) = fields::number(value, &format!("the mean of `{}`", cut(&key.text)), collector)
        else {
            continue;
        };
        if mean <= 0.0 {
            collector
                .wrong(
                    value.span,
                    format!("the mean of `{}` is {mean}, and it must be greater than 0", cut(&key.text)),
                )
                .help("what weighs nothing need not stand among what is wanted");
            continue;
        }
        means.push(mean);
        members.push(Member {
            name: key.text.to_string(),
            span: key.span,
            middle: mean,
            low: 0.0,
            high: 1.0,
            share: Share::Together,
        });
    }
    if members.len() < entries.len() {
        return None;
    }
    let sum: f64 = means.iter().sum();
    means.iter_mut().for_each(|mean| *mean /= sum);
    members.iter_mut().for_each(|member| member.middle /= sum);
    Some((members, How::Mean(means, strength?)))
}

fn read_order(node: &Node, collector: &mut Collector) -> Option<(Vec<Member>, How)> {
    let items = fields::list(node, "`order`", false, collector)?;
    let mut members: Vec<Member> = Vec::with_capacity(items.len());
    for item in items {
        let Some(name) = fields::text(item, "an issue's name", collector) else { continue };
        if members.iter().any(|member| member.name == name) {
            collector
                .wrong(item.span, format!("`{}` stands twice here", cut(name)))
                .help("keep one of the two");
            continue;
        }
        members.push(Member {
            name: name.to_owned(),
            span: item.span,
            middle: 0.0,
            low: 0.0,
            high: 1.0,
            share: Share::Ranked(members.len()),
        });
    }
    if members.len() < items.len() {
        return None;
    }
    // The centroid of all weights in that order: rank order centroid weights (Barron & Barrett 1996, equation 4).
    let count = members.len() as f64;
    let mut tail = 0.0;
    for (place, member) in members.iter_mut().enumerate().rev() {
        tail += 1.0 / (place + 1) as f64;
        member.middle = tail / count;
    }
    Some((members, How::Order))
}

impl Shares {
    /// The law, with the members taken in this order of positions.
    pub(super) fn simplex(&self, order: &[usize], collector: &mut Collector) -> Option<Simplex> {
        let simplex = match &self.how {
            How::Swing(families) => Simplex::swing(order.iter().map(|&at| families[at].clone()).collect()),
            How::Mean(means, strength) => {
                Simplex::dirichlet(&order.iter().map(|&at| means[at]).collect::<Vec<f64>>(), *strength)
            }
            How::Order => Simplex::order(order.to_vec()),
        };
        super::super::said(simplex, self.span, collector)
    }
}
