//! `wasit convert`, and the commands that take folders.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use support::{run, shown, talks, wasit};

/// Runs the command in `folder`, in which the talks of the tests are `shop.yaml` and the folder `laptop`.
fn run_in(folder: &Path, arguments: &[&str]) -> String {
    shown(&wasit(arguments).current_dir(folder).output().unwrap())
}

/// A folder to write in.
fn bench() -> tempfile::TempDir {
    let bench = tempfile::tempdir().unwrap();
    fs::copy(talks().join("shop.yaml"), bench.path().join("shop.yaml")).unwrap();
    fs::create_dir(bench.path().join("laptop")).unwrap();
    for entry in fs::read_dir(talks().join("laptop")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), bench.path().join("laptop").join(entry.file_name())).unwrap();
    }
    bench
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_folder_becomes_a_talks_file() {
    let bench = bench();
    insta::assert_snapshot!(run_in(bench.path(), &["convert", "laptop", "laptop.yaml"]), @"
    exit: 0
    --- out
    laptop.yaml
    --- err
    assumed: the issue `share` is continuous, and is taken to have 5 values, evenly spaced
    assumed: in the utility function `seller` nothing was made of `remarks`
    assumed: the utility function `seller` names a reserved outcome, which nothing is made of: its reserved value counts
    ");
    insta::assert_snapshot!(fs::read_to_string(bench.path().join("laptop.yaml")).unwrap(), @"
    title: laptop
    issues:
      brand: { values: [Oak, Elm, yes] }
      inches: { values: [13, 15, 17.5] }
      year: { range: { from: 1, to: 4 } }
      share: { range: { from: 0, to: 1.00, step: 0.25 } }
    parties:
      student:
        strategy: boulware
        walk_away: none
        scale_weights: false
        wants:
          brand: { values: { Oak: 0.25, Elm: 0, yes: 1 } }
          inches: { values: { 13: 478.5, 15: 747, 17.5: 1204.96875 } }
          year: { values: { 1: 0.5, 2: 0.5, 3: 0.5, 4: 0.5 } }
          share: { values: { 0.00: 0, 0.25: -0.25, 0.50: -0.5, 0.75: -0.75, 1.00: -1 } }
      shop:
        strategy: boulware
        walk_away: 0.25
        scale_weights: false
        wants:
          brand: { values: { Oak: 0.625, Elm: 0.375, yes: 0.125 } }
          inches: { values: { 13: 0.0750000000007276, 15: 0.125, 17.5: 0.1875 } }
          year: { values: { 1: 0.1875, 2: 0.25, 3: 0.4375, 4: 0.75 } }
          share: { values: { 0.00: 0, 0.25: 0.03125, 0.50: 0.0625, 0.75: 0.09375, 1.00: 0.125 } }
    mediator: { name: mediator, strategy: courier }
    legs: 200
    ");
    insta::assert_snapshot!(run_in(bench.path(), &["check", "laptop.yaml", "laptop"]), @"
    exit: 0
    --- out
    laptop.yaml: fine: 2 parties, 4 issues, 180 packages, 200 legs in 1 round
    laptop: fine: 2 parties, 4 issues, 180 packages, 200 legs in 1 round
      assumed: the issue `share` is continuous, and is taken to have 5 values, evenly spaced
      assumed: in the utility function `seller` nothing was made of `remarks`
      assumed: the utility function `seller` names a reserved outcome, which nothing is made of: its reserved value counts
    ");
    let same = |file: &str| {
        let asked = ["run", file, "--protocol", "alternating", "--steps", "20", "--json"];
        let output = wasit(&asked).current_dir(bench.path()).output().unwrap();
        let mut course: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let course_keys = course.as_object_mut().unwrap();
        let assumed = course_keys.remove("assumed").unwrap();
        assert_eq!(assumed.as_array().unwrap().len(), if file == "laptop" { 3 } else { 0 });
        assert_eq!(course_keys.remove("file").unwrap(), file);
        course
    };
    assert_eq!(same("laptop"), same("laptop.yaml"));
}

#[test]
fn there_and_back() {
    let bench = bench();
    let (from, to) = (bench.path().join("one"), bench.path().join("two"));
    for (source, out) in [("laptop", "one"), ("one", "between.yaml"), ("between.yaml", "two")] {
        let to = if out.ends_with("yaml") { "talks" } else { "negmas" };
        let said = run_in(bench.path(), &["convert", source, out, "--to", to]);
        assert!(said.starts_with("exit: 0"), "{said}");
    }
    assert_eq!(names_in(&from), names_in(&to));
    for name in names_in(&from) {
        assert_eq!(
            fs::read_to_string(from.join(&name)).unwrap(),
            fs::read_to_string(to.join(&name)).unwrap()
        );
    }
}

#[test]
fn what_would_be_lost_is_refused_by_name() {
    let bench = bench();
    insta::assert_snapshot!(run_in(bench.path(), &["convert", "shop.yaml", "out", "--to", "negmas"]), @"
    exit: 2
    --- err
    error: shop.yaml says what NegMAS YAML cannot:
      - The titles of `price` and `delivery` are left out.
      - The unit of `price` is left out.
      - The titles of `seller` and `buyer` are left out.
      - The strategy of `seller`, `linear`, is left out.
      - The strategy of `buyer`, `conceder`, is left out.
      - The mediator, `The broker` with the strategy `courier`, is left out.
      - The 2 rounds, with their days, places, agendas and legs, are left out.
      - The note is left out.
      help: nothing was written; `--lossy` leaves this out and writes the rest
    ");
    assert_eq!(names_in(bench.path()), ["laptop", "shop.yaml"]);
    insta::assert_snapshot!(
        run_in(bench.path(), &["convert", "shop.yaml", "out", "--to", "negmas", "--lossy", "--json"]),
        @r#"
        exit: 0
        --- out
        {
          "wasit": "0.1.0",
          "from": "talks",
          "to": "negmas",
          "sources": [
            "shop.yaml"
          ],
          "files": [
            "out/domain.yml",
            "out/01-seller.yml",
            "out/02-buyer.yml"
          ],
          "assumed": [],
          "lost": [
            "The titles of `price` and `delivery` are left out.",
            "The unit of `price` is left out.",
            "The titles of `seller` and `buyer` are left out.",
            "The strategy of `seller`, `linear`, is left out.",
            "The strategy of `buyer`, `conceder`, is left out.",
            "The mediator, `The broker` with the strategy `courier`, is left out.",
            "The 2 rounds, with their days, places, agendas and legs, are left out.",
            "The note is left out."
          ]
        }
        --- err
        lost: The titles of `price` and `delivery` are left out.
        lost: The unit of `price` is left out.
        lost: The titles of `seller` and `buyer` are left out.
        lost: The strategy of `seller`, `linear`, is left out.
        lost: The strategy of `buyer`, `conceder`, is left out.
        lost: The mediator, `The broker` with the strategy `courier`, is left out.
        lost: The 2 rounds, with their days, places, agendas and legs, are left out.
        lost: The note is left out.
        "#
    );
    assert_eq!(names_in(&bench.path().join("out")), ["01-seller.yml", "02-buyer.yml", "domain.yml"]);
    assert_eq!(names_in(bench.path()), ["laptop", "out", "shop.yaml"]);
}

#[test]
fn what_is_there_stays_unless_forced() {
    let bench = bench();
    let convert = |out: &str, more: &[&str]| {
        let mut arguments = vec!["convert", "laptop", out];
        arguments.extend(more);
        run_in(bench.path(), &arguments)
    };
    let before = fs::read_to_string(bench.path().join("shop.yaml")).unwrap();
    let mut said = convert("shop.yaml", &[]);
    assert_eq!(fs::read_to_string(bench.path().join("shop.yaml")).unwrap(), before);
    fs::create_dir(bench.path().join("empty")).unwrap();
    for (out, more) in [
        ("shop.yaml", &["--to", "negmas"][..]),
        ("empty", &["--to", "talks"]),
        ("empty", &["--to", "negmas"]),
        ("empty", &["--to", "negmas"]),
        ("empty", &["--to", "negmas", "--force"]),
        ("laptop", &["--to", "negmas", "--force"]),
        ("laptop/x.yaml", &[]),
        ("nowhere/x.yaml", &[]),
        ("out", &[]),
        ("shop.yaml", &["--force"]),
    ] {
        said.push_str(&format!("\n$ {out} {}\n", more.join(" ")));
        said.push_str(&convert(out, more));
    }
    fs::write(bench.path().join("empty/mine.txt"), "mine").unwrap();
    said.push_str(&convert("empty", &["--to", "negmas", "--force"]));
    insta::assert_snapshot!(said);
    assert_eq!(fs::read_to_string(bench.path().join("empty/mine.txt")).unwrap(), "mine");
    assert_ne!(fs::read_to_string(bench.path().join("shop.yaml")).unwrap(), before);
    assert!(names_in(bench.path()).iter().all(|name| !name.starts_with('.')), "something was left behind");
}

#[test]
fn wrong_files_and_wrong_usage() {
    let bench = bench();
    fs::write(bench.path().join("laptop/buyer.yml"), "type: LinearAdditiveUtilityFunction\nvalue: [1]\n")
        .unwrap();
    insta::assert_snapshot!(run_in(bench.path(), &["convert", "laptop", "x.yaml"]), @"
    exit: 2
    --- err
      × a `LinearAdditiveUtilityFunction` has no `values`
       ╭─[laptop/buyer.yml:1:1]
     1 │ type: LinearAdditiveUtilityFunction
       · ───────────────────────────────────
     2 │ value: [1]
       ╰────
      help: write it behind `values:`

    laptop/buyer.yml: 1 problem
    ");
    insta::assert_snapshot!(run_in(bench.path(), &["convert", "laptop"]), @"
    exit: 2
    --- err
    error: the following required arguments were not provided:
      <FILE|FOLDER>...

    Usage: wasit convert <FILE|FOLDER>... <OUT>

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(run_in(bench.path(), &["convert", "laptop", "shop.yaml", "x.yaml"]), @"
    exit: 2
    --- err
    error: the folder laptop stands beside other files
      help: name a folder alone, or the files of one scenario
    ");
    insta::assert_snapshot!(run_in(bench.path(), &["run", "laptop/domain.yml"]), @"
    exit: 2
    --- err
      × this is an outcome space of NegMAS, and no utility function lies beside it
       ╭─[laptop/domain.yml:1:1]
       ╰────
      help: name the folder in which the space and at least two utility functions
            lie together

    laptop/domain.yml: 1 problem
    ");
    insta::assert_snapshot!(
        run_in(bench.path(), &["run", "laptop/domain.yml", "laptop/seller.yml", "laptop/README.md"]),
        @"
        exit: 2
        --- err
        error: laptop/README.md is no part of a scenario
          help: files that are named together are those of one scenario
        "
    );
    insta::assert_snapshot!(run_in(bench.path(), &["check", "laptop/README.md"]), @"
    exit: 2
    --- err
      × a talks file must be a group of `name: value` entries, and this is a text
       ╭─[laptop/README.md:1:1]
     1 │ Notes of no format.
       · ───────────────────
       ╰────
      help: write each on a line of its own, further in than the name above, or
            `{ name: value, … }`

    laptop/README.md: 1 problem
    ");
    fs::create_dir(bench.path().join("nothing")).unwrap();
    fs::write(bench.path().join("nothing/picture.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    insta::assert_snapshot!(run_in(bench.path(), &["check", "nothing"]), @"
    exit: 2
    --- err
    error: there is no file of a scenario in the folder nothing
      help: name a folder that holds a talks file or the files of one scenario; folders inside are not looked at
    ");
}

#[test]
fn files_named_one_by_one_are_a_scenario_together() {
    let all = ["laptop/domain.yml", "laptop/seller.yml", "laptop/buyer.yml"];
    let mut arguments = vec!["check", "shop.yaml"];
    arguments.extend(all);
    arguments.push("laptop");
    insta::assert_snapshot!(run(&arguments), @"
    exit: 0
    --- out
    shop.yaml: fine: 2 parties, 2 issues, 15 packages, 12 legs in 2 rounds
    laptop/domain.yml, laptop/seller.yml, laptop/buyer.yml: fine: 2 parties, 4 issues, 180 packages, 200 legs in 1 round
      assumed: the issue `share` is continuous, and is taken to have 5 values, evenly spaced
      assumed: in the utility function `seller` nothing was made of `remarks`
      assumed: the utility function `seller` names a reserved outcome, which nothing is made of: its reserved value counts
    laptop: fine: 2 parties, 4 issues, 180 packages, 200 legs in 1 round
      assumed: the issue `share` is continuous, and is taken to have 5 values, evenly spaced
      assumed: in the utility function `seller` nothing was made of `remarks`
      assumed: the utility function `seller` names a reserved outcome, which nothing is made of: its reserved value counts
    ");
}

#[test]
fn help() {
    insta::assert_snapshot!(run(&["convert", "--help"]), @"
    exit: 0
    --- out
    Write a scenario in another format

    Usage: wasit convert [OPTIONS] <FILE|FOLDER>... <OUT>

    Arguments:
      <FILE|FOLDER>...
              A talks file, a folder with a scenario, or the files of one; `-` reads from standard input

      <OUT>
              What to write: a file for `talks`, else a folder

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --to <FORMAT>
              The format to write [default: `talks` where OUT ends in .yaml or .yml]

              Possible values:
              - talks:     `talks.yaml`: one file
              - genius:    GENIUS XML: a domain and a profile for each side
              - geniusweb: GeniusWeb JSON: a domain and a profile for each side
              - negmas:    A folder of NegMAS YAML
              - negolog:   A folder of NegoLog JSON

          --lossy
              Leave out what the format cannot express

          --force
              Replace what OUT names; a folder only where it holds nothing but what is written

          --json
              Print JSON

          --evaluations <HOW>
              GENIUS only: how evaluations of discrete items are taken

              Possible values:
              - normalised: As shares of the greatest of their issue, weights scaled to sum to one: as
                GENIUS does
              - raw:        As they stand, weights too: as NegMAS does

              [default: normalised]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit convert scenarios/laptop laptop.yaml
      wasit convert laptop.yaml laptop-negmas --to negmas --lossy
      wasit convert profile-1.xml profile-2.xml laptop.yaml
      wasit convert scenarios/laptop laptop-negolog --to negolog --json

    What the format of OUT cannot express is refused, each thing by its name; with --lossy it is left
    out and listed.
    What had to be assumed on reading is listed too.

    Exit codes: 0 written, 2 wrong input, or something would be lost, 3 a fault of wasit.
    ");
}
