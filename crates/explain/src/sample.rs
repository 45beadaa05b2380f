use std::ops::Range;

use thiserror::Error;

use crate::interval::{BLOCKS_MIN, Tally};
use crate::ranks::{Ranks, ranks};
use crate::{Class, Event};

/// The most labels that an input may have.
pub const LABELS_MAX: usize = 64;
/// The most claims that blockages may name.
pub const CLAIMS_MAX: usize = 128;
/// The mark for “no value” in [`Variant::packages`]: the holding ended without a signed package.
pub const NO_VALUE: u16 = u16::MAX;

/// What one input's numbers mean.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Numbers with an order.
    Number,
    /// A choice: the number is a label's index.
    Label(Vec<String>),
    /// 0 is no, 1 is yes.
    YesNo,
}

/// One uncertain column of the draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The column's path, which names it in every table: `iran.weights.level`.
    pub path: String,
    /// What sentences call it: `Iran's walk-away`. Where it is empty they have the path.
    pub title: String,
    /// The unit of its numbers, for words; empty where there is none.
    pub unit: String,
    /// To which of [`Columns::groups`] it belongs.
    pub group: usize,
    /// What its numbers mean.
    pub kind: Kind,
    /// One finite number a draw.
    pub values: Vec<f64>,
}

impl Input {
    /// What sentences call it.
    #[must_use]
    pub fn said(&self) -> &str {
        if self.title.is_empty() { &self.path } else { &self.title }
    }
}

/// A negotiated issue, for what the deals hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// Its name.
    pub name: String,
    /// Its values in words, in the order of their indices.
    pub values: Vec<String>,
}

/// A round of the talks.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Its name: “round 3, Muscat”.
    pub name: String,
    /// Days from the start of the talks to its end.
    pub day: f64,
}

/// What one choice (a mediator, a deadline, a strategy) gave. Holdings are stored draw by draw, the replicates of a draw
/// side by side: holding `draw * replicates + replicate`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variant {
    /// Its name: “mediator = courier”.
    pub name: String,
    /// By holding: how it came out.
    pub classes: Vec<Class>,
    /// By holding, then by issue: the index of the value that the signed package has, [`NO_VALUE`] in all issues where none was signed. Empty where
    /// packages were not kept.
    pub packages: Vec<u16>,
    /// By holding: the round in which the talks ended, counted from 0. Empty where it was not kept.
    pub rounds: Vec<u16>,
    /// By holding: legs used. Empty where it was not kept.
    pub legs: Vec<u32>,
    /// By holding, then by party: utility of how it ended (walk-away where there is no deal in force). Empty where it was not kept.
    pub utilities: Vec<f32>,
    /// By holding, then by party: what no deal would have been worth when the talks ended. Empty where it was not kept.
    pub no_deals: Vec<f32>,
    /// By holding: the probability that what was signed is ratified; NaN where nothing was signed. Empty where there is no home body.
    pub ratified: Vec<f32>,
}

/// What kind of claim keeps a deal away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// A red line at the table.
    RedLine,
    /// A party's walk-away.
    WalkAway,
    /// A threshold, or a red line, of a ratifier or of a home body as a whole.
    Home,
}

/// One claim that a deal must respect.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// In words, so that “relaxing …” can go before it: “Iran’s red line on level”.
    pub name: String,
    /// Whose it is: index of the party.
    pub party: usize,
    /// What kind it is.
    pub kind: ClaimKind,
    /// The unit of the sizes of its moves (“points”, “%”); empty where a claim is dropped whole, and every size is 1.
    pub unit: String,
}

/// One claim relaxed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// Which claim.
    pub claim: u16,
    /// By how much, in the claim's own unit; above 0.
    pub size: f64,
    /// What it costs its owner, in points of the owner's utility: what it would have at least with the claim kept, less what it has without; 0 or more, and
    /// of one measure for all kinds of claims. For a walk-away that is the size itself.
    pub cost: f64,
}

