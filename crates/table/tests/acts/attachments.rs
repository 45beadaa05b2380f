//! What goes with a rendering.

use insta::assert_debug_snapshot;
use serde_json::{Value, json};
use wasit_table::Rule;
use wasit_table::chapters::relay::{Attribution, wording_hash};

use crate::hall::{Case, Hall};
use crate::relay::{added, convey, render, request, ruled, say, seek};

fn hash(digit: &str) -> String {
    digit.repeat(64)
}

/// Words with two files.
fn say_with_files(disclosure: &str) -> Value {
    let file = |name: &str, digit: &str| json!({ "name": name, "bytes": 4096, "sha256": hash(digit) });
    let mut say = say(disclosure);
    say["attachments"] = json!([file("map.pdf", "a"), file("list.pdf", "b")]);
    say
}

/// A rendering of `room/iran:6` and its first file.
fn passing(attribution: &str) -> Value {
    let mut render = render(&["room/iran:6"], attribution, &["usa"]);
    render["attachments"] = json!([hash("a")]);
    render
}

/// The mediator has rendered what Iran said for the mediator only, with one of its two files.
fn drafted_with_a_file() -> Hall {
    Hall::seated()
        .acts(&[("iran/araghchi", say_with_files("mediator_only")), ("oman/badr", passing("sender"))])
}

/// Under ground rules that allow attachments of a kilobyte.
fn smaller(hall: Hall) -> Hall {
    ruled(hall, json!({ "attachment_bytes_max": 1024 }))
}

pub(crate) fn refusals() -> Vec<Case> {
    let (badr, iran) = ("oman/badr", "iran/araghchi");
    let with_attachments = |hashes: &[&str]| {
        let mut render = passing("sender");
        render["attachments"] = hashes.iter().map(|digit| hash(digit)).collect();
        render
    };
    vec![
        // Of none of the items, of an item that is not rendered, twice, of what was erased, larger than allowed.
        Case::new(drafted_with_a_file(), (badr, with_attachments(&["c"])), Rule::NoSuchItem),
        Case::new(
            drafted_with_a_file().acts(&[("usa/witkoff", {
                let mut say = say_with_files("joint");
                say["attachments"][0]["sha256"] = json!(hash("d"));
                say
            })]),
            (badr, with_attachments(&["d"])),
            Rule::NoSuchItem,
        ),
        Case::new(drafted_with_a_file(), (badr, with_attachments(&["a", "a"])), Rule::Malformed),
        Case::new(
            drafted_with_a_file()
                .acts(&[(iran, json!({ "do": "erase", "item": "room/iran:6", "why": "a slip" }))]),
            (badr, with_attachments(&["a"])),
            Rule::Withdrawn,
        ),
        Case::new(smaller(drafted_with_a_file()), (badr, with_attachments(&["a"])), Rule::TooLong),
        Case::new(drafted_with_a_file(), (badr, convey()), Rule::Disclosure),
        Case::new(
            drafted_with_a_file().acts(&[(badr, seek())]),
            (iran, {
                // The hash of the words alone is not the hash of what would go.
                let mut approve = request("approve");
                let text = "Some years are conceivable.";
                let to = ["usa".parse().unwrap()];
                approve["hash"] = json!(wording_hash(text, &to, Attribution::Sender, &[]));
                approve
            }),
            Rule::WrongHash,
        ),
    ]
}

