//! What stands between a site of files and its readers: rules for hosts, and what a live host makes
//! of the site.

pub mod hosting;
pub mod verify;

mod host;

pub use host::Host;
