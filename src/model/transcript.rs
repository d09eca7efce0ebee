//! SessionTranscript and its handovers (edition 1 9.1.5.1, edition 2 12.7.1), and the online variants' transcripts.

use core::fmt;

use crate::crypto::{CryptoProvider, Digest};

/// A session transcript, as its exact bytes: `[DeviceEngagementBytes / null, EReaderKeyBytes / null, Handover]`.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionTranscript {
    bytes: Vec<u8>,
}

/// How the engagement reached the reader, in proximity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover<'a> {
    /// `QRHandover = null`.
    Qr,
    /// `NFCHandover = [bstr, bstr / null]`: the Handover Select and, when negotiated, the Handover Request message.
    Nfc {
        /// The complete NDEF message, without the 2-byte length.
        select: &'a [u8],
        /// The complete NDEF message, without the 2-byte length; `None` when static.
        request: Option<&'a [u8]>,
    },
}

impl SessionTranscript {
    /// The transcript of a proximity session.
    ///
    /// `device_engagement` is the bare DeviceEngagement as exchanged, `e_reader_key_bytes` the tag-24 item as sent.
    #[must_use]
    pub fn proximity(device_engagement: &[u8], e_reader_key_bytes: &[u8], handover: Handover<'_>) -> Self {
        todo!()
    }

    /// A transcript that the caller made, such as another protocol's. It must be one CBOR item (an array, or a tag-24
    /// byte string around one).
    ///
    /// # Errors
    /// When it is not.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, crate::cbor::Error> {
        todo!()
    }

    /// OpenID4VP 1.0, redirect or direct_post (appendix B.2.6.1). `jwk_thumbprint` is 32 bytes, `None` when the
    /// response is not encrypted.
    #[must_use]
    pub fn openid4vp(
        provider: &CryptoProvider,
        client_id: &str,
        nonce: &str,
        jwk_thumbprint: Option<&[u8]>,
        response_uri: &str,
    ) -> Self {
        todo!()
    }

    /// OpenID4VP 1.0 over the Digital Credentials API (appendix B.2.6.2).
    #[must_use]
    pub fn openid4vp_dc_api(
        provider: &CryptoProvider,
        origin: &str,
        nonce: &str,
        jwk_thumbprint: Option<&[u8]>,
    ) -> Self {
        todo!()
    }

    /// ISO/IEC TS 18013-7 Annex C, `org-iso-mdoc` over the Digital Credentials API.
    #[must_use]
    pub fn iso_dc_api(provider: &CryptoProvider, base64_encryption_info: &str, origin: &str) -> Self {
        todo!()
    }

    /// The bare array.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of SessionTranscriptBytes, the salt of every key derivation.
    #[must_use]
    pub fn salt(&self, provider: &CryptoProvider) -> Digest {
        todo!()
    }
}

impl fmt::Debug for SessionTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTranscript({} bytes)", self.bytes.len())
    }
}
