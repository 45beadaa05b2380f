use wasit_model::Talks;
use wasit_protocol::Seat;

/// What seats are called on the page: their titles, with the name beside them where two share a title.
pub(super) struct Names {
    parties: Vec<String>,
    mediator: String,
}

impl Names {
    pub(super) fn of(talks: &Talks) -> Self {
        let seats: Vec<(&str, &str)> = talks
            .parties
            .iter()
            .map(|party| (party.title.as_str(), party.name.as_str()))
            .chain([(talks.mediator.title.as_str(), talks.mediator.name.as_str())])
            .collect();
        let mut called: Vec<String> = seats
            .iter()
            .map(|(title, name)| {
                let shared = seats.iter().filter(|(other, _)| other == title).count() > 1;
                if shared { format!("{title} ({name})") } else { (*title).to_owned() }
            })
            .collect();
        let mediator = called.pop().unwrap_or_default();
        Self { parties: called, mediator }
    }

    pub(super) fn party(&self, party: usize) -> &str {
        &self.parties[party]
    }

    pub(super) fn parties(&self) -> &[String] {
        &self.parties
    }

    pub(super) fn seat(&self, seat: Seat) -> &str {
        match seat {
            Seat::Party(party) => self.party(party),
            Seat::Mediator => &self.mediator,
        }
    }
}

/// `round 3 (Muscat, 26 April 2025)`.
pub(super) fn round(talks: &Talks, round: usize) -> String {
    let known: Vec<String> = talks.rounds.get(round).map_or(Vec::new(), |at| {
        at.venue.iter().cloned().chain(at.date.map(|date| date.strftime("%-d %B %Y").to_string())).collect()
    });
    match known.as_slice() {
        [] => format!("round {}", round + 1),
        _ => format!("round {} ({})", round + 1, known.join(", ")),
    }
}

/// `text` with a great first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
