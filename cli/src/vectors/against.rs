//! Another implementation in a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use mdoc_spec_vectors::format::{Input, Outcome};
use mdoc_spec_vectors::run::{Implementation, Precision, Unperformed};

use super::protocol::{Answer, Question};
use crate::failure::Failure;

/// The longest answer that is read, bytes. The longest case that there is takes a tenth of it.
const LONGEST: u64 = 16 << 20;
/// How many cases in a row may go without an answer in time, and how many without any from the beginning on, before the rest
/// is not asked: a run against one that hangs would take hours, and one that cannot start says so once for every case.
const PATIENCE: u32 = 3;
/// How long an implementation may take to end once its standard input has.
const FAREWELL: Duration = Duration::from_secs(2);

/// An implementation behind a pipe. One that breaks down is started again for the next case.
pub struct Process {
    command: Vec<String>,
    timeout: Duration,
    running: Option<Running>,
    /// Cases in a row without an answer in time.
    late: u32,
    /// Cases without an answer since the beginning; none once there was one.
    silent: Option<u32>,
}

struct Running {
    child: Child,
    /// None once it is to end by itself.
    questions: Option<Sender<String>>,
    lines: Receiver<Result<String, String>>,
}

/// Why there is no answer.
enum Silence {
    Late(String),
    Broken(String),
}

impl Process {
    pub fn new(command: &str, timeout: Duration) -> Result<Self, Failure> {
        let command = shell_words::split(command).map_err(|error| Failure::unreadable("--against", error))?;
        if command.is_empty() {
            return Err(Failure::unreadable("--against", "there is no command"));
        }
        let mut process = Self { command, timeout, running: None, late: 0, silent: Some(0) };
        // A command that is not there is found out once, and not for every case.
        process.running().map_err(|error| Failure::unreadable("--against", error))?;
        Ok(process)
    }

    fn running(&mut self) -> Result<&mut Running, String> {
        let running = match self.running.take() {
            Some(running) => running,
            None => start(&self.command)?,
        };
        Ok(self.running.insert(running))
    }

    fn ask(&mut self, id: &str, input: &Input) -> Result<Answer, Silence> {
        let timeout = self.timeout;
        let mut question =
            serde_json::to_string(&Question { id, input }).map_err(|error| Silence::Broken(error.to_string()))?;
        question.push('\n');
        let running = self.running().map_err(Silence::Broken)?;
        // Whoever has gone shows by the answer that does not come.
        let _ = running.questions.as_ref().map(|questions| questions.send(question));
        let line = running.lines.recv_timeout(timeout).map_err(|error| match error {
            RecvTimeoutError::Timeout => Silence::Late(format!("it did not answer within {} s", timeout.as_secs())),
            RecvTimeoutError::Disconnected => Silence::Broken(format!("it ended without an answer{}", running.code())),
        })?;
        let answer: Answer = line
            .and_then(|line| serde_json::from_str(&line).map_err(|error| error.to_string()))
            .map_err(|error| Silence::Broken(format!("its answer is unreadable: {error}")))?;
        if answer.id != id {
            return Err(Silence::Broken(format!("it answered about {}", answer.id.escape_debug())));
        }
        Ok(answer)
    }
}

impl Running {
    /// With which code it ended, where it ended by itself.
    fn code(&mut self) -> String {
        self.questions = None;
        let status = self.farewell();
        status.map_or_else(String::new, |status| format!(" ({status})"))
    }

    /// Waits for its end, but not for long.
    fn farewell(&mut self) -> Option<std::process::ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < FAREWELL {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(5)),
                ended => return ended.ok().flatten(),
            }
        }
        None
    }
}

fn start(command: &[String]) -> Result<Running, String> {
    let (program, arguments) = command.split_first().ok_or("there is no command")?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{program} does not start: {error}"))?;
    let (mut input, output) = child.stdin.take().zip(child.stdout.take()).ok_or("it has no pipes")?;
    // In threads of their own, so that one that neither reads nor answers cannot hold up the run.
    let (questions, asked) = channel::<String>();
    thread::spawn(move || {
        for question in asked {
            if input.write_all(question.as_bytes()).and_then(|()| input.flush()).is_err() {
                return;
            }
        }
    });
    // What it says without being asked waits in its pipe.
    let (sender, lines) = sync_channel(1);
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        while let Some(line) = line(&mut output) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    Ok(Running { child, questions: Some(questions), lines })
}

/// The next line; none at the end.
fn line(output: &mut impl BufRead) -> Option<Result<String, String>> {
    let mut line = Vec::new();
    match output.take(LONGEST).read_until(b'\n', &mut line) {
        Ok(0) => None,
        Ok(_) if line.last() != Some(&b'\n') && u64::try_from(line.len()).is_ok_and(|length| length >= LONGEST) => {
            Some(Err(format!("it is longer than {} MiB", LONGEST >> 20)))
        }
        Ok(_) => Some(String::from_utf8(line).map_err(|error| error.to_string())),
        Err(error) => Some(Err(error.to_string())),
    }
}

impl Implementation for Process {
    fn perform(&mut self, case: &str, input: &Input) -> Result<Outcome, Unperformed> {
        if self.late >= PATIENCE {
            return Err(Unperformed::Broken(format!("not asked, as it did not answer {PATIENCE} times in a row")));
        }
        if self.silent >= Some(PATIENCE) {
            return Err(Unperformed::Broken("not asked, as it never answered".to_owned()));
        }
        let answer = self.ask(case, input);
        self.late = if let Err(Silence::Late(_)) = answer { self.late.saturating_add(1) } else { 0 };
        self.silent = self.silent.filter(|_| answer.is_err()).map(|silent| silent.saturating_add(1));
        match answer {
            Ok(answer) => answer.performed(),
            Err(Silence::Late(why) | Silence::Broken(why)) => {
                // What it may still say belongs to no case any more.
                if let Some(mut running) = self.running.take() {
                    let _ = running.child.kill();
                }
                Err(Unperformed::Broken(why))
            }
        }
    }

    fn precision(&self) -> Precision {
        Precision::Given
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The end of its standard input is the end of the run: it may write away what it has to.
        self.questions = None;
        if self.farewell().is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
