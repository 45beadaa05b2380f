//! Breaking off: Ctrl-C, and being told to end.
//!
//! A run of many talks ends after the talks under way and says how far it got; everything else ends at once. In
//! either case no program at a seat outlives the command.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::{output, program};

static ASKED: AtomicBool = AtomicBool::new(false);
static GRACEFUL: AtomicBool = AtomicBool::new(false);

/// Begins to listen. Once for each process.
pub(crate) fn listen() {
    // Without a handler an interrupt ends the process as it would any other: nothing is lost but grace.
    let _ = ctrlc::set_handler(|| {
        let again = ASKED.swap(true, Ordering::SeqCst);
        program::end_all();
        if again || !GRACEFUL.load(Ordering::SeqCst) {
            // A file is put in its place first; a pipe that nobody reads is not waited for.
            let _writing = output::hold_writing_for(Duration::from_secs(2));
            output::to_stderr("interrupted\n");
            std::process::exit(130);
        }
    });
}

/// Whether the user asked to end.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// From here on an interrupt is for the caller to see to, by way of [`asked`]; a second one ends all the same.
pub(crate) fn be_graceful() {
    GRACEFUL.store(true, Ordering::SeqCst);
}

/// From here on an interrupt ends the process at once again; so does one that was asked for and not yet seen to.
pub(crate) fn be_prompt() {
    GRACEFUL.store(false, Ordering::SeqCst);
    if asked() {
        let _writing = output::hold_writing_for(Duration::from_secs(2));
        output::to_stderr("interrupted\n");
        std::process::exit(130);
    }
}

/// Does not return where the user asked to end: the process is about to.
pub(crate) fn wait_if_asked() {
    while asked() && !GRACEFUL.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(50));
    }
}
