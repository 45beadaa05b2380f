/// What is to know of a protocol before one sits down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its name on the command line.
    pub name: &'static str,
    /// In a sentence.
    pub about: &'static str,
    /// The fewest parties.
    pub parties_min: usize,
    /// Whether there is a mediator.
    pub mediated: bool,
    /// Who sees an offer.
    pub offers_seen_by: Sees,
    /// Who sees an acceptance before all have accepted.
    pub acceptances_seen_by: Sees,
}

/// Who sees an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// Every seat.
    All,
    /// The seat that acts, and the mediator.
    ActorAndMediator,
}

impl crate::Alternating {
    /// The facts of this protocol.
    pub const FACTS: Facts = Facts {
        name: "alternating",
        about: "Parties face each other and speak in turn: accept the offer on the table or put another.",
        parties_min: 2,
        mediated: false,
        offers_seen_by: Sees::All,
        acceptances_seen_by: Sees::All,
    };
}

impl crate::Shuttle {
    /// The facts of this protocol.
    pub const FACTS: Facts = Facts {
        name: "shuttle",
        about: "The mediator goes between the rooms; a party knows only what was carried to it.",
        parties_min: 2,
        mediated: true,
        offers_seen_by: Sees::ActorAndMediator,
        acceptances_seen_by: Sees::ActorAndMediator,
    };
}
