//! Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman 2018): preferences that are drawn from what is
//! believed, and then analysed as if they were not known, must be met by the forecasts as often as those say.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_arena::{Class, Simulation};
use wasit_files::{Source, StrategyNames, read_beliefs};
use wasit_model::belief::Beliefs;
use wasit_strategies::{check_mediator, check_party};

/// How many talks files are made up.
const FILES: usize = 600;
/// Draws in each forecast: ranks run from 0 to this.
const DRAWS: u64 = 127;
/// The truth is a draw of a simulation with another seed.
const TRUTH: u64 = 1 << 40;

/// Talks of two over three issues, with beliefs of several kinds, made up from `seed`.
fn made_up(seed: u64) -> Beliefs {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut between = |low: f64, high: f64| low + (high - low) * rng.random::<f64>();
    let mut party = |rising: &str, other: &str| {
        let low = between(0.1, 0.4);
        let (width, swing, best) = (between(0.05, 0.3), between(20.0, 90.0), between(0.0, 1.0).round());
        format!(
            "
    strategy: {{ any_of: {{ boulware: 1, linear: 2, conceder: 1 }} }}
    walk_away: {{ low: {low:.3}, likely: {:.3}, high: {:.3} }}
    weights: {{ swing: {{ a: 100, b: {{ range: [{:.1}, {:.1}] }}, c: {{ range: [10, 100] }} }} }}
    wants:
      a: {{ {rising}: true }}
      b: {{ {other}: true }}
      c: {{ values: {{ x: {:.0}, y: {{ range: [0, 1] }}, z: {:.0} }} }}
    red_lines:
      - {{ issue: b, at_most: 3, holds: 0.4 }}",
            low + 0.4 * width,
            low + width,
            0.5 * swing,
            swing,
            best,
            1.0 - best,
        )
    };
    let text = format!(
        "
issues:
  a: {{ range: {{ from: 0, to: 5 }} }}
  b: {{ range: {{ from: 0, to: 4 }} }}
  c: {{ values: [x, y, z] }}
parties:
  left: {}
  right: {}
mediator: {{ strategy: {{ any_of: [courier, bridge] }} }}
legs: 12
links:
  - {{ between: [left.walk_away, right.walk_away], rank_correlation: -0.5 }}
",
        party("rising", "falling"),
        party("falling", "rising"),
    );
    let names = StrategyNames {
        parties: &|text| check_party(text).map_err(|error| error.to_string()),
        mediators: &|text| check_mediator(text).map_err(|error| error.to_string()),
    };
    read_beliefs(&Source { name: "made-up.yaml", bytes: text.as_bytes() }, &names)
        .unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// What a simulation says of one made-up file, and what came.
struct Case {
    /// How many sampled margins lie below the true one.
    rank: u64,
    /// The forecast probability of a deal in force, and whether it came.
    in_force: (f64, bool),
}

fn case(number: usize) -> Case {
    let beliefs = made_up(number as u64);
    let hold = |seed, draws| {
        let simulation = Simulation::new(&beliefs, Vec::new(), 1, seed).unwrap();
        simulation.hold(0..draws, &|_| (), &|| false).unwrap().unwrap()
    };
    let sample = hold(number as u64, DRAWS);
    let truth = hold(number as u64 + TRUTH, 1);
    let rank = sample.margins.iter().filter(|&&margin| margin < truth.margins[0]).count() as u64;
    let deal = |class: &Class| *class == Class::InForce;
    let deals = sample.variants[0].classes.iter().filter(|class| deal(class)).count();
    Case { rank, in_force: (deals as f64 / DRAWS as f64, deal(&truth.variants[0].classes[0])) }
}

#[test]
fn the_truth_lies_anywhere_among_what_is_drawn() {
    const BINS: u64 = 16;
    let mut counts = [0_u32; BINS as usize];
    for case in (0..FILES).map(case) {
        counts[(case.rank * BINS / (DRAWS + 1)) as usize] += 1;
    }
    let expected = FILES as f64 / BINS as f64;
    let chi_square: f64 = counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    // With 15 degrees of freedom 37.7 is passed once in a thousand times.
    assert!(chi_square < 37.7, "{chi_square:.1}: {counts:?}");
}

#[test]
fn deals_come_as_often_as_forecast() {
    let cases: Vec<(f64, bool)> = (0..FILES).map(|number| case(number).in_force).collect();
    let (mut certain, mut bins) = (0, [(0_u32, 0.0, 0.0, 0_u32); 5]);
    for &(p, came) in &cases {
        if p == 0.0 || p == 1.0 {
            certain += 1;
        }
        let (count, expected, variance, seen) = &mut bins[((5.0 * p) as usize).min(4)];
        *count += 1;
        *expected += p;
        // The forecast is itself drawn: its own sampling error adds to the variance.
        *variance += p * (1.0 - p) * (1.0 + 1.0 / DRAWS as f64);
        *seen += u32::from(came);
    }
    assert!(certain < FILES / 2, "{certain} forecasts say nothing");
    assert!(bins.iter().filter(|bin| bin.0 >= 30).count() >= 3, "forecasts of several kinds: {bins:?}");
    for (count, expected, variance, seen) in bins {
        // Where forecasts are near 0 or 1 their own error matters most: half a case is allowed for.
        let away = (f64::from(seen) - expected).abs() - 0.5;
        assert!(away < 3.3 * f64::sqrt(variance), "of {count} expected {expected:.1}, came {seen}");
    }
}
