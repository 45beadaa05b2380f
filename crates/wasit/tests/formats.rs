//! Every command on every format, without flags; and what broken and hostile files of each are told.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{shown, wasit};

const FORMATS: [&str; 5] = ["talks", "genius", "geniusweb", "negmas", "negolog"];

/// Fixtures of the readers.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../files/tests").join(name)
}

/// Runs the command in `folder`.
fn run_in(folder: &Path, arguments: &[&str]) -> String {
    shown(&wasit(arguments).current_dir(folder).output().unwrap())
}

/// What the command prints as JSON, having done what it was asked.
fn json_in(folder: &Path, arguments: &[&str]) -> Value {
    let output = wasit(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", shown(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Where the deal lies, whatever the sides and values are called and in which order the sides come.
fn utilities(analysis: &Value) -> Vec<Vec<String>> {
    let point = |point: &Value| {
        let mut utilities: Vec<String> = point["utilities"]
            .as_object()
            .unwrap()
            .values()
            .map(|utility| format!("{:.9}", utility.as_f64().unwrap()))
            .collect();
        utilities.sort();
        utilities
    };
    let mut points: Vec<_> = analysis["frontier"]["points"].as_array().unwrap().iter().map(point).collect();
    points.sort();
    points
}

#[test]
fn a_genius_pair_is_analysed_without_flags() {
    let car = fixture("genius/car");
    let three = json_in(&car, &["analyze", "domain.xml", "buyer.xml", "seller.xml", "--json"]);
    let two = json_in(&car, &["analyze", "buyer.xml", "seller.xml", "--json"]);
    let folder = json_in(&car, &["analyze", ".", "--json"]);
    assert_eq!(three["file"], "domain.xml, buyer.xml, seller.xml");
    assert!(three["parties"].get("buyer").is_some() && three["parties"].get("seller").is_some());
    assert!(three["frontier"]["exact"].as_bool().unwrap());
    assert!(utilities(&three).len() > 1);
    assert_eq!(utilities(&three), utilities(&two));
    assert_eq!(utilities(&three), utilities(&folder));
    let raw = json_in(&car, &["analyze", ".", "--evaluations", "raw", "--json"]);
    assert_ne!(utilities(&folder), utilities(&raw));
}

#[test]
fn a_negmas_folder_is_analysed_without_flags_and_says_what_it_assumed() {
    let right = fixture("negmas/right");
    let analysis = json_in(&right, &["analyze", "laptop", "--json"]);
    let assumed: Vec<&str> =
        analysis["assumed"].as_array().unwrap().iter().map(|sentence| sentence.as_str().unwrap()).collect();
    assert_eq!(assumed.len(), 3);
    let said = run_in(&right, &["analyze", "laptop"]);
    let last = said.split("\nAssumed on reading\n").nth(1).expect("the last paragraph");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assumed.iter().for_each(|sentence| assert!(words(last).contains(sentence), "{sentence}: {last}"));
    let pages = tempfile::tempdir().unwrap();
    let page = pages.path().join("page.html");
    run_in(&right, &["analyze", "laptop", "--quiet", "--html", page.to_str().unwrap()]);
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("Assumed on reading the files"));
    assert!(page.contains("is continuous, and is taken to have 5 values"));
    let quiet = run_in(&right, &["run", "laptop", "--protocol", "alternating", "--quiet"]);
    assert!(!quiet.contains("assumed"), "{quiet}");
}

#[test]
fn a_scenario_comes_through_all_formats() {
    let bench = tempfile::tempdir().unwrap();
    let car = fixture("genius/car");
    let before = utilities(&json_in(&car, &["analyze", ".", "--json"]));
    let mut from = car.to_str().unwrap().to_owned();
    for (at, to) in FORMATS.iter().chain(FORMATS.iter().rev()).enumerate() {
        let out = if *to == "talks" { format!("{at}.yaml") } else { format!("{at}-{to}") };
        let said = json_in(bench.path(), &["convert", &from, &out, "--to", to, "--lossy", "--json"]);
        assert_eq!(said["to"], *to);
        assert_eq!(
            utilities(&json_in(bench.path(), &["analyze", &out, "--json"])),
            before,
            "{from} to {out}"
        );
        from = out;
    }
}

#[test]
fn what_a_target_cannot_say_is_refused_or_left_out() {
    let bench = tempfile::tempdir().unwrap();
    let all = fixture("right/everything.yaml");
    let all = all.to_str().unwrap();
    for to in FORMATS.into_iter().filter(|to| *to != "talks") {
        let refused = run_in(bench.path(), &["convert", all, to, "--to", to]);
        assert!(refused.starts_with("exit: 2") && refused.contains("nothing was written"), "{to}: {refused}");
        assert!(!bench.path().join(to).exists());
    }
}

#[test]
fn a_tournament_does_not_take_parts_for_scenarios() {
    let seats = ["--seats", "boulware,micro"];
    let car = fixture("genius/car");
    let said = run_in(&car, &[&["tournament", "buyer.xml", "seller.xml"], &seats[..]].concat());
    insta::assert_snapshot!(said, @"
    exit: 2
    --- err
    error: buyer.xml and seller.xml are parts of a scenario
      help: put the files of each scenario into a folder of its own and name the folder, or make a talks file of them with `wasit convert`
    ");
    let bench = tempfile::tempdir().unwrap();
    let cup = bench.path().join("cup");
    let cup = cup.to_str().unwrap();
    let plan = ["tournament", "plan", ".", "--evaluations", "raw", "--out", cup];
    assert!(run_in(&car, &[&plan, &seats[..]].concat()).starts_with("exit: 0"));
    let text = fs::read_to_string(Path::new(cup).join("plan.json")).unwrap();
    assert!(text.contains("\"evaluations\": \"raw\""), "{text}");
    assert!(run_in(&car, &["tournament", "run", cup]).starts_with("exit: 0"));
    let merged = run_in(&car, &["tournament", "merge", cup, "--json"]);
    let all = ["tournament", ".", "--evaluations", "raw", "--json"];
    assert_eq!(run_in(&car, &[&all, &seats[..]].concat()), merged, "in parts as in one");
    let normalised = run_in(&car, &[&["tournament", ".", "--json"], &seats[..]].concat());
    assert_ne!(normalised, merged);
    let laptop = fixture("negmas/right");
    let told = run_in(&laptop, &[&["tournament", "laptop"], &seats[..]].concat());
    assert!(told.contains("3 things were assumed on reading the scenarios"), "{told}");
}

/// What `wasit analyze` says of files written into a folder of their own, by name.
fn told_of(files: &[(&str, &[u8])]) -> String {
    let bench = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, bytes)| fs::write(bench.path().join(name), bytes).unwrap());
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    run_in(bench.path(), &[&["analyze"], &names[..]].concat())
}

