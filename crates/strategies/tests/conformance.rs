//! What every strategy for parties must keep to, whatever its rule: its facts are true, its play is legal, and
//! nothing but seed, preferences and what it hears decides it.

#![allow(clippy::unwrap_used, reason = "clippy spares only the test functions themselves")]

mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use support::{Case, Did, Table, case, texts};
use wasit_strategies::{ParameterError, StrategyError, check_party, find, party_strategies};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// What `text` does when it hears `script`.
fn alone(case: &Case, text: &str, script: &[Vec<u16>], seed: u64) -> Vec<Did> {
    Table::new(case, &[text, text, text], seed).alone(text, script)
}

proptest! {
    #![proptest_config(config(192))]

    /// At tables of two and three, of all strategies with one another. What is legal is checked at each move, see
    /// `Table::play`: packages of the space, none below the walk-away of the moment or beyond a red line, no
    /// acceptance of such, nobody leaves while there is something to gain.
    #[test]
    fn play_is_legal_and_repeats_itself(
        case in case(),
        picks in prop::collection::vec(0..texts().len(), 3),
        seed in any::<u64>(),
    ) {
        let texts: Vec<&str> = picks.iter().map(|&pick| texts()[pick]).collect();
        let first = Table::new(&case, &texts, seed).play();
        let second = Table::new(&case, &texts, seed).play();
        prop_assert!(first.is_ok(), "{texts:?}: {}", first.unwrap_err());
        prop_assert_eq!(first, second);
    }

    /// The same with one strategy in every seat, so that none is left out by chance.
    #[test]
    fn every_strategy_bears_its_like(case in case(), seed in any::<u64>()) {
        for text in texts() {
            let played = Table::new(&case, &[*text; 3], seed).play();
            prop_assert!(played.is_ok(), "{text}: {}", played.unwrap_err());
        }
    }

    /// Whoever draws no random numbers plays alike whatever the seed.
    #[test]
    fn who_is_not_stochastic_ignores_the_seed(case in case(), script in support::script(), seeds in any::<(u64, u64)>()) {
        for text in texts().iter().filter(|text| !facts_of(text).stochastic) {
            let (one, other) = (alone(&case, text, &script, seeds.0), alone(&case, text, &script, seeds.1));
            prop_assert_eq!(one, other, "{}", text);
        }
    }

    /// Whoever does not listen makes the same offers whatever it hears, at every turn at which it makes one.
    #[test]
    fn who_does_not_listen_offers_the_same(
        case in case(),
        scripts in (support::script(), support::script()),
        seed in any::<u64>(),
    ) {
        for text in texts().iter().filter(|text| !facts_of(text).listens) {
            let (one, other) = (alone(&case, text, &scripts.0, seed), alone(&case, text, &scripts.1, seed));
            for (one, other) in one.iter().zip(&other) {
                if *one != Did::Accept && *other != Did::Accept {
                    prop_assert_eq!(one, other, "{}", text);
                }
            }
        }
    }

    /// A parameter given at its default changes nothing.
    #[test]
    fn defaults_are_defaults(case in case(), script in support::script(), seed in any::<u64>()) {
        for facts in party_strategies() {
            let bare = alone(&case, facts.name, &script, seed);
            for parameter in facts.parameters {
                let given = format!("{}:{}={}", facts.name, parameter.name, parameter.default);
                prop_assert_eq!(&bare, &alone(&case, &given, &script, seed), "{}", given);
            }
        }
    }
}

fn facts_of(text: &str) -> &'static wasit_strategies::Facts {
    find(text.split(':').next().unwrap()).unwrap()
}

/// Two plays of the same strategy that differ, over many cases; the claims of the facts that something *is* so.
fn some_play_differs(name: &str, differ: impl Fn(&Case, &str) -> bool) -> bool {
    use proptest::strategy::{Strategy, ValueTree};
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    (0..64).any(|_| {
        let case = case().new_tree(&mut runner).unwrap().current();
        texts().iter().filter(|text| facts_of(text).name == name).any(|text| differ(&case, text))
    })
}

