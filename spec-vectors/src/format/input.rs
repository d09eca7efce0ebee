//! What is done in a case, and with what.

use serde::{Deserialize, Serialize};

use super::{BleConnection, Bytes, NfcCard, ReadTag};

/// What is done, tagged by `operation`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "kebab-case")]
pub enum Input {
    /// A reader judges a DeviceResponse in the clear.
    VerifyResponse(Box<VerifyResponse>),
    /// A reader runs a session against these messages of a holder.
    ReaderSession(Box<ReaderSession>),
    /// A reader reads an engagement.
    ReadEngagement(EngagementInput),
    /// A holder runs a session against these messages of a reader.
    HolderSession(Box<HolderSession>),
    /// A trust anchor is loaded.
    LoadAnchor(LoadAnchor),
    /// A VICAL or RICAL is judged.
    ReadList(ReadList),
    /// Either side derives the keys of a session.
    SessionKeys(Box<SessionKeys>),
    /// A holder judges who asks, one DeviceRequest in the clear.
    ReadRequest(Box<ReadRequest>),
    /// A holder judges what an issuer delivers, before storing it.
    ReceiveCredential(Box<ReceiveCredential>),
    /// Either side takes L2CAP apart into messages.
    L2cap(L2cap),
    /// A reader's commands to the NFC side of a holder.
    NfcCard(NfcCard),
    /// A reader reads a Type 4 Tag.
    ReadTag(ReadTag),
    /// Either side of a BLE connection, before its messages are looked into.
    BleConnection(BleConnection),
}

/// A private key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// The curve, by its name in the IANA COSE registry, as in `P-256` or `brainpoolP320r1`.
    pub curve: String,
    /// The private key: big-endian scalar of the curve's width, or the seed or u-coordinate secret of RFC 7748 and 8032.
    pub d: Bytes,
}

/// What a reader trusts, and what it knows to be revoked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Trust {
    /// Roots, DER: IACA certificates for a reader, reader CAs for a holder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<Bytes>,
    /// COSE_Keys of signers trusted whatever their certificates say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<Bytes>,
    /// VICALs (reader) or RICALs (holder), whose anchors are trusted once they verify.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<TrustList>,
    /// Certificate revocation lists, DER.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crls: Vec<Bytes>,
    /// Token status lists and identifier lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub status_lists: Vec<FetchedList>,
    /// Whether what cannot be determined to be revoked or not is rejected; else it is reported.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub reject_undetermined: bool,
}

/// A token status list or identifier list, and where it comes from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FetchedList {
    /// The URI it was fetched from.
    pub uri: String,
    /// The list, CWT.
    pub list: Bytes,
}

/// A VICAL or RICAL and the root its signer must lead to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TrustList {
    /// The list, COSE_Sign1.
    pub list: Bytes,
    /// Roots of its signer, DER.
    pub signer_roots: Vec<Bytes>,
}

/// A DeviceResponse, and what it is judged against.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VerifyResponse {
    /// DeviceResponse.
    pub response: Bytes,
    /// SessionTranscript.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript: Option<Bytes>,
    /// EReaderKey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e_reader_key: Option<Secret>,
    /// The DeviceRequest it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Bytes>,
    /// What is trusted.
    pub trust: Trust,
    /// The wall clock, RFC 3339.
    pub at: String,
    /// The clock's tolerance, seconds.
    #[serde(default)]
    pub skew: u64,
    /// `strict` or `field`.
    pub profile: String,
    /// Ages to ask every verified document about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ages: Vec<u8>,
}

/// How an engagement came: by QR code, or in a Handover Select message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngagementInput {
    /// The QR code's text.
    Qr(String),
    /// NFC: complete NDEF messages, without their 2-byte lengths.
    Nfc {
        /// Handover Select.
        select: Bytes,
        /// Handover Request, where the handover was negotiated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<Bytes>,
    },
}

/// How a holder offers its engagement.
pub type Handover = EngagementInput;

/// A reader's session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ReaderSession {
    /// The holder's engagement.
    pub engagement: EngagementInput,
    /// EReaderKey, fixed so that the session is reproducible.
    pub e_reader_key: Secret,
    /// The DeviceRequests to send, each after the answer to the one before; the first opens the session.
    pub requests: Vec<Bytes>,
    /// What is trusted when a response is judged.
    pub trust: Trust,
    /// The wall clock, RFC 3339.
    pub at: String,
    /// `strict` or `field`.
    pub profile: String,
    /// The holder's messages, in order.
    pub messages: Vec<Bytes>,
}

