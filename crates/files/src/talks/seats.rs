//! Who sits where: strategies, and the mediator's seat.

use wasit_model::Mediator;

use crate::collector::{Collector, Span};
use crate::fields::{self, Fields, cut};
use crate::talks::StrategyNames;
use crate::tree::{Content, Node};

/// The mediator that talks have where the file names none.
const DEFAULT_NAME: &str = "mediator";
const DEFAULT_STRATEGY: &str = "courier";

pub(super) fn read_mediator(
    fields: &Fields<'_>,
    names: &StrategyNames<'_>,
    collector: &mut Collector,
) -> Option<Mediator> {
    let default = || Mediator {
        name: DEFAULT_NAME.into(),
        title: DEFAULT_NAME.into(),
        strategy: DEFAULT_STRATEGY.into(),
    };
    if fields.get("mediator").is_none() {
        return Some(default());
    }
    let node = fields.value("mediator", collector)?;
    if let Content::Scalar { text, .. } = node.content.as_ref() {
        collector
            .wrong(node.span, "the mediator must be a group of `name: value` entries, and this is a text")
            .help(format!("write `mediator: {{ strategy: {} }}`", cut(text)));
        return None;
    }
    let fields = Fields::read(node, "the mediator", &["name", "title", "strategy"], None, collector)?;
    let name = match fields.get("name") {
        Some(entry) => {
            let text = fields.text("name", collector)?;
            seat_name(text, entry.value.span, "the mediator's name", collector)?.to_owned()
        }
        None => DEFAULT_NAME.into(),
    };
    let title = fields.words("title", collector).unwrap_or_else(|| name.clone());
    let strategy = match fields.get("strategy") {
        Some(_) => read_strategy(fields.value("strategy", collector)?, names.mediators, collector)?,
        None => DEFAULT_STRATEGY.into(),
    };
    Some(Mediator { name, title, strategy })
}

/// A seat's name: it must fit into `--seat NAME=STRATEGY`.
pub(super) fn seat_name<'n>(
    text: &'n str,
    span: Span,
    what: &str,
    collector: &mut Collector,
) -> Option<&'n str> {
    if text.contains('=') {
        collector.wrong(span, format!("{what} has a `=` in it")).help(
            "commands write `NAME=STRATEGY`: take a name without it, and put the long one into `title`",
        );
        return None;
    }
    fields::name(text, span, what, collector)
}

/// A strategy as a text `name:parameter=value,…`, which may be written as a mapping `{ use: name, … }`.
pub(crate) fn read_strategy(
    node: &Node,
    check: &dyn Fn(&str) -> Result<(), String>,
    collector: &mut Collector,
) -> Option<String> {
    let strategy = match node.content.as_ref() {
        Content::Mapping(_) => strategy_of_mapping(node, collector)?,
        _ => fields::text(node, "`strategy`", collector)?.trim().to_owned(),
    };
    match check(&strategy) {
        Ok(()) => Some(strategy),
        Err(why) => {
            collector.wrong(node.span, why);
            None
        }
    }
}

fn strategy_of_mapping(node: &Node, collector: &mut Collector) -> Option<String> {
    let entries = fields::mapping(node, "`strategy`", collector)?;
    let Some(named) = entries.iter().find(|entry| entry.key.text.as_ref() == "use") else {
        collector
            .wrong(node.span, "`use` is missing: it names the strategy")
            .help("write `{ use: time, exponent: 2 }`, or `time:exponent=2`");
        return None;
    };
    let mut strategy = fields::text(&named.value, "`use`", collector)?.trim().to_owned();
    let mut parameters = Vec::new();
    let mut sound = true;
    for entry in entries.iter().filter(|entry| entry.key.text.as_ref() != "use") {
        let what = format!("`{}`", cut(&entry.key.text));
        let Some(value) = fields::text(&entry.value, &what, collector).map(str::trim) else {
            sound = false;
            continue;
        };
        if entry.key.text.contains([',', '=', ':']) || value.contains(',') {
            collector
                .wrong(
                    entry.value.span,
                    "a strategy's parameter has no `,` in it, and its name no `,`, `=` or `:`",
                )
                .help("they are joined to a text such as `time:exponent=2,max=1`");
            sound = false;
        }
        parameters.push(format!("{}={value}", entry.key.text));
    }
    if !parameters.is_empty() {
        strategy.push(':');
        strategy.push_str(&parameters.join(","));
    }
    sound.then_some(strategy)
}
