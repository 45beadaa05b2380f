//! Random scenarios: for comparisons and measurements, the same for the same stream everywhere.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use wasit_model::{
    Factor, Issue, Mediator, Party, Preferences, Round, Space, TableFactor, Talks, Values, WalkAway,
};

/// A space of issues with so many values each: `issue 0`, `issue 1`, ….
///
/// # Panics
/// Where there is no issue, or one without a value or with more than 65,535.
#[must_use]
pub fn random_space(widths: &[usize]) -> Space {
    let issues = widths.iter().enumerate().map(|(at, &width)| Issue {
        name: format!("issue {at}"),
        title: format!("issue {at}"),
        unit: None,
        description: None,
        values: Values::integers(1, width as i64, 1).expect("an issue has from 1 to 65,535 values"),
    });
    Space::new(issues.collect()).expect("issues of different names")
}

/// Additive preferences with random weights that sum to 1 and values that range from 0 to 1; a walk-away drawn evenly
/// from 0 to `walk_away_max`.
#[must_use]
pub fn random_preferences(space: &Space, walk_away_max: f64, rng: &mut ChaCha8Rng) -> Preferences {
    let weights: Vec<f64> = space.issues().iter().map(|_| rng.random::<f64>()).collect();
    let sum: f64 = weights.iter().sum();
    let tables = weights
        .iter()
        .enumerate()
        .map(|(issue, weight)| {
            let drawn: Vec<f64> = (0..space.width(issue)).map(|_| rng.random()).collect();
            let low = drawn.iter().copied().fold(1.0, f64::min);
            let range = drawn.iter().copied().fold(0.0, f64::max) - low;
            // An issue of one value ranges over nothing.
            let share = |worth: &f64| if range > 0.0 { (worth - low) / range } else { 0.0 };
            drawn.iter().map(|worth| share(worth) * weight / sum).collect()
        })
        .collect();
    of_parts(space, tables, vec![], rng.random::<f64>() * walk_away_max)
}

/// Preferences on a chain: every two neighbouring issues together have a table of random utilities.
#[must_use]
pub fn random_chain(space: &Space, rng: &mut ChaCha8Rng) -> Preferences {
    let links = space.issues().len().saturating_sub(1);
    let link = |at: usize, rng: &mut ChaCha8Rng| TableFactor {
        scope: vec![at, at + 1],
        table: (0..space.width(at) * space.width(at + 1))
            .map(|_| rng.random::<f64>() / links as f64)
            .collect(),
    };
    let factors = (0..links).map(|at| Factor::Table(link(at, rng))).collect();
    of_parts(space, nothing(space), factors, 0.0)
}

/// Preferences without structure: one table of random utilities over all issues. For small spaces only.
#[must_use]
pub fn random_dense(space: &Space, rng: &mut ChaCha8Rng) -> Preferences {
    let scope: Vec<usize> = (0..space.issues().len()).collect();
    let size: usize = scope.iter().map(|&issue| space.width(issue)).product();
    let table = (0..size).map(|_| rng.random()).collect();
    of_parts(space, nothing(space), vec![Factor::Table(TableFactor { scope, table })], 0.0)
}

/// Talks of parties `a`, `b`, … who want these things, over one round of so many legs.
#[must_use]
pub fn talks_of(space: &Space, sides: Vec<Preferences>, legs: u32) -> Talks {
    let party = |(at, preferences): (u8, Preferences)| {
        let name = char::from(b'a' + at).to_string();
        Party { title: name.clone(), name, strategy: "boulware".to_owned(), preferences, home: None }
    };
    let mediator = Mediator { name: "m".to_owned(), title: "m".to_owned(), strategy: "courier".to_owned() };
    Talks {
        title: String::new(),
        note: None,
        space: space.clone(),
        parties: (0..26).zip(sides).map(party).collect(),
        mediator,
        rounds: vec![Round { legs, ..Round::default() }],
    }
}

fn nothing(space: &Space) -> Vec<Vec<f64>> {
    (0..space.issues().len()).map(|issue| vec![0.0; space.width(issue)]).collect()
}

fn of_parts(space: &Space, tables: Vec<Vec<f64>>, factors: Vec<Factor>, walk_away: f64) -> Preferences {
    let walk_away = WalkAway { start: walk_away, drift: None };
    Preferences::new(space, tables, factors, vec![], walk_away, None)
        .expect("one finite number for every value and every cell")
}