#[test]
fn who_is_stochastic_differs_by_seed() {
    let script = vec![vec![0, 0, 0, 0]; 8];
    for facts in party_strategies().filter(|facts| facts.stochastic) {
        let differs = some_play_differs(facts.name, |case, text| {
            alone(case, text, &script, 1) != alone(case, text, &script, 2)
        });
        assert!(differs, "{} draws no random numbers", facts.name);
    }
}

#[test]
fn who_listens_differs_by_what_it_hears() {
    let scripts = [vec![vec![0, 0, 0, 0]; 8], (0..8).map(|k| vec![k, k + 1, k, k / 2]).collect()];
    for facts in party_strategies().filter(|facts| facts.listens) {
        let differs = some_play_differs(facts.name, |case, text| {
            let [one, other] = scripts.each_ref().map(|script| alone(case, text, script, 1));
            one.iter()
                .zip(&other)
                .any(|(one, other)| *one != Did::Accept && *other != Did::Accept && one != other)
        });
        assert!(differs, "{} does not listen", facts.name);
    }
}

#[test]
fn names_are_distinct_and_facts_are_filled_in() {
    let names: BTreeSet<&str> = party_strategies().map(|facts| facts.name).collect();
    assert_eq!(names.len(), party_strategies().count());
    for facts in party_strategies() {
        assert!(facts.about.ends_with('.') && !facts.source.is_empty(), "{}", facts.name);
        assert_eq!(facts.role, wasit_strategies::Role::Party, "{}", facts.name);
        let parameters: BTreeSet<&str> = facts.parameters.iter().map(|parameter| parameter.name).collect();
        assert_eq!(parameters.len(), facts.parameters.len(), "{}", facts.name);
    }
}

#[test]
fn unknown_names_are_refused_with_the_nearest() {
    let wrong: StrategyError = check_party("boulwar").unwrap_err();
    assert_eq!(wrong.to_string(), "there is no party strategy `boulwar`; did you mean `boulware`?");
    for facts in party_strategies() {
        for parameter in facts.parameters {
            let misspelt = format!("{}x", parameter.name);
            let wrong = check_party(&format!("{}:{misspelt}=1", facts.name)).unwrap_err();
            let StrategyError::Parameter(ParameterError::Unknown { name, nearest, .. }) = wrong else {
                panic!("{}: {wrong}", facts.name);
            };
            assert_eq!(name, misspelt);
            assert!(nearest.is_some(), "{}: no hint for {misspelt}", facts.name);
        }
    }
}

#[test]
fn values_out_of_range_are_refused() {
    for text in [
        "random:accept_after=1.5",
        "random:accept_after=soon",
        "tit_for_tat:variant=sideways",
        "tit_for_tat:delta=0",
        "tit_for_tat:gamma=-1",
        "tit_for_tat:m=-0.1",
        "nice_tit_for_tat:model=none",
        "nice_tit_for_tat:band=NaN",
        "hybrid:p1=1.1",
        "hybrid:p2=most",
        "hybrid:p3=inf",
        "modular:bidding=best",
        "modular:acceptance=always",
        "modular:a=-1",
        "modular:from=2",
        "modular:band=-1",
        "time:exponent=0",
    ] {
        let wrong = check_party(text).unwrap_err();
        assert!(matches!(wrong, StrategyError::Parameter(ParameterError::Value { .. })), "{text}: {wrong}");
    }
}

/// Whoever adds a file to `negotiators/` and forgets its line in the list is told here.
#[test]
fn every_file_is_in_the_list() {
    let not_strategies = ["mod", "acceptance", "voting"];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/negotiators");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if not_strategies.contains(&stem.as_str()) {
            continue;
        }
        files += 1;
        assert!(
            party_strategies().any(|facts| facts.name == stem),
            "{stem}.rs has no entry of that name in negotiators::ALL"
        );
    }
    assert!(files >= 8, "{files} files of strategies in {folder}");
}
