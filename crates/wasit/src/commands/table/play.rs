use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use wasit_table::chapters::preferences::board;
use wasit_table::{Name, Sight, View, Who};

use crate::Answer;
use crate::commands::run::seconds;
use crate::commands::seating::SeatArgument;
use crate::failure::Failure;
use crate::files::nearest;
use crate::interrupt;
use crate::output::{Look, say, to_stdout};
use crate::place::Place;

use super::export;
use super::script::{Script, When, named};
use super::stage::{Machine, Played, Refused, Seating, Stage, Told};
use super::transcript;

const EXAMPLES: &str = "\
Examples:
  wasit table play examples/table/muscat-2025.yaml
  wasit table play examples/table/muscat-2025.yaml --as iran
  wasit table play examples/table/muscat-2025.yaml --as usa/witkoff --until '2025-05-11 20:00'
  wasit table play examples/table/muscat-2025.yaml --export case-files
  wasit table play examples/table/rehearsal.yaml --as union --seat firm=conceder
  wasit table play examples/table/rehearsal.yaml --seat firm='cmd:python3 examples/programs/mine.py'

Seats that act by themselves do so between the acts of the script, and after them. What a seat is
shown is what it could see, and no more. Acts that were refused and should not have been, by the
script's own `expect`, are told with their places on standard error.

Exit codes: 0 all came out as the script expects, 1 something did not, 2 wrong input, 3 a fault of wasit.";

/// Play a script of live talks, and print them as a seat sees them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Play {
    /// The script; `-` reads from standard input
    #[arg(value_name = "SCRIPT")]
    script: PathBuf,
    /// Whose eyes to see through: a seat (its head), or a member of one, such as iran/adviser; the mediator's head
    /// where nobody is named
    #[arg(long = "as", value_name = "SEAT[/MEMBER]")]
    seat: Option<String>,
    /// Play no acts after this time: `2025-05-11 20:00` in the zone of the talks
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Seat a strategy, `NAME=STRATEGY[:param=value,…]`, or a program, `NAME='cmd:COMMAND LINE'`, at a party's seat,
    /// whatever the script says of it; may be repeated
    #[arg(long = "seat", value_name = "NAME=STRATEGY", value_parser = SeatArgument::parse)]
    seats: Vec<SeatArgument>,
    /// Seat a strategy, `STRATEGY[:param=value,…]`, or a program, `cmd:COMMAND LINE`, as the mediator
    #[arg(long, value_name = "STRATEGY")]
    mediator: Option<String>,
    /// How long a program may take for an answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    program_timeout: Duration,
    /// Show what differs between two versions of a text, such as joint:12:1..4
    #[arg(long, value_name = "TEXT:FROM..TO", conflicts_with = "json")]
    compare: Option<transcript::Versions>,
    /// Write the case files of all members into this folder, to be checked with `wasit verify`
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
    /// Print JSON: the view, and the refusals of whose view it is
    #[arg(long)]
    json: bool,
}

