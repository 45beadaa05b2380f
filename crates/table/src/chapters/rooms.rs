//! What is said in rooms, in delegations and before all, and how far it may go.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::backchannel;
use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Compartment, Content, During, Event, Facts, Hash, Id, Kind, Log, Name, Refusal, Retention,
    Role, Rule, Sight, Writes, limits,
};

/// How far what a party says to the mediator may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disclosure {
    /// For the mediator only.
    #[default]
    MediatorOnly,
    /// The mediator may use it, and not say whose it is.
    NotAttributed,
    /// The mediator may convey it in this wording, as the speaker's.
    ThisWording,
    /// The mediator may convey it as an idea of its own.
    AsTheMediators,
    /// Everybody may know it.
    Joint,
}

impl Disclosure {
    /// The disclosure in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::MediatorOnly => "for the mediator only",
            Self::NotAttributed => "may be used, not attributed",
            Self::ThisWording => "may be conveyed in this wording",
            Self::AsTheMediators => "may be conveyed as the mediator's own idea",
            Self::Joint => "joint",
        }
    }
}

/// A file that goes with an item: the table keeps its hash, a store its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type, such as `application/pdf`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// How many bytes it has.
    pub bytes: u64,
    /// The SHA-256 hash of its bytes.
    pub sha256: Hash,
}

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The words.
    pub text: String,
    /// What goes with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Whether an item can still be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// It stands.
    Standing,
    /// Its speaker took it back.
    Retracted,
}

/// One thing that was said, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Whose it is.
    pub seat: Name,
    /// How far it may go.
    pub disclosure: Disclosure,
    /// Whether it stands.
    pub state: ItemState,
}

/// What was said in one compartment, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Items(BTreeMap<u32, Item>);

impl Items {
    /// The item of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Item> {
        self.0.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Item)> {
        self.0.iter().map(|(&number, item)| (number, item))
    }

    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::Said(said) => {
                if let Some(by) = &event.by {
                    let item = Item {
                        seat: by.seat.clone(),
                        disclosure: said.disclosure,
                        state: ItemState::Standing,
                    };
                    self.0.insert(event.id.number, item);
                }
            }
            Kind::AccountGiven(given) => {
                if let Some(before) = given.replaces.and_then(|before| self.0.get_mut(&before)) {
                    before.state = ItemState::Retracted;
                }
                if let Some(by) = &event.by {
                    let item = Item {
                        seat: by.seat.clone(),
                        disclosure: given.disclosure,
                        state: ItemState::Standing,
                    };
                    self.0.insert(event.id.number, item);
                }
            }
            Kind::Proposed(proposed) => {
                if let Some(by) = &event.by {
                    let item = Item {
                        seat: by.seat.clone(),
                        disclosure: proposed.disclosure,
                        state: ItemState::Standing,
                    };
                    self.0.insert(event.id.number, item);
                }
            }
            Kind::ProposalWithdrawn(withdrawn) => {
                if let Some(item) = self.0.get_mut(&withdrawn.item) {
                    item.state = ItemState::Retracted;
                }
            }
            Kind::DisclosureSet(set) => {
                if let Some(item) = self.0.get_mut(&set.item) {
                    item.disclosure = set.disclosure;
                }
            }
            Kind::Retracted(retracted) => {
                if let Some(item) = self.0.get_mut(&retracted.item) {
                    item.state = ItemState::Retracted;
                }
            }
            _ => {}
        }
    }
}

/// The words of an item: of something said, of an account that was given, or of a proposal; `None` where they were
/// erased, or a proposal has none.
pub(crate) fn words_of(log: &Log, number: u32) -> Option<&str> {
    match &log.get(number)?.kind {
        Kind::Said(said) => said.words.get().map(|words| words.text.as_str()),
        Kind::AccountGiven(given) => given.text.get().map(String::as_str),
        Kind::Proposed(proposed) => proposed.terms.get()?.text.as_deref(),
        _ => None,
    }
}

