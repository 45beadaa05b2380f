//! `wasit check`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{run, run_with_input};

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
      × 3 talks files: `apart.yaml`, `shop.yaml`, …
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
fn plain_glyphs_where_the_locale_has_no_others() {
    let output = support::wasit(&["check", "wrong.yaml"]).env("LC_ALL", "C").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.is_ascii(), "{}", support::shown(&output));
}
