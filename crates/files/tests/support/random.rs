//! Random talks, drawn from a list of numbers: with fewer and smaller numbers they become simpler.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use jiff::ToSpan;
use jiff::civil::Date;
use wasit_model::{
    BoxFactor, Discount, DiscountPer, Drift, Factor, Issue, Mediator, Package, Party, Preferences, RedLine,
    Round, Space, TableFactor, Talks, ValueIndex, ValueSet, Values, WalkAway,
};

/// Where chance comes from: zeros when the list is used up.
pub struct Chance<'a> {
    numbers: std::slice::Iter<'a, u32>,
}

impl<'a> Chance<'a> {
    pub fn new(numbers: &'a [u32]) -> Self {
        Self { numbers: numbers.iter() }
    }

    /// A number under `bound`.
    pub fn under(&mut self, bound: usize) -> usize {
        self.numbers.next().copied().unwrap_or(0) as usize % bound
    }

    pub fn yes(&mut self) -> bool {
        self.under(2) == 1
    }

    pub fn one_of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.under(all.len())]
    }

    /// A worth: round figures, and such as no decimal gives.
    pub fn worth(&mut self) -> f64 {
        match self.under(5) {
            0 => 0.0,
            1 => 1.0,
            2 => self.under(101) as f64 / 100.0,
            3 => self.under(1000) as f64 / 7.0 - 50.0,
            _ => f64::from(self.numbers.next().copied().unwrap_or(0)) / f64::from(u32::MAX),
        }
    }
}

const WORDS: &[&str] = &[
    "may",
    "June 1",
    "yes",
    "1.10",
    "~",
    "null",
    "a: b",
    "x #y",
    "- z",
    "[1]",
    "'",
    "\"q\"",
    "50 %",
    "ñandú",
    "<<",
    "true",
    "0x1",
    "*a",
    "&b",
    "!c",
    "%d",
    "@e",
    "`f",
    "{g}",
    "h,i",
    "a\\b",
    "|",
    ">",
    "?",
    "€/m³",
    "2024-01-01",
    "u\u{2028}u",
    "\u{1f600}",
    "very long words that fill a line and then some more of it, to see how it is laid out",
];

/// What a space may have.
#[derive(Clone, Copy, PartialEq)]
pub enum Kinds {
    /// Issues of every kind.
    All,
    /// Issues of words alone.
    Words,
}

fn values(chance: &mut Chance<'_>, kinds: Kinds) -> Values {
    match if kinds == Kinds::All { chance.under(6) } else { 0 } {
        0 => {
            let mut labels: Vec<String> = Vec::new();
            for _ in 0..=chance.under(5) {
                let word = chance.one_of(WORDS).to_owned();
                if !labels.contains(&word) {
                    labels.push(word);
                }
            }
            Values::categorical(labels).unwrap()
        }
        1 => Values::categorical(
            ["10", "2.5", "1e1000", "-3"][..1 + chance.under(2)].iter().map(|&t| t.into()).collect(),
        )
        .unwrap(),
        2 => {
            let from = chance.under(40) as i64 - 20;
            Values::integers(from, from + chance.under(15) as i64, 1 + chance.under(4) as i64).unwrap()
        }
        3 => {
            let step = [0.1, 0.25, 1.0, 1.0 / 3.0, 1e-9][chance.under(5)];
            let from = chance.under(100) as f64 / 8.0 * step - step;
            Values::reals(from, from + step * chance.under(14) as f64, step).unwrap()
        }
        4 => {
            let from: Date = chance.one_of(&["2025-01-31", "2024-02-29", "2026-06-15"]).parse().unwrap();
            let step = [1.month(), 90.days(), 2.weeks(), 1.year(), 7.months()][chance.under(5)];
            let to = from.checked_add(step.checked_mul(chance.under(13) as i64).unwrap()).unwrap();
            Values::dates(from, to, step).unwrap()
        }
        _ => {
            let day: Date = "2025-12-01".parse().unwrap();
            Values::dates(day, day, 1.day()).unwrap()
        }
    }
}

fn maybe(chance: &mut Chance<'_>) -> Option<String> {
    const TEXTS: &[&str] =
        &["Two\nlines: of text", "A note.", "x\n\n y", "- z", "\"", "50 % #1", "été", "a\tb"];
    chance.yes().then(|| chance.one_of(TEXTS).to_owned())
}

