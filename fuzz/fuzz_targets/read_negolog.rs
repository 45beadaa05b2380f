//! Whatever the files of a folder of NegoLog: reading them, and showing what is wrong with them, ends without a panic.
//! The bytes are two profiles, apart by a line of `=====`; one alone stands for both.
//!
//!     cargo +nightly fuzz run read_negolog

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasit_fuzz::{parts, survives};

fuzz_target!(|bytes: &[u8]| {
    let mut files = parts(bytes);
    let first = files[0];
    files.resize(files.len().max(2), first);
    survives(&files);
});
