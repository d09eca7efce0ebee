//! The reader's validation procedure (edition 1 9.3, edition 2 12.8).

use crate::crypto::AgreementKey;
use crate::model::transcript::SessionTranscript;
use crate::reader::{Config, Malformed, Request, Verdict};
use crate::time::UnixTime;

/// What a response is judged against.
#[derive(Clone, Copy)]
pub struct Verification<'c> {
    /// Trust, profile and skew.
    pub config: &'c Config,
    /// The transcript; without it device authentication is skipped and nothing is verified.
    pub transcript: Option<&'c SessionTranscript>,
    /// EReaderKey's private part; without it a device MAC cannot be checked, which fails.
    pub e_reader_key: Option<&'c dyn AgreementKey>,
    /// What was asked; without it, requested-versus-returned is skipped.
    pub request: Option<&'c Request>,
    /// The wall clock.
    pub at: UnixTime,
}

/// Judges a DeviceResponse in the clear.
///
/// # Errors
/// [`Malformed`] when it is not one.
pub fn verify<'r>(response: &'r [u8], verification: &Verification<'_>) -> Result<Verdict<'r>, Malformed> {
    todo!()
}
