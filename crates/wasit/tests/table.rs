//! `wasit table`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use support::{json, run, run_with_input, shown, wasit};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn examples() -> Vec<PathBuf> {
    let folder = fs::read_dir(root().join("examples/table")).unwrap();
    let mut scripts: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|end| end == "yaml"));
    scripts.sort();
    assert!(scripts.len() >= 3);
    scripts
}

fn script(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts").join(name).display().to_string()
}

/// The scripts that come out as they expect.
fn fine() -> Vec<String> {
    let mut all: Vec<String> = examples().iter().map(|path| path.display().to_string()).collect();
    all.push(script("rest.yaml"));
    all.push(script("confided.yaml"));
    all
}

fn play(script: &str, rest: &[&str]) -> String {
    run(&[&["table", "play", script], rest].concat())
}

fn example(name: &str) -> String {
    root().join("examples/table").join(name).display().to_string()
}

#[test]
fn examples_come_out_as_they_expect() {
    for script in fine() {
        let shown = play(&script, &[]);
        assert!(shown.starts_with("exit: 0\n--- out\n") && !shown.contains("--- err"), "{script}\n{shown}");
    }
}

/// The acts that a script does and that are not to be refused, by its lines.
fn done(script: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(script).unwrap();
    let (_, acts) = text.split_once("\nacts:").unwrap();
    let entries = acts.split("\n  - ").filter(|entry| !entry.contains("expect:"));
    let name = |entry: &str| {
        let rest = entry.split_once("do: ")?.1;
        Some(rest.split([',', '\n', ' ', '}']).next()?.to_owned())
    };
    entries.filter_map(name).collect()
}

#[test]
fn every_act_is_done_in_some_script() {
    let done: BTreeSet<String> = fine().iter().flat_map(|script| done(script)).collect();
    let all = wasit_table::Act::ALL.iter().map(|facts| facts.name);
    let missing: Vec<&str> = all.filter(|name| !done.contains(*name)).collect();
    assert!(missing.is_empty(), "in no script: {missing:?}");
}

#[test]
fn every_event_has_words() {
    for script in fine() {
        let shown = play(&script, &[]);
        for line in shown.lines() {
            let last = line.rsplit("  ").next().unwrap().trim();
            let bare = wasit_table::Kind::NAMES.iter().any(|name| name.replace('_', " ") == last);
            assert!(!bare, "{script}: {line}");
        }
    }
}

/// The leak test: what each observer is shown, to the letter.
#[test]
fn muscat_as_each_observer_saw_it() {
    let script = example("muscat-2025.yaml");
    for who in ["oman", "oman/notetaker", "iran", "iran/ravanchi", "usa", "usa/anton"] {
        let name = format!("muscat_as_{}", who.replace('/', "_"));
        insta::assert_snapshot!(name, play(&script, &["--as", who]));
    }
}

#[test]
fn what_a_seat_may_not_see_is_in_nothing_that_it_is_shown() {
    let script = example("muscat-2025.yaml");
    let secrets = [
        ("usa", "They ask about inspection first"),
        ("usa", "the ceiling of the old agreement"),
        ("usa", "One side asked for a week"),
        ("usa", "A ceiling on enrichment can be talked about"),
        ("usa", "A few words in the presence"),
        ("iran", "We have to ask at home"),
        ("iran", "A step forward that both sides needed"),
        ("iran", "room/usa"),
        ("iran/ravanchi", "A letter is on its way"),
        ("iran/ravanchi", "backchannel/"),
        ("oman", "They ask about inspection first"),
        ("oman/notetaker", "A letter is on its way"),
    ];
    for (who, secret) in secrets {
        for format in [&["--as", who][..], &["--as", who, "--json"]] {
            let shown = play(&script, format).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!shown.contains(secret), "{who} is shown: {secret}");
        }
        let known = play(&script, &["--as", if secret.starts_with("They") { "iran" } else { "oman" }]);
        let known = known.split_whitespace().collect::<Vec<_>>().join(" ") + "room/usa backchannel/";
        assert!(known.contains(secret), "nobody is shown: {secret}");
    }
}

