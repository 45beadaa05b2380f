//! Initialling, signature, ratification, entry into force, named days.
