//! What a place in a structure holds, and how its keys are called.

/// The structures of the protocol, as far as their keys need names or their byte strings opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Any,
    DeviceEngagement,
    Security,
    Capabilities,
    RetrievalMethods,
    RetrievalMethod,
    BleOptions,
    NfcOptions,
    WifiOptions,
    CoseKey,
    SessionEstablishment,
    SessionData,
    SessionTranscript,
    Handover,
    DeviceRequest,
    DocRequests,
    DocRequest,
    ItemsRequest,
    DeviceResponse,
    Documents,
    Document,
    IssuerSigned,
    IssuerNameSpaces,
    IssuerItems,
    IssuerSignedItem,
    DeviceSigned,
    DeviceAuth,
    /// A COSE_Sign1 whose payload, where attached, is an item of this kind.
    Sign1(Payload),
    Mac0,
    DeviceAuthentication,
    ReaderAuthentication,
    /// What a COSE_Sign1 or COSE_Mac0 is computed over.
    ToBeSigned,
    Headers,
    /// x5chain: one certificate or several.
    Certificates,
    Mso,
    ValueDigests,
    Digests,
    DeviceKeyInfo,
    /// Where a mobile security object's revocation is published.
    Status,
    StatusReference,
    /// A VICAL or RICAL.
    List,
    CertificateInfos,
    CertificateInfo,
    /// The claims of a token status list or identifier list.
    StatusClaims,
    /// A byte string that holds CBOR.
    Cbor(Payload),
    /// A byte string that is a DER certificate.
    Certificate,
    /// The protected bucket of a COSE message: a byte string that holds headers.
    Protected,
    /// A byte string that is an NDEF message.
    Ndef,
}

/// What the payload of a COSE_Sign1 holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    Mso,
    List,
    StatusClaims,
    Any,
}

impl Payload {
    pub fn shape(self) -> Shape {
        match self {
            Self::Mso => Shape::Mso,
            Self::List => Shape::List,
            Self::StatusClaims => Shape::StatusClaims,
            Self::Any => Shape::Any,
        }
    }
}

impl Shape {
    /// Whether it is a list of certificates or of what is revoked, signed or not.
    pub fn is_list(self) -> bool {
        let payload = match self {
            Self::Sign1(payload) => payload.shape(),
            other => other,
        };
        matches!(payload, Self::List | Self::StatusClaims)
    }

    /// The shape and, for integer keys and array places, the name of a member.
    pub fn member(self, key: Key<'_>) -> (Option<&'static str>, Self) {
        match key {
            Key::Text(name) => (None, self.text(name)),
            Key::Int(label) => self.int(label),
            Key::Index(index) => self.index(index),
        }
    }

    fn text(self, name: &str) -> Self {
        match (self, name) {
            (Self::SessionEstablishment, "eReaderKey") => Self::CoseKey,
            (Self::DeviceRequest, "docRequests") => Self::DocRequests,
            (Self::DocRequest, "itemsRequest") => Self::ItemsRequest,
            (Self::DocRequest, "readerAuth") => Self::Sign1(Payload::Any),
            (Self::DeviceResponse, "documents") => Self::Documents,
            (Self::Document, "issuerSigned") => Self::IssuerSigned,
            (Self::Document, "deviceSigned") => Self::DeviceSigned,
            (Self::IssuerSigned, "nameSpaces") => Self::IssuerNameSpaces,
            (Self::IssuerSigned, "issuerAuth") => Self::Sign1(Payload::Mso),
            (Self::IssuerNameSpaces, _) => Self::IssuerItems,
            (Self::DeviceSigned, "deviceAuth") => Self::DeviceAuth,
            (Self::DeviceAuth, "deviceSignature") => Self::Sign1(Payload::Any),
            (Self::DeviceAuth, "deviceMac") => Self::Mac0,
            (Self::Mso, "deviceKeyInfo") => Self::DeviceKeyInfo,
            (Self::Mso, "valueDigests") => Self::ValueDigests,
            (Self::Mso, "status") => Self::Status,
            (Self::Status, _) => Self::StatusReference,
            (Self::StatusReference, "certificate") => Self::Certificate,
            (Self::ValueDigests, _) => Self::Digests,
            (Self::DeviceKeyInfo, "deviceKey") => Self::CoseKey,
            (Self::List, "certificateInfos") => Self::CertificateInfos,
            (Self::CertificateInfo, "certificate") => Self::Certificate,
            _ => Self::Any,
        }
    }

