//! Laws of the record, over random talks.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "support/masked.rs"]
mod masked;
mod talks;

use masked::masked;
use proptest::prelude::*;
use serde_json::{Value, json};
use talks::{
    IRAN, ORIGIN, Step, at, bytes_signed_anew, fingerprint, json_of, key, record_of, salts, signed_anew,
    whole,
};
use wasit_record::{Findings, Place, Record, compare, verify};

const NAMES: &[&str] = &["joint", "room/iran", "room/us", "team"];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (prop::sample::select(NAMES), 1_usize..4).prop_map(|(name, events)| Step::Act(name.to_owned(), events)),
        1 => Just(Step::Moment),
    ];
    prop::collection::vec(step, 1..25)
}

fn verified(record: &Record, compartments: &[&str]) -> Findings {
    let bytes = record.case_file("someone", compartments).to_bytes();
    verify(&bytes, &fingerprint()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whoever changes a bit has no key: something is found, wherever the bit stands.
    #[test]
    fn a_flipped_bit_is_found(at: prop::sample::Index, bit in 0_u8..8) {
        let mut bytes = whole().case_file("iran/araghchi", IRAN).to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(verify(&bytes, &fingerprint()).is_err(), "byte {at}, bit {bit}");
    }

    /// Even the service itself, which can sign the file anew, changes no bit unseen: but for the name of the person, which is
    /// its own to say.
    #[test]
    fn a_flipped_bit_is_found_without_the_signature_on_the_file(at: prop::sample::Index, bit in 0_u8..8) {
        let mut bytes = whole().case_file("iran/araghchi", IRAN).to_bytes();
        let name = b"\"iran/araghchi\",\"compartments";
        let person = bytes.windows(name.len()).position(|window| window == name).unwrap();
        let at = at.index(bytes.len());
        prop_assume!(!(person..person + 15).contains(&at));
        bytes[at] ^= 1 << bit;
        if let Some(bytes) = bytes_signed_anew(&bytes) {
            let end = bytes.len() - 90;
            let same = bytes[..end] == whole().case_file("iran/araghchi", IRAN).to_bytes()[..end];
            prop_assert_eq!(verify(&bytes, &fingerprint()).is_err(), !same, "byte {}, bit {}", at, bit);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Everybody's file verifies, whatever happened, and all agree; a record that was kept goes on as if it had not been.
    #[test]
    fn whatever_happens_verifies(steps in steps()) {
        let record = record_of(&steps);
        let (one, other) = (verified(&record, &["joint", "room/iran"]), verified(&record, &["joint", "room/us", "team"]));
        let agreement = compare(&[("one", &one), ("other", &other)]).unwrap();
        prop_assert_eq!(agreement.moments, one.moments);
        prop_assert_eq!(agreement.compartments.get("joint").copied().unwrap_or_default(), record.len("joint"));

        let kept: Record = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
        let files = |record: &Record| record.case_file("someone", NAMES).to_bytes();
        prop_assert_eq!(files(&kept), files(&record));
        let (mut kept, mut record) = (kept, record);
        for record in [&mut kept, &mut record] {
            record.append("team", &[json!({"at": at(99)})], &mut salts()).unwrap();
            record.seal(&at(100), &mut salts()).unwrap();
        }
        prop_assert_eq!(files(&kept), files(&record));
    }

    /// An older file and a newer one agree on all that the older one has.
    #[test]
    fn a_file_is_the_beginning_of_a_later_one(steps in steps(), cut: prop::sample::Index) {
        let earlier = record_of(&steps[..cut.index(steps.len())]);
        let (earlier, later) = (verified(&earlier, NAMES), verified(&record_of(&steps), NAMES));
        let agreement = compare(&[("earlier", &earlier), ("later", &later)]).unwrap();
        prop_assert_eq!(agreement.moments, earlier.moments);
    }

    /// The service writes a compartment anew with heads of its own, changed somewhere: a moment that covers the change stands against it,
    /// and another's file in any case.
    #[test]
    fn a_history_that_is_written_anew_is_found(
        steps in steps(), name in prop::sample::select(NAMES), at: prop::sample::Index, how in 0..4,
    ) {
        let record = record_of(&steps);
        prop_assume!(record.len(name) > 0);
        let at = at.index(usize::try_from(record.len(name)).unwrap());
        let mut events: Vec<Value> = record.events(name).collect();
        let acts: Vec<usize> = record.heads(name).scan(0, |before, head| {
            let size = head.size() - std::mem::replace(before, head.size());
            Some(usize::try_from(size).unwrap())
        }).collect();
        match how {
            0 => events[at]["kind"] = json!("threat"),
            1 => drop(events.remove(at)),
            2 => events.insert(at, events[at].clone()),
            _ => {
                // Dated back, as far as the event before allows.
                let earlier = at.checked_sub(1).map_or_else(|| json!(talks::at(0)), |before| events[before]["at"].clone());
                prop_assume!(events[at]["at"] != earlier);
                events[at]["at"] = earlier;
            }
        }
        let mut forged = Record::open(ORIGIN, key()).unwrap();
        let mut rest = &events[..];
        for act in acts {
            let (now, later) = rest.split_at(act.min(rest.len()));
            if !now.is_empty() {
                forged.append(name, now, &mut salts()).unwrap();
            }
            rest = later;
        }
        if !rest.is_empty() {
            forged.append(name, rest, &mut salts()).unwrap();
        }
        let mut file = json_of(&record, "someone", NAMES);
        let new = json_of(&forged, "someone", &[name])["compartments"].get(0).cloned();
        let compartments = file["compartments"].as_array_mut().unwrap();
        let old = compartments.iter().position(|old| old["name"] == name).unwrap();
        match new {
            Some(new) => compartments[old] = new,
            None => drop(compartments.remove(old)),
        }
        let honest = verified(&record, NAMES);
        let covered = honest.compartments.iter().find(|held| held.compartment == name).unwrap().covered;
        match verify(&signed_anew(&file), &fingerprint()) {
            Err(_) => {}
            Ok(findings) => {
                prop_assert!(at as u64 >= covered, "event {at} of {covered} that are covered");
                // What no moment covers yet: another who was on the roster has the other history. To drop the newest event is no
                // contradiction, and said to be none.
                let shorter = how == 1 && at + 1 == usize::try_from(record.len(name)).unwrap();
                let doubled_last = how == 2 && at + 1 == usize::try_from(record.len(name)).unwrap();
                let compared = compare(&[("forged", &findings), ("honest", &honest)]);
                if !shorter && !doubled_last {
                    let faults = compared.unwrap_err();
                    let place = Place::Event { compartment: name.to_owned(), ordinal: at as u64 };
                    let doubled = Place::Event { compartment: name.to_owned(), ordinal: at as u64 + 1 };
                    prop_assert!(faults.iter().any(|fault| fault.place == place || fault.place == doubled), "{faults:?}");
                }
            }
        }
    }

    /// Two histories of which the service shows each to somebody: the talk log forks where they part.
    #[test]
    fn a_fork_is_found(steps in steps(), name in prop::sample::select(NAMES), at: prop::sample::Index) {
        let at = at.index(steps.len());
        let (mut one, mut other) = (steps.clone(), steps.clone());
        one.insert(at, Step::Act(name.to_owned(), 1));
        other.insert(at, Step::Act(name.to_owned(), 2));
        let moments = steps[at..].iter().filter(|step| matches!(step, Step::Moment)).count();
        let before = steps.iter().filter(|step| matches!(step, Step::Moment)).count() - moments;
        prop_assume!(moments > 0);
        // They need not see the compartment in which the histories part.
        let seen: Vec<&str> = NAMES.iter().copied().filter(|other| *other != name).collect();
        let (one, other) = (verified(&record_of(&one), &seen[..1]), verified(&record_of(&other), &seen[1..]));
        let faults = compare(&[("one.json", &one), ("other.json", &other)]).unwrap_err();
        let fork = faults.iter().find(|fault| fault.what.contains("forks")).expect("the talk log forks");
        prop_assert!(matches!(&fork.place, Place::Checkpoint { nth, .. } if *nth == before as u64), "{fork}");
    }

    /// No bytes make the verifier panic, signed by the service or not.
    #[test]
    fn no_bytes_panic(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..40), 1..6),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        anew: bool,
    ) {
        let mut bytes = whole().case_file("iran/araghchi", IRAN).to_bytes();
        // Pieces of a file in other places of it, and other bytes here and there.
        for (from, to, length) in cuts {
            let from = from.index(bytes.len());
            let piece = bytes[from..bytes.len().min(from + length)].to_vec();
            let to = to.index(bytes.len());
            let end = bytes.len().min(to + length / 2);
            bytes.splice(to..end, piece);
        }
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let bytes = if anew { bytes_signed_anew(&bytes).unwrap_or(bytes) } else { bytes };
        if let Ok(findings) = verify(&bytes, &fingerprint()) {
            let _ = compare(&[("one", &findings), ("same", &findings)]).unwrap();
        }
    }

    /// The same, with the structure kept and values put where others were.
    #[test]
    fn no_structure_panics(moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..5)) {
        fn pointers(value: &Value, here: String, found: &mut Vec<String>) {
            match value {
                Value::Array(values) => {
                    for (nth, value) in values.iter().enumerate() {
                        pointers(value, format!("{here}/{nth}"), found);
                    }
                }
                Value::Object(object) => object.iter().for_each(|(key, value)| pointers(value, format!("{here}/{key}"), found)),
                _ => {}
            }
            found.push(here);
        }
        let mut file = json_of(&whole(), "iran/araghchi", IRAN);
        for (from, to) in moves {
            let mut all = Vec::new();
            pointers(&file, String::new(), &mut all);
            all.pop();
            let value = file.pointer(&all[from.index(all.len())]).unwrap().clone();
            *file.pointer_mut(&all[to.index(all.len())]).unwrap() = value;
        }
        // Where something else stands in the place of the signature, there is none to be made anew.
        file["signature"] = json!("");
        let _ = verify(&signed_anew(&file), &fingerprint());
        let _ = verify(file.to_string().as_bytes(), &fingerprint());
    }
}

