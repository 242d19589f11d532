//! What a process costs: wall time, processor time, peak memory.

use anyhow::{Context as _, Result, bail};
use nix::sys::resource::{Usage, UsageWho, getrusage};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What something costs.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Seconds.
    pub(crate) wall: f64,
    /// Seconds of all processors, user and system.
    pub(crate) cpu: f64,
    /// KiB.
    pub(crate) peak: i64,
}

impl Cost {
    /// What one process tells another.
    pub(crate) fn tell(self) {
        println!("{} {} {}", self.wall, self.cpu, self.peak);
    }

    pub(crate) fn parse(text: &str) -> Result<Self> {
        let mut parts = text.split_whitespace();
        let mut next = || parts.next().with_context(|| format!("no figures: {text:?}"));
        Ok(Self { wall: next()?.parse()?, cpu: next()?.parse()?, peak: next()?.parse()? })
    }

    /// Of each figure by itself.
    pub(crate) fn median(costs: &[Self]) -> Self {
        fn middle<T: Copy>(
            costs: &[Cost],
            figure: fn(&Cost) -> T,
            less: fn(&T, &T) -> std::cmp::Ordering,
        ) -> T {
            let mut figures: Vec<T> = costs.iter().map(figure).collect();
            figures.sort_by(less);
            figures[figures.len() / 2]
        }
        Self {
            wall: middle(costs, |cost| cost.wall, f64::total_cmp),
            cpu: middle(costs, |cost| cost.cpu, f64::total_cmp),
            peak: middle(costs, |cost| cost.peak, i64::cmp),
        }
    }
}

/// Seconds of processor that a process has used.
pub(crate) fn cpu(usage: &Usage) -> f64 {
    [usage.user_time(), usage.system_time()]
        .iter()
        .map(|time| {
            let micros = u32::try_from(time.tv_usec()).unwrap_or_default();
            let seconds = u32::try_from(time.tv_sec()).unwrap_or_default();
            f64::from(seconds) + f64::from(micros) / 1e6
        })
        .sum()
}

/// Runs a command and tells what it cost. It is this process's only child, so that the children's
/// figures are its own; and this process is small, so that the peak is not inherited from it.
pub(crate) fn child(command: &[&str]) -> Result<()> {
    let [program, args @ ..] = command else { bail!("a command is missing") };
    let started = Instant::now();
    let output = Command::new(program).args(args).stdin(Stdio::null()).output()?;
    let wall = started.elapsed().as_secs_f64();
    // 1 tells of problems in the content, which the cost does not depend on.
    if !matches!(output.status.code(), Some(0 | 1)) {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Cost { wall, cpu: cpu(&usage), peak: usage.max_rss() }.tell();
    Ok(())
}
