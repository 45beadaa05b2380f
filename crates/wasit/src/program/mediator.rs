use serde_json::{Map, Value, json};
use wasit_model::{Invitation, Package};
use wasit_protocol::{Attribution, Errand, Proposal, ProposalId, Seat};
use wasit_report::json::{package, vote_word};
use wasit_strategies::{Answer, Leg, Mediator, MediatorView};

use super::Seated;
use super::messages::{object, package_under, shortened, text};
use crate::files::nearest;

/// A program at the mediator's seat.
pub(super) struct MediatorProgram {
    program: Seated,
    talks: Invitation,
    told_proposals: usize,
    told_legs: usize,
    fault: Option<String>,
}

impl MediatorProgram {
    pub(super) fn new(program: Seated, talks: &Invitation) -> Self {
        Self { program, talks: talks.clone(), told_proposals: 0, told_legs: 0, fault: None }
    }

    fn question(&mut self, view: &MediatorView<'_>) -> Value {
        let proposals = view.proposals.iter().enumerate().skip(self.told_proposals);
        let proposals: Value = proposals.map(|(id, proposal)| self.proposal(id, proposal)).collect();
        let travelled: Value = view.travelled.iter().skip(self.told_legs).map(|leg| self.leg(leg)).collect();
        self.told_proposals = view.proposals.len();
        self.told_legs = view.travelled.len();
        json!({
            "ask": "errand",
            "time": view.time,
            "leg": view.legs_used,
            "legs": view.legs,
            "round": self.talks.round_of(view.legs_used) + 1,
            "proposals_since": proposals,
            "travelled_since": travelled,
        })
    }

    fn proposal(&self, id: ProposalId, proposal: &Proposal) -> Value {
        let by = match proposal.by {
            Seat::Party(party) => &self.talks.parties[party].name,
            Seat::Mediator => &self.talks.mediator.name,
        };
        json!({"proposal": id, "by": by, "package": package(&self.talks.space, &proposal.package)})
    }

    fn leg(&self, leg: &Leg) -> Value {
        let answer = match &leg.answer {
            Answer::Offer(id) => json!({"did": "offer", "proposal": id}),
            Answer::Accepted => json!({"did": "accept"}),
            Answer::Refused => json!({"did": "refuse"}),
            Answer::Vote(vote) => json!({"did": "vote", "vote": vote_word(*vote)}),
        };
        json!({
            "party": self.talks.parties[leg.party].name,
            "carried": leg.carried,
            "draft": leg.draft.as_ref().map(|draft| package(&self.talks.space, draft)),
            "answer": answer,
            "time": leg.time,
        })
    }

    fn read(&self, said: &str) -> Result<Errand, String> {
        let object = object(said)?;
        let space = &self.talks.space;
        Ok(match text(&object, "do")? {
            "ask" => Errand::Ask { party: self.party(&object)? },
            "carry" => Errand::Carry {
                party: self.party(&object)?,
                news: numbers(&object, "news")?,
                put: object
                    .get("put")
                    .and_then(Value::as_u64)
                    .ok_or("it has no number of a proposal under `put`")? as ProposalId,
                attribution: attribution(&object, Attribution::Sender)?,
            },
            "propose" => Errand::Propose {
                party: self.party(&object)?,
                package: package_under(&object, "package", space)?,
                attribution: attribution(&object, Attribution::Mediator)?,
            },
            "text" => Errand::Text {
                party: self.party(&object)?,
                draft: package_under(&object, "draft", space)?,
                standing: standing(&object, space)?,
            },
            "close" => Errand::Close,
            other => {
                let known = "ask, carry, propose, text or close";
                return Err(format!("there is no errand {}, but {known}", shortened(other)));
            }
        })
    }

    fn party(&self, object: &Map<String, Value>) -> Result<usize, String> {
        let name = text(object, "party")?;
        self.talks.find_party(name).ok_or_else(|| {
            let names = self.talks.parties.iter().map(|party| party.name.as_str());
            let hint = nearest(name, names).map(|near| format!(", but `{near}`")).unwrap_or_default();
            format!("there is no party {}{hint}", shortened(name))
        })
    }
}

fn standing(object: &Map<String, Value>, space: &wasit_model::Space) -> Result<Option<Package>, String> {
    match object.get("standing") {
        None | Some(Value::Null) => Ok(None),
        Some(_) => package_under(object, "standing", space).map(Some),
    }
}

fn numbers(object: &Map<String, Value>, key: &str) -> Result<Vec<ProposalId>, String> {
    let wrong = || format!("under `{key}` stands no list of proposals' numbers");
    match object.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(ids)) => {
            ids.iter().map(|id| id.as_u64().map(|id| id as ProposalId).ok_or_else(wrong)).collect()
        }
        Some(_) => Err(wrong()),
    }
}

fn attribution(object: &Map<String, Value>, usual: Attribution) -> Result<Attribution, String> {
    match object.get("as").map(Value::as_str) {
        None => Ok(usual),
        Some(Some("sender")) => Ok(Attribution::Sender),
        Some(Some("mediator")) => Ok(Attribution::Mediator),
        Some(Some("unattributed")) => Ok(Attribution::Unattributed),
        Some(_) => Err("under `as` stands sender, mediator or unattributed".to_owned()),
    }
}

impl Mediator for MediatorProgram {
    fn next(&mut self, view: &MediatorView<'_>) -> Errand {
        let question = self.question(view);
        let errand = self.program.ask(&question).and_then(|said| {
            let refused = |why| format!("asked for an errand, its program said {}: {why}", shortened(&said));
            self.read(&said).map_err(refused)
        });
        errand.unwrap_or_else(|fault| {
            self.fault = Some(fault);
            Errand::Close
        })
    }

    fn fault(&self) -> Option<String> {
        self.fault.clone()
    }
}
