//! Deadlines (edition 1 8.2.4, edition 2 9.4): optional, and never shorter than the standard's minimum.

use core::time::Duration;

/// How long to wait for the peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// From engagement to session establishment. Default 30 s.
    pub establishment: Option<Duration>,
    /// Without a message once in session. Default 300 s.
    pub inactivity: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { establishment: Some(Duration::from_secs(30)), inactivity: Some(Duration::from_secs(300)) }
    }
}
