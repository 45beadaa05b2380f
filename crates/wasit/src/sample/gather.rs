//! Rows as the columns that explanations start from.

use wasit_arena::{Class, NO_VALUE, Rows, Simulation};
use wasit_explain::{
    Blockage, Claim, ClaimKind, Columns, Input, Issue, Kind, Misfit, Move, Round, Sample, Variant,
};

use wasit_model::within_sentence;

use super::meaning::{ClaimSort, InputKind, Meaning};
use super::titles::title_of;

/// Explanations are of so many draws at most, the first ones: a prefix of the sequence is a sample by itself.
pub(crate) const EXPLAINED_MAX: u64 = 1 << 17;

/// Gathers a sample's first draws.
pub(crate) struct Gathering {
    columns: Columns,
    /// Whether the world is an input of its own, after the others.
    worlds: bool,
    draws: u64,
}

impl Gathering {
    /// Begins with none.
    pub(crate) fn new(meaning: &Meaning) -> Self {
        let mut groups: Vec<String> = Vec::new();
        let mut group = |words: &str| {
            groups.iter().position(|known| known == words).unwrap_or_else(|| {
                groups.push(words.to_owned());
                groups.len() - 1
            })
        };
        let mut inputs: Vec<Input> = meaning
            .inputs
            .iter()
            .map(|input| Input {
                path: input.path.clone(),
                title: title_of(&input.path, &meaning.parties, &meaning.issues).unwrap_or_default(),
                unit: String::new(),
                group: group(&input.group),
                kind: match input.kind {
                    InputKind::Number => Kind::Number,
                    InputKind::Label => Kind::Label(input.labels.clone()),
                    InputKind::YesNo => Kind::YesNo,
                },
                values: Vec::new(),
            })
            .collect();
        let worlds = meaning.worlds.len() > 1;
        if worlds {
            let names = meaning.worlds.iter().map(|world| world.name.clone()).collect();
            inputs.push(Input {
                path: "world".to_owned(),
                title: "the world".to_owned(),
                unit: String::new(),
                group: group("world"),
                kind: Kind::Label(names),
                values: Vec::new(),
            });
        }
        let claim = |part: &super::meaning::ClaimPart| Claim {
            name: part.words.clone(),
            party: part.party,
            kind: match part.kind {
                ClaimSort::RedLine => ClaimKind::RedLine,
                ClaimSort::WalkAway => ClaimKind::WalkAway,
                ClaimSort::Home => ClaimKind::Home,
            },
            unit: part.unit.clone(),
        };
        let variant =
            |part: &super::meaning::VariantPart| Variant { name: part.name.clone(), ..Variant::default() };
        let columns = Columns {
            parties: meaning.parties.iter().map(|party| within_sentence(&party.title)).collect(),
            world: worlds.then(|| inputs.len() - 1),
            groups,
            inputs,
            linked: meaning.linked.clone(),
            vectors: meaning.vectors.clone(),
            by_world: meaning.by_world.clone(),
            looked_into: Some(Simulation::BLOCKAGES_UP_TO as usize),
            replicates: meaning.replicates,
            block: meaning.block as usize,
            issues: meaning
                .issues
                .iter()
                .map(|issue| Issue { name: issue.title.clone(), values: issue.values.clone() })
                .collect(),
            rounds: meaning
                .rounds
                .iter()
                .map(|round| Round { name: round.name.clone(), day: f64::from(round.day) })
                .collect(),
            claims: meaning.claims.iter().map(claim).collect(),
            variants: meaning.variants.iter().map(variant).collect(),
            ..Columns::default()
        };
        Self { columns, worlds, draws: 0 }
    }

    /// Adds a run of rows, as far as explanations reach.
    pub(crate) fn add(&mut self, rows: &Rows) {
        let take = (EXPLAINED_MAX - self.draws).min(rows.draws as u64) as usize;
        if take == 0 {
            return;
        }
        let (parties, issues) = (self.columns.parties.len(), self.columns.issues.len());
        let Columns { inputs, margins, home_margins, best_joint, blockages, variants, replicates, .. } =
            &mut self.columns;
        let width = inputs.len() - usize::from(self.worlds);
        for (at, input) in inputs[..width].iter_mut().enumerate() {
            input.values.extend((0..take).map(|draw| rows.values[draw * width + at]));
        }
        if self.worlds {
            inputs[width].values.extend(rows.worlds[..take].iter().map(|&world| f64::from(world)));
        }
        margins.extend_from_slice(&rows.margins[..take]);
        home_margins.extend_from_slice(&rows.home_margins[..take.min(rows.home_margins.len())]);
        best_joint.extend(rows.best_joint[..take].iter().map(|&sum| sum as f32));
        let within = rows.blockages.iter().filter(|blockage| blockage.draw < rows.first + take as u64);
        blockages
            .extend(within.map(|blockage| blockage_of(blockage, self.draws + blockage.draw - rows.first)));
        for (variant, held) in variants.iter_mut().zip(&rows.variants) {
            for draw in 0..take {
                for replicate in 0..*replicates {
                    let holding = draw * held.replicates + replicate.min(held.replicates - 1);
                    variant.classes.push(class_of(held.classes[holding]));
                    let package = &held.packages[holding * issues..(holding + 1) * issues];
                    variant.packages.extend(
                        package.iter().map(
                            |&value| {
                                if value == NO_VALUE { wasit_explain::NO_VALUE } else { value }
                            },
                        ),
                    );
                    variant.rounds.push(held.rounds[holding]);
                    variant.legs.push(held.legs[holding]);
                    let utilities = &held.utilities[holding * parties..(holding + 1) * parties];
                    variant.utilities.extend(utilities.iter().map(|&utility| utility as f32));
                    let no_deals = &held.no_deals[holding * parties..(holding + 1) * parties];
                    variant.no_deals.extend(no_deals.iter().map(|&level| level as f32));
                    variant.ratified.extend(held.ratified.get(holding).map(|&p| p as f32));
                }
            }
        }
        self.draws += take as u64;
    }

    /// How many draws were gathered.
    pub(crate) fn draws(&self) -> u64 {
        self.draws
    }

    /// The sample.
    ///
    /// # Errors
    /// Where the rows do not fit together: a file that was changed.
    pub(crate) fn finish(self) -> Result<Sample, Misfit> {
        Sample::new(self.columns)
    }
}

fn class_of(class: Class) -> wasit_explain::Class {
    match class {
        Class::NoPossibleDeal => wasit_explain::Class::NoPossibleDeal,
        Class::BlockedAtHome => wasit_explain::Class::BlockedAtHome,
        Class::Missed => wasit_explain::Class::Missed,
        Class::NotRatified => wasit_explain::Class::NotRatified,
        Class::InForce => wasit_explain::Class::InForce,
    }
}

fn blockage_of(blockage: &wasit_arena::Blockage, draw: u64) -> Blockage {
    let eased = |step: &wasit_arena::Eased| Move { claim: step.claim, size: step.size, cost: step.cost };
    Blockage {
        draw: draw as u32,
        sets: blockage.sets.clone(),
        moves: blockage.moves.iter().map(eased).collect(),
        pairs: blockage.pairs.iter().map(|[a, b]| [eased(a), eased(b)]).collect(),
        cut: blockage.cut,
    }
}
