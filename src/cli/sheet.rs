//! `fichero __sheet`: one spreadsheet from standard input → its rows on standard output, within limits
//! of memory and time. The program starts itself with this word; nobody types it.

use crate::table::apart::{MEMORY, Order, SECONDS};
use crate::table::{FrameWriter, TakeRow, read_spreadsheet};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::process::ExitCode;

/// Reads what the words after the command order. The code is 0 where the answer is whole, whatever it
/// says of the file.
pub(super) fn run(words: &[String]) -> ExitCode {
    let failed = ExitCode::from(super::USAGE);
    let Some(order) = Order::of(words) else { return failed };
    if !confine() {
        return failed;
    }
    // What a library says while it stumbles is for nobody.
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Vec::new();
    let most = order.limits.whole.saturating_add(1);
    if io::stdin().lock().take(most).read_to_end(&mut bytes).is_err() {
        return failed;
    }
    let mut writer = FrameWriter::new(BufWriter::with_capacity(1 << 16, io::stdout().lock()));
    let into: &mut dyn TakeRow = &mut writer;
    let Order { format, choice, limits } = order;
    let result = read_spreadsheet(&bytes, format, choice.as_ref(), &limits, into);
    match writer.end(&result).and_then(|mut out| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => failed,
    }
}

/// Limits what this process may take. A system that lets nobody limit anything still has the limits of
/// the reader itself.
#[cfg(unix)]
fn confine() -> bool {
    use nix::sys::resource::{Resource, setrlimit};
    // No dump of a contribution's content is left behind.
    let core = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    // macOS does not keep this one, and says so.
    let memory =
        setrlimit(Resource::RLIMIT_AS, MEMORY, MEMORY).is_ok() || cfg!(target_os = "macos");
    let time = setrlimit(Resource::RLIMIT_CPU, SECONDS, SECONDS + 5);
    core.is_ok() && memory && time.is_ok()
}

/// Limits what this process may take.
#[cfg(not(unix))]
fn confine() -> bool {
    true
}
