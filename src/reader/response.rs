//! A response nobody may read yet.

use core::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::reader::session::Exchange;
use crate::reader::{Request, Verdict, Verification, verify};
use crate::time::UnixTime;

/// A decrypted response. Its claims are reachable through [`verify`](Self::verify) only.
///
/// It keeps what the verdict needs (transcript, EReaderKey, request), so that it can be judged after the session has
/// ended; all of it is wiped with the last response.
pub struct UnverifiedResponse {
    pub(crate) plaintext: Zeroizing<Vec<u8>>,
    pub(crate) request: Arc<Request>,
    pub(crate) exchange: Arc<Exchange>,
}

impl UnverifiedResponse {
    /// Judges the response at the wall-clock time `at`.
    #[must_use]
    pub fn verify(&self, at: UnixTime) -> Verdict<'_> {
        let verification = Verification {
            config: &self.exchange.config,
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
