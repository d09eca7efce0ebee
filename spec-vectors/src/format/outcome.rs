//! What comes of a case.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::Bytes;

/// What comes of a case, tagged by `outcome`.
///
/// `failing` and `deviations` are check ids, sorted, each once; an implementation that has no such ids leaves them out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Outcome {
    /// Of `verify-response`: the bytes are no DeviceResponse, which a session answers with this status and ends.
    Malformed {
        /// The session status.
        status: u64,
    },
    /// Of `verify-response`: the verdict.
    Verdict(ResponseOutcome),
    /// Of `reader-session`.
    ReaderSession {
        /// What came of each message, in order; shorter than the messages where the session ended before.
        replies: Vec<ReaderReply>,
        /// Whether the session has ended after the last message.
        closed: bool,
    },
    /// Of `reader-session`: no session can be made from this engagement.
    NoSession {
        /// Why: a reason of `read-engagement`; empty where an implementation does not tell.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Of `read-engagement`.
    Engagement {
        /// Whether a session can be made from it.
        accepted: bool,
        /// Why not: `scheme` (no `mdoc:` text), `base64`, `cbor` (no DeviceEngagement), `version` (its major version),
        /// `cipher-suite`, `device-key`, `no-usable-method` or `nfc` (no Handover Select message with an engagement).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The usable retrieval methods of a QR code, in the order offered, as in `ble-central`, `ble-peripheral`,
        /// `nfc`, `wifi-aware`. By NFC the handover's carriers count, which are not listed here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        methods: Vec<String>,
    },
    /// Of `holder-session`.
    HolderSession {
        /// What came of each message, in order; shorter than the messages where the session ended before.
        replies: Vec<HolderReply>,
        /// Whether the session has ended after the last message.
        closed: bool,
    },
    /// Of `load-anchor`, `read-list` and `receive-credential`.
    Trust {
        /// Whether it may be relied upon.
        accepted: bool,
        /// The checks that failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failing: Option<Vec<String>>,
        /// The checks that deviate.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deviations: Option<Vec<String>>,
        /// How many entries of a list can serve as anchors.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchors: Option<usize>,
    },
    /// Of `session-keys`.
    SessionKeys {
        /// SessionTranscript.
        transcript: Bytes,
        /// The shared secret.
        zab: Bytes,
        /// SKReader.
        sk_reader: Bytes,
        /// SKDevice.
        sk_device: Bytes,
        /// EMacKey.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        e_mac_key: Option<Bytes>,
    },
    /// Of `read-request`: who asks, per DocRequest.
    Readers {
        /// `absent`, `invalid`, `untrusted` or `valid`, per DocRequest.
        readers: Vec<String>,
        /// The checks that failed, over all DocRequests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failing: Option<Vec<String>>,
        /// The checks that deviate, over all DocRequests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deviations: Option<Vec<String>>,
    },
    /// Of `read-request`: no DeviceRequest, answered with this DeviceResponse status.
    RefusedRequest {
        /// The status.
        status: u64,
    },
    /// Of `nfc-card`.
    Responses {
        /// A response APDU for each command, none where the field goes off.
        responses: Vec<Bytes>,
        /// The reader's messages that arrived whole.
        messages: Vec<Bytes>,
    },
    /// Of `read-tag`: what enters the transcript; without a Handover Select message there was no handover.
    Handover {
        /// Handover Select.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        select: Option<Bytes>,
        /// Handover Request, where the handover was negotiated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<Bytes>,
    },
    /// Of `l2cap`.
    Messages {
        /// The messages.
        messages: Vec<Bytes>,
        /// Whether the channel is to be closed for what came.
        refused: bool,
    },
    /// Of `ble-connection`.
    BleConnection {
        /// Whether it has started: by a client that wrote Start, or by one that did so here.
        started: bool,
        /// The whole messages received, in order.
        messages: Vec<Bytes>,
        /// The values sent, in order; of a client, its Start too.
        sent: Vec<BleValue>,
        /// The stream sent on an L2CAP channel, whatever the pieces; absent where nothing was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<Bytes>,
        /// `open`; `ended`, by State, by the end of a channel or by this side, with no message cut; or `broken`: whatever else ended it.
        end: String,
    },
}

