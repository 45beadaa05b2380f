//! Files in which something is uncertain are read as they are meant.

#![allow(clippy::unwrap_used)]

mod support;

use support::{read, read_beliefs, right};
use wasit_model::belief::{Beliefs, Law, Stated};

fn uncertain() -> Beliefs {
    match read_beliefs("uncertain.yaml", &right("uncertain.yaml")) {
        Ok(beliefs) => beliefs,
        Err(problems) => panic!("{}", support::shown(&problems)),
    }
}

#[test]
fn columns_are_told_by_their_paths_party_by_party() {
    let beliefs = uncertain();
    let names = beliefs.names();
    let columns = beliefs.draws().columns().iter();
    let told: Vec<String> =
        columns.map(|column| format!("{}: {}", column.group.words(&names), column.path)).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    walk-away of iran: iran.walk_away
    weights of iran: iran.weights.stockpile
    weights of iran: iran.weights.level
    weights of iran: iran.weights.relief
    weights of iran: iran.weights.years
    weights of iran: iran.weights.together.2
    values of iran: iran.wants.stockpile.300
    values of iran: iran.wants.relief.in phases
    values of iran: iran.together.1.adds
    values of iran: iran.together.2.option A.at the start
    red lines of iran: iran.red_lines.inspection.holds
    red lines of iran: iran.red_lines.level+relief.holds
    red lines of iran: iran.red_lines.start.at_most
    behaviour of iran: iran.strategy
    walk-away of usa: usa.walk_away.start
    walk-away of usa: usa.walk_away.end
    walk-away of usa: usa.discount
    weights of usa: usa.weights.stockpile
    weights of usa: usa.weights.inspection
    values of usa: usa.wants.years.peak
    values of usa: usa.wants.start.2026-01-01
    red lines of usa: usa.red_lines.stockpile.at_most
    red lines of usa: usa.red_lines.level.at_most
    behaviour of usa: usa.strategy.exponent
    mediator: mediator.strategy
    rounds: rounds.1.legs
    ");
}

#[test]
fn reasons_go_with_their_columns() {
    let beliefs = uncertain();
    let note = |path: &str| {
        let draws = beliefs.draws();
        draws.columns()[draws.find(path).unwrap()].note.clone()
    };
    assert_eq!(note("iran.walk_away").source.as_deref(), Some("two interviews"));
    assert_eq!(note("iran.walk_away").confidence.as_deref(), Some("low"));
    assert_eq!(note("iran.strategy").why.as_deref(), Some("it has done both"));
    assert_eq!(note("iran.red_lines.inspection.holds").why.as_deref(), Some("sovereignty"));
    assert_eq!(beliefs.draws().worlds()[0].note.why.as_deref(), Some("most say so"));
}

#[test]
fn worlds_say_what_they_set_and_keep_the_rest() {
    let beliefs = uncertain();
    let draws = beliefs.draws();
    let law = |world: usize, path: &str| draws.law(world, draws.find(path).unwrap()).0;
    let stated = |world: usize, path: &str| match law(world, path) {
        Law::Drawn(family) => family.stated(),
        other => panic!("{path} is {other:?}"),
    };
    assert_eq!(draws.worlds().iter().map(|world| world.p).collect::<Vec<_>>(), [0.7, 0.3]);
    assert_eq!(stated(1, "iran.walk_away"), &Stated::Uniform { low: 0.5, high: 0.6 });
    assert_eq!(law(1, "iran.red_lines.inspection.holds"), &Law::Fixed(1.0));
    assert_eq!(law(1, "mediator.strategy"), &Law::Fixed(1.0), "the second of bridge and courier");
    // Nothing hangs on the exponent of a strategy that is not there: it is what it is elsewhere.
    assert_eq!(law(1, "usa.strategy.exponent"), law(0, "usa.strategy.exponent"));
    assert_eq!(beliefs.sketches()[1].middle.parties[1].strategy, "boulware");
    let shares: Vec<f64> = (1..6).map(|column| (draws.middle()[column] * 280.0).round()).collect();
    assert_eq!(shares, [50.0, 100.0, 100.0, 20.0, 10.0], "the middles of the swings");
}