pub fn space(chance: &mut Chance<'_>, kinds: Kinds) -> Space {
    const NAMES: &[&str] = &["price", "delivery: when", "años", "- dash", "#5"];
    let issues = (0..=chance.under(4)).map(|at| {
        let name = NAMES[at].to_owned();
        Issue {
            title: maybe(chance).unwrap_or_else(|| name.clone()),
            name,
            unit: maybe(chance),
            description: maybe(chance),
            values: values(chance, kinds),
        }
    });
    Space::new(issues.collect()).unwrap()
}

fn set(chance: &mut Chance<'_>, width: usize) -> ValueSet {
    if chance.yes() {
        let (a, b) = (chance.under(width), chance.under(width));
        return (0..width).map(|at| (a.min(b)..=a.max(b)).contains(&at)).collect();
    }
    let mut set: ValueSet = (0..width).map(|_| chance.yes()).collect();
    set[chance.under(width)] = true;
    set
}

fn scope(chance: &mut Chance<'_>, issues: usize, least: usize) -> Vec<usize> {
    let mut scope: Vec<usize> = (0..issues).filter(|_| chance.yes()).collect();
    let mut at = 0;
    while scope.len() < least {
        if !scope.contains(&at) {
            scope.push(at);
        }
        at += 1;
    }
    scope.sort_unstable();
    scope
}

fn clauses(chance: &mut Chance<'_>, space: &Space, least: usize) -> Vec<(usize, ValueSet)> {
    let scope = scope(chance, space.issues().len(), least);
    scope.into_iter().map(|issue| (issue, set(chance, space.width(issue)))).collect()
}

/// Tables first, then boxes: so a talks file has them.
fn factors(chance: &mut Chance<'_>, space: &Space) -> Vec<Factor> {
    let mut factors = Vec::new();
    if space.issues().len() > 1 {
        for _ in 0..chance.under(3) {
            let scope = scope(chance, space.issues().len(), 2);
            let size: usize = scope.iter().map(|&issue| space.width(issue)).product();
            if size <= 400 {
                let sparse = chance.yes();
                let table =
                    (0..size).map(|_| if sparse && chance.under(8) > 0 { 0.0 } else { chance.worth() });
                factors.push(Factor::Table(TableFactor { table: table.collect(), scope }));
            }
        }
    }
    for _ in 0..chance.under(3) {
        let utility = chance.worth() - 0.5;
        factors.push(Factor::Box(BoxFactor { clauses: clauses(chance, space, 1), utility }));
    }
    factors
}

/// Red lines as a talks file makes them, and with words of their own; the first package stays within all of them.
fn red_lines(chance: &mut Chance<'_>, space: &Space) -> Vec<RedLine> {
    let mut lines = Vec::new();
    for _ in 0..chance.under(4) {
        let mut clauses = clauses(chance, space, 1);
        clauses.truncate(1 + chance.under(3));
        clauses[0].1[0] = false;
        if clauses[0].1.contains(&true) {
            let words =
                maybe(chance).unwrap_or_else(|| format!("{} never", space.issues()[clauses[0].0].name));
            lines.push(RedLine { clauses, words: words.trim().to_owned() });
        }
    }
    lines
}

/// What of a party's preferences is drawn.
#[derive(Clone, Copy, PartialEq)]
pub enum Wants {
    /// All that the model knows.
    All,
    /// Single issues and a constant walk-away.
    Additive,
}

fn preferences(chance: &mut Chance<'_>, space: &Space, wants: Wants, dated: bool) -> Preferences {
    let tables: Vec<Vec<f64>> = (0..space.issues().len())
        .map(|issue| {
            let width = space.width(issue);
            match chance.under(3) {
                0 => vec![0.0; width],
                1 => (0..width).map(|at| at as f64 * 0.1 - 0.3).collect(),
                _ => (0..width).map(|_| chance.worth()).collect(),
            }
        })
        .collect();
    let all = wants == Wants::All;
    let factors = if all { factors(chance, space) } else { Vec::new() };
    let red_lines = if all { red_lines(chance, space) } else { Vec::new() };
    let open = WalkAway { start: f64::NEG_INFINITY, drift: None };
    let draft = Preferences::new(space, tables, factors, red_lines, open, None).unwrap();
    // What some package gives, and so never above the best.
    let reached = draft.utility(&space.first());
    let walk_away = match chance.under(if all { 6 } else { 2 }) {
        0 => open,
        1 => WalkAway { start: reached, drift: None },
        2 => WalkAway { start: reached - 0.37, drift: Some(Drift::To(reached + 0.1)) },
        3 => WalkAway { start: reached, drift: Some(Drift::PerLeg(0.001)) },
        4 => WalkAway { start: reached + 1.0 / 3.0, drift: Some(Drift::PerDay(-1.0 / 3.0)) },
        _ => WalkAway { start: reached - 1.0, drift: Some(Drift::PerLeg(-0.5)) },
    };
    let per =
        [DiscountPer::Leg, DiscountPer::Talks, DiscountPer::Day][chance.under(if dated { 3 } else { 2 })];
    let discount = (all && chance.yes()).then(|| Discount {
        factor: [1.0, 0.999, 1.0 / 3.0][chance.under(3)],
        per,
        walk_away_too: chance.yes(),
    });
    let (tables, factors) = (draft.open_tables().to_vec(), draft.factors().to_vec());
    Preferences::new(space, tables, factors, draft.red_lines().to_vec(), walk_away, discount).unwrap()
}

