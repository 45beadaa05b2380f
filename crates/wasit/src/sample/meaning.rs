//! What the columns of a sample mean: what stands beside the numbers in its file.

use serde::{Deserialize, Serialize};
use wasit_arena::{AskedKind, Simulation};
use wasit_model::belief::{Beliefs, Law, Stated};
use wasit_model::{Talks, within_sentence};

use crate::failure::Failure;
use crate::files::Evaluating;
use crate::output::shell_word;

/// The form of sample files that this version writes and reads.
pub(crate) const FORM: u32 = 3;

/// All that there is to know of a sample besides its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meaning {
    /// The version of Wasit that drew it.
    pub(crate) wasit: String,
    /// [`FORM`].
    pub(crate) form: u32,
    /// The talks file, as it was named.
    pub(crate) file: String,
    /// SHA-256 of its bytes.
    pub(crate) sha256: String,
    /// How files of other software were read.
    pub(crate) evaluations: Evaluating,
    pub(crate) title: String,
    pub(crate) note: Option<String>,
    /// What was assumed on reading the file.
    pub(crate) assumed: Vec<String>,
    pub(crate) seed: u64,
    pub(crate) replicates: usize,
    /// Draws in each block of the sequence.
    pub(crate) block: u64,
    pub(crate) parties: Vec<NamedPart>,
    pub(crate) mediator: NamedPart,
    pub(crate) issues: Vec<IssuePart>,
    pub(crate) rounds: Vec<RoundPart>,
    pub(crate) worlds: Vec<WorldPart>,
    pub(crate) inputs: Vec<InputPart>,
    /// Sets of inputs that are not independent of each other.
    pub(crate) linked: Vec<Vec<usize>>,
    /// Those of them that are one vector of weights.
    pub(crate) vectors: Vec<Vec<usize>>,
    /// Inputs that are believed otherwise in one world than in another.
    pub(crate) by_world: Vec<usize>,
    /// Whether there is a home body.
    pub(crate) home: bool,
    pub(crate) claims: Vec<ClaimPart>,
    pub(crate) variants: Vec<VariantPart>,
}

/// A name for files and one for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedPart {
    pub(crate) name: String,
    pub(crate) title: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuePart {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundPart {
    /// In words: `round 3, Rome`.
    pub(crate) name: String,
    /// Days from the first dated round.
    pub(crate) day: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorldPart {
    pub(crate) name: String,
    pub(crate) p: f64,
}

/// One uncertain number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InputPart {
    pub(crate) path: String,
    /// The group as it stands in a sentence: `weights of Iran`.
    pub(crate) group: String,
    pub(crate) kind: InputKind,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) labels: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) confidence: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InputKind {
    Number,
    /// A choice; the column holds a label.
    Label,
    /// 0 or 1.
    YesNo,
}

