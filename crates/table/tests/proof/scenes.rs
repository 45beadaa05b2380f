//! Short scenes that chance alone seldom plays to their end.

use jiff::SignedDuration;
use serde_json::{Value, json};
use wasit_table::{Act, Kind, Who};

use crate::talks::{Done, Talks};

/// How many there are.
pub(crate) const SCENES: usize = 4;

impl Talks {
    /// Plays a scene as far as the state of the talks allows, and says what it came to.
    pub(crate) fn scene(&mut self, which: usize) -> Vec<(Act, Done)> {
        let mut done = Vec::new();
        let mut go = |talks: &mut Self, seat: &str, act: Value| {
            talks.now += SignedDuration::from_mins(1);
            let who: Who = format!("{seat}/head").parse().unwrap();
            let act: Act = serde_json::from_value(act).unwrap();
            let result = talks.table.apply(&who, act.clone(), talks.now);
            let id = result.as_ref().ok().and_then(|events| {
                let own = events.iter().filter(|event| event.by.is_some());
                own.map(|event| event.id.to_string()).next_back()
            });
            done.push((act, result));
            id.unwrap_or("joint:1".to_owned())
        };
        go(self, "oman", json!({ "do": "resume_talks" }));
        go(self, "iran", json!({ "do": "renew_consent" }));
        let parties = ["iran", "usa", "e3"];
        match which {
            0 => {
                let soon = self.now + SignedDuration::from_mins(20);
                let contact = go(
                    self,
                    "oman",
                    json!({ "do": "offer_contact", "who": ["iran/head", "usa/head"],
                    "place": "garden", "starts": soon, "minutes": 10, "answer_by": soon }),
                );
                let hash = self.asked();
                for seat in ["iran", "usa"] {
                    go(self, seat, json!({ "do": "answer", "question": contact, "yes": true, "hash": hash }));
                }
                self.now += SignedDuration::from_mins(19);
                go(self, "oman", json!({ "do": "begin_contact", "contact": contact }));
                go(self, "iran", json!({ "do": "give_account", "contact": contact, "text": "we met" }));
                go(self, "oman", json!({ "do": "end_contact", "contact": contact }));
                go(self, "iran", json!({ "do": "give_account", "contact": contact, "text": "we met well" }));
            }
            1 => {
                let text = go(
                    self,
                    "oman",
                    json!({ "do": "open_text", "title": "S", "articles": [
                    { "id": "a", "body": "From signature.", "mode": "rolling" }] }),
                );
                let on = |act: &str| json!({ "do": act, "text": text, "article": "a", "bracket": 1 });
                go(
                    self,
                    "iran",
                    json!({ "do": "bracket", "text": text, "article": "a", "words": "signature",
                    "kind": "contested" }),
                );
                let mut offer = on("offer_alternative");
                offer["words"] = json!("ratification");
                go(self, "usa", offer.clone());
                let mut drop = on("drop_alternative");
                drop["alternative"] = json!(2);
                go(self, "usa", drop);
                go(self, "usa", offer);
                let mut lift = on("lift_bracket");
                lift["words"] = json!("ratification");
                for seat in parties {
                    go(self, seat, lift.clone());
                }
            }
            2 => {
                let text = go(
                    self,
                    "oman",
                    json!({ "do": "open_text", "title": "S", "articles": [
                    { "id": "a", "body": "From signature." }] }),
                );
                let number = text.rsplit(':').next().and_then(|number| number.parse().ok()).unwrap_or(0);
                let oman: Who = "oman/head".parse().unwrap();
                let texts = self.table.sight(&oman).map(|sight| &sight.joint().texts);
                let hash = texts.and_then(|texts| Some(texts.get(number)?.articles.first()?.hash));
                for seat in parties {
                    go(
                        self,
                        seat,
                        json!({ "do": "agree_article", "text": text, "article": "a", "hash": hash.unwrap_or(self.asked()) }),
                    );
                }
                go(self, "iran", json!({ "do": "declare_mandate", "bodies": ["parliament", "council"] }));
                let put = go(self, "oman", json!({ "do": "put_text", "text": text, "step": "signature" }));
                let hash = self.asked();
                for seat in parties {
                    go(self, seat, json!({ "do": "answer", "question": put, "yes": true, "hash": hash }));
                }
                go(self, "iran", json!({ "do": "ratify", "text": text, "body": "parliament" }));
                go(self, "iran", json!({ "do": "ratify", "text": text, "body": "council" }));
                go(
                    self,
                    "oman",
                    json!({ "do": "name_day", "text": text, "name": "day", "date": "2030-01-01" }),
                );
            }
            _ => {
                let said = go(self, "iran", json!({ "do": "say", "text": "a thought" }));
                let rendering = go(
                    self,
                    "oman",
                    json!({ "do": "render", "items": [said], "text": "they think",
                    "attribution": "mediator", "to": ["usa"] }),
                );
                let sought = go(self, "oman", json!({ "do": "seek_approval", "rendering": rendering }));
                let sought = self.last("approval_sought").unwrap_or(sought);
                go(self, "iran", json!({ "do": "approve", "request": sought }));
                go(self, "iran", json!({ "do": "revoke_approval", "request": sought }));
                go(self, "iran", json!({ "do": "approve", "request": sought }));
                go(self, "oman", json!({ "do": "convey", "rendering": rendering }));
                let other = go(self, "e3", json!({ "do": "say", "text": "another" }));
                let both = go(
                    self,
                    "oman",
                    json!({ "do": "render", "items": [said, other], "text": "one thinks so, one thinks not",
                    "parts": { "iran": "one thinks so", "e3": "one thinks not" },
                    "attribution": "unattributed", "to": ["usa"] }),
                );
                go(self, "oman", json!({ "do": "seek_approval", "rendering": both }));
                if let Some(conveyed) = self.last("conveyed") {
                    go(self, "usa", json!({ "do": "mark_read", "item": conveyed }));
                }
            }
        }
        done
    }

    /// What the last event of a kind is called.
    fn last(&self, kind: &str) -> Option<String> {
        let found = self.table.events().iter().rev().find(|event| event.kind.name() == kind)?;
        Some(found.id.to_string())
    }

    /// The hash of what was asked last.
    fn asked(&self) -> wasit_table::Hash {
        let asked =
            |kind: &Kind| serde_json::to_value(kind).unwrap()["question"]["hash"].as_str()?.parse().ok();
        let found = self.table.events().iter().rev().find_map(|event| asked(&event.kind));
        found.unwrap_or_else(|| wasit_table::Hash::of(b"nothing"))
    }
}
