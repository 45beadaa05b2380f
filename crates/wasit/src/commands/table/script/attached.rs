//! What a script brings in from files beside it: attachments, and the issues of a talks file.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use wasit_files::{Document, Part};
use wasit_model::Talks;
use wasit_table::Hash;

/// What lies beside a script.
pub(super) struct Beside<'a> {
    /// Where the script is.
    pub(super) folder: &'a Path,
    /// Its talks file.
    pub(super) talks: Option<&'a Talks>,
}

/// What stands for something in the script's talks file.
const FROM_TALKS: &str = "from talks";

impl Beside<'_> {
    /// Puts in place what an act's fields name; `None` where something is missing, which is then said.
    pub(super) fn bring_in(
        &self,
        act: &str,
        fields: &mut Value,
        item: &Part,
        document: &mut Document,
    ) -> Option<()> {
        let mut fine = true;
        if let Some(Value::Array(attachments)) = fields.get_mut("attachments") {
            let parts = item.get("attachments").and_then(|part| part.items()).unwrap_or_default();
            for (attachment, part) in attachments.iter_mut().zip(&parts) {
                fine &= match act {
                    "render" => self.pass_on(attachment, part, document),
                    _ => self.attach(attachment, part, document),
                };
            }
        }
        if let ("put_agenda" | "extend_issues", Some(issues)) = (act, fields.get_mut("issues"))
            && issues == FROM_TALKS
        {
            match self.talks {
                Some(talks) => *issues = issues_of(talks),
                None => {
                    let mark = item.get("issues").map_or(item.mark(), |part| part.mark());
                    document.wrong(mark, "the script names no talks file", "write `talks: FILE` at its top");
                    fine = false;
                }
            }
        }
        if let ("tell", Some(wants)) = (act, fields.get_mut("wants"))
            && wants == FROM_TALKS
        {
            match self.wants(item) {
                Ok(found) => *wants = found,
                Err((message, help)) => {
                    let mark = item.get("wants").map_or(item.mark(), |part| part.mark());
                    document.wrong(mark, message, help);
                    fine = false;
                }
            }
        }
        fine.then_some(())
    }

    /// What the talks file says that the actor's seat wants.
    fn wants(&self, item: &Part) -> Result<Value, (String, String)> {
        let talks = self.talks.ok_or_else(|| {
            ("the script names no talks file".to_owned(), "write `talks: FILE` at its top".to_owned())
        })?;
        let by = item.get("by");
        let by = by.as_ref().and_then(Part::text).unwrap_or_default();
        let seat = by.split('/').next().unwrap_or_default();
        let party = talks.find_party(seat).ok_or_else(|| {
            let names: Vec<&str> = talks.parties.iter().map(|party| party.name.as_str()).collect();
            (
                format!("the talks file has no party `{seat}`"),
                format!(
                    "its parties are {}; a seat is told the wants of the party of its name",
                    names.join(", ")
                ),
            )
        })?;
        super::wants::of(talks, &talks.parties[party]).ok_or_else(|| {
            (
                format!("the wants of `{seat}` hang together in too many ways to be spelled out"),
                "write them out as the reference of acts shows".to_owned(),
            )
        })
    }

    /// An attachment that a rendering passes on: its hash, where it is named by the path of its file.
    fn pass_on(&self, attachment: &mut Value, part: &Part, document: &mut Document) -> bool {
        if attachment.as_str().is_some_and(|text| text.parse::<Hash>().is_ok()) {
            return true;
        }
        let fine = self.attach(attachment, part, document);
        if let Some(hash) = attachment.get("sha256").cloned() {
            *attachment = hash;
        }
        fine
    }

    /// A file that is named by its path: its name, size and hash.
    fn attach(&self, attachment: &mut Value, part: &Part, document: &mut Document) -> bool {
        let path = match attachment {
            Value::String(path) => path.clone(),
            Value::Object(fields) => match fields.get("path") {
                Some(Value::String(path)) => path.clone(),
                _ => return true,
            },
            _ => return true,
        };
        let path = self.folder.join(path);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                document.wrong(
                    part.mark(),
                    format!("cannot read {}: {}", path.display(), crate::output::reason(&error)),
                    "write its path from where the script is",
                );
                return false;
            }
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let given = |key: &str| attachment.get(key).cloned();
        let mut attached = json!({
            "name": given("name").unwrap_or(name.into()),
            "bytes": bytes.len(),
            "sha256": Hash::of(&bytes),
        });
        if let (Some(media_type), Value::Object(fields)) = (given("media_type"), &mut attached) {
            fields.insert("media_type".to_owned(), media_type);
        }
        *attachment = attached;
        true
    }
}

/// The issues of talks as an agenda has them.
fn issues_of(talks: &Talks) -> Value {
    let issue = |issue: &wasit_model::Issue| {
        let values = (0..).take(issue.values.len()).map(|at| issue.values.label(at).into_owned());
        let values: Vec<String> = values.collect();
        let mut short = json!({ "name": issue.name, "title": issue.title, "values": values });
        if let (Some(unit), Value::Object(short)) = (&issue.unit, &mut short) {
            short.insert("unit".to_owned(), unit.as_str().into());
        }
        short
    };
    talks.space.issues().iter().map(issue).collect()
}
