//! What is uncertain in a file, in tables and words, and as JSON.

use serde_json::{Value, json};
use wasit_model::belief::{Beliefs, Draws, Group, Law, Note, Stated};
use wasit_report::terminal::clean;

use crate::output::Look;

/// The probabilities whose quantiles are shown, in hundredths.
const SHOWN: [u32; 5] = [5, 25, 50, 75, 95];

/// What a column implies over all worlds.
enum Implied {
    /// Quantiles at 5, 25, 50, 75, 95 of a hundred, and at 10 and 90.
    Number { shown: Vec<f64>, tenth: f64, ninetieth: f64 },
    /// The probability that a red line holds.
    Chance(f64),
    /// Texts with their probabilities.
    Texts(Vec<(String, f64)>),
}

fn implied(draws: &Draws, column: usize) -> Implied {
    if let Some(labels) = draws.labels(column) {
        let shares = labels
            .iter()
            .enumerate()
            .map(|(at, label)| ((*label).to_owned(), probability(draws, column, at)));
        return Implied::Texts(shares.collect());
    }
    if is_chance(draws, column) {
        return Implied::Chance(probability(draws, column, 1));
    }
    let at: Vec<f64> = SHOWN.iter().chain(&[10, 90]).map(|&hundredth| f64::from(hundredth) / 100.0).collect();
    let mut shown = draws.quantiles(column, &at);
    let ends = shown.split_off(SHOWN.len());
    Implied::Number { shown, tenth: ends[0], ninetieth: ends[1] }
}

fn is_chance(draws: &Draws, column: usize) -> bool {
    (0..draws.worlds().len()).any(|world| match draws.law(world, column).0 {
        Law::Drawn(family) => matches!(family.stated(), Stated::Chance { .. }),
        _ => false,
    })
}

/// The probability that a column whose numbers are 0, 1, 2… is `number`.
fn probability(draws: &Draws, column: usize, number: usize) -> f64 {
    let number = number as f64;
    let in_world = |world: usize| match draws.law(world, column).0 {
        Law::Drawn(family) => family.cumulative(number) - family.cumulative(number - 1.0),
        Law::Fixed(value) => f64::from(u8::from(*value == number)),
        Law::Weights(_) => 0.0,
    };
    draws.worlds().iter().enumerate().map(|(at, world)| world.p * in_world(at)).sum()
}

/// A number in three digits, or all digits before the point.
fn digits(number: f64) -> String {
    let size = if number == 0.0 { 0.0 } else { number.abs().log10().floor() };
    let decimals = (2.0 - size).clamp(0.0, 6.0) as usize;
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn percent(p: f64) -> String {
    format!("{} %", digits(100.0 * p))
}

/// Why something is believed, in brackets.
fn because(note: &Note) -> String {
    let confidence = note.confidence.as_ref().map(|confidence| format!("confidence: {confidence}"));
    let source = note.source.as_ref().map(|source| format!("source: {source}"));
    let said: Vec<String> =
        [note.why.clone(), source, confidence].into_iter().flatten().map(|text| clean(&text)).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join("; ")) }
}

/// The beliefs of a file for a terminal.
pub(super) fn text(name: &str, beliefs: &Beliefs, look: &Look) -> String {
    let draws = beliefs.draws();
    let columns = draws.columns();
    let mut out = String::new();
    let count = match columns.len() {
        0 => "nothing is uncertain".to_owned(),
        1 => "1 uncertain number or seat".to_owned(),
        count => format!("{count} uncertain numbers and seats"),
    };
    let worlds =
        if draws.worlds().len() > 1 { format!(" in {} worlds", draws.worlds().len()) } else { String::new() };
    let head = if columns.is_empty() && worlds.is_empty() { count } else { format!("{count}{worlds}") };
    out.push_str(&format!("{}: {head}\n", look.bold(name)));
    let names = beliefs.names();
    let wide =
        columns.iter().map(|column| clean(&column.path).chars().count() + 2).max().unwrap_or(0).min(48);
    let mut group = None;
    for (at, column) in columns.iter().enumerate() {
        let implied = implied(draws, at);
        if group != Some(column.group) {
            group = Some(column.group);
            out.push_str(&heading(&column.group.words(&names), &implied, wide, look));
        }
        out.push_str(&row(&clean(&column.path), &implied, &column.note, wide, look));
    }
    if draws.worlds().len() > 1 {
        out.push_str(&format!("\n{}\n", look.bold("worlds")));
        for at in 0..draws.worlds().len() {
            out.push_str(&world(draws, at, look));
        }
        if !by_world(draws).is_empty() {
            let said =
                "What differs by world is shown at its middle, with what one in ten is below and above.";
            out.push_str(&look.wrapped("  ", 2, said));
        }
    }
    if !draws.links().is_empty() {
        out.push_str(&format!("\n{}\n", look.bold("links")));
        for link in draws.links() {
            let (one, other) = (&columns[link.between.0].path, &columns[link.between.1].path);
            let text = format!(
                "{} and {}: rank correlation {}",
                clean(one),
                clean(other),
                digits(link.rank_correlation)
            );
            out.push_str(&look.wrapped("  ", 4, &text));
        }
    }
    out
}