/// Why one draw has no deal that could be in force, whatever the talks do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blockage {
    /// Which draw.
    pub draw: u32,
    /// The minimal infeasible sets of claims, bit `c` for claim `c`. None is empty and none holds another.
    pub sets: Vec<u128>,
    /// For each claim that alone gives a deal: the smallest such move. At most one a claim.
    pub moves: Vec<Move>,
    /// Where no single move does: the cheapest pairs that do, as far as they were looked for.
    pub pairs: Vec<[Move; 2]>,
    /// Whether the search was cut: there may be further sets.
    pub cut: bool,
}

/// What all draws gave, as plain columns. [`Sample::new`] says what does not fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// Names of the parties.
    pub parties: Vec<String>,
    /// Names of the groups of inputs, as they stand in a sentence: “Iran’s weights”.
    pub groups: Vec<String>,
    /// The inputs, one column each.
    pub inputs: Vec<Input>,
    /// Which input says the world, where there are several: a [`Kind::Label`]. Other inputs may depend on it.
    pub world: Option<usize>,
    /// Sets of inputs that are not independent of each other, the world aside: linked by a rank correlation, or members of one vector of
    /// weights. Groups that such a set joins count as one in the effects.
    pub linked: Vec<Vec<usize>>,
    /// Those of them that are one vector of weights, which sum to 1: none of these can change by itself.
    pub vectors: Vec<Vec<usize>>,
    /// Inputs that are believed otherwise in one world than in another. The input that says the world need not be among them.
    pub by_world: Vec<usize>,
    /// Holdings of the talks in each draw, at least 1.
    pub replicates: usize,
    /// Draws in each block of the low-discrepancy sequence: draw `i` is in block `i / block`, and only the last may be short. Blocks
    /// are independent of each other. 0 where all draws are independent.
    pub block: usize,
    /// By draw: the greatest, over packages, of the smallest surplus over walk-away of any party; −∞ where red lines leave nothing.
    pub margins: Vec<f64>,
    /// By draw: the same with the home bodies' claims; empty where there is no home body.
    pub home_margins: Vec<f64>,
    /// By draw: the greatest sum of utilities over packages that all could take; NaN where there is none. Empty where it was not kept.
    pub best_joint: Vec<f32>,
    /// The issues, where packages are kept.
    pub issues: Vec<Issue>,
    /// The rounds, where rounds are kept.
    pub rounds: Vec<Round>,
    /// The claims that blockages name.
    pub claims: Vec<Claim>,
    /// The draws without a possible deal that were looked into, in ascending order of draw.
    pub blockages: Vec<Blockage>,
    /// In how many draws, the first ones, it was looked for what blocks; `None` where in all.
    pub looked_into: Option<usize>,
    /// What each choice gave; the first is the talks as they stand in the file, and is never missing.
    pub variants: Vec<Variant>,
}

/// Why columns are no sample.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Misfit {
    /// A column has not as many entries as the draws ask for.
    #[error("{column} has {has} entries; {needs} are needed ({why})")]
    Length {
        /// Which column.
        column: String,
        /// How many entries it has.
        has: usize,
        /// How many it should have.
        needs: usize,
        /// How that follows.
        why: &'static str,
    },
    /// There is nothing to explain.
    #[error("{what} is missing; at least one is needed")]
    Missing {
        /// What there is none of.
        what: &'static str,
    },
    /// A number is not one that may stand there.
    #[error("{column}, entry {at}: {found} is not allowed; {needs}")]
    Value {
        /// Which column.
        column: String,
        /// Which entry, counted from 0.
        at: usize,
        /// What stands there.
        found: String,
        /// What would be right.
        needs: &'static str,
    },
    /// A place is named that does not exist.
    #[error("{column} names {what} {index}; there are {count}")]
    Index {
        /// Where it is named.
        column: String,
        /// What is named.
        what: &'static str,
        /// Which.
        index: usize,
        /// How many there are, counted from 0.
        count: usize,
    },
    /// There is more of something than the explanations can hold.
    #[error("{column} has {has} {what}; at most {most} are allowed")]
    TooMany {
        /// Where.
        column: String,
        /// Of what.
        what: &'static str,
        /// How many there are.
        has: usize,
        /// How many there may be.
        most: usize,
    },
}

