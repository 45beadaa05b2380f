//! Child processes that end: each has a time limit, none outlives this process, and Ctrl-C is heard while waiting.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How often waiting looks whether somebody has pressed Ctrl-C.
const GLANCE: Duration = Duration::from_millis(100);

/// Listens for Ctrl-C, and for being told to end.
pub(super) fn listen() -> Result<(), String> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst))
        .map_err(|error| format!("Ctrl-C: {error}"))
}

/// # Errors
/// Where somebody has pressed Ctrl-C.
pub(super) fn go_on() -> Result<(), String> {
    if INTERRUPTED.load(Ordering::SeqCst) { Err("interrupted".to_owned()) } else { Ok(()) }
}

/// The clock.
#[allow(clippy::disallowed_methods, reason = "measuring is what this is for")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// A child and whatever it has started: all are killed when this is dropped.
pub(super) struct Guarded(pub(super) Child);

impl Guarded {
    /// Starts it, in a group of its own so that Ctrl-C reaches it through us alone.
    pub(super) fn start(command: &mut Command) -> Result<Self, String> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let program = command.get_program().to_string_lossy().into_owned();
        command.spawn().map(Self).map_err(|error| format!("{program} did not start: {error}"))
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(rustix::process::Pid::from_raw) {
            // A group that is gone already is as it should be.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits for what a thread will send, not longer than `limit`; `None` where the sender is gone.
pub(super) fn wait_for<T>(receiver: &Receiver<T>, limit: Duration, what: &str) -> Result<Option<T>, String> {
    let start = now();
    loop {
        go_on()?;
        match receiver.recv_timeout(GLANCE) {
            Ok(value) => return Ok(Some(value)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) if start.elapsed() < limit => {}
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("{what} took more than {} s", limit.as_secs()));
            }
        }
    }
}

/// Does `work` beside what is going on.
#[allow(clippy::disallowed_methods, reason = "a pipe is read while its process is waited for with a limit")]
pub(super) fn beside(work: impl FnOnce() + Send + 'static) {
    std::thread::spawn(work);
}

/// How a process went.
pub(super) struct Ran {
    /// What it printed.
    pub(super) output: String,
    /// From before it was started until after it had ended.
    pub(super) seconds: f64,
}

/// Runs a process to its end.
///
/// # Errors
/// Where it does not start, is not done in time, or ends with another code than 0.
pub(super) fn run(command: &mut Command, limit: Duration, what: &str) -> Result<Ran, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let start = now();
    let mut child = Guarded::start(command)?;
    let mut pipe = child.0.stdout.take().expect("the output is piped");
    let (sender, receiver) = channel();
    beside(move || {
        let mut output = String::new();
        let read = pipe.read_to_string(&mut output).map(|_| output);
        // Nobody waits for it any more where the limit has passed.
        let _ = sender.send(read);
    });
    let output = wait_for(&receiver, limit, what)?;
    let status = child.0.wait().map_err(|error| format!("{what}: {error}"))?;
    let seconds = start.elapsed().as_secs_f64();
    let output = output.transpose().map_err(|error| format!("{what}: {error}"))?.unwrap_or_default();
    if !status.success() {
        return Err(format!("{what} ended with {status}"));
    }
    Ok(Ran { output, seconds })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_waited_for_and_not_longer_than_its_limit() {
        let second = Duration::from_secs(1);
        let shell = |line: &str| run(Command::new("sh").args(["-c", line]), second, "the shell");
        assert_eq!(shell("echo yes").unwrap().output, "yes\n");
        assert!(shell("exit 3").is_err_and(|why| why.contains("ended with")));
        let start = now();
        // What it starts holds the pipe open, and is ended with it.
        assert!(shell("sleep 60 & sleep 60").is_err_and(|why| why.contains("took more than 1 s")));
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
