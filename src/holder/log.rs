//! What happened, for the holder's eyes only (edition 2 E.8.1 and E.10).

mod entry;
mod journal;
mod memory;

use core::fmt;
use std::sync::Arc;

pub use entry::{LogEntry, LoggedDocument, LoggedElement, LoggedEngagement, LoggedEvent, LoggedReader, LoggedRequest};
pub use memory::MemoryLog;

pub(super) use journal::Journal;

/// Where a holder's sessions are written down.
///
/// There is no log unless a [configuration](crate::holder::ConfigBuilder::event_log) names one. It is the holder's: who
/// keeps one must let the holder switch it off and delete it, and must not send it anywhere. Entries hold names and
/// times; no values, keys or messages, and no name of a reader that was not proven.
pub trait EventLog: Send + Sync {
    /// Takes one entry. It is called in the middle of a session, and has to be quick; whether it could be written is
    /// its own affair.
    fn record(&self, entry: LogEntry);
}

/// The log of a configuration, or none.
#[derive(Clone, Default)]
pub(crate) struct Log(Option<Arc<dyn EventLog>>);

impl Log {
    pub(super) fn to(log: Arc<dyn EventLog>) -> Self {
        Self(Some(log))
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "on" } else { "off" })
    }
}
