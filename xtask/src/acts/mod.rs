//! Writes the reference of acts from what the table is made of.

mod shapes;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use wasit_table::{Act, By, Chapter, Facts, Role, Rule};

use self::shapes::{Kind, Shapes, What};
use crate::root;

const PAGE: &str = "docs/reference/acts.md";

/// Shapes that the page has named so far, each with its chapter.
type Used = Vec<(String, String)>;

/// Writes the page.
pub(crate) fn run() -> Result<(), String> {
    let page = page()?;
    std::fs::write(root().join(PAGE), page).map_err(|why| format!("{PAGE}: {why}"))?;
    println!("written: {PAGE}");
    Ok(())
}

/// The page, as the code says it now.
fn page() -> Result<String, String> {
    let folder = root().join("crates/table/src");
    let shapes = Shapes::read(&folder)?;
    let list = std::fs::read_to_string(folder.join("act.rs")).map_err(|why| format!("act.rs: {why}"))?;
    let mut text = String::from(HEAD);
    let mut ordered: Vec<Chapter> = Vec::new();
    for facts in Act::ALL {
        if !ordered.contains(&facts.chapter) {
            ordered.push(facts.chapter);
        }
    }
    for chapter in &ordered {
        let acts: Vec<String> = of(*chapter).map(|facts| link(facts.name)).collect();
        let title = chapter.title();
        let _ = writeln!(text, "- [{title}](#{}): {}", anchor(title), acts.join(", "));
    }
    text.push_str("- [Shapes](#shapes): what fields hold\n- [Rules](#rules): for what acts are refused\n");
    general(&mut text);
    who_may(&mut text, &ordered);
    let mut used = Vec::new();
    for chapter in ordered {
        let _ = writeln!(text, "\n## {}", chapter.title());
        for facts in of(chapter) {
            let (chapter, payload) =
                payload(&list, facts.name).ok_or(format!("{} stands in no list", facts.name))?;
            act(&mut text, facts, (chapter, payload), &shapes, &mut used)?;
        }
    }
    all_shapes(&mut text, &shapes, used);
    all_rules(&mut text);
    Ok(text)
}

const HEAD: &str = "\
<!-- Written by `cargo xtask acts` from crates/table; what is changed here by hand is lost. -->

# Acts at a live table

An act is one thing that a member of a seat does in live talks. In a [script](script.md) and in JSON, `do` has its name
and stands beside its fields. Each act is allowed and causes events, or it is refused and changes nothing.

";

fn general(text: &mut String) {
    text.push_str(
        "
## What holds for every act

- **An item** is called by its compartment and its number there: `joint:3`, `room/iran:5`. A compartment is `joint`,
  `room/SEAT`, `delegation/SEAT` (the mediator's is its team) or `backchannel/NAME@HASH`. Whoever is on its roster sees
  all that stands in it, and nobody else learns that there is anything.
- **A member** is called `seat/member`. Each role may do what those before it may: observer, interpreter, adviser,
  member, head.
- **A refusal** is decided from what its actor may see. It names the rule, what of this act runs against it, and what
  would be allowed.
- **The time** of an act is the table's clock, not the actor's choice. What a clock writes is dated by the clock.

Every act is held to these rules; those that it can run against besides stand with it.

",
    );
    for rule in Rule::GENERAL {
        let _ = writeln!(text, "- `{rule}`: {}", rule.sentence());
    }
}

fn who_may(text: &mut String, chapters: &[Chapter]) {
    text.push_str(
        "
## Who may do what

The least role in the delegation that may do an act; a dash where the seat may not. *Suspended* and *closed* say whether
it can be done then.

| act | the mediator | a party | suspended | closed |
|---|---|---|---|---|
",
    );
    for facts in chapters.iter().flat_map(|chapter| of(*chapter)) {
        use wasit_table::During;
        let seat = |may: bool| if may { least(facts.least) } else { "–" };
        let mark = |may: bool| if may { "yes" } else { "–" };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            link(facts.name),
            seat(facts.by != By::Party),
            seat(facts.by != By::Mediator),
            mark(matches!(facts.during, During::Ever | During::Standing)),
            mark(facts.during == During::Ever),
        );
    }
}

