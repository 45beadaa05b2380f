//! When and where the talks meet, and for how long.

use jiff::civil::Date;
use wasit_model::{Round, Talks};

use crate::collector::Collector;
use crate::fields::{self, Fields, grouped};
use crate::talks::issues::Issues;
use crate::tree::Node;

/// How many rounds talks may have.
const ROUNDS_MAX: usize = 10_000;
/// The legs of a round that does not say how many it has.
const LEGS_OF_A_ROUND: u32 = 12;
/// The legs of talks that name neither rounds nor legs.
const LEGS_OF_TALKS: u32 = 100;

/// Reads `rounds`, or `legs` in its stead.
pub(super) fn read(fields: &Fields<'_>, issues: &Issues, collector: &mut Collector) -> Option<Vec<Round>> {
    let most = Talks::MAX_LEGS as u32;
    match (fields.get("rounds"), fields.get("legs")) {
        (None, None) => Some(vec![Round { legs: LEGS_OF_TALKS, ..Round::default() }]),
        (None, Some(_)) => {
            let legs = fields::count(fields.value("legs", collector)?, "`legs`", most, collector)?;
            Some(vec![Round { legs, ..Round::default() }])
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

fn read_rounds(node: &Node, issues: &Issues, collector: &mut Collector) -> Option<Vec<Round>> {
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
    let mut last: Option<Date> = None;
    let mut legs = 0_u64;
    for item in items {
        let Some(round) = read_round(item, &mut last, issues, collector) else { continue };
        legs += u64::from(round.legs);
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
    (rounds.len() == items.len()).then_some(rounds)
}

fn read_round(
    node: &Node,
    last: &mut Option<Date>,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<Round> {
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
        Some(_) => fields
            .value("legs", collector)
            .and_then(|node| fields::count(node, "`legs`", Talks::MAX_LEGS as u32, collector)),
        None => Some(LEGS_OF_A_ROUND),
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
    Some(Round { date, venue, legs: legs?, agenda, note })
}
