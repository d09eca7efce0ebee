//! A log in memory.

use core::fmt;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{EventLog, LogEntry};

/// The latest entries, so many and no more, which the holder can read, switch off and delete.
///
/// ```
/// use std::sync::Arc;
/// use mdoc_proximity::crypto::DEFAULT_PROVIDER;
/// use mdoc_proximity::holder::{Config, MemoryLog};
///
/// let log = Arc::new(MemoryLog::new(1_000));
/// let config = Config::builder(DEFAULT_PROVIDER).event_log(log.clone()).trust_no_reader().build()?;
/// log.switch(false); // nothing is written from here on
/// log.clear(); // and what was is gone
/// assert!(log.entries().is_empty());
/// # Ok::<(), mdoc_proximity::holder::ConfigError>(())
/// ```
pub struct MemoryLog {
    kept: Mutex<Kept>,
}

struct Kept {
    entries: VecDeque<LogEntry>,
    capacity: usize,
    on: bool,
}

impl MemoryLog {
    /// An empty log that is on, and keeps the latest `capacity` entries.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { kept: Mutex::new(Kept { entries: VecDeque::new(), capacity, on: true }) }
    }

    /// Switches the log on or off. What it has stays.
    pub fn switch(&self, on: bool) {
        self.kept().on = on;
    }

    /// Deletes every entry.
    pub fn clear(&self) {
        self.kept().entries = VecDeque::new();
    }

    /// The entries, the oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<LogEntry> {
        self.kept().entries.iter().cloned().collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventLog for MemoryLog {
    fn record(&self, entry: LogEntry) {
        let mut kept = self.kept();
        if !kept.on || kept.capacity == 0 {
            return;
        }
        if kept.entries.len() >= kept.capacity {
            kept.entries.pop_front();
        }
        kept.entries.push_back(entry);
    }
}

impl fmt::Debug for MemoryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.kept();
        f.debug_struct("MemoryLog").field("entries", &kept.entries.len()).field("on", &kept.on).finish_non_exhaustive()
    }
}