/// The name of a group, and above numbers what they are.
fn heading(group: &str, implied: &Implied, wide: usize, look: &Look) -> String {
    let group = clean(group);
    let space = wide.saturating_sub(group.chars().count());
    let heads = match implied {
        Implied::Number { .. } => SHOWN.map(|hundredth| format!("{:>9}", format!("{hundredth} %"))).concat(),
        _ => String::new(),
    };
    format!("\n{}\n", format!("{}{}{}", look.bold(&group), " ".repeat(space), look.quiet(&heads)).trim_end())
}

fn row(path: &str, implied: &Implied, note: &Note, wide: usize, look: &Look) -> String {
    let because = because(note);
    match implied {
        Implied::Number { shown, tenth, ninetieth } => {
            let space = wide.saturating_sub(path.chars().count() + 2);
            let numbers: String = shown.iter().map(|number| format!("{:>9}", digits(*number))).collect();
            let words = if tenth == ninetieth {
                format!("You say: {}.{because}", digits(*tenth))
            } else {
                format!(
                    "You say: one in ten below {}, one in ten above {}.{because}",
                    digits(*tenth),
                    digits(*ninetieth)
                )
            };
            format!("  {path}{}{numbers}\n{}", " ".repeat(space), look.wrapped("      ", 6, &words))
        }
        Implied::Chance(p) => {
            let words = format!("You say: it holds in {} of a hundred draws.{because}", digits(100.0 * p));
            format!("  {path}\n{}", look.wrapped("      ", 6, &words))
        }
        Implied::Texts(shares) => {
            let shares: Vec<String> =
                shares.iter().map(|(text, p)| format!("{} {}", clean(text), percent(*p))).collect();
            let words = format!("You say: {}.{because}", shares.join(", "));
            format!("  {path}\n{}", look.wrapped("      ", 6, &words))
        }
    }
}

/// The columns that are believed otherwise in one world than in another.
fn by_world(draws: &Draws) -> Vec<usize> {
    let differs = |column: &usize| {
        (1..draws.worlds().len()).any(|world| draws.law(world, *column) != draws.law(0, *column))
    };
    (0..draws.columns().len()).filter(differs).collect()
}

/// What a column implies in one world.
fn implied_in(draws: &Draws, world: usize, column: usize) -> Implied {
    let probability = |number: usize| {
        let number = number as f64;
        match draws.law(world, column).0 {
            Law::Drawn(family) => family.cumulative(number) - family.cumulative(number - 1.0),
            Law::Fixed(value) => f64::from(u8::from(*value == number)),
            Law::Weights(_) => 0.0,
        }
    };
    if let Some(labels) = draws.labels(column) {
        let shares = labels.iter().enumerate().map(|(at, label)| ((*label).to_owned(), probability(at)));
        return Implied::Texts(shares.filter(|(_, p)| *p > 0.0).collect());
    }
    if is_chance(draws, column) {
        return Implied::Chance(probability(1));
    }
    let at = |hundredth: u32| draws.quantile(world, column, f64::from(hundredth) / 100.0);
    Implied::Number { shown: SHOWN.map(at).to_vec(), tenth: at(10), ninetieth: at(90) }
}

