//! Whatever the files of a folder of NegMAS: reading them, and showing what is wrong with them, ends without a panic.
//! The bytes are three files, apart by a line of `=====`; a space and two utility functions, say.
//!
//!     cargo +nightly fuzz run read_negmas

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasit_fuzz::{parts, survives};

fuzz_target!(|bytes: &[u8]| {
    const SIDE: &[u8] = b"type: ConstUtilityFunction\nvalue: 1\n";
    let mut files = parts(bytes);
    // A lone space, or a space with one side, gets company: else it would only ever be refused.
    files.resize(files.len().max(3), SIDE);
    survives(&files);
});
