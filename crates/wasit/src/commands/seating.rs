//! Who sits where: what the file says, and what the command line says instead.

use std::sync::Arc;
use std::time::Duration;

use wasit_arena::{Player, Seating};
use wasit_model::Talks;
use wasit_protocol::Seat;
use wasit_strategies::{check_mediator, check_party};

use crate::failure::Failure;
use crate::files::nearest;
use crate::program::Program;

/// What stands before the command line of a program that takes a seat.
const PROGRAM: &str = "cmd:";

/// `--seat NAME=STRATEGY`, split.
#[derive(Clone, Debug)]
pub(super) struct SeatArgument {
    name: String,
    player: String,
}

impl SeatArgument {
    /// For clap: splits at the first `=`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, player)) if !name.trim().is_empty() && !player.trim().is_empty() => {
                Ok(Self { name: name.trim().to_owned(), player: player.trim().to_owned() })
            }
            _ => {
                Err("it is NAME=STRATEGY, such as seller=boulware or seller='cmd:python3 mine.py'".to_owned())
            }
        }
    }
}

/// What programs are told of the run besides their own view.
#[derive(Clone, Copy, Debug)]
pub(super) struct ForPrograms {
    /// `shuttle` or `alternating`.
    pub(super) protocol: &'static str,
    /// How long an answer may take.
    pub(super) timeout: Duration,
    /// Whether somebody will tell them how their talk ended.
    pub(super) told: bool,
}

/// Who sits where, and those among them that are programs.
pub(super) struct Seated {
    /// All seats.
    pub(super) seating: Seating,
    /// The programs.
    pub(super) programs: Vec<Arc<Program>>,
}

/// The programs among those who are seated.
type Programs = Vec<Arc<Program>>;

/// The seating of the file with what was said on the command line.
///
/// # Errors
/// For seats and strategies that there are not, each with the nearest that there is.
pub(super) fn seating(
    talks: &Talks,
    seats: &[SeatArgument],
    mediator: Option<&str>,
    for_programs: ForPrograms,
) -> Result<Seated, Failure> {
    let mut seating = Seating::of(talks);
    let (players, programs) = named_players(talks, seats, mediator, for_programs)?;
    for (seat, player) in players {
        match seat {
            Seat::Party(party) => seating.parties[party] = player,
            Seat::Mediator => seating.mediator = player,
        }
    }
    Ok(Seated { seating, programs })
}

/// Who is seated on the command line, and the programs among them.
///
/// # Errors
/// As [`seating`].
pub(super) fn named_players(
    talks: &Talks,
    seats: &[SeatArgument],
    mediator: Option<&str>,
    for_programs: ForPrograms,
) -> Result<(Vec<(Seat, Player)>, Programs), Failure> {
    let mut players: Vec<(Seat, Player)> = Vec::new();
    let mut programs = Vec::new();
    for seat in seats {
        let party = Seat::Party(party_of(talks, &seat.name)?);
        if players.iter().any(|(taken, _)| *taken == party) {
            return Err(Failure::input(format!("the seat `{}` is given twice", seat.name)));
        }
        let player = player(&seat.player, for_programs, &mut programs, || {
            check_party(&seat.player).map_err(|error| (format!("seat `{}`: {error}", seat.name), "party"))
        })?;
        players.push((party, player));
    }
    if let Some(text) = mediator {
        let player = player(text, for_programs, &mut programs, || {
            check_mediator(text).map_err(|error| (format!("the mediator's seat: {error}"), "mediator"))
        })?;
        players.push((Seat::Mediator, player));
    }
    Ok((players, programs))
}

fn player(
    text: &str,
    told: ForPrograms,
    programs: &mut Vec<Arc<Program>>,
    check: impl FnOnce() -> Result<(), (String, &'static str)>,
) -> Result<Player, Failure> {
    if let Some(line) = text.strip_prefix(PROGRAM) {
        if line.trim().is_empty() {
            return Err(Failure::advised(
                "`cmd:` names no program",
                "write its command line, as in cmd:'python3 mine.py'",
            ));
        }
        let program = Arc::new(Program::new(line.trim(), told.protocol, told.timeout, told.told));
        programs.push(Arc::clone(&program));
        return Ok(Player::Guest(program));
    }
    check().map_err(|(what, role)| {
        Failure::advised(what, format!("`wasit strategies` lists the strategies for a {role}'s seat, `wasit strategies NAME` explains one"))
    })?;
    Ok(Player::Strategy(text.to_owned()))
}

fn party_of(talks: &Talks, name: &str) -> Result<usize, Failure> {
    if let Some(party) = talks.find_party(name) {
        return Ok(party);
    }
    if name == talks.mediator.name {
        return Err(Failure::advised(
            format!("`{name}` is the mediator"),
            "the mediator is seated with `--mediator STRATEGY`",
        ));
    }
    Err(no_such_seat(name, talks.parties.iter().map(|party| party.name.as_str()).collect()))
}

/// Says that there is no seat `name`, and which there are.
pub(super) fn no_such_seat(name: &str, all: Vec<&str>) -> Failure {
    let seats = all.iter().map(|seat| format!("`{seat}`")).collect::<Vec<_>>().join(", ");
    let help = match nearest(name, all.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? The seats are {seats}"),
        None => format!("the seats are {seats}"),
    };
    Failure::advised(format!("there is no seat `{name}`"), help)
}
