//! How hosts make a site of files answer CKAN's clients: one table of rules, one emitter a host.

mod actions;
mod decide;
mod edge;
mod parameters;
mod refusal;
mod table;
mod value;

pub use decide::{Decision, Request, decide};
pub use edge::edge;
pub use refusal::Refusal;
pub use table::{Files, Parameter, Rule, Slot, Table};
pub use value::Values;