    fn int(self, label: i64) -> (Option<&'static str>, Self) {
        let named = |name, shape| (Some(name), shape);
        match (self, label) {
            (Self::DeviceEngagement, 0) => named("version", Self::Any),
            (Self::DeviceEngagement, 1) => named("security", Self::Security),
            (Self::DeviceEngagement, 2) => named("deviceRetrievalMethods", Self::RetrievalMethods),
            (Self::DeviceEngagement, 3) => named("serverRetrievalMethods", Self::Any),
            (Self::DeviceEngagement, 4) => named("protocolInfo", Self::Any),
            (Self::DeviceEngagement, 5) => named("originInfos", Self::Any),
            (Self::DeviceEngagement, 6) => named("capabilities", Self::Capabilities),
            (Self::Capabilities, 0) => named("macKeysSupport", Self::Any),
            (Self::Capabilities, 1) => named("macKeysCurves", Self::Any),
            (Self::Capabilities, 2) => named("handoverSessionEstablishmentSupport", Self::Any),
            (Self::Capabilities, 3) => named("readerAuthAllSupport", Self::Any),
            (Self::Capabilities, 4) => named("extendedRequestSupport", Self::Any),
            (Self::BleOptions, 0) => named("peripheral server mode", Self::Any),
            (Self::BleOptions, 1) => named("central client mode", Self::Any),
            (Self::BleOptions, 10) => named("peripheral server UUID", Self::Any),
            (Self::BleOptions, 11) => named("central client UUID", Self::Any),
            (Self::BleOptions, 20) => named("device address", Self::Any),
            (Self::BleOptions, 21) => named("L2CAP PSM", Self::Any),
            (Self::NfcOptions, 0) => named("longest command", Self::Any),
            (Self::NfcOptions, 1) => named("longest response", Self::Any),
            (Self::WifiOptions, 0) => named("pass-phrase", Self::Any),
            (Self::WifiOptions, 1) => named("operating class", Self::Any),
            (Self::WifiOptions, 2) => named("channel", Self::Any),
            (Self::WifiOptions, 3) => named("bands", Self::Any),
            (Self::CoseKey, 1) => named("kty", Self::Any),
            (Self::CoseKey, 2) => named("kid", Self::Any),
            (Self::CoseKey, 3) => named("alg", Self::Any),
            (Self::CoseKey, 4) => named("key_ops", Self::Any),
            (Self::CoseKey, -1) => named("crv", Self::Any),
            (Self::CoseKey, -2) => named("x", Self::Any),
            (Self::CoseKey, -3) => named("y", Self::Any),
            (Self::CoseKey, -4) => named("d (private!)", Self::Any),
            (Self::Headers, 1) => named("alg", Self::Any),
            (Self::Headers, 2) => named("crit", Self::Any),
            (Self::Headers, 3) => named("content type", Self::Any),
            (Self::Headers, 4) => named("kid", Self::Any),
            (Self::Headers, 16) => named("typ", Self::Any),
            (Self::Headers, 32) => named("x5bag", Self::Certificates),
            (Self::Headers, 33) => named("x5chain", Self::Certificates),
            (Self::Headers, 34) => named("x5t", Self::Any),
            (Self::Headers, 35) => named("x5u", Self::Any),
            (Self::StatusClaims, 2) => named("sub", Self::Any),
            (Self::StatusClaims, 4) => named("exp", Self::Any),
            (Self::StatusClaims, 5) => named("nbf", Self::Any),
            (Self::StatusClaims, 6) => named("iat", Self::Any),
            (Self::StatusClaims, 65_534) => named("ttl", Self::Any),
            (Self::StatusClaims, 65_533) => named("status list", Self::Any),
            (Self::StatusClaims, 65_530) => named("identifier list", Self::Any),
            _ => (None, Self::Any),
        }
    }

