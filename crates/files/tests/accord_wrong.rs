//! Wrong accords and journals, with what is said of them. Every file of `accord_wrong/` has its messages as a snapshot; its
//! journals are held against `pier.accord` there.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use support::shown;
use wasit_accord::Ledger;
use wasit_files::{Source, read_accord, read_journal};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accord_wrong")
}

fn files(extension: &str) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
        .iter()
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn every_wrong_accord_is_refused_with_its_messages() {
    let all = files("yaml");
    assert!(all.len() >= 30);
    for (name, bytes) in all {
        let problems = match read_accord(&Source { name: &format!("{name}.yaml"), bytes: &bytes }) {
            Ok(_) => panic!("{name} was read"),
            Err(problems) => problems,
        };
        for problem in problems.all() {
            assert!(problem.help.is_some(), "{name}: {problem} says no remedy");
        }
        insta::assert_snapshot!(format!("accord_{name}"), shown(&problems));
    }
}

#[test]
fn what_is_wrong_in_a_journal_is_named_and_the_rest_is_used() {
    let pier = fs::read(folder().join("pier.accord")).unwrap();
    let accord = Arc::new(read_accord(&Source { name: "pier.yaml", bytes: &pier }).unwrap());
    for (name, bytes) in files("jsonl") {
        let mut ledger = Ledger::new(Arc::clone(&accord));
        let journal = read_journal(&bytes);
        let mut said: Vec<(usize, String)> =
            journal.set_aside.iter().map(|line| (line.line, line.to_string())).collect();
        for (line, entry) in journal.entries {
            if let Err(error) = ledger.add(entry) {
                said.push((line, format!("line {line}: {error}; {}", error.help())));
            }
        }
        said.sort();
        let said: Vec<String> = said.into_iter().map(|(_, said)| said).collect();
        let text = format!("{}\nused: {}", said.join("\n"), ledger.len());
        insta::assert_snapshot!(format!("journal_{name}"), text.trim_start());
    }
}
