use wasit_protocol::{Attribution, Ended, Errand, Expected, ProposalId, Reply, Request, Seat, Shuttle};
use wasit_strategies::{Answer, Ask, Leg, Mediator, MediatorView, Move, Negotiator};

use crate::direct::leave;
use crate::hall::Hall;
use crate::{Act, Fault, Outcome};

/// Holds mediated talks over what is left of the legs of the talks' rounds.
pub(crate) fn hold(
    hall: &mut Hall<'_>,
    parties: &mut [Box<dyn Negotiator + '_>],
    mediator: &mut dyn Mediator,
) -> Outcome {
    let before = hall.legs_before();
    let mut shuttle = Shuttle::new(parties.len(), hall.talks.legs() - before);
    let mut travelled = Vec::new();
    loop {
        match shuttle.expected() {
            Expected::Ended(Ended::Agreed(package)) => return Outcome::Agreed(package.clone()),
            Expected::Ended(Ended::Closed) => return Outcome::Closed,
            Expected::Ended(_) => return Outcome::Deadline,
            Expected::Errand | Expected::Reply { .. } => {}
        }
        let step = shuttle.step();
        let time = if mediator.in_turn() { shuttle.time_by_steps() } else { shuttle.time() };
        hall.begin(shuttle.legs_used(), before + shuttle.legs_used(), step, time);
        if let Err(outcome) = travel(hall, &mut shuttle, parties, mediator, &mut travelled) {
            return outcome;
        }
    }
}

/// One leg: the mediator sets out, the party answers, the answer comes back.
fn travel(
    hall: &mut Hall<'_>,
    shuttle: &mut Shuttle,
    parties: &mut [Box<dyn Negotiator + '_>],
    mediator: &mut dyn Mediator,
    travelled: &mut Vec<Leg>,
) -> Result<(), Outcome> {
    let time = hall.now().moment.time;
    let errand = mediator.next(&MediatorView {
        time: shuttle.time(),
        legs_used: shuttle.legs_used(),
        legs: shuttle.legs(),
        proposals: shuttle.proposals(),
        travelled,
    });
    if let Some(what) = mediator.fault() {
        return Err(Outcome::Faulted(Fault { seat: Seat::Mediator, what }));
    }
    let fault = |what: String| Outcome::Faulted(Fault { seat: Seat::Mediator, what });
    if let Errand::Propose { package, .. } | Errand::Text { draft: package, .. } = &errand
        && !hall.talks.space.contains(package)
    {
        return Err(fault("it put forward what is no package of these talks".to_owned()));
    }
    let news = if let Errand::Carry { news, .. } = &errand { news.clone() } else { Vec::new() };
    shuttle.set_out(errand).map_err(|refusal| fault(refusal.to_string()))?;
    let Expected::Reply { party, request } = shuttle.expected() else {
        hall.note(Seat::Mediator, Act::Close, None, None);
        return Ok(());
    };
    hall.travel();
    let carried = convey(hall, shuttle, party, request, &news);
    let ask = match request {
        Request::Offer => Ask::Offer,
        Request::Answer { proposal, .. } => Ask::Answer(&shuttle.proposals()[proposal].package),
        Request::Vote { draft, standing } => Ask::Vote { draft, standing },
    };
    let draft = if let Request::Vote { draft, .. } = request { Some(draft.clone()) } else { None };
    let answer = hall.ask(party, parties[party].as_mut(), ask)?;
    let put = if let Request::Answer { proposal, .. } = request { Some(proposal) } else { None };
    let (reply, answer) = bring_back(hall, shuttle, party, put, draft.as_ref(), answer)?;
    shuttle.reply(party, reply).expect("an answer that fits what was asked is taken");
    travelled.push(Leg { party, carried, draft, answer, time });
    Ok(())
}

/// The party is told what the mediator came with.
fn convey(
    hall: &mut Hall<'_>,
    shuttle: &Shuttle,
    party: usize,
    request: Request<'_>,
    news: &[ProposalId],
) -> Vec<ProposalId> {
    let to = Some(Seat::Party(party));
    match request {
        Request::Offer => {
            hall.note(Seat::Mediator, Act::Ask, to, None);
            Vec::new()
        }
        Request::Vote { draft, standing } => {
            hall.note(Seat::Mediator, Act::Text { standing: standing.cloned() }, to, Some(draft));
            Vec::new()
        }
        Request::Answer { proposal, attribution } => {
            let carried: Vec<ProposalId> = news.iter().copied().chain([proposal]).collect();
            for &id in &carried {
                let known = &shuttle.proposals()[id];
                let from = match (known.by, attribution) {
                    (Seat::Party(maker), Attribution::Sender) => Some(maker),
                    _ => None,
                };
                hall.hear(party, &known.package, from);
                let act = Act::Carry { by: known.by, attribution, put: id == proposal };
                hall.note(Seat::Mediator, act, to, Some(&known.package));
            }
            carried
        }
    }
}

/// The party's answer, for the rules and for the mediator's memory.
fn bring_back(
    hall: &mut Hall<'_>,
    shuttle: &Shuttle,
    party: usize,
    put: Option<ProposalId>,
    draft: Option<&wasit_model::Package>,
    answer: Move,
) -> Result<(Reply, Answer), Outcome> {
    let (seat, to) = (Seat::Party(party), Some(Seat::Mediator));
    let about = put.map(|id| &shuttle.proposals()[id].package);
    Ok(match answer {
        Move::Offer(package) => {
            hall.note(seat, Act::Offer, to, Some(&package));
            (Reply::Offer(package), Answer::Offer(shuttle.proposals().len()))
        }
        Move::Accept => {
            hall.note(seat, Act::Accept, to, about);
            (Reply::Accept, Answer::Accepted)
        }
        Move::Refuse => {
            hall.note(seat, Act::Reject, to, about);
            (Reply::Refuse, Answer::Refused)
        }
        Move::Vote(vote) => {
            hall.note(seat, Act::Vote(vote), to, draft);
            (Reply::Vote(vote), Answer::Vote(vote))
        }
        Move::Leave(reason) => return Err(leave(hall, seat, reason)),
    })
}
