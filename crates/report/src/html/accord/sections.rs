use wasit_accord::{Entry, Name, State};

use super::super::sections::{Part, Section};
use super::super::table::{Cell, Table, number, text};
use crate::accord::{AccordReport, Step, Words};
use crate::words::sentence;

/// Entries of the journal that are shown, the latest.
const ENTRIES: usize = 500;
/// Commitments whose argument is told on the page.
const ARGUED: usize = 30;

/// Where each commitment stands.
pub(super) fn standing(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("standing", "Where it stands", "Where it stands");
    if !report.set_aside.is_empty() {
        section
            .parts
            .push(Part::Warned(report.set_aside.iter().map(|line| format!("Not used: {line}.")).collect()));
    }
    let mut table = Table::new(
        "Commitments, and what there is to say of each",
        vec![text("Commitment"), text("State"), text("What is so"), text("Owed by")],
    );
    let mut order: Vec<usize> = (0..report.status.commitments.len()).collect();
    order.sort_by_key(|at| weight(report.status.commitments[*at].state));
    for at in order {
        let one = &report.status.commitments[at];
        let commitment = &report.accord.terms().commitments[at];
        let said: Vec<String> = words.standing(at, one).iter().map(|said| sentence(said)).collect();
        let cells = vec![
            Cell::Text(shown(one.state)),
            Cell::Text(said.join(". ")),
            Cell::Text(words.members(&commitment.obligors)),
        ];
        if one.state == State::Violated {
            table.push_strong(words.commitment(at), cells);
        } else {
            table.push(words.commitment(at), cells);
        }
    }
    if !table.rows.is_empty() {
        section.table(table);
    }
    section
}

/// What needs a reader's eye first.
fn weight(state: State) -> u8 {
    match state {
        State::Violated => 0,
        State::Suspended => 1,
        State::InEffect => 2,
        State::Created => 3,
        State::Terminated => 4,
        State::Fulfilled => 5,
        State::Discharged => 6,
    }
}

fn shown(state: State) -> String {
    match state {
        State::Violated => format!("×\u{a0}{}", state.words()),
        State::Fulfilled => format!("✓\u{a0}{}", state.words()),
        _ => state.words().to_owned(),
    }
}

/// What is due.
pub(super) fn due(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("due", "What is due", "What is due");
    if report.due.is_empty() {
        section.said(vec!["Nothing is late, and nothing is due soon.".to_owned()]);
        return section;
    }
    let mut table = Table::new(
        "What is due, the late first",
        vec![text("What"), number("Day"), text(""), text("Whose turn")],
    );
    for due in report.due {
        let late = if due.is_late { "late" } else { "" };
        let cells = vec![
            Cell::Number(due.moment.to_string()),
            Cell::Text(late.to_owned()),
            Cell::Text(words.members(&due.who)),
        ];
        if due.is_late {
            table.push_strong(sentence(&words.due(due)), cells);
        } else {
            table.push(sentence(&words.due(due)), cells);
        }
    }
    section.table(table);
    section
}

/// What members hold, beside what follows by the rules.
pub(super) fn held(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("held", "Who holds what", "Who holds what");
    let status = report.status;
    if status.held.is_empty() {
        return section;
    }
    let mut head = vec![text("What"), text("By the rules")];
    head.extend(status.held.iter().map(|held| text(words.member(&held.by))));
    let mut table = Table::new("What is contested, as each holds it", head);
    let of_rules = || Cell::Text("as by the rules".to_owned());
    for at in 0..status.commitments.len() {
        let find = |held: &wasit_accord::Held| {
            held.commitments.iter().find(|(place, _)| *place == at).map(|(_, state)| *state)
        };
        if status.held.iter().all(|held| find(held).is_none()) {
            continue;
        }
        let mut cells = vec![Cell::Text(status.commitments[at].state.words().to_owned())];
        cells.extend(
            status
                .held
                .iter()
                .map(|held| find(held).map_or_else(of_rules, |state| Cell::Text(state.words().to_owned()))),
        );
        table.push(words.commitment(at), cells);
    }
    for (at, milestone) in report.accord.terms().milestones.iter().enumerate() {
        let find = |held: &wasit_accord::Held| {
            held.milestones.iter().find(|(place, _)| *place == at).map(|(_, day)| *day)
        };
        if status.held.iter().all(|held| find(held).is_none()) {
            continue;
        }
        let day = |day: Option<wasit_accord::Moment>| {
            Cell::Text(day.map_or_else(|| "no day".to_owned(), |day| day.to_string()))
        };
        let mut cells = vec![day(status.milestones[at].day)];
        cells.extend(status.held.iter().map(|held| find(held).map_or_else(of_rules, day)));
        table.push(milestone.title.clone(), cells);
    }
    section.table(table);
    section.said(grounds(report, words));
    section
}

