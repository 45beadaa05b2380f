//! When and where the talks meet, and for how long.

use jiff::civil::Date;
use wasit_model::belief::Amount;
use wasit_model::{Round, Talks};

use crate::collector::Collector;
use crate::fields::{self, Fields, grouped};
use crate::talks::figure::{self, Figure};
use crate::talks::issues::Issues;
use crate::tree::{Content, Node};

/// How many rounds talks may have.
const ROUNDS_MAX: usize = 10_000;
/// The legs of a round that does not say how many it has.
const LEGS_OF_A_ROUND: u32 = 12;
/// The legs of talks that name neither rounds nor legs.
const LEGS_OF_TALKS: u32 = 100;

/// The rounds, each with its legs at their middle, and which rounds' legs are drawn, by which column.
pub(super) type Rounds = (Vec<Round>, Vec<(usize, usize)>);

/// Reads `rounds`, or `legs` in its stead.
pub(super) fn read(fields: &Fields<'_>, issues: &Issues, collector: &mut Collector) -> Option<Rounds> {
    match (fields.get("rounds"), fields.get("legs")) {
        (None, None) => Some((vec![Round { legs: LEGS_OF_TALKS, ..Round::default() }], Vec::new())),
        (None, Some(_)) => {
            let legs = read_legs(fields.value("legs", collector)?, collector)?;
            let round = Round { legs: legs.middle as u32, ..Round::default() };
            Some((vec![round], column_of(0, &legs).into_iter().collect()))
        }
        (Some(_), Some(legs)) => {
            collector
                .wrong(legs.key.span, "`legs` stands beside `rounds`, and the rounds have legs of their own")
                .help("keep `legs` for talks without rounds, or write it in each round");
            None
        }
        (Some(_), None) => read_rounds(fields.value("rounds", collector)?, issues, collector),
    }
}

/// A whole number of legs.
fn read_legs(node: &Node, collector: &mut Collector) -> Option<Figure> {
    let most = Talks::MAX_LEGS as u32;
    if !matches!(node.content.as_ref(), Content::Drawn(_)) {
        return fields::count(node, "`legs`", most, collector).map(f64::from).map(Figure::known);
    }
    let legs = figure::read(node, "`legs`", collector)?;
    if legs.low.round() < 1.0 || legs.high.round() > f64::from(most) {
        let why = format!("`legs` is a whole number from 1 to {}", grouped(most));
        let help = "each draw takes the nearest whole number: begin at 0.5 or more";
        figure::outside(&legs, node.span, 0.5, &why, help, collector);
        return None;
    }
    Some(Figure { middle: legs.middle.round(), high: legs.high.round(), ..legs })
}

/// The round, and the column of its legs where they are drawn.
fn column_of(round: usize, legs: &Figure) -> Option<(usize, usize)> {
    match legs.amount {
        Amount::Drawn(column) => Some((round, column)),
        Amount::Known(_) => None,
    }
}

fn read_rounds(node: &Node, issues: &Issues, collector: &mut Collector) -> Option<Rounds> {
    let items = fields::list(node, "`rounds`", false, collector)?;
    if items.is_empty() {
        collector
            .wrong(node.span, "talks need at least one round")
            .help("such as `- { date: 2025-04-12, venue: Muscat, legs: 12 }`; without the key there is one of 100 legs");
        return None;
    }
    if let Some(beyond) = items.get(ROUNDS_MAX) {
        let count = grouped(items.len() as u64);
        collector
            .wrong(beyond.span, format!("{count} rounds are more than the 10,000 that talks may have"))
            .label("the first that is too many");
        return None;
    }
    let mut rounds = Vec::with_capacity(items.len());
    let mut drawn = Vec::new();
    let mut last: Option<Date> = None;
    let mut legs = 0_u64;
    for item in items {
        let Some((round, own)) = read_round(item, &mut last, issues, collector) else { continue };
        legs += own.high as u64;
        drawn.extend(column_of(rounds.len(), &own));
        rounds.push(round);
    }
    if legs > Talks::MAX_LEGS {
        collector
            .wrong(
                node.span,
                format!("{} legs are more than the 10,000,000 that talks may have", grouped(legs)),
            )
            .help("that is the sum over all rounds");
        return None;
    }
    (rounds.len() == items.len()).then_some((rounds, drawn))
}

fn read_round(
    node: &Node,
    last: &mut Option<Date>,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<(Round, Figure)> {
    let fields =
        Fields::read(node, "a round", &["date", "venue", "legs", "agenda", "note"], None, collector)?;
    let date = fields.value("date", collector).and_then(|node| {
        let date = fields::date(node, "`date`", collector)?;
        if let Some(before) = last.filter(|&before| date < before) {
            collector
                .wrong(node.span, format!("this round is on {date}, and the one before it on {before}"))
                .help("put the rounds in the order of their dates");
        } else {
            *last = Some(date);
        }
        Some(date)
    });
    let venue = fields.words("venue", collector);
    let note = fields.words("note", collector);
    let legs = match fields.get("legs") {
        Some(_) => fields.value("legs", collector).and_then(|node| read_legs(node, collector)),
        None => Some(Figure::known(f64::from(LEGS_OF_A_ROUND))),
    };
    let mut agenda = Vec::new();
    if let Some(list) =
        fields.value("agenda", collector).and_then(|node| fields::list(node, "`agenda`", true, collector))
    {
        for item in list {
            let Some(name) = fields::text(item, "an issue's name", collector) else { continue };
            let Some(issue) = issues.find(name, item.span, collector) else { continue };
            if agenda.contains(&issue) {
                collector
                    .wrong(item.span, format!("`{name}` stands twice on the agenda"))
                    .help("keep one of the two");
            } else {
                agenda.push(issue);
            }
        }
    }
    let legs = legs?;
    Some((Round { date, venue, legs: legs.middle as u32, agenda, note }, legs))
}
