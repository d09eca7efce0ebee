//! Another implementation in a process of its own: a line of JSON in for each case, a line out.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use mdoc_spec_vectors::format::{Input, Outcome};
use mdoc_spec_vectors::run::{Implementation, Precision, Unperformed};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// An implementation behind a pipe. One that breaks down is started again for the next case.
pub struct Process {
    command: Vec<String>,
    timeout: Duration,
    running: Option<Running>,
}

struct Running {
    child: Child,
    questions: Sender<String>,
    lines: Receiver<String>,
}

/// What it is asked.
#[derive(Serialize)]
struct Question<'c> {
    id: &'c str,
    input: &'c Input,
}

/// What it answers: the id, and one of the others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    id: String,
    outcome: Option<Outcome>,
    unsupported: Option<String>,
    error: Option<String>,
}

impl Process {
    pub fn new(command: &str, timeout: Duration) -> Result<Self, Failure> {
        let command = shell_words::split(command).map_err(|error| Failure::unreadable("--against", error))?;
        if command.is_empty() {
            return Err(Failure::unreadable("--against", "there is no command"));
        }
        let mut process = Self { command, timeout, running: None };
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

    fn ask(&mut self, id: &str, input: &Input) -> Result<Answer, String> {
        let timeout = self.timeout;
        let mut question = serde_json::to_string(&Question { id, input }).map_err(|error| error.to_string())?;
        question.push('\n');
        let running = self.running()?;
        // Whoever has gone shows by the answer that does not come.
        let _ = running.questions.send(question);
        let line = running.lines.recv_timeout(timeout).map_err(|error| match error {
            RecvTimeoutError::Timeout => format!("it did not answer within {} s", timeout.as_secs()),
            RecvTimeoutError::Disconnected => "it ended without an answer".to_owned(),
        })?;
        let answer: Answer =
            serde_json::from_str(&line).map_err(|error| format!("its answer is unreadable: {error}"))?;
        if answer.id != id {
            return Err(format!("it answered about {}", answer.id.escape_debug()));
        }
        Ok(answer)
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
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    Ok(Running { child, questions, lines })
}

impl Implementation for Process {
    fn perform(&mut self, case: &str, input: &Input) -> Result<Outcome, Unperformed> {
        let answer = self.ask(case, input).map_err(|error| {
            // What it may still say belongs to no case any more.
            self.running = None;
            Unperformed::Broken(error)
        })?;
        match answer {
            Answer { outcome: Some(outcome), .. } => Ok(outcome),
            Answer { unsupported: Some(why), .. } => Err(Unperformed::Unsupported(why)),
            Answer { error: Some(why), .. } => Err(Unperformed::Broken(why)),
            Answer { .. } => {
                Err(Unperformed::Broken("its answer has neither outcome, unsupported nor error".to_owned()))
            }
        }
    }

    fn precision(&self) -> Precision {
        Precision::Given
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
