//! What the targets that read several files share: this crate is for fuzzing only.

use miette::{GraphicalReportHandler, GraphicalTheme};
use wasit_files::{Format, ReadOptions, Source, StrategyNames, read_scenario, recognise, write_scenario};

/// The bytes as files, apart by lines of `=====`; one file at least.
#[must_use]
pub fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    const MARK: &[u8] = b"\n=====\n";
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        parts.push(&rest[..at]);
        rest = &rest[at + MARK.len()..];
    }
    parts.push(rest);
    parts
}

/// Reads the files as one scenario; what loads is valid and can be written, and what is wrong can be shown.
///
/// # Panics
/// Where that is not so.
pub fn survives(files: &[&[u8]]) {
    let names: Vec<String> = (0..files.len()).map(|at| format!("folder/{at}")).collect();
    let sources: Vec<Source<'_>> =
        files.iter().zip(&names).map(|(bytes, name)| Source { name, bytes }).collect();
    for source in &sources {
        let _ = recognise(source.bytes);
    }
    let strategies = StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) };
    match read_scenario(&sources, &ReadOptions::default(), &strategies) {
        Ok(scenario) => {
            scenario.talks.check().expect("talks that load are valid");
            let first = scenario.talks.space.first();
            for party in &scenario.talks.parties {
                assert!(!party.preferences.utility(&first).is_nan());
            }
            assert!(!write_scenario(&scenario.talks, Format::NegMas).files.is_empty());
        }
        Err(all) => {
            let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
            assert!(!all.is_empty());
            for problems in &all {
                assert!(!problems.all().is_empty());
                for problem in problems.shown() {
                    assert!(!problem.message.contains("the reader does not know why"));
                    assert!(problems.text().get(problem.span.clone()).is_some());
                    let mut shown = String::new();
                    handler.render_report(&mut shown, problem).expect("a problem can be shown");
                }
            }
        }
    }
}

/// The bytes of a case file with another signature at their end, by the key of this seed; `None` where they have no such end.
#[must_use]
pub fn signed_anew(bytes: &[u8], seed: &[u8; 32]) -> Option<Vec<u8>> {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use ed25519_dalek::{Signer, SigningKey};
    use sha2::{Digest, Sha256};

    const MARK: &[u8] = b",\"signature\":\"";
    let at = bytes.windows(MARK.len()).rposition(|window| window == MARK)?;
    let message = [b"wasit-case/1\n", &Sha256::digest(&bytes[..at])[..]].concat();
    let signature = STANDARD.encode(SigningKey::from_bytes(seed).sign(&message).to_bytes());
    Some([&bytes[..at], MARK, signature.as_bytes(), b"\"}\n"].concat())
}
