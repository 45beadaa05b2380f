//! What two claims cost that give way together.

use crate::sample::{Claim, ClaimKind, Move};

/// What the two cost all parties together, in points.
///
/// Those of different owners add up, as each loses what it loses. Of one owner they are counted against what it would have at least with *both*
/// kept: where one is its walk-away and the other a red line that is the greater of what either would give it, so of the two costs
/// the greater. Two red lines of one owner give it back an issue each, and add up; where both are on one issue this is too much rather than too little.
pub(super) fn together(claims: &[Claim], pair: &[Move; 2]) -> f64 {
    let [a, b] = pair.each_ref().map(|step| &claims[usize::from(step.claim)]);
    let kinds = [a.kind, b.kind];
    let one_owner =
        a.party == b.party && kinds.contains(&ClaimKind::WalkAway) && kinds.contains(&ClaimKind::RedLine);
    if one_owner { pair[0].cost.max(pair[1].cost) } else { pair[0].cost + pair[1].cost }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_away_and_a_red_line_of_one_owner_are_not_counted_twice() {
        let claim = |party, kind| Claim { name: String::new(), party, kind, unit: String::new() };
        let claims = [
            claim(0, ClaimKind::WalkAway),
            claim(0, ClaimKind::RedLine),
            claim(0, ClaimKind::RedLine),
            claim(1, ClaimKind::WalkAway),
            claim(0, ClaimKind::Home),
        ];
        let cost = |one: u16, other: u16| {
            together(
                &claims,
                &[(one, 3.0), (other, 8.0)].map(|(claim, cost)| Move { claim, size: 1.0, cost }),
            )
        };
        // The package gives 40: its walk-away would give it 43, its line 48, and both no less than 48.
        assert_eq!((cost(0, 1), cost(1, 0)), (8.0, 8.0));
        // Another party's walk-away, a second line, a ratifier's threshold: losses of their own.
        assert_eq!((cost(3, 1), cost(1, 2), cost(4, 1)), (11.0, 11.0, 11.0));
    }
}
