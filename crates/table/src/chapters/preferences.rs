//! What a party wants, for its own eyes or confided to the mediator.
