use serde_json::json;
use wasit_table::Rule;

use crate::hall::{Case, Hall, convene};

pub(crate) fn refusals() -> Vec<Case> {
    let empty = Hall::empty;
    let seated = Hall::seated;
    let convened = || empty().acts(&[("oman/badr", convene())]);
    let invited =
        || convened().acts(&[("oman/badr", json!({ "do": "invite", "seat": "iran", "head": "araghchi" }))]);
    let away = || seated().acts(&[("iran/araghchi", json!({ "do": "withdraw_consent" }))]);
    let suspended = || seated().acts(&[("oman/badr", json!({ "do": "suspend_talks", "public": "war" }))]);
    let closed = || seated().acts(&[("oman/badr", json!({ "do": "close_talks", "public": "done" }))]);
    let terms = || {
        seated().acts(&[(
            "oman/badr",
            json!({ "do": "put_terms", "text": "Rooms stay shut.", "log_key": "wasit:00" }),
        )])
    };
    let hash = terms().table.events().last().unwrap().clone();
    let hash = serde_json::to_value(&*hash).unwrap()["hash"].clone();
    let sign = json!({ "do": "sign_terms", "hash": hash });
    let other = json!({ "do": "sign_terms", "hash": "0".repeat(64) });
    let forged = json!({ "do": "sign_terms", "hash": hash, "signature": "AAAA" });
    let mandate = json!({ "do": "declare_mandate", "bodies": ["parliament"] });
    let repeated = json!({ "do": "declare_mandate", "bodies": ["parliament", "council", "parliament"] });
    vec![
        Case::new(seated(), ("iran/araghchi", repeated), Rule::Malformed),
        Case::new(seated(), ("oman/badr", convene()), Rule::AlreadyConvened),
        Case::new(
            empty(),
            ("oman/badr", json!({ "do": "suspend_talks", "public": "war" })),
            Rule::NotConvened,
        ),
        Case::new(seated(), ("iran/nobody", json!({ "do": "say", "text": "hello" })), Rule::NotAtTheTable),
        Case::new(
            convened(),
            ("oman/badr", json!({ "do": "invite", "seat": "france", "head": "x" })),
            Rule::NoSuchSeat,
        ),
        Case::new(
            seated(),
            ("oman/badr", json!({ "do": "invite", "seat": "iran", "head": "x" })),
            Rule::Twice,
        ),
        Case::new(
            seated(),
            ("iran/araghchi", json!({ "do": "invite", "seat": "usa", "head": "x" })),
            Rule::WrongSeat,
        ),
        Case::new(seated(), ("iran/araghchi", json!({ "do": "accept_invitation" })), Rule::Twice),
        Case::new(seated(), ("iran/araghchi", json!({ "do": "decline_invitation" })), Rule::Twice),
        Case::new(
            invited().acts(&[("iran/araghchi", json!({ "do": "decline_invitation" }))]),
            ("iran/araghchi", json!({ "do": "decline_invitation" })),
            Rule::Twice,
        ),
        Case::new(
            seated(),
            ("iran/araghchi", json!({ "do": "enrol", "member": "member", "role": "member" })),
            Rule::Twice,
        ),
        Case::new(
            seated(),
            ("iran/araghchi", json!({ "do": "enrol", "member": "araghchi", "role": "member" })),
            Rule::LastHead,
        ),
        Case::new(
            seated(),
            ("iran/member", json!({ "do": "enrol", "member": "x", "role": "head" })),
            Rule::WrongRole,
        ),
        Case::new(
            seated(),
            ("iran/araghchi", json!({ "do": "discharge", "member": "araghchi" })),
            Rule::LastHead,
        ),
        Case::new(
            seated(),
            ("iran/araghchi", json!({ "do": "discharge", "member": "x" })),
            Rule::NoSuchMember,
        ),
        Case::new(
            terms(),
            ("oman/badr", json!({ "do": "put_terms", "text": "Rooms stay shut.", "log_key": "wasit:00" })),
            Rule::Twice,
        ),
        Case::new(seated(), ("iran/araghchi", sign.clone()), Rule::NoSuchItem),
        Case::new(terms(), ("iran/araghchi", other), Rule::WrongHash),
        Case::new(terms(), ("iran/araghchi", forged), Rule::NotSigned),
        Case::new(terms().acts(&[("iran/araghchi", sign.clone())]), ("iran/araghchi", sign), Rule::Twice),
        Case::new(
            seated().acts(&[("iran/araghchi", mandate.clone())]),
            ("iran/araghchi", mandate),
            Rule::Twice,
        ),
        Case::new(away(), ("iran/araghchi", json!({ "do": "withdraw_consent" })), Rule::NoConsent),
        Case::new(seated(), ("iran/araghchi", json!({ "do": "renew_consent" })), Rule::WrongState),
        Case::new(
            suspended(),
            ("oman/badr", json!({ "do": "suspend_talks", "public": "war" })),
            Rule::Suspended,
        ),
        Case::new(
            seated().acts(&[("iran/araghchi", json!({ "do": "withdraw_consent" }))]),
            ("iran/araghchi", json!({ "do": "declare_mandate", "words": "heard by all" })),
            Rule::NoConsent,
        ),
        Case::new(seated(), ("oman/badr", json!({ "do": "resume_talks" })), Rule::WrongState),
        Case::new(closed(), ("oman/badr", json!({ "do": "close_talks", "public": "done" })), Rule::Closed),
        Case::new(
            seated(),
            ("iran/araghchi", json!({ "do": "withdraw_consent", "private": " " })),
            Rule::Malformed,
        ),
        Case::new(
            seated(),
            ("iran/araghchi", json!({ "do": "say", "text": "x".repeat(70_000) })),
            Rule::TooLong,
        ),
    ]
}

