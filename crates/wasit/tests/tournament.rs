//! `wasit tournament`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use support::{json, run, shown, talks, wasit};
use tempfile::TempDir;

/// A folder with two scenarios, in which a tournament is held in parts.
fn ground() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["shop.yaml", "apart.yaml"] {
        fs::copy(talks().join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// Runs the command in `folder`, whose name is not shown.
fn run_in(folder: &Path, arguments: &[&str]) -> String {
    let output = wasit(arguments).current_dir(folder).output().unwrap();
    shown(&output)
}

fn quietly(folder: &Path, arguments: &[&str]) {
    let output = wasit(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", shown(&output));
}

const ASKED: [&str; 7] =
    ["shop.yaml", "apart.yaml", "--seats", "boulware,random,micro", "--repeat", "5", "--steps=8"];

fn with<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<&'a str> {
    [before, &ASKED, after].concat()
}

#[test]
fn a_ranking() {
    insta::assert_snapshot!(run(&["tournament", "shop.yaml", "apart.yaml", "--seats", "boulware,conceder,tough", "--steps", "20"]), @"
    exit: 0
    --- out
    Tournament of 3 strategies on 2 scenarios: 18 talks across a table, seed 1.

          strategy  mean utility      95 % within   agreed  to Nash   legs
      1   boulware  ██████░░░░ 0.626  0.457–0.748   33.3 %    0.284   37.8
      2=  conceder  █████░░░░░ 0.547  0.380–0.700   33.3 %    0.284   32.9
      3=  tough     █████░░░░░ 0.475  0.250–0.700    0.0 %        –   40.0

    Means over every seat a strategy held, no deal included; distances over
    agreements alone. Intervals: bootstrap over 12 blocks (a scenario and who met
    there).
    = cannot be told from the one above: the difference’s interval holds 0.
    So few blocks give rough intervals, mostly too narrow; name more scenarios.
    ");
}

#[test]
fn through_a_mediator_with_disclosure() {
    insta::assert_snapshot!(run(&["tournament", "shop.yaml", "--seats", "linear", "--seats", "time:exponent=2,max=0.9", "--protocol", "shuttle", "--mediator", "bridge", "--legs", "30", "--disclosure", "--no-self-play"]), @"
    exit: 0
    --- out
    Tournament of 2 strategies on 1 scenario: 2 talks through bridge, seed 1.

          strategy     mean utility      95 % within   agreed  to Nash   legs  told
      1   time:exponent=2,max=0.9
                       ███████░░░ 0.688  0.688–0.688  100.0 %    0.113   22.0  0.231
      2=  linear       █████░░░░░ 0.531  0.531–0.531  100.0 %    0.113   22.0  0.395

    Means over every seat a strategy held, no deal included; distances over
    agreements alone. Intervals: bootstrap over 1 block (a scenario and who met
    there).
    Told: how well the others could tell what the seat wants (disclosure); 1 is all
    of it.
    = cannot be told from the one above: the difference’s interval holds 0.
    So few blocks give rough intervals, mostly too narrow; name more scenarios.
    ");
}

#[test]
fn every_talk_as_a_row() {
    let folder = ground();
    quietly(
        folder.path(),
        &[
            "tournament",
            "shop.yaml",
            "--seats",
            "conceder,tough",
            "--steps",
            "10",
            "--repeat",
            "2",
            "--csv",
            "out.csv",
            "-q",
        ],
    );
    insta::assert_snapshot!(fs::read_to_string(folder.path().join("out.csv")).unwrap(), @r#"
    scenario,party_1,party_2,strategy_1,strategy_2,repetition,seed,ended,agreement,utility_1,utility_2,walk_away_1,walk_away_2,nash_distance,frontier_distance,legs,disclosure_1,disclosure_2
    shop.yaml,seller,buyer,conceder,conceder,1,3690082541152840,agreed,"{""price"":""40"",""delivery"":""by air""}",0.5625,0.625,0.3,0.2,0.22534695471649932,0,3,,
    shop.yaml,seller,buyer,conceder,conceder,2,8969908089279294,agreed,"{""price"":""40"",""delivery"":""by air""}",0.5625,0.625,0.3,0.2,0.22534695471649932,0,3,,
    shop.yaml,seller,buyer,conceder,tough,1,5326316468184173,deadline,,0.3,0.2,0.3,0.2,,,20,,
    shop.yaml,seller,buyer,conceder,tough,2,3224488216527056,deadline,,0.3,0.2,0.3,0.2,,,20,,
    shop.yaml,seller,buyer,tough,conceder,1,5505702288370811,deadline,,0.3,0.2,0.3,0.2,,,20,,
    shop.yaml,seller,buyer,tough,conceder,2,6056158243296423,deadline,,0.3,0.2,0.3,0.2,,,20,,
    shop.yaml,seller,buyer,tough,tough,1,6861722041699320,deadline,,0.3,0.2,0.3,0.2,,,20,,
    shop.yaml,seller,buyer,tough,tough,2,190080463487710,deadline,,0.3,0.2,0.3,0.2,,,20,,
    "#);
}

#[test]
fn as_json() {
    let found = json(&["tournament", "shop.yaml", "--seats", "conceder,tough", "--steps", "10", "--json"]);
    let keys: Vec<&str> = found.as_object().unwrap().keys().map(String::as_str).collect();
    insta::assert_snapshot!(keys.join(" "), @"wasit seed protocol mediator strategies self_play repeat talks held scenarios ranking matrix bootstrap rows");
    insta::assert_snapshot!(format!("{:#}", found["scenarios"]), @r#"
    [
      {
        "file": "shop.yaml",
        "sha256": "0e60f376e35e5c24b40ef49058a64290f251c51281aff1fc6f23b204234baefa",
        "title": "A shop and its supplier",
        "parties": [
          "seller",
          "buyer"
        ],
        "walk_aways": {
          "seller": 0.3,
          "buyer": 0.2
        },
        "mediator": null,
        "steps": 10,
        "exact": true
      }
    ]
    "#);
    insta::assert_snapshot!(format!("{:#}", found["ranking"][0]), @r#"
    {
      "rank": 1,
      "strategy": "conceder",
      "ties": [
        "tough"
      ],
      "utility": {
        "mean": 0.421875,
        "low": 0.25,
        "high": 0.59375,
        "n": 4
      },
      "agreed": {
        "mean": 0.5,
        "low": 0.0,
        "high": 1.0,
        "n": 4
      },
      "utility_agreed": {
        "mean": 0.59375,
        "low": 0.59375,
        "high": 0.59375,
        "n": 2
      },
      "nash_distance": {
        "mean": 0.22534695471649932,
        "low": 0.22534695471649932,
        "high": 0.22534695471649932,
        "n": 2
      },
      "frontier_distance": {
        "mean": 0.0,
        "low": 0.0,
        "high": 0.0,
        "n": 2
      },
      "legs": {
        "mean": 11.5,
        "low": 3.0,
        "high": 20.0,
        "n": 4
      },
      "disclosure": null
    }
    "#);
    insta::assert_snapshot!(format!("{:#}", found["matrix"]), @r#"
    {
      "conceder": {
        "conceder": 0.59375,
        "tough": 0.25
      },
      "tough": {
        "conceder": 0.25,
        "tough": 0.25
      }
    }
    "#);
    insta::assert_snapshot!(format!("{:#}", found["rows"][0]), @r#"
    {
      "scenario": "shop.yaml",
      "strategies": {
        "seller": "conceder",
        "buyer": "conceder"
      },
      "repetition": 1,
      "seed": 3690082541152840,
      "ended": "agreed",
      "agreement": {
        "price": "40",
        "delivery": "by air"
      },
      "utilities": {
        "seller": 0.5625,
        "buyer": 0.625
      },
      "walk_aways": {
        "seller": 0.3,
        "buyer": 0.2
      },
      "nash_distance": 0.22534695471649932,
      "frontier_distance": 0.0,
      "legs": 3
    }
    "#);
    // Each row is the talk that `wasit run` holds with its seed.
    let row = &found["rows"][0];
    let seed = row["seed"].to_string();
    let again = json(&[
        "run",
        "shop.yaml",
        "--protocol",
        "alternating",
        "--steps",
        "10",
        "--seed",
        &seed,
        "--seat",
        "seller=conceder",
        "--seat",
        "buyer=conceder",
        "--json",
    ]);
    for key in ["agreement", "ended", "utilities", "legs", "frontier_distance"] {
        assert_eq!(row[key], again[key], "{key}");
    }
}

#[test]
fn in_parts_by_any_number_of_shards_and_threads() {
    let folder = ground();
    let path = folder.path();
    insta::assert_snapshot!(run_in(path, &with(&["tournament", "plan"], &["--out", "cup"])), @"
    exit: 0
    --- out
    90 talks, of which 82 are held (the rest are repetitions without chance), in 82 chunks: cup/plan.json
    Hold them with `wasit tournament run cup`, in parts with --shard 1/N to N/N, then `wasit tournament merge cup`.
    ");
    let plan = fs::read(path.join("cup/plan.json")).unwrap();
    let mut results = Vec::new();
    for (parts, jobs) in [(1, "1"), (3, "2"), (7, "7"), (3, "1")] {
        let cup = format!("cup{parts}_{jobs}");
        fs::create_dir(path.join(&cup)).unwrap();
        fs::write(path.join(&cup).join("plan.json"), &plan).unwrap();
        for part in (1..=parts).rev() {
            let shard = format!("{part}/{parts}");
            quietly(path, &["tournament", "run", &cup, "--shard", &shard, "--jobs", jobs, "-q"]);
        }
        quietly(path, &["tournament", "merge", &cup, "-q"]);
        let read = |name: &str| fs::read_to_string(path.join(&cup).join(name)).unwrap();
        results.push((read("results.csv"), read("results.json")));
    }
    for (jobs, cup) in [("1", "whole1"), ("7", "whole7")] {
        quietly(path, &with(&["tournament"], &["--out", cup, "--jobs", jobs, "-q"]));
        let read = |name: &str| fs::read_to_string(path.join(cup).join(name)).unwrap();
        results.push((read("results.csv"), read("results.json")));
    }
    // 3 × 3 pairs, 2 scenarios, 5 repetitions, and a head.
    assert_eq!(results[0].0.lines().count(), 91);
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
    let printed = wasit(&with(&["tournament"], &["--json"])).current_dir(path).output().unwrap();
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), results[0].1);
}

#[test]
fn what_was_held_is_not_held_again() {
    let folder = ground();
    let path = folder.path();
    quietly(path, &with(&["tournament", "plan"], &["--out", "cup"]));
    insta::assert_snapshot!(run_in(path, &["tournament", "run", "cup", "--shard", "1/3"]), @"
    exit: 0
    --- out
    27 chunks held, 0 were there already; 82 in all.
    ");
    insta::assert_snapshot!(run_in(path, &["tournament", "merge", "cup"]), @"
    exit: 2
    --- err
    error: 55 of 82 chunks are not there yet; the first is chunk-027.json
      help: hold what is missing: wasit tournament run cup
    ");
    let first = path.join("cup/chunk-000.json");
    let before = fs::metadata(&first).unwrap().modified().unwrap();
    insta::assert_snapshot!(run_in(path, &["tournament", "run", "cup"]), @"
    exit: 0
    --- out
    55 chunks held, 27 were there already; 82 in all.
    ");
    insta::assert_snapshot!(run_in(path, &["tournament", "run", "cup"]), @"
    exit: 0
    --- out
    0 chunks held, 82 were there already; 82 in all.
    ");
    assert_eq!(fs::metadata(&first).unwrap().modified().unwrap(), before);
    // A whole tournament in the same folder goes on where its parts were.
    fs::remove_file(path.join("cup/chunk-004.json")).unwrap();
    quietly(path, &with(&["tournament"], &["--out", "cup", "-q"]));
    assert_eq!(fs::metadata(&first).unwrap().modified().unwrap(), before);
    quietly(path, &["tournament", "merge", "cup", "-q"]);
    let left: Vec<String> = fs::read_dir(path.join("cup"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("chunk-"))
        .collect();
    assert_eq!(left.len(), 3, "no half-written file is left: {left:?}");
}

#[test]
fn what_has_changed_is_not_gone_on_with() {
    let folder = ground();
    let path = folder.path();
    quietly(path, &with(&["tournament", "plan"], &["--out", "cup"]));
    quietly(path, &["tournament", "run", "cup", "-q"]);
    insta::assert_snapshot!(run_in(path, &["tournament", "plan", "shop.yaml", "--seats", "micro", "--out", "cup"]), @"
    exit: 2
    --- err
    error: cup holds another tournament
      help: name another folder, or delete this one
    ");

    let chunk = path.join("cup/chunk-000.json");
    let good = fs::read_to_string(&chunk).unwrap();
    let bad = |what: &str, to: &str| {
        assert!(good.contains(what), "{good}");
        fs::write(&chunk, good.replacen(what, to, 1)).unwrap();
        let said = run_in(path, &["tournament", "merge", "cup"]);
        fs::write(&chunk, &good).unwrap();
        said
    };
    insta::assert_snapshot!(bad("\"wasit\":\"", "\"wasit\":\"9."), @"
    exit: 2
    --- err
    error: cup/chunk-000.json was written by wasit 9.0.1.0, and this is wasit 0.1.0
      help: plan the tournament again, in another folder, or go on with the version that began it
    ");
    insta::assert_snapshot!(bad("\"plan\":\"", "\"plan\":\"0"), @"
    exit: 2
    --- err
    error: cup/chunk-000.json belongs to another plan
      help: keep one tournament in a folder; delete the file if it is left over
    ");
    insta::assert_snapshot!(bad("\"rows\":[", "\"rows\":[["), @"
    exit: 2
    --- err
    error: cup/chunk-000.json is damaged, or none of `wasit tournament`'s files: expected `,` or `]` at line 1 column 192
      help: delete it, and plan or hold again what it held
    ");
    insta::assert_snapshot!(bad("\"agreed\",[", "\"agreed\",[900,"), @"
    exit: 2
    --- err
    error: cup/chunk-000.json is damaged: talk 0 cannot have ended so
      help: delete it, and hold its talks again
    ");

    let plan = path.join("cup/plan.json");
    let good = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, good.replacen("\"wasit\": \"", "\"wasit\": \"9.", 1)).unwrap();
    insta::assert_snapshot!(run_in(path, &["tournament", "run", "cup"]), @"
    exit: 2
    --- err
    error: cup/plan.json was written by wasit 9.0.1.0, and this is wasit 0.1.0
      help: plan the tournament again, in another folder, or go on with the version that began it
    ");
    fs::write(&plan, good.replacen("\"held\": ", "\"held\": 1", 1)).unwrap();
    insta::assert_snapshot!(run_in(path, &["tournament", "run", "cup"]), @"
    exit: 2
    --- err
    error: cup/plan.json does not say what follows from its own settings
      help: it was edited: plan the tournament again, in another folder
    ");
    fs::write(&plan, good.replacen("\"seed\"", "\"seat\"", 1)).unwrap();
    insta::assert_snapshot!(run_in(path, &["tournament", "run", "cup"]), @"
    exit: 2
    --- err
    error: cup/plan.json is damaged: unknown field `seat`, expected one of `wasit`, `seed`, `protocol`, `mediator`, `strategies`, `self_play`, `repeat`, `disclosure`, `evaluations`, `talks`, `held`, `chunks`, `scenarios` at line 3 column 8
      help: plan the tournament again
    ");
    fs::write(&plan, good).unwrap();

    let shop = fs::read_to_string(path.join("shop.yaml")).unwrap();
    fs::write(path.join("shop.yaml"), shop.replace("0.3", "0.31")).unwrap();
    insta::assert_snapshot!(run_in(path, &["tournament", "run", "cup"]), @"
    exit: 2
    --- err
    error: changed since the tournament was planned: shop.yaml
      help: bring back what was planned (plan.json has the SHA-256 of each), or plan again in another folder
    ");
    insta::assert_snapshot!(run_in(path, &["tournament", "merge", "cup"]), @"
    exit: 2
    --- err
    error: changed since the tournament was planned: shop.yaml
      help: bring back what was planned (plan.json has the SHA-256 of each), or plan again in another folder
    ");
    fs::remove_file(path.join("shop.yaml")).unwrap();
    insta::assert_snapshot!(run_in(path, &["tournament", "run", "cup"]), @"
    exit: 2
    --- err
    error: cup/plan.json is of shop.yaml, and there is no such file
      help: run in the folder where the tournament was planned, or bring the file back
    ");
}

#[test]
fn what_cannot_be_a_tournament() {
    let said = |arguments: &[&str]| run(&[&["tournament"], arguments].concat());
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "boulware,micra"]), @"
    exit: 2
    --- err
    error: --seats: `micra`: there is no party strategy `micra`; did you mean `micro`?
      help: `wasit strategies` lists the strategies for a party's seat, `wasit strategies NAME` explains one
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "time:exponent=2,maxx=3"]), @"
    exit: 2
    --- err
    error: --seats: `time:exponent=2,maxx=3`: `time` has no parameter `maxx`; did you mean `max`?
      help: `wasit strategies` lists the strategies for a party's seat, `wasit strategies NAME` explains one
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "exponent=2,micro"]), @"
    exit: 2
    --- err
    error: --seats: `exponent=2` is a parameter without a strategy before it; write NAME:exponent=2
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "micro,micro"]), @"
    exit: 2
    --- err
    error: the strategy `micro` stands twice
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "micro", "--no-self-play"]), @"
    exit: 2
    --- err
    error: nobody would meet anybody: a tournament without self-play needs two strategies, any other needs one
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "cmd:python3 mine.py"]), @"
    exit: 2
    --- err
    error: programs cannot take part in a tournament
      help: hold their talks with `wasit run --seat NAME='cmd:COMMAND LINE' --repeat N`
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "shop.yaml", "--seats", "micro"]), @"
    exit: 2
    --- err
    error: shop.yaml and shop.yaml are the same scenario
      help: leave one out: to hold more talks on it, use --repeat
    ");
    insta::assert_snapshot!(said(&["-", "--seats", "micro"]), @"
    exit: 2
    --- err
    error: a tournament does not read from standard input
      help: name the file: it is read again when talks are held later, and must be the same
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "micro,linear", "--repeat", "4000000"]), @"
    exit: 2
    --- err
    error: 16000000 talks are more than the 10,000,000 that a tournament may have
      help: every ordered tuple of strategies takes the seats of every scenario, --repeat times: name fewer
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "micro", "--mediator", "bridge"]), @"
    exit: 2
    --- err
    error: --mediator is for mediated talks
      help: nobody mediates across a table; add `--protocol shuttle`
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "micro", "--protocol", "shuttle", "--steps", "3"]), @"
    exit: 2
    --- err
    error: --steps is for talks across a table
      help: mediated talks are as long as their legs: use --legs, or leave out `--protocol shuttle`
    ");
    insta::assert_snapshot!(said(&["shop.yaml", "--seats", "micro", "--report", "nowhere/x.html"]), @"
    exit: 2
    --- err
    error: cannot write the report to nowhere/x.html: there is no folder nowhere
      help: create the folder first, or name another
    ");
    insta::assert_snapshot!(said(&["run", "nowhere"]), @"
    exit: 2
    --- err
    error: there is no nowhere/plan.json
      help: plan one: wasit tournament plan FILE… --seats … --out nowhere
    ");
    insta::assert_snapshot!(said(&["run", "nowhere", "--shard", "4/3"]), @"
    exit: 2
    --- err
    error: invalid value '4/3' for '--shard <I/N>': it is I/N, part I of N, such as 1/3, 2/3 or 3/3

    For more information, try '--help'.
    ");
}

#[test]
fn a_report() {
    let folder = ground();
    quietly(folder.path(), &with(&["tournament"], &["--report", "out.html", "-q"]));
    let page = fs::read_to_string(folder.path().join("out.html")).unwrap();
    assert!(page.contains("Tournament of 3 strategies") && page.contains("id=\"matrix-picture\""));
    assert!(!page.contains("http-equiv=\"refresh\"") && page.contains("default-src 'none'"));
}

/// Ctrl-C ends the talks under way and keeps the chunks that are done.
#[cfg(unix)]
#[test]
fn an_interrupt_loses_no_chunk() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let folder = ground();
    let arguments =
        ["tournament", "shop.yaml", "--seats", "random,micro", "--repeat", "40000", "--steps", "100"];
    let mut child = wasit(&[&arguments[..], &["--out", "cup", "--jobs", "1", "-q"]].concat())
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    #[allow(clippy::disallowed_methods, reason = "a test that would hang ends instead")]
    let begun = Instant::now();
    let chunks = || {
        let entries = fs::read_dir(folder.path().join("cup")).into_iter().flatten().flatten();
        entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("chunk-")).count()
    };
    while chunks() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(60), "no chunk was written");
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let status = child.wait().unwrap();
    let kept = chunks();
    if status.code() == Some(0) {
        // All was held before the signal came: nothing to see on so fast a machine.
        assert_eq!(kept, 100);
        return;
    }
    assert_eq!(status.code(), Some(130));
    assert!((2..100).contains(&kept), "{kept}");
    let said = run_in(folder.path(), &[&arguments[..], &["--out", "cup", "--jobs", "2", "-q"]].concat());
    assert_eq!(said.trim(), "exit: 0");
    let whole = run_in(folder.path(), &[&arguments[..], &["--csv", "whole.csv", "-q"]].concat());
    assert_eq!(whole.trim(), "exit: 0");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("whole.csv") == read("cup/results.csv"), "it is as if nothing had happened");
}