/// What goes with an item; nothing where it was erased.
pub(crate) fn attachments_of(log: &Log, number: u32) -> &[Attachment] {
    match log.get(number).map(|event| &event.kind) {
        Some(Kind::Said(said)) => said.words.get().map_or(&[], |words| words.attachments.as_slice()),
        _ => &[],
    }
}

/// The log and the items of a compartment that the actor sees; a refusal that does not tell whether there is one
/// that it does not see.
pub(crate) fn place<'a>(sight: &Sight<'a>, place: &Compartment) -> Result<(&'a Log, &'a Items), Refusal> {
    let found = match place {
        Compartment::Joint => Some((&sight.joint().log, &sight.joint().items)),
        Compartment::Room(seat) => sight.room(seat).map(|room| (&room.log, &room.items)),
        Compartment::Delegation(seat) => {
            let own = sight.delegation();
            (own.seat == *seat).then_some((&own.log, &own.items))
        }
        Compartment::Backchannel(channel) => {
            sight.backchannels().get(channel).map(|back| (&back.log, &back.items))
        }
    };
    found.ok_or_else(|| {
        Refusal::new(
            Rule::NoSuchItem,
            format!("you are not on the roster of `{place}`"),
            match sight {
                Sight::Party(sight) => {
                    format!("Yours are joint, room/{0} and delegation/{0}.", sight.room.seat)
                }
                Sight::Mediator(sight) => {
                    format!("Yours are joint, the room of each party, and delegation/{}.", sight.team.seat)
                }
            },
        )
    })
}

/// An item that the actor's seat said, and that stands.
pub(crate) fn own_item<'a>(on: &Doing<'a>, id: &Id) -> Result<&'a Item, Refusal> {
    let (_, items) = place(&on.sight, &id.place)?;
    let item = items.get(id.number).ok_or_else(|| no_such_item(id, "something that was said"))?;
    if item.seat != on.who.seat {
        return Err(Refusal::new(
            Rule::NotYours,
            format!("{id} is not your seat's"),
            "One changes only what one has said.",
        ));
    }
    match item.state {
        ItemState::Standing => Ok(item),
        ItemState::Retracted => Err(Refusal::new(
            Rule::Withdrawn,
            format!("{id} was taken back"),
            "Say it anew where it is to stand.",
        )),
    }
}

/// Refuses what refers to an item that is not there, or of another kind.
pub(crate) fn no_such_item(id: &Id, kind: &str) -> Refusal {
    Refusal::new(
        Rule::NoSuchItem,
        format!("{id} is not {kind}"),
        "Items are called by compartment and number, as your view shows them.",
    )
}

/// Somebody said something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// What.
    pub words: Content<Words>,
    /// How far it may go.
    pub disclosure: Disclosure,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Id>,
}

impl Happening for Said {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.words.erase();
    }
}

/// Says something: a thought, a question, an answer. It is no offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// Where: a party's own room where nothing is said.
    #[serde(default, rename = "in")]
    pub place: Option<Compartment>,
    /// What.
    pub text: String,
    /// How far it may go.
    #[serde(default)]
    pub disclosure: Disclosure,
    /// What goes with it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// What it answers: an item of the same compartment.
    #[serde(default)]
    pub answers: Option<Id>,
}

