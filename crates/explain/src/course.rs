//! How long a deal takes.

use serde::Serialize;

use crate::interval::Tally;
use crate::sample::Sample;
use crate::{Class, Estimate, Spread, words};

/// The course of the talks of one variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Course {
    /// By round.
    pub rounds: Vec<RoundCourse>,
    /// Days from the start to a signed deal, over the signed deals.
    pub days: Option<Spread>,
    /// Legs to a signed deal, over the signed deals; `None` where legs were not kept.
    pub legs: Option<Spread>,
}

/// One round over all holdings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoundCourse {
    /// The round's name.
    pub round: String,
    /// Days from the start of the talks to its end.
    pub day: f64,
    /// Holdings that came to this round.
    pub reached: usize,
    /// Of those: the share that sign in it, the hazard. `None` where too few came to it.
    pub hazard: Option<Estimate>,
    /// Of all holdings: the share that sign in it.
    pub signed_in: Estimate,
    /// Of all holdings: the share that have signed by its end.
    pub signed_by: Estimate,
    /// Of all holdings: the share whose deal, signed by its end, comes into force.
    pub in_force_by: Estimate,
}

/// Holdings that must come to a round for its hazard to be told: fewer have intervals wider than 0.2 either way.
const REACHED_MIN: usize = 100;

/// The course of the talks of a variant; `None` where rounds were not kept.
///
/// # Panics
/// Where there is no such variant.
#[must_use]
pub fn course(sample: &Sample, variant: usize) -> Option<Course> {
    let columns = sample.columns();
    let variant = &columns.variants[variant];
    if variant.rounds.is_empty() {
        return None;
    }
    let count = columns.rounds.len();
    let mut hazards = vec![Tally::default(); count];
    let mut within = vec![Tally::default(); count];
    let (mut signed, mut in_force) = (within.clone(), within.clone());
    let replicates = sample.replicates() as f64;
    // By round, within a draw: holdings that end there, that are signed there, that come into force by what is signed there.
    let mut ends = vec![[0.0f64; 3]; count];
    for block in sample.blocks() {
        for draw in block {
            ends.fill([0.0; 3]);
            for holding in sample.holdings(draw) {
                let (end, class) =
                    (&mut ends[usize::from(variant.rounds[holding])], variant.classes[holding]);
                end[0] += 1.0;
                end[1] += f64::from(u8::from(class.signed()));
                end[2] += f64::from(u8::from(class == Class::InForce));
            }
            let (mut reached, mut by) = (replicates, [0.0; 2]);
            for (round, [ended, signs, comes]) in ends.iter().enumerate() {
                hazards[round].add_weighted(reached, *signs);
                reached -= ended;
                by = [by[0] + signs, by[1] + comes];
                within[round].add(signs / replicates);
                signed[round].add(by[0] / replicates);
                in_force[round].add(by[1] / replicates);
            }
        }
        hazards.iter_mut().chain(&mut within).chain(&mut signed).chain(&mut in_force).for_each(Tally::close);
    }
    let rounds = columns
        .rounds
        .iter()
        .enumerate()
        .map(|(at, round)| {
            let reached = hazards[at].weight() as usize;
            RoundCourse {
                round: round.name.clone(),
                day: round.day,
                reached,
                hazard: (reached >= REACHED_MIN).then(|| hazards[at].share()),
                signed_in: within[at].share(),
                signed_by: signed[at].share(),
                in_force_by: in_force[at].share(),
            }
        })
        .collect();
    let deals = || (0..variant.classes.len()).filter(|holding| variant.classes[*holding].signed());
    let day = |holding: usize| columns.rounds[usize::from(variant.rounds[holding])].day;
    let legs = |holding: usize| variant.legs.get(holding).map_or(f64::NAN, |legs| f64::from(*legs));
    let days = Spread::of(deals().map(day).collect());
    Some(Course { rounds, days, legs: Spread::of(deals().map(legs).collect()) })
}

impl Course {
    /// In sentences: how long a deal takes, and when it is likeliest.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut said = Vec::new();
        // Talks without dates take no days.
        if let Some(days) = self.days.filter(|days| days.p95 > 0.0) {
            let (half, most) = (words::value(days.p50, "days"), words::value(days.p95, "days"));
            said.push(if half == most {
                format!(
                    "Where a deal is signed, at least half are signed after {half}, and hardly any later."
                )
            } else {
                format!("Of the deals, half are signed within {half}, and nineteen in twenty within {most}.")
            });
        }
        let likeliest = self.rounds.iter().max_by(|a, b| a.signed_in.value.total_cmp(&b.signed_in.value));
        let Some(round) = likeliest.filter(|round| self.rounds.len() > 1 && round.signed_in.value > 0.0)
        else {
            return said;
        };
        said.push(format!(
            "A deal is likeliest in {}: {} of all talks sign in it{}.",
            round.round,
            words::percent(round.signed_in),
            match round.hazard {
                Some(hazard) if round.reached < self.rounds[0].reached =>
                    format!(", and of those that come to it {}", words::percent(hazard)),
                _ => String::new(),
            }
        ));
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Columns, Round, Variant};

    #[test]
    fn hazards_count_those_that_came_to_a_round() {
        let round = |at: usize| Round { name: format!("round {at}"), day: at as f64 * 10.0 };
        // Of 400: 100 sign in round 0, 100 of the other 300 walk out there, 150 of the rest sign in round 1, 50 do not.
        let ends = [
            (0, Class::InForce, 100),
            (0, Class::Missed, 100),
            (1, Class::NotRatified, 150),
            (1, Class::Missed, 50),
        ];
        let rounds: Vec<u16> = ends.iter().flat_map(|(round, _, count)| vec![*round; *count]).collect();
        let classes = ends.iter().flat_map(|(_, class, count)| vec![*class; *count]).collect();
        let sample = Sample::new(Columns {
            replicates: 1,
            margins: vec![0.0; 400],
            rounds: vec![round(1), round(2)],
            variants: vec![Variant { rounds, classes, ..Variant::default() }],
            ..Columns::default()
        })
        .expect("they fit");
        let course = course(&sample, 0).expect("rounds are there");
        assert_eq!(course.rounds[0].hazard.expect("400 came").value, 0.25);
        assert_eq!((course.rounds[1].reached, course.rounds[1].hazard.expect("200 came").value), (200, 0.75));
        assert_eq!((course.rounds[1].signed_by.value, course.rounds[1].in_force_by.value), (0.625, 0.25));
        assert_eq!((course.rounds[0].signed_in.value, course.rounds[1].signed_in.value), (0.25, 0.375));
        assert_eq!(course.days.expect("there are deals").p50, 20.0);
    }

    #[test]
    fn the_likeliest_round_is_that_in_which_most_sign() {
        // Of 400: 250 sign in the first round; of the 150 that come to the second all do.
        let rounds = ["the first", "the second"];
        let sample = Sample::new(Columns {
            replicates: 1,
            margins: vec![0.0; 400],
            rounds: rounds.map(|name| Round { name: name.to_owned(), day: 0.0 }).to_vec(),
            variants: vec![Variant {
                rounds: [vec![0; 250], vec![1; 150]].concat(),
                classes: vec![Class::InForce; 400],
                ..Variant::default()
            }],
            ..Columns::default()
        })
        .expect("they fit");
        let said = course(&sample, 0).expect("rounds are there").words();
        // Days are not told where there are no dates.
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("A deal is likeliest in the first: 62"), "{said:?}");
    }
}
