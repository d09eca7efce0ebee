//! A response nobody may read yet.

use core::fmt;
use std::sync::Arc;

use crate::reader::session::Exchange;
use crate::reader::{Config, Request, Verdict, Verification, verify};
use crate::session::Plaintext;
use crate::time::UnixTime;
use crate::trust::Revocation;

/// A decrypted response. Its claims are reachable through [`verify`](Self::verify) only.
///
/// It keeps what the verdict needs (transcript, EReaderKey, request), so that it can be judged after the session has
/// ended; all of it is wiped with the last response.
pub struct UnverifiedResponse {
    pub(crate) plaintext: Plaintext,
    pub(crate) request: Arc<Request>,
    pub(crate) exchange: Arc<Exchange>,
}

impl UnverifiedResponse {
    /// Judges the response at the wall-clock time `at`.
    #[must_use]
    pub fn verify(&self, at: UnixTime) -> Verdict<'_> {
        self.judge(&self.exchange.config, at)
    }

    /// Judges the response by other lists than the session's configuration has: those that were fetched when it was
    /// known what the response needs. Nothing else changes.
    #[must_use]
    pub fn verify_with(&self, revocation: Revocation, at: UnixTime) -> Verdict<'_> {
        self.judge(&self.exchange.config.with_revocation(revocation), at)
    }

    fn judge(&self, config: &Config, at: UnixTime) -> Verdict<'_> {
        let verification = Verification {
            config,
            transcript: Some(&self.exchange.transcript),
            e_reader_key: Some(&*self.exchange.key),
            request: Some(&self.request),
            at,
        };
        // The session has decoded it before handing it out.
        verify(&self.plaintext, &verification).unwrap_or_else(Verdict::malformed)
    }
}

impl fmt::Debug for UnverifiedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnverifiedResponse({} bytes)", self.plaintext.len())
    }
}
