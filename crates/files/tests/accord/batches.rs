//! Entries in batches: the same entries from JSON Lines, CSV and YAML.

use jiff::Timestamp;
use wasit_accord::{Accord, Entry, Ledger};
use wasit_files::{Entries, Source, Unsaid, read_entries, read_journal, write_entry};

use crate::support::{everything, example};

pub(crate) fn unsaid(accord: &Accord) -> Unsaid<'_> {
    let known: Timestamp = "2026-07-01T00:00:00Z".parse().unwrap();
    Unsaid { known, calendar: accord.calendar() }
}

fn batch(text: &str) -> Entries {
    let accord = everything();
    read_entries(&Source { name: "batch", bytes: text.as_bytes() }, unsaid(&accord))
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn lines(entries: &[Entry]) -> String {
    entries.iter().map(write_entry).collect()
}

const CSV: &str = "at,by,commitment,value,unit,source,note\r
2026-02-28,laboratory,deliveries,41.50,t,report 1,\"said \"\"once\"\", on time\"\r
2026-03-31T12:00,laboratory,deliveries,42000,kg,\"report 2\",\r
\r
2026-04-30,committee,silence,0,,,\r
";

#[test]
fn a_table_is_read() {
    let entries = batch(CSV);
    assert_eq!((entries.line(0), entries.line(2)), (2, 5));
    insta::assert_snapshot!(lines(entries.all()), @r#"
    {"id":"laboratory-deliveries-2026-02-28-999291e1","known":"2026-07-01T00:00:00Z","at":"2026-02-28","by":"laboratory","observed":{"commitment":"deliveries","value":"41.50","unit":"t"},"source":"report 1","note":"said \"once\", on time"}
    {"id":"laboratory-deliveries-2026-03-31-018e4c6c","known":"2026-07-01T00:00:00Z","at":"2026-03-31T12:00:00","by":"laboratory","observed":{"commitment":"deliveries","value":"42000","unit":"kg"},"source":"report 2"}
    {"id":"committee-silence-2026-04-30-9d27e44e","known":"2026-07-01T00:00:00Z","at":"2026-04-30","by":"committee","observed":{"commitment":"silence","value":"0"}}
    "#);
}

#[test]
fn tables_lists_and_lines_say_the_same() {
    let yaml = "# what came in\n- at: 2026-02-28\n  by: laboratory\n  observed: { commitment: deliveries, value: 41.5, unit: t }\n  source: report 1\n  note: said \"once\", on time
- { at: 2026-03-31T12:00, by: laboratory, observed: { commitment: deliveries, value: 42000, unit: kg }, source: report 2 }
- at: 2026-04-30
  by: committee
  observed:
    commitment: silence
    value: 0
";
    let from_yaml = batch(yaml);
    let ids =
        |entries: &Entries| -> Vec<String> { entries.all().iter().map(|one| one.id.to_string()).collect() };
    assert_eq!(ids(&from_yaml), ids(&batch(CSV)));
    let json = lines(from_yaml.all());
    assert_eq!(batch(&json).all(), from_yaml.all());
    assert_eq!(batch(&format!("\u{feff}{CSV}")).all(), batch(CSV).all());
    // One alone, in a list or not, in whatever form.
    let first = json.lines().next().unwrap();
    for text in
        [first.to_owned(), format!("[{first}]"), first.replace(",\"", ",\n  \""), format!("--- {first}\n")]
    {
        assert_eq!(batch(&text).all(), &from_yaml.all()[..1], "{text}");
    }
}

#[test]
fn texts_of_tables_have_no_control_characters() {
    let accord = everything();
    let read = |note: &str| {
        let text = format!("at,by,commitment,value,note\n2026-01-01,laboratory,silence,0,\"a{note}b\"\n");
        read_entries(&Source { name: "t.csv", bytes: text.as_bytes() }, unsaid(&accord))
            .map(|entries| entries.all()[0].note.clone())
            .map_err(|problems| problems.to_string())
    };
    assert_eq!(read("\r\n"), Ok("a\nb".to_owned()));
    for (control, name) in [("\r", "000D"), ("\u{85}", "0085")] {
        let said = format!("t.csv:2:33: this text has the control character U+{name} in it (leave it out)");
        assert_eq!(read(control), Err(said));
    }
}

#[test]
fn the_same_file_twice_is_refused_and_not_counted_twice() {
    let mut ledger = Ledger::new(std::sync::Arc::new(everything()));
    for entry in batch(CSV).all() {
        ledger.add(entry.clone()).unwrap();
    }
    let again = batch(CSV);
    let faults = again.all().iter().enumerate().filter_map(|(at, entry)| {
        let error = ledger.add(entry.clone()).err()?;
        Some((at, error.to_string(), error.help()))
    });
    let faults: Vec<_> = faults.collect();
    let problems = again.refused(faults).expect("each is refused");
    insta::assert_snapshot!(problems, @r"
    batch:2:1: there is an entry `laboratory-deliveries-2026-02-28-999291e1` already (entries are never changed: give the new one another name, and withdraw the old one)
    batch:3:1: there is an entry `laboratory-deliveries-2026-03-31-018e4c6c` already (entries are never changed: give the new one another name, and withdraw the old one)
    batch:5:1: there is an entry `committee-silence-2026-04-30-9d27e44e` already (entries are never changed: give the new one another name, and withdraw the old one)
    ");
    assert!(batch(CSV).refused([]).is_none());
}

#[test]
fn names_that_are_made_say_what_is_said() {
    let one = |value: &str, known: &str, note: &str| {
        let text = format!(
            "at,by,commitment,value,known,note\n2026-02-28,laboratory,deliveries,{value},{known},{note}\n"
        );
        batch(&text).all()[0].clone()
    };
    let plain = one("41", "", "");
    assert_eq!(plain.known, "2026-07-01T00:00:00Z".parse().unwrap());
    assert_eq!(plain.id, one("41.0", "2026-03-01", "looked up again").id);
    assert_ne!(plain.id, one("42", "", "").id);
    // A day begins in the accord's zone, and an instant is a time of it.
    assert_eq!(one("41", "2026-03-01", "").known, "2026-02-28T23:00:00Z".parse().unwrap());
    let at = batch("- { at: 2026-02-28T23:30:00Z, by: seller, declared: leaves }\n").all()[0].at;
    assert_eq!(at.to_string(), "2026-03-01 00:30");
}

/// Each thing that can be declared, as journals write it.
pub(crate) const DECLARATIONS: [&str; 19] = [
    r#"{"reaches":{"milestone":"m"}}"#,
    r#"{"consents":{"milestone":"m"}}"#,
    r#"{"performs":{"commitment":"c"}}"#,
    r#"{"performs":{"commitment":"c","period":"2026-01-31"}}"#,
    r#"{"requests":{"commitment":"c"}}"#,
    r#"{"alleges":{"commitment":"c"}}"#,
    r#"{"finds":{"commitment":"c","material":false}}"#,
    r#"{"refers":{"commitment":"c","pathway":"p"}}"#,
    r#"{"decides":{"dispute":"d","rung":"r","outcome":"unresolved"}}"#,
    r#"{"extends":{"of":"d","rung":"r","by":"30 days"}}"#,
    r#"{"extends":{"of":"c","by":"1 year 6 months"}}"#,
    r#"{"exerts":{"power":"p"}}"#,
    r#"{"resumes":{"exertion":"e"}}"#,
    r#"{"votes":{"exertion":"e","adopted":true}}"#,
    r#""leaves""#,
    r#"{"ceases":{"commitment":"c"}}"#,
    r#"{"accepts":{"entry":"e"}}"#,
    r#"{"disputes":{"entry":"e"}}"#,
    r#""states""#,
];

#[test]
fn batches_and_journals_read_the_same_lines() {
    let mut text = String::new();
    for (at, declared) in DECLARATIONS.iter().enumerate() {
        text.push_str(&format!(
            "{{\"id\":\"d{at}\",\"known\":\"2026-03-01T12:00:00Z\",\"at\":\"2026-02-28\",\"by\":\"x\",\"declared\":{declared},\"attachments\":[{{\"name\":\"a\",\"sha256\":\"{}\"}}]}}\n",
            "0a".repeat(32)
        ));
    }
    for name in ["jcpoa", "ceasefire", "labour", "supply"] {
        text.push_str(
            &std::fs::read_to_string(example(name).join("journal.jsonl"))
                .unwrap()
                .replace("{\"id\":\"", &format!("{{\"id\":\"{name}-")),
        );
    }
    let journal = read_journal(text.as_bytes());
    assert_eq!(journal.set_aside, []);
    let batch = batch(&text);
    let entries: Vec<Entry> = journal.entries.into_iter().map(|(_, entry)| entry).collect();
    assert_eq!(batch.all(), entries);
    assert!(lines(&entries) == lines(batch.all()), "to the byte");
}
