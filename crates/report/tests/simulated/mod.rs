//! A simulation's sample made by formulas, and what follows from it.

#![allow(dead_code, reason = "each test file uses a part")]

use wasit_explain::{
    Blockage, Claim, ClaimKind, Class, Columns, Estimate, Explanations, Forecast, Input, Inverse, Issue,
    Kind, Move, NO_VALUE, Round, Sample, Scores, TooFew, Trial, Trials, Variant, explain, scores, trials,
    what_would_it_take,
};
use wasit_report::{
    BeliefNote, BodyFindings, Earlier, HomeFindings, PairFrontiers, RatifierFindings, SimulationReport,
};

/// Draws of a block.
const BLOCK: usize = 256;
const REPLICATES: usize = 2;
const SEATS: [&str; 3] = ["boulware", "linear", "conceder"];

/// A number in [0, 1) for each draw and purpose: evenly spread, and the same everywhere.
fn uniform(draw: usize, purpose: usize) -> f64 {
    const STEPS: [f64; 9] = [
        0.754_877_666_2,
        0.569_840_290_9,
        0.819_172_513_4,
        0.671_043_606_7,
        0.549_700_477_9,
        0.450_137_741_2,
        0.907_116_273_5,
        0.322_185_354_6,
        0.618_033_988_7,
    ];
    (0.5 + STEPS[purpose] * (draw + 1) as f64).fract()
}

/// One draw: Iran's walk-away and weight, its strategy; the walk-away of the United States, and whether its red line holds.
struct Draw {
    walk_aways: [f64; 2],
    weight: f64,
    seat: usize,
    holds: bool,
    margin: f64,
    home: f64,
}

impl Draw {
    fn of(draw: usize) -> Self {
        let walk_aways = [36.0 + 18.0 * uniform(draw, 0), 28.0 + 14.0 * uniform(draw, 1)];
        let weight = 0.1 + 0.3 * uniform(draw, 2);
        let seat = (3.0 * uniform(draw, 3)) as usize;
        let holds = uniform(draw, 4) < 0.4;
        let threshold = 30.0 + 20.0 * uniform(draw, 5);
        let line = if holds { 6.0 } else { 0.0 };
        let margin = 90.0 - walk_aways[0] - walk_aways[1] - line - 10.0 * weight;
        Self { walk_aways, weight, seat, holds, margin, home: margin - 0.3 * (threshold - 34.0).max(0.0) }
    }
}

/// What came of one holding: class, round, what each has.
fn held(draw: usize, replicate: usize, it: &Draw, courier: bool) -> (Class, u16, [f32; 2]) {
    let none = it.walk_aways.map(|at| at as f32);
    if it.margin < 0.0 {
        return (Class::NoPossibleDeal, 4, none);
    }
    if it.home < 0.0 {
        return (Class::BlockedAtHome, 4, none);
    }
    let chance = uniform(draw * REPLICATES + replicate, 6);
    let found = 0.45 + 0.02 * it.home + 0.12 * it.seat as f64 - if courier { 0.2 } else { 0.0 };
    if chance > found {
        return (Class::Missed, 4, none);
    }
    let round = (4.9 * (chance / found.max(0.01)).sqrt()) as u16;
    if uniform(draw, 7) < 0.12 {
        return (Class::NotRatified, round, none);
    }
    let extra = it.margin * (0.4 + 0.2 * uniform(draw, 8));
    let deal = [it.walk_aways[0] + extra, it.walk_aways[1] + 0.9 * (it.margin - extra)];
    (Class::InForce, round, deal.map(|at| at as f32))
}

fn variant(name: &str, draws: usize, courier: bool) -> Variant {
    let mut variant = Variant { name: name.into(), ..Variant::default() };
    for draw in 0..draws {
        let it = Draw::of(draw);
        for replicate in 0..REPLICATES {
            let (class, round, utilities) = held(draw, replicate, &it, courier);
            variant.classes.push(class);
            variant.rounds.push(round);
            variant.legs.push(u32::from(round) * 6 + 3);
            variant.utilities.extend(utilities);
            variant.no_deals.extend(it.walk_aways.map(|at| at as f32));
            let package = if class.signed() {
                let level = (3.0 * uniform(draw, 2)) as u16;
                let ceiling = if uniform(draw, 8) < 0.7 { level } else { 2 - level };
                [level, ceiling, u16::from(uniform(draw, 0) < 0.8)]
            } else {
                [NO_VALUE; 3]
            };
            variant.packages.extend(package);
        }
    }
    variant
}

