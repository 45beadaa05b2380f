//! What people sensibly do next, so that random talks come far: each kind of event has its answers.

use serde_json::{Value, json};
use wasit_table::chapters::contact::ContactState;
use wasit_table::chapters::convening::Standing;
use wasit_table::chapters::texts::Text;
use wasit_table::{Act, Compartment, Event, Joint, Kind, Name, Sight, Table, Who};

use crate::dice::Dice;
use crate::pool::{Pool, SEATS};

/// An act that answers what happened lately, or begins something.
pub(crate) fn react(dice: &mut Dice, table: &Table, pool: &Pool) -> Option<(Who, Act)> {
    let head = "oman/head".parse().ok()?;
    let sight = table.sight(&head)?;
    let mut answers = Answers { sight, joint: sight.joint(), pool, dice };
    if sight.joint().convening.standing == Standing::Suspended && answers.dice.chance(50) {
        return Some((head, serde_json::from_value(json!({ "do": "resume_talks" })).ok()?));
    }
    let lately = table.events().len().saturating_sub(60);
    let next = match answers.dice.below(10) {
        0..=1 => answers.begin(),
        2..=3 => answers.drafting(),
        4..=5 => answers.answering(),
        _ => {
            let event = answers.dice.late(&table.events()[lately..])?;
            answers.after(event)
        }
    };
    let (who, act) = next?;
    let who = who.parse().ok()?;
    Some((who, serde_json::from_value(act.clone()).unwrap_or_else(|error| panic!("{act}: {error}"))))
}

type Next = Option<(String, Value)>;

struct Answers<'a> {
    sight: Sight<'a>,
    joint: &'a Joint,
    pool: &'a Pool,
    dice: &'a mut Dice,
}

fn head(seat: &str) -> String {
    format!("{seat}/head")
}

