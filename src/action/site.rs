//! What the portal says of itself.

use crate::action::fault::Fault;
use crate::action::{Json, Question};
use crate::plan::Action;

/// What an action does.
pub(super) fn help(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let name = question.given.needed("name")?;
    let action = Action::of(&name).ok_or_else(|| Fault::missing("Action function not found"))?;
    Ok(action.help().into())
}
