//! What is staged: the catalogue as the next commit would have it.

use crate::git::git;
use crate::git::running::Running;
use std::path::Path;
use std::time::Duration;

/// How long all of it may take.
const LIMIT: Duration = Duration::from_mins(5);

/// Gives every staged file of the catalogue with its content, by its path from the portal's folder.
/// Larger files than `most` bytes come without. None where git cannot tell; the error is the taker's.
///
/// # Errors
/// Whatever `take` says.
pub fn staged<E>(
    root: &Path,
    most: u64,
    mut take: impl FnMut(&str, Option<&[u8]>) -> Result<(), E>,
) -> Option<Result<(), E>> {
    const LIST: [&str; 6] = ["ls-files", "--stage", "-z", "--", "catalog", "themes"];
    let output = git(root, &LIST).output().ok().filter(|output| output.status.success())?;
    let mut batch = Running::start(git(root, &["cat-file", "--batch"]), LIMIT)?;
    for field in output.stdout.split(|byte| *byte == 0).filter(|field| !field.is_empty()) {
        let field = String::from_utf8_lossy(field);
        let Some((hash, path)) = entry(&field) else { continue };
        let bytes = batch.object(hash, most).ok()?;
        if let Err(error) = take(path, bytes.as_deref()) {
            return Some(Err(error));
        }
    }
    batch.finish().then_some(Ok(()))
}

/// `100644 <hash> 0\t<path>`: the hash and path of a file; links, submodules and what is not merged
/// yet are none.
fn entry(field: &str) -> Option<(&str, &str)> {
    let (head, path) = field.split_once('\t')?;
    let mut words = head.split(' ');
    let (mode, hash, stage) = (words.next()?, words.next()?, words.next()?);
    (mode.starts_with("100") && stage == "0").then_some((hash, path))
}