/// The entries that the differences come from.
fn grounds(report: &AccordReport<'_>, words: &Words<'_>) -> Vec<String> {
    let by: Vec<&Name> = report.status.held.iter().map(|held| &held.by).collect();
    let bears = |entry: &&Entry| {
        use wasit_accord::Declaration::{Accepts, Ceases, Disputes, Leaves, States};
        let said = matches!(
            entry.declaration(),
            Some(Accepts { .. } | Ceases { .. } | Disputes { .. } | Leaves | States)
        );
        said && by.contains(&&entry.by) && counts(report, entry)
    };
    let told = |entry: &Entry| {
        let note = if entry.note.is_empty() { String::new() } else { format!(": {}", entry.note) };
        let source = if entry.source.is_empty() { String::new() } else { format!(" ({})", entry.source) };
        format!("{}{source}{note}", words.entry(entry)).trim_end_matches('.').to_owned() + "."
    };
    report.entries.iter().filter(bears).map(told).collect()
}

/// Whether an entry is of what was known, and of the time that is looked at.
fn counts(report: &AccordReport<'_>, entry: &Entry) -> bool {
    let begins = report.accord.calendar().begins(entry.at);
    entry.known <= report.status.as_known_on && begins <= report.status.on
}

/// The argument for each commitment that does not simply hold.
pub(super) fn why(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("why", "Why it stands so", "Why");
    let quiet = |state: State| matches!(state, State::InEffect | State::Created | State::Fulfilled);
    let told = report.status.commitments.iter().enumerate().filter(|(at, one)| {
        !quiet(one.state)
            || report.status.held.iter().any(|held| held.commitments.iter().any(|(place, _)| place == at))
    });
    for (at, one) in told.take(ARGUED) {
        section.heading(format!("{}: {}", words.commitment(at), one.state.words()));
        let mut lines = Vec::new();
        flat(&words.reasons(at, &report.reasons[at]), &mut lines);
        section.said(lines);
    }
    section
}

/// An argument as sentences; what a sentence rests on follows it.
fn flat(steps: &[Step], to: &mut Vec<String>) {
    for step in steps {
        let under: Vec<&str> = step.under.iter().map(|under| under.text.as_str()).collect();
        to.push(std::iter::once(step.text.as_str()).chain(under).collect::<Vec<_>>().join(" "));
    }
}

/// The days that have names.
pub(super) fn milestones(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("milestones", "Milestones", "Milestones");
    let terms = report.accord.terms();
    if terms.milestones.is_empty() {
        return section;
    }
    let mut table = Table::new(
        "Named days",
        vec![text("Milestone"), number("Day"), text("Come"), text("Held otherwise")],
    );
    for (at, (milestone, one)) in terms.milestones.iter().zip(&report.status.milestones).enumerate() {
        let held: Vec<String> = report
            .status
            .held
            .iter()
            .filter_map(|held| {
                let (_, day) = held.milestones.iter().find(|(place, _)| *place == at)?;
                let day = day.map_or_else(|| "not come".to_owned(), |day| day.to_string());
                Some(format!("{}: {day}", words.member(&held.by)))
            })
            .collect();
        table.push(
            milestone.title.clone(),
            vec![
                Cell::Number(one.day.map_or_else(|| "not known".to_owned(), |day| day.to_string())),
                Cell::Text(if one.has_come { "yes" } else { "no" }.to_owned()),
                Cell::Text(held.join("; ")),
            ],
        );
    }
    section.table(table);
    section
}

