//! `wasit check`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{json, run, run_with_input};

#[test]
fn fine_files() {
    insta::assert_snapshot!(run(&["check", "shop.yaml", "apart.yaml"]), @"
    exit: 0
    --- out
    shop.yaml: fine: 2 parties, 2 issues, 15 packages, 12 legs in 2 rounds
    apart.yaml: fine: 2 parties, 1 issue, 5 packages, 6 legs in 1 round
    ");
}

#[test]
fn every_problem_of_every_file() {
    insta::assert_snapshot!(run(&["check", "wrong.yaml", "shop.yaml", "shopp.yaml"]), @"
    exit: 2
    --- out
    shop.yaml: fine: 2 parties, 2 issues, 15 packages, 12 legs in 2 rounds
    --- err
      × there is no party strategy `boulwear`; did you mean `boulware`?
       ╭─[wrong.yaml:6:15]
     5 │   seller:
     6 │     strategy: boulwear
       ·               ────────
     7 │     wants: { prize: { weight: 1, rising: true } }
       ╰────

      × there is no issue called `prize`
       ╭─[wrong.yaml:7:14]
     6 │     strategy: boulwear
     7 │     wants: { prize: { weight: 1, rising: true } }
       ·              ─────
     8 │   buyer:
       ╰────
      help: did you mean `price`?

      × an entry of `wants` has no key `wieght`
        ╭─[wrong.yaml:10:23]
      9 │     strategy: linear
     10 │     wants: { price: { wieght: 1, falling: true } }
        ·                       ───┬──
        ·                          ╰── not known
     11 │ legs: 6
        ╰────
      help: did you mean `weight`?

    wrong.yaml: 3 problems
    error: there is no file shopp.yaml
      help: did you mean shop.yaml?
    ");
}

#[test]
fn standard_input() {
    let input = "issues: { price: { range: { from: 1, to: 3 } } }\n";
    insta::assert_snapshot!(run_with_input(&["check", "-"], input), @"
    exit: 2
    --- err
      × the file has no `parties`
       ╭─[-:1:1]
     1 │ issues: { price: { range: { from: 1, to: 3 } } }
       · ▲
       ╰────
      help: it needs `issues` and `parties`, such as `parties: { seller: { wants:
            … }, buyer: { wants: … } }`; `wasit schema` prints all keys

    -: 1 problem
    ");
}

#[test]
fn a_folder() {
    insta::assert_snapshot!(run(&["check", "."]), @"
    exit: 2
    --- err
      × 5 talks files: `apart.yaml`, `home.yaml`, …
       ╭─[.:1:1]
       ╰────
      help: each holds talks of its own: name one of them

    .: 1 problem
    ");
}

#[test]
fn a_missing_folder() {
    insta::assert_snapshot!(run(&["check", "no/such.yaml"]), @"
    exit: 2
    --- err
    error: there is no file no/such.yaml
      help: there is no folder no either
    ");
}

#[test]
fn what_is_uncertain() {
    insta::assert_snapshot!(run(&["check", "uncertain/shop.yaml"]), @"
    exit: 0
    --- out
    uncertain/shop.yaml: fine: 2 parties, 2 issues, 15 packages, 9 legs in 1 round
      assumed: What is uncertain stands at its middle: 10 numbers and seats, in the likeliest of 2 worlds, `calm`.
    ");
    insta::assert_snapshot!(run(&["check", "--beliefs", "uncertain/shop.yaml"]), @"
    exit: 0
    --- out
    uncertain/shop.yaml: 10 uncertain numbers and seats in 2 worlds

    walk-away of seller                    5 %     25 %     50 %     75 %     95 %
      seller.walk_away                  0.0805    0.139      0.2     0.29    0.472
          You say: one in ten below 0.1, one in ten above 0.4. (source: two talks
          with him; confidence: low)

    weights of seller                      5 %     25 %     50 %     75 %     95 %
      seller.weights.price               0.525    0.625     0.75    0.875    0.975
          You say: one in ten below 0.55, one in ten above 0.95.
      seller.weights.delivery            0.025    0.125     0.25    0.375    0.475
          You say: one in ten below 0.05, one in ten above 0.45.

    values of seller                       5 %     25 %     50 %     75 %     95 %
      seller.wants.delivery.june          0.32      0.4      0.5      0.6     0.68
          You say: one in ten below 0.34, one in ten above 0.66.

    red lines of seller
      seller.red_lines.price.holds
          You say: it holds in 80 of a hundred draws. (he said so)
      seller.red_lines.price.at_least     92.5      102      115      128      138
          You say: one in ten below 95, one in ten above 135.

    behaviour of seller
      seller.strategy
          You say: boulware 46.7 %, conceder 53.3 %. (he has done both)

    walk-away of buyer                     5 %     25 %     50 %     75 %     95 %
      buyer.walk_away                      0.1      0.1    0.157    0.229    0.286
          You say: one in ten below 0.1, one in ten above 0.271.

    weights of buyer                       5 %     25 %     50 %     75 %     95 %
      buyer.weights.delivery              1.02     1.11     1.26     1.48      1.9
          You say: one in ten below 1.04, one in ten above 1.74.

    rounds                                 5 %     25 %     50 %     75 %     95 %
      legs                                   6        6     7.71     9.86     11.6
          You say: one in ten below 6, one in ten above 11.1.

    worlds
      calm 70 %: seller.strategy boulware 66.7 % or conceder 33.3 %, buyer.walk_away
        0.2 (0.12 to 0.28), legs 9 (6.6 to 11.4)
      hurry 30 % (the season may begin early): seller.strategy conceder,
        buyer.walk_away 0.1, legs 6
      What differs by world is shown at its middle, with what one in ten is below
      and above.

    links
      seller.walk_away and buyer.walk_away: rank correlation -0.3
    ");
    let told = &json(&["check", "--beliefs", "--json", "uncertain/shop.yaml"])[0];
    assert_eq!(told["file"], "uncertain/shop.yaml");
    assert_eq!(told["worlds"][1]["why"], "the season may begin early");
    assert_eq!(told["worlds"][1]["columns"][0]["texts"]["conceder"], 1.0);
    assert_eq!(told["worlds"][0]["columns"][2]["quantiles"]["50"], 9.0);
    assert_eq!(told["links"][0]["between"][1], "buyer.walk_away");
    let column = |path: &str| {
        let found = told["columns"].as_array().unwrap().iter().find(|column| column["path"] == path);
        found.unwrap_or_else(|| panic!("{path}")).clone()
    };
    let near = |value: &serde_json::Value, number: f64| {
        assert!((value.as_f64().unwrap() - number).abs() < 1e-9, "{value} is not {number}");
    };
    near(&column("seller.red_lines.price.at_least")["quantiles"]["25"], 102.5);
    near(&column("seller.red_lines.price.holds")["holds"], 0.8);
    // Two thirds of seven tenths; in the other world he concedes.
    near(&column("seller.strategy")["texts"]["boulware"], 1.4 / 3.0);
    assert_eq!(column("seller.walk_away")["confidence"], "low");
    assert_eq!(column("legs")["party"], serde_json::Value::Null);
}

#[test]
fn beliefs_of_files_without_any() {
    insta::assert_snapshot!(run(&["check", "--beliefs", "shop.yaml", "laptop", "wrong.yaml"]), @"
    exit: 2
    --- out
    shop.yaml: nothing is uncertain
    laptop: nothing is uncertain
    --- err
      × there is no party strategy `boulwear`; did you mean `boulware`?
       ╭─[wrong.yaml:6:15]
     5 │   seller:
     6 │     strategy: boulwear
       ·               ────────
     7 │     wants: { prize: { weight: 1, rising: true } }
       ╰────

      × there is no issue called `prize`
       ╭─[wrong.yaml:7:14]
     6 │     strategy: boulwear
     7 │     wants: { prize: { weight: 1, rising: true } }
       ·              ─────
     8 │   buyer:
       ╰────
      help: did you mean `price`?

      × an entry of `wants` has no key `wieght`
        ╭─[wrong.yaml:10:23]
      9 │     strategy: linear
     10 │     wants: { price: { wieght: 1, falling: true } }
        ·                       ───┬──
        ·                          ╰── not known
     11 │ legs: 6
        ╰────
      help: did you mean `weight`?

    wrong.yaml: 3 problems
    ");
    insta::assert_snapshot!(run(&["check", "--beliefs", "--json", "shop.yaml"]), @r#"
    exit: 0
    --- out
    [
      {
        "file": "shop.yaml",
        "columns": [],
        "worlds": [],
        "links": []
      }
    ]
    "#);
    insta::assert_snapshot!(run(&["check", "--json", "shop.yaml"]), @"
    exit: 2
    --- err
    error: the following required arguments were not provided:
      --beliefs

    Usage: wasit check --beliefs --json <FILE|FOLDER>...

    For more information, try '--help'.
    ");
}

#[test]
fn other_commands_take_beliefs_at_their_middle() {
    for arguments in [&["run"][..], &["analyze"], &["convert", "--to", "talks"]] {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("to");
        let mut arguments: Vec<&str> = arguments.to_vec();
        arguments.push("uncertain/shop.yaml");
        if arguments[0] == "convert" {
            arguments.push(to.to_str().unwrap());
        }
        let shown = run(&arguments);
        let words = "stands at its middle: 10 numbers and seats, in the likeliest of 2 worlds, `calm`.";
        assert!(
            shown.replace("\n", " ").split_whitespace().collect::<Vec<_>>().join(" ").contains(words),
            "{shown}"
        );
    }
}

#[test]
fn plain_glyphs_where_the_locale_has_no_others() {
    let output = support::wasit(&["check", "wrong.yaml"]).env("LC_ALL", "C").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.is_ascii(), "{}", support::shown(&output));
}
