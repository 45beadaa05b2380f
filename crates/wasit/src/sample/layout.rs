//! Which columns a sample has, and what stands in each: one order for every form of file.

use serde::{Deserialize, Serialize};
use wasit_arena::{Blockage, Class, Eased, Held, NO_VALUE, Rows};

use super::meaning::{InputKind, Meaning};

/// The columns of a sample.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(super) columns: Vec<Column>,
    claims: Vec<String>,
}

/// One column.
#[derive(Debug)]
pub(super) struct Column {
    /// What heads it: `iran.walk_away`, `class`, `mediator=courier/class/2`.
    pub(super) name: String,
    pub(super) what: What,
    pub(super) cells: Cells,
}

/// What a column is of; variants, replicates, issues and parties by position.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Draw,
    World,
    Input(usize),
    Margin,
    HomeMargin,
    BestJoint,
    /// The claims of the first blockage, in words.
    Blocker,
    /// All there is to know of what stands in the way, as JSON.
    Blockage,
    Class(Holding),
    Round(Holding),
    Legs(Holding),
    Value(Holding, usize),
    Utility(Holding, usize),
    NoDeal(Holding, usize),
    Ratified(Holding),
}

/// Which holding of a draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holding {
    variant: usize,
    replicate: usize,
}

/// What a column's cells are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cells {
    Number,
    NumberOrNone,
    Whole,
    /// One of these.
    Label(Vec<String>),
    LabelOrNone(Vec<String>),
    TextOrNone,
}

/// A column's cells in a run of rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filled {
    Numbers(Vec<f64>),
    NumbersOrNone(Vec<Option<f64>>),
    Wholes(Vec<i64>),
    /// By position among the column's labels.
    Labels(Vec<u16>),
    LabelsOrNone(Vec<Option<u16>>),
    Texts(Vec<Option<String>>),
}