/// Columns that fit together. All explanations start from here.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    columns: Columns,
    draws: usize,
    ranks: Vec<Ranks>,
}

impl Sample {
    /// Takes columns that fit together.
    ///
    /// # Errors
    /// [`Misfit`] names the first column that does not fit, and what would be right.
    pub fn new(columns: Columns) -> Result<Self, Misfit> {
        let draws = columns.margins.len();
        if draws == 0 {
            return Err(Misfit::Missing { what: "a draw (in `margins`)" });
        }
        if columns.replicates == 0 {
            return Err(Misfit::Missing { what: "a replicate" });
        }
        if columns.variants.is_empty() {
            return Err(Misfit::Missing { what: "a variant" });
        }
        let mut sample = Self { columns, draws, ranks: Vec::new() };
        sample.check_inputs()?;
        sample.check_draws()?;
        sample.check_claims()?;
        (0..sample.columns.variants.len()).try_for_each(|at| sample.check_variant(at))?;
        sample.ranks = ranks(&sample.columns.inputs);
        Ok(sample)
    }

    fn check_inputs(&self) -> Result<(), Misfit> {
        let columns = &self.columns;
        for input in &columns.inputs {
            let column = || format!("input `{}`", input.path);
            length(column, input.values.len(), self.draws, "one a draw")?;
            index(column, "group", input.group, columns.groups.len())?;
            let labels = match &input.kind {
                Kind::Number => None,
                Kind::YesNo => Some(2),
                Kind::Label(labels) => Some(labels.len()),
            };
            if let Some(has) = labels.filter(|has| *has > LABELS_MAX) {
                return Err(Misfit::TooMany { column: column(), what: "labels", has, most: LABELS_MAX });
            }
            let wrong = |value: f64| match labels {
                None => !value.is_finite(),
                Some(count) => value.fract() != 0.0 || value < 0.0 || value >= count as f64,
            };
            if let Some(at) = input.values.iter().position(|value| wrong(*value)) {
                let found = input.values[at].to_string();
                let needs = match labels {
                    None => "an input is a finite number",
                    Some(_) => "a label is given by its index, yes by 1 and no by 0",
                };
                return Err(Misfit::Value { column: column(), at, found, needs });
            }
        }
        if let Some(world) = columns.world {
            index(|| "`world`".to_owned(), "input", world, columns.inputs.len())?;
            if !matches!(columns.inputs[world].kind, Kind::Label(_)) {
                let column = format!("input `{}`", columns.inputs[world].path);
                let needs = "the input that says the world has labels";
                return Err(Misfit::Value { column, at: 0, found: "a number".to_owned(), needs });
            }
        }
        let named = [("`linked`", &columns.linked), ("`vectors`", &columns.vectors)];
        for (column, input) in
            named.into_iter().flat_map(|(name, sets)| sets.iter().flatten().map(move |input| (name, input)))
        {
            index(|| column.to_owned(), "input", *input, columns.inputs.len())?;
        }
        for input in &columns.by_world {
            index(|| "`by_world`".to_owned(), "input", *input, columns.inputs.len())?;
        }
        Ok(())
    }

    fn check_draws(&self) -> Result<(), Misfit> {
        let (columns, draws) = (&self.columns, self.draws);
        let margins = [("margins", &columns.margins, false), ("home_margins", &columns.home_margins, true)];
        for (name, margins, optional) in margins {
            if !(optional && margins.is_empty()) {
                length(|| format!("`{name}`"), margins.len(), draws, "one a draw")?;
            }
            if let Some(at) = margins.iter().position(|margin| margin.is_nan() || *margin == f64::INFINITY) {
                let (column, found) = (format!("`{name}`"), margins[at].to_string());
                let needs = "a margin is a finite number, or −∞ where red lines leave nothing";
                return Err(Misfit::Value { column, at, found, needs });
            }
        }
        optional("`best_joint`", columns.best_joint.len(), draws, "one a draw")
    }

