use jiff::Timestamp;

use crate::{
    Channel, Compartment, Id, Joint, Kind, MediatorSight, Name, PartySight, Refusal, Rule, Sight, Who,
};

/// One act being done: what its actor sees, and what it has written so far.
///
/// It can write only where its actor may: before all, in its own room and delegation, in its back channels; the
/// mediator also in any room.
pub(crate) struct Doing<'a> {
    pub(crate) who: &'a Who,
    pub(crate) at: Timestamp,
    pub(crate) sight: Sight<'a>,
    written: Vec<(Compartment, Kind)>,
}

impl<'a> Doing<'a> {
    pub(crate) fn new(who: &'a Who, at: Timestamp, sight: Sight<'a>) -> Self {
        Self { who, at, sight, written: Vec::new() }
    }

    pub(crate) fn into_written(self) -> Vec<(Compartment, Kind)> {
        self.written
    }

    /// What all seats see.
    pub(crate) fn joint(&self) -> &'a Joint {
        self.sight.joint()
    }

    /// What a party sees: for acts whose facts say that they are a party's.
    pub(crate) fn party(&self) -> Result<PartySight<'a>, Refusal> {
        match self.sight {
            Sight::Party(sight) => Ok(sight),
            Sight::Mediator(_) => Err(Refusal::new(
                Rule::WrongSeat,
                "this is for a party to do, and you are the mediator",
                "The mediator's acts stand in the reference of acts.",
            )),
        }
    }

    /// What the mediator sees: for acts whose facts say that they are the mediator's.
    pub(crate) fn mediator(&self) -> Result<MediatorSight<'a>, Refusal> {
        match self.sight {
            Sight::Mediator(sight) => Ok(sight),
            Sight::Party(_) => Err(Refusal::new(
                Rule::WrongSeat,
                "this is for the mediator to do, and you are a party",
                "A party can ask the mediator for it with `say`.",
            )),
        }
    }

    fn write(&mut self, place: Compartment, kind: Kind) -> Id {
        let before = self.written.iter().filter(|(at, _)| *at == place).count() as u32;
        let number = self.standing(&place) + before + 1;
        self.written.push((place.clone(), kind));
        Id::new(place, number)
    }

    /// How many events stand in a compartment that the actor sees.
    fn standing(&self, place: &Compartment) -> u32 {
        match place {
            Compartment::Joint => self.joint().log.len(),
            Compartment::Room(seat) => self.sight.room(seat).map_or(0, |room| room.log.len()),
            Compartment::Delegation(_) => self.sight.delegation().log.len(),
            Compartment::Backchannel(channel) => {
                self.sight.backchannels().get(channel).map_or(0, |back| back.log.len())
            }
        }
    }

    /// Writes before all seats.
    pub(crate) fn write_joint(&mut self, kind: impl Into<Kind>) -> Id {
        self.write(Compartment::Joint, kind.into())
    }

    /// Writes in the delegation of the actor's seat: of the mediator, in its team.
    pub(crate) fn write_delegation(&mut self, kind: impl Into<Kind>) -> Id {
        self.write(Compartment::Delegation(self.who.seat.clone()), kind.into())
    }

    /// Writes in the party's own room.
    pub(crate) fn write_own_room(&mut self, sight: PartySight<'_>, kind: impl Into<Kind>) -> Id {
        self.write(Compartment::Room(sight.room.seat.clone()), kind.into())
    }

    /// Writes in the room of a party, by the mediator's hand.
    pub(crate) fn write_room(&mut self, _: MediatorSight<'_>, seat: &Name, kind: impl Into<Kind>) -> Id {
        self.write(Compartment::Room(seat.clone()), kind.into())
    }

    /// Writes in a back channel.
    pub(crate) fn write_backchannel(&mut self, channel: &Channel, kind: impl Into<Kind>) -> Id {
        self.write(Compartment::Backchannel(channel.clone()), kind.into())
    }
}