/// A world: how probable it is, and what differs by world as it is in this one.
fn world(draws: &Draws, at: usize, look: &Look) -> String {
    let world = &draws.worlds()[at];
    let mut text = format!("{} {}{}", clean(&world.name), percent(world.p), because(&world.note));
    let here = |column: usize| {
        let said = match implied_in(draws, at, column) {
            Implied::Number { tenth, ninetieth, .. } if tenth == ninetieth => digits(tenth),
            Implied::Number { shown, tenth, ninetieth } => {
                format!("{} ({} to {})", digits(shown[2]), digits(tenth), digits(ninetieth))
            }
            Implied::Chance(p) => format!("in {} of a hundred draws", digits(100.0 * p)),
            Implied::Texts(shares) => match shares.as_slice() {
                [(text, _)] => clean(text),
                several => {
                    let each = several.iter().map(|(text, p)| format!("{} {}", clean(text), percent(*p)));
                    each.collect::<Vec<_>>().join(" or ")
                }
            },
        };
        format!("{} {said}", clean(&draws.columns()[column].path))
    };
    let others: Vec<String> = by_world(draws).into_iter().map(here).collect();
    if !others.is_empty() {
        text.push_str(&format!(": {}", others.join(", ")));
    }
    look.wrapped("  ", 4, &text)
}

/// The beliefs of a file as JSON.
pub(super) fn json(name: &str, beliefs: &Beliefs) -> Value {
    let draws = beliefs.draws();
    let names = beliefs.names();
    let columns = draws.columns().iter().enumerate().map(|(at, column)| {
        let mut entry = json!({
            "path": column.path,
            "group": column.group.words(&names),
            "kind": kind(column.group),
            "party": column.group.party().map(|party| names[party]),
        });
        put_implied(&mut entry, implied(draws, at));
        put_note(&mut entry, &column.note);
        entry
    });
    let columns: Vec<Value> = columns.collect();
    let differ = by_world(draws);
    let worlds = draws.worlds().iter().enumerate().filter(|_| draws.worlds().len() > 1).map(|(at, world)| {
        let columns: Vec<Value> = differ
            .iter()
            .map(|&column| {
                let mut entry = json!({ "path": draws.columns()[column].path });
                put_implied(&mut entry, implied_in(draws, at, column));
                entry
            })
            .collect();
        let mut entry = json!({ "name": world.name, "p": world.p, "columns": columns });
        put_note(&mut entry, &world.note);
        entry
    });
    let worlds: Vec<Value> = worlds.collect();
    let links = draws.links().iter().map(|link| {
        let (one, other) = link.between;
        json!({
            "between": [draws.columns()[one].path, draws.columns()[other].path],
            "rank_correlation": link.rank_correlation,
        })
    });
    let links: Vec<Value> = links.collect();
    json!({ "file": name, "columns": columns, "worlds": worlds, "links": links })
}

fn put_implied(entry: &mut Value, implied: Implied) {
    match implied {
        Implied::Number { shown, .. } => {
            let each =
                SHOWN.iter().zip(shown).map(|(hundredth, number)| (hundredth.to_string(), json!(number)));
            entry["quantiles"] = Value::Object(each.collect());
        }
        Implied::Chance(p) => entry["holds"] = json!(p),
        Implied::Texts(shares) => {
            let each = shares.into_iter().map(|(text, p)| (text, json!(p)));
            entry["texts"] = Value::Object(each.collect());
        }
    }
}

fn put_note(entry: &mut Value, note: &Note) {
    for (key, text) in [("why", &note.why), ("source", &note.source), ("confidence", &note.confidence)] {
        if let Some(text) = text {
            entry[key] = json!(text);
        }
    }
}

fn kind(group: Group) -> &'static str {
    match group {
        Group::Weights(_) => "weights",
        Group::RedLines(_) => "red_lines",
        Group::WalkAway(_) => "walk_away",
        Group::Wants(_) => "wants",
        Group::Behaviour(_) => "behaviour",
        Group::Home(_) => "home",
        Group::Mediator => "mediator",
        Group::Talks => "talks",
        Group::World => "world",
    }
}