impl Play {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let place = match &self.export {
            Some(path) => {
                let place = Place::new(path, false, true)?;
                place.must_not_be(&self.script)?;
                Some(place)
            }
            None => None,
        };
        let mut script = Script::at(&self.script)?;
        let until = self.until.as_deref().map(|text| until(text, &script)).transpose()?;
        let seating =
            Seating { seats: &self.seats, mediator: self.mediator.as_deref(), timeout: self.program_timeout };
        let machine = Machine::seat(&mut script, &seating)?;
        if !script.document.is_fine() {
            return Err(Failure::Problems(script.document.finish().err().into_iter().collect()));
        }
        let (played, as_expected) = Stage::play(&mut script, machine, until);
        // Programs were ended in the middle of their talks: what came of those is not worth showing.
        interrupt::wait_if_asked();
        let name = script.name.clone();
        let document = script.document.finish();
        let shown = match self.seat.as_deref() {
            _ if played.members.all().next().is_none() => Ok(None),
            Some(seat) => whose(seat, &played).map(Some),
            None => Ok(mediator(&played)),
        };
        // What came out otherwise is told even where there is nobody to show the talks to.
        let told = |document: Result<(), wasit_files::Problems>| {
            if let Err(problems) = document {
                Failure::Problems(vec![problems]).print();
            }
            say("note", &played.notes);
            for fault in &played.faults {
                Failure::advised(fault, "the talks were played on, and it acted no more").print();
            }
        };
        let who = match shown {
            Ok(Some(who)) => who,
            Ok(None) => {
                told(document);
                return Ok(if as_expected { Answer::Done } else { Answer::No });
            }
            Err(failure) => {
                told(document);
                return Err(failure);
            }
        };
        let view = View::of(&who, played.table.events())
            .ok_or_else(|| Failure::ours(format!("{who} is a member and has no view")))?;
        let look = Look::of_stdout();
        let text = match (self.json, &self.compare) {
            (true, _) => format!("{:#}\n", as_json(&name, script.seed, &who, &view, &played)),
            (false, Some(versions)) => transcript::comparison(&view, versions)?,
            (false, None) => transcript::of(&who, &view, &played, script.title.as_deref(), &look),
        };
        to_stdout(&text)?;
        if let Some(place) = place {
            let exported = export::case_files(&played, script.seed)?;
            let paths = place.fill(&exported.files)?;
            if !self.json {
                to_stdout(&exported.told(&paths, &look))?;
            }
        }
        told(document);
        Ok(if as_expected { Answer::Done } else { Answer::No })
    }
}

fn until(text: &str, script: &Script) -> Result<When, Failure> {
    match When::read(text, &script.zone) {
        Some(when @ When::At(_)) => Ok(when),
        _ => Err(Failure::advised(
            format!("`{text}` is no time"),
            "write `2025-04-12 10:00` in the zone of the talks, or `2025-04-12T06:00:00Z`",
        )),
    }
}

fn mediator(played: &Played) -> Option<Who> {
    let (any, _) = played.members.all().next()?;
    let seat = View::of(&any, played.table.events()).and_then(|view| match view {
        View::Party(view) => view.joint.convening.mediator,
        View::Mediator(view) => view.joint.convening.mediator,
    })?;
    played.members.head(&seat.seat)
}

/// The member that `--as` names.
fn whose(text: &str, played: &Played) -> Result<Who, Failure> {
    let all: Vec<String> = played.members.all().map(|(who, _)| who.to_string()).collect();
    let found = match text.split_once('/') {
        Some(_) => played.members.all().map(|(who, _)| who).find(|who| who.to_string() == text),
        None => text.parse::<Name>().ok().and_then(|seat| played.members.head(&seat)),
    };
    found.ok_or_else(|| {
        let help = match nearest(text, all.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("at this table sit {}", named(&all)),
        };
        Failure::advised(format!("nobody is called `{text}` at this table"), help)
    })
}

/// The refusals that a member has had.
pub(super) fn refusals<'p>(played: &'p Played, who: &Who) -> impl Iterator<Item = &'p Refused> {
    played.told.iter().filter_map(move |told| match told {
        Told::Refused(refused) if refused.who == *who => Some(refused),
        _ => None,
    })
}

fn as_json(name: &str, seed: u64, who: &Who, view: &View, played: &Played) -> Value {
    let refused = |refused: &Refused| {
        json!({
            "at": refused.at,
            "line": refused.line,
            "act": refused.refusal.act,
            "rule": refused.refusal.rule,
            "because": refused.refusal.because,
            "allowed": refused.refusal.allowed,
            "expected": refused.expected,
        })
    };
    let now: Timestamp = played.now;
    let mut all = json!({
        "format": "wasit-table-play/1",
        "wasit": env!("CARGO_PKG_VERSION"),
        "script": name,
        "seed": seed,
        "now": now,
        "as": who,
        "view": view,
        "refusals": refusals(played, who).map(refused).collect::<Value>(),
    });
    if let (Some(Sight::Mediator(sight)), Value::Object(all)) = (view.sight(), &mut all) {
        all.insert("board".to_owned(), json!(board(&sight)));
    }
    all
}