#[test]
fn a_seat_is_taken_before_all_and_its_members_stay_its_own() {
    let hall = Hall::seated();
    let usa = hall.seen("usa/witkoff");
    assert_eq!(
        usa,
        [
            "joint:1 convened",
            "joint:2 seat_taken",
            "joint:3 seat_taken",
            "room/usa:1 invited",
            "room/usa:2 enrolled",
            "room/usa:3 enrolled",
            "room/usa:4 enrolled",
            "room/usa:5 enrolled",
        ]
    );
}

/// Who is invited in another's place has the room to itself; the other is shown nothing more, and acts no more.
#[test]
fn an_invitation_takes_an_earlier_one_back() {
    let invite = |head: &str| ("oman/badr", json!({ "do": "invite", "seat": "iran", "head": head }));
    let aide = json!({ "do": "enrol", "member": "aide", "role": "member" });
    let mut hall = Hall::empty().acts(&[
        ("oman/badr", crate::hall::convene()),
        invite("zarif"),
        ("iran/zarif", aide),
        invite("araghchi"),
        ("oman/badr", json!({ "do": "say", "in": "room/iran", "text": "for you alone" })),
    ]);
    for before in ["iran/zarif", "iran/aide"] {
        let refusal = hall.try_act(before, json!({ "do": "accept_invitation" })).unwrap_err();
        assert_eq!(refusal.rule, Rule::NotAtTheTable);
        assert!(!serde_json::to_string(&hall.view(before)).unwrap().contains("for you alone"));
    }
    hall.act("iran/araghchi", json!({ "do": "accept_invitation" }));
    assert_eq!(hall.event("joint:2")["head"], "araghchi");
    // An invitation that is repeated leaves its head where it is.
    let again =
        Hall::empty().acts(&[("oman/badr", crate::hall::convene()), invite("zarif"), invite("zarif")]);
    assert_eq!(again.event("room/iran:2")["event"], "invited");
}

#[test]
fn who_was_never_admitted_has_no_view() {
    let hall = Hall::seated();
    for who in ["iran/nobody", "oman/araghchi", "france/barrot"] {
        assert_eq!(wasit_table::View::of(&hall.who(who), hall.table.events()), None, "{who}");
    }
}

#[test]
fn private_reasons_stay_where_they_were_given() {
    let withdraw =
        json!({ "do": "withdraw_consent", "public": "no talks under fire", "private": "we need a week" });
    let hall = Hall::seated().acts(&[("iran/araghchi", withdraw)]);
    let reads = |who| serde_json::to_string(&hall.view(who)).unwrap();
    assert!(reads("usa/witkoff").contains("no talks under fire"));
    assert!(!reads("usa/witkoff").contains("we need a week"));
    assert!(reads("oman/badr").contains("we need a week"));
    assert!(reads("iran/adviser").contains("we need a week"));
}

#[test]
fn suspended_talks_are_resumed_months_later() {
    let mut hall =
        Hall::seated().acts(&[("oman/badr", json!({ "do": "suspend_talks", "public": "war" }))]).wait(2400);
    hall.act("oman/badr", json!({ "do": "resume_talks" }));
}

#[test]
fn what_was_said_is_erased_when_it_is_due_and_a_tombstone_stays() {
    let mut hall = Hall::seated().acts(&[
        ("iran/araghchi", json!({ "do": "say", "text": "a secret" })),
        ("oman/badr", json!({ "do": "close_talks", "public": "done" })),
    ]);
    let said = "room/iran:6 said".to_owned();
    assert!(hall.seen("iran/araghchi").contains(&said));
    hall = hall.wait(24 * 3651);
    assert!(hall.seen("iran/araghchi").contains(&said));
    assert!(!format!("{:?}", hall.table.events()).contains("a secret"));
    assert!(!serde_json::to_string(&hall.view("iran/araghchi")).unwrap().contains("a secret"));
}
