//! What a script's references stand for, once the acts that they name are done.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use wasit_table::{Compartment, Event, Id, Joint, Kind, Name, Sight, Who};

use super::{Labelled, Stage};
use crate::commands::table::script::{Fill, Reference, named};

impl Stage<'_> {
    pub(super) fn fill(&self, fill: &Fill, at: Timestamp, who: &Who) -> Result<Value, String> {
        let beyond = || "this lies beyond the calendar".to_owned();
        Ok(match fill {
            Fill::Time(when) => when.since(at, self.zone).ok_or_else(beyond)?.to_string().into(),
            Fill::Civil(when) => {
                let at = when.since(at, self.zone).ok_or_else(beyond)?;
                at.to_zoned(self.zone.clone()).datetime().to_string().into()
            }
            Fill::Fingerprint => self.fingerprint.clone().into(),
            Fill::Item(reference) => self.item(reference, who)?.to_string().into(),
            Fill::Number(reference) => self.number(reference, who)?.into(),
            Fill::Place(reference) => self.item(reference, who)?.place.to_string().into(),
            Fill::Hash(reference) => self.hash(reference, who)?.into(),
            Fill::Channel(name) => self.channel(name, who).into(),
        })
    }

    fn labelled(&self, reference: &Reference) -> Result<&Labelled, String> {
        self.labels
            .get(&reference.label)
            .and_then(Option::as_ref)
            .ok_or_else(|| format!("the act `{}` wrote nothing", reference.label))
    }

    fn event(&self, reference: &Reference, who: &Who) -> Result<&Event, String> {
        let events = &self.labelled(reference)?.events;
        let found = match &reference.at {
            Some(at) => {
                let place = self.place(at)?;
                events.iter().find(|event| event.id.place == place)
            }
            None => {
                let sight = self.played.table.sight(who);
                let sees = |event: &&Arc<Event>| sight.is_some_and(|sight| sees(&sight, &event.id.place));
                events.iter().find(sees).or(events.first())
            }
        };
        found.map(|event| &**event).ok_or_else(|| {
            let places: Vec<String> = events.iter().map(|event| event.id.place.to_string()).collect();
            format!("the act `{}` wrote to {} only", reference.label, named(&places))
        })
    }

    /// A compartment as a reference names it: by a seat, or in full.
    pub(super) fn place(&self, at: &str) -> Result<Compartment, String> {
        if let Ok(place) = at.parse() {
            return Ok(place);
        }
        let seat: Name = at.parse().map_err(|_| format!("`{at}` is no seat and no compartment"))?;
        Ok(match self.joint(|joint| joint.convening.is_mediator(&seat)) == Some(true) {
            true => Compartment::Delegation(seat),
            false => Compartment::Room(seat),
        })
    }

    /// Something of what all see.
    pub(super) fn joint<R>(&self, look: impl FnOnce(&Joint) -> R) -> Option<R> {
        let (who, _) = self.played.members.all().next()?;
        self.played.table.sight(&who).map(|sight| look(sight.joint()))
    }

    fn item(&self, reference: &Reference, who: &Who) -> Result<Id, String> {
        Ok(self.event(reference, who)?.id.clone())
    }

    /// The number of a round, a bracket or an alternative that an act made; else of its item.
    fn number(&self, reference: &Reference, who: &Who) -> Result<u32, String> {
        let event = self.event(reference, who)?;
        Ok(match &event.kind {
            Kind::RoundPlanned(planned) => planned.round,
            Kind::Bracketed(redraft) => redraft.change.bracket,
            _ => event.id.number,
        })
    }

    /// The hash of what an act put: of an article where the reference names one behind a dot.
    fn hash(&self, reference: &Reference, who: &Who) -> Result<String, String> {
        if let Some(article) = &reference.part {
            let id = self.item(reference, who)?;
            let article: Name = article.parse().map_err(|_| format!("`{article}` is no article"))?;
            let found = self.joint(|joint| {
                let text =
                    joint.texts.get(id.number).ok_or_else(|| format!("`{}` is no text", reference.label))?;
                text.article(&article)
                    .map(|article| article.hash.to_string())
                    .ok_or_else(|| format!("the text has no article `{article}`"))
            });
            return found.unwrap_or_else(|| Err("nobody sits at the table".to_owned()));
        }
        let event = self.event(reference, who)?;
        let value = serde_json::to_value(event).map_err(|error| error.to_string())?;
        find_hash(&value).ok_or_else(|| format!("the act `{}` put nothing with a hash", reference.label))
    }

    /// The back channel of this name that somebody is on; the name itself where there is none, for the rules to refuse.
    fn channel(&self, name: &str, who: &Who) -> String {
        let sight = self.played.table.sight(who);
        let channels = sight.into_iter().flat_map(|sight| sight.backchannels().iter());
        let mut named = channels.filter(|back| back.channel.as_str().split('@').next() == Some(name));
        match named.next() {
            Some(back) => format!("backchannel/{}", back.channel),
            None => format!("backchannel/{name}@00000000000000000000"),
        }
    }
}

fn find_hash(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) => match fields.get("hash") {
            Some(Value::String(hash)) => Some(hash.clone()),
            _ => fields.values().find_map(find_hash),
        },
        _ => None,
    }
}

/// Whether a member sees what stands in a compartment.
fn sees(sight: &Sight<'_>, place: &Compartment) -> bool {
    match place {
        Compartment::Joint => true,
        Compartment::Room(seat) => sight.room(seat).is_some(),
        Compartment::Delegation(seat) => sight.delegation().seat == *seat,
        Compartment::Backchannel(channel) => sight.backchannels().get(channel).is_some(),
    }
}
