use serde_json::json;
use wasit_table::chapters::texts::Status;
use wasit_table::{Hash, Table};

use super::{bracket, bracketed, goldens, lift, on_text, open, opened, revise, text};
use crate::hall::Hall;

#[test]
fn each_observer_of_the_mediators_drafting() {
    let add = json!({ "id": "disputes", "body": "A commission meets." });
    let steps = [
        ("oman/badr", open()),
        ("oman/badr", revise("Iran enriches up to 3.67 per cent for ten years.")),
        ("oman/badr", on_text(json!({ "do": "add_article", "article": add, "before": "entry" }))),
        ("oman/badr", on_text(json!({ "do": "move_article", "article": "entry", "before": "limits" }))),
        ("oman/badr", on_text(json!({ "do": "set_mode", "article": "limits", "mode": "rolling" }))),
        ("oman/badr", on_text(json!({ "do": "remove_article", "article": "disputes" }))),
    ];
    let seen = goldens(Hall::seated(), &steps);
    insta::assert_snapshot!(seen, @r#"
    oman/badr
    {"id":"joint:4","by":"oman/badr","event":"text_opened","title":"Framework","standing":"draft","articles":[{"id":"limits","heading":"Limits","body":"Iran enriches up to 3.67 per cent.","mode":"one_text"},{"id":"entry","heading":"Entry","body":"It begins on signature.","mode":"rolling"}],"hash":"e2dbc81c"}
    {"id":"joint:5","by":"oman/badr","event":"article_revised","text":4,"version":2,"hash":"f2085e10","article":"limits","heading":"Limits","body":"Iran enriches up to 3.67 per cent for ten years."}
    {"id":"joint:6","by":"oman/badr","event":"article_added","text":4,"version":3,"hash":"c41e59f3","article":{"id":"disputes","body":"A commission meets.","mode":"one_text"},"before":"entry"}
    {"id":"joint:7","by":"oman/badr","event":"article_moved","text":4,"version":4,"hash":"42c2dba8","article":"entry","before":"limits"}
    {"id":"joint:8","by":"oman/badr","event":"mode_set","text":4,"article":"limits","mode":"rolling"}
    {"id":"joint:9","by":"oman/badr","event":"article_removed","text":4,"version":5,"hash":"38f6df3f","article":"disputes"}

    iran/observer
    {"id":"joint:4","by":"oman/badr","event":"text_opened","title":"Framework","standing":"draft","articles":[{"id":"limits","heading":"Limits","body":"Iran enriches up to 3.67 per cent.","mode":"one_text"},{"id":"entry","heading":"Entry","body":"It begins on signature.","mode":"rolling"}],"hash":"e2dbc81c"}
    {"id":"joint:5","by":"oman/badr","event":"article_revised","text":4,"version":2,"hash":"f2085e10","article":"limits","heading":"Limits","body":"Iran enriches up to 3.67 per cent for ten years."}
    {"id":"joint:6","by":"oman/badr","event":"article_added","text":4,"version":3,"hash":"c41e59f3","article":{"id":"disputes","body":"A commission meets.","mode":"one_text"},"before":"entry"}
    {"id":"joint:7","by":"oman/badr","event":"article_moved","text":4,"version":4,"hash":"42c2dba8","article":"entry","before":"limits"}
    {"id":"joint:8","by":"oman/badr","event":"mode_set","text":4,"article":"limits","mode":"rolling"}
    {"id":"joint:9","by":"oman/badr","event":"article_removed","text":4,"version":5,"hash":"38f6df3f","article":"disputes"}

    usa/observer
    {"id":"joint:4","by":"oman/badr","event":"text_opened","title":"Framework","standing":"draft","articles":[{"id":"limits","heading":"Limits","body":"Iran enriches up to 3.67 per cent.","mode":"one_text"},{"id":"entry","heading":"Entry","body":"It begins on signature.","mode":"rolling"}],"hash":"e2dbc81c"}
    {"id":"joint:5","by":"oman/badr","event":"article_revised","text":4,"version":2,"hash":"f2085e10","article":"limits","heading":"Limits","body":"Iran enriches up to 3.67 per cent for ten years."}
    {"id":"joint:6","by":"oman/badr","event":"article_added","text":4,"version":3,"hash":"c41e59f3","article":{"id":"disputes","body":"A commission meets.","mode":"one_text"},"before":"entry"}
    {"id":"joint:7","by":"oman/badr","event":"article_moved","text":4,"version":4,"hash":"42c2dba8","article":"entry","before":"limits"}
    {"id":"joint:8","by":"oman/badr","event":"mode_set","text":4,"article":"limits","mode":"rolling"}
    {"id":"joint:9","by":"oman/badr","event":"article_removed","text":4,"version":5,"hash":"38f6df3f","article":"disputes"}
    "#);
}

#[test]
fn each_observer_of_rolling() {
    let offer = json!({ "do": "offer_alternative", "article": "entry", "bracket": 1, "words": "in May" });
    let drop = json!({ "do": "drop_alternative", "article": "entry", "bracket": 1, "alternative": 3 });
    let steps = [
        ("iran/member", bracket()),
        ("usa/member", on_text(offer)),
        ("usa/member", on_text(drop)),
        ("iran/araghchi", lift("on signature")),
        ("usa/witkoff", lift("on signature")),
    ];
    insta::assert_snapshot!(goldens(opened(), &steps), @r#"
    oman/badr
    {"id":"joint:5","by":"iran/member","event":"bracketed","text":4,"version":2,"hash":"fef36e4a","article":"entry","bracket":1,"words":"on signature","kind":"contested","alternatives":["after ratification"]}
    {"id":"joint:6","by":"usa/member","event":"alternative_offered","text":4,"version":3,"hash":"5a259a38","article":"entry","bracket":1,"words":"in May"}
    {"id":"joint:7","by":"usa/member","event":"alternative_dropped","text":4,"version":4,"hash":"fef36e4a","article":"entry","bracket":1,"alternative":3}
    {"id":"room/iran:6","by":"iran/araghchi","event":"lift_sealed","text":4,"article":"entry","bracket":1,"words":{"$content":"on signature"}}
    {"id":"room/usa:6","by":"usa/witkoff","event":"lift_sealed","text":4,"article":"entry","bracket":1,"words":{"$content":"on signature"}}
    {"id":"joint:8","event":"bracket_lifted","text":4,"version":5,"hash":"e2dbc81c","article":"entry","bracket":1,"words":"on signature"}

    iran/observer
    {"id":"joint:5","by":"iran/member","event":"bracketed","text":4,"version":2,"hash":"fef36e4a","article":"entry","bracket":1,"words":"on signature","kind":"contested","alternatives":["after ratification"]}
    {"id":"joint:6","by":"usa/member","event":"alternative_offered","text":4,"version":3,"hash":"5a259a38","article":"entry","bracket":1,"words":"in May"}
    {"id":"joint:7","by":"usa/member","event":"alternative_dropped","text":4,"version":4,"hash":"fef36e4a","article":"entry","bracket":1,"alternative":3}
    {"id":"room/iran:6","by":"iran/araghchi","event":"lift_sealed","text":4,"article":"entry","bracket":1,"words":{"$content":"on signature"}}
    {"id":"joint:8","event":"bracket_lifted","text":4,"version":5,"hash":"e2dbc81c","article":"entry","bracket":1,"words":"on signature"}

    usa/observer
    {"id":"joint:5","by":"iran/member","event":"bracketed","text":4,"version":2,"hash":"fef36e4a","article":"entry","bracket":1,"words":"on signature","kind":"contested","alternatives":["after ratification"]}
    {"id":"joint:6","by":"usa/member","event":"alternative_offered","text":4,"version":3,"hash":"5a259a38","article":"entry","bracket":1,"words":"in May"}
    {"id":"joint:7","by":"usa/member","event":"alternative_dropped","text":4,"version":4,"hash":"fef36e4a","article":"entry","bracket":1,"alternative":3}
    {"id":"room/usa:6","by":"usa/witkoff","event":"lift_sealed","text":4,"article":"entry","bracket":1,"words":{"$content":"on signature"}}
    {"id":"joint:8","event":"bracket_lifted","text":4,"version":5,"hash":"e2dbc81c","article":"entry","bracket":1,"words":"on signature"}
    "#);
}

#[test]
fn each_observer_of_marks() {
    let mark = json!({ "do": "mark", "article": "limits", "words": "3.67", "comment": "Five." });
    let redline =
        json!({ "do": "redline", "article": "limits", "body": "Iran enriches.", "comment": "Short." });
    let steps = [
        ("iran/adviser", on_text(mark)),
        ("usa/adviser", on_text(redline)),
        ("iran/adviser", json!({ "do": "take_back", "item": "room/iran:6" })),
    ];
    insta::assert_snapshot!(goldens(opened(), &steps), @r#"
    oman/badr
    {"id":"room/iran:6","by":"iran/adviser","event":"marked","text":4,"article":"limits","version":1,"words":"3.67","comment":{"$content":"Five."}}
    {"id":"room/usa:6","by":"usa/adviser","event":"redlined","text":4,"article":"limits","version":1,"body":{"$content":"Iran enriches."},"comment":{"$content":"Short."}}
    {"id":"room/iran:7","by":"iran/adviser","event":"taken_back","item":6}

    iran/observer
    {"id":"room/iran:6","by":"iran/adviser","event":"marked","text":4,"article":"limits","version":1,"words":"3.67","comment":{"$content":"Five."}}
    {"id":"room/iran:7","by":"iran/adviser","event":"taken_back","item":6}

    usa/observer
    {"id":"room/usa:6","by":"usa/adviser","event":"redlined","text":4,"article":"limits","version":1,"body":{"$content":"Iran enriches."},"comment":{"$content":"Short."}}
    "#);
}

#[test]
fn brackets_are_shown_with_whose_they_are_and_their_count_falls() {
    let placeholder = json!({
        "do": "bracket", "article": "limits", "after": "3.67 per cent", "kind": "conditional_on", "on": "entry",
        "alternatives": [" for ten years"],
    });
    let offer = json!({ "do": "offer_alternative", "article": "entry", "bracket": 1, "words": "" });
    let mut hall = bracketed().acts(&[("oman/member", on_text(placeholder)), ("usa/member", on_text(offer))]);
    let now = text(&hall);
    assert_eq!(now.brackets(), 2);
    insta::assert_snapshot!(now.plain(), @r#"
    Framework

    limits  Limits
    Iran enriches up to 3.67 per cent[oman:  for ten years (conditional on entry)].

    entry  Entry
    It begins [on signature / iran: after ratification / usa: (nothing)].
    "#);
    hall.act("iran/araghchi", lift(""));
    assert_eq!(text(&hall).brackets(), 2);
    hall.act("usa/witkoff", lift(""));
    let now = text(&hall);
    assert_eq!(now.brackets(), 1);
    assert_eq!(now.articles[1].plain(), "It begins .");
    let statuses: Vec<Status> = now.statuses().map(|(_, status)| status).collect();
    assert_eq!(statuses, [Status::Bracketed, Status::Open]);
    // In one-text mode the mediator redrafts brackets away.
    hall.act("oman/badr", revise("Iran enriches."));
    assert_eq!(text(&hall).brackets(), 0);
}

#[test]
fn words_that_occur_often_are_told_apart() {
    let twice = || {
        opened().acts(&[
            ("oman/badr", revise("not later, not ever")),
            ("oman/badr", on_text(json!({ "do": "set_mode", "article": "limits", "mode": "rolling" }))),
        ])
    };
    let bracket = |nth: Option<u32>| {
        on_text(json!({
            "do": "bracket", "article": "limits", "words": "not", "nth": nth, "kind": "contested",
        }))
    };
    assert!(twice().try_act("iran/member", bracket(None)).is_err());
    assert!(twice().try_act("iran/member", bracket(Some(3))).is_err());
    assert!(twice().try_act("iran/member", bracket(Some(0))).is_err());
    let hall = twice().acts(&[("iran/member", bracket(Some(2)))]);
    assert_eq!(text(&hall).articles[0].plain(), "not later, [not] ever");
    // Words in a bracket are no longer found: the other one is now the only one.
    let hall = hall.acts(&[("iran/member", bracket(None))]);
    assert_eq!(text(&hall).articles[0].plain(), "[not] later, [not] ever");
}

#[test]
fn a_version_is_hashed_as_documented() {
    let hall = opened().acts(&[("oman/badr", on_text(json!({ "do": "set_entry", "on": "2026-01-01" })))]);
    let now = text(&hall);
    let limits = Hash::of(b"wasit article 1\nlimits\nLimits\nwords\nIran enriches up to 3.67 per cent.");
    let entry = Hash::of(b"wasit article 1\nentry\nEntry\nwords\nIt begins on signature.");
    let lines =
        |on: &str| format!("wasit text 1\nFramework\ndraft\nentry {on}\nlimits {limits}\nentry {entry}\n");
    assert_eq!(now.version(1).unwrap().hash, Hash::of(lines("-").as_bytes()));
    assert_eq!(now.newest().hash, Hash::of(lines("2026-01-01").as_bytes()));

    let article = text(&bracketed()).articles[1].clone();
    let json = r#"[{"words":"It begins "},{"bracket":{"number":1,"by":"iran","kind":"contested","alternatives":[{"words":"on signature"},{"by":"iran","words":"after ratification"}]}},{"words":"."}]"#;
    assert_eq!(article.hash, Hash::of(format!("wasit article 1\nentry\nEntry\nbrackets\n{json}").as_bytes()));
}

#[test]
fn versions_share_what_does_not_differ() {
    let hall = opened().acts(&[("oman/badr", revise("Iran enriches."))]);
    let now = text(&hall);
    assert_eq!(now.versions.len(), 2);
    let (old, new) = (&now.versions[0].articles, &now.versions[1].articles);
    assert!(std::sync::Arc::ptr_eq(&old[1], &new[1]) && !std::sync::Arc::ptr_eq(&old[0], &new[0]));
}

#[test]
fn a_replayed_record_gives_the_same_texts() {
    let hall = bracketed().acts(&[("iran/araghchi", lift("at once")), ("usa/witkoff", lift("at once"))]);
    let events: Vec<&wasit_table::Event> = hall.table.events().iter().map(|event| &**event).collect();
    let json = serde_json::to_string(&events).unwrap();
    let events: Vec<wasit_table::Event> = serde_json::from_str(&json).unwrap();
    let table = Table::replay(events).unwrap();
    let who = hall.who("oman/badr");
    let texts = |table: &Table| table.sight(&who).unwrap().joint().texts.clone();
    assert_eq!(texts(&table), texts(&hall.table));
    assert_eq!(text(&hall).articles[1].plain(), "It begins at once.");
}
