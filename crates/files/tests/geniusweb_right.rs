//! Files of GeniusWeb JSON are read as they are described.

#![allow(clippy::unwrap_used)]

mod support;

use support::folder;
use wasit_files::by_format::{is_geniusweb_domain, read_geniusweb, write_geniusweb};
use wasit_files::{Format, ReadOptions, Scenario, Source};
use wasit_model::Values;

fn read(files: &[(&str, &[u8])]) -> Scenario {
    let sources: Vec<Source<'_>> = files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    read_geniusweb(&sources, &ReadOptions::default()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn car(name: &str) -> Vec<u8> {
    std::fs::read(folder("geniusweb/car").join(name)).unwrap()
}

#[test]
fn the_car_is_read_as_described() {
    let files =
        [("domain.json", car("domain.json")), ("s.json", car("seller.json")), ("b.json", car("buyer.json"))];
    let files = files.each_ref().map(|(name, bytes)| (*name, bytes.as_slice()));
    let scenario = read(&files);
    assert_eq!((scenario.format, scenario.talks.title.as_str()), (Format::GeniusWeb, "Car"));
    let values: Vec<&Values> = scenario.talks.space.issues().iter().map(|issue| &issue.values).collect();
    assert_eq!(values[0], &Values::categorical(["may", "june", "july"].map(String::from).to_vec()).unwrap());
    assert_eq!(values[1], &Values::integers(8, 14, 2).unwrap());
    assert_eq!(values[2], &Values::reals(0.0, 0.5, 0.25).unwrap());
    let [seller, buyer] = scenario.talks.parties.as_slice() else { panic!("two parties") };
    assert_eq!((seller.name.as_str(), buyer.name.as_str()), ("the seller", "buyer"));
    let near =
        |utility: f64, expect: f64| assert!((utility - expect).abs() < 1e-9, "{utility}, not {expect}");
    near(seller.preferences.utility(&[0, 3, 2]), 1.0);
    near(seller.preferences.utility(&[1, 1, 1]), 0.125 + 0.5 / 3.0 + 0.125);
    near(buyer.preferences.utility(&[2, 0, 0]), 1.0);
    near(buyer.preferences.utility(&[0, 3, 1]), 0.04 + 0.05 + 0.15);
    // The reservation is a bid: july, 14 and a quarter.
    near(seller.preferences.walk_away().start, 0.5 + 0.125);
    assert_eq!(buyer.preferences.walk_away().start, f64::NEG_INFINITY);
    assert_eq!(scenario.assumed, ["`buyer` has no reservation bid: any deal is better than none."]);

    let alone = read(&files[1..]);
    assert_eq!(alone.assumed[0], "There is no file of the domain: issues and values are those in `s.json`.");
    let order: Vec<&str> = alone.talks.space.issues().iter().map(|issue| issue.name.as_str()).collect();
    assert_eq!(order, ["share", "price", "delivery"]);
}

#[test]
fn what_is_left_open_is_said() {
    let text = String::from_utf8(car("buyer.json")).unwrap();
    let open = text.replace("\"issueWeights\": { \"delivery\": 0.2,", "\"other\": {}, \"reservationBid\": { \"issuevalues\": { \"price\": \"14.0\" } }, \"issueWeights\": { \"delivery\": 0.1,");
    let null = text.replace("\"name\": \"buyer\"", "\"name\": null, \"reservationBid\": null");
    let scenario = read(&[
        ("x/one.json", open.as_bytes()),
        ("x/two.json", null.as_bytes()),
        ("three.json", open.as_bytes()),
    ]);
    let names: Vec<&str> = scenario.talks.parties.iter().map(|party| party.name.as_str()).collect();
    assert_eq!(names, ["buyer", "two", "buyer-2"]);
    assert!((scenario.talks.parties[0].preferences.walk_away().start - 0.05).abs() < 1e-9);
    insta::assert_snapshot!(scenario.assumed.join("\n"));
}

#[test]
fn files_are_known_by_what_is_in_them() {
    for (bytes, expect) in [
        (car("domain.json"), Some(true)),
        (car("buyer.json"), Some(false)),
        (b"\xef\xbb\xbf {\"LinearAdditiveUtilitySpace\": broken".to_vec(), Some(false)),
        (b"{\"DefaultPartialOrdering\": {}}".to_vec(), Some(false)),
        (b"{\"reservationValue\": 0, \"issueWeights\": {}, \"issues\": {}}".to_vec(), None),
        (b"issuesValues: 1".to_vec(), None),
        (b"\xff{".to_vec(), None),
        (Vec::new(), None),
    ] {
        assert_eq!(is_geniusweb_domain(&bytes), expect, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn what_geniusweb_cannot_say_is_told() {
    let bytes = std::fs::read(folder("right/everything.yaml")).unwrap();
    let talks = support::read("everything.yaml", &bytes).unwrap();
    let written = write_geniusweb(&talks);
    insta::assert_snapshot!(written.lost.join("\n"));
    let files: Vec<(&str, &[u8])> =
        written.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(read(&files).talks.space.size(), talks.space.size());
}
