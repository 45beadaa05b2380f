use clap::Args;
use serde_json::{Value, json};
use wasit_table::{Act, Facts, Rule};

use crate::Answer;
use crate::failure::Failure;
use crate::files::nearest;
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit table acts
  wasit table acts convey
  wasit table acts --json";

/// List the acts of live talks, or explain one: whose it is, when, what it changes, who sees it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Acts {
    /// The act to explain
    name: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Acts {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let look = Look::of_stdout();
        let text = match &self.name {
            Some(name) => {
                let facts = Act::ALL.iter().find(|facts| facts.name == name).ok_or_else(|| unknown(name))?;
                if self.json { format!("{:#}\n", as_json(facts)) } else { explained(facts, &look) }
            }
            None if self.json => format!("{:#}\n", Act::ALL.iter().map(as_json).collect::<Value>()),
            None => listed(&look),
        };
        to_stdout(&text)?;
        Ok(Answer::Done)
    }
}

fn unknown(name: &str) -> Failure {
    let help = match nearest(name, Act::ALL.iter().map(|facts| facts.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`wasit table acts` lists them".to_owned(),
    };
    Failure::advised(format!("there is no act `{name}`"), help)
}

fn listed(look: &Look) -> String {
    let wide = Act::ALL.iter().map(|facts| facts.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut chapter = None;
    let mut all: Vec<&Facts> = Act::ALL.iter().collect();
    all.sort_by_key(|facts| facts.chapter);
    for facts in all {
        if chapter.replace(facts.chapter) != Some(facts.chapter) {
            let gap = if out.is_empty() { "" } else { "\n" };
            out.push_str(&format!("{gap}{}\n", look.bold(facts.chapter.title())));
        }
        let name = format!("  {}{}  ", look.bold(facts.name), " ".repeat(wide - facts.name.len()));
        let by = look.quiet(&format!("({})", facts.by.words()));
        out.push_str(&look.wrapped(&name, wide + 4, &format!("{} {by}", facts.does)));
    }
    out.push_str("\n`wasit table acts NAME` explains one.\n");
    out
}

fn explained(facts: &Facts, look: &Look) -> String {
    let mut out = format!("{}, of the chapter “{}”\n\n", look.bold(facts.name), facts.chapter.title());
    out.push_str(&look.wrapped("", 0, facts.does));
    out.push('\n');
    let who = format!("{}, by a member with the role `{}` or above", facts.by.words(), facts.least.word());
    let sees: Vec<&str> = facts.writes.iter().map(|writes| writes.words()).collect();
    for (name, text) in [
        ("whose", who.as_str()),
        ("during", facts.during.words()),
        ("when", facts.when),
        ("changes", facts.changes),
        ("seen by", &sees.join("; ")),
    ] {
        out.push_str(&look.wrapped(&format!("  {name:9}"), 11, text));
    }
    out.push_str(&format!("\n{}\n", look.bold("Refused under")));
    let rules: Vec<&Rule> = facts.refusals.iter().collect();
    let wide = rules.iter().map(|rule| rule.word().len()).max().unwrap_or(0);
    for rule in rules {
        out.push_str(&look.wrapped(&format!("  {:wide$}  ", rule.word()), wide + 4, rule.sentence()));
    }
    out.push_str("  and the rules that every act is held to\n");
    out.push_str(&format!("\n{}\n", look.bold("In a script")));
    out.push_str("  - at: +5m\n    by: …\n");
    facts.example.lines().for_each(|line| out.push_str(&format!("    {line}\n")));
    out
}

fn as_json(facts: &Facts) -> Value {
    json!({
        "name": facts.name,
        "chapter": facts.chapter.title(),
        "does": facts.does,
        "by": facts.by.words(),
        "least": facts.least,
        "during": facts.during.words(),
        "when": facts.when,
        "changes": facts.changes,
        "seen_by": facts.writes.iter().map(|writes| writes.words()).collect::<Value>(),
        "refusals": facts.refusals,
        "example": facts.example,
    })
}