/// What one seat's talks are like: its own acts and the moments, each with the private acts of others that come before.
type Private = Vec<Vec<(u8, usize)>>;

/// Holds the acts that all histories share, and at each gap what only others see.
fn with_private(shared: &[Step], private: &Private, names: &[String]) -> Record {
    let mut salts = salts();
    let mut record = Record::open(ORIGIN, key()).unwrap();
    for (nth, step) in (0_u32..).zip(shared) {
        for (minute, (name, events)) in (20 * nth..).zip(private.get(nth as usize).into_iter().flatten()) {
            let said = json!({"at": at(minute), "said": {"$content": "for few only"}});
            record
                .append(&names[usize::from(*name) % names.len()], &vec![said; *events], &mut salts)
                .unwrap();
        }
        let now = at(20 * nth + 19);
        match step {
            Step::Act(name, events) => {
                let events: Vec<Value> = (0..*events)
                    .map(|nth| json!({"at": now, "item": nth, "text": {"$content": nth}}))
                    .collect();
                record.append(name, &events, &mut salts).unwrap();
            }
            Step::Moment => drop(record.seal(&now, &mut salts).unwrap()),
        }
    }
    record
}

fn names(prefix: &'static str) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-z]{1,12}", 1..8)
        .prop_map(move |names| names.iter().map(|name| format!("{prefix}{name}")).collect())
}

