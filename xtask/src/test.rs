//! `cargo xtask test`: everything that must pass, step by step, with a summary at the end.
//!
//! A step that fails does not keep the later ones from running, so that one run shows all there is to mend.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::root;

/// How a step ended.
enum Ended {
    Passed,
    Failed(String),
    /// The machine lacks what the step needs; why in a sentence.
    LeftOut(String),
}

/// Runs all steps.
///
/// # Errors
/// The names of the steps that failed.
pub(crate) fn run() -> Result<(), String> {
    let mut ended = Vec::new();
    let mut step = |name: &'static str, run: &dyn Fn() -> Ended| {
        println!("\n── {name}");
        let how = run();
        if let Ended::Failed(why) | Ended::LeftOut(why) = &how {
            println!("{why}");
        }
        ended.push((name, how));
    };
    step("formatting", &|| with_component("rustfmt", "fmt", &["fmt", "--all", "--check"]));
    step("lints", &|| {
        let arguments = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
        with_component("clippy", "clippy", &arguments)
    });
    step("tests, the slow ones included", &|| {
        cargo(&["test", "--workspace", "--no-fail-fast", "--", "--include-ignored"])
    });
    step("documentation", &|| {
        let arguments = ["doc", "--workspace", "--no-deps", "--quiet"];
        passed(Command::new(env!("CARGO")).args(arguments).env("RUSTDOCFLAGS", "-D warnings"), &arguments)
    });
    step("the command, as released", &|| cargo(&["build", "--release", "--package", "wasit", "--quiet"]));
    step("examples", &examples);

    println!("\n── summary");
    let mut failed = Vec::new();
    for (name, how) in &ended {
        let word = match how {
            Ended::Passed => "passed",
            Ended::LeftOut(_) => "left out",
            Ended::Failed(_) => "FAILED",
        };
        println!("{word:>9}  {name}");
        if let Ended::Failed(_) = how {
            failed.push(*name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join("; "))) }
}

fn cargo(arguments: &[&str]) -> Ended {
    passed(Command::new(env!("CARGO")).args(arguments), arguments)
}

fn passed(command: &mut Command, arguments: &[&str]) -> Ended {
    match command.current_dir(root()).status() {
        Ok(status) if status.success() => Ended::Passed,
        Ok(status) => Ended::Failed(format!("`cargo {}` ended with {status}", arguments.join(" "))),
        Err(error) => Ended::Failed(format!("`cargo {}` did not start: {error}", arguments.join(" "))),
    }
}

/// Runs a part of the toolchain that a minimal installation lacks: installs it where `rustup` can.
fn with_component(component: &str, subcommand: &str, arguments: &[&str]) -> Ended {
    let works = |command: &mut Command| {
        let quiet = command.current_dir(root()).stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    };
    let there = || works(Command::new(env!("CARGO")).args([subcommand, "--version"]));
    let installed = || works(Command::new("rustup").args(["component", "add", component])) && there();
    if !(there() || installed()) {
        return Ended::LeftOut(format!("{component} is not installed, and could not be"));
    }
    cargo(arguments)
}

/// Checks, analyses and holds every talk in `examples/`: all come to an agreement but the one that cannot, and those that are
/// known only roughly, which at their middle may end either way. Checks every accord there, and reports on it.
fn examples() -> Ended {
    let files = match talks_files(&root().join("examples")) {
        Ok(files) if !files.is_empty() => files,
        Ok(_) => return Ended::Failed("there are no examples".to_owned()),
        Err(error) => return Ended::Failed(format!("examples: {error}")),
    };
    let reports = std::env::temp_dir().join(format!("wasit-examples-{}", std::process::id()));
    if let Err(error) = std::fs::create_dir_all(&reports) {
        return Ended::Failed(format!("{}: {error}", reports.display()));
    }
    let talks = files.iter().filter_map(|file| example(file, &reports).err());
    let accords = accords().into_iter().filter_map(|folder| accord(&folder, &reports).err());
    let wrong: Vec<String> = talks.chain(accords).collect();
    // What is left behind in a temporary folder is no fault of the examples.
    let _ = std::fs::remove_dir_all(&reports);
    if wrong.is_empty() { Ended::Passed } else { Ended::Failed(wrong.join("\n")) }
}

fn talks_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    Ok(files)
}

fn example(file: &Path, reports: &Path) -> Result<(), String> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let report = reports.join(format!("{stem}.html"));
    let deals: &[i32] = if stem == "no-deal" { &[1] } else { &[0] };
    let ends: &[i32] = if stem.ends_with("-uncertain") { &[0, 1] } else { deals };
    wasit(&["check".as_ref(), file.as_os_str()], &[0])?;
    wasit(&["analyze".as_ref(), file.as_os_str(), "--quiet".as_ref()], deals)?;
    let run = ["run".as_ref(), file.as_os_str(), "--quiet".as_ref(), "--report".as_ref(), report.as_os_str()];
    let ended = wasit(&run, ends)?;
    if !std::fs::metadata(&report).is_ok_and(|written| written.len() > 0) {
        return Err(format!("{stem}: no report was written"));
    }
    let must = if ends.len() == 1 { ", as it must be" } else { ", as it may be" };
    println!("{stem}: {}{must}", if ended == 0 { "agreed" } else { "no agreement" });
    Ok(())
}

/// The folders of `examples/` that hold an accord.
fn accords() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(root().join("examples")).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> =
        folders.map(|entry| entry.path()).filter(|path| path.join("accord.yaml").is_file()).collect();
    folders.sort();
    folders
}

fn accord(folder: &Path, reports: &Path) -> Result<(), String> {
    let stem = folder.file_name().unwrap_or_default().to_string_lossy();
    let report = reports.join(format!("{stem}-accord.html"));
    let accord = |what: &str, more: &[&std::ffi::OsStr], expected: &[i32]| {
        wasit(&[&["accord".as_ref(), what.as_ref(), folder.as_os_str()], more].concat(), expected)
    };
    accord("check", &[], &[0])?;
    let violated = accord("status", &[], &[0, 1])?;
    accord("due", &["--within".as_ref(), "1 year".as_ref()], &[0, 1])?;
    accord("calendar", &[], &[0])?;
    accord("export", &[], &[0])?;
    accord("report", &["--out".as_ref(), report.as_os_str()], &[0, 1])?;
    if !std::fs::metadata(&report).is_ok_and(|written| written.len() > 0) {
        return Err(format!("{stem}: no report was written"));
    }
    println!("{stem}: {}", if violated == 0 { "nothing is violated" } else { "something is violated" });
    Ok(())
}

/// Runs the released command; its exit code, which must be one of `expected`.
fn wasit(arguments: &[&std::ffi::OsStr], expected: &[i32]) -> Result<i32, String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--release", "--quiet", "--package", "wasit", "--"]).args(arguments);
    let status = command.current_dir(root()).stdout(Stdio::null()).status();
    let shown: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    match status {
        Ok(status) => match status.code().filter(|code| expected.contains(code)) {
            Some(code) => Ok(code),
            None => {
                Err(format!("`wasit {}` ended with {status}, which is none of {expected:?}", shown.join(" ")))
            }
        },
        Err(error) => Err(format!("`wasit {}` did not start: {error}", shown.join(" "))),
    }
}
