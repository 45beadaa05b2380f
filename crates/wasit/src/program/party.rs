use std::sync::Arc;

use serde_json::{Map, Value, json};
use wasit_model::Package;
use wasit_protocol::Vote;
use wasit_report::json::{number, package};
use wasit_search::Side;
use wasit_strategies::{Ask, Heard, Move, Negotiator, View};

use super::Seated;
use super::messages::{object, package_under, shortened, text};

/// A program at a party's seat.
pub(super) struct PartyProgram {
    program: Seated,
    side: Arc<Side>,
    parties: Vec<String>,
    told: usize,
    fault: Option<String>,
}

impl PartyProgram {
    pub(super) fn new(program: Seated, side: Arc<Side>, parties: Vec<String>) -> Self {
        Self { program, side, parties, told: 0, fault: None }
    }

    fn question(&mut self, ask: Ask<'_>, view: &View<'_>) -> Value {
        let word = match ask {
            Ask::Offer => "offer",
            Ask::Answer(_) => "answer",
            Ask::Vote { .. } => "vote",
        };
        let clock = &view.clock;
        let mut question = json!({
            "ask": word,
            "time": clock.moment.time,
            "step": clock.step,
            "leg": clock.moment.legs,
            "round": clock.round + 1,
            "days": clock.moment.days,
            "walk_away": number(self.side.preferences().walk_away_at(&clock.moment)),
        });
        match ask {
            Ask::Offer => {}
            Ask::Answer(put) => self.put_package(&mut question, "package", put),
            Ask::Vote { draft, standing } => {
                self.put_package(&mut question, "package", draft);
                match standing {
                    Some(standing) => self.put_package(&mut question, "standing", standing),
                    None => question["standing"] = Value::Null,
                }
            }
        }
        let news = view.heard.get(self.told..).unwrap_or_default();
        self.told = view.heard.len();
        question["heard_since"] = news.iter().map(|heard| self.heard(heard)).collect();
        question
    }

    /// A package with what it is worth to this side.
    fn put_package(&self, question: &mut Value, key: &str, put: &Package) {
        let worth = if key == "package" { "utility".to_owned() } else { format!("{key}_utility") };
        question[key] = package(self.side.space(), put);
        question[worth] = number(self.side.utility(put));
    }

    fn heard(&self, heard: &Heard) -> Value {
        json!({
            "package": package(self.side.space(), &heard.package),
            "utility": number(self.side.utility(&heard.package)),
            "from": heard.from.map(|party| self.parties[party].as_str()),
            "time": heard.time,
        })
    }

    fn read(&self, said: &str, ask: Ask<'_>) -> Result<Move, String> {
        let object = object(said)?;
        let chosen = match text(&object, "do")? {
            "offer" => Move::Offer(package_under(&object, "package", self.side.space())?),
            "accept" => Move::Accept,
            "refuse" => Move::Refuse,
            "vote" => Move::Vote(vote(&object)?),
            "leave" => {
                let reason = object.get("reason").and_then(Value::as_str).unwrap_or("it gave no reason");
                Move::Leave(reason.to_owned())
            }
            other => {
                let known = "offer, accept, refuse, vote or leave";
                return Err(format!("there is no {} to do, but {known}", shortened(other)));
            }
        };
        let fits = match ask {
            Ask::Offer => matches!(chosen, Move::Offer(_) | Move::Refuse | Move::Leave(_)),
            Ask::Answer(_) => !matches!(chosen, Move::Vote(_)),
            Ask::Vote { .. } => matches!(chosen, Move::Vote(_) | Move::Leave(_)),
        };
        if fits { Ok(chosen) } else { Err("it does not fit what was asked".to_owned()) }
    }
}

fn vote(object: &Map<String, Value>) -> Result<Vote, String> {
    match text(object, "vote")? {
        "strong_no" => Ok(Vote::StrongNo),
        "no" => Ok(Vote::No),
        "yes" => Ok(Vote::Yes),
        "strong_yes" => Ok(Vote::StrongYes),
        other => Err(format!("a vote is strong_no, no, yes or strong_yes, not {}", shortened(other))),
    }
}

impl Negotiator for PartyProgram {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let question = self.question(ask, view);
        let word = match ask {
            Ask::Offer => "an offer",
            Ask::Answer(_) => "an answer",
            Ask::Vote { .. } => "a vote",
        };
        let chosen = self.program.ask(&question).and_then(|said| {
            let refused = |why| format!("asked for {word}, its program said {}: {why}", shortened(&said));
            self.read(&said, ask).map_err(refused)
        });
        chosen.unwrap_or_else(|fault| {
            self.fault = Some(fault.clone());
            Move::Leave(fault)
        })
    }

    fn fault(&self) -> Option<String> {
        self.fault.clone()
    }
}
