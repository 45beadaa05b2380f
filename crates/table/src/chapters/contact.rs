//! Brief direct contact, by private mutual opt-in.
