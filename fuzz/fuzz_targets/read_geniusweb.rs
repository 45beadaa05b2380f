//! Whatever the bytes of a profile beside a domain and another profile: reading them, showing what is wrong with them,
//! and writing what was read, ends without a panic.
//!
//!     cargo +nightly fuzz run read_geniusweb fuzz/corpus/read_geniusweb crates/files/tests/geniusweb/car crates/files/tests/geniusweb/wrong

#![no_main]

use libfuzzer_sys::fuzz_target;
use miette::{GraphicalReportHandler, GraphicalTheme};
use wasit_files::by_format::{is_geniusweb_domain, read_geniusweb, write_genius, write_geniusweb};
use wasit_files::{ReadOptions, Source};

const DOMAIN: &[u8] = include_bytes!("../../crates/files/tests/geniusweb/car/domain.json");
const SELLER: &[u8] = include_bytes!("../../crates/files/tests/geniusweb/car/seller.json");

fuzz_target!(|bytes: &[u8]| {
    let _ = is_geniusweb_domain(bytes);
    let source = |name, bytes| Source { name, bytes };
    let alone = [source("one.json", bytes), source("two.json", bytes)];
    let beside = [source("domain.json", DOMAIN), source("seller.json", SELLER), source("fuzz.json", bytes)];
    for sources in [&alone[..], &beside[..]] {
        match read_geniusweb(sources, &ReadOptions::default()) {
            Ok(scenario) => {
                scenario.talks.check().expect("talks that load are valid");
                let first = scenario.talks.space.first();
                for party in &scenario.talks.parties {
                    assert!(!party.preferences.utility(&first).is_nan());
                }
                let _ = write_genius(&scenario.talks);
                let _ = write_geniusweb(&scenario.talks);
            }
            Err(refused) => {
                assert!(!refused.is_empty());
                let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
                for problem in refused.iter().flat_map(|problems| problems.shown()) {
                    assert!(!problem.message.contains("does not know why"));
                    let mut shown = String::new();
                    handler.render_report(&mut shown, problem).expect("a problem can be shown");
                }
            }
        }
    }
});
