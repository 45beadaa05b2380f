//! The report of a tournament: that it is one well-formed file that loads nothing, and says in words and tables what
//! its pictures show; and its CSV and JSON.

#![allow(clippy::unwrap_used)]

mod fixture;
mod page;

use fixture::border;
use page::{check_well_formed, specifications, without_scripts, words};
use wasit_arena::{Plan, Planned, Protocol, Ranking, Row, Tournament, rank};
use wasit_model::Talks;
use wasit_report::{ScenarioReport, TournamentReport, tournament_html, write_csv, write_json};

/// A tournament that was held.
struct Held {
    plan: Plan,
    talks: Vec<Talks>,
    rows: Vec<Row>,
    ranking: Ranking,
    exact: bool,
}

impl Held {
    fn new(strategies: &[&str], talks: Vec<Talks>, repeat: u32, disclosure: bool) -> Self {
        let planned = talks.iter().zip(1..).map(|(talks, key)| Planned {
            key,
            parties: talks.parties.len(),
            protocol: Protocol::Alternating { steps: 20 },
            mediator: "courier".into(),
        });
        let strategies = strategies.iter().map(|&text| text.to_owned()).collect();
        let plan = Plan::new(strategies, planned.collect(), true, repeat, 3, disclosure).unwrap();
        let rows = Tournament::new(&plan, &talks).hold(0..plan.held(), &|_| {}, &|| false).unwrap().unwrap();
        let ranking = rank(&plan, &rows);
        Self { plan, talks, rows, ranking, exact: true }
    }