fn input(path: &str, unit: &str, group: usize, kind: Kind, values: impl Iterator<Item = f64>) -> Input {
    Input {
        path: path.into(),
        title: String::new(),
        unit: unit.into(),
        group,
        kind,
        values: values.collect(),
    }
}

/// The sample: `draws` draws, the mediator as in the file and a courier.
fn columns(draws: usize) -> Columns {
    let each = || (0..draws).map(Draw::of);
    let issue = |name: &str, values: &[&str]| Issue {
        name: name.into(),
        values: values.iter().map(|&value| value.into()).collect(),
    };
    let claim = |name: &str, party: usize, kind: ClaimKind, unit: &str| Claim {
        name: name.into(),
        party,
        kind,
        unit: unit.into(),
    };
    let blockages = (0..draws).filter_map(|draw| {
        let it = Draw::of(draw);
        if it.home >= 0.0 {
            return None;
        }
        let size = -it.home + 0.1;
        let moves =
            vec![Move { claim: 0, size, cost: size }, Move { claim: 1, size: 0.8 * size, cost: 0.8 * size }];
        let sets = if it.holds { vec![0b0111] } else { vec![0b0011] };
        let mut moves = if size < 8.0 { moves } else { Vec::new() };
        if it.holds && size < 6.0 {
            moves.push(Move { claim: 2, size: 1.0, cost: 4.5 });
        }
        Some(Blockage { draw: draw as u32, sets, moves, pairs: Vec::new(), cut: false })
    });
    Columns {
        parties: vec!["Iran".into(), "United States".into()],
        groups: vec![
            "Iran’s walk-away".into(),
            "Iran’s weights".into(),
            "Iran’s behaviour".into(),
            "the walk-away of the United States".into(),
            "the red lines of the United States".into(),
        ],
        inputs: vec![
            input("iran.walk_away", "points", 0, Kind::Number, each().map(|it| it.walk_aways[0])),
            input("iran.weights.level", "", 1, Kind::Number, each().map(|it| it.weight)),
            input(
                "iran.strategy",
                "",
                2,
                Kind::Label(SEATS.map(str::to_owned).to_vec()),
                each().map(|it| it.seat as f64),
            ),
            input("us.walk_away", "points", 3, Kind::Number, each().map(|it| it.walk_aways[1])),
            input("us.red_lines.level", "", 4, Kind::YesNo, each().map(|it| f64::from(u8::from(it.holds)))),
        ],
        replicates: REPLICATES,
        block: BLOCK,
        margins: each().map(|it| it.margin).collect(),
        home_margins: each().map(|it| it.home).collect(),
        best_joint: each().map(|it| if it.margin < 0.0 { f32::NAN } else { 90.0 }).collect(),
        issues: vec![
            issue("level", &["3.67 %", "5 %", "20 %"]),
            issue("ceiling", &["100 kg", "300 kg", "800 kg"]),
            issue("relief", &["at once", "phased"]),
        ],
        rounds: ["Muscat", "Rome", "Muscat", "Rome", "Geneva"]
            .iter()
            .enumerate()
            .map(|(at, place)| Round {
                name: format!("round {}, {place}", at + 1),
                day: 7.0 * (at + 1) as f64,
            })
            .collect(),
        claims: vec![
            claim("Iran’s walk-away", 0, ClaimKind::WalkAway, "points"),
            claim("the walk-away of the United States", 1, ClaimKind::WalkAway, "points"),
            claim("the red line of the United States on level", 1, ClaimKind::RedLine, ""),
        ],
        blockages: blockages.collect(),
        variants: vec![
            variant("the talks as in the file", draws, false),
            variant("mediator = courier", draws, true),
        ],
        ..Columns::default()
    }
}

