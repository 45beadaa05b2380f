//! Who sits where: strategies, and the mediator's seat.

use wasit_model::Mediator;
use wasit_model::belief::{Piece, Seat};

use crate::collector::{Collector, Span};
use crate::fields::{self, Fields, cut};
use crate::talks::StrategyNames;
use crate::tree::{Choice, Content, Drawn, Node};

/// The mediator that talks have where the file names none.
const DEFAULT_NAME: &str = "mediator";
const DEFAULT_STRATEGY: &str = "courier";

pub(super) fn read_mediator(
    fields: &Fields<'_>,
    names: &StrategyNames<'_>,
    collector: &mut Collector,
) -> Option<(Mediator, Option<Seat>)> {
    let default = || Mediator {
        name: DEFAULT_NAME.into(),
        title: DEFAULT_NAME.into(),
        strategy: DEFAULT_STRATEGY.into(),
    };
    if fields.get("mediator").is_none() {
        return Some((default(), None));
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
        Some(_) => read_seat(fields.value("strategy", collector)?, names.mediators, collector)?,
        None => (DEFAULT_STRATEGY.into(), None),
    };
    let (strategy, seat) = strategy;
    Some((Mediator { name, title, strategy }, seat))
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

/// Checks a strategy's whole text; the error says what is wrong with it.
type Check<'a> = &'a dyn Fn(&str) -> Result<(), String>;

/// A strategy as a text `name:parameter=value,…`, which may be written as a mapping `{ use: name, … }`.
pub(crate) fn read_strategy(node: &Node, check: Check<'_>, collector: &mut Collector) -> Option<String> {
    read_seat(node, check, collector).map(|(strategy, _)| strategy)
}

/// [`read_strategy`] at its middle, and what is drawn of it.
pub(super) fn read_seat(
    node: &Node,
    check: Check<'_>,
    collector: &mut Collector,
) -> Option<(String, Option<Seat>)> {
    let refuse = |why: String, collector: &mut Collector| {
        collector.wrong(node.span, why);
    };
    match node.content.as_ref() {
        Content::Drawn(Drawn::Label { column, options, middle }) => {
            let before = collector.count();
            for option in options.iter().filter(|option| option.possible) {
                if let Err(why) = check(&option.text) {
                    collector.wrong(option.span, why);
                }
            }
            if collector.count() > before {
                return None;
            }
            let seat = Seat { pieces: vec![Piece::OneOf { column: *column, options: texts(options) }] };
            Some((options[*middle].text.clone(), Some(seat)))
        }
        Content::Drawn(_) => None,
        Content::Mapping(_) => {
            let parts = parts_of_mapping(node, collector)?;
            if let [Part::Known(strategy)] = parts.as_slice() {
                return match check(strategy) {
                    Ok(()) => Some((strategy.clone(), None)),
                    Err(why) => {
                        refuse(why, collector);
                        None
                    }
                };
            }
            drawn_seat(parts, node.span, check, collector)
        }
        _ => {
            let strategy = fields::text(node, "`strategy`", collector)?.trim().to_owned();
            match check(&strategy) {
                Ok(()) => Some((strategy, None)),
                Err(why) => {
                    refuse(why, collector);
                    None
                }
            }
        }
    }
}

fn texts(options: &[Choice]) -> Vec<String> {
    options.iter().map(|option| option.text.clone()).collect()
}

/// A part of a strategy's text.
enum Part<'n> {
    Known(String),
    Drawn(&'n Drawn, Span),
}

impl Drawn {
    /// What it is at its middle, as text.
    fn middle(&self) -> String {
        match self {
            Self::Number { middle, .. } => middle.to_string(),
            Self::Label { options, middle, .. } => options[*middle].text.clone(),
            Self::Chance { .. } | Self::Unread => String::new(),
        }
    }

    /// The texts that have to be right for every draw to be right: the ends of numbers, every label.
    fn extremes(&self, whole: bool) -> Vec<String> {
        match self {
            Self::Number { low, high, .. } if whole => {
                vec![low.round().to_string(), high.round().to_string()]
            }
            Self::Number { low, high, .. } => vec![low.to_string(), high.to_string()],
            Self::Label { options, .. } => {
                options.iter().filter(|option| option.possible).map(|option| option.text.clone()).collect()
            }
            Self::Chance { .. } | Self::Unread => Vec::new(),
        }
    }
}

/// A strategy with parameters that are drawn: each is tried at its ends, by itself and together with the others.
fn drawn_seat(
    parts: Vec<Part<'_>>,
    span: Span,
    check: Check<'_>,
    collector: &mut Collector,
) -> Option<(String, Option<Seat>)> {
    let mut middles: Vec<String> = Vec::with_capacity(parts.len());
    let mut wholes = vec![false; parts.len()];
    for part in &parts {
        middles.push(match part {
            Part::Known(text) => text.clone(),
            Part::Drawn(drawn, _) => drawn.middle(),
        });
    }
    let with = |middles: &[String], at: usize, text: String| {
        let all = middles.iter().enumerate();
        all.map(|(other, middle)| if other == at { text.as_str() } else { middle.as_str() })
            .collect::<String>()
    };
    // Numbers of which only whole ones will do are rounded, in every draw.
    for (at, part) in parts.iter().enumerate() {
        let &Part::Drawn(&Drawn::Number { middle, low, high, .. }, _) = part else { continue };
        let between = middle.floor() + 0.5;
        let between = if between > low && between < high { between } else { 0.5 * (low + high) };
        if check(&with(&middles, at, between.to_string())).is_err()
            && check(&with(&middles, at, middle.round().to_string())).is_ok()
        {
            wholes[at] = true;
            middles[at] = middle.round().to_string();
        }
    }
    let mut sound = true;
    for (at, part) in parts.iter().enumerate() {
        let Part::Drawn(drawn, span) = part else { continue };
        let tried = std::iter::once(middles[at].clone()).chain(drawn.extremes(wholes[at]));
        for text in tried {
            if let Err(why) = check(&with(&middles, at, text)) {
                collector.wrong(*span, why).label("in some draws");
                sound = false;
                break;
            }
        }
    }
    if !sound {
        return None;
    }
    if let Some(why) = together(&parts, &wholes).iter().find_map(|text| check(text).err()) {
        collector.wrong(span, why).label("in some draws");
        return None;
    }
    let pieces = parts.into_iter().zip(wholes).map(|(part, whole)| match part {
        Part::Known(text) => Piece::Known(text),
        Part::Drawn(Drawn::Label { column, options, .. }, _) => {
            Piece::OneOf { column: *column, options: texts(options) }
        }
        Part::Drawn(Drawn::Number { column, .. }, _) => Piece::Number { column: *column, whole },
        Part::Drawn(_, _) => Piece::Known(String::new()),
    });
    let seat = Seat { pieces: pieces.collect() };
    Some((middles.concat(), Some(seat)))
}

/// The texts at all ends of all parts together, as far as they are few.
fn together(parts: &[Part<'_>], wholes: &[bool]) -> Vec<String> {
    const TRIED_MAX: usize = 4_096;
    let mut texts = vec![String::new()];
    for (part, &whole) in parts.iter().zip(wholes) {
        let ends = match part {
            Part::Known(text) => vec![text.clone()],
            Part::Drawn(drawn, _) => drawn.extremes(whole),
        };
        if texts.len() * ends.len() > TRIED_MAX {
            return Vec::new();
        }
        texts = texts.iter().flat_map(|text| ends.iter().map(move |end| format!("{text}{end}"))).collect();
    }
    texts
}

/// The parts of `name:parameter=value,…`, neighbouring known ones joined.
fn parts_of_mapping<'n>(node: &'n Node, collector: &mut Collector) -> Option<Vec<Part<'n>>> {
    let entries = fields::mapping(node, "`strategy`", collector)?;
    let Some(named) = entries.iter().find(|entry| entry.key.text.as_ref() == "use") else {
        collector
            .wrong(node.span, "`use` is missing: it names the strategy")
            .help("write `{ use: time, exponent: 2 }`, or `time:exponent=2`");
        return None;
    };
    let mut strategy = fields::text(&named.value, "`use`", collector)?.trim().to_owned();
    let mut parts = Vec::new();
    let mut joint = ':';
    let mut sound = true;
    for entry in entries.iter().filter(|entry| entry.key.text.as_ref() != "use") {
        let what = format!("`{}`", cut(&entry.key.text));
        let value = match entry.value.content.as_ref() {
            Content::Drawn(Drawn::Label { .. } | Drawn::Number { .. }) => Some(""),
            Content::Drawn(_) => None,
            _ => fields::text(&entry.value, &what, collector).map(str::trim),
        };
        let Some(value) = value else {
            sound = false;
            continue;
        };
        let comma = match entry.value.content.as_ref() {
            Content::Drawn(Drawn::Label { options, .. }) => {
                options.iter().any(|option| option.text.contains(','))
            }
            _ => value.contains(','),
        };
        if entry.key.text.contains([',', '=', ':']) || comma {
            collector
                .wrong(
                    entry.value.span,
                    "a strategy's parameter has no `,` in it, and its name no `,`, `=` or `:`",
                )
                .help("they are joined to a text such as `time:exponent=2,max=1`");
            sound = false;
        }
        strategy.push_str(&format!("{joint}{}=", entry.key.text));
        joint = ',';
        match entry.value.content.as_ref() {
            Content::Drawn(drawn) => {
                parts.push(Part::Known(std::mem::take(&mut strategy)));
                parts.push(Part::Drawn(drawn, entry.value.span));
            }
            _ => strategy.push_str(value),
        }
    }
    parts.push(Part::Known(strategy));
    sound.then_some(parts)
}
