//! Journals that are damaged: what is none is named and set aside, and the rest is used.

use proptest::prelude::*;
use wasit_files::{Journal, read_journal};

use crate::support::example;

fn journal() -> Vec<u8> {
    std::fs::read(example("jcpoa/journal.jsonl")).unwrap()
}

fn ids(journal: &Journal) -> Vec<&str> {
    journal.entries.iter().map(|(_, entry)| &*entry.id).collect()
}

#[test]
fn a_torn_line_is_set_aside_and_the_rest_is_used() {
    let bytes = journal();
    let whole = read_journal(&bytes);
    // Cut anywhere: what stood before the cut is used.
    for cut in 1..bytes.len() {
        let part = read_journal(&bytes[..cut]);
        let complete = bytes[..cut].iter().filter(|&&byte| byte == b'\n').count();
        assert_eq!(part.entries[..], whole.entries[..part.entries.len()]);
        assert!(part.entries.len() == complete || part.entries.len() == complete + 1, "cut at {cut}");
        assert!(part.set_aside.iter().all(|line| line.is_torn && line.line == complete + 1), "cut at {cut}");
    }
    let mut damaged = bytes.clone();
    let second = damaged.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    damaged[second] = b'x';
    let part = read_journal(&damaged);
    assert_eq!(part.entries.len() + 1, whole.entries.len());
    assert_eq!((part.set_aside[0].line, part.set_aside[0].is_torn), (2, false));
}

#[test]
fn line_ends_marks_and_empty_lines_change_nothing() {
    let bytes = journal();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let whole = read_journal(&bytes);
    for other in [
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
        text.trim_end().to_owned(),
        text.replace('\n', "\n\n \t\n"),
        format!("\r\n{text}\r\n"),
    ] {
        let read = read_journal(other.as_bytes());
        assert_eq!(ids(&read), ids(&whole));
        assert_eq!(read.set_aside, []);
    }
}

#[test]
fn zeros_at_the_end_are_what_did_not_reach_the_disk() {
    let mut bytes = journal();
    let whole = read_journal(&bytes);
    let last = whole.entries.len() + 1;
    bytes.extend([0; 4096]);
    let torn = read_journal(&bytes);
    assert_eq!(torn.entries, whole.entries);
    assert_eq!((torn.set_aside[0].line, torn.set_aside[0].is_torn), (last, true));
    // Then somebody wrote on.
    bytes.push(b'\n');
    bytes.extend(journal().split_inclusive(|&byte| byte == b'\n').next().unwrap());
    let on = read_journal(&bytes);
    assert_eq!(on.entries.len(), whole.entries.len() + 1);
    assert_eq!(
        on.set_aside[0].to_string(),
        format!("line {last} is set aside: it is filled with zeros: what was written did not reach the disk")
    );
    let latin = [b"{\"id\":\"caf\xe9\"}\n".as_slice(), &journal()].concat();
    let latin = read_journal(&latin);
    assert_eq!(latin.set_aside[0].why, "byte 11 of it is not UTF-8");
    assert_eq!(latin.entries.len(), whole.entries.len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    /// Damage to one line costs that line alone.
    #[test]
    fn damage_costs_its_own_line(at in any::<prop::sample::Index>(), byte: u8, many in 1_usize..30) {
        let bytes = journal();
        let whole = read_journal(&bytes);
        let at = at.index(bytes.len());
        let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let mut damaged = bytes.clone();
        for byte_at in damaged.iter_mut().skip(at).take(many).take_while(|at| **at != b'\n') {
            *byte_at = if byte == b'\n' { 0 } else { byte };
        }
        let read = read_journal(&damaged);
        let others = |journal: &Journal| -> Vec<String> {
            journal.entries.iter().filter(|(at, _)| *at != line).map(|(_, entry)| entry.id.to_string()).collect()
        };
        prop_assert_eq!(others(&read), others(&whole));
        prop_assert!(read.set_aside.iter().all(|aside| aside.line == line));
        for aside in &read.set_aside {
            prop_assert!(!aside.why.chars().any(char::is_control), "{:?}", aside.why);
        }
    }
}
