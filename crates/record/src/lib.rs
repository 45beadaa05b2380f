//! The record of talks, which nobody can rewrite unseen, and from which nobody can read what is not theirs. Pure: no clock, no disk, no
//! chance of its own; it knows nothing of what events mean.
//!
//! [`Record`] is kept by whoever runs the talks, a [`CaseFile`] by a person who takes part, and [`verify`] checks one, offline,
//! for anybody who has the key's [`Fingerprint`].
//!
//! > Hand the events of every act to [`Record::append`] before the act is acknowledged, give the head that it returns to whoever
//! > acted, and [`Record::seal`] at moments that the calendar gives, whatever happened or did not.
//!
//! A compartment is a roster: what everybody on it sees, and nobody else. Each has its own tree (RFC 6962) of salted commitments;
//! the talk log has one leaf for each calendar moment, over all of them, blinded.

mod case_file;
mod commitment;
mod encoding;
mod keys;
mod note;
mod plain;
mod record;
mod salts;
mod slots;
mod statement;
mod tree;
mod verify;

pub use case_file::CaseFile;
pub use commitment::EventFault;
pub use encoding::Hash;
pub use keys::{Fingerprint, LogKey, NoFingerprint, PublicKey};
pub use record::{Checkpoint, Record, RecordError, SignedHead};
pub use salts::{SaltFor, Salts, SeededSalts};
pub use statement::{How, PersonKey, Signature, SignedStatement, statement};
pub use verify::{
    Agreement, Fault, Findings, Held, LastCheckpoint, Place, Receipt, Signatory, Signed, compare, verify,
};