impl Outcome {
    /// Every check id it names, failing or deviating, in the order of its members.
    pub fn checks(&self) -> impl Iterator<Item = &str> {
        let lists: Vec<&Option<Vec<String>>> = match self {
            Self::Verdict(verdict) => verdict.checks(),
            Self::ReaderSession { replies, .. } => replies.iter().flat_map(ReaderReply::checks).collect(),
            Self::Trust { failing, deviations, .. } | Self::Readers { failing, deviations, .. } => {
                vec![failing, deviations]
            }
            _ => Vec::new(),
        };
        lists.into_iter().flatten().flatten().map(String::as_str)
    }
}

impl ResponseOutcome {
    fn checks(&self) -> Vec<&Option<Vec<String>>> {
        let documents = self.documents.iter().flat_map(|document| [&document.failing, &document.deviations]);
        [&self.failing, &self.deviations].into_iter().chain(documents).collect()
    }
}

impl ReaderReply {
    fn checks(&self) -> Vec<&Option<Vec<String>>> {
        match self {
            Self::Response(verdict) => verdict.checks(),
            Self::Silence | Self::Status { .. } => Vec::new(),
        }
    }
}

/// A verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ResponseOutcome {
    /// `verified`, `rejected`, or `empty` where nothing was returned.
    pub verdict: String,
    /// The checks of the response as a whole that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Vec<String>>,
    /// The checks of the response as a whole that deviate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviations: Option<Vec<String>>,
    /// Each document, in order.
    pub documents: Vec<DocumentOutcome>,
}

/// What came of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DocumentOutcome {
    /// The document type, where known.
    pub doc_type: Option<String>,
    /// `verified` or `rejected`.
    pub verdict: String,
    /// The checks that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Vec<String>>,
    /// The checks that deviate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviations: Option<Vec<String>>,
    /// What a verified document says: namespace, identifier, value as CBOR. What was not asked for is not there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elements: BTreeMap<String, BTreeMap<String, Bytes>>,
    /// The same of what the device alone signed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub device_elements: BTreeMap<String, BTreeMap<String, Bytes>>,
    /// The answers to `ages`: `proven`, `disproven` or `unproven`.
    #[serde(deserialize_with = "ages", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ages: BTreeMap<u8, String>,
}

/// What a holder answers to one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "reply", deny_unknown_fields)]
pub enum HolderReply {
    /// Nothing at all.
    Silence,
    /// SessionData with a status and no data; the session ends.
    Status {
        /// The status.
        status: u64,
    },
    /// An encrypted DeviceResponse.
    Response {
        /// Its status.
        status: u64,
        /// Its documents.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        documents: Vec<Returned>,
        /// Who asked, per DocRequest: `absent`, `invalid`, `untrusted` or `valid`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        readers: Option<Vec<String>>,
    },
}

/// What a holder returned in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Returned {
    /// The document type.
    pub doc_type: String,
    /// Issuer-signed elements: namespace, identifiers sorted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elements: BTreeMap<String, Vec<String>>,
    /// Device-signed elements: namespace, identifiers sorted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub device_elements: BTreeMap<String, Vec<String>>,
    /// `signature` or `mac`; `invalid` where it does not verify under the credential's device key, or something else
    /// than what the issuer signed was returned.
    pub method: String,
}

/// What comes of one message at a reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "reply", deny_unknown_fields)]
pub enum ReaderReply {
    /// Nothing is sent and nothing is handed out.
    Silence,
    /// SessionData with this status is sent; the session ends.
    Status {
        /// The status.
        status: u64,
    },
    /// A response is handed out and judged.
    Response(ResponseOutcome),
}

/// Keys are ages: through an enum of several forms only text comes, which numbers are read from here.
fn ages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<u8, String>, D::Error> {
    let texts = BTreeMap::<String, String>::deserialize(deserializer)?;
    let read = |(age, answer): (String, String)| Ok((age.parse().map_err(D::Error::custom)?, answer));
    texts.into_iter().map(read).collect()
}

/// A value that a BLE connection sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BleValue {
    /// The characteristic, by its name in `ble-connection`.
    pub characteristic: String,
    /// The whole value.
    pub value: Bytes,
}