fn least(role: Role) -> &'static str {
    if role == Role::Observer { "anybody" } else { role.word() }
}

fn act(
    text: &mut String,
    facts: &Facts,
    (chapter, payload): (&str, &str),
    shapes: &Shapes,
    used: &mut Used,
) -> Result<(), String> {
    let who = match facts.least {
        Role::Observer => facts.by.words().to_owned(),
        role => {
            format!("{}: its {} or above", facts.by.words(), role.word()).replace("head or above", "head")
        }
    };
    let mut seen: Vec<&str> = facts.writes.iter().map(|writes| writes.words()).collect();
    seen.dedup();
    let _ = write!(
        text,
        "\n### `{}`\n\n{}\n\n- **Who**: {who}; {}.\n- **When**: {}\n- **Then**: {}\n- **Who sees it**: {}.\n",
        facts.name,
        facts.does,
        facts.during.words(),
        facts.when,
        facts.changes,
        seen.join("; or "),
    );
    if !facts.refusals.is_empty() {
        let rules: Vec<String> = facts
            .refusals
            .iter()
            .map(|rule| format!("[`{rule}`](#rules) ({})", short(rule.sentence())))
            .collect();
        let _ = writeln!(text, "- **Refused for**: {}.", rules.join("; "));
    }
    let (_, shape) = shapes.get(chapter, payload).ok_or(format!("{payload} is no type of the table"))?;
    let What::Fields(fields) = &shape.what else { return Err(format!("{payload} has no fields")) };
    if !fields.is_empty() {
        text.push_str("\n| field | what it holds | |\n|---|---|---|\n");
        fields.iter().for_each(|field| row(text, field, chapter, shapes, used));
    }
    let _ = writeln!(text, "\n```yaml\n{}\n```", facts.example);
    Ok(())
}

/// A sentence inside of another.
fn short(sentence: &str) -> String {
    let mut signs = sentence.trim_end_matches('.').chars();
    signs.next().map(|first| first.to_lowercase().collect::<String>() + signs.as_str()).unwrap_or_default()
}

fn row(text: &mut String, field: &shapes::Field, chapter: &str, shapes: &Shapes, used: &mut Used) {
    let optional = if field.optional { "; can be left out" } else { "" };
    let held = held(&field.kind, chapter, shapes, used);
    let _ = writeln!(text, "| `{}` | {held}{optional} | {} |", field.name, field.doc.replace('|', "\\|"));
}

/// What a field holds, in words, with links to the shapes that stand further down.
fn held(kind: &Kind, chapter: &str, shapes: &Shapes, used: &mut Used) -> String {
    match kind {
        Kind::List(one) => format!("list of: {}", held(one, chapter, shapes, used)),
        Kind::Map(key, value) => {
            format!("map of {} to {}", held(key, chapter, shapes, used), held(value, chapter, shapes, used))
        }
        Kind::Named(name) => match name.as_str() {
            "String" => "text".to_owned(),
            "bool" => "`true` or `false`".to_owned(),
            "u32" | "u64" | "usize" => "whole number".to_owned(),
            "f64" => "number".to_owned(),
            "Id" => "item".to_owned(),
            "Name" => "name".to_owned(),
            "Who" => "`seat/member`".to_owned(),
            "Compartment" => "compartment".to_owned(),
            "Hash" => "hash, 64 hexadecimal digits".to_owned(),
            "Timestamp" => "time, `2025-04-12T16:00:00Z`".to_owned(),
            "DateTime" => "date and time in the talks' zone, `2025-04-12T16:00`".to_owned(),
            "Date" => "date, `2025-04-12`".to_owned(),
            "Entry" => "`signature`, `ratification` or a date".to_owned(),
            other => match shapes.get(chapter, other) {
                Some((chapter, _)) => {
                    let shape = (chapter.to_owned(), other.to_owned());
                    if !used.contains(&shape) {
                        used.push(shape);
                    }
                    format!("[{}](#{})", title(other), anchor(&heading(other)))
                }
                None => format!("`{other}`"),
            },
        },
    }
}

