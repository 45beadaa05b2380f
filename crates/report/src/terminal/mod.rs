//! Transcripts for a terminal.
