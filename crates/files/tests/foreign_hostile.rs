//! Nothing panics and nothing hangs, whatever the bytes of a scenario's files.

#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use support::{folder, shown};
use wasit_files::by_format::{
    is_genius_domain, is_geniusweb_domain, read_genius, read_geniusweb, write_genius, write_geniusweb,
};
use wasit_files::{Evaluations, Problems, ReadOptions, Scenario, Source, Written};
use wasit_model::Talks;

type Reader = fn(&[Source<'_>], &ReadOptions) -> Result<Scenario, Vec<Problems>>;
type Writer = fn(&Talks) -> Written;

/// Reads, and shows what is wrong as the command would, or writes what was read: none may panic. Spans must lie in
/// their texts, and what was read must be sound.
fn survives(files: &[Vec<u8>], read: Reader, writers: &[Writer]) {
    let names = ["domain", "one", "two"];
    let sources: Vec<Source<'_>> =
        files.iter().zip(names).map(|(bytes, name)| Source { name, bytes }).collect();
    for evaluations in [Evaluations::Normalised, Evaluations::Raw] {
        match read(&sources, &ReadOptions { evaluations }) {
            Ok(scenario) => {
                scenario.talks.check().unwrap();
                let first = scenario.talks.space.first();
                for party in &scenario.talks.parties {
                    assert!(party.preferences.utility(&first).is_finite());
                }
                for write in writers {
                    assert_eq!(write(&scenario.talks).files.len(), 1 + scenario.talks.parties.len());
                }
            }
            Err(all) => {
                assert!(!all.is_empty());
                for problems in &all {
                    assert!(!problems.all().is_empty());
                    for problem in problems.all() {
                        assert!(problems.text().get(problem.span.clone()).is_some(), "{problem:?}");
                        assert!(problem.line > 0 && problem.column > 0);
                        assert!(!problem.message.contains("does not know why"), "{:?}", problems.text());
                    }
                    assert!(!shown(problems).is_empty());
                }
            }
        }
    }
}

/// What the files are made of, to be put in anywhere.
const PIECES: &[&str] = &[
    "<issue ",
    "</issue>",
    "<item ",
    "/>",
    ">",
    "<",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE a [",
    "]>",
    "<!ENTITY x 'y'>",
    "<?xml version='1.0' encoding='UTF-16'?>",
    "&amp;",
    "&x;",
    "&#0;",
    "&#x1F600;",
    "&",
    "\"",
    "'",
    "index=\"1\" ",
    "name=\"\" ",
    "value=\"x\" ",
    "evaluation=\"1e99\" ",
    "evaluation=\"-1\"",
    "lowerbound=\"0\" ",
    "upperbound=\"1e12\" ",
    "type=\"real\" ",
    "<objective index=\"1\">",
    "</objective>",
    "<weight index=\"1\" value=\"0\"/>",
    "<utility maxutility=\"1\"><ufun>",
    "</ufun></utility>",
    "<hyperRectangle utility=\"1\">",
    "</hyperRectangle>",
    "<EXCLUDES index=\"3\" min=\"0\" max=\"9\"/>",
    "<evaluator ftype=\"triangular\" parameter0=\"1\" ",
    "parameter1=\"1\" ",
    "<reservation value=\"1\"/>",
    "<discount_factor value=\"0.5\"/>",
    "\u{feff}",
    "\0",
    "\u{85}",
    "é",
    "\r\n",
    "\t",
    " ",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "1e5",
    "-",
    "0.5",
    "\\u00e9",
    "\\ud800",
    "\"values\"",
    "\"range\"",
    "\"a\":1",
    "\"low\"",
    "[1,2,0.1]",
    "\"issuevalues\"",
    "\"numberutils\"",
    "\"discreteutils\"",
    "\"name\":\"x\",",
    "<<",
    "&a ",
    "*a",
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

const WRITERS: [Writer; 2] = [write_genius, write_geniusweb];

fn car(format: &str, ending: &str) -> Vec<Vec<u8>> {
    ["domain", "seller", "buyer"]
        .map(|name| std::fs::read(folder(format).join(format!("car/{name}.{ending}"))).unwrap())
        .to_vec()
}

/// A scenario of hyper-rectangles, and one whose ranges are real.
fn other_files() -> Vec<Vec<u8>> {
    let numbers = "<issue index='1' name='a' type='integer' lowerbound='0' upperbound='9'/>\
        <issue index='2' name='b' type='integer'><range lowerbound='-3' upperbound='3'/></issue>";
    let domain = format!(
        "<negotiation_template><utility_space><objective name='x'>{numbers}</objective></utility_space></negotiation_template>"
    );
    let boxes = format!(
        "<utility_space type='nonlinear'><objective>{numbers}<utility maxutility='10'><ufun weight='2' aggregation='sum'>\
         <hyperRectangle utility='3'><INCLUDES index='1' min='2' max='5'/><INCLUDES index='2' min='0' max='1'/></hyperRectangle>\
         <hyperRectangle utility='2'><EXCLUDES index='1' min='2' max='5'/></hyperRectangle></ufun></utility></objective></utility_space>"
    );
    let lines = "<utility_space><objective><issue index='1' name='a' type='integer' lowerbound='0' upperbound='9'>\
        <evaluator ftype='triangular' parameter0='0' parameter1='9' parameter2='4'/></issue>\
        <issue index='2' name='b' type='integer' lowerbound='-3' upperbound='3'><evaluator ftype='linear' offset='0' slope='0.1'/></issue>\
        <weight index='1' value='0.5'/><weight index='2' value='0.5'/></objective><reservation value='0.1'/></utility_space>";
    vec![domain.into_bytes(), boxes.into_bytes(), lines.as_bytes().to_vec()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn changed_xml(boxes in any::<bool>(), which in 0_usize..3, changes in prop::collection::vec(change(), 1..8)) {
        let mut files = if boxes { other_files() } else { car("genius", "xml") };
        files[which] = changed(files[which].clone(), &changes);
        survives(&files, read_genius, &WRITERS);
        let _ = is_genius_domain(&files[which]);
    }

    #[test]
    fn changed_json(which in 0_usize..3, changes in prop::collection::vec(change(), 1..8)) {
        let mut files = car("geniusweb", "json");
        files[which] = changed(files[which].clone(), &changes);
        survives(&files, read_geniusweb, &WRITERS);
        let _ = is_geniusweb_domain(&files[which]);
    }

    #[test]
    fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let bytes = pieces.concat().into_bytes();
        survives(std::slice::from_ref(&bytes), read_genius, &WRITERS);
        survives(&[bytes], read_geniusweb, &WRITERS);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = (is_genius_domain(&bytes), is_geniusweb_domain(&bytes));
        survives(std::slice::from_ref(&bytes), read_genius, &WRITERS);
        survives(&[bytes], read_geniusweb, &WRITERS);
    }
}
