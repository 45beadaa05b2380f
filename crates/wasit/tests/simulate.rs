//! `wasit simulate` and `wasit explain`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{shown, wasit};
use tempfile::TempDir;

/// A folder with talks that are uncertain.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/border-uncertain.yaml");
    fs::copy(example, folder.path().join("border.yaml")).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    shown(&wasit(arguments).current_dir(folder).output().unwrap())
}

/// `wasit simulate border.yaml` with these flags.
fn simulate(folder: &Path, flags: &[&str]) -> String {
    run(folder, &[&["simulate", "border.yaml"], flags].concat())
}

/// The same, where nothing is to be said.
fn quietly(folder: &Path, flags: &[&str]) {
    assert_eq!(simulate(folder, &[flags, &["-q"]].concat()), "exit: 0");
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = wasit(arguments).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", shown(&output)))
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_small_run_in_words() {
    let folder = folder();
    insta::assert_snapshot!(simulate(folder.path(), &["--draws", "256"]), @"
    exit: 0
    --- out
    A border, a well and a hard-liner
    border.yaml: 256 draws of 19 uncertain numbers, the talks held twice in each,
    from seed 1.
    ! 256 draws are few: intervals are wide, and explanations that need more are
      left out.

    The probability of a deal in force is 66 % (60 to 72); the interval is sampling
      error only, from 256 draws with 2 replicates each.
    Otherwise: missed 34 % (28 to 40).
    The same preferences gave the same end whenever the talks were held again: what
      is open is ignorance of the preferences, and no chance.

      in force          █████████████░░░░░░░  66 % (60 to 72)
      missed            ███████░░░░░░░░░░░░░  34 % (28 to 40)
      no possible deal  ░░░░░░░░░░░░░░░░░░░░  0.0 % (0.0 to 1.5)

    What it would hold
    Where the border runs: the ridge in 52 % (44 to 59) of the deals.
    Share of the wells for the lowland: 40 % in 27 % (21 to 34) of the deals.
    Zone without troops: 0 km in 26 % (20 to 34) of the deals.
    Crossings open to villagers: by permit in 53 % (45 to 60) of the deals.
    Who watches: both together in 63 % (55 to 70) of the deals.
    The most frequent package is Where the border runs the ridge, Share of the wells
      for the lowland 40 %, Zone without troops 0 km, Crossings open to villagers by
      permit and Who watches both together, in 3 % (1 to 7) of the deals.

    How long it takes
    Where a deal is signed, at least half are signed after 63 days, and hardly any
      later.
    A deal is likeliest in round 4: 49 % (43 to 55) of all talks sign in it, and of
      those that come to it 59 % (52 to 66).

    Who gains
    Deals reach 91.8 % (90.9 to 92.7) of the best that all could take together.
    Gains are shared at an evenness of 0.65 (0.61 to 0.69) (1 is where all gain
      alike, 0 where somebody gains nothing).
    To the upland a deal is worth 0.29 (0.27 to 0.31) more than no deal then would
      be, on average; it gains most in 78 % (71 to 83) of the deals.
    To the lowland a deal is worth 0.16 (0.15 to 0.18) more than no deal then would
      be, on average; it gains most in 22 % (17 to 29) of the deals.

    What moves it
    Too few draws to say: 256, and 1000 are needed.

    Where it fails
    Too few successes to say: 170, and 200 are needed.

    Where it succeeds
    Too few successes to say: 170, and 200 are needed.

    Changes that were tried
    With the mediator confidant, P(in force) is 98 % (91 to 100) instead of 62 %: it
      brings a deal in 96 % (78 to 99) of the draws that have none.
    With the mediator courier, P(in force) is 86 % (75 to 93) instead of 62 %: it
      brings a deal in 71 % (49 to 86) of the draws that have none, and loses it in
      5 % of those that have one.
    With the upland's red line on Share of the wells for the lowland given up, P(in
      force) is 84 % (73 to 91) instead of 62 %: it brings a deal in 62 % (41 to 80)
      of the draws that have none, and loses it in 2.5 % of those that have one.
    With twice as many legs, P(in force) is 81 % (70 to 89) instead of 62 %: it
      brings a deal in 54 % (34 to 73) of the draws that have none, and loses it in
      2.5 % of those that have one.
    3 other changes would help too.

    What to ask first
    Too few draws to say: 256, and 1000 are needed.

    What these figures cannot say
    These are probabilities of a model: that the parties want what the file says,
    that they play the strategies that it names, and that the talks go by its rules.
    They are no better than that.
    An interval is sampling error only: how far a figure might move with other draws
    from the same beliefs. It does not say how right the beliefs are.
    What is not linked in the file is drawn independently. Where two things go
    together in the world and no link says so, the draws in which both are bad, or
    both good, are too rare.
    ");
}

#[test]
fn json_has_the_keys_that_are_documented() {
    let folder = folder();
    let flags = ["--draws", "256", "--compare", "mediator=courier", "--what-would-it-take", "0.9", "--json"];
    let found = json(folder.path(), &[&["simulate", "border.yaml"], flags.as_slice()].concat());
    let keys: Vec<&str> = found.as_object().unwrap().keys().map(String::as_str).collect();
    let documented = include_str!("../../../docs/reference/simulate-json.md");
    for key in &keys {
        assert!(documented.contains(&format!("`{key}`")), "{key} is not documented");
    }
    // The table of keys names those alone.
    let table = documented.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let rows = table.take_while(|line| line.starts_with('|')).map(|line| line.split('|').nth(1).unwrap());
    for key in rows.flat_map(|cell| cell.split(',')).map(|key| key.trim().trim_matches('`')) {
        assert!(keys.contains(&key), "{key} is documented, and not there");
    }
    assert_eq!((&found["draws"], &found["replicates"], &found["seed"]), (&256.into(), &2.into(), &1.into()));
    assert_eq!(
        found["command"],
        "wasit simulate border.yaml --draws 256 --replicates 2 --seed 1 --compare mediator=courier --what-would-it-take 0.9"
    );
    let outcomes = found["outcomes"].as_array().unwrap();
    assert_eq!(outcomes.len(), 2);
    assert_eq!(outcomes[1]["variant"], "mediator=courier");
    for outcome in outcomes {
        let classes = outcome["classes"].as_array().unwrap();
        let sum: f64 = classes.iter().map(|class| class[1]["value"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert_eq!(classes[4][0], "in_force");
        assert_eq!(classes[4][1]["value"], outcome["in_force"]["value"]);
    }
    let difference = found["comparisons"][0]["difference"]["value"].as_f64().unwrap();
    let in_force = |at: usize| outcomes[at]["in_force"]["value"].as_f64().unwrap();
    assert!((difference - (in_force(1) - in_force(0))).abs() < 1e-9);
    assert_eq!(found["inverse"]["too_few"]["needs"], 1_000);
    assert_eq!(found["tornado"]["too_few"]["has"], 256);
}

/// The command that an answer names gives the same answer, and holds every flag that was asked for.
#[test]
fn the_command_gives_the_same_again() {
    let folder = folder();
    fs::rename(folder.path().join("border.yaml"), folder.path().join("a border.yaml")).unwrap();
    let flags = [
        ["--evaluations", "raw"],
        ["--draws", "64"],
        ["--replicates", "3"],
        ["--seed", "5"],
        ["--until", "40"],
        ["--compare", "upland=time:exponent=2"],
        ["--what-would-it-take", "0.9"],
    ];
    let asked = [&["simulate", "a border.yaml", "--json"], flags.concat().as_slice()].concat();
    let found = json(folder.path(), &asked);
    let command = found["command"].as_str().unwrap();
    assert!(flags.iter().all(|[flag, value]| command.contains(&format!(" {flag} {value}"))), "{command}");
    let words = command.replace("'a border.yaml'", "a_border.yaml");
    let mut again: Vec<&str> = words.split(' ').skip(1).collect();
    assert_eq!(again[1], "a_border.yaml", "the name is quoted");
    again[1] = "a border.yaml";
    assert_eq!(json(folder.path(), &[again.as_slice(), &["--json"]].concat()), found);
}

#[test]
fn a_stored_sample_says_the_same_again() {
    let folder = folder();
    let asked = ["--draws", "1024", "--compare", "mediator=courier", "--what-would-it-take", "0.9"];
    let simulated =
        [&["simulate", "border.yaml", "--sample", "s.parquet", "--json"], asked.as_slice()].concat();
    let mut simulated = json(folder.path(), &simulated);
    let asked = ["explain", "s.parquet", "--what-would-it-take", "0.9", "--json"];
    let explained = json(folder.path(), &asked);
    assert!(simulated["asking"]["decision"].is_object(), "1,024 draws carry the explanations");
    assert_eq!(explained["command"], "wasit explain s.parquet --what-would-it-take 0.9");
    simulated["command"] = explained["command"].clone();
    assert_eq!(simulated, explained);
    // Without the talks nothing is held; the rest is of the sample alone.
    fs::remove_file(folder.path().join("border.yaml")).unwrap();
    let parts = simulated.as_object_mut().unwrap();
    assert!(parts.remove("trials").unwrap()["changes"].is_array());
    assert!(parts.remove("swaps").is_some());
    assert_eq!(simulated, json(folder.path(), &asked));
}

#[test]
fn csv_has_a_row_for_each_draw() {
    let folder = folder();
    quietly(folder.path(), &["--draws", "300", "--compare", "mediator=courier", "--csv", "s.csv"]);
    let text = String::from_utf8(bytes(folder.path(), "s.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 301);
    let column =
        |name: &str| rows[0].iter().position(|head| *head == name).unwrap_or_else(|| panic!("no {name}"));
    let (draw, margin, class) = (column("draw"), column("margin"), column("class"));
    let (line, courier) = (column("deal/line"), column("mediator=courier/class"));
    let mut in_force = 0;
    for (at, row) in rows[1..].iter().enumerate() {
        assert_eq!(row[draw], at.to_string());
        // No label has a comma; a blockage would, and there is none in these draws.
        assert_eq!(row.len(), rows[0].len());
        assert!(row[margin].parse::<f64>().unwrap() >= 0.0);
        assert!(
            ["missed", "in_force"].contains(&row[class]) && ["missed", "in_force"].contains(&row[courier])
        );
        assert_eq!(row[line].is_empty(), row[class] == "missed");
        in_force += u32::from(row[class] == "in_force");
    }
    assert!((150..250).contains(&in_force), "{in_force}");
}

#[test]
fn threads_make_no_difference() {
    let folder = folder();
    let flags =
        |jobs, sample| ["--draws", "1000", "--jobs", jobs, "--compare", "legs=20", "--sample", sample];
    quietly(folder.path(), &flags("1", "one"));
    quietly(folder.path(), &flags("2", "two"));
    assert!(bytes(folder.path(), "one") == bytes(folder.path(), "two"));
}

#[test]
fn parts_make_the_same_sample_as_one_run() {
    let folder = folder();
    let at = |arguments: &[&str]| run(folder.path(), arguments);
    let said = at(&["simulate", "plan", "border.yaml", "--draws", "9000", "--out", "parts"]);
    assert!(said.starts_with("exit: 0\n--- out\n9000 draws in 3 chunks: parts/plan.json"), "{said}");
    let said = at(&["simulate", "merge", "parts"]);
    assert!(
        said.contains("3 of 3 chunks are not there yet") && said.contains("wasit simulate run parts"),
        "{said}"
    );
    let said = at(&["simulate", "run", "parts", "--shard", "2/2"]);
    assert!(said.contains("2 chunks made, 0 were there already; 3 in all."), "{said}");
    let said = at(&["simulate", "run", "parts", "--shard", "1/2"]);
    assert!(said.contains("1 chunk made, 0 were there already"), "{said}");
    assert_eq!(at(&["simulate", "merge", "parts", "-q"]), "exit: 0");
    quietly(folder.path(), &["--draws", "9000", "--sample", "whole.parquet"]);
    assert!(bytes(folder.path(), "parts/sample.parquet") == bytes(folder.path(), "whole.parquet"));

    // A chunk in the place of another is seen.
    fs::copy(folder.path().join("parts/chunk-000.parquet"), folder.path().join("parts/chunk-001.parquet"))
        .unwrap();
    let said = at(&["simulate", "merge", "parts", "-q"]);
    assert!(said.starts_with("exit: 2") && said.contains("chunk-001.parquet is damaged"), "{said}");
    assert!(said.contains("delete it, and make its draws again"), "{said}");
    // So are talks that have changed.
    fs::write(folder.path().join("border.yaml"), "title: others\n").unwrap();
    let said = at(&["simulate", "run", "parts"]);
    assert!(said.contains("border.yaml has changed since the simulation was planned"), "{said}");
    let said = at(&["simulate", "run", "nowhere"]);
    assert!(
        said.contains("there is no nowhere/plan.json") && said.contains("wasit simulate plan FILE"),
        "{said}"
    );
}

#[test]
fn a_folder_goes_on_where_it_was() {
    let folder = folder();
    let flags = ["--draws", "9000", "--out", "kept"];
    quietly(folder.path(), &flags);
    let names = ["kept/sample.parquet", "kept/answers.json", "kept/chunk-001.parquet"];
    let first = names.map(|name| bytes(folder.path(), name));
    let untouched =
        || fs::metadata(folder.path().join("kept/chunk-000.parquet")).unwrap().modified().unwrap();
    let before = untouched();
    fs::remove_file(folder.path().join(names[0])).unwrap();
    fs::remove_file(folder.path().join(names[2])).unwrap();
    quietly(folder.path(), &flags);
    assert!(names.map(|name| bytes(folder.path(), name)) == first);
    assert_eq!(untouched(), before, "what was there is not made again");

    let said = simulate(folder.path(), &["--draws", "9000", "--seed", "2", "--out", "kept"]);
    assert!(said.starts_with("exit: 2") && said.contains("kept holds another simulation"), "{said}");
    assert!(bytes(folder.path(), names[0]) == first[0], "and what it holds is not touched");

    fs::write(folder.path().join(names[2]), &first[2][..3_000]).unwrap();
    let said = simulate(folder.path(), &flags);
    assert!(said.contains("kept/chunk-001.parquet is damaged: it was cut off"), "{said}");
    assert!(said.contains("delete it, and make its draws again"), "{said}");
}

#[test]
fn drawing_stops_when_it_is_known_well_enough() {
    let folder = folder();
    let found = |until: &str| {
        let arguments = ["simulate", "border.yaml", "--until", until, "--draws", "20000", "--json"];
        json(folder.path(), &arguments)
    };
    // Of 4,096 draws Wilson's interval at 0.65 is 1.96 √(0.65 × 0.35 / 4096) = 1.46 points to either side.
    assert_eq!(found("±2")["draws"], 4_096);
    assert_eq!(found("1.3")["draws"], 8_192);
    assert_eq!(found("0.01")["draws"], 20_000, "no more than were allowed");
}

#[test]
fn what_cannot_be_compared_says_what_can() {
    let folder = folder();
    let said = |compare: &str| {
        let text = simulate(folder.path(), &["--draws", "64", "--compare", compare]);
        assert!(text.starts_with("exit: 2\n--- err\nerror: --compare"), "{text}");
        text.split_once("error: ").unwrap().1.to_owned()
    };
    let what =
        "compare mediator=STRATEGY, PARTY=STRATEGY, legs=N, rounds=N, deadline=DATE or protocol=alternating";
    let text = said("mediatr=bridge");
    assert!(
        text.contains("there is no `mediatr`")
            && text.contains("did you mean `mediator`?")
            && text.contains(what),
        "{text}"
    );
    let text = said("mediator=brige");
    assert!(text.contains("did you mean `bridge`?") && text.contains("`wasit strategies` lists"), "{text}");
    let text = said("mediator");
    assert!(text.contains("it has no `=`") && text.contains(what), "{text}");
    assert!(said("mediator=").contains("it names no choice"));
    assert!(said("agenda=x").contains(what));
    assert!(said("rounds=9").contains("it is a whole number from 1 to 4"));
    assert!(said("legs=0").contains("it is a whole number from 1 to "));
    assert!(said("deadline=soon").contains("it is a date, such as 2025-05-11"));
    assert!(said("deadline=2026-01-01").contains("no round is held by then"));
    assert!(said("protocol=direct").contains("protocol=alternating has the parties face each other"));
    let text = said("mediator=brigde");
    assert!(text.contains("did you mean `bridge`?"), "{text}");
    let text = said("sellr=boulware");
    assert!(
        text.contains("there is no `sellr`") && text.contains("`upland`") && text.contains(what),
        "{text}"
    );
    let text = said("deadline=30");
    assert!(text.contains("it is a date") && text.contains("use legs=N or rounds=N"), "{text}");
    let text = said("bridge");
    assert!(text.contains("`mediator=bridge`"), "{text}");
    let twice = ["--draws", "64", "--compare", "mediator=courier", "--compare", "mediator=courier"];
    let text = simulate(folder.path(), &twice);
    assert!(
        text.contains("--compare: mediator=courier stands twice") && text.contains("leave one out"),
        "{text}"
    );
    let text = said("legs=10,10");
    assert!(text.contains("legs=10 stands twice") && text.contains("leave one out"), "{text}");
}

#[test]
fn what_is_no_sample_says_what_would_be() {
    let folder = folder();
    let at = |name: &str| {
        let text = run(folder.path(), &["explain", name]);
        assert!(text.starts_with("exit: 2"), "{text}");
        text
    };
    quietly(folder.path(), &["--draws", "64", "--sample", "s.parquet"]);
    let whole = bytes(folder.path(), "s.parquet");
    let remedy = "a sample is what `wasit simulate FILE --sample SAMPLE` writes";
    assert!(at("missing.parquet").contains("there is no file missing.parquet"));
    let text = at("border.yaml");
    assert!(text.contains("border.yaml is no sample") && text.contains(remedy), "{text}");
    fs::write(folder.path().join("cut.parquet"), &whole[..whole.len() / 2]).unwrap();
    let text = at("cut.parquet");
    assert!(text.contains("cut.parquet is damaged: it was cut off, or its end was changed"), "{text}");
    assert!(text.contains("make it again with `wasit simulate FILE --sample cut.parquet`"), "{text}");
    let text = at(".");
    assert!(text.contains(". is a folder, and no sample") && text.contains(remedy), "{text}");
}

#[test]
fn no_byte_of_a_sample_is_changed_unseen() {
    let folder = folder();
    quietly(folder.path(), &["--draws", "64", "--compare", "mediator=courier", "--sample", "s.parquet"]);
    let whole = bytes(folder.path(), "s.parquet");
    let explain = |name: &str| run(folder.path(), &["explain", name, "--json"]);
    let said = explain("s.parquet");
    assert!(said.starts_with("exit: 0"), "{said}");
    let path = folder.path().join("changed.parquet");
    let mut refused = 0;
    for at in
        (0..whole.len()).step_by(whole.len() / 60).chain([whole.len() - 9, whole.len() - 6, whole.len() - 1])
    {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(&path, &changed).unwrap();
        let text = explain("changed.parquet");
        // What names the file names another.
        let same = text.replace("changed.parquet", "s.parquet") == said;
        assert!(same || text.starts_with("exit: 2"), "byte {at}: {text}");
        refused += usize::from(!same);
    }
    assert!(refused >= 60, "{refused}");

    // Where it is, and what to do about it.
    let mut changed = whole.clone();
    changed[100] ^= 1;
    fs::write(&path, &changed).unwrap();
    let text = explain("changed.parquet");
    assert!(
        text.contains("changed.parquet is damaged: its draws 0 to 63 are not as they were written"),
        "{text}"
    );
    let again = "make it again with `wasit simulate border.yaml --draws 64 --replicates 2 --seed 1 --compare \
                 mediator=courier --sample changed.parquet`";
    assert!(text.contains(again), "{text}");
    let text = run(folder.path(), &["forecast", "record", "changed.parquet"]);
    assert!(text.starts_with("exit: 2") && text.contains("draws 0 to 63"), "{text}");
    let again: Vec<&str> = again.split('`').nth(1).unwrap().split(' ').skip(1).collect();
    run(folder.path(), &again);
    assert!(bytes(folder.path(), "changed.parquet") == whole, "the remedy is one");
}

#[test]
fn a_stored_sample_has_the_pictures_of_its_talks_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/muscat-2025-uncertain.yaml");
    let talks = folder.path().join("muscat.yaml");
    fs::copy(example, &talks).unwrap();
    let at = |arguments: &[&str]| {
        let text = run(folder.path(), arguments);
        assert_eq!(text, "exit: 0");
    };
    let page = || String::from_utf8(bytes(folder.path(), "page.html")).unwrap();
    at(&[
        "simulate",
        "muscat.yaml",
        "--draws",
        "512",
        "--sample",
        "s.parquet",
        "--report",
        "page.html",
        "-q",
    ]);
    let simulated = page();
    let explain = ["explain", "s.parquet", "--report", "page.html", "-q"];
    at(&explain);
    let (before, after) = simulated.split_once("wasit simulate muscat.yaml --draws 512").unwrap();
    let explained = page();
    assert!(explained.starts_with(before) && before.contains("picture-win-sets-data"));
    assert!(explained.ends_with(after.split_once('<').unwrap().1), "the same but for the command");

    fs::write(&talks, fs::read_to_string(&talks).unwrap() + "# more\n").unwrap();
    at(&explain);
    let said = "Frontiers, win-sets at home, changes that are tried and talks between pairs of draws are left out: they are made from the talks file, and";
    assert!(page().contains(&format!("{said} muscat.yaml has changed since the draws were made.")));
    assert!(!page().contains("picture-win-sets-data"));
    fs::remove_file(&talks).unwrap();
    at(&explain);
    assert!(page().contains(&format!("{said} there is no muscat.yaml here.")));
}

#[test]
fn what_does_not_fit_a_plan_is_refused() {
    let folder = folder();
    let at = |arguments: &[&str]| run(folder.path(), arguments);
    let refused = |arguments: &[&str]| {
        let text = at(arguments);
        assert!(text.starts_with("exit: 2\n--- err\nerror: "), "{text}");
        text
    };
    let plan = ["simulate", "plan", "border.yaml", "--draws", "5000"];
    at(&[plan.as_slice(), &["--out", "a"]].concat());
    // The same plan again is no other.
    assert!(at(&[plan.as_slice(), &["--out", "a"]].concat()).starts_with("exit: 0"));
    for (other, how) in [
        (["--seed", "2"], "with --seed 1, and this has --seed 2"),
        (["--replicates", "3"], "with --replicates 2, and this has --replicates 3"),
        (["--compare", "legs=20"], "with no --compare, and this has --compare legs=20"),
        (["--evaluations", "raw"], "with --evaluations normalised, and this has --evaluations raw"),
    ] {
        let text = refused(&[plan.as_slice(), &other, &["--out", "a"]].concat());
        assert!(text.contains(&format!("a holds another simulation: it was planned {how}")), "{text}");
        assert!(text.contains("name another folder"), "{text}");
    }
    let text = refused(&["simulate", "run", "border.yaml"]);
    assert!(text.contains("border.yaml is a file, and no folder of a simulation"), "{text}");
    at(&[plan.as_slice(), &["--seed", "2", "--out", "b"]].concat());
    at(&["simulate", "run", "a", "-q"]);
    at(&["simulate", "run", "b", "--shard", "2/2", "-q"]);
    let chunk = |folder_name: &str| folder.path().join(folder_name).join("chunk-001.parquet");
    let own = fs::read(chunk("a")).unwrap();

    fs::copy(chunk("b"), chunk("a")).unwrap();
    for command in ["run", "merge"] {
        let text = refused(&["simulate", command, "a"]);
        assert!(text.contains("a/chunk-001.parquet belongs to another plan"), "{text}");
        assert!(text.contains("help: delete it, and make its draws again"), "{text}");
    }
    fs::write(chunk("a"), &own[..own.len() / 2]).unwrap();
    for command in ["run", "merge"] {
        let text = refused(&["simulate", command, "a"]);
        assert!(text.contains("a/chunk-001.parquet is damaged: it was cut off"), "{text}");
        assert!(text.contains("help: delete it, and make its draws again"), "{text}");
    }
    let mut changed = own.clone();
    changed[5_000] ^= 1;
    fs::write(chunk("a"), &changed).unwrap();
    let text = refused(&["simulate", "merge", "a"]);
    assert!(
        text.contains("a/chunk-001.parquet is damaged: its draws 4096 to 4999 are not as they were written"),
        "{text}"
    );
    assert!(text.contains("help: delete it, and make its draws again"), "{text}");
    // What is said to help does.
    fs::remove_file(chunk("a")).unwrap();
    assert!(at(&["simulate", "run", "a"]).contains("1 chunk made, 1 was there already; 2 in all."));
    assert!(fs::read(chunk("a")).unwrap() == own);
    assert_eq!(at(&["simulate", "merge", "a", "-q"]), "exit: 0");

    let talks = folder.path().join("border.yaml");
    fs::write(&talks, fs::read_to_string(&talks).unwrap() + "# more\n").unwrap();
    for command in ["run", "merge"] {
        let text = refused(&["simulate", command, "a"]);
        assert!(text.contains("border.yaml has changed since the simulation was planned"), "{text}");
    }
    fs::remove_file(&talks).unwrap();
    let text = refused(&["simulate", "run", "a"]);
    assert!(text.contains("a/plan.json is of border.yaml, and there is no such file"), "{text}");
    for command in ["run", "merge"] {
        let text = refused(&["simulate", command, "nowhere"]);
        assert!(text.contains("there is no nowhere/plan.json"), "{text}");
        assert!(text.contains("help: plan one: wasit simulate plan FILE --out nowhere"), "{text}");
    }
}

#[test]
fn where_nothing_is_uncertain_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/tenancy.yaml");
    fs::copy(example, folder.path().join("tenancy.yaml")).unwrap();
    let simulate = ["simulate", "tenancy.yaml", "--draws", "64", "--sample", "s.parquet"];
    let text = run(folder.path(), &[simulate.as_slice(), &["--report", "page.html"]].concat());
    assert!(text.starts_with("exit: 0"), "{text}");
    assert_eq!(text.matches("Nothing in the file is uncertain").count(), 1, "{text}");
    let text = run(folder.path(), &["explain", "s.parquet"]);
    assert!(text.starts_with("exit: 0") && text.contains("Nothing in the file is uncertain"), "{text}");
}

#[test]
fn wrong_flags() {
    let folder = folder();
    let said = |flags: &[&str]| {
        let text = simulate(folder.path(), flags);
        assert!(text.starts_with("exit: 2"), "{text}");
        text
    };
    assert!(
        said(&["--until", "0"]).contains("a half-width in percentage points from 0.01 to 50, such as ±0.5")
    );
    assert!(said(&["--draws", "0"]).contains("it is a whole number, from 1"));
    assert!(said(&["--draws", "2000000000"]).contains("--draws is at most 1000000000"));
    assert!(said(&["--replicates", "101"]).contains("it is a whole number from 1 to 100"));
    assert!(
        said(&["--what-would-it-take", "2"]).contains("it is a probability between 0 and 1, such as 0.8")
    );
    assert!(said(&["--json", "-q"]).contains("cannot be used with"));
    assert!(said(&["--sample", "x", "--csv", "x"]).contains("x is named for two outputs"));
    for (flag, what, advice) in [
        ("--sample", "the sample", "border.parquet"),
        ("--csv", "the CSV file", "border.csv"),
        ("--report", "the report", "border.html"),
    ] {
        let text = said(&[flag, "border.yaml"]);
        let expect = format!("{what} would take the place of border.yaml, which it is about");
        assert!(text.contains(&expect) && text.contains(&format!("such as {advice}")), "{text}");
    }
    let text = run(folder.path(), &["simulate", "-"]);
    assert!(text.contains("does not read from standard input") && text.contains("name the file"), "{text}");
    assert!(
        run(folder.path(), &["simulate", "run", "x", "--shard", "3/2"]).contains("part I of N, such as 1/3")
    );
}

/// What the system says is told as it says it, without the words of a library.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_to_be_full() {
    let folder = folder();
    for file in ["--sample", "--csv"] {
        let said = simulate(folder.path(), &["--draws", "64", "-q", file, "/dev/full"]);
        assert!(said.starts_with("exit: 2"), "{said}");
        assert!(said.contains("error: cannot write /dev/full: No space left on device\n"), "{said}");
    }
}