fn rounds(chance: &mut Chance<'_>, issues: usize) -> Vec<Round> {
    if chance.yes() {
        return vec![Round { legs: 1 + chance.under(500) as u32, ..Round::default() }];
    }
    let mut day: Date = "2025-04-12".parse().unwrap();
    (0..=chance.under(3))
        .map(|_| {
            day = day.checked_add((chance.under(40) as i64).days()).unwrap();
            let agenda = scope(chance, issues, 0);
            Round {
                date: chance.yes().then_some(day),
                venue: maybe(chance),
                legs: 1 + chance.under(20) as u32,
                agenda,
                note: maybe(chance),
            }
        })
        .collect()
}

/// Talks with `parties` parties that sit at seats of which nothing is said.
pub fn plain_talks(chance: &mut Chance<'_>, parties: usize, kinds: Kinds, wants: Wants) -> Talks {
    let mut space = space(chance, kinds);
    space = Space::new(
        space
            .issues()
            .iter()
            .map(|issue| Issue { title: issue.name.clone(), unit: None, description: None, ..issue.clone() })
            .collect(),
    )
    .unwrap();
    let party = |chance: &mut Chance<'_>, name: &str| Party {
        name: name.to_owned(),
        title: name.to_owned(),
        strategy: "boulware".to_owned(),
        preferences: preferences(chance, &space, wants, false),
        home: None,
    };
    let names = ["a", "b", "c"];
    Talks {
        title: "Talks".to_owned(),
        note: None,
        parties: (0..parties).map(|at| party(chance, names[at])).collect(),
        mediator: Mediator { name: "mediator".into(), title: "mediator".into(), strategy: "courier".into() },
        rounds: vec![Round { legs: 100 * parties as u32, ..Round::default() }],
        space,
    }
}

/// Talks with everything that the model holds.
pub fn talks(chance: &mut Chance<'_>) -> Talks {
    let space = space(chance, Kinds::All);
    let rounds = rounds(chance, space.issues().len());
    let dated = rounds.iter().any(|round| round.date.is_some());
    let mut party = |name: &str| Party {
        name: name.to_owned(),
        title: maybe(chance).unwrap_or_else(|| name.to_owned()),
        strategy: chance.one_of(&["boulware", "time:exponent=2,max=0.95", "micro"]).to_owned(),
        preferences: preferences(chance, &space, Wants::All, dated),
        home: None,
    };
    let parties =
        ["seller", "#buyer", "the third: party"].map(&mut party).into_iter().take(3).collect::<Vec<_>>();
    let parties = parties.into_iter().take(2 + chance.under(2)).collect();
    let talks = Talks {
        title: maybe(chance).unwrap_or_else(|| "Talks".to_owned()),
        note: maybe(chance),
        mediator: Mediator {
            name: chance.one_of(&["mediator", "un envoy"]).to_owned(),
            title: maybe(chance).unwrap_or_else(|| "mediator".to_owned()),
            strategy: "bridge".to_owned(),
        },
        space,
        parties,
        rounds,
    };
    talks.check().unwrap();
    talks
}

/// A few packages of a space.
pub fn packages(chance: &mut Chance<'_>, space: &Space) -> Vec<Package> {
    let one = |chance: &mut Chance<'_>| -> Package {
        (0..space.issues().len()).map(|issue| chance.under(space.width(issue)) as ValueIndex).collect()
    };
    (0..40).map(|_| one(chance)).collect()
}
