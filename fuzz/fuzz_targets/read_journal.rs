//! Whatever the bytes of a journal, or of a batch of entries: reading them, taking them into an accord, and asking how it stands
//! ends without a panic; what was read is written and read again. The same function runs in the tests.
//!
//!     cargo +nightly fuzz run read_journal fuzz/corpus/read_journal crates/files/tests/accord/journals crates/files/tests/accord/batches

#![no_main]

#[path = "../../crates/files/tests/accord/fuzzed.rs"]
#[allow(dead_code, reason = "each target uses its half of it")]
mod fuzzed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    fuzzed::journal_survives(bytes);
});
