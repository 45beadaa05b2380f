//! Draws as a whole: the layout, worlds, links, and what columns imply.

#![allow(clippy::unwrap_used)]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::belief::{
    Column, Draws, DrawsError, Family, Group, Law, Link, LinkError, Note, Simplex, World,
};

const DRAWS: usize = 40_000;

fn columns(count: usize) -> Vec<Column> {
    (0..count)
        .map(|at| Column { path: format!("c{at}"), group: Group::Talks, note: Note::default() })
        .collect()
}

fn world(name: &str, p: f64, laws: Vec<Law>) -> World {
    World { name: name.to_owned(), p, laws, note: Note::default() }
}

fn even(low: f64, high: f64) -> Law {
    Law::Drawn(Family::uniform(low, high).expect("a range"))
}

fn sample(draws: &Draws, seed: u64) -> Vec<Vec<f64>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..DRAWS)
        .map(|_| {
            let uniforms: Vec<f64> = (0..draws.dimensions()).map(|_| random.random()).collect();
            let mut values = Vec::new();
            draws.draw(&uniforms, &mut values);
            values
        })
        .collect()
}

fn ranks(numbers: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
    let mut ranks = vec![0.0; numbers.len()];
    order.into_iter().enumerate().for_each(|(rank, at)| ranks[at] = rank as f64);
    ranks
}

/// Spearman's, of numbers without ties.
fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let apart: f64 = ranks(a).iter().zip(ranks(b)).map(|(a, b)| (a - b) * (a - b)).sum();
    1.0 - 6.0 * apart / (n * (n * n - 1.0))
}

fn column(rows: &[Vec<f64>], at: usize) -> Vec<f64> {
    rows.iter().map(|row| row[at]).collect()
}

#[test]
fn every_uniform_has_its_column() {
    let weights = || Law::Weights(Simplex::order(vec![0, 1, 2]).unwrap());
    let draws = Draws::new(
        columns(6),
        vec![
            world("calm", 0.25, vec![even(0.0, 1.0), Law::Fixed(7.0), weights(), even(10.0, 20.0)]),
            world("storm", 0.75, vec![Law::Fixed(-1.0), even(0.0, 1.0), weights(), even(30.0, 40.0)]),
        ],
        vec![],
    )
    .unwrap();
    assert_eq!(draws.dimensions(), 7);
    let mut values = vec![1.0; 99];
    draws.draw(&[0.2, 0.5, 0.9, 0.1, 0.2, 0.3, 0.25], &mut values);
    assert_eq!((values.len(), values[0], values[1], values[5]), (7, 0.5, 7.0, 12.5));
    assert_eq!(draws.world_of(&values), 0);
    assert!((values[2..5].iter().sum::<f64>() - 1.0).abs() < 1e-12);
    draws.draw(&[0.3, 0.5, 0.9, 0.1, 0.2, 0.3, 0.25], &mut values);
    assert_eq!((values[0], values[1], values[5]), (-1.0, 0.9, 32.5));
    assert_eq!(draws.world_of(&values), 1);
    assert!(matches!(draws.law(0, 4), (Law::Weights(_), 2)));
    assert_eq!(draws.find("c5"), Some(5));

    let middle = draws.middle();
    assert_eq!((middle[0], middle[1], middle[5], draws.world_of(&middle)), (-1.0, 0.5, 35.0, 1));
    assert!((middle[2] - 11.0 / 18.0).abs() < 1e-12);
}

#[test]
fn certain_talks_have_one_draw() {
    let draws = Draws::certain();
    assert!(draws.is_certain());
    let mut values = Vec::new();
    draws.draw(&[0.4], &mut values);
    assert_eq!(values, [0.0]);
    assert_eq!(draws.middle(), values);
}

#[test]
fn worlds_come_as_often_as_stated() {
    let laws = || vec![Law::Fixed(1.0)];
    let worlds = vec![world("a", 0.3, laws()), world("never", 0.0, laws()), world("b", 0.7, laws())];
    let draws = Draws::new(columns(1), worlds, vec![]).unwrap();
    let rows = sample(&draws, 1);
    let share =
        |world: usize| rows.iter().filter(|row| draws.world_of(row) == world).count() as f64 / DRAWS as f64;
    // Four standard deviations of a share of 40,000.
    assert!((share(0) - 0.3).abs() < 4.0 * (0.21 / DRAWS as f64).sqrt(), "{}", share(0));
    assert_eq!(share(1), 0.0);
}

