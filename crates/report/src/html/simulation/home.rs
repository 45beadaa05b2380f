//! What the home bodies would ratify, and whose vote decides.

use wasit_charts::{Pivot, Pivots, WinSet, WinSets};
use wasit_explain::words as explained;

use super::{DRAWN, ROWS, Section, drawn, figure, percent};
use crate::html::embed::Figure;
use crate::html::table::{Table, number, text};
use crate::simulation::HomeFindings;
use crate::{SimulationReport, words};

pub(super) fn section(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("home", "At home", "At home");
    if let Some(home) = report.home {
        section.said(home.words());
        section.picture(win_sets(home));
        if !home.ratifiers.is_empty() {
            section.picture(pivots(home));
        }
    }
    section
}

fn win_sets(home: &HomeFindings) -> Figure {
    let every = if home.bodies.len() == 2 { "Both" } else { "All of them" };
    let share = |share: wasit_explain::Estimate| format!("{} of all packages", explained::percent(share));
    let mut sets: Vec<WinSet> = home
        .bodies
        .iter()
        .map(|body| WinSet {
            title: body.title.clone(),
            party: Some(body.party),
            share: drawn(body.win_set),
            words: share(body.win_set),
        })
        .collect();
    if home.bodies.len() > 1 {
        let overlap = home.overlap;
        sets.push(WinSet { title: every.into(), party: None, share: drawn(overlap), words: share(overlap) });
    }
    let picture =
        WinSets { description: "How much of all packages each home body would ratify.".into(), sets };
    let mut table = Table::new(
        format!(
            "Packages that would be ratified with a probability of {} or more",
            words::percent(home.at_least)
        ),
        vec![text("Home body"), number("Share of all packages")],
    );
    for body in &home.bodies {
        table.push(body.title.clone(), vec![percent(body.win_set)]);
    }
    if home.bodies.len() > 1 {
        table.push_strong(every, vec![percent(home.overlap)]);
    }
    table.foot = Some(format!("Over {} draws.", words::grouped(home.draws as u128)));
    figure("win-sets", "What would be ratified", &picture.description, &picture.specification(), &[], table)
}

fn pivots(home: &HomeFindings) -> Figure {
    let mut ratifiers: Vec<_> = home.ratifiers.iter().collect();
    ratifiers.sort_by(|a, b| b.pivotal.value.total_cmp(&a.pivotal.value));
    let pivot = |ratifier: &&crate::simulation::RatifierFindings| Pivot {
        title: ratifier.title.clone(),
        party: ratifier.party,
        share: drawn(ratifier.pivotal),
        words: format!("its vote decides in {}", explained::percent(ratifier.pivotal)),
    };
    let picture = Pivots {
        description: "How often the others leave the decision on what was signed to each ratifier.".into(),
        ratifiers: ratifiers.iter().take(DRAWN).map(pivot).collect(),
    };
    let mut table =
        Table::new("How often a ratifier’s vote decides", vec![text("Ratifier"), number("Its vote decides")]);
    for ratifier in ratifiers.iter().take(ROWS) {
        table.push(ratifier.title.clone(), vec![percent(ratifier.pivotal)]);
    }
    figure("pivots", "Whose vote decides", &picture.description, &picture.specification(), &[], table)
}
