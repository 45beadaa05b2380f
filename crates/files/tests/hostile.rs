//! Nothing panics and nothing hangs, whatever the bytes.

#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use support::{folder, read_any, shown};

/// Reads, and shows what is wrong as the command would: neither may panic. The spans must lie in the text.
fn survives(bytes: &[u8]) {
    if let Err(problems) = read_any("hostile.yaml", bytes) {
        assert!(!problems.all().is_empty());
        for problem in problems.all() {
            assert!(problems.text().get(problem.span.clone()).is_some(), "{problem:?}");
            assert!(problem.line > 0 && problem.column > 0);
            assert_ne!(problem.message, "these talks cannot be read, and the reader does not know why");
        }
        assert!(problems.all().windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
        assert!(!shown(&problems).is_empty());
        assert!(!problems.to_string().is_empty());
    }
}

fn valid_files() -> Vec<Vec<u8>> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder("right")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// What talks files are made of, to be put together in any order.
const PIECES: &[&str] = &[
    "issues",
    "parties",
    "wants",
    "values",
    "range",
    "dates",
    "from",
    "to",
    "step",
    "red_lines",
    "together",
    "when",
    "adds",
    "table",
    "walk_away",
    "rounds",
    "legs",
    "date",
    "weight",
    "rising",
    "peak",
    "points",
    "linear",
    "worlds",
    "links",
    "set",
    "p",
    "any_of",
    "experts",
    "dist",
    "low",
    "likely",
    "high",
    "p10",
    "weights",
    "swing",
    "order",
    "mean",
    "strength",
    "holds",
    "<<",
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
    "!x ",
    "\"",
    "'",
    "|\n",
    ">\n",
    "#",
    "1",
    "0.5",
    "-",
    "1e99",
    "2025-01-01",
    "1 month",
    "true",
    "~",
    "é",
    "\u{feff}",
    "\t",
    "\r\n",
    "---\n",
    "...\n",
    "? ",
    "%YAML 1.2\n",
    "\\",
    "\0",
    "\u{85}",
    "\u{2028}",
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn changed_files(at in any::<prop::sample::Index>(), changes in prop::collection::vec(change(), 1..8)) {
        let files = valid_files();
        survives(&changed(files[at.index(files.len())].clone(), &changes));
    }

    #[test]
    fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        survives(pieces.concat().as_bytes());
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes);
    }
}
