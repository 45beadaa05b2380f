//! `cargo xtask klein`: holds the talks of the tutorial on the prisoners' dilemma of mediation, and writes their
//! figures into it.
//!
//! M. Klein, P. Faratin, H. Sayama, Y. Bar-Yam, "Negotiating complex contracts", Group Decision and Negotiation 12
//! (2003).

mod contract;
mod experiment;
mod figures;

use std::fmt::Write as _;

use crate::marks::between;

use experiment::{Arrangement, Gains, Size, Voter, hold};
use figures::{Figure, difference, mean};

const PAGE: &str = "docs/tutorials/prisoners-dilemma-of-mediation.md";
const BEGIN: &str = "<!-- figures: begin; made by `cargo xtask klein` -->";
const END: &str = "<!-- figures: end -->";

const ISSUES: usize = 100;
/// Contracts for the sweep are others than those for the figures: what is chosen on some is measured on others.
const SWEEP: Size = Size { issues: ISSUES, drafts: 0, contracts: 16, seed: 2 };
const FIGURES: Size = Size { issues: ISSUES, drafts: 0, contracts: 100, seed: 1 };
const HEATS: [f64; 5] = [0.005, 0.01, 0.02, 0.05, 0.1];
const DRAFTS: [u32; 3] = [500, 1_000, 2_000];
const MEDIATOR_HEATS: [f64; 4] = [0.5, 1.0, 2.0, 4.0];
/// More drafts are not worth it where doubling their number gains less than this share.
const ENOUGH: f64 = 0.01;

/// Holds the talks and writes the page.
///
/// # Errors
/// What keeps the page from being read or written.
pub(crate) fn run() -> Result<(), String> {
    let path = crate::root().join(PAGE);
    let page = std::fs::read_to_string(&path).map_err(|error| format!("{PAGE}: {error}"))?;
    let figures = figures_page();
    let page = between(&page, BEGIN, END, &figures).ok_or_else(|| format!("{PAGE} lacks its two marks"))?;
    std::fs::write(&path, page).map_err(|error| format!("{PAGE}: {error}"))?;
    print!("{figures}");
    Ok(())
}

/// What the sweep chose.
struct Chosen {
    heat: f64,
    drafts: u32,
    mediator_heat: f64,
}

fn figures_page() -> String {
    let mut page = String::new();
    let chosen = sweep(&mut page);
    let size = Size { drafts: chosen.drafts, ..FIGURES };
    dilemma(&mut page, size, &chosen);
    page
}

fn unanimous(voters: [Voter; 2]) -> Arrangement {
    Arrangement { voters, mediator_heat: None }
}

fn joint(gains: &[Gains]) -> Figure {
    mean(gains.iter().map(|gains| gains.joint))
}

/// Tries heats and numbers of drafts for two annealers, and heats of an annealing mediator for two climbers.
fn sweep(page: &mut String) -> Chosen {
    let voters = HEATS.map(|heat| unanimous([Voter::Anneals { heat }; 2]));
    let by_drafts = DRAFTS.map(|drafts| {
        eprintln!("trying {drafts} drafts");
        let held = hold(Size { drafts, ..SWEEP }, &voters);
        held.iter().map(|gains| joint(gains)).collect::<Vec<_>>()
    });
    let _ = writeln!(
        page,
        "**Choosing the heat and the number of drafts.** What two annealers reach together, as a share of the best \
         sum known: mean of {} contracts (seed {}).\n",
        SWEEP.contracts, SWEEP.seed
    );
    page.push_str(&row("drafts", HEATS.map(|heat| format!("T0 = {heat}"))));
    page.push_str(&row("---:", HEATS.map(|_| "---:".to_owned())));
    for (drafts, figures) in DRAFTS.iter().zip(&by_drafts) {
        page.push_str(&row(drafts, figures.iter().map(|figure| format!("{:.3}", figure.mean))));
    }
    let best = |row: &Vec<Figure>| {
        (0..row.len()).max_by(|&a, &b| row[a].mean.total_cmp(&row[b].mean)).expect("a heat was tried")
    };
    let reached = by_drafts.each_ref().map(|row| row[best(row)].mean);
    let enough = (0..DRAFTS.len() - 1).find(|&at| reached[at + 1] < reached[at] * (1.0 + ENOUGH));
    let at = enough.unwrap_or(DRAFTS.len() - 1);
    let (drafts, heat) = (DRAFTS[at], HEATS[best(&by_drafts[at])]);

    let mediators =
        MEDIATOR_HEATS.map(|heat| Arrangement { voters: [Voter::Climbs; 2], mediator_heat: Some(heat) });
    let held = hold(Size { drafts, ..SWEEP }, &mediators);
    let figures: Vec<Figure> = held.iter().map(|gains| joint(gains)).collect();
    let mediator_heat = MEDIATOR_HEATS[best(&figures)];
    let _ = writeln!(
        page,
        "\nChosen: T0 = {heat} and {drafts} drafts. A mediator who anneals, with two climbers and {drafts} drafts:\n"
    );
    page.push_str(&row("", MEDIATOR_HEATS.map(|heat| format!("heat = {heat}"))));
    page.push_str(&row("---", MEDIATOR_HEATS.map(|_| "---:".to_owned())));
    page.push_str(&row("together", figures.iter().map(|figure| format!("{:.3}", figure.mean))));
    let _ = writeln!(page, "\nChosen: heat = {mediator_heat}.\n");
    Chosen { heat, drafts, mediator_heat }
}

