//! Everything of a kind in one file, as `ckanapi dump` writes it.

use crate::action::Json;
use crate::action::shape::{group, package};
use crate::catalog::Catalog;
use crate::plan::Collection;
use crate::render::gzip;
use rayon::prelude::*;

/// How many objects of a dump are packed together.
const DUMP_CHUNK: usize = 256;

/// A dump in the form `ckanapi dump` writes and `ckanapi load` reads.
pub(super) fn dump(catalog: &Catalog, collection: Collection) -> Vec<u8> {
    match collection {
        Collection::Datasets => {
            let handles: Vec<_> = catalog.dataset_handles().collect();
            lines(&handles, |handle| package::package(catalog, *handle))
        }
        Collection::Organizations => lines(&catalog.organizations, |organization| {
            group::show(catalog, organization, group::ORGANIZATION)
        }),
        Collection::Groups => {
            lines(&catalog.groups, |body| group::show(catalog, body, group::GROUP))
        }
    }
}

fn lines<'a, T: Sync>(items: &'a [T], json: impl Fn(&'a T) -> Json<'a> + Sync) -> Vec<u8> {
    gzip::join(items.par_chunks(DUMP_CHUNK).map(|chunk| {
        let mut text = Vec::new();
        for item in chunk {
            text.extend(json(item).to_sorted());
            text.push(b'\n');
        }
        text
    }))
}
