//! `--seats`: several strategies in one argument, though parameters have commas too.

use wasit_strategies::check_party;

use crate::failure::Failure;

/// Splits `time:exponent=2,max=0.9,micro` into `time:exponent=2,max=0.9` and `micro`.
///
/// What stands between commas begins a strategy, unless it has an `=` with no `:` before it: then it is one more
/// parameter of the strategy before it. (A strategy's own first parameter comes after a `:`.)
pub(in crate::commands) fn split(text: &str) -> Result<Vec<String>, String> {
    let mut strategies: Vec<String> = Vec::new();
    for piece in text.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
        let parameter = piece.split_once('=').is_some_and(|(name, _)| !name.contains(':'));
        match strategies.last_mut() {
            Some(strategy) if parameter => {
                // `time,exponent=2` is taken for what it can only mean.
                strategy.push(if strategy.contains(':') { ',' } else { ':' });
                strategy.push_str(piece);
            }
            None if parameter => {
                return Err(format!(
                    "`{piece}` is a parameter without a strategy before it; write NAME:{piece}"
                ));
            }
            _ => strategies.push(piece.to_owned()),
        }
    }
    Ok(strategies)
}

/// The strategies of all `--seats`, each seen to exist.
///
/// # Errors
/// For what is no strategy, or is a program.
pub(super) fn strategies(arguments: &[String]) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for argument in arguments {
        if argument.trim_start().starts_with("cmd:") {
            return Err(Failure::advised(
                "programs cannot take part in a tournament",
                "hold their talks with `wasit run --seat NAME='cmd:COMMAND LINE' --repeat N`",
            ));
        }
        all.extend(split(argument).map_err(|what| Failure::input(format!("--seats: {what}")))?);
    }
    if all.is_empty() {
        return Err(Failure::advised("--seats names no strategy", "`wasit strategies` lists them"));
    }
    for strategy in &all {
        check_party(strategy).map_err(|error| {
            Failure::advised(
                format!("--seats: `{strategy}`: {error}"),
                "`wasit strategies` lists the strategies for a party's seat, `wasit strategies NAME` explains one",
            )
        })?;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_between_strategies_and_between_parameters() {
        let check = |text: &str, expect: &[&str]| assert_eq!(split(text).unwrap(), expect, "{text}");
        check("boulware,micro", &["boulware", "micro"]);
        check(" boulware , micro ,", &["boulware", "micro"]);
        check("time:exponent=2,max=0.9,micro", &["time:exponent=2,max=0.9", "micro"]);
        check(
            "micro,time:exponent=2,max=0.9,tit_for_tat:delta=2",
            &["micro", "time:exponent=2,max=0.9", "tit_for_tat:delta=2"],
        );
        check("time:exponent=2,time:exponent=3", &["time:exponent=2", "time:exponent=3"]);
        check("time,exponent=2", &["time:exponent=2"]);
        check("", &[]);
        assert!(split("exponent=2,micro").unwrap_err().contains("NAME:exponent=2"));
    }
}
