//! Programs of the user's at a seat: JSON Lines over a program's standard input and output.
//!
//! Each talk has a process of its own, started by the system's shell in a process group of its own; its standard
//! error is the command's. It is told what its seat may see and nothing else, and whatever it does the talk ends:
//! a program that dies, stalls or talks nonsense is at fault, and no process outlives its talk.

mod mediator;
mod messages;
mod party;
mod process;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::Rng;
use serde_json::{Value, json};
use wasit_arena::{Course, Guest};
use wasit_model::{Invitation, Talks};
use wasit_protocol::Seat;
use wasit_strategies::{Mediator, MediatorSetup, Negotiator, Setup};

use mediator::MediatorProgram;
use party::PartyProgram;
use process::Process;

pub(crate) use process::end_all;

/// The version of what is spoken with programs.
const PROTOCOL: u32 = 1;

/// A command line that takes a seat in each talk anew.
#[derive(Debug)]
pub(crate) struct Program {
    line: String,
    protocol: &'static str,
    timeout: Duration,
    leaving: Option<Leaving>,
}

/// Where programs of a talk that is over wait to be told how it ended.
type Leaving = Arc<Mutex<Vec<(Seat, Process)>>>;

/// A program's process while it has a seat. Who leaves is told how the talk ended where somebody will tell, and
/// that it is over in any case.
#[derive(Debug)]
struct Seated {
    process: Option<Process>,
    seat: Seat,
    leaving: Option<Leaving>,
}

impl Program {
    /// The program of this command line, for talks under `protocol`; an answer may take `timeout`. With `told`
    /// its processes live on until [`Program::tell_end`].
    pub(crate) fn new(line: &str, protocol: &'static str, timeout: Duration, told: bool) -> Self {
        Self { line: line.to_owned(), protocol, timeout, leaving: told.then(Leaving::default) }
    }

    /// Tells the program how the talk ended, as its seat may know it, and ends it.
    pub(crate) fn tell_end(&self, talks: &Talks, course: &Course) {
        let leaving = self
            .leaving
            .iter()
            .flat_map(|leaving| std::mem::take(&mut *leaving.lock().unwrap_or_else(PoisonError::into_inner)));
        for (seat, process) in leaving {
            let agreement = course.outcome.agreement();
            let mut end = json!({
                "end": course.outcome.word(),
                "package": agreement.map(|package| wasit_report::json::package(&talks.space, package)),
            });
            if let Seat::Party(party) = seat {
                end["utility"] = wasit_report::json::number(course.utilities[party]);
            }
            process.say(end.to_string());
        }
    }

    fn seat(&self, seat: Seat, hello: &Value) -> Result<Seated, String> {
        let process = Process::start(&self.line, self.timeout)?;
        // It is not waited for: the first answer shows whether it is there.
        process.say(hello.to_string());
        Ok(Seated { process: Some(process), seat, leaving: self.leaving.clone() })
    }

    /// What every program is told when it sits down.
    fn hello(&self, talks: &Invitation, seat: &str, role: &str, talk: u64, seed: u64) -> Value {
        let parties = talks.parties.iter().map(|party| json!({"name": party.name, "title": party.title}));
        let rounds = talks.rounds.iter().map(|round| {
            let agenda = round.agenda.iter().map(|&issue| talks.space.issues()[issue].name.as_str());
            json!({
                "date": round.date.map(|date| date.to_string()),
                "venue": round.venue,
                "agenda": agenda.collect::<Vec<_>>(),
            })
        });
        let mediator = json!({"name": talks.mediator.name, "title": talks.mediator.title});
        let mediated = self.protocol == "shuttle";
        json!({
            "hello": "wasit",
            "version": PROTOCOL,
            "wasit": env!("CARGO_PKG_VERSION"),
            "seat": seat,
            "role": role,
            "title": talks.title,
            "protocol": self.protocol,
            "talk": talk,
            "seed": seed,
            "parties": parties.collect::<Value>(),
            "mediator": if mediated { mediator } else { Value::Null },
            "rounds": if mediated { rounds.collect::<Value>() } else { Value::Null },
            "issues": messages::issues(&talks.space),
        })
    }
}

impl Seated {
    /// Asks the program.
    ///
    /// # Errors
    /// What kept it from answering, in a sentence; it has then been ended.
    fn ask(&mut self, question: &Value) -> Result<String, String> {
        let process = self.process.as_mut().ok_or("its program has ended")?;
        process.ask(question.to_string()).map_err(|trouble| {
            self.process = None;
            trouble.to_string()
        })
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        let Some(process) = self.process.take() else { return };
        match &self.leaving {
            Some(leaving) => {
                leaving.lock().unwrap_or_else(PoisonError::into_inner).push((self.seat, process));
            }
            None => process.say(json!({"end": "over"}).to_string()),
        }
    }
}

/// A seed for a program, from the stream of its seat: small enough for languages whose numbers are floats.
fn seed_from(rng: &mut impl Rng) -> u64 {
    rng.next_u64() >> 11
}

impl Guest for Program {
    fn name(&self) -> String {
        format!("cmd:{}", self.line)
    }

    fn party(
        &self,
        talks: &Invitation,
        party: usize,
        talk: u64,
        mut setup: Setup,
    ) -> Result<Box<dyn Negotiator>, String> {
        let name = &talks.parties[party].name;
        let mut hello = self.hello(talks, name, "party", talk, seed_from(&mut setup.rng));
        hello["preferences"] = messages::preferences(&setup.side);
        let names = talks.parties.iter().map(|party| party.name.clone()).collect();
        Ok(Box::new(PartyProgram::new(self.seat(Seat::Party(party), &hello)?, setup.side, names)))
    }

    fn mediator(
        &self,
        talks: &Invitation,
        talk: u64,
        mut setup: MediatorSetup,
    ) -> Result<Box<dyn Mediator>, String> {
        let seed = seed_from(&mut setup.rng);
        let hello = self.hello(talks, &talks.mediator.name, "mediator", talk, seed);
        Ok(Box::new(MediatorProgram::new(self.seat(Seat::Mediator, &hello)?, talks)))
    }
}
