//! What is said to programs and by them, between JSON and the model.

use serde_json::{Map, Value, json};
use wasit_model::{DiscountPer, Drift, Factor, Package, Space, ValueIndex, ValueSet};
use wasit_report::json::{number, package};
use wasit_search::Side;

use crate::files::nearest;

/// The characters that are quoted of what a program said.
const QUOTED_MAX: usize = 120;

/// What a program said, fit to be quoted in a sentence.
pub(super) fn shortened(said: &str) -> String {
    let said = said.trim();
    let shown: String = said.chars().take(QUOTED_MAX).map(|c| if c.is_control() { '?' } else { c }).collect();
    let dots = if said.chars().nth(QUOTED_MAX).is_some() { " ..." } else { "" };
    format!("`{shown}{dots}`")
}

/// The issues with all their values, in the file's order.
pub(super) fn issues(space: &Space) -> Value {
    let describe = |issue: &wasit_model::Issue| {
        let indices = 0..issue.values.len() as u32;
        let label = |index: u32| Value::from(issue.values.label(index as ValueIndex));
        let numbers = indices.clone().map(|index| issue.values.number(index as ValueIndex));
        let numbers: Option<Vec<f64>> = numbers.collect();
        json!({
            "name": issue.name,
            "title": issue.title,
            "unit": issue.unit,
            "description": issue.description,
            "values": indices.map(label).collect::<Value>(),
            "numbers": numbers,
        })
    };
    space.issues().iter().map(describe).collect()
}

/// One side's own preferences: tables by issue and value, factors, red lines, walk-away, discount.
pub(super) fn preferences(side: &Side) -> Value {
    let (space, own) = (side.space(), side.preferences());
    let labels = |issue: usize, set: &ValueSet| -> Value {
        let values = &space.issues()[issue].values;
        let inside = set.iter().enumerate().filter(|(_, inside)| **inside);
        inside.map(|(at, _)| Value::from(values.label(at as ValueIndex))).collect()
    };
    let condition = |clauses: &[(usize, ValueSet)]| -> Value {
        clauses.iter().map(|(at, set)| (space.issues()[*at].name.clone(), labels(*at, set))).collect()
    };
    let table = |(issue, worths): (&wasit_model::Issue, &Vec<f64>)| {
        let cells = worths.iter().enumerate();
        let by_label =
            cells.map(|(at, &worth)| (issue.values.label(at as ValueIndex).into_owned(), number(worth)));
        (issue.name.clone(), by_label.collect::<Value>())
    };
    let factor = |factor: &Factor| match factor {
        Factor::Table(factor) => {
            let scope: Vec<&str> = factor.scope.iter().map(|&at| space.issues()[at].name.as_str()).collect();
            json!({"issues": scope, "table": factor.table})
        }
        Factor::Box(factor) => {
            json!({"where": condition(&factor.clauses), "utility": number(factor.utility)})
        }
    };
    let red_line =
        |line: &wasit_model::RedLine| json!({"words": line.words, "where": condition(&line.clauses)});
    let drift = own.walk_away().drift.map(|drift| match drift {
        Drift::To(to) => json!({"to": number(to)}),
        Drift::PerDay(by) => json!({"per_day": number(by)}),
        Drift::PerLeg(by) => json!({"per_leg": number(by)}),
    });
    let discount = own.discount().map(|discount| {
        let per = match discount.per {
            DiscountPer::Day => "day",
            DiscountPer::Leg => "leg",
            DiscountPer::Talks => "talks",
        };
        json!({"factor": discount.factor, "per": per, "walk_away_too": discount.walk_away_too})
    });
    json!({
        "tables": space.issues().iter().zip(own.open_tables()).map(table).collect::<Value>(),
        "factors": own.factors().iter().map(factor).collect::<Value>(),
        "red_lines": own.red_lines().iter().map(red_line).collect::<Value>(),
        "walk_away": number(own.walk_away().start),
        "drift": drift,
        "discount": discount,
        "best": side.best().map(|best| json!({"package": package(space, &best.package), "utility": best.utility})),
        "least": number(side.least_utility()),
    })
}

