//! Whether both programs did the same.

use std::collections::HashMap;

use serde_json::Value;

use super::requests::Request;

/// How far utilities may lie apart: Wasit holds them on a grid.
const NEAR: f64 = 1e-9;

/// Compares what came out.
///
/// # Errors
/// In what they differ.
pub(super) fn compare(request: &Request, negmas: &Value, wasit: &Value) -> Result<String, String> {
    match request {
        Request::Session { .. } => session(negmas, wasit),
        Request::Analysis { .. } => analysis(negmas, wasit),
        Request::Tournament { .. } => tournament(negmas, wasit),
        Request::Load { .. } => same("packages", negmas, wasit).map(|()| "the same space".to_owned()),
        Request::StartUp => Ok(String::new()),
    }
}

fn same(key: &str, negmas: &Value, wasit: &Value) -> Result<(), String> {
    let (theirs, ours) = (&negmas[key], &wasit[key]);
    if theirs == ours && !theirs.is_null() {
        Ok(())
    } else {
        Err(format!("{key}: {theirs} in NegMAS, {ours} in Wasit"))
    }
}

/// Whether two values hold the same numbers in the same places, or nearly so.
fn near(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| near(one, other))
        }
        (Value::Number(one), Value::Number(other)) => {
            matches!((one.as_f64(), other.as_f64()), (Some(one), Some(other)) if (one - other).abs() < NEAR)
        }
        _ => one == other,
    }
}

fn session(negmas: &Value, wasit: &Value) -> Result<String, String> {
    same("agreement", negmas, wasit)?;
    same("offers", negmas, wasit)?;
    if !near(&negmas["utilities"], &wasit["utilities"]) {
        return Err(format!("utilities: {} in NegMAS, {} in Wasit", negmas["utilities"], wasit["utilities"]));
    }
    Ok(format!("{} offers, same agreement", wasit["offers"]))
}

fn analysis(negmas: &Value, wasit: &Value) -> Result<String, String> {
    if wasit["exact"] != Value::Bool(true) {
        return Err("Wasit's frontier is not exact".to_owned());
    }
    let sizes = [negmas, wasit].map(|answer| answer["frontier"].as_array().map_or(0, Vec::len));
    if sizes[0] != sizes[1] || sizes[0] == 0 {
        return Err(format!("points of the frontier: {} in NegMAS, {} in Wasit", sizes[0], sizes[1]));
    }
    if !near(&negmas["frontier"], &wasit["frontier"]) {
        return Err("the points of the frontiers differ".to_owned());
    }
    for name in ["nash", "kalai_smorodinsky", "kalai", "welfare"] {
        let (theirs, ours) = (&negmas["solutions"][name], &wasit["solutions"][name]);
        if !near(theirs, ours) || theirs.as_array().is_none_or(Vec::is_empty) {
            return Err(format!("{name}: {theirs} in NegMAS, {ours} in Wasit"));
        }
    }
    Ok(format!("{} points, same frontier and solutions", sizes[0]))
}

/// Strategies that play the same rule in both programs and draw nothing; a MiCRO only against another, since NegMAS's
/// draws what it repeats.
fn comparable(pair: [&str; 2]) -> bool {
    let certain =
        |name: &str| matches!(name, "boulware" | "linear" | "conceder" | "time:exponent=10" | "tough");
    pair == ["micro", "micro"] || pair.into_iter().all(certain)
}

