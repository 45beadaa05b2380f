//! The parties, and what ties a party's preferences together.

use wasit_model::{Factor, Party, Preferences, RedLine, Round, Space, Talks, WalkAway};

use crate::collector::{Collector, Span};
use crate::fields::{self, Fields, cut};
use crate::talks::issues::Issues;
use crate::talks::together::Together;
use crate::talks::wants::Want;
use crate::talks::{Budget, StrategyNames, dated, pressure, red_lines, seats, together, wants};
use crate::tree::Entry;

/// The strategy of a party that names none.
const DEFAULT_STRATEGY: &str = "boulware";

/// What parties are read against.
struct Around<'a> {
    issues: &'a Issues,
    space: Option<Space>,
    dated: bool,
    mediator: Option<&'a str>,
    names: &'a StrategyNames<'a>,
}

/// Reads the key `parties`.
pub(super) fn read(
    fields: &Fields<'_>,
    issues: &Issues,
    rounds: &Option<Vec<Round>>,
    mediator: Option<&str>,
    names: &StrategyNames<'_>,
    collector: &mut Collector,
) -> Option<Vec<Party>> {
    let node = fields.value("parties", collector)?;
    let key = fields.get("parties").map_or(node.span, |entry| entry.key.span);
    let entries = fields::mapping(node, "`parties`", collector)?;
    if entries.len() < 2 {
        let count = if entries.is_empty() { "none" } else { "one" };
        collector
            .wrong(key, format!("talks need at least two parties, and here is {count}"))
            .help("write each as `name: { walk_away: 0.3, wants: { … } }`");
    }
    if let Some(beyond) = entries.get(Talks::MAX_PARTIES) {
        collector
            .wrong(
                beyond.key.span,
                format!("{} parties are more than the 64 that talks may have", entries.len()),
            )
            .label("the first that is too many");
        return None;
    }
    let mut budget = Budget::default();
    if !budget.spend(issues.width_in_all().saturating_mul(entries.len()), key, collector) {
        return None;
    }
    let around = Around { issues, space: issues.space(), dated: dated(rounds.as_ref()), mediator, names };
    let parties: Vec<Option<Party>> =
        entries.iter().map(|entry| read_party(entry, &around, &mut budget, collector)).collect();
    parties.into_iter().collect()
}

fn read_party(
    entry: &Entry,
    around: &Around<'_>,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Party> {
    const KEYS: [&str; 9] = [
        "title",
        "description",
        "strategy",
        "walk_away",
        "wants",
        "together",
        "scale_weights",
        "red_lines",
        "discount",
    ];
    let issues = around.issues;
    let key = &entry.key;
    let name = seats::seat_name(&key.text, key.span, "a party's name", collector);
    if name.is_some() && name == around.mediator {
        collector
            .wrong(key.span, format!("the mediator's seat is called `{}` too", cut(&key.text)))
            .help("give one of them another name; the mediator's is `mediator` unless `mediator: { name: … }` says otherwise");
    }
    if entry.value.is_nothing() {
        wants_nothing(key.span, &key.text, collector);
        return None;
    }
    let fields = Fields::read(&entry.value, "a party", &KEYS, None, collector)?;
    let title = fields.words("title", collector).unwrap_or_else(|| key.text.to_string());
    // Read for its faults only: a description is for those who read the file.
    fields.text("description", collector);
    let strategy = match fields.get("strategy") {
        Some(_) => fields
            .value("strategy", collector)
            .and_then(|node| seats::read_strategy(node, around.names.parties, collector)),
        None => Some(DEFAULT_STRATEGY.to_owned()),
    };
    let walk_away = pressure::read_walk_away(&fields, collector);
    let discount = pressure::read_discount(&fields, around.dated, collector);
    let wants = match fields.value("wants", collector) {
        Some(node) => wants::read(node, issues, collector),
        None => Some(Vec::new()),
    };
    let together = match fields.value("together", collector) {
        Some(node) => together::read(node, issues, budget, collector),
        None => Some(Together::default()),
    };
    let red_lines = match fields.value("red_lines", collector) {
        Some(node) => red_lines::read(node, issues, budget, collector),
        None => Some(Vec::new()),
    };
    if fields.present(&["wants", "together"]).is_empty() {
        wants_nothing(key.span, &key.text, collector);
        return None;
    }
    let scaled = match fields.value("scale_weights", collector) {
        Some(node) => fields::truth(node, "`scale_weights`", collector),
        None => Some(true),
    };
    let span = fields.get("wants").or(fields.get("together")).map_or(key.span, |entry| entry.key.span);
    let weighed = weigh(span, around.space.as_ref()?, wants?, together?, scaled?, collector);
    let walk_away_at = fields.get("walk_away").map_or(key.span, |entry| entry.value.span);
    let discount = discount?;
    let (tables, factors) = weighed?;
    let preferences =
        Preferences::new(around.space.as_ref()?, tables, factors, red_lines?, walk_away?, discount);
    let preferences = super::said(preferences, key.span, collector)?;
    let preferences = check_walk_away(preferences, walk_away_at, &key.text, collector)?;
    Some(Party { name: name?.to_owned(), title, strategy: strategy?, preferences, home: None })
}

fn wants_nothing(span: Span, party: &str, collector: &mut Collector) {
    collector
        .wrong(span, format!("`{}` does not say what it wants", cut(party)))
        .help("such as `wants: { price: { weight: 1, falling: true } }`");
}

