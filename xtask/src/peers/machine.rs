//! What the figures are of: the machine and the versions.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::process;

/// Where and with what it was measured, each in a few words.
pub(super) struct Machine {
    pub(super) processor: String,
    pub(super) system: String,
    pub(super) load: Option<String>,
    pub(super) versions: String,
    pub(super) date: String,
}

/// `hello` is what NegMAS's side says of itself.
pub(super) fn describe(hello: &Value) -> Machine {
    let said = |key: &str| hello[key].as_str().unwrap_or("unknown").to_owned();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = line_of("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = line_of("/proc/meminfo", "MemTotal")
        .and_then(|text| text.strip_suffix("kB")?.trim().parse::<f64>().ok())
        .map(|kibibytes| format!(", {:.0} GiB", kibibytes / 1024.0 / 1024.0));
    let kernel = read("/proc/sys/kernel/osrelease").map(|release| format!(" {}", release.trim()));
    let load = read("/proc/loadavg").and_then(|text| text.split_whitespace().next().map(str::to_owned));
    let rust = asked(Command::new("rustc").arg("--version"))
        .unwrap_or_else(|| "rustc of an unknown version".to_owned());
    let rust = rust.split(" (").next().unwrap_or_default().to_owned();
    let commit = asked(Command::new("git").args(["rev-parse", "--short=10", "HEAD"]));
    let changed = asked(Command::new("git").args(["status", "--porcelain", "--untracked-files=no"]));
    let commit = commit.map(|commit| {
        let changed = if changed.is_some_and(|files| !files.is_empty()) { ", changed since" } else { "" };
        format!(" (commit {commit}{changed})")
    });
    Machine {
        processor: format!("{model}, {cores} cores{}", memory.unwrap_or_default()),
        system: format!("{}{}", std::env::consts::OS, kernel.unwrap_or_default()),
        load,
        versions: format!(
            "Wasit {}{}, {rust}, release build; NegMAS {}, Python {}, NumPy {}, as pip installs them",
            env!("CARGO_PKG_VERSION"),
            commit.unwrap_or_default(),
            said("negmas"),
            said("python"),
            said("numpy"),
        ),
        date: said("date"),
    }
}

/// What stands after the colon of the first line that begins with `key`.
fn line_of(path: &str, key: &str) -> Option<String> {
    let text = read(path)?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

fn asked(command: &mut Command) -> Option<String> {
    const LIMIT: Duration = Duration::from_secs(20);
    let ran = process::run(command.current_dir(crate::root()), LIMIT, "a question about versions");
    ran.ok().map(|ran| ran.output.trim().to_owned())
}
