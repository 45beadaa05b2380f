//! Who must ratify what a party signs.

use wasit_model::{Aim, Bar, Home, Knowledge, Ratifier, Rule};

use super::preferences;
use super::text::Fit;
use super::yaml::{Yaml, map};
use crate::talks::issues::Issues;

/// The value of `home` of the party that is called `party`.
pub(super) fn write(home: &Home, party: &str, issues: &Issues, short: bool, fit: &mut Fit) -> Yaml {
    let body = &home.body;
    let names: Vec<String> =
        body.ratifiers.iter().map(|one| fit.name("the ratifier", &one.name, false)).collect();
    let ratifiers = body.ratifiers.iter().zip(&names).map(|(one, name)| {
        (name.clone(), write_ratifier(one, name, &format!("{party}: {name}"), issues, short, fit))
    });
    let ratifiers: Vec<(String, Yaml)> = ratifiers.collect();
    let mut entries = vec![("ratifiers", Yaml::Map(ratifiers)), ("rule", write_rule(&body.rule, &names))];
    let mut number = |key, number: f64| {
        if number != 0.0 {
            entries.push((key, Yaml::number(number)));
        }
    };
    number("shock", body.shock);
    number("claims", home.claims);
    number("cost", home.cost);
    if let Knowledge::Believed { bias, noise } = home.knows {
        entries.push(("knows", map([("bias", Yaml::number(bias)), ("noise", Yaml::number(noise))])));
    }
    entries.push(("aim", write_aim(&home.aim, &names)));
    if home.again > 0 {
        entries.push(("again", Yaml::Text(home.again.to_string())));
    }
    map(entries)
}

fn write_ratifier(
    ratifier: &Ratifier,
    name: &str,
    full: &str,
    issues: &Issues,
    short: bool,
    fit: &mut Fit,
) -> Yaml {
    let mut entries = Vec::new();
    if ratifier.title != name {
        fit.words(&mut entries, "title", &format!("the title of `{full}`"), &ratifier.title);
    }
    preferences::write_at_home(&mut entries, &ratifier.preferences, full, issues, short, fit);
    entries.push(("noise".to_owned(), Yaml::number(ratifier.noise)));
    entries.push(("weight".to_owned(), Yaml::number(ratifier.weight)));
    Yaml::Map(entries)
}

fn write_rule(rule: &Rule, names: &[String]) -> Yaml {
    let members = |of: &[Rule]| Yaml::List(of.iter().map(|member| write_rule(member, names)).collect());
    match rule {
        Rule::One(at) => Yaml::Text(names[*at].clone()),
        Rule::All(of) => map([("all_of", members(of))]),
        Rule::Any(of) => map([("any_of", members(of))]),
        Rule::Quota { of, bar } => {
            let (key, share) = match bar {
                Bar::AtLeast(share) => ("at_least", share),
                Bar::MoreThan(share) => ("more_than", share),
            };
            map([(key, Yaml::number(*share)), ("of", members(of))])
        }
    }
}

fn write_aim(aim: &Aim, names: &[String]) -> Yaml {
    match aim {
        Aim::Heedless => Yaml::Text("heedless".to_owned()),
        Aim::Gamble => Yaml::Text("gamble".to_owned()),
        Aim::Bind { at_least } => map([("bind", Yaml::number(*at_least))]),
        Aim::Sell { at_least, lowers, price, who } => {
            let mut sale = vec![
                ("at_least", Yaml::number(*at_least)),
                ("lowers", Yaml::number(*lowers)),
                ("price", Yaml::number(*price)),
            ];
            if let Some(who) = who {
                sale.push(("who", Yaml::Text(names[*who].clone())));
            }
            map([("sell", map(sale))])
        }
    }
}
