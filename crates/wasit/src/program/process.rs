//! A program that runs: lines in, lines out, a limit on the time of an answer, and a certain end.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// No answer is longer.
const LINE_BYTES_MAX: u64 = 1 << 20;
/// Lines that a program may be ahead of being read.
const LINES_AHEAD: usize = 4;
/// How long a program may take to end once its talk has.
const GRACE: Duration = Duration::from_millis(500);
/// How often it is looked whether it has.
const GLANCE: Duration = Duration::from_millis(2);

/// What kept a program from answering.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It ended; `None` where that could not be read.
    Ended(Option<ExitStatus>),
    /// It gave no answer in time.
    Silent(Duration),
    /// It gave a line without end.
    Endless,
    /// It gave bytes that are no text.
    NoText,
    /// It spoke before it was asked.
    Unasked(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended(Some(status)) => write!(f, "its program ended before the talks did ({status})"),
            Self::Ended(None) => write!(f, "its program ended before the talks did"),
            Self::Silent(limit) => {
                write!(f, "its program gave no answer within {} s", limit.as_secs_f64())
            }
            Self::Endless => write!(f, "its program gave a line of more than 1 MiB"),
            Self::NoText => write!(f, "its program gave bytes that are not UTF-8"),
            Self::Unasked(said) => write!(f, "its program spoke without being asked: {said}"),
        }
    }
}

enum Line {
    Text(String),
    Endless,
    NoText,
}

/// A running program. Dropping it ends it, and all that it started in its process group.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    to: Option<Sender<String>>,
    from: Receiver<Line>,
    timeout: Duration,
    reaped: bool,
}

impl Process {
    /// Starts `line` by the system's shell.
    ///
    /// # Errors
    /// Why it cannot be started, in a sentence.
    pub(super) fn start(line: &str, timeout: Duration) -> Result<Self, String> {
        let mut running = running();
        if running.closed {
            return Err("the run is being broken off".to_owned());
        }
        let mut command = shell(line);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().map_err(|error| format!("cannot start `{line}`: {error}"))?;
        running.groups.insert(child.id());
        drop(running);
        let (to, lines_to) = channel();
        let (lines_from, from) = sync_channel(LINES_AHEAD);
        let stdin = child.stdin.take().expect("standard input is piped");
        let stdout = child.stdout.take().expect("standard output is piped");
        let process = Self { child, to: Some(to), from, timeout, reaped: false };
        // Threads, because a pipe may block for ever either way and the time limit must hold none the less.
        for started in [
            thread::Builder::new().spawn(move || feed(stdin, &lines_to)),
            thread::Builder::new().spawn(move || drain(stdout, &lines_from)),
        ] {
            started.map_err(|error| format!("cannot start a thread for `{line}`: {error}"))?;
        }
        Ok(process)
    }

    /// Says a line, without waiting for it to be read.
    pub(super) fn say(&self, line: String) {
        // A program that no longer reads shows itself by its next answer, or the lack of it.
        let _ = self.to.as_ref().map(|to| to.send(line));
    }

    /// Asks: says a line and waits for one.
    ///
    /// # Errors
    /// Any [`Trouble`]; the program has then been ended.
    pub(super) fn ask(&mut self, line: String) -> Result<String, Trouble> {
        if let Ok(Line::Text(said)) = self.from.try_recv() {
            self.end(Duration::ZERO);
            return Err(Trouble::Unasked(super::messages::shortened(&said)));
        }
        self.say(line);
        let trouble = match self.from.recv_timeout(self.timeout) {
            Ok(Line::Text(said)) => return Ok(said),
            Ok(Line::Endless) => Trouble::Endless,
            Ok(Line::NoText) => Trouble::NoText,
            Err(RecvTimeoutError::Timeout) => Trouble::Silent(self.timeout),
            Err(RecvTimeoutError::Disconnected) => return Err(Trouble::Ended(self.end(GRACE))),
        };
        self.end(Duration::ZERO);
        Err(trouble)
    }

    /// Ends the program: its input is closed, then it has `grace`, then it and its group are killed. Gives its exit status
    /// where it ended by itself.
    fn end(&mut self, grace: Duration) -> Option<ExitStatus> {
        if self.reaped {
            return None;
        }
        self.reaped = true;
        self.to = None;
        let mut left = grace;
        let mut by_itself = has_ended(&mut self.child);
        while !by_itself && !left.is_zero() {
            thread::sleep(GLANCE);
            left = left.saturating_sub(GLANCE);
            by_itself = has_ended(&mut self.child);
        }
        {
            // Killed before it is waited for: until then no other process can bear its number.
            let mut running = running();
            kill(&mut self.child);
            running.groups.remove(&self.child.id());
        }
        let status = self.child.wait().ok();
        status.filter(|_| by_itself)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end(GRACE);
    }
}

fn feed(mut stdin: ChildStdin, lines: &Receiver<String>) {
    for line in lines {
        let written = stdin.write_all(line.as_bytes()).and_then(|()| stdin.write_all(b"\n"));
        if written.and_then(|()| stdin.flush()).is_err() {
            break;
        }
    }
}

fn drain(stdout: ChildStdout, lines: &SyncSender<Line>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut bytes = Vec::new();
        let read = (&mut stdout).take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes);
        let line = match read {
            Ok(0) | Err(_) => break,
            Ok(count) if count as u64 == LINE_BYTES_MAX && bytes.last() != Some(&b'\n') => Line::Endless,
            Ok(_) => String::from_utf8(bytes).map_or(Line::NoText, Line::Text),
        };
        let empty = matches!(&line, Line::Text(text) if text.trim().is_empty());
        if !empty && lines.send(line).is_err() {
            break;
        }
    }
}

/// The process groups that run, and whether more may be started.
struct Running {
    groups: BTreeSet<u32>,
    closed: bool,
}

static RUNNING: Mutex<Running> = Mutex::new(Running { groups: BTreeSet::new(), closed: false });

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends all programs at once, and lets no more be started.
pub(crate) fn end_all() {
    let mut running = running();
    running.closed = true;
    running.groups.iter().copied().for_each(kill_group);
}

#[cfg(unix)]
fn shell(line: &str) -> Command {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).process_group(0);
    command
}

#[cfg(unix)]
fn has_ended(child: &mut Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let peek = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(waitid(WaitId::Pid(Pid::from_child(child)), peek), Ok(None))
}

#[cfg(unix)]
fn kill(child: &mut Child) {
    kill_group(child.id());
}

#[cfg(unix)]
fn kill_group(group: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(group).ok().and_then(Pid::from_raw) {
        // A group that is gone already is as it should be.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    command.arg("/C").arg(line);
    command
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

#[cfg(not(unix))]
fn kill(child: &mut Child) {
    let _ = child.kill();
}

/// Without process groups, programs end when the command's end closes their input.
#[cfg(not(unix))]
fn kill_group(_group: u32) {}
