//! Automated seats at the table: they make the offers that `wasit run` makes, wait for people, and see their own sight
//! only.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use wasit_arena::{
    Guest, Outcome, Outlook, Player, Protocol, Rehearsal, Seating, issues_of, play, random_preferences,
    random_space, talks_of,
};
use wasit_model::{Discount, DiscountPer, Drift, Invitation, Preferences, Round, Talks, WalkAway};
use wasit_protocol::Seat;
use wasit_strategies::{
    Ask, Mediator, MediatorSetup, Move, Negotiator, Setup, View, mediator_strategies, party_strategies,
};
use wasit_table::{Act, Compartment, Event, Kind, PackageTerms, Table, Who};

fn start() -> Timestamp {
    "2025-04-12T06:00:00Z".parse().unwrap()
}

fn who(text: &str) -> Who {
    text.parse().unwrap()
}

/// Talks that were convened, with everybody invited; whoever is not automated takes its seat.
fn convened(talks: &Talks, people: &[&str]) -> Table {
    let mut table = Table::new();
    let mediator = who("m/machine");
    let parties: Vec<Value> =
        talks.parties.iter().map(|party| json!({ "seat": party.name, "title": party.title })).collect();
    let convene =
        json!({ "do": "convene", "name": "talks", "title": "t", "mediator": "M", "parties": parties });
    act(&mut table, &mediator, convene);
    for party in &talks.parties {
        act(&mut table, &mediator, json!({ "do": "invite", "seat": party.name, "head": "machine" }));
        if people.contains(&party.name.as_str()) {
            act(&mut table, &who(&format!("{}/machine", party.name)), json!({ "do": "accept_invitation" }));
        }
    }
    table
}

fn now(table: &Table) -> Timestamp {
    table.events().last().map_or_else(start, |event| event.at)
}

fn act(table: &mut Table, who: &Who, act: Value) -> Vec<Arc<Event>> {
    let act: Act = serde_json::from_value(act).unwrap();
    let shown = format!("{who} {act:?}");
    let at = now(table);
    table.apply(who, act, at).unwrap_or_else(|refusal| panic!("{shown}\n{refusal}"))
}

/// Plays on until all automated seats wait for people; gives what was refused.
fn on(table: &mut Table, rehearsal: &mut Rehearsal) -> Vec<String> {
    let mut refused = Vec::new();
    for _ in 0..100_000 {
        let Some(at) = rehearsal.wakes(table) else { return refused };
        table.tick(at).unwrap();
        while let Some((who, act)) = rehearsal.reply(table, at) {
            if let Err(refusal) = table.apply(&who, act, at) {
                refused.push(format!("{who}: {refusal}"));
            }
        }
    }
    panic!("it does not come to rest");
}

fn seats(mediator: Option<&str>, parties: &[(&str, &str)]) -> Vec<(Who, Player)> {
    let parties = parties
        .iter()
        .map(|(seat, text)| (who(&format!("{seat}/machine")), Player::Strategy((*text).to_owned())));
    let mediator = mediator.map(|text| (who("m/machine"), Player::Strategy(text.to_owned())));
    parties.chain(mediator).collect()
}

/// What was offered, by whom, in order.
fn offers(table: &Table) -> Vec<(String, PackageTerms)> {
    let offer = |event: &Arc<Event>| match (&event.kind, &event.id.place) {
        (Kind::Proposed(proposed), Compartment::Room(seat)) => {
            Some((seat.to_string(), proposed.terms.get()?.packages[0].clone()))
        }
        _ => None,
    };
    table.events().iter().filter_map(offer).collect()
}

fn agreement(table: &Table) -> Option<PackageTerms> {
    table.events().iter().find_map(|event| match &event.kind {
        Kind::AgreementReached(agreement) => Some(agreement.package.clone()),
        _ => None,
    })
}

