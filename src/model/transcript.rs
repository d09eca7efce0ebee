//! SessionTranscript and its handovers (edition 1 9.1.5.1, edition 2 12.7.1), and the online variants' transcripts.

use core::fmt;

use crate::cbor::{Encoding, Error, Reader, Type, Writer};
use crate::crypto::{CryptoProvider, Digest, HashAlgorithm};

#[cfg(test)]
mod tests;

/// A session transcript, as its exact bytes: `[DeviceEngagementBytes / null, EReaderKeyBytes / null, Handover]`.
///
/// The standard uses it in two forms, and so both are here: the bare array ([`bytes`](Self::bytes)), part of what
/// device and reader authentication sign, and `SessionTranscriptBytes = #6.24(bstr .cbor SessionTranscript)`
/// ([`embedded_bytes`](Self::embedded_bytes)), hashed into the [`salt`](Self::salt) of the session keys.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionTranscript {
    /// SessionTranscriptBytes. The bare array is its end.
    embedded: Vec<u8>,
    /// The length of the bare array.
    array: usize,
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

/// More than the heads in a transcript take.
const HEADS: usize = 32;

impl SessionTranscript {
    /// The transcript of a proximity session.
    ///
    /// `device_engagement` is the bare DeviceEngagement as exchanged, `e_reader_key_bytes` the tag-24 item as sent.
    #[must_use]
    pub fn proximity(device_engagement: &[u8], e_reader_key_bytes: &[u8], handover: Handover<'_>) -> Self {
        let handed_over = match handover {
            Handover::Qr => 0,
            Handover::Nfc { select, request } => select.len().saturating_add(request.map_or(0, <[u8]>::len)),
        };
        let parts = [device_engagement.len(), e_reader_key_bytes.len(), handed_over];
        let mut writer = Writer::with_capacity(parts.into_iter().fold(HEADS, usize::saturating_add));
        writer.array(3).embedded(device_engagement).raw(e_reader_key_bytes);
        match handover {
            Handover::Qr => writer.null(),
            Handover::Nfc { select, request } => {
                writer.array(2).bytes(select);
                match request {
                    Some(request) => writer.bytes(request),
                    None => writer.null(),
                }
            }
        };
        Self::embed(&writer.into_vec())
    }

    /// A transcript that the caller made, such as another protocol's. It must be one CBOR item: an array of three, or
    /// a tag-24 byte string around one. Either is kept exactly as given.
    ///
    /// # Errors
    /// When it is not.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        // Another party derived its keys from these bytes, so heads that are too long are none of our business.
        let mut reader = Reader::new(bytes, Encoding::Field);
        if reader.peek()? == Type::Tag {
            let (array, ()) = reader.tagged(24, |reader| reader.within_bytes(check_array))?;
            reader.finish()?;
            return Ok(Self { embedded: bytes.to_vec(), array: array.len() });
        }
        check_array(&mut reader)?;
        reader.finish()?;
        Ok(Self::embed(bytes))
    }

    /// Bytes that were handed over as a transcript, whatever they are: for verifying only.
    ///
    /// [`from_bytes`](Self::from_bytes) refuses what cannot be a transcript. An auditor with damaged bytes rather wants
    /// to see that the device's authentication does not hold over them.
    #[must_use]
    pub fn from_opaque_bytes(bytes: &[u8]) -> Self {
        Self::embed(bytes)
    }

    /// OpenID4VP 1.0, redirect or direct_post (appendix B.2.6.1). `jwk_thumbprint` is 32 bytes, `None` when the
    /// response is not encrypted.
    ///
    /// `[null, null, ["OpenID4VPHandover", SHA-256([client_id, nonce, jwk_thumbprint, response_uri])]]`
    #[must_use]
    pub fn openid4vp(
        provider: &CryptoProvider,
        client_id: &str,
        nonce: &str,
        jwk_thumbprint: Option<&[u8]>,
        response_uri: &str,
    ) -> Self {
        let mut info = Writer::new();
        info.array(4).text(client_id).text(nonce);
        bytes_or_null(&mut info, jwk_thumbprint).text(response_uri);
        Self::online(provider, "OpenID4VPHandover", info)
    }

    /// OpenID4VP 1.0 over the Digital Credentials API (appendix B.2.6.2). `jwk_thumbprint` is 32 bytes, `None` when
    /// the response is not encrypted.
    ///
    /// `[null, null, ["OpenID4VPDCAPIHandover", SHA-256([origin, nonce, jwk_thumbprint])]]`
    #[must_use]
    pub fn openid4vp_dc_api(
        provider: &CryptoProvider,
        origin: &str,
        nonce: &str,
        jwk_thumbprint: Option<&[u8]>,
    ) -> Self {
        let mut info = Writer::new();
        info.array(3).text(origin).text(nonce);
        bytes_or_null(&mut info, jwk_thumbprint);
        Self::online(provider, "OpenID4VPDCAPIHandover", info)
    }

    /// ISO/IEC TS 18013-7 Annex C, `org-iso-mdoc` over the Digital Credentials API. `base64_encryption_info` is the
    /// text as it stood in the request.
    ///
    /// `[null, null, ["dcapi", SHA-256([base64_encryption_info, origin])]]`
    #[must_use]
    pub fn iso_dc_api(provider: &CryptoProvider, base64_encryption_info: &str, origin: &str) -> Self {
        let mut info = Writer::new();
        info.array(2).text(base64_encryption_info).text(origin);
        Self::online(provider, "dcapi", info)
    }

    /// The bare array.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        let start = self.embedded.len().saturating_sub(self.array);
        self.embedded.get(start..).unwrap_or_default()
    }

    /// SessionTranscriptBytes: the array in a tag-24 byte string.
    #[must_use]
    pub fn embedded_bytes(&self) -> &[u8] {
        &self.embedded
    }

    /// SHA-256 of SessionTranscriptBytes, the salt of every key derivation.
    #[must_use]
    pub fn salt(&self, provider: &CryptoProvider) -> Digest {
        provider.hash.digest(HashAlgorithm::Sha256, &[&self.embedded])
    }

    /// A transcript without engagement and reader key, whose handover is a name and the digest of `info`.
    fn online(provider: &CryptoProvider, handover: &str, info: Writer) -> Self {
        let digest = provider.hash.digest(HashAlgorithm::Sha256, &[info.as_slice()]);
        let mut writer = Writer::new();
        writer.array(3).null().null().array(2).text(handover).bytes(digest.as_bytes());
        Self::embed(&writer.into_vec())
    }

    fn embed(array: &[u8]) -> Self {
        let mut writer = Writer::with_capacity(array.len().saturating_add(HEADS));
        writer.embedded(array);
        Self { embedded: writer.into_vec(), array: array.len() }
    }
}

fn check_array(reader: &mut Reader<'_>) -> Result<(), Error> {
    reader.tuple(3, |reader| {
        reader.skip()?;
        reader.skip()?;
        reader.skip().map(drop)
    })
}

fn bytes_or_null<'w>(writer: &'w mut Writer, bytes: Option<&[u8]>) -> &'w mut Writer {
    match bytes {
        Some(bytes) => writer.bytes(bytes),
        None => writer.null(),
    }
}

impl fmt::Debug for SessionTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTranscript({} bytes)", self.array)
    }
}