/// A simulation that was held, with all that is made of it.
pub(crate) struct Simulated {
    pub(crate) title: String,
    pub(crate) sample: Sample,
    pub(crate) explanations: Explanations,
    inverse: Result<Inverse, TooFew>,
    trials: Result<Trials, TooFew>,
    pub(crate) frontiers: Vec<PairFrontiers>,
    pub(crate) home: HomeFindings,
    pub(crate) forecasts: Result<Scores, TooFew>,
    beliefs: Vec<BeliefNote>,
    assumed: Vec<String>,
}

impl Simulated {
    pub(crate) fn new(draws: usize) -> Self {
        Self::of(columns(draws), "Talks in Muscat")
    }

    pub(crate) fn of(columns: Columns, title: &str) -> Self {
        let sample = Sample::new(columns).expect("the columns fit together");
        let explanations = explain(&sample);
        let inverse = what_would_it_take(&sample, 0.8);
        let base: Vec<bool> = (0..400).map(|draw| uniform(draw, 1) < 0.4).collect();
        let trial = |name: &str, party, to: f64| Trial {
            name: name.into(),
            party,
            in_force: (0..400).map(|draw| uniform(draw, 1) < to).collect(),
        };
        let changes = [
            trial("Iran's walk-away lower by 5 points", Some(0), 0.52),
            trial("the mediator courier", None, 0.22),
            trial("twice as many legs", None, 0.41),
        ];
        let trials = trials(&base, &changes);
        let frontier = |draw: usize| {
            let top = 60.0 + 8.0 * uniform(draw, 0);
            (0..20).map(|at| [30.0 + 2.0 * f64::from(at), top - 1.1 * f64::from(at)]).collect()
        };
        let frontiers = vec![PairFrontiers { parties: (0, 1), draws: (0..40).map(frontier).collect() }];
        let estimate = |value: f64| Estimate { value, low: value - 0.02, high: value + 0.02 };
        let home = HomeFindings {
            at_least: 0.5,
            draws: 200,
            bodies: vec![
                BodyFindings { title: "Majles of Iran".into(), party: 0, win_set: estimate(0.34) },
                BodyFindings {
                    title: "Senate of the United States".into(),
                    party: 1,
                    win_set: estimate(0.18),
                },
            ],
            overlap: estimate(0.05),
            ratifiers: vec![
                RatifierFindings {
                    title: "Senate: the median senator".into(),
                    party: 1,
                    pivotal: estimate(0.55),
                },
                RatifierFindings { title: "Majles: the council".into(), party: 0, pivotal: estimate(0.41) },
            ],
        };
        let forecasts: Vec<Forecast> = (0..60)
            .map(|at| {
                let probability = (0.05 + 0.1 * f64::from(at % 10)).min(1.0);
                Forecast { probability, happened: uniform(at as usize, 3) < probability }
            })
            .collect();
        let beliefs = vec![BeliefNote {
            path: "iran.walk_away".into(),
            why: Some("sanctions bite less than in 2015".into()),
            source: Some("interviews, April 2025".into()),
            confidence: Some("low".into()),
        }];
        Self {
            title: title.into(),
            sample,
            explanations,
            inverse,
            trials,
            frontiers,
            home,
            forecasts: scores(&forecasts),
            beliefs,
            assumed: vec!["Values of an issue are taken as evenly spaced where nothing else is said.".into()],
        }
    }

    pub(crate) fn with<T>(&self, show: impl FnOnce(&SimulationReport<'_>) -> T) -> T {
        show(&SimulationReport {
            title: &self.title,
            note: Some("Illustrative ranges."),
            file: "muscat.yaml",
            sha256: "00ff",
            version: "0.0.0",
            seed: 7,
            command: "wasit simulate muscat.yaml --draws 4096 --seed 7 --compare mediator=courier --report report.html",
            assumed: &self.assumed,
            warnings: &[],
            beliefs: &self.beliefs,
            sample: &self.sample,
            explanations: &self.explanations,
            inverse: Some(&self.inverse),
            trials: Some(&self.trials),
            swaps: None,
            frontiers: &self.frontiers,
            undrawn: None,
            home: Some(&self.home),
            earlier: Earlier::Kept { ledger: "forecasts.jsonl", scores: &self.forecasts },
        })
    }
}