/// A row of a table.
fn row(head: impl std::fmt::Display, cells: impl IntoIterator<Item = String>) -> String {
    let cells: String = cells.into_iter().map(|cell| format!(" {cell} |")).collect();
    format!("| {head} |{cells}\n")
}

/// Climber with climber, annealer with climber, annealer with annealer: under both mediators, on the same contracts.
fn dilemma(page: &mut String, size: Size, chosen: &Chosen) {
    let (climbs, anneals) = (Voter::Climbs, Voter::Anneals { heat: chosen.heat });
    let pairs = [[climbs, climbs], [anneals, climbs], [anneals, anneals]];
    let arrangements: Vec<Arrangement> = [None, Some(chosen.mediator_heat)]
        .into_iter()
        .flat_map(|mediator_heat| pairs.map(|voters| Arrangement { voters, mediator_heat }))
        .collect();
    eprintln!("holding the talks that are compared");
    let held = hold(size, &arrangements);
    let _ = writeln!(
        page,
        "**The figures.** {} contracts of {} issues (seed {}), {} drafts, T0 = {}. A side's gain is a share of the \
         best that it could get alone; both together, a share of the best sum known. Means with 95 % intervals.\n",
        size.contracts, size.issues, size.seed, size.drafts, chosen.heat
    );
    for (part, name) in held.chunks(3).zip(["a yes from both", "the mediator anneals over votes of degree"]) {
        let _ = writeln!(
            page,
            "Mediator: *{name}*\n\n| first | second | first gains | second gains | together |"
        );
        let _ = writeln!(page, "|---|---|---:|---:|---:|");
        for (gains, pair) in part.iter().zip(pairs) {
            let side = |at: usize| mean(gains.iter().map(|gains| gains.sides[at]));
            let [first, second] = pair.map(|voter| if voter == climbs { "climbs" } else { "anneals" });
            let _ = writeln!(page, "| {first} | {second} | {} | {} | {} |", side(0), side(1), joint(gains));
        }
        let _ = writeln!(page);
        let Dilemma { together, temptation, safety } = Dilemma::of(part);
        let _ = writeln!(page, "- Two annealers over two climbers, together: {together:+}.");
        let _ = writeln!(page, "- Climbing rather than annealing against an annealer gains {temptation:+}.");
        let _ = writeln!(page, "- Climbing rather than annealing against a climber gains {safety:+}.\n");
    }
}

/// What makes a prisoners' dilemma: all three above 0. Differences are taken contract by contract.
struct Dilemma {
    /// What two annealers reach together over what two climbers do.
    together: Figure,
    /// What climbing against an annealer gains over annealing against it.
    temptation: Figure,
    /// What climbing against a climber gains over annealing against it.
    safety: Figure,
}

impl Dilemma {
    /// From the gains of (climber, climber), (annealer, climber) and (annealer, annealer).
    fn of(held: &[Vec<Gains>]) -> Self {
        let [climbers, mixed, annealers] = held else { panic!("three arrangements") };
        let second = |gains: &[Gains]| gains.iter().map(|gains| gains.sides[1]).collect::<Vec<_>>();
        let first = |gains: &[Gains]| gains.iter().map(|gains| gains.sides[0]).collect::<Vec<_>>();
        let both = |gains: &[Gains]| gains.iter().map(|gains| gains.joint).collect::<Vec<_>>();
        Self {
            together: difference(&both(annealers), &both(climbers)),
            temptation: difference(&second(mixed), &second(annealers)),
            safety: difference(&first(climbers), &first(mixed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size { issues: 30, drafts: 1_000, contracts: 60, seed: 3 };

    #[test]
    fn two_annealers_do_best_together_and_each_is_tempted_to_climb() {
        let (climbs, anneals) = (Voter::Climbs, Voter::Anneals { heat: 0.05 });
        let held = hold(SMALL, &[[climbs, climbs], [anneals, climbs], [anneals, anneals]].map(unanimous));
        let Dilemma { together, temptation, safety } = Dilemma::of(&held);
        assert!(together.low() > 0.05, "together {together:+}");
        assert!(temptation.low() > 0.05, "temptation {temptation:+}");
        assert!(safety.low() > 0.05, "safety {safety:+}");
    }

    #[test]
    fn the_same_seed_gives_the_same_figures_whatever_the_threads() {
        let size = Size { issues: 10, drafts: 50, contracts: 8, seed: 4 };
        let arrangement = [unanimous([Voter::Anneals { heat: 0.05 }; 2])];
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let held = pool.install(|| hold(size, &arrangement));
            held[0].iter().map(|gains| gains.sides.map(f64::to_bits)).collect::<Vec<_>>()
        };
        assert_eq!(with(1), with(3));
    }
}
