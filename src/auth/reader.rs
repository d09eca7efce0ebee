//! mdoc reader authentication (edition 1 9.1.4, edition 2 12.5).

use core::time::Duration;

use crate::cbor::Error;
use crate::cose::Sign1;
use crate::crypto::{CryptoError, CryptoProvider, SigningKey};
use crate::model::transcript::SessionTranscript;
use crate::report::{Profile, Report};
use crate::time::UnixTime;
use crate::trust::TrustAnchors;
use crate::x509::Certificate;

/// Who is asking, as far as it is proven. Four different things, judged per DocRequest.
#[derive(Debug, Clone)]
pub enum ReaderAuth {
    /// No readerAuth.
    Absent,
    /// A readerAuth whose signature, chain or certificate does not hold. No name may be shown.
    Invalid(Report),
    /// The signature holds, but the certificate leads to no trusted reader CA. No name may be shown as proven.
    Untrusted(Report),
    /// The signature holds and the certificate leads to a trusted reader CA.
    Valid(ReaderIdentity),
}

/// A reader that was authenticated.
#[derive(Debug, Clone)]
pub struct ReaderIdentity {
    certificate: Certificate,
    report: Report,
}

impl ReaderIdentity {
    /// The reader's certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// A name for the consent screen: the organization, else the common name.
    #[must_use]
    pub fn display_name(&self) -> String {
        todo!()
    }

    /// The checks made.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Judges the readerAuth of one DocRequest.
#[expect(clippy::too_many_arguments)]
#[must_use]
pub fn verify(
    provider: &CryptoProvider,
    reader_auth: Option<&Result<Sign1<'_>, Error>>,
    items_request_bytes: &[u8],
    transcript: &SessionTranscript,
    anchors: &TrustAnchors,
    at: UnixTime,
    skew: Duration,
    profile: Profile,
) -> ReaderAuth {
    todo!()
}

/// Makes the readerAuth of one DocRequest: a detached COSE_Sign1 over ReaderAuthenticationBytes.
///
/// # Errors
/// The key's.
pub fn sign(
    key: &dyn SigningKey,
    x5chain: &[&[u8]],
    items_request_bytes: &[u8],
    transcript: &SessionTranscript,
) -> Result<Vec<u8>, CryptoError> {
    todo!()
}
