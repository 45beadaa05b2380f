//! The report of a simulation: one well-formed file that loads nothing and says in words and tables what its pictures
//! show; its JSON; and its text for a terminal.

#![allow(clippy::unwrap_used)]

mod page;
mod simulated;

use page::{check_well_formed, without_scripts};
use simulated::Simulated;
use wasit_report::simulation_html;

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
