//! Home bodies are read as they are meant, and what is uncertain in them is drawn.

#![allow(clippy::unwrap_used)]

mod support;

use support::{read, right};
use wasit_files::{Source, StrategyNames, read_beliefs};
use wasit_model::belief::{Beliefs, Group};
use wasit_model::{Aim, Bar, Home, Knowledge, Rule, Talks};

fn talks(home: &str) -> String {
    format!(
        "issues: {{ price: {{ values: [low, middle, high] }}, date: {{ values: [may, june] }} }}
parties:
  seller:
    walk_away: {{ start: 0.3, end: 0.1 }}
    discount: {{ per_leg: 0.99 }}
    wants: {{ price: {{ values: {{ low: 0, middle: 0.5, high: 1 }} }} }}
    red_lines: [{{ issue: date, never: june }}]
    home: {home}
  buyer:
    wants: {{ price: {{ values: {{ low: 1, middle: 0.5, high: 0 }} }} }}
"
    )
}

fn home_of(home: &str) -> Home {
    read("talks.yaml", talks(home).as_bytes()).unwrap().parties[0].home.clone().unwrap()
}

fn beliefs(text: &str) -> Beliefs {
    let names = StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) };
    read_beliefs(&Source { name: "talks.yaml", bytes: text.as_bytes() }, &names)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn a_ratifier_as_its_delegation() {
    let home = home_of("{ ratifiers: { board: { as: delegation } } }");
    let board = &home.body.ratifiers[0];
    let wants = &board.preferences;
    assert_eq!(
        (board.name.as_str(), board.title.as_str(), board.noise, board.weight),
        ("board", "board", 0.0, 1.0)
    );
    assert_eq!(wants.walk_away().start, 0.3);
    assert_eq!((wants.walk_away().drift, wants.discount()), (None, None));
    assert_eq!(wants.utility(&[1, 0]), 0.5);
    assert_eq!(wants.utility(&[1, 1]), f64::NEG_INFINITY);
    assert_eq!(home.body.rule, Rule::all(1));
    assert_eq!((home.aim, home.knows, home.again), (Aim::Bind { at_least: 0.5 }, Knowledge::Perfect, 0));
    // Its own red lines stand in place of the delegation's.
    let home = home_of("{ ratifiers: { board: { as: delegation, threshold: none, red_lines: [] } } }");
    assert_eq!(home.body.ratifiers[0].preferences.utility(&[1, 1]), 0.5);
    assert_eq!(home.body.ratifiers[0].preferences.walk_away().start, f64::NEG_INFINITY);
}

#[test]
fn rules() {
    let three = "a: { as: delegation }, b: { as: delegation, weight: 2 }, c: { as: delegation }";
    let one = Rule::One;
    let majority = || Rule::quota(3, Bar::MoreThan(0.5));
    for (text, rule) in [
        ("all", Rule::all(3)),
        ("any", Rule::any(3)),
        ("majority", majority()),
        ("b", one(1)),
        ("{ at_least: 0.6 }", Rule::quota(3, Bar::AtLeast(0.6))),
        ("{ more_than: 0.2, of: [a, c] }", Rule::Quota { of: vec![one(0), one(2)], bar: Bar::MoreThan(0.2) }),
        ("{ all_of: [a, { any_of: [b, c] }] }", Rule::All(vec![one(0), Rule::Any(vec![one(1), one(2)])])),
        ("{ veto: c, and: majority }", Rule::veto([2], majority())),
        ("{ veto: [a, b], and: any }", Rule::veto([0, 1], Rule::any(3))),
    ] {
        assert_eq!(
            home_of(&format!("{{ ratifiers: {{ {three} }}, rule: {text} }}")).body.rule,
            rule,
            "{text}"
        );
    }
}

#[test]
fn every_key_of_a_home() {
    let talks: Talks = read("everything.yaml", &right("everything.yaml")).unwrap();
    let home = talks.parties[1].home.as_ref().unwrap();
    let names: Vec<&str> = home.body.ratifiers.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["council", "farmers", "town"]);
    let council = &home.body.ratifiers[0];
    assert_eq!((council.title.as_str(), council.noise, council.weight), ("The council", 0.05, 2.0));
    assert_eq!(home.body.shock, 0.3);
    assert_eq!(home.knows, Knowledge::Believed { bias: 0.02, noise: 0.05 });
    assert_eq!(home.aim, Aim::Sell { at_least: 0.8, lowers: 0.1, price: 0.05, who: Some(2) });
    assert_eq!((home.claims, home.cost, home.again), (0.1, 0.02, 2));
}