/// Scales the weights to sum to one where they are to be `scaled`, and multiplies them in.
fn weigh(
    span: Span,
    space: &Space,
    wants: Vec<Want>,
    together: Together,
    scaled: bool,
    collector: &mut Collector,
) -> Option<(Vec<Vec<f64>>, Vec<Factor>)> {
    let weights =
        wants.iter().map(|want| want.weight).chain(together.tables.iter().map(|(weight, _)| *weight));
    let (mut sum, mut count) = (0.0, 0);
    for weight in weights {
        sum += weight;
        count += 1;
    }
    if count == 0 && together.boxes.is_empty() {
        collector
            .wrong(span, "nothing is wanted here")
            .help("name at least one issue: `wants: { price: { weight: 1, falling: true } }`");
        return None;
    }
    if !scaled {
        sum = 1.0;
    }
    if count > 0 && sum <= 0.0 {
        collector
            .wrong(span, "the weights sum to nothing, so nothing would matter")
            .help("give at least one issue a weight greater than 0; they are scaled to sum to one");
        return None;
    }
    let mut tables: Vec<Vec<f64>> =
        (0..space.issues().len()).map(|issue| vec![0.0; space.width(issue)]).collect();
    for want in wants {
        let share = want.weight / sum;
        tables[want.issue] = want.worths.into_iter().map(|worth| worth * share).collect();
    }
    let mut factors = Vec::with_capacity(together.tables.len() + together.boxes.len());
    for (weight, mut factor) in together.tables {
        factor.table.iter_mut().for_each(|worth| *worth *= weight / sum);
        factors.push(Factor::Table(factor));
    }
    factors.extend(together.boxes.into_iter().map(Factor::Box));
    Some((tables, factors))
}

/// Refuses a walk-away that no package can reach at any time.
fn check_walk_away(
    preferences: Preferences,
    span: Span,
    party: &str,
    collector: &mut Collector,
) -> Option<Preferences> {
    let best = best_at_most(&preferences);
    if best == f64::NEG_INFINITY {
        // Its red lines leave nothing, which is said there.
        return None;
    }
    let walk_away = preferences.walk_away();
    let rounding = preferences.grid() * (preferences.tables().len() + preferences.factors().len() + 1) as f64;
    let least = pressure::least(&walk_away);
    if least > best + rounding {
        let exactly = if preferences.factors().is_empty() { "is worth" } else { "is worth at most" };
        let least = if walk_away.drift.is_some() {
            format!("never falls under {}", short(least))
        } else {
            format!("is {}", short(least))
        };
        collector
            .wrong(
                span,
                format!(
                    "the walk-away of `{}` {least}, and its best package {exactly} {}",
                    cut(party),
                    short(best)
                ),
            )
            .label("above the best package")
            .help(format!("no package could be better than no deal: write {} or less", short(best)));
        return None;
    }
    if walk_away.start > best && walk_away.start <= best + rounding {
        // Scaled weights may sum to a hair under one: a walk-away of 1 still means the best package.
        return Some(preferences.with_walk_away(WalkAway { start: best, ..walk_away }));
    }
    Some(preferences)
}

/// The utility that no package exceeds: exactly the best one's where every factor is on one issue.
pub(crate) fn best_at_most(preferences: &Preferences) -> f64 {
    let most = |table: &[f64]| table.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let single: f64 = preferences.tables().iter().map(|table| most(table)).sum();
    let several = |factor: &Factor| match factor {
        Factor::Table(factor) => most(&factor.table),
        Factor::Box(factor) => factor.utility.max(0.0),
    };
    single + preferences.factors().iter().map(several).sum::<f64>()
}

/// A utility for people to read.
pub(crate) fn short(number: f64) -> String {
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// The red lines on one issue that are seen to leave nothing are reported where they stand.
pub(super) fn leaves_nothing(lines: &[(RedLine, Span)], issues: &Issues, collector: &mut Collector) -> bool {
    let mut beyond: Vec<Option<Vec<bool>>> = vec![None; issues.len()];
    let mut nothing = false;
    for (line, span) in lines.iter().filter(|(line, _)| line.clauses.len() == 1) {
        let (issue, set) = &line.clauses[0];
        let known = beyond[*issue].get_or_insert_with(|| vec![false; set.len()]);
        let left = known.iter().any(|beyond| !beyond);
        known.iter_mut().zip(set).for_each(|(known, more)| *known |= more);
        if left && known.iter().all(|&beyond| beyond) {
            nothing = true;
            collector
                .wrong(*span, format!("the red lines leave no value of `{}`", issues.name(*issue)))
                .label("with this one, nothing is left")
                .help("leave at least one value, or no package at all could be agreed");
        }
    }
    for (line, span) in lines.iter().filter(|(line, _)| line.clauses.len() > 1) {
        let covers = |(issue, set): &(usize, Vec<bool>)| match &beyond[*issue] {
            Some(known) => known.iter().zip(set).all(|(&known, &more)| known || more),
            None => set.iter().all(|&more| more),
        };
        if !nothing && line.clauses.iter().all(covers) {
            nothing = true;
            collector
                .wrong(*span, "this combination is in every package that the other red lines leave")
                .help("leave at least one value out of it, or no package at all could be agreed");
        }
    }
    nothing
}
