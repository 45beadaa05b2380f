//! Ladders on which disputes go up.

use wasit_accord::{DecisionRule, Name, OnTimeOut, Pathway, Rung};

use crate::accord::words::{length, name_of, named, needed_length, text_of, word_of};
use crate::collector::Collector;
use crate::fields::{self, Fields};
use crate::tree::Node;

pub(super) fn read(name: Name, node: &Node, collector: &mut Collector) -> Option<Pathway> {
    let fields = Fields::read(node, "a pathway", &["title", "steps", "at_the_end"], Some("x-"), collector)?;
    let Some(steps) = fields.value("steps", collector) else {
        if fields.get("steps").is_none() {
            collector
                .wrong(node.span, "the pathway has no `steps`")
                .help("such as `steps: [{ name: commission, forum: joint-commission, within: 15 days }]`");
        }
        return None;
    };
    let items = fields::list(steps, "`steps`", false, collector)?;
    let rungs: Vec<Rung> = items.iter().filter_map(|item| rung(item, collector)).collect();
    (rungs.len() == items.len()).then(|| Pathway {
        title: fields.words("title", collector).unwrap_or_else(|| name.to_string()),
        at_the_end: text_of(&fields, "at_the_end", collector),
        name,
        rungs,
    })
}

fn rung(node: &Node, collector: &mut Collector) -> Option<Rung> {
    const KEYS: [&str; 7] =
        ["name", "forum", "decision", "within", "extension", "parallel_with", "on_time_out"];
    let fields = Fields::read(node, "a step", &KEYS, Some("x-"), collector)?;
    let name = name_of(&fields, "name", collector);
    if name == Some(None) {
        collector.wrong(node.span, "this step has no `name`").help("journals call it by its name");
    }
    let decisions =
        [DecisionRule::Consensus, DecisionRule::Majority, DecisionRule::Opinion, DecisionRule::Ruling]
            .map(|rule| (rule.word(), rule));
    let time_out =
        [("next", OnTimeOut::Next), ("reject", OnTimeOut::Reject), ("escalate", OnTimeOut::Escalate)];
    let forum = named(&fields, "forum", collector);
    let decision = word_of(&fields, "decision", &decisions, DecisionRule::Consensus, collector);
    let within = needed_length(&fields, node, "this step", collector);
    let extension = length(&fields, "extension", collector);
    let parallel_with = name_of(&fields, "parallel_with", collector);
    let on_time_out = word_of(&fields, "on_time_out", &time_out, OnTimeOut::Next, collector);
    Some(Rung {
        name: name??,
        forum: forum?,
        decision: decision?,
        within: within?,
        extension: extension?,
        parallel_with: parallel_with?,
        on_time_out: on_time_out?,
    })
}