    fn check_claims(&self) -> Result<(), Misfit> {
        let columns = &self.columns;
        if columns.claims.len() > CLAIMS_MAX {
            let (column, has) = ("`claims`".to_owned(), columns.claims.len());
            return Err(Misfit::TooMany { column, what: "claims", has, most: CLAIMS_MAX });
        }
        for claim in &columns.claims {
            index(|| format!("claim “{}”", claim.name), "party", claim.party, columns.parties.len())?;
        }
        let claims = columns.claims.len();
        let mut last = None;
        for (at, blockage) in columns.blockages.iter().enumerate() {
            let column = || format!("blockage {at}");
            index(column, "draw", blockage.draw as usize, self.looked_into())?;
            if last.is_some_and(|last| last >= blockage.draw) {
                let (found, needs) = (
                    format!("draw {}", blockage.draw),
                    "blockages stand in ascending order of draw, one a draw",
                );
                return Err(Misfit::Value { column: "`blockages`".to_owned(), at, found, needs });
            }
            last = Some(blockage.draw);
            for set in &blockage.sets {
                if *set == 0 {
                    let needs = "a minimal infeasible set has at least one claim";
                    return Err(Misfit::Value {
                        column: column(),
                        at: 0,
                        found: "an empty set".to_owned(),
                        needs,
                    });
                }
                index(column, "claim", 127 - set.leading_zeros() as usize, claims)?;
            }
            for step in blockage.moves.iter().chain(blockage.pairs.iter().flatten()) {
                index(column, "claim", usize::from(step.claim), claims)?;
                let fine = |number: f64| number.is_finite() && number >= 0.0;
                if !fine(step.size) || !fine(step.cost) {
                    let found = format!("a move of size {} and cost {}", step.size, step.cost);
                    let needs = "sizes and costs are finite and 0 or more";
                    return Err(Misfit::Value { column: column(), at: 0, found, needs });
                }
            }
        }
        Ok(())
    }

    fn check_variant(&self, at: usize) -> Result<(), Misfit> {
        let (columns, variant) = (&self.columns, &self.columns.variants[at]);
        let holdings = self.draws * columns.replicates;
        let name = |what: &str| format!("variant “{}”, `{what}`", variant.name);
        length(|| name("classes"), variant.classes.len(), holdings, "draws × replicates")?;
        let issues = columns.issues.len();
        optional(
            &name("packages"),
            variant.packages.len(),
            holdings * issues,
            "draws × replicates × issues",
        )?;
        optional(&name("rounds"), variant.rounds.len(), holdings, "draws × replicates")?;
        optional(&name("legs"), variant.legs.len(), holdings, "draws × replicates")?;
        let parties = columns.parties.len();
        optional(
            &name("utilities"),
            variant.utilities.len(),
            holdings * parties,
            "draws × replicates × parties",
        )?;
        optional(&name("ratified"), variant.ratified.len(), holdings, "draws × replicates")?;
        for round in &variant.rounds {
            index(|| name("rounds"), "round", usize::from(*round), columns.rounds.len())?;
        }
        if issues > 0 {
            for (holding, package) in variant.packages.chunks_exact(issues).enumerate() {
                let signed = variant.classes[holding].signed();
                for (value, issue) in package.iter().zip(&columns.issues) {
                    let fits =
                        if signed { usize::from(*value) < issue.values.len() } else { *value == NO_VALUE };
                    if !fits {
                        let needs = if signed {
                            "a signed package has a value for each issue"
                        } else {
                            "where nothing was signed every issue has the mark NO_VALUE"
                        };
                        let found = format!("value {value} for {}", issue.name);
                        return Err(Misfit::Value { column: name("packages"), at: holding, found, needs });
                    }
                }
            }
        }
        Ok(())
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// How many draws there are.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// Holdings of the talks in each draw.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.columns.replicates
    }

    /// Whether there is a home body: margins with home claims are there.
    #[must_use]
    pub fn has_home(&self) -> bool {
        !self.columns.home_margins.is_empty()
    }