fn named(talks: &Talks, package: &wasit_model::Package) -> PackageTerms {
    let values = talks.space.issues().iter().zip(package.iter());
    values.map(|(issue, &value)| (issue.name.clone(), issue.values.label(value).into_owned())).collect()
}

/// The offers and the agreement of `wasit run`.
fn run(
    talks: &Talks,
    mediator: &str,
    parties: &[&str],
    protocol: Protocol,
    seed: u64,
) -> (Vec<(String, PackageTerms)>, Option<PackageTerms>) {
    let strategy = |text: &&str| Player::Strategy((*text).to_owned());
    let seating = Seating {
        parties: parties.iter().map(strategy).collect(),
        mediator: Player::Strategy(mediator.to_owned()),
    };
    let sides = Outlook::sides(talks);
    let course = play(talks, &sides, &seating, protocol, seed, 0).unwrap();
    let offer = |entry: &wasit_arena::Entry| match (entry.seat, &entry.act) {
        (Seat::Party(party), wasit_arena::Act::Offer) => {
            Some((talks.parties[party].name.clone(), named(talks, entry.package.as_ref()?)))
        }
        _ => None,
    };
    let agreed = match &course.outcome {
        Outcome::Agreed(package) => Some(named(talks, package)),
        _ => None,
    };
    (course.trace.iter().filter_map(offer).collect(), agreed)
}

fn scenario(widths: &[usize], parties: usize, legs: u32, seed: u64) -> Talks {
    let space = random_space(widths);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let sides = (0..parties).map(|_| random_preferences(&space, 0.6, &mut rng)).collect();
    talks_of(&space, sides, legs)
}

/// The same over two dated rounds, with walk-aways that drift by the day and by the leg, and a discount.
fn pressed(mut talks: Talks) -> Talks {
    let legs = talks.legs();
    let round = |date: &str, legs| Round { date: Some(date.parse().unwrap()), legs, ..Round::default() };
    talks.rounds = vec![round("2025-04-12", legs.div_ceil(3)), round("2025-05-11", legs - legs.div_ceil(3))];
    talks.rounds.retain(|round| round.legs > 0);
    let drifts = [Drift::PerDay(-0.01), Drift::PerLeg(0.02), Drift::To(0.1)];
    for (party, drift) in talks.parties.iter_mut().zip(drifts) {
        let old = &party.preferences;
        let walk_away = WalkAway { start: old.walk_away().start, drift: Some(drift) };
        let discount = Discount { factor: 0.99, per: DiscountPer::Leg, walk_away_too: false };
        let tables = old.tables().to_vec();
        let (none, discount) = (Vec::new(), Some(discount));
        let new = Preferences::new(&talks.space, tables, Vec::new(), none, walk_away, discount);
        party.preferences = new.unwrap();
    }
    talks
}

/// A rehearsal with all seats automated, from the first invitation to its end.
fn rehearsed(talks: &Talks, mediator: &str, parties: &[&str], seed: u64) -> Table {
    let parties: Vec<(&str, &str)> =
        talks.parties.iter().map(|party| party.name.as_str()).zip(parties.iter().copied()).collect();
    let mut rehearsal = Rehearsal::new(talks, seats(Some(mediator), &parties), seed).unwrap();
    let mut table = convened(talks, &[]);
    let refused = on(&mut table, &mut rehearsal);
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(rehearsal.faults().count(), 0);
    table
}

fn bytes(table: &Table) -> String {
    let events: Vec<&Event> = table.events().iter().map(|event| &**event).collect();
    serde_json::to_string(&events).unwrap()
}

fn party_names() -> Vec<&'static str> {
    party_strategies().map(|facts| facts.name).collect()
}