/// A file goes with the words: the sender approves it by name and hash, the recipient has the same, and nobody sees the
/// file that was left out.
#[test]
fn a_file_goes_along_as_it_was_approved() {
    let hall = drafted_with_a_file().acts(&[("oman/badr", seek())]);
    let file = json!([{ "name": "map.pdf", "bytes": 4096, "sha256": hash("a") }]);
    assert_eq!(hall.event("delegation/oman:6")["attachments"], json!({ "$content": file }));
    assert_eq!(hall.event("delegation/oman:6")["attached"], json!(["room/iran:6"]));
    assert_eq!(hall.event("room/iran:7")["attachments"], json!({ "$content": file }));
    let attachments: Vec<_> = serde_json::from_value(file.clone()).unwrap();
    let to = ["usa".parse().unwrap()];
    let whole = wording_hash("Some years are conceivable.", &to, Attribution::Sender, &attachments);
    let mut approve = request("approve");
    approve["hash"] = json!(whole);
    let hall = hall.acts(&[("iran/member", approve), ("oman/badr", convey())]);
    assert_debug_snapshot!(added(&hall, "iran/observer"), @r#"
    [
        "room/iran:6 said",
        "room/iran:7 approval_sought",
        "room/iran:8 approved",
        "room/iran:9 sent_on",
    ]
    "#);
    assert_debug_snapshot!(added(&hall, "oman/observer"), @r#"
    [
        "room/iran:6 said",
        "room/iran:7 approval_sought",
        "room/iran:8 approved",
        "room/iran:9 sent_on",
        "room/usa:6 conveyed",
        "delegation/oman:6 rendered",
        "delegation/oman:7 approvals_linked",
        "delegation/oman:8 delivered",
    ]
    "#);
    assert_debug_snapshot!(added(&hall, "usa/observer"), @r#"
    [
        "room/usa:6 conveyed",
    ]
    "#);
    let usa = serde_json::to_value(hall.view("usa/witkoff")).unwrap();
    assert_eq!(
        usa["room"]["log"][5],
        json!({
            "id": "room/usa:6", "at": "2025-04-12T06:22:00Z", "by": "oman/badr", "event": "conveyed",
            "text": { "$content": "Some years are conceivable." }, "attribution": "sender", "from": ["iran"],
            "attachments": { "$content": file },
        })
    );
    assert!(!usa.to_string().contains("list.pdf") && !usa.to_string().contains(&hash("b")));
}

/// A file cannot be put into other words: where its sender is not to be named, it is asked.
#[test]
fn a_file_goes_unasked_only_in_its_speakers_name() {
    let mut exact = passing("sender");
    exact["text"] = json!("we could do five years");
    for (disclosure, render, goes) in [
        ("joint", passing("unattributed"), true),
        ("this_wording", exact, true),
        ("this_wording", passing("sender"), false),
        ("not_attributed", passing("unattributed"), false),
        ("as_the_mediators", passing("mediator"), false),
        ("mediator_only", passing("mediator"), false),
    ] {
        let mut hall =
            Hall::seated().acts(&[("iran/araghchi", say_with_files(disclosure)), ("oman/badr", render)]);
        let done = hall.try_act("oman/badr", convey());
        assert_eq!(
            done.map_err(|refusal| refusal.rule).err(),
            (!goes).then_some(Rule::Disclosure),
            "{disclosure}"
        );
        if !goes {
            hall.acts(&[
                ("oman/badr", seek()),
                ("iran/araghchi", request("approve")),
                ("oman/badr", convey()),
            ]);
        }
    }
}

/// Of several senders each is shown its own files alone, and is asked for what its own demand.
#[test]
fn each_sender_approves_its_own_files() {
    let mut of_usa = say_with_files("mediator_only");
    of_usa["attachments"][1] = json!({ "name": "figures.xlsx", "bytes": 10, "sha256": hash("c") });
    let mut both = render(&["room/iran:6", "room/usa:6"], "sender", &["iran", "usa"]);
    both["parts"] = json!({ "iran": "Some years", "usa": "conceivable" });
    both["attachments"] = json!([hash("b"), hash("c")]);
    let hall = Hall::seated().acts(&[
        ("iran/araghchi", say_with_files("mediator_only")),
        ("usa/witkoff", of_usa),
        ("oman/badr", both),
        ("oman/badr", seek()),
    ]);
    let names = |id: &str| {
        let event = hall.event(id);
        let files = event["attachments"]["$content"].as_array().unwrap().clone();
        files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("room/iran:7"), ["list.pdf"]);
    assert_eq!(names("room/usa:7"), ["figures.xlsx"]);
    for (who, other) in [("iran/araghchi", "figures.xlsx"), ("usa/witkoff", "list.pdf")] {
        assert!(!serde_json::to_string(&hall.view(who)).unwrap().contains(other));
    }
    let hall = hall.clone().acts(&[
        ("iran/araghchi", request("approve")),
        ("usa/witkoff", json!({ "do": "approve", "request": "room/usa:7" })),
        ("oman/badr", convey()),
    ]);
    // Both have both now, in the order in which the mediator named them.
    for id in ["room/iran:9", "room/usa:9"] {
        let event = hall.event(id);
        assert_eq!(event["event"], "conveyed");
        let files = event["attachments"]["$content"].as_array().unwrap();
        assert_eq!(files.iter().map(|file| &file["name"]).collect::<Vec<_>>(), ["list.pdf", "figures.xlsx"]);
    }
}

/// A file that two have attached is of the item that is named first.
#[test]
fn a_file_of_two_senders_is_of_the_item_that_is_named_first() {
    for (items, attached) in
        [(["room/iran:6", "room/usa:6"], "room/iran:6"), (["room/usa:6", "room/iran:6"], "room/usa:6")]
    {
        let mut both = render(&items, "unattributed", &["iran", "usa"]);
        both["attachments"] = json!([hash("a")]);
        let hall = Hall::seated().acts(&[
            ("iran/araghchi", say_with_files("mediator_only")),
            ("usa/witkoff", say_with_files("joint")),
            ("oman/badr", both),
        ]);
        assert_eq!(hall.event("delegation/oman:6")["attached"], json!([attached]));
    }
}

/// Erased with the words: of a rendering, of a request and of what was conveyed.
#[test]
fn files_are_erased_with_the_words() {
    let hall = drafted_with_a_file().acts(&[
        ("oman/badr", seek()),
        ("iran/araghchi", request("approve")),
        ("oman/badr", convey()),
    ]);
    for item in ["delegation/oman:6", "room/iran:7", "room/usa:6"] {
        let hall =
            hall.clone().acts(&[("oman/badr", json!({ "do": "erase", "item": item, "why": "a slip" }))]);
        let event = hall.event(item);
        assert_eq!(event["attachments"], json!({ "$erased": "" }));
        assert_eq!(event["text"], json!({ "$erased": "" }));
    }
}
