//! Back channels: a roster of their own, and what crosses from them to the front.
//!
//! Nobody else learns that there is one, the mediator included where nobody of its team is on the roster. Who is
//! named on a roster and is no member of its seat never shows up; whether it is one is told to nobody who does not
//! know that seat's members.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::rooms::{Disclosure, ItemState, Items, Said, Words, may_disclose, no_such_item};
use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    Backchannel, By, Channel, Chapter, Clocks, Compartment, During, Event, Facts, Id, Kind, Log, Name,
    Refusal, Retention, Role, Rule, Sight, Who, Writes, limits,
};

impl Backchannel {
    /// The channel that begins with this event, if it is one that opens a channel.
    pub(crate) fn begin(channel: &Channel, event: &Arc<Event>) -> Option<Self> {
        let Kind::BackchannelOpened(opened) = &event.kind else { return None };
        let mut begun = Self {
            channel: channel.clone(),
            roster: opened.roster.clone(),
            left: Vec::new(),
            closed: false,
            log: Log::default(),
            items: Items::default(),
            clocks: Clocks::default(),
        };
        begun.take(event);
        Some(begun)
    }

    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        self.log.push(event);
        self.items.take(event);
        match &event.kind {
            Kind::BackchannelLeft(_) => self.left.extend(event.by.clone()),
            Kind::BackchannelClosed(_) => self.closed = true,
            _ => {}
        }
    }

    /// Whether somebody is on it and has not left.
    #[must_use]
    pub fn holds(&self, who: &Who) -> bool {
        self.roster.contains(who) && !self.left.contains(who)
    }
}

/// A back channel was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackchannelOpened {
    /// The name that it was given.
    pub name: Name,
    /// Who is on it.
    pub roster: Vec<Who>,
}

/// Somebody left a back channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackchannelLeft {}

/// A back channel was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackchannelClosed {}

/// Somebody took what was said in a back channel to the front.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BroughtForward {
    /// The item's number in this channel.
    pub item: u32,
    /// Whether in words other than it was said in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reworded: bool,
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(BackchannelOpened, BackchannelLeft, BackchannelClosed, BroughtForward);

/// The channel of a compartment, if the actor is on it: who is not is not told whether there is one.
fn channel<'a>(on: &Doing<'a>, place: &Compartment) -> Result<&'a Backchannel, Refusal> {
    let found = match place {
        Compartment::Backchannel(channel) => on.sight.backchannels().get(channel),
        _ => None,
    };
    found.ok_or_else(|| {
        let own: Vec<String> =
            on.sight.backchannels().iter().map(|back| format!("backchannel/{}", back.channel)).collect();
        Refusal::new(
            Rule::NotOnRoster,
            format!("you are on no back channel `{place}`"),
            match own.is_empty() {
                true => "You are on none.".to_owned(),
                false => format!("You are on {}.", own.join(", ")),
            },
        )
    })
}

/// Refuses what would go on in a channel that is closed.
pub(crate) fn expect_open(back: &Backchannel) -> Result<(), Refusal> {
    match back.closed {
        false => Ok(()),
        true => Err(Refusal::new(
            Rule::WrongState,
            format!("`backchannel/{}` is closed", back.channel),
            "What was said in it can be read; a head on it can open another under another name.",
        )),
    }
}

/// Opens a back channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenBackchannel {
    /// What it is called.
    pub name: Name,
    /// Who is on it, the actor too: people of two seats at least.
    pub roster: Vec<Who>,
}

impl Perform for OpenBackchannel {
    const FACTS: Facts = Facts {
        name: "open_backchannel",
        chapter: Chapter::Backchannel,
        does: "Opens a back channel between a few people of two seats at least.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "The actor is on the roster; people of its own seat are its members; the roster has no channel of this name.",
        changes: "Those on the roster see it from its opening, and nobody else sees that there is one: not the rest of their delegations, nor the mediator where it is not on the roster. The roster does not change.",
        writes: &[Writes::Backchannel],
        refusals: &[
            Rule::NotOnRoster,
            Rule::NotRepresented,
            Rule::NoSuchSeat,
            Rule::NoSuchMember,
            Rule::Twice,
        ],
        example: "do: open_backchannel\nname: letter\nroster: [oman/badr, iran/araghchi]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::list("people", &self.roster, 2)?;
        let mut roster = self.roster;
        // One roster, one channel of a name: in whatever order it is written.
        roster.sort();
        if let Some(pair) = roster.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Refusal::new(
                Rule::Malformed,
                format!("{} is there twice", pair[0]),
                "Name each person once.",
            ));
        }
        if !roster.contains(on.who) {
            return Err(Refusal::new(
                Rule::NotOnRoster,
                "you would not be on it yourself",
                "Name yourself on the roster.",
            ));
        }
        for who in &roster {
            known(on, who)?;
        }
        if roster.iter().all(|who| who.seat == on.who.seat) {
            return Err(Refusal::new(
                Rule::NotRepresented,
                "all are of your own seat",
                "Among yourselves you speak in your delegation; name somebody of another seat.",
            ));
        }
        let channel = Channel::new(&self.name, roster.iter());
        if on.sight.backchannels().knows(&channel) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("this roster has a channel of the name `{}`", self.name),
                "Give another name.",
            ));
        }
        on.write_backchannel(&channel, BackchannelOpened { name: self.name, roster });
        Ok(())
    }
}