/// What stands in the way of a deal, as files have it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockagePart {
    sets: Vec<Vec<u16>>,
    moves: Vec<EasedPart>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pairs: Vec<[EasedPart; 2]>,
    #[serde(default, skip_serializing_if = "is_false")]
    cut: bool,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EasedPart {
    claim: u16,
    size: f64,
    cost: f64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Layout {
    /// The columns of a sample of that meaning.
    pub(crate) fn of(meaning: &Meaning) -> Self {
        let mut columns = Vec::new();
        let mut add = |name: String, what: What, cells: Cells| columns.push(Column { name, what, cells });
        add("draw".to_owned(), What::Draw, Cells::Whole);
        if meaning.worlds.len() > 1 {
            let names = meaning.worlds.iter().map(|world| world.name.clone()).collect();
            add("world".to_owned(), What::World, Cells::Label(names));
        }
        for (at, input) in meaning.inputs.iter().enumerate() {
            let cells = match input.kind {
                InputKind::Number | InputKind::YesNo => Cells::Number,
                InputKind::Label => Cells::Label(input.labels.clone()),
            };
            add(input.path.clone(), What::Input(at), cells);
        }
        add("margin".to_owned(), What::Margin, Cells::Number);
        if meaning.home {
            add("home_margin".to_owned(), What::HomeMargin, Cells::Number);
        }
        add("best_joint".to_owned(), What::BestJoint, Cells::NumberOrNone);
        add("blocker".to_owned(), What::Blocker, Cells::TextOrNone);
        add("blockage".to_owned(), What::Blockage, Cells::TextOrNone);
        for (variant, part) in meaning.variants.iter().enumerate() {
            for replicate in 0..part.held {
                let before = if variant == 0 { String::new() } else { format!("{}/", part.name) };
                let after = if replicate == 0 { String::new() } else { format!("/{}", replicate + 1) };
                let name = |what: &str| format!("{before}{what}{after}");
                let holding = Holding { variant, replicate };
                let classes = Class::ALL.iter().map(|class| class.word().to_owned()).collect();
                add(name("class"), What::Class(holding), Cells::Label(classes));
                add(name("round"), What::Round(holding), Cells::Whole);
                add(name("legs_used"), What::Legs(holding), Cells::Whole);
                for (at, issue) in meaning.issues.iter().enumerate() {
                    let cells = Cells::LabelOrNone(issue.values.clone());
                    add(name(&format!("deal/{}", issue.name)), What::Value(holding, at), cells);
                }
                for (at, party) in meaning.parties.iter().enumerate() {
                    add(name(&format!("utility/{}", party.name)), What::Utility(holding, at), Cells::Number);
                    add(name(&format!("no_deal/{}", party.name)), What::NoDeal(holding, at), Cells::Number);
                }
                if meaning.home {
                    add(name("ratified"), What::Ratified(holding), Cells::NumberOrNone);
                }
            }
        }
        let claims = meaning.claims.iter().map(|claim| claim.words.clone()).collect();
        Self { columns, claims }
    }

    /// What `column` holds in `rows`.
    pub(super) fn fill(&self, column: &Column, rows: &Rows) -> Filled {
        let numbers = |all: &[f64], at: usize| Filled::Numbers(Place::of_draw(at).read(all, rows.draws));
        let held = |holding: Holding| &rows.variants[holding.variant];
        match column.what {
            What::Draw => {
                Filled::Wholes((0..rows.draws).map(|draw| (rows.first + draw as u64) as i64).collect())
            }
            What::World => Filled::Labels(rows.worlds.iter().map(|&world| u16::from(world)).collect()),
            What::Input(at) => match (numbers(&rows.values, at), &column.cells) {
                (Filled::Numbers(numbers), Cells::Label(_)) => {
                    Filled::Labels(numbers.into_iter().map(|number| number as u16).collect())
                }
                (numbers, _) => numbers,
            },
            What::Margin => Filled::Numbers(rows.margins.clone()),
            What::HomeMargin => Filled::Numbers(rows.home_margins.clone()),
            What::BestJoint => Filled::NumbersOrNone(known(&rows.best_joint)),
            What::Blocker => texts(rows, |blockage| self.words(blockage)),
            What::Blockage => texts(rows, |blockage| Some(json_of(blockage))),
            What::Class(of) => {
                let classes = of.place(rows, 0).read(&held(of).classes, rows.draws);
                Filled::Labels(classes.into_iter().map(|class| class as u16).collect())
            }
            What::Round(of) => {
                let rounds = of.place(rows, 0).read(&held(of).rounds, rows.draws);
                // People count from one.
                Filled::Wholes(rounds.into_iter().map(|round| i64::from(round) + 1).collect())
            }
            What::Legs(of) => {
                let legs = of.place(rows, 0).read(&held(of).legs, rows.draws);
                Filled::Wholes(legs.into_iter().map(i64::from).collect())
            }
            What::Value(of, issue) => {
                let values = of.place(rows, issue).read(&held(of).packages, rows.draws);
                Filled::LabelsOrNone(
                    values.into_iter().map(|value| (value != NO_VALUE).then_some(value)).collect(),
                )
            }
            What::Utility(of, party) => {
                Filled::Numbers(of.place(rows, party).read(&held(of).utilities, rows.draws))
            }
            What::NoDeal(of, party) => {
                Filled::Numbers(of.place(rows, party).read(&held(of).no_deals, rows.draws))
            }
            What::Ratified(of) => {
                Filled::NumbersOrNone(known(&of.place(rows, 0).read(&held(of).ratified, rows.draws)))
            }
        }
    }

    /// Rows of `draws` draws from `first` on, to be filled column by column.
    pub(super) fn empty(meaning: &Meaning, first: u64, draws: usize) -> Rows {
        let (parties, issues) = (meaning.parties.len(), meaning.issues.len());
        let held = |part: &super::meaning::VariantPart| {
            let holdings = draws * part.held;
            Held {
                replicates: part.held,
                classes: vec![Class::Missed; holdings],
                packages: vec![NO_VALUE; holdings * issues],
                rounds: vec![0; holdings],
                legs: vec![0; holdings],
                utilities: vec![0.0; holdings * parties],
                no_deals: vec![0.0; holdings * parties],
                ratified: if meaning.home { vec![f64::NAN; holdings] } else { Vec::new() },
            }
        };
        Rows {
            first,
            draws,
            values: vec![0.0; draws * meaning.inputs.len()],
            worlds: vec![0; draws],
            margins: vec![0.0; draws],
            home_margins: if meaning.home { vec![0.0; draws] } else { Vec::new() },
            best_joint: vec![f64::NAN; draws],
            blockages: Vec::new(),
            variants: meaning.variants.iter().map(held).collect(),
        }
    }

    /// Puts what `column` holds into `rows`; `None` where it cannot stand there.
    pub(super) fn put(column: &Column, filled: Filled, rows: &mut Rows) -> Option<()> {
        let draws = rows.draws;
        match (column.what, filled) {
            (What::Draw, Filled::Wholes(numbers)) => {
                let expected = (rows.first..).map(|draw| draw as i64);
                numbers
                    .iter()
                    .copied()
                    .zip(expected)
                    .all(|(found, expected)| found == expected)
                    .then_some(())?;
            }
            (What::World, Filled::Labels(worlds)) => {
                rows.worlds = worlds.into_iter().map(|world| world as u8).collect();
            }
            (What::Input(at), Filled::Numbers(numbers)) => {
                Place::of_draw(at).write(&mut rows.values, draws, numbers);
            }
            (What::Input(at), Filled::Labels(labels)) => {
                let numbers = labels.into_iter().map(f64::from).collect();
                Place::of_draw(at).write(&mut rows.values, draws, numbers);
            }
            (What::Margin, Filled::Numbers(margins)) => rows.margins = margins,
            (What::HomeMargin, Filled::Numbers(margins)) => rows.home_margins = margins,
            (What::BestJoint, Filled::NumbersOrNone(numbers)) => rows.best_joint = unknown(numbers),
            (What::Blocker, Filled::Texts(_)) => {}
            (What::Blockage, Filled::Texts(texts)) => {
                for (draw, text) in (rows.first..).zip(texts) {
                    if let Some(text) = text {
                        rows.blockages.push(blockage_of(draw, &text)?);
                    }
                }
            }
            (What::Class(of), Filled::Labels(labels)) => {
                let class = |label: u16| Class::ALL.get(usize::from(label)).copied();
                let classes = labels.into_iter().map(class).collect::<Option<Vec<_>>>()?;
                of.place(rows, 0).write(&mut rows.variants[of.variant].classes, draws, classes);
            }
            (What::Round(of), Filled::Wholes(numbers)) => {
                let round = |number: i64| u16::try_from(number.checked_sub(1)?).ok();
                let rounds = numbers.into_iter().map(round).collect::<Option<Vec<_>>>()?;
                of.place(rows, 0).write(&mut rows.variants[of.variant].rounds, draws, rounds);
            }
            (What::Legs(of), Filled::Wholes(numbers)) => {
                let legs = numbers.into_iter().map(|legs| u32::try_from(legs).ok());
                let legs = legs.collect::<Option<Vec<_>>>()?;
                of.place(rows, 0).write(&mut rows.variants[of.variant].legs, draws, legs);
            }
            (What::Value(of, issue), Filled::LabelsOrNone(labels)) => {
                let values = labels.into_iter().map(|label| label.unwrap_or(NO_VALUE)).collect();
                of.place(rows, issue).write(&mut rows.variants[of.variant].packages, draws, values);
            }
            (What::Utility(of, party), Filled::Numbers(numbers)) => {
                of.place(rows, party).write(&mut rows.variants[of.variant].utilities, draws, numbers);
            }
            (What::NoDeal(of, party), Filled::Numbers(numbers)) => {
                of.place(rows, party).write(&mut rows.variants[of.variant].no_deals, draws, numbers);
            }
            (What::Ratified(of), Filled::NumbersOrNone(numbers)) => {
                of.place(rows, 0).write(&mut rows.variants[of.variant].ratified, draws, unknown(numbers));
            }
            _ => return None,
        }
        Some(())
    }

    /// The claims of the first blockage in words.
    fn words(&self, blockage: &Blockage) -> Option<String> {
        let set = blockage.sets.first()?;
        let members = self.claims.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
        Some(members.map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(" + "))
    }
}

impl Holding {
    /// Where the holding's numbers lie in a column of `rows`.
    fn place(self, rows: &Rows, at: usize) -> Place {
        Place { replicates: rows.variants[self.variant].replicates, replicate: self.replicate, at }
    }
}

/// One of several numbers of one of several holdings of each draw.
#[derive(Clone, Copy, Debug)]
struct Place {
    replicates: usize,
    replicate: usize,
    at: usize,
}

impl Place {
    /// The `at`-th of a draw's numbers.
    fn of_draw(at: usize) -> Self {
        Self { replicates: 1, replicate: 0, at }
    }

    /// By draw: where it lies, among `len` of `draws` draws.
    fn places(self, len: usize, draws: usize) -> impl Iterator<Item = usize> {
        let width = len / (draws * self.replicates).max(1);
        (0..draws).map(move |draw| (draw * self.replicates + self.replicate) * width + self.at)
    }

    fn read<T: Copy>(self, all: &[T], draws: usize) -> Vec<T> {
        self.places(all.len(), draws).map(|place| all[place]).collect()
    }

    fn write<T>(self, all: &mut [T], draws: usize, cells: Vec<T>) {
        for (place, cell) in self.places(all.len(), draws).zip(cells) {
            all[place] = cell;
        }
    }
}

/// Numbers of which NaN stands for none.
fn known(numbers: &[f64]) -> Vec<Option<f64>> {
    numbers.iter().map(|&number| (!number.is_nan()).then_some(number)).collect()
}

/// The other way about.
fn unknown(numbers: Vec<Option<f64>>) -> Vec<f64> {
    numbers.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect()
}

/// A text for every draw that has a blockage.
fn texts(rows: &Rows, text: impl Fn(&Blockage) -> Option<String>) -> Filled {
    let mut texts = vec![None; rows.draws];
    for blockage in &rows.blockages {
        texts[(blockage.draw - rows.first) as usize] = text(blockage);
    }
    Filled::Texts(texts)
}

fn json_of(blockage: &Blockage) -> String {
    let members = |set: &u128| (0..128).filter(|at| set >> at & 1 == 1).collect();
    let eased = |step: &Eased| EasedPart { claim: step.claim, size: step.size, cost: step.cost };
    let part = BlockagePart {
        sets: blockage.sets.iter().map(members).collect(),
        moves: blockage.moves.iter().map(eased).collect(),
        pairs: blockage.pairs.iter().map(|[a, b]| [eased(a), eased(b)]).collect(),
        cut: blockage.cut,
    };
    serde_json::to_string(&part).expect("it is numbers")
}

fn blockage_of(draw: u64, text: &str) -> Option<Blockage> {
    let part: BlockagePart = serde_json::from_str(text).ok()?;
    let set = |members: &Vec<u16>| {
        members.iter().try_fold(0_u128, |set, &at| Some(set | 1_u128.checked_shl(u32::from(at))?))
    };
    let eased = |step: EasedPart| Eased { claim: step.claim, size: step.size, cost: step.cost };
    Some(Blockage {
        draw,
        sets: part.sets.iter().map(set).collect::<Option<_>>()?,
        moves: part.moves.into_iter().map(eased).collect(),
        pairs: part.pairs.into_iter().map(|pair| pair.map(eased)).collect(),
        cut: part.cut,
    })
}
