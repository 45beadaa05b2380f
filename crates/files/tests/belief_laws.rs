//! Laws of beliefs. A file is written from a template in which every number and every seat has its path: with beliefs,
//! with beliefs that leave nothing open, and with the numbers of a draw. What a draw makes of the beliefs is what the
//! file says in which its numbers are written.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::HashMap;

use proptest::prelude::*;
use support::{read_beliefs, right};
use wasit_files::Problems;
use wasit_model::belief::Beliefs;
use wasit_model::{Moment, Talks};

/// Slots are `⟨path: low to high⟩`, `⟨path: one or other⟩`, `⟨path: holds⟩` and `⟨path: so many legs, low to high⟩`.
const TEMPLATE: &str = "
issues:
  sum: { values: [100, 300, 1000] }
  level: { values: [tight, middle, loose] }
  years: { range: { from: 5, to: 25, step: 5 } }
  share: { range: { from: 0.1, to: 0.9, step: 0.1 } }
  start: { dates: { from: 2025-07-01, to: 2026-01-01, step: 1 month } }
parties:
  one.a:
    strategy: ⟨one.a.strategy: boulware or conceder or time:exponent=2⟩
    walk_away: ⟨one.a.walk_away: -0.2 to 0.2⟩
    discount: { per_leg: ⟨one.a.discount: 0.9 to 1⟩ }
    wants:
      sum: { weight: ⟨one.a.weights.sum: 0.5 to 3⟩, values: { 100: ⟨one.a.wants.sum.100: 0 to 0.3⟩, 300: 0.5, 1000: ⟨one.a.wants.sum.1000: 0.8 to 1⟩ } }
      years: { weight: ⟨one.a.weights.years: 0 to 2⟩, peak: ⟨one.a.wants.years.peak: 5 to 25⟩ }
      share: { linear: { slope: ⟨one.a.wants.share.slope: -1 to 1⟩, bias: ⟨one.a.wants.share.bias: 1 to 1.5⟩ } }
      start: { points: { 2025-07-01: ⟨one.a.wants.start.2025-07-01: 0.5 to 1⟩, 2025-12-24: 0.2 } }
    together:
      - { when: { level: tight, years: { at_most: 10 } }, adds: ⟨one.a.together.1.adds: -0.1 to 0.1⟩ }
      - issues: [years, level]
        weight: ⟨one.a.weights.together.2: 0.1 to 1⟩
        table:
          - { when: { level: loose }, worth: ⟨one.a.together.2.cases.1: 0.5 to 1⟩ }
    red_lines:
      - { issue: level, never: loose, holds: ⟨one.a.red_lines.level.holds: holds⟩, why: too loose }
      - { issue: years, at_most: ⟨one.a.red_lines.years.at_most: 11 to 22⟩, at_least: 4 }
      - { issue: share, at_least: ⟨one.a.red_lines.share.at_least: 0.15 to 0.35⟩, holds: ⟨one.a.red_lines.share.holds: holds⟩ }
      - { never_together: { sum: 100, level: tight }, holds: ⟨one.a.red_lines.sum+level.holds: holds⟩ }
      - { issue: years, never: 5, holds: ⟨one.a.red_lines.years 2.holds: holds⟩ }
  two:
    strategy: { use: time, exponent: ⟨two.strategy.exponent: 0.5 to 3⟩ }
    walk_away: { start: ⟨two.walk_away.start: 0.1 to 0.3⟩, end: ⟨two.walk_away.end: 0 to 0.2⟩ }
    weights: { sum: ⟨two.weights.sum: 1 to 2⟩, together.1: 1, level: ⟨two.weights.level: 1 to 2⟩ }
    wants:
      sum: { values: { 100: 1, 300: 0.5, 1000: 0 } }
      level: { values: { tight: 1, middle: ⟨two.wants.level.middle: 0.2 to 0.9⟩, loose: 0 } }
    together:
      - issues: [level, sum]
        table:
          tight: { 100: ⟨two.together.1.tight.100: 0.7 to 1⟩, 300: 0, 1000: 0 }
          middle: { 100: 0, 300: ⟨two.together.1.middle.300: 0 to 1⟩, 1000: 0 }
          loose: { 100: 0, 300: 0, 1000: 0 }
    red_lines:
      - { issue: level, at_most: ⟨two.red_lines.level.at_most: middle or loose⟩ }
      - { issue: start, at_most: ⟨two.red_lines.start.at_most: 2025-09-01 or 2025-12-01⟩, words: not so late }
  three:
    scale_weights: false
    walk_away: { start: ⟨three.walk_away.start: -1 to 0⟩, per_day: ⟨three.walk_away.per_day: -0.01 to 0⟩ }
    wants:
      sum: { weight: ⟨three.weights.sum: 0 to 2⟩, values: { 100: 0, 300: 0.5, 1000: 1 } }
mediator: { strategy: ⟨mediator.strategy: bridge or courier⟩ }
rounds:
  - { date: 2025-07-01, legs: ⟨rounds.1.legs: so many legs, 6 to 20⟩ }
  - { date: 2025-08-01, legs: 12 }
";

/// A slot of the template.
#[derive(Clone, Copy, Debug)]
enum Slot<'t> {
    Number(&'t str, &'t str),
    Legs(&'t str, &'t str),
    Holds,
    Texts(&'t str),
}

