//! What stands between a site of files and its readers: rules for hosts.

pub mod hosting;
