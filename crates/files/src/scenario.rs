use wasit_model::Talks;

/// How a scenario is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `talks.yaml`: one file.
    Talks,
    /// GENIUS XML: profiles, one file for each side, and mostly a domain.
    Genius,
    /// GeniusWeb JSON: profiles, one file for each side, and mostly a domain.
    GeniusWeb,
    /// A folder of NegMAS YAML: one file for the outcome space, one for each utility function.
    NegMas,
    /// A folder of NegoLog JSON: `profileA.json`, `profileB.json`, and mostly `specs.json`.
    NegoLog,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Talks, Self::Genius, Self::GeniusWeb, Self::NegMas, Self::NegoLog];

    /// Its name on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Talks => "talks",
            Self::Genius => "genius",
            Self::GeniusWeb => "geniusweb",
            Self::NegMas => "negmas",
            Self::NegoLog => "negolog",
        }
    }
}

/// Talks that were read from some format, and what had to be assumed.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The talks. What the format cannot say is set to what such files mean by default.
    pub talks: Talks,
    /// What it was written in.
    pub format: Format,
    /// What was assumed where the files left something open, each in a sentence; for `talks.yaml` only that what is
    /// uncertain is taken at its middle.
    pub assumed: Vec<String>,
    /// How many numbers and seats the file leaves uncertain: the columns of its beliefs.
    pub uncertain: usize,
    /// Whether the file says what its values mean as commitments, which the talks do not hold.
    pub has_accord: bool,
}

/// How GENIUS evaluations of discrete items are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Evaluations {
    /// As GENIUS takes them: as shares of the greatest evaluation of their issue, weights scaled to sum to one.
    #[default]
    Normalised,
    /// As they stand, weights too.
    Raw,
}
