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
    let Some(name) = name_of(&fields, "name", collector)? else {
        collector.wrong(node.span, "this step has no `name`").help("journals call it by its name");
        return None;
    };
    let decisions =
        [DecisionRule::Consensus, DecisionRule::Majority, DecisionRule::Opinion, DecisionRule::Ruling]
            .map(|rule| (rule.word(), rule));
    let time_out =
        [("next", OnTimeOut::Next), ("reject", OnTimeOut::Reject), ("escalate", OnTimeOut::Escalate)];
    Some(Rung {
        name,
        forum: named(&fields, "forum", collector)?,
        decision: word_of(&fields, "decision", &decisions, DecisionRule::Consensus, collector)?,
        within: needed_length(&fields, node, "this step", collector)?,
        extension: length(&fields, "extension", collector)?,
        parallel_with: name_of(&fields, "parallel_with", collector)?,
        on_time_out: word_of(&fields, "on_time_out", &time_out, OnTimeOut::Next, collector)?,
    })
}
