use wasit_model::Package;

use crate::alternating::relative_time;
use crate::{Ended, Refusal, Seat};

/// The number of a proposal, in the order in which the mediator came to know them.
pub type ProposalId = usize;

/// A package that a seat put forward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Whose idea it is.
    pub by: Seat,
    /// What is proposed.
    pub package: Package,
    /// Who has accepted it; its maker has.
    accepted: Vec<bool>,
}

impl Proposal {
    /// Whether `party` has accepted it. Sealed: for the mediator only.
    #[must_use]
    pub fn accepted_by(&self, party: usize) -> bool {
        self.accepted[party]
    }
}

/// As whose idea a package is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// The maker's.
    Sender,
    /// The mediator's own.
    Mediator,
    /// Nobody's.
    Unattributed,
}

/// What the mediator sets out to do next; all but `Close` take a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Ask a party for an offer.
    Ask {
        /// Whom.
        party: usize,
    },
    /// Carry proposals to a party and bring back its answer to the last of them.
    Carry {
        /// To whom.
        party: usize,
        /// Proposals that it is only to know of, oldest first.
        news: Vec<ProposalId>,
        /// The proposal that it is to accept or refuse.
        put: ProposalId,
        /// As whose ideas all of them are carried.
        attribution: Attribution,
    },
    /// Put a package of the mediator's to a party, to accept or refuse. The same package put to several
    /// parties is one proposal.
    Propose {
        /// To whom.
        party: usize,
        /// What.
        package: Package,
        /// As whose idea.
        attribution: Attribution,
    },
    /// Put a draft of the single text to a party for a secret vote, which binds nobody.
    Text {
        /// To whom.
        party: usize,
        /// The draft.
        draft: Package,
        /// The text that it would replace.
        standing: Option<Package>,
    },
    /// End the talks without an agreement.
    Close,
}

/// What a party is asked on a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request<'a> {
    /// An offer.
    Offer,
    /// To accept or refuse this proposal; news came with it.
    Answer {
        /// The proposal's number.
        proposal: ProposalId,
        /// As whose idea it comes.
        attribution: Attribution,
    },
    /// To vote on a draft.
    Vote {
        /// The draft.
        draft: &'a Package,
        /// The text that it would replace.
        standing: Option<&'a Package>,
    },
}

/// A secret vote on a draft, by degree (Klein et al. 2003).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    /// Much worse than the standing text.
    StrongNo,
    /// No better.
    No,
    /// Better, or taken all the same.
    Yes,
    /// Much better.
    StrongYes,
}

impl Vote {
    /// Whether the vote is for the draft.
    #[must_use]
    pub fn is_yes(self) -> bool {
        self >= Self::Yes
    }
}

/// What a party answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An offer; in answer to a proposal it refuses that.
    Offer(Package),
    /// Accepts the proposal.
    Accept,
    /// Refuses the proposal, or has no offer to make.
    Refuse,
    /// Votes.
    Vote(Vote),
    /// Leaves; the talks end.
    Leave,
}

/// What must happen next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected<'a> {
    /// The mediator chooses an errand.
    Errand,
    /// A party answers.
    Reply {
        /// Which.
        party: usize,
        /// What.
        request: Request<'a>,
    },
    /// Nothing: the talks ended so.
    Ended(&'a Ended),
}

/// Mediated talks: the mediator goes between the rooms, one leg at a time.
///
/// An acceptance is sealed with the mediator until every party has accepted the same proposal; a refusal is told
/// to nobody. Whose idea a proposal was binds only its maker: it has accepted its own offer.
///
/// > What a party has accepted, or offered, it stands by until it refuses that same proposal.
///
/// So an acceptance may close a deal many legs later, when its party would no longer give it.
#[derive(Clone, Debug)]
pub struct Shuttle {
    parties: usize,
    legs: u32,
    used: u32,
    proposals: Vec<Proposal>,
    errand: Option<Errand>,
    put: Option<ProposalId>,
    ended: Option<Ended>,
}

impl Shuttle {
    /// Talks of `parties` parties (at least two) and `legs` legs.
    #[must_use]
    pub fn new(parties: usize, legs: u32) -> Self {
        let ended = (legs == 0).then_some(Ended::Deadline);
        Self { parties, legs, used: 0, proposals: Vec::new(), errand: None, put: None, ended }
    }