impl Perform for Say {
    const FACTS: Facts = Facts {
        name: "say",
        chapter: Chapter::Rooms,
        does: "Says something, in one's room, delegation, back channel or before all. It is no offer.",
        by: By::Any,
        least: Role::Interpreter,
        during: During::Standing,
        when: "The actor is on the roster of the compartment, and a back channel is open; what is answered stands in the same one. Before all, a seat that sits at the table speaks, through its members and its head; they too say how far words may go.",
        changes: "Whoever is on the roster sees it. What a party says in its room goes no further than its disclosure.",
        writes: &[Writes::OwnRoom, Writes::Rooms, Writes::Delegation, Writes::Joint, Writes::Backchannel],
        refusals: &[Rule::NoSuchItem, Rule::NoConsent, Rule::WrongRole, Rule::Disclosure, Rule::WrongState],
        example: "do: say\ntext: We could live with inspections at short notice.\ndisclosure: not_attributed",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("text", &self.text)?;
        check_attachments(on, &self.attachments)?;
        let at = match (self.place, on.sight) {
            (Some(place), _) => place,
            (None, Sight::Party(sight)) => Compartment::Room(sight.room.seat.clone()),
            (None, Sight::Mediator(sight)) => {
                return Err(Refusal::new(
                    Rule::Malformed,
                    "the mediator has many rooms, and no `in` was given",
                    format!("Write `in: room/SEAT`, `in: delegation/{}` or `in: joint`.", sight.team.seat),
                ));
            }
        };
        let (log, _) = place(&on.sight, &at)?;
        let own_room = matches!((&at, on.sight), (Compartment::Room(_), Sight::Party(_)));
        if self.disclosure != Disclosure::MediatorOnly && !own_room {
            return Err(Refusal::new(
                Rule::Disclosure,
                "a disclosure is given to what a party tells the mediator in its room",
                "Leave `disclosure` out.",
            ));
        }
        may_disclose(on, self.disclosure)?;
        if let Compartment::Backchannel(channel) = &at
            && let Some(back) = on.sight.backchannels().get(channel)
        {
            backchannel::expect_open(back)?;
        }
        if let Some(answered) = &self.answers
            && (answered.place != at || log.get(answered.number).is_none())
        {
            return Err(no_such_item(answered, &format!("an item of {at}")));
        }
        if at == Compartment::Joint {
            on.joint().convening.expect_present(&on.who.seat)?;
        }
        if at == Compartment::Joint && on.sight.role() < Role::Member {
            return Err(Refusal::new(
                Rule::WrongRole,
                format!("a seat's {} does not speak before all", on.sight.role().word()),
                "A member with the role `member` or above may; in the room and the delegation you may speak.",
            ));
        }
        let said = Said {
            words: Words { text: self.text, attachments: self.attachments }.into(),
            disclosure: self.disclosure,
            answers: self.answers,
        };
        match (at, on.sight) {
            (Compartment::Joint, _) => on.write_joint(said),
            (Compartment::Room(_), Sight::Party(sight)) => on.write_own_room(sight, said),
            (Compartment::Room(seat), Sight::Mediator(sight)) => on.write_room(sight, &seat, said),
            (Compartment::Delegation(_), _) => on.write_delegation(said),
            (Compartment::Backchannel(channel), _) => on.write_backchannel(&channel, said),
        };
        Ok(())
    }
}

/// Refuses that somebody lets words go out of the room who does not speak for the seat.
pub(crate) fn may_disclose(on: &Doing<'_>, disclosure: Disclosure) -> Result<(), Refusal> {
    let role = on.sight.role();
    if disclosure == Disclosure::MediatorOnly || role >= Role::Member {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::WrongRole,
        format!("a seat's {} does not let what is said go further than the mediator", role.word()),
        "Leave `disclosure` out; a member with the role `member` or above may allow more with `set_disclosure`.",
    ))
}

/// Refuses attachments that are larger than the ground rules allow.
pub(crate) fn check_attachments(on: &Doing<'_>, attachments: &[Attachment]) -> Result<(), Refusal> {
    let most = on.joint().ground_rules.settings.attachment_bytes_max;
    limits::list("attachments", attachments, 0)?;
    for attachment in attachments {
        limits::line("attachment's name", &attachment.name)?;
        attachment.media_type.iter().try_for_each(|media| limits::line("attachment's media type", media))?;
        if attachment.bytes > most {
            return Err(Refusal::new(
                Rule::TooLong,
                format!("`{}` has {} bytes", attachment.name, attachment.bytes),
                format!("At most {most} bytes."),
            ));
        }
    }
    Ok(())
}

