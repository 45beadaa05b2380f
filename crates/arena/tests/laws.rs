//! What holds of every talk, whoever sits at it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use proptest::prelude::*;
use wasit_arena::{
    Act, Course, Entry, Exchange, Glimpse, Outlook, Player, Protocol, Room, Seating, Series, play, repeat,
};
use wasit_model::{Package, Talks};
use wasit_protocol::Seat;
use wasit_search::Side;
use wasit_strategies::{mediator_strategies, party_strategies};

fn seating(parties: &[&str], mediator: &str) -> Seating {
    Seating {
        parties: parties.iter().map(|name| Player::Strategy((*name).to_owned())).collect(),
        mediator: Player::Strategy(mediator.to_owned()),
    }
}

fn any_party() -> impl Strategy<Value = &'static str> {
    let names: Vec<&'static str> = party_strategies().map(|facts| facts.name).collect();
    proptest::sample::select(names)
}

fn any_mediator() -> impl Strategy<Value = &'static str> {
    let names: Vec<&'static str> = mediator_strategies().map(|facts| facts.name).collect();
    proptest::sample::select(names)
}

fn held(talks: &Talks, seating: &Seating, protocol: Protocol, seed: u64) -> Course {
    play(talks, &Outlook::sides(talks), seating, protocol, seed, 0).unwrap()
}

