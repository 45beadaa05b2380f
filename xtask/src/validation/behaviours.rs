//! The behaviours that are held against people: every strategy for parties, and some with other parameters.

use wasit_strategies::party_strategies;

/// Without parameters it is `linear`.
pub(super) const SAME_AS_LINEAR: &str = "time";

/// Strategies with other parameters that mixtures may hold, and what each stands for.
pub(super) const MORE: [(&str, &str); 12] = [
    ("time:max=0.7", "concedes evenly, but opens modestly: at 0.7 of its range"),
    ("time:exponent=2", "concedes rather late"),
    ("modular:bidding=trade_off", "concedes evenly, and among equals offers what suits the other side"),
    ("modular:bidding=trade_off,exponent=2", "the same, conceding rather late"),
    ("modular:bidding=trade_off,exponent=4", "the same, conceding late"),
    ("modular:bidding=trade_off,max=0.7", "the same, conceding evenly from 0.7 of its range"),
    ("modular:bidding=trade_off,model=bayesian", "the same, conceding evenly, with the Bayesian model"),
    (
        "modular:bidding=micro,acceptance=combi,from=0.8",
        "MiCRO that near the end takes the best it has lately heard",
    ),
    (
        "modular:bidding=trade_off,acceptance=const,c=0.5",
        "a norm of halves: takes whatever is worth half of its best",
    ),
    ("modular:bidding=micro,acceptance=const,c=0.5", "a norm of halves, yielding as MiCRO does"),
    ("modular:bidding=random,acceptance=const,c=0.5", "a norm of halves, offering at random"),
    ("random:accept_after=0", "error: offers at random and takes anything that is no worse than no deal"),
];

/// Every strategy for parties, as it stands.
pub(super) fn models() -> Vec<&'static str> {
    party_strategies().map(|facts| facts.name).filter(|name| *name != SAME_AS_LINEAR).collect()
}

/// What mixtures are made of.
pub(super) fn ingredients() -> Vec<&'static str> {
    models().into_iter().chain(MORE.map(|(text, _)| text)).collect()
}

#[cfg(test)]
mod tests {
    use wasit_strategies::check_party;

    use super::*;

    #[test]
    fn every_ingredient_seats_a_party() {
        let all = ingredients();
        assert!(all.len() > MORE.len() + 5);
        for text in all {
            assert_eq!(check_party(text), Ok(()), "{text}");
        }
    }
}