/// The object that a program said.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(super) fn object(said: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(said) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("it is no JSON object".to_owned()),
        Err(_) => Err("it is no JSON".to_owned()),
    }
}

/// The text under `key`.
///
/// # Errors
/// That there is none.
pub(super) fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Result<&'a str, String> {
    object.get(key).and_then(Value::as_str).ok_or_else(|| format!("it has no text under `{key}`"))
}

/// The package under `key`: an object from every issue to one of its values, which may be text or numbers.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(super) fn package_under(
    object: &Map<String, Value>,
    key: &str,
    space: &Space,
) -> Result<Package, String> {
    let given = object
        .get(key)
        .and_then(Value::as_object)
        .ok_or_else(|| format!("it has no package under `{key}`: an object from issues to values"))?;
    let names = || space.issues().iter().map(|issue| issue.name.as_str());
    if let Some(name) = given.keys().find(|name| space.find(name).is_none()) {
        let hint = nearest(name, names()).map(|near| format!(", but `{near}`")).unwrap_or_default();
        return Err(format!("there is no issue {}{hint}", shortened(name)));
    }
    let value_of = |issue: &wasit_model::Issue| {
        let value =
            given.get(&issue.name).ok_or_else(|| format!("its package leaves `{}` open", issue.name))?;
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        issue.values.find(&text).ok_or_else(|| format!("`{}` cannot be {}", issue.name, shortened(&text)))
    };
    space.issues().iter().map(value_of).collect()
}

#[cfg(test)]
mod tests {
    use wasit_model::{Issue, Values};

    use super::*;

    fn space() -> Space {
        let issue = |name: &str, values| Issue {
            name: name.to_owned(),
            title: name.to_owned(),
            unit: None,
            description: None,
            values,
        };
        let words = Values::categorical(vec!["yes".to_owned(), "no".to_owned()]).unwrap();
        Space::new(vec![issue("deal", words), issue("price", Values::integers(10, 30, 10).unwrap())]).unwrap()
    }

    #[track_caller]
    fn check(said: &str, expect: Result<&[ValueIndex], &str>) {
        let got = object(said).and_then(|object| package_under(&object, "package", &space()));
        assert_eq!(got.as_deref().map_err(String::as_str), expect, "{said}");
    }

    #[test]
    fn packages_are_read_with_texts_and_numbers() {
        check(r#"{"package": {"price": 20, "deal": "no"}}"#, Ok(&[1, 1]));
        check(r#"{"package": {"deal": "yes", "price": "30"}}"#, Ok(&[0, 2]));
        check(r#"{"package": {"deal": "yes", "price": 30.0}}"#, Ok(&[0, 2]));
    }

    #[test]
    fn what_is_wrong_with_a_package_is_said() {
        check("yes", Err("it is no JSON"));
        check("[]", Err("it is no JSON object"));
        check("{}", Err("it has no package under `package`: an object from issues to values"));
        check(r#"{"package": {"deal": "yes"}}"#, Err("its package leaves `price` open"));
        check(r#"{"package": {"deal": "yes", "price": 35}}"#, Err("`price` cannot be `35`"));
        check(r#"{"package": {"deal": "yes", "prize": 30}}"#, Err("there is no issue `prize`, but `price`"));
        check(r#"{"package": {"deal": {}, "price": 30}}"#, Err("`deal` cannot be `{}`"));
    }

    #[test]
    fn long_sayings_are_quoted_in_part_and_without_control_characters() {
        assert_eq!(shortened("a\u{1b}[2J\n"), "`a?[2J`");
        assert_eq!(shortened(&"x".repeat(500)).len(), QUOTED_MAX + 6);
    }
}