impl Answers<'_> {
    fn one(&mut self, options: Vec<(String, Value)>) -> Next {
        self.dice.one(&options).cloned()
    }

    fn party(&mut self) -> String {
        let seated: Vec<String> = self.joint.convening.seated().map(ToString::to_string).collect();
        self.dice.one(&seated).cloned().unwrap_or("iran".to_owned())
    }

    fn issues(&mut self) -> Value {
        let mut issues: Vec<Value> = Vec::new();
        for issue in self.joint.agenda.issues.as_slice() {
            issues.push(json!({ "name": issue.name, "values": issue.values }));
        }
        for name in ["level", "sanctions"] {
            if self.joint.agenda.issues.get(name).is_none() {
                issues.push(json!({ "name": name, "values": ["0", "1", "2"] }));
            }
        }
        Value::Array(issues)
    }

    fn package(&mut self) -> Value {
        let mut package = json!({});
        for issue in self.joint.agenda.issues.as_slice() {
            if let Some(value) = self.dice.one(&issue.values) {
                package[&issue.name] = json!(value);
            }
        }
        package
    }

    fn others(&self, seat: &str) -> Vec<String> {
        self.joint.convening.seated().map(ToString::to_string).filter(|other| other != seat).collect()
    }

    fn soon(&self, hours: i64) -> String {
        (self.pool.now + jiff::SignedDuration::from_hours(hours)).to_string()
    }

    /// Something that nothing has to precede.
    fn begin(&mut self) -> Next {
        let (party, package) = (self.party(), self.package());
        let (issues, soon) = (self.issues(), self.soon(2));
        let mediator = head("oman");
        let others = self.others(&party);
        let worth = |values: &Vec<String>| values.iter().map(|value| (value.clone(), json!(0.5))).collect();
        let wants: serde_json::Map<String, Value> = (self.joint.agenda.issues.as_slice().iter())
            .map(|issue| (issue.name.clone(), Value::Object(worth(&issue.values))))
            .collect();
        let roster = [head(&party), head(others.first().map_or("oman", |other| other))];
        let (who, mine) = (head(&party), others.first().cloned().unwrap_or("usa".to_owned()));
        let disclosures = ["joint", "mediator_only", "not_attributed", "this_wording", "as_the_mediators"];
        let disclosure = disclosures[self.dice.below(5)];
        let said = json!({ "do": "say", "text": "hm", "disclosure": disclosure });
        let options = vec![
            (
                mediator.clone(),
                json!({ "do": "put_agenda", "items": [{ "id": "a1", "title": "A" }, { "id": "b2", "title": "B" }], "issues": issues }),
            ),
            (
                who.clone(),
                json!({ "do": "extend_issues", "issues": [{ "name": "level", "values": [format!("v{}", self.pool.len())] }] }),
            ),
            (who.clone(), json!({ "do": "propose", "packages": [package], "disclosure": "joint" })),
            (
                who.clone(),
                json!({ "do": "propose", "packages": [package], "disclosure": "joint", "until": soon }),
            ),
            (who.clone(), said),
            (who.clone(), json!({ "do": "tell", "wants": { "issues": wants } })),
            (who.clone(), json!({ "do": "confide", "walk_away": true, "red_lines": false })),
            (who.clone(), json!({ "do": "open_backchannel", "name": "letter", "roster": roster })),
            (who.clone(), json!({ "do": "state", "text": "we say", "embargo": soon })),
            (
                mediator.clone(),
                json!({ "do": "open_text", "title": "F", "articles": [
                { "id": "a", "body": "One begins on signature.", "mode": "rolling" }, { "id": "b", "body": "Two." }] }),
            ),
            (mediator.clone(), json!({ "do": "ask_offer", "seat": party })),
            (
                mediator.clone(),
                json!({ "do": "ask_what_if", "asks": [
                { "seat": party, "if_we_get": "x", "would_you": "y" }, { "seat": mine, "if_we_get": "x", "would_you": "y" }] }),
            ),
            (mediator.clone(), json!({ "do": "put_draft", "to": party, "package": package })),
            (
                mediator.clone(),
                json!({ "do": "put_mediators_proposal", "packages": [package], "until": soon }),
            ),
            (mediator.clone(), json!({ "do": "put_communique", "text": "all well", "embargo": soon })),
            (
                mediator.clone(),
                json!({ "do": "put_ground_rules", "text": format!("v{}", self.pool.len()),
                "settings": { "second_person": self.dice.chance(20) } }),
            ),
            (
                mediator.clone(),
                json!({ "do": "plan_round", "starts": &self.soon(24)[..19], "venue": "Muscat" }),
            ),
            (
                mediator,
                json!({ "do": "offer_contact", "who": [head(&party), head(&mine)], "place": "garden", "starts": self.soon(20),
                "minutes": 110, "answer_by": self.soon(20) }),
            ),
            (
                head("oman"),
                json!({ "do": "open_text", "title": "G", "articles": [{ "id": "a", "body": "One." }] }),
            ),
        ];
        self.one(options)
    }

    /// What is open before all.
    fn answering(&mut self) -> Next {
        let contacts: Vec<(u32, bool)> = (self.joint.contacts.iter())
            .filter(|(_, contact)| {
                let minutes = (self.pool.now - contact.starts).total(jiff::Unit::Minute).unwrap_or(-1.0);
                let now = (0.0..f64::from(contact.minutes)).contains(&minutes);
                matches!(contact.state, ContactState::UnderWay { .. })
                    || now && contact.state == ContactState::Agreed
            })
            .map(|(number, contact)| (number, contact.state == ContactState::Agreed))
            .collect();
        if let Some((number, agreed)) = self.dice.late(&contacts).copied() {
            let (contact, who) = (format!("joint:{number}"), head(&self.party()));
            return Some(match agreed {
                true => (head("oman"), json!({ "do": "begin_contact", "contact": contact })),
                false if self.dice.chance(50) => {
                    (who, json!({ "do": "give_account", "contact": contact, "text": "we meet" }))
                }
                false => (head("oman"), json!({ "do": "end_contact", "contact": contact })),
            });
        }
        let open: Vec<(u32, Vec<String>, String)> = (self.joint.questions.open())
            .map(|(number, put)| {
                let silent = put.question.to.iter().filter(|seat| {
                    self.sight.room(seat).is_some_and(|room| room.answers.get(number).is_none())
                });
                let to = silent.map(ToString::to_string).collect();
                (number, to, put.question.hash.to_string())
            })
            .collect();
        if self.dice.chance(80)
            && let Some((number, to, hash)) = self.dice.late(&open).cloned()
        {
            let Some(seat) = self.dice.one(&to).cloned() else {
                return Some((
                    head("oman"),
                    json!({ "do": "withdraw_question", "question": format!("joint:{number}") }),
                ));
            };
            let yes =
                json!({ "do": "answer", "question": format!("joint:{number}"), "yes": true, "hash": hash });
            return Some((head(&seat), yes));
        }
        let (terms, rules) = (&self.joint.convening.terms, &self.joint.ground_rules.versions);
        let mut options = Vec::new();
        for seat in SEATS {
            if let Some(terms) = terms {
                options.push((head(seat), json!({ "do": "sign_terms", "hash": terms.hash })));
            }
            if let Some(version) = rules.last() {
                options.push((head(seat), json!({ "do": "sign_ground_rules", "hash": version.hash })));
            }
        }
        let party = self.party();
        for item in ["a1", "b2"] {
            options.push((head("oman"), json!({ "do": "park", "item": item })));
            options.push((head("oman"), json!({ "do": "take_up", "item": item })));
        }
        options.push((head("oman"), json!({ "do": "order_agenda", "items": ["b2", "a1"] })));
        options.push((head(&party), json!({ "do": "renew_consent" })));
        options.push((head("oman"), json!({ "do": "resume_talks" })));
        self.one(options)
    }

    /// The last texts.
    fn drafting(&mut self) -> Next {
        let texts: Vec<(u32, &Text)> = self.joint.texts.iter().collect();
        let &(number, text) = self.dice.late(&texts)?;
        let article = self.dice.one(&text.articles)?.clone();
        let (party, mediator) = (self.party(), head("oman"));
        let on = |mut act: Value| {
            act["text"] = json!(format!("joint:{number}"));
            act
        };
        let of = |mut act: Value| {
            act["article"] = json!(article.id);
            on(act)
        };
        let step = ["initialling", "signature", "signature", "adoption"][self.dice.below(4)];
        let step = on(json!({ "do": "put_text", "step": step, "ad_referendum": self.dice.chance(50) }));
        let settled = text.statuses().all(|(_, status)| status.is_settled());
        match self.dice.below(6) {
            0..=2 if !settled && article.is_clean() => {
                let agree = of(json!({ "do": "agree_article", "hash": article.hash }));
                return Some((head(&party), agree));
            }
            0..=1 => return Some((mediator, step)),
            2 => return Some((head(&party), on(json!({ "do": "ratify", "body": "parliament" })))),
            _ => {}
        }
        let mut options = vec![
            (mediator.clone(), step),
            (
                head(&party),
                of(
                    json!({ "do": "bracket", "words": "signature", "kind": "contested", "alternatives": ["ratification"] }),
                ),
            ),
            (head(&party), of(json!({ "do": "agree_article", "hash": article.hash }))),
            (mediator.clone(), of(json!({ "do": "close_article" }))),
            (mediator.clone(), of(json!({ "do": "reopen_article", "public": "see" }))),
            (
                mediator.clone(),
                on(json!({ "do": "name_day", "name": "day one", "date": &self.soon(48)[..10] })),
            ),
        ];
        for seat in self.others("") {
            options.push((head(&seat), of(json!({ "do": "agree_article", "hash": article.hash }))));
            for bracket in article.brackets() {
                if self.dice.chance(40) {
                    let words = bracket.alternatives.last().map_or("", |words| words.words.as_str());
                    let lift = json!({ "do": "lift_bracket", "words": words, "bracket": bracket.number });
                    return Some((head(&party), of(lift)));
                }
                let words = bracket.alternatives.first().map_or("", |words| words.words.as_str());
                let of = |mut act: Value| {
                    act["bracket"] = json!(bracket.number);
                    of(act)
                };
                options.push((head(&seat), of(json!({ "do": "lift_bracket", "words": words }))));
                options.push((
                    head(&seat),
                    of(json!({ "do": "offer_alternative", "words": format!("in {} days", self.pool.len()) })),
                ));
                let own = |by: &Option<Name>| by.as_ref().is_some_and(|by| by.as_str() == seat);
                let own = bracket.alternatives.iter().position(|alternative| own(&alternative.by));
                options.push((
                    head(&seat),
                    of(json!({ "do": "drop_alternative", "alternative": own.unwrap_or(0) + 1 })),
                ));
            }
            options.push((head(&seat), on(json!({ "do": "ratify", "body": "parliament" }))));
            options.push((head(&seat), on(json!({ "do": "refuse_ratification", "body": "parliament" }))));
        }
        self.one(options)
    }

    /// What this asks for.
    fn after(&mut self, event: &Event) -> Next {
        let id = event.id.to_string();
        let by = event.by.as_ref().map_or(String::new(), |by| by.seat.to_string());
        let seat = match &event.id.place {
            Compartment::Room(seat) | Compartment::Delegation(seat) => seat.to_string(),
            _ => by.clone(),
        };
        let (party, mediator) = (self.party(), head("oman"));
        let own = head(&seat);
        let attribution = ["sender", "mediator", "unattributed"][self.dice.below(3)];
        let options = match &event.kind {
            Kind::Said(said) if by == seat && seat != "oman" => {
                let attached = said.words.get().into_iter().flat_map(|words| &words.attachments);
                let attached: Vec<_> = attached.take(1).map(|attachment| attachment.sha256).collect();
                vec![(
                    mediator,
                    json!({ "do": "render", "items": [id], "text": "he says hm", "to": self.others(&seat),
                        "attribution": attribution, "attachments": attached }),
                )]
            }
            Kind::Rendered(_) => vec![
                (mediator.clone(), json!({ "do": "seek_approval", "rendering": id })),
                (mediator.clone(), json!({ "do": "convey", "rendering": id })),
                ("oman/member".to_owned(), json!({ "do": "countersign", "rendering": id })),
            ],
            Kind::ApprovalSought(sought) => {
                let sought = serde_json::to_value(sought).unwrap_or_default();
                vec![
                    (own.clone(), json!({ "do": "approve", "request": id, "hash": sought["hash"] })),
                    (own.clone(), json!({ "do": "approve", "request": id, "hash": sought["hash"] })),
                    (own.clone(), json!({ "do": "decline", "request": id })),
                    (own, json!({ "do": "revoke_approval", "request": id })),
                ]
            }
            Kind::Approved(approved) => {
                let request = format!("{}:{}", event.id.place, approved.request);
                vec![(own, json!({ "do": "revoke_approval", "request": request }))]
            }
            Kind::Conveyed(_) => vec![(own, json!({ "do": "mark_read", "item": id }))],
            Kind::Proposed(_) => vec![
                (
                    mediator.clone(),
                    json!({ "do": "carry", "proposal": id, "to": self.others(&seat), "attribution": "sender" }),
                ),
                (
                    "oman/member".to_owned(),
                    json!({ "do": "carry", "proposal": id, "to": self.others(&seat), "attribution": "sender" }),
                ),
                (own, json!({ "do": "withdraw_proposal", "item": id })),
            ],
            Kind::ProposalCarried(_) => vec![
                (own.clone(), json!({ "do": "accept", "item": id })),
                (own.clone(), json!({ "do": "accept", "item": id })),
                (own.clone(), json!({ "do": "mark_read", "item": id })),
                (own, json!({ "do": "refuse", "item": id })),
            ],
            Kind::WhatIfAsked(_) => {
                vec![(own, json!({ "do": "answer_what_if", "item": id, "answer": "yes" }))]
            }
            Kind::ContactOffered(_) => {
                let seat = self.party();
                vec![
                    (mediator.clone(), json!({ "do": "begin_contact", "contact": id })),
                    (mediator, json!({ "do": "end_contact", "contact": id })),
                    (head(&seat), json!({ "do": "give_account", "contact": id, "text": "we met" })),
                ]
            }
            Kind::RoundPlanned(planned) => vec![
                (
                    mediator.clone(),
                    json!({ "do": "move_round", "round": planned.round, "starts": &self.soon(30)[..19], "public": "later" }),
                ),
                (mediator.clone(), json!({ "do": "open_round", "round": planned.round })),
                (mediator.clone(), json!({ "do": "adjourn_round", "round": planned.round })),
                (mediator.clone(), json!({ "do": "cancel_round", "round": planned.round, "public": "no" })),
                (mediator.clone(), json!({ "do": "close_round", "round": planned.round })),
                (
                    mediator,
                    json!({ "do": "record_decisions", "round": planned.round, "agreed": ["so"], "open": [] }),
                ),
                (
                    head(&party),
                    json!({ "do": "characterise", "round": planned.round, "tone": "good", "progress": "some" }),
                ),
            ],
            Kind::DecisionsRecorded(_) => vec![
                (head(&party), json!({ "do": "accept_record", "record": id })),
                (head(&party), json!({ "do": "reserve", "record": id, "words": "not this" })),
            ],
            Kind::StatementSealed(_) => vec![(own, json!({ "do": "withdraw_statement", "item": id }))],
            Kind::Confided(_) => vec![(own, json!({ "do": "revoke_confidence", "item": id }))],
            Kind::BackchannelOpened(opened) => opened
                .roster
                .iter()
                .map(|who| (who.to_string(), json!({ "do": "say", "in": event.id.place, "text": "a word" })))
                .collect(),
            Kind::TextPut(_) => {
                vec![(head(&party), json!({ "do": "declare_mandate", "bodies": ["parliament"] }))]
            }
            _ => Vec::new(),
        };
        if let (Compartment::Backchannel(_), Kind::Said(_)) = (&event.id.place, &event.kind) {
            return Some((event.by.as_ref()?.to_string(), json!({ "do": "bring_forward", "item": id })));
        }
        self.one(options)
    }
}