fn private() -> impl Strategy<Value = Private> {
    prop::collection::vec(prop::collection::vec((any::<u8>(), 1_usize..4), 0..6), 0..12)
}

fn shared() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => (prop::sample::select(&["joint", "room/a", "delegation/a"][..]), 1_usize..3)
            .prop_map(|(name, events)| Step::Act(name.to_owned(), events)),
        1 => Just(Step::Moment),
    ];
    prop::collection::vec(step, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// Two talks that differ in what is private to B, in how many compartments, which, how much and when, give A files that differ in
    /// nothing but blinded roots, sibling hashes and signatures.
    #[test]
    fn a_case_file_says_nothing_of_others(
        shared in shared(), one in private(), other in private(), of_one in names("room/b/"), of_other in names("backchannel/b/"),
    ) {
        let seen = ["joint", "room/a", "delegation/a"];
        let one = with_private(&shared, &one, &of_one).case_file("a/head", &seen).to_bytes();
        let other = with_private(&shared, &other, &of_other).case_file("a/head", &seen).to_bytes();
        prop_assert_eq!(one.len(), other.len());
        prop_assert_eq!(masked(&one), masked(&other));
        prop_assert!(verify(&one, &fingerprint()).is_ok() && verify(&other, &fingerprint()).is_ok());
    }

    /// The same for a member of a delegation who is not on its back channel, whether there is one or not.
    #[test]
    fn a_back_channel_is_unseen_by_its_own_side(shared in shared(), acts in private(), of in names("backchannel/a/")) {
        let seen = ["joint", "room/a", "delegation/a"];
        let quiet = with_private(&shared, &Vec::new(), &of);
        let busy = with_private(&shared, &acts, &of);
        let file = |record: &Record| masked(&record.case_file("a/adviser", &seen).to_bytes());
        prop_assert_eq!(file(&quiet), file(&busy));
    }
}

/// What the mask hides is of chance: no two hashes of a file are the same, and none is one of another moment's. An empty part of the tree
/// of places that looked the same twice would tell that it is empty.
#[test]
fn nothing_beside_a_path_repeats() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let steps: Vec<Step> =
        (0..40).map(|nth| if nth % 4 == 3 { Step::Moment } else { talks::act("joint", 1) }).collect();
    let file = json_of(&record_of(&steps), "someone", &["joint"]);
    let mut seen = std::collections::HashSet::new();
    for moment in file["moments"].as_array().unwrap() {
        let path = STANDARD.decode(moment["places"][0]["path"].as_str().unwrap()).unwrap();
        assert_eq!(path.len(), 63 * 32);
        assert!(path.chunks(32).all(|hash| seen.insert(hash.to_vec())));
    }
    assert_eq!(seen.len(), 630);
}
