//! What whole processes take: how soon they are ready, how long they need for one session, how much memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::environment::Environment;
use super::measures::{MEMORY, PROCESS, Unit};
use super::process::{self, Ran};
use super::requests::{Mode, Request, scenario};
use super::samples::Samples;
use super::{Effort, Row, SOON, agreement, negmas};

/// What a session of NegMAS needs, and nothing else.
const IMPORT: &str = "from negmas import SAOMechanism; from negmas.sao import AspirationNegotiator";

/// Builds the command as it is released; where it is.
pub(super) fn build() -> Result<PathBuf, String> {
    let arguments = ["build", "--release", "--package", "wasit", "--quiet"];
    let status = Command::new(env!("CARGO")).args(arguments).current_dir(crate::root()).status();
    if !status.map_err(|error| format!("cargo did not start: {error}"))?.success() {
        return Err("the command does not build".to_owned());
    }
    // Beside this program, which `cargo xtask` builds as it is released too.
    let here = std::env::current_exe().map_err(|error| format!("where this program is: {error}"))?;
    let wasit = here.with_file_name(format!("wasit{}", std::env::consts::EXE_SUFFIX));
    if wasit.exists() { Ok(wasit) } else { Err(format!("{} is not there", wasit.display())) }
}

/// Adds the rows on processes.
///
/// # Errors
/// Where a process fails, and with it every later one.
pub(super) fn measure(
    environment: &Environment,
    wasit: &Path,
    effort: &Effort,
    rows: &mut Vec<Row>,
) -> Result<(), String> {
    eprintln!("{PROCESS}");
    rows.push(in_turn(
        "ready to hold a session",
        effort,
        || Ok(process::run(environment.python().args(["-c", IMPORT]), SOON, "importing NegMAS")?.seconds),
        || Ok(process::run(Command::new(wasit).arg("--version"), SOON, "wasit --version")?.seconds),
    )?);
    let request = |folder: &str| Request::Session {
        scenario: scenario(folder),
        pair: ["boulware".to_owned(), "conceder".to_owned()],
        steps: 100,
        mode: Mode::SetUp,
    };
    let small = asked(&request("small_100"));
    rows.push(in_turn(
        "one session of 100 steps on 100 packages, loading included",
        effort,
        || Ok(negmas::once(environment, &small)?.1.seconds),
        || Ok(run_once(wasit)?.seconds),
    )?);
    let analysis = Request::Analysis { scenario: scenario("large_1m") };
    for (name, request) in [
        ("ready to hold a session", Request::StartUp),
        ("one session of 100 steps on 1,000,000 packages", request("large_1m")),
        ("frontier and four solutions of 1,000,000 packages", analysis),
    ] {
        eprintln!("{MEMORY}: {name}");
        rows.push(memory(environment, name, &request)?);
    }
    Ok(())
}

/// The request as the script reads it, for one item.
fn asked(request: &Request) -> Value {
    let mut value = serde_json::to_value(request).expect("a request is plain data");
    value["repeat"] = json!(1);
    value
}

fn run_once(wasit: &Path) -> Result<Ran, String> {
    let mut command = Command::new(wasit);
    command.arg("run").arg(scenario("small_100"));
    command.args(["--seat", "u0=boulware", "--seat", "u1=conceder", "--protocol", "alternating"]);
    command.args(["--steps", "100", "--json"]).stderr(Stdio::null());
    process::run(&mut command, SOON, "wasit run")
}

fn in_turn(
    name: &str,
    effort: &Effort,
    mut theirs: impl FnMut() -> Result<f64, String>,
    mut ours: impl FnMut() -> Result<f64, String>,
) -> Result<Row, String> {
    // The first start reads files that the others find in memory.
    let rounds = effort.rounds(theirs()?);
    ours()?;
    let (mut negmas, mut wasit) = (Samples::default(), Samples::default());
    for _ in 0..rounds {
        negmas.0.push(theirs()?);
        wasit.0.push(ours()?);
    }
    let (name, unit, outcome) = (name.to_owned(), Unit::Seconds, Ok(String::new()));
    Ok(Row { group: PROCESS, name, unit, count: 1.0, negmas, wasit, outcome })
}

/// The peak of memory of one item: of a process of NegMAS, and of one of this program.
fn memory(environment: &Environment, name: &str, request: &Request) -> Result<Row, String> {
    let value = asked(request);
    let (theirs, _) = negmas::once(environment, &value)?;
    let here = std::env::current_exe().map_err(|error| format!("where this program is: {error}"))?;
    let mut command = Command::new(here);
    command.args(["peers", "--once", &value.to_string()]);
    let ours = process::run(&mut command, negmas::LIMIT, "a process of Wasit")?;
    let ours: Value =
        serde_json::from_str(&ours.output).map_err(|error| format!("a process of Wasit: {error}"))?;
    let mut row = Row {
        group: MEMORY,
        name: name.to_owned(),
        unit: Unit::Bytes,
        count: 1.0,
        negmas: Samples::default(),
        wasit: Samples::default(),
        outcome: agreement::compare(request, &theirs, &ours),
    };
    match (theirs["peak"].as_f64(), ours["peak"].as_f64()) {
        (Some(theirs), Some(ours)) => {
            row.negmas.0.push(theirs);
            row.wasit.0.push(ours);
        }
        _ => row.outcome = Err("this system does not say how much memory a process has held".to_owned()),
    }
    Ok(row)
}
