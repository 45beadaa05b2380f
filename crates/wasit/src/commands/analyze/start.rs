//! Where trades are sought from, and the parties' powers, as the command line gives them.

use std::path::Path;

use serde_json::Value;
use wasit_arena::Origin;
use wasit_model::{Package, Talks, ValueIndex};

use super::hint;
use crate::failure::Failure;
use crate::files::{name_of, nearest};
use crate::output::reason;

/// The package that `issue=value,…` names. A value may hold commas and `=`: a piece belongs to the value before it
/// unless it begins with the name of an issue.
///
/// # Errors
/// For issues and values that there are not, issues given twice and issues not given.
pub(super) fn named(talks: &Talks, text: &str) -> Result<Package, Failure> {
    let mut given: Vec<(usize, String)> = Vec::new();
    let names: Vec<String> = talks.space.issues().iter().map(|issue| issue.name.clone()).collect();
    for piece in text.split(',') {
        let split = piece.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
        match (split.and_then(|(name, _)| talks.space.find(name)), split) {
            (Some(issue), Some((name, value))) => {
                if given.iter().any(|(other, _)| *other == issue) {
                    return Err(Failure::input(format!("--from gives `{name}` twice")));
                }
                given.push((issue, value.to_owned()));
            }
            (None, Some((name, _)))
                if given.is_empty() || nearest(name, names.iter().map(String::as_str)).is_some() =>
            {
                return Err(Failure::advised(
                    format!("--from: there is no issue `{name}`"),
                    hint(name, &names, "issues"),
                ));
            }
            _ => match given.last_mut() {
                Some((_, value)) => {
                    value.push(',');
                    value.push_str(piece);
                }
                None => {
                    return Err(Failure::advised(
                        format!("--from: `{}` is no issue with a value", piece.trim()),
                        format!("it is ISSUE=VALUE,…, such as {}", example(talks)),
                    ));
                }
            },
        }
    }
    let mut package = talks.space.first();
    for (issue, value) in &given {
        package[*issue] = value_of(talks, *issue, value.trim())?;
    }
    let missing: Vec<&str> = (0..names.len())
        .filter(|issue| given.iter().all(|(other, _)| other != issue))
        .map(|issue| names[issue].as_str())
        .collect();
    if !missing.is_empty() {
        let listed = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Failure::advised(
            format!("--from names no value for {listed}"),
            "a package has one value for every issue",
        ));
    }
    Ok(package)
}

fn example(talks: &Talks) -> String {
    let first = |issue: &wasit_model::Issue| format!("{}={}", issue.name, issue.values.label(0));
    let all: Vec<String> = talks.space.issues().iter().take(3).map(first).collect();
    all.join(",")
}

fn value_of(talks: &Talks, issue: usize, text: &str) -> Result<ValueIndex, Failure> {
    let issue = &talks.space.issues()[issue];
    issue.values.find(text).ok_or_else(|| {
        const LISTED: usize = 10_000;
        let labels: Vec<String> = (0..issue.values.len().min(LISTED))
            .map(|value| issue.values.label(value as ValueIndex).into_owned())
            .collect();
        Failure::advised(format!("`{text}` is no value of `{}`", issue.name), hint(text, &labels, "values"))
    })
}

/// The parties' powers.
///
/// # Errors
/// For parties that there are not, weights that are none, and parties not given.
pub(super) fn weights(talks: &Talks, text: &str) -> Result<Vec<f64>, Failure> {
    let names: Vec<String> = talks.parties.iter().map(|party| party.name.clone()).collect();
    let mut given: Vec<Option<f64>> = vec![None; names.len()];
    for piece in text.split(',') {
        let Some((name, number)) = piece.split_once('=').map(|(name, number)| (name.trim(), number.trim()))
        else {
            return Err(Failure::advised(
                format!("--weights: `{}` is no party with a weight", piece.trim()),
                format!("it is PARTY=N,…, such as {}=2,{}=1", names[0], names[1]),
            ));
        };
        let Some(party) = talks.find_party(name) else {
            return Err(Failure::advised(
                format!("--weights: there is no party `{name}`"),
                hint(name, &names, "parties"),
            ));
        };
        if given[party].is_some() {
            return Err(Failure::input(format!("--weights gives `{name}` twice")));
        }
        given[party] = match number.parse::<f64>() {
            Ok(weight) if (0.0..=1e6).contains(&weight) => Some(weight),
            _ => {
                return Err(Failure::input(format!(
                    "--weights: `{number}` is no weight: it is a number from 0 to 1000000"
                )));
            }
        };
    }
    if let Some(party) = given.iter().position(Option::is_none) {
        return Err(Failure::advised(
            format!("--weights names no weight for `{}`", names[party]),
            "every party needs one; those that count alike have the same",
        ));
    }
    let weights: Vec<f64> = given.into_iter().flatten().collect();
    if weights.iter().all(|weight| *weight == 0.0) {
        return Err(Failure::input("--weights are all 0: somebody must count"));
    }
    Ok(weights)
}

/// The agreement of the run in the file at `path`, or else each party's last offer.
///
/// # Errors
/// Where it cannot be read, is no such file, or is of other talks.
pub(super) fn of_run(talks: &Talks, path: &Path) -> Result<Vec<(Origin, Package)>, Failure> {
    let name = name_of(path);
    let help = "it is what `wasit run FILE --json` prints";
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::advised(format!("cannot read {name}: {}", reason(&error)), help))?;
    let run: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::advised(format!("{name} is no JSON: {error}"), help))?;
    let Some(trace) = run.get("trace").and_then(Value::as_array) else {
        return Err(Failure::advised(format!("{name} is no run: it has no list `trace`"), help));
    };
    if let Some(agreement) = run.get("agreement").filter(|agreement| agreement.is_object()) {
        return Ok(vec![(Origin::Agreed, package_of(talks, agreement, &name)?)]);
    }
    let mut last: Vec<Option<&Value>> = vec![None; talks.parties.len()];
    for entry in trace.iter().filter(|entry| entry.get("act").and_then(Value::as_str) == Some("offer")) {
        let party = entry.get("seat").and_then(Value::as_str).and_then(|seat| talks.find_party(seat));
        if let (Some(party), Some(package)) = (party, entry.get("package")) {
            last[party] = Some(package);
        }
    }
    let starts: Vec<(Origin, Package)> = last
        .iter()
        .enumerate()
        .filter_map(|(party, package)| {
            package.map(|found| Ok((Origin::LastOffer(party), package_of(talks, found, &name)?)))
        })
        .collect::<Result<_, Failure>>()?;
    if starts.is_empty() {
        return Err(Failure::advised(
            format!("in {name} none of the parties of these talks made an offer"),
            "name the package with --from ISSUE=VALUE,…",
        ));
    }
    Ok(starts)
}

fn package_of(talks: &Talks, found: &Value, file: &str) -> Result<Package, Failure> {
    let other = |what: String| {
        Failure::advised(
            format!("{file} is a run of other talks: {what}"),
            "give the file of the talks that were run",
        )
    };
    talks
        .space
        .issues()
        .iter()
        .map(|issue| {
            let text = found.get(&issue.name).and_then(Value::as_str);
            let text = text.ok_or_else(|| other(format!("an offer has no value for `{}`", issue.name)))?;
            issue.values.find(text).ok_or_else(|| other(format!("`{text}` is no value of `{}`", issue.name)))
        })
        .collect()
}