    /// By draw: the margin that a deal in force needs, home bodies included where there are any.
    #[must_use]
    pub fn margins(&self) -> &[f64] {
        if self.has_home() { &self.columns.home_margins } else { &self.columns.margins }
    }

    /// In how many draws, the first ones, it was looked for what blocks.
    #[must_use]
    pub fn looked_into(&self) -> usize {
        self.columns.looked_into.map_or(self.draws, |looked| looked.min(self.draws))
    }

    /// Whether nothing could come of a draw: the margin is negative, and no holding of the talks as they stand came into force. A ratifier whose vote is
    /// uncertain may say yes below its threshold, and then the draw is not blocked.
    pub(crate) fn is_blocked(&self, draw: usize) -> bool {
        self.margins()[draw] < 0.0 && !self.classes(0, draw).contains(&Class::InForce)
    }

    /// By input: its bins.
    pub(crate) fn ranks(&self) -> &[Ranks] {
        &self.ranks
    }

    /// The blocks as ranges of draws; one where all draws are independent.
    pub(crate) fn blocks(&self) -> Vec<Range<usize>> {
        self.blocks_within(self.draws)
    }

    /// The same of the first `draws` draws.
    pub(crate) fn blocks_within(&self, draws: usize) -> Vec<Range<usize>> {
        let size = if self.columns.block == 0 { draws.max(1) } else { self.columns.block };
        (0..draws).step_by(size).map(|from| from..draws.min(from + size)).collect()
    }

    /// The mean over draws of what `of` says of each, `None` for a draw that does not count.
    pub(crate) fn mean(&self, of: impl Fn(usize) -> Option<f64>) -> Tally {
        self.ratio(|draw| of(draw).map_or((0.0, 0.0), |value| (1.0, value)))
    }

    /// The ratio of two sums over draws: `of` says each draw's weight and sum.
    pub(crate) fn ratio(&self, of: impl Fn(usize) -> (f64, f64)) -> Tally {
        let mut tally = Tally::default();
        for block in self.blocks() {
            for draw in block {
                let (weight, sum) = of(draw);
                tally.add_weighted(weight, sum);
            }
            tally.close();
        }
        tally
    }

    /// The holdings of one draw.
    pub(crate) fn holdings(&self, draw: usize) -> Range<usize> {
        draw * self.columns.replicates..(draw + 1) * self.columns.replicates
    }

    /// At least eight parts of the draws, for intervals of what is no mean: the blocks where they are enough, else runs of draws next to each
    /// other. (Runs of one block balance each other, so that their spread says too much rather than too little.)
    pub(crate) fn parts(&self) -> Vec<Range<usize>> {
        const RUNS: usize = 16;
        let blocks = self.blocks();
        if blocks.len() >= BLOCKS_MIN {
            return blocks;
        }
        let cut = |at: usize| at * self.draws / RUNS;
        (0..RUNS).map(|at| cut(at)..cut(at + 1)).filter(|run| !run.is_empty()).collect()
    }

    /// The variant's classes in one draw, by replicate.
    ///
    /// # Panics
    /// Where there is no such variant or draw.
    #[must_use]
    pub fn classes(&self, variant: usize, draw: usize) -> &[Class] {
        let replicates = self.columns.replicates;
        &self.columns.variants[variant].classes[draw * replicates..(draw + 1) * replicates]
    }

    /// By draw: the share of the replicates in which `event` came about, in [0, 1].
    ///
    /// # Panics
    /// Where there is no such variant.
    #[must_use]
    pub fn shares(&self, variant: usize, event: Event) -> Vec<f64> {
        let replicates = self.columns.replicates;
        let share = |classes: &[Class]| {
            classes.iter().filter(|class| event.of(**class)).count() as f64 / replicates as f64
        };
        self.columns.variants[variant].classes.chunks_exact(replicates).map(share).collect()
    }
}

fn length(column: impl Fn() -> String, has: usize, needs: usize, why: &'static str) -> Result<(), Misfit> {
    if has == needs { Ok(()) } else { Err(Misfit::Length { column: column(), has, needs, why }) }
}