fn tournament(negmas: &Value, wasit: &Value) -> Result<String, String> {
    same("talks", negmas, wasit)?;
    let outcomes = |answer: &Value| {
        let read = |outcome: &Value| {
            let pair = [outcome["pair"][0].as_str()?, outcome["pair"][1].as_str()?];
            let key = format!("{} {} {}", outcome["scenario"].as_str()?, pair[0], pair[1]);
            comparable(pair).then(|| (key, outcome["utilities"].clone()))
        };
        let all = answer["outcomes"].as_array();
        all.into_iter().flatten().filter_map(read).collect::<HashMap<String, Value>>()
    };
    let (theirs, ours) = (outcomes(negmas), outcomes(wasit));
    if theirs.len() != ours.len() || ours.is_empty() {
        return Err(format!("talks to compare: {} in NegMAS, {} in Wasit", theirs.len(), ours.len()));
    }
    let mut differ: Vec<String> = theirs
        .iter()
        .filter_map(|(key, utilities)| {
            let other = ours.get(key).unwrap_or(&Value::Null);
            (!near(utilities, other)).then(|| format!("{key}: {utilities} in NegMAS, {other} in Wasit"))
        })
        .collect();
    differ.sort();
    if let Some(first) = differ.first() {
        return Err(format!("{} of {} comparable talks differ; {first}", differ.len(), ours.len()));
    }
    let mean = |answer: &Value| answer["rounds"].as_f64().unwrap_or(f64::NAN);
    Ok(format!(
        "same end in all {} comparable talks; of all, {} and {} agreed, in {:.0} and {:.0} rounds on average",
        ours.len(),
        negmas["agreed"],
        wasit["agreed"],
        mean(negmas),
        mean(wasit),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(what: fn(&Value, &Value) -> Result<String, String>, one: &Value, other: &Value, expect: &str) {
        let said = what(one, other).unwrap_or_else(|why| why);
        assert!(said.starts_with(expect), "{said}");
    }

    #[test]
    fn sessions_are_the_same_in_agreement_offers_and_utilities() {
        let one = json!({ "agreement": ["a", "b"], "offers": 3, "utilities": [0.5, 0.25] });
        let with = |key: &str, value: Value| {
            let mut other = one.clone();
            other[key] = value;
            other
        };
        check(session, &one, &one, "3 offers, same agreement");
        check(session, &one, &with("utilities", json!([0.5, 0.25 + 1e-12])), "3 offers, same agreement");
        check(session, &one, &with("utilities", json!([0.5, 0.26])), "utilities: ");
        check(session, &one, &with("offers", json!(4)), "offers: 3 in NegMAS, 4 in Wasit");
        check(session, &one, &with("agreement", Value::Null), "agreement: ");
        check(session, &with("agreement", Value::Null), &with("agreement", Value::Null), "agreement: ");
    }

    #[test]
    fn analyses_are_the_same_in_every_point() {
        let points = json!([[0.25, 0.75], [0.5, 0.5]]);
        let solutions = json!({ "nash": [[0.5, 0.5]], "kalai_smorodinsky": [[0.5, 0.5]], "kalai": [[0.5, 0.5]],
            "welfare": [[0.25, 0.75], [0.5, 0.5]] });
        let one = json!({ "exact": true, "frontier": points, "solutions": solutions });
        check(analysis, &one, &one, "2 points, same frontier");
        let mut other = one.clone();
        other["solutions"]["welfare"] = json!([[0.25, 0.75]]);
        check(analysis, &one, &other, "welfare: ");
        other = one.clone();
        other["frontier"] = json!([[0.5, 0.5]]);
        check(analysis, &one, &other, "points of the frontier: 2 in NegMAS, 1 in Wasit");
        other["frontier"] = json!([[0.25, 0.75], [0.5, 0.501]]);
        check(analysis, &one, &other, "the points of the frontiers differ");
        other["exact"] = json!(false);
        check(analysis, &one, &other, "Wasit's frontier is not exact");
    }

    #[test]
    fn talks_of_a_tournament_are_compared_where_nothing_is_drawn() {
        let talk = |first: &str, second: &str, utilities: Value| json!({ "scenario": "s-1", "pair": [first, second], "utilities": utilities });
        let of =
            |outcomes: Vec<Value>| json!({ "talks": 2, "agreed": 1, "rounds": 9.0, "outcomes": outcomes });
        let one =
            of(vec![talk("boulware", "tough", json!([0.5, 1.0])), talk("micro", "random", Value::Null)]);
        let random =
            of(vec![talk("boulware", "tough", json!([0.5, 1.0])), talk("micro", "random", json!([1, 1]))]);
        let other = of(vec![talk("boulware", "tough", Value::Null), talk("micro", "random", Value::Null)]);
        check(tournament, &one, &random, "same end in all 1 comparable talks");
        check(
            tournament,
            &one,
            &other,
            "1 of 1 comparable talks differ; s-1 boulware tough: [0.5,1.0] in NegMAS",
        );
        check(tournament, &of(vec![]), &of(vec![]), "talks to compare: 0");
    }
}
