//! The engagement as the reader received it.

use core::fmt;

use crate::cbor::{self, Embedded, Encoding};
use crate::cose::{CoseError, CoseKey, Form};
use crate::crypto::{CryptoError, CryptoProvider, Curve, PublicKey};
use crate::model::engagement::{Capabilities, DeviceEngagement};
use crate::model::retrieval::RetrievalMethod;
use crate::model::transcript::{Handover, SessionTranscript};
use crate::model::version::Version;
use crate::transport::nfc::handover::{Request, Select};
use crate::transport::nfc::ndef::NdefError;
use crate::transport::qr::{self, QrError};

#[cfg(test)]
mod tests;

/// The only cipher suite there is (edition 1 9.1.5.2, edition 2 12.7.2).
const CIPHER_SUITE: i64 = 1;

/// An engagement no session can be made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngagementError {
    /// The text is no `mdoc:` URI.
    Qr(QrError),
    /// A handover message is not readable, or has not the carriers it must have.
    Ndef(NdefError),
    /// The bytes are no DeviceEngagement.
    Malformed(cbor::Error),
    /// A cipher suite other than 1.
    CipherSuite(i64),
    /// The QR code offers no retrieval method that is known and complete.
    NoUsableMethod,
    /// EDeviceKey is unusable.
    DeviceKey(CoseError),
}

impl fmt::Display for EngagementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Qr(error) => error.fmt(f),
            Self::Ndef(error) => write!(f, "the handover is not readable: {error}"),
            Self::Malformed(error) => write!(f, "not a DeviceEngagement: {error}"),
            Self::CipherSuite(suite) => write!(f, "cipher suite {suite} is not supported"),
            Self::NoUsableMethod => f.write_str("the engagement offers no usable retrieval method"),
            Self::DeviceKey(error) => write!(f, "the ephemeral device key is unusable: {error}"),
        }
    }
}

impl core::error::Error for EngagementError {}

/// A DeviceEngagement with its exact bytes and the handover it came by. It opens one session, by value.
pub struct Engagement {
    bytes: Vec<u8>,
    e_device_key_bytes: Vec<u8>,
    handover: OwnedHandover,
    version: Version,
    methods: Vec<RetrievalMethod>,
    capabilities: Option<Capabilities>,
}

enum OwnedHandover {
    Qr,
    Nfc { select: Vec<u8>, request: Option<Vec<u8>> },
}

impl Engagement {
    /// Reads the text of a QR code.
    ///
    /// # Errors
    /// [`EngagementError`].
    pub fn from_qr(text: &str) -> Result<Self, EngagementError> {
        let bytes = qr::from_uri(text).map_err(EngagementError::Qr)?;
        let engagement = Self::new(bytes, OwnedHandover::Qr)?;
        if engagement.methods.is_empty() { Err(EngagementError::NoUsableMethod) } else { Ok(engagement) }
    }

    /// Reads an NFC handover: the complete Handover Select message and, when negotiated, the Handover Request message,
    /// both without the 2-byte length. Retrieval methods are the handover's carriers, exactly one when negotiated; a key
    /// 2 in the engagement is passed over. A carrier that cannot be used is left out.
    ///
    /// # Errors
    /// [`EngagementError`].
    pub fn from_nfc(select: &[u8], request: Option<&[u8]>) -> Result<Self, EngagementError> {
        let read = if request.is_some() { Select::read_answer(select) } else { Select::read(select) };
        let read = read.map_err(EngagementError::Ndef)?;
        // It is the reader's own.
        let asked = request.map(Request::read).transpose().map_err(EngagementError::Ndef)?;
        let methods = read.methods(asked.as_ref()).into_iter().flatten().collect();
        let handover = OwnedHandover::Nfc { select: select.to_vec(), request: request.map(<[u8]>::to_vec) };
        Ok(Self { methods, ..Self::new(read.engagement.to_vec(), handover)? })
    }

    fn new(bytes: Vec<u8>, handover: OwnedHandover) -> Result<Self, EngagementError> {
        let (engagement, _) = decode(&bytes)?;
        let version = engagement.version;
        if engagement.cipher_suite != CIPHER_SUITE {
            return Err(EngagementError::CipherSuite(engagement.cipher_suite));
        }
        let methods = match &handover {
            OwnedHandover::Qr => engagement.usable_methods().collect(),
            OwnedHandover::Nfc { .. } => Vec::new(),
        };
        let capabilities = engagement.capabilities;
        let e_device_key_bytes = engagement.e_device_key.bytes().to_vec();
        Ok(Self { handover, e_device_key_bytes, version, methods, capabilities, bytes })
    }

    /// The exact DeviceEngagement.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `EDeviceKeyBytes = #6.24(bstr .cbor COSE_Key)` exactly as received, from which BLE and Wi-Fi Aware derive their
    /// identifiers.
    #[must_use]
    pub fn e_device_key_bytes(&self) -> &[u8] {
        &self.e_device_key_bytes
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The retrieval methods that are known and complete, in the order offered.
    #[must_use]
    pub fn retrieval_methods(&self) -> &[RetrievalMethod] {
        &self.methods
    }

    /// The capabilities (edition 2), where there are any.
    #[must_use]
    pub fn capabilities(&self) -> Option<Capabilities> {
        self.capabilities
    }

    /// EDeviceKey, validated: a key on a curve that agrees. It may be compressed.
    ///
    /// # Errors
    /// [`EngagementError::DeviceKey`].
    pub fn device_key(&self, provider: &CryptoProvider) -> Result<PublicKey, EngagementError> {
        let (key, _) = self.e_device_key()?;
        key.validate(provider, Form::Any).map_err(EngagementError::DeviceKey)
    }

    /// EDeviceKey, whose point is not validated yet, and its curve, on which keys agree.
    pub(crate) fn e_device_key(&self) -> Result<(Embedded<'_, CoseKey<'_>>, Curve), EngagementError> {
        let key = cbor::from_slice::<Embedded<'_, CoseKey<'_>>>(&self.e_device_key_bytes, Encoding::Field);
        let (key, _) = key.map_err(EngagementError::Malformed)?;
        let unusable = match key.curve {
            Some(curve) if curve.can_agree() => return Ok((key, curve)),
            Some(curve) => CryptoError::UnsupportedCurve(curve).into(),
            None => CoseError::UnknownCurve(key.crv),
        };
        Err(EngagementError::DeviceKey(unusable))
    }

    pub(crate) fn transcript(&self, e_reader_key_bytes: &[u8]) -> SessionTranscript {
        let handover = match &self.handover {
            OwnedHandover::Qr => Handover::Qr,
            OwnedHandover::Nfc { select, request } => Handover::Nfc { select, request: request.as_deref() },
        };
        SessionTranscript::proximity(&self.bytes, e_reader_key_bytes, handover)
    }
}

/// Long heads are the sender's error and harm nobody: the transcript takes the bytes as they are.
fn decode(bytes: &[u8]) -> Result<(DeviceEngagement<'_>, cbor::NonPreferred), EngagementError> {
    cbor::from_slice(bytes, Encoding::Field).map_err(EngagementError::Malformed)
}

impl fmt::Debug for Engagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reader::Engagement(version {}, {} methods)", self.version, self.methods.len())
    }
}