#[test]
fn a_labour_dispute_to_a_clean_text() {
    let script = example("labour-dispute.yaml");
    insta::assert_snapshot!("labour_as_union", play(&script, &["--as", "union"]));
    insta::assert_snapshot!(play(&script, &["--compare", "joint:11:1..12"]), @"
    exit: 0
    --- out
    pay (changed)  Pay
    Wages rise by {+[+}3.1 {+/ union: 4.2 / employer: 3.4] +}per cent in the first year{+[employer: , and by 2.4 per cent in the second (awaiting instructions)]+}.

    hours (moved and changed)  Hours
    The week has {+[+}38 hours{+ (placeholder)]+}.

    crews (removed)  [-Crews-]
    [-Crews are composed as before.-]

    term (changed)  Term
    This agreement runs for {+[+}one year{+ / employer: two years (conditional on the article on pay)]+}.

    disputes (added)  {+Disputes+}
    {+Disputes on this agreement go to the board first.+}

    peace (changed)  Peace
    There is no industrial action [-while-]{+for the matters of+} this agreement {+while it +}runs.
    ");
    insta::assert_snapshot!(play(&script, &["--compare", "joint:11:1..99"]), @"
    exit: 2
    --- err
    error: joint:11 has no version 99
      help: it has versions 1 to 17
    ");
    insta::assert_snapshot!(play(&script, &["--compare", "joint:10:1..2"]), @"
    exit: 2
    --- err
    error: joint:10 is no text
      help: the texts are joint:11
    ");
}

#[test]
fn a_landlord_and_a_tenant() {
    insta::assert_snapshot!("tenancy_as_tenant", play(&example("landlord-tenant.yaml"), &["--as", "tenant"]));
}

#[test]
fn the_mediators_board_is_reckoned_from_what_was_confided() {
    let shown = play(&script("confided.yaml"), &[]);
    let (_, board) = shown.split_once("The mediator's board").unwrap();
    insta::assert_snapshot!(board, @"
    On 2025-04-12T06:00:00Z araghchi of iran confided (room/iran:3): what the
    values of stockpile, level, centrifuges, inspection, monitoring, relief, years
    are worth; 2 red lines; its walk-away.
    On 2025-04-12T06:00:00Z witkoff of usa confided (room/usa:3): what the values
    of stockpile, level, centrifuges, inspection, monitoring, relief, years are
    worth; a red line; its walk-away.
    Nothing else was used.
    In the deal zone: 4510 of 15120 packages; 53 of them efficient.
    nash: stockpile: 300; level: option A; centrifuges: high; inspection: short
    notice; monitoring: 2025-07-01; relief: at the start; years: 15 (Iran 0.628
    and United States 0.694)
    kalai–smorodinsky: stockpile: 300; level: option A; centrifuges: highest;
    inspection: short notice; monitoring: 2025-07-01; relief: at the start; years:
    15 (Iran 0.657 and United States 0.656)
    kalai: stockpile: 300; level: option A; centrifuges: highest; inspection:
    short notice; monitoring: 2025-07-01; relief: at the start; years: 15 (Iran
    0.657 and United States 0.656)
    welfare: stockpile: 300; level: option A; centrifuges: low; inspection: short
    notice; monitoring: 2025-07-01; relief: at the start; years: 15 (Iran 0.569
    and United States 0.756)
    ");
    assert!(!play(&script("confided.yaml"), &["--as", "iran"]).contains("board"));
}

#[test]
fn a_part_of_talks() {
    let script = example("muscat-2025.yaml");
    insta::assert_snapshot!(play(&script, &["--as", "usa/anton", "--until", "2025-03-28 12:00"]), @"
    exit: 0
    --- out
    Muscat talks, 2025 (words invented)
    As anton of United States saw it. Times are of Asia/Muscat.

    Wednesday, 12 March 2025
    10:00  joint:1     badr of Oman convenes talks between Iran and United States:
                       Muscat talks.
                         Indirect talks on the nuclear programme and on sanctions.
    11:15  room/usa:1  badr of Oman invites the party, with witkoff at its head.
                         “Would you hear what comes back?”

    Thursday, 13 March 2025
    09:00  joint:2     United States takes its seat, headed by witkoff.
    09:30  joint:3     Iran declines the invitation.

    Thursday, 27 March 2025
    09:00  joint:4     Iran takes its seat, headed by araghchi.
    09:12  room/usa:2  witkoff of United States admits anton as member.
    ");
    insta::assert_snapshot!(play(&script, &["--until", "tomorrow"]), @"
    exit: 2
    --- err
    error: `tomorrow` is no time
      help: write `2025-04-12 10:00` in the zone of the talks, or `2025-04-12T06:00:00Z`
    ");
}

#[test]
fn wrong_scripts_are_told_all_at_once() {
    insta::with_settings!({ filters => vec![(r"[^\s\[]*tests/scripts/", "")] }, {
        insta::assert_snapshot!(play(&script("wrong.yaml"), &[]), @r#"
        exit: 2
        --- err
          × a script has no key `titel`
           ╭─[wrong.yaml:1:1]
         1 │ titel: Wrong in many ways
           · ─────
         2 │ acts:
           ╰────
          help: did you mean `title`?

          × `at` must be a time
           ╭─[wrong.yaml:3:11]
         2 │ acts:
         3 │   - { at: tomorrow, by: oman/badr, do: convene, title: Talks, mediator: Oman, parties: [{ seat: iran }, { seat: usa, titel: United States }] }
           ·           ────────
         4 │   - { at: +5m, do: invite, seat: iran, head: araghchi }
           ╰────
          help: write `2025-04-12 10:00` in the zone of the talks, `2025-04-
                12T06:00:00Z`, or `+20m`, `+3h`, `+2d` after the act before

          × `title` is missing here
           ╭─[wrong.yaml:3:89]
         2 │ acts:
         3 │   - { at: tomorrow, by: oman/badr, do: convene, title: Talks, mediator: Oman, parties: [{ seat: iran }, { seat: usa, titel: United States }] }
           ·                                                                                         ──────────────
         4 │   - { at: +5m, do: invite, seat: iran, head: araghchi }
           ╰────
          help: `wasit table acts convene` shows what `convene` needs

          × `title` is missing here
           ╭─[wrong.yaml:3:105]
         2 │ acts:
         3 │   - { at: tomorrow, by: oman/badr, do: convene, title: Talks, mediator: Oman, parties: [{ seat: iran }, { seat: usa, titel: United States }] }
           ·                                                                                                         ───────────────────────────────────
         4 │   - { at: +5m, do: invite, seat: iran, head: araghchi }
           ╰────
          help: `wasit table acts convene` shows what `convene` needs

          × `convene` has no field `titel` in `parties`
           ╭─[wrong.yaml:3:118]
         2 │ acts:
         3 │   - { at: tomorrow, by: oman/badr, do: convene, title: Talks, mediator: Oman, parties: [{ seat: iran }, { seat: usa, titel: United States }] }
           ·                                                                                                                      ─────
         4 │   - { at: +5m, do: invite, seat: iran, head: araghchi }
           ╰────
          help: did you mean `title`?

          × nobody does this
           ╭─[wrong.yaml:4:20]
         3 │   - { at: tomorrow, by: oman/badr, do: convene, title: Talks, mediator: Oman, parties: [{ seat: iran }, { seat: usa, titel: United States }] }
         4 │   - { at: +5m, do: invite, seat: iran, head: araghchi }
           ·                    ──────
         5 │   - { at: +5m, by: oman, do: invited, seat: iran, head: araghchi }
           ╰────
          help: write `by: iran` for a seat's head, or `by: iran/adviser`

          × there is no act `invited`
           ╭─[wrong.yaml:5:30]
         4 │   - { at: +5m, do: invite, seat: iran, head: araghchi }
         5 │   - { at: +5m, by: oman, do: invited, seat: iran, head: araghchi }
           ·                              ───────
         6 │   - { by: iran, do: say, text: hello, disclosure: not_atributed, label: hello }
           ╰────
          help: did you mean `invite`?

          × `disclosure` cannot be `not_atributed`
           ╭─[wrong.yaml:6:51]
         5 │   - { at: +5m, by: oman, do: invited, seat: iran, head: araghchi }
         6 │   - { by: iran, do: say, text: hello, disclosure: not_atributed, label: hello }
           ·                                                   ─────────────
         7 │   - { by: iran, do: say, txt: hello, in: rom/iran }
           ╰────
          help: did you mean `not_attributed`?

          × `text` is missing here
           ╭─[wrong.yaml:7:21]
         6 │   - { by: iran, do: say, text: hello, disclosure: not_atributed, label: hello }
         7 │   - { by: iran, do: say, txt: hello, in: rom/iran }
           ·                     ───
         8 │   - { by: iran, do: retract, item: $helo }
           ╰────
          help: `wasit table acts say` shows what `say` needs

          × `say` has no field `txt`
           ╭─[wrong.yaml:7:26]
         6 │   - { by: iran, do: say, text: hello, disclosure: not_atributed, label: hello }
         7 │   - { by: iran, do: say, txt: hello, in: rom/iran }
           ·                          ───
         8 │   - { by: iran, do: retract, item: $helo }
           ╰────
          help: did you mean `text`?

          × `in`: `rom/iran` is no compartment: write `joint`, `room/SEAT`,
          │ `delegation/SEAT` or `backchannel/NAME@HASH`
           ╭─[wrong.yaml:7:42]
         6 │   - { by: iran, do: say, text: hello, disclosure: not_atributed, label: hello }
         7 │   - { by: iran, do: say, txt: hello, in: rom/iran }
           ·                                          ────────
         8 │   - { by: iran, do: retract, item: $helo }
           ╰────
          help: `wasit table acts say` shows what `say` needs

          × no act before this one has the label `helo`
           ╭─[wrong.yaml:8:36]
         7 │   - { by: iran, do: say, txt: hello, in: rom/iran }
         8 │   - { by: iran, do: retract, item: $helo }
           ·                                    ─────
         9 │   - { by: iran, do: retract, item: $hello, expect: wrong_sate }
           ╰────
          help: did you mean `hello`?

          × there is no rule `wrong_sate`
            ╭─[wrong.yaml:9:52]
          8 │   - { by: iran, do: retract, item: $helo }
          9 │   - { by: iran, do: retract, item: $hello, expect: wrong_sate }
            ·                                                    ──────────
         10 │   - { by: oman, do: close_round, public: A short, and good one. }
            ╰────
          help: did you mean `wrong_state`?

          × `close_round` has no field `and good one.`
            ╭─[wrong.yaml:10:51]
          9 │   - { by: iran, do: retract, item: $hello, expect: wrong_sate }
         10 │   - { by: oman, do: close_round, public: A short, and good one. }
            ·                                                   ─────────────
         11 │   - { by: iran, do: answer, question: joint:9, yes: maybe }
            ╰────
          help: a text with a comma in it needs quotation marks between braces

          × `yes` must be `true` or `false`, not the text "maybe"
            ╭─[wrong.yaml:11:53]
         10 │   - { by: oman, do: close_round, public: A short, and good one. }
         11 │   - { by: iran, do: answer, question: joint:9, yes: maybe }
            ·                                                     ─────
         12 │   - { tick: +1d, by: iran }
            ╰────
          help: `wasit table acts answer` shows what `answer` needs

          × `by` stands beside `tick`
            ╭─[wrong.yaml:12:18]
         11 │   - { by: iran, do: answer, question: joint:9, yes: maybe }
         12 │   - { tick: +1d, by: iran }
            ·                  ──
            ╰────
          help: `tick` lets time pass, and no more

        wrong.yaml: 16 problems
        "#);
    });
    insta::assert_snapshot!(run_with_input(&["table", "play", "-"], ""), @"
    exit: 2
    --- err
      × the file is empty
       ╭─[-:1:1]
       ╰────
      help: a script with little in it:
            acts:
              - at: 2025-04-12 10:00
                by: oman/badr
                do: convene
                title: Muscat talks
                mediator: Oman
                zone: Asia/Muscat
                parties: [{ seat: iran, title: Iran }, { seat: usa, title: United
            States }]

    -: 1 problem
    ");
    insta::assert_snapshot!(run_with_input(&["table", "play", "-"], "[]"), @"
    exit: 2
    --- err
      × a script is a group of entries, and this is none
       ╭─[-:1:1]
     1 │ []
       · ──
       ╰────
      help: a script with little in it:
            acts:
              - at: 2025-04-12 10:00
                by: oman/badr
                do: convene
                title: Muscat talks
                mediator: Oman
                zone: Asia/Muscat
                parties: [{ seat: iran, title: Iran }, { seat: usa, title: United
            States }]

    -: 1 problem
    ");
    insta::assert_snapshot!(run_with_input(&["table", "play", "-"], "acts: []"), @"
    exit: 2
    --- err
      × nothing is done in this script
       ╭─[-:1:7]
     1 │ acts: []
       ·       ──
       ╰────
      help: a script with little in it:
            acts:
              - at: 2025-04-12 10:00
                by: oman/badr
                do: convene
                title: Muscat talks
                mediator: Oman
                zone: Asia/Muscat
                parties: [{ seat: iran, title: Iran }, { seat: usa, title: United
            States }]

    -: 1 problem
    ");
    insta::assert_snapshot!(run(&["table", "play", "nowhere.yaml"]), @"
    exit: 2
    --- err
    error: there is no file nowhere.yaml
      help: give its path from where you are; `-` reads from standard input
    ");
}

#[test]
fn what_comes_out_otherwise_is_told_where_it_stands() {
    insta::with_settings!({ filters => vec![(r"[^\s\[]*tests/scripts/", "")] }, {
        insta::assert_snapshot!(play(&script("unexpected.yaml"), &["--as", "iran"]), @"
        exit: 1
        --- out
        Talks
        As araghchi of Iran saw it. Times are of UTC.

        Saturday, 12 April 2025
        10:00  joint:1      badr of Oman convenes talks between Iran and United States:
                            Talks.
        10:05  room/iran:1  badr of Oman invites the party, with araghchi at its head.
        10:20  joint:2      Iran takes its seat, headed by araghchi.
        10:25  refused      accept_invitation (twice): your seat is taken already
                              What is done is not done a second time. After
                              `withdraw_consent` one comes back with `renew_consent`.
        10:30  refused      accept_invitation (twice): your seat is taken already
                              What is done is not done a second time. After
                              `withdraw_consent` one comes back with `renew_consent`.
        09:00  refused      say (clock_went_back): its time lies before what has been
                            recorded
                              Time runs forward: an act is not dated before what has
                              been recorded. Give the time that it is now.
        --- err
          × nobody sits in the seat `usa` yet
           ╭─[unexpected.yaml:4:29]
         3 │   - { at: 2025-04-12 10:00, by: oman/badr, do: convene, title: Talks, mediator: Oman, parties: [{ seat: iran, title: Iran }, { seat: usa, title: United States }] }
         4 │   - { at: +5m, by: usa, do: accept_invitation }
           ·                             ─────────────────
         5 │   - { at: +5m, by: oman, do: invite, seat: iran, head: araghchi }
           ╰────
          help: seats with members are `oman`

          × iran/adviser was refused under `not_at_the_table`: iran/adviser is no
          │ member of a seat at these talks
           ╭─[unexpected.yaml:6:54]
         5 │   - { at: +5m, by: oman, do: invite, seat: iran, head: araghchi }
         6 │   - { at: +5m, label: thought, by: iran/adviser, do: say, text: Who am I? }
           ·                                                      ───
         7 │   - { at: +5m, by: iran, do: retract, item: $thought }
           ╰────
          help: Only an enrolled member of a seat acts for it. The head of a seat
                admits its members with `enrol`; the mediator invites a party's head.

          × the act `thought` wrote nothing
           ╭─[unexpected.yaml:7:30]
         6 │   - { at: +5m, label: thought, by: iran/adviser, do: say, text: Who am I? }
         7 │   - { at: +5m, by: iran, do: retract, item: $thought }
           ·                              ───────
         8 │   - { at: +5m, by: iran, do: accept_invitation, expect: refused }
           ╰────
          help: an act that is refused has written nothing to refer to

          × this was to be refused, and was done
           ╭─[unexpected.yaml:8:30]
         7 │   - { at: +5m, by: iran, do: retract, item: $thought }
         8 │   - { at: +5m, by: iran, do: accept_invitation, expect: refused }
           ·                              ─────────────────
         9 │   - { at: +5m, by: iran, do: accept_invitation, expect: wrong_seat }
           ╰────
          help: leave `expect` out where it is right that it was done

          × iran/araghchi was refused under `twice`, and was expected to be under
          │ `wrong_seat`: your seat is taken already
            ╭─[unexpected.yaml:9:30]
          8 │   - { at: +5m, by: iran, do: accept_invitation, expect: refused }
          9 │   - { at: +5m, by: iran, do: accept_invitation, expect: wrong_seat }
            ·                              ─────────────────
         10 │   - { at: +5m, by: iran, do: accept_invitation, expect: twice }
            ╰────
          help: What is done is not done a second time. After `withdraw_consent` one
                comes back with `renew_consent`.

          × iran/araghchi was refused under `clock_went_back`: its time lies before
          │ what has been recorded
            ╭─[unexpected.yaml:11:43]
         10 │   - { at: +5m, by: iran, do: accept_invitation, expect: twice }
         11 │   - { at: 2025-04-12 09:00, by: iran, do: say, text: Earlier. }
            ·                                           ───
            ╰────
          help: Time runs forward: an act is not dated before what has been recorded.
                Give the time that it is now.

        unexpected.yaml: 6 problems
        ");
    });
}

#[test]
fn nobody_of_that_name() {
    let script = script("rest.yaml");
    insta::assert_snapshot!(play(&script, &["--as", "iran/araghci"]), @"
    exit: 2
    --- err
    error: nobody is called `iran/araghci` at this table
      help: did you mean iran/araghchi?
    ");
    insta::assert_snapshot!(play(&script, &["--as", "france"]), @"
    exit: 2
    --- err
    error: nobody is called `france` at this table
      help: at this table sit `iran/araghchi`, `iran/clerk`, `oman/badr`, `usa/witkoff`
    ");
}

#[test]
fn who_was_discharged_sees_nothing_more() {
    let shown = play(&script("rest.yaml"), &["--as", "iran/clerk"]);
    assert!(shown.contains("discharges clerk") && !shown.contains("Among those who are left"), "{shown}");
}

#[test]
fn json_holds_the_view_and_its_owners_refusals() {
    let script = example("muscat-2025.yaml");
    let shown = json(&["table", "play", &script, "--as", "usa", "--json"]);
    assert_eq!(shown["format"], "wasit-table-play/1");
    assert_eq!(shown["as"], "usa/witkoff");
    assert_eq!(shown["view"]["room"]["seat"], "usa");
    assert!(shown["view"].get("rooms").is_none() && shown.get("board").is_none());
    let refused: Vec<&str> =
        shown["refusals"].as_array().unwrap().iter().map(|each| each["rule"].as_str().unwrap()).collect();
    assert_eq!(refused, ["twice", "suspended"]);
    assert!(shown["refusals"][0]["expected"].as_bool().unwrap());
    let mediator = json(&["table", "play", &script, "--json"]);
    assert!(mediator["view"]["rooms"]["usa"].is_object() && mediator["board"].is_object());
}

#[test]
fn the_same_script_gives_the_same_bytes() {
    let script = example("labour-dispute.yaml");
    assert_eq!(play(&script, &["--json"]), play(&script, &["--json"]));
}

#[test]
fn case_files_are_written_and_verify() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("case files");
    let place = place.display().to_string();
    let script = script("rest.yaml");
    let shown = play(&script, &["--export", &place]);
    assert!(shown.starts_with("exit: 0"), "{shown}");
    let command = shown.lines().rfind(|line| line.contains("wasit verify")).unwrap();
    let arguments: Vec<String> =
        command.split('\'').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let mut verify: Vec<&str> = arguments[0].split(' ').skip(1).collect();
    verify.extend(arguments[1..].iter().map(String::as_str));
    assert_eq!(verify.len(), 3 + 3, "{verify:?}");
    let verified = shown_of(&verify);
    assert!(verified.starts_with("exit: 0"), "{verified}");
    // Again in its own place, but never among other files.
    assert!(play(&script, &["--export", &place]).starts_with("exit: 0"));
    fs::write(Path::new(&place).join("notes.txt"), "mine").unwrap();
    let refused = play(&script, &["--export", &place]);
    assert!(refused.starts_with("exit: 2") && refused.contains("notes.txt"), "{refused}");
    assert_eq!(fs::read_to_string(Path::new(&place).join("notes.txt")).unwrap(), "mine");
}

fn shown_of(arguments: &[&str]) -> String {
    shown(&wasit(arguments).output().unwrap())
}

#[test]
fn an_act_is_explained() {
    insta::assert_snapshot!(run(&["table", "acts", "convey"]), @"
    exit: 0
    --- out
    convey, of the chapter “Relay”

    Conveys a rendering to its recipients, exactly as it was approved.

      whose    the mediator, by a member with the role `member` or above
      during   while talks are neither suspended nor closed
      when     Each sender has approved it where the disclosure of its items demands
               that, none has declined, all items stand, senders and recipients sit
               at the table, and a second person has countersigned it where the
               ground rules ask for one.
      changes  Each recipient has the words, what goes with them and as whose they
               are; a sender is named only where it has allowed it. Senders who were
               asked learn that it has gone out; nobody else learns anything.
      seen by  the delegation in whose room it is written, and the mediator's team;
               the actor's own delegation alone

    Refused under
      no_such_item   An act refers only to items that its actor sees, and of the
                     right kind.
      no_consent     A seat that has not taken its place, or has withdrawn its
                     consent, is asked nothing and does not speak before all.
      disclosure     What a party says goes no further than its disclosure allows.
      not_agreed     What needs the others' consent waits for it.
      withdrawn      What was withdrawn is no longer there to be answered or
                     conveyed.
      superseded     What was superseded is answered in its newer form.
      second_person  Under these ground rules a second person of the team releases
                     what goes out.
      twice          What is done is not done a second time.
      and the rules that every act is held to

    In a script
      - at: +5m
        by: …
        do: convey
        rendering: delegation/oman:7
    ");
    insta::assert_snapshot!(run(&["table", "acts", "convay"]), @"
    exit: 2
    --- err
    error: there is no act `convay`
      help: did you mean `convey`?
    ");
    let all = json(&["table", "acts", "--json"]);
    let list = run(&["table", "acts"]);
    assert_eq!(all.as_array().unwrap().len(), wasit_table::Act::ALL.len());
    for facts in all.as_array().unwrap() {
        let name = facts["name"].as_str().unwrap();
        assert!(list.contains(&format!("\n  {name} ")), "{name} is not in {list}");
    }
}

#[test]
fn the_tutorial_shows_what_is_printed() {
    let page = fs::read_to_string(root().join("docs/tutorials/first-indirect-talks.md")).unwrap();
    for who in ["north", "south"] {
        let output = wasit(&["table", "play", &example("first-talks.yaml"), "--as", who]).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(page.contains(&format!("```\n{printed}```\n")), "not as {who} sees it:\n{printed}");
    }
    let folder = tempfile::tempdir().unwrap();
    let mut export = wasit(&["table", "play", &example("first-talks.yaml"), "--export", "pier"]);
    let output = export.current_dir(folder.path()).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let (_, told) = printed.split_once("\nCase files\n").unwrap();
    assert!(page.contains(&format!("```\nCase files\n{told}```\n")), "not as it is exported:\n{told}");
    let script = fs::read_to_string(example("first-talks.yaml")).unwrap();
    let yaml = page.split("```yaml\n").skip(1).map(|block| block.split("```").next().unwrap());
    for line in yaml.flat_map(str::lines).filter(|line| !line.contains("label: idea, by: port")) {
        assert!(script.contains(line), "not in the script: {line}");
    }
}
