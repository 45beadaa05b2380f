//! `wasit run`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;

use support::{json, run, run_with_input, talks, wasit};

#[test]
fn talks_that_agree() {
    insta::assert_snapshot!(run(&["run", "shop.yaml"]), @"
    exit: 0
    --- out
    A shop and its supplier
    Invented for tests.

    The seller (linear) and The buyer (conceder); The broker (courier) goes between
    them. Seed 1.

    Bars show each side's own utility; ┃ is its walk-away.

    Round 1 · 12 April 2025 · Muscat
      on the agenda: Price
        1  The seller → The broker: offers price 50 EUR, delivery by ship
           The seller ████┃███████ 1.00   The buyer ░░┃░░░░░░░░░ 0.00
        2  The seller → The broker → The buyer: this offer; The buyer offers price
           30 EUR, delivery by rail
           The seller ████┃█░░░░░░ 0.50   The buyer ██┃████░░░░░ 0.55
        3  The buyer → The broker → The seller: this offer; The seller offers price
           50 → 40 EUR
           The seller ████┃█████░░ 0.81   The buyer ██┃░░░░░░░░░ 0.12
        4  The seller → The broker → The buyer: this offer; The buyer offers price
           30 → 40 EUR
           The seller ████┃███░░░░ 0.69   The buyer ██┃██░░░░░░░ 0.43
        5  The buyer → The broker → The seller: this offer; The seller offers price
           40 → 50 EUR, delivery by ship → by air
           The seller ████┃████░░░ 0.75   The buyer ██┃███░░░░░░ 0.50
        6  The seller → The broker → The buyer: this offer; The buyer accepts

    1 more round was planned, and not held.

    Agreement · after 6 legs · Round 1 · 12 April 2025 · Muscat

      Issue            Value   The seller   The buyer
      Price            50 EUR        0.75        0.00
      Delivery         by air        0.00        0.50
      in all                         0.75        0.50
      walk-away                      0.30        0.20

      Distance, in utilities
        to the frontier       0.000 no package is better for all
        to Nash               0.000 The seller 0.75, The buyer 0.50
        to Kalai–Smorodinsky  0.225 The seller 0.56, The buyer 0.62
        to egalitarian        0.000 The seller 0.75, The buyer 0.50
        to utilitarian        0.000 The seller 0.75, The buyer 0.50
    ");
}

#[test]
fn talks_that_do_not() {
    insta::assert_snapshot!(run(&["run", "apart.yaml"]), @"
    exit: 1
    --- out
    Too far apart

    The seller (linear) and The buyer (linear); The broker (courier) goes between
    them. Seed 1.

    Bars show each side's own utility; ┃ is its walk-away.

    Round 1
        1  The seller → The broker: offers price 50 EUR
           The seller ████████┃███ 1.00   The buyer ░░░░░░░░┃░░░ 0.00
        2  The seller → The broker → The buyer: this offer; The buyer offers price
           10 EUR
           The seller ░░░░░░░░┃░░░ 0.00   The buyer ████████┃███ 1.00
        3  The buyer → The broker → The seller: this offer; The seller offers the
           same again
           The seller ████████┃███ 1.00   The buyer ░░░░░░░░┃░░░ 0.00
        4  The seller → The broker → The buyer: this offer; The buyer offers the
           same again
           The seller ░░░░░░░░┃░░░ 0.00   The buyer ████████┃███ 1.00
        5  The buyer → The broker → The seller: this offer; The seller offers the
           same again
           The seller ████████┃███ 1.00   The buyer ░░░░░░░░┃░░░ 0.00
        6  The seller → The broker → The buyer: this offer; The buyer offers the
           same again
           The seller ░░░░░░░░┃░░░ 0.00   The buyer ████████┃███ 1.00

    No agreement. The legs of all rounds were used up.

      There is no deal zone: no package within the red lines gives every party at
      least what it has without a deal.
      What came nearest in the talks was put forward by The seller on leg 1, Price
      50 EUR: The buyer falls 0.700 short of its walk-away.
      Of all efficient packages, the one that comes nearest to every walk-away is
      Price 30 EUR: The seller falls 0.200 short of its walk-away and The buyer
      falls 0.200 short of its walk-away.
      If The seller walked away only below 0.250 instead of 0.700, there would have
      been a deal: Price 20 EUR.
      If The buyer walked away only below 0.250 instead of 0.700, there would have
      been a deal: Price 40 EUR.
    ");
}

#[test]
fn across_a_table() {
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--protocol", "alternating", "--steps", "2"]), @"
    exit: 0
    --- out
    A shop and its supplier
    Invented for tests.

    The seller (linear) and The buyer (conceder); they face each other. Seed 1.

    Bars show each side's own utility; ┃ is its walk-away.

    Across the table
        1  The seller → The buyer: offers price 40 EUR, delivery by ship
           The seller ████┃█████░░ 0.81   The buyer ██┃░░░░░░░░░ 0.12
        2  The buyer → The seller: offers price 40 EUR, delivery by rail
           The seller ████┃███░░░░ 0.69   The buyer ██┃██░░░░░░░ 0.43
        3  The seller → The buyer: accepts

    Agreement · after 3 turns

      Issue            Value    The seller   The buyer
      Price            40 EUR         0.56        0.12
      Delivery         by rail        0.12        0.30
      in all                          0.69        0.43
      walk-away                       0.30        0.20

      Distance, in utilities
        to the frontier       0.098
        to Nash               0.098 The seller 0.75, The buyer 0.50
        to Kalai–Smorodinsky  0.236 The seller 0.56, The buyer 0.62
        to egalitarian        0.098 The seller 0.75, The buyer 0.50
        to utilitarian        0.098 The seller 0.75, The buyer 0.50
    ");
}

#[test]
fn as_a_party_saw_it() {
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--as", "buyer"]), @"
    exit: 0
    --- out
    A shop and its supplier
    Invented for tests.

    As The buyer (conceder) saw it. Seed 1.

    Round 1 · 12 April 2025 · Muscat
        1  The broker → The buyer: brings price 50 EUR, delivery by ship, from The
           seller
           ░░┃░░░░░░░░░ 0.00
        1  The buyer → The broker: offers price 30 EUR, delivery by rail
           ██┃████░░░░░ 0.55
        2  The broker → The buyer: brings price 50 → 40 EUR, from The seller
           ██┃░░░░░░░░░ 0.12
        2  The buyer → The broker: offers price 30 → 40 EUR
           ██┃██░░░░░░░ 0.43
        3  The broker → The buyer: brings price 40 → 50 EUR, delivery by ship → by
           air, from The seller
           ██┃███░░░░░░ 0.50
        3  The buyer → The broker: accepts
           ██┃███░░░░░░ 0.50

    Agreement

      Price     50 EUR (0.00)
      Delivery  by air (0.50)

      worth 0.50 to this side
    ");
}

#[test]
fn as_json() {
    let output = run(&["run", "shop.yaml", "--legs", "4", "--json"]);
    insta::with_settings!({filters => vec![(r#""wasit": "[^"]+""#, r#""wasit": "[version]""#)]}, {
        insta::assert_snapshot!(output, @r#"
        exit: 0
        --- out
        {
          "wasit": "[version]",
          "file": "shop.yaml",
          "seed": 1,
          "protocol": "shuttle",
          "agreement": {
            "price": "40",
            "delivery": "by rail"
          },
          "ended": "agreed",
          "legs": 3,
          "round": 2,
          "utilities": {
            "seller": 0.6875,
            "buyer": 0.4250000000001819
          },
          "solutions": {
            "nash": {
              "exact": true,
              "points": [
                {
                  "package": {
                    "price": "50",
                    "delivery": "by air"
                  },
                  "utilities": {
                    "seller": 0.75,
                    "buyer": 0.5
                  }
                }
              ],
              "bound": 0.0
            },
            "kalai_smorodinsky": {
              "exact": true,
              "points": [
                {
                  "package": {
                    "price": "40",
                    "delivery": "by air"
                  },
                  "utilities": {
                    "seller": 0.5625,
                    "buyer": 0.625
                  }
                }
              ],
              "bound": 0.0
            },
            "kalai": {
              "exact": true,
              "points": [
                {
                  "package": {
                    "price": "50",
                    "delivery": "by air"
                  },
                  "utilities": {
                    "seller": 0.75,
                    "buyer": 0.5
                  }
                }
              ],
              "bound": 0.0
            },
            "welfare": {
              "exact": true,
              "points": [
                {
                  "package": {
                    "price": "50",
                    "delivery": "by air"
                  },
                  "utilities": {
                    "seller": 0.75,
                    "buyer": 0.5
                  }
                }
              ],
              "bound": 0.0
            }
          },
          "frontier_distance": 0.09762812094869344,
          "trace": [
            {
              "leg": 0,
              "step": 0,
              "round": 1,
              "time": 0.3333333333333333,
              "seat": "broker",
              "act": "ask",
              "to": "seller",
              "package": null,
              "utilities": null
            },
            {
              "leg": 0,
              "step": 0,
              "round": 1,
              "time": 0.3333333333333333,
              "seat": "seller",
              "act": "offer",
              "to": "broker",
              "package": {
                "price": "40",
                "delivery": "by ship"
              },
              "utilities": {
                "seller": 0.8125,
                "buyer": 0.125
              }
            },
            {
              "leg": 1,
              "step": 0,
              "round": 1,
              "time": 0.3333333333333333,
              "seat": "broker",
              "act": "carry",
              "to": "buyer",
              "package": {
                "price": "40",
                "delivery": "by ship"
              },
              "utilities": {
                "seller": 0.8125,
                "buyer": 0.125
              },
              "from": "seller",
              "as": "sender",
              "put": true
            },
            {
              "leg": 1,
              "step": 0,
              "round": 1,
              "time": 0.3333333333333333,
              "seat": "buyer",
              "act": "offer",
              "to": "broker",
              "package": {
                "price": "40",
                "delivery": "by rail"
              },
              "utilities": {
                "seller": 0.6875,
                "buyer": 0.4250000000001819
              }
            },
            {
              "leg": 2,
              "step": 1,
              "round": 2,
              "time": 0.6666666666666666,
              "seat": "broker",
              "act": "carry",
              "to": "seller",
              "package": {
                "price": "40",
                "delivery": "by rail"
              },
              "utilities": {
                "seller": 0.6875,
                "buyer": 0.4250000000001819
              },
              "from": "buyer",
              "as": "sender",
              "put": true
            },
            {
              "leg": 2,
              "step": 1,
              "round": 2,
              "time": 0.6666666666666666,
              "seat": "seller",
              "act": "accept",
              "to": "broker",
              "package": {
                "price": "40",
                "delivery": "by rail"
              },
              "utilities": {
                "seller": 0.6875,
                "buyer": 0.4250000000001819
              }
            }
          ],
          "title": "A shop and its supplier",
          "seats": {
            "seller": {
              "role": "party",
              "title": "The seller",
              "strategy": "linear"
            },
            "buyer": {
              "role": "party",
              "title": "The buyer",
              "strategy": "conceder"
            },
            "broker": {
              "role": "mediator",
              "title": "The broker",
              "strategy": "courier"
            }
          },
          "reason": null,
          "walk_aways": {
            "seller": 0.3,
            "buyer": 0.2
          },
          "frontier": {
            "exact": true,
            "points": 7,
            "bound": 0.0,
            "how": "by elimination"
          },
          "rational_frontier": {
            "exact": true,
            "points": 4,
            "bound": 0.0,
            "how": "by elimination"
          },
          "assumed": []
        }
        "#);
    });
}

#[test]
fn keys_stand_in_their_documented_order() {
    let run = json(&["run", "shop.yaml", "--json"]);
    let keys: Vec<&str> = run.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys[..12],
        [
            "wasit",
            "file",
            "seed",
            "protocol",
            "agreement",
            "ended",
            "legs",
            "round",
            "utilities",
            "solutions",
            "frontier_distance",
            "trace"
        ]
    );
    let entry: Vec<&str> = run["trace"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(entry, ["leg", "step", "round", "time", "seat", "act", "to", "package", "utilities"]);
}

#[test]
fn a_party_s_json_holds_nothing_of_the_other_s() {
    let seen = json(&["run", "shop.yaml", "--as", "buyer", "--json"]);
    let text = seen.to_string();
    for secret in ["linear", "walk_aways", "solutions", "frontier"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_eq!(seen["utilities"].as_object().unwrap().keys().collect::<Vec<_>>(), ["buyer"]);
    for sight in seen["trace"].as_array().unwrap() {
        assert!(sight["seat"] == "buyer" || sight["to"] == "buyer", "{sight}");
        let known = sight["utilities"].as_object().map(|all| all.keys().collect::<Vec<_>>());
        assert!(known.is_none_or(|known| known == ["buyer"]), "{sight}");
    }
}

#[test]
fn many_talks_are_summed_up_alike_on_any_number_of_threads() {
    let arguments = ["run", "shop.yaml", "--seat", "buyer=random", "--repeat", "40", "--jobs"];
    let with = |jobs: &str| run(&[&arguments[..], &[jobs]].concat());
    let one = with("1");
    assert!(one.contains("40 talks held"), "{one}");
    assert_eq!(one, with("2"));
    assert_eq!(one, with("7"));
    let summary = json(&["run", "shop.yaml", "--seat", "buyer=random", "--repeat", "40", "--json"]);
    assert_eq!(summary["talks"], 40);
    let ended: u64 =
        summary["ended"].as_object().unwrap().values().map(|times| times.as_u64().unwrap()).sum();
    assert_eq!(ended, 40);
}

#[test]
fn the_exit_code_says_whether_they_agreed() {
    assert_eq!(run(&["run", "shop.yaml", "--quiet"]), "exit: 0");
    assert_eq!(run(&["run", "apart.yaml", "--quiet"]), "exit: 1");
}

#[test]
fn standard_input_is_as_good_as_a_file() {
    let text = fs::read_to_string(talks().join("shop.yaml")).unwrap();
    assert_eq!(run_with_input(&["run", "-"], &text), run(&["run", "shop.yaml"]));
}

#[test]
fn misspelt_names() {
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--seat", "byer=linear"]), @"
    exit: 2
    --- err
    error: there is no seat `byer`
      help: did you mean `buyer`? The seats are `seller`, `buyer`
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--seat", "buyer=linaer"]), @"
    exit: 2
    --- err
    error: seat `buyer`: there is no party strategy `linaer`; did you mean `linear`?
      help: `wasit strategies` lists the strategies for a party's seat, `wasit strategies NAME` explains one
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--seat", "buyer=time:exponant=2"]), @"
    exit: 2
    --- err
    error: seat `buyer`: `time` has no parameter `exponant`; did you mean `exponent`?
      help: `wasit strategies` lists the strategies for a party's seat, `wasit strategies NAME` explains one
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--mediator", "curier"]), @"
    exit: 2
    --- err
    error: the mediator's seat: there is no mediator strategy `curier`; did you mean `courier`?
      help: `wasit strategies` lists the strategies for a mediator's seat, `wasit strategies NAME` explains one
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--seat", "broker=courier"]), @"
    exit: 2
    --- err
    error: `broker` is the mediator
      help: the mediator is seated with `--mediator STRATEGY`
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--as", "sellr"]), @"
    exit: 2
    --- err
    error: there is no seat `sellr`
      help: did you mean `seller`? The seats are `seller`, `buyer`, `broker`
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--seat", "buyer"]), @"
    exit: 2
    --- err
    error: invalid value 'buyer' for '--seat <NAME=STRATEGY>': it is NAME=STRATEGY, such as seller=boulware or seller='cmd:python3 mine.py'

    For more information, try '--help'.
    ");
}

#[test]
fn options_that_do_not_go_together() {
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--steps", "9"]), @"
    exit: 2
    --- err
    error: --steps is for `--protocol alternating`
      help: mediated talks are as long as their legs: use --legs
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--protocol", "alternating", "--legs", "9"]), @"
    exit: 2
    --- err
    error: --legs is for mediated talks
      help: talks across a table are as long as their steps: use --steps
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--protocol", "alternating", "--mediator", "bridge"]), @"
    exit: 2
    --- err
    error: --mediator is for mediated talks
      help: nobody mediates under `--protocol alternating`; leave one of the two out
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--protocol", "alternating", "--as", "broker"]), @"
    exit: 2
    --- err
    error: `broker` is the mediator, and nobody mediates under `--protocol alternating`
      help: name a party
    ");
}

#[test]
fn a_report_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    let report = path.to_str().unwrap();
    assert_eq!(run(&["run", "shop.yaml", "--quiet", "--report", report]), "exit: 0");
    let html = fs::read_to_string(&path).unwrap();
    assert!(html.trim_end().ends_with("</html>"), "{}", &html[html.len().saturating_sub(200)..]);
    assert!(html.contains("A shop and its supplier"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a temporary file was left behind");
    fs::write(&path, "as it was").unwrap();
    assert!(run(&["run", "wrong.yaml", "--report", report]).starts_with("exit: 2"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "as it was");
}

#[test]
fn a_report_that_cannot_be_written() {
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--report", "no/such/folder.html"]), @"
    exit: 2
    --- err
    error: cannot write the report to no/such/folder.html: there is no folder no/such
      help: create the folder first, or name another
    ");
    insta::assert_snapshot!(run(&["run", "shop.yaml", "--report", "."]), @"
    exit: 2
    --- err
    error: cannot write the report to .: it is a folder
      help: name a file in it, such as ./report.html
    ");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::io::Read;
    use std::process::Stdio;
    let mut child =
        wasit(&["run", "shop.yaml", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn colours_only_where_they_are_wanted() {
    let colours = |arguments: &[&str], name: &str, value: &str| {
        let output = wasit(arguments).env(name, value).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    let run = ["run", "shop.yaml"];
    assert!(!colours(&run, "TERM", "xterm"));
    assert!(colours(&run, "CLICOLOR_FORCE", "1"));
    assert!(colours(&[&run[..], &["--color", "always"]].concat(), "TERM", "xterm"));
    assert!(!colours(&[&run[..], &["--color", "never"]].concat(), "CLICOLOR_FORCE", "1"));
}

#[test]
fn ascii_where_the_locale_has_nothing_else() {
    for arguments in
        [&["run", "shop.yaml"][..], &["run", "apart.yaml"], &["run", "shop.yaml", "--as", "buyer"]]
    {
        let output = wasit(arguments).env("LC_ALL", "POSIX").output().unwrap();
        assert!(output.stdout.is_ascii(), "{}", support::shown(&output));
    }
}

#[test]
fn counts_that_are_none() {
    for count in ["0", "-1", "x", "99999999999999999999999"] {
        let said = run(&["run", "shop.yaml", &format!("--repeat={count}")]);
        assert!(said.contains("it is a whole number, from 1 to some billions"), "{said}");
        let said = run(&["tournament", "shop.yaml", "--seats", "tough", &format!("--steps={count}")]);
        assert!(said.contains("it is a whole number, from 1 to some billions"), "{said}");
    }
}