/// The name of a shape in words.
fn title(name: &str) -> String {
    let mut words = String::new();
    for (at, sign) in name.chars().enumerate() {
        if sign.is_uppercase() && at > 0 {
            words.push(' ');
        }
        words.extend(sign.to_lowercase());
    }
    words.trim_end_matches(" terms").to_owned()
}

/// What a shape stands under: not under its name alone, which some acts bear too.
fn heading(name: &str) -> String {
    format!("Shape: {}", title(name))
}

fn all_shapes(text: &mut String, shapes: &Shapes, mut used: Used) {
    let mut written: BTreeMap<(String, String), String> = BTreeMap::new();
    while let Some(next) = used.iter().find(|next| !written.contains_key(*next)).cloned() {
        let (chapter, name) = (next.0.as_str(), next.1.as_str());
        let Some((_, shape)) = shapes.get(chapter, name) else { break };
        let mut part = format!("\n### {}\n\n{}\n", heading(name), shape.doc);
        match &shape.what {
            What::Fields(fields) => {
                part.push_str("\n| field | what it holds | |\n|---|---|---|\n");
                fields.iter().for_each(|field| row(&mut part, field, chapter, shapes, &mut used));
            }
            What::Words(words) => {
                part.push('\n');
                for (word, doc) in words {
                    let _ = writeln!(part, "- `{word}`: {doc}");
                }
            }
            What::Either(either) => {
                part.push('\n');
                for (kind, doc) in either {
                    let _ = writeln!(part, "- {}: {doc}", held(kind, chapter, shapes, &mut used));
                }
            }
            What::Same(kind) => {
                let _ = writeln!(part, "\nA {}.", held(kind, chapter, shapes, &mut used));
            }
        }
        written.insert(next, part);
    }
    text.push_str("\n## Shapes\n");
    let mut parts: Vec<(String, String)> =
        written.into_iter().map(|((_, name), part)| (title(&name), part)).collect();
    parts.sort();
    parts.iter().for_each(|(_, part)| text.push_str(part));
}

fn all_rules(text: &mut String) {
    text.push_str("\n## Rules\n\n| rule | | acts |\n|---|---|---|\n");
    for rule in Rule::ALL {
        let acts: Vec<String> = (Act::ALL.iter())
            .filter(|facts| facts.refusals.contains(rule))
            .map(|facts| link(facts.name))
            .collect();
        let acts = match Rule::GENERAL.contains(rule) {
            true => "every act".to_owned(),
            false => acts.join(", "),
        };
        let _ = writeln!(text, "| `{rule}` | {} | {acts} |", rule.sentence());
    }
}

fn of(chapter: Chapter) -> impl Iterator<Item = &'static Facts> {
    Act::ALL.iter().filter(move |facts| facts.chapter == chapter)
}

fn link(act: &str) -> String {
    format!("[`{act}`](#{act})")
}

/// The fragment that a heading is linked by.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|sign| if sign == ' ' { '-' } else { sign }).collect()
}

/// The chapter and the type of an act: `Name(chapter::Type) "name",` in the list of acts.
fn payload<'a>(list: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let end = format!(" \"{name}\",");
    let line = list.lines().find_map(|line| line.strip_suffix(&end))?;
    line.strip_suffix(')')?.split_once('(')?.1.split_once("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_what_the_code_says() {
        let written = std::fs::read_to_string(root().join(PAGE)).unwrap();
        assert!(written == page().unwrap(), "{PAGE} is out of date: run `cargo xtask acts`");
    }

    #[test]
    fn every_heading_is_linked_by_what_links_to_it() {
        let page = page().unwrap();
        let headings: Vec<String> = page
            .lines()
            .filter(|line| line.starts_with('#'))
            .map(|line| anchor(line.trim_start_matches('#').trim()))
            .collect();
        for part in page.split("](#").skip(1) {
            let to = part.split(')').next().unwrap();
            let called = headings.iter().filter(|heading| *heading == to).count();
            assert_eq!(called, 1, "#{to}");
        }
    }
}
