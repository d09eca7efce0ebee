//! A session's hand on the log.

use crate::holder::{EngagedBy, LogEntry, LoggedEvent, Request, RequestFault, Response};
use crate::session::CloseReason;
use crate::time::UnixTime;

use super::Log;

/// Writes down one session; nothing, and at no cost, where there is no log.
pub(in crate::holder) struct Journal {
    log: Log,
    /// The wall clock, as the session knows it.
    pub(in crate::holder) at: UnixTime,
}

impl Journal {
    /// Begins with the engagement that was shown.
    pub(in crate::holder) fn start(log: Log, at: UnixTime) -> Self {
        let journal = Self { log, at };
        journal.note(|| LoggedEvent::Engagement);
        journal
    }

    pub(in crate::holder) fn established(&self, by: EngagedBy) {
        self.note(|| LoggedEvent::Established { by: by.into() });
    }

    pub(in crate::holder) fn asked(&self, request: &Request) {
        self.note(|| LoggedEvent::requested(request));
    }

    pub(in crate::holder) fn refused(&self, fault: RequestFault) {
        self.note(|| LoggedEvent::Refused { status: fault.status() });
    }

    pub(in crate::holder) fn answered(&self, response: &Response) {
        self.note(|| LoggedEvent::released(&response.documents));
    }

    pub(in crate::holder) fn closed(&self, reason: CloseReason) {
        self.note(|| LoggedEvent::Closed { reason: reason.to_string() });
    }

    fn note(&self, event: impl FnOnce() -> LoggedEvent) {
        if let Log(Some(log)) = &self.log {
            log.record(LogEntry { at: self.at, event: event() });
        }
    }
}
