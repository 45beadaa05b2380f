//! Wrong accords, journals and batches are refused with messages that say what is wrong, where, and what would be right.

use wasit_accord::Ledger;
use wasit_files::{Source, read_entries, read_journal};

use crate::batches::unsaid;
use crate::support::{everything, files, listed, read, shown};

#[test]
fn every_wrong_accord_is_refused_with_its_messages() {
    let files = files("wrong");
    assert!(files.len() > 40);
    for (name, bytes) in files {
        let problems = read(&name, &bytes).expect_err(&name);
        for problem in problems.all() {
            assert!(problem.help.as_ref().is_some_and(|help| !help.is_empty()), "{name}: {problem}");
        }
        insta::assert_snapshot!(format!("wrong_{}", name.trim_end_matches(".yaml")), listed(&problems));
    }
}

#[test]
fn a_problem_is_shown_with_its_line() {
    let bytes = b"parties: { seller: {}, buyer: {} }
commitments:
  deliver: { must: deliver, by: [seller, byer], from: 2026-01-01, due: 2026-02-01 }
";
    insta::assert_snapshot!(shown(&read("accord.yaml", bytes).unwrap_err()), @r"
     × there is no member `byer`
      ╭─[accord.yaml:3:42]
    2 │ commitments:
    3 │   deliver: { must: deliver, by: [seller, byer], from: 2026-01-01, due: 2026-02-01 }
      ·                                          ────
      ╰────
     help: did you mean `buyer`?
    ");
}

#[test]
fn every_wrong_line_of_a_journal_is_named_and_the_rest_is_used() {
    let accord = std::sync::Arc::new(everything());
    let files = files("journals");
    assert!(files.len() > 8);
    for (name, bytes) in files {
        let journal = read_journal(&bytes);
        let mut lines: Vec<(usize, String)> =
            journal.set_aside.iter().map(|line| (line.line, format!("{line}"))).collect();
        let mut ledger = Ledger::new(accord.clone());
        for (line, entry) in journal.entries {
            let id = entry.id.clone();
            lines.push(match ledger.add(entry) {
                Ok(()) => (line, format!("line {line} is used: `{id}`")),
                Err(error) => (line, format!("line {line} does not fit: {error}; {}", error.help())),
            });
        }
        lines.sort();
        let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        insta::assert_snapshot!(format!("journal_{}", name.trim_end_matches(".jsonl")), lines.join("\n"));
    }
}

#[test]
fn every_wrong_batch_is_refused_with_its_messages() {
    let accord = everything();
    let files = files("batches");
    assert!(files.len() > 10);
    for (name, bytes) in files {
        let problems =
            read_entries(&Source { name: &name, bytes: &bytes }, unsaid(&accord)).expect_err(&name);
        insta::assert_snapshot!(format!("batch_{}", name.replace('.', "_")), listed(&problems));
    }
}
