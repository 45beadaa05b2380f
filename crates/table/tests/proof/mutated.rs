//! Acts as somebody might send them who means no good: lines of real talks, with something in them changed.

use serde_json::{Value, json};

use crate::dice::Dice;
use crate::fuzzed::{Count, Line, survives};
use crate::talks::Talks;

/// The acts of random talks, beginning with those that convene.
fn lines(seed: u64, acts: usize) -> Vec<String> {
    let mut talks = Talks::begin(Dice::of(seed));
    let parties = ["iran", "usa", "e3"].map(|seat| json!({ "seat": seat, "title": seat }));
    let at = talks.now;
    let mut lines = vec![
        json!({ "who": "oman/head", "at": at, "act": { "do": "convene", "title": "T", "mediator": "M", "parties": parties } }),
    ];
    for seat in ["iran", "usa"] {
        let invite = json!({ "do": "invite", "seat": seat, "head": "head" });
        lines.push(json!({ "who": "oman/head", "at": at, "act": invite }));
        lines.push(json!({ "who": format!("{seat}/head"), "at": at, "act": { "do": "accept_invitation" } }));
    }
    let mut lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    for _ in 0..acts {
        let (who, act, _) = talks.step();
        lines.push(serde_json::to_string(&Line { who, at: talks.now, act: Some(act) }).unwrap());
    }
    lines
}

/// All values that stand somewhere in a line, by their paths.
fn pointers(value: &Value, here: String, found: &mut Vec<String>) {
    match value {
        Value::Array(values) => {
            for (nth, value) in values.iter().enumerate() {
                pointers(value, format!("{here}/{nth}"), found);
            }
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| pointers(value, format!("{here}/{key}"), found));
        }
        _ => {}
    }
    found.push(here);
}

/// Changes something: a value for one from elsewhere, the order, a byte.
fn mutate(dice: &mut Dice, lines: &mut Vec<String>) {
    let at = dice.below(lines.len());
    let other = dice.below(lines.len());
    match dice.below(8) {
        0 => lines.swap(at, other),
        1 => {
            let line = lines[other].clone();
            lines.insert(at, line);
        }
        2 => drop(lines.remove(at)),
        3 => {
            let mut bytes = lines[at].clone().into_bytes();
            let byte = dice.below(bytes.len());
            bytes[byte] ^= 1 << dice.below(7);
            lines[at] = String::from_utf8_lossy(&bytes).replace('\n', " ");
        }
        _ => {
            let parsed = |line: &String| serde_json::from_str::<Value>(line).ok();
            let (Some(mut value), Some(from)) = (parsed(&lines[at]), parsed(&lines[other])) else { return };
            let (mut here, mut there) = (Vec::new(), Vec::new());
            pointers(&value, String::new(), &mut here);
            pointers(&from, String::new(), &mut there);
            let (Some(to), Some(of)) = (dice.one(&here).cloned(), dice.one(&there).cloned()) else { return };
            // Mostly a value that stood under the same name, so that it still is an act.
            let last = to.rsplit('/').next().unwrap_or_default();
            let alike: Vec<&String> = there.iter().filter(|path| path.ends_with(last)).collect();
            let of = if dice.chance(70) { dice.one(&alike).map_or(of, |path| (*path).clone()) } else { of };
            let with = match dice.below(12) {
                0 => json!(0),
                1 => json!(u32::MAX),
                2 => json!(""),
                3 => json!("\u{202e}\u{0}ä".repeat(9)),
                4 => json!([]),
                _ => from.pointer(&of).cloned().unwrap_or_default(),
            };
            *value.pointer_mut(&to).unwrap() = with;
            lines[at] = value.to_string();
        }
    }
}

/// As many runs of the shared function as asked for, over lines and over chance; says how much came through.
fn run(seeds: std::ops::Range<u64>) -> Count {
    let mut sum = Count::default();
    for seed in seeds {
        let mut dice = Dice::of(seed);
        let mut lines = lines(seed, 60 + dice.below(200));
        let many = lines.len() / 3;
        for _ in 0..dice.below(many) {
            mutate(&mut dice, &mut lines);
        }
        let chance: Vec<u8> = (0..dice.below(6000)).map(|_| dice.below(256) as u8).collect();
        for bytes in [lines.join("\n").as_bytes(), &chance] {
            let count = survives(bytes);
            sum = Count { done: sum.done + count.done, refused: sum.refused + count.refused };
        }
    }
    sum
}

#[test]
fn no_sequence_of_acts_does_harm() {
    let count = run(0..25);
    println!("{count:?}");
    assert!(count.done > 500 && count.refused > 500, "{count:?}");
}

#[test]
#[ignore = "takes long"]
fn no_sequence_of_acts_does_harm_for_long() {
    println!("{:?}", run(1000..1100));
}

#[test]
fn bytes_that_are_no_acts() {
    for bytes in
        [&b""[..], b"{", b"{}\n{}", b"{\xff\xfe", b"{\"who\":\"a/b\",\"at\":\"2025-01-01T00:00:00Z\"}"]
    {
        assert_eq!(survives(bytes), Count::default());
    }
}
