//! Folders of NegMAS and NegoLog: what right ones mean, what is said of wrong ones, and that what is written comes back.

#![allow(clippy::unwrap_used)]

#[path = "support/random.rs"]
mod random;
mod support;

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use random::{Chance, Kinds, Wants};
use support::{folder, shown};
use wasit_files::{
    Format, Problems, ReadOptions, Scenario, Source, StrategyNames, read_scenario, recognise, write_scenario,
};
use wasit_model::{Package, Talks, ValueIndex};

type Files = Vec<(String, Vec<u8>)>;

fn read(files: &Files) -> Result<Scenario, Vec<Problems>> {
    let sources: Vec<Source<'_>> = files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let names = StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) };
    read_scenario(&sources, &ReadOptions::default(), &names)
}

/// The files of a folder, by name.
fn files_in(path: &Path) -> Files {
    let last = path.file_name().unwrap().to_str().unwrap();
    let mut files: Files = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = format!("{last}/{}", path.file_name().unwrap().to_str().unwrap());
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn folders_in(path: &Path) -> Vec<(String, Files)> {
    let mut folders: Vec<(String, Files)> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), files_in(&path))
        })
        .collect();
    folders.sort();
    folders
}

fn all_shown(problems: &[Problems]) -> String {
    problems.iter().map(shown).collect::<Vec<_>>().join("\n")
}

fn refused(name: &str, files: &Files) -> String {
    all_shown(&read(files).expect_err(name))
}

/// A scenario in a few lines: who wants what of every package of a small space.
fn told(scenario: &Scenario) -> String {
    let talks = &scenario.talks;
    let mut text = format!("{} ({:?}), {} legs\n", talks.title, scenario.format, talks.legs());
    scenario.assumed.iter().for_each(|assumed| writeln!(text, "assumed: {assumed}").unwrap());
    for party in &talks.parties {
        let preferences = &party.preferences;
        writeln!(text, "{}, walk-away {}", party.name, preferences.walk_away().start).unwrap();
        for (issue, table) in talks.space.issues().iter().zip(preferences.tables()) {
            let worths = table
                .iter()
                .enumerate()
                .map(|(at, worth)| format!("{} {:.6}", issue.values.label(at as ValueIndex), worth));
            writeln!(text, "  {}: {}", issue.name, worths.collect::<Vec<_>>().join(", ")).unwrap();
        }
        preferences.factors().iter().for_each(|factor| writeln!(text, "  {factor:?}").unwrap());
    }
    text
}

#[test]
fn right_folders() {
    for format in ["negmas", "negolog"] {
        for (name, files) in folders_in(&folder(format).join("right")) {
            let scenario = read(&files).unwrap_or_else(|problems| panic!("{}", all_shown(&problems)));
            insta::assert_snapshot!(format!("{format}_{name}"), told(&scenario));
        }
    }
}

#[test]
fn every_wrong_folder_is_refused_with_its_messages() {
    for format in ["negmas", "negolog"] {
        for (name, files) in folders_in(&folder(format).join("wrong")) {
            insta::assert_snapshot!(format!("wrong_{format}_{name}"), refused(&name, &files));
        }
    }
}

fn file(name: &str, text: &str) -> (String, Vec<u8>) {
    (name.to_owned(), text.as_bytes().to_vec())
}

const TALKS: &str = "issues: { a: { values: [x] } }
parties: { p: { wants: { a: { values: { x: 1 } } } }, q: { wants: { a: { values: { x: 1 } } } } }
";

#[test]
fn files_that_do_not_go_together() {
    let negmas = files_in(&folder("negmas").join("right/functions"));
    let negolog = files_in(&folder("negolog").join("right/flat"));
    let mut text = String::new();
    let mut refuse = |files: &Files| {
        text.push_str(&refused("files that do not go together", files));
        text.push('\n');
    };
    refuse(&negmas.iter().chain(&negolog).cloned().collect());
    refuse(&vec![file("x/a.yaml", TALKS), file("x/b.yaml", TALKS)]);
    refuse(&vec![file("x/README", "none"), file("x/y", "none")]);
    refuse(&vec![]);
    refuse(&vec![file("page.html", "<!DOCTYPE html><p>")]);
    refuse(&vec![file("other.json", "{\"a\": [1]}")]);
    refuse(&vec![negmas[0].clone()]);
    refuse(&vec![negmas[1].clone()]);
    refuse(&vec![negolog[0].clone()]);
    insta::assert_snapshot!(text);
}

