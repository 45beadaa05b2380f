//! Commitments: who owes what to whom, from when to when.

use wasit_accord::{
    Act, Breach, BreachRule, Commitment, Consequences, Cure, CureFrom, Limit, Measure, Modality, Name,
    Operator, Per, Precondition, Quantity, Recurrence, Sunset, SunsetEffect, Trigger, Verification,
};

use crate::accord::anchors;
use crate::accord::words::{
    decimal, either, length, name_of, named, needed_length, one_of, text_of, truth_of, word_of,
};
use crate::collector::Collector;
use crate::fields::{self, Fields};
use crate::tree::{Content, Node};

const KEYS: [&str; 25] = [
    "title",
    "clause",
    "text",
    "must",
    "must_not",
    "may",
    "by",
    "to",
    "measure",
    "from",
    "each",
    "only_if",
    "due",
    "every",
    "within",
    "until",
    "at_sunset",
    "verification",
    "breach",
    "alleged_by",
    "cure",
    "dispute",
    "then",
    "otherwise",
    "private",
];

pub(super) fn read(name: Name, node: &Node, collector: &mut Collector) -> Option<Commitment> {
    let fields = Fields::read(node, "a commitment", &KEYS, Some("x-"), collector)?;
    let before = collector.count();
    let modality = modality(&fields, node, collector);
    let obligors = named(&fields, "by", collector);
    let obligees = named(&fields, "to", collector);
    let measure = match fields.value("measure", collector) {
        Some(node) => self::measure(node, collector).map(Some),
        None => Some(None),
    };
    let trigger = trigger(&fields, node, collector);
    let preconditions = preconditions(&fields, collector);
    let due = anchors::at(&fields, "due", collector);
    let every = recurrence(&fields, collector);
    let within = length(&fields, "within", collector);
    let sunset = sunset(&fields, collector);
    let verification = match fields.value("verification", collector) {
        Some(node) => self::verification(node, collector).map(Some),
        None => Some(None),
    };
    let breach = breach(&fields, collector);
    let pathway = name_of(&fields, "dispute", collector);
    let private = truth_of(&fields, "private", false, collector);
    let title = fields.words("title", collector).unwrap_or_else(|| name.to_string());
    let consequences = Consequences {
        then: text_of(&fields, "then", collector),
        otherwise: text_of(&fields, "otherwise", collector),
    };
    let (clause, text) = (text_of(&fields, "clause", collector), text_of(&fields, "text", collector));
    let (modality, act) = modality?;
    let commitment = Commitment {
        name,
        title,
        clause,
        text,
        modality,
        act,
        obligors: obligors?,
        obligees: obligees?,
        measure: measure?,
        trigger: trigger?,
        preconditions: preconditions?,
        due: due?,
        every: every?,
        within: within?,
        sunset: sunset?,
        verification: verification?,
        breach: breach?,
        pathway: pathway?,
        consequences,
        private: private?,
    };
    (collector.count() == before).then_some(commitment)
}

/// `must: limit`, `must_not: deliver`, `may: pay`.
fn modality(fields: &Fields<'_>, node: &Node, collector: &mut Collector) -> Option<(Modality, Act)> {
    let present = fields.present(&["must", "must_not", "may"]);
    let [key] = present[..] else {
        let message = match present[..] {
            [] => "the commitment does not say what is owed".to_owned(),
            [one, other, ..] => format!("`{one}` and `{other}` stand beside each other"),
            [_] => unreachable!("one key is taken above"),
        };
        collector.wrong(node.span, message).help(
            "write one of `must`, `must_not` and `may`, with what is done: `limit`, `deliver`, `refrain`, `report`, `grant_access`, `relieve`, `establish`, `pay` or `other`",
        );
        return None;
    };
    let modality = match key {
        "must" => Modality::Must,
        "must_not" => Modality::MustNot,
        _ => Modality::May,
    };
    let acts = Act::ALL.map(|act| (act.word(), act));
    Some((modality, one_of(fields.value(key, collector)?, key, &acts, collector)?))
}