#[test]
fn a_broken_genius_file_is_told_of_by_place() {
    let files = ["genius/wrong/names_misspelt.xml", "genius/car/domain.xml", "genius/car/seller.xml"];
    let said = run_in(&fixture(""), &[&["analyze"], &files[..]].concat());
    insta::assert_snapshot!(said, @r#"
    exit: 2
    --- err
      × `mai` is not a value of `delivery`
       ╭─[genius/wrong/names_misspelt.xml:4:30]
     3 │     <issue index="1" name="delivery" type="discrete">
     4 │       <item index="1" value="mai" evaluation="3"/>
       ·                              ───
     5 │       <item index="2" value="june" evaluation="2"/>
       ╰────
      help: did you mean `may`?

      × the domain has no issue called `R&B`
       ╭─[genius/wrong/names_misspelt.xml:8:28]
     7 │     </issue>
     8 │     <issue index="2" name="R&amp;B" type="discrete">
       ·                            ───────
     9 │       <item index="1" value="yes" evaluation="2"/>
       ╰────
      help: did you mean `R&D`?

      × the domain has no issue called `prise`
        ╭─[genius/wrong/names_misspelt.xml:12:28]
     11 │     </issue>
     12 │     <issue index="3" name="prise" type="integer" lowerbound="8" upperbound="14">
        ·                            ─────
     13 │       <evaluator ftype="linear" offset="0" slope="0.1"/>
        ╰────
      help: did you mean `price`?

    genius/wrong/names_misspelt.xml: 3 problems
    "#);
}

#[test]
fn a_broken_geniusweb_file_is_told_of_by_place() {
    let files =
        ["geniusweb/car/domain.json", "geniusweb/wrong/comma_missing.json", "geniusweb/car/seller.json"];
    let said = run_in(&fixture(""), &[&["analyze"], &files[..]].concat());
    insta::assert_snapshot!(said, @r#"
    exit: 2
    --- err
      × a `,` or a `}` is missing before this
       ╭─[geniusweb/wrong/comma_missing.json:3:3]
     2 │   "name": "buyer"
     3 │   "domain": { "name": "Car", "issuesValues": {
       ·   ─
     4 │     "delivery": { "values": ["july", "june", "may"] },
       ╰────
      help: entries in braces stand apart by commas

    geniusweb/wrong/comma_missing.json: 1 problem
    "#);
}

#[test]
fn a_broken_negmas_folder_is_told_of_by_place() {
    let said = run_in(&fixture("negmas/wrong"), &["analyze", "misspelt"]);
    insta::assert_snapshot!(said, @r#"
    exit: 2
    --- err
      × the utility function `b` has no key `reserve_value`
       ╭─[misspelt/b.yml:2:1]
     1 │ type: LinearAdditiveUtilityFunction
     2 │ reserve_value: 0.3
       · ──────┬──────
       ·       ╰── not known
     3 │ wieghts: [0.5, 0.5]
       ╰────
      help: did you mean `reserved_value`?

      × the utility function `b` has no key `wieghts`
       ╭─[misspelt/b.yml:3:1]
     2 │ reserve_value: 0.3
     3 │ wieghts: [0.5, 0.5]
       · ───┬───
       ·    ╰── not known
     4 │ values:
       ╰────
      help: did you mean `weights`?

      × an `AffineFun` has no `slope`
       ╭─[misspelt/b.yml:5:3]
     4 │ values:
     5 │ - {type: AffineFun, slop: 1, bias: 0}
       ·   ───────────────────────────────────
     6 │ - {type: TableFun, maping: {red: 1, blue: 0}}
       ╰────
      help: write it behind `slope:`

      × a value function has no key `slop`
       ╭─[misspelt/b.yml:5:21]
     4 │ values:
     5 │ - {type: AffineFun, slop: 1, bias: 0}
       ·                     ──┬─
       ·                       ╰── not known
     6 │ - {type: TableFun, maping: {red: 1, blue: 0}}
       ╰────
      help: did you mean `slope`?

      × a `TableFun` has no `mapping`
       ╭─[misspelt/b.yml:6:3]
     5 │ - {type: AffineFun, slop: 1, bias: 0}
     6 │ - {type: TableFun, maping: {red: 1, blue: 0}}
       ·   ───────────────────────────────────────────
       ╰────
      help: write it behind `mapping:`

      × a value function has no key `maping`
       ╭─[misspelt/b.yml:6:20]
     5 │ - {type: AffineFun, slop: 1, bias: 0}
     6 │ - {type: TableFun, maping: {red: 1, blue: 0}}
       ·                    ───┬──
       ·                       ╰── not known
       ╰────
      help: did you mean `mapping`?

    misspelt/b.yml: 6 problems
    "#);
}

#[test]
fn a_broken_negolog_folder_is_told_of_by_place() {
    let said = run_in(&fixture("negolog/wrong"), &["analyze", "misspelt"]);
    insta::assert_snapshot!(said, @r#"
    exit: 2
    --- err
      × a profile has no key `reservationValeu`
       ╭─[misspelt/profileB.json:3:3]
     2 │   "reservedValue": 0.2,
     3 │   "reservationValeu": 0.3,
       ·   ──────────────────
     4 │   "issueWeights": {"color": 0.4, "engine": 0.6},
       ╰────
      help: did you mean `reservationValue`?

      × the worth of `blue` must be a number, not `a lot`
       ╭─[misspelt/profileB.json:6:35]
     5 │   "issues": {
     6 │     "color": {"red": 1.0, "blue": "a lot"},
       ·                                   ───────
     7 │     "engine": [0.5, 1.0]
       ╰────
      help: write it in digits, such as `0.4`, `12` or `-3`

      × the values of an issue must be a group of `name: value` entries, and this
      │ is a list
       ╭─[misspelt/profileB.json:7:15]
     6 │     "color": {"red": 1.0, "blue": "a lot"},
     7 │     "engine": [0.5, 1.0]
       ·               ──────────
     8 │   }
       ╰────
      help: write each on a line of its own, further in than the name above, or
            `{ name: value, … }`

    misspelt/profileB.json: 3 problems
    "#);
}

#[test]
fn entities_are_not_read() {
    let bomb = run_in(&fixture("genius/wrong"), &["analyze", "entity_bomb.xml"]);
    insta::assert_snapshot!(bomb, @r#"
    exit: 2
    --- err
      × the file declares entities, and files with entities are not read
       ╭─[entity_bomb.xml:2:3]
     1 │ <!DOCTYPE utility_space SYSTEM "genius.dtd" [
     2 │   <!ENTITY lol "lol">
       ·   ────────
     3 │   <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
       ╰────
      help: write what an entity stands for, and leave the DOCTYPE out

    entity_bomb.xml: 1 problem
    "#);
    let external = run_in(&fixture("genius/wrong"), &["analyze", "entity_external.xml"]);
    insta::assert_snapshot!(external, @r#"
    exit: 2
    --- err
      × the file declares entities, and files with entities are not read
       ╭─[entity_external.xml:1:27]
     1 │ <!DOCTYPE utility_space [ <!ENTITY secret SYSTEM "file:///etc/passwd"> ]>
       ·                           ────────
     2 │ <utility_space><objective name="&secret;"/></utility_space>
       ╰────
      help: write what an entity stands for, and leave the DOCTYPE out

    entity_external.xml: 1 problem
    "#);
}

#[test]
fn what_is_too_deep_is_refused() {
    const DEPTH: usize = 300_000;
    let xml = format!("<utility_space>{}{}</utility_space>", "<a>".repeat(DEPTH), "</a>".repeat(DEPTH));
    let said = told_of(&[("deep.xml", xml.as_bytes())]);
    insta::assert_snapshot!(said, @r#"
    exit: 2
    --- err
      × elements stand more than 32 deep in one another
       ╭─[deep.xml:1:109]
     1 │ <utility_space><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><
       ·                                                                                                             ─┬─
       ·                                                                                                              ╰── here it becomes too deep
       ╰────
      help: scenarios need no more than ten or so: look for elements that are not
            closed

    deep.xml: 1 problem
    "#);
    let lists = format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    let json = format!("{{\"LinearAdditiveUtilitySpace\": {lists}}}");
    let said = told_of(&[("deep.json", json.as_bytes())]);
    insta::assert_snapshot!(said, @r#"
    exit: 2
    --- err
      × lists and mappings stand too deep in one another
       ╭─[deep.json:1:158]
     1 │ {"LinearAdditiveUtilitySpace": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
       ·                                                                                                                                                              ─
       ╰────
      help: scenarios need no more than eight or so

    deep.json: 1 problem
    "#);
}

#[test]
fn what_is_too_great_is_refused() {
    let space = " ".repeat(16 << 20);
    let xml = format!("<utility_space>{space}</utility_space>");
    let said = told_of(&[("great.xml", xml.as_bytes())]);
    insta::assert_snapshot!(said, @r#"
    exit: 2
    --- err
      × the file has more than 16 MiB (16,777,216 bytes), which is the most
       ╭─[great.xml:1:1]
       ╰────
      help: leave out what is not needed

    great.xml: 1 problem
    "#);
    let json = format!("{{\"LinearAdditiveUtilitySpace\":{space}{{}}}}");
    let said = told_of(&[("great.json", json.as_bytes())]);
    insta::assert_snapshot!(said, @r#"
    exit: 2
    --- err
      × the file has more than 4 MiB (4,194,304 bytes), which is the most
       ╭─[great.json:1:1]
       ╰────
      help: leave out what is not needed

    great.json: 1 problem
    "#);
}

/// What was assumed of one side's file is no business of another's.
#[test]
fn one_seat_is_not_told_what_was_assumed_of_others() {
    let files = ["genius/car/domain.xml", "genius/car/buyer.xml", "genius/car/seller.xml"];
    let all = run_in(&fixture(""), &[&["run"], &files[..]].concat());
    assert!(all.contains("assumed:"), "{all}");
    let one = run_in(&fixture(""), &[&["run"], &files[..], &["--as", "buyer"]].concat());
    assert!(one.starts_with("exit: ") && !one.contains("assumed:"), "{one}");
}