#[test]
fn one_talks_file_among_others_is_read() {
    let files = vec![file("x/README", "none"), file("x/t.yaml", TALKS), file("x/p.svg", "<svg/>")];
    let scenario = read(&files).unwrap();
    assert_eq!((scenario.format, scenario.talks.title.as_str()), (Format::Talks, "t"));
    assert_eq!(recognise(TALKS.as_bytes()), Some(Format::Talks));
    assert_eq!(recognise(b"issues: {}\ntype: DiscreteCartesianOutcomeSpace\n"), Some(Format::NegMas));
    assert_eq!(recognise(b""), None);
}

/// The same issues, and the same utility of every package, to rounding.
fn means_the_same(talks: &Talks, again: &Talks, packages: &[Package]) -> Result<(), TestCaseError> {
    let labels = |talks: &Talks| -> Vec<(String, Vec<String>)> {
        let issue = |issue: &wasit_model::Issue| {
            let all = (0..issue.values.len()).map(|at| issue.values.label(at as ValueIndex).into_owned());
            (issue.name.clone(), all.collect())
        };
        talks.space.issues().iter().map(issue).collect()
    };
    prop_assert_eq!(labels(talks), labels(again));
    prop_assert_eq!(talks.parties.len(), again.parties.len());
    for (one, other) in talks.parties.iter().zip(&again.parties) {
        for package in packages {
            let (mine, theirs) = (one.preferences.utility(package), other.preferences.utility(package));
            // Every part is rounded to the grid, and other parts may have another.
            let parts =
                |of: &wasit_model::Preferences| of.grid() * (of.tables().len() + of.factors().len()) as f64;
            let most = parts(&one.preferences) + parts(&other.preferences);
            prop_assert!((mine - theirs).abs() <= most, "{} is not {}", theirs, mine);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn negmas_comes_back(numbers in prop::collection::vec(any::<u32>(), 0..400)) {
        let mut chance = Chance::new(&numbers);
        let parties = 2 + chance.under(2);
        let mut talks = random::plain_talks(&mut chance, parties, Kinds::All, Wants::All);
        for party in &mut talks.parties {
            let lines: Vec<_> = party.preferences.red_lines().to_vec();
            if !lines.is_empty() || party.preferences.discount().is_some() {
                let (old, space) = (&party.preferences, &talks.space);
                party.preferences = wasit_model::Preferences::new(
                    space, old.open_tables().to_vec(), old.factors().to_vec(), vec![], old.walk_away(), None,
                ).unwrap();
            }
        }
        let written = write_scenario(&talks, Format::NegMas);
        for lost in &written.lost {
            prop_assert!(lost.contains("days") || lost.contains("walk-away"), "{}", lost);
        }
        let again = read(&written.files).unwrap_or_else(|problems| panic!("{}", all_shown(&problems)));
        prop_assert_eq!(again.format, Format::NegMas);
        prop_assert_eq!(&again.talks.title, &talks.title);
        means_the_same(&talks, &again.talks, &random::packages(&mut chance, &talks.space))?;
        for (one, other) in talks.parties.iter().zip(&again.talks.parties) {
            prop_assert_eq!(&one.name, &other.name);
            prop_assert_eq!(one.preferences.walk_away().start, other.preferences.walk_away().start);
        }
        // What was read from the format is written without loss, and stays what it is.
        let twice = write_scenario(&again.talks, Format::NegMas);
        prop_assert_eq!(&twice.lost, &[""; 0]);
        prop_assert_eq!(read(&twice.files).unwrap().talks, again.talks);
    }

    #[test]
    fn negolog_comes_back(numbers in prop::collection::vec(any::<u32>(), 0..200)) {
        let mut chance = Chance::new(&numbers);
        let mut talks = random::plain_talks(&mut chance, 2, Kinds::Words, Wants::Additive);
        for (party, name) in talks.parties.iter_mut().zip(["profileA", "profileB"]) {
            party.name = name.to_owned();
            party.title = name.to_owned();
        }
        let written = write_scenario(&talks, Format::NegoLog);
        prop_assert_eq!(&written.lost, &[""; 0]);
        let again = read(&written.files).unwrap_or_else(|problems| panic!("{}", all_shown(&problems)));
        prop_assert_eq!(again.format, Format::NegoLog);
        means_the_same(&talks, &again.talks, &random::packages(&mut chance, &talks.space))?;
        for (one, other) in talks.parties.iter().zip(&again.talks.parties) {
            let (one, other) = (one.preferences.walk_away().start, other.preferences.walk_away().start);
            prop_assert!(one == other || one == f64::NEG_INFINITY);
        }
    }
}

#[test]
fn what_the_formats_cannot_say() {
    let bytes = support::right("everything.yaml");
    let talks = support::read_any("everything.yaml", &bytes).unwrap();
    insta::assert_snapshot!(write_scenario(&talks, Format::NegMas).lost.join("\n"));
    insta::assert_snapshot!(write_scenario(&talks, Format::NegoLog).lost.join("\n"));
}

/// Reads, and shows what is wrong as the command would: neither may panic. The spans must lie in the text.
fn survives(files: &Files) {
    for (_, bytes) in files {
        let _ = recognise(bytes);
    }
    let Err(all) = read(files) else { return };
    assert!(!all.is_empty());
    for problems in &all {
        assert!(!problems.all().is_empty());
        for problem in problems.all() {
            assert!(problems.text().get(problem.span.clone()).is_some(), "{problem:?}");
            assert!(!problem.message.contains("the reader does not know why"), "{problem:?}");
        }
        assert!(!shown(problems).is_empty());
    }
}

/// What files are made of, to be put in anywhere.
const PIECES: &[&str] = &[
    "type",
    ": ",
    "\n",
    "\n- ",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "null",
    "-.inf",
    "1e99",
    "0.5",
    "-1",
    "TableFun",
    "AffineFun",
    "LinearAdditiveUtilityFunction",
    "HyperRectangleUtilityFunction",
    "mapping",
    "issues",
    "!!python/tuple ",
    "!!python/object:x ",
    "&a ",
    "*a",
    "<<: *a",
    "? ",
    "\\u",
    "\u{feff}",
    "é",
    "\t",
    "\0",
    "#",
    "65536",
    "values",
    "weights",
    "\"issueWeights\": {}",
    "|\n",
    "---\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_folders_do_not_panic(
        which in any::<prop::sample::Index>(),
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..12), 1..6),
    ) {
        let mut all: Vec<(String, Files)> = Vec::new();
        for format in ["negmas", "negolog"] {
            all.extend(folders_in(&folder(format).join("right")));
            all.extend(folders_in(&folder(format).join("wrong")));
        }
        let (_, mut files) = all.swap_remove(which.index(all.len()));
        let at = file.index(files.len());
        let bytes = &mut files[at].1;
        for (place, piece, cut) in &changes {
            let start = place.index(bytes.len() + 1);
            let end = (start + cut).min(bytes.len());
            let piece = PIECES[piece.index(PIECES.len())];
            bytes.splice(start..end, piece.bytes());
        }
        survives(&files);
    }
}

