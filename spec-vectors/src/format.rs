//! The format: one JSON file a case.

mod ble;
mod bytes;
mod clause;
mod input;
mod nfc;
mod operation;
mod outcome;
mod secret;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use ble::{BleChannel, BleConnection, BleEvent, BleLimits};
pub use bytes::Bytes;
pub use clause::Clause;
pub use input::{
    Anchor, Consent, Credential, DeviceElement, EngagementInput, FetchedList, Handover, HolderSession, Input, L2cap,
    LoadAnchor, Method, ReadList, ReadRequest, ReaderSession, ReceiveCredential, Secret, SessionKeys, Trust, TrustList,
    VerifyResponse,
};
pub use nfc::{CardTag, NfcCard, NfcLengths, ReadTag};
pub use outcome::{BleValue, DocumentOutcome, HolderReply, Outcome, ReaderReply, ResponseOutcome, Returned};

/// One case: inputs, and what must come of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Case {
    /// The id, which is the file's name without `.json`: lower case, digits and hyphens, beginning with the test's
    /// number where it shows one, as in `r39-element-value-changed`.
    pub id: String,
    /// The numbers of the project's list of negative tests (H, T, R) that it shows; none for positive cases beyond it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<String>,
    /// What is special about it, for a person.
    pub title: String,
    /// Where the rule stands.
    pub clause: Clause,
    /// Who is under test.
    pub role: Role,
    /// The accepted case that this one differs from, and in what; none for accepted cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<Twin>,
    /// What is done, and with what.
    pub input: Input,
    /// What must come of it.
    pub expect: Expect,
}

impl Role {
    /// The role's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Reader => "reader",
            Self::Both => "both",
        }
    }
}

/// Who is under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The holder's side (mdoc).
    Holder,
    /// The reader's side.
    Reader,
    /// What both sides do alike: key derivation, framing.
    Both,
}

/// An accepted case, and the one field in which the case at hand differs from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twin {
    /// The twin's id.
    pub id: String,
    /// The one entry of the input in which the two differ, by its path in `input`, as in `response` or `trust.crls[0]`.
    pub entry: String,
    /// The field in it, by its path through the structures, as in
    /// `documents[0].issuerSigned.issuerAuth.payload.docType`.
    /// What follows from it (digests, signatures, ciphertexts) differs too.
    pub differs: String,
}

/// What must come of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Expect {
    /// The standard leaves a choice: one of these.
    OneOf {
        /// The choices; the first is this library's.
        #[serde(rename = "oneOf")]
        one_of: Vec<Outcome>,
    },
    /// Exactly this.
    Is(Outcome),
}

/// What the list of negative tests says of a number: `spec-vectors/numbers.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// What is wrong.
    pub wrong: String,
    /// What must come of it, and whether the drafts say so (S) or we do (D).
    pub expected: String,
    /// Where the rule stands, where no case tells.
    #[serde(default)]
    pub clause: Option<Clause>,
}

/// Tests that are not vectors, by number: `spec-vectors/elsewhere.json`.
pub type Elsewhere = BTreeMap<String, Entry>;

/// Why a test is not a vector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Entry {
    /// It is no message but a behaviour, which this test shows.
    Test {
        /// The test, as in `tests/two_party/deadlines.rs::name`.
        path: String,
        /// What the test shows.
        title: String,
    },
    /// It waits for something.
    Pending {
        /// For what.
        reason: String,
    },
}
