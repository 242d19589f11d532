//! Out into the world: what a live host makes of a site.

pub mod verify;
