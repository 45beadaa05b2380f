//! `--compare`: which choices are held in the same draws.

use jiff::civil::Date;
use wasit_arena::{Change, Variant};
use wasit_model::Talks;
use wasit_strategies::{check_mediator, check_party};

use crate::commands::seating::no_such_seat;
use crate::failure::Failure;

/// What may be compared, for help.
const WHAT: &str =
    "compare mediator=STRATEGY, PARTY=STRATEGY, legs=N, rounds=N, deadline=DATE or protocol=alternating";
/// More would be a table that nobody reads.
const VARIANTS_MAX: usize = 32;

/// The variants of all `--compare`: each value is one, and the talks as they stand are none.
///
/// # Errors
/// For what there is not in these talks, with what there is.
pub(super) fn variants(arguments: &[String], talks: &Talks) -> Result<Vec<Variant>, Failure> {
    let mut variants: Vec<Variant> = Vec::new();
    for argument in arguments {
        let Some((key, values)) = argument.split_once('=') else {
            return Err(Failure::advised(
                format!("--compare {argument}: it has no `=`"),
                match seat_for(argument, talks) {
                    Some(seat) => format!("did you mean `{seat}={argument}`? {WHAT}"),
                    None => WHAT.to_owned(),
                },
            ));
        };
        let (key, values) = (key.trim(), split(key.trim(), values)?);
        if values.is_empty() {
            return Err(Failure::advised(format!("--compare {key}=: it names no choice"), WHAT));
        }
        for value in values {
            let name = format!("{key}={value}");
            let change = change(key, &value, talks)?;
            if stands(&change, talks) {
                continue;
            }
            if variants.iter().any(|other| other.name == name) {
                return Err(Failure::advised(format!("--compare: {name} stands twice"), "leave one out"));
            }
            variants.push(Variant { name, changes: vec![change] });
        }
    }
    if variants.len() > VARIANTS_MAX {
        let count = variants.len();
        return Err(Failure::advised(
            format!(
                "--compare: {count} choices are more than the {VARIANTS_MAX} that can be compared at a time"
            ),
            "name fewer, or simulate twice with the same --seed: the draws are the same",
        ));
    }
    Ok(variants)
}

/// For whose seat a strategy of that name is.
fn seat_for<'a>(strategy: &str, talks: &'a Talks) -> Option<&'a str> {
    match talks.parties.first() {
        _ if check_mediator(strategy).is_ok() => Some("mediator"),
        Some(party) if check_party(strategy).is_ok() => Some(&party.name),
        _ => None,
    }
}

/// The values between commas; what has an `=` with no `:` before it is one more parameter of the strategy before.
fn split(key: &str, values: &str) -> Result<Vec<String>, Failure> {
    crate::commands::tournament::split_strategies(values)
        .map_err(|what| Failure::input(format!("--compare {key}: {what}")))
}

fn change(key: &str, value: &str, talks: &Talks) -> Result<Change, Failure> {
    let whole = |most: u64| -> Result<u32, Failure> {
        value.parse::<u32>().ok().filter(|&number| number > 0 && u64::from(number) <= most).ok_or_else(|| {
            Failure::input(format!("--compare {key}={value}: it is a whole number from 1 to {most}"))
        })
    };
    if let Some(party) = talks.find_party(key) {
        check_party(value).map_err(|error| wrong(key, value, &error, "party"))?;
        return Ok(Change::Seat { party, strategy: value.to_owned() });
    }
    match key {
        _ if key == "mediator" || key == talks.mediator.name => {
            check_mediator(value).map_err(|error| wrong(key, value, &error, "mediator"))?;
            Ok(Change::Mediator(value.to_owned()))
        }
        "legs" => Ok(Change::Legs(whole(Talks::MAX_LEGS)?)),
        "rounds" => Ok(Change::Rounds(whole(talks.rounds.len() as u64)? as usize)),
        "deadline" => deadline(value, talks),
        "protocol" => match value {
            "alternating" => Ok(Change::Direct),
            _ => Err(Failure::advised(
                format!("--compare protocol={value}: there is no such choice"),
                "protocol=alternating has the parties face each other; without it the mediator goes between them",
            )),
        },
        "agenda" => Err(Failure::advised(
            "--compare agenda: agendas are for people to read, and make no difference to the talks",
            WHAT,
        )),
        _ => {
            let parties = talks.parties.iter().map(|party| party.name.as_str());
            Err(match no_such_seat(key, parties.chain(["mediator"]).collect()) {
                Failure::Input { help: Some(help), .. } => Failure::advised(
                    format!("--compare {key}={value}: there is no `{key}`"),
                    format!("{help}; {WHAT}"),
                ),
                other => other,
            })
        }
    }
}

/// The rounds up to a day.
fn deadline(value: &str, talks: &Talks) -> Result<Change, Failure> {
    let dates: Vec<Option<Date>> = talks.rounds.iter().map(|round| round.date).collect();
    let Ok(day) = value.parse::<Date>() else {
        return Err(Failure::advised(
            format!("--compare deadline={value}: it is a date, such as 2025-05-11"),
            "to compare numbers of legs or rounds, use legs=N or rounds=N",
        ));
    };
    // A round without a date is held on the day of the one before it.
    let mut last = None;
    let until = dates.iter().take_while(|date| {
        last = date.or(last);
        last.is_none_or(|date| date <= day)
    });
    match until.count() {
        _ if dates.iter().all(Option::is_none) => Err(Failure::advised(
            format!("--compare deadline={value}: the rounds of these talks have no dates"),
            "use rounds=N or legs=N",
        )),
        0 => Err(Failure::input(format!("--compare deadline={value}: no round is held by then"))),
        rounds => Ok(Change::Rounds(rounds)),
    }
}

fn wrong(key: &str, value: &str, error: &wasit_strategies::StrategyError, role: &str) -> Failure {
    Failure::advised(
        format!("--compare {key}={value}: {error}"),
        format!(
            "`wasit strategies` lists the strategies for a {role}'s seat, `wasit strategies NAME` explains one"
        ),
    )
}

/// Whether the talks stand so in any case.
fn stands(change: &Change, talks: &Talks) -> bool {
    match change {
        Change::Rounds(rounds) => *rounds == talks.rounds.len(),
        _ => false,
    }
}