/// A speaker changed how far an item may go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DisclosureSet {
    /// The item's number in this room.
    pub item: u32,
    /// How far it may go from now on.
    pub disclosure: Disclosure,
}

impl Happening for DisclosureSet {
    const RETENTION: Retention = Retention::Permanent;
}

/// Changes how far something may go that one has said in one's room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetDisclosure {
    /// What.
    pub item: Id,
    /// How far it may go from now on.
    pub disclosure: Disclosure,
}

impl Perform for SetDisclosure {
    const FACTS: Facts = Facts {
        name: "set_disclosure",
        chapter: Chapter::Rooms,
        does: "Changes how far something may go that one's seat has said in its room.",
        by: By::Party,
        least: Role::Member,
        during: During::Standing,
        when: "The item stands. What has gone out already stays out.",
        changes: "The mediator is held to the new disclosure from now on.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::NotYours, Rule::Withdrawn, Rule::Twice],
        example: "do: set_disclosure\nitem: room/iran:4\ndisclosure: this_wording",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        if self.item.place != Compartment::Room(sight.room.seat.clone()) {
            return Err(no_such_item(&self.item, "an item of your room"));
        }
        let item = own_item(on, &self.item)?;
        if item.disclosure == self.disclosure {
            return Err(Refusal::new(
                Rule::Twice,
                format!("{} is {} already", self.item, self.disclosure.words()),
                "Give another disclosure.",
            ));
        }
        on.write_own_room(sight, DisclosureSet { item: self.item.number, disclosure: self.disclosure });
        Ok(())
    }
}

/// A speaker took back what it had said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retracted {
    /// The item's number in this compartment.
    pub item: u32,
}

impl Happening for Retracted {
    const RETENTION: Retention = Retention::Permanent;
}

/// Takes back what one has said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retract {
    /// What.
    pub item: Id,
}

impl Perform for Retract {
    const FACTS: Facts = Facts {
        name: "retract",
        chapter: Chapter::Rooms,
        does: "Takes back what one's seat has said. It stays on the record, and can be erased.",
        by: By::Any,
        least: Role::Interpreter,
        during: During::Standing,
        when: "The item stands. Whoever is no member or head takes back only what it has said itself. What has gone out already stays out.",
        changes: "It can no longer be used, rendered or conveyed.",
        writes: &[Writes::OwnRoom, Writes::Rooms, Writes::Delegation, Writes::Joint, Writes::Backchannel],
        refusals: &[Rule::NoSuchItem, Rule::NotYours, Rule::Withdrawn],
        example: "do: retract\nitem: room/iran:4",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        own_item(on, &self.item)?;
        let (log, _) = place(&on.sight, &self.item.place)?;
        let said_it = log.get(self.item.number).is_some_and(|event| {
            event.by.as_ref() == Some(on.who) && !matches!(event.kind, Kind::Proposed(_))
        });
        if on.sight.role() < Role::Member && !said_it {
            return Err(Refusal::new(
                Rule::WrongRole,
                format!("a seat's {} takes back only what it has said itself", on.sight.role().word()),
                "A member with the role `member` or above may take it back.",
            ));
        }
        let retracted = Retracted { item: self.item.number };
        match (self.item.place, on.sight) {
            (Compartment::Joint, _) => on.write_joint(retracted),
            (Compartment::Room(_), Sight::Party(sight)) => on.write_own_room(sight, retracted),
            (Compartment::Room(seat), Sight::Mediator(sight)) => on.write_room(sight, &seat, retracted),
            (Compartment::Delegation(_), _) => on.write_delegation(retracted),
            (Compartment::Backchannel(channel), _) => on.write_backchannel(&channel, retracted),
        };
        Ok(())
    }
}