fn mediator_names() -> Vec<&'static str> {
    mediator_strategies().map(|facts| facts.name).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn under_the_courier_the_offers_are_those_of_the_direct_table(
        widths in prop::collection::vec(1_usize..5, 1..4),
        scenario_seed in 0_u64..1_000,
        seed in 0_u64..1_000,
        a in prop::sample::select(party_names()),
        b in prop::sample::select(party_names()),
        steps in 1_u32..12,
        press: bool,
    ) {
        let talks = scenario(&widths, 2, 2 * steps, scenario_seed);
        let talks = if press { pressed(talks) } else { talks };
        let expected = run(&talks, "courier", &[a, b], Protocol::Alternating { steps }, seed);
        let table = rehearsed(&talks, "courier", &[a, b], seed);
        prop_assert_eq!((offers(&table), agreement(&table)), expected);
    }

    #[test]
    fn under_every_mediator_the_offers_and_the_end_are_those_of_the_shuttle(
        widths in prop::collection::vec(1_usize..5, 1..4),
        parties in 2_usize..4,
        scenario_seed in 0_u64..1_000,
        seed in 0_u64..1_000,
        a in prop::sample::select(party_names()),
        b in prop::sample::select(party_names()),
        mediator in prop::sample::select(mediator_names()),
        legs in 1_u32..30,
        press: bool,
    ) {
        let talks = scenario(&widths, parties, legs, scenario_seed);
        // What is confided says nothing of what time does to it.
        let talks = if press && mediator != "confidant" { pressed(talks) } else { talks };
        let strategies = &[a, b, a][..parties];
        let expected = run(&talks, mediator, strategies, Protocol::Shuttle, seed);
        let table = rehearsed(&talks, mediator, strategies, seed);
        prop_assert_eq!((offers(&table), agreement(&table)), expected);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_a_rehearsal_made_anew_goes_on_where_the_first_stopped() {
    for mediator in mediator_names() {
        let talks = scenario(&[4, 3, 3], 2, 30, 5);
        let table = rehearsed(&talks, mediator, &["boulware", "random"], 9);
        let twin = rehearsed(&talks, mediator, &["boulware", "random"], 9);
        assert_eq!(bytes(&table), bytes(&twin));
        // Made anew before every act.
        let new = || {
            Rehearsal::new(&talks, seats(Some(mediator), &[("a", "boulware"), ("b", "random")]), 9).unwrap()
        };
        let mut again = convened(&talks, &[]);
        while let Some(at) = new().wakes(&again) {
            assert!(again.events().len() < 2 * table.events().len(), "{mediator} plays otherwise");
            let (who, act) = new().reply(&again, at).unwrap();
            again.apply(&who, act, at).unwrap();
        }
        assert_eq!(again.events(), table.events(), "{mediator}");
    }
}

/// A person puts the agenda.
fn put_agenda(talks: &Talks, table: &mut Table) {
    let issues = serde_json::to_value(issues_of(&talks.space)).unwrap();
    let items = json!([{ "id": "all", "title": "All issues" }]);
    act(table, &who("m/machine"), json!({ "do": "put_agenda", "items": items, "issues": issues }));
}

/// A person says yes to the agenda.
fn adopt(table: &mut Table, seat: &str) {
    let put = table.events().iter().find(|event| matches!(event.kind, Kind::AgendaPut(_))).unwrap();
    let Kind::AgendaPut(agenda) = &put.kind else { unreachable!() };
    let (id, hash) = (put.id.to_string(), agenda.question.hash.to_string());
    let answer = json!({ "do": "answer", "question": id, "yes": true, "hash": hash });
    act(table, &who(&format!("{seat}/machine")), answer);
}

#[test]
fn a_person_mediates_between_two_strategies() {
    let talks = scenario(&[4, 3], 2, 20, 3);
    let mut table = convened(&talks, &[]);
    let mut rehearsal =
        Rehearsal::new(&talks, seats(None, &[("a", "boulware"), ("b", "conceder")]), 1).unwrap();
    on(&mut table, &mut rehearsal);
    put_agenda(&talks, &mut table);
    on(&mut table, &mut rehearsal);
    assert!(offers(&table).is_empty(), "nobody has asked them");
    let mediator = who("m/machine");
    act(&mut table, &mediator, json!({ "do": "ask_offer", "seat": "b" }));
    assert_eq!(on(&mut table, &mut rehearsal), Vec::<String>::new());
    let [(seat, _)] = offers(&table).try_into().unwrap();
    assert_eq!(seat, "b");
    let proposal = table.events().iter().rev().find(|event| matches!(event.kind, Kind::Proposed(_)));
    let proposal = proposal.unwrap().id.to_string();
    let carry = json!({ "do": "carry", "proposal": proposal, "to": ["a"], "attribution": "unattributed" });
    act(&mut table, &mediator, carry);
    assert_eq!(on(&mut table, &mut rehearsal), Vec::<String>::new());
    let answered = table
        .events()
        .iter()
        .any(|event| matches!(event.kind, Kind::ProposalRefused(_) | Kind::ProposalAccepted(_)));
    assert!(answered, "what was carried is answered");
    let draft = json!({ "do": "put_draft", "to": "a", "package": { "issue 0": "1", "issue 1": "1" } });
    act(&mut table, &mediator, draft);
    assert_eq!(on(&mut table, &mut rehearsal), Vec::<String>::new());
    assert!(table.events().iter().any(|event| matches!(event.kind, Kind::Voted(_))));
}

#[test]
fn a_mediators_proposal_is_answered_by_its_worth_against_the_walk_away() {
    let talks = scenario(&[4, 3], 2, 20, 3);
    for package in talks.space.packages() {
        let mut table = convened(&talks, &[]);
        let automated = seats(None, &[("a", "boulware"), ("b", "boulware")]);
        let mut rehearsal = Rehearsal::new(&talks, automated, 1).unwrap();
        on(&mut table, &mut rehearsal);
        put_agenda(&talks, &mut table);
        on(&mut table, &mut rehearsal);
        let until = now(&table) + SignedDuration::from_hours(48);
        let put =
            json!({ "do": "put_mediators_proposal", "packages": [named(&talks, &package)], "until": until });
        act(&mut table, &who("m/machine"), put);
        on(&mut table, &mut rehearsal);
        let good = |party: &wasit_model::Party| {
            party.preferences.utility(&package) >= party.preferences.walk_away_at(&Default::default())
        };
        let expected = talks.parties.iter().all(good);
        assert_eq!(agreement(&table).is_some(), expected, "{}", talks.space.describe(&package));
    }
}

#[test]
fn a_person_plays_against_a_strategy_and_the_mediators_strategy_waits() {
    let talks = scenario(&[4, 3], 2, 20, 3);
    let mut table = convened(&talks, &["a"]);
    let mut rehearsal = Rehearsal::new(&talks, seats(Some("courier"), &[("b", "boulware")]), 1).unwrap();
    on(&mut table, &mut rehearsal);
    adopt(&mut table, "a");
    let person = who("a/machine");
    assert_eq!(on(&mut table, &mut rehearsal), Vec::<String>::new());
    let asked = |table: &Table| {
        table.events().iter().filter(|event| matches!(event.kind, Kind::OfferAsked(_))).count()
    };
    assert_eq!((asked(&table), offers(&table).len()), (1, 0), "the person is asked first, and nobody else");
    assert_eq!(rehearsal.wakes(&table), None);
    let propose = json!({
        "do": "propose", "packages": [{ "issue 0": "1", "issue 1": "1" }], "disclosure": "this_wording",
    });
    act(&mut table, &person, propose);
    assert_eq!(on(&mut table, &mut rehearsal), Vec::<String>::new());
    let of_b = || offers(&table).into_iter().filter(|(seat, _)| seat == "b").collect::<Vec<_>>();
    assert_eq!(of_b().len(), 1, "the offer was carried on, and answered");
    let carried = table.events().iter().rev().find(|event| matches!(event.kind, Kind::ProposalCarried(_)));
    let carried = carried.unwrap();
    assert_eq!(carried.id.place.to_string(), "room/a");
    let (id, package) = (carried.id.to_string(), of_b()[0].1.clone());
    act(&mut table, &person, json!({ "do": "accept", "item": id }));
    assert_eq!(agreement(&table), Some(package));
    assert_eq!(on(&mut table, &mut rehearsal), Vec::<String>::new());
}

#[test]
fn what_a_person_tells_the_mediator_only_is_not_carried() {
    let talks = scenario(&[4, 3], 2, 6, 3);
    let mut table = convened(&talks, &["a"]);
    let mut rehearsal = Rehearsal::new(&talks, seats(Some("courier"), &[("b", "boulware")]), 1).unwrap();
    on(&mut table, &mut rehearsal);
    adopt(&mut table, "a");
    on(&mut table, &mut rehearsal);
    let propose = json!({ "do": "propose", "packages": [{ "issue 0": "1", "issue 1": "1" }] });
    act(&mut table, &who("a/machine"), propose);
    on(&mut table, &mut rehearsal);
    let carried = |event: &&Arc<Event>| {
        matches!(event.kind, Kind::ProposalCarried(_)) && event.id.place.to_string() == "room/b"
    };
    assert_eq!(table.events().iter().filter(carried).count(), 0);
}

#[test]
fn the_confidant_waits_until_all_have_confided_and_reckons_with_that_alone() {
    let talks = scenario(&[4, 3], 2, 20, 3);
    let mut table = convened(&talks, &["a"]);
    let mut rehearsal = Rehearsal::new(&talks, seats(Some("confidant"), &[("b", "boulware")]), 1).unwrap();
    on(&mut table, &mut rehearsal);
    adopt(&mut table, "a");
    on(&mut table, &mut rehearsal);
    assert_eq!(rehearsal.wakes(&table), None, "a has confided nothing");
    // a says that it wants what it does not: the confidant believes it.
    let wants = json!({
        "issues": {
            "issue 0": { "1": 0.0, "2": 0.0, "3": 0.0, "4": 0.5 },
            "issue 1": { "1": 0.5, "2": 0.0, "3": 0.0 },
        },
        "walk_away": 0.9,
    });
    act(&mut table, &who("a/machine"), json!({ "do": "tell", "wants": wants }));
    let confide = json!({ "do": "confide", "walk_away": true, "red_lines": true });
    act(&mut table, &who("a/machine"), confide);
    on(&mut table, &mut rehearsal);
    let put = table.events().iter().find_map(|event| match &event.kind {
        Kind::ProposalCarried(carried) => Some(carried.terms.get().unwrap().packages[0].clone()),
        Kind::TalksClosed(_) => Some(PackageTerms::new()),
        _ => None,
    });
    let told: PackageTerms = [("issue 0", "4"), ("issue 1", "1")]
        .map(|(issue, value)| (issue.to_owned(), value.to_owned()))
        .into();
    let b = &talks.parties[1].preferences;
    let reachable = b.utility(&[3, 0]) >= b.walk_away_at(&Default::default());
    assert_eq!(put, Some(if reachable { told } else { PackageTerms::new() }));
}

/// A guest at a party's seat that offers its best, and accepts what is put to it.
struct Agreeable;

impl Guest for Agreeable {
    fn name(&self) -> String {
        "agreeable".to_owned()
    }

    fn party(&self, _: &Invitation, _: usize, _: u64, setup: Setup) -> Result<Box<dyn Negotiator>, String> {
        struct Seated(Setup);
        impl Negotiator for Seated {
            fn act(&mut self, ask: Ask<'_>, _: &View<'_>) -> Move {
                match ask {
                    Ask::Offer => Move::Offer(self.0.side.best().unwrap().package.clone()),
                    Ask::Answer(_) => Move::Accept,
                    // Does not fit what is asked.
                    Ask::Vote { .. } => Move::Accept,
                }
            }
        }
        Ok(Box::new(Seated(setup)))
    }

    fn mediator(&self, _: &Invitation, _: u64, _: MediatorSetup) -> Result<Box<dyn Mediator>, String> {
        Err("it is no mediator".to_owned())
    }
}

#[test]
fn a_guest_takes_a_seat_and_is_at_fault_for_what_does_not_fit() {
    let talks = scenario(&[4, 3], 2, 20, 3);
    let guest = || Player::Guest(Arc::new(Agreeable));
    let with = |mediator: &str| {
        let mut seats = seats(Some(mediator), &[("a", "boulware")]);
        seats.push((who("b/machine"), guest()));
        let mut rehearsal = Rehearsal::new(&talks, seats, 1).unwrap();
        let mut table = convened(&talks, &[]);
        on(&mut table, &mut rehearsal);
        let faults: Vec<String> = rehearsal.faults().map(|fault| fault.what.clone()).collect();
        (agreement(&table), faults)
    };
    assert!(matches!(with("courier"), (Some(_), faults) if faults.is_empty()));
    assert_eq!(with("single_text"), (None, vec!["its answer does not fit what it was asked".to_owned()]));
    let mut rehearsal = Rehearsal::new(&talks, [(who("m/machine"), guest())], 1).unwrap();
    let mut table = convened(&talks, &["a", "b"]);
    on(&mut table, &mut rehearsal);
    adopt(&mut table, "a");
    adopt(&mut table, "b");
    on(&mut table, &mut rehearsal);
    let faults: Vec<&str> = rehearsal.faults().map(|fault| fault.what.as_str()).collect();
    assert_eq!(faults, ["it is no mediator"]);
}

/// What happens in the other room, in the mediator's team and in another delegation moves nothing that a strategy does.
#[test]
fn a_strategy_acts_by_its_own_sight() {
    let talks = scenario(&[4, 3], 2, 20, 3);
    let course = |noise: bool| {
        let mut table = convened(&talks, &["a"]);
        let mut rehearsal = Rehearsal::new(&talks, seats(None, &[("b", "nice_tit_for_tat")]), 1).unwrap();
        on(&mut table, &mut rehearsal);
        put_agenda(&talks, &mut table);
        adopt(&mut table, "a");
        on(&mut table, &mut rehearsal);
        for _ in 0..3 {
            if noise {
                for place in ["room/a", "delegation/m"] {
                    act(&mut table, &who("m/machine"), json!({ "do": "say", "in": place, "text": "x" }));
                }
                act(&mut table, &who("m/machine"), json!({ "do": "ask_offer", "seat": "a" }));
                act(&mut table, &who("a/machine"), json!({ "do": "say", "in": "delegation/a", "text": "y" }));
                let offer = json!({ "do": "propose", "packages": [{ "issue 0": "2", "issue 1": "2" }] });
                act(&mut table, &who("a/machine"), offer);
            }
            act(&mut table, &who("m/machine"), json!({ "do": "ask_offer", "seat": "b" }));
            on(&mut table, &mut rehearsal);
        }
        let view = wasit_table::View::of(&who("b/machine"), table.events()).unwrap();
        serde_json::to_string(&view).unwrap()
    };
    assert_eq!(course(false), course(true));
}

#[test]
fn what_no_seat_can_be_is_refused() {
    let talks = scenario(&[2], 2, 4, 1);
    let refused = |seats: Vec<(Who, Player)>| Rehearsal::new(&talks, seats, 1).err().unwrap().to_string();
    insta::assert_snapshot!(refused(seats(None, &[("z", "boulware")])), @"there is no seat `z` at these talks");
    insta::assert_snapshot!(
        refused(seats(None, &[("a", "boulware"), ("a", "linear")])),
        @"the seat `a` is filled twice"
    );
    insta::assert_snapshot!(
        refused(seats(None, &[("a", "boulwar")])),
        @"seat `a`: there is no party strategy `boulwar`; did you mean `boulware`?"
    );
    insta::assert_snapshot!(
        refused(seats(Some("bridg"), &[])),
        @"seat `m`: there is no mediator strategy `bridg`; did you mean `bridge`?"
    );
}
