use clap::Args;
use serde_json::json;
use wasit_accord::sampling::Inspection;

use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, number_of, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit accord sample --population 300 --defects 10 --detection 95%
  wasit accord sample --population 300 --defects 10 --detection 0.9 --notices 0.8
  wasit accord sample --population 300 --defects 10 --items 60
  wasit accord sample --population 300 --defects 30 --accepted 1 --detection 95% --json

Items are drawn without putting them back. After Jaech and Russell (1990), IAEA STR-261, and the
attribute sampling of audits; computed exactly, without their approximations.";

/// Say how many items an inspection must check to find what is wrong with a stated probability
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Sample {
    /// How many items there are
    #[arg(long, value_name = "N")]
    population: u32,
    /// How many of them would be defective, where it matters
    #[arg(long, value_name = "N")]
    defects: u32,
    /// The probability with which it is to be found: `0.95` or `95%`
    #[arg(long, value_name = "P", value_parser = probability, required_unless_present = "items")]
    detection: Option<f64>,
    /// Say instead what checking so many items gives
    #[arg(long, value_name = "N", conflicts_with = "detection")]
    items: Option<u32>,
    /// With which chance the method notices a defect that it looks at
    #[arg(long, value_name = "P", value_parser = probability, default_value = "1")]
    notices: f64,
    /// How many noticed defects are still accepted
    #[arg(long, value_name = "N", default_value_t = 0)]
    accepted: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Sample {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let wrong = |error: wasit_accord::sampling::SamplingError| Failure::input(error.to_string());
        let inspection = Inspection::new(self.population, self.defects, self.notices).map_err(wrong)?;
        let (items, detection) = match (self.items, self.detection) {
            (Some(items), _) if items > self.population => {
                return Err(Failure::advised(
                    format!("{items} items of {} cannot be checked", self.population),
                    "name no more items than there are",
                ));
            }
            (Some(items), _) => (items, inspection.detection(items, self.accepted)),
            (None, Some(wanted)) => {
                let plan = inspection.plan(wanted, self.accepted).map_err(wrong)?;
                (plan.items, plan.detection)
            }
            (None, None) => unreachable!("clap asks for one of them"),
        };
        if self.json {
            let all = json!({
                "population": self.population,
                "defects": self.defects,
                "notices": self.notices,
                "accepted": self.accepted,
                "items": items,
                "detection": detection,
            });
            to_stdout(&format!("{all:#}\n"))?;
            return Ok(Answer::Done);
        }
        let look = Look::of_stdout();
        let head = format!("Check {} of {}.", number_of(items.into(), "item", "items"), self.population);
        let found = if self.accepted == 0 {
            "at least one is noticed".to_owned()
        } else {
            format!("more than {} are noticed", self.accepted)
        };
        let method = if self.notices < 1.0 {
            format!(", by a method that notices {} of the defects that it looks at,", percent(self.notices))
        } else {
            String::new()
        };
        let text = format!(
            "Where {} of {} are defective, {found}{method} with a probability of {}.",
            self.defects,
            self.population,
            percent(detection),
        );
        let mut said = look.wrapped("", 0, &look.bold(&head));
        said.push_str(&look.wrapped("", 0, &text));
        said.push_str("\n  items  probability\n");
        for (items, chance) in around(&inspection, items, self.population, self.accepted) {
            said.push_str(&format!("  {items:>5}  {:>11}\n", percent(chance)));
        }
        to_stdout(&said)?;
        Ok(Answer::Done)
    }
}

/// What less and more checking gives.
fn around(inspection: &Inspection, items: u32, population: u32, accepted: u32) -> Vec<(u32, f64)> {
    let shares = [0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0];
    let mut all: Vec<u32> =
        shares.iter().map(|share| ((f64::from(items) * share).round() as u32).clamp(1, population)).collect();
    all.dedup();
    all.into_iter().map(|items| (items, inspection.detection(items, accepted))).collect()
}

/// A probability as a share, or in per cent.
fn probability(text: &str) -> Result<f64, String> {
    let value = match text.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.trim().parse(),
    };
    match value {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a probability is from 0 to 1, or from 0% to 100%".to_owned()),
    }
}

/// In per cent, never 100 where it is less.
fn percent(share: f64) -> String {
    let shown = (share * 10_000.0).floor() / 100.0;
    format!("{shown:.2} %")
}
