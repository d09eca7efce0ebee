//! mdoc authentication (edition 1 9.1.3, edition 2 12.4).

use crate::crypto::{CryptoProvider, SharedSecret};
use crate::model::transcript::SessionTranscript;
use zeroize::Zeroizing;

/// `EMacKey = HKDF-SHA-256(IKM = Zab(SDeviceKey, EReaderKey), salt = SHA-256(SessionTranscriptBytes), info = "EMacKey",
/// L = 32)`.
#[must_use]
pub fn mac_key(provider: &CryptoProvider, zab: &SharedSecret, transcript: &SessionTranscript) -> Zeroizing<[u8; 32]> {
    todo!()
}
