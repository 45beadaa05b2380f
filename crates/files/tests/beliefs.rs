//! Files in which something is uncertain are read as they are meant.

#![allow(clippy::unwrap_used)]

mod support;

use support::{read_beliefs, right};
use wasit_model::belief::Beliefs;

fn uncertain() -> Beliefs {
    match read_beliefs("uncertain.yaml", &right("uncertain.yaml")) {
        Ok(beliefs) => beliefs,
        Err(problems) => panic!("{}", support::shown(&problems)),
    }
}

#[test]
fn the_middle_is_the_draw_of_middles() {
    let beliefs = uncertain();
    let middle = beliefs.draws().middle();
    for (column, value) in beliefs.draws().columns().iter().zip(&middle) {
        println!("{} {value}", column.path);
    }
    assert_eq!(beliefs.talks(&middle).unwrap(), *beliefs.middle());
}
