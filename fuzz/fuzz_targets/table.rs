//! Whatever is done at a table, by whomever and in whatever order: no panic, a refused act changes nothing, and the record gives back the
//! table and each view. The same function runs in the tests, over lines with changes by chance.
//!
//! Lines of JSON are played as they are (`{"who": …, "at": …, "act": {"do": …}}`); from other bytes acts are drawn that fit.
//!
//!     cargo +nightly fuzz run table fuzz/corpus/table fuzz/seeds/table

#![no_main]

// The machinery of the tests is no library: it is made for them, and has no other users.
#[path = "../../crates/table/tests/proof/dice.rs"]
#[allow(dead_code, reason = "the tests throw from a seed")]
mod dice;
#[path = "../../crates/table/tests/proof/draw.rs"]
mod draw;
#[path = "../../crates/table/tests/proof/fuzzed.rs"]
mod fuzzed;
#[path = "../../crates/table/tests/proof/pool.rs"]
mod pool;
#[path = "../../crates/table/tests/proof/react.rs"]
mod react;
#[path = "../../crates/table/tests/proof/talks.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod talks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    fuzzed::survives(bytes);
});