fn measure(node: &Node, collector: &mut Collector) -> Option<Measure> {
    const KEYS: [&str; 9] =
        ["what", "unit", "quantity", "at_most", "at_least", "exactly", "steps", "tolerance", "hard"];
    let fields = Fields::read(node, "a measure", &KEYS, Some("x-"), collector)?;
    let quantities = [
        ("stock", Quantity::Stock),
        ("level", Quantity::Level),
        ("count", Quantity::Count),
        ("presence", Quantity::Presence),
        ("flow per day", Quantity::Flow(Per::Day)),
        ("flow per week", Quantity::Flow(Per::Week)),
        ("flow per month", Quantity::Flow(Per::Month)),
        ("flow per quarter", Quantity::Flow(Per::Quarter)),
        ("flow per year", Quantity::Flow(Per::Year)),
    ];
    let quantity = word_of(&fields, "quantity", &quantities, Quantity::Stock, collector);
    let tolerance = match fields.value("tolerance", collector) {
        Some(node) => decimal(node, "tolerance", collector),
        None => Some(rust_decimal::Decimal::ZERO),
    };
    let hard = truth_of(&fields, "hard", true, collector);
    let present = fields.present(&["at_most", "at_least", "exactly"]);
    let [key] = present[..] else {
        collector.wrong(node.span, "a measure has one limit, on one side").help(
            "write one of `at_most`, `at_least` and `exactly`; what follows over time goes under `steps`",
        );
        return None;
    };
    let operator = match key {
        "at_most" => Operator::AtMost,
        "at_least" => Operator::AtLeast,
        _ => Operator::Exactly,
    };
    let first = fields.value(key, collector).and_then(|node| decimal(node, key, collector));
    let mut limits = first.map(|value| vec![Limit { from: None, value }]);
    if let Some(node) = fields.value("steps", collector) {
        for step in fields::list(node, "`steps`", false, collector)? {
            let step = self::step(step, key, collector);
            limits = limits.zip(step).map(|(limits, step)| [limits, vec![step]].concat());
        }
    }
    Some(Measure {
        what: text_of(&fields, "what", collector),
        unit: text_of(&fields, "unit", collector),
        quantity: quantity?,
        operator,
        limits: limits?,
        tolerance: tolerance?,
        hard: hard?,
    })
}

/// `{ from: 8 years after adoption, at_most: 500 }`.
fn step(node: &Node, key: &str, collector: &mut Collector) -> Option<Limit> {
    let fields = Fields::read(node, "a step", &["from", key], None, collector)?;
    let missing: Vec<&str> = ["from", key].into_iter().filter(|key| fields.get(key).is_none()).collect();
    if let [missing, ..] = missing[..] {
        collector
            .wrong(node.span, format!("this step has no `{missing}`"))
            .help(format!("such as `{{ from: 8 years after adoption, {key}: 500 }}`"));
        return None;
    }
    let from = anchors::at(&fields, "from", collector);
    let value = fields.value(key, collector).and_then(|node| decimal(node, key, collector));
    Some(Limit { from: from?, value: value? })
}

fn trigger(fields: &Fields<'_>, node: &Node, collector: &mut Collector) -> Option<Trigger> {
    let Some(from) = anchors::at(fields, "from", collector)? else {
        collector
            .wrong(node.span, "the commitment does not say from when it holds")
            .help("write `from`, such as `from: adoption` or `from: 2016-01-16`");
        return None;
    };
    Some(match fields.get("each") {
        Some(_) => {
            let event =
                fields::text(fields.value("each", collector)?, "`each`", collector)?.trim().to_owned();
            Trigger::Each { event, from }
        }
        None => Trigger::From(from),
    })
}

/// `[{ reached: adoption }, { kept: relief }]`.
fn preconditions(fields: &Fields<'_>, collector: &mut Collector) -> Option<Vec<Precondition>> {
    if fields.get("only_if").is_none() {
        return Some(Vec::new());
    }
    let items = fields::list(fields.value("only_if", collector)?, "`only_if`", false, collector)?;
    let all: Vec<Precondition> = items
        .iter()
        .filter_map(|item| {
            let fields = Fields::read(item, "a condition", &["reached", "kept"], None, collector)?;
            match fields.present(&["reached", "kept"])[..] {
                ["reached"] => name_of(&fields, "reached", collector)?.map(Precondition::Reached),
                ["kept"] => name_of(&fields, "kept", collector)?.map(Precondition::Kept),
                _ => {
                    collector
                        .wrong(item.span, "a condition is one thing")
                        .help("write `{ reached: MILESTONE }` or `{ kept: COMMITMENT }`");
                    None
                }
            }
        })
        .collect();
    (all.len() == items.len()).then_some(all)
}

