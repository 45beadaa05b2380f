use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use wasit_accord::Accord;
use wasit_files::{Source, read_accord};
use wasit_record::{Agreement, Fault, Findings, Fingerprint, Held, How, Receipt, Signed, compare, verify};
use wasit_report::terminal::{self, Style};

use crate::Answer;
use crate::adopted::{AdoptedText, CASE, Difference, Joined, differences};
use crate::failure::Failure;
use crate::files::{bytes_up_to, name_of};
use crate::output::{Look, to_stderr, to_stdout};

/// Nobody's talks are as long as that.
const BYTES_MAX: u64 = 1 << 30;

const EXAMPLES: &str = "\
Examples:
  wasit verify --key wasit:b600-306c-fa76-… iran.json
  wasit verify --key b600306cfa76723f… iran.json us.json
  wasit verify --key wasit:b600-306c-fa76-… iran.json checkpoint.txt receipts/*.txt
  wasit verify --key wasit:b600-306c-fa76-… iran.json accord.yaml
  wasit verify --key wasit:b600-306c-fa76-… iran.json --json

The fingerprint stands in the participation terms that you signed. Where it comes from whoever
sent you the file, the file proves nothing.

Exit codes: 0 all is fine, 1 something is wrong, 2 wrong input, 3 a fault of wasit.";

/// Check a case file: that nothing in it was changed, dropped, added, reordered or back-dated
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Verify {
    /// The fingerprint of the key that must have signed the record; `wasit:` and hyphens may be left out
    #[arg(long, value_name = "FINGERPRINT")]
    key: Fingerprint,
    /// The case file; `-` reads from standard input
    #[arg(value_name = "CASEFILE")]
    file: PathBuf,
    /// Case files of others, to be compared; signed notes that were kept, heads that answered acts and checkpoints; accords,
    /// to be held against the text that was adopted
    #[arg(value_name = "OTHER")]
    others: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was given, as far as it can be told from the bytes.
enum Given {
    Case(Vec<u8>),
    Note(String),
    Accord(Box<Accord>),
}

/// What came of one file.
struct Checked {
    name: String,
    outcome: Result<Outcome, Vec<Fault>>,
}

/// An accord beside the text that was adopted.
struct Beside {
    name: String,
    text: AdoptedText,
    /// How many of its commitments and powers stand on no clause, and are held against nothing.
    without_clause: usize,
    differences: Vec<Difference>,
}

enum Outcome {
    Case(Box<Findings>),
    Note(Receipt),
}

impl Verify {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut given = Vec::new();
        for path in std::iter::once(&self.file).chain(&self.others) {
            given.push((name_of(path), given_at(path)?));
        }
        let what = match given.first() {
            Some((_, Given::Note(_))) => Some("a signed note"),
            Some((_, Given::Accord(_))) => Some("an accord"),
            _ => None,
        };
        if let (Some(what), Some((name, _))) = (what, given.first()) {
            return Err(Failure::advised(
                format!("{name} is {what} and no case file"),
                "give the case file first, then the notes and accords that are to be held against it",
            ));
        }
        let mut checked: Vec<Checked> = Vec::new();
        let (mut notes, mut accords) = (Vec::new(), Vec::new());
        let mut first_case = None;
        for (name, given) in given {
            match given {
                Given::Case(bytes) => {
                    let outcome = verify(&bytes, &self.key).map(|findings| Outcome::Case(Box::new(findings)));
                    first_case.get_or_insert((name.clone(), bytes));
                    checked.push(Checked { name, outcome });
                }
                Given::Note(note) => notes.push((name, note)),
                Given::Accord(accord) => accords.push((name, accord)),
            }
        }
        let agreement = {
            let cases: Vec<(&str, &Findings)> = checked.iter().filter_map(Checked::case).collect();
            (cases.len() > 1).then(|| compare(&cases))
        };
        // A note is held against the file that stands first, which is the one to be verified.
        let first = checked.first().and_then(Checked::case).map(|(_, findings)| findings.clone());
        for (name, note) in notes {
            if let Some(findings) = &first {
                let outcome = findings.check_note(&note).map(Outcome::Note).map_err(|fault| vec![fault]);
                checked.push(Checked { name, outcome });
            }
        }
        let mut beside = Vec::new();
        // What a file says that was changed is nothing to hold an accord against.
        if let (Some((case, bytes)), Some(_), false) = (&first_case, &first, accords.is_empty()) {
            let joined = Joined::read(case, bytes, Some(&self.key))?;
            for (name, accord) in accords {
                beside.push(Beside::of(name, &accord, case, &joined)?);
            }
        }
        let fine = checked.iter().all(|checked| checked.outcome.is_ok())
            && agreement.as_ref().is_none_or(Result::is_ok)
            && beside.iter().all(|beside| beside.differences.is_empty());
        if self.json {
            to_stdout(&format!("{:#}\n", as_json(&checked, agreement.as_ref(), &beside, fine)))?;
        } else {
            show(&checked, agreement.as_ref())?;
            beside.iter().try_for_each(Beside::show)?;
        }
        Ok(if fine { Answer::Done } else { Answer::No })
    }
}

impl Beside {
    /// Holds an accord against the adopted text that it names, or else against the one that was adopted last.
    fn of(name: String, accord: &Accord, case: &str, joined: &Joined) -> Result<Self, Failure> {
        let terms = accord.terms();
        let named = |text: &AdoptedText| {
            terms.texts.iter().any(|one| one.sha256.as_deref() == Some(text.sha256.as_str()))
        };
        let mut texts = joined.texts();
        let at = texts.iter().position(named).or(texts.len().checked_sub(1)).ok_or_else(|| {
            Failure::advised(
                format!("in {case} no text was adopted that {name} could be held against"),
                "an accord goes with the case file of talks in which all adopted or signed its text",
            )
        })?;
        let text = texts.swap_remove(at);
        let clauses = terms.commitments.iter().map(|one| &one.clause);
        let clauses = clauses.chain(terms.powers.iter().map(|one| &one.clause));
        let without_clause = clauses.filter(|clause| clause.is_empty()).count();
        let differences = differences(accord, &text);
        Ok(Self { name, text, without_clause, differences })
    }

    fn show(&self) -> Result<(), Failure> {
        let name = plain(&self.name);
        let text =
            format!("the text {}, `{}`, adopted {}", self.text.id, plain(&self.text.title), self.text.at);
        if self.differences.is_empty() {
            let look = Look::of_stdout();
            let open = match self.without_clause {
                0 => String::new(),
                count => format!("; {} on no clause, held against nothing", counted_stand(count)),
            };
            let line = format!(
                "{}: fine: {text}: the same hash, and every clause that is named is there in these words{open}",
                look.bold(&name)
            );
            return to_stdout(&look.wrapped("", 2, &line));
        }
        let look = Look::of_stderr();
        let count = counted(self.differences.len() as u64, "difference");
        let mut all = look.wrapped("", 2, &format!("{} {name}: {count} from {text}", look.bad("wrong:")));
        for one in &self.differences {
            all.push_str(&look.wrapped("  - ", 4, &plain(&one.says)));
        }
        to_stderr(&all);
        Ok(())
    }
}

fn counted_stand(count: usize) -> String {
    if count == 1 { "1 entry stands".to_owned() } else { format!("{count} entries stand") }
}

impl Checked {
    fn case(&self) -> Option<(&str, &Findings)> {
        match &self.outcome {
            Ok(Outcome::Case(findings)) => Some((&self.name, findings)),
            _ => None,
        }
    }
}

fn given_at(path: &Path) -> Result<Given, Failure> {
    let name = name_of(path);
    let bytes = bytes_up_to(path, BYTES_MAX)?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Failure::input(format!("{name} has more than a gibibyte: that is no case file")));
    }
    if bytes.starts_with(CASE) {
        return Ok(Given::Case(bytes));
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.contains("\n\n\u{2014} ") => Ok(Given::Note(text)),
        Ok(text) if text.trim_start().starts_with('{') && text.contains("\"wasit-case/") => {
            Err(Failure::advised(
                format!("{name} is not as a case file is handed out: its lines or spaces were changed"),
                "take the file as it came; a program that shows JSON nicely must not save it",
            ))
        }
        Ok(text) if is_accord(&text) => {
            let source = Source { name: &name, bytes: text.as_bytes() };
            let accord = read_accord(&source).map_err(|problems| Failure::Problems(vec![problems]))?;
            Ok(Given::Accord(Box::new(accord)))
        }
        _ => Err(Failure::advised(
            format!("{name} is neither a case file nor a signed note nor an accord"),
            "a case file begins with {\"format\":\"wasit-case/1\", an accord names `commitments`",
        )),
    }
}

/// Whether a file names commitments at its top: as an accord does, in YAML or in JSON.
fn is_accord(text: &str) -> bool {
    let in_json = text.trim_start().starts_with('{') && text.contains("\"commitments\"");
    in_json || text.lines().any(|line| line.starts_with("commitments:"))
}

fn as_json(
    checked: &[Checked],
    agreement: Option<&Result<Agreement, Vec<Fault>>>,
    beside: &[Beside],
    fine: bool,
) -> Value {
    let files = checked.iter().map(|checked| match &checked.outcome {
        Ok(Outcome::Case(findings)) => json!({
            "file": checked.name, "fine": true, "case": findings,
            "proves": findings.proves(), "does_not_prove": findings.does_not_prove(),
        }),
        Ok(Outcome::Note(receipt)) => json!({"file": checked.name, "fine": true, "note": receipt}),
        Err(faults) => json!({"file": checked.name, "fine": false, "faults": faults}),
    });
    let mut all = json!({"fine": fine, "files": files.collect::<Vec<_>>()});
    if !beside.is_empty() {
        let one = |one: &Beside| {
            json!({
                "file": one.name, "fine": one.differences.is_empty(),
                "text": {"id": one.text.id, "title": one.text.title, "sha256": one.text.sha256, "adopted": one.text.at},
                "without_clause": one.without_clause,
                "differences": one.differences,
            })
        };
        all["accords"] = beside.iter().map(one).collect();
    }
    match agreement {
        Some(Ok(agreement)) => all["agreement"] = json!(agreement),
        Some(Err(faults)) => all["contradictions"] = json!(faults),
        None => {}
    }
    all
}

/// Shows on standard output what is fine, on standard error what is not.
fn show(checked: &[Checked], agreement: Option<&Result<Agreement, Vec<Fault>>>) -> Result<(), Failure> {
    let look = Look::of_stdout();
    let style = style_of(&look);
    for Checked { name, outcome } in checked {
        match outcome {
            Ok(Outcome::Case(findings)) => to_stdout(&case(name, findings, &look, &style))?,
            Ok(Outcome::Note(receipt)) => {
                let what = match receipt {
                    Receipt::Checkpoint { size } => format!("the checkpoint of {}", counted(*size, "moment")),
                    Receipt::Compartment { compartment, size } => {
                        format!("the head of `{}` over {}", plain(compartment), counted(*size, "event"))
                    }
                    _ => "a signed note".to_owned(),
                };
                to_stdout(&format!("{}: fine: {what}, as the file has it\n", look.bold(name)))?;
            }
            Err(faults) => to_stderr(&wrong(&format!("{name}: "), faults)),
        }
    }
    match agreement {
        Some(Ok(agreement)) => to_stdout(&agreed(agreement, &look, &style)),
        Some(Err(faults)) => {
            to_stderr(&wrong("the files contradict each other: ", faults));
            Ok(())
        }
        None => Ok(()),
    }
}

fn style_of(look: &Look) -> Style {
    Style { width: look.width, color: look.color, unicode: look.unicode, full: false }
}

fn wrong(name: &str, faults: &[Fault]) -> String {
    let look = Look::of_stderr();
    let count = counted(faults.len() as u64, "fault");
    let mut text = format!("{} {}{count}\n", look.bad("wrong:"), plain(name));
    let style = style_of(&look);
    for fault in faults {
        text.push_str(&terminal::wrapped("  - ", 4, &plain(&fault.to_string()), &style));
    }
    text
}

fn case(name: &str, findings: &Findings, look: &Look, style: &Style) -> String {
    let origin = plain(&findings.origin);
    let mut text =
        format!("{}: fine: the case file of {} in {origin}\n", look.bold(name), plain(&findings.person));
    for held in &findings.compartments {
        text.push_str(&terminal::wrapped("  ", 4, &in_a_line(held), style));
    }
    match &findings.checkpoint {
        Some(last) => {
            let line =
                format!("checkpoint {} of {}, the last {}", last.root, counted(last.size, "moment"), last.at);
            text.push_str(&terminal::wrapped("  ", 4, &line, style));
        }
        None => text.push_str("  no checkpoint yet\n"),
    }
    if !findings.signed.is_empty() {
        text.push_str(&format!("\n{}\n", look.bold("Signed")));
        for signed in &findings.signed {
            text.push_str(&terminal::wrapped("  - ", 4, &signed_line(signed), style));
        }
    }
    for (heading, says) in
        [("This proves", findings.proves()), ("This does not prove", findings.does_not_prove())]
    {
        text.push_str(&format!("\n{}\n", look.bold(heading)));
        for sentence in says {
            text.push_str(&terminal::wrapped("  - ", 4, &plain(&sentence), style));
        }
    }
    text.push('\n');
    text
}

/// `joint: 4 events, 4 of them fixed by the checkpoint, 2 contents erased, from … to …`.
fn in_a_line(held: &Held) -> String {
    let erased = if held.erased == 0 {
        String::new()
    } else {
        format!(", {} erased", counted(held.erased, "content"))
    };
    format!(
        "{}: {}, {} fixed by the checkpoint{erased}, {} to {}",
        plain(&held.compartment),
        counted(held.events, "event"),
        held.covered,
        held.first_at,
        held.last_at
    )
}

fn signed_line(signed: &Signed) -> String {
    let id = signed.id.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
    let by: Vec<String> = signed
        .by
        .iter()
        .map(|by| match (by.how, &by.key) {
            (How::Ed25519, Some(key)) => format!("{} (key {}…)", by.by, &key[..16]),
            (How::Attested, _) => format!("{} (attested by the service)", by.by),
            _ => by.by.clone(),
        })
        .collect();
    let fixed = if signed.covered { "" } else { ", after the last checkpoint" };
    plain(&format!(
        "{}{id}, SHA-256 {}, by {}; `{}`, event {}{fixed}",
        signed.what,
        signed.hash,
        by.join(", "),
        signed.compartment,
        signed.ordinal
    ))
}

fn agreed(agreement: &Agreement, look: &Look, style: &Style) -> String {
    let mut text = format!("{}\n", look.bold("The files agree"));
    let mut line = |says: String| text.push_str(&terminal::wrapped("  - ", 4, &plain(&says), style));
    match (&agreement.root, &agreement.at) {
        (Some(root), Some(at)) => line(format!(
            "on the talk log: {}, up to {at}, with the root {root}. By then one set of histories was fixed for all of them, and \
             none has been rewritten since.",
            counted(agreement.moments, "moment")
        )),
        _ => line(
            "on no checkpoint, as one of them has none yet: the service could still show each something else"
                .to_owned(),
        ),
    }
    for (compartment, events) in &agreement.compartments {
        line(format!("on `{compartment}`: {}, the same in all that have it", counted(*events, "event")));
    }
    for signed in &agreement.signed {
        line(format!("on what was signed: {signed}"));
    }
    text
}

/// Names come from the file: what steers a terminal, or turns the direction of writing, is not theirs to say.
fn plain(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|letter| if letter.is_control() || turns(letter) { '\u{fffd}' } else { letter })
        .collect()
}

fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