#[test]
fn quantiles_over_worlds_are_those_of_all_draws() {
    let choice = |weights: [f64; 3]| {
        let labels = ["x", "y", "z"].map(str::to_owned);
        Law::Drawn(Family::choice(labels.into_iter().zip(weights).collect()).unwrap())
    };
    let weights = |means: &[f64]| Law::Weights(Simplex::dirichlet(means, 10.0).unwrap());
    let swing = Family::percentiles(20.0, 40.0, 80.0, 0.0, 100.0).unwrap();
    let worlds = vec![
        world("a", 0.3, vec![even(0.0, 10.0), even(0.0, 1.0), choice([1.0, 1.0, 0.0]), weights(&[0.5, 0.5])]),
        world("b", 0.5, vec![even(5.0, 6.0), Law::Fixed(0.5), choice([0.0, 1.0, 1.0]), weights(&[0.8, 0.2])]),
        world(
            "c",
            0.2,
            vec![
                Law::Fixed(50.0),
                even(0.0, 1.0),
                Law::Fixed(2.0),
                Law::Weights(Simplex::swing(vec![swing.clone(), swing]).unwrap()),
            ],
        ),
    ];
    let draws = Draws::new(columns(5), worlds, vec![]).unwrap();
    let rows = sample(&draws, 2);
    let probabilities = [0.05, 0.25, 0.5, 0.75, 0.95];
    for at in 0..5 {
        let mut drawn = column(&rows, at);
        drawn.sort_by(f64::total_cmp);
        for (p, quantile) in probabilities.into_iter().zip(draws.quantiles(at, &probabilities)) {
            let hair = 1e-9;
            let below = drawn.partition_point(|&x| x < quantile - hair) as f64 / DRAWS as f64;
            let reached = drawn.partition_point(|&x| x <= quantile + hair) as f64 / DRAWS as f64;
            assert!(
                below - 0.012 < p && p < reached + 0.012,
                "column {at}, {p}: {quantile}, {below} to {reached}"
            );
        }
    }
    // What has a probability of its own is given to the last digit.
    assert_eq!(draws.quantiles(1, &[0.5]), [0.5]);
    assert_eq!(draws.quantiles(0, &[0.9]), [50.0]);
    assert_eq!(draws.quantiles(2, &[0.1, 0.3, 0.9]), [0.0, 1.0, 2.0]);
    assert_eq!(draws.labels(2).unwrap(), ["x", "y", "z"]);
    // Alone, a weight of Dirichlet's is a beta: here Beta(5, 5), symmetric about a half.
    assert!((draws.quantile(0, 3, 0.5) - 0.5).abs() < 1e-7);
}

#[test]
fn linked_columns_have_their_rank_correlation_and_their_own_law() {
    let laws = vec![
        even(35.0, 50.0),
        Law::Drawn(Family::percentiles(36.0, 41.0, 52.0, 0.0, 100.0).unwrap()),
        even(0.0, 1.0),
        Law::Drawn(Family::beta(0.5, 3.0, 0.0, 1.0).unwrap()),
        Law::Drawn(Family::normal(40.0, 5.0, Some(38.0), None).unwrap()),
    ];
    let stated = [((0, 1), 0.4), ((1, 3), -0.7), ((4, 0), 0.9)];
    let links = stated.map(|(between, rank_correlation)| Link { between, rank_correlation });
    let draws = Draws::new(columns(5), vec![world("only", 1.0, laws)], links.to_vec()).unwrap();
    let rows = sample(&draws, 3);
    for a in 0..5 {
        for b in 0..a {
            let expect = stated
                .iter()
                .find(|(between, _)| *between == (a, b) || *between == (b, a))
                .map(|(_, correlation)| *correlation);
            // What is linked only through others, 1 with 4 through 0, is not held here.
            let Some(expect) = expect.or(((a, b) == (2, 0)).then_some(0.0)) else { continue };
            let drawn = rank_correlation(&column(&rows, a), &column(&rows, b));
            assert!((drawn - expect).abs() < 0.02, "{a} {b}: {drawn}, {expect}");
        }
        let mut drawn = column(&rows, a);
        drawn.sort_by(f64::total_cmp);
        for step in 1..50 {
            let p = f64::from(step) / 50.0;
            let below = drawn.partition_point(|&x| x <= draws.quantile(0, a, p)) as f64 / DRAWS as f64;
            assert!((below - p).abs() * (DRAWS as f64).sqrt() < 1.95, "column {a} at {p}: {below}");
        }
    }
}

