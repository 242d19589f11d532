//! `--layout`: how the files of a site lie at its host.

use crate::plan;
use clap::ValueEnum;

/// The layouts, as they are typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Layout {
    #[default]
    Files,
    Sharded,
}

impl From<Layout> for plan::Layout {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Files => Self::Files,
            Layout::Sharded => Self::Sharded,
        }
    }
}