/// Offers and acceptances as a direct table would have them: who, what, when.
fn moves(course: &Course) -> Vec<(Seat, &'static str, Option<Package>, u32, f64)> {
    let said = |entry: &&Entry| matches!(entry.act, Act::Offer | Act::Accept | Act::Leave { .. });
    course
        .trace
        .iter()
        .filter(said)
        .map(|entry| (entry.seat, entry.act.word(), entry.package.clone(), entry.step, entry.time))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Seats that can play by positions play as they would by packages, whatever is shared, over days and with discounts;
    /// coarse utilities tie.
    #[test]
    fn positions_and_packages_are_the_same_play(
        talks in support::talks(2),
        coarse in any::<bool>(),
        pair in proptest::collection::vec(
            proptest::sample::select(vec![
                "boulware", "linear", "conceder", "time:exponent=10,max=0.8", "time:family=exponential,k=0.1",
                "time:tolerance=0.2", "tough", "micro", "micro", "tit_for_tat",
            ]),
            2,
        ),
        steps in 1..60_u32,
        seed in any::<u64>(),
    ) {
        let talks = if coarse { support::coarse(talks) } else { talks };
        let (seats, sides) = (seating(&[pair[0], pair[1]], "courier"), Outlook::sides(&talks));
        let protocol = Protocol::Alternating { steps };
        let series = |sides| Series::new(&talks, sides, &seats, protocol).unwrap();
        let expect = series(&sides).by_packages().hold(&mut Room::default(), seed, 3).unwrap();
        let traced = series(&sides).play(seed, 3).unwrap();
        prop_assert_eq!((&traced.outcome, &traced.utilities, traced.legs), (&expect.outcome, &expect.utilities, expect.legs));
        let mut room = Room::default();
        prop_assert_eq!(&series(&sides).hold(&mut room, seed, 3).unwrap(), &expect);
        let exchange = Exchange::of(&sides);
        prop_assert_eq!(&series(&sides).sharing(exchange.as_ref()).hold(&mut room, seed, 3).unwrap(), &expect);
        // On structure alone, where nothing is listed.
        let unlisted: Vec<_> = sides
            .iter()
            .map(|side| std::sync::Arc::new(Side::listing(side.space().clone(), side.preferences().clone(), 0)))
            .collect();
        prop_assert_eq!(&series(&unlisted).hold(&mut room, seed, 3).unwrap(), &expect);
    }

    /// The courier carries everything to everybody at once: nobody could tell it from a direct table.
    #[test]
    fn the_courier_is_the_direct_table(
        (talks, parties) in (2..=4_usize).prop_flat_map(|count| {
            (support::talks(count), proptest::collection::vec(any_party(), count))
        }),
        seed in any::<u64>(),
    ) {
        // 24 legs are whole steps for two, three and four parties.
        let steps = 24 / talks.parties.len() as u32;
        // Discounts are by leg: under both protocols a turn is a leg.
        let seats = seating(&parties, "courier");
        let direct = held(&talks, &seats, Protocol::Alternating { steps }, seed);
        let carried = held(&talks, &seats, Protocol::Shuttle, seed);
        prop_assert_eq!(moves(&direct), moves(&carried));
        prop_assert_eq!(direct.outcome, carried.outcome);
        prop_assert_eq!(direct.utilities, carried.utilities);
        prop_assert_eq!(direct.legs, carried.legs);
    }

    /// Nobody offers or accepts below its walk-away of the moment, or beyond its red lines.
    #[test]
    fn nobody_acts_below_its_walk_away(
        (talks, parties) in (2..=3_usize).prop_flat_map(|count| {
            (support::talks(count), proptest::collection::vec(any_party(), count))
        }),
        mediator in any_mediator(),
        seed in any::<u64>(),
    ) {
        let course = held(&talks, &seating(&parties, mediator), Protocol::Shuttle, seed);
        for entry in &course.trace {
            let (Seat::Party(party), Act::Offer | Act::Accept) = (entry.seat, &entry.act) else { continue };
            let preferences = &talks.parties[party].preferences;
            let moment = wasit_model::Moment {
                time: entry.time,
                legs: entry.leg,
                days: talks.days_at(entry.round),
            };
            let floor = preferences.walk_away_at(&moment);
            prop_assert!(
                entry.utilities[party] >= floor && entry.utilities[party].is_finite(),
                "{} {}s at {} with a walk-away of {floor}",
                parties[party], entry.act.word(), entry.utilities[party]
            );
        }
        if let Some(package) = course.outcome.agreement() {
            prop_assert!(talks.parties.iter().all(|party| party.preferences.utility(package).is_finite()));
        }
    }

    /// What a seat sees changes with another's preferences only from something on that came to it.
    #[test]
    fn another_side_is_seen_only_through_what_is_carried(
        (before, changed, parties) in proptest::collection::vec(2..5_usize, 1..=4).prop_flat_map(|widths| {
            let [own, theirs, others] = [0, 1, 2].map(|_| support::preferences(widths.clone()));
            (own, theirs, others).prop_map(move |(own, theirs, others)| (
                support::assemble(&widths, vec![own.clone(), theirs]),
                support::assemble(&widths, vec![own, others]),
            ))
        }).prop_flat_map(|(before, changed)| {
            (Just(before), Just(changed), proptest::collection::vec(any_party(), 2))
        }),
        mediator in any_mediator(),
        seed in any::<u64>(),
    ) {
        let seats = seating(&parties, mediator);
        let me = Seat::Party(0);
        let [one, two] = [&before, &changed]
            .map(|talks| Glimpse::of(&held(talks, &seats, Protocol::Shuttle, seed), me));
        let differs = one.sights.iter().zip(&two.sights).find(|(a, b)| a != b);
        if let Some((a, b)) = differs {
            prop_assert!(a.seat != me || b.seat != me || a.time != b.time || a.visit != b.visit,
                "this seat itself acted otherwise: {a:?} and {b:?}");
        }
    }

    /// A party's view holds nothing of what another did out of its sight.
    #[test]
    fn a_view_holds_only_what_was_done_or_came_here(
        (talks, parties) in (2..=3_usize).prop_flat_map(|count| {
            (support::talks(count), proptest::collection::vec(any_party(), count))
        }),
        mediator in any_mediator(),
        seed in any::<u64>(),
    ) {
        let course = held(&talks, &seating(&parties, mediator), Protocol::Shuttle, seed);
        for party in 0..talks.parties.len() {
            let me = Seat::Party(party);
            let glimpse = Glimpse::of(&course, me);
            prop_assert!(glimpse.sights.iter().all(|sight| sight.seat == me || sight.to == Some(me)
                || sight.seat == Seat::Mediator));
            // The same course without the other seats' acts gives the same view.
            let mut alone = course.clone();
            alone.trace.retain(|entry| entry.seat == me || entry.to == Some(me));
            for entry in &mut alone.trace {
                for (at, utility) in entry.utilities.iter_mut().enumerate() {
                    if at != party {
                        *utility = f64::NAN;
                    }
                }
            }
            for (at, utility) in alone.utilities.iter_mut().enumerate() {
                if at != party {
                    *utility = f64::NAN;
                }
            }
            for (at, name) in alone.parties.iter_mut().enumerate() {
                if at != party {
                    name.clear();
                }
            }
            prop_assert_eq!(glimpse, Glimpse::of(&alone, me));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The same seed gives the same summary whatever the number of threads.
    #[test]
    fn threads_change_nothing(
        (talks, parties) in (support::talks(2), proptest::collection::vec(any_party(), 2)),
        mediator in any_mediator(),
        seed in any::<u64>(),
    ) {
        let sides = Outlook::sides(&talks);
        let outlook = Outlook::of(&talks, &sides);
        let seats = seating(&parties, mediator);
        let summaries = [1, 2, 7].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                repeat(&talks, &sides, &outlook, &seats, Protocol::Shuttle, seed, 60, &|_| (), &|| false)
                    .unwrap()
                    .unwrap()
            })
        });
        // Debug text has every bit of every number, infinities included.
        let texts = summaries.map(|summary| format!("{summary:?}"));
        prop_assert_eq!(&texts[0], &texts[1]);
        prop_assert_eq!(&texts[0], &texts[2]);
    }
}
