//! Runs the command as a user would, and shows what came of it.

#![allow(dead_code)]

pub(crate) mod automated;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The folder of the talks that the tests hold.
pub(crate) fn talks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/talks")
}

/// The command, in the folder of the talks, in an environment that says nothing of colours or terminals.
pub(crate) fn wasit(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasit"));
    command.args(arguments).current_dir(talks()).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LC_ALL", "LC_CTYPE", "CI"] {
        command.env_remove(name);
    }
    command.env("LANG", "C.UTF-8").env("TERM", "dumb");
    command
}

/// Exit code, standard output and standard error, as one text.
pub(crate) fn shown(output: &Output) -> String {
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    let mut text = format!("exit: {code}\n");
    for (name, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
        if !bytes.is_empty() {
            text.push_str(&format!("--- {name}\n{}", String::from_utf8_lossy(bytes)));
        }
    }
    // Trailing spaces do not survive in snapshots.
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Runs the command and shows what came of it.
pub(crate) fn run(arguments: &[&str]) -> String {
    shown(&wasit(arguments).output().unwrap())
}

/// Runs the command with `input` at its standard input.
pub(crate) fn run_with_input(arguments: &[&str], input: &str) -> String {
    let mut command = wasit(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    shown(&child.wait_with_output().unwrap())
}

/// Standard output as JSON.
pub(crate) fn json(arguments: &[&str]) -> serde_json::Value {
    let output = wasit(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", shown(&output)))
}