/// What people judged, apart from what follows from the journal.
pub(super) fn scores(report: &AccordReport<'_>) -> Section {
    let mut section = Section::new("scores", "What people judge", "Scores");
    let Some(scores) = report.scores else { return section };
    let terms = report.accord.terms();
    let names: Vec<Name> = terms.commitments.iter().map(|one| one.name.clone()).collect();
    let mut table = Table::new(
        "How far it was carried out, by people: the index from 0 to 100",
        vec![text("Period"), number("Index"), number("Judged"), number("Of all"), number("Coverage")],
    );
    for period in scores.periods() {
        let index = scores.index(&names, period);
        table.push(
            period,
            vec![
                Cell::Number(index.value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"))),
                Cell::Number(index.judged.to_string()),
                Cell::Number(index.all.to_string()),
                Cell::Number(format!("{:.0} %", 100.0 * index.coverage())),
            ],
        );
    }
    section.table(table);
    let mut each = Table::new(
        "Scores: 0 not initiated, 1 minimal, 2 intermediate, 3 full",
        std::iter::once(text("Commitment and period"))
            .chain(scores.coders().into_iter().map(number))
            .collect(),
    );
    for period in scores.periods() {
        for commitment in &terms.commitments {
            let given: Vec<(&str, u8)> =
                scores.of(&commitment.name, period).map(|(coder, level)| (coder, level.score())).collect();
            if given.is_empty() {
                continue;
            }
            let cell = |coder: &str| {
                let found = given.iter().find(|(who, _)| *who == coder);
                Cell::Number(found.map_or_else(|| "–".to_owned(), |(_, score)| score.to_string()))
            };
            each.push(
                format!("{}, {period}", commitment.title),
                scores.coders().into_iter().map(cell).collect(),
            );
        }
    }
    section.table(each);
    section.said(vec![
        "Scores are people's judgements. They are not mixed with the statuses above, which follow from the accord and its journal."
            .to_owned(),
    ]);
    section
}

/// What came in.
pub(super) fn journal(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("journal", "What came in", "Journal");
    let mut table = Table::new(
        "The journal, by what time it is about",
        vec![
            text("About"),
            text("Known"),
            text("Entry"),
            text("Who says what"),
            text("Source"),
            text("Attachments"),
        ],
    );
    let known = report.status.as_known_on;
    let mut entries: Vec<&Entry> = report.entries.iter().filter(|entry| entry.known <= known).collect();
    let calendar = report.accord.calendar();
    entries.sort_by_key(|entry| (calendar.begins(entry.at), entry.known));
    let rows = entries.len().min(ENTRIES);
    for entry in &entries[entries.len() - rows..] {
        let note = if entry.note.is_empty() { String::new() } else { format!(". {}", entry.note) };
        let attached: Vec<String> = entry
            .attachments
            .iter()
            .map(|one| format!("{} (SHA-256 {}…)", one.name, one.sha256.get(..16).unwrap_or(&one.sha256)))
            .collect();
        table.push(
            entry.id.to_string(),
            vec![
                Cell::Number(entry.at.to_string()),
                Cell::Number(calendar.date(entry.known).to_string()),
                Cell::Text(format!("{} {}{note}", sentence(words.member(&entry.by)), words.says(entry))),
                Cell::Text(entry.source.clone()),
                Cell::Text(attached.join(", ")),
            ],
        );
    }
    if entries.len() > rows {
        table.foot = Some(format!("The latest {rows} of {}; the journal itself has all.", entries.len()));
    }
    if rows > 0 {
        section.table(table);
    }
    section
}