#[test]
fn a_link_leaves_what_is_certain_in_a_world() {
    let links = vec![Link { between: (0, 1), rank_correlation: 0.5 }];
    let worlds = vec![
        world("a", 0.5, vec![even(0.0, 1.0), even(0.0, 1.0)]),
        world("b", 0.5, vec![Law::Fixed(3.0), even(0.0, 1.0)]),
    ];
    let draws = Draws::new(columns(2), worlds, links).unwrap();
    let rows = sample(&draws, 4);
    let (linked, free): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| draws.world_of(row) == 0);
    assert!((rank_correlation(&column(&linked, 0), &column(&linked, 1)) - 0.5).abs() < 0.03);
    assert!(free.iter().all(|row| row[0] == 3.0));
}

#[test]
fn links_that_contradict_say_how_far_they_could_go() {
    let laws = || vec![even(0.0, 1.0), even(0.0, 1.0), even(0.0, 1.0)];
    let links = |by: f64| -> Vec<Link> {
        [((0, 1), 0.9), ((1, 2), 0.9), ((0, 2), -0.5)]
            .map(|(between, r)| Link { between, rank_correlation: by * r })
            .to_vec()
    };
    let made = |by: f64| Draws::new(columns(3), vec![world("only", 1.0, laws())], links(by));
    let Err(DrawsError::Link(LinkError::Contradiction { shrink })) = made(1.0) else { panic!("not refused") };
    assert!(made(shrink).is_ok() && made(shrink + 0.01).is_err(), "{shrink}");
    assert_eq!(
        made(1.0).unwrap_err().to_string(),
        format!(
            "the links contradict each other: no numbers go together like that; with all rank correlations times {shrink:.2} they could"
        )
    );
}

#[test]
fn what_is_wrong_is_said() {
    let one = || vec![world("only", 1.0, vec![even(0.0, 1.0), even(0.0, 1.0)])];
    let link = |a, b, rank_correlation| Link { between: (a, b), rank_correlation };
    let weights = vec![Law::Weights(Simplex::order(vec![0, 1]).unwrap())];
    let choice = |label: &str| {
        vec![Law::Drawn(Family::choice(vec![(label.to_owned(), 1.0)]).unwrap()), even(0.0, 1.0)]
    };
    let twice = || {
        let mut columns = columns(2);
        columns[1].path = "c0".to_owned();
        columns
    };
    for (made, expect) in [
        (Draws::new(columns(2), vec![], vec![]), "0 worlds: there may be between 1 and 16"),
        (
            Draws::new(columns(256), one(), vec![]),
            "256 uncertain numbers are more than the 255 that can be drawn together",
        ),
        (Draws::new(twice(), one(), vec![]), "`c0` is uncertain twice"),
        (Draws::new(columns(3), one(), vec![]), "world `only` has laws for 2 numbers, and 3 are uncertain"),
        (
            Draws::new(columns(0), vec![world("a", 0.25, vec![]), world("b", 0.5, vec![])], vec![]),
            "the probabilities of the worlds sum to 0.75: they must sum to 1",
        ),
        (
            Draws::new(columns(0), vec![world("a", 0.5, vec![]), world("a", 0.5, vec![])], vec![]),
            "two worlds are called `a`",
        ),
        (
            Draws::new(columns(0), vec![world("a", 1.5, vec![])], vec![]),
            "the probability of world `a` is 1.5: it must lie between 0 and 1",
        ),
        (
            Draws::new(columns(2), vec![world("a", 0.5, choice("x")), world("b", 0.5, choice("y"))], vec![]),
            "`c0` is chosen from different labels in different worlds: name the same ones in the same order, with weight 0 where one does not come",
        ),
        (Draws::new(columns(2), one(), vec![link(0, 2, 0.5)]), "there is no column 2"),
        (
            Draws::new(columns(2), one(), vec![link(1, 1, 0.5)]),
            "a number is linked to itself: a link is between two",
        ),
        (
            Draws::new(columns(2), one(), vec![link(0, 1, 1.0)]),
            "a rank correlation of 1 is out of range: it must lie between −1 and 1, without the ends",
        ),
        (
            Draws::new(columns(2), one(), vec![link(0, 1, 0.5), link(1, 0, 0.5)]),
            "the same two are linked twice",
        ),
        (
            Draws::new(columns(2), vec![world("only", 1.0, weights)], vec![link(0, 1, 0.5)]),
            "a weight that is drawn together with others cannot be linked: link single numbers",
        ),
    ] {
        assert_eq!(made.unwrap_err().to_string(), expect);
    }
}

#[test]
fn groups_have_words() {
    let names = ["Iran", "United States"];
    assert_eq!(Group::RedLines(1).words(&names), "red lines of United States");
    assert_eq!(Group::WalkAway(5).words(&names), "walk-away of party 6");
    assert_eq!(Group::Mediator.words(&names), "mediator");
    assert_eq!((Group::Home(1).party(), Group::World.party()), (Some(1), None));
}