/// One thing that is asked of a deal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimPart {
    pub(crate) words: String,
    /// Whose: a party by position.
    pub(crate) party: usize,
    pub(crate) kind: ClaimSort,
    /// Of the sizes of its moves; empty where it is given up whole.
    pub(crate) unit: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClaimSort {
    RedLine,
    WalkAway,
    Home,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VariantPart {
    pub(crate) name: String,
    /// How many holdings of each draw its columns tell apart.
    pub(crate) held: usize,
}

impl Meaning {
    /// Of what `simulation` will give.
    pub(crate) fn of(
        simulation: &Simulation<'_>,
        file: &str,
        sha256: &str,
        evaluations: Evaluating,
        assumed: &[String],
    ) -> Self {
        let beliefs = simulation.beliefs();
        let talks = beliefs.middle();
        let named = |name: &str, title: &str| NamedPart { name: name.to_owned(), title: title.to_owned() };
        let claim = |asked: &wasit_arena::Asked| ClaimPart {
            words: asked.words.clone(),
            party: asked.party,
            kind: match asked.kind {
                AskedKind::RedLine => ClaimSort::RedLine,
                AskedKind::WalkAway => ClaimSort::WalkAway,
                AskedKind::Home => ClaimSort::Home,
            },
            unit: asked.unit.clone(),
        };
        let variant = |(at, variant): (usize, &wasit_arena::Variant)| VariantPart {
            name: variant.name.clone(),
            held: simulation.held(at),
        };
        let worlds = beliefs.draws().worlds();
        Self {
            wasit: env!("CARGO_PKG_VERSION").to_owned(),
            form: FORM,
            file: file.to_owned(),
            sha256: sha256.to_owned(),
            evaluations,
            title: talks.title.clone(),
            note: talks.note.clone(),
            assumed: assumed.to_vec(),
            seed: simulation.seed(),
            replicates: simulation.replicates(),
            block: Simulation::BLOCK,
            parties: talks.parties.iter().map(|party| named(&party.name, &party.title)).collect(),
            mediator: named(&talks.mediator.name, &talks.mediator.title),
            issues: issues_of(talks),
            rounds: (0..talks.rounds.len()).map(|at| round_of(talks, at)).collect(),
            worlds: worlds.iter().map(|world| WorldPart { name: world.name.clone(), p: world.p }).collect(),
            inputs: inputs_of(beliefs),
            linked: linked_of(beliefs),
            vectors: vectors_of(beliefs),
            by_world: by_world_of(beliefs),
            home: simulation.has_home(),
            claims: simulation.claims().iter().map(claim).collect(),
            variants: simulation.variants().iter().enumerate().map(variant).collect(),
        }
    }

    /// The command that makes a sample of so many draws again, at `sample`.
    pub(crate) fn command(&self, draws: u64, sample: &str) -> String {
        let mut words = vec!["wasit simulate".to_owned(), shell_word(&self.file)];
        words.extend(self.evaluations.flag().map(str::to_owned));
        words.push(format!("--draws {draws} --replicates {} --seed {}", self.replicates, self.seed));
        // The first are the talks as they stand.
        let compared = self.variants.iter().skip(1);
        words.extend(compared.map(|variant| format!("--compare {}", shell_word(&variant.name))));
        words.push(format!("--sample {}", shell_word(sample)));
        words.join(" ")
    }

    /// The text that stands in the file.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("it is texts and numbers")
    }

    /// Reads that text.
    ///
    /// # Errors
    /// Where it is of another form, or damaged.
    pub(crate) fn read(text: &str, name: &str) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        struct Versioned {
            wasit: String,
            form: u32,
        }
        let damaged = |error: serde_json::Error| {
            Failure::advised(
                format!("{name} is damaged: what its columns mean cannot be read: {error}"),
                "simulate again",
            )
        };
        let version: Versioned = serde_json::from_str(text).map_err(damaged)?;
        if version.form != FORM {
            return Err(Failure::advised(
                format!(
                    "{name} was written by wasit {}, in a form that this wasit does not read",
                    version.wasit
                ),
                "simulate again, or explain it with the version that wrote it",
            ));
        }
        serde_json::from_str(text).map_err(damaged)
    }
}

fn issues_of(talks: &Talks) -> Vec<IssuePart> {
    let space = &talks.space;
    let issue = |(at, issue): (usize, &wasit_model::Issue)| IssuePart {
        name: issue.name.clone(),
        title: issue.title.clone(),
        values: (0..issue.values.len())
            .map(|value| wasit_report::words::value(space, at, value as u16))
            .collect(),
    };
    space.issues().iter().enumerate().map(issue).collect()
}

fn round_of(talks: &Talks, at: usize) -> RoundPart {
    let venue = talks.rounds[at].venue.as_ref().map_or(String::new(), |venue| format!(", {venue}"));
    RoundPart { name: format!("round {}{venue}", at + 1), day: talks.days_at(at) }
}

fn inputs_of(beliefs: &Beliefs) -> Vec<InputPart> {
    let draws = beliefs.draws();
    let titles: Vec<String> =
        beliefs.middle().parties.iter().map(|party| within_sentence(&party.title)).collect();
    let columns = draws.columns().iter().enumerate();
    columns
        .map(|(at, column)| {
            let labels: Vec<String> =
                draws.labels(at).unwrap_or_default().into_iter().map(str::to_owned).collect();
            let kind = match (labels.is_empty(), is_yes_no(beliefs, at)) {
                (false, _) => InputKind::Label,
                (true, true) => InputKind::YesNo,
                (true, false) => InputKind::Number,
            };
            InputPart {
                path: column.path.clone(),
                group: column.group.words(&titles),
                kind,
                labels,
                why: column.note.why.clone(),
                source: column.note.source.clone(),
                confidence: column.note.confidence.clone(),
            }
        })
        .collect()
}

/// Whether a column is 0 or 1 in every world.
fn is_yes_no(beliefs: &Beliefs, column: usize) -> bool {
    let draws = beliefs.draws();
    let mut drawn = false;
    (0..draws.worlds().len()).all(|world| match draws.law(world, column).0 {
        Law::Drawn(family) => {
            drawn = true;
            matches!(family.stated(), Stated::Chance { .. })
        }
        Law::Fixed(value) => *value == 0.0 || *value == 1.0,
        Law::Weights(_) => false,
    }) && drawn
}

