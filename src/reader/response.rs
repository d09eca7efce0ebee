//! A response nobody may read yet.

use core::fmt;

use zeroize::Zeroizing;

use crate::reader::{Malformed, Verdict, Verification, verify};

/// A decrypted response. Its claims are reachable through [`verify`](Self::verify) only.
pub struct UnverifiedResponse {
    pub(crate) plaintext: Zeroizing<Vec<u8>>,
}

impl UnverifiedResponse {
    /// A DeviceResponse in the clear that came by another way than a session of this library.
    #[must_use]
    pub fn from_plaintext(plaintext: Zeroizing<Vec<u8>>) -> Self {
        Self { plaintext }
    }

    /// Judges the response: [`verify`](super::verify()).
    ///
    /// # Errors
    /// [`Malformed`] when it is no DeviceResponse.
    pub fn verify(&self, verification: &Verification<'_>) -> Result<Verdict<'_>, Malformed> {
        verify(&self.plaintext, verification)
    }
}

impl fmt::Debug for UnverifiedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnverifiedResponse({} bytes)", self.plaintext.len())
    }
}