    fn index(self, index: usize) -> (Option<&'static str>, Self) {
        let named = |name, shape| (Some(name), shape);
        match (self, index) {
            (Self::Security, 0) => named("cipher suite", Self::Any),
            (Self::Security, 1) => named("EDeviceKey", Self::CoseKey),
            (Self::RetrievalMethods, _) => (None, Self::RetrievalMethod),
            (Self::RetrievalMethod, 0) => named("type", Self::Any),
            (Self::RetrievalMethod, 1) => named("version", Self::Any),
            (Self::RetrievalMethod, 2) => named("options", Self::Any),
            (Self::DeviceAuthentication | Self::ReaderAuthentication | Self::ToBeSigned, 0) => {
                named("context", Self::Any)
            }
            (Self::DeviceAuthentication | Self::ReaderAuthentication, 1) => {
                named("SessionTranscript", Self::SessionTranscript)
            }
            (Self::DeviceAuthentication, 2) => named("docType", Self::Any),
            (Self::DeviceAuthentication, 3) => named("DeviceNameSpaces", Self::Any),
            (Self::ReaderAuthentication, 2) => named("ItemsRequest", Self::ItemsRequest),
            (Self::ToBeSigned, 1) => named("protected", Self::Protected),
            (Self::ToBeSigned, 2) => named("external_aad", Self::Any),
            (Self::ToBeSigned, 3) => named("payload", Self::Cbor(Payload::Any)),
            (Self::SessionTranscript, 0) => named("DeviceEngagement", Self::DeviceEngagement),
            (Self::SessionTranscript, 1) => named("EReaderKey", Self::CoseKey),
            (Self::SessionTranscript, 2) => named("Handover", Self::Handover),
            (Self::Handover, 0) => named("Handover Select", Self::Ndef),
            (Self::Handover, 1) => named("Handover Request", Self::Ndef),
            (Self::DocRequests, _) => (None, Self::DocRequest),
            (Self::Documents, _) => (None, Self::Document),
            (Self::IssuerItems, _) => (None, Self::IssuerSignedItem),
            (Self::Sign1(_) | Self::Mac0, 0) => named("protected", Self::Protected),
            (Self::Sign1(_) | Self::Mac0, 1) => named("unprotected", Self::Headers),
            (Self::Sign1(payload), 2) => named("payload", Self::Cbor(payload)),
            (Self::Mac0, 2) => named("payload", Self::Any),
            (Self::Sign1(_), 3) => named("signature", Self::Any),
            (Self::Mac0, 3) => named("tag", Self::Any),
            (Self::Certificates, _) => (None, Self::Certificate),
            (Self::CertificateInfos, _) => (None, Self::CertificateInfo),
            _ => (None, Self::Any),
        }
    }

    /// What an integer means here.
    pub fn meaning(self, key: Key<'_>, value: i128) -> Option<String> {
        let text = match (self, key, value) {
            (Self::CoseKey, Key::Int(1), 1) => "OKP",
            (Self::CoseKey, Key::Int(1), 2) => "EC2",
            (Self::CoseKey, Key::Int(-1), id) => {
                return i64::try_from(id)
                    .ok()
                    .and_then(mdoc_proximity::crypto::Curve::from_cose_id)
                    .map(|curve| curve.name().to_owned());
            }
            (Self::Headers, Key::Int(1), 5) => "HMAC 256/256",
            (Self::Headers, Key::Int(1), id) => {
                return i64::try_from(id)
                    .ok()
                    .and_then(mdoc_proximity::crypto::SignatureAlgorithm::from_cose_id)
                    .map(|algorithm| algorithm.name().to_owned());
            }
            (Self::StatusClaims, Key::Int(4..=6), seconds) => {
                let seconds = i64::try_from(seconds).ok()?;
                return Some(mdoc_proximity::time::UnixTime::from_unix_seconds(seconds).to_string());
            }
            (Self::StatusClaims, Key::Int(65_534), _) => "seconds",
            (Self::RetrievalMethod, Key::Index(0), 1) => "NFC",
            (Self::RetrievalMethod, Key::Index(0), 2) => "BLE",
            (Self::RetrievalMethod, Key::Index(0), 3) => "Wi-Fi Aware",
            (Self::RetrievalMethod, Key::Index(0), 4) => "website",
            (Self::DeviceResponse, Key::Text("status"), 0) => "OK",
            (Self::DeviceResponse, Key::Text("status"), 10) => "general error",
            (Self::DeviceResponse, Key::Text("status"), 11) => "CBOR decoding error",
            (Self::DeviceResponse, Key::Text("status"), 12) => "CBOR validation error",
            (Self::SessionData, Key::Text("status"), 10) => "session encryption error",
            (Self::SessionData, Key::Text("status"), 11) => "CBOR decoding error",
            (Self::SessionData, Key::Text("status"), 20) => "session termination",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

/// How a member is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    Text(&'a str),
    Int(i64),
    Index(usize),
}