    fn with<T>(&self, show: impl Fn(&TournamentReport<'_>) -> T) -> T {
        let scenarios: Vec<ScenarioReport<'_>> = self
            .talks
            .iter()
            .map(|talks| ScenarioReport {
                file: "examples/border.yaml",
                sha256: "00ff",
                talks,
                exact: self.exact,
            })
            .collect();
        show(&TournamentReport {
            version: "0.0.0",
            plan: &self.plan,
            scenarios: &scenarios,
            mediator: None,
            rows: &self.rows,
            ranking: &self.ranking,
        })
    }

    fn html(&self) -> String {
        self.with(tournament_html)
    }

    fn csv(&self) -> Vec<Vec<String>> {
        let bytes = self.with(|report| {
            let mut bytes = Vec::new();
            write_csv(report, &mut bytes).unwrap();
            bytes
        });
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn json(&self) -> serde_json::Value {
        let bytes = self.with(|report| {
            let mut bytes = Vec::new();
            write_json(report, &mut bytes).unwrap();
            bytes
        });
        serde_json::from_slice(&bytes).unwrap()
    }
}

fn three_parties() -> Talks {
    let mut talks = border();
    let mut third = talks.parties[0].clone();
    (third.name, third.title) = ("east".into(), "East".into());
    talks.parties.push(third);
    talks
}

#[test]
fn the_page_is_well_formed_and_loads_nothing() {
    for held in [
        Held::new(&["boulware", "conceder", "random"], vec![border(), three_parties()], 2, true),
        Held::new(&["tough"], vec![border()], 1, false),
    ] {
        let page = held.html();
        check_well_formed(&page);
        assert!(page.contains("default-src 'none'"));
        for attribute in [" src=", " action=", "@import", "<link", "<iframe", "<base"] {
            assert!(!without_scripts(&page).contains(attribute), "{attribute}");
        }
        for piece in without_scripts(&page).split(" href=\"").skip(1) {
            assert!(piece.starts_with('#'), "{piece:.40}");
        }
        let pictures = specifications(&page);
        assert_eq!(pictures.len(), 2);
        let strategies = held.plan.strategies().len();
        assert_eq!(pictures[0]["datasets"]["marks"].as_array().unwrap().len(), strategies);
        assert_eq!(pictures[1]["datasets"]["marks"].as_array().unwrap().len(), strategies * strategies);
    }
}

#[test]
fn the_page_says_what_there_is_to_know() {
    let held = Held::new(&["boulware", "conceder", "random"], vec![border()], 2, true);
    let text = words(&held.html());
    let best = &held.ranking.standings[0];
    let name = &held.plan.strategies()[best.strategy];
    let mean = format!("{name} has the greatest mean utility, {:.3}", best.utility.mean);
    let held_of = format!("{} of the {} talks were held", held.plan.held(), held.plan.talks());
    for said in [
        "Tournament of 3 strategies",
        "18 talks on 1 scenario, across a table, in turn, from seed 3.",
        &mean,
        &held_of,
        "6 blocks were drawn with replacement 2000 times",
        "So few blocks give rough intervals",
        "Utility as North Utility as South",
        "wasit tournament examples/border.yaml --seats boulware,conceder,random --repeat 2 --steps 20 --seed 3 --disclosure",
        "Disclosure is how well",
    ] {
        assert!(text.contains(said), "missing: {said}\nin: {text}");
    }
    assert!(!text.contains("approximate"));
    let unsure = words(&Held { exact: false, ..held }.html());
    assert!(unsure.contains("They are approximate on scenarios whose frontier is"));
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</script><script>alert(1)</script><!--\"'&";
    let mut talks = border();
    talks.title = hostile.into();
    talks.parties[0].title = hostile.into();
    let page = Held::new(&["linear", "tough"], vec![talks], 1, false).html();
    check_well_formed(&page);
    assert!(!page.contains("<script>alert(1)"));
    assert!(words(&page).contains("alert(1)"));
}

#[test]
fn scenarios_of_fewer_parties_leave_cells_empty() {
    let held = Held::new(&["conceder", "tough"], vec![border(), three_parties()], 1, false);
    let rows = held.csv();
    let head = rows[0].join(" ");
    assert_eq!(
        head,
        "scenario party_1 party_2 party_3 strategy_1 strategy_2 strategy_3 repetition seed ended agreement \
         utility_1 utility_2 utility_3 walk_away_1 walk_away_2 walk_away_3 nash_distance frontier_distance legs \
         disclosure_1 disclosure_2 disclosure_3"
    );
    assert_eq!(rows.len(), 1 + 4 + 8);
    assert!(rows[1..5].iter().all(|row| row[3].is_empty() && row[6].is_empty() && row[13].is_empty()));
    assert!(rows[5..].iter().all(|row| row[3] == "east" && !row[6].is_empty() && !row[13].is_empty()));
}

/// CSV and JSON hold the same talks, and the ranking's means are those of the rows.
#[test]
fn csv_and_json_say_the_same() {
    let held = Held::new(&["conceder", "random", "micro"], vec![border()], 3, true);
    let (csv, json) = (held.csv(), held.json());
    let rows = json["rows"].as_array().unwrap();
    assert_eq!((rows.len(), csv.len()), (27, 28));
    for (row, cells) in rows.iter().zip(&csv[1..]) {
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        let same = |value: &serde_json::Value, cell: &str| {
            let number = |text: &str| text.parse::<f64>().ok();
            let value = text(value);
            assert!(
                value == cell || number(&value).is_some() && number(&value) == number(cell),
                "{value} {cell}"
            );
        };
        same(&row["scenario"], &cells[0]);
        same(&row["strategies"]["north"], &cells[3]);
        same(&row["strategies"]["south"], &cells[4]);
        same(&row["repetition"], &cells[5]);
        same(&row["seed"], &cells[6]);
        same(&row["ended"], &cells[7]);
        same(&row["agreement"], &cells[8]);
        same(&row["utilities"]["north"], &cells[9]);
        same(&row["utilities"]["south"], &cells[10]);
        same(&row["walk_aways"]["south"], &cells[12]);
        same(&row["nash_distance"], &cells[13]);
        same(&row["frontier_distance"], &cells[14]);
        same(&row["legs"], &cells[15]);
        same(&row["disclosure"]["north"], &cells[16]);
        same(&row["disclosure"]["south"], &cells[17]);
    }
    for ranked in json["ranking"].as_array().unwrap() {
        let me = &ranked["strategy"];
        let had: Vec<f64> = rows
            .iter()
            .flat_map(|row| {
                let seats = ["north", "south"].into_iter().filter(|seat| row["strategies"][seat] == *me);
                seats.map(|seat| row["utilities"][seat].as_f64().unwrap()).collect::<Vec<_>>()
            })
            .collect();
        let mean = had.iter().sum::<f64>() / had.len() as f64;
        assert!((ranked["utility"]["mean"].as_f64().unwrap() - mean).abs() < 1e-12);
        assert_eq!(ranked["utility"]["n"], had.len());
    }
}
