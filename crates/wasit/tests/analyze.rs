//! `wasit analyze`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{json, run, run_with_input, talks, wasit};

#[test]
fn where_the_deal_lies() {
    insta::assert_snapshot!(run(&["analyze", "shop.yaml"]), @"
    exit: 0
    --- out
    A shop and its supplier
    Invented for tests.

    15 packages: 2 issues of 5 and 3 values.

    Sides
                  least   best  reachable  walk-away  packages no worse
      The seller  0.000  1.000      1.000      0.300        11 (73.3 %)
      The buyer   0.000  1.000      1.000      0.200        13 (86.7 %)
      Reachable is the best within everybody's red lines; no worse, at least the
      walk-away.

    Deal zone
      Packages that give both sides at least their walk-aways: 9 (60.0 %).

    Frontier
      7 packages are efficient, of which 4 lie in the deal zone. Exact, by
      elimination.
                         The seller   The buyer
                              1.000       0.000  price 50, delivery by ship
                              0.875       0.300  price 50, delivery by rail
                              0.750       0.500  price 50, delivery by air
                              0.562       0.625  price 40, delivery by air
                              0.375       0.750  price 30, delivery by air
                              0.188       0.875  price 20, delivery by air
                              0.000       1.000  price 10, delivery by air

    Solutions
                         The seller   The buyer
      Nash                    0.750       0.500  price 50, delivery by air
      Kalai–Smorodinsky       0.562       0.625  price 40, delivery by air
      Kalai                   0.750       0.500  price 50, delivery by air
      Greatest sum            0.750       0.500  price 50, delivery by air
      Adjusted Winner         0.562       0.625  price 40, delivery by air

      distance            Nash    K-S  Kalai    sum  A. W.  frontier
      Nash               0.000  0.225  0.000  0.000  0.225     0.000
      Kalai–Smorodinsky  0.225  0.000  0.225  0.225  0.000     0.000
      Kalai              0.000  0.225  0.000  0.000  0.225     0.000
      Greatest sum       0.000  0.225  0.000  0.000  0.225     0.000
      Adjusted Winner    0.225  0.000  0.225  0.225  0.000     0.000

    Adjusted Winner
      Both have 60.0 of their 100 points, with one issue shared.
      points             The seller   The buyer
      Price                    75.0        50.0
          shared: The seller 80.0 %, The buyer 20.0 %
      Delivery                 25.0        50.0  The buyer wins
      Nearest package: price 40, delivery by air: The seller 56.2 points (0.562),
      The buyer 62.5 points (0.625).

    Issues: who weighs what
                         The seller   The buyer
      Price                  75.0 %      50.0 %
          tradeable: The buyer can give to The seller; opposed (−1.00)
      Delivery               25.0 %      50.0 %
          tradeable: The seller can give to The buyer; opposed (−0.99)

    Opposition and conflict
      Opposition 0.559: how far the nearest package is from giving every side all
      that it could have, each on its own range; 0 is none.
      Conflict 0.838: of two packages, how often The seller and The buyer prefer
      different ones.

    Trades from halfway on every issue by itself
                         The seller   The buyer
      it gives                0.500       0.550  price 30, delivery by rail
      Its distance to the frontier is 0.098; to Nash 0.255, Kalai–Smorodinsky 0.098,
      Kalai 0.255, Greatest sum 0.255 and Adjusted Winner 0.098.
      Changes of one issue or two by which nobody loses, what each side gains:
        1                    +0.062      +0.075
          price 30 → 40 EUR; delivery by rail → by air
    ");
}

#[test]
fn what_blocks_where_there_is_none() {
    insta::assert_snapshot!(run(&["analyze", "apart.yaml"]), @"
    exit: 1
    --- out
    Too far apart

    5 packages: one issue of 5 values.

    Sides
                  least   best  reachable  walk-away  packages no worse
      The seller  0.000  1.000      1.000      0.700         2 (40.0 %)
      The buyer   0.000  1.000      1.000      0.700         2 (40.0 %)
      Reachable is the best within everybody's red lines; no worse, at least the
      walk-away.

    Deal zone
      There is no deal zone: no package within the red lines gives every party at
      least what it has without a deal.
      Of all efficient packages, the one that comes nearest to every walk-away is
      Price 30 EUR: The seller falls 0.200 short of its walk-away and The buyer
      falls 0.200 short of its walk-away.
      If The seller walked away only below 0.250 instead of 0.700, there would be a
      deal: Price 20 EUR.
      If The buyer walked away only below 0.250 instead of 0.700, there would be a
      deal: Price 40 EUR.

    Frontier
      5 packages are efficient, of which none lies in the deal zone. Exact, by
      elimination.
                         The seller   The buyer
                              1.000       0.000  price 50
                              0.750       0.250  price 40
                              0.500       0.500  price 30
                              0.250       0.750  price 20
                              0.000       1.000  price 10

    Solutions
      Without a deal zone there are none; Adjusted Winner knows no walk-away.
                         The seller   The buyer
      Adjusted Winner         0.500       0.500  price 30

    Adjusted Winner
      Both have 50.0 of their 100 points, with one issue shared.
      points             The seller   The buyer
      Price                   100.0       100.0
          shared: The seller 50.0 %, The buyer 50.0 %
      Nearest package: price 30: The seller 50.0 points (0.500), The buyer 50.0
      points (0.500).

    Issues: who weighs what
                         The seller   The buyer
      Price                 100.0 %     100.0 %  opposed (−1.00)

    Opposition and conflict
      Opposition 0.707: how far the nearest package is from giving every side all
      that it could have, each on its own range; 0 is none.
      Conflict 1.000: of two packages, how often The seller and The buyer prefer
      different ones.

    Trades from halfway on every issue by itself
                         The seller   The buyer
      it gives                0.500       0.500  price 30
      Its distance to the frontier is 0.000; to Adjusted Winner 0.000.
      No package is better for one side and worse for none: there is nothing left to
      trade.
    ");
}

#[test]
fn from_a_package_that_is_named() {
    insta::assert_snapshot!(last_lines(&["analyze", "shop.yaml", "--from", "price=10,delivery=by ship"], 14), @"
      different ones.

    Trades from the package named
                         The seller   The buyer
      it gives                0.250       0.500  price 10, delivery by ship
      Its distance to the frontier is 0.280; to Nash 0.500, Kalai–Smorodinsky 0.337,
      Kalai 0.500, Greatest sum 0.500 and Adjusted Winner 0.337.
      Changes of one issue or two by which nobody loses, what each side gains:
        1                    +0.312      +0.125
          price 10 → 40 EUR; delivery by ship → by air
        2                    +0.125      +0.250
          price 10 → 30 EUR; delivery by ship → by air
        3                    +0.500       0.000
          price 10 → 50 EUR; delivery by ship → by air
    ");
}

#[test]
fn a_package_needs_every_issue_and_values_that_there_are() {
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--from", "price=10"]), @"
    exit: 2
    --- err
    error: --from names no value for `delivery`
      help: a package has one value for every issue
    ");
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--from", "price=10,delivry=by air"]), @"
    exit: 2
    --- err
    error: --from: there is no issue `delivry`
      help: did you mean `delivery`?
    ");
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--from", "price=11,delivery=by air"]), @"
    exit: 2
    --- err
    error: `11` is no value of `price`
      help: did you mean `10`?
    ");
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--from", "price=10,delivery=by aer"]), @"
    exit: 2
    --- err
    error: `by aer` is no value of `delivery`
      help: did you mean `by air`?
    ");
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--from", "cheap"]), @"
    exit: 2
    --- err
    error: --from: `cheap` is no issue with a value
      help: it is ISSUE=VALUE,…, such as price=10,delivery=by ship
    ");
}

#[test]
fn weights_name_every_party() {
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--weights", "seller=2"]), @"
    exit: 2
    --- err
    error: --weights names no weight for `buyer`
      help: every party needs one; those that count alike have the same
    ");
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--weights", "seller=2,bayer=1"]), @"
    exit: 2
    --- err
    error: --weights: there is no party `bayer`
      help: did you mean `buyer`?
    ");
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--weights", "seller=-2,buyer=1"]), @"
    exit: 2
    --- err
    error: --weights: `-2` is no weight: it is a number from 0 to 1000000
    ");
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--weights", "seller=0,buyer=0"]), @"
    exit: 2
    --- err
    error: --weights are all 0: somebody must count
    ");
}

#[test]
fn power_moves_nash_towards_the_powerful() {
    let of = |weights: &str| json(&["analyze", "shop.yaml", "--json", "--weights", weights]);
    let buyer = |found: &Value| {
        found["solutions"]["weighted_nash"]["points"][0]["utilities"]["buyer"].as_f64().unwrap()
    };
    let (even, tilted) = (of("seller=1,buyer=1"), of("seller=1,buyer=5"));
    assert_eq!(even["solutions"]["weighted_nash"]["points"], even["solutions"]["nash"]["points"]);
    assert!(buyer(&tilted) > buyer(&even));
    assert_eq!(tilted["solutions"]["weighted_nash"]["weights"], json!({"seller": 1.0, "buyer": 5.0}));
}

#[test]
fn from_the_last_offers_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let path = path.to_str().unwrap();
    let held = wasit(&["run", "apart.yaml", "--json"]).output().unwrap();
    fs::write(path, held.stdout).unwrap();
    let found = json(&["analyze", "apart.yaml", "--json", "--from-run", path]);
    let starts: Vec<(&Value, &Value, &Value)> = found["trades"]
        .as_array()
        .unwrap()
        .iter()
        .map(|start| (&start["origin"], &start["by"], &start["package"]["price"]))
        .collect();
    let (last, seller, buyer) = (json!("last_offer"), json!("seller"), json!("buyer"));
    assert_eq!(starts, [(&last, &seller, &json!("50")), (&last, &buyer, &json!("10"))]);
    // Of talks that agreed, from the agreement.
    let held = wasit(&["run", "shop.yaml", "--json"]).output().unwrap();
    fs::write(path, held.stdout).unwrap();
    let found = json(&["analyze", "shop.yaml", "--json", "--from-run", path]);
    assert_eq!(found["trades"].as_array().unwrap().len(), 1);
    assert_eq!(found["trades"][0]["origin"], "agreement");
    assert_eq!(found["trades"][0]["package"], json!({"price": "50", "delivery": "by air"}));
    // Of other talks, or of none.
    let refused = run(&["analyze", "apart.yaml", "--from-run", "shop.yaml"]);
    insta::assert_snapshot!(refused, @"
    exit: 2
    --- err
    error: shop.yaml is no JSON: expected ident at line 1 column 2
      help: it is what `wasit run FILE --json` prints
    ");
    fs::write(path, r#"{"trace": [], "agreement": {"price": "12"}}"#).unwrap();
    let refused = run(&["analyze", "apart.yaml", "--from-run", path]).replace(path, "run.json");
    insta::assert_snapshot!(refused, @"
    exit: 2
    --- err
    error: run.json is a run of other talks: `12` is no value of `price`
      help: give the file of the talks that were run
    ");
}

/// Every result says whether it is exact and, where it is not, within which bound.
#[test]
fn every_result_says_how_sure_it_is() {
    let found = json(&["analyze", "shop.yaml", "--json"]);
    let results = [
        &found["space"]["packages"],
        &found["deal_zone"],
        &found["frontier"],
        &found["rational_frontier"],
        &found["solutions"]["nash"],
        &found["solutions"]["kalai_smorodinsky"],
        &found["solutions"]["kalai"],
        &found["solutions"]["welfare"],
        &found["adjusted_winner"],
        &found["opposition"],
        &found["conflict"][0],
        &found["parties"]["seller"]["best"],
        &found["parties"]["seller"]["rational"],
        &found["trades"][0],
        &found["trades"][0]["ladder"],
    ];
    for result in results {
        assert_eq!(result["exact"], true, "{result}");
        assert_eq!(result["bound"], 0.0, "{result}");
    }
    for listed in
        [&found["frontier"], &found["rational_frontier"], &found["solutions"]["nash"], &found["opposition"]]
    {
        let point = &listed["points"][0];
        assert!(point["package"]["price"].is_string() && point["utilities"]["buyer"].is_number(), "{point}");
    }
    assert_eq!(found["deal_zone"]["value"], 9);
    assert_eq!(found["frontier"]["count"], 7);
    assert_eq!(found["deal"], true);
}

#[test]
fn a_long_frontier_is_cut_and_says_so() {
    let found = json(&["analyze", "shop.yaml", "--json", "--points", "3"]);
    let frontier = &found["frontier"];
    assert_eq!((&frontier["count"], &frontier["left_out"]), (&json!(7), &json!(4)));
    let prices: Vec<&Value> =
        frontier["points"].as_array().unwrap().iter().map(|point| &point["package"]["price"]).collect();
    assert_eq!(prices, ["50", "40", "10"]);
}

#[test]
fn rows_for_a_spreadsheet() {
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "--csv", "--points", "3"]), @"
    exit: 0
    --- out
    what,in_deal_zone,exact,bound,utility:seller,utility:buyer,price,delivery
    frontier,false,true,0,1,0,50,by ship
    frontier,true,true,0,0.5625,0.625,40,by air
    frontier,false,true,0,0,1,10,by air
    nash,true,true,0,0.75,0.5,50,by air
    kalai_smorodinsky,true,true,0,0.5625,0.625,40,by air
    kalai,true,true,0,0.75,0.5,50,by air
    welfare,true,true,0,0.75,0.5,50,by air
    adjusted_winner,true,true,0,0.5625,0.625,40,by air
    --- err
    4 of 12 points of the frontier and the solutions are left out, the others evenly spread; --points N gives more
    ");
}

#[test]
fn a_report_of_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.html");
    let output =
        wasit(&["analyze", "shop.yaml", "--quiet", "--html", path.to_str().unwrap()]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{}", support::shown(&output));
    let page = fs::read_to_string(path).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    assert!(page.contains("There is a deal zone: 9 of 15 packages (60.0 %)."));
    assert!(page.contains("Trades that help all"));
}

#[test]
fn the_exit_code_says_whether_there_is_a_deal_zone() {
    insta::assert_snapshot!(run(&["analyze", "shop.yaml", "-q"]), @"exit: 0");
    insta::assert_snapshot!(run(&["analyze", "apart.yaml", "-q"]), @"exit: 1");
}

#[test]
fn a_report_never_takes_the_place_of_its_source() {
    let path = talks().join("shop.yaml");
    insta::assert_snapshot!(
        run(&["analyze", "shop.yaml", "--html", path.to_str().unwrap()]).replace(path.to_str().unwrap(), "shop.yaml"),
        @"
    exit: 2
    --- err
    error: the report would take the place of shop.yaml, which it is about
      help: name another file, such as shop.html
    "
    );
}

#[test]
fn standard_input() {
    let text = fs::read_to_string(talks().join("apart.yaml")).unwrap();
    assert!(run_with_input(&["analyze", "-"], &text).contains("There is no deal zone"));
}

#[test]
fn plain_glyphs_where_the_locale_has_no_others() {
    let output = wasit(&["analyze", "shop.yaml"]).env("LC_ALL", "C").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_ascii(), "{}", support::shown(&output));
}

/// A million million packages, by their structure.
#[test]
fn a_space_that_nobody_could_list() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/large.yaml");
    let found = json(&["analyze", example, "--json"]);
    assert_eq!(found["space"]["packages"]["digits"], "1000000000000");
    for result in
        [&found["frontier"], &found["solutions"]["nash"], &found["trades"][0], &found["adjusted_winner"]]
    {
        assert_eq!(result["exact"], true);
    }
    assert_eq!(found["conflict"][0]["exact"], false);
    assert!(found["conflict"][0]["bound"].as_f64().unwrap() < 0.02);
}

fn last_lines(arguments: &[&str], count: usize) -> String {
    let all = run(arguments);
    let lines: Vec<&str> = all.lines().collect();
    lines[lines.len() - count..].join("\n")
}
