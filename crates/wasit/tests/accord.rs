//! `wasit accord`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{shown, wasit};
use tempfile::TempDir;

/// A folder with the example's accord and journal.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/jcpoa");
    for name in ["accord.yaml", "journal.jsonl"] {
        fs::copy(example.join(name), folder.path().join(name)).unwrap();
    }
    folder
}

fn accord(folder: &Path, arguments: &[&str]) -> String {
    shown(&wasit(&[&["accord"], arguments].concat()).current_dir(folder).output().unwrap())
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = wasit(&[&["accord"], arguments, &["--json"]].concat()).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The state of a commitment on a day.
fn state(folder: &Path, commitment: &str, on: &str, more: &[&str]) -> String {
    let status = json(folder, &[&["status", ".", "--on", on], more].concat());
    let all = status["commitments"].as_array().unwrap();
    let one = all.iter().find(|one| one["name"] == commitment).unwrap();
    one["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_status_is_told_and_answers() {
    let folder = folder();
    let kept = accord(folder.path(), &["status", ".", "--on", "2019-06-30"]);
    assert!(kept.starts_with("exit: 0\n"), "{kept}");
    insta::assert_snapshot!(accord(folder.path(), &["status", ".", "--on", "2019-07-08"]));
    insta::assert_snapshot!(accord(folder.path(), &["status", ".", "--on", "2025-10-18"]));
}

#[test]
fn a_party_answers_for_what_it_owes() {
    let folder = folder();
    let of = |party| accord(folder.path(), &["status", ".", "--on", "2019-07-08", "--party", party]);
    assert!(of("iran").starts_with("exit: 1\n"));
    assert!(of("usa").starts_with("exit: 0\n"));
    insta::assert_snapshot!(of("irann"), @r"
    exit: 2
    --- err
    error: ./accord.yaml has no party, guarantor or body `irann`
      help: did you mean `iran`?
    ");
}

#[test]
fn what_was_known_then_is_given_back() {
    let folder = folder();
    // It was exceeded on the 17th, and that became known on the 26th.
    let soft = |more: &[&str]| {
        let status = json(folder.path(), &[&["status", ".", "--on", "2016-02-20"], more].concat());
        status["commitments"][2]["record"].as_str().unwrap().to_owned()
    };
    assert_eq!(soft(&[]), "soft");
    assert_eq!(soft(&["--as-known-on", "2016-02-25"]), "clean");
    assert_eq!(soft(&["--as-known-on", "2016-02-26"]), "soft");
}

#[test]
fn what_is_due_is_told() {
    let folder = folder();
    insta::assert_snapshot!(accord(folder.path(), &["due", ".", "--on", "2025-09-01", "--within", "60d"]));
    let quiet = accord(folder.path(), &["due", ".", "--on", "2016-02-01", "--party", "iran"]);
    assert_eq!(quiet, "exit: 0\n--- out\nNothing is late on 2016-02-01, and nothing is due within 30 days.");
    // The vote is due once the power was exerted.
    let looks = |known: &str| {
        let due = json(
            folder.path(),
            &["due", ".", "--on", "2025-09-01", "--within", "60d", "--as-known-on", known],
        );
        due.as_array().unwrap().len()
    };
    assert_eq!([looks("2025-08-27"), looks("2025-08-28")], [1, 2]);
    let wrong = accord(folder.path(), &["due", ".", "--within", "a while"]);
    assert!(wrong.contains("is no length of time: write such as `90 days`"), "{wrong}");
}

#[test]
fn a_status_is_argued() {
    let folder = folder();
    insta::assert_snapshot!(accord(folder.path(), &["explain", ".", "relief", "--on", "2025-10-18"]));
    let argued = json(folder.path(), &["explain", ".", "relief", "--on", "2025-10-18"]);
    assert_eq!(argued["held"]["iran"], "in_effect");
    assert_eq!(argued["state"], "terminated");
    let unknown = accord(folder.path(), &["explain", ".", "stok"]);
    assert!(
        unknown.contains("accord.yaml has no commitment `stok`\n  help: did you mean `stock`?"),
        "{unknown}"
    );
}

#[test]
fn an_entry_is_added_and_the_rest_is_as_it_was() {
    let folder = folder();
    let journal = folder.path().join("journal.jsonl");
    let before = fs::read_to_string(&journal).unwrap();
    assert_eq!(state(folder.path(), "stock", "2019-07-08", &[]), "violated");
    let said = ["record", ".", "iaea", "observes", "stock", "0.2999", "t", "--at", "2019-07-06", "--known"];
    let more = ["2019-07-07T12:00Z", "--source", "a report", "--as", "back-below"];
    let text = accord(folder.path(), &[&said[..], &more[..]].concat());
    assert!(
        text.starts_with(
            "exit: 0\n--- out\n`back-below`: The International Atomic Energy Agency observes The stock: 0.2999\nt"
        ),
        "{text}"
    );
    assert_eq!(state(folder.path(), "stock", "2019-07-08", &[]), "in_effect");
    assert_eq!(state(folder.path(), "stock", "2019-07-08", &["--as-known-on", "2019-07-06"]), "violated");
    let after = fs::read_to_string(&journal).unwrap();
    let added = after.strip_prefix(&before).unwrap();
    let line: Value = serde_json::from_str(added).unwrap();
    assert_eq!(line["observed"]["value"], "0.2999");
    assert_eq!(line["source"], "a report");
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_written() {
    let folder = folder();
    let journal = folder.path().join("journal.jsonl");
    let before = fs::read_to_string(&journal).unwrap();
    let record = |words: &[&str]| accord(folder.path(), &[&["record", "."], words].concat());
    insta::assert_snapshot!(record(&["iaea", "observes", "stock", "300", "miles"]), @r"
    exit: 2
    --- err
    error: `miles` does not convert into `kg`: the accord declares no conversion between them
      help: declare the conversion under `units:`, or give the value in the commitment's unit
    ");
    insta::assert_snapshot!(record(&["iaea", "observs", "stock", "300"]), @r"
    exit: 2
    --- err
    error: `observs` is nothing that can be said
      help: did you mean `observes`?
    ");
    insta::assert_snapshot!(record(&["iaea", "observes", "stock", "much"]), @r"
    exit: 2
    --- err
    error: `much` is no number
      help: write such as 300.1, with a point
    ");
    insta::assert_snapshot!(record(&["iran", "refers", "stock"]), @r"
    exit: 2
    --- err
    error: `refers` takes other words
      help: write `WHO refers COMMITMENT PATHWAY`; a length of several words stands in quotes
    ");
    insta::assert_snapshot!(record(&["iran", "withdraws", "referral"]), @r"
    exit: 2
    --- err
    error: `referral` is an entry of `france`
      help: dispute it: only who made an entry withdraws it
    ");
    insta::assert_snapshot!(record(&["nobody", "leaves"]), @r"
    exit: 2
    --- err
    error: the accord has no member `nobody`
      help: it has `iran`, `usa`, `uk`, `france`, `germany`, `russia`, `china`, `eu`, `joint-commission`, `ministers`, `advisory-board`, `iaea`, `security-council`
    ");
    insta::assert_snapshot!(record(&["iran", "states", "--as", "referral"]), @r"
    exit: 2
    --- err
    error: there is an entry `referral` already
      help: entries are never changed: give the new one another name, and withdraw the old one
    ");
    insta::assert_snapshot!(record(&["iran", "states", "--attach", "letter.pdf"]), @r"
    exit: 2
    --- err
    error: there is no file letter.pdf
      help: give its path from where you are; `-` reads from standard input
    ");
    assert_eq!(fs::read_to_string(&journal).unwrap(), before);
}

#[test]
fn what_the_accord_does_not_give_is_kept_and_has_no_effect() {
    let folder = folder();
    let text = accord(folder.path(), &["record", ".", "iran", "exerts", "snap-back", "--at", "2025-09-01"]);
    assert!(text.contains("without effect:"), "{text}");
}

#[test]
fn what_is_tried_is_not_written() {
    let folder = folder();
    let journal = folder.path().join("journal.jsonl");
    let before = fs::read_to_string(&journal).unwrap();
    let tried = ["what-if", ".", "uk", "exerts", "snap-back", "--at", "2020-02-01", "--on", "2020-03-05"];
    insta::assert_snapshot!(accord(folder.path(), &tried), @r"
    exit: 0
    --- out
    If United Kingdom exerts Return of the former measures (2020-02-01):
      Termination Day has no day any more.
      Relief: terminated (before: in effect); ended on 2020-03-02 20:00 by
        `uk-exerts-2020-02-01`.
      Return of the former measures, exerted by United Kingdom on 2020-02-01: in
        effect since 2020-03-02 20:00.
      United States does not hold Relief to stand otherwise any more.
    At the end of 2020-03-05, America/New_York, by all that is known. Nothing was
    written.
    ");
    let tried = json(folder.path(), &tried);
    assert_eq!(tried["before"]["commitments"][3]["state"], "in_effect");
    assert_eq!(tried["after"]["commitments"][3]["state"], "terminated");
    assert_eq!(fs::read_to_string(&journal).unwrap(), before);
}

#[test]
fn a_torn_line_is_named_and_the_rest_is_used() {
    let folder = folder();
    let journal = folder.path().join("journal.jsonl");
    let whole = fs::read_to_string(&journal).unwrap();
    let cut = whole.trim_end().len() - 40;
    fs::write(&journal, &whole[..cut]).unwrap();
    let checked = accord(folder.path(), &["check", "."]);
    assert!(checked.starts_with("exit: 1\n"), "{checked}");
    assert!(checked.contains("journal.jsonl:17: it was cut off while it was written"), "{checked}");
    let status = accord(folder.path(), &["status", ".", "--on", "2019-06-30"]);
    assert!(status.starts_with("exit: 0\n"), "{status}");
    assert!(status.contains("set aside: ./journal.jsonl:17: it was cut off"), "{status}");
    // What comes next stands on a line of its own.
    accord(folder.path(), &["record", ".", "iran", "states", "--as", "anew", "--note", "once more"]);
    let lines = fs::read_to_string(&journal).unwrap();
    assert_eq!(lines.lines().count(), 18);
    assert_eq!(json(folder.path(), &["check", "."])["entries"], 17);
}

#[test]
fn attachments_are_held_against_their_hashes() {
    let folder = folder();
    let report = folder.path().join("report.txt");
    fs::write(&report, "300.1 kg").unwrap();
    accord(folder.path(), &["record", ".", "iaea", "observes", "stock", "300.1", "--attach", "report.txt"]);
    let checked = json(folder.path(), &["check", "."]);
    assert_eq!(checked["attachments"]["same"], 1);
    fs::write(&report, "299.9 kg").unwrap();
    let checked = accord(folder.path(), &["check", "."]);
    assert!(checked.starts_with("exit: 1\n") && checked.contains("changed: ./report.txt"), "{checked}");
    fs::remove_file(&report).unwrap();
    let checked = json(folder.path(), &["check", "."]);
    assert_eq!(checked["attachments"]["elsewhere"], 1);
}

#[test]
fn deadlines_go_to_calendars_and_keep_their_identity() {
    let folder = folder();
    let export = |more: &[&str]| {
        let all = [&["calendar", ".", "--on", "2020-01-15", "--party", "joint-commission"], more].concat();
        accord(folder.path(), &all)
    };
    let text = export(&["--within", "10 years"]);
    assert!(text.contains("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//wasit//accord//EN"), "{text}");
    let field = |text: &str, key: &str| {
        text.lines().find_map(|line| line.strip_prefix(key)).map(str::to_owned).unwrap()
    };
    assert_eq!(field(&text, "DTSTART;VALUE=DATE:"), "20200129");
    // Five days later its time was made longer: the same event on another day.
    let later = accord(
        folder.path(),
        &["calendar", ".", "--on", "2020-01-25", "--within", "10 years", "--party", "joint-commission"],
    );
    assert_eq!(field(&later, "DTSTART;VALUE=DATE:"), "20260129");
    assert_eq!(field(&later, "UID:"), field(&text, "UID:"));
}

#[test]
fn scores_are_counted_with_their_coverage() {
    let folder = folder();
    let scores = "coder,commitment,period,score,evidence\n\
        amal,stock,2019,1,a report\nbadr,stock,2019,1,a report\n\
        amal,level,2019,3,a report\nbadr,level,2019,2,another\n\
        amal,relief,2018,0,a memorandum\n";
    fs::write(folder.path().join("scores.csv"), scores).unwrap();
    insta::assert_snapshot!(accord(folder.path(), &["score", "."]), @r"
    exit: 0
    --- out
    Joint Comprehensive Plan of Action: scores by people

      period      index  n of all    coverage
      2018          0.0  1 of 4          25 %
      2019         58.3  2 of 4          50 %

    The index is the mean of the scores as a share of full implementation, from 0 to
    100. It says nothing of what was not judged, and nothing of whether a commitment
    is violated.
      amal and badr: weighted kappa 0.50, n = 2, the same 1
    ");
    let counted = json(folder.path(), &["score", "."]);
    assert_eq!(counted["agreement"][0]["n"], 2);
    assert_eq!(counted["index"][1]["coverage"], 0.5);
    let one = &counted["index"][1]["scores"]["level"]["badr"];
    assert_eq!((one["score"].as_u64(), one["evidence"].as_str()), (Some(2), Some("another")));
    fs::write(folder.path().join("scores.csv"), scores.replace("amal,level,2019,3", "amal,level,2019,4"))
        .unwrap();
    insta::assert_snapshot!(accord(folder.path(), &["score", "."]), @r"
    exit: 2
    --- err
    error: ./scores.csv: amal gave level for 2019 the score `4`
      help: a score is 0 (not initiated), 1 (minimal), 2 (intermediate) or 3 (full)
    ");
    fs::write(folder.path().join("scores.csv"), scores.replace("a memorandum", "")).unwrap();
    insta::assert_snapshot!(accord(folder.path(), &["score", "."]), @r"
    exit: 2
    --- err
    error: ./scores.csv: `amal` gives no evidence for `relief` in 2018
    ");
}

#[test]
fn samples_are_planned() {
    let folder = tempfile::tempdir().unwrap();
    let sample = ["sample", "--population", "300", "--defects", "10"];
    insta::assert_snapshot!(accord(folder.path(), &[&sample[..], &["--detection", "95%"]].concat()), @r"
    exit: 0
    --- out
    Check 77 items of 300.
    Where 10 of 300 are defective, at least one is noticed with a probability of
    95.11 %.

      items  probability
         19      48.55 %
         39      75.72 %
         58      88.75 %
         69      93.00 %
         77      95.11 %
         85      96.63 %
         96      98.03 %
        116      99.31 %
        154      99.93 %
    ");
    // One defect of ten, half of the items checked: one half.
    let half = ["sample", "--population", "10", "--defects", "1", "--items", "5"];
    assert_eq!(json(folder.path(), &half)["detection"], 0.5);
    let never = [&sample[..], &["--detection", "0.99", "--notices", "0.2"]].concat();
    insta::assert_snapshot!(accord(folder.path(), &never), @r"
    exit: 2
    --- err
    error: checking all 300 items finds it with probability 0.8926, no more
    ");
}
