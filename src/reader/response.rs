//! A response nobody may read yet.

use zeroize::Zeroizing;

/// A decrypted response. Its claims are reachable through [`verify`](super::verify()) only.
pub struct UnverifiedResponse {
    pub(crate) plaintext: Zeroizing<Vec<u8>>,
}
