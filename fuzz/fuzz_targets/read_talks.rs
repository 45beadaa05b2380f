//! Whatever the bytes: reading them, and showing what is wrong with them, ends without a panic.
//!
//!     cargo +nightly fuzz run read_talks fuzz/corpus/read_talks examples crates/files/tests/right

#![no_main]

use libfuzzer_sys::fuzz_target;
use miette::{GraphicalReportHandler, GraphicalTheme};
use wasit_files::{Source, StrategyNames, read_talks};

fuzz_target!(|bytes: &[u8]| {
    let names = StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) };
    match read_talks(&Source { name: "fuzz.yaml", bytes }, &names) {
        Ok(talks) => {
            talks.check().expect("talks that load are valid");
            let first = talks.space.first();
            for party in &talks.parties {
                assert!(!party.preferences.utility(&first).is_nan());
            }
        }
        Err(problems) => {
            assert!(!problems.all().is_empty());
            let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
            for problem in problems.shown() {
                assert_ne!(problem.message, "these talks cannot be read, and the reader does not know why");
                assert!(problems.text().get(problem.span.clone()).is_some());
                let mut shown = String::new();
                handler.render_report(&mut shown, problem).expect("a problem can be shown");
            }
        }
    }
});
