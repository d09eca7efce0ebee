//! `mdoc holder --log`: what happened, for the holder alone.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use mdoc_proximity::holder::{EventLog, LogEntry};

use crate::failure::Failure;
use crate::terminal::note;

/// A file of JSON lines, which only its owner can read. Nothing is ever sent anywhere; to delete it is to delete the
/// file.
pub struct Logbook {
    file: Mutex<File>,
}

impl Logbook {
    /// Opens a file to append to, and makes it where there is none.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| Failure::unreadable(path.display(), error))?;
        Ok(Self { file: Mutex::new(file) })
    }
}

impl EventLog for Logbook {
    fn record(&self, entry: LogEntry) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let line = serde_json::to_string(&entry).map_err(std::io::Error::from);
        // In one piece, so that a line is there whole or not at all.
        if let Err(error) = line.and_then(|line| file.write_all(format!("{line}\n").as_bytes())) {
            note!("note: the log could not be written: {error}");
        }
    }
}
