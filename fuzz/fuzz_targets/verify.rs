//! Whatever the bytes of a case file, as they are or signed anew by the key that is asked for: verifying them ends without a
//! panic, and what verifies agrees with itself.
//!
//!     cargo +nightly fuzz run verify fuzz/corpus/verify crates/record/tests/golden/wasit-case-1

#![no_main]

use libfuzzer_sys::fuzz_target;
use wasit_fuzz::signed_anew;
use wasit_record::{LogKey, compare, verify};

const SEED: [u8; 32] = [42; 32];

fuzz_target!(|bytes: &[u8]| {
    let fingerprint = LogKey::from_seed(SEED).public().fingerprint();
    // Without a right signature little of the verifier would ever be reached.
    let anew = signed_anew(bytes, &SEED);
    for bytes in std::iter::once(bytes).chain(anew.as_deref()) {
        match verify(bytes, &fingerprint) {
            Ok(findings) => {
                assert!(!findings.proves().is_empty() && !findings.does_not_prove().is_empty());
                let agreement =
                    compare(&[("one", &findings), ("same", &findings)]).expect("a file agrees with itself");
                assert_eq!(agreement.moments, findings.moments);
                if let Some(last) = &findings.checkpoint {
                    findings.check_note(&last.note).expect("a file holds its own checkpoint");
                }
                let _ = findings.check_note(&String::from_utf8_lossy(bytes));
            }
            Err(faults) => assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.what.is_empty())),
        }
    }
});
