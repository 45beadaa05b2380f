//! Ground rules.

use jiff::Timestamp;
use wasit_table::chapters::ground_rules::Settings;
use wasit_table::{Act, Compartment, Name, Rule, View, Who};

use crate::model::{Lines, Model, Rules, text};
use crate::news::{News, field};

/// One version.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    text: String,
    settings: Settings,
    hash: String,
    signed: Vec<Name>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct GroundRules {
    versions: Vec<Version>,
    in_force: Option<usize>,
}

impl GroundRules {
    /// What one signs.
    pub(crate) fn what(&self) -> String {
        format!("ground rules, version {}", self.versions.len())
    }

    pub(crate) fn hashes(&self) -> Vec<String> {
        self.versions.iter().map(|version| version.hash.clone()).collect()
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut rules = Rules::new();
    let versions = &model.process.ground_rules.versions;
    match act {
        Act::PutGroundRules(act) => {
            text(&mut rules, &act.text);
            if act.settings.working_days > act.settings.talks_days {
                rules.insert(Rule::Malformed);
            }
            let last = versions.last();
            if last.is_some_and(|last| (&last.text, &last.settings) == (&act.text, &act.settings)) {
                rules.insert(Rule::Twice);
            }
        }
        Act::SignGroundRules(act) => {
            if model.is_party(&who.seat) && !model.is_seated(&who.seat) {
                rules.insert(Rule::NoConsent);
            }
            let Some((last, earlier)) = versions.split_last() else {
                rules.insert(Rule::NoSuchItem);
                return Some(rules);
            };
            let hash = act.hash.to_string();
            if hash != last.hash {
                let known = earlier.iter().any(|version| version.hash == hash);
                rules.insert(if known { Rule::Superseded } else { Rule::WrongHash });
            }
            if last.signed.contains(&who.seat) {
                rules.insert(Rule::Twice);
            }
            let what = model.process.ground_rules.what();
            super::signature(&mut rules, model, who, &what, &last.hash, act.signature.as_deref());
        }
        _ => return None,
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    match act {
        Act::PutGroundRules(act) => {
            let put = model.wrote(news, Compartment::Joint, "ground_rules_put", Some(who), at);
            let hash = field(&put, "hash").as_str().unwrap().to_owned();
            let (text, settings) = (act.text.clone(), act.settings.clone());
            model.process.ground_rules.versions.push(Version { text, settings, hash, signed: Vec::new() });
        }
        Act::SignGroundRules(_) => {
            model.wrote(news, Compartment::Joint, "ground_rules_signed", Some(who), at);
            let version = model.process.ground_rules.versions.last_mut().unwrap();
            version.signed.push(who.seat.clone());
            let signed = version.signed.clone();
            let mut needed = model.seated();
            let parties = needed.len();
            needed.extend(model.mediator.clone());
            // What is in force already, does not come into force again when another party joins it.
            let new = model.process.ground_rules.in_force != Some(model.process.ground_rules.versions.len());
            if new && parties >= 2 && needed.iter().all(|seat| signed.contains(seat)) {
                model.wrote(news, Compartment::Joint, "ground_rules_in_force", Some(who), at);
                let all = &mut model.process.ground_rules;
                all.in_force = Some(all.versions.len());
                model.settings = all.versions.last().unwrap().settings.clone();
            }
        }
        _ => {}
    }
}

pub(crate) fn lines(model: &Model, lines: &mut Lines) {
    let rules = &model.process.ground_rules;
    lines.insert(format!("ground rules {:?} {:?}", rules.in_force, model.settings));
    for (at, version) in rules.versions.iter().enumerate() {
        let signed: Vec<String> = version.signed.iter().map(ToString::to_string).collect();
        lines.insert(format!("version {at} {} {signed:?}", version.hash));
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let rules = &super::joint(view).ground_rules;
    lines.insert(format!("ground rules {:?} {:?}", rules.in_force, rules.settings));
    for (at, version) in rules.versions.iter().enumerate() {
        let seat = |by: &str| by.split('/').next().unwrap().to_owned();
        let signed: Vec<String> = version.signatures.iter().map(|made| seat(&made.by)).collect();
        lines.insert(format!("version {at} {} {signed:?}", version.hash));
    }
}