#[test]
fn weights_that_are_certain_in_one_world_are_told_on_the_scale_of_the_other() {
    let file = "
issues: { a: { values: [x, y] }, b: { values: [x, y] } }
parties:
  one: { weights: { order: [b, a] }, wants: { a: { values: { x: 0, y: 1 } }, b: { values: { x: 0, y: 1 } } } }
  two: { wants: { a: { weight: 3, values: { x: 0, y: 1 } }, b: { values: { x: 0, y: 1 } } } }
worlds:
  open: { p: 0.5 }
  known: { p: 0.5, set: { one.weights: { a: 1, b: 3 }, two.weights: { swing: { a: 1, b: { range: [1, 2] } } } } }
";
    let beliefs = read_beliefs("worlds.yaml", file.as_bytes()).unwrap();
    let draws = beliefs.draws();
    let paths: Vec<&str> = draws.columns().iter().map(|column| column.path.as_str()).collect();
    assert_eq!(paths, ["one.weights.b", "one.weights.a", "two.weights.a", "two.weights.b"]);
    assert_eq!((draws.law(1, 0).0, draws.law(1, 1).0), (&Law::Fixed(0.75), &Law::Fixed(0.25)));
    assert_eq!((draws.law(0, 2).0, draws.law(0, 3).0), (&Law::Fixed(0.75), &Law::Fixed(0.25)));
    let tables = |world: usize, party: usize| {
        beliefs.sketches()[world].middle.parties[party].preferences.tables().to_vec()
    };
    assert_eq!(tables(1, 0), [[0.0, 0.25], [0.0, 0.75]]);
    assert_eq!(tables(0, 0), [[0.0, 0.25], [0.0, 0.75]], "the centroid of two in order");
}

#[test]
fn the_middle_is_the_draw_of_middles() {
    let beliefs = uncertain();
    assert_eq!(&beliefs.talks(&beliefs.draws().middle()).unwrap(), beliefs.middle());
    assert_eq!(&read("uncertain.yaml", &right("uncertain.yaml")).unwrap(), beliefs.middle());
}

#[test]
fn numbers_to_choose_among_are_drawn_to_the_digit() {
    let beliefs = uncertain();
    let draws = beliefs.draws();
    let column = draws.find("usa.weights.inspection").unwrap();
    let drawn: Vec<f64> = [0.1, 0.4, 0.6, 0.9].map(|p| draws.quantile(0, column, p)).to_vec();
    assert_eq!(drawn, [1.0, 1.0, 3.0, 3.0]);
}

#[test]
fn parameters_that_must_be_whole_are_rounded() {
    let file = "
issues: { a: { range: { from: 0, to: 9 } } }
parties:
  one: { strategy: { use: tries, count: { range: [1, 4] } }, wants: { a: { rising: true } } }
  two: { wants: { a: { falling: true } } }
";
    let whole = |text: &str| match text.strip_prefix("tries:count=") {
        Some(count) => count.parse::<u32>().map(drop).map_err(|_| format!("{count} is no whole number")),
        None => Ok(()),
    };
    let names = wasit_files::StrategyNames { parties: &whole, mediators: &|_| Ok(()) };
    let source = wasit_files::Source { name: "whole.yaml", bytes: file.as_bytes() };
    let beliefs = wasit_files::read_beliefs(&source, &names).unwrap();
    let drawn =
        [1.4, 1.6, 3.9].map(|count| beliefs.talks(&[count, 0.0]).unwrap().parties[0].strategy.clone());
    assert_eq!(drawn, ["tries:count=1", "tries:count=2", "tries:count=4"]);
}