/// `every: 3 months`, or `every: { rule: "FREQ=MONTHLY;BYMONTHDAY=1" }`.
fn recurrence(fields: &Fields<'_>, collector: &mut Collector) -> Option<Option<Recurrence>> {
    let Some(entry) = fields.get("every") else { return Some(None) };
    if matches!(entry.value.content.as_ref(), Content::Mapping(_)) {
        let fields = Fields::read(&entry.value, "`every`", &["rule"], None, collector)?;
        if fields.get("rule").is_none() {
            collector
                .wrong(entry.value.span, "`every` has no `rule`")
                .help("write a length of time, such as `3 months`, or `{ rule: FREQ=MONTHLY;BYMONTHDAY=1 }`");
        }
        let rule = fields.words("rule", collector)?;
        return Some(Some(Recurrence::Rule(rule)));
    }
    const WORDS: [(&str, &str); 6] = [
        ("daily", "1 day"),
        ("weekly", "1 week"),
        ("monthly", "1 month"),
        ("quarterly", "3 months"),
        ("yearly", "1 year"),
        ("annually", "1 year"),
    ];
    if let Content::Scalar { text, .. } = entry.value.content.as_ref()
        && let Some((word, length)) = WORDS.into_iter().find(|(word, _)| text.trim() == *word)
    {
        collector
            .wrong(entry.value.span, format!("`{word}` is no length of time"))
            .help(format!("write `{length}`, or `{{ rule: … }}` with a rule of RFC 5545"));
        return None;
    }
    length(fields, "every", collector).map(|every| every.map(Recurrence::Every))
}

fn sunset(fields: &Fields<'_>, collector: &mut Collector) -> Option<Option<Sunset>> {
    let effects =
        [("keeps_what_was_due", SunsetEffect::KeepsWhatWasDue), ("ends_all", SunsetEffect::EndsAll)];
    let effect = word_of(fields, "at_sunset", &effects, SunsetEffect::KeepsWhatWasDue, collector);
    match (anchors::at(fields, "until", collector)?, fields.get("at_sunset")) {
        (Some(at), _) => Some(Some(Sunset { at, effect: effect? })),
        (None, None) => Some(None),
        (None, Some(entry)) => {
            collector
                .wrong(entry.key.span, "`at_sunset` stands without `until`")
                .help("say when the commitment ends, or leave it out");
            None
        }
    }
}

/// `verification: iaea`, or with how and how often.
fn verification(node: &Node, collector: &mut Collector) -> Option<Verification> {
    if either(node) {
        let by = fields::text(node, "`verification`", collector)?;
        return Some(Verification { by: by.into(), how: String::new(), every: None });
    }
    let fields = Fields::read(node, "a verification", &["by", "how", "every"], Some("x-"), collector)?;
    let Some(by) = name_of(&fields, "by", collector)? else {
        collector.wrong(node.span, "nobody verifies").help("name who does under `by`");
        return None;
    };
    Some(Verification {
        by,
        how: text_of(&fields, "how", collector),
        every: length(&fields, "every", collector)?,
    })
}

/// What counts as a breach, who may allege it, what may mend it.
fn breach(fields: &Fields<'_>, collector: &mut Collector) -> Option<Breach> {
    let rule = match fields.get("breach") {
        Some(entry) => breach_rule(fields, &entry.value, collector),
        None => Some(BreachRule::Any),
    };
    let cure = match fields.value("cure", collector) {
        Some(node) => cure(fields, node, collector).map(Some),
        None => Some(None),
    };
    let alleged_by = named(fields, "alleged_by", collector);
    Some(Breach { rule: rule?, alleged_by: alleged_by?, cure: cure? })
}

/// `breach: any`, `breach: material`, `breach: { times: 3, within: 1 year }`.
fn breach_rule(fields: &Fields<'_>, node: &Node, collector: &mut Collector) -> Option<BreachRule> {
    if !matches!(node.content.as_ref(), Content::Mapping(_)) {
        let rules = [("any", BreachRule::Any), ("material", BreachRule::Material)];
        return one_of(fields.value("breach", collector)?, "breach", &rules, collector);
    }
    let fields = Fields::read(node, "`breach`", &["times", "within"], None, collector)?;
    let within = needed_length(&fields, node, "`breach`", collector);
    let Some(times) = fields.value("times", collector) else {
        if fields.get("times").is_none() {
            collector.wrong(node.span, "`breach` does not say how many times").help("such as `times: 3`");
        }
        return None;
    };
    let times = fields::count(times, "`times`", u16::MAX.into(), collector)?;
    Some(BreachRule::Times { times: u16::try_from(times).unwrap_or(u16::MAX), within: within? })
}

/// `cure: 30 days`, or `{ within: 30 days, from: notice, extension: 10 days }`.
fn cure(fields: &Fields<'_>, node: &Node, collector: &mut Collector) -> Option<Cure> {
    if either(node) {
        let within = length(fields, "cure", collector)??;
        return Some(Cure { within, from: CureFrom::Breach, extension: None });
    }
    let fields = Fields::read(node, "a cure", &["within", "from", "extension"], None, collector)?;
    let within = needed_length(&fields, node, "a cure", collector);
    let from = [("breach", CureFrom::Breach), ("notice", CureFrom::Notice)];
    let from = word_of(&fields, "from", &from, CureFrom::Breach, collector);
    let extension = length(&fields, "extension", collector);
    Some(Cure { within: within?, from: from?, extension: extension? })
}
