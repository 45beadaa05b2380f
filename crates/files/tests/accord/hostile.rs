//! Nothing panics and nothing hangs, whatever the bytes.

use proptest::prelude::*;

use crate::fuzzed::{accord_survives, journal_survives};
use crate::support::{example, files, right};

/// What accords are made of, to be put together in any order.
const PIECES: &[&str] = &[
    "parties",
    "bodies",
    "calendar",
    "zone",
    "units",
    "milestones",
    "commitments",
    "reciprocity",
    "pathways",
    "powers",
    "steps",
    "must",
    "must_not",
    "by",
    "to",
    "measure",
    "unit",
    "at_most",
    "from",
    "until",
    "due",
    "every",
    "within",
    "breach",
    "cure",
    "start",
    "end",
    "seller",
    "buyer",
    "2026-01-01",
    "2026-02-30",
    "30 days after start",
    "3 months",
    "-1 day",
    "9999-12-31",
    "32767 years",
    "-32768 months before end",
    "2147483647 days",
    "-32768 years after start",
    "1e99",
    "0.1",
    "300 kg",
    "FREQ=DAILY;COUNT=99999",
    "{ earliest: [",
    "{ event: x }",
    "{ when: start, unless: ",
    "{ reached: ",
    "{ suspends: [",
    ": ",
    ":",
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    "- ",
    ", ",
    "{ ",
    " }",
    "[",
    "]",
    "&a ",
    "*a",
    "<<",
    "\"",
    "'",
    "|\n",
    "#",
    "~",
    "é",
    "\u{feff}",
    "\t",
    "\r\n",
    "---\n",
    "\\",
    "\0",
    "\u{85}",
    "null",
    "true",
    "{\"id\":\"a\",",
    "\"known\":\"2026-01-01T00:00:00Z\",",
    "\"at\":\"2026-01-01\",",
    "\"by\":\"buyer\",",
    "\"declared\":\"leaves\"}",
    "\"observed\":{\"commitment\":\"silence\",\"value\":\"1\"}}",
    "at,by,commitment,value\n",
    "2026-01-01,buyer,silence,1\n",
    "\"\"",
];

#[derive(Clone, Debug)]
enum Change {
    Delete(prop::sample::Index, usize),
    Insert(prop::sample::Index, &'static str),
    Byte(prop::sample::Index, u8),
    Repeat(prop::sample::Index, usize, prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<prop::sample::Index>(), 1_usize..40).prop_map(|(at, length)| Change::Delete(at, length)),
        (any::<prop::sample::Index>(), prop::sample::select(PIECES))
            .prop_map(|(at, piece)| Change::Insert(at, piece)),
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (any::<prop::sample::Index>(), 1_usize..200, any::<prop::sample::Index>())
            .prop_map(|(from, length, to)| Change::Repeat(from, length, to)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let size = bytes.len() + 1;
        match change {
            Change::Delete(at, length) => {
                let at = at.index(size);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Change::Insert(at, piece) => {
                let at = at.index(size);
                bytes.splice(at..at, piece.bytes());
            }
            Change::Byte(at, byte) => {
                let at = at.index(size);
                bytes.splice(at..at, [*byte]);
            }
            Change::Repeat(from, length, to) => {
                let from = from.index(size);
                let piece = bytes[from..(from + length).min(bytes.len())].to_vec();
                let to = to.index(size);
                bytes.splice(to..to, piece);
            }
        }
    }
    bytes
}

fn journals() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> =
        files("journals").into_iter().chain(files("batches")).map(|(_, bytes)| bytes).collect();
    all.push(std::fs::read(example("jcpoa/journal.jsonl")).unwrap());
    all
}

#[test]
fn every_fixture_survives() {
    for (_, text) in right() {
        accord_survives(text.as_bytes());
    }
    files("wrong").iter().for_each(|(_, bytes)| accord_survives(bytes));
    journals().iter().for_each(|bytes| journal_survives(bytes));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn changed_accords(at in any::<prop::sample::Index>(), changes in prop::collection::vec(change(), 1..6)) {
        let files = right();
        accord_survives(&changed(files[at.index(files.len())].1.clone().into_bytes(), &changes));
    }

    #[test]
    fn changed_journals(at in any::<prop::sample::Index>(), changes in prop::collection::vec(change(), 1..6)) {
        let files = journals();
        journal_survives(&changed(files[at.index(files.len())].clone(), &changes));
    }

    #[test]
    fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        accord_survives(pieces.concat().as_bytes());
        journal_survives(pieces.concat().as_bytes());
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        accord_survives(&bytes);
        journal_survives(&bytes);
    }
}
