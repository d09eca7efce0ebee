//! What errors say to a person: each something, each something else.
#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)]

use std::collections::BTreeSet;
use std::fmt::Display;

use mdoc_proximity::cbor::{Error, ErrorKind};
use mdoc_proximity::crypto::CryptoError;
use mdoc_proximity::holder::{RequestFault, RespondError};
use mdoc_proximity::reader::{
    ConfigError, EngagementError, Malformed, NotVerified, RequestError, SendError, StartError,
};
use mdoc_proximity::report::{CheckId, Outcome, Report};
use mdoc_proximity::session::{ChannelError, Status};
use mdoc_proximity::trust::{ContentError, CrlError, StatusListError};

#[path = "wording/links.rs"]
mod links;
#[path = "wording/roles.rs"]
mod roles;
#[path = "wording/structures.rs"]
mod structures;
#[path = "wording/transports.rs"]
mod transports;

/// The text has all of these in it: what a person needs to know of this one error.
fn tells(said: &dyn Display, parts: &[&str]) {
    let text = said.to_string();
    for part in parts {
        assert!(text.contains(part), "{text:?} does not tell {part:?}");
    }
}

fn differ(said: &[&dyn Display]) {
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    for text in &said {
        assert!(text.contains(' '), "not a sentence: {text:?}");
        assert!(!text.ends_with('.') && !text.contains(char::is_control), "{text:?}");
    }
    let different: BTreeSet<_> = said.iter().collect();
    assert_eq!(different.len(), said.len(), "{said:?}");
}

#[test]
fn errors_say_what_is_wrong() {
    let cbor = Error::new(ErrorKind::UnexpectedEnd, 7);
    differ(&[&RequestFault::NotCbor(cbor), &RequestFault::Invalid(cbor), &RequestFault::Version]);
    differ(&[&RespondError::NotPending, &RespondError::Closed]);
    differ(&[
        &ConfigError::NoSigner,
        &ConfigError::Anchors,
        &ConfigError::Purpose("1.x".to_owned()),
        &ConfigError::Identity,
    ]);
    differ(&[
        &EngagementError::Malformed(cbor),
        &EngagementError::CipherSuite(2),
        &EngagementError::CipherSuite(3),
        &EngagementError::NoUsableMethod,
    ]);
    differ(&[
        &RequestError::NoDocument,
        &RequestError::NoElement("org.example".to_owned()),
        &RequestError::EmptyName,
        &RequestError::Duplicate("sex".to_owned()),
        &RequestError::AgeAttestations("org.example".to_owned()),
        &RequestError::TooManyDocuments,
    ]);
    differ(&[
        &StartError::Engagement(EngagementError::NoUsableMethod),
        &StartError::Crypto(CryptoError::InvalidPublicKey),
    ]);
    differ(&[&SendError::Unanswered, &SendError::Closed, &SendError::Crypto(CryptoError::InvalidPublicKey)]);
    differ(&[&CrlError::Malformed, &CrlError::TooLong(5), &CrlError::TooManyEntries]);
    differ(&[
        &StatusListError::Envelope(cbor),
        &StatusListError::Payload,
        &StatusListError::Claims(cbor),
        &StatusListError::Subject,
    ]);
    differ(&[
        &ContentError::Structure(cbor),
        &ContentError::Bits(2),
        &ContentError::Bits(4),
        &ContentError::Compression,
        &ContentError::Truncated,
        &ContentError::Trailing,
        &ContentError::TooLong,
    ]);
    differ(&[&ChannelError::Decrypt, &ChannelError::CounterExhausted, &ChannelError::TooLong]);
    differ(&[&Status::EncryptionError, &Status::DecodingError, &Status::Termination, &Status::Other(7)]);
    let malformed = Malformed(cbor);
    let mut failed = Report::new();
    failed.fail(CheckId::MsoDigests, "a digest differs");
    let open = Report::new();
    differ(&[&malformed, &NotVerified::Absent, &NotVerified::Rejected(&failed), &NotVerified::Rejected(&open)]);
}

#[test]
fn outcomes_are_named_as_in_json() {
    for outcome in [Outcome::Pass, Outcome::Fail, Outcome::Deviation, Outcome::Skipped] {
        assert_eq!(outcome.to_string(), outcome.as_str());
        assert_eq!(serde_json::to_string(&outcome).unwrap(), format!("\"{outcome}\""));
    }
}
