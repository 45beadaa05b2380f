//! What members may do that changes what others owe.

use wasit_accord::{Effect, Name, Power, PowerKind, ReverseVote, Silence};

use crate::accord::anchors;
use crate::accord::words::{length, name_of, named, needed_length, one_of, text_of, word_of};
use crate::collector::Collector;
use crate::fields::{self, Fields};
use crate::tree::Node;

const KEYS: [&str; 10] =
    ["title", "clause", "kind", "of", "after_dispute", "after", "from", "until", "vote", "does"];

pub(super) fn read(name: Name, node: &Node, collector: &mut Collector) -> Option<Power> {
    let fields = Fields::read(node, "a power", &KEYS, Some("x-"), collector)?;
    let kinds = [
        PowerKind::Suspend,
        PowerKind::Waive,
        PowerKind::Extend,
        PowerKind::Terminate,
        PowerKind::SnapBack,
        PowerKind::Withdraw,
    ]
    .map(|kind| (kind.word(), kind));
    if fields.get("kind").is_none() {
        collector
            .wrong(node.span, "the power has no `kind`")
            .help("it is one of `suspend`, `waive`, `extend`, `terminate`, `snap_back` and `withdraw`");
    }
    let kind = fields.value("kind", collector).and_then(|node| one_of(node, "kind", &kinds, collector));
    let vote = match fields.value("vote", collector) {
        Some(node) => vote(node, collector).map(Some),
        None => Some(None),
    };
    let effects = match fields.value("does", collector) {
        Some(node) => effects(node, collector),
        None => Some(Vec::new()),
    };
    let holders = named(&fields, "of", collector);
    let after_pathway = name_of(&fields, "after_dispute", collector);
    let after = named(&fields, "after", collector);
    let from = anchors::at(&fields, "from", collector);
    let until = anchors::at(&fields, "until", collector);
    Some(Power {
        title: fields.words("title", collector).unwrap_or_else(|| name.to_string()),
        clause: text_of(&fields, "clause", collector),
        name,
        kind: kind?,
        holders: holders?,
        after_pathway: after_pathway?,
        after: after?,
        from: from?,
        until: until?,
        vote: vote?,
        effects: effects?,
    })
}

fn vote(node: &Node, collector: &mut Collector) -> Option<ReverseVote> {
    let fields =
        Fields::read(node, "a vote", &["by", "question", "within", "on_silence"], Some("x-"), collector)?;
    let body = name_of(&fields, "by", collector);
    if body == Some(None) {
        collector.wrong(node.span, "nobody votes").help("name the body that does under `by`");
    }
    let within = needed_length(&fields, node, "a vote", collector);
    let silence = [("takes_effect", Silence::TakesEffect), ("lapses", Silence::Lapses)];
    let on_silence = word_of(&fields, "on_silence", &silence, Silence::TakesEffect, collector);
    Some(ReverseVote {
        body: body??,
        question: text_of(&fields, "question", collector),
        within: within?,
        on_silence: on_silence?,
    })
}

fn effects(node: &Node, collector: &mut Collector) -> Option<Vec<Effect>> {
    let items = fields::list(node, "`does`", false, collector)?;
    let effects: Vec<Effect> = items.iter().filter_map(|item| effect(item, collector)).collect();
    (effects.len() == items.len()).then_some(effects)
}

/// `{ suspends: [a, b] }`, `{ terminates: [a] }`, `{ waives: [a] }`, `{ extends: [a], by: 30 days }`, `{ reaches: m }`.
fn effect(node: &Node, collector: &mut Collector) -> Option<Effect> {
    const KINDS: [&str; 5] = ["suspends", "terminates", "waives", "extends", "reaches"];
    let known: Vec<&str> = KINDS.into_iter().chain(["by"]).collect();
    let fields = Fields::read(node, "an effect", &known, None, collector)?;
    if let (Some(entry), None) = (fields.get("by"), fields.get("extends")) {
        collector
            .wrong(entry.key.span, "`by` stands without `extends`")
            .help("leave it out, or write such as `{ extends: [deliveries], by: 30 days }`");
        return None;
    }
    match fields.present(&KINDS)[..] {
        ["suspends"] => named(&fields, "suspends", collector).map(Effect::Suspends),
        ["terminates"] => named(&fields, "terminates", collector).map(Effect::Terminates),
        ["waives"] => named(&fields, "waives", collector).map(Effect::Waives),
        ["reaches"] => name_of(&fields, "reaches", collector)?.map(Effect::Reaches),
        ["extends"] => {
            let names = named(&fields, "extends", collector)?;
            match length(&fields, "by", collector)? {
                Some(by) => Some(Effect::Extends(names, by)),
                None => {
                    collector
                        .wrong(node.span, "`extends` does not say by how much")
                        .help("such as `by: 30 days`");
                    None
                }
            }
        }
        _ => {
            collector.wrong(node.span, "an effect is one thing").help(
                "write one of `suspends`, `terminates`, `waives`, `extends` and `reaches` for each, with the names that it is about",
            );
            None
        }
    }
}
