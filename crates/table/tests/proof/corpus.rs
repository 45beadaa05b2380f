//! Every event that was ever released can be read for ever, and is written as it was: the record holds hashes of its bytes.
//!
//! `tests/corpus/v1/KIND.jsonl` has events of each kind, one a line, with every field somewhere filled and somewhere left out, and with
//! contents that were erased; `v1/talks/` has all events of whole talks. They were made once, from real talks, and no test writes them.
//!
//! Where [`what_talks_write_today_is_in_the_corpus`] fails, a kind is new or has a field more. What it writes now belongs into a further
//! folder, made from the lines that the message shows: `v2/KIND.jsonl`, with the new kinds or fields and nothing else. It is read as
//! `v1` is. The folders that are there stay as they are: a field that is added is optional, and left out where it is empty, so that an
//! older event is still written to the byte as it was.
//!
//! `tests/corpus/views/` has what each seat's head saw of these talks. Its events are left out, and a view may say more than it did
//! then: what it said, it still says. Where a rule of what views say is changed for good reasons, the commit that does so changes these
//! files: what they should be lies where the message says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use wasit_table::{Compartment, Event, Id, Kind, Table, View, Who};

use crate::dice::Dice;
use crate::scenes::SCENES;
use crate::talks::{Talks, difference};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

/// The files of a folder, by their names without the ending.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths
        .filter(|path| path.is_file())
        .map(|path| (name(&path), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// The folders of versions, oldest first.
fn versions() -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder("")).unwrap().map(|entry| entry.unwrap().path());
    let is_version = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok())
    };
    let mut versions: Vec<PathBuf> = paths.filter(is_version).collect();
    versions.sort();
    assert!(!versions.is_empty());
    versions
}

/// All lines of the corpus, with where they stand.
fn lines() -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for version in versions() {
        for (name, text) in files(&version).into_iter().chain(files(&version.join("talks"))) {
            assert!(text.ends_with('\n'), "{name} is cut");
            lines.extend(
                (1..).zip(text.lines()).map(|(nth, line)| (format!("{name}:{nth}"), line.to_owned())),
            );
        }
    }
    lines
}

fn read(place: &str, line: &str) -> Event {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{place}: {error}\n{line}"))
}

#[test]
fn what_was_released_is_read_and_written_as_it_was() {
    let lines = lines();
    assert!(lines.len() > 600, "{} lines", lines.len());
    for (place, line) in &lines {
        let event = read(place, line);
        // As the record commits to it, and as a store may write it.
        assert_eq!(serde_json::to_value(&event).unwrap().to_string(), *line, "{place}");
        assert_eq!(serde_json::to_string(&event).unwrap(), *line, "{place}");
    }
    assert!(lines.iter().any(|(_, line)| line.contains("$erased")));
}

#[test]
fn every_kind_has_its_file() {
    let mut there = BTreeSet::new();
    for version in versions() {
        for (name, text) in files(&version) {
            assert!(Kind::NAMES.contains(&name.as_str()), "{name} is no kind of event any more");
            for line in text.lines() {
                assert_eq!(read(&name, line).kind.name(), name);
            }
            there.insert(name);
        }
    }
    let missing: Vec<&&str> = Kind::NAMES.iter().filter(|name| !there.contains(**name)).collect();
    assert!(missing.is_empty(), "no version has {missing:?}");
}

/// Whatever a record holds, in whatever order, is taken over without a panic: who keeps it may be hostile.
#[test]
fn events_out_of_place_do_no_harm() {
    let begun = Talks::begin(Dice::of(3)).table;
    let who: Vec<Who> = ["oman/head", "iran/head", "usa/adviser"].map(|who| who.parse().unwrap()).into();
    let mut lines = lines();
    let mut dice = Dice::of(5);
    let mut taken = 0;
    for _ in 0..3 {
        let mut table = begun.clone();
        let mut views: Vec<View> = who.iter().map(|who| View::of(who, table.events()).unwrap()).collect();
        let mut lengths: BTreeMap<Compartment, u32> = BTreeMap::new();
        for event in table.events() {
            lengths.insert(event.id.place.clone(), event.id.number);
        }
        let mut now = table.events().last().unwrap().at;
        for (place, line) in &lines {
            let mut event = read(place, line);
            if matches!(event.kind, Kind::Convened(_)) {
                continue;
            }
            let number = lengths.get(&event.id.place).copied().unwrap_or_default() + 1;
            now = now.max(event.at);
            event.id = Id::new(event.id.place.clone(), number);
            event.at = now;
            views.iter_mut().for_each(|view| view.take(&Arc::new(event.clone())));
            let place = event.id.place.clone();
            // A compartment that is none of these talks takes nothing, and stays at its first number.
            if table.follow(event).is_ok() {
                let known = begun.events().iter().any(|event| event.id.place == place)
                    || table
                        .events()
                        .last()
                        .is_some_and(|last| matches!(last.kind, Kind::BackchannelOpened(_)))
                    || lengths.contains_key(&place);
                if known {
                    lengths.insert(place, number);
                }
                taken += 1;
            }
        }
        for at in (1..lines.len()).rev() {
            lines.swap(at, dice.below(at + 1));
        }
        views.iter().for_each(|view| assert!(serde_json::to_string(view).is_ok()));
        let _ = table.tick(now + jiff::SignedDuration::from_hours(24 * 1000));
    }
    assert!(taken > 900, "{taken} were taken over");
}

