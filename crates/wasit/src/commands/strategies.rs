use clap::Args;
use serde_json::{Value, json};
use wasit_strategies::{Facts, Role, find, mediator_strategies, party_strategies};

use crate::Answer;
use crate::failure::Failure;
use crate::files::nearest;
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit strategies
  wasit strategies boulware
  wasit strategies --json";

/// List the strategies that can take a seat, or explain one
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Strategies {
    /// The strategy to explain
    name: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Strategies {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let look = Look::of_stdout();
        let text = match &self.name {
            Some(name) => {
                let facts = find(name).ok_or_else(|| unknown(name))?;
                if self.json { format!("{:#}\n", as_json(facts)) } else { explained(facts, &look) }
            }
            None if self.json => {
                let all = party_strategies().chain(mediator_strategies()).map(as_json);
                format!("{:#}\n", all.collect::<Value>())
            }
            None => listed(&look),
        };
        to_stdout(&text)?;
        Ok(Answer::Done)
    }
}

fn unknown(name: &str) -> Failure {
    let names = party_strategies().chain(mediator_strategies()).map(|facts| facts.name);
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`wasit strategies` lists them".to_owned(),
    };
    Failure::advised(format!("there is no strategy `{name}`"), help)
}

fn listed(look: &Look) -> String {
    let wide =
        party_strategies().chain(mediator_strategies()).map(|facts| facts.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut list = |title: &str, all: &mut dyn Iterator<Item = &'static Facts>| {
        out.push_str(&format!("{}\n", look.bold(title)));
        for facts in all {
            let name = format!("{}{}", look.bold(facts.name), " ".repeat(wide - facts.name.len()));
            let traits = look.quiet(&format!("({})", traits_of(facts)));
            out.push_str(&wrapped(
                &format!("  {name}  "),
                wide + 4,
                &format!("{} {traits}", facts.about),
                look,
            ));
        }
        out.push('\n');
    };
    list("For parties", &mut party_strategies());
    list("For the mediator", &mut mediator_strategies());
    out.push_str(&wrapped(
        "",
        0,
        "`wasit strategies NAME` explains one. A program of yours can take any seat: see `wasit run --help`.",
        look,
    ));
    out
}

fn traits_of(facts: &Facts) -> String {
    let chance = if facts.stochastic { "draws random numbers" } else { "no chance" };
    let ears = match (facts.role, facts.listens) {
        (Role::Party, true) => "heeds others' offers",
        (Role::Party, false) => "heeds only time and its own wants",
        (Role::Mediator, true) => "heeds what it hears",
        (Role::Mediator, false) => "carries as it comes",
    };
    format!("{ears}, {chance}")
}

fn explained(facts: &Facts, look: &Look) -> String {
    let role = match facts.role {
        Role::Party => "for a party's seat",
        Role::Mediator => "for the mediator's seat",
    };
    let mut out = format!("{}, {role}\n\n", look.bold(facts.name));
    out.push_str(&wrapped("", 0, facts.about, look));
    out.push('\n');
    out.push_str(&wrapped("  source   ", 11, facts.source, look));
    out.push_str(&wrapped(
        "  heeds    ",
        11,
        if facts.listens { "what others offer" } else { "nothing that others do, accepting aside" },
        look,
    ));
    let chance = if facts.stochastic { "draws random numbers, from the seed" } else { "none" };
    out.push_str(&wrapped("  chance   ", 11, chance, look));
    let wide = facts.parameters.iter().map(|parameter| parameter.name.len()).max().unwrap_or(0);
    if wide > 0 {
        out.push_str(&format!("\n{}\n", look.bold("Parameters")));
    }
    for parameter in facts.parameters {
        let first = format!("  {:wide$}  ", parameter.name);
        let about =
            format!("{} {}", parameter.about, look.quiet(&format!("[default: {}]", parameter.default)));
        out.push_str(&wrapped(&first, wide + 4, &about, look));
    }
    let set = facts
        .parameters
        .first()
        .map(|first| format!(":{}={}", first.name, first.default))
        .unwrap_or_default();
    let seat = if facts.role == Role::Party { "--seat NAME=" } else { "--mediator " };
    out.push_str(&format!("\n{}\n  wasit run FILE {seat}{}{set}\n", look.bold("Use"), facts.name));
    out
}

/// `first` and `text`, broken between words, lines from the second on `hang` columns in.
fn wrapped(first: &str, hang: usize, text: &str, look: &Look) -> String {
    let style = wasit_report::terminal::Style {
        width: look.width,
        color: look.color,
        unicode: look.unicode,
        full: false,
    };
    wasit_report::terminal::wrapped(first, hang, text, &style)
}

fn as_json(facts: &Facts) -> Value {
    let parameters = facts.parameters.iter().map(
        |parameter| json!({"name": parameter.name, "default": parameter.default, "about": parameter.about}),
    );
    json!({
        "name": facts.name,
        "role": match facts.role { Role::Party => "party", Role::Mediator => "mediator" },
        "about": facts.about,
        "source": facts.source,
        "stochastic": facts.stochastic,
        "listens": facts.listens,
        "parameters": parameters.collect::<Value>(),
    })
}
