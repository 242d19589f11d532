//! CKAN's query language (`README.md` §2): text → [`Node`].

mod tree;

pub use tree::{Alternative, Moment, Node, Occur, Scope, Test};