/// Keys under which names of issues and values stand.
const MAPS: [&str; 10] =
    ["package", "packages[]", "issues", "standing", "never", "when", "if", "then", "$content", "*"];

/// Which fields an event has, which of its lists are empty, and of what kind each value is.
fn shape(path: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let last = path.rsplit('.').next().unwrap_or_default();
            // A content of text or of a package is both.
            let is_map = MAPS.contains(&last)
                && !(last == "$content" && fields.keys().all(|key| FIELDS.contains(&key.as_str())))
                && !(last == "*" && fields.contains_key("$content"));
            for (key, value) in fields {
                shape(&format!("{path}.{}", if is_map { "*" } else { key }), value, found);
            }
        }
        Value::Array(values) => {
            found.insert(format!("{path}[{}]", if values.is_empty() { "" } else { "…" }));
            values.iter().for_each(|value| shape(&format!("{path}[]"), value, found));
        }
        leaf => {
            let kind = match leaf {
                Value::String(_) => "text",
                Value::Number(_) => "number",
                Value::Bool(_) => "yes or no",
                _ => "nothing",
            };
            found.insert(format!("{path}: {kind}"));
        }
    }
}

/// The fields of contents that are no packages.
const FIELDS: [&str; 12] = [
    "text",
    "attachments",
    "packages",
    "conditions",
    "issues",
    "walk_away",
    "red_lines",
    "together",
    "package",
    "standing",
    "sequence",
    "words",
];

fn shapes_of(event: &Event) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    shape(event.kind.name(), &serde_json::to_value(event).unwrap(), &mut found);
    found
}

#[test]
fn what_talks_write_today_is_in_the_corpus() {
    let known: BTreeSet<String> =
        lines().iter().flat_map(|(place, line)| shapes_of(&read(place, line))).collect();
    let mut new: BTreeMap<String, String> = BTreeMap::new();
    for seed in 60..66 {
        let mut talks = Talks::begin(Dice::of(seed));
        let mut seen = 0;
        for step in 0..600 {
            if step % 70 == 0 {
                talks.scene(step / 70 % SCENES);
            }
            drop(talks.step());
            for event in &talks.table.events()[seen..] {
                for shape in shapes_of(event).difference(&known) {
                    new.entry(shape.clone()).or_insert_with(|| serde_json::to_string(&**event).unwrap());
                }
            }
            seen = talks.table.events().len();
        }
    }
    assert!(new.is_empty(), "written today, and in no version of the corpus: {new:#?}");
}

/// A view without its events.
fn told(view: &View) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("log");
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(view).unwrap();
    strip(&mut value);
    value
}

/// What was said and is not, or is otherwise; what is said besides is no matter.
fn contradiction(path: &str, then: &Value, now: &Value) -> Option<String> {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => then.iter().find_map(|(key, then)| {
            contradiction(&format!("{path}.{key}"), then, now.get(key).unwrap_or(&Value::Null))
        }),
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            (then.iter().zip(now).enumerate())
                .find_map(|(at, (then, now))| contradiction(&format!("{path}[{at}]"), then, now))
        }
        _ => (then != now).then(|| format!("{path}: {then} then, and {now} now")),
    }
}

#[test]
fn whole_talks_are_replayed_to_what_they_were() {
    let mut heads = 0;
    for version in versions() {
        for (name, text) in files(&version.join("talks")) {
            let events: Vec<Event> = text.lines().map(|line| read(&name, line)).collect();
            let table = Table::replay(events).unwrap_or_else(|error| panic!("{name}: {error}"));
            let actors: BTreeSet<&Who> =
                table.events().iter().filter_map(|event| event.by.as_ref()).collect();
            for who in actors {
                let Some(sight) = table.sight(who) else { continue };
                let view = View::of(who, table.events()).unwrap();
                let seen = view.sight().unwrap();
                assert!(seen.joint() == sight.joint(), "{}", difference(seen.joint(), sight.joint()));
                assert!(seen.delegation() == sight.delegation());
                let now = told(&view);
                let file = format!("{name}.{}-{}.json", who.seat, who.member);
                let then = std::fs::read_to_string(folder("views").join(&file)).ok();
                let then = then.map(|text| serde_json::from_str::<Value>(&text).unwrap());
                let wrong = match &then {
                    Some(then) => contradiction("", then, &now),
                    None => Some("it is not there".to_owned()),
                };
                if let Some(wrong) = wrong {
                    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&file);
                    std::fs::write(&made, format!("{now}\n")).unwrap();
                    panic!("{file}: {wrong}; {} is what is told today", made.display());
                }
                heads += 1;
            }
        }
    }
    assert!(heads > 15, "{heads} views");
}
