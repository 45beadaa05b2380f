//! What whole processes take: how soon they are ready, how long they need for one session, how much memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::environment::Environment;
use super::measures::{MEMORY, PROCESS, Unit};
use super::process::{self, Ran};
use super::requests::{Mode, Request, scenario};
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
/// Where somebody has pressed Ctrl-C; a process that fails is a row without figures.
pub(super) fn measure(
    environment: &Environment,
    wasit: &Path,
    effort: &Effort,
    rows: &mut Vec<Row>,
) -> Result<(), String> {
    let mut add = |group, name: &str, unit, measure: &dyn Fn() -> Result<Row, String>| {
        eprintln!("{group}: {name}");
        let row = measure();
        process::go_on()?;
        rows.push(Row { group, name: name.to_owned(), unit, ..row.unwrap_or_else(Row::without) });
        Ok::<(), String>(())
    };
    let session = |folder: &str| Request::Session {
        scenario: scenario(folder),
        pair: ["boulware".to_owned(), "conceder".to_owned()],
        steps: 100,
        mode: Mode::SetUp,
    };
    add(PROCESS, "ready to hold a session", Unit::Seconds, &|| {
        let theirs = || process::run(environment.python().args(["-c", IMPORT]), SOON, "importing NegMAS");
        let ours = || process::run(Command::new(wasit).arg("--version"), SOON, "wasit --version");
        in_turn(effort, theirs, ours)
    })?;
    add(PROCESS, "one session of 100 steps on 100 packages, loading included", Unit::Seconds, &|| {
        let request = asked(&session("small_100"));
        in_turn(effort, || Ok(negmas::once(environment, &request)?.1), || run_once(wasit))
    })?;
    let analysis = Request::Analysis { scenario: scenario("large_1m") };
    for (name, request) in [
        ("ready to hold a session", Request::StartUp),
        ("one session of 100 steps on 1,000,000 packages", session("large_1m")),
        ("frontier and four solutions of 1,000,000 packages", analysis),
    ] {
        add(MEMORY, name, Unit::Bytes, &|| memory(environment, &request))?;
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

/// How long the two processes take from their start to their end, in turn.
fn in_turn(
    effort: &Effort,
    theirs: impl Fn() -> Result<Ran, String>,
    ours: impl Fn() -> Result<Ran, String>,
) -> Result<Row, String> {
    // The first start reads files that the others find in memory.
    let rounds = effort.rounds(theirs()?.seconds);
    ours()?;
    let mut row = Row::default();
    for _ in 0..rounds {
        row.negmas.0.push(theirs()?.seconds);
        row.wasit.0.push(ours()?.seconds);
    }
    Ok(row)
}

/// The peak of memory of one item: of a process of NegMAS, and of one of this program.
fn memory(environment: &Environment, request: &Request) -> Result<Row, String> {
    let value = asked(request);
    let (theirs, _) = negmas::once(environment, &value)?;
    let here = std::env::current_exe().map_err(|error| format!("where this program is: {error}"))?;
    let mut command = Command::new(here);
    command.args(["peers", "--once", &value.to_string()]);
    let ours = process::run(&mut command, negmas::LIMIT, "a process of Wasit")?;
    let ours: Value =
        serde_json::from_str(&ours.output).map_err(|error| format!("a process of Wasit: {error}"))?;
    let mut row = Row { outcome: agreement::compare(request, &theirs, &ours), ..Row::default() };
    match (theirs["peak"].as_f64(), ours["peak"].as_f64()) {
        (Some(theirs), Some(ours)) => {
            row.negmas.0.push(theirs);
            row.wasit.0.push(ours);
        }
        _ => row.outcome = Err("this system does not say how much memory a process has held".to_owned()),
    }
    Ok(row)
}
