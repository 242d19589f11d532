//! Loaded → Catalog.
use crate::catalog::{Audience, Catalog};
use crate::read::Loaded;
use crate::report::Diagnostic;
/// Assembles.
pub fn assemble(loaded: Loaded, _audience: Audience) -> (Catalog, Vec<Diagnostic>) {
    (Catalog { portal: loaded.portal, ..Catalog::default() }, loaded.diagnostics)
}