    /// Who must do what.
    #[must_use]
    pub fn expected(&self) -> Expected<'_> {
        if let Some(ended) = &self.ended {
            return Expected::Ended(ended);
        }
        match &self.errand {
            None => Expected::Errand,
            Some(Errand::Ask { party }) => Expected::Reply { party: *party, request: Request::Offer },
            Some(Errand::Carry { party, attribution, .. } | Errand::Propose { party, attribution, .. }) => {
                let proposal = self.put.expect("an errand that carries has a proposal to put");
                let request = Request::Answer { proposal, attribution: *attribution };
                Expected::Reply { party: *party, request }
            }
            Some(Errand::Text { party, draft, standing }) => {
                let request = Request::Vote { draft, standing: standing.as_ref() };
                Expected::Reply { party: *party, request }
            }
            Some(Errand::Close) => unreachable!("closing ends the talks at once"),
        }
    }

    /// All proposals that the mediator knows.
    #[must_use]
    pub fn proposals(&self) -> &[Proposal] {
        &self.proposals
    }

    /// Legs used up, the one under way not counted.
    #[must_use]
    pub fn legs_used(&self) -> u32 {
        self.used
    }

    /// Legs in all.
    #[must_use]
    pub fn legs(&self) -> u32 {
        self.legs
    }

    /// The number of parties.
    #[must_use]
    pub fn parties(&self) -> usize {
        self.parties
    }

    /// Relative time of the leg to come or under way, by legs: `(legs used + 1) / (legs + 1)`.
    #[must_use]
    pub fn time(&self) -> f64 {
        relative_time(self.used, self.legs)
    }

    /// The step of that leg where every party is visited in turn: a step is as many legs as there are parties.
    #[must_use]
    pub fn step(&self) -> u32 {
        self.used / self.parties as u32
    }

    /// Relative time by steps, `(step + 1) / (steps + 1)`: that of [`crate::Alternating`].
    #[must_use]
    pub fn time_by_steps(&self) -> f64 {
        relative_time(self.step(), self.legs.div_ceil(self.parties as u32))
    }

    /// The mediator sets out.
    ///
    /// # Errors
    /// [`Refusal::Over`]; [`Refusal::NotYourTurn`] while an answer is due; [`Refusal::NoSuchParty`];
    /// [`Refusal::NoSuchProposal`]; [`Refusal::OwnOffer`].
    pub fn set_out(&mut self, errand: Errand) -> Result<(), Refusal> {
        match self.expected() {
            Expected::Errand => {}
            Expected::Reply { .. } => return Err(Refusal::NotYourTurn),
            Expected::Ended(_) => return Err(Refusal::Over),
        }
        match &errand {
            Errand::Close => {
                self.ended = Some(Ended::Closed);
                return Ok(());
            }
            Errand::Ask { party } | Errand::Text { party, .. } => self.check_party(*party)?,
            Errand::Carry { party, news, put, .. } => {
                self.check_party(*party)?;
                if news.iter().chain([put]).any(|&id| id >= self.proposals.len()) {
                    return Err(Refusal::NoSuchProposal);
                }
                if self.proposals[*put].by == Seat::Party(*party) {
                    return Err(Refusal::OwnOffer);
                }
                self.put = Some(*put);
            }
            Errand::Propose { party, package, .. } => {
                self.check_party(*party)?;
                self.put = Some(self.own_proposal(package));
            }
        }
        self.errand = Some(errand);
        Ok(())
    }

    /// The party that is asked answers. An offer becomes the newest of [`Shuttle::proposals`].
    ///
    /// # Errors
    /// [`Refusal::Over`]; [`Refusal::NotYourTurn`]; [`Refusal::WrongAnswer`] for a vote where none was asked, or
    /// anything else but leaving where one was, or an acceptance where there is nothing to accept.
    pub fn reply(&mut self, party: usize, reply: Reply) -> Result<(), Refusal> {
        let request = match self.expected() {
            Expected::Ended(_) => return Err(Refusal::Over),
            Expected::Reply { party: asked, request } if asked == party => request,
            _ => return Err(Refusal::NotYourTurn),
        };
        let fits = match (&request, &reply) {
            (_, Reply::Leave) => true,
            (Request::Vote { .. }, Reply::Vote(_)) => true,
            (Request::Vote { .. }, _) | (_, Reply::Vote(_)) => false,
            (Request::Offer, Reply::Accept) => false,
            _ => true,
        };
        if !fits {
            return Err(Refusal::WrongAnswer);
        }
        match reply {
            Reply::Leave => self.ended = Some(Ended::WalkedOut(Seat::Party(party))),
            Reply::Offer(package) => {
                if let Some(put) = self.put {
                    self.proposals[put].accepted[party] = false;
                }
                let mut accepted = vec![false; self.parties];
                accepted[party] = true;
                self.proposals.push(Proposal { by: Seat::Party(party), package, accepted });
            }
            Reply::Accept => {
                let proposal = &mut self.proposals[self.put.expect("what is accepted was put")];
                proposal.accepted[party] = true;
                if proposal.accepted.iter().all(|&accepted| accepted) {
                    self.ended = Some(Ended::Agreed(proposal.package.clone()));
                }
            }
            Reply::Refuse => {
                if let Some(put) = self.put {
                    self.proposals[put].accepted[party] = false;
                }
            }
            Reply::Vote(_) => {}
        }
        self.errand = None;
        self.put = None;
        self.used += 1;
        if self.ended.is_none() && self.used == self.legs {
            self.ended = Some(Ended::Deadline);
        }
        Ok(())
    }

    fn check_party(&self, party: usize) -> Result<(), Refusal> {
        if party < self.parties { Ok(()) } else { Err(Refusal::NoSuchParty) }
    }

    fn own_proposal(&mut self, package: &Package) -> ProposalId {
        let known = self
            .proposals
            .iter()
            .rposition(|proposal| proposal.by == Seat::Mediator && proposal.package == *package);
        known.unwrap_or_else(|| {
            let accepted = vec![false; self.parties];
            self.proposals.push(Proposal { by: Seat::Mediator, package: package.clone(), accepted });
            self.proposals.len() - 1
        })
    }
}