/// Refuses somebody of no seat, or of no delegation that the actor knows the members of.
fn known(on: &Doing<'_>, who: &Who) -> Result<(), Refusal> {
    let convening = &on.joint().convening;
    if !convening.is_mediator(&who.seat) {
        convening.expect_party(&who.seat)?;
    }
    let members = match on.sight {
        sight if who.seat == on.who.seat => Some(sight.members()),
        sight => sight.room(&who.seat).map(|room| &room.members),
    };
    if members.is_none_or(|members| members.get(&who.member).is_some()) {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::NoSuchMember,
        format!("{who} is in no delegation"),
        "A head admits members with `enrol`.",
    ))
}

/// Leaves a back channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveBackchannel {
    /// Which.
    pub channel: Compartment,
}

impl Perform for LeaveBackchannel {
    const FACTS: Facts = Facts {
        name: "leave_backchannel",
        chapter: Chapter::Backchannel,
        does: "Leaves a back channel for good.",
        by: By::Any,
        least: Role::Observer,
        during: During::Standing,
        when: "The actor is on it.",
        changes: "Those who stay see it. The actor keeps what it saw, and sees nothing that comes after.",
        writes: &[Writes::Backchannel],
        refusals: &[Rule::NotOnRoster],
        example: "do: leave_backchannel\nchannel: backchannel/letter@1a2b3c4d5e6f708192a3",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let back = channel(on, &self.channel)?;
        on.write_backchannel(&back.channel, BackchannelLeft {});
        Ok(())
    }
}

/// Closes a back channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseBackchannel {
    /// Which.
    pub channel: Compartment,
}

impl Perform for CloseBackchannel {
    const FACTS: Facts = Facts {
        name: "close_backchannel",
        chapter: Chapter::Backchannel,
        does: "Closes a back channel.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "The actor is on it, and it is open.",
        changes: "Nothing more is said in it. What was said can still be read and brought forward by those on it.",
        writes: &[Writes::Backchannel],
        refusals: &[Rule::NotOnRoster, Rule::WrongState],
        example: "do: close_backchannel\nchannel: backchannel/letter@1a2b3c4d5e6f708192a3",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let back = channel(on, &self.channel)?;
        expect_open(back)?;
        on.write_backchannel(&back.channel, BackchannelClosed {});
        Ok(())
    }
}

/// Brings what was said in a back channel to one's own room; of the mediator, to its team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BringForward {
    /// What.
    pub item: Id,
    /// How far it may go from there.
    #[serde(default)]
    pub disclosure: Disclosure,
    /// In which words, where they are to be others.
    #[serde(default)]
    pub text: Option<String>,
}

impl Perform for BringForward {
    const FACTS: Facts = Facts {
        name: "bring_forward",
        chapter: Chapter::Backchannel,
        does: "Brings what was said in a back channel to one's own room (of the mediator: to its team), as words of one's own.",
        by: By::Any,
        least: Role::Interpreter,
        during: During::Standing,
        when: "The actor is on the channel, and the item stands. A member or a head says how far it may go.",
        changes: "It stands in the room like anything else that was said there, and names no channel. Those on the channel see that it was brought forward, and by whom.",
        writes: &[Writes::OwnRoom, Writes::Delegation, Writes::Backchannel],
        refusals: &[Rule::NotOnRoster, Rule::NoSuchItem, Rule::Withdrawn, Rule::Disclosure],
        example: "do: bring_forward\nitem: backchannel/letter@1a2b3c4d5e6f708192a3:3\ndisclosure: not_attributed",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let back = channel(on, &self.item.place)?;
        let number = self.item.number;
        let said = back.log.get(number).and_then(|event| match &event.kind {
            Kind::Said(said) => Some((said, back.items.get(number)?)),
            _ => None,
        });
        let (said, item) = said.ok_or_else(|| no_such_item(&self.item, "something that was said"))?;
        let words = said.words.get().filter(|_| item.state == ItemState::Standing).ok_or_else(|| {
            Refusal::new(
                Rule::Withdrawn,
                format!("{} was taken back or erased", self.item),
                "Only what stands can be brought forward.",
            )
        })?;
        let reworded = self.text.is_some();
        let words = match self.text {
            Some(text) => {
                limits::text("text", &text)?;
                Words { text, attachments: Vec::new() }
            }
            None => words.clone(),
        };
        let said = Said { words: words.into(), disclosure: self.disclosure, answers: None };
        match on.sight {
            Sight::Party(sight) => {
                may_disclose(on, self.disclosure)?;
                on.write_own_room(sight, said)
            }
            Sight::Mediator(_) if self.disclosure != Disclosure::MediatorOnly => {
                return Err(Refusal::new(
                    Rule::Disclosure,
                    "a disclosure is given to what a party tells the mediator in its room",
                    "Leave `disclosure` out.",
                ));
            }
            Sight::Mediator(_) => on.write_delegation(said),
        };
        on.write_backchannel(&back.channel, BroughtForward { item: number, reworded });
        Ok(())
    }
}