/// Every number may be drawn, each has its path, and a draw puts it where it belongs.
#[test]
fn uncertain_homes() {
    let text = talks(
        "
      ratifiers:
        board: { as: delegation, threshold: { range: [0.2, 0.4] }, noise: { range: [0, 0.1] }, weight: { range: [1, 3] } }
        union:
          wants: { price: { weight: { range: [1, 2] }, values: { low: 0, middle: { range: [0.2, 0.8] }, high: 1 } }, date: { values: { may: 0, june: 1 } } }
          threshold: 0.1
      rule: { all_of: [{ at_least: { range: [0.5, 0.6] } }, { more_than: { range: [0.1, 0.2] }, of: [board] }] }
      shock: { range: [0, 0.5] }
      claims: { range: [0, 1] }
      cost: { range: [0, 2] }
      knows: { bias: { range: [0, 3] }, noise: { range: [0, 4] } }
      aim: { sell: { at_least: { range: [0.6, 0.7] }, lowers: { range: [1, 5] }, price: { range: [0, 6] } } }
      again: 1",
    );
    let beliefs = beliefs(&text);
    let columns = beliefs.draws().columns();
    assert!(columns.iter().all(|column| column.group == Group::Home(0)), "{columns:?}");
    let paths: Vec<&str> = columns.iter().map(|column| column.path.as_str()).collect();
    for path in [
        "seller.home.board.threshold",
        "seller.home.board.noise",
        "seller.home.board.weight",
        "seller.home.union.weights.price",
        "seller.home.union.wants.price.middle",
        "seller.home.rule.all_of.1.at_least",
        "seller.home.rule.all_of.2.more_than",
        "seller.home.shock",
        "seller.home.claims",
        "seller.home.cost",
        "seller.home.knows.bias",
        "seller.home.knows.noise",
        "seller.home.aim.sell.at_least",
        "seller.home.aim.sell.lowers",
        "seller.home.aim.sell.price",
    ] {
        assert!(paths.contains(&path), "{path}: {paths:?}");
    }
    assert_eq!(paths.len(), 15);
    let mut uniforms = vec![0.25; 1 + columns.len()];
    let mut values = vec![0.0; beliefs.draws().dimensions()];
    beliefs.draws().draw(&uniforms, &mut values);
    let mut talks = beliefs.talks(&values).unwrap();
    let home = talks.parties[0].home.clone().unwrap();
    let near = |is: f64, should: f64| assert!((is - should).abs() < 1e-9, "{is} {should}");
    near(home.body.ratifiers[0].preferences.walk_away().start, 0.25);
    near(home.body.ratifiers[0].noise, 0.025);
    near(home.body.ratifiers[0].weight, 1.5);
    near(home.body.ratifiers[1].preferences.utility(&[1, 0]), 0.35 * 1.25 / 2.25);
    near(home.body.shock, 0.125);
    near(home.claims, 0.25);
    near(home.cost, 0.5);
    let Rule::All(parts) = &home.body.rule else { panic!("{:?}", home.body.rule) };
    let bars: Vec<Bar> = parts
        .iter()
        .map(|part| if let Rule::Quota { bar, .. } = part { *bar } else { panic!("{part:?}") })
        .collect();
    let (Bar::AtLeast(first), Bar::MoreThan(second)) = (bars[0], bars[1]) else { panic!("{bars:?}") };
    near(first, 0.525);
    near(second, 0.125);
    let Knowledge::Believed { bias, noise } = home.knows else { panic!("{:?}", home.knows) };
    near(bias, 0.75);
    near(noise, 1.0);
    let Aim::Sell { at_least, lowers, price, who: None } = home.aim else { panic!("{:?}", home.aim) };
    near(at_least, 0.625);
    near(lowers, 2.0);
    near(price, 1.5);
    // A draw decides talks wholly.
    uniforms.fill(0.75);
    beliefs.draws().draw(&uniforms, &mut values);
    beliefs.redraw(&values, &mut talks).unwrap();
    assert_eq!(talks, beliefs.talks(&values).unwrap());
    assert_eq!(talks.check(), Ok(()));
}

/// What a delegation wants is drawn for a ratifier that wants the same too; worlds may have other homes.
#[test]
fn drawn_with_the_delegation() {
    let text = "
issues: { price: { values: [low, high] }, date: { values: [may, june] } }
parties:
  seller:
    walk_away: { range: [0.1, 0.3] }
    wants: { price: { weight: { range: [1, 3] }, values: { low: 0, high: 1 } }, date: { values: { may: 0, june: 1 } } }
    home:
      ratifiers: { board: { as: delegation }, owner: { as: delegation, threshold: 0.4 } }
      rule: { at_least: 0.5 }
  buyer:
    wants: { price: { values: { low: 1, high: 0 } } }
worlds:
  mild: { p: 0.5 }
  stern: { p: 0.5, set: { seller.home.owner.threshold: 0.6, seller.home.cost: 0.2 } }
";
    let beliefs = beliefs(text);
    let mut values = vec![0.0; beliefs.draws().dimensions()];
    let mut talks = None;
    for world in [0.2, 0.9] {
        let mut uniforms = vec![0.5; 1 + beliefs.draws().columns().len()];
        uniforms[0] = world;
        beliefs.draws().draw(&uniforms, &mut values);
        let drawn = beliefs.talks(&values).unwrap();
        let party = &drawn.parties[0];
        let home = party.home.as_ref().unwrap();
        let [board, owner] = home.body.ratifiers.as_slice() else { panic!("two ratifiers") };
        assert_eq!(board.preferences.tables(), party.preferences.tables());
        assert_eq!(board.preferences.walk_away(), party.preferences.walk_away());
        let stern = world > 0.5;
        assert_eq!(owner.preferences.walk_away().start, if stern { 0.6 } else { 0.4 });
        assert_eq!(home.cost, if stern { 0.2 } else { 0.0 });
        let talks = talks.get_or_insert_with(|| drawn.clone());
        beliefs.redraw(&values, talks).unwrap();
        assert_eq!(*talks, drawn);
    }
}
