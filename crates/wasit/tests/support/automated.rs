//! Scripts in which seats act by themselves.

use serde_json::Value;

use super::run_with_input;

/// A script of the shop's talks: who is automated, and what people do once all are invited.
pub(crate) fn shop(seats: &str, acts: &str) -> String {
    format!(
        "talks: shop.yaml
seats: {seats}
acts:
  - {{ at: 2025-04-12 10:00, by: broker/bea, do: convene, title: A shop, mediator: The broker, parties: [{{ seat: seller, title: The seller }}, {{ seat: buyer, title: The buyer }}] }}
  - {{ by: broker, do: invite, seat: seller, head: sal }}
  - {{ by: broker, do: invite, seat: buyer, head: bo }}
{acts}"
    )
}

/// Plays a script from standard input.
pub(crate) fn play(script: &str, rest: &[&str]) -> String {
    run_with_input(&[&["table", "play", "-"], rest].concat(), script)
}

/// The same as JSON, and the exit code.
pub(crate) fn played(script: &str, rest: &[&str]) -> (i32, Value) {
    let shown = play(script, &[rest, &["--json"]].concat());
    let (code, rest) = shown.split_once('\n').unwrap();
    let rest = rest.strip_prefix("--- out\n").unwrap_or_else(|| panic!("{shown}"));
    let out = rest.split("--- err").next().unwrap();
    let json = serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {shown}"));
    (code.strip_prefix("exit: ").unwrap().parse().unwrap(), json)
}

/// The events of a kind in a compartment.
pub(crate) fn events<'v>(log: &'v Value, kind: &str) -> Vec<&'v Value> {
    log["log"].as_array().unwrap().iter().filter(|event| event["event"] == kind).collect()
}

/// What was agreed.
pub(crate) fn agreement(play: &Value) -> Option<Value> {
    events(&play["view"]["joint"], "agreement_reached").first().map(|event| event["package"].clone())
}