/// Columns that links join, and members of one vector of weights.
fn linked_of(beliefs: &Beliefs) -> Vec<Vec<usize>> {
    let links = beliefs.draws().links().iter().map(|link| link.between);
    joined(beliefs, links.chain(members_of(beliefs)))
}

/// Members of one vector of weights.
fn vectors_of(beliefs: &Beliefs) -> Vec<Vec<usize>> {
    joined(beliefs, members_of(beliefs))
}

/// Each member of a vector of weights, in whichever world, with the first of it.
fn members_of(beliefs: &Beliefs) -> impl Iterator<Item = (usize, usize)> {
    let draws = beliefs.draws();
    let member = move |world, column| match draws.law(world, column) {
        (Law::Weights(_), member @ 1..) => Some((column - member, column)),
        _ => None,
    };
    (0..draws.worlds().len())
        .flat_map(move |world| (0..draws.columns().len()).filter_map(move |column| member(world, column)))
}

/// The sets that pairs of columns make.
fn joined(beliefs: &Beliefs, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let count = beliefs.draws().columns().len();
    // Each column points at the least of its set.
    let mut least: Vec<usize> = (0..count).collect();
    for (a, b) in pairs {
        let (from, to) = (least[a].max(least[b]), least[a].min(least[b]));
        least.iter_mut().filter(|at| **at == from).for_each(|at| *at = to);
    }
    let set = |first: usize| -> Vec<usize> { (0..count).filter(|at| least[*at] == first).collect() };
    (0..count).map(set).filter(|set| set.len() > 1).collect()
}

/// Columns that are believed otherwise in one world than in another.
fn by_world_of(beliefs: &Beliefs) -> Vec<usize> {
    let draws = beliefs.draws();
    let differs = |column: &usize| {
        (1..draws.worlds().len()).any(|world| draws.law(world, *column) != draws.law(0, *column))
    };
    (0..draws.columns().len()).filter(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasit_files::{Source, StrategyNames, read_beliefs};
    use wasit_strategies::{check_mediator, check_party};

    const TALKS: &str = "
issues:
  x: { values: [a, b] }
  y: { values: [p, q] }
parties:
  A:
    strategy: linear
    walk_away: { range: [0.1, 0.4] }
    weights: { mean: { x: 1, y: 2 }, strength: 10 }
    wants: { x: { values: { a: 1, b: 0 } }, y: { values: { p: 1, q: { range: [0.2, 0.4] } } } }
  B:
    strategy: { any_of: { linear: 1, boulware: 1 } }
    walk_away: { range: [0.1, 0.4] }
    wants: { x: { weight: 1, values: { a: 0, b: 1 } }, y: { weight: 1, values: { p: 0, q: 1 } } }
mediator: { strategy: courier }
legs: 4
links: [ { between: [A.walk_away, B.walk_away], rank_correlation: 0.4 } ]
worlds:
  calm: { p: 0.5 }
  tense: { p: 0.5, set: { B.walk_away: { range: [0.2, 0.4] }, B.strategy: boulware } }
";

    #[test]
    fn what_goes_together_is_as_the_file_says() {
        let names = StrategyNames {
            parties: &|text| check_party(text).map_err(|error| error.to_string()),
            mediators: &|text| check_mediator(text).map_err(|error| error.to_string()),
        };
        let source = Source { name: "made-up.yaml", bytes: TALKS.as_bytes() };
        let beliefs = read_beliefs(&source, &names).unwrap_or_else(|problems| panic!("{problems}"));
        let path = |column: &usize| beliefs.draws().columns()[*column].path.clone();
        let paths = |set: &Vec<usize>| set.iter().map(path).collect::<Vec<_>>().join(" ");
        let sorted = |sets: Vec<Vec<usize>>| {
            let mut sets: Vec<String> = sets.iter().map(paths).collect();
            sets.sort();
            sets
        };
        assert_eq!(
            sorted(linked_of(&beliefs)),
            ["A.walk_away B.walk_away", "A.weights.x A.weights.y"].map(str::to_owned)
        );
        assert_eq!(sorted(vectors_of(&beliefs)), ["A.weights.x A.weights.y"]);
        let mut by_world: Vec<String> = by_world_of(&beliefs).iter().map(path).collect();
        by_world.sort();
        assert_eq!(by_world, ["B.strategy", "B.walk_away"]);
    }
}
