//! What is wrong with a catalogue that reads well.

pub mod profile;
