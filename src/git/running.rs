//! A git that runs beside us, and not for ever.

use std::io::{BufRead as _, BufReader, Read as _, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A git command with a time limit: it is ended where it takes longer, or where nobody waits for it
/// any more.
pub(super) struct Running {
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    waits: Sender<()>,
    keeper: JoinHandle<bool>,
}

impl Running {
    /// Starts it; none where that is impossible.
    pub(super) fn start(mut command: Command, limit: Duration) -> Option<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let (input, output) = (child.stdin.take(), child.stdout.take()?);
        let (waits, done) = channel::<()>();
        let keeper = std::thread::spawn(move || end(child, done.recv_timeout(limit).is_ok()));
        Some(Self { input, output: BufReader::new(output), waits, keeper })
    }

    /// The next field that a zero byte ends; none at the end.
    pub(super) fn field(&mut self, most: u64) -> Option<Vec<u8>> {
        let mut field = Vec::new();
        (&mut self.output).take(most).read_until(0, &mut field).ok()?;
        // What no zero byte ends was cut off.
        field.pop_if(|last| *last == 0).map(|_| field)
    }

    /// Asks and gives the line that answers.
    fn line(&mut self, question: &str) -> Option<String> {
        let input = self.input.as_mut()?;
        input.write_all(question.as_bytes()).ok()?;
        input.write_all(b"\n").ok()?;
        input.flush().ok()?;
        let mut line = String::new();
        (&mut self.output).take(LONGEST_LINE).read_line(&mut line).ok()?;
        Some(line)
    }

    /// The object that `cat-file --batch` has for a name: none where there is none. Larger ones than
    /// `most` are passed over. The error is the end of all answers.
    pub(super) fn object(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, ()> {
        let Some((size, kind)) = self.head(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        let whole = size <= most;
        let mut body = (&mut self.output).take(size);
        if whole {
            body.read_to_end(&mut bytes).map_err(|_| ())?;
        } else {
            std::io::copy(&mut body, &mut std::io::sink()).map_err(|_| ())?;
        }
        self.close(true)?;
        Ok((whole && kind == "blob").then_some(bytes))
    }

    /// Pours the object that `cat-file --batch` has for a name into a file; whether there is one that
    /// is not larger than `most`. The error is the end of all answers.
    pub(super) fn pour(&mut self, name: &str, most: u64, to: &mut dyn Write) -> Result<bool, ()> {
        let Some((size, kind)) = self.head(name)? else { return Ok(false) };
        let wanted = size <= most && kind == "blob";
        let mut body = (&mut self.output).take(size);
        let poured = if wanted {
            std::io::copy(&mut body, to)
        } else {
            std::io::copy(&mut body, &mut std::io::sink())
        };
        self.close(poured.map_err(|_| ())? == size)?;
        Ok(wanted)
    }

    /// Asks for an object: its size and kind; none where there is none.
    fn head(&mut self, name: &str) -> Result<Option<(u64, String)>, ()> {
        // The protocol is a line a question.
        if name.contains(['\n', '\r', '\0']) {
            return Ok(None);
        }
        let head = self.line(name).ok_or(())?;
        if head.is_empty() {
            return Err(());
        }
        let mut words = head.trim_end().rsplit(' ');
        let size = words.next().and_then(|size| size.parse::<u64>().ok());
        let kind = words.next().unwrap_or_default().to_owned();
        Ok(size.map(|size| (size, kind)))
    }

    /// A line break follows each object that came whole.
    fn close(&mut self, whole: bool) -> Result<(), ()> {
        let mut last = [0];
        self.output.read_exact(&mut last).map_err(|_| ())?;
        if whole { Ok(()) } else { Err(()) }
    }

    /// Waits for its end, after everything was read: whether it succeeded.
    pub(super) fn finish(self) -> bool {
        drop(self.input);
        let _ = self.waits.send(());
        self.keeper.join().unwrap_or(false)
    }
}

/// More of a line is not an answer of git's.
const LONGEST_LINE: u64 = 1 << 16;

/// Ends a command: in peace where all was read, else at once.
fn end(mut child: Child, peaceful: bool) -> bool {
    if !peaceful {
        let _ = child.kill();
    }
    child.wait().is_ok_and(|status| status.success())
}
