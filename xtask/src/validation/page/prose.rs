//! What stands on the page whatever the figures.

pub(super) const BEFORE: &str = "\
# Are strategies like people?

An answer to \"will there be a deal?\" leans on how the sides behave, and behaviour in Wasit is a strategy of the
literature. So strategies are given tasks that people were given, and what they reach is set beside what people reached:
in agreement, points, efficiency and evenness. Then it is shown what each mediator changes. Figures of people are those
published of their dialogues, or derived from them; everything else on this page is made by a command.

";

pub(super) const TASKS: &str = "\
## The tasks

**Campsite** (CaSiNo: Chawla and others, NAACL 2021; 1,030 dialogues, CC BY 4.0). Two campers share out three packages each
of food, water and firewood: 64 deals. A camper values packages of its highest priority at 5 points each, then 4, then 3: at
most 36. No deal is worth 5 points to each. Here priorities coincide in no place in 23 % of the scenarios, in one in
52 %, in all in 25 %; within these all pairs are alike. The shares of people's dialogues are not published with their
figures; with these shares the figures by overlap add up to those of all dialogues. Were both priorities drawn at
random, it would be 33, 50 and 17 %.

**Division** (DealOrNoDeal: Lewis and others, EMNLP 2017; CC BY-NC, derived figures only). Two sides share out five to
seven things of three kinds. Each side's values for all of them together sum to 10; no kind is worthless to both, and at least
one is worth something to both, so that nobody can have everything. No deal is worth 0. The rule here: counts of the three
kinds from 1 to 5, drawn evenly from those that sum to 5, 6 or 7; then the values of both sides, whole numbers, evenly from all
that fit.

Utilities are points over the most that a side can have; a side knows its own points and not the other's.

";

pub(super) const MEDIATORS_AFTER: &str = "\
The `courier` is the direct table between rooms, move for move, and changes nothing: that row is a check. `confidant`
knows what both sides want, and its deals are efficient by construction; but it puts packages to the sides and carries no
offers, so who yields only to what the other side yields does not yield to it. A `single_text` comes to a yes or no only at
the end, and half of its legs go on votes; few of these parties then take what is put to them for the first time.

The two tasks part ways because their mixtures do. Most campers here concede by the clock, whoever speaks to them. Most
dividers are `micro`, which goes down one step for each new offer that it hears: a mediator who keeps offers back, or spends
legs on questions and votes, leaves it standing where it was, and the deadline comes. That is a property of the strategy. Whether
people would behave so towards a mediator, these figures do not say. More on each in
[what a mediator makes of the same parties](mediators.md).

";

pub(super) const CRISES: &str = "\
## Beside studies of crises

Studies of international crises, and experiments with people who play them, found that mediation makes agreement more
likely and crises shorter (Wilkenfeld, Young, Asal, Quinn, Journal of Conflict Resolution 47, 2003). Of the styles of
mediation, manipulation did most for agreement and facilitation most for lasting calm (Beardsley, Quinn, Biswas, Wilkenfeld,
Journal of Conflict Resolution 50, 2006). Do mediators here show the same?

";

pub(super) const CRISES_AFTER: &str = "
Where the lines above say otherwise, ours do not show what was found there. Part of it is the comparison. People in a crisis
without a mediator often do not talk at all; parties here sit at one table from the first turn, and that table already works
well. A mediator here can neither reward nor threaten, so manipulation is not modelled; `courier` and `gatekeeper`
facilitate, `single_text`, `bridge` and `confidant` formulate. Calm after the talks is not modelled at all.

";

pub(super) const AFTER: &str = "\
## What people do that these strategies cannot

- **They walk away.** Campers break off, angry or tired; a strategy leaves only where no deal could be better than none. What
  ends talks here is the deadline. In the division people also fail by mistake, when both sides write down different deals;
  here a deal is what was accepted.
- **They talk.** People tell what they need and why, ask, joke, appeal and lie. Here an offer is all that is said, and what
  the other side wants must be guessed from offers.
- **They care how the other side fares.** Campers were asked to leave the other side satisfied, and many did. A norm of halves is
  the nearest that a strategy here has to it; no side here looks at the other's points.
- **They tire.** Messages cost people effort, and some take what lies on the table to be done. Here a turn costs nothing.
- **They set their own pace.** There was no fixed number of turns. Every strategy that concedes by the clock needs one.
- **They differ in more than strategy**, and the same person differs from day to day. Shares of strategies stand for that, roughly.

## How to read it

In brackets: 95 % intervals. Ours are by bootstrap over scenarios, sampling error only: they say how far a figure would move
with other scenarios drawn in the same way, not how wrong the model is. People's are Wilson's of a share, and for points the
normal interval with the two sides of a dialogue counted as one. Nash products are of points as they are, nothing taken off
for no deal: with that reading people's 0.930 fits their joint and their evenness.

Some strategies are made to meet others and not themselves: two of `tit_for_tat` wait for each other until the end. Rows of a
strategy with itself say how it gets on with its like, no more.

Two tasks, both small, with three kinds of things and strangers who play for little: that is all that is compared here. That a
mixture reaches people's figures on them does not make it right for talks of states, and where it misses, the miss is
likely to be greater there. The analyst who has better knowledge of the sides should write that down, and use it.
";

#[cfg(test)]
mod tests {
    use super::super::super::people::CAMPSITE_SHARES;
    use super::*;

    #[test]
    fn the_shares_are_those_that_are_drawn() {
        let [none, one, all] = CAMPSITE_SHARES.map(|share| format!("{:.0}", 100.0 * share));
        let words = TASKS.replace('\n', " ");
        assert!(words.contains(&format!(
            "in no place in {none} % of the scenarios, in one in {one} %, in all in {all} %"
        )));
    }
}
