//! What is done over NFC.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// A reader's commands to the NFC side of a holder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NfcCard {
    /// How the engagement is offered; absent, there is no NDEF application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<CardTag>,
    /// What data transfer was announced with; absent, there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lengths: Option<NfcLengths>,
    /// Command APDUs, in order. One of no bytes: the field goes off and comes on again.
    pub commands: Vec<Bytes>,
    /// The holder's messages: each answers one that has arrived whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Bytes>,
}

/// The handover of a tag.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CardTag {
    /// Static: this Handover Select message.
    Static(Bytes),
    /// Negotiated.
    Negotiated {
        /// The DeviceEngagement.
        engagement: Bytes,
        /// What the holder can do, the preferred first: each a DeviceRetrievalMethod.
        methods: Vec<Bytes>,
    },
}

/// Lengths of data transfer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NfcLengths {
    /// The largest command data field.
    pub max_command: u32,
    /// The largest response data field.
    pub max_response: u32,
}

/// A Type 4 Tag that a reader reads.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ReadTag {
    /// The capability container.
    pub container: Bytes,
    /// The NDEF messages that the tag holds: the first from the start, each further one once the reader has written
    /// another message. One of no bytes is a length of 0, for ever. Behind the last, it stays.
    pub messages: Vec<Bytes>,
    /// The Handover Request message that the reader writes when the tag negotiates.
    pub request: Bytes,
}
