//! One run of the command that fetches, bounded in time and in what it may print.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::terminal::{safe, size};

/// How long it may take; a person waits at the counter.
const TIME: Duration = Duration::from_secs(10);

/// How many bytes it may print: the library takes no longer list.
const BYTES: usize = mdoc_proximity::budget::CRL_BYTES;

/// How many bytes of what it complains about are read for the line that is told.
const COMPLAINT: u64 = 4096;

/// Runs the command with the URI as its last argument, and returns what it printed, or says in one line why not.
pub fn run(command: &[String], uri: &str) -> Result<Vec<u8>, String> {
    let until = Instant::now().checked_add(TIME);
    let (program, arguments) = command.split_first().ok_or("there is no command")?;
    let mut running = Command::new(program);
    running.args(arguments).arg(uri).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let started = running.spawn().map_err(|error| format!("{program} does not start: {error}"))?;
    Running(started).end(until)
}

/// A process that is ended with its owner.
struct Running(Child);

impl Running {
    fn end(mut self, until: Option<Instant>) -> Result<Vec<u8>, String> {
        let (output, complaints) = self.0.stdout.take().zip(self.0.stderr.take()).ok_or("it has no pipes")?;
        let most = u64::try_from(BYTES).unwrap_or(u64::MAX);
        // In threads of their own, so that a pipe which nobody closes holds up nothing.
        let output = reading(output, most.saturating_add(1), false);
        let complaints = reading(complaints, COMPLAINT, true);
        let output = match output.recv_timeout(left(until)) {
            Ok(output) => output.map_err(|error| error.to_string())?,
            Err(RecvTimeoutError::Timeout) => return Err(too_long()),
            Err(RecvTimeoutError::Disconnected) => return Err("its output cannot be read".to_owned()),
        };
        if output.len() > BYTES {
            return Err(format!("it prints more than {}", size(BYTES)));
        }
        let status = loop {
            match self.0.try_wait().map_err(|error| error.to_string())? {
                Some(status) => break status,
                None if left(until).is_zero() => return Err(too_long()),
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        if !status.success() {
            let said = complaints.recv_timeout(Duration::from_millis(200)).ok().and_then(Result::ok);
            return Err(format!("{status}{}", first_line(&said.unwrap_or_default())));
        }
        if output.is_empty() {
            return Err("it printed nothing".to_owned());
        }
        Ok(output)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads up to `most` bytes; what comes after them is taken and dropped where `drain`.
fn reading(mut pipe: impl Read + Send + 'static, most: u64, drain: bool) -> Receiver<std::io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.by_ref().take(most).read_to_end(&mut bytes).map(|_| bytes);
        let _ = sender.send(read);
        if drain {
            let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        }
    });
    receiver
}

fn left(until: Option<Instant>) -> Duration {
    until.map_or(TIME, |until| until.saturating_duration_since(Instant::now()))
}

fn too_long() -> String {
    format!("it did not end within {} s", TIME.as_secs())
}

/// `: the first line`, where there is one.
fn first_line(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    said.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .map(|line| format!(": {}", safe(line)))
        .unwrap_or_default()
}
