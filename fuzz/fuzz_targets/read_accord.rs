//! Whatever the bytes of an accord: reading them, showing what is wrong with them, and asking an accord that was read how
//! it stands, ends without a panic. The same function runs in the tests.
//!
//!     cargo +nightly fuzz run read_accord fuzz/corpus/read_accord crates/files/tests/accord/right crates/files/tests/accord/wrong

#![no_main]

#[path = "../../crates/files/tests/accord/fuzzed.rs"]
#[allow(dead_code, reason = "each target uses its half of it")]
mod fuzzed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    fuzzed::accord_survives(bytes);
});
