//! `wasit strategies`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{json, run};

#[test]
fn one_is_explained() {
    insta::assert_snapshot!(run(&["strategies", "boulware"]), @"
    exit: 0
    --- out
    boulware, for a party's seat

    Concedes late: holds near its best until the deadline nears.

      source   Faratin, Sierra, Jennings 1998, section 4.2
      heeds    nothing that others do, accepting aside
      chance   none

    Parameters
      exponent   above 1 concedes late, below 1 early; greater than 0 [default: 4.0]
      max        the demand at the start, as a share of the range between the least
                 and the best; in (0, 1] [default: 1]
      tolerance  how far below the level an offer is taken or made, in utility; in
                 [0, 1] [default: 0.001]
      family     polynomial or exponential [default: polynomial]
      k          exponential only: what is conceded at the start, as a share of the
                 range; in (0, 1] [default: 0.01]

    Use
      wasit run FILE --seat NAME=boulware:exponent=4.0
    ");
}

#[test]
fn a_misspelt_one() {
    insta::assert_snapshot!(run(&["strategies", "boulwear"]), @"
    exit: 2
    --- err
    error: there is no strategy `boulwear`
      help: did you mean `boulware`?
    ");
}

#[test]
fn the_list_has_all_that_json_has() {
    let list = run(&["strategies"]);
    let all = json(&["strategies", "--json"]);
    let all = all.as_array().unwrap();
    assert!(all.len() > 10);
    for facts in all {
        let name = facts["name"].as_str().unwrap();
        assert!(list.contains(&format!("\n  {name} ")), "{name} is not in {list}");
    }
    for role in ["party", "mediator"] {
        assert!(all.iter().any(|facts| facts["role"] == role));
    }
}

#[test]
fn every_one_can_be_explained() {
    for facts in json(&["strategies", "--json"]).as_array().unwrap() {
        let name = facts["name"].as_str().unwrap();
        let text = run(&["strategies", name]);
        assert!(text.starts_with("exit: 0"), "{text}");
        for parameter in facts["parameters"].as_array().unwrap() {
            assert!(text.contains(parameter["name"].as_str().unwrap()), "{text}");
        }
    }
}
