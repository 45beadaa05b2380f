//! Readings and boards against trying all packages.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use wasit_model::{
    BoxFactor, Factor, Issue, Preferences, RedLine, Space, TableFactor, Values, WalkAway as Floor,
};
use wasit_table::chapters::preferences::{Choice, Never, Reading, Together, WalkAway, Wants, own_reading};
use wasit_table::{PackageTerms, Sight};

use crate::hall::Hall;
use crate::preferences::board_of;

const ISSUES: [(&str, &[&str]); 3] = [("a", &["x", "y", "z"]), ("b", &["1", "2"]), ("c", &["p", "q", "r"])];
const PARTIES: [&str; 2] = ["iran/araghchi", "usa/witkoff"];

fn agenda() -> Hall {
    let issues: Vec<Value> =
        ISSUES.iter().map(|(name, values)| json!({ "name": name, "values": values })).collect();
    let items = json!([{ "id": "all", "title": "All" }]);
    let put = json!({ "do": "put_agenda", "items": items, "issues": issues });
    Hall::seated().acts(&[("oman/badr", put)]).agree("joint:4")
}

fn packages() -> Vec<PackageTerms> {
    let mut all = vec![PackageTerms::new()];
    for (issue, values) in ISSUES {
        let longer = |package: &PackageTerms| {
            let package = package.clone();
            values.iter().map(move |value| {
                let mut package = package.clone();
                package.insert(issue.to_owned(), (*value).to_owned());
                package
            })
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

fn choice() -> impl Strategy<Value = Choice> {
    let clause = prop::sample::select(ISSUES.to_vec()).prop_flat_map(|(issue, values)| {
        let some = prop::sample::subsequence(values.to_vec(), 1..=values.len());
        some.prop_map(move |values| (issue.to_owned(), values.into_iter().map(str::to_owned).collect()))
    });
    prop::collection::btree_map("[abc]", Just(()), 1..3).prop_flat_map(move |_| {
        prop::collection::vec(clause.clone(), 1..3).prop_map(|clauses| clauses.into_iter().collect())
    })
}

fn wants() -> impl Strategy<Value = Wants> {
    // Sixteenths, so that sums are exact.
    let number = || (-16_i32..32).prop_map(|number| f64::from(number) / 16.0);
    let table = |values: &'static [&'static str]| {
        prop::collection::vec(number(), values.len())
            .prop_map(move |worths| values.iter().map(|value| (*value).to_owned()).zip(worths).collect())
    };
    let issues = (table(ISSUES[0].1), table(ISSUES[1].1), table(ISSUES[2].1));
    let together = (choice(), number()).prop_map(|(when, adds)| Together { when, adds });
    let red_line = choice().prop_map(|never| Never { never, words: None });
    (issues, prop::collection::vec(together, 0..3), prop::collection::vec(red_line, 0..3), number()).prop_map(
        |((a, b, c), together, red_lines, walk_away)| Wants {
            issues: [("a", a), ("b", b), ("c", c)].map(|(name, table)| (name.to_owned(), table)).into(),
            together,
            red_lines,
            walk_away: WalkAway::At(walk_away),
        },
    )
}

fn holds(choice: &Choice, package: &PackageTerms) -> bool {
    choice.iter().all(|(issue, values)| package.get(issue).is_some_and(|value| values.contains(value)))
}

/// What a full package is worth, red lines left aside.
fn worth(wants: &Wants, package: &PackageTerms) -> f64 {
    let single: f64 = package.iter().map(|(issue, value)| wants.issues[issue][value]).sum();
    let together = wants.together.iter().filter(|it| holds(&it.when, package));
    single + together.map(|it| it.adds).sum::<f64>()
}

fn allowed(wants: &Wants, package: &PackageTerms) -> bool {
    !wants.red_lines.iter().any(|line| holds(&line.never, package))
}

fn told(mut hall: Hall, who: &'static str, wants: &Wants) -> Hall {
    hall.act(who, json!({ "do": "tell", "wants": wants }));
    hall
}

fn confide(mut hall: Hall, who: &'static str, issues: &[&str], red_lines: bool, walk_away: bool) -> Hall {
    let act = json!({ "do": "confide", "issues": issues, "red_lines": red_lines, "walk_away": walk_away });
    hall.act(who, act);
    hall
}

fn reading(hall: &Hall, package: &PackageTerms) -> Reading {
    let who = hall.who(PARTIES[0]);
    let Some(Sight::Party(sight)) = hall.table.sight(&who) else { panic!("a party sees") };
    own_reading(&sight, package).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_reading_is_what_trying_all_packages_says(
        wants in wants(),
        package in prop::sample::select(packages()),
        open in prop::sample::subsequence(vec!["a", "b", "c"], 0..3),
    ) {
        let mut package = package;
        open.iter().for_each(|issue| { package.remove(*issue); });
        let read = reading(&told(agenda(), PARTIES[0], &wants), &package);
        let all = packages();
        let within = || all.iter().filter(|full| allowed(&wants, full));
        let best = within().map(|full| worth(&wants, full)).reduce(f64::max);
        prop_assert_eq!(read.best.as_ref().map(|best| best.worth), best);
        if let Some(best) = &read.best {
            prop_assert!(allowed(&wants, &best.package));
            prop_assert_eq!(worth(&wants, &best.package), best.worth);
        }
        let becomes = |full: &&PackageTerms| package.iter().all(|(issue, value)| full[issue] == *value);
        let worths: Vec<f64> = if open.is_empty() {
            vec![worth(&wants, &package)]
        } else {
            within().filter(becomes).map(|full| worth(&wants, full)).collect()
        };
        let least = worths.iter().copied().reduce(f64::min);
        let most = worths.iter().copied().reduce(f64::max);
        prop_assert_eq!(read.worth.map(|span| (span.least, span.most)), least.zip(most));
        let floor = wants.walk_away.utility();
        let over = read.over_walk_away.map(|span| (span.least, span.most));
        prop_assert_eq!(over, least.zip(most).map(|(least, most)| (least - floor, most - floor)));
        prop_assert_eq!(read.crosses.is_empty(), allowed(&wants, &package));
        prop_assert_eq!(read.full, open.is_empty());
        prop_assert_eq!(read.bound, 0.0);
    }

    /// Deal zone, frontier and the greatest sum, by trying all packages over the issues that both have confided.
    #[test]
    fn a_board_is_what_trying_all_packages_says_of_what_was_confided(
        wants in prop::array::uniform2(wants()),
        parts in prop::array::uniform2(prop::sample::subsequence(vec!["a", "b", "c"], 1..=3)),
        red_lines in prop::array::uniform2(any::<bool>()),
        walk_away in prop::array::uniform2(any::<bool>()),
    ) {
        let mut hall = agenda();
        for party in 0..2 {
            hall = told(hall, PARTIES[party], &wants[party]);
            hall = confide(hall, PARTIES[party], &parts[party], red_lines[party], walk_away[party]);
        }
        let board = board_of(&hall);
        let common: Vec<&str> = parts[0].iter().copied().filter(|issue| parts[1].contains(issue)).collect();
        prop_assert_eq!(board.issues.keys().map(String::as_str).collect::<Vec<_>>(), common.clone());
        prop_assert_eq!(board.found.is_some(), !common.is_empty());
        let Some(found) = board.found else { return Ok(()) };
        prop_assert_eq!(found.full, common.len() == 3);
        // What each has confided of these issues.
        let inside = |choice: &Choice, of: &[&str]| choice.keys().all(|issue| of.contains(&issue.as_str()));
        let seen: Vec<Wants> = (0..2).map(|party| {
            let mut seen = wants[party].clone();
            seen.together.retain(|it| inside(&it.when, &common));
            seen.red_lines.retain(|it| red_lines[party] && inside(&it.never, &common));
            seen
        }).collect();
        let floor = |party: usize| {
            if walk_away[party] && found.full { wants[party].walk_away.utility() } else { f64::NEG_INFINITY }
        };
        let cut = |package: &PackageTerms| -> PackageTerms {
            package.iter().filter(|(issue, _)| common.contains(&issue.as_str()))
                .map(|(issue, value)| (issue.clone(), value.clone())).collect()
        };
        let mut all: Vec<PackageTerms> = packages().iter().map(cut).collect();
        all.sort();
        all.dedup();
        prop_assert_eq!(found.packages, Some(all.len() as u128));
        let points: Vec<[f64; 2]> = all.iter()
            .filter(|package| seen.iter().all(|wants| allowed(wants, package)))
            .map(|package| [worth(&seen[0], package), worth(&seen[1], package)])
            .collect();
        let zone: Vec<&[f64; 2]> =
            points.iter().filter(|point| (0..2).all(|party| point[party] >= floor(party))).collect();
        prop_assert_eq!(found.deal_zone.exact, Some(zone.len() as u128));
        let beaten = |point: &[f64; 2]| points.iter().any(|other| {
            other[0] >= point[0] && other[1] >= point[1] && other != point
        });
        let mut efficient: Vec<[f64; 2]> = points.iter().filter(|point| !beaten(point)).copied().collect();
        efficient.sort_by(|a, b| a[0].total_cmp(&b[0]));
        efficient.dedup();
        prop_assert_eq!(found.frontier, efficient.len());
        prop_assert_eq!(found.frontier_bound, 0.0);
        let sum = zone.iter().map(|point| point[0] + point[1]).reduce(f64::max);
        let welfare = found.suggestions.iter().find(|suggestion| suggestion.solution == "welfare");
        let first = welfare.map(|suggestion| &suggestion.packages[0]);
        prop_assert_eq!(first.map(|(_, worths)| worths.values().sum::<f64>()), sum);
        if let Some((package, worths)) = first {
            let shown: Vec<f64> = worths.values().copied().collect();
            prop_assert_eq!(shown, vec![worth(&seen[0], package), worth(&seen[1], package)]);
        }
    }

    /// A board moves with nothing that was not confided.
    #[test]
    fn a_board_knows_nothing_that_was_not_confided(
        wants in prop::array::uniform3(wants()),
        part in prop::sample::subsequence(vec!["a", "b", "c"], 1..3),
    ) {
        let [own, other, mut twin] = wants;
        // The twin agrees with `other` in what is confided.
        let of_part = |choice: &Choice| choice.keys().all(|issue| part.contains(&issue.as_str()));
        for issue in &part {
            twin.issues.insert((*issue).to_owned(), other.issues[*issue].clone());
        }
        twin.together.retain(|it| !of_part(&it.when));
        twin.together.extend(other.together.iter().filter(|it| of_part(&it.when)).cloned());
        let boards = [&other, &twin].map(|wants| {
            let hall = confide(told(agenda(), PARTIES[0], &own), PARTIES[0], &["a", "b", "c"], true, true);
            board_of(&confide(told(hall, PARTIES[1], wants), PARTIES[1], &part, false, false))
        });
        prop_assert_eq!(&boards[0], &boards[1]);
        prop_assert_eq!(boards[0].words.last().map(String::as_str), Some("Nothing else was used."));
    }

    /// Preferences of any shape, said by name and read again, give every package the same utility, to
    /// within the grid.
    #[test]
    fn wants_say_what_preferences_say(
        tables in prop::collection::vec(prop::collection::vec(0.0_f64..1.0, 3), 3),
        table in prop::collection::vec(prop::sample::select(vec![0.0, 0.1, 0.25, 0.7]), 6),
        adds in -1.0_f64..1.0,
        beyond in prop::collection::vec(any::<bool>(), 3),
        walk_away in prop::option::of(0.0_f64..1.0),
    ) {
        let space = space();
        let tables = vec![tables[0].clone(), tables[1][..2].to_vec(), tables[2].clone()];
        let factors = vec![
            Factor::Table(TableFactor { scope: vec![1, 2], table }),
            Factor::Box(BoxFactor { clauses: vec![(0, vec![true, false, true]), (2, vec![false, true, true])], utility: adds }),
        ];
        let red_lines = vec![RedLine { clauses: vec![(0, beyond), (1, vec![true, false])], words: "never".to_owned() }];
        let start = walk_away.unwrap_or(f64::NEG_INFINITY);
        let red_lines = red_lines.into_iter().filter(|line| line.clauses[0].1.contains(&true)).collect();
        let old = Preferences::new(&space, tables, factors, red_lines, Floor { start, drift: None }, None).unwrap();
        let wants = Wants::of(&space, &old);
        let said: Wants = serde_json::from_value(serde_json::to_value(&wants).unwrap()).unwrap();
        prop_assert_eq!(&said, &wants);
        let hall = agenda();
        let who = hall.who(PARTIES[0]);
        let sight = hall.table.sight(&who).unwrap();
        let (there, new) = wants.preferences(&sight.joint().agenda.issues).unwrap();
        prop_assert_eq!(there.packages().count(), 18);
        for package in space.packages() {
            let (old, new) = (old.utility(&package), new.utility(&package));
            prop_assert!(old == new || (old - new).abs() < 1e-9, "{old} {new}");
        }
        prop_assert_eq!(old.walk_away().start, new.walk_away().start);
    }
}

fn space() -> Space {
    let issue = |(name, values): &(&str, &[&str])| Issue {
        name: (*name).to_owned(),
        title: (*name).to_owned(),
        unit: None,
        description: None,
        values: Values::categorical(values.iter().map(|value| (*value).to_owned()).collect()).unwrap(),
    };
    Space::new(ISSUES.iter().map(issue).collect()).unwrap()
}

/// After an extension what was told before is still read, and what it says nothing of is left out.
#[test]
fn wants_outlast_an_extension() {
    let flat = |values: &[&str]| -> BTreeMap<String, f64> {
        values.iter().map(|value| (*value).to_owned()).zip([0.5, 0.25, 0.0]).collect()
    };
    let wants = Wants {
        issues: ISSUES.iter().map(|(name, values)| ((*name).to_owned(), flat(values))).collect(),
        ..Wants::default()
    };
    let extend = json!({ "do": "extend_issues", "issues": [{ "name": "b", "values": ["3"] }, { "name": "d", "values": ["0"] }] });
    let mut hall = told(agenda(), PARTIES[0], &wants).acts(&[(PARTIES[1], extend)]);
    let put = hall.table.events().iter().rev().find(|event| event.kind.name() == "extension_put").unwrap();
    let id = put.id.to_string();
    let hash = hall.event(&id)["question"]["hash"].clone();
    hall.act(PARTIES[0], json!({ "do": "answer", "question": id, "yes": true, "hash": hash }));
    let terms = |pairs: &[(&str, &str)]| -> PackageTerms {
        pairs.iter().map(|(issue, value)| ((*issue).to_owned(), (*value).to_owned())).collect()
    };
    let read = reading(&hall, &terms(&[("a", "x"), ("b", "3"), ("c", "q"), ("d", "0")]));
    assert_eq!(read.unvalued, ["b", "d"]);
    assert_eq!(read.worth.unwrap().most, 0.75);
}
