use std::path::Path;

use clap::Args;
use serde_json::json;
use wasit_accord::Entry;

use super::kept::{Kept, Where};
use crate::Answer;
use crate::failure::Failure;
use crate::files::sha256_of;
use crate::output::{Look, number_of, to_stdout};

/// Where attachments lie, beside the accord.
const ATTACHMENTS: &str = "attachments";

const EXAMPLES: &str = "\
Examples:
  wasit accord check examples/jcpoa
  wasit accord check accord.yaml --journal other.jsonl --json

Attachments of entries are looked for by their names beside the journal and in `attachments/` there,
and held against their hashes. Exit code 1 where lines of the journal are set aside, or an attachment
is not what it was.";

/// Hold an accord against itself, and its journal against it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    #[command(flatten)]
    place: Where,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let kept = self.place.open_quietly(true)?;
        let attached = Attached::of(&kept);
        let terms = kept.accord.terms();
        let fine = kept.set_aside.is_empty() && attached.changed.is_empty();
        if self.json {
            let all = json!({
                "accord": kept.path,
                "title": terms.title,
                "members": terms.members.len(),
                "milestones": terms.milestones.len(),
                "commitments": terms.commitments.len(),
                "pathways": terms.pathways.len(),
                "powers": terms.powers.len(),
                "journal": kept.journal.exists().then_some(&kept.journal),
                "entries": kept.ledger.len(),
                "set_aside": kept.set_aside,
                "attachments": {"same": attached.same, "changed": attached.changed, "elsewhere": attached.elsewhere},
            });
            to_stdout(&format!("{all:#}\n"))?;
            return Ok(if fine { Answer::Done } else { Answer::No });
        }
        let look = Look::of_stdout();
        let count = |count: usize, one: &str, many: &str| number_of(count as u64, one, many);
        let parts = [
            count(terms.members.len(), "member", "members"),
            count(terms.milestones.len(), "milestone", "milestones"),
            count(terms.commitments.len(), "commitment", "commitments"),
            count(terms.pathways.len(), "pathway", "pathways"),
            count(terms.powers.len(), "power", "powers"),
        ];
        let mut said = look.wrapped("", 0, &format!("{}: {}.", kept.path.display(), parts.join(", ")));
        let entries = count(kept.ledger.len(), "entry", "entries");
        said.push_str(&match kept.journal.exists() {
            true => look.wrapped("", 0, &format!("{}: {entries}.", kept.journal.display())),
            false => "No journal yet: `wasit accord record` begins one.\n".to_owned(),
        });
        for line in &kept.set_aside {
            said.push_str(&look.wrapped(&format!("  {} ", look.bad("set aside:")), 4, line));
        }
        for line in &attached.changed {
            said.push_str(&look.wrapped(&format!("  {} ", look.bad("changed:")), 4, line));
        }
        if attached.same + attached.elsewhere > 0 {
            let same = count(attached.same, "attachment is", "attachments are");
            let elsewhere = count(attached.elsewhere, "is not here", "are not here");
            said.push_str(&format!("{same} as it was; {elsewhere}.\n"));
        }
        to_stdout(&said)?;
        Ok(if fine { Answer::Done } else { Answer::No })
    }
}

/// What became of the files that belong to entries.
#[derive(Default)]
struct Attached {
    same: usize,
    changed: Vec<String>,
    elsewhere: usize,
}

impl Attached {
    fn of(kept: &Kept) -> Self {
        let folder = kept.journal.parent().unwrap_or(Path::new(""));
        let mut all = Self::default();
        for entry in &kept.entries {
            all.look(folder, entry);
        }
        all
    }

    fn look(&mut self, folder: &Path, entry: &Entry) {
        for attachment in &entry.attachments {
            // A journal from elsewhere names a file here, and no path.
            let plain = Path::new(&attachment.name).file_name().is_some_and(|name| *name == *attachment.name);
            let places = [folder.join(ATTACHMENTS).join(&attachment.name), folder.join(&attachment.name)];
            let Some(path) = places.iter().find(|path| plain && path.is_file()) else {
                self.elsewhere += 1;
                continue;
            };
            if sha256_of(path).is_ok_and(|digest| digest.eq_ignore_ascii_case(&attachment.sha256)) {
                self.same += 1;
            } else {
                self.changed.push(format!("{}, which belongs to `{}`", path.display(), entry.id));
            }
        }
    }
}
