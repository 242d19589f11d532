//! Hosts as they are typed.

use crate::publish::Host;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Takes the name of one of these.
pub(super) fn one_of(hosts: impl IntoIterator<Item = Host>) -> impl TypedValueParser<Value = Host> {
    PossibleValuesParser::new(hosts.into_iter().map(Host::name))
        .map(|name| Host::named(&name).expect("the parser lets only these names pass"))
}
