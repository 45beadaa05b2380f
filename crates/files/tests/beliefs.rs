//! Files in which something is uncertain are read as they are meant.

#![allow(clippy::unwrap_used)]

mod support;

use support::{read_beliefs, right};

#[test]
fn print() {
    let beliefs = match read_beliefs("uncertain.yaml", &right("uncertain.yaml")) {
        Ok(beliefs) => beliefs,
        Err(problems) => panic!("{}", support::shown(&problems)),
    };
    for (at, column) in beliefs.draws().columns().iter().enumerate() {
        println!("{at} {} {:?} {:?}", column.path, column.group, column.note);
    }
    for sketch in beliefs.sketches() {
        println!(
            "{:#?}",
            sketch
                .middle
                .parties
                .iter()
                .map(|p| (
                    &p.strategy,
                    p.preferences.walk_away(),
                    p.preferences.tables(),
                    p.preferences.red_lines().iter().map(|r| &r.words).collect::<Vec<_>>()
                ))
                .collect::<Vec<_>>()
        );
    }
    let mut values = Vec::new();
    let uniforms = vec![0.3; beliefs.draws().dimensions()];
    beliefs.draws().draw(&uniforms, &mut values);
    println!("{values:?}");
    println!("{:#?}", beliefs.talks(&values).unwrap().parties[0].preferences);
}
