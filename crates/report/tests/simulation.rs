//! The report of a simulation: one well-formed file that loads nothing and says in words and tables what its pictures
//! show; its JSON; and its text for a terminal.

#![allow(clippy::unwrap_used)]

mod page;
mod simulated;

use page::{check_well_formed, specifications, without_scripts, words};
use simulated::Simulated;
use wasit_report::{simulation_html, terminal, write_simulation_json};

#[test]
fn the_page_is_well_formed_and_loads_nothing() {
    for draws in [4096, 60] {
        let page = Simulated::new(draws).with(simulation_html);
        check_well_formed(&page);
        assert!(page.contains("default-src 'none'"));
        for attribute in [" src=", " action=", "@import", "<link", "<iframe", "<base"] {
            assert!(!without_scripts(&page).contains(attribute), "{attribute}");
        }
        for piece in without_scripts(&page).split(" href=\"").skip(1) {
            assert!(piece.starts_with('#'), "{piece:.40}");
        }
        assert!(page.len() < 3_000_000, "{} bytes", page.len());
    }
}

#[test]
#[ignore = "scratch"]
fn dump() {
    let simulated = Simulated::new(4096);
    std::fs::write("/work/scratch-charts/page.html", simulated.with(simulation_html)).unwrap();
    let few = Simulated::new(60);
    std::fs::write("/work/scratch-charts/few.html", few.with(simulation_html)).unwrap();
    let style = terminal::Style { width: 100, color: false, unicode: true, full: false };
    println!("{}", simulated.with(|report| terminal::simulation(report, &style)));
    println!("{}", few.with(|report| terminal::simulation(report, &style)));
    let mut bytes = Vec::new();
    simulated.with(|report| write_simulation_json(report, &mut bytes)).unwrap();
    std::fs::write("/work/scratch-charts/page.json", bytes).unwrap();
}