fn optional(column: &str, has: usize, needs: usize, why: &'static str) -> Result<(), Misfit> {
    if has == 0 { Ok(()) } else { length(|| column.to_owned(), has, needs, why) }
}

fn index(column: impl Fn() -> String, what: &'static str, index: usize, count: usize) -> Result<(), Misfit> {
    if index < count { Ok(()) } else { Err(Misfit::Index { column: column(), what, index, count }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Columns {
        let input = |path: &str, kind, values: &[f64]| Input {
            path: path.to_owned(),
            title: String::new(),
            unit: String::new(),
            group: 0,
            kind,
            values: values.to_vec(),
        };
        let issue = Issue { name: "level".to_owned(), values: vec!["low".to_owned(), "high".to_owned()] };
        let variant = Variant {
            name: "as it stands".to_owned(),
            classes: vec![Class::InForce, Class::Missed, Class::NoPossibleDeal, Class::NoPossibleDeal],
            packages: vec![1, NO_VALUE, NO_VALUE, NO_VALUE],
            ..Variant::default()
        };
        let claim =
            Claim { name: "a".to_owned(), party: 0, kind: ClaimKind::WalkAway, unit: "points".to_owned() };
        Columns {
            parties: vec!["A".to_owned()],
            groups: vec!["A's".to_owned()],
            inputs: vec![
                input("w", Kind::Label(vec!["x".to_owned(), "y".to_owned()]), &[0.0, 1.0]),
                input("n", Kind::Number, &[0.5, -2.0]),
            ],
            world: Some(0),
            replicates: 2,
            margins: vec![0.5, f64::NEG_INFINITY],
            issues: vec![issue],
            claims: vec![claim],
            blockages: vec![Blockage { draw: 1, sets: vec![1], ..Blockage::default() }],
            variants: vec![variant],
            ..Columns::default()
        }
    }

    fn refuses(spoil: impl Fn(&mut Columns), expect: &str) {
        let mut columns = columns();
        spoil(&mut columns);
        let found = Sample::new(columns).expect_err(expect).to_string();
        assert!(found.contains(expect), "“{found}” does not say “{expect}”");
    }

    #[test]
    fn columns_that_fit_are_taken() {
        let sample = Sample::new(columns()).expect("they fit");
        assert_eq!(sample.draws(), 2);
        assert_eq!(sample.shares(0, Event::InForce), [0.5, 0.0]);
        assert_eq!(sample.classes(0, 1), [Class::NoPossibleDeal; 2]);
        assert!(!sample.has_home());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        refuses(|columns| columns.margins.clear(), "a draw (in `margins`) is missing");
        refuses(
            |columns| columns.replicates = 3,
            "`classes` has 4 entries; 6 are needed (draws × replicates)",
        );
        refuses(|columns| columns.margins[0] = f64::NAN, "`margins`, entry 0: NaN is not allowed");
        refuses(|columns| columns.inputs[1].values[1] = f64::INFINITY, "input `n`, entry 1: inf");
        refuses(|columns| columns.inputs[0].values[1] = 2.0, "input `w`, entry 1: 2 is not allowed");
        refuses(|columns| columns.inputs[1].group = 4, "input `n` names group 4; there are 1");
        refuses(|columns| columns.world = Some(1), "the input that says the world has labels");
        refuses(|columns| columns.home_margins = vec![0.0], "`home_margins` has 1 entries; 2 are needed");
        refuses(|columns| columns.blockages[0].sets[0] = 2, "blockage 0 names claim 1; there are 1");
        refuses(|columns| columns.blockages[0].draw = 2, "blockage 0 names draw 2; there are 2");
        refuses(|columns| columns.looked_into = Some(1), "blockage 0 names draw 1; there are 1");
        refuses(|columns| columns.by_world = vec![2], "`by_world` names input 2; there are 2");
        refuses(|columns| columns.blockages.push(Blockage::default()), "ascending order of draw");
        refuses(|columns| columns.variants[0].packages[2] = 0, "entry 2: value 0 for level");
        refuses(|columns| columns.variants.clear(), "a variant is missing");
    }
}
