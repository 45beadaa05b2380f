//! Back channels: a roster of their own, and what crosses from them to the front.