/// The template with each slot, called by its path, written in some way.
fn written(mut write: impl FnMut(&str, Slot<'_>) -> String) -> String {
    let mut text = String::new();
    for (at, piece) in TEMPLATE.split(['⟨', '⟩']).enumerate() {
        if at % 2 == 0 {
            text.push_str(piece);
            continue;
        }
        let (path, slot) = piece.split_once(": ").unwrap();
        let slot = match (slot.strip_prefix("so many legs, "), slot.split_once(" to ")) {
            (Some(ends), _) => ends.split_once(" to ").map(|(low, high)| Slot::Legs(low, high)).unwrap(),
            (None, Some((low, high))) => Slot::Number(low, high),
            _ if slot == "holds" => Slot::Holds,
            _ => Slot::Texts(slot),
        };
        text.push_str(&write(path, slot));
    }
    text
}

fn uncertain() -> String {
    written(|_, slot| match slot {
        Slot::Number(low, high) | Slot::Legs(low, high) => format!("{{ range: [{low}, {high}] }}"),
        Slot::Holds => "0.5".to_owned(),
        Slot::Texts(texts) => format!("{{ any_of: [{}] }}", texts.replace(" or ", ", ")),
    })
}

fn read(text: &str) -> Beliefs {
    let named = |problems: Problems| panic!("{}\n{text}", support::shown(&problems));
    read_beliefs("laws.yaml", text.as_bytes()).unwrap_or_else(named)
}

fn draw(beliefs: &Beliefs, uniforms: &[f64]) -> Vec<f64> {
    let mut values = Vec::new();
    beliefs.draws().draw(&uniforms[..beliefs.draws().dimensions()], &mut values);
    values
}

/// What the model and the reader hold of talks, but for which file they come from.
fn hold(talks: &Talks) {
    talks.check().unwrap();
    for party in &talks.parties {
        let best = party.preferences.at_most();
        assert!(best.is_finite(), "{} has no package left", party.name);
        let end = Moment { time: 1.0, ..Moment::default() };
        let least =
            party.preferences.walk_away_at(&Moment::default()).min(party.preferences.walk_away_at(&end));
        assert!(least <= best + party.preferences.rounding(), "{}: {least} above {best}", party.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_draw_is_the_file_with_its_numbers_written(uniforms in prop::collection::vec(0.0..=1.0_f64, 64)) {
        let beliefs = read(&uncertain());
        let values = draw(&beliefs, &uniforms);
        let columns = beliefs.draws().columns();
        let mut by_path: HashMap<&str, usize> =
            columns.iter().enumerate().map(|(at, column)| (column.path.as_str(), at)).collect();
        let point = written(|path, slot| {
            let column = by_path.remove(path).unwrap_or_else(|| panic!("{path} is no column"));
            let value = values[column];
            match slot {
                Slot::Number(..) => value.to_string(),
                Slot::Legs(..) => value.round().to_string(),
                Slot::Holds => value.to_string(),
                Slot::Texts(texts) => texts.split(" or ").nth(value as usize).unwrap().to_owned(),
            }
        });
        prop_assert!(by_path.is_empty(), "{by_path:?} are no slots");
        let talks = beliefs.talks(&values).unwrap();
        hold(&talks);
        let read = read(&point);
        prop_assert!(read.draws().is_certain());
        prop_assert_eq!(&talks, read.middle());
    }

    #[test]
    fn beliefs_that_leave_nothing_open_are_numbers(
        shares in prop::collection::vec(0.0..=1.0_f64, 64), ways in prop::collection::vec(0..5_u8, 64),
        uniforms in prop::collection::vec(0.0..=1.0_f64, 64),
    ) {
        let write = |certain: bool| {
            let mut at = 0;
            written(|_, slot| {
                at += 1;
                let (share, way) = (shares[at - 1], if certain { 5 } else { ways[at - 1] });
                let value = match slot {
                    Slot::Number(low, high) | Slot::Legs(low, high) => {
                        let (low, high): (f64, f64) = (low.parse().unwrap(), high.parse().unwrap());
                        let number = low + share * (high - low);
                        if let Slot::Legs(..) = slot { number.round() } else { number }.to_string()
                    }
                    Slot::Holds => return if share < 0.5 { "0" } else { "1" }.to_owned(),
                    Slot::Texts(texts) => {
                        let texts: Vec<&str> = texts.split(" or ").collect();
                        texts[((share * texts.len() as f64) as usize).min(texts.len() - 1)].to_owned()
                    }
                };
                match way {
                    0 => format!("{{ value: {value}, why: it is so, source: the file, confidence: high }}"),
                    1 => format!("{{ any_of: [{value}] }}"),
                    2 => format!("{{ any_of: {{ {value}: 3 }} }}"),
                    3 => format!("{{ experts: {{ anna: {value} }} }}"),
                    4 => format!("{{ experts: {{ anna: {value}, badr: {{ weight: 2, value: {value} }} }} }}"),
                    _ => value,
                }
            })
        };
        let (point, beliefs) = (read(&write(true)), read(&write(false)));
        prop_assert!(point.draws().is_certain());
        prop_assert_eq!(point.middle(), beliefs.middle());
        prop_assert_eq!(point.middle(), &beliefs.talks(&draw(&beliefs, &uniforms)).unwrap());
    }

    #[test]
    fn every_draw_is_valid_and_redrawing_is_drawing(
        draws in prop::collection::vec(prop::collection::vec(0.0..=1.0_f64, 64), 1..6)
    ) {
        let text = right("uncertain.yaml");
        for beliefs in [read(&uncertain()), read(std::str::from_utf8(&text).unwrap())] {
            let mut talks = beliefs.middle().clone();
            for uniforms in &draws {
                let values = draw(&beliefs, uniforms);
                beliefs.redraw(&values, &mut talks).unwrap();
                hold(&talks);
                prop_assert_eq!(&talks, &beliefs.talks(&values).unwrap());
            }
            beliefs.redraw(&beliefs.draws().middle(), &mut talks).unwrap();
            prop_assert_eq!(&talks, beliefs.middle());
        }
    }
}