/// A credential that the holder has.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Credential {
    /// IssuerSigned, with every element.
    pub issuer_signed: Bytes,
    /// The device key.
    pub device_key: Secret,
    /// How it authenticates.
    pub method: Method,
    /// What the device would sign itself, whether or not the issuer lets it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub device_elements: Vec<DeviceElement>,
}

/// A value that the device signs itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DeviceElement {
    /// The namespace.
    pub name_space: String,
    /// The element identifier.
    pub identifier: String,
    /// The value, CBOR.
    pub value: Bytes,
}

/// A device authentication form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// deviceSignature.
    Signature,
    /// deviceMac.
    Mac,
}

/// What the holder's user permits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    /// Everything that is asked.
    All,
    /// Nothing.
    Decline,
    /// Everything but elements of these identifiers.
    Except(Vec<String>),
}

/// A holder's session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HolderSession {
    /// EDeviceKey, fixed so that the session is reproducible.
    pub e_device_key: Secret,
    /// How the engagement is offered. An implementation that would make another engagement of the same key is told to
    /// use this one's bytes.
    pub handover: Handover,
    /// What the holder has.
    pub credentials: Vec<Credential>,
    /// Which readers are trusted.
    pub trust: Trust,
    /// The wall clock, RFC 3339.
    pub at: String,
    /// `strict` or `field`.
    pub profile: String,
    /// What the user permits of every request.
    pub consent: Consent,
    /// EReaderKey: the one whose public part the first message carries, so that the holder's answers can be decrypted.
    pub e_reader_key: Secret,
    /// The reader's messages, in order; each is handed in after everything that the one before led to.
    pub messages: Vec<Bytes>,
}

/// A certificate to be loaded as a trust anchor.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LoadAnchor {
    /// The certificate, DER.
    pub certificate: Bytes,
    /// What it is to be an anchor for.
    pub anchor: Anchor,
    /// The trusted root that vouches for it, DER, where it is a link certificate and is to be proven as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_root: Option<Bytes>,
    /// `strict` or `field`.
    pub profile: String,
}

/// What an anchor is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// Document signers.
    Iaca,
    /// Readers.
    ReaderCa,
}

/// A VICAL or RICAL to be judged.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ReadList {
    /// `vical` or `rical`.
    pub kind: String,
    /// The list, COSE_Sign1.
    pub list: Bytes,
    /// Roots of its signer, DER.
    pub signer_roots: Vec<Bytes>,
    /// Certificate revocation lists, DER, that may know its signer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crls: Vec<Bytes>,
    /// The wall clock, RFC 3339.
    pub at: String,
    /// The clock's tolerance, seconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skew: u64,
    /// `strict` or `field`.
    pub profile: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Two ephemeral keys and a transcript.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SessionKeys {
    /// DeviceEngagementBytes' content.
    pub engagement: Bytes,
    /// How the engagement came.
    pub handover: Handover,
    /// EDeviceKey.
    pub e_device_key: Secret,
    /// EReaderKey.
    pub e_reader_key: Secret,
    /// SDeviceKey, where its EMacKey is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub s_device_key: Option<Secret>,
}

/// A DeviceRequest in the clear.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ReadRequest {
    /// DeviceRequest.
    pub request: Bytes,
    /// SessionTranscript.
    pub transcript: Bytes,
    /// Which readers are trusted.
    pub trust: Trust,
    /// The wall clock, RFC 3339.
    pub at: String,
    /// `strict` or `field`.
    pub profile: String,
}

/// What an issuer delivers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ReceiveCredential {
    /// IssuerSigned, with every element.
    pub issuer_signed: Bytes,
    /// The document type that was to be issued.
    pub doc_type: String,
    /// The holder's device key.
    pub device_key: Secret,
    /// Which issuers are trusted.
    pub trust: Trust,
    /// The wall clock, RFC 3339.
    pub at: String,
    /// `strict` or `field`.
    pub profile: String,
}

/// A stream of an L2CAP channel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct L2cap {
    /// What arrives, in pieces.
    pub chunks: Vec<Bytes>,
    /// Whether the channel closes behind the last piece.
    pub ends: bool,
}
