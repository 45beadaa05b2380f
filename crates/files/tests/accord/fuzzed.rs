//! What must hold whatever the bytes: shared by the tests and the fuzz targets.

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::civil::date;
use miette::{GraphicalReportHandler, GraphicalTheme};
use wasit_accord::{Accord, Ledger};
use wasit_files::{Problems, Source, Unsaid, read_accord, read_entries, read_journal, write_entry};

static EVERYTHING: LazyLock<Arc<Accord>> = LazyLock::new(|| {
    let bytes = include_bytes!("right/everything.yaml");
    Arc::new(read_accord(&Source { name: "everything.yaml", bytes }).expect("a fixture that is right"))
});

/// An accord is read and says how it stands, or its problems can be shown.
pub(crate) fn accord_survives(bytes: &[u8]) {
    match read_accord(&Source { name: "fuzz.yaml", bytes }) {
        Ok(accord) => {
            let mut ledger = Ledger::new(Arc::new(accord));
            for day in [date(2026, 3, 1), date(2036, 2, 29)] {
                let status = ledger.status(day);
                assert_eq!(status.commitments.len(), ledger.accord().terms().commitments.len());
            }
        }
        Err(problems) => shown(&problems),
    }
}

/// A journal is read as far as it can be, and what was read is written and read again; a batch is read, or its problems can be
/// shown.
pub(crate) fn journal_survives(bytes: &[u8]) {
    let journal = read_journal(bytes);
    let mut ledger = Ledger::new(Arc::clone(&EVERYTHING));
    let mut written = String::new();
    for (line, entry) in &journal.entries {
        assert!(*line > 0);
        written.push_str(&write_entry(entry));
        let _ = ledger.add(entry.clone());
    }
    for aside in &journal.set_aside {
        assert!(!aside.why.is_empty() && !aside.why.contains(char::is_control), "{aside:?}");
        assert!(!journal.entries.iter().any(|(line, _)| *line == aside.line));
    }
    let again = read_journal(written.as_bytes());
    assert_eq!(again.set_aside, []);
    assert!(again.entries.iter().map(|(_, entry)| entry).eq(journal.entries.iter().map(|(_, entry)| entry)));
    let _ = ledger.status(date(2026, 6, 1));

    let unsaid = Unsaid { known: Timestamp::UNIX_EPOCH, calendar: EVERYTHING.calendar() };
    match read_entries(&Source { name: "fuzz", bytes }, unsaid) {
        Ok(entries) => {
            assert!(!entries.all().is_empty());
            let written: String = entries.all().iter().map(write_entry).collect();
            let again = read_journal(written.as_bytes());
            assert_eq!(again.set_aside, []);
            assert!(again.entries.iter().map(|(_, entry)| entry).eq(entries.all()));
            for at in 0..entries.all().len() {
                assert!(entries.line(at) > 0);
            }
        }
        Err(problems) => shown(&problems),
    }
}

fn shown(problems: &Problems) {
    assert!(!problems.all().is_empty());
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    for problem in problems.shown() {
        assert!(problems.text().get(problem.span.clone()).is_some());
        assert!(!problem.message.ends_with("cannot be read"), "{problem:?}");
        let mut shown = String::new();
        handler.render_report(&mut shown, problem).expect("a problem can be shown");
    }
}
