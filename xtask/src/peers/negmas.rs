//! NegMAS's side: a process that is asked for one sample after another, and processes of one measure each.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use super::environment::Environment;
use super::process::{self, Guarded, Ran};

/// How long one sample may take.
pub(super) const LIMIT: Duration = Duration::from_secs(900);
/// How much of what it printed is shown where it fails.
const LAST_WORDS: usize = 2_000;

/// A process of NegMAS that waits for requests.
pub(super) struct NegMas {
    // Dropped first: an open pipe to a process that was killed does no harm, the other way round may.
    _child: Guarded,
    requests: ChildStdin,
    answers: Receiver<String>,
    diary: PathBuf,
}

/// The script that answers.
pub(super) fn script() -> PathBuf {
    crate::root().join("bench/peers/negmas_peer.py")
}

impl NegMas {
    pub(super) fn start(environment: &Environment) -> Result<Self, String> {
        let diary = environment.scratch().join("negmas.log");
        let log = std::fs::File::create(&diary).map_err(|error| format!("{}: {error}", diary.display()))?;
        let mut command = environment.python();
        command.arg(script()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut child = Guarded::start(&mut command)?;
        let requests = child.0.stdin.take().expect("the input is piped");
        let pipe = child.0.stdout.take().expect("the output is piped");
        let (sender, answers) = channel();
        process::beside(move || {
            for line in BufReader::new(pipe).lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { _child: child, requests, answers, diary })
    }

    /// Asks for one sample.
    ///
    /// # Errors
    /// Where it fails, is not done in time, or has ended.
    pub(super) fn ask(&mut self, request: &Value) -> Result<Value, String> {
        let ended = |diary: &Path| format!("NegMAS ended at {request}\n{}", last_words(diary));
        writeln!(self.requests, "{request}")
            .and_then(|()| self.requests.flush())
            .map_err(|_| ended(&self.diary))?;
        let answer = process::wait_for(&self.answers, LIMIT, &format!("NegMAS at {request}"))?;
        read(&answer.ok_or_else(|| ended(&self.diary))?, request)
    }
}

/// Runs one measure in a process of its own.
///
/// # Errors
/// Where it fails or is not done in time.
pub(super) fn once(environment: &Environment, request: &Value) -> Result<(Value, Ran), String> {
    let mut command = environment.python();
    command.arg(script()).args(["--once", &request.to_string()]);
    command.stderr(Stdio::null());
    let ran = process::run(&mut command, LIMIT, &format!("NegMAS at {request}"))?;
    Ok((read(&ran.output, request)?, ran))
}

fn read(answer: &str, request: &Value) -> Result<Value, String> {
    let answer: Value =
        serde_json::from_str(answer).map_err(|error| format!("NegMAS at {request}: {error}"))?;
    match answer.get("error").and_then(Value::as_str) {
        Some(error) => Err(format!("NegMAS at {request}: {error}")),
        None => Ok(answer),
    }
}

fn last_words(diary: &Path) -> String {
    let words = std::fs::read(diary).unwrap_or_default();
    String::from_utf8_lossy(&words[words.len().saturating_sub(LAST_WORDS)..]).into_owned()
}
