//! `wasit simulate` and `wasit explain`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use support::{shown, talks, wasit};
use tempfile::TempDir;

/// A folder with talks that are roughly known.
fn ground() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["roughly.yaml", "shop.yaml"] {
        fs::copy(talks().join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// Runs the command in `folder`, whose name is not shown.
fn run_in(folder: &Path, arguments: &[&str]) -> String {
    shown(&wasit(arguments).current_dir(folder).output().unwrap())
}

fn quietly(folder: &Path, arguments: &[&str]) {
    let output = wasit(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", shown(&output));
}

fn json_in(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = wasit(arguments).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", shown(&output)))
}

/// What is asked for where draws are made in parts: three chunks of a block each, the last one short.
const ASKED: [&str; 5] = ["roughly.yaml", "--draws", "8500", "--compare", "mediator=bridge"];

fn with<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<&'a str> {
    [before, &ASKED, after].concat()
}

#[test]
fn the_answer_comes_in_words() {
    let folder = ground();
    let said = run_in(folder.path(), &["simulate", "roughly.yaml", "--draws", "3000"]);
    for part in [
        "exit: 0",
        "A shop and its supplier, roughly known",
        "3,000 draws",
        "The probability of a deal in force is",
        "is ignorance of the preferences",
        "no possible deal",
        "What these figures cannot say",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn every_draw_is_a_row() {
    let folder = ground();
    let arguments =
        ["simulate", "roughly.yaml", "--draws", "40", "--csv", "rows.csv", "--compare", "rounds=1", "-q"];
    quietly(folder.path(), &arguments);
    let table = fs::read_to_string(folder.path().join("rows.csv")).unwrap();
    let mut lines = table.lines();
    insta::assert_snapshot!(lines.next().unwrap().replace(',', "\n"), @"
    draw
    world
    seller.walk_away
    seller.wants.price.weight
    seller.red_lines.price.holds
    seller.strategy
    buyer.walk_away
    margin
    walk_away/seller
    walk_away/buyer
    best_joint
    blocker
    blockage
    class
    round
    legs
    deal/price
    deal/delivery
    utility/seller
    utility/buyer
    class/2
    round/2
    legs/2
    deal/price/2
    deal/delivery/2
    utility/seller/2
    utility/buyer/2
    rounds=1/class
    rounds=1/round
    rounds=1/legs
    rounds=1/deal/price
    rounds=1/deal/delivery
    rounds=1/utility/seller
    rounds=1/utility/buyer
    rounds=1/class/2
    rounds=1/round/2
    rounds=1/legs/2
    rounds=1/deal/price/2
    rounds=1/deal/delivery/2
    rounds=1/utility/seller/2
    rounds=1/utility/buyer/2
    ");
    assert_eq!(lines.count(), 40);
}

#[test]
fn the_same_bytes_for_any_shards_threads_and_folders() {
    let folder = ground();
    let path = folder.path();
    let read = |name: &str| fs::read(path.join(name)).unwrap();
    for (jobs, sample, table) in [("1", "one.parquet", "one.csv"), ("3", "three.parquet", "three.csv")] {
        quietly(path, &with(&["simulate"], &["--jobs", jobs, "--sample", sample, "--csv", table, "-q"]));
    }
    assert!(read("one.parquet") == read("three.parquet"));
    assert!(read("one.csv") == read("three.csv"));

    insta::assert_snapshot!(run_in(path, &with(&["simulate", "plan"], &["--out", "parts"])), @"
    exit: 0
    --- out
    8500 draws in 3 chunks: parts/plan.json
    Make them with `wasit simulate run parts`, in parts with --shard 1/N to N/N, then `wasit simulate merge parts`.
    ");
    insta::assert_snapshot!(run_in(path, &["simulate", "run", "parts", "--shard", "2/2", "--jobs", "2"]), @"
    exit: 0
    --- out
    2 chunks made, 0 were there already; 3 in all.
    ");
    insta::assert_snapshot!(run_in(path, &["simulate", "merge", "parts"]), @"
    exit: 2
    --- err
    error: 1 of 3 chunks are not there yet; the first is parts/chunk-000.parquet
      help: make what is missing: wasit simulate run parts
    ");
    insta::assert_snapshot!(run_in(path, &["simulate", "run", "parts"]), @"
    exit: 0
    --- out
    1 chunks made, 2 were there already; 3 in all.
    ");
    quietly(path, &["simulate", "merge", "parts", "-q"]);
    assert!(read("parts/sample.parquet") == read("one.parquet"));

    // The same command through a folder goes on where the parts were, and ends with the same.
    let before = fs::metadata(path.join("parts/chunk-001.parquet")).unwrap().modified().unwrap();
    fs::remove_file(path.join("parts/chunk-002.parquet")).unwrap();
    fs::remove_file(path.join("parts/sample.parquet")).unwrap();
    let answers = read("parts/answers.json");
    quietly(path, &with(&["simulate"], &["--out", "parts", "-q"]));
    assert_eq!(fs::metadata(path.join("parts/chunk-001.parquet")).unwrap().modified().unwrap(), before);
    assert!(read("parts/sample.parquet") == read("one.parquet"));
    assert!(read("parts/answers.json") == answers);
    let left: Vec<String> = fs::read_dir(path.join("parts"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("chunk-"))
        .collect();
    assert_eq!(left.len(), 3, "no half-written file is left: {left:?}");
}

#[test]
fn a_stored_sample_is_explained_alike() {
    let folder = ground();
    let path = folder.path();
    let asked = ["--what-would-it-take", "0.9", "--json"];
    let first = ["simulate", "roughly.yaml", "--draws", "2500", "--sample", "a.parquet"];
    let mut now = json_in(path, &[&first, &asked[..]].concat());
    let mut later = json_in(path, &[&["explain", "a.parquet"], &asked[..]].concat());
    assert_eq!(now["command"], "wasit simulate roughly.yaml --draws 2500 --replicates 2 --seed 1");
    assert_eq!(later["command"], "wasit explain a.parquet");
    for answers in [&mut now, &mut later] {
        answers.as_object_mut().unwrap().remove("command");
    }
    assert_eq!(now, later);
    let keys: Vec<&str> = now.as_object().unwrap().keys().map(String::as_str).collect();
    insta::assert_snapshot!(keys.join(" "), @"wasit file sha256 title seed draws replicates cautions assumed limits inputs outcomes contents course gains comparisons curves tornado effects failures successes blockers asking home inverse");
    insta::assert_snapshot!(format!("{:#}", now["inputs"][0]), @r#"
    {
      "path": "seller.walk_away",
      "unit": "",
      "group": "walk-away of The seller",
      "note": {
        "path": "seller.walk_away",
        "why": "another customer has asked",
        "source": "a trade paper",
        "confidence": "low"
      }
    }
    "#);
    // The same draws with more of them begin alike: a sample is a prefix.
    quietly(path, &["simulate", "roughly.yaml", "--draws", "40", "--csv", "few.csv", "-q"]);
    quietly(path, &["simulate", "roughly.yaml", "--draws", "90", "--csv", "more.csv", "-q"]);
    let rows = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    assert!(rows("more.csv").starts_with(&rows("few.csv")));
}

#[test]
fn drawing_stops_when_it_is_known_well_enough() {
    let folder = ground();
    let path = folder.path();
    let draws = |asked: &[&str]| {
        let always = ["simulate", "roughly.yaml", "--replicates", "1", "--csv", "rows.csv", "-q"];
        quietly(path, &[&always, asked].concat());
        fs::read_to_string(path.join("rows.csv")).unwrap().lines().count() - 1
    };
    // Wilson's half-width of a half in 4,096 is 1.5 points.
    assert_eq!(draws(&["--until", "±2"]), 4_096);
    assert_eq!(draws(&["--until", "+-2", "--out", "kept"]), 4_096);
    assert_eq!(draws(&["--until", "0.05", "--draws", "5000"]), 5_000);
    let chunks = fs::read_dir(path.join("kept")).unwrap();
    let chunks =
        chunks.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("chunk-"));
    assert_eq!(chunks.count(), 1);
}

#[test]
fn talks_of_which_nothing_is_uncertain() {
    let folder = ground();
    let said = run_in(folder.path(), &["simulate", "shop.yaml", "--draws", "10", "--seed", "4"]);
    assert!(said.contains("Nothing in the file is uncertain"), "{said}");
    assert!(said.contains("in force"), "{said}");
}

#[test]
fn what_cannot_be_compared() {
    let folder = ground();
    let compare = |choice: &str| {
        run_in(folder.path(), &["simulate", "roughly.yaml", "--draws", "10", "--compare", choice])
    };
    insta::assert_snapshot!(compare("mediator=brigde"), @"
    exit: 2
    --- err
    error: --compare mediator=brigde: there is no mediator strategy `brigde`; did you mean `bridge`?
      help: `wasit strategies` lists the strategies for a mediator's seat, `wasit strategies NAME` explains one
    ");
    insta::assert_snapshot!(compare("sellr=boulware"), @"
    exit: 2
    --- err
    error: --compare sellr=boulware: there is no `sellr`
      help: did you mean `seller`? The seats are `seller`, `buyer`, `mediator`; compare mediator=STRATEGY, PARTY=STRATEGY, legs=N, rounds=N, deadline=DATE or protocol=alternating
    ");
    insta::assert_snapshot!(compare("deadline=30"), @"
    exit: 2
    --- err
    error: --compare deadline=30: it is a date, such as 2025-05-11
      help: to compare numbers of legs or rounds, use legs=N or rounds=N
    ");
    insta::assert_snapshot!(compare("deadline=2025-04-01"), @"
    exit: 2
    --- err
    error: --compare deadline=2025-04-01: no round is held by then
    ");
    insta::assert_snapshot!(compare("rounds=3"), @"
    exit: 2
    --- err
    error: --compare rounds=3: it is a whole number from 1 to 2
    ");
    insta::assert_snapshot!(compare("agenda=price"), @"
    exit: 2
    --- err
    error: --compare agenda: agendas are for people to read, and make no difference to the talks
      help: compare mediator=STRATEGY, PARTY=STRATEGY, legs=N, rounds=N, deadline=DATE or protocol=alternating
    ");
    insta::assert_snapshot!(compare("bridge"), @"
    exit: 2
    --- err
    error: --compare bridge: it has no `=`
      help: compare mediator=STRATEGY, PARTY=STRATEGY, legs=N, rounds=N, deadline=DATE or protocol=alternating
    ");
    insta::assert_snapshot!(compare("mediator=bridge,bridge"), @"
    exit: 2
    --- err
    error: --compare: mediator=bridge stands twice
      help: leave one out
    ");
}

#[test]
fn what_is_asked_wrongly() {
    let folder = ground();
    let path = folder.path();
    insta::assert_snapshot!(run_in(path, &["simulate", "roughy.yaml"]), @"
    exit: 2
    --- err
    error: there is no file roughy.yaml
      help: did you mean roughly.yaml?
    ");
    insta::assert_snapshot!(run_in(path, &["simulate", "-"]), @"
    exit: 2
    --- err
    error: a simulation does not read from standard input
      help: name the file: its hash stands in the sample, and it is read again when draws are made later
    ");
    insta::assert_snapshot!(run_in(path, &["simulate", "roughly.yaml", "--sample", "roughly.yaml"]), @"
    exit: 2
    --- err
    error: the report would take the place of roughly.yaml, which it is about
      help: name another file, such as roughly.html
    ");
    insta::assert_snapshot!(run_in(path, &["simulate", "roughly.yaml", "--csv", "a", "--sample", "a"]), @"
    exit: 2
    --- err
    error: a is named for two outputs
    ");
    insta::assert_snapshot!(run_in(path, &["explain", "roughly.yaml"]), @"");
    insta::assert_snapshot!(run_in(path, &["simulate", "roughly.yaml", "--until", "x"]), @"");
}

#[test]
fn what_has_changed_is_not_gone_on_with() {
    let folder = ground();
    let path = folder.path();
    quietly(path, &["simulate", "plan", "roughly.yaml", "--draws", "300", "--out", "kept"]);
    quietly(path, &["simulate", "run", "kept", "-q"]);
    insta::assert_snapshot!(run_in(path, &["simulate", "plan", "roughly.yaml", "--draws", "301", "--out", "kept"]), @"
    exit: 2
    --- err
    error: kept holds another simulation
      help: name another folder, or delete this one
    ");
    quietly(path, &["simulate", "plan", "roughly.yaml", "--draws", "300", "--seed", "2", "--out", "other"]);
    quietly(path, &["simulate", "run", "other", "-q"]);
    let chunk = path.join("kept/chunk-000.parquet");
    let good = fs::read(&chunk).unwrap();
    fs::copy(path.join("other/chunk-000.parquet"), &chunk).unwrap();
    insta::assert_snapshot!(run_in(path, &["simulate", "merge", "kept"]), @"
    exit: 2
    --- err
    error: kept/chunk-000.parquet belongs to another plan
      help: delete it, and make its draws again
    ");
    fs::write(&chunk, &good[..good.len() / 2]).unwrap();
    let said = run_in(path, &["simulate", "merge", "kept"]);
    assert!(said.starts_with("exit: 2") && said.contains("kept/chunk-000.parquet is no sample"), "{said}");
    fs::write(&chunk, &good).unwrap();

    let text = fs::read_to_string(path.join("roughly.yaml")).unwrap();
    fs::write(path.join("roughly.yaml"), text.replace("0.7", "0.71")).unwrap();
    insta::assert_snapshot!(run_in(path, &["simulate", "run", "kept"]), @"
    exit: 2
    --- err
    error: changed since the simulation was planned: roughly.yaml
      help: bring back what was planned (plan.json has its SHA-256), or plan again in another folder
    ");
    insta::assert_snapshot!(run_in(path, &["simulate", "run", "nowhere"]), @"
    exit: 2
    --- err
    error: there is no nowhere/plan.json
      help: plan one: wasit simulate plan FILE --out nowhere
    ");
}

#[test]
fn no_byte_of_a_damaged_sample_is_taken_on_trust() {
    let folder = ground();
    let path = folder.path();
    quietly(path, &["simulate", "roughly.yaml", "--draws", "60", "--sample", "a.parquet", "-q"]);
    let good = fs::read(path.join("a.parquet")).unwrap();
    // Whatever single byte is another: explained or refused, and never a fault of ours.
    for at in (0..good.len()).step_by(good.len() / 60) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        fs::write(path.join("b.parquet"), &bad).unwrap();
        let output = wasit(&["explain", "b.parquet", "-q"]).current_dir(path).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 2)), "byte {at}: {}", shown(&output));
    }
}