#[test]
fn hostile_files() {
    let space =
        "type: DiscreteCartesianOutcomeSpace\nissues:\n- {name: a, type: ContiguousIssue, values: [0, 9]}\n";
    let side = "type: ConstUtilityFunction\nvalue: 1\n";
    let with =
        |odd: String| vec![file("d.yml", space), file("a.yml", side), ("b.yml".to_owned(), odd.into_bytes())];
    let mut text = String::new();
    let mut bomb = "type: LinearAdditiveUtilityFunction\na: &a [1,1,1,1,1,1,1,1,1,1]\n".to_owned();
    for (name, before) in ["b", "c", "d", "e", "f", "g"].into_iter().zip(["a", "b", "c", "d", "e", "f"]) {
        bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 10].join(",")));
    }
    for odd in [
        bomb,
        format!("type: ConstUtilityFunction\nvalue: {}\n", "[".repeat(10_000)),
        format!("type: ConstUtilityFunction\n#{}", "x".repeat(5 << 20)),
        format!("{{\"issueWeights\": {{}}, \"issues\": {}", "[".repeat(10_000)),
    ] {
        let told = refused("hostile", &with(odd.clone()));
        text.push_str(&told);
        text.push('\n');
        survives(&with(odd));
    }
    let deep = format!("{{\"issueWeights\": {{}}, \"issues\": {}", "[".repeat(10_000));
    text.push_str(&refused("deep", &vec![file("x/a.json", &deep), file("x/b.json", &deep)]));
    insta::assert_snapshot!(text);
}
